/**
 * sin(πx)/(πx) and its derivatives of every order, over the libm that defines `sin` and `cos`. With s(t) = sin(t)/t, from
 * t·s(t) = sin t: t·s⁽ᵏ⁾ + k·s⁽ᵏ⁻¹⁾ = sin(t + kπ/2), which is stable upward for k ≤ |t| and downward for k ≥ |t|.
 */

import type { Libm } from '../primitive.ts';

/** The value, as NumPy computes it. */
export function sinc(libm: Libm, x: number): number {
  const t = Math.PI * x;
  return t === 0 ? 1 : libm.sin(t) / t;
}

/** The n-th derivative of `sinc`; the error is a few units in the last place of the amplitude πⁿ/max(n, |πx|). */
export function sincDerivative(libm: Libm, n: number, x: number): number {
  const t = Math.PI * x;
  const sine = libm.sin(t);
  const cosine = libm.cos(t);
  const waves = [sine, cosine, -sine, -cosine]; // sin(t + kπ/2) by k mod 4
  let value: number;
  if (Math.abs(t) > n) {
    value = sine / t;
    for (let k = 1; k <= n; k++) value = (waves[k % 4]! - k * value) / t;
  } else {
    value = 0; // at an order where its error no longer counts
    for (let k = n + 20 + Math.ceil(Math.sqrt(80 * n)); k > n; k--) value = (waves[k % 4]! - t * value) / k;
  }
  return Math.PI ** n * value + 0; // no −0
}
