/**
 * The logarithm of the normal distribution function Φ and its derivatives. Φ(−u) = M(u)·φ(u) with Mills' ratio M(u) = ∫ exp(−us − s²/2) ds
 * over s > 0: below −2 the value and the first derivative come from the continued fraction of M (DLMF 7.9.1), below 1 the others from the
 * moments of s.
 */

import { erfc } from './error.ts';
import { logDerivatives, tailDerivatives } from './exponential-family.ts';

/** From here down the continued fraction is used. */
const TAIL = -2;
/** Its terms, enough from u = 2 on. */
const TERMS = 100;
/** From here down the moments are used. */
const MOMENTS = 1;

/** log Φ(x). */
export function log_ndtr(x: number): number {
  if (x > 0) return Math.log1p(-erfc(x * Math.SQRT1_2) / 2);
  if (x > TAIL) return Math.log(erfc(-x * Math.SQRT1_2) / 2);
  return (-x * x) / 2 - Math.log(2 * Math.PI) / 2 - Math.log(hazard(x));
}

/** The n-th derivative of log Φ, n ≥ 1. */
export function logNdtrSlope(n: number, x: number): number {
  if (!(n >= 1) || Number.isNaN(x)) return Number.NaN;
  if (n === 1) return hazard(x);
  return x <= MOMENTS ? tailSlope(n, -x) : hazardDerivatives(n, x)[n - 1]!;
}

/** φ(x)/Φ(x). */
function hazard(x: number): number {
  if (x > TAIL) return (Math.sqrt(2 / Math.PI) * Math.exp((-x * x) / 2)) / erfc(-x * Math.SQRT1_2);
  let fraction = 0;
  for (let k = TERMS; k > 0; k--) fraction = k / (fraction - x);
  return fraction - x;
}

/** The n-th derivative of log Φ at −u, n ≥ 2. */
function tailSlope(n: number, u: number): number {
  const tail = {
    logDensity: (s: number) => -s * (u + s / 2),
    statistics: (s: number) => [s, 0] as const,
    width: 1 / (1 + Math.abs(u)),
  };
  const slope = logDerivatives(tailDerivatives(tail, () => 0, n, 0))[n]!;
  return n === 2 ? slope - 1 : slope;
}

/** Derivatives 0 … n − 1 of the hazard h, by h′ = −h·w and w = x + h. */
function hazardDerivatives(n: number, x: number): number[] {
  const h = [hazard(x)];
  const w = [x + h[0]!];
  for (let k = 1; k < n; k++) {
    // h⁽ᵏ⁾ = −Σ C(k−1,j) h⁽ʲ⁾ w⁽ᵏ⁻¹⁻ʲ⁾
    let sum = 0;
    for (let j = 0, binomial = 1; j < k; binomial = (binomial * (k - 1 - j)) / (j + 1), j++)
      sum -= binomial * h[j]! * w[k - 1 - j]!;
    h.push(sum);
    w.push(k === 1 ? sum + 1 : sum);
  }
  return h;
}
