/**
 * `np`: the host's table of functions of arrays, and beside it what numbers alone do without the host: the rows of the table of
 * primitives that have an `np` name, and functions composed of them. NumPy's names, NumPy's order of arguments, its keywords as a
 * last plain object.
 */

import { callInternal, callNumpy, callOfArray, callOfArrays, codeOf, isNDArray } from './array-calls.ts';
import { type Elementwise, family, isOption, type Scalar } from './elementwise.ts';
import { getOwnPropertyNames, isArray, NativeMath } from './intrinsics.ts';
import { namespace } from './namespace.ts';
import { npRandom } from './np-random.ts';
import {
  add,
  div,
  isAtMost,
  isEqual,
  isLess,
  isNan,
  isNumber,
  isReal,
  isSame,
  mul,
  neg,
  sub,
  truth,
} from './numbers.ts';
import { membersOf } from './tables.ts';
import { isTraced, pinned } from './tracer.ts';

declare const OP: Readonly<Record<'rint' | 'floor', number>>;

/** Return an argument of a NumPy function as a number; throws for anything NumPy would not take for one. */
export function numeric(name: string, value: unknown): Scalar {
  if (isNumber(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  throw new TypeError(`${name} expects a number, got ${value === null ? 'null' : typeof value}`);
}

const rows = family('np.', numeric);
/** Return the function of a row that has the name `np.‹name›`. */
export const row = (name: string): Elementwise => rows[name]!;

/** Return a function of one number with NumPy's name, for the error messages. */
function one(name: string, f: (x: Scalar) => unknown): (x: unknown, more?: unknown) => unknown {
  const full = `np.${name}`;
  const ofArrays = codeOf(full);
  return (x, more) => {
    if (ofArrays !== undefined && more !== undefined && isOption(more)) return callNumpy(full, [x, more]);
    const result = callOfArray(ofArrays, x);
    return result === undefined ? f(numeric(full, x)) : result;
  };
}

/** The same of two numbers. */
function two(
  name: string,
  f: (x: Scalar, y: Scalar) => unknown,
): (x: unknown, y: unknown, more?: unknown) => unknown {
  const full = `np.${name}`;
  const ofArrays = codeOf(full);
  return (x, y, more) => {
    if (ofArrays !== undefined && more !== undefined && isOption(more)) return callNumpy(full, [x, y, more]);
    const result = callOfArrays(ofArrays, x, y);
    return result === undefined ? f(numeric(full, x), numeric(full, y)) : result;
  };
}

/** Return the members of `table` as functions of numbers that know their names. */
function named<T extends unknown[]>(
  wrap: (name: string, f: (...values: T) => unknown) => unknown,
  table: Readonly<Record<string, (...values: T) => unknown>>,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const names = getOwnPropertyNames(table);
  for (let i = 0; i < names.length; i++) result[names[i]!] = wrap(names[i]!, table[names[i]!]!);
  return result;
}

/** Whether the sign bit of `x` is set; NaN counts as positive. */
const isNegative = (x: Scalar): boolean => isLess(x, 0) || isSame(x, -0);

/** x modulo y with the sign of y, a zero's too (NumPy's npy_divmod). */
function mod(x: Scalar, y: Scalar): Scalar {
  const remainder = row('fmod')(x, y);
  const isBelow = isLess(y, 0);
  if (isEqual(remainder, 0)) return isBelow ? neg(add(neg(remainder), 0)) : add(remainder, 0);
  return isBelow === isLess(remainder, 0) ? remainder : add(remainder, y);
}

/** The greatest whole number ≤ x / y, by way of the remainder: 1 // 0.1 is 9. */
function floorDivide(x: Scalar, y: Scalar): Scalar {
  if (isEqual(y, 0)) return row('floor')(div(x, y));
  return row('rint')(div(sub(x, mod(x, y)), y));
}

const DEGREE = Math.PI / 180;
const toRadians = (x: Scalar): Scalar => mul(x, DEGREE);
const toDegrees = (x: Scalar): Scalar => mul(x, 180 / Math.PI);
const invert = (x: Scalar): Scalar => div(1, x);
const identity = (x: Scalar): Scalar => x;
const not = (holds: boolean): boolean => !holds;

const unary = named(one, {
  square: (x) => mul(x, x),
  reciprocal: invert,
  negative: neg,
  positive: identity,
  deg2rad: toRadians,
  radians: toRadians,
  rad2deg: toDegrees,
  degrees: toDegrees,
  exp2: (x) => row('power')(2, x),
  real: identity,
  imag: () => 0,
  conj: identity,
  conjugate: identity,
  angle: (x) => (isNan(x) ? NaN : isNegative(x) ? Math.PI : 0),
  modf: (x) => [sub(x, row('trunc')(x)), row('trunc')(x)],
  isnan: isNan,
  isfinite: isReal,
  isinf: (x) => isEqual(x, Infinity) || isEqual(x, -Infinity),
  isposinf: (x) => isEqual(x, Infinity),
  isneginf: (x) => isEqual(x, -Infinity),
  signbit: isNegative,
  isreal: () => true,
  iscomplex: () => false,
  iscomplexobj: () => false,
  logical_not: (x) => not(truth(x)),
});

const binary = named(two, {
  add,
  subtract: sub,
  multiply: mul,
  divide: div,
  true_divide: div,
  mod,
  remainder: mod,
  floor_divide: floorDivide,
  divmod: (x, y) => [floorDivide(x, y), mod(x, y)],
  fmax: (x, y) => (isNan(x) ? y : isNan(y) ? x : row('maximum')(x, y)),
  fmin: (x, y) => (isNan(x) ? y : isNan(y) ? x : row('minimum')(x, y)),
  heaviside: (x, atZero) => (isNan(x) ? NaN : isLess(x, 0) ? 0 : isEqual(x, 0) ? atZero : 1),
  copysign: (x, y) => (isNegative(y) ? neg(row('abs')(x)) : row('abs')(x)),
  ldexp: (x, exponent) => mul(x, row('power')(2, exponent)),
  greater: (x, y) => isLess(y, x),
  greater_equal: (x, y) => isAtMost(y, x),
  less: isLess,
  less_equal: isAtMost,
  equal: isEqual,
  not_equal: (x, y) => not(isEqual(x, y)),
  logical_and: (x, y) => truth(x) && truth(y),
  logical_or: (x, y) => truth(x) || truth(y),
  logical_xor: (x, y) => truth(x) !== truth(y),
});

type Keywords = Readonly<Record<string, unknown>>;

/** Return the value of the parameter at position `index`, or by name in the last argument; undefined if it is not given. */
function argument(values: readonly unknown[], index: number, name: string): unknown {
  const last = values[values.length - 1];
  const keywords = typeof last === 'object' && last !== null && !isTraced(last) && !isArray(last);
  if (keywords && name in last) return (last as Keywords)[name];
  return keywords && index === values.length - 1 ? undefined : values[index];
}

/** Round half to even after `decimals` places, as NumPy does it: with a power of ten. */
function round(x: unknown, ...rest: unknown[]): Scalar {
  const number = numeric('np.round', x);
  const decimals = pinned(numeric('np.round', argument(rest, 0, 'decimals') ?? 0));
  if (decimals === 0) return row('rint')(number);
  const scale = NativeMath.pow!(10, decimals < 0 ? -decimals : decimals);
  return decimals > 0
    ? div(row('rint')(mul(number, scale)), scale)
    : mul(row('rint')(div(number, scale)), scale);
}

/** Limit x to lo … hi; a bound of null or undefined is none. */
function clip(x: unknown, ...rest: unknown[]): Scalar {
  const lo = argument(rest, 0, 'a_min') ?? argument(rest, 3, 'min') ?? -Infinity;
  const hi = argument(rest, 1, 'a_max') ?? argument(rest, 4, 'max') ?? Infinity;
  return row('clip')(x, lo, hi);
}

function nanToNum(x: unknown, ...rest: unknown[]): Scalar {
  const number = numeric('np.nan_to_num', x);
  const replacement = (index: number, name: string, standard: number): Scalar =>
    numeric('np.nan_to_num', argument(rest, index, name) ?? standard);
  if (isNan(number)) return replacement(1, 'nan', 0);
  if (isEqual(number, Infinity)) return replacement(2, 'posinf', 1.7976931348623157e308);
  if (isEqual(number, -Infinity)) return replacement(3, 'neginf', -1.7976931348623157e308);
  return number;
}

/** Whether |x − y| ≤ atol + rtol·|y|. */
function isclose(x: unknown, y: unknown, ...rest: unknown[]): boolean {
  const a = numeric('np.isclose', x);
  const b = numeric('np.isclose', y);
  const rtol = numeric('np.isclose', argument(rest, 0, 'rtol') ?? 1e-5);
  const atol = numeric('np.isclose', argument(rest, 1, 'atol') ?? 1e-8);
  if (!isReal(a) || !isReal(b)) return isEqual(a, b);
  return isAtMost(row('abs')(sub(a, b)), add(atol, mul(rtol, row('abs')(b))));
}

/** The side that `condition` chooses; the other leaves no trace. */
function where(condition: unknown, x: unknown, y: unknown): Scalar {
  const [a, b] = [numeric('np.where', x), numeric('np.where', y)] as const;
  return truth(condition) ? a : b;
}

/** The first choice whose condition holds. */
function select(conditions: unknown, choices: unknown, ...rest: unknown[]): Scalar {
  if (!isArray(conditions) || !isArray(choices) || conditions.length !== choices.length) {
    throw new TypeError('np.select expects two arrays of one length: conditions and choices');
  }
  for (let i = 0; i < conditions.length; i++) {
    if (truth(conditions[i])) return numeric('np.select', choices[i]);
  }
  return numeric('np.select', argument(rest, 0, 'default') ?? 0);
}

/** Return the plain number or array, so that nothing after it is differentiated; the replays of the trace are pinned to it. */
export function value(x: unknown): unknown {
  return isNDArray(x) ? callInternal('value', x) : pinned(numeric('np.value', x));
}

const constants = {
  pi: Math.PI,
  e: Math.E,
  inf: Infinity,
  nan: NaN,
  euler_gamma: 0.5772156649015329,
  newaxis: null,
  float64: 'float64',
  complex128: 'complex128',
  int64: 'int64',
  bool_: 'bool',
};

const isscalar = (x: unknown): boolean => isNumber(x) || typeof x === 'string' || typeof x === 'boolean';

export const np = namespace(
  'np',
  membersOf(
    'np',
    { clip, round, round_: round, around: round, nan_to_num: nanToNum, isclose, where, select },
    { ...rows, ...unary, ...binary, ...constants, value, isscalar, random: npRandom },
  ),
);
