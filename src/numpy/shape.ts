/** Functions that give the elements of an array another shape or another order of axes, and those that turn it round. */

import { arrayError, normalizeAxis, type Shape, showShape, sizeOf, stridesOf } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import { type Argument, type Np, Plain, type Result } from './np.ts';
import * as p from './parameters.ts';

type Axes = number | readonly number[];

/** In which order elements are read: rows first or columns first. NumPy's A and K are C for arrays without gaps. */
const order = p.or(p.oneOf('C', 'F', 'A', 'K'), 'C');
type Order = 'C' | 'F' | 'A' | 'K';

/** The numbers 0 … n − 1. */
export function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** Return axes from 0 in the order given. Throws E_SCRIPT for one that is not there or is named twice. */
export function axesFromStart(axes: Axes, rank: number): number[] {
  const list = (typeof axes === 'number' ? [axes] : axes).map((axis) => normalizeAxis(axis, rank));
  if (new Set(list).size !== list.length) throw arrayError('an axis is named twice');
  return list;
}

/** x with its axes in the opposite order. */
export function transposed(np: Np, x: NodeId): NodeId {
  return np.permute(x, range(np.rankOf(x)).reverse());
}

/** x with one axis. */
export function flattened(np: Np, x: NodeId): NodeId {
  return np.reshape(x, [np.sizeOf(x)]);
}

/** x and the axis to work along: for null x is flattened. */
export function alongAxis(np: Np, x: NodeId, axis: number | null): { x: NodeId; axis: number } {
  if (axis === null) return { x: flattened(np, x), axis: 0 };
  return { x, axis: normalizeAxis(axis, np.rankOf(x)) };
}

function reshaped(np: Np, x: NodeId, shape: Shape, order: Order): NodeId {
  if (order === 'F') {
    const wanted = completed(np.shapeOf(x), [...shape].reverse());
    return transposed(np, np.reshape(transposed(np, x), wanted));
  }
  return np.reshape(x, completed(np.shapeOf(x), shape));
}

/** The shape with −1 replaced by the length that makes the sizes equal. */
function completed(from: Shape, shape: Shape): Shape {
  const unknown = shape.indexOf(-1);
  if (unknown === -1) return shape;
  const length = sizeOf(from) / -sizeOf(shape);
  if (shape.indexOf(-1, unknown + 1) !== -1) throw arrayError('only one length of a shape can be -1');
  if (!Number.isInteger(length))
    throw arrayError(`an array of shape ${showShape(from)} cannot be reshaped to ${showShape(shape)}`);
  return shape.with(unknown, length);
}

function permuted(np: Np, x: NodeId, axes: Axes | null): NodeId {
  if (axes === null) return transposed(np, x);
  const rank = np.rankOf(x);
  const list = axesFromStart(axes, rank);
  if (list.length !== rank)
    throw arrayError(`${list.length} axes do not match an array of dimension ${rank}`);
  return np.permute(x, list);
}

/** Move the axes `source` to the places `destination`, the others keep their order. */
export function moved(np: Np, x: NodeId, source: Axes, destination: Axes): NodeId {
  const rank = np.rankOf(x);
  const from = axesFromStart(source, rank);
  const to = axesFromStart(destination, rank);
  if (from.length !== to.length) throw arrayError('as many axes must be moved as there are destinations');
  const rest = range(rank).filter((axis) => !from.includes(axis));
  return np.permute(
    x,
    range(rank).map((place) => (to.includes(place) ? from[to.indexOf(place)]! : rest.shift()!)),
  );
}

function squeezed(np: Np, x: NodeId, axes: Axes | null): NodeId {
  const shape = np.shapeOf(x);
  const dropped = axes === null ? range(shape.length) : axesFromStart(axes, shape.length);
  if (axes !== null && dropped.some((axis) => shape[axis] !== 1))
    throw arrayError(`an axis that is not of length 1 cannot be squeezed out of shape ${showShape(shape)}`);
  return np.reshape(
    x,
    shape.filter((length, axis) => length !== 1 || !dropped.includes(axis)),
  );
}

/** x with axes of length 1 before its own, `rank` in all at least. */
export function atLeast(np: Np, x: NodeId, rank: number): NodeId {
  return np.expand(x, range(Math.max(0, rank - np.rankOf(x))));
}

function atLeast3(np: Np, x: NodeId): NodeId {
  const rank = np.rankOf(x);
  return rank === 2 ? np.expand(x, [2]) : rank === 1 ? np.expand(x, [0, 2]) : atLeast(np, x, 3);
}

