/**
 * The helpers that rewritten code calls in place of operators (`src/script/emit/` writes the calls): the native operator for plain
 * values, a record or a recorded decision for traced numbers.
 *
 *     add sub mul div mod pow      x + y …                    neg plus             -x, +x
 *     bitAnd bitOr bitXor          x & y …                    bitNot int32         ~x, ~~x
 *     shl shr ushr                 x << y …                   inc dec              what x++ and x-- assign
 *     lt le gt ge eq ne            x < y … x === y, x !== y   looseEq looseNe      x == y, x != y
 *     ifLt ifLe ifGt ifGe ifEq ifNe ifIs ifIsNot   comparisons as conditions: always a boolean, also of arrays
 *     test(x)                      the truth of a condition
 *     or(x)||y                     x || y: or(x) is x where x is true, else something false
 *     chosen(and(x)&&y)            x && y: chosen() is x itself where that was false
 *     kept(x = inc(keep(x)))       x++ as a value: the old value as a number
 *     pre(o, k, inc)               ++o[k], base and key evaluated once; post is o[k]++
 *     put(add, ref(o, k), y)       o[k] += y, base and key evaluated once, the old value read before y
 *     type(x)                      typeof x
 */

import { callNumpy, codeOf, isNDArray, NDArray } from './array-calls.ts';
import { isObject, ownKeys, trim } from './intrinsics.ts';
import { arrayTruth, itemOf, shapeOf } from './ndarray.ts';
import { toPrimitive } from './numbers.ts';
import {
  checkText,
  decide,
  fallback,
  isTraced,
  left,
  pin,
  pinned,
  primal,
  record,
  right,
  Traced,
} from './tracer.ts';

type Row = 'add' | 'sub' | 'mul' | 'div' | 'fmod' | 'pow' | 'toInt32' | 'toUint32';
declare const OP: Readonly<Record<Row, number>>;

type Scalar = number | Traced;
type Unary = (x: unknown) => unknown;
type Binary = (x: unknown, y: unknown) => unknown;
type Comparison = (x: unknown, y: unknown) => unknown;
type Condition = (x: unknown, y: unknown) => boolean;
/** Operands of native operators: TypeScript wants numbers where JavaScript takes anything. */
type Any = number;

// ── Arithmetic ──

/**
 * Return the primitive or traced number that `value` is as the operand of an operator that wants a number. Throws if it is text made
 * from a traced number.
 */
function operand(value: unknown): Any | Traced {
  const primitive = toPrimitive(value, 'number');
  if (typeof primitive === 'string') checkText(trim(primitive));
  return primitive as Any | Traced;
}

/** Return an operand as it is beside a traced number. Throws the engine's own errors. */
function besideTraced(value: unknown): Scalar {
  const primitive = operand(value);
  return isTraced(primitive) ? primitive : primitive - 0;
}

/** Whether an operator is one of arrays. */
const isForArrays = (x: unknown, y: unknown): boolean => isNDArray(x) || isNDArray(y);

/**
 * Make the operator for operands that are not two plain numbers: the function `name` of arrays, the primitive `op`, and `others` for
 * what is neither.
 */
function mixed(name: string, op: number, native: (x: Any, y: Any) => Any, others: Binary): Binary {
  const code = codeOf(name)!;
  return (x, y) => {
    const ofArrays = NDArray.call2(code, x, y); // first: it has the least to do beside
    if (ofArrays !== undefined) return ofArrays;
    return Traced.load(x, y) ? record(op, native(left, right), x as Scalar, y as Scalar) : others(x, y);
  };
}

/** Make the operator that turns its operands into numbers. */
function ofNumbers(name: string, op: number, native: (x: Any, y: Any) => Any): Binary {
  const operator = mixed(name, op, native, (x, y) => {
    if (isForArrays(x, y)) return callNumpy(name, [x, y]);
    const a = operand(x);
    const b = operand(y);
    return isTraced(a) || isTraced(b) ? operator(besideTraced(a), besideTraced(b)) : native(a, b);
  });
  return operator;
}

fallback.add = mixed(
  'np.add',
  OP.add,
  (x, y) => x + y,
  (x, y) => {
    if (typeof x !== 'string' && typeof y !== 'string' && isForArrays(x, y))
      return callNumpy('np.add', [x, y]);
    const a = toPrimitive(x, 'default');
    const b = toPrimitive(y, 'default');
    if (!isTraced(a) && !isTraced(b)) return (a as Any) + (b as Any);
    if (typeof a === 'string' || typeof b === 'string') return `${a}${b}`;
    return Traced.add(besideTraced(a), besideTraced(b));
  },
);
fallback.sub = ofNumbers('np.subtract', OP.sub, (x, y) => x - y);
fallback.mul = ofNumbers('np.multiply', OP.mul, (x, y) => x * y);
fallback.div = ofNumbers('np.divide', OP.div, (x, y) => x / y);
fallback.neg = (x) => {
  if (isNDArray(x)) return callNumpy('np.negative', [x]);
  const number = operand(x);
  return isTraced(number) ? Traced.neg(number) : -number;
};

