/**
 * Functions of each element: one for every row of the table of primitives that has a name, and those composed of rows. Complex
 * numbers have their own form where the row is not holomorphic (abs, angle).
 */

import type { NodeId } from '../graph/graph.ts';
import { codeOf, NAMES, PRIMITIVES } from '../ops/registry.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import { type Argument, type Np, Ref, type Result } from './np.ts';
import * as p from './parameters.ts';

const INPUTS = ['x', 'y', 'z'] as const;

/** Names that are not simply their row, here or in another table. */
const OVERRIDDEN: ReadonlySet<string> = new Set([
  'np.abs', 'np.absolute', 'np.clip', 'np.fabs', 'np.float_power', 'np.rint', 'np.sign',
]); // biome-ignore format: a list of words;

/** The functions of the rows, under their names of a family (`np.`, `special.`). */
function fromRows(family: string): NumpyFunction[] {
  return PRIMITIVES.flatMap((row, code) => {
    const names = row?.names.filter((name) => name.startsWith(family) && !OVERRIDDEN.has(name)) ?? [];
    if (row === undefined || names.length === 0) return [];
    const inputs = INPUTS.slice(0, row.arity);
    const f = (np: Np, ...nodes: NodeId[]): NodeId => np.applyCode(code, nodes);
    return [ofArrays(names.join(' '), row.doc, inputs, f, NAMES[code])];
  });
}

/** Make a function all of whose parameters are arrays; `row` is the name of the row of primitives that it is, if it is one. */
export function ofArrays(
  names: string,
  doc: string,
  inputs: readonly string[],
  f: (np: Np, ...nodes: NodeId[]) => Result,
  row?: string,
): NumpyFunction {
  const parameters = Object.fromEntries(inputs.map((input) => [input, p.array]));
  const parsed = define(names, doc, parameters, (np, given) =>
    f(np, ...inputs.map((input) => given[input]!)),
  );
  const isUsual = (argument: Argument): boolean => typeof argument === 'number' || argument instanceof Ref;
  const call: NumpyFunction['call'] = (np, given) =>
    given.length === inputs.length && given.every(isUsual)
      ? f(np, ...given.map((argument) => p.arrayOf(np, argument, '')))
      : parsed.call(np, given);
  return { ...parsed, call, ...(row !== undefined && { opcode: codeOf(row) }) };
}

const one = (names: string, doc: string, f: (np: Np, x: NodeId) => Result, row?: string): NumpyFunction =>
  ofArrays(names, doc, ['x'], f as (np: Np, ...nodes: NodeId[]) => Result, row);

const two = (
  names: string,
  doc: string,
  f: (np: Np, x: NodeId, y: NodeId) => Result,
  row?: string,
): NumpyFunction => ofArrays(names, doc, ['x1', 'x2'], f as (np: Np, ...nodes: NodeId[]) => Result, row);

/** |x|; of a complex number the distance from 0, where its derivative is 0. */
export function magnitude(np: Np, x: NodeId): NodeId {
  return np.isComplex(x) ? np.apply('hypot', np.real(x), np.imag(x)) : np.apply('abs', x);
}

/** Not 0, as a mask. */
export function truth(np: Np, x: NodeId): NodeId {
  return np.dtypeOf(x) === 'bool' ? x : not(np, np.eq(x, np.constant(0)));
}

export function not(np: Np, mask: NodeId): NodeId {
  return np.eq(mask, np.constant(0));
}

/** The sign bit, as a mask: −0 has it. */
export function signbit(np: Np, x: NodeId): NodeId {
  const nought = np.constant(0);
  return np.or(np.lt(x, nought), np.and(np.eq(x, nought), np.lt(np.div(np.constant(1), x), nought)));
}

/** The remainder with the sign of x, and where it and y have different signs. */
function divided(np: Np, x: NodeId, y: NodeId): { remainder: NodeId; isOpposite: NodeId } {
  const nought = np.constant(0);
  const remainder = np.apply('fmod', x, y);
  const differs = not(np, np.eq(np.lt(remainder, nought), np.lt(y, nought)));
  return { remainder, isOpposite: np.and(not(np, np.eq(remainder, nought)), differs) };
}

