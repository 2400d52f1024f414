/** `autograd-cli/scipy`: SciPy's special functions, here for numbers. SciPy's names and SciPy's order of arguments. */

import * as scipy from './scipy.js';
import * as special from './special.js';

export default scipy;
export { special };
/** Distributions: they come with arrays. */
export const stats: Readonly<Record<string, never>>;
