/** `autograd-cli/numpy` for ordinary Node programs. The build adds each member by its name (`scripts/named-exports.mjs`). */

export { np as default } from './namespaces.ts';