/** Whether both are whole numbers or truths. */
const areWhole = (np: Np, x: NodeId, y: NodeId): boolean =>
  [x, y].every((operand) => np.dtypeOf(operand) === 'int64' || np.dtypeOf(operand) === 'bool');

/** x modulo y with the sign of y, a zero's too (NumPy's npy_divmod). */
export function floorMod(np: Np, x: NodeId, y: NodeId): NodeId {
  const { remainder, isOpposite } = divided(np, x, y);
  const moved = np.where(isOpposite, np.add(remainder, y), remainder);
  if (areWhole(np, x, y)) return moved;
  // x + 0 and −(−x + 0) make a zero positive and negative, and leave everything else, derivatives included.
  const nought = np.constant(0);
  const below = np.neg(np.add(np.neg(moved), nought));
  return np.where(np.eq(moved, nought), np.where(signbit(np, y), below, np.add(moved, nought)), moved);
}

/** The greatest whole number ≤ x / y, by way of the remainder: 1 // 0.1 is 9. */
export function floorDivide(np: Np, x: NodeId, y: NodeId): NodeId {
  const nought = np.constant(0);
  if (areWhole(np, x, y)) {
    const isNothing = np.eq(y, nought);
    const quotient = np.apply('floor', np.div(x, np.where(isNothing, np.constant(1), y)));
    return np.cast(np.where(isNothing, nought, quotient), 'int64');
  }
  const { remainder, isOpposite } = divided(np, x, y);
  const towards0 = np.apply('rint', np.div(np.sub(x, remainder), y));
  const byRemainder = np.where(isOpposite, np.sub(towards0, np.constant(1)), towards0);
  const exact = np.div(x, y);
  const signed = np.where(signbit(np, exact), np.constant(-0), nought);
  const quotient = np.where(np.eq(byRemainder, nought), signed, byRemainder);
  return np.where(np.eq(y, nought), np.apply('floor', exact), quotient);
}

/** The angle of a complex number; of a real one 0 or π. */
function angle(np: Np, z: NodeId): NodeId {
  if (np.isComplex(z)) return np.apply('atan2', np.imag(z), np.real(z));
  const isNan = not(np, np.eq(z, z));
  return np.where(
    isNan,
    np.constant(Number.NaN),
    np.where(signbit(np, z), np.constant(Math.PI), np.constant(0)),
  );
}

/** Whole numbers and truths as float64. */
export const floating = (np: Np, x: NodeId): NodeId => (np.isComplex(x) ? x : np.cast(x, 'float64'));

/** The fraction and the whole part of real numbers, each with the sign of x. */
function parts(np: Np, x: NodeId): [fraction: NodeId, whole: NodeId] {
  const whole = np.apply('trunc', x);
  const sign = signbit(np, x);
  const isInfinite = np.eq(np.apply('abs', x), np.constant(Number.POSITIVE_INFINITY));
  const fraction = np.where(sign, np.neg(np.sub(whole, x)), np.sub(x, whole));
  const nothing = np.where(sign, np.constant(-0), np.constant(0));
  return [np.where(isInfinite, nothing, fraction), whole];
}

/** −1, 0 or 1; of a complex number that of modulus 1 on its ray. */
export function sign(np: Np, x: NodeId): NodeId {
  if (!np.isComplex(x)) return np.apply('sign', x);
  const size = magnitude(np, x);
  const isZero = np.eq(size, np.constant(0));
  return np.where(isZero, x, np.div(x, np.where(isZero, np.constant(1), size)));
}

const scaled = (factor: number) => (np: Np, x: NodeId) => np.mul(x, np.constant(factor));

function isNan(np: Np, x: NodeId): NodeId {
  return not(np, np.eq(x, x));
}

/** Round half to even after `decimals` places, as NumPy does it: with a power of ten. Whole numbers stay such. */
export function round(np: Np, x: NodeId, decimals: number): NodeId {
  if (np.dtypeOf(x) === 'int64') return decimals >= 0 ? x : np.cast(rounded(np, x, decimals), 'int64');
  return rounded(np, x, decimals);
}

