/**
 * Discrete distributions over a source of standard numbers; values are exact doubles. The order and form of every operation is NumPy's,
 * because the numbers are. Names of parameters are NumPy's.
 */

import { standardGamma } from './gamma.ts';
import type { Source } from './source.ts';

const HALF_LOG_2PI = 0.9189385332046727;

/** Return a number of the Poisson distribution. */
export function poisson(source: Source, lam: number): number {
  if (lam >= 10) return poissonByRejection(source, lam);
  return lam === 0 ? 0 : poissonByProduct(source, lam);
}

/** Count the uniform numbers whose product stays above e^−lam (D. E. Knuth, TAOCP vol. 2). */
function poissonByProduct(source: Source, lam: number): number {
  const limit = source.math.exp(-lam);
  let count = 0;
  for (let product = source.uniform(); product > limit; product *= source.uniform()) count++;
  return count;
}

/** W. Hörmann, "The transformed rejection method for generating Poisson random variables", 1993 (PTRS). */
function poissonByRejection(source: Source, lam: number): number {
  const { log } = source.math;
  const logLam = log(lam);
  const b = 0.931 + 2.53 * Math.sqrt(lam);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = source.uniform() - 0.5;
    const v = source.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + lam + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const left = log(v) + log(inverseAlpha) - log(a / (us * us) + b);
    if (left <= -lam + k * logLam - logGamma(source, k + 1)) return k;
  }
}

const STIRLING = [
  8.333333333333333e-2, -2.777777777777778e-3, 7.936507936507937e-4, -5.952380952380952e-4, 8.417508417508418e-4,
  -1.917526917526918e-3, 6.41025641025641e-3, -2.955065359477124e-2, 1.796443723688307e-1, -1.39243221690590,
]; // biome-ignore format: B₂ₙ/(2n(2n − 1))

/** Return log Γ(x), x ≥ 1, by Stirling's series above 7 (S. Zhang and J. Jin, "Computation of special functions", 1996, 3.1). */
function logGamma(source: Source, x: number): number {
  const { log } = source.math;
  if (x === 1 || x === 2) return 0;
  const steps = x <= 7 ? Math.floor(7 - x) : 0;
  let shifted = x + steps;
  const inverseSquare = 1 / (shifted * shifted);
  const series = STIRLING.reduceRight((sum, coefficient) => sum * inverseSquare + coefficient);
  let result = series / shifted + HALF_LOG_2PI + (shifted - 0.5) * log(shifted) - shifted;
  for (let k = 0; k < steps; k++) result -= log(--shifted);
  return result;
}

/** Return the number of successes in n trials of probability p; draws nothing where it is certain to be 0. */
export function binomial(source: Source, n: number, p: number): number {
  return n === 0 || p === 0 ? 0 : successes(source, n, p);
}

/** Return the number of successes in n trials of probability p; always draws. */
export function successes(source: Source, n: number, p: number): number {
  return p <= 0.5 ? fewerSuccesses(source, n, p) : n - fewerSuccesses(source, n, 1 - p);
}

function fewerSuccesses(source: Source, n: number, p: number): number {
  return p * n <= 30 ? binomialByInversion(source, n, p) : binomialByRejection(source, n, p);
}

function binomialByInversion(source: Source, n: number, p: number): number {
  const q = 1 - p;
  const none = source.math.exp(n * source.math.log(q));
  const mean = n * p;
  const bound = Math.floor(Math.min(n, mean + 10 * Math.sqrt(mean * q + 1)));
  for (;;) {
    let rest = source.uniform();
    let probability = none;
    let x = 0;
    while (rest > probability && x < bound) {
      x++;
      rest -= probability;
      probability = ((n - x + 1) * p * probability) / (x * q);
    }
    if (rest <= probability) return x;
  }
}

/**
 * V. Kachitvichyanukul and B. W. Schmeiser, "Binomial random variate generation", 1988 (BTPE): rejection from a triangle, two
 * parallelograms and two exponential tails; p ≤ 1/2.
 */
