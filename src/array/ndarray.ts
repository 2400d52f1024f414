/**
 * Arrays of numbers: their types and how they lie in memory. Plain data without behaviour; kernels (this folder) compute with
 * it, and nothing here knows of graphs or derivatives.
 */

import { AutogradError } from '../base/errors.ts';
import { takeMemory, takeZeros } from './memory.ts';

/** All kinds of elements. Integers are exact doubles, booleans 1 and 0. In the order of promotion. */
export const DTYPES = ['bool', 'int64', 'float64', 'complex128'] as const;
export type DType = (typeof DTYPES)[number];

/** Lengths of the axes, outermost first; no axis makes a number. */
export type Shape = readonly number[];

/** What is known of an array without its elements. */
export interface ArrayType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * An array, row-major and without gaps. `data` has an element each, complex128 two: real part, imaginary part. Never changed once it
 * is shared; kernels return new arrays.
 */
export interface NDArray extends ArrayType {
  readonly data: Float64Array;
}

/** The type of an ordinary number. */
export const NUMBER: ArrayType = Object.freeze({ shape: Object.freeze([]), dtype: 'float64' });

/** An error in what an array operation was given: shapes that do not fit, an axis there is not. The script's fault. */
export function arrayError(message: string, hint?: string): AutogradError {
  return new AutogradError('E_SCRIPT', message, { hint });
}

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Doubles an element takes. */
export function width(dtype: DType): 1 | 2 {
  return dtype === 'complex128' ? 2 : 1;
}

/** Return an array whose elements are yet to be written. */
export function empty(shape: Shape, dtype: DType): NDArray {
  return { shape, dtype, data: takeMemory(sizeOf(shape) * width(dtype)) };
}

/** Return an array of zeros. */
export function zeros(shape: Shape, dtype: DType = 'float64'): NDArray {
  return { shape, dtype, data: takeZeros(sizeOf(shape) * width(dtype)) };
}

/** Return a 0-d array of one double. */
export function scalar(value: number, dtype: Exclude<DType, 'complex128'> = 'float64'): NDArray {
  return { shape: [], dtype, data: Float64Array.of(value) };
}

/** Elements from one index to the next, axis by axis, of a row-major array. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/** The dtype that holds the values of both. */
export function promote(x: DType, y: DType): DType {
  return DTYPES.indexOf(x) >= DTYPES.indexOf(y) ? x : y;
}

/** The shape that both are stretched to: axes of length 1, and missing ones on the left, repeat. Throws E_SCRIPT. */
export function broadcastShapes(x: Shape, y: Shape): Shape {
  if (x === y || y.length === 0) return x;
  if (x.length === 0) return y;
  const result: number[] = [];
  const rank = Math.max(x.length, y.length);
  for (let axis = 0; axis < rank; axis++) {
    const a = x[x.length - rank + axis] ?? 1;
    const b = y[y.length - rank + axis] ?? 1;
    if (a !== b && a !== 1 && b !== 1) {
      throw arrayError(
        `arrays of shapes ${showShape(x)} and ${showShape(y)} do not fit together`,
        'lengths are compared from the last axis on; they must be equal, or one of them 1',
      );
    }
    result.push(a === 1 ? b : a);
  }
  return result;
}

export function sameShape(x: Shape, y: Shape): boolean {
  if (x === y) return true;
  if (x.length !== y.length) return false;
  for (let axis = 0; axis < x.length; axis++) if (x[axis] !== y[axis]) return false;
  return true;
}

/** Write a shape as NumPy does: `(2, 3)`, `(2,)`, `()`. */
export function showShape(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/** Return the axis from 0 that `axis` means, negative ones counted from the end. Throws E_SCRIPT. */
export function normalizeAxis(axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank)
    throw arrayError(`axis ${axis} is out of bounds for an array of dimension ${rank}`);
  return axis < 0 ? axis + rank : axis;
}