function rounded(np: Np, x: NodeId, decimals: number): NodeId {
  if (np.isComplex(x))
    return np.complex(rounded(np, np.real(x), decimals), rounded(np, np.imag(x), decimals));
  if (decimals === 0) return np.apply('rint', x);
  const scale = np.constant(10 ** Math.abs(decimals));
  return decimals > 0
    ? np.div(np.apply('rint', np.mul(x, scale)), scale)
    : np.mul(np.apply('rint', np.div(x, scale)), scale);
}

/** x limited to lo … hi; null is no bound. */
export function clip(np: Np, x: NodeId, lo: NodeId | null, hi: NodeId | null): NodeId {
  const bound = (limit: NodeId | null, none: number): NodeId => limit ?? np.constant(none);
  return np.apply('clip', x, bound(lo, Number.NEGATIVE_INFINITY), bound(hi, Number.POSITIVE_INFINITY));
}

/** x where it is a number, `replacement` (NaN), `high` (∞) and `low` (−∞) elsewhere. */
function finite(np: Np, x: NodeId, replacement: number, high: number, low: number): NodeId {
  if (np.dtypeOf(x) === 'int64' || np.dtypeOf(x) === 'bool') return x;
  if (np.isComplex(x)) {
    const part = (half: NodeId) => finite(np, half, replacement, high, low);
    return np.complex(part(np.real(x)), part(np.imag(x)));
  }
  const infinity = np.constant(Number.POSITIVE_INFINITY);
  const bounded = np.where(
    np.eq(x, infinity),
    np.constant(high),
    np.where(np.eq(x, np.neg(infinity)), np.constant(low), x),
  );
  return np.where(isNan(np, x), np.constant(replacement), bounded);
}

/** A bound of `clip`: an array, or null. */
const bound: p.Parameter<NodeId | null> = {
  type: 'ArrayLike | null',
  parse: (np, argument, where) => (argument === null ? null : p.arrayOf(np, argument, where)),
};

const LARGEST = Number.MAX_VALUE;

