/** Functions that choose elements: by place, by a mask, or between arrays. */

import { arrayError, broadcastShapes, type NDArray } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import { truth } from './elementwise.ts';
import { FULL, type Item, nonzeroOf, wholeNumbers } from './index-items.ts';
import { indexed, takenAlong } from './indexing.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { alongAxis, flattened } from './shape.ts';

/** What `np.take` makes of a place outside the array: an error, its remainder, or the nearest end. */
type Mode = 'raise' | 'wrap' | 'clip';

/** Places brought into 0 … length − 1; those of mode raise are left to the index. */
function bounded(np: Np, index: NodeId, length: number, mode: Mode): NodeId {
  if (mode === 'raise') return index;
  const n = np.constant(length);
  if (mode === 'clip') return np.apply('clip', index, np.constant(0), np.constant(length - 1));
  const turns = np.cast(np.apply('floor', np.div(index, n)), 'int64');
  return np.sub(index, np.mul(turns, n));
}

function take(np: Np, x: NodeId, index: NodeId, axis: number, mode: Mode): NodeId {
  const places = bounded(np, index, np.shapeOf(x)[axis]!, mode);
  return indexed(np, x, [...new Array<Item>(axis).fill(FULL), { kind: 'array', index: places }]);
}

/** For each of the indices, places along an axis, that element of x; the other axes are broadcast. */
function takeAlongAxis(np: Np, x: NodeId, index: NodeId, axis: number): NodeId {
  const rank = np.rankOf(x);
  if (np.rankOf(index) !== rank)
    throw arrayError('np.take_along_axis: the indices need as many axes as the array');
  const items = np.shapeOf(x).map((length, k): Item => {
    if (k === axis) return { kind: 'array', index };
    const shape = new Array<number>(rank).fill(1).with(k, length);
    const data = Float64Array.from({ length }, (_, i) => i);
    return { kind: 'array', index: np.literal({ shape, dtype: 'int64', data }) };
  });
  return indexed(np, x, items);
}

/** Which elements are not 0. It is the mask that a trace is pinned to, not the values. */
function pinnedTruth(np: Np, x: NodeId): NDArray {
  return np.pinned(truth(np, x));
}

/** The places of the elements that are not 0, one array for each axis. */
function nonzero(np: Np, x: NodeId): NDArray[] {
  const mask = pinnedTruth(np, np.rankOf(x) === 0 ? flattened(np, x) : x);
  return nonzeroOf(mask);
}

/** The places of the elements that are not 0, as rows. */
function argwhere(np: Np, x: NodeId): NDArray {
  const columns = nonzeroOf(pinnedTruth(np, x));
  const rank = columns.length;
  const count = rank > 0 ? columns[0]!.data.length : pinnedTruth(np, x).data[0]!;
  const data = Float64Array.from(
    { length: count * rank },
    (_, i) => columns[i % rank]!.data[Math.floor(i / rank)]!,
  );
  return { shape: [count, rank], dtype: 'int64', data };
}

/** The elements along an axis where a vector is not 0; it may be shorter than the axis. */
function compressed(np: Np, condition: NodeId, x: NodeId, axis: number): NodeId {
  const [places] = nonzeroOf(pinnedTruth(np, flattened(np, condition)));
  const length = np.shapeOf(x)[axis]!;
  const beyond = places!.data.find((place) => place >= length);
  if (beyond !== undefined)
    throw arrayError(`index ${beyond} is out of bounds for axis ${axis} with size ${length}`);
  return takenAlong(np, x, axis, [...places!.data]);
}

/** x where the condition holds, y elsewhere. */
export function where(np: Np, condition: NodeId, x: NodeId, y: NodeId): NodeId {
  const mask = truth(np, condition);
  if (np.rankOf(mask) > 0) return np.where(mask, x, y);
  // a condition without axes chooses one side, which still has the shape and dtype of both
  const chosen = np.cast(np.where(np.cast(mask, 'float64'), x, y), p.commonDtype(np, [x, y]));
  return np.broadcast(chosen, broadcastShapes(np.shapeOf(x), np.shapeOf(y)));
}

