/**
 * What scripts can do with an array: NumPy's attributes and methods, indexing by `x[0]`, `x["1:3, ::2"]`, `x[mask]`, and what a
 * list has besides. An array holds no elements; all of it asks the host.
 *
 * The engine looks for a name in the array, then among its methods, then in a Proxy, which so sees only what is no method: indices.
 * An array or a list as a key becomes text first; the Proxy knows the text of the last one that did.
 */

import { callInternal, callNumpy, chosenBy, isNDArray, NDArray, written } from './array-calls.ts';
import { elementOf, forgetElements } from './elements.ts';
import {
  apply, charCode, create, defineProperty, freeze, getOwnPropertyNames, isArray, NativeProxy, override, setPrototypeOf, startsWith,
} from './intrinsics.ts'; // biome-ignore format: one import
import { isNumber } from './numbers.ts';

declare const NUMPY: Readonly<Record<string, number>>;

/** Names of members, from `src/numpy/members.ts`; a constant of the build. */
declare const MEMBERS: {
  /** Functions of `np` with the array as first argument. */
  readonly methods: readonly string[];
  /** Methods of lists; they see the rows, or the elements of an array of one axis. */
  readonly listMethods: readonly string[];
  /** What NumPy's arrays have and these do not. */
  readonly missing: readonly string[];
};

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Elements or rows that are asked for at once. */
const CHUNK = 1024;

/** The last array or list that was turned into text, which may be a key. */
let lastText: string | undefined;
let lastArray: unknown;

/** Forget which text was a list's: a text that looks like it is one. */
export function forgetText(): void {
  lastText = undefined;
  lastArray = undefined;
}

export function shapeOf(x: NDArray): number[] {
  const shape = NDArray.shape(x);
  const copy: number[] = [];
  for (let axis = 0; axis < shape.length; axis++) copy[axis] = shape[axis]!;
  return copy;
}

export const isComplex = (x: NDArray): boolean => callInternal('dtype', x) === 'complex128';

/** Return the shape as it is written: `(2, 3)`. */
export function shapeText(x: NDArray): string {
  const shape = shapeOf(x);
  let text = '';
  for (let i = 0; i < shape.length; i++) text += i === 0 ? `${shape[i]}` : `, ${shape[i]}`;
  return shape.length === 1 ? `(${text},)` : `(${text})`;
}

export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i]!;
  return size;
}

/** Return an array as NumPy prints it; nothing is recorded. `nested`: as a part of something else that is printed. */
export function arrayText(x: NDArray, nested = false): string {
  return callInternal('text', x, false, nested) as string;
}

/** Return the one element of an array as a number. Throws where there are several. */
export function itemOf(x: NDArray): unknown {
  return callInternal('item', x);
}

/** Return the truth of an array of one element, a decision. Throws where there are several. */
export function arrayTruth(x: NDArray): boolean {
  return callInternal('truth', x) as boolean;
}

function chunks(what: 'flat' | 'rows', x: NDArray, count: number): unknown[] {
  const list: unknown[] = [];
  for (let i = 0; i < count; i += CHUNK) {
    const part = callInternal(what, x, i, count - i < CHUNK ? count - i : CHUNK) as unknown[];
    for (let j = 0; j < part.length; j++) list[i + j] = part[j];
  }
  return list;
}

/** Return the elements of the first axis. */
export function rowsOf(x: NDArray): unknown[] {
  const shape = shapeOf(x);
  if (shape.length === 0) throw new TypeError('an array without axes cannot be iterated; write x.item()');
  return chunks(shape.length === 1 ? 'flat' : 'rows', x, shape[0]!);
}

/** Return the elements as lists in lists. */
export function listOf(x: NDArray): unknown {
  const shape = shapeOf(x);
  return nested(chunks('flat', x, sizeOf(shape)), shape, 0, 0, sizeOf(shape));
}

/** Return the elements as `JSON.stringify` writes them: complex numbers are `{ re, im }`. */
function jsonOf(x: NDArray): unknown {
  if (!isComplex(x)) return listOf(x);
  const shape = shapeOf(x);
  const part = (name: 'np.real' | 'np.imag'): unknown[] =>
    chunks('flat', callNumpy('np.ravel', [callNumpy(name, [x])]) as NDArray, sizeOf(shape));
  const re = part('np.real');
  const im = part('np.imag');
  const flat: unknown[] = [];
  for (let i = 0; i < re.length; i++) flat[i] = { re: re[i], im: im[i] };
  return nested(flat, shape, 0, 0, flat.length);
}

