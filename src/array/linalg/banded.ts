/** Systems with a band matrix, by LU with partial pivoting within the band (as LAPACK's gbsv). */

import { arrayError, type NDArray, showShape } from '../ndarray.ts';
import { matrixSize } from './batch.ts';
import { divide, imaginary, magnitude, subtractScaled, swap, type Width } from './elements.ts';
import { solveBatch } from './triangular.ts';

/**
 * Return x with A·x = b, where A has `lower` diagonals below the main one and `upper` above, given by `ab` (…, lower+upper+1, n):
 * ab[upper + i − j, j] = A[i, j]. b is (…, n) if its rank is that of ab less one, else (…, n, k). Throws E_SCRIPT.
 */
export function solveBanded(lower: number, upper: number, ab: NDArray, b: NDArray): NDArray {
  const [diagonals, n] = matrixSize(ab);
  if (diagonals !== lower + upper + 1) {
    throw arrayError(
      `${lower} lower and ${upper} upper diagonals need ${lower + upper + 1} rows: ${showShape(ab.shape)}`,
    );
  }
  return solveBatch(ab, b, n, (matrix, x, k, w) => {
    eliminate(rowsOf(matrix, lower, upper, n, w), lower, upper, n, x, k, w);
  });
}

/**
 * The band by rows, with room for the `lower` more diagonals that exchanging rows fills: A[i, j] at i·stride + j + lower. The stride is
 * one less than the width of a row, so columns are aligned as in a full matrix.
 */
function rowsOf(ab: Float64Array, lower: number, upper: number, n: number, w: Width): Float64Array {
  const stride = 2 * lower + upper;
  const rows = new Float64Array((n * (stride + 1) + lower) * w);
  for (let i = 0; i < n; i++) {
    for (let j = Math.max(0, i - lower); j <= Math.min(n - 1, i + upper); j++) {
      const from = ((upper + i - j) * n + j) * w;
      rows.set(ab.subarray(from, from + w), (i * stride + j + lower) * w);
    }
  }
  return rows;
}

/** Overwrite the n×k matrix `x` with the solution. Throws E_SCRIPT if a pivot is 0. */
function eliminate(
  a: Float64Array,
  lower: number,
  upper: number,
  n: number,
  x: Float64Array,
  k: number,
  w: Width,
): void {
  const stride = (2 * lower + upper) * w;
  const row = k * w;
  for (let c = 0; c < n; c++) {
    const d = c * stride + (c + lower) * w;
    const reach = Math.min(lower + upper, n - 1 - c);
    const below = Math.min(lower, n - 1 - c);
    let p = 0;
    for (let i = 1; i <= below; i++) {
      if (magnitude(a, d + i * stride, w) > magnitude(a, d + p * stride, w)) p = i;
    }
    if (magnitude(a, d + p * stride, w) === 0) throw arrayError('the matrix is singular');
    if (p !== 0) {
      swap(a, d, a, d + p * stride, reach + 1, w);
      swap(x, c * row, x, (c + p) * row, k, w);
    }
    for (let i = 1; i <= below; i++) {
      const l = d + i * stride;
      divide(a, l, 1, a[d]!, imaginary(a, d, w), w);
      subtractScaled(a, l + w, a[l]!, imaginary(a, l, w), a, d + w, reach, w);
      subtractScaled(x, (c + i) * row, a[l]!, imaginary(a, l, w), x, c * row, k, w);
    }
  }
  for (let c = n - 1; c >= 0; c--) {
    const d = c * stride + (c + lower) * w;
    for (let i = 1; i <= Math.min(lower + upper, n - 1 - c); i++) {
      subtractScaled(x, c * row, a[d + i * w]!, imaginary(a, d + i * w, w), x, (c + i) * row, k, w);
    }
    divide(x, c * row, k, a[d]!, imaginary(a, d, w), w);
  }
}