function binomialByRejection(source: Source, n: number, p: number): number {
  const { log } = source.math;
  const q = 1 - p;
  const center = n * p + p;
  const mode = Math.floor(center);
  const triangle = Math.floor(2.195 * Math.sqrt(n * p * q) - 4.6 * q) + 0.5;
  const middle = mode + 0.5;
  const left = middle - triangle;
  const right = middle + triangle;
  const c = 0.134 + 20.5 / (15.3 + mode);
  const leftRate = tailRate((center - left) / (center - left * p));
  const rightRate = tailRate((right - center) / (right * q));
  const parallelograms = triangle * (1 + 2 * c);
  const leftTail = parallelograms + c / leftRate;
  const rightTail = leftTail + c / rightRate;
  for (;;) {
    const u = source.uniform() * rightTail;
    let v = source.uniform();
    let y: number;
    if (u <= triangle) return Math.floor(middle - triangle * v + u);
    if (u <= parallelograms) {
      const x = left + (u - triangle) / c;
      v = v * c + 1 - Math.abs(mode - x + 0.5) / triangle;
      if (v > 1) continue;
      y = Math.floor(x);
    } else if (u <= leftTail) {
      y = Math.floor(left + log(v) / leftRate);
      if (y < 0 || v === 0) continue;
      v = v * (u - parallelograms) * leftRate;
    } else {
      y = Math.floor(right - log(v) / rightRate);
      if (y > n || v === 0) continue;
      v = v * (u - leftTail) * rightRate;
    }
    if (acceptsBinomial(source, n, p, mode, y, v)) return y;
  }
}

function tailRate(a: number): number {
  return a * (1 + a / 2);
}

/** Tell whether v is at most the probability of y relative to that of the mode. */
function acceptsBinomial(source: Source, n: number, p: number, mode: number, y: number, v: number): boolean {
  const q = 1 - p;
  const variance = n * p * q;
  const k = Math.abs(y - mode);
  if (k <= 20 || k >= variance / 2 - 1) return v <= relativeProbability(n, p / q, mode, y);
  const rho = (k / variance) * ((k * (k / 3 + 0.625) + 0.16666666666666666) / variance + 0.5);
  const t = (-k * k) / (2 * variance);
  const { log } = source.math;
  const logV = log(v);
  if (logV < t - rho) return true;
  if (logV > t + rho) return false;
  const x1 = y + 1;
  const f1 = mode + 1;
  const z = n + 1 - mode;
  const w = n - y + 1;
  const bound =
    (mode + 0.5) * log(f1 / x1) +
    (n - mode + 0.5) * log(z / w) +
    (y - mode) * log((w * p) / (x1 * q)) +
    stirlingError(f1) +
    stirlingError(z) +
    stirlingError(x1) +
    stirlingError(w);
  return logV <= bound;
}

/** Return P(y)/P(mode), factor by factor; `odds` is p/(1 − p). */
function relativeProbability(n: number, odds: number, mode: number, y: number): number {
  const a = odds * (n + 1);
  let ratio = 1;
  for (let i = mode + 1; i <= y; i++) ratio *= a / i - odds;
  for (let i = y + 1; i <= mode; i++) ratio /= a / i - odds;
  return ratio;
}

/** The correction of Stirling's formula, with the signs that the published algorithm and NumPy give it. */
function stirlingError(x: number): number {
  const x2 = x * x;
  return (13680 - (462 - (132 - (99 - 140 / x2) / x2) / x2) / x2) / x / 166320;
}

/** Return the failures before the n-th success: Poisson numbers around gamma numbers. */
export function negativeBinomial(source: Source, n: number, p: number): number {
  return poisson(source, ((1 - p) / p) * standardGamma(source, n));
}

/** Return the number of trials up to the first success. */
export function geometric(source: Source, p: number): number {
  if (p < 1 / 3) return Math.ceil(-source.exponential() / source.math.log1p(-p));
  const q = 1 - p;
  const u = source.uniform();
  let trials = 1;
  let probability = p;
  for (let sum = p; u > sum; sum += probability) {
    trials++;
    probability *= q;
  }
  return trials;
}

/** Return a number of Zipf's distribution (L. Devroye, "Non-uniform random variate generation", 1986, X.6.1). */
export function zipf(source: Source, a: number): number {
  const { pow } = source.math;
  const b = pow(2, a - 1);
  for (;;) {
    const u = 1 - source.uniform();
    const v = source.uniform();
    const x = Math.floor(pow(u, -1 / (a - 1)));
    if (x > 2 ** 63) continue;
    const t = pow(1 + 1 / x, a - 1);
    if ((v * x * (t - 1)) / (b - 1) <= t / b) return x;
  }
}

/** Return a number of the logarithmic series distribution (A. W. Kemp, "Efficient generation of logarithmically distributed …", 1981). */
export function logseries(source: Source, p: number): number {
  const { exp, log, log1p } = source.math;
  const r = log1p(-p);
  for (;;) {
    const v = source.uniform();
    if (v >= p) return 1;
    const q = 1 - exp(r * source.uniform());
    if (v > q * q) return v >= q ? 1 : 2;
    const result = Math.floor(1 + log(v) / log(q));
    if (result >= 1 && v > 0) return result;
  }
}
