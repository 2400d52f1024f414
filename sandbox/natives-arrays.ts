/**
 * The built-in methods that compare elements, ask a callback for a truth, or want a whole number: on arrays, typed arrays,
 * iterators and strings. Comparisons and truths of traced numbers become decisions, positions are pinned.
 */

import { plain, type Scalar } from './elementwise.ts';
import {
  apply,
  construct,
  defineProperty,
  isArray,
  isObject,
  NativeMath,
  objectIs,
  override,
  ownKeys,
  replaceConstructor,
} from './intrinsics.ts';
import { isEqual, isLess, isNan, isNumber, truth } from './numbers.ts';
import { isTraced, pin, pinned } from './tracer.ts';
import { isFloat64Array } from './typed-arrays.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** For each owner and method the arguments that are positions, lengths or counts. */
const POSITIONS: readonly (readonly [object, Readonly<Record<string, readonly number[]>>])[] = [
  [
    Array.prototype,
    {
      at: [0],
      slice: [0, 1],
      splice: [0, 1],
      toSpliced: [0, 1],
      with: [0],
      fill: [1, 2],
      copyWithin: [0, 1, 2],
      flat: [0],
    },
  ],
  [
    Object.getPrototypeOf(Int8Array.prototype) as object,
    { at: [0], slice: [0, 1], subarray: [0, 1], with: [0], fill: [1, 2], copyWithin: [0, 1, 2], set: [1] },
  ],
  [
    String.prototype,
    {
      at: [0],
      charAt: [0],
      charCodeAt: [0],
      codePointAt: [0],
      repeat: [0],
      slice: [0, 1],
      substring: [0, 1],
      substr: [0, 1],
      padStart: [0],
      padEnd: [0],
      split: [1],
      indexOf: [1],
      lastIndexOf: [1],
      includes: [1],
      startsWith: [1],
      endsWith: [1],
    },
  ],
  [String, { fromCharCode: [0], fromCodePoint: [0] }],
];

function pinPositions(owner: object, name: string, positions: readonly number[]): void {
  const native = owner[name as never] as Method;
  override(owner, {
    [name](this: unknown, ...args: unknown[]): unknown {
      for (let i = 0; i < positions.length; i++) {
        const position = positions[i]!;
        if (position < args.length) args[position] = pinned(args[position]);
      }
      return apply(native, this, args);
    },
  });
}

/** Methods whose callback answers yes or no. */
const PREDICATES = ['filter', 'some', 'every', 'find', 'findIndex', 'findLast', 'findLastIndex'];

function takeTruths(owner: object, name: string): void {
  const native = owner[name as never] as Method | undefined;
  if (native === undefined) return; // iterators have some of them
  override(owner, {
    [name](this: unknown, callback: unknown, ...rest: unknown[]): unknown {
      if (typeof callback !== 'function') return apply(native, this, [callback]);
      const self = rest[0];
      const ask =
        self === undefined
          ? (value: unknown, index: unknown, list: unknown) => truth((callback as Method)(value, index, list))
          : (value: unknown, index: unknown, list: unknown) =>
              truth(apply(callback as Method, self, [value, index, list]));
      return apply(native, this, [ask]);
    },
  });
}

/** Return the sign of what a comparator said. */
function signOf(value: unknown): unknown {
  if (!isTraced(value)) return value;
  return isLess(value, 0) ? -1 : isLess(0, value) ? 1 : 0;
}

function takeSigns(owner: object, name: 'sort' | 'toSorted'): void {
  const native = owner[name as never] as Method;
  override(owner, {
    [name](this: unknown, compare: unknown): unknown {
      if (typeof compare !== 'function') return apply(native, this, [compare]);
      return apply(native, this, [(x: unknown, y: unknown) => signOf((compare as Method)(x, y))]);
    },
  });
}

/** Whether two numbers are equal as `includes`, Map and Set see it. */
function isSameValueZero(x: Scalar, y: Scalar): boolean {
  return isEqual(x, y) || (objectIs(plain(x), plain(y)) && isNan(x) && isNan(y));
}

/** Return the position a search begins at. */
function start(from: unknown, length: number): number {
  if (from === undefined) return 0;
  const position = NativeMath.trunc!(+(pinned(from) as number)) || 0;
  return position < 0 ? NativeMath.max!(length + position, 0) : position;
}