export const $ag_add: Binary = Traced.add;
export const $ag_sub: Binary = Traced.sub;
export const $ag_mul: Binary = Traced.mul;
export const $ag_div: Binary = Traced.div;
export const $ag_neg: Unary = Traced.neg;

const otherMod = ofNumbers('np.fmod', OP.fmod, (x, y) => x % y);
const otherPow = ofNumbers('np.power', OP.pow, (x, y) => x ** y);

export const $ag_mod: Binary = (x, y) => {
  if (typeof x === 'number' && typeof y === 'number') return x % y;
  return Traced.load(x, y) ? record(OP.fmod, left % right, x as Scalar, y as Scalar) : otherMod(x, y);
};

export const $ag_pow: Binary = (x, y) => {
  if (typeof x === 'number' && typeof y === 'number') return x ** y;
  return Traced.load(x, y) ? record(OP.pow, left ** right, x as Scalar, y as Scalar) : otherPow(x, y);
};

export const $ag_plus: Unary = (x) => {
  if (typeof x === 'number') return x;
  if (isNDArray(x)) return isSingle(x) ? itemOf(x) : callNumpy('np.positive', [x]);
  const number = operand(x);
  return isTraced(number) ? number : +number;
};

/** Whether an array has one element, so that it is a number where one is wanted. */
function isSingle(x: Parameters<typeof shapeOf>[0]): boolean {
  const shape = shapeOf(x);
  for (let i = 0; i < shape.length; i++) if (shape[i] !== 1) return false;
  return true;
}

export const $ag_inc: Unary = (x) => {
  if (isNDArray(x)) return Traced.add(x, 1);
  let number = operand(x);
  return typeof number === 'number' || isTraced(number) ? Traced.add(number, 1) : ++number;
};

export const $ag_dec: Unary = (x) => {
  if (isNDArray(x)) return Traced.sub(x, 1);
  let number = operand(x);
  return typeof number === 'number' || isTraced(number) ? Traced.sub(number, 1) : --number;
};

// ── Bits: 32-bit integers, whose derivative is zero ──

const int32 = (x: Traced): Traced => record(OP.toInt32, primal(x) | 0, x);

function word(x: unknown): Any {
  const number = operand(x);
  return isTraced(number) ? pin(int32(number)) : number;
}

/**
 * Make a bit operator; `name` is the function of arrays, which are masks. With 0 on its right it only cuts off the fraction; else its
 * operands are pinned.
 */
function bits(native: (x: Any, y: Any) => unknown, withZero?: (x: Traced) => Traced, name?: string): Binary {
  return (x, y) => {
    if (typeof x === 'number' && typeof y === 'number') return native(x, y);
    if (isForArrays(x, y)) return ofMasks(name, x, y);
    const a = operand(x);
    if (withZero !== undefined && y === 0 && isTraced(a)) return withZero(a);
    return native(word(a), word(y));
  };
}

/** `&`, `|` and `^` are logical on masks; no bit operator is anything on other arrays. */
function ofMasks(name: string | undefined, ...operands: readonly unknown[]): unknown {
  for (let i = 0; i < operands.length; i++) {
    const x = operands[i];
    const isMask = typeof x === 'boolean' || (isNDArray(x) && x['dtype' as never] === 'bool');
    if (name === undefined || !isMask)
      throw new TypeError('&, |, ^ and ~ take arrays of booleans; other bit operators take no arrays');
  }
  return callNumpy(name!, operands);
}

export const $ag_bitAnd = bits((x, y) => x & y, undefined, 'np.logical_and');
export const $ag_bitOr = bits((x, y) => x | y, int32, 'np.logical_or');
export const $ag_bitXor = bits((x, y) => x ^ y, int32, 'np.logical_xor');
export const $ag_shl = bits((x, y) => x << y, int32);
export const $ag_shr = bits((x, y) => x >> y, int32);
export const $ag_ushr = bits(
  (x, y) => x >>> y,
  (x) => record(OP.toUint32, primal(x) >>> 0, x),
);

