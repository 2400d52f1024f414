/** Random matrices, and the little arithmetic that statements about factors need, written apart from the code under test. */

import { expect } from 'vitest';
import { type NDArray, type Shape, sizeOf } from '../../../src/array/ndarray.ts';
import { numbers } from '../numbers.ts';

type Field = 'float64' | 'complex128';
export const FIELDS: readonly Field[] = ['float64', 'complex128'];

/** What the tests sweep: every size from 1 to 30 in both fields. */
export const SQUARE: readonly (readonly [Field, number])[] = FIELDS.flatMap((field) =>
  Array.from({ length: 30 }, (_, i) => [field, i + 1] as const),
);

export function random(shape: Shape, dtype: Field, seed = 1): NDArray {
  const width = dtype === 'complex128' ? 2 : 1;
  return { shape, dtype, data: numbers(sizeOf(shape) * width, seed + 7919 * shape.at(-1)!) };
}

export function real(shape: Shape, data: ArrayLike<number>): NDArray {
  return { shape, dtype: 'float64', data: Float64Array.from(data) };
}

export function complex(shape: Shape, data: ArrayLike<number>): NDArray {
  return { shape, dtype: 'complex128', data: Float64Array.from(data) };
}

/** The matrix with these elements. */
export function matrix(rows: number, columns: number, element: (i: number, j: number) => number): NDArray {
  return real(
    [rows, columns],
    Array.from({ length: rows * columns }, (_, k) => element(Math.floor(k / columns), k % columns)),
  );
}

export const eye = (n: number): NDArray => matrix(n, n, (i, j) => Number(i === j));
export const diagonal = (d: ArrayLike<number>): NDArray =>
  matrix(d.length, d.length, (i, j) => (i === j ? d[i]! : 0));
export const hilbert = (n: number): NDArray => matrix(n, n, (i, j) => 1 / (i + j + 1));

/** Element i, j of a matrix, as a pair. */
export function at({ shape, dtype, data }: NDArray, i: number, j: number): [number, number] {
  const k = i * shape[1]! + j;
  return dtype === 'complex128' ? [data[2 * k]!, data[2 * k + 1]!] : [data[k]!, 0];
}

function build(rows: number, columns: number, element: (i: number, j: number) => [number, number]): NDArray {
  const data: number[] = [];
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data.push(...element(i, j));
  return complex([rows, columns], data);
}

/** The product of two matrices, complex. */
export function product(x: NDArray, y: NDArray): NDArray {
  return build(x.shape[0]!, y.shape[1]!, (i, j) => {
    let re = 0;
    let im = 0;
    for (let k = 0; k < x.shape[1]!; k++) {
      const [a, b] = at(x, i, k);
      const [c, d] = at(y, k, j);
      re += a * c - b * d;
      im += a * d + b * c;
    }
    return [re, im];
  });
}

export const products = (...factors: NDArray[]): NDArray => factors.reduce(product);

export function adjoint(x: NDArray): NDArray {
  return build(x.shape[1]!, x.shape[0]!, (i, j) => {
    const [re, im] = at(x, j, i);
    return [re, -im];
  });
}

export function sum(x: NDArray, y: NDArray, factor = 1): NDArray {
  return build(x.shape[0]!, x.shape[1]!, (i, j) => {
    const [a, b] = at(x, i, j);
    const [c, d] = at(y, i, j);
    return [a + factor * c, b + factor * d];
  });
}

export function scaled(x: NDArray, factor: number): NDArray {
  return { ...x, data: x.data.map((value) => value * factor) };
}

/** The same in its own field: real if `like` is, the imaginary parts being 0 then. */
export function inField(x: NDArray, like: NDArray): NDArray {
  return like.dtype === 'complex128'
    ? x
    : real(
        x.shape,
        x.data.filter((_, i) => i % 2 === 0),
      );
}

/** A Hermitian matrix; positive definite if `x` is regular. */
export const gram = (x: NDArray): NDArray => inField(product(x, adjoint(x)), x);
export const hermitian = (x: NDArray): NDArray => inField(sum(x, adjoint(x)), x);

/** The diagonal matrix of values, m×n. */
export function spread(values: NDArray, m: number, n: number): NDArray {
  const row = { ...values, shape: [1, values.shape[0]!] };
  return build(m, n, (i, j) => (i === j ? at(row, 0, i) : [0, 0]));
}

export function part(x: NDArray, rows: number, columns: number): NDArray {
  return build(rows, columns, (i, j) => at(x, i, j));
}

export function size(x: NDArray): number {
  return x.data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

/** The matrix at a place of a stack. */
export function slice(x: NDArray, place: number, core = 2): NDArray {
  const shape = x.shape.slice(x.shape.length - core);
  const length = sizeOf(shape) * (x.dtype === 'complex128' ? 2 : 1);
  return { shape, dtype: x.dtype, data: x.data.slice(place * length, (place + 1) * length) };
}

/** Expect two matrices to agree to `tolerance` times the larger of 1 and the size of the second. */
export function expectClose(actual: NDArray, expected: NDArray, tolerance: number): void {
  expect(actual.shape).toEqual(expected.shape);
  const rows = (x: NDArray): NDArray => (x.shape.length === 2 ? x : { ...x, shape: [1, sizeOf(x.shape)] });
  const difference = size(sum(rows(actual), rows(expected), -1));
  expect(difference).toBeLessThanOrEqual(tolerance * Math.max(1, size(expected)));
}

export function expectUnitary(x: NDArray, tolerance: number): void {
  expectClose(product(adjoint(x), x), eye(x.shape[1]!), tolerance);
}