export const elementwise: readonly NumpyFunction[] = [
  ...fromRows('np.'),
  ...fromRows('special.'),
  one('np.abs np.absolute', 'Absolute value; derivative 0 at 0.', magnitude),
  one('np.fabs', 'Absolute value of real numbers, as float64.', (np, x) => np.apply('abs', floating(np, x))),
  one('np.sign', 'The sign: −1, 0 or 1; of complex numbers x / |x|.', sign),
  one('np.rint', 'Nearest integer, halves to even.', (np, x) => rounded(np, x, 0)),
  two('np.float_power', 'x1 to the power x2, as float64.', (np, x, y) =>
    np.apply('pow', floating(np, x), floating(np, y)),
  ),
  two('np.add', 'x1 + x2.', (np, x, y) => np.add(x, y), 'add'),
  two('np.subtract', 'x1 − x2.', (np, x, y) => np.sub(x, y), 'sub'),
  two('np.multiply', 'x1 · x2.', (np, x, y) => np.mul(x, y), 'mul'),
  two('np.divide np.true_divide', 'x1 / x2.', (np, x, y) => np.div(x, y), 'div'),
  two('np.mod np.remainder', 'Remainder with the sign of x2.', floorMod),
  two('np.floor_divide', 'The greatest whole number ≤ x1 / x2.', floorDivide),
  returning(
    '[number, number]',
    two('np.divmod', 'Quotient and remainder.', (np, x, y) => [floorDivide(np, x, y), floorMod(np, x, y)]),
  ),
  two('np.fmax', 'The larger number; NaN only if both are.', (np, x, y) =>
    np.where(isNan(np, x), y, np.where(isNan(np, y), x, np.apply('max', x, y))),
  ),
  two('np.fmin', 'The smaller number; NaN only if both are.', (np, x, y) =>
    np.where(isNan(np, x), y, np.where(isNan(np, y), x, np.apply('min', x, y))),
  ),
  two('np.heaviside', 'Step function: 0, x2 at 0, 1.', (np, x, y) => {
    const nought = np.constant(0);
    const step = np.where(np.lt(x, nought), nought, np.where(np.eq(x, nought), y, np.constant(1)));
    return np.where(isNan(np, x), np.constant(Number.NaN), step);
  }),
  two('np.copysign', 'x1 with the sign of x2.', (np, x, y) => {
    const size = np.apply('abs', floating(np, x));
    return np.where(signbit(np, y), np.neg(size), size);
  }),
  two('np.ldexp', 'x1 · 2 to the power x2.', (np, x, y) =>
    np.mul(x, np.apply('pow', np.constant(2), np.cast(y, 'float64'))),
  ),
  one('np.negative', '−x.', (np, x) => np.neg(x), 'neg'),
  one('np.positive', '+x.', (_, x) => x),
  one('np.square', 'x · x.', (np, x) => np.mul(x, x)),
  one('np.reciprocal', '1 / x; of int64 the whole part.', (np, x) => {
    const inverse = np.div(np.constant(1), x);
    return np.dtypeOf(x) === 'int64' ? np.cast(np.apply('trunc', inverse), 'int64') : inverse;
  }),
  one('np.exp2', '2 to the power x.', (np, x) =>
    np.apply('pow', np.constant(2), np.isComplex(x) ? x : np.cast(x, 'float64')),
  ),
  one('np.deg2rad np.radians', 'Degrees as radians.', scaled(Math.PI / 180)),
  one('np.rad2deg np.degrees', 'Radians as degrees.', scaled(180 / Math.PI)),
  returning(
    '[number, number]',
    one('np.modf', 'The fraction and the whole part.', (np, x) => parts(np, floating(np, x))),
  ),
  one('np.real', 'Real part.', (np, x) => np.real(x)),
  one('np.imag', 'Imaginary part.', (np, x) => np.imag(x)),
  one('np.conj np.conjugate', 'Complex conjugate.', (np, x) => np.conj(x)),
  define(
    'np.angle',
    'Angle of a complex number.',
    { z: p.array, deg: p.or(p.flag, false) },
    (np, { z, deg }) => (deg ? np.mul(angle(np, z), np.constant(180 / Math.PI)) : angle(np, z)),
  ),
  define(
    'np.complex',
    'Complex numbers from real and imaginary parts.',
    { re: p.array, im: p.or(p.array, null) },
    (np, { re, im }) => np.complex(np.real(re), im ?? np.constant(0)),
  ),
  define(
    'np.real_if_close',
    'The real part, if every imaginary part is below tol · 2.2e-16.',
    { a: p.array, tol: p.or(p.number, 100) },
    (np, { a, tol }) => {
      if (!np.isComplex(a)) return a;
      const limit = tol > 1 ? tol * Number.EPSILON : tol;
      return np.pinned(np.imag(a)).data.every((y) => Math.abs(y) < limit) ? np.real(a) : a;
    },
  ),
  define(
    'np.round np.around np.round_',
    'Round half to even after so many decimals.',
    { a: p.array, decimals: p.or(p.integer, 0) },
    (np, { a, decimals }) => round(np, a, decimals),
  ),
  define(
    'np.clip',
    'Limit to a_min … a_max; derivative 0 at a bound.',
    {
      a: p.array,
      a_min: p.or(bound, null),
      a_max: p.or(bound, null),
      out: p.unused,
      min: p.or(bound, null),
      max: p.or(bound, null),
    },
    (np, { a, a_min, a_max, min, max }) => clip(np, a, a_min ?? min, a_max ?? max),
  ),
  define(
    'np.nan_to_num',
    'Numbers in place of NaN and infinities.',
    {
      x: p.array,
      copy: p.or(p.flag, true),
      nan: p.or(p.number, 0),
      posinf: p.or(p.number, LARGEST),
      neginf: p.or(p.number, -LARGEST),
    },
    (np, { x, nan, posinf, neginf }) => finite(np, x, nan, posinf, neginf),
  ),
];
