/**
 * The gamma function and its kin, with scipy's values at poles: a pole without a sign is NaN. Γ and log Γ are stdlib's;
 * here are the reciprocal, the sign and the beta functions. Relative errors: gamma, rgamma 1e-15; gammaln 1e-14 but near its
 * negative zeros (absolute there); beta 5e-15; betaln 1e-14 but near 0 (absolute there).
 */

import stdlibBetaln from '@stdlib/math-base-special-betaln';
import stdlibGamma from '@stdlib/math-base-special-gamma';
import stdlibGammaln from '@stdlib/math-base-special-gammaln';
import { sinpi } from './trigonometry.ts';

/** Γ overflows beyond this argument. */
const GAMMA_MAX = 171.6243769563027;

export const gamma: (x: number) => number = stdlibGamma;

export const gammaln: (x: number) => number = stdlibGammaln;

/** 1/Γ(x), entire: zero at the poles of Γ, and accurate beside them (DLMF 5.5.3). */
export function rgamma(x: number): number {
  if (x < 0.5) return x === -Infinity ? 0 : (gamma(1 - x) * sinpi(x)) / Math.PI;
  return x > 170 ? Math.exp(-gammaln(x)) : 1 / gamma(x);
}

/** The sign of Γ(x): NaN at the negative whole numbers. */
export function gammasgn(x: number): number {
  if (x > 0 || Number.isNaN(x)) return x > 0 ? 1 : x;
  if (x === 0) return Object.is(x, -0) ? -1 : 1;
  if (Number.isInteger(x) || x === -Infinity) return Number.NaN;
  return Math.floor(x) % 2 === 0 ? 1 : -1;
}

/** B(a, b) = Γ(a)Γ(b)/Γ(a+b), continued to negative arguments (DLMF 5.12.1). */
export function beta(a: number, b: number): number {
  if (isPole(a) || isPole(b)) return betaAtPole(a, b);
  if (a + b < GAMMA_MAX && Math.abs(a) < 170 && Math.abs(b) < 170) {
    // the larger one first: the product of the quotient stays in range
    return a > b ? gamma(a) * rgamma(a + b) * gamma(b) : gamma(b) * rgamma(a + b) * gamma(a);
  }
  return gammasgn(a) * gammasgn(b) * gammasgn(a + b) * Math.exp(betaln(a, b));
}

/** log |B(a, b)|. */
export function betaln(a: number, b: number): number {
  if (a >= 0 && b >= 0) return stdlibBetaln(a, b);
  if (isPole(a) || isPole(b)) return Math.log(Math.abs(betaAtPole(a, b)));
  return isPole(a + b) ? -Infinity : gammaln(a) + gammaln(b) - gammaln(a + b);
}

function isPole(x: number): boolean {
  return x <= 0 && Number.isInteger(x);
}

/** B(−n, m) for a whole m ≤ n is finite: (−1)ᵐ B(n − m + 1, m). Any other value at a pole is infinite. */
function betaAtPole(a: number, b: number): number {
  const [n, m] = isPole(a) ? [-a, b] : [-b, a];
  if (!Number.isInteger(m) || m <= 0 || m > n) return Number.POSITIVE_INFINITY;
  return (m % 2 === 0 ? 1 : -1) * beta(n - m + 1, m);
}
