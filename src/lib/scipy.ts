/** `autograd-cli/scipy` for ordinary Node programs. The build adds each member by its name (`scripts/named-exports.mjs`). */

export { scipy as default } from './namespaces.ts';
