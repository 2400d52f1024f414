/**
 * `Float64Array` that holds traced numbers: a JavaScript array of fixed length with the methods of the real one. Nothing is
 * shared through an ArrayBuffer, which holds plain bytes only.
 */

import type { Scalar } from './elementwise.ts';
import {
  apply, construct, create, defineProperty, freeze, getOwnPropertyNames, getPrototypeOf, isArray, isObject, NativeProxy, override, uncurry,
} from './intrinsics.ts'; // biome-ignore format: one import
import { isEqual, isLess, isNan, isSame, toNumber } from './numbers.ts';
import { isTraced, pinned } from './tracer.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

const NativeArray = Array;
const NativeFloat64Array = Float64Array;
const nativeFrom = Array.from as (items: unknown) => unknown[];
const nativeFill = uncurry(Array.prototype.fill) as (array: unknown[], value: unknown) => void;
const isAbove = uncurry(Object.prototype.isPrototypeOf);
const isBuffer = (value: unknown): boolean => value instanceof ArrayBuffer;

/** The prototype of all our arrays; its methods are set by `installTypedArrays`. */
const prototype: object = create(getPrototypeOf(NativeFloat64Array.prototype));

export function isFloat64Array(value: unknown): value is Scalar[] {
  return isArray(value) && isAbove(prototype, value);
}

/** Makes a length constant: the array can neither grow nor shrink. */
const FIXED = freeze({ __proto__: null, writable: false });

/** Return a new array of `length` zeros, made for `target`. */
function zeros(length: number, target: object): Scalar[] {
  const array = construct(NativeArray, [length], target as never) as Scalar[];
  nativeFill(array, 0);
  return defineProperty(array, 'length', FIXED);
}

/** Return a new array of the numbers in `list`. */
function copyOf(list: ArrayLike<unknown>, target: object = OwnFloat64Array): Scalar[] {
  const array = zeros(list.length, target);
  for (let i = 0; i < array.length; i++) array[i] = toNumber(list[i]);
  return array;
}

export const newFloat64Array = (numbers: readonly Scalar[]): Scalar[] => copyOf(numbers);

/** Return `value` as the length of an array (ECMA-262 ToIndex). */
function toLength(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value < 2 ** 32 && value % 1 === 0) return value;
  const number = toNumber(value ?? 0);
  const length = pinned(number) || 0;
  if (length <= -1 || length > 2 ** 32 - 1)
    throw new RangeError(`invalid length of a Float64Array: ${length}`);
  return length < 0 ? 0 : length - (length % 1);
}

function OwnFloat64Array(source?: unknown): unknown {
  if (new.target === undefined)
    throw new TypeError('Float64Array is a constructor: write new Float64Array(…)');
  if (!isObject(source) || isTraced(source)) return zeros(toLength(source), new.target);
  if (isBuffer(source))
    throw noBuffer('a Float64Array over an ArrayBuffer', 'write new Float64Array(length)');
  return copyOf(nativeFrom(source), new.target);
}

function noBuffer(what: string, instead: string): TypeError {
  return new TypeError(`${what} is not available, because its bytes cannot hold derivatives; ${instead}`);
}

/** Methods of typed arrays that `Array.prototype` has with the same meaning. */
const SHARED = [
  'at', 'copyWithin', 'entries', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex', 'forEach', 'includes', 'indexOf', 'join',
  'keys', 'lastIndexOf', 'reduce', 'reduceRight', 'reverse', 'some', 'toLocaleString', 'toString', 'values',
] as const; // biome-ignore format: a list of words

/** Methods that make a new array of the same kind. */
const COPYING = ['filter', 'map', 'slice', 'toReversed'] as const;

const methodOf = (name: string): Method => Array.prototype[name as never] as Method;

/** The order of `sort` without a comparator: −0 before 0, NaN last. */
function ascending(x: Scalar, y: Scalar): number {
  if (isLess(x, y)) return -1;
  if (isLess(y, x)) return 1;
  if (isEqual(x, y)) return isEqual(x, 0) && !isSame(x, y) ? (isSame(x, -0) ? -1 : 1) : 0;
  return (isNan(x) ? 1 : 0) - (isNan(y) ? 1 : 0);
}

/** Return a position counted from the end where it is negative, within 0 … length. */
function position(value: unknown, length: number, standard: number): number {
  if (value === undefined) return standard;
  const whole = toNumber(value);
  const at = pinned(whole) || 0;
  const fromStart = at < 0 ? length + at : at;
  return fromStart < 0 ? 0 : fromStart > length ? length : fromStart - (fromStart % 1);
}