/** ~x is −x − 1 for a 32-bit integer. */
export const $ag_bitNot: Unary = (x) => {
  if (isNDArray(x)) return ofMasks('np.logical_not', x);
  const number = operand(x);
  if (!isTraced(number)) return ~number;
  const cut = int32(number);
  return Traced.sub(Traced.neg(cut), 1);
};

export const $ag_int32: Unary = (x) => {
  const number = operand(x);
  return isTraced(number) ? int32(number) : ~~number;
};

// ── Comparisons ──

/** Return what a traced number is compared with; undefined if that is no number (a bigint). */
const comparable = (x: unknown): Scalar | undefined => (typeof x === 'bigint' ? undefined : besideTraced(x));

/** Make `x < y` and the like for operands that are not two numbers: `x` is converted first. `name` is the function of arrays. */
function otherOrder(name: string, compare: Comparison, native: (x: Any, y: Any) => boolean): Comparison {
  return (x, y) => {
    if (isForArrays(x, y)) return callNumpy(name, [x, y]);
    const a = toPrimitive(x, 'number');
    const b = toPrimitive(y, 'number');
    if (!isTraced(a) && !isTraced(b)) return native(a as Any, b as Any);
    const left = comparable(a);
    const right = comparable(b);
    if (left !== undefined && right !== undefined) return compare(left, right);
    return native(pinned(a) as Any, pinned(b) as Any);
  };
}

/** Make the form of a comparison that is a condition, and so must answer with a boolean for arrays. */
const asCondition =
  (other: Comparison): Condition =>
  (x, y) =>
    $ag_test(other(x, y));

const otherLt = otherOrder(
  'np.less',
  (x, y) => $ag_lt(x, y),
  (x, y) => x < y,
);
const otherLe = otherOrder(
  'np.less_equal',
  (x, y) => $ag_le(x, y),
  (x, y) => x <= y,
);
const otherGt = otherOrder(
  'np.greater',
  (x, y) => $ag_gt(x, y),
  (x, y) => x > y,
);
const otherGe = otherOrder(
  'np.greater_equal',
  (x, y) => $ag_ge(x, y),
  (x, y) => x >= y,
);

// Each is made twice, for values and for conditions; they differ in what becomes of other operands than numbers.
const lt =
  <T>(other: (x: unknown, y: unknown) => T) =>
  (x: unknown, y: unknown): boolean | T => {
    if (typeof x === 'number' && typeof y === 'number') return x < y;
    return Traced.load(x, y) ? decide('lt', left < right, x as Scalar, y as Scalar) : other(x, y);
  };

const le =
  <T>(other: (x: unknown, y: unknown) => T) =>
  (x: unknown, y: unknown): boolean | T => {
    if (typeof x === 'number' && typeof y === 'number') return x <= y;
    return Traced.load(x, y) ? decide('le', left <= right, x as Scalar, y as Scalar) : other(x, y);
  };

const gt =
  <T>(other: (x: unknown, y: unknown) => T) =>
  (x: unknown, y: unknown): boolean | T => {
    if (typeof x === 'number' && typeof y === 'number') return x > y;
    return Traced.load(x, y) ? decide('lt', left > right, y as Scalar, x as Scalar) : other(x, y);
  };

const ge =
  <T>(other: (x: unknown, y: unknown) => T) =>
  (x: unknown, y: unknown): boolean | T => {
    if (typeof x === 'number' && typeof y === 'number') return x >= y;
    return Traced.load(x, y) ? decide('le', left >= right, y as Scalar, x as Scalar) : other(x, y);
  };

export const $ag_lt: Comparison = lt(otherLt);
export const $ag_le: Comparison = le(otherLe);
export const $ag_gt: Comparison = gt(otherGt);
export const $ag_ge: Comparison = ge(otherGe);

/** Whether an array is compared with something that NumPy would compare element by element. */
const isElementwise = (x: unknown, y: unknown): boolean => isForArrays(x, y) && isOperand(x) && isOperand(y);

const isOperand = (x: unknown): boolean =>
  typeof x === 'number' || typeof x === 'boolean' || (typeof x === 'object' && x !== null);

/** A traced number strictly equals nothing but numbers. */
export const $ag_eq: Comparison = (x, y) => {
  if (Traced.load(x, y)) return decide('eq', left === right, x as Scalar, y as Scalar);
  return isElementwise(x, y) ? callNumpy('np.equal', [x, y]) : x === y;
};

export const $ag_ne: Comparison = (x, y) => {
  if (isElementwise(x, y)) return callNumpy('np.not_equal', [x, y]);
  return !$ag_eq(x, y);
};

