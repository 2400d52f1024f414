import { describe, expect, it } from 'vitest';
import { matmul, type Transposes } from '../../src/array/matmul.ts';
import { type DType, type NDArray, sizeOf, width } from '../../src/array/ndarray.ts';
import { numbers } from './numbers.ts';

function random(shape: readonly number[], dtype: DType, seed: number): NDArray {
  return { shape, dtype, data: numbers(sizeOf(shape) * width(dtype), seed) };
}

/** A stack of matrices with its last two axes exchanged if asked for. */
function stack(count: number, rows: number, columns: number, transpose: boolean): number[] {
  return transpose ? [count, columns, rows] : [count, rows, columns];
}

/** The triple loop, adding in the order of the inner axis. */
function naive(x: NDArray, y: NDArray, { transposeX = false, transposeY = false }: Transposes): Float64Array {
  const [count, xRows, xColumns] = x.shape as [number, number, number];
  const [, yRows, yColumns] = y.shape as [number, number, number];
  const [m, k] = transposeX ? [xColumns, xRows] : [xRows, xColumns];
  const n = transposeY ? yRows : yColumns;
  const isComplex = x.dtype === 'complex128' || y.dtype === 'complex128';
  const at = ({ data, dtype }: NDArray, i: number): [number, number] =>
    dtype === 'complex128' ? [data[2 * i]!, data[2 * i + 1]!] : [data[i]!, 0];
  const result: number[] = [];
  for (let b = 0; b < count; b++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let [re, im] = [0, 0];
        for (let t = 0; t < k; t++) {
          const [xr, xi] = at(x, b * m * k + (transposeX ? t * m + i : i * k + t));
          const [yr, yi] = at(y, b * k * n + (transposeY ? j * k + t : t * n + j));
          re += xr * yr;
          im += xr * yi;
          re -= xi * yi;
          im += xi * yr;
        }
        result.push(...(isComplex ? [re, im] : [re]));
      }
    }
  }
  return Float64Array.from(result);
}

/** m, k, n, number of matrices: plain loops, tiles, edges of tiles and of blocks. */
const SIZES: readonly [number, number, number, number][] = [
  [1, 1, 1, 3],
  [80, 1, 4, 1],
  [4, 80, 1, 2],
  [1, 7, 90, 2],
  [3, 5, 2, 4],
  [4, 4, 4, 1],
  [16, 16, 16, 2],
  [17, 19, 23, 2],
  [2, 300, 5, 1],
  [257, 5, 9, 1],
  [9, 257, 513, 1],
  [33, 600, 34, 1],
  [70, 3, 70, 1],
];
const TRANSPOSES: readonly Transposes[] = [
  {},
  { transposeX: true },
  { transposeY: true },
  { transposeX: true, transposeY: true },
];

describe('matmul', () => {
  it.each(SIZES)('%i×%i by its columns %i, %i times: the bits of the triple loop, real', (m, k, n, count) => {
    for (const transposes of TRANSPOSES) {
      const x = random(stack(count, m, k, transposes.transposeX ?? false), 'float64', 1);
      const y = random(stack(count, k, n, transposes.transposeY ?? false), 'float64', 2);
      const product = matmul(x, y, transposes);
      expect(product).toMatchObject({ shape: [count, m, n], dtype: 'float64' });
      expect(product.data).toEqual(naive(x, y, transposes));
    }
  });

  it.each([
    ['complex128', 'complex128'],
    ['complex128', 'float64'],
    ['float64', 'complex128'],
    ['int64', 'complex128'],
  ] as const)('%s by %s: the triple loop', (dtypeX, dtypeY) => {
    for (const [m, k, n, count] of SIZES.filter((size) => size[1] < 300)) {
      for (const transposes of TRANSPOSES) {
        const x = random(stack(count, m, k, transposes.transposeX ?? false), dtypeX, 3);
        const y = random(stack(count, k, n, transposes.transposeY ?? false), dtypeY, 4);
        const product = matmul(x, y, transposes);
        expect(product).toMatchObject({ shape: [count, m, n], dtype: 'complex128' });
        expect(product.data).toEqual(naive(x, y, transposes));
      }
    }
  });

  it.each(['float64', 'complex128'] as const)('axes of length 0, %s: nothing, or zeros', (dtype) => {
    for (const [m, k, n, count] of [
      [0, 3, 2, 1],
      [3, 0, 2, 2],
      [3, 0, 1, 1],
      [100, 0, 100, 1],
      [2, 3, 0, 1],
      [2, 3, 4, 0],
      [0, 0, 0, 0],
    ] as const) {
      for (const transposes of TRANSPOSES) {
        const x = random(stack(count, m, k, transposes.transposeX ?? false), dtype, 5);
        const y = random(stack(count, k, n, transposes.transposeY ?? false), dtype, 6);
        const { shape, data } = matmul(x, y, transposes);
        expect(shape).toEqual([count, m, n]);
        expect(data).toEqual(new Float64Array(count * m * n * width(dtype)));
      }
    }
  });

  it('takes several leading axes, or none', () => {
    const x = random([2, 3, 4, 5], 'float64', 7);
    const y = random([2, 3, 5, 6], 'float64', 8);
    const flat = matmul({ ...x, shape: [6, 4, 5] }, { ...y, shape: [6, 5, 6] });
    expect(matmul(x, y)).toEqual({ ...flat, shape: [2, 3, 4, 6] });
    const first = matmul(
      { ...x, shape: [4, 5], data: x.data.slice(0, 20) },
      { ...y, shape: [5, 6], data: y.data.slice(0, 30) },
    );
    expect(first).toEqual({ shape: [4, 6], dtype: 'float64', data: flat.data.slice(0, 24) });
  });

  it('keeps integers and booleans: a boolean product is whether any pair is true', () => {
    const ones = (shape: readonly number[], dtype: DType): NDArray => ({
      shape,
      dtype,
      data: new Float64Array(sizeOf(shape)).fill(1),
    });
    expect(matmul(ones([2, 3], 'int64'), ones([3, 1], 'bool'))).toEqual({
      shape: [2, 1],
      dtype: 'int64',
      data: Float64Array.of(3, 3),
    });
    expect(matmul(ones([2, 3], 'bool'), ones([3, 1], 'bool')).data).toEqual(Float64Array.of(1, 1));
  });

  it('an infinity or NaN stays in its row, also where tiles are padded', () => {
    const x = random([41, 30], 'float64', 9);
    const y = random([30, 43], 'float64', 10);
    x.data[40 * 30 + 2] = Infinity;
    x.data[7 * 30] = NaN;
    y.data[29 * 43 + 42] = -Infinity;
    expect(matmul(x, y).data).toEqual(naive({ ...x, shape: [1, 41, 30] }, { ...y, shape: [1, 30, 43] }, {}));
  });
});
