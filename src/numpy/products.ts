/** Products of vectors, matrices and arrays. Each is a contraction of named axes (`einsum.ts`) or a product of elements. */

import { arrayError, normalizeAxis, type Shape, showShape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import { arranged, contract } from './einsum.ts';
import type { Argument, Np } from './np.ts';
import * as p from './parameters.ts';

const range = (start: number, end: number): number[] =>
  Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);

const flat = (np: Np, x: NodeId): NodeId => np.reshape(x, [np.sizeOf(x)]);

/** Sum products along axes of x and as many of y, all from 0; the other axes follow each other. */
function sumAlong(
  np: Np,
  name: string,
  x: NodeId,
  y: NodeId,
  axesX: readonly number[],
  axesY: readonly number[],
): NodeId {
  const [shapeX, shapeY] = [np.shapeOf(x), np.shapeOf(y)];
  if (axesX.length !== axesY.length || axesX.some((axis, i) => shapeX[axis] !== shapeY[axesY[i]!]))
    throw mismatch(name, shapeX, shapeY);
  const labelsX = range(0, shapeX.length);
  const labelsY = shapeY.map((_, axis) => axesX[axesY.indexOf(axis)] ?? shapeX.length + axis);
  const keep = [
    ...labelsX.filter((label) => !axesX.includes(label)),
    ...labelsY.filter((label) => !axesX.includes(label)),
  ];
  return arranged(np, contract(np, { node: x, labels: labelsX }, { node: y, labels: labelsY }, keep), keep);
}

function mismatch(name: string, x: Shape, y: Shape) {
  return arrayError(`${name}: arrays of shapes ${showShape(x)} and ${showShape(y)} do not fit together`);
}

/** The product of x's last axis with y's last but one (of vectors: the only one); with a number, of all elements. */
export function dot(np: Np, x: NodeId, y: NodeId, name = 'np.dot'): NodeId {
  const [rankX, rankY] = [np.rankOf(x), np.rankOf(y)];
  if (rankX === 0 || rankY === 0) return np.mul(x, y);
  return pair(np, x, y) ?? sumAlong(np, name, x, y, [rankX - 1], [Math.max(0, rankY - 2)]);
}

/**
 * The product of two matrices, a matrix and a vector, or two vectors: the nodes that `contract` would make, but sooner. Undefined
 * where there is more to it.
 */
function pair(np: Np, x: NodeId, y: NodeId): NodeId | undefined {
  const [shapeX, shapeY] = [np.shapeOf(x), np.shapeOf(y)];
  const n = shapeX.at(-1)!;
  if (shapeX.length > 2 || shapeY.length > 2 || n !== shapeY[0] || n === 1) return undefined;
  if (np.dtypeOf(x) === 'bool' && np.dtypeOf(y) === 'bool') return undefined;
  const [transposeX, transposeY] = [shapeX.length === 1, shapeY.length === 1];
  const left = transposeX ? np.reshape(x, [n, 1]) : x;
  const right = transposeY ? np.reshape(y, [1, n]) : y;
  const product = np.matmul(left, right, { transposeX, transposeY });
  return np.reshape(product, [...shapeX.slice(0, -1), ...shapeY.slice(1)]);
}

/** Products of matrices over broadcast leading axes; a vector counts as a row on the left, as a column on the right. */
export function matmul(np: Np, x: NodeId, y: NodeId): NodeId {
  const [shapeX, shapeY] = [np.shapeOf(x), np.shapeOf(y)];
  const [rankX, rankY] = [shapeX.length, shapeY.length];
  if (rankX === 0 || rankY === 0)
    throw arrayError('np.matmul takes no number without axes', 'write x * y, or np.dot(x, y)');
  if (shapeX.at(-1) !== shapeY.at(rankY === 1 ? 0 : -2)) throw mismatch('np.matmul', shapeX, shapeY);
  const product = pair(np, x, y);
  if (product !== undefined) return product;
  // Axes of the stack are named by their distance from the matrices, so that they are aligned.
  const [row, inner, column] = [0, 1, 2] as const;
  const stack = (rank: number): number[] => range(3, rank + 1).reverse();
  const labelsX = rankX === 1 ? [inner] : [...stack(rankX), row, inner];
  const labelsY = rankY === 1 ? [inner] : [...stack(rankY), inner, column];
  checkStacks(shapeX, shapeY);
  const keep = [
    ...stack(Math.max(rankX, rankY)),
    ...(rankX > 1 ? [row] : []),
    ...(rankY > 1 ? [column] : []),
  ];
  return arranged(np, contract(np, { node: x, labels: labelsX }, { node: y, labels: labelsY }, keep), keep);
}

