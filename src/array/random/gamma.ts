/**
 * The gamma distribution over a source of standard numbers, and those that are made of it alone. The order and form of every operation
 * is NumPy's, because the numbers are: also a mathematically equal rearrangement would change their last bits.
 */

import type { Source } from './source.ts';

/**
 * Return a number of the gamma distribution with scale 1. Source: G. Marsaglia and W. W. Tsang, "A simple method for generating
 * gamma variables", 2000; below shape 1 J. H. Ahrens and U. Dieter, 1974 (algorithm GS).
 */
export function standardGamma(source: Source, shape: number): number {
  if (shape === 1) return source.exponential();
  if (shape === 0) return 0;
  return shape < 1 ? gammaBelowOne(source, shape) : gammaAboveOne(source, shape);
}

function gammaBelowOne(source: Source, shape: number): number {
  const { log, pow } = source.math;
  for (;;) {
    const u = source.uniform();
    const v = source.exponential();
    if (u <= 1 - shape) {
      const x = pow(u, 1 / shape);
      if (x <= v) return x;
    } else {
      const y = -log((1 - u) / shape);
      const x = pow(1 - shape + shape * y, 1 / shape);
      if (x <= v + y) return x;
    }
  }
}

function gammaAboveOne(source: Source, shape: number): number {
  const { log } = source.math;
  const b = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * b);
  for (;;) {
    const x = source.normal();
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = source.uniform();
    if (u < 1 - 0.0331 * (x * x) * (x * x)) return b * v;
    if (log(u) < 0.5 * x * x + b * (1 - v + log(v))) return b * v;
  }
}

/** Return a number of the beta distribution: a ratio of gammas, or M. D. Jöhnk's method (1964) where a and b are at most 1. */
export function beta(source: Source, a: number, b: number): number {
  if (a > 1 || b > 1) {
    const x = standardGamma(source, a);
    return x / (x + standardGamma(source, b));
  }
  const { log, pow } = source.math;
  for (;;) {
    const u = source.uniform();
    const v = source.uniform();
    const x = pow(u, 1 / a);
    const y = pow(v, 1 / b);
    if (x + y > 1) continue;
    if (x + y > 0) return x / (x + y);
    return ratioOfTiny(source, log(u) / a, log(v) / b);
  }
}

/** Return eˣ/(eˣ + eʸ) where both underflow. */
function ratioOfTiny(source: Source, x: number, y: number): number {
  const { exp, log } = source.math;
  const most = Math.max(x, y);
  return exp(x - most - log(exp(x - most) + exp(y - most)));
}

export function chisquare(source: Source, df: number): number {
  return 2 * standardGamma(source, df / 2);
}
