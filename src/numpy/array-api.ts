/** What NumPy 2 has besides: names of the array API standard, for the most part of matrices and vectors in the last axes. */

import { arrayError, broadcastShapes, normalizeAxis, showShape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import { diagonal } from './diagonals.ts';
import { matrixShape } from './linalg.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { axisPair, cross, matmul, tensordot } from './products.ts';
import { flattened, moved, range } from './shape.ts';

/** Σ conj(x) y along an axis that both have. */
function vecdot(np: Np, x: NodeId, y: NodeId, axis: number): NodeId {
  const last = (a: NodeId): NodeId => moved(np, a, normalizeAxis(axis, np.rankOf(a)), np.rankOf(a) - 1);
  const [a, b] = [last(x), last(y)];
  const [n, m] = [np.shapeOf(a).at(-1), np.shapeOf(b).at(-1)];
  if (n !== m) throw arrayError(`np.vecdot: vectors of ${n} and of ${m} elements do not fit together`);
  const products = np.mul(np.conj(a), b);
  return np.sum(products, [np.rankOf(products) - 1]);
}

/** Vectors in the last axis as matrices of one column, or of one row. */
const asColumns = (np: Np, x: NodeId): NodeId => np.expand(x, [np.rankOf(x)]);
const asRows = (np: Np, x: NodeId): NodeId => np.expand(x, [np.rankOf(x) - 1]);

/** The array without one of its axes, which has length 1. */
function without(np: Np, x: NodeId, fromEnd: number): NodeId {
  const shape = np.shapeOf(x);
  return np.reshape(
    x,
    shape.filter((_, axis) => axis !== shape.length - fromEnd),
  );
}

/** B with Σ A·B the identity, as matrices of the first `ind` axes against the others. */
function tensorInverse(np: Np, a: NodeId, ind: number): NodeId {
  const shape = np.shapeOf(a);
  if (ind < 1) throw arrayError('np.linalg.tensorinv: ind must be positive');
  const rest = shape.slice(ind);
  const size = rest.reduce((product, n) => product * n, 1);
  const inverse = np.linalg('inv', [np.reshape(a, [np.sizeOf(a) / Math.max(size, 1), size])]);
  return np.reshape(inverse, [...rest, ...shape.slice(0, ind)]);
}

/** X with Σ A·X = B along the last axes of A. */
function tensorSolve(np: Np, a: NodeId, b: NodeId, axes: readonly number[] | null): NodeId {
  const rank = np.rankOf(a);
  const last = axes?.map((axis) => normalizeAxis(axis, rank)) ?? [];
  const turned = np.permute(a, [...range(rank).filter((axis) => !last.includes(axis)), ...last]);
  const shape = np.shapeOf(turned).slice(np.rankOf(b));
  const size = np.sizeOf(b);
  const solution = np.solve(np.reshape(turned, [size, np.sizeOf(a) / size]), np.reshape(b, [size, 1]));
  return np.reshape(solution, shape);
}

const x = { x: p.array };
const pair = { x1: p.array, x2: p.array };
const offset = { offset: p.or(p.integer, 0) };

export const arrayApi: readonly NumpyFunction[] = [
  define(
    'np.matrix_transpose np.linalg.matrix_transpose',
    'The matrices in the last two axes with rows as columns.',
    x,
    (np, given) => {
      matrixShape(np, 'np.matrix_transpose', given.x);
      return np.swap(given.x);
    },
  ),
  define(
    'np.vecdot np.linalg.vecdot',
    'The sum of conj(x1) x2 along an axis.',
    { ...pair, axis: p.or(p.integer, -1) },
    (np, { x1, x2, axis }) => vecdot(np, x1, x2, axis),
  ),
  define('np.matvec', 'Products of matrices with the vectors in the last axis.', pair, (np, { x1, x2 }) =>
    without(np, matmul(np, x1, asColumns(np, x2)), 1),
  ),
  define(
    'np.vecmat',
    'Products of the conjugate vectors in the last axis with matrices.',
    pair,
    (np, { x1, x2 }) => without(np, matmul(np, asRows(np, np.conj(x1)), x2), 2),
  ),
  define('np.linalg.matmul', 'Products of matrices over broadcast leading axes.', pair, (np, { x1, x2 }) =>
    matmul(np, x1, x2),
  ),
  define(
    'np.linalg.outer',
    'The products of every element of a vector with every one of another.',
    pair,
    (np, { x1, x2 }) => {
      for (const vector of [x1, x2])
        if (np.rankOf(vector) !== 1)
          throw arrayError(
            `np.linalg.outer takes vectors, not shape ${showShape(np.shapeOf(vector))}`,
            'np.outer flattens',
          );
      return np.mul(asColumns(np, x1), x2);
    },
  ),
  define(
    'np.linalg.cross',
    'The cross product of vectors with 3 components.',
    { ...pair, axis: p.or(p.integer, -1) },
    (np, { x1, x2, axis }) => {
      for (const vectors of [x1, x2])
        if (np.shapeOf(vectors)[normalizeAxis(axis, np.rankOf(vectors))] !== 3)
          throw arrayError('np.linalg.cross takes vectors of 3 components');
      return cross(np, x1, x2, axis, axis, axis);
    },
  ),
  define(
    'np.linalg.tensordot',
    'Sums of products along axes: the last ones of the first and the first of the second, or two lists.',
    { ...pair, axes: p.or(axisPair, 2) },
    (np, { x1, x2, axes }) => tensordot(np, x1, x2, axes),
  ),
  define('np.linalg.diagonal', 'The diagonals of matrices.', { ...x, ...offset }, (np, given) => {
    matrixShape(np, 'np.linalg.diagonal', given.x);
    return diagonal(np, given.x, given.offset, -2, -1);
  }),
  define(
    'np.linalg.trace',
    'The sums of the diagonals of matrices.',
    { ...x, ...offset, dtype: p.or(p.dtype, null) },
    (np, given) => {
      matrixShape(np, 'np.linalg.trace', given.x);
      const terms = diagonal(np, given.x, given.offset, -2, -1);
      const to = given.dtype ?? (np.dtypeOf(terms) === 'bool' ? 'int64' : np.dtypeOf(terms));
      return np.sum(np.cast(terms, to), [np.rankOf(terms) - 1]);
    },
  ),
  define('np.linalg.svdvals', 'Singular values.', x, (np, given) => {
    matrixShape(np, 'np.linalg.svdvals', given.x);
    return np.linalg('svdValues', [given.x], false);
  }),
  define(
    'np.linalg.tensorinv',
    'The inverse of an array as a linear map from its last axes to its first `ind`.',
    { a: p.array, ind: p.or(p.integer, 2) },
    (np, { a, ind }) => tensorInverse(np, a, ind),
  ),
  define(
    'np.linalg.tensorsolve',
    'X whose products with the last axes of A sum to B.',
    { a: p.array, b: p.array, axes: p.or(p.integerList, null) },
    (np, { a, b, axes }) => tensorSolve(np, a, b, axes),
  ),
  returning(
    'number[]',
    define(
      'np.unstack',
      'The parts of an array along an axis, which they do not have.',
      { ...x, axis: p.or(p.integer, 0) },
      (np, given) => {
        const k = normalizeAxis(given.axis, np.rankOf(given.x));
        const shape = np.shapeOf(given.x);
        const rest = shape.filter((_, axis) => axis !== k);
        return range(shape[k]!).map((i) => np.reshape(np.slice(given.x, k, i, 1), rest));
      },
    ),
  ),
  returning(
    'number[]',
    define(
      'np.broadcast_arrays',
      'Arrays stretched to the shape they have in common.',
      { args: p.restOfArrays },
      (np, { args }) => {
        const shape = args.map((a) => np.shapeOf(a)).reduce((a, b) => broadcastShapes(a, b), []);
        return args.map((a) => np.broadcast(a, shape));
      },
    ),
  ),
  define(
    'np.trim_zeros',
    'A vector without the zeros at its front ("f"), its back ("b") or both.',
    { filt: p.array, trim: p.or(p.oneOf('fb', 'f', 'b'), 'fb') },
    (np, { filt, trim }) => {
      const vector = flattened(np, filt);
      const isZero = [...np.pinned(np.eq(vector, np.constant(0))).data];
      const front = trim.includes('f') ? isZero.indexOf(0) : 0;
      const end = trim.includes('b') ? isZero.lastIndexOf(0) + 1 : isZero.length;
      const isNothing = !isZero.includes(0);
      return np.slice(vector, 0, isNothing ? 0 : front, isNothing ? 0 : end - front);
    },
  ),
];