function checkStacks(x: Shape, y: Shape): void {
  for (let axis = 3; axis <= Math.min(x.length, y.length); axis++) {
    const [n, m] = [x.at(-axis)!, y.at(-axis)!];
    if (n !== m && n !== 1 && m !== 1) throw mismatch('np.matmul', x, y);
  }
}

/** Axes of tensordot: a count, or axes of the one and of the other. */
type AxisPair = number | readonly [readonly number[], readonly number[]];

export const axisPair: p.Parameter<AxisPair> = {
  type: 'number | [number | number[], number | number[]]',
  parse(np, argument, where) {
    if (!Array.isArray(argument) || argument.length !== 2) return p.integer.parse(np, argument, where);
    const [x, y] = argument.map((axes: Argument) => p.integerList.parse(np, axes, where));
    return [x!, y!];
  },
};

export function tensordot(np: Np, a: NodeId, b: NodeId, axes: AxisPair): NodeId {
  const [rankA, rankB] = [np.rankOf(a), np.rankOf(b)];
  const [axesA, axesB] = typeof axes === 'number' ? [range(rankA - axes, rankA), range(0, axes)] : axes;
  return sumAlong(
    np,
    'np.tensordot',
    a,
    b,
    axesA.map((axis) => normalizeAxis(axis, rankA)),
    axesB.map((axis) => normalizeAxis(axis, rankB)),
  );
}

/** The Kronecker product: blocks of b, scaled by the elements of a. */
function kron(np: Np, a: NodeId, b: NodeId): NodeId {
  const rank = Math.max(np.rankOf(a), np.rankOf(b));
  const padded = (x: NodeId): number[] => [
    ...new Array<number>(rank - np.rankOf(x)).fill(1),
    ...np.shapeOf(x),
  ];
  const [shapeA, shapeB] = [padded(a), padded(b)];
  const blocks = np.mul(
    np.reshape(
      a,
      shapeA.flatMap((n) => [n, 1]),
    ),
    np.reshape(
      b,
      shapeB.flatMap((n) => [1, n]),
    ),
  );
  return np.reshape(
    blocks,
    shapeA.map((n, axis) => n * shapeB[axis]!),
  );
}

/** x with one axis moved. */
function moved(np: Np, x: NodeId, from: number, to: number): NodeId {
  const order = range(0, np.rankOf(x));
  order.splice(to, 0, ...order.splice(from, 1));
  return np.permute(x, order);
}

/** Vectors along `axis`, as their components: 2 or 3 arrays. */
function components(np: Np, x: NodeId, axis: number): NodeId[] {
  const last = np.rankOf(x) - 1;
  const turned = moved(np, x, normalizeAxis(axis, last + 1), last);
  const shape = np.shapeOf(turned);
  const count = shape[last]!;
  if (count !== 2 && count !== 3)
    throw arrayError(`np.cross takes vectors of 2 or 3 components, not of ${count}`);
  return range(0, count).map((i) => np.reshape(np.slice(turned, last, i, 1), shape.slice(0, -1)));
}

export function cross(np: Np, a: NodeId, b: NodeId, axisA: number, axisB: number, axisC: number): NodeId {
  const [a0, a1, a2] = components(np, a, axisA) as [NodeId, NodeId, NodeId?];
  const [b0, b1, b2] = components(np, b, axisB) as [NodeId, NodeId, NodeId?];
  const third = np.sub(np.mul(a0, b1), np.mul(a1, b0));
  if (a2 === undefined && b2 === undefined) return third;
  // A component that a plane vector lacks is 0, and so are its products.
  const times = (x: NodeId | undefined, y: NodeId | undefined): NodeId | undefined =>
    x === undefined || y === undefined ? undefined : np.mul(x, y);
  const less = (x: NodeId | undefined, y: NodeId | undefined): NodeId =>
    y === undefined ? x! : x === undefined ? np.neg(y) : np.sub(x, y);
  const parts = [less(times(a1, b2), times(a2, b1)), less(times(a2, b0), times(a0, b2)), third];
  const rank = np.rankOf(third);
  const joined = np.concatenate(
    parts.map((part) => np.expand(part, [rank])),
    rank,
  );
  return moved(np, joined, rank, normalizeAxis(axisC, rank + 1));
}

type Mode = 'full' | 'same' | 'valid';
const modes = ['full', 'same', 'valid'] as const;