/** Return elements begin … end of `array` as an array that shares them: writing to one writes to the other. */
function subarray(array: Scalar[], begin: unknown, end: unknown): Scalar[] {
  const first = position(begin, array.length, 0);
  const last = position(end, array.length, array.length);
  const own = zeros(last < first ? 0 : last - first, OwnFloat64Array);
  const inside = (key: string | symbol): number | undefined => {
    if (typeof key === 'symbol') return undefined;
    const index = +key;
    return index >= 0 && index < own.length && `${index}` === key ? first + index : undefined;
  };
  const handler: ProxyHandler<Scalar[]> = freeze({
    __proto__: null,
    get(target: Scalar[], key: string | symbol, receiver: unknown) {
      const index = inside(key);
      return index === undefined ? reflect_get(target, key, receiver) : array[index];
    },
    set(target: Scalar[], key: string | symbol, value: unknown, receiver: unknown) {
      const index = inside(key);
      if (index === undefined) return reflect_set(target, key, value, receiver);
      array[index] = value as Scalar;
      return true;
    },
    getOwnPropertyDescriptor(target: Scalar[], key: string | symbol) {
      const index = inside(key);
      if (index === undefined) return reflect_getOwnPropertyDescriptor(target, key);
      return { value: array[index], writable: true, enumerable: true, configurable: true };
    },
    defineProperty(target: Scalar[], key: string | symbol, descriptor: PropertyDescriptor) {
      const index = inside(key);
      if (index === undefined) return reflect_defineProperty(target, key, descriptor);
      if ('value' in descriptor) array[index] = descriptor.value;
      return true;
    },
  } as ProxyHandler<Scalar[]>);
  return new NativeProxy(own, handler);
}

const {
  get: reflect_get,
  set: reflect_set,
  getOwnPropertyDescriptor: reflect_getOwnPropertyDescriptor,
  defineProperty: reflect_defineProperty,
} = Reflect;

/** Methods of our arrays that differ from those of `Array.prototype`. */
const own = {
  set(this: Scalar[], source: unknown, offset?: unknown): void {
    const list = nativeFrom(source);
    const first = position(offset, this.length, 0);
    if (first + list.length > this.length) throw new RangeError('Float64Array.set: the source is too long');
    for (let i = 0; i < list.length; i++) this[first + i] = toNumber(list[i]);
  },
  subarray(this: Scalar[], begin?: unknown, end?: unknown): Scalar[] {
    return subarray(this, begin, end);
  },
  fill(this: Scalar[], value: unknown, begin?: unknown, end?: unknown): Scalar[] {
    const number = toNumber(value);
    const last = position(end, this.length, this.length);
    for (let i = position(begin, this.length, 0); i < last; i++) this[i] = number;
    return this;
  },
  with(this: Scalar[], index: unknown, value: unknown): Scalar[] {
    const result = copyOf(this);
    const at = position(index, this.length, 0);
    if (at >= this.length) throw new RangeError('Float64Array.with: there is no such element');
    result[at] = toNumber(value);
    return result;
  },
  toJSON(this: Scalar[]): object {
    const result = create(null) as Record<number, Scalar>;
    for (let i = 0; i < this.length; i++) result[i] = this[i]!;
    return result;
  },
};

/** Replace the global `Float64Array`. To be called when `Array.prototype` has its recording methods. */
export function installTypedArrays(): void {
  const methods: Record<string, unknown> = { ...own };
  for (const name of SHARED) methods[name] = methodOf(name);
  for (const name of COPYING) {
    const native = methodOf(name);
    methods[name] = {
      [name](this: unknown, ...args: unknown[]): Scalar[] {
        return copyOf(apply(native, this, args) as unknown[]);
      },
    }[name];
  }
  const sort = methodOf('sort');
  methods.sort = function (this: unknown, compare: unknown = ascending): unknown {
    return apply(sort, this, [compare]);
  };
  methods.toSorted = function (this: Scalar[], compare: unknown = ascending): unknown {
    return apply(sort, copyOf(this), [compare]);
  };
  for (const name of getOwnPropertyNames(methods)) hide(prototype, name, methods[name]);
  hide(prototype, Symbol.iterator, methods.values);
  hide(prototype, 'BYTES_PER_ELEMENT', 8);
  hide(prototype, Symbol.isConcatSpreadable, false);
  getter(prototype, Symbol.toStringTag, () => 'Float64Array');
  getter(prototype, 'byteOffset', () => 0);
  getter(prototype, 'byteLength', (array) => 8 * array.length);
  getter(prototype, 'buffer', () => {
    throw noBuffer(
      'the buffer of a Float64Array',
      'use the array itself, or a Float64Array of plain numbers copied byte by byte',
    );
  });
  installConstructor();
}

function installConstructor(): void {
  const made = OwnFloat64Array as unknown as Record<PropertyKey, unknown>;
  defineProperty(made, 'name', { value: 'Float64Array' });
  defineProperty(made, 'length', { value: 3 });
  defineProperty(made, 'prototype', { value: prototype, writable: false });
  Object.setPrototypeOf(made, getPrototypeOf(NativeFloat64Array));
  hide(prototype, 'constructor', made);
  hide(made, 'BYTES_PER_ELEMENT', 8);
  override(made, {
    from: (items: unknown, map?: unknown, self?: unknown): Scalar[] =>
      copyOf(apply(Array.from as Method, NativeArray, [items, map, self]) as unknown[]),
    of: (...items: unknown[]): Scalar[] => copyOf(items),
  });
  getter(made, Symbol.species, () => undefined);
  hide(globalThis, 'Float64Array', made);
}

function hide(owner: object, key: PropertyKey, value: unknown): void {
  defineProperty(owner, key, { value, writable: true, enumerable: false, configurable: true });
}

function getter(owner: object, key: PropertyKey, get: (array: Scalar[]) => unknown): void {
  const accessor = function (this: Scalar[]): unknown {
    return get(this);
  };
  defineProperty(owner, key, { get: accessor, enumerable: false, configurable: true });
}