/** Apply f to one array, or to each of several. */
function toEach(arrays: readonly NodeId[], f: (x: NodeId) => NodeId): Result {
  return arrays.length === 1 ? f(arrays[0]!) : arrays.map(f);
}

/** x from the end to the start along axes. */
export function flipped(np: Np, x: NodeId, axes: readonly number[]): NodeId {
  const shape = np.shapeOf(x);
  const strides = stridesOf(shape);
  const last = axes.reduce((sum, axis) => sum + (shape[axis]! - 1) * strides[axis]!, 0);
  return np.view(x, {
    shape,
    strides: strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
    offset: last,
  });
}

function rotated(np: Np, x: NodeId, turns: number, axes: Axes): NodeId {
  const [first, second] = axesFromStart(axes, np.rankOf(x)) as [number, number];
  const swapped = (y: NodeId): NodeId => np.permute(y, swappedAxes(np.rankOf(y), first, second));
  const turn = ((turns % 4) + 4) % 4;
  if (turn === 0) return x;
  if (turn === 1) return swapped(flipped(np, x, [second]));
  return turn === 2 ? flipped(np, x, [first, second]) : flipped(np, swapped(x), [second]);
}

function swappedAxes(rank: number, first: number, second: number): number[] {
  return range(rank).map((axis) => (axis === first ? second : axis === second ? first : axis));
}

/** Shift x along an axis; what leaves at the end comes back at the start. */
function rolled(np: Np, x: NodeId, shift: number, axis: number): NodeId {
  const length = np.shapeOf(x)[axis]!;
  const back = length === 0 ? 0 : ((shift % length) + length) % length;
  if (back === 0) return x;
  return np.concatenate([np.slice(x, axis, length - back, back), np.slice(x, axis, 0, length - back)], axis);
}

function rolledAlong(np: Np, x: NodeId, shift: Axes, axes: Axes): NodeId {
  const shifts = typeof shift === 'number' ? [shift] : shift;
  const list = typeof axes === 'number' ? [axes] : axes;
  if (shifts.length !== list.length && shifts.length !== 1 && list.length !== 1)
    throw arrayError('np.roll: shift and axis have different lengths');
  const count = Math.max(shifts.length, list.length);
  const at = (values: readonly number[], i: number): number => values[values.length === 1 ? 0 : i]!;
  return range(count).reduce<NodeId>(
    (y, i) => rolled(np, y, at(shifts, i), normalizeAxis(at(list, i), np.rankOf(x))),
    x,
  );
}

/** The axis before which `np.rollaxis` puts one: `start` may be the rank. */
function rolledAxis(np: Np, x: NodeId, axis: number, start: number): NodeId {
  const rank = np.rankOf(x);
  const from = normalizeAxis(axis, rank);
  const before = start === rank ? rank : normalizeAxis(start, rank);
  return moved(np, x, from, from < before ? before - 1 : before);
}

/** Whole numbers one by one, or as one list. */
const oneByOne: p.Parameter<readonly number[]> = {
  type: 'number | number[]',
  rest: true,
  parse(np, argument, where) {
    const given = argument as readonly Argument[];
    const list = p.integers.parse(np, given.length === 1 ? given[0] : given, where);
    return typeof list === 'number' ? [list] : list;
  },
};

const a = { a: p.array };
const m = { m: p.array };

