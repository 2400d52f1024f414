/**
 * The built-ins around single numbers that look at a value without converting it, or that turn text into numbers: a traced
 * number is an object to QuickJS, so the natives would answer wrongly, without an error.
 */

import { plain, type Scalar } from './elementwise.ts';
import {
  apply,
  construct,
  defineProperty,
  getPrototypeOf,
  lock,
  NativeMath,
  objectIs,
  override,
  parse,
  replaceConstructor,
  text,
  uncurry,
} from './intrinsics.ts';
import { isAtMost, isEqual, isLess, isNan, isNumber, isReal, isSame, toNumber, truth } from './numbers.ts';
import { checkText, isTraced, loss, pin, pinned, record, type Traced, textOf } from './tracer.ts';

declare const OP: Readonly<Record<'abs' | 'trunc', number>>;

const unaryRow = (code: number, f: (x: number) => number, x: Traced): Traced => record(code, f(plain(x)), x);

function isInteger(value: unknown): value is Scalar {
  if (!isNumber(value) || !isReal(value)) return false;
  return isEqual(
    value,
    isTraced(value) ? unaryRow(OP.trunc, NativeMath.trunc!, value) : NativeMath.trunc!(value),
  );
}

function isSafeInteger(value: unknown): boolean {
  return isInteger(value) && isAtMost(value, 2 ** 53 - 1) && isAtMost(1 - 2 ** 53, value);
}

const nativeParseFloat = parseFloat;
const nativeParseInt = parseInt;

const exec = uncurry(RegExp.prototype.exec);
const NUMERAL = /[+-]?[\d.]+(?:e[+-]?\d+)?/gi;

/** Throw if one of the first `limit` numerals of a text was made from a traced number. */
function checkNumerals(source: string, limit: number): void {
  NUMERAL.lastIndex = 0;
  for (let i = 0; i < limit; i++) {
    const found = exec(NUMERAL, source);
    if (found === null) return;
    checkText(found[0]);
  }
}

/** A number's text reads back as the number itself. */
const ownParseFloat = (value: unknown): Scalar => {
  if (isTraced(value)) return value;
  const source = text(value);
  checkNumerals(source, 1);
  return nativeParseFloat(source);
};

const ownParseInt = (value: unknown, radix?: unknown): Scalar => {
  if (!isTraced(value)) {
    const source = text(value);
    checkNumerals(source, 1);
    return nativeParseInt(source, pinned(radix) as number);
  }
  const size = unaryRow(OP.abs, NativeMath.abs!, value);
  const isDecimal = radix === undefined || radix === 10 || radix === 0;
  // Outside this interval the text has an exponent.
  const isDigits = isLess(size, 1e21) && (isAtMost(1e-6, size) || isEqual(size, 0));
  if (!isDecimal || !isDigits) throw loss('parseInt reads the text of a number', 'write Math.trunc(x)');
  return unaryRow(OP.trunc, NativeMath.trunc!, value);
};

const NativeNumber = Number;
const NativeBoolean = Boolean;

function numberOf(values: unknown[]): Scalar {
  if (values.length === 0) return 0;
  const value = values[0];
  if (typeof value === 'bigint') return NativeNumber(value);
  return toNumber(value);
}

function OwnNumber(...values: unknown[]): unknown {
  return new.target === undefined
    ? numberOf(values)
    : construct(NativeNumber, [numberOf(values)], new.target);
}

const NativeObject = Object;

function OwnObject(value: unknown): unknown {
  if (new.target !== undefined && new.target !== OwnObject) return construct(NativeObject, [], new.target);
  if (!isTraced(value)) return NativeObject(value);
  throw loss('Object(x) makes an object of a number', 'ask typeof x === "object" whether x is one');
}

const ordinaryHasInstance = Function.prototype[Symbol.hasInstance];

/** Make `x instanceof owner` false for traced numbers, as it is for numbers. */
function isNoInstance(owner: object): void {
  const value = function (this: unknown, x: unknown): unknown {
    return !isTraced(x) && apply(ordinaryHasInstance, this as never, [x]);
  };
  defineProperty(owner, Symbol.hasInstance, { value });
}

function OwnBoolean(...values: unknown[]): unknown {
  const holds = truth(values[0]);
  return new.target === undefined ? holds : construct(NativeBoolean, [holds], new.target);
}

/** Return the method of `Number.prototype` that writes a number, for traced ones as well: their text is pinned. */
function writing(name: 'toFixed' | 'toPrecision' | 'toExponential' | 'toString' | 'toLocaleString'): object {
  const native = Number.prototype[name] as (this: unknown, ...args: unknown[]) => string;
  return {
    [name](this: unknown, ...args: unknown[]): string {
      if (args.length > 0) args[0] = pinned(args[0]);
      return isTraced(this) ? textOf(this, apply(native, pin(this), args)) : apply(native, this, args);
    },
  };
}

export function installNumbers(): void {
  const statics = {
    isFinite: (value: unknown) => isNumber(value) && isReal(value),
    isNaN: (value: unknown) => isNumber(value) && isNan(value),
    isInteger,
    isSafeInteger,
  };
  override(Number, statics);
  const parsers = { parseFloat: ownParseFloat, parseInt: ownParseInt };
  override(Number, parsers);
  override(globalThis, parsers);
  override(globalThis, {
    isFinite: (value: unknown) => isReal(toNumber(value)),
    isNaN: (value: unknown) => isNan(toNumber(value)),
  });
  override(Object, {
    is: (x: unknown, y: unknown) => (isNumber(x) && isNumber(y) ? isSame(x, y) : objectIs(x, y)),
    getPrototypeOf: (x: unknown) => (isTraced(x) ? Number.prototype : getPrototypeOf(x)),
  });
  override(JSON, {
    parse(value: unknown, revive?: unknown): unknown {
      const source = text(value);
      checkNumerals(source, Infinity);
      return parse(source, revive as never);
    },
  });
  const nativeValueOf = Number.prototype.valueOf;
  override(Number.prototype, {
    ...writing('toFixed'),
    ...writing('toPrecision'),
    ...writing('toExponential'),
    ...writing('toString'),
    ...writing('toLocaleString'),
    valueOf(this: unknown): unknown {
      return isTraced(this) ? this : apply(nativeValueOf, this, []);
    },
  });
  replaceConstructor(Number, OwnNumber);
  replaceConstructor(Object, OwnObject);
  isNoInstance(OwnNumber);
  isNoInstance(OwnObject);
  replaceConstructor(Boolean, OwnBoolean);
  lock(JSON);
}
