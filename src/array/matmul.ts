/**
 * Products of matrices, real and complex, either one transposed, over any leading axes. Small ones are plain loops, large ones go
 * to WebAssembly. Both add up in the order of the inner axis, so that results do not depend on which one runs.
 */

import { gemm, type Product } from './gemm.ts';
import { type NDArray, promote, sizeOf, zeros } from './ndarray.ts';

/** Which operands are read with their last two axes exchanged. */
export interface Transposes {
  readonly transposeX?: boolean;
  readonly transposeY?: boolean;
}

/** From how many multiplications on, and from which length of the inner axis, a product is worth its packing. */
const LARGE = 2048;
const DEEP = 4;

/** From which length on whole rows are worth reading one after the other. */
const WIDE = 32;

/**
 * Return the products of the matrices in the last two axes. Shapes: x (…, m, k), or (…, k, m) when `transposeX`; y (…, k, n), or
 * (…, n, k) when `transposeY`; result (…, m, n). Leading axes are equal. Nothing is conjugated. Of booleans, it is `or` of `and`.
 */
export function matmul(x: NDArray, y: NDArray, transposes: Transposes = {}): NDArray {
  const { transposeX = false, transposeY = false } = transposes;
  const dtype = promote(x.dtype, y.dtype);
  if (dtype === 'complex128') return complexProduct(x, y, transposeX, transposeY);
  const product = realProduct(x, y, transposeX, transposeY);
  if (dtype === 'bool')
    for (let i = 0; i < product.data.length; i++) product.data[i] = Math.min(product.data[i]!, 1);
  return { ...product, dtype };
}

/**
 * The product by a real one, with a + bi in x as [a b] and in y as [[a b] [−b a]]: the elements of the result are pairs in their
 * order in memory. A real x needs pairs in y only.
 */
function complexProduct(x: NDArray, y: NDArray, transposeX: boolean, transposeY: boolean): NDArray {
  const product =
    x.dtype === 'complex128'
      ? realProduct(pairs(x, transposeX), rotations(y, transposeY), false, false)
      : realProduct(x, pairs(y, transposeY), transposeX, false);
  const { shape, data } = product;
  return { shape: [...shape.slice(0, -1), shape.at(-1)! / 2], dtype: 'complex128', data };
}

/** A complex array (…, r, c), transposed if asked for, as a real one (…, r, 2c). */
function pairs(x: NDArray, transpose: boolean): NDArray {
  const [rows, columns] = matrixShape(x, transpose);
  const shape = [...x.shape.slice(0, -2), rows, 2 * columns];
  if (!transpose) return { shape, dtype: 'float64', data: x.data };
  const result = zeros(shape);
  let to = 0;
  for (let base = 0; base < x.data.length; base += 2 * rows * columns) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++, to += 2) {
        const from = base + 2 * (j * rows + i);
        result.data[to] = x.data[from]!;
        result.data[to + 1] = x.data[from + 1]!;
      }
    }
  }
  return result;
}

/** An array (…, r, c), transposed if asked for, as a real one (…, 2r, 2c). */
function rotations(y: NDArray, transpose: boolean): NDArray {
  const [rows, columns] = matrixShape(y, transpose);
  const [rowStep, columnStep] = transpose ? [1, rows] : [columns, 1];
  const result = zeros([...y.shape.slice(0, -2), 2 * rows, 2 * columns]);
  const { data } = result;
  const isComplex = y.dtype === 'complex128';
  const matrices = sizeOf(y.shape.slice(0, -2));
  let to = 0;
  for (let matrix = 0; matrix < matrices; matrix++) {
    for (let i = 0; i < rows; i++, to += 2 * columns) {
      for (let j = 0; j < columns; j++, to += 2) {
        const from = matrix * rows * columns + i * rowStep + j * columnStep;
        const re = isComplex ? y.data[2 * from]! : y.data[from]!;
        const im = isComplex ? y.data[2 * from + 1]! : 0;
        data[to] = re;
        data[to + 1] = im;
        data[to + 2 * columns] = -im;
        data[to + 2 * columns + 1] = re;
      }
    }
  }
  return result;
}

function realProduct(x: NDArray, y: NDArray, transposeX: boolean, transposeY: boolean): NDArray {
  const [m, k] = matrixShape(x, transposeX);
  const [, n] = matrixShape(y, transposeY);
  const leading = x.shape.slice(0, -2);
  if (n === 1 && m > 1) {
    const { data } = realProduct(y, x, !transposeY, !transposeX); // the same as a row
    return { shape: [...leading, m, 1], dtype: 'float64', data };
  }
  const result = zeros([...leading, m, n]);
  const product: Product = {
    x: { data: x.data, rowStep: transposeX ? 1 : k, columnStep: transposeX ? m : 1 },
    y: { data: y.data, rowStep: transposeY ? 1 : n, columnStep: transposeY ? k : 1 },
    m,
    k,
    n,
    out: result.data,
  };
  const multiply = multiplierOf(product);
  const count = sizeOf(leading);
  for (let i = 0; i < count; i++) multiply(product, i * m * k, i * k * n, i * m * n);
  return result;
}

/** Adds the product of the matrices that begin at `xAt` and `yAt` to that at `outAt`. */
type Multiplier = (product: Product, xAt: number, yAt: number, outAt: number) => void;

function multiplierOf({ m, k, n, y }: Product): Multiplier {
  if (m > 1 && k >= DEEP && m * k * n >= LARGE) return gemm;
  return y.columnStep === 1 && n >= WIDE ? addRows : addDots;
}

/** Row by row of y, whose rows lie without gaps. */
function addRows({ x, y, m, k, n, out }: Product, xAt: number, yAt: number, outAt: number): void {
  const { data: factors, rowStep, columnStep } = x;
  const { data: rows, rowStep: rowOfY } = y;
  for (let i = 0; i < m; i++, outAt += n) {
    for (let t = 0; t < k; t++) {
      const factor = factors[xAt + i * rowStep + t * columnStep]!;
      const from = yAt + t * rowOfY;
      for (let j = 0; j < n; j++) out[outAt + j]! += factor * rows[from + j]!;
    }
  }
}

/** Scalar products, of four columns at a time with a row. */
export function addDots({ x, y, m, k, n, out }: Product, xAt: number, yAt: number, outAt: number): void {
  const { data: rows, rowStep, columnStep } = x;
  const { data: columns, rowStep: down, columnStep: across } = y;
  const whole = n - (n % 4);
  for (let i = 0; i < m; i++, outAt += n) {
    const row = xAt + i * rowStep;
    let j = 0;
    for (; j < whole; j += 4) {
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let t = 0, a = row, b = yAt + j * across; t < k; t++, a += columnStep, b += down) {
        const factor = rows[a]!;
        sum0 += factor * columns[b]!;
        sum1 += factor * columns[b + across]!;
        sum2 += factor * columns[b + 2 * across]!;
        sum3 += factor * columns[b + 3 * across]!;
      }
      out[outAt + j] = sum0;
      out[outAt + j + 1] = sum1;
      out[outAt + j + 2] = sum2;
      out[outAt + j + 3] = sum3;
    }
    for (; j < n; j++) {
      let sum = 0;
      for (let t = 0, a = row, b = yAt + j * across; t < k; t++, a += columnStep, b += down)
        sum += rows[a]! * columns[b]!;
      out[outAt + j] = sum;
    }
  }
}

/** The lengths of the last two axes. */
function matrixShape({ shape }: NDArray, transpose: boolean): [number, number] {
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
  return transpose ? [columns, rows] : [rows, columns];
}
