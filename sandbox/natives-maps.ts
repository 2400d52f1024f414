/**
 * `Map` and `Set` with traced keys. QuickJS compares keys by identity, so every lookup with a number goes through a list of the
 * traced keys in the collection, by value. A lookup pins the number; the key itself keeps its derivative for who iterates.
 */

import { apply, NativeMap, override, uncurry } from './intrinsics.ts';
import { isTraced, loss, pinned, primal, type Traced } from './tracer.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;
type TracedKeys = Map<number, Traced>;

const getKey = uncurry(Map.prototype.get) as (map: TracedKeys, key: number) => Traced | undefined;
const setKey = uncurry(Map.prototype.set) as (map: TracedKeys, key: number, value: Traced) => unknown;
const deleteKey = uncurry(Map.prototype.delete) as (map: TracedKeys, key: number) => unknown;
const getSide = uncurry(WeakMap.prototype.get) as (sides: object, of: object) => TracedKeys | undefined;
const setSide = uncurry(WeakMap.prototype.set) as (sides: object, of: object, keys: TracedKeys) => unknown;
const deleteSide = uncurry(WeakMap.prototype.delete) as (sides: object, of: object) => unknown;

/** The traced keys of each collection that has had one. */
const sides = new WeakMap<object, TracedKeys>();

const sideOf = (collection: unknown): TracedKeys | undefined => getSide(sides, collection as object);

/** Return the key by which `collection` knows the number `key`: a traced key of the same value, or the plain value. */
function known(collection: unknown, key: number | Traced): number | Traced {
  const value = pinned(key);
  const side = sideOf(collection);
  return (side && getKey(side, value)) ?? value;
}

const isNumeric = (key: unknown): key is number | Traced => typeof key === 'number' || isTraced(key);

/** Patch the methods of `prototype` that take a key; `insert` is the one that adds it. */
function takeKeys(prototype: object, names: readonly string[], insert: 'set' | 'add'): void {
  const has = prototype['has' as never] as Method;
  for (const name of names) {
    const native = prototype[name as never] as Method;
    override(prototype, {
      [name](this: unknown, key: unknown, value: unknown): unknown {
        return apply(native, this, [isNumeric(key) ? known(this, key) : key, value]);
      },
    });
  }
  const native = prototype[insert as never] as Method;
  override(prototype, {
    [insert](this: unknown, key: unknown, value: unknown): unknown {
      if (!isNumeric(key)) return apply(native, this, [key, value]);
      let own = known(this, key);
      if (isTraced(key) && typeof own === 'number' && !apply(has, this, [own])) {
        if (sideOf(this) === undefined) setSide(sides, this as object, new NativeMap());
        setKey(sideOf(this)!, own, key);
        own = key;
      }
      return apply(native, this, [own, value]);
    },
  });
  const { delete: remove, clear } = prototype as { delete: Method; clear: Method };
  override(prototype, {
    delete(this: unknown, key: unknown): unknown {
      if (!isNumeric(key)) return apply(remove, this, [key]);
      const own = known(this, key);
      if (isTraced(own)) deleteKey(sideOf(this)!, primal(own));
      return apply(remove, this, [own]);
    },
    clear(this: unknown): unknown {
      deleteSide(sides, this as object);
      return apply(clear, this, []);
    },
  });
}

/** Methods that compare whole sets inside QuickJS. */
const SET_ALGEBRA = [
  'isDisjointFrom',
  'isSubsetOf',
  'isSupersetOf',
  'intersection',
  'difference',
  'symmetricDifference',
  'union',
];

function refuseTracedSets(name: string): void {
  const native = Set.prototype[name as never] as Method;
  override(Set.prototype, {
    [name](this: unknown, other: unknown): unknown {
      if (sideOf(this) !== undefined || sideOf(other) !== undefined) {
        throw loss(
          `Set.prototype.${name} does not compare numbers that are differentiated`,
          'loop over the elements and use has()',
        );
      }
      return apply(native, this, [other]);
    },
  });
}

/** A number is no key of a weak collection. */
function refuseWeakNumbers(prototype: object, name: 'set' | 'add'): void {
  const native = prototype[name as never] as Method;
  override(prototype, {
    [name](this: unknown, key: unknown, value: unknown): unknown {
      if (isTraced(key)) throw new TypeError('a number is no key of a weak collection');
      return apply(native, this, [key, value]);
    },
  });
}

export function installMaps(): void {
  takeKeys(Map.prototype, ['get', 'has'], 'set');
  takeKeys(Set.prototype, ['has'], 'add');
  for (const name of SET_ALGEBRA) refuseTracedSets(name);
  refuseWeakNumbers(WeakMap.prototype, 'set');
  refuseWeakNumbers(WeakSet.prototype, 'add');
  override(Map, {
    groupBy<T>(items: Iterable<T>, keyOf: (item: T, index: number) => unknown): Map<unknown, T[]> {
      const groups = new Map<unknown, T[]>();
      let index = 0;
      for (const item of items) {
        const key = keyOf(item, index++);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [item]);
        else group[group.length] = item;
      }
      return groups;
    },
  });
  // Newer than ES2023; they would compare by identity.
  delete (Map.prototype as { getOrInsert?: unknown }).getOrInsert;
  delete (Map.prototype as { getOrInsertComputed?: unknown }).getOrInsertComputed;
}