/** The `size` elements from number `start` on, as lists along the axes from `axis` on. */
function nested(flat: unknown[], shape: number[], axis: number, start: number, size: number): unknown {
  if (axis === shape.length) return flat[start];
  const list: unknown[] = [];
  const inner = size / shape[axis]!;
  for (let i = 0; i < shape[axis]!; i++) list[i] = nested(flat, shape, axis + 1, start + i * inner, inner);
  return list;
}

const isAllNumeric = (list: readonly unknown[]): boolean => {
  for (let i = 0; i < list.length; i++) if (!isNumber(list[i]) && !isNDArray(list[i])) return false;
  return true;
};

const own = {
  at: (x: NDArray, ...items: unknown[]): unknown => callInternal('index', x, ...items),
  item(x: NDArray, ...items: unknown[]): unknown {
    if (items.length === 0) return itemOf(x);
    return items.length === 1
      ? callInternal('row', callNumpy('np.ravel', [x]), items[0])
      : callInternal('index', x, ...items);
  },
  tolist: listOf,
  toJSON: jsonOf,
  toString: (x: NDArray): string => textAsKey(x),
  fill(x: NDArray, value: unknown): void {
    forgetElements(x);
    callInternal('assign', x, value, '...');
  },
  map(x: NDArray, f: unknown, self?: unknown): unknown {
    const list = apply(Array.prototype.map, rowsOf(x), [f, self]) as unknown[];
    return isAllNumeric(list) ? callNumpy('np.array', [list]) : list;
  },
  slice: (x: NDArray, from: unknown = '', to: unknown = ''): unknown =>
    callInternal('index', x, `${from}:${to}`),
};

const attributes = {
  shape: shapeOf,
  ndim: (x: NDArray): number => NDArray.shape(x).length,
  size: (x: NDArray): number => sizeOf(NDArray.shape(x)),
  length: (x: NDArray): number | undefined => NDArray.shape(x)[0],
  dtype: (x: NDArray): unknown => callInternal('dtype', x),
  T: (x: NDArray): unknown => callNumpy('np.transpose', [x]),
  real: (x: NDArray): unknown => callNumpy('np.real', [x]),
  imag: (x: NDArray): unknown => callNumpy('np.imag', [x]),
};

/** Return the text of an array, remembering that it is this one's. The trace is bound to it. */
function textAsKey(x: NDArray): string {
  lastText = callInternal('text', x, true) as string;
  lastArray = x;
  return lastText;
}

function toPrimitive(x: NDArray, hint: unknown): unknown {
  return hint === 'number' ? itemOf(x) : textAsKey(x);
}

/** Whether a key is an index: a whole number, a slice, `...`, `newaxis`. */
export function isIndex(key: string): boolean {
  const code = charCode(key, 0);
  if ((code >= 48 && code <= 57) || code === 45 || code === 43 || code === 46 || code === 58 || code === 32)
    return true;
  return startsWith(key, 'newaxis') || startsWith(key, 'None');
}

/** Whether a key may be the name of a member: letters, digits, $ and _. */
function isName(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const code = charCode(key, i);
    const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code > 127;
    if (!isLetter && !(code >= 48 && code <= 57) && code !== 36 && code !== 95) return false;
  }
  return key !== '';
}

const notAnIndex = (key: string): string =>
  `"${key}" is no index: an index is a whole number, an array, or a text such as "1:3, ::2", "..." or "newaxis"`;

/** Return what a key chooses by: an array, a whole number or a text; undefined if it is no index. */
const itemOfKey = (key: string): unknown => (key === lastText ? lastArray : indexIn(key));

/** Return the index that a key is by itself. */
function indexIn(key: string): number | string | undefined {
  if (!isIndex(key)) return undefined;
  const number = +key;
  return number % 1 === 0 && key !== ' ' ? number : key;
}

const missing: Record<string, true> = { __proto__: null as never };

/** An index: a whole number, a text as it is sent, or one that is too long for that. */
type Read = number | readonly number[] | string;

/** Keys that have been read: that takes longer than most of what they choose. */
const seen: Record<string, Read> = { __proto__: null as never };
let countSeen = 0;
const MOST_SEEN = 4096;
const LONGEST_WRITTEN = 64;

