/** Functions that sort, divide and search. Elements are moved by a gather at the order that was found, so derivatives follow them. */

import { normalizeAxis, type Shape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import { nonzeroOf, positionOn } from './index-items.ts';
import { gatheredAlong, takenAlong } from './indexing.ts';
import type { Np, Result } from './np.ts';
import * as p from './parameters.ts';
import { alongAxis, flattened } from './shape.ts';

function argsort(np: Np, x: NodeId, axis: number): NodeId {
  return np.array('argsort', [x], axis);
}

/** x in rising order along an axis; equal elements keep their order. */
export function sorted(np: Np, x: NodeId, axis: number): NodeId {
  return gatheredAlong(np, x, argsort(np, x, axis), axis);
}

function argpartition(np: Np, x: NodeId, kth: number | readonly number[], axis: number): NodeId {
  const length = np.shapeOf(x)[axis]!;
  const ranks = (typeof kth === 'number' ? [kth] : kth).map((k) => positionOn(k, length, axis));
  return np.array('argpartition', [x], { axis, kth: ranks.sort((a, b) => a - b) });
}

interface UniqueOptions {
  readonly return_index: boolean;
  readonly return_inverse: boolean;
  readonly return_counts: boolean;
}

/** The different elements of a vector, which had `shape` before, sorted. What is pinned is only which neighbours in sorted order differ. */
function unique(np: Np, x: NodeId, shape: Shape, options: UniqueOptions): Result {
  const size = np.sizeOf(x);
  const order = argsort(np, x, 0);
  const inOrder = np.gather(x, order);
  const starts = [...(size === 0 ? [] : [0]), ...changes(np, inOrder, size)];
  const whole = (data: readonly number[]): NodeId =>
    np.literal({ shape: [data.length], dtype: 'int64', data: Float64Array.from(data) });
  const results: NodeId[] = [takenAlong(np, inOrder, 0, starts)];
  if (options.return_index) results.push(takenAlong(np, order, 0, starts));
  const counts = starts.map((start, k) => (starts[k + 1] ?? size) - start);
  if (options.return_inverse) {
    const groups = counts.flatMap((count, group) => new Array<number>(count).fill(group));
    results.push(np.reshape(np.gather(whole(groups), argsort(np, order, 0)), shape));
  }
  if (options.return_counts) results.push(whole(counts));
  return results.length === 1 ? results[0]! : results;
}

/** The places in a sorted vector whose elements differ from those before; all NaN are one element. */
function changes(np: Np, inOrder: NodeId, size: number): number[] {
  if (size < 2) return [];
  const before = np.slice(inOrder, 0, 0, size - 1);
  const same = np.eq(before, np.slice(inOrder, 0, 1, size - 1));
  const mask = np.pinned(np.and(np.eq(same, np.constant(0)), np.eq(before, before)));
  return [...nonzeroOf(mask)[0]!.data].map((place) => place + 1);
}

const a = { a: p.array };
/** How and by which field NumPy sorts; here it is always stable. */
const how = { kind: p.or(p.text, null), order: p.unused };
const lastAxis = p.or(p.axis, -1);

export const sorting: readonly NumpyFunction[] = [
  define(
    'np.sort',
    'Sorted along an axis, or flattened.',
    { ...a, axis: lastAxis, ...how },
    (np, { a, axis }) => {
      const along = alongAxis(np, a, axis);
      return sorted(np, along.x, along.axis);
    },
  ),
  define(
    'np.argsort',
    'The places that sort an axis, or the flattened array.',
    { ...a, axis: lastAxis, ...how },
    (np, { a, axis }) => {
      const along = alongAxis(np, a, axis);
      return argsort(np, along.x, along.axis);
    },
  ),
  define('np.msort', 'Sorted along the first axis.', a, (np, { a }) =>
    sorted(np, a, normalizeAxis(0, np.rankOf(a))),
  ),
  define('np.sort_complex', 'Sorted by real, then by imaginary part, as complex numbers.', a, (np, { a }) =>
    np.cast(sorted(np, a, normalizeAxis(-1, np.rankOf(a))), 'complex128'),
  ),
  define(
    'np.partition',
    'Divided along an axis at ranks: what is smaller before, what is larger behind.',
    { ...a, kth: p.integers, axis: lastAxis, ...how },
    (np, { a, kth, axis }) => {
      const along = alongAxis(np, a, axis);
      return gatheredAlong(np, along.x, argpartition(np, along.x, kth, along.axis), along.axis);
    },
  ),
  define(
    'np.argpartition',
    'The places that divide an axis at ranks.',
    { ...a, kth: p.integers, axis: lastAxis, ...how },
    (np, { a, kth, axis }) => {
      const along = alongAxis(np, a, axis);
      return argpartition(np, along.x, kth, along.axis);
    },
  ),
  define(
    'np.searchsorted',
    'Where in a sorted vector values belong, before or behind their equals.',
    { a: p.array, v: p.array, side: p.or(p.oneOf('left', 'right'), 'left'), sorter: p.or(p.array, null) },
    (np, { a, v, side, sorter }) =>
      np.array('searchsorted', [sorter === null ? a : np.gather(a, sorter), v], side),
  ),
  returning(
    'number & number[]',
    define(
      'np.unique',
      'The different elements, sorted; if asked for with their first places, the place of each element among them, and their numbers.',
      {
        ar: p.array,
        return_index: p.or(p.flag, false),
        return_inverse: p.or(p.flag, false),
        return_counts: p.or(p.flag, false),
        axis: p.unused,
      },
      (np, { ar, ...options }) => unique(np, flattened(np, ar), np.shapeOf(ar), options),
    ),
  ),
];
