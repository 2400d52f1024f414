/** The Cholesky factor of Hermitian positive definite matrices, row by row (Banachiewicz). Reads the lower triangle only. */

import { arrayError, type NDArray, width, zeros } from '../ndarray.ts';
import { fieldOf, forEachMatrix, squareSize } from './batch.ts';
import type { Width } from './elements.ts';

/** Return the lower L with L·Lᴴ = a, for a (…, n, n). Throws E_SCRIPT if a matrix is not positive definite. */
export function cholesky(a: NDArray): NDArray {
  const n = squareSize(a);
  const result = zeros(a.shape, fieldOf(a));
  const w = width(a.dtype);
  forEachMatrix(a, (matrix, place) => {
    factorCholesky(matrix, n, w);
    result.data.set(matrix, place * n * n * w);
  });
  return result;
}

/** L_ij = (A_ij − Σ_{k<j} L_ik·conj(L_jk)) / L_jj for j < i, and the diagonal the root of the same; zero above it. */
function factorCholesky(a: Float64Array, n: number, w: Width): void {
  const stride = n * w;
  for (let i = 0; i < n; i++) {
    const row = i * stride;
    for (let j = 0; j < i; j++) {
      const at = row + j * w;
      subtractInner(a, at, row, j * stride, j, w);
      const pivot = a[j * stride + j * w]!;
      for (let part = at; part < at + w; part++) a[part]! /= pivot;
    }
    const d = row + i * w;
    subtractInner(a, d, row, row, i, w);
    if (!(a[d]! > 0)) throw arrayError('the matrix is not positive definite');
    a[d] = Math.sqrt(a[d]!);
    if (w === 2) a[d + 1] = 0;
    a.fill(0, d + w, row + stride);
  }
}

/** a[at] −= Σ x·conj(y) over `n` elements of the rows that begin at `x` and `y`. */
function subtractInner(a: Float64Array, at: number, x: number, y: number, n: number, w: Width): void {
  let re = 0;
  if (w === 1) {
    for (let k = 0; k < n; k++) re += a[x + k]! * a[y + k]!;
  } else {
    let im = 0;
    for (let k = 0; k < 2 * n; k += 2) {
      re += a[x + k]! * a[y + k]! + a[x + k + 1]! * a[y + k + 1]!;
      im += a[x + k + 1]! * a[y + k]! - a[x + k]! * a[y + k + 1]!;
    }
    a[at + 1]! -= im;
  }
  a[at]! -= re;
}
