/**
 * Nested structures of numbers and arrays: plain arrays, `Float64Array`s and plain objects are containers, numbers and arrays of
 * `np` are leaves. An object is read without running code of the script (no getters); structures are copied, never changed.
 *
 * No function here holds itself in a closure: such a cycle, and the arrays it holds, would wait for the engine's collector, which
 * does not know how large the arrays are.
 */

import { isNDArray, type NDArray } from './array-calls.ts';
import type { Scalar } from './elementwise.ts';
import {
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  objectPrototype,
  ownKeys,
} from './intrinsics.ts';
import { kindOf } from './naming.ts';
import { rowsOf } from './ndarray.ts';
import { isNumber } from './numbers.ts';
import { isFloat64Array, newFloat64Array } from './typed-arrays.ts';

export type Leaf = Scalar | NDArray;

/** Where in a structure a part is, from its end to its root. */
interface Place {
  readonly key: string | number;
  readonly above: Place | undefined;
}

const MAX_DEPTH = 64;

export const isLeaf = (value: unknown): value is Leaf => isNumber(value) || isNDArray(value);

/**
 * Return the structure with `change` applied to every leaf. Throws for a part that is neither leaf nor container, with what `what`
 * calls the structure.
 */
export function mapTree(tree: unknown, what: () => string, change: (leaf: Leaf) => unknown): unknown {
  return mapped(tree, change, (part, place) => {
    throw new TypeError(`${what()}${pathOf(place)} is ${kindOf(part)}; a number or an array is expected`);
  });
}

/** The same, leaving everything else as it is. */
export function mapNumbers(tree: unknown, change: (leaf: Leaf) => unknown): unknown {
  return mapped(tree, change, (part) => part);
}

/** Return the leaves of a structure in order. */
export function leavesOf(tree: unknown, what: string): Leaf[] {
  const leaves: Leaf[] = [];
  mapTree(
    tree,
    () => what,
    (leaf) => {
      leaves[leaves.length] = leaf;
    },
  );
  return leaves;
}

/** Return a structure with other leaves, in order. */
export function withLeaves(tree: unknown, leaves: readonly unknown[]): unknown {
  exchange = leaves;
  next = 0;
  const result = exchanged(tree);
  exchange = NONE; // arrays must not stay for the sake of the next call
  return result;
}

const NONE: readonly unknown[] = [];
let exchange = NONE;
let next = 0;

/** What `mapNumbers` does, without a call for each leaf: structures of gradients are made in every step of a loop. */
function exchanged(part: unknown): unknown {
  if (typeof part === 'number' || isNDArray(part)) return exchange[next++];
  if (!isPlainList(part)) return mapNumbers(part, () => exchange[next++]);
  const list: unknown[] = [];
  for (let i = 0; i < part.length; i++) list[i] = exchanged(part[i]);
  return list;
}

/** Return what `beside` has in the places of the leaves of `tree`; a list may be an array there. Throws where it is made otherwise. */
export function leavesBeside(tree: unknown, beside: unknown, what: string): unknown[] {
  const found: unknown[] = [];
  collectBeside(found, tree, beside, what, undefined);
  return found;
}

function collectBeside(
  found: unknown[],
  part: unknown,
  other: unknown,
  what: string,
  place: Place | undefined,
): void {
  if (isLeaf(part)) {
    found[found.length] = other;
    return;
  }
  const keys = keysOf(part);
  const rows = isNDArray(other) && isArray(part) ? rowsOf(other) : other;
  const isFitting =
    typeof rows === 'object' &&
    rows !== null &&
    (!isArray(part) || (isArray(rows) && rows.length === part.length));
  for (let i = 0; i < keys.length; i++) {
    const inner = { key: keys[i]!, above: place };
    const descriptor = isFitting ? getOwnPropertyDescriptor(rows as object, keys[i]!) : undefined;
    if (descriptor === undefined || !('value' in descriptor))
      throw new TypeError(`${what} is not made like what it belongs to: nothing fits at ${pathText(inner)}`);
    collectBeside(found, (part as object)[keys[i] as never], descriptor.value, what, inner);
  }
}

/** Return the shape of a list of numbers, nested regularly; undefined for anything else. */
export function shapeOfList(tree: unknown): number[] | undefined {
  if (isNumber(tree)) return [];
  if (!isArray(tree) || tree.length === 0) return undefined;
  const first = shapeOfList(tree[0]);
  if (first === undefined) return undefined;
  for (let i = 1; i < tree.length; i++) {
    const shape = shapeOfList(tree[i]);
    if (shape === undefined || shape.length !== first.length) return undefined;
    for (let k = 0; k < first.length; k++) if (shape[k] !== first[k]) return undefined;
  }
  return [tree.length, ...first];
}

type Keys = readonly (string | number)[];

/** The keys of a container. */
function keysOf(container: unknown): Keys {
  const keys: (string | number)[] = [];
  if (isArray(container)) for (let i = 0; i < container.length; i++) keys[i] = i;
  else {
    const names = ownKeys(container as object);
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      if (typeof name === 'string' && getOwnPropertyDescriptor(container, name)!.enumerable === true)
        keys[keys.length] = name;
    }
  }
  return keys;
}

const isPlainList = (value: unknown): value is readonly unknown[] => isArray(value) && !isFloat64Array(value);

function isContainer(value: unknown): value is object {
  if (isArray(value)) return true;
  if (typeof value !== 'object' || value === null || isLeaf(value)) return false;
  const prototype = getPrototypeOf(value) as unknown;
  return prototype === objectPrototype || prototype === null;
}

function mapped(
  part: unknown,
  change: (leaf: Leaf) => unknown,
  other: (part: unknown, place: Place | undefined) => unknown,
  place?: Place,
  depth = 0,
): unknown {
  if (isLeaf(part)) return change(part);
  if (!isContainer(part)) return other(part, place);
  if (depth === MAX_DEPTH) throw new TypeError(`a structure is nested more than ${MAX_DEPTH} deep`);
  if (isArray(part)) {
    const list: unknown[] = [];
    for (let i = 0; i < part.length; i++)
      list[i] = mapped(part[i], change, other, { key: i, above: place }, depth + 1);
    return isFloat64Array(part) && holdsNumbers(list) ? newFloat64Array(list as never) : list;
  }
  const keys = keysOf(part);
  const copy: Record<string, unknown> = {};
  for (let i = 0; i < keys.length; i++) {
    const inner = { key: keys[i]!, above: place };
    const descriptor = getOwnPropertyDescriptor(part, keys[i]!);
    if (descriptor !== undefined && !('value' in descriptor))
      throw new TypeError(
        `the structure has a getter at ${pathText(inner)}; write { ...object }, which reads it`,
      );
    put(copy, keys[i] as string, mapped(descriptor?.value, change, other, inner, depth + 1));
  }
  return copy;
}

/** Set an own property, whatever its name is. */
function put(copy: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__')
    defineProperty(copy, key, { value, writable: true, enumerable: true, configurable: true });
  else copy[key] = value;
}

function holdsNumbers(list: readonly unknown[]): boolean {
  for (let i = 0; i < list.length; i++) if (!isNumber(list[i])) return false;
  return true;
}

/** ` at .layers[1].name`; nothing for the root. */
const pathOf = (place: Place | undefined): string => (place === undefined ? '' : ` at ${pathText(place)}`);

function pathText({ key, above }: Place): string {
  const here = typeof key === 'number' ? `[${key}]` : `.${key}`;
  return above === undefined ? here : pathText(above) + here;
}
