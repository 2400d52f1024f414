/**
 * The functions of complex numbers, under the names of the rows of primitives they belong to. Their definitions are in
 * `complex-*.ts`; real values come from the one libm of the program. Where NumPy's answer is no matter of rounding, it is theirs.
 */

import {
  type ComplexBinary,
  type ComplexUnary,
  divide,
  type RealFunctions,
  squareRoot,
} from './complex-arithmetic.ts';
import { exponentials } from './complex-exponential.ts';
import { logarithms } from './complex-logarithm.ts';
import { powers } from './complex-power.ts';

export type { ComplexBinary, ComplexUnary, RealFunctions } from './complex-arithmetic.ts';

/** Rows with a function here, by number of operands. `add`, `sub`, `mul`, `neg`, `eq` and `where` need none (`elementwise-loops.ts`). */
export const COMPLEX1 = [
  'exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'sqrt', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh',
  'asinh', 'acosh', 'atanh', 'sech2', 'sinc',
] as const; // biome-ignore format: one line a family
export const COMPLEX2 = [
  'div',
  'pow',
  'powSlope',
  'sincDerivative',
  'lt',
  'le',
  'and',
  'max',
  'min',
] as const;
export type ComplexFunctions = Readonly<
  Record<(typeof COMPLEX1)[number], ComplexUnary> & Record<(typeof COMPLEX2)[number], ComplexBinary>
>;

const hasNaN = (re: number, im: number): boolean => Number.isNaN(re) || Number.isNaN(im);

const bool = (holds: boolean): number => (holds ? 1 : 0);

/** Order by the real part, then by the imaginary one; NaN is in no order. */
function isLess(xr: number, xi: number, yr: number, yi: number): boolean {
  return xr < yr ? !Number.isNaN(xi) && !Number.isNaN(yi) : xr === yr && xi < yi;
}

const lt: ComplexBinary = (xr, xi, yr, yi, out, at) => {
  out[at] = bool(isLess(xr, xi, yr, yi));
};

const le: ComplexBinary = (xr, xi, yr, yi, out, at) => {
  out[at] = bool(isLess(xr, xi, yr, yi) || (xr === yr && xi === yi));
};

const max: ComplexBinary = (xr, xi, yr, yi, out, at) => {
  const useY = !hasNaN(xr, xi) && (hasNaN(yr, yi) || isLess(xr, xi, yr, yi));
  out[at] = useY ? yr : xr;
  out[at + 1] = useY ? yi : xi;
};

const min: ComplexBinary = (xr, xi, yr, yi, out, at) => {
  const useY = !hasNaN(xr, xi) && (hasNaN(yr, yi) || isLess(yr, yi, xr, xi));
  out[at] = useY ? yr : xr;
  out[at + 1] = useY ? yi : xi;
};

const and: ComplexBinary = (xr, xi, yr, yi, out, at) => {
  out[at] = bool((xr !== 0 || xi !== 0) && (yr !== 0 || yi !== 0));
};

/** Return the table of functions over a libm. They are not reentrant: some keep intermediate results in memory of their own. */
export function complexFunctions(libm: RealFunctions): ComplexFunctions {
  const sqrt = squareRoot(libm);
  const exponential = exponentials(libm);
  const logarithmic = logarithms(libm, sqrt);
  return {
    ...exponential,
    ...logarithmic,
    ...powers(exponential.exp, logarithmic.log),
    sqrt,
    div: divide,
    lt,
    le,
    and,
    max,
    min,
  };
}