const isThing = (x: unknown): boolean => isObject(x) && !isTraced(x);

export const $ag_looseEq: Comparison = (x, y) => {
  if (isElementwise(x, y)) return callNumpy('np.equal', [x, y]);
  if (isThing(x) !== isThing(y) && x != null && y != null)
    return $ag_looseEq(toPrimitive(x, 'default'), toPrimitive(y, 'default'));
  // biome-ignore lint/suspicious/noDoubleEquals: that is what the script says
  if (!isTraced(x) && !isTraced(y)) return x == y;
  const other = isTraced(x) ? y : x;
  if (other == null) return false;
  if (typeof other === 'number' || isTraced(other)) return $ag_eq(x, y);
  // biome-ignore lint/suspicious/noDoubleEquals: that is what the script says
  return pinned(x) == pinned(y);
};
export const $ag_looseNe: Comparison = (x, y) => {
  if (isElementwise(x, y)) return callNumpy('np.not_equal', [x, y]);
  return !$ag_looseEq(x, y);
};

// ── Truth ──

export const $ag_test: (x: unknown) => boolean = Traced.test;

fallback.test = (x) => (isNDArray(x) ? arrayTruth(x) : true);

export const $ag_ifLt: Condition = lt(asCondition(otherLt));
export const $ag_ifLe: Condition = le(asCondition(otherLe));
export const $ag_ifGt: Condition = gt(asCondition(otherGt));
export const $ag_ifGe: Condition = ge(asCondition(otherGe));
export const $ag_ifIs: Condition = (x, y) => {
  if (Traced.load(x, y)) return decide('eq', left === right, x as Scalar, y as Scalar);
  return isElementwise(x, y) ? $ag_test(callNumpy('np.equal', [x, y])) : x === y;
};
export const $ag_ifIsNot: Condition = (x, y) => $ag_test($ag_ne(x, y));
export const $ag_ifEq: Condition = (x, y) => $ag_test($ag_looseEq(x, y));
export const $ag_ifNe: Condition = (x, y) => $ag_test($ag_looseNe(x, y));

/** The traced zero, or the array of a zero, that `and` found false; its `chosen` follows at once, unless the stack ends there. */
let zero: object | undefined;

export const $ag_or: Unary = (x) => ((isTraced(x) || isNDArray(x)) && !$ag_test(x) ? false : x);

export const $ag_and: Unary = (x) => {
  zero = undefined;
  if (!(isTraced(x) || isNDArray(x)) || $ag_test(x)) return x;
  zero = x;
  return false;
};

export const $ag_chosen: Unary = (x) => {
  if (x !== false || zero === undefined) return x;
  const chosen = zero;
  zero = undefined;
  return chosen;
};

// ── Assignment ──

/** The last old value; its `kept` follows before anything else can keep one. */
let old: unknown;

/** Return the number that `x++` has as its value. */
function toNumeric(x: unknown): unknown {
  if (isNDArray(x)) return x;
  let number = operand(x);
  return isTraced(number) ? number : number++;
}

export const $ag_keep: Unary = (x) => {
  old = toNumeric(x);
  return old;
};

export const $ag_kept = (_new: unknown): unknown => old;

/** Return `key` as a property key, converted once. */
function toKey(key: unknown): PropertyKey {
  // An array is turned into text each time it is used as a key (`ndarray.ts`).
  if (!isObject(key) || isNDArray(key)) return key as PropertyKey;
  return ownKeys({ [key as never]: 0 })[0]!;
}

type Holder = Record<PropertyKey, unknown>;

/** A member about to be assigned to: base, key, old value. */
class Reference {
  readonly base: Holder;
  readonly key: PropertyKey;
  readonly old: unknown;

  constructor(base: Holder, key: PropertyKey) {
    this.base = base;
    this.key = key;
    this.old = base[key];
  }
}

export const $ag_ref = (base: Holder, key: unknown): Reference => new Reference(base, toKey(key));

export const $ag_put = (operator: Binary, reference: Reference, y: unknown): unknown => {
  const result = operator(reference.old, y);
  reference.base[reference.key] = result;
  return result;
};

export const $ag_pre = (base: Holder, k: unknown, step: Unary): unknown => {
  const key = toKey(k);
  const result = step(base[key]);
  base[key] = result;
  return result;
};

export const $ag_post = (base: Holder, k: unknown, step: Unary): unknown => {
  const key = toKey(k);
  const before = toNumeric(base[key]);
  base[key] = step(before);
  return before;
};

export const $ag_type = (x: unknown): string => (isTraced(x) ? 'number' : typeof x);
