/** Norms of vectors and matrices, and the condition number. A norm has derivative 0 where it is 0. */

import { arrayError, normalizeAxis } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import { floating, magnitude, not, truth } from './elementwise.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { axesOf, gathered } from './reductions.ts';

/** Which norm: null for the usual one, of matrices the Frobenius norm. */
type Order = number | 'fro' | 'nuc' | null;

const order: p.Parameter<Order> = {
  type: 'number | "fro" | "nuc" | null',
  parse(np, argument, where) {
    if (argument === null) return null;
    return typeof argument === 'string'
      ? p.oneOf('fro', 'nuc').parse(np, argument, where)
      : p.number.parse(np, argument, where);
  },
};

/** `value`, but 0 that does not move where the sum it is made of is `empty`. */
function unlessEmpty(np: Np, sum: NodeId, empty: number, value: (sum: NodeId) => NodeId): NodeId {
  const isEmpty = np.eq(sum, np.constant(empty));
  return np.where(isEmpty, np.constant(0), value(np.where(isEmpty, np.constant(1), sum)));
}

/** √Σ|x|² along axes. */
function euclidean(np: Np, x: NodeId, axes: readonly number[]): NodeId {
  const [re, im] = [np.real(x), np.imag(x)];
  const squares = np.mul(re, re);
  const sum = np.sum(np.isComplex(x) ? np.add(squares, np.mul(im, im)) : squares, axes);
  return unlessEmpty(np, sum, 0, (positive) => np.apply('sqrt', positive));
}

/** (Σ|x|ᵖ)^(1/p) along an axis. */
function powerNorm(np: Np, x: NodeId, axis: number, exponent: number): NodeId {
  const sum = np.sum(np.apply('pow', magnitude(np, x), np.constant(exponent)), [axis]);
  const empty = exponent > 0 ? 0 : Number.POSITIVE_INFINITY;
  return unlessEmpty(np, sum, empty, (total) => np.apply('pow', total, np.constant(1 / exponent)));
}

function vectorNorm(np: Np, x: NodeId, axis: number, ord: Order): NodeId {
  switch (ord) {
    case null:
    case 2:
      return euclidean(np, x, [axis]);
    case Number.POSITIVE_INFINITY:
      return np.array('amax', [magnitude(np, x)], [axis]);
    case Number.NEGATIVE_INFINITY:
      return np.array('amin', [magnitude(np, x)], [axis]);
    case 0:
      return np.sum(np.cast(truth(np, x), 'float64'), [axis]);
    case 1:
      return np.sum(magnitude(np, x), [axis]);
    case 'fro':
    case 'nuc':
      throw arrayError(`np.linalg.norm: ord ${JSON.stringify(ord)} is for matrices`);
    default:
      return powerNorm(np, x, axis, ord);
  }
}

/** The norm of matrices whose rows and columns are the axes `row` and `column`. */
function matrixNorm(np: Np, x: NodeId, [row, column]: readonly [number, number], ord: Order): NodeId {
  if (row === column) throw arrayError('np.linalg.norm: a matrix has two different axes');
  if (ord === null || ord === 'fro')
    return euclidean(
      np,
      x,
      [row, column].sort((a, b) => a - b),
    );
  const last = np.rankOf(x) - 2;
  const turned = np.permute(x, [
    ...np.shapeOf(x).flatMap((_, axis) => (axis === row || axis === column ? [] : [axis])),
    row,
    column,
  ]);
  const singular = (): NodeId => np.linalg('svdValues', [turned], false);
  // Sums along an axis leave the other one, which is then the last.
  const sums = (axis: number): NodeId => np.sum(magnitude(np, turned), [axis]);
  const largest = (values: NodeId): NodeId => np.array('amax', [values], [last]);
  const smallest = (values: NodeId): NodeId => np.array('amin', [values], [last]);
  switch (ord) {
    case 'nuc':
      return np.sum(singular(), [last]);
    case 2:
      return largest(singular());
    case -2:
      return smallest(singular());
    case 1:
      return largest(sums(last));
    case -1:
      return smallest(sums(last));
    case Number.POSITIVE_INFINITY:
      return largest(sums(last + 1));
    case Number.NEGATIVE_INFINITY:
      return smallest(sums(last + 1));
    default:
      throw arrayError(`np.linalg.norm: matrices have no norm of order ${ord}`);
  }
}

