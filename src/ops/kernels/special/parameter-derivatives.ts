/**
 * The incomplete gamma and beta functions and Student's t distribution, differentiated by their parameters: each as the tail of an
 * exponential family (`exponential-family.ts`), of the two tails the one on which the boundary lies.
 */

import { type Curvature, logDerivatives, type Tail, tailDerivatives } from './exponential-family.ts';
import { betaln } from './gamma.ts';
import { betaDensity, gammaDensity, gammainc } from './incomplete.ts';
import { digamma, polygamma } from './polygamma.ts';

/** The n-th derivative of P(a, x) by a. */
export function gammaincSlope(n: number, a: number, x: number): number {
  if (n === 0) return gammainc(a, x);
  if (!(n > 0 && a > 0 && x >= 0)) return Number.NaN;
  if (x === 0 || x === Number.POSITIVE_INFINITY) return 0;
  const center = digamma(a);
  const outwards = Math.log(x) < center || x < 1e-3 ? -1 : 1;
  const tail: Tail = {
    logDensity: (s) => outwards * a * s - x * Math.expm1(outwards * s),
    statistics: (s) => [Math.log(x) + outwards * s - center, 0],
    width: 1 / (Math.abs(a - x) + Math.sqrt(x)),
  };
  const integrals = tailDerivatives(tail, (m) => -polygamma(m - 1, a), n, 0);
  return -outwards * gammaDensity(a, x) * x * integrals[n]!;
}

/** The derivative of I_x(a, b), m times by a and n times by b. */
export function betaincSlope(m: number, n: number, a: number, b: number, x: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return Number.NaN;
  if (x === 0 || x === 1) return 0;
  const rest = 1 - x;
  // the mean of log(t/(1 − t))
  return Math.log(x / rest) < digamma(a) - digamma(b)
    ? betaTail(m, n, a, b, x, rest)
    : -betaTail(n, m, b, a, rest, x);
}

/** The derivative of I_x(a, b), m times by a and n times by b, by the lower tail. */
function betaTail(m: number, n: number, a: number, b: number, x: number, rest: number): number {
  const both = digamma(a + b);
  const left = Math.log(x) - digamma(a) + both;
  const right = -digamma(b) + both;
  const odds = x / rest;
  const tail: Tail = {
    // the point is x·e^−s; from it to 1 it is `rest` − x·expm1(−s)
    logDensity: (s) => -a * s + (b - 1) * Math.log1p(-odds * Math.expm1(-s)),
    statistics: (s) => [left - s, right + Math.log(rest - x * Math.expm1(-s))],
    width: 1 / (Math.abs(a - (b - 1) * odds) + Math.sqrt(a + b * odds)),
  };
  const curvature: Curvature = (i, j) =>
    polygamma(i + j - 1, a + b) - (j === 0 ? polygamma(i - 1, a) : 0) - (i === 0 ? polygamma(j - 1, b) : 0);
  const integrals = tailDerivatives(tail, curvature, m, n);
  return betaDensity(a, b, x) * x * integrals[m * (n + 1) + n]!;
}

/** The n-th derivative by v of the integral of cosh(u)^−v/B(v/2, 1/2) to w: for n = 0 Student's t distribution function at √v·sinh(w). */
export function studentCdf(n: number, v: number, w: number): number {
  if (!(n >= 0 && v > 0) || Number.isNaN(w)) return Number.NaN;
  if (w === 0 || !Number.isFinite(w)) return n === 0 ? (1 + Math.sign(w)) / 2 : 0;
  const { scale, integrals } = studentTail(n, v, w);
  const derivative = integrals[n]! * Math.exp(scale);
  if (w <= 0) return derivative;
  return n === 0 ? 1 - derivative : -derivative;
}

/** The n-th derivative by v of the logarithm of the same. */
export function logStudentCdf(n: number, v: number, w: number): number {
  if (!(n >= 0 && v > 0) || Number.isNaN(w)) return Number.NaN;
  if (w === 0) return n === 0 ? -Math.LN2 : 0;
  if (!Number.isFinite(w)) return w > 0 ? 0 : w;
  const { scale, integrals } = studentTail(n, v, w);
  if (w <= 0) return logDerivatives(integrals)[n]! + (n === 0 ? scale : 0);
  const upper = integrals.map((x) => -x * Math.exp(scale));
  if (n === 0) return Math.log1p(upper[0]!);
  upper[0]! += 1;
  return logDerivatives(upper)[n]!;
}

/** Derivatives by v of the integral of cosh(u)^−v/B(v/2, 1/2) from |w| on, orders 0 … n, over the exponential of `scale`. */
function studentTail(
  n: number,
  v: number,
  w: number,
): { readonly scale: number; readonly integrals: Float64Array } {
  const start = Math.abs(w);
  const slope = Math.tanh(start);
  const logCosh =
    start < 1 ? 0.5 * Math.log1p(Math.sinh(start) ** 2) : start + Math.log1p(Math.exp(-2 * start)) - Math.LN2;
  const center = (digamma(v / 2) - digamma((v + 1) / 2)) / 2;
  /** log(cosh(start + s)/cosh(start)). */
  const growth = (s: number): number => s + Math.log1p(((1 - slope) * Math.expm1(-2 * s)) / 2);
  const tail: Tail = {
    logDensity: (s) => -v * growth(s),
    statistics: (s) => [-logCosh - growth(s) - center, 0],
    width: 1 / (v * slope + Math.sqrt(v)),
  };
  const curvature: Curvature = (m) => (polygamma(m - 1, (v + 1) / 2) - polygamma(m - 1, v / 2)) / 2 ** m;
  return { scale: -v * logCosh - betaln(v / 2, 0.5), integrals: tailDerivatives(tail, curvature, n, 0) };
}
