/** Functions that repeat the elements of an array. */

import { arrayError, type Shape, sizeOf, stridesOf, zeros } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import { takenAlong } from './indexing.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { alongAxis, atLeast, flattened, range } from './shape.ts';

/** Each element along an axis `count` times. */
function repeated(np: Np, x: NodeId, count: number, axis: number): NodeId {
  const shape = np.shapeOf(x);
  const strides = stridesOf(shape);
  const view = np.view(x, {
    shape: shape.toSpliced(axis + 1, 0, count),
    strides: strides.toSpliced(axis + 1, 0, 0),
    offset: 0,
  });
  return np.reshape(view, shape.with(axis, shape[axis]! * count));
}

/** Each element along an axis as often as `counts` has it. */
function repeatedEach(np: Np, x: NodeId, counts: readonly number[], axis: number): NodeId {
  const length = np.shapeOf(x)[axis]!;
  if (counts.length === 1) return repeated(np, x, counts[0]!, axis);
  if (counts.length !== length)
    throw arrayError(`np.repeat: ${counts.length} repeats for an axis of length ${length}`);
  return takenAlong(
    np,
    x,
    axis,
    counts.flatMap((count, i) => new Array<number>(count).fill(i)),
  );
}

/** The whole array repeated along each axis. */
function tiled(np: Np, x: NodeId, reps: readonly number[]): NodeId {
  const rank = Math.max(reps.length, np.rankOf(x));
  const source = atLeast(np, x, rank);
  const shape = np.shapeOf(source);
  const strides = stridesOf(shape);
  const counts = [...new Array<number>(rank - reps.length).fill(1), ...reps];
  const view = np.view(source, {
    shape: shape.flatMap((length, axis) => [counts[axis]!, length]),
    strides: strides.flatMap((stride) => [0, stride]),
    offset: 0,
  });
  return np.reshape(
    view,
    shape.map((length, axis) => length * counts[axis]!),
  );
}

/** The elements over and over until the shape is full. */
function resized(np: Np, x: NodeId, shape: Shape): NodeId {
  const size = np.sizeOf(x);
  if (size === 0) return np.literal(zeros(shape, np.dtypeOf(x)));
  const positions = range(sizeOf(shape)).map((i) => i % size);
  return np.reshape(takenAlong(np, flattened(np, x), 0, positions), shape);
}

const listOf = (counts: number | readonly number[]): readonly number[] => {
  const list = typeof counts === 'number' ? [counts] : counts;
  if (list.some((count) => count < 0)) throw arrayError('repeats may not be negative');
  return list;
};

export const repeating: readonly NumpyFunction[] = [
  define(
    'np.repeat',
    'Each element several times, along an axis or flattened.',
    { a: p.array, repeats: p.integers, axis: p.or(p.axis, null) },
    (np, { a, repeats, axis }) => {
      const along = alongAxis(np, a, axis);
      return repeatedEach(np, along.x, listOf(repeats), along.axis);
    },
  ),
  define(
    'np.tile',
    'The whole array repeated along each axis.',
    { A: p.array, reps: p.integers },
    (np, { A, reps }) => tiled(np, A, listOf(reps)),
  ),
  define(
    'np.resize',
    'The elements over and over in another shape.',
    { a: p.array, new_shape: p.shape },
    (np, { a, new_shape }) => resized(np, a, new_shape),
  ),
];
