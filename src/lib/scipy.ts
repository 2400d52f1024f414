/** `autograd-cli/scipy` for ordinary Node programs: untraced. */

import special from './special.ts';

/** Distributions come with arrays. */
const stats = {};

export { special, stats };
export default { special, stats };
