/**
 * Bessel functions of the first and second kind of whole order. Orders 0 and 1 are stdlib's; the others follow from them
 * by recurrence. Errors, relative to the amplitude √(2/πx) where x > n, else to the value: 1e-14 up to order 100.
 */

import besselj0 from '@stdlib/math-base-special-besselj0';
import besselj1 from '@stdlib/math-base-special-besselj1';
import bessely0 from '@stdlib/math-base-special-bessely0';
import bessely1 from '@stdlib/math-base-special-bessely1';

export const j0 = (x: number): number => (Number.isFinite(x) ? besselj0(x) : Number.NaN);
export const j1 = (x: number): number => (Number.isFinite(x) ? besselj1(x) : Number.NaN);
export const y0 = (x: number): number => (x < Number.POSITIVE_INFINITY ? bessely0(x) : Number.NaN);
export const y1 = (x: number): number => (x < Number.POSITIVE_INFINITY ? bessely1(x) : Number.NaN);

/** J_n(x) for whole n; NaN for any other. */
export function jn(n: number, x: number): number {
  if (!Number.isInteger(n) || !Number.isFinite(x)) return Number.NaN;
  if (n % 2 !== 0 && n < 0 !== x < 0) return -jn(Math.abs(n), Math.abs(x)); // DLMF 10.4.1, 10.11.1
  n = Math.abs(n);
  x = Math.abs(x);
  if (n === 0) return j0(x);
  if (n === 1) return j1(x);
  if (x * x < 4 * (n + 1)) return powerSeries(n, x);
  return x > n ? upward(n, x, j0(x), j1(x)) : downward(n, x);
}

/** Y_n(x) for whole n; NaN for any other, and for negative x. */
export function yn(n: number, x: number): number {
  if (!Number.isInteger(n)) return Number.NaN;
  if (n < 0) return n % 2 === 0 ? yn(-n, x) : -yn(-n, x);
  return n === 0 ? y0(x) : upward(n, x, y0(x), y1(x));
}

/** The solution of order n of C_{k+1} = (2k/x) C_k − C_{k−1} from those of orders 0 and 1 (DLMF 10.6.1). */
function upward(n: number, x: number, previous: number, value: number): number {
  for (let k = 1; k < n && value !== Number.NEGATIVE_INFINITY; k++) {
    [previous, value] = [value, ((2 * k) / x) * value - previous];
  }
  return value;
}

/** J_n(x) where x² < 4(n + 1), so that the terms of the series decrease (DLMF 10.2.2). */
function powerSeries(n: number, x: number): number {
  let term = 1;
  for (let k = 1; k <= n; k++) term *= x / (2 * k);
  let sum = term;
  for (let k = 1; Math.abs(term) > Math.abs(sum) * 1e-17; k++) {
    term *= -(x * x) / (4 * k * (n + k));
    sum += term;
  }
  return sum;
}

/**
 * J_n(x) for n ≥ x: Miller's downward recurrence from an order where J is negligible, normalised by the larger of J₀
 * and J₁ (DLMF 3.6(iii)).
 */
function downward(n: number, x: number): number {
  let above = 0;
  let value = Number.MIN_VALUE * 2 ** 52;
  let wanted = 0;
  for (let k = n + 20 + Math.ceil(Math.sqrt(40 * n)); k > 0; k--) {
    [above, value] = [value, ((2 * k) / x) * value - above]; // of orders k and k − 1
    if (k - 1 === n) wanted = value;
    if (Math.abs(value) > 2 ** 500) {
      above *= 2 ** -1000;
      value *= 2 ** -1000;
      wanted *= 2 ** -1000;
    }
  }
  const first = j0(x);
  const second = j1(x);
  return Math.abs(first) > Math.abs(second) ? (wanted / value) * first : (wanted / above) * second;
}
