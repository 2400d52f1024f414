/**
 * Operations that move elements and compute nothing: all linear, each with its transpose. Slices, transpositions, flips and
 * diagonals are all `view`; indexing with integer arrays is `gather`.
 */

import * as layout from '../array/layout.ts';
import {
  type ArrayType,
  arrayError,
  broadcastShapes,
  type DType,
  NUMBER,
  promote,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
} from '../array/ndarray.ts';
import { columnsOfProducts } from './array-columns.ts';
import type { ArrayPrimitive } from './array-primitive.ts';
import * as elements from './element-rules.ts';
import { zero } from './primitive.ts';
import * as s from './samples.ts';

/** Which elements of a row-major array a view consists of: i·strides + offset, counted in elements. */
export interface ViewAttributes {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

interface PlaceAttributes extends ViewAttributes {
  /** The shape of the result. */
  readonly target: Shape;
}

const numpy = 'NumPy';

/** The dtype of a real array's elements when they are summed as cotangents. */
const withDtype = (shape: Shape, dtype: DType): ArrayType => ({ shape, dtype });

const reshape: ArrayPrimitive<Shape> = {
  doc: 'the same elements in another shape',
  type([x], shape) {
    if (sizeOf(shape) !== sizeOf(x!.shape))
      throw arrayError(`an array of shape ${showShape(x!.shape)} cannot be reshaped to ${showShape(shape)}`);
    return withDtype(shape, x!.dtype);
  },
  kernel: ([x], shape) => layout.reshape(x!, shape),
  elements: 'moved',
  isTotal: true,
  derivative: {
    kind: 'linear',
    transpose: (b, g, _, { inputs }) => b.reshape(g, b.shapeOf(inputs[0]!)),
  },
  samples: [...s.both([s.real(2, 3)], [3, 2]), s.sample([s.real(4)], [2, 1, 2])],
  source: numpy,
};

const view: ArrayPrimitive<ViewAttributes> = {
  doc: 'elements at regular distances',
  type: ([x], { shape }) => withDtype(shape, x!.dtype),
  kernel: ([x], attributes) => layout.view(x!, attributes),
  elements: 'moved',
  isTotal: true,
  derivative: {
    kind: 'linear',
    transpose: (b, g, _, { inputs, attributes }) => b.place(g, attributes, b.shapeOf(inputs[0]!)),
  },
  samples: [
    ...s.both([s.real(3, 4)], { shape: [2, 2], strides: [-4, 2], offset: 9 }),
    s.sample([s.real(5)], { shape: [3, 3], strides: [1, 1], offset: 0 }),
  ],
  source: numpy,
};

const place: ArrayPrimitive<PlaceAttributes> = {
  doc: 'zeros to which elements are added at regular distances',
  type: ([x], { target }) => withDtype(target, x!.dtype),
  kernel: ([x], attributes) => layout.place(x!, attributes, attributes.target),
  elements: elements.place,
  isTotal: true,
  derivative: {
    kind: 'linear',
    transpose: (b, g, _, { attributes: { shape, strides, offset } }) => b.view(g, { shape, strides, offset }),
  },
  samples: [
    ...s.both([s.real(2, 2)], { shape: [2, 2], strides: [4, 2], offset: 1, target: [3, 4] }),
    s.sample([s.real(3, 3)], { shape: [3, 3], strides: [1, 1], offset: 0, target: [5] }),
  ],
  source: 'the transpose of view',
};

const broadcast: ArrayPrimitive<Shape> = {
  doc: 'an array stretched to a shape',
  type([x], shape) {
    if (!sameShape(broadcastShapes(x!.shape, shape), shape))
      throw arrayError(`an array of shape ${showShape(x!.shape)} cannot be broadcast to ${showShape(shape)}`);
    return withDtype(shape, x!.dtype);
  },
  kernel: ([x], shape) => layout.broadcast(x!, shape),
  elements: 'moved',
  isTotal: true,
  derivative: { kind: 'linear', transpose: (b, g, _, { inputs }) => b.fit(g, b.typeOf(inputs[0]!)) },
  samples: [...s.both([s.real(3, 1)], [2, 3, 4]), s.sample([s.real()], [2, 2])],
  source: numpy,
};

const gather: ArrayPrimitive = {
  doc: 'the elements at given positions of the flattened array',
  type: ([x, index]) => withDtype(index!.shape, x!.dtype),
  kernel: ([x, index]) => layout.gather(x!, index!),
  elements: elements.gather,
  derivative: {
    kind: 'linear',
    parameters: 1,
    transpose: (b, g, _, { inputs: [x, index] }) => b.scatter(g, index!, b.shapeOf(x!)),
  },
  samples: [...s.both([s.real(2, 3), s.whole([5, 0, 0, 2], [2, 2])])],
  source: numpy,
};

const scatter: ArrayPrimitive<Shape> = {
  doc: 'zeros to which elements are added at given positions of the flattened array',
  type: ([x], target) => withDtype(target, x!.dtype),
  kernel: ([x, index], target) => layout.scatter(x!, index!, target),
  elements: elements.scatter,
  derivative: { kind: 'linear', parameters: 1, transpose: (b, g, _, { inputs }) => b.gather(g, inputs[1]!) },
  samples: [...s.both([s.real(2, 2), s.whole([5, 0, 0, 2], [2, 2])], [2, 3])],
  source: 'the transpose of gather',
};

interface AssembleAttributes {
  readonly shape: Shape;
  /** Positions in the flattened result; null: 0, 1, 2 … */
  readonly positions: readonly number[] | null;
}

const assemble: ArrayPrimitive<AssembleAttributes> = {
  doc: 'numbers as elements of an array of zeros',
  type: (inputs, { shape }) =>
    withDtype(shape, inputs.some(({ dtype }) => dtype === 'complex128') ? 'complex128' : 'float64'),
  kernel: (inputs, { positions }, type) => layout.assemble(inputs, positions ?? undefined, type),
  elements: elements.assemble,
  isTotal: true,
  derivative: {
    kind: 'linear',
    transpose: (b, g, index, { attributes: { positions } }) => b.item(g, positions?.[index] ?? index),
  },
  samples: [
    ...s.both([s.real(), s.real(), s.real(), s.real()], { shape: [2, 2], positions: null }),
    s.sample([s.real(), s.complex(), s.real()], { shape: [2, 3], positions: [4, 0, 4] }),
  ],
  source: 'the transpose of item',
};

const item: ArrayPrimitive<number> = {
  doc: 'one element, by its position in the flattened array',
  type: ([x]) => (x!.dtype === 'float64' ? NUMBER : withDtype([], x!.dtype)),
  kernel: ([x], position) => layout.view(x!, { shape: [], strides: [], offset: position }),
  elements: 'moved',
  isTotal: true,
  derivative: {
    kind: 'linear',
    transpose: (b, g, _, { inputs, attributes }) => b.assemble([g], b.shapeOf(inputs[0]!), [attributes]),
  },
  samples: [...s.both([s.real(2, 3)], 4)],
  source: numpy,
};

const concatenate: ArrayPrimitive<number> = {
  doc: 'arrays joined along an axis',
  type(inputs, axis) {
    const [first] = inputs;
    const shape = [...first!.shape];
    for (const { shape: other } of inputs.slice(1)) {
      const fits =
        other.length === shape.length && other.every((n, k) => k === axis || n === first!.shape[k]);
      if (!fits)
        throw arrayError(
          `arrays of shapes ${inputs.map((x) => showShape(x.shape)).join(', ')} cannot be joined along axis ${axis}`,
        );
      shape[axis]! += other[axis]!;
    }
    return withDtype(shape, inputs.map((x) => x.dtype).reduce(promote));
  },
  kernel: (inputs, axis, type) => layout.concatenate(inputs, axis, type),
  elements: 'moved',
  isTotal: true,
  derivative: {
    kind: 'linear',
    transpose(b, g, index, { inputs, attributes: axis }) {
      const lengths = inputs.map((x) => b.shapeOf(x)[axis]!);
      const start = lengths.slice(0, index).reduce((sum, n) => sum + n, 0);
      // Where an array is known, its columns of g are not needed.
      const isPartOnly = axis === b.rankOf(g) - 1 && inputs.some((x) => b.graph.isConstant(x));
      const columns = isPartOnly ? columnsOfProducts(b, g, start, lengths[index]!) : undefined;
      return columns ?? b.slice(g, axis, start, lengths[index]!);
    },
  },
  samples: [...s.both([s.real(2, 1), s.real(2, 3), s.real(2, 2)], 1), s.sample([s.real(2), s.complex(1)], 0)],
  source: numpy,
};

const cast: ArrayPrimitive<DType> = {
  doc: 'the elements as another dtype',
  type: ([x], dtype) => withDtype(x!.shape, dtype),
  kernel: ([x], dtype) => layout.cast(x!, dtype),
  elements: elements.cast,
  isTotal: true,
  derivative: {
    kind: 'linear',
    transpose: (b, g, _, { inputs }) => b.cast(g, b.isComplex(inputs[0]!) ? 'complex128' : 'float64'),
  },
  samples: [s.sample([s.real(3)], 'complex128')],
  source: numpy,
};

const steady: ArrayPrimitive = {
  doc: 'the same value without a derivative',
  type: ([x]) => x!,
  kernel: ([x]) => x!,
  elements: 'moved',
  isTotal: true,
  derivative: zero,
  samples: [...s.both([s.real(3)])],
  source: 'identity',
};

const real: ArrayPrimitive = {
  doc: 'real part',
  type: ([x]) => withDtype(x!.shape, 'float64'),
  kernel: ([x]) => layout.realPart(x!),
  elements: 'moved',
  isTotal: true,
  derivative: { kind: 'linear', transpose: (b, g) => b.cast(g, 'complex128') },
  samples: [...s.both([s.real(2, 3)])],
  source: numpy,
};

const imag: ArrayPrimitive = {
  doc: 'imaginary part',
  type: ([x]) => withDtype(x!.shape, 'float64'),
  kernel: ([x]) => layout.imagPart(x!),
  elements: 'moved',
  isTotal: true,
  derivative: { kind: 'linear', transpose: (b, g) => b.complex(b.zerosLike(g), b.neg(g)) },
  samples: [...s.both([s.real(2, 3)])],
  source: numpy,
};

const conj: ArrayPrimitive = {
  doc: 'complex conjugate',
  type: ([x]) => x!,
  kernel: ([x]) => layout.conjugate(x!),
  elements: 'moved',
  isTotal: true,
  derivative: { kind: 'linear', transpose: (b, g) => b.conj(g) },
  samples: [...s.both([s.real(2, 3)])],
  source: numpy,
};

const complex: ArrayPrimitive = {
  doc: 'complex numbers from real and imaginary parts of one shape',
  type: ([re]) => withDtype(re!.shape, 'complex128'),
  kernel: ([re, im]) => layout.complexOf(re!, im!),
  elements: 'moved',
  isTotal: true,
  derivative: {
    kind: 'linear',
    transpose: (b, g, index) => (index === 0 ? b.real(g) : b.neg(b.imag(g))),
  },
  samples: [s.sample([s.real(2, 3), s.real(2, 3)])],
  source: numpy,
};

export const structure = {
  reshape,
  view,
  place,
  broadcast,
  gather,
  scatter,
  assemble,
  item,
  concatenate,
  cast,
  steady,
  real,
  imag,
  conj,
  complex,
};
