/**
 * The normal distribution's tail: the logarithm of its distribution function Φ, and the hazard φ/Φ that is its derivative, by
 * the continued fraction of Mills' ratio (DLMF 7.9.1) where Φ is small. Relative errors 1e-15, of the hazard x²·1e-16 for x > 0.
 */

import { erfc } from './error.ts';

/** From here down the continued fraction is used. */
const TAIL = -2;
const TERMS = 100;

/** k/(u + (k + 1)/(u + …)). */
function fraction(k: number, u: number): number {
  let result = 0;
  for (let i = k + TERMS; i >= k; i--) result = i / (u + result);
  return result;
}

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** log Φ(x). */
export function log_ndtr(x: number): number {
  if (x > 0) return Math.log1p(-erfc(x * Math.SQRT1_2) / 2);
  if (x > TAIL) return Math.log(erfc(-x * Math.SQRT1_2) / 2);
  return (-x * x) / 2 - Math.log(2 * Math.PI) / 2 - Math.log(normalHazard(x));
}

/** φ(x)/Φ(x). */
export function normalHazard(x: number): number {
  if (x <= TAIL) return -x + fraction(1, -x);
  return (2 * density(x)) / erfc(-x * Math.SQRT1_2);
}

/** x + φ(x)/Φ(x): the mean distance below x of what is below x. */
export function normalShortfall(x: number): number {
  return x <= TAIL ? fraction(1, -x) : x + normalHazard(x);
}
