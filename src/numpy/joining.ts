/** Functions that join arrays, and those that put elements in or take them out. */

import { arrayError, normalizeAxis } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import { type Item, nonzeroOf, parseItems, positionOn, sliceOf } from './index-items.ts';
import { takenAlong } from './indexing.ts';
import type { Argument, Np } from './np.ts';
import * as p from './parameters.ts';
import { alongAxis, atLeast, flattened, moved, range } from './shape.ts';

/** Join arrays along an axis; for null all are flattened. Throws E_SCRIPT for numbers, or for none at all. */
export function joined(np: Np, arrays: readonly NodeId[], axis: number | null): NodeId {
  const [first] = arrays;
  if (first === undefined) throw arrayError('at least one array is needed to be joined');
  if (axis === null)
    return np.concatenate(
      arrays.map((x) => flattened(np, x)),
      0,
    );
  const rank = np.rankOf(first);
  if (rank === 0) throw arrayError('numbers cannot be joined as arrays', 'np.stack and np.hstack can');
  return np.concatenate(arrays, normalizeAxis(axis, rank));
}

/** Join arrays of one shape along a new axis. */
function stacked(np: Np, arrays: readonly NodeId[], axis: number): NodeId {
  const at = arrays.length === 0 ? 0 : normalizeAxis(axis, np.rankOf(arrays[0]!) + 1);
  return joined(
    np,
    arrays.map((x) => np.expand(x, [at])),
    at,
  );
}

function hstacked(np: Np, arrays: readonly NodeId[]): NodeId {
  const rows = arrays.map((x) => atLeast(np, x, 1));
  return joined(np, rows, rows.length > 0 && np.rankOf(rows[0]!) === 1 ? 0 : 1);
}

/** As `np.atleast_3d`: what has one axis lies along the second, what has two along the first two. */
function layer(np: Np, x: NodeId): NodeId {
  const matrix = atLeast(np, x, 2);
  return np.rankOf(matrix) === 2 ? np.expand(matrix, [2]) : matrix;
}

/** A vector as a column. */
function column(np: Np, x: NodeId): NodeId {
  return np.rankOf(x) < 2 ? np.reshape(x, [np.sizeOf(x), 1]) : x;
}

/** Nested lists of arrays joined: the innermost along the last axis, those around them along the one before, and so on. */
function block(np: Np, nested: Argument): NodeId {
  const depth = depthOf(nested);
  const rank = Math.max(depth, rankWithin(np, nested));
  const join = (part: Argument, axis: number): NodeId => {
    if (!Array.isArray(part)) return atLeast(np, p.arrayOf(np, part, 'np.block'), rank);
    return joined(
      np,
      part.map((inner) => join(inner, axis + 1)),
      axis,
    );
  };
  return join(nested, -depth);
}

function depthOf(nested: Argument): number {
  if (!Array.isArray(nested)) return 0;
  const depths = nested.map((inner) => depthOf(inner));
  if (depths.length === 0 || depths.some((depth) => depth !== depths[0]))
    throw arrayError('np.block: lists must not be empty, and all must be nested equally deep');
  return 1 + depths[0]!;
}

function rankWithin(np: Np, nested: Argument): number {
  if (!Array.isArray(nested)) return np.rankOf(p.arrayOf(np, nested, 'np.block'));
  return Math.max(...nested.map((inner) => rankWithin(np, inner)));
}

/**
 * The places on an axis of `length`, from 0, that an index for `np.insert` or `np.delete` names, a mask those of its true elements.
 * Places may be as large as `last`.
 */
function placesOf(np: Np, item: Item, length: number, last: number): number[] {
  const place = (index: number): number => (index === last ? last : positionOn(index, length, 0));
  if (item.kind === 'integer') return [place(item.value)];
  if (item.kind === 'mask') return [...nonzeroOf(item.mask)[0]!.data];
  if (item.kind === 'array') return [...np.pinned(item.index).data].map(place);
  if (item.kind !== 'slice') throw arrayError('a whole number, a slice, a list or a mask was expected');
  const { first, count } = sliceOf(item, length);
  return range(count).map((k) => first + k * item.step);
}