/** Return the first index from `i` on, going by `step`, of an element that is `equal` to `needle`; -1 if there is none. */
function search(
  list: ArrayLike<unknown>,
  needle: Scalar,
  i: number,
  step: 1 | -1,
  equal: typeof isEqual,
): number {
  const isPlain = typeof needle === 'number' && !objectIs(needle, NaN);
  for (; i >= 0 && i < list.length; i += step) {
    const element = list[i];
    if (isPlain && typeof element === 'number') {
      if (element === needle) return i;
    } else if (isNumber(element) && equal(element, needle)) return i;
  }
  return -1;
}

/** Give `owner` searches that compare traced numbers; what is no number is left to the natives. */
function takeSearches(owner: object): void {
  const native = { ...pick(owner, 'includes'), ...pick(owner, 'indexOf'), ...pick(owner, 'lastIndexOf') };
  override(owner, {
    includes(this: ArrayLike<unknown>, needle: unknown, from?: unknown): unknown {
      if (!isNumber(needle)) return apply(native.includes!, this, [needle, pinned(from)]);
      return search(this, needle, start(from, this.length), 1, isSameValueZero) !== -1;
    },
    indexOf(this: ArrayLike<unknown>, needle: unknown, from?: unknown): unknown {
      if (!isNumber(needle)) return apply(native.indexOf!, this, [needle, pinned(from)]);
      return search(this, needle, start(from, this.length), 1, isEqual);
    },
    lastIndexOf(this: ArrayLike<unknown>, needle: unknown, ...rest: unknown[]): unknown {
      if (rest.length > 0) rest[0] = pinned(rest[0]);
      if (!isNumber(needle))
        return apply(native.lastIndexOf!, this, rest.length > 0 ? [needle, rest[0]] : [needle]);
      const from = rest.length === 0 ? this.length - 1 : NativeMath.trunc!(rest[0] as number) || 0;
      const first = from < 0 ? this.length + from : NativeMath.min!(from, this.length - 1);
      return search(this, needle, first, -1, isEqual);
    },
  });
}

function pick(owner: object, name: string): Record<string, Method> {
  return { [name]: owner[name as never] as Method };
}

const NativeArray = Array;

function OwnArray(...items: unknown[]): unknown {
  if (items.length === 1) items[0] = pinned(items[0]);
  return construct(NativeArray, items, new.target ?? NativeArray);
}

/** An array-like object with a traced length, its length pinned; anything else as it is. */
function withPlainLength(items: unknown): unknown {
  if (!isObject(items)) return items;
  const { length } = items as { length?: unknown };
  if (!isTraced(length)) return items;
  const copy: Record<PropertyKey, unknown> = {};
  const keys = ownKeys(items);
  for (let i = 0; i < keys.length; i++) copy[keys[i]!] = items[keys[i] as never];
  copy.length = pin(length);
  return copy;
}

function installArrayConstructor(): void {
  const { from } = Array;
  override(Array, {
    from(this: unknown, items: unknown, map?: unknown, self?: unknown): unknown {
      return apply(from as Method, this, [withPlainLength(items), map, self]);
    },
    isArray: (value: unknown): boolean => isArray(value) && !isFloat64Array(value),
  });
  // `map` and its like make plain arrays of plain arrays without asking this constructor.
  const species = {
    get(this: unknown): unknown {
      return this === OwnArray ? undefined : this;
    },
    configurable: true,
  };
  defineProperty(Array, Symbol.species, species);
  replaceConstructor(Array, OwnArray);
}

export function installArrays(): void {
  const typedArrays = Object.getPrototypeOf(Int8Array.prototype) as object;
  const iterators = Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object;
  const owners = [Array.prototype, typedArrays, iterators];
  for (const owner of owners) for (const name of PREDICATES) takeTruths(owner, name);
  for (const [owner, table] of POSITIONS)
    for (const name of Object.keys(table)) pinPositions(owner, name, table[name]!);
  for (const owner of [Array.prototype, typedArrays]) {
    takeSigns(owner, 'sort');
    takeSigns(owner, 'toSorted');
    takeSearches(owner);
  }
  installArrayConstructor();
}
