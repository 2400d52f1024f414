/**
 * `autograd-cli/numpy`: NumPy's functions, here for numbers. NumPy's names and NumPy's order of arguments; keyword arguments are
 * one plain object at the end: `np.round(x, { decimals: 2 })`. A number being differentiated has the type `number`.
 */

import * as np from './numpy.js';

export default np;

/** A number, or plain arrays of numbers, however nested. */
type Numbers = number | ArrayLike<Numbers>;

export const pi: number;
export const e: number;
export const inf: number;
export const nan: number;
/** Euler's constant γ. */
export const euler_gamma: number;

/** The plain number: nothing after it is differentiated. */
export function value(x: number): number;

/** absolute value; derivative 0 at 0 */
export function abs(x: number): number;
/** absolute value; derivative 0 at 0 */
export function absolute(x: number): number;
/** absolute value; derivative 0 at 0 */
export function fabs(x: number): number;
/** the larger of two numbers, NaN if one is; a tie shares the derivative equally */
export function maximum(x: number, y: number): number;
/** the smaller of two numbers, NaN if one is; a tie shares the derivative equally */
export function minimum(x: number, y: number): number;
/** −1, 0 or 1 */
export function sign(x: number): number;
/** greatest integer ≤ x */
export function floor(x: number): number;
/** least integer ≥ x */
export function ceil(x: number): number;
/** x without its fraction */
export function trunc(x: number): number;
/** x without its fraction */
export function fix(x: number): number;
/** nearest integer, halves to even */
export function rint(x: number): number;
/** e to the power x */
export function exp(x: number): number;
/** exp(x) − 1, accurate near 0 */
export function expm1(x: number): number;
/** natural logarithm */
export function log(x: number): number;
/** log(1 + x), accurate near 0 */
export function log1p(x: number): number;
/** logarithm to base 2 */
export function log2(x: number): number;
/** logarithm to base 10 */
export function log10(x: number): number;
/** square root */
export function sqrt(x: number): number;
/** cube root */
export function cbrt(x: number): number;
/** sine */
export function sin(x: number): number;
/** cosine */
export function cos(x: number): number;
/** tangent */
export function tan(x: number): number;
/** inverse sine */
export function arcsin(x: number): number;
/** inverse cosine */
export function arccos(x: number): number;
/** inverse tangent */
export function arctan(x: number): number;
/** hyperbolic sine */
export function sinh(x: number): number;
/** hyperbolic cosine */
export function cosh(x: number): number;
/** hyperbolic tangent */
export function tanh(x: number): number;
/** inverse hyperbolic sine */
export function arcsinh(x: number): number;
/** inverse hyperbolic cosine */
export function arccosh(x: number): number;
/** inverse hyperbolic tangent */
export function arctanh(x: number): number;
/** x to the power y */
export function power(x: number, y: number): number;
/** x to the power y */
export function float_power(x: number, y: number): number;
/** angle of the point (y, x), arguments in that order */
export function arctan2(y: number, x: number): number;
/** √(x² + y²) */
export function hypot(x: number, y: number): number;
/** remainder of x / y with the sign of x (the operator %) */
export function fmod(x: number, y: number): number;
/** log(exp(x) + exp(y)) without overflow */
export function logaddexp(x: number, y: number): number;
/** log2(2**x + 2**y) without overflow */
export function logaddexp2(x: number, y: number): number;
/** sin(πx)/(πx) */
export function sinc(x: number): number;
/** modified Bessel function of the first kind of order 0 */
export function i0(x: number): number;

/** x · x */
export function square(x: number): number;
/** 1 / x */
export function reciprocal(x: number): number;
/** −x */
export function negative(x: number): number;
/** x */
export function positive(x: number): number;
/** Degrees to radians. */
export function deg2rad(x: number): number;
/** Degrees to radians. */
export function radians(x: number): number;
/** Radians to degrees. */
export function rad2deg(x: number): number;
/** Radians to degrees. */
export function degrees(x: number): number;
/** 2 to the power x */
export function exp2(x: number): number;