function deleted(np: Np, x: NodeId, item: Item, axis: number): NodeId {
  const length = np.shapeOf(x)[axis]!;
  const gone = new Set(placesOf(np, item, length, length - 1));
  return takenAlong(
    np,
    x,
    axis,
    range(length).filter((place) => !gone.has(place)),
  );
}

/** Values as whole numbers or truths where x has such. */
function alike(np: Np, values: NodeId, x: NodeId): NodeId {
  const dtype = np.dtypeOf(x);
  return dtype === 'int64' || dtype === 'bool' ? np.cast(values, dtype) : values;
}

/** Put values before the places that `item` names; several values before one place keep their order. */
function inserted(np: Np, x: NodeId, item: Item, values: NodeId, axis: number): NodeId {
  const shape = np.shapeOf(x);
  const length = shape[axis]!;
  const places = placesOf(np, item, length, length);
  const full = atLeast(np, alike(np, values, x), shape.length);
  const placed = item.kind === 'integer' ? moved(np, full, 0, axis) : full;
  const count = item.kind === 'integer' ? np.shapeOf(placed)[axis]! : places.length;
  const news = np.broadcast(placed, shape.with(axis, count));
  const order = range(length).map((place) => ({ before: place, source: place }));
  const added = range(count).map((k) => ({
    before: places[item.kind === 'integer' ? 0 : k]!,
    source: length + k,
  }));
  const all = [...added, ...order].sort((one, other) => one.before - other.before);
  return takenAlong(
    np,
    np.concatenate([x, news], axis),
    axis,
    all.map(({ source }) => source),
  );
}

/** The one item that an argument is. */
const item: p.Parameter<Item> = {
  type: 'IndexItem',
  parse(np, argument, where) {
    const [first, ...others] = parseItems(np, [argument]);
    if (first === undefined || others.length > 0) throw arrayError(`${where} expects one index`);
    return first;
  },
};

const tup = { tup: p.arrays };
const axis = p.or(p.axis, null);

export const joining: readonly NumpyFunction[] = [
  define(
    'np.concatenate np.concat',
    'Arrays joined along an axis; flattened for null.',
    { arrays: p.arrays, axis: p.or(p.axis, 0), out: p.unused, dtype: p.or(p.dtype, null) },
    (np, { arrays, axis, dtype }) => {
      const result = joined(np, arrays, axis);
      return dtype === null ? result : np.cast(result, dtype);
    },
  ),
  define(
    'np.stack',
    'Arrays of one shape joined along a new axis.',
    { arrays: p.arrays, axis: p.or(p.integer, 0) },
    (np, { arrays, axis }) => stacked(np, arrays, axis),
  ),
  define('np.vstack np.row_stack', 'Arrays joined as rows.', tup, (np, { tup }) =>
    joined(
      np,
      tup.map((x) => atLeast(np, x, 2)),
      0,
    ),
  ),
  define('np.hstack', 'Arrays joined side by side.', tup, (np, { tup }) => hstacked(np, tup)),
  define('np.dstack', 'Arrays joined along the third axis.', tup, (np, { tup }) =>
    joined(
      np,
      tup.map((x) => layer(np, x)),
      2,
    ),
  ),
  define('np.column_stack', 'Vectors as columns, and matrices, joined side by side.', tup, (np, { tup }) =>
    joined(
      np,
      tup.map((x) => column(np, x)),
      1,
    ),
  ),
  define('np.block', 'An array of nested lists of blocks.', { arrays: p.anything }, (np, { arrays }) =>
    block(np, arrays),
  ),
  define(
    'np.append',
    'Values at the end, along an axis or flattened.',
    { arr: p.array, values: p.array, axis },
    (np, { arr, values, axis }) => joined(np, [arr, values], axis),
  ),
  define(
    'np.insert',
    'Values put before places of an axis, or of the flattened array.',
    { arr: p.array, obj: item, values: p.array, axis },
    (np, { arr, obj, values, axis }) => {
      const along = alongAxis(np, arr, axis);
      return inserted(np, along.x, obj, values, along.axis);
    },
  ),
  define(
    'np.delete',
    'Without some places of an axis, or of the flattened array.',
    { arr: p.array, obj: item, axis },
    (np, { arr, obj, axis }) => {
      const along = alongAxis(np, arr, axis);
      return deleted(np, along.x, obj, along.axis);
    },
  ),
];
