/** Seeded random arrays, and arrays element by element: what the naive definitions of kernels are written with. */

import { DTYPES, type DType, type NDArray, type Shape, sizeOf, width } from '../../src/array/ndarray.ts';

/** Random whole numbers and arrays. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  /** A number from 0 up to 1 (Park and Miller's generator). */
  next(): number {
    this.state = (this.state * 48271 + 11) % 2147483647;
    return this.state / 2147483647;
  }

  /** A whole number from lo to hi. */
  whole(lo: number, hi: number): number {
    return lo + Math.floor(this.next() * (hi - lo + 1));
  }

  pick<T>(values: readonly T[]): T {
    return values[this.whole(0, values.length - 1)]!;
  }

  /** Up to four axes, now and then one of length 0. */
  shape(rank = this.whole(0, 4)): Shape {
    return Array.from({ length: rank }, () => this.whole(this.next() < 0.1 ? 0 : 1, 5));
  }

  /** An array whose elements are small whole numbers, so that sums are exact in any order. */
  array(shape: Shape = this.shape(), dtype: DType = this.pick(DTYPES)): NDArray {
    const [lo, hi] = dtype === 'bool' ? [0, 1] : [-9, 9];
    const length = sizeOf(shape) * width(dtype);
    return { shape, dtype, data: Float64Array.from({ length }, () => this.whole(lo, hi) + 0) };
  }
}

/** Make an array of nested lists of numbers. */
export function arrayOf(values: unknown, dtype: Exclude<DType, 'complex128'> = 'float64'): NDArray {
  const shape: number[] = [];
  for (let at = values; Array.isArray(at); at = at[0]) shape.push(at.length);
  return { shape, dtype, data: Float64Array.from([values].flat(Number.POSITIVE_INFINITY) as number[]) };
}

/** Make a complex vector of pairs. */
export function complexVector(...pairs: readonly (readonly [number, number])[]): NDArray {
  return { shape: [pairs.length], dtype: 'complex128', data: Float64Array.from(pairs.flat()) };
}

/** All indices of an array, in row-major order. */
export function indicesOf(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (indices, length) => indices.flatMap((index) => Array.from({ length }, (_, k) => [...index, k])),
    [[]],
  );
}

/** The position of an element in a flattened array. */
export function positionOf(index: readonly number[], shape: Shape): number {
  return index.reduce((position, k, axis) => position * shape[axis]! + k, 0);
}

/** The doubles of the element at a position. */
export function elementAt(x: NDArray, position: number): number[] {
  const step = width(x.dtype);
  return [...x.data.subarray(position * step, (position + 1) * step)];
}

/** The sum of products of all doubles. */
export function dot(x: NDArray, y: NDArray): number {
  return x.data.reduce((total, value, k) => total + value * y.data[k]!, 0);
}
