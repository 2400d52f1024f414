/**
 * Convolution over some axes, products summed over others, as HIPS autograd generalises scipy.signal.convolve: windows of one
 * array are a view, and the rest is one product of matrices.
 */

import { arrayError, stridesOf } from '../array/ndarray.ts';
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

/** Convolve where y is at least as long as x along every convolved axis: the part where x lies within y. */
function validWithin(np: Np, x: NodeId, y: NodeId, axes: AxisPairs, dots: AxisPairs): NodeId {
  const [inX, inY] = axes;
  const flipped = inX.reduce<NodeId>((result, axis) => flip(np, result, axis), x);
  const shape = [...np.shapeOf(y)];
  const strides = stridesOf(shape);
  const lengths = inY.map((axis, i) => shape[axis]! - np.shapeOf(x)[inX[i]!]! + 1);
  const window = shape.map((n, axis) => (inY.includes(axis) ? np.shapeOf(x)[inX[inY.indexOf(axis)]!]! : n));
  const windows = np.view(y, {
    shape: [...window, ...lengths],
    strides: [...strides, ...inY.map((axis) => strides[axis]!)],
    offset: 0,
  });
  return contract(np, flipped, windows, [
    [...inX, ...dots[0]],
    [...inY, ...dots[1]],
  ]);
}

function flip(np: Np, x: NodeId, axis: number): NodeId {
  const shape = np.shapeOf(x);
  const strides = stridesOf(shape);
  const offset = Math.max(shape[axis]! - 1, 0) * strides[axis]!;
  return np.view(x, { shape, strides: strides.map((step, k) => (k === axis ? -step : step)), offset });
}

/** Σ over pairs of axes; what is left of x comes before what is left of y. */
function contract(np: Np, x: NodeId, y: NodeId, [inX, inY]: AxisPairs): NodeId {
  const left = np.shapeOf(x).flatMap((_, k) => (inX.includes(k) ? [] : [k]));
  const right = np.shapeOf(y).flatMap((_, k) => (inY.includes(k) ? [] : [k]));
  const size = (z: NodeId, axes: readonly number[]): number =>
    axes.reduce((product, k) => product * np.shapeOf(z)[k]!, 1);
  const a = np.reshape(np.permute(x, [...left, ...inX]), [size(x, left), size(x, inX)]);
  const b = np.reshape(np.permute(y, [...inY, ...right]), [size(y, inY), size(y, right)]);
  return np.reshape(np.product(a, b), [
    ...left.map((k) => np.shapeOf(x)[k]!),
    ...right.map((k) => np.shapeOf(y)[k]!),
  ]);
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
  const swapped = validWithin(np, y, x, [axes[1], axes[0]], [dots[1], dots[0]]);
  const ownX = np.rankOf(x) - axes[0].length - dots[0].length;
  const ownY = np.rankOf(y) - axes[1].length - dots[1].length;
  const order = Array.from({ length: np.rankOf(swapped) }, (_, k) => k);
  return np.permute(swapped, [
    ...order.slice(ownY, ownY + ownX),
    ...order.slice(0, ownY),
    ...order.slice(ownY + ownX),
  ]);
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
      const full = validWithin(np, a, padded(np, a, b, pairs), pairs, dot_axes);
      if (mode === 'full') return full;
      const first = np.rankOf(full) - pairs[0].length;
      return pairs[0].reduce<NodeId>((result, axis, i) => {
        const n = np.shapeOf(a)[axis]!;
        return np.slice(result, first + i, Math.floor((np.shapeOf(full)[first + i]! - n) / 2), n);
      }, full);
    },
  ),
];
