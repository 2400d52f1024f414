/**
 * Further continuous distributions over a source of standard numbers. The order and form of every operation is NumPy's, because the
 * numbers are. Names of parameters are NumPy's.
 */

import { arrayError } from '../ndarray.ts';
import { poisson } from './discrete.ts';
import { chisquare, standardGamma } from './gamma.ts';
import type { Source } from './source.ts';

export function noncentralChisquare(source: Source, df: number, nonc: number): number {
  if (nonc === 0) return chisquare(source, df);
  if (df <= 1) return chisquare(source, df + 2 * poisson(source, nonc / 2));
  const central = chisquare(source, df - 1);
  const shifted = source.normal() + Math.sqrt(nonc);
  return central + shifted * shifted;
}

export function fRatio(source: Source, dfnum: number, dfden: number): number {
  const numerator = chisquare(source, dfnum) * dfden;
  return numerator / (chisquare(source, dfden) * dfnum);
}

export function standardT(source: Source, df: number): number {
  const numerator = source.normal();
  return (Math.sqrt(df / 2) * numerator) / Math.sqrt(standardGamma(source, df / 2));
}

export function standardCauchy(source: Source): number {
  const numerator = source.normal();
  return numerator / source.normal();
}

export function laplace(source: Source, loc: number, scale: number): number {
  const { log } = source.math;
  const u = positiveUniform(source);
  return u >= 0.5 ? loc - scale * log(2 - u - u) : loc + scale * log(u + u);
}

export function logistic(source: Source, loc: number, scale: number): number {
  const u = positiveUniform(source);
  return loc + scale * source.math.log(u / (1 - u));
}

export function gumbel(source: Source, loc: number, scale: number): number {
  const { log } = source.math;
  return loc - scale * log(-log(1 - positiveUniform(source)));
}

/** Return a uniform number in (0, 1), where a logarithm is finite. */
function positiveUniform(source: Source): number {
  for (;;) {
    const u = source.uniform();
    if (u > 0) return u;
  }
}

export function triangular(source: Source, left: number, mode: number, right: number): number {
  if (!(left <= mode && mode <= right && left < right))
    throw arrayError(`left ≤ mode ≤ right and left < right do not hold for ${left}, ${mode}, ${right}`);
  const base = right - left;
  const rise = mode - left;
  const u = source.uniform();
  if (u <= rise / base) return left + Math.sqrt(u * (rise * base));
  return right - Math.sqrt((1 - u) * ((right - mode) * base));
}

/** Return a number of the inverse Gaussian distribution (J. R. Michael, W. R. Schucany and R. W. Haas, 1976). */
export function wald(source: Source, mean: number, scale: number): number {
  const normal = source.normal();
  const y = mean * normal * normal;
  const x = mean + (mean / (2 * scale)) * (y - Math.sqrt(4 * scale * y + y * y));
  return source.uniform() <= mean / (mean + x) ? x : (mean * mean) / x;
}

/** Return an angle in [−π, π] (D. J. Best and N. I. Fisher, "Efficient simulation of the von Mises distribution", 1979). */
export function vonmises(source: Source, mu: number, kappa: number): number {
  if (kappa < 1e-8) return Math.PI * (2 * source.uniform() - 1);
  const { acos, cos, log } = source.math;
  const s = concentration(kappa);
  for (;;) {
    const z = cos(Math.PI * source.uniform());
    const w = (1 + s * z) / (s + z);
    const y = kappa * (s - w);
    const v = source.uniform();
    if (y * (2 - y) - v < 0 && log(y / v) + 1 - y < 0) continue;
    const angle = source.uniform() < 0.5 ? -acos(w) : acos(w);
    return wrapped(angle + mu);
  }
}

function concentration(kappa: number): number {
  if (kappa < 1e-5) return 1 / kappa + kappa;
  const r = 1 + Math.sqrt(1 + 4 * kappa * kappa);
  const rho = (r - Math.sqrt(2 * r)) / (2 * kappa);
  return (1 + rho * rho) / (2 * rho);
}

function wrapped(angle: number): number {
  const size = ((Math.abs(angle) + Math.PI) % (2 * Math.PI)) - Math.PI;
  return angle < 0 ? -size : size;
}