export const shape: readonly NumpyFunction[] = [
  define(
    'np.reshape',
    'The same elements in another shape; one length may be -1.',
    { ...a, newshape: p.integerList, order },
    (np, { a, newshape, order }) => reshaped(np, a, newshape, order),
  ),
  define(
    'method.reshape',
    'The same elements in another shape, whose lengths may be given one by one.',
    { ...a, shape: oneByOne, order },
    (np, { a, shape, order }) => reshaped(np, a, shape, order),
  ),
  define(
    'np.ravel method.ravel method.flatten',
    'The elements in one axis.',
    { ...a, order },
    (np, { a, order }) => reshaped(np, a, [-1], order),
  ),
  define(
    'np.transpose np.permute_dims',
    'The axes in the opposite order, or in the one given.',
    { ...a, axes: p.or(p.axes, null) },
    (np, { a, axes }) => permuted(np, a, axes),
  ),
  define(
    'method.transpose',
    'The axes in the opposite order, or in the one given, one by one or as a list.',
    { ...a, axes: oneByOne },
    (np, { a, axes }) => permuted(np, a, axes.length === 0 ? null : axes),
  ),
  define(
    'np.swapaxes',
    'Two axes exchanged.',
    { ...a, axis1: p.integer, axis2: p.integer },
    (np, { a, axis1, axis2 }) => {
      const rank = np.rankOf(a);
      return np.permute(a, swappedAxes(rank, normalizeAxis(axis1, rank), normalizeAxis(axis2, rank)));
    },
  ),
  define(
    'np.moveaxis',
    'Axes moved to other places.',
    { ...a, source: p.integers, destination: p.integers },
    (np, { a, source, destination }) => moved(np, a, source, destination),
  ),
  define(
    'np.rollaxis',
    'An axis moved before another.',
    { ...a, axis: p.integer, start: p.or(p.integer, 0) },
    (np, { a, axis, start }) => rolledAxis(np, a, axis, start),
  ),
  define('np.squeeze', 'Axes of length 1 left out.', { ...a, axis: p.or(p.axes, null) }, (np, { a, axis }) =>
    squeezed(np, a, axis),
  ),
  define(
    'np.expand_dims',
    'Axes of length 1 put in where they are in the result.',
    { ...a, axis: p.integers },
    (np, { a, axis }) => {
      const count = typeof axis === 'number' ? 1 : axis.length;
      return np.expand(a, axesFromStart(axis, np.rankOf(a) + count));
    },
  ),
  returning(
    'number & number[]',
    define('np.atleast_1d', 'Arrays with one axis at least.', { arys: p.restOfArrays }, (np, { arys }) =>
      toEach(arys, (x) => atLeast(np, x, 1)),
    ),
  ),
  returning(
    'number & number[]',
    define('np.atleast_2d', 'Arrays with two axes at least.', { arys: p.restOfArrays }, (np, { arys }) =>
      toEach(arys, (x) => atLeast(np, x, 2)),
    ),
  ),
  returning(
    'number & number[]',
    define('np.atleast_3d', 'Arrays with three axes at least.', { arys: p.restOfArrays }, (np, { arys }) =>
      toEach(arys, (x) => atLeast3(np, x)),
    ),
  ),
  define(
    'np.broadcast_to',
    'The array stretched to a shape.',
    { array: p.array, shape: p.shape },
    (np, { array, shape }) => np.broadcast(array, shape),
  ),
  define(
    'np.flip',
    'The elements from the end to the start, along all axes or some.',
    { ...m, axis: p.or(p.axes, null) },
    (np, { m, axis }) => {
      const rank = np.rankOf(m);
      return flipped(np, m, axis === null ? range(rank) : axesFromStart(axis, rank));
    },
  ),
  define('np.flipud', 'The rows from the last to the first.', m, (np, { m }) =>
    flipped(np, m, [normalizeAxis(0, np.rankOf(m))]),
  ),
  define('np.fliplr', 'The columns from the last to the first.', m, (np, { m }) =>
    flipped(np, m, [normalizeAxis(1, np.rankOf(m))]),
  ),
  define(
    'np.rot90',
    'Rotated k times by 90° in the plane of two axes.',
    { ...m, k: p.or(p.integer, 1), axes: p.or(p.integers, [0, 1]) },
    (np, { m, k, axes }) => rotated(np, m, k, axes),
  ),
  define(
    'np.roll',
    'Shifted along axes, or flattened for null; what leaves at one end comes back at the other.',
    { ...a, shift: p.integers, axis: p.or(p.axes, null) },
    (np, { a, shift, axis }) => {
      if (axis !== null) return rolledAlong(np, a, shift, axis);
      return np.reshape(rolledAlong(np, flattened(np, a), shift, 0), np.shapeOf(a));
    },
  ),
  define('np.ndim', 'The number of axes.', a, (np, { a }) => np.constant(np.rankOf(a))),
  returning(
    'number[]',
    define('np.shape', 'The lengths of the axes.', a, (np, { a }) => new Plain(np.shapeOf(a))),
  ),
  define(
    'np.size',
    'The number of elements, or the length of an axis.',
    { ...a, axis: p.or(p.axis, null) },
    (np, { a, axis }) =>
      np.constant(axis === null ? np.sizeOf(a) : np.shapeOf(a)[normalizeAxis(axis, np.rankOf(a))]!),
  ),
  define(
    'np.astype method.astype',
    'The elements as another dtype.',
    { x: p.array, dtype: p.dtype },
    (np, { x, dtype }) => np.cast(x, dtype),
  ),
];
