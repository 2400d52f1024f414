/** `special` for ordinary Node programs: the functions of `sandbox/special.ts`, untraced. */

import { family, flat, type Numbers } from './rows.ts';

const rows = family('special.');
const logaddexp = family('np.').logaddexp!;

const special = {
  ...rows,
  multigammaln(a: number, d: number): number {
    let result = (d * (d - 1) * Math.log(Math.PI)) / 4;
    for (let j = 0; j < d; j++) result += rows.gammaln!(a - j / 2);
    return result;
  },
  logsumexp: (...values: Numbers[]): number => flat(values).reduce((x, y) => logaddexp(x, y), -Infinity),
} as Readonly<Record<string, unknown>>;

export default special;
