/** Diagonals and triangles of matrices. */

import { arrayError, type Shape, stridesOf } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { matrix } from './creation.ts';
import { define, type NumpyFunction } from './define.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { axesFromStart, flattened, moved } from './shape.ts';

/** The diagonals of the matrices in two axes, as the last axis. */
export function diagonal(np: Np, x: NodeId, offset: number, axis1: number, axis2: number): NodeId {
  const shape = np.shapeOf(x);
  const strides = stridesOf(shape);
  const [first, second] = axesFromStart([axis1, axis2], shape.length) as [number, number];
  const isElsewhere = (_: number, axis: number): boolean => axis !== first && axis !== second;
  const [skipRows, skipColumns] = [Math.max(0, -offset), Math.max(0, offset)];
  const length = Math.min(shape[first]! - skipRows, shape[second]! - skipColumns);
  return np.view(x, {
    shape: [...shape.filter(isElsewhere), Math.max(0, length)],
    strides: [...strides.filter(isElsewhere), strides[first]! + strides[second]!],
    offset: skipRows * strides[first]! + skipColumns * strides[second]!,
  });
}

/** Square matrices, in the last two axes, with the last axis of x on diagonal number k. */
function onDiagonal(np: Np, x: NodeId, k: number): NodeId {
  const shape = np.shapeOf(x);
  const n = shape.at(-1)! + Math.abs(k);
  const target = [...shape.slice(0, -1), n, n];
  const strides = [...stridesOf(target).slice(0, -2), n + 1];
  return np.place(x, { shape, strides, offset: k >= 0 ? k : -k * n }, target);
}

function diag(np: Np, v: NodeId, k: number): NodeId {
  const rank = np.rankOf(v);
  if (rank === 1) return onDiagonal(np, v, k);
  if (rank === 2) return diagonal(np, v, k, 0, 1);
  throw arrayError(`np.diag takes a vector or a matrix, not an array of dimension ${rank}`);
}

/** The triangle of the matrices in the last two axes; a vector is repeated as rows first. */
function triangle(np: Np, m: NodeId, lower: boolean, skip: number): NodeId {
  const shape: Shape = np.shapeOf(m);
  const matrices = shape.length === 1 ? np.broadcast(m, [shape[0]!, shape[0]!]) : m;
  return np.cast(np.triangle(matrices, lower, skip), np.dtypeOf(m));
}

const a = { a: p.array };
const m = { m: p.array, k: p.or(p.integer, 0) };
const along = { offset: p.or(p.integer, 0), axis1: p.or(p.integer, 0), axis2: p.or(p.integer, 1) };

export const diagonals: readonly NumpyFunction[] = [
  define(
    'np.diag',
    'The diagonal of a matrix, or a matrix with a vector as its diagonal.',
    { v: p.array, k: p.or(p.integer, 0) },
    (np, { v, k }) => diag(np, v, k),
  ),
  define(
    'np.diagflat',
    'A matrix with all elements on its diagonal.',
    { v: p.array, k: p.or(p.integer, 0) },
    (np, { v, k }) => onDiagonal(np, flattened(np, v), k),
  ),
  define(
    'np.diagonal',
    'The diagonals of the matrices in two axes, as the last axis.',
    { ...a, ...along },
    (np, { a, offset, axis1, axis2 }) => diagonal(np, a, offset, axis1, axis2),
  ),
  define(
    'np.trace',
    'The sum of a diagonal.',
    { ...a, ...along, dtype: p.or(p.dtype, null), out: p.unused },
    (np, { a, offset, axis1, axis2, dtype }) => {
      const elements = diagonal(np, a, offset, axis1, axis2);
      return np.sum(dtype === null ? elements : np.cast(elements, dtype), [np.rankOf(elements) - 1]);
    },
  ),
  define(
    'np.make_diagonal',
    'Matrices in two axes with the last axis of D on their diagonals, of complex numbers the real parts, as in HIPS autograd.',
    { D: p.array, ...along },
    (np, { D, offset, axis1, axis2 }) => {
      if (np.rankOf(D) === 0) throw arrayError('np.make_diagonal takes arrays of one axis or more');
      return moved(np, onDiagonal(np, np.real(D), offset), [-2, -1], [axis1, axis2]);
    },
  ),
  define('np.tril', 'The lower triangle, 0 elsewhere.', m, (np, { m, k }) => triangle(np, m, true, -k)),
  define('np.triu', 'The upper triangle, 0 elsewhere.', m, (np, { m, k }) => triangle(np, m, false, k)),
  define(
    'np.tri',
    'A matrix of ones on and below a diagonal.',
    { N: p.integer, M: p.or(p.integer, null), k: p.or(p.integer, 0), dtype: p.or(p.dtype, 'float64') },
    (np, { N, M, k, dtype }) => np.cast(np.literal(matrix(N, M ?? N, (i, j) => (j - i <= k ? 1 : 0))), dtype),
  ),
];
