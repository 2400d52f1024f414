/** Sizes and parameters of random methods: how they broadcast, and how a result is filled, element by element in row-major order. */

import { view } from '../layout.ts';
import {
  arrayError,
  broadcastShapes,
  type DType,
  type NDArray,
  type Shape,
  sameShape,
  showShape,
  stridesOf,
  zeros,
} from '../ndarray.ts';

/** A parameter of a distribution. Arrays broadcast. */
export type Real = number | NDArray;
/** NumPy's `size`: a length, a shape, or nothing, for the shape of the parameters. */
export type Size = number | Shape | undefined;
/** What a method returns: a number where neither `size` nor a parameter has a shape. */
export type Drawn = number | NDArray;

/** Return `size` as a shape. Throws E_SCRIPT unless it is made of non-negative integers. */
export function shapeOf(size: number | Shape): Shape {
  const shape = typeof size === 'number' ? [size] : size;
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 0)
      throw arrayError(`a size is made of non-negative integers, not ${length}`);
  }
  return shape;
}

/** Draw a number, or as many as `size` and the parameters say; `next` gets the parameters of its element. Throws E_SCRIPT. */
export function fill(
  size: Size,
  dtype: Exclude<DType, 'complex128'>,
  parameters: readonly Real[],
  next: (a: number, b: number, c: number) => number,
): Drawn {
  const shape = resultShape(size, parameters);
  const isNumber = shape.length === 0 && size === undefined;
  const out = zeros(shape, dtype);
  const { data } = out;
  const [a, b, c] = parameters.map((parameter) => elementsFor(parameter, shape));
  if (a?.step || b?.step || c?.step) {
    for (let i = 0; i < data.length; i++) data[i] = next(elementAt(a, i), elementAt(b, i), elementAt(c, i));
  } else {
    const [x, y, z] = [elementAt(a, 0), elementAt(b, 0), elementAt(c, 0)];
    for (let i = 0; i < data.length; i++) data[i] = next(x, y, z);
  }
  return isNumber ? data[0]! : out;
}

function resultShape(size: Size, parameters: readonly Real[]): Shape {
  const common = parameters.reduce<Shape>(
    (shape, parameter) => broadcastShapes(shape, shapeOfReal(parameter)),
    [],
  );
  if (size === undefined) return common;
  const shape = shapeOf(size);
  if (!sameShape(broadcastShapes(common, shape), shape))
    throw arrayError(`parameters of shape ${showShape(common)} do not fit size ${showShape(shape)}`);
  return shape;
}

function shapeOfReal(parameter: Real): Shape {
  return typeof parameter === 'number' ? [] : parameter.shape;
}

/** Element i of a parameter is `data[i · step]`. */
interface Elements {
  readonly data: ArrayLike<number>;
  readonly step: 0 | 1;
}

function elementsFor(parameter: Real, shape: Shape): Elements {
  if (typeof parameter === 'number') return { data: [parameter], step: 0 };
  if (parameter.data.length === 1) return { data: parameter.data, step: 0 };
  const missing = shape.length - parameter.shape.length;
  const own = stridesOf(parameter.shape);
  const strides = shape.map((_, axis) => {
    return axis < missing || parameter.shape[axis - missing] === 1 ? 0 : own[axis - missing]!;
  });
  return { data: view(parameter, { shape, strides, offset: 0 }).data, step: 1 };
}

function elementAt(elements: Elements | undefined, i: number): number {
  return elements === undefined ? 0 : elements.data[i * elements.step]!;
}