/** x + y */
export function add(x: number, y: number): number;
/** x − y */
export function subtract(x: number, y: number): number;
/** x · y */
export function multiply(x: number, y: number): number;
/** x / y */
export function divide(x: number, y: number): number;
/** x / y */
export function true_divide(x: number, y: number): number;
/** x modulo y, with the sign of y (the operator % has the sign of x). */
export function mod(x: number, y: number): number;
/** x modulo y, with the sign of y (the operator % has the sign of x). */
export function remainder(x: number, y: number): number;
/** The greatest whole number ≤ x / y. */
export function floor_divide(x: number, y: number): number;
/** `[floor_divide(x, y), mod(x, y)]` */
export function divmod(x: number, y: number): [number, number];
/** Fraction and whole part of x. */
export function modf(x: number): [number, number];
/** x · 2ⁿ */
export function ldexp(x: number, n: number): number;
/** The larger number; the other one if one is NaN. */
export function fmax(x: number, y: number): number;
/** The smaller number; the other one if one is NaN. */
export function fmin(x: number, y: number): number;
/** x limited to a_min … a_max; a bound of null is none. Derivative 0 at a bound. */
export function clip(x: number, a_min: number | null, a_max: number | null): number;
export function clip(x: number, bounds: { a_min?: number | null; a_max?: number | null }): number;
/** 0 below zero, `atZero` at zero, 1 above. */
export function heaviside(x: number, atZero: number): number;
/** |x| with the sign of y. */
export function copysign(x: number, y: number): number;
/** Nearest number with that many decimals, halves to even. */
export function round(x: number, decimals?: number | { decimals?: number }): number;
/** Nearest number with that many decimals, halves to even. */
export function around(x: number, decimals?: number | { decimals?: number }): number;
/** Nearest number with that many decimals, halves to even. */
export function round_(x: number, decimals?: number | { decimals?: number }): number;
/** 0 for NaN, the largest doubles for the infinities. */
export function nan_to_num(
  x: number,
  replacements?: { nan?: number; posinf?: number; neginf?: number },
): number;

export function isnan(x: number): boolean;
export function isfinite(x: number): boolean;
export function isinf(x: number): boolean;
export function isposinf(x: number): boolean;
export function isneginf(x: number): boolean;
/** Whether the sign bit is set. */
export function signbit(x: number): boolean;
export function isreal(x: number): boolean;
export function iscomplex(x: number): boolean;
export function iscomplexobj(x: number): boolean;
export function isscalar(x: unknown): boolean;
/** Whether |x − y| ≤ atol + rtol·|y|; rtol is 1e-5, atol 1e-8. */
export function isclose(x: number, y: number, tolerances?: { rtol?: number; atol?: number }): boolean;
export function greater(x: number, y: number): boolean;
export function greater_equal(x: number, y: number): boolean;
export function less(x: number, y: number): boolean;
export function less_equal(x: number, y: number): boolean;
export function equal(x: number, y: number): boolean;
export function not_equal(x: number, y: number): boolean;
export function logical_not(x: number | boolean): boolean;
export function logical_and(x: number | boolean, y: number | boolean): boolean;
export function logical_or(x: number | boolean, y: number | boolean): boolean;
export function logical_xor(x: number | boolean, y: number | boolean): boolean;

/** x where the condition holds, else y; the side not taken has no derivative. */
export function where(condition: boolean | number, x: number, y: number): number;
/** The choice of the first condition that holds. */
export function select(
  conditions: boolean[],
  choices: number[],
  otherwise?: number | { default?: number },
): number;

/** The sum of the numbers. */
export function sum(values: Numbers): number;
/** The product of the numbers. */
export function prod(values: Numbers): number;
/** The mean of the numbers. */
export function mean(values: Numbers): number;
/** The largest number; a tie shares the derivative. */
export function max(values: Numbers): number;
/** The largest number; a tie shares the derivative. */
export function amax(values: Numbers): number;
/** The smallest number; a tie shares the derivative. */
export function min(values: Numbers): number;
/** The smallest number; a tie shares the derivative. */
export function amin(values: Numbers): number;
/** Σ xᵢyᵢ */
export function dot(x: Numbers, y: Numbers): number;

/** Real part: x itself. */
export function real(x: number): number;
/** Imaginary part: 0. */
export function imag(x: number): number;
/** x itself. */
export function conj(x: number): number;
/** x itself. */
export function conjugate(x: number): number;
/** 0, or π where x is negative. */
export function angle(x: number): number;
/** 0: a number has no axes. */
export function ndim(x: number): number;
/** `[]`: a number has no axes. */
export function shape(x: number): number[];
/** 1 */
export function size(x: number): number;