/** The first choice whose condition holds. */
function select(np: Np, conditions: readonly NodeId[], choices: readonly NodeId[], standard: NodeId): NodeId {
  if (conditions.length !== choices.length || choices.length === 0)
    throw arrayError('np.select: as many choices as conditions are needed, and one at least');
  return choices.reduceRight((rest, choice, i) => where(np, conditions[i]!, choice, rest), standard);
}

/** Of each place that choice whose number `index` has there. */
function choose(np: Np, index: NodeId, choices: readonly NodeId[], mode: Mode): NodeId {
  const count = choices.length;
  if (mode === 'raise') {
    const wrong = np.pinned(index).data.find((number) => number < 0 || number >= count);
    if (wrong !== undefined) throw arrayError(`np.choose: there is no choice ${wrong} among ${count}`);
  }
  const number = bounded(np, index, count, mode);
  const last = choices.at(-1)!;
  return choices
    .slice(0, -1)
    .reduceRight((rest, choice, k) => where(np, np.eq(number, np.constant(k)), choice, rest), last);
}

/** Arrays of whole numbers, also as lists of the script. */
const indices: p.Parameter<NodeId> = {
  type: 'ArrayLike',
  parse: (np, argument, where) => wholeNumbers(np, p.arrayOf(np, argument, where)),
};

const mode = p.or(p.oneOf('raise', 'wrap', 'clip'), 'raise');
const axis = p.or(p.axis, null);

function compress(
  np: Np,
  { condition, a, axis }: { condition: NodeId; a: NodeId; axis: number | null },
): NodeId {
  const along = alongAxis(np, a, axis);
  return compressed(np, condition, along.x, along.axis);
}

export const selection: readonly NumpyFunction[] = [
  define(
    'np.take',
    'The elements at places along an axis, or of the flattened array.',
    { a: p.array, indices, axis, out: p.unused, mode },
    (np, { a, indices, axis, mode }) => {
      const along = alongAxis(np, a, axis);
      return take(np, along.x, indices, along.axis, mode);
    },
  ),
  define(
    'np.take_along_axis',
    'For each index the element at that place along an axis.',
    { arr: p.array, indices, axis: p.axis },
    (np, { arr, indices, axis }) => {
      const along = alongAxis(np, arr, axis);
      return takeAlongAxis(np, along.x, indices, along.axis);
    },
  ),
  define(
    'np.compress',
    'The elements along an axis where a vector is true.',
    { condition: p.array, a: p.array, axis, out: p.unused },
    compress,
  ),
  define(
    'method.compress',
    'The elements along an axis where a vector is true.',
    { a: p.array, condition: p.array, axis, out: p.unused },
    compress,
  ),
  define(
    'np.extract',
    'The elements where a condition holds.',
    { condition: p.array, arr: p.array },
    (np, { condition, arr }) => compressed(np, condition, flattened(np, arr), 0),
  ),
  define(
    'np.where',
    'x where the condition holds, y elsewhere; without them the places where it holds.',
    { condition: p.array, x: p.or(p.array, null), y: p.or(p.array, null) },
    (np, { condition, x, y }) => {
      if (x !== null && y !== null) return where(np, condition, x, y);
      if (x !== null || y !== null) throw arrayError('np.where takes both x and y, or neither');
      return nonzero(np, condition).map((places) => np.literal(places));
    },
  ),
  define(
    'np.select',
    'The first choice whose condition holds, element by element.',
    { condlist: p.arrays, choicelist: p.arrays, default: p.or(p.array, null) },
    (np, { condlist, choicelist, default: standard }) =>
      select(np, condlist, choicelist, standard ?? np.constant(0)),
  ),
  define(
    'np.choose',
    'Of several arrays the one whose number stands at each place.',
    { a: indices, choices: p.arrays, out: p.unused, mode },
    (np, { a, choices, mode }) => choose(np, a, choices, mode),
  ),
  returning(
    'number[]',
    define('np.nonzero', 'The places of the elements that are not 0, by axis.', { a: p.array }, (np, { a }) =>
      nonzero(np, a).map((places) => np.literal(places)),
    ),
  ),
  define(
    'np.flatnonzero',
    'The places of the elements that are not 0, flattened.',
    { a: p.array },
    (np, { a }) => np.literal(nonzero(np, flattened(np, a))[0]!),
  ),
  define('np.argwhere', 'The places of the elements that are not 0, as rows.', { a: p.array }, (np, { a }) =>
    np.literal(argwhere(np, a)),
  ),
];
