/**
 * Complex numbers as pairs of doubles: how their functions are called, and division, modulus and square root, which the other
 * functions are written with. Results are written into an array, so that a loop over an array allocates nothing.
 */

/** Writes f(x) to `out[at]` and `out[at + 1]`; it reads its arguments before it writes. */
export type ComplexUnary = (re: number, im: number, out: Float64Array, at: number) => void;

/** Writes f(x, y) to `out[at]` and `out[at + 1]`; a mask (`lt`) is one number, at `out[at]`. */
export type ComplexBinary = (
  xr: number,
  xi: number,
  yr: number,
  yi: number,
  out: Float64Array,
  at: number,
) => void;

/** The functions of real numbers that those of complex numbers are made of. */
export type RealFunctions = Readonly<
  Record<
    | 'exp' | 'expm1' | 'log' | 'log1p' | 'sin' | 'cos' | 'tan' | 'sinh' | 'cosh' | 'tanh' | 'asinh',
    (x: number) => number
  > &
    Record<'atan2' | 'hypot', (x: number, y: number) => number>
>; // biome-ignore format: one line a family

export const isNegative = (x: number): boolean => x < 0 || Object.is(x, -0);

export const copySign = (magnitude: number, sign: number): number =>
  isNegative(sign) ? -Math.abs(magnitude) : Math.abs(magnitude);

/** Write x / y; no intermediate result overflows or vanishes where the quotient does not. Division by zero as in NumPy, part by part. */
export const divide: ComplexBinary = (xr, xi, yr, yi, out, at) => {
  const x = Math.abs(xr) + Math.abs(xi);
  const y = Math.abs(yr) + Math.abs(yi);
  if (x > TINY && x < HUGE && y > TINY && y < HUGE) divideOrdinary(xr, xi, yr, yi, out, at);
  else if (y === 0) {
    out[at] = xr / y;
    out[at + 1] = xi / y;
  } else {
    const up = scaleOf(x);
    const down = scaleOf(y);
    divideOrdinary(xr * up, xi * up, yr * down, yi * down, out, at);
    out[at] = (out[at]! * down) / up;
    out[at + 1] = (out[at + 1]! * down) / up;
  }
};

const HUGE = 2 ** 1021;
const TINY = 2 ** -900;

/** The power of 2 that takes extreme numbers where `divideOrdinary` is exact. */
function scaleOf(size: number): number {
  return size >= HUGE ? 2 ** -4 : size <= TINY ? 2 ** 200 : 1;
}

/** R. L. Smith's algorithm, as improved by M. Baudin and R. L. Smith ("A Robust Complex Division in Scilab", 2012). */
function divideOrdinary(xr: number, xi: number, yr: number, yi: number, out: Float64Array, at: number): void {
  if (Math.abs(yi) <= Math.abs(yr)) {
    const ratio = yi / yr;
    const divisor = yr + yi * ratio;
    out[at] = quotient(xr, xi, yr, yi, ratio, divisor);
    out[at + 1] = quotient(xi, -xr, yr, yi, ratio, divisor);
  } else {
    const ratio = yr / yi;
    const divisor = yi + yr * ratio;
    out[at] = quotient(xi, xr, yi, yr, ratio, divisor);
    out[at + 1] = quotient(-xr, xi, yi, yr, ratio, divisor);
  }
}

/** (a + b·ratio)/divisor with ratio = d/c, also where the ratio or the product vanishes. */
function quotient(a: number, b: number, c: number, d: number, ratio: number, divisor: number): number {
  if (ratio === 0) return (a + d * (b / c)) / divisor;
  const product = b * ratio;
  return product !== 0 ? (a + product) / divisor : a / divisor + (b / divisor) * ratio;
}

/** The square root with Re ≥ 0, cut along the negative real axis. */
export function squareRoot({ hypot }: Pick<RealFunctions, 'hypot'>): ComplexUnary {
  return (re, im, out, at) => {
    const size = Math.max(Math.abs(re), Math.abs(im));
    if (size === 0 || Math.abs(im) === Infinity) {
      out[at] = Math.abs(im);
      out[at + 1] = im;
      return;
    }
    if (Math.abs(re) === Infinity) {
      out[at] = re > 0 ? re : Math.abs(im - im);
      out[at + 1] = re > 0 ? copySign(im - im, im) : copySign(re, im);
      return;
    }
    // scaled by a power of 4 so that the modulus neither overflows nor is subnormal
    const scale = size > 2 ** 1021 ? 0.5 : size < 2 ** -1000 ? 2 ** 54 : 1;
    const x = re * scale * scale;
    const y = im * scale * scale;
    const larger = Math.sqrt((Math.abs(x) + hypot(x, y)) / 2);
    const smaller = Math.abs(y) / (2 * larger);
    out[at] = (re >= 0 ? larger : smaller) / scale;
    out[at + 1] = copySign(re >= 0 ? smaller : larger, im) / scale;
  };
}
