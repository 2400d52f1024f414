/**
 * Small things every family of functions needs: arithmetic on scalars, questions about them (each a recorded decision), and
 * how arguments become numbers. Nothing here is visible to scripts.
 */

import { plain, type Scalar } from './elementwise.ts';
import { apply, isObject, objectIs, trim } from './intrinsics.ts';
import { checkText, decide, fallback, isTraced, record } from './tracer.ts';

declare const OP: Readonly<
  Record<'add' | 'sub' | 'mul' | 'div' | 'neg' | 'abs' | 'max' | 'min' | 'trunc' | 'pow', number>
>;

function binary(code: number, value: number, x: Scalar, y: Scalar): Scalar {
  return isTraced(x) || isTraced(y) ? record(code, value, x, y) : value;
}

export const add = (x: Scalar, y: Scalar): Scalar => binary(OP.add, plain(x) + plain(y), x, y);
export const sub = (x: Scalar, y: Scalar): Scalar => binary(OP.sub, plain(x) - plain(y), x, y);
export const mul = (x: Scalar, y: Scalar): Scalar => binary(OP.mul, plain(x) * plain(y), x, y);
export const div = (x: Scalar, y: Scalar): Scalar => binary(OP.div, plain(x) / plain(y), x, y);
export const neg = (x: Scalar): Scalar => (isTraced(x) ? record(OP.neg, -plain(x), x) : -x);

export const isLess = (x: Scalar, y: Scalar): boolean => asked('lt', plain(x) < plain(y), x, y);
export const isAtMost = (x: Scalar, y: Scalar): boolean => asked('le', plain(x) <= plain(y), x, y);
export const isEqual = (x: Scalar, y: Scalar): boolean => asked('eq', plain(x) === plain(y), x, y);
export const isNan = (x: Scalar): boolean => !isEqual(x, x);
export const isReal = (x: Scalar): boolean => isLess(-Infinity, x) && isLess(x, Infinity);

/** Whether `x` and `y` are the same double, bit for bit. */
export const isSame = (x: Scalar, y: Scalar): boolean => asked('same', objectIs(plain(x), plain(y)), x, y);

function asked(test: 'lt' | 'le' | 'eq' | 'same', holds: boolean, x: Scalar, y: Scalar): boolean {
  return isTraced(x) || isTraced(y) ? decide(test, holds, x, y) : holds;
}

/** What JavaScript's conditions make of `value`. */
export function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (!isTraced(value)) return typeof value === 'object' && value !== null ? fallback.test(value) : !!value;
  const x = plain(value);
  return decide('truth', x !== 0 && !objectIs(x, NaN), value, value);
}

export const isNumber = (value: unknown): value is Scalar => typeof value === 'number' || isTraced(value);

/**
 * Return the primitive, or the traced number, that an object becomes as an operand; other values as they are. The engine
 * would take a traced number from `valueOf` for an object and go on to `toString`.
 */
export function toPrimitive(value: unknown, hint: 'number' | 'default'): unknown {
  if (!isObject(value) || isTraced(value)) return value;
  const object = value as Record<PropertyKey, unknown>;
  const convert = object[Symbol.toPrimitive];
  if (convert != null) return primitiveOf(apply(convert as never, value, [hint]));
  const own = ownConversion(object, 'valueOf');
  return isObject(own) && !isTraced(own) ? primitiveOf(ownConversion(object, 'toString')) : own;
}

function ownConversion(object: Record<PropertyKey, unknown>, name: 'valueOf' | 'toString'): unknown {
  const method = object[name];
  return typeof method === 'function' ? apply(method as never, object, []) : object;
}

function primitiveOf(value: unknown): unknown {
  if (isObject(value) && !isTraced(value)) throw new TypeError('cannot convert object to primitive value');
  return value;
}

/** Return what JavaScript makes of `value` where it wants a number. Throws for text made from a traced number. */
export function toNumber(value: unknown): Scalar {
  if (typeof value === 'number' || isTraced(value)) return value;
  const primitive = toPrimitive(value, 'number');
  if (isTraced(primitive)) return primitive;
  if (typeof primitive === 'string') checkText(trim(primitive));
  return +(primitive as number);
}