/** Return the index that a key is by itself. */
function readKey(key: string): Read | undefined {
  const known = seen[key];
  if (known !== undefined) return known;
  const index = indexIn(key);
  if (index === undefined || key.length > LONGEST_WRITTEN) return index;
  const read = typeof index === 'number' ? index : written(index);
  if (countSeen < MOST_SEEN) {
    seen[key] = read;
    countSeen++;
  }
  return read;
}

const indices: ProxyHandler<object> = {
  get(_target, key, x) {
    if (typeof key === 'symbol') return undefined;
    const item = readKey(key);
    if (typeof item === 'number') {
      const element = NDArray.known(x, item);
      if (element !== undefined) return element;
    } else if (typeof item === 'object' && key !== lastText) return chosenBy(x, item);
    if (!isNDArray(x)) return undefined;
    if (key === lastText) return callInternal('index', x, lastArray);
    if (typeof item === 'number') return elementOf(x, item);
    if (item !== undefined) return callInternal('index', x, item);
    if (missing[key]) throw new TypeError(`arrays have no ${key} here, other than NumPy's`);
    if (key === 'NaN' || key === 'Infinity' || !isName(key)) throw new TypeError(notAnIndex(key));
    return undefined;
  },
  set(_target, key, value, x) {
    const item = typeof key === 'symbol' || !isNDArray(x) ? undefined : itemOfKey(key);
    if (item === undefined)
      throw new TypeError(`an array has no element or property ${String(key)} to assign to`);
    forgetElements(x);
    callInternal('assign', x, value, item);
    return true;
  },
  setPrototypeOf: () => false,
};

const { toString: textOfList } = Array.prototype;

/** Remember lists that become text, for x[[0, 2]]. */
function watchLists(): void {
  override(Array.prototype, {
    toString(this: unknown): string {
      const written = apply(textOfList, this, []);
      if (isArray(this)) {
        lastText = written;
        lastArray = this;
      }
      return written;
    },
  });
}

/** Give arrays their members. To be called when `Array.prototype` has its recording methods. */
export function installNDArray(): void {
  const { prototype } = NDArray;
  watchLists();
  for (let i = 0; i < MEMBERS.missing.length; i++) missing[MEMBERS.missing[i]!] = true;
  const methods: Record<string, (x: NDArray, ...args: unknown[]) => unknown> = { ...own };
  for (let i = 0; i < MEMBERS.methods.length; i++) {
    const name = MEMBERS.methods[i]!;
    const full = NUMPY[`method.${name}`] === undefined ? `np.${name}` : `method.${name}`;
    methods[name] = (x, ...args) => callNumpy(full, [x, ...args]);
  }
  for (let i = 0; i < MEMBERS.listMethods.length; i++) {
    const name = MEMBERS.listMethods[i]!;
    const native = Array.prototype[name as 'values'] as Method;
    methods[name] = (x, ...args) => apply(native, rowsOf(x), args);
  }
  for (const name of getOwnPropertyNames(methods)) method(prototype, name, methods[name]!);
  method(prototype, Symbol.iterator, methods.values!);
  method(prototype, Symbol.toPrimitive, toPrimitive);
  for (const name of getOwnPropertyNames(attributes)) {
    const get = attributes[name as 'T'];
    const { get: accessor, set } = {
      get(this: unknown): unknown {
        return isNDArray(this) ? get(this) : undefined;
      },
      set(): never {
        throw new TypeError(
          `the ${name} of an array cannot be assigned to; make a new array, as x.reshape(…) does`,
        );
      },
    };
    defineProperty(prototype, name, { get: accessor, set, enumerable: false, configurable: false });
  }
  delete (prototype as { constructor?: unknown }).constructor;
  setPrototypeOf(
    prototype,
    new NativeProxy(freeze(create(null)) as object, freeze({ __proto__: null, ...indices })),
  );
  freeze(prototype);
}

function method(prototype: object, name: PropertyKey, f: (x: NDArray, ...args: unknown[]) => unknown): void {
  const value = function (this: unknown, ...args: unknown[]): unknown {
    if (!isNDArray(this)) throw new TypeError(`${String(name)} is a method of arrays`);
    return f(this, ...args);
  };
  defineProperty(value, 'name', { value: name });
  defineProperty(prototype, name, { value, enumerable: false, configurable: false, writable: false });
}
