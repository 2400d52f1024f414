/**
 * What numbers have of arrays: NumPy's results without axes are numbers here, and NumPy's numbers have the attributes and methods of
 * arrays. Not `length` and what lists have: a number is none.
 */

import { callNumpy } from './array-calls.ts';
import type { Scalar } from './elementwise.ts';
import { defineProperty, freeze, getOwnPropertyNames, NativeProxy, setPrototypeOf } from './intrinsics.ts';
import { isIndex } from './ndarray.ts';
import { isNumber } from './numbers.ts';

declare const MEMBERS: { readonly methods: readonly string[] };
declare const NUMPY: Readonly<Record<string, number>>;

const attributes: Readonly<Record<string, (x: Scalar) => unknown>> = {
  shape: () => [],
  ndim: () => 0,
  size: () => 1,
  dtype: () => 'float64',
  T: (x) => x,
  real: (x) => x,
  imag: () => 0,
};

const own: Readonly<Record<string, (x: Scalar) => unknown>> = { item: (x) => x, tolist: (x) => x };

/** What a missing member of a number tells: an index of what is a number, and so no array, is a mistake. */
const noElements: ProxyHandler<object> = {
  get(target, key, x) {
    if (typeof key === 'string' && isNumber(x) && isIndex(key))
      throw new TypeError(
        `[${key}] of a number: a result without axes is a number and has no elements; np.ndim(x) tells, np.atleast_1d(x) makes a vector of it`,
      );
    return target[key as never];
  },
  setPrototypeOf: () => false,
};

/** Give numbers their members. To be called before scripts run. */
export function installNumberMembers(): void {
  const { prototype } = Number;
  const names = getOwnPropertyNames(attributes);
  for (let i = 0; i < names.length; i++) {
    const { get } = {
      get(this: unknown): unknown {
        return isNumber(this) ? attributes[names[i]!]!(this) : undefined;
      },
    };
    defineProperty(prototype, names[i]!, { get, enumerable: false, configurable: false });
  }
  const methods: Record<string, (x: Scalar, ...args: unknown[]) => unknown> = { ...own };
  for (let i = 0; i < MEMBERS.methods.length; i++) {
    const name = MEMBERS.methods[i]!;
    const full = NUMPY[`method.${name}`] === undefined ? `np.${name}` : `method.${name}`;
    methods[name] = (x, ...args) => callNumpy(full, [x, ...args]);
  }
  const all = getOwnPropertyNames(methods);
  for (let i = 0; i < all.length; i++) method(all[i]!, methods[all[i]!]!);
  const handler = freeze({ __proto__: null, ...noElements });
  setPrototypeOf(prototype, new NativeProxy(Object.prototype, handler));
}

function method(name: string, f: (x: Scalar, ...args: unknown[]) => unknown): void {
  const { value } = {
    value(this: unknown, ...args: unknown[]): unknown {
      if (!isNumber(this)) throw new TypeError(`${name} is a method of numbers and arrays`);
      return f(this, ...args);
    },
  };
  defineProperty(value, 'name', { value: name });
  defineProperty(Number.prototype, name, { value, enumerable: false, configurable: false, writable: false });
}