function norm(np: Np, x: NodeId, ord: Order, axis: number | readonly number[] | null): [NodeId, number[]] {
  const rank = np.rankOf(x);
  const all = Array.from({ length: rank }, (_, k) => k);
  if (axis === null && ord === null) return [euclidean(np, x, all), all];
  const axes = axis === null ? all : [axis].flat().map((k) => normalizeAxis(k, rank));
  const [first, second, third] = axes;
  if (first === undefined || third !== undefined)
    throw arrayError(
      'np.linalg.norm is of vectors or matrices',
      'say with axis: 1 or axis: [0, 1] which axes they have',
    );
  const result =
    second === undefined ? vectorNorm(np, x, first, ord) : matrixNorm(np, x, [first, second], ord);
  return [result, axes];
}

/** A condition number; 0/0 is that of the zero matrix, and infinite, if no element of x is NaN. */
function orInfinite(np: Np, condition: NodeId, x: NodeId): NodeId {
  const axes = [np.rankOf(x) - 2, np.rankOf(x) - 1];
  const hasNan = np.lt(np.constant(0), np.sum(np.cast(not(np, np.eq(x, x)), 'int64'), axes));
  const isUndefined = np.and(not(np, np.eq(condition, condition)), not(np, hasNan));
  return np.where(isUndefined, np.constant(Number.POSITIVE_INFINITY), condition);
}

/** The identity matrix of n rows. */
const identity = (np: Np, n: number): NodeId => np.diagonalMatrix(np.filled([n], 1));

export const norms: readonly NumpyFunction[] = [
  define(
    'np.linalg.norm scipy.linalg.norm',
    'Norms of vectors (one axis) or matrices (two).',
    { x: p.array, ord: p.or(order, null), axis: p.or(p.axes, null), keepdims: p.or(p.flag, false) },
    (np, { x, ord, axis, keepdims }) => {
      const [result, axes] = norm(np, floating(np, x), ord, axis);
      return keepdims ? np.expand(result, axes) : result;
    },
  ),
  define(
    'np.linalg.vector_norm',
    'Norms of vectors: of all elements, or along axes.',
    { x: p.array, axis: p.or(p.axes, null), keepdims: p.or(p.flag, false), ord: p.or(p.number, 2) },
    (np, { x, axis, keepdims, ord }) => {
      const axes = axesOf(np, x, axis);
      const vectors = gathered(np, floating(np, x), axes);
      const result = vectorNorm(np, vectors, np.rankOf(vectors) - 1, ord);
      return keepdims ? np.expand(result, axes) : result;
    },
  ),
  define(
    'np.linalg.matrix_norm',
    'Norms of the matrices in the last two axes.',
    { x: p.array, keepdims: p.or(p.flag, false), ord: p.or(order, 'fro') },
    (np, { x, keepdims, ord }) => {
      const last = np.rankOf(x) - 1;
      if (last < 1) throw arrayError('np.linalg.matrix_norm takes matrices');
      const result = matrixNorm(np, floating(np, x), [last - 1, last], ord);
      return keepdims ? np.expand(result, [last - 1, last]) : result;
    },
  ),
  define(
    'np.linalg.cond',
    'The condition number of matrices in a norm.',
    { x: p.array, p: p.or(order, null) },
    (np, { x, p: ord }) => {
      const last = np.rankOf(x) - 2;
      const size = (y: NodeId, o: Order): NodeId => matrixNorm(np, y, [last, last + 1], o);
      if (np.sizeOf(x) === 0) throw arrayError('np.linalg.cond takes no empty arrays');
      if (ord === null || ord === 2) return orInfinite(np, np.div(size(x, 2), size(x, -2)), x);
      if (ord === -2) return orInfinite(np, np.div(size(x, -2), size(x, 2)), x);
      // A singular matrix among others has no inverse at all, but an infinite number.
      const isSingular = np.pinned(np.eq(np.linalg('det', [x]), np.constant(0)));
      if (isSingular.data.includes(1)) {
        const mask = np.expand(np.literal(isSingular), [last, last + 1]);
        const regular = np.where(mask, identity(np, np.shapeOf(x)[last]!), x);
        const condition = np.mul(size(regular, ord), size(np.linalg('inv', [regular]), ord));
        return np.where(np.literal(isSingular), np.constant(Number.POSITIVE_INFINITY), condition);
      }
      return np.mul(size(x, ord), size(np.linalg('inv', [x]), ord));
    },
  ),
];
