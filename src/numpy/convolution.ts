/**
 * Convolution over some axes, products summed over others, as HIPS autograd generalises scipy.signal.convolve: windows of one
 * array are a view, and the rest is one product of matrices.
 */

import { arrayError, sizeOf, stridesOf } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import type { Argument, Np } from './np.ts';
import * as p from './parameters.ts';

/** For each of the two arrays a list of axes; those at the same place belong together. */
type AxisPairs = readonly [readonly number[], readonly number[]];

const axisPairs: p.Parameter<AxisPairs> = {
  type: '[number[], number[]]',
  parse(np, argument, where) {
    if (!Array.isArray(argument) || argument.length !== 2)
      throw arrayError(`${where} expects two lists of axes, got ${p.kindOf(argument)}`);
    const [first, second] = argument.map((axes: Argument) => p.integers.parse(np, axes, where));
    const pairs = [first, second].map((axes) => (typeof axes === 'number' ? [axes] : axes!));
    if (pairs[0]!.length !== pairs[1]!.length) throw arrayError(`${where}: the lists differ in length`);
    return pairs as unknown as AxisPairs;
  },
};

/** A direction through an array: how many elements, and how far apart. */
interface Direction {
  readonly length: number;
  readonly step: number;
}

/** Convolve where y is at least as long as x along every convolved axis: the part where x lies within y. */
function validWithin(np: Np, x: NodeId, y: NodeId, [inX, inY]: AxisPairs, dots: AxisPairs): NodeId {
  const ofX = directions(np, x);
  const ofY = directions(np, y);
  const left = without(ofX, [...inX, ...dots[0]]);
  const right = without(ofY, [...inY, ...dots[1]]);
  const flipped = inX.map((axis) => ({ ...ofX[axis]!, step: -ofX[axis]!.step }));
  const last = flipped.reduce((sum, { length, step }) => sum - Math.max(length - 1, 0) * step, 0);
  const window = inX.map((axis, i) => ({ ...ofX[axis]!, step: ofY[inY[i]!]!.step }));
  const positions = inY.map((axis, i) => ({
    ...ofY[axis]!,
    length: ofY[axis]!.length - ofX[inX[i]!]!.length + 1,
  }));
  const summedX = [...flipped, ...dots[0].map((axis) => ofX[axis]!)];
  const summedY = [...window, ...dots[1].map((axis) => ofY[axis]!)];
  const a = matrix(np, x, left, summedX, last);
  const b = matrix(np, y, summedY, [...right, ...positions], 0);
  return np.reshape(
    np.product(a, b),
    [...left, ...right, ...positions].map(({ length }) => length),
  );
}

function directions(np: Np, x: NodeId): Direction[] {
  const shape = np.shapeOf(x);
  return stridesOf(shape).map((step, axis) => ({ length: shape[axis]!, step }));
}

function without<T>(list: readonly T[], places: readonly number[]): T[] {
  return list.filter((_, k) => !places.includes(k));
}

/** The elements of x from `offset` on as a matrix: its rows go along some directions, its columns along others. */
function matrix(
  np: Np,
  x: NodeId,
  rows: readonly Direction[],
  columns: readonly Direction[],
  offset: number,
): NodeId {
  const all = [...rows, ...columns];
  const shape = all.map(({ length }) => length);
  const elements = np.view(x, { shape, strides: all.map(({ step }) => step), offset });
  return np.reshape(elements, [sizeOf(shape.slice(0, rows.length)), sizeOf(shape.slice(rows.length))]);
}

/** y with zeros on both sides of the convolved axes, so that all overlaps with x lie within it. */
function padded(np: Np, x: NodeId, y: NodeId, [inX, inY]: AxisPairs): NodeId {
  const shape = np.shapeOf(y);
  const margin = shape.map((_, axis) =>
    inY.includes(axis) ? np.shapeOf(x)[inX[inY.indexOf(axis)]!]! - 1 : 0,
  );
  const target = shape.map((n, axis) => n + 2 * margin[axis]!);
  const strides = stridesOf(target);
  const offset = margin.reduce<number>((sum, m, axis) => sum + m * strides[axis]!, 0);
  return np.place(y, { shape, strides, offset }, target);
}

function valid(np: Np, x: NodeId, y: NodeId, axes: AxisPairs, dots: AxisPairs): NodeId {
  const lengths = axes[0].map((k, i) => [np.shapeOf(x)[k]!, np.shapeOf(y)[axes[1][i]!]!] as const);
  if (lengths.every(([n, m]) => n <= m)) return validWithin(np, x, y, axes, dots);
  if (!lengths.every(([n, m]) => n >= m))
    throw arrayError('one array must be at least as long as the other along every convolved axis');
  return exchanged(np, x, y, axes, dots, validWithin);
}

/** `convolve` of y and x, its axes in the order of x and y. */
function exchanged(
  np: Np,
  x: NodeId,
  y: NodeId,
  axes: AxisPairs,
  dots: AxisPairs,
  convolve: typeof validWithin,
): NodeId {
  const result = convolve(np, y, x, [axes[1], axes[0]], [dots[1], dots[0]]);
  const ownX = np.rankOf(x) - axes[0].length - dots[0].length;
  const ownY = np.rankOf(y) - axes[1].length - dots[1].length;
  const order = Array.from({ length: np.rankOf(result) }, (_, k) => k);
  return np.permute(result, [
    ...order.slice(ownY, ownY + ownX),
    ...order.slice(0, ownY),
    ...order.slice(ownY + ownX),
  ]);
}

/** All overlaps of x with y: the shorter one slides along the other, which costs least. */
function full(np: Np, x: NodeId, y: NodeId, axes: AxisPairs, dots: AxisPairs): NodeId {
  const extent = (z: NodeId, along: readonly number[]): number =>
    sizeOf(along.map((axis) => np.shapeOf(z)[axis]!));
  return extent(x, axes[0]) <= extent(y, axes[1])
    ? fullAlong(np, x, y, axes, dots)
    : exchanged(np, x, y, axes, dots, fullAlong);
}

/** All overlaps, x sliding along y. */
function fullAlong(np: Np, x: NodeId, y: NodeId, axes: AxisPairs, dots: AxisPairs): NodeId {
  return validWithin(np, x, padded(np, x, y, axes), axes, dots);
}

export const convolution: readonly NumpyFunction[] = [
  define(
    'scipy.signal.convolve',
    'Convolution along axes (all of them by default), products summed over dot_axes.',
    {
      a: p.array,
      b: p.array,
      axes: p.or(axisPairs, null),
      dot_axes: p.or(axisPairs, [[], []] as AxisPairs),
      mode: p.or(p.oneOf('full', 'valid', 'same'), 'full' as const),
    },
    (np, { a, b, axes, dot_axes, mode }) => {
      const all = np.shapeOf(a).map((_, k) => k);
      const pairs: AxisPairs = axes ?? [all, all];
      if (mode === 'valid') return valid(np, a, b, pairs, dot_axes);
      const whole = full(np, a, b, pairs, dot_axes);
      if (mode === 'full') return whole;
      const first = np.rankOf(whole) - pairs[0].length;
      return pairs[0].reduce<NodeId>((result, axis, i) => {
        const n = np.shapeOf(a)[axis]!;
        return np.slice(result, first + i, Math.floor((np.shapeOf(whole)[first + i]! - n) / 2), n);
      }, whole);
    },
  ),
];
