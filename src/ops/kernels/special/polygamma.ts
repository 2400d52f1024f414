/**
 * The digamma function and its derivatives, by the Hurwitz zeta function ζ(s, x) = Σ (x + k)^−s, which Euler–Maclaurin
 * summation gives for every order alike (DLMF 25.11.5, 5.15.1). Relative errors: digamma 1e-15 for x > 0, zero included;
 * polygamma 1e-14 up to order 100; at negative x relative to the largest term of the reflection formula.
 */

import { gamma } from './gamma.ts';
import { cospi, sinpi } from './trigonometry.ts';

/** B₂ₖ/(2k)! for k = 1 … 12. */
const BERNOULLI_OVER_FACTORIAL = [
  [1, 6], [-1, 30], [1, 42], [-1, 30], [5, 66], [-691, 2730], [7, 6], [-3617, 510], [43867, 798], [-174611, 330],
  [854513, 138], [-236364091, 2730],
].map(([numerator, denominator], k) => numerator! / denominator! / gamma(2 * k + 3)); // biome-ignore format: a table

/** A part of a sum that does not show. */
const NEGLIGIBLE = 2 ** -60;

/** ζ(s, x) for whole s ≥ 2 and x > 0. */
function hurwitzZeta(s: number, x: number): number {
  let sum = 0;
  const end = s / 2 + 10; // from here on twelve terms of the asymptotic series are exact to a double
  let y = x;
  for (let k = 1; y < end; k++) {
    const term = y ** -s;
    sum += term;
    if (term <= NEGLIGIBLE * sum) return sum; // the others are less together, as y is below s / 2 + 10
    y = x + k;
  }
  const tail = y ** -s;
  let series = y / (s - 1) + 0.5;
  let factor = s / y; // s(s+1)…(s+2k−2)/y^(2k−1)
  for (let k = 0; k < BERNOULLI_OVER_FACTORIAL.length; k++) {
    series += BERNOULLI_OVER_FACTORIAL[k]! * factor;
    factor *= ((s + 2 * k + 1) * (s + 2 * k + 2)) / (y * y);
  }
  return sum + tail * series;
}

/** The positive zero of digamma, as the sum of two doubles. */
const ZERO = 1.4616321449683622;
const ZERO_LOW = 9.549995429965697e-17;

let aroundZero: number[] | undefined;

/** Coefficients of digamma around its positive zero: (−1)ⁿ⁺¹ ζ(n + 1, ZERO), n ≥ 1. */
function seriesAroundZero(): number[] {
  aroundZero ??= Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 1 : -1) * hurwitzZeta(i + 2, ZERO));
  return aroundZero;
}

/** ψ(x) = Γ′(x)/Γ(x). */
export function digamma(x: number): number {
  if (x <= 0) {
    if (x === 0) return Object.is(x, -0) ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    if (Number.isInteger(x) || x === Number.NEGATIVE_INFINITY) return Number.NaN;
    return digamma(1 - x) - (Math.PI * cospi(x)) / sinpi(x); // DLMF 5.5.4
  }
  const h = x - ZERO;
  if (Math.abs(h) < 0.3) {
    return seriesAroundZero().reduceRight((sum, c) => (sum + c) * (h - ZERO_LOW), 0);
  }
  let sum = 0;
  for (; x < 12; x++) sum -= 1 / x; // DLMF 5.5.2
  const w = 1 / (x * x);
  const series =
    w * (1 / 12 - w * (1 / 120 - w * (1 / 252 - w * (1 / 240 - w * (1 / 132 - w * (691 / 32760 - w / 12))))));
  return sum + Math.log(x) - 0.5 / x - (x === Number.POSITIVE_INFINITY ? 0 : series); // DLMF 5.11.2
}

/** ψ⁽ⁿ⁾(x) for whole n ≥ 0; at the poles +∞ for odd n and, scipy's choice, −∞ for even n. */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x);
  if (!(n > 0) || !Number.isInteger(n)) return Number.NaN;
  const sign = n % 2 === 0 ? -1 : 1; // (−1)^(n+1), also of (−1)^s
  const s = n + 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  if (x > 0) return sign * gamma(s) * hurwitzZeta(s, x);
  if (Number.isInteger(x)) return sign * Number.POSITIVE_INFINITY;
  // The sum over all whole shifts less the sum over the negative ones; `below` is exact.
  const below = Math.ceil(x) - x;
  const all = hurwitzZeta(s, 1 - below) + sign * hurwitzZeta(s, below);
  return sign * gamma(s) * (all - sign * hurwitzZeta(s, 1 - x));
}
