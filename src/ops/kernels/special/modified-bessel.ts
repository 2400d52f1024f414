/**
 * Modified Bessel functions of the first kind of real order v, and scaled by e^−|x|. Three ways: the power series (DLMF 10.25.2)
 * for |x| ≤ 30; beyond it the asymptotic series of the order's fraction (DLMF 10.40.1) and ratios by downward recurrence; for
 * negative orders the reflection formula (DLMF 10.27.2) with K by upward recurrence. Relative error 2e-14 for orders up to 100,
 * for negative orders relative to the larger of the two terms.
 */

import { gamma, gammaln, gammasgn } from './gamma.ts';
import { sinpi } from './trigonometry.ts';

const SERIES_END = 30;

export const i0 = (x: number): number => iv(0, x);
export const i1 = (x: number): number => iv(1, x);

/** I_v(x); NaN for negative x unless v is whole. */
export function iv(v: number, x: number): number {
  const size = Math.abs(x);
  if (size <= SERIES_END) return parity(v, x) * powerSeries(wholeOrder(v), size);
  const half = Math.exp(size / 2); // e^x itself would overflow before I_v does
  return ive(v, x) * half * half;
}

/** e^−|x| I_v(x); NaN for negative x unless v is whole. */
export function ive(v: number, x: number): number {
  const size = Math.abs(x);
  const order = wholeOrder(v);
  if (size <= SERIES_END) return parity(v, x) * powerSeries(order, size) * Math.exp(-size);
  if (!Number.isFinite(size)) return Number.NaN;
  return parity(v, x) * (order < 0 ? reflected(-order, size) : byRatio(order, size));
}

/** I_{−n} = I_n for whole n. */
function wholeOrder(v: number): number {
  return Number.isInteger(v) ? Math.abs(v) : v;
}

/** The factor of I_v(|x|) in I_v(x). */
function parity(v: number, x: number): number {
  if (x >= 0) return 1;
  if (!Number.isInteger(v)) return Number.NaN;
  return v % 2 === 0 ? 1 : -1;
}

/** Σ (x/2)^(v+2k) / (k! Γ(v+k+1)). */
function powerSeries(v: number, x: number): number {
  let term = leadingTerm(v, x);
  if (x === 0) return term;
  let sum = term;
  for (let k = 1; k + v < 0 || Math.abs(term) > Math.abs(sum) * 1e-17; k++) {
    term *= (x * x) / (4 * k * (v + k));
    sum += term;
  }
  return sum;
}

/** (x/2)^v / Γ(v+1). */
function leadingTerm(v: number, x: number): number {
  const power = (x / 2) ** v;
  if (Math.abs(v) < 150 && power > 1e-280 && power < 1e280) return power / gamma(v + 1);
  return gammasgn(v + 1) * Math.exp(v * Math.log(x / 2) - gammaln(v + 1));
}

/** Σ (∓1)^k a_k(v)/x^k, where a_k = (4v²−1)(4v²−9)…/(k! 8^k): for small |v|, its terms fall below a double from x > 30 on. */
function hankelSum(v: number, x: number, sign: 1 | -1): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; Math.abs(term) > 1e-17; k++) {
    term *= (sign * (4 * v * v - (2 * k - 1) ** 2)) / (8 * k * x);
    sum += term;
  }
  return sum;
}

/** e^−x I_v(x) for v ≥ 0: I of the fraction of v, times the ratio, by recurrence downward where it is stable (DLMF 10.29.1). */
function byRatio(v: number, x: number): number {
  const fraction = v - Math.floor(v);
  const base = hankelSum(fraction, x, -1) / Math.sqrt(2 * Math.PI * x);
  if (v < 1) return base;
  let above = 0;
  let value = Number.MIN_VALUE * 2 ** 52;
  let wanted = 0;
  for (let k = Math.ceil(Math.sqrt(v * v + 80 * x)) + 20; k > 0; k--) {
    [above, value] = [value, above + ((2 * (fraction + k)) / x) * value]; // of orders fraction + k and one less
    if (k - 1 === Math.floor(v)) wanted = value;
    if (value > 2 ** 500) {
      above *= 2 ** -1000;
      value *= 2 ** -1000;
      wanted *= 2 ** -1000;
    }
  }
  return (wanted / value) * base;
}

/** e^−x I_{−v}(x) = e^−x (I_v + (2/π) sin(vπ) K_v) for v > 0. */
function reflected(v: number, x: number): number {
  const fraction = v - Math.floor(v);
  const scale = Math.sqrt(Math.PI / (2 * x)) * Math.exp(-2 * x); // of e^−x K
  let below = scale * hankelSum(1 - fraction, x, 1); // K_{−w} = K_w
  let value = scale * hankelSum(fraction, x, 1);
  for (let k = 0; k < Math.floor(v); k++)
    [below, value] = [value, below + ((2 * (fraction + k)) / x) * value];
  return byRatio(v, x) + (2 / Math.PI) * sinpi(v) * value;
}
