/**
 * Logarithms and the inverse circular and hyperbolic functions of complex numbers: principal values, cut where NumPy cuts them,
 * the sign of a zero telling the side. Infinities and NaN as in C99, annex G.
 */

import { type ComplexUnary, copySign, divide, type RealFunctions } from './complex-arithmetic.ts';
import { ofRotated } from './complex-exponential.ts';

export function logarithms(real: RealFunctions, sqrt: ComplexUnary) {
  const logModulus = logarithmOfModulus(real);
  const log: ComplexUnary = (re, im, out, at) => {
    out[at] = logModulus(re, im);
    out[at + 1] = real.atan2(im, re);
  };
  const { asin, acos } = inverseSines(real, logModulus, sqrt);
  const atanh = inverseTangent(real);
  return {
    log,
    log1p: logarithmOf1Plus(real, logModulus),
    log2: scaled(log, Math.LOG2E),
    log10: scaled(log, Math.LOG10E),
    asin,
    acos,
    asinh: ofRotated(asin),
    acosh: inverseCosine(acos),
    atanh,
    atan: ofRotated(atanh),
  };
}

function scaled(f: ComplexUnary, factor: number): ComplexUnary {
  return (re, im, out, at) => {
    f(re, im, out, at);
    out[at] = out[at]! * factor;
    out[at + 1] = out[at + 1]! * factor;
  };
}

const SPLITTER = 2 ** 27 + 1;

/** Return x² − square exactly (T. J. Dekker, 1971). */
function squaringError(x: number, square: number): number {
  const far = x * SPLITTER;
  const high = x - far + far;
  const low = x - high;
  return high * high - square + 2 * high * low + low * low;
}

/** Return x + y − sum exactly (D. E. Knuth, TAOCP 4.2.2). */
function addingError(x: number, y: number, sum: number): number {
  const part = sum - x;
  return x - (sum - part) + (y - part);
}

/** Return |1 + x + iy|² − 1 = 2x + x² + y² in doubled precision: the terms may cancel. */
function squaredModulusMinus1(x: number, y: number): number {
  const xx = x * x;
  const yy = y * y;
  const first = 2 * x + xx;
  const sum = first + yy;
  const error = addingError(2 * x, xx, first) + addingError(first, yy, sum);
  return sum + (error + squaringError(x, xx) + squaringError(y, yy));
}

/** Return log|x + iy|, accurate near the unit circle and without overflow. */
function logarithmOfModulus({ log, log1p, hypot }: RealFunctions): (x: number, y: number) => number {
  return (x, y) => {
    const large = Math.max(Math.abs(x), Math.abs(y));
    const small = Math.min(Math.abs(x), Math.abs(y));
    if (large > 0.5 && large < 2) return log1p(squaredModulusMinus1(large - 1, small)) / 2;
    if (large > 2 ** 1022) return log(hypot(x / 2, y / 2)) + Math.LN2;
    if (large < 2 ** -1000 && large !== 0) return log(hypot(x * 2 ** 100, y * 2 ** 100)) - 100 * Math.LN2;
    return log(hypot(x, y));
  };
}

/** log(1 + z), accurate near 0 and near the circle |1 + z| = 1. */
function logarithmOf1Plus(
  { atan2, log1p }: RealFunctions,
  logModulus: (x: number, y: number) => number,
): ComplexUnary {
  return (re, im, out, at) => {
    const excess = Math.abs(re) < 2 && Math.abs(im) < 2 ? squaredModulusMinus1(re, im) : 1;
    out[at] = Math.abs(excess) < 0.75 ? log1p(excess) / 2 : logModulus(1 + re, im);
    out[at + 1] = atan2(im, 1 + re);
  };
}

/** Above, asin z = −i·log(2iz) to the last bit. */
const FAR = 2 ** 28;

/** W. Kahan, "Branch Cuts for Complex Elementary Functions" (1987): no term of these sums cancels another. */
function inverseSines(
  { atan2, asinh }: RealFunctions,
  logModulus: (x: number, y: number) => number,
  sqrt: ComplexUnary,
) {
  const minus = new Float64Array(2); // √(1 − z)
  const plus = new Float64Array(2); // √(1 + z)

  const isFar = (x: number, y: number): boolean => !(Math.abs(x) < FAR && Math.abs(y) < FAR);

  const asin: ComplexUnary = (re, im, out, at) => {
    if (re === 0 && Number.isNaN(im)) {
      out[at] = re;
      out[at + 1] = im;
    } else if (isFar(re, im)) {
      out[at] = atan2(re, Math.abs(im));
      out[at + 1] = copySign(logModulus(re, im) + Math.LN2, im);
    } else {
      sqrt(1 - re, -im, minus, 0);
      sqrt(1 + re, im, plus, 0);
      out[at] = atan2(re, minus[0]! * plus[0]! - minus[1]! * plus[1]!);
      out[at + 1] = asinh(minus[0]! * plus[1]! - minus[1]! * plus[0]!);
    }
  };

  const acos: ComplexUnary = (re, im, out, at) => {
    if (re === 0 && Number.isNaN(im)) {
      out[at] = Math.PI / 2;
      out[at + 1] = im;
    } else if (isFar(re, im)) {
      out[at] = atan2(Math.abs(im), re);
      out[at + 1] = copySign(logModulus(re, im) + Math.LN2, -im);
    } else {
      sqrt(1 - re, -im, minus, 0);
      sqrt(1 + re, im, plus, 0);
      out[at] = 2 * atan2(minus[0]!, plus[0]!);
      out[at + 1] = asinh(minus[1]! * plus[0]! - minus[0]! * plus[1]!);
    }
  };
  return { asin, acos };
}

/** acosh z = ±i·acos z, the sign such that Re ≥ 0. */
function inverseCosine(acos: ComplexUnary): ComplexUnary {
  return (re, im, out, at) => {
    acos(re, im, out, at);
    const angle = copySign(out[at]!, im);
    out[at] = Math.abs(out[at + 1]!);
    out[at + 1] = angle;
  };
}

/** Above, atanh z = 1/z ± iπ/2 to the last bit. */
const FAR_OF_TANGENT = 2 ** 54;

/** atanh z = ¼·log1p(4x/((1 − x)² + y²)) + ½i·atan2(2y, (1 − x)(1 + x) − y²), for x ≥ 0 (W. Kahan, 1987, procedure CATANH). */
function inverseTangent({ atan2, log, log1p }: RealFunctions): ComplexUnary {
  return (re, im, out, at) => {
    const x = Math.abs(re);
    const y = Math.abs(im);
    if (x === 0 && Number.isNaN(y)) {
      out[at] = re;
      out[at + 1] = im;
    } else if (x < FAR_OF_TANGENT && y < FAR_OF_TANGENT) {
      const slope = (4 * x) / ((1 - x) * (1 - x) + y * y);
      const real = slope === Infinity ? (Math.LN2 - log(y)) / 2 : log1p(slope) / 4; // at z = 1 + iy
      out[at] = copySign(real, re);
      out[at + 1] = copySign(atan2(2 * y, (1 - x) * (1 + x) - y * y) / 2, im);
    } else {
      const unknown = Number.isNaN(y) || (Number.isNaN(x) && y !== Infinity);
      divide(1, 0, x, y, out, at);
      out[at] = copySign(x === Infinity || y === Infinity ? 0 : out[at]!, re);
      out[at + 1] = unknown ? NaN : copySign(Math.PI / 2, im);
    }
  };
}
