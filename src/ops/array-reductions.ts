/** Operations along axes: sums, extremes, and the orders that sorting and searching find. */

import { type ArrayType, arrayError, type Shape, showShape } from '../array/ndarray.ts';
import { argpartition as divide } from '../array/partition.ts';
import * as reduce from '../array/reduce.ts';
import * as sorting from '../array/sort.ts';
import type { NodeId } from '../graph/graph.ts';
import type { ArrayBuilder } from './array-builder.ts';
import type { Application, ArrayPrimitive } from './array-primitive.ts';
import * as elements from './element-rules.ts';
import { zero } from './primitive.ts';
import * as s from './samples.ts';

/** Axes from 0, rising. */
type Axes = readonly number[];

const numpy = 'NumPy';

const without = (shape: Shape, axes: Axes): Shape => shape.filter((_, axis) => !axes.includes(axis));
const counted = (dtype: ArrayType['dtype']): ArrayType['dtype'] => (dtype === 'bool' ? 'int64' : dtype);

const sum: ArrayPrimitive<Axes> = {
  doc: 'the sum along axes',
  type: ([x], axes) => ({ shape: without(x!.shape, axes), dtype: counted(x!.dtype) }),
  kernel: ([x], axes) => reduce.sum(x!, axes),
  elements: elements.sum,
  isTotal: true,
  derivative: {
    kind: 'linear',
    transpose: (b, g, _, { attributes: axes }) => (b.rankOf(g) === 0 ? g : b.expand(g, axes)),
  },
  samples: [...s.both([s.real(2, 3, 2)], [0, 2]), ...s.both([s.real(4)], [0])],
  source: numpy,
};

interface CumsumAttributes {
  readonly axis: number;
  /** From the end on. */
  readonly reverse: boolean;
}

const cumsum: ArrayPrimitive<CumsumAttributes> = {
  doc: 'running sums along an axis',
  type: ([x]) => ({ shape: x!.shape, dtype: counted(x!.dtype) }),
  kernel: ([x], { axis, reverse }) => reduce.cumsum(x!, axis, reverse),
  elements: elements.cumsum,
  derivative: {
    kind: 'linear',
    transpose: (b, g, _, { attributes: { axis, reverse } }) => b.cumsum(g, axis, !reverse),
  },
  samples: [
    ...s.both([s.real(3, 4)], { axis: 1, reverse: false }),
    ...s.both([s.real(3, 2)], { axis: 0, reverse: true }),
  ],
  source: numpy,
};

/** The derivative of an extreme: that of the elements which attain it, shared equally. */
function shared(
  b: ArrayBuilder,
  [p]: readonly NodeId[],
  { inputs: [x], out, attributes }: Application<Axes>,
) {
  const attained = b.eq(x!, b.spread(out, attributes, b.shapeOf(x!)));
  const moved = b.sum(b.where(attained, p!, b.constant(0)), attributes);
  return b.div(moved, b.sum(b.cast(attained, 'float64'), attributes));
}

const max: ArrayPrimitive<Axes> = {
  doc: 'the largest element along axes, NaN if there is one; ties share the derivative equally',
  type: ([x], axes) => ({ shape: without(x!.shape, axes), dtype: x!.dtype }),
  kernel: ([x], axes) => reduce.max(x!, axes),
  elements: elements.extreme(1),
  derivative: { kind: 'jvp', jvp: shared },
  samples: [s.sample([s.real(3, 4)], [1]), s.sample([s.real(2, 3, 2)], [0, 1])],
  source: 'NumPy amax; INTERFACE section 3',
};

const min: ArrayPrimitive<Axes> = {
  doc: 'the smallest element along axes, NaN if there is one; ties share the derivative equally',
  type: ([x], axes) => ({ shape: without(x!.shape, axes), dtype: x!.dtype }),
  kernel: ([x], axes) => reduce.min(x!, axes),
  elements: elements.extreme(-1),
  derivative: { kind: 'jvp', jvp: shared },
  samples: [s.sample([s.real(3, 4)], [1]), s.sample([s.real(2, 3, 2)], [0, 1])],
  source: 'NumPy amin; INTERFACE section 3',
};

const argmax: ArrayPrimitive<number> = {
  doc: 'where along an axis the largest element is first',
  type: ([x], axis) => ({ shape: without(x!.shape, [axis]), dtype: 'int64' }),
  kernel: ([x], axis) => reduce.argmax(x!, axis),
  elements: elements.argExtreme(1),
  derivative: zero,
  samples: [s.sample([s.real(3, 4)], 1)],
  source: numpy,
};

const argmin: ArrayPrimitive<number> = {
  doc: 'where along an axis the smallest element is first',
  type: ([x], axis) => ({ shape: without(x!.shape, [axis]), dtype: 'int64' }),
  kernel: ([x], axis) => reduce.argmin(x!, axis),
  elements: elements.argExtreme(-1),
  derivative: zero,
  samples: [s.sample([s.real(3, 4)], 0)],
  source: numpy,
};

const argsort: ArrayPrimitive<number> = {
  doc: 'the positions along an axis that sort it, stably, NaN last',
  type: ([x]) => ({ shape: x!.shape, dtype: 'int64' }),
  kernel: ([x], axis) => sorting.argsort(x!, axis),
  derivative: zero,
  samples: [s.sample([s.real(3, 4)], 1)],
  source: numpy,
};

interface PartitionAttributes {
  readonly axis: number;
  /** Places from 0, rising. */
  readonly kth: readonly number[];
}

const argpartition: ArrayPrimitive<PartitionAttributes> = {
  doc: 'the positions along an axis that divide it at given places',
  type: ([x]) => ({ shape: x!.shape, dtype: 'int64' }),
  kernel: ([x], { axis, kth }) => divide(x!, axis, kth),
  derivative: zero,
  samples: [s.sample([s.real(3, 4)], { axis: 1, kth: [1] })],
  source: numpy,
};

const searchsorted: ArrayPrimitive<'left' | 'right'> = {
  doc: 'where in a sorted vector values belong',
  type([a, v]) {
    if (a!.shape.length !== 1)
      throw arrayError(`searchsorted looks in a vector, not in an array of shape ${showShape(a!.shape)}`);
    return { shape: v!.shape, dtype: 'int64' };
  },
  kernel: ([a, v], side) => sorting.searchsorted(a!, v!, side),
  derivative: zero,
  samples: [s.sample([{ ...s.whole([-1, 0, 1]), dtype: 'float64' }, s.real(4)], 'left')],
  source: numpy,
};

export const reductions = {
  sum,
  cumsum,
  amax: max,
  amin: min,
  argmax,
  argmin,
  argsort,
  argpartition,
  searchsorted,
};
