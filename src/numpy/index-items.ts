/**
 * What stands between NumPy's brackets, as scripts write it: whole numbers, texts of slices, null, lists, integer arrays and masks.
 * Nothing here knows of the array that is indexed but the lengths of its axes.
 */

import { arrayError, type NDArray, showShape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { type Argument, type Np, Ref } from './np.ts';
import { arrayOf, kindOf } from './parameters.ts';

export interface Slice {
  readonly kind: 'slice';
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number;
}

export type Item =
  | { readonly kind: 'integer'; readonly value: number }
  | Slice
  | { readonly kind: 'newaxis' }
  | { readonly kind: 'ellipsis' }
  /** Whole numbers, which may change with the script's input. */
  | { readonly kind: 'array'; readonly index: NodeId }
  /** Booleans, known: the shape of what they select depends on them. */
  | { readonly kind: 'mask'; readonly mask: NDArray };

/** All that an axis has. */
export const FULL: Slice = { kind: 'slice', start: null, stop: null, step: 1 };

/** Return the items that the arguments of an index are; a text may hold several. Throws E_SCRIPT. */
export function parseItems(np: Np, given: readonly Argument[]): readonly Item[] {
  const [first] = given;
  if (given.length === 1 && typeof first === 'string') return itemsOf(first);
  return given.flatMap((argument) =>
    typeof argument === 'string' ? itemsOf(argument) : [parseItem(np, argument)],
  );
}

function parseItem(np: Np, argument: Argument): Item {
  if (argument === null) return { kind: 'newaxis' };
  if (typeof argument === 'number') return { kind: 'integer', value: whole(argument) };
  const isArray = argument instanceof Ref || Array.isArray(argument) || typeof argument === 'boolean';
  if (!isArray) throw notAnIndex(kindOf(argument));
  const node = arrayOf(np, argument, 'an index');
  if (np.dtypeOf(node) === 'bool') return { kind: 'mask', mask: np.pinned(node) };
  if (np.rankOf(node) === 0 && isPlain(np, node))
    return { kind: 'integer', value: whole(np.pinned(node).data[0]!) };
  return { kind: 'array', index: wholeNumbers(np, node) };
}

/** Whether a node without axes can only be an index once its value is known: all but a computed whole number. */
function isPlain(np: Np, node: NodeId): boolean {
  return np.dtypeOf(node) === 'float64' || np.constantOf(node) !== undefined;
}

/** Return an array of whole numbers as it is. One that is float64, as lists of the script are, is looked at. */
export function wholeNumbers(np: Np, node: NodeId): NodeId {
  if (np.dtypeOf(node) === 'int64') return node;
  if (np.isComplex(node)) throw notAnIndex('complex numbers');
  const value = np.pinned(node);
  for (const element of value.data) whole(element);
  return np.literal({ ...value, dtype: 'int64' });
}

function whole(value: number): number {
  if (!Number.isInteger(value)) throw notAnIndex(`${value}`);
  return value;
}

function notAnIndex(what: string): Error {
  return arrayError(
    `${what} is no index`,
    'an index is made of whole numbers, texts such as "1:3, ::2", "..." or "newaxis", null, arrays of whole numbers, and masks',
  );
}

/** Texts that have been read: a loop writes the same ones again and again. */
const read = new Map<string, readonly Item[]>();
const MOST_READ = 256;

/** Read NumPy's notation: `1:3, ::2`, `..., 0`, `newaxis`. */
function itemsOf(text: string): readonly Item[] {
  let items = read.get(text);
  if (items === undefined) {
    items = parseText(text);
    if (read.size === MOST_READ) read.clear();
    read.set(text, items);
  }
  return items;
}

function parseText(text: string): Item[] {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length > 1 && parts.at(-1) === '') parts.pop();
  return parts.map((part) => parsePart(part, text));
}

const NUMBER = /^[+-]?\d+$/;

function parsePart(part: string, text: string): Item {
  if (part === '...') return { kind: 'ellipsis' };
  if (part === 'newaxis' || part === 'None') return { kind: 'newaxis' };
  if (NUMBER.test(part)) return { kind: 'integer', value: Number(part) };
  const ends = part.split(':').map((end) => end.trim());
  const isSlice = ends.length >= 2 && ends.length <= 3 && ends.every((end) => end === '' || NUMBER.test(end));
  if (!isSlice) throw notAnIndex(JSON.stringify(text));
  const [start, stop, step] = ends.map((end) => (end === '' ? null : Number(end)));
  if (step === 0) throw arrayError('the step of a slice cannot be 0');
  return { kind: 'slice', start: start!, stop: stop!, step: step ?? 1 };
}

/** Where a slice of an axis of `length` begins, and how many elements it takes. */
export function sliceOf({ start, stop, step }: Slice, length: number): { first: number; count: number } {
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const end = (value: number): number => Math.min(Math.max(value < 0 ? value + length : value, low), high);
  const first = start === null ? (step > 0 ? low : high) : end(start);
  const last = stop === null ? (step > 0 ? high : low) : end(stop);
  return { first, count: Math.max(0, Math.ceil((last - first) / step)) };
}

/** Return the index from 0 that `index` means on an axis of `length`. Throws E_SCRIPT. */
export function positionOn(index: number, length: number, axis: number): number {
  if (index < -length || index >= length)
    throw arrayError(`index ${index} is out of bounds for axis ${axis} with size ${length}`);
  return index < 0 ? index + length : index;
}

/** Where each true element of a mask is, axis by axis. */
export function nonzeroOf({ shape, data }: NDArray): NDArray[] {
  const found: number[] = [];
  for (const [i, isTrue] of data.entries()) if (isTrue !== 0) found.push(i);
  let inner = data.length;
  return shape.map((length) => {
    inner /= length;
    return {
      shape: [found.length],
      dtype: 'int64',
      data: Float64Array.from(found, (i) => Math.floor(i / inner) % length),
    };
  });
}

/** Throw if a mask does not fit the axes from `axis` on. */
export function checkMask(mask: NDArray, shape: readonly number[], axis: number): void {
  for (const [k, length] of mask.shape.entries()) {
    if (length !== shape[axis + k])
      throw arrayError(
        `a mask of shape ${showShape(mask.shape)} does not fit an array of shape ${showShape(shape)}: axis ${axis + k} has size ${shape[axis + k]}`,
      );
  }
}
