/**
 * The objects `np`, `special` … as scripts see them: constant, and helpful about names they do not have. Only a missing
 * name reaches the Proxy (it is the object's prototype), so the ones that exist cost nothing.
 */

import {
  create,
  defineProperty,
  freeze,
  getOwnPropertyNames,
  NativeMath,
  NativeProxy,
  replaceAll,
  split,
  startsWith,
} from './intrinsics.ts';
import { NUMPY_NAMES } from './numpy-names.ts';

/** Names JavaScript itself looks for in any object: absent, not mistyped. */
const PROTOCOL: Readonly<Record<string, unknown>> = freeze({
  __proto__: null as never,
  // biome-ignore lint/suspicious/noThenProperty: the name that `await` looks for
  then: true,
  toJSON: true,
  toString: true,
  valueOf: true,
  constructor: true,
  default: true,
  prototype: true,
});

/** Return the namespace `label` with the given members. */
export function namespace<T extends object>(label: string, members: T): Readonly<T> {
  const missing = (name: string): never => {
    if (isKnown(label, name))
      throw new TypeError(
        `${label}.${name} is ${startsWith(label, 'np') ? "NumPy's" : "SciPy's"}, but not available here`,
      );
    const near = nearest(name, getOwnPropertyNames(members));
    throw new TypeError(
      `${label}.${name} does not exist${near === undefined ? '' : `; did you mean ${label}.${near}?`}`,
    );
  };
  const handler = freeze({
    __proto__: null,
    get: (_target: object, key: string | symbol) =>
      typeof key === 'symbol' || PROTOCOL[key] ? undefined : missing(key),
    setPrototypeOf: () => false,
  });
  const result = create(new NativeProxy(freeze(create(null)), handler as ProxyHandler<object>));
  const names = getOwnPropertyNames(members);
  // Backwards, so that a function with several names is called by the first of them.
  for (let i = names.length - 1; i >= 0; i--) {
    const member: unknown = members[names[i] as never];
    if (typeof member === 'function') defineProperty(member, 'name', { value: names[i] });
  }
  for (let i = 0; i < names.length; i++) {
    defineProperty(result, names[i]!, { value: members[names[i] as never], enumerable: true });
  }
  return freeze(result);
}

/** Whether NumPy or SciPy has a function of that name. */
function isKnown(label: string, name: string): boolean {
  const names = NUMPY_NAMES[label];
  if (names === undefined) return false;
  const words = split(replaceAll(names, '\n', ' '), ' ');
  for (let i = 0; i < words.length; i++) if (words[i] === name) return true;
  return false;
}

/** Return the name of the list that is fewest edits away, of several the one that begins alike; undefined if none is near. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const limit = NativeMath.max!(1, NativeMath.floor!(name.length / 3)) + 1;
  let best: string | undefined;
  let least = limit;
  let common = -1;
  for (let i = 0; i < names.length; i++) {
    const edits = distance(name, names[i]!, limit);
    const shared = commonStart(name, names[i]!);
    if (edits > least || edits === limit || (edits === least && shared <= common)) continue;
    least = edits;
    common = shared;
    best = names[i];
  }
  return best;
}

/** Return how many letters two words share at their beginning. */
function commonStart(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}

/** Return the number of insertions, deletions and replacements between two words, or `limit` where it is no less. */
function distance(a: string, b: string, limit: number): number {
  if (a.length - b.length >= limit || b.length - a.length >= limit) return limit;
  const row: number[] = [];
  for (let j = 0; j <= b.length; j++) row[j] = j;
  for (let i = 1; i <= a.length; i++) {
    let diagonal = i - 1;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const replaced = diagonal + (a[i - 1] === b[j - 1] ? 0 : 1);
      diagonal = row[j]!;
      row[j] = NativeMath.min!(replaced, diagonal + 1, row[j - 1]! + 1);
    }
  }
  return row[b.length]!;
}
