/** Powers of complex numbers, as NumPy computes them: whole exponents below 100 by multiplications, others as exp(y·log x). */

import { type ComplexBinary, type ComplexUnary, divide } from './complex-arithmetic.ts';

export function powers(exp: ComplexUnary, log: ComplexUnary) {
  const logarithm = new Float64Array(2);

  const pow: ComplexBinary = (xr, xi, yr, yi, out, at) => {
    if (yr === 0 && yi === 0) {
      out[at] = 1;
      out[at + 1] = 0;
    } else if (xr === 0 && xi === 0) {
      out[at] = yr > 0 ? 0 : NaN;
      out[at + 1] = out[at]!;
    } else if (yi === 0 && Number.isInteger(yr) && Math.abs(yr) < 100) {
      wholePower(xr, xi, yr, out, at);
    } else {
      log(xr, xi, logarithm, 0);
      const [re, im] = [logarithm[0]!, logarithm[1]!];
      exp(yr * re - yi * im, yr * im + yi * re, out, at);
    }
  };

  const powSlope: ComplexBinary = (xr, xi, yr, yi, out, at) => {
    pow(xr, xi, yr - 1, yi, out, at);
    const re = out[at]!;
    const im = out[at + 1]!;
    const isConstant = yr === 0 && yi === 0; // 0·∞ is no derivative of x⁰
    out[at] = isConstant ? 0 : yr * re - yi * im;
    out[at + 1] = isConstant ? 0 : yr * im + yi * re;
  };
  return { pow, powSlope };
}

/** xⁿ for n ≠ 0 by repeated squaring: exact where the products are. */
function wholePower(re: number, im: number, n: number, out: Float64Array, at: number): void {
  let left = Math.abs(n);
  while (left % 2 === 0) {
    [re, im] = [re * re - im * im, 2 * re * im];
    left /= 2;
  }
  let productRe = re;
  let productIm = im;
  for (left = (left - 1) / 2; left > 0; left = Math.floor(left / 2)) {
    [re, im] = [re * re - im * im, 2 * re * im];
    if (left % 2 === 1)
      [productRe, productIm] = [productRe * re - productIm * im, productRe * im + productIm * re];
  }
  if (n < 0) divide(1, 0, productRe, productIm, out, at);
  else {
    out[at] = productRe;
    out[at + 1] = productIm;
  }
}