/** Σ_j x[i + j] y[j] of vectors, y not longer than x; where x[i + j] is beyond its ends, it is 0. */
function slide(np: Np, x: NodeId, y: NodeId, mode: Mode): NodeId {
  const [n, k] = [np.sizeOf(x), np.sizeOf(y)];
  const before = { full: k - 1, same: Math.floor(k / 2), valid: 0 }[mode];
  const count = { full: n + k - 1, same: n, valid: n - k + 1 }[mode];
  const padded = np.place(x, { shape: [n], strides: [1], offset: before }, [count + k - 1]);
  const windows = np.view(padded, { shape: [count, k], strides: [1, 1], offset: 0 });
  return dot(np, windows, y);
}

const reversed = (np: Np, x: NodeId): NodeId => {
  const n = np.sizeOf(x);
  return np.view(x, { shape: [n], strides: [-1], offset: n - 1 });
};

/** Both as vectors of at least one element. */
function signals(np: Np, name: string, a: NodeId, v: NodeId): [NodeId, NodeId] {
  for (const x of [a, v]) {
    if (np.rankOf(x) > 1 || np.sizeOf(x) === 0)
      throw arrayError(`${name} takes vectors that are not empty, not shape ${showShape(np.shapeOf(x))}`);
  }
  return [flat(np, a), flat(np, v)];
}

/** One axis for all, or each array's own. */
const crossAxes = {
  axisa: p.or(p.integer, -1),
  axisb: p.or(p.integer, -1),
  axisc: p.or(p.integer, -1),
  axis: p.or(p.axis, null),
};

const two = { a: p.array, b: p.array };

export const products: readonly NumpyFunction[] = [
  define(
    'np.dot',
    'The product of matrices and vectors; of arrays, along the last axis of a and the last but one of b.',
    { ...two, out: p.unused },
    (np, { a, b }) => dot(np, a, b),
  ),
  define(
    'np.matmul',
    'Products of matrices over broadcast leading axes: a @ b.',
    { x1: p.array, x2: p.array, out: p.unused },
    (np, { x1, x2 }) => matmul(np, x1, x2),
  ),
  define('np.inner', 'Sums of products along the last axes of both.', two, (np, { a, b }) => {
    const [rankA, rankB] = [np.rankOf(a), np.rankOf(b)];
    if (rankA === 0 || rankB === 0) return np.mul(a, b);
    return sumAlong(np, 'np.inner', a, b, [rankA - 1], [rankB - 1]);
  }),
  define(
    'np.outer',
    'The products of every element of a with every one of b.',
    { ...two, out: p.unused },
    (np, { a, b }) => np.mul(np.reshape(a, [np.sizeOf(a), 1]), flat(np, b)),
  ),
  define('np.vdot', 'The sum of conj(a) b over all elements.', two, (np, { a, b }) =>
    dot(np, np.conj(flat(np, a)), flat(np, b), 'np.vdot'),
  ),
  define(
    'np.tensordot',
    'Sums of products along axes: the last ones of a and the first of b, or two lists of axes.',
    { ...two, axes: p.or(axisPair, 2) },
    (np, { a, b, axes }) => tensordot(np, a, b, axes),
  ),
  define('np.kron', 'The Kronecker product.', two, (np, { a, b }) => kron(np, a, b)),
  define(
    'np.cross',
    'The cross product of vectors with 2 or 3 components.',
    { ...two, ...crossAxes },
    (np, { a, b, axisa, axisb, axisc, axis }) => cross(np, a, b, axis ?? axisa, axis ?? axisb, axis ?? axisc),
  ),
  define(
    'np.convolve',
    'The convolution of two vectors.',
    { a: p.array, v: p.array, mode: p.or(p.oneOf(...modes), 'full' as const) },
    (np, { a, v, mode }) => {
      const [x, y] = signals(np, 'np.convolve', a, v);
      const [long, short] = np.sizeOf(x) >= np.sizeOf(y) ? [x, y] : [y, x];
      return slide(np, long, reversed(np, short), mode);
    },
  ),
  define(
    'np.correlate',
    'Σ a[i + k] conj(v[i]) of two vectors.',
    { a: p.array, v: p.array, mode: p.or(p.oneOf(...modes), 'valid' as const) },
    (np, { a, v, mode }) => {
      const [x, other] = signals(np, 'np.correlate', a, v);
      const y = np.conj(other);
      return np.sizeOf(x) >= np.sizeOf(y) ? slide(np, x, y, mode) : reversed(np, slide(np, y, x, mode));
    },
  ),
];
