/** QR factors by Householder reflectors, with the signs of LAPACK (geqrf): the diagonal of R is real, and not made positive. */

import { type NDArray, width, zeros } from '../ndarray.ts';
import { fieldOf, forEachMatrix, leading, matrixSize } from './batch.ts';
import { bringIntoRange, type Width } from './elements.ts';
import {
  makeReflectors,
  productOf,
  type Reflectors,
  reflector,
  reflectRows,
  startOf,
} from './householder.ts';

/** Return Q (…, m, k) with orthonormal columns and R (…, k, n), Q·R = a (…, m, n): k = min(m, n), or m if `mode` is complete. */
export function qr(a: NDArray, mode: 'reduced' | 'complete' = 'reduced'): { q: NDArray; r: NDArray } {
  const [m, n] = matrixSize(a);
  const k = mode === 'complete' ? m : Math.min(m, n);
  const lead = leading(a);
  const w = width(a.dtype);
  const q = zeros([...lead, m, k], fieldOf(a));
  const r = zeros([...lead, k, n], fieldOf(a));
  forEachMatrix(a, (matrix, place) => {
    const scale = bringIntoRange(matrix);
    const reflectors = factorQR(matrix, m, n, w);
    q.data.set(productOf(reflectors, k, w), place * m * k * w);
    const to = place * k * n * w;
    for (let i = 0; i < Math.min(m, n); i++) {
      for (let j = (i * n + i) * w; j < (i + 1) * n * w; j++) r.data[to + j] = matrix[j]! * scale;
    }
  });
  return { q, r };
}

/** Overwrite the upper triangle of the m×n matrix `a` with R (what is below means nothing then); return the reflectors of Q. */
export function factorQR(a: Float64Array, m: number, n: number, w: Width): Reflectors {
  const reflectors = makeReflectors(m, Math.min(m, n), 0, w);
  for (let i = 0; i < reflectors.count; i++) eliminateColumn(a, m, n, i, i, reflectors, w);
  return reflectors;
}

/**
 * Make the i-th reflector from column `column` of the m×n matrix `a`, from the row on that the reflector begins with, and apply Hᴴ to
 * the columns after it. In the column itself only β is written.
 */
export function eliminateColumn(
  a: Float64Array,
  m: number,
  n: number,
  column: number,
  i: number,
  reflectors: Reflectors,
  w: Width,
): void {
  const { v, tau } = reflectors;
  const first = i + reflectors.shift;
  const stride = n * w;
  const start = startOf(reflectors, i, w);
  const d = first * stride + column * w;
  for (let k = 0; k < m - first; k++) {
    for (let part = 0; part < w; part++) v[start + k * w + part] = a[d + k * stride + part]!;
  }
  a[d] = reflector(v, start, m - first, tau, i * w, w);
  if (w === 2) a[d + 1] = 0;
  const block = { at: d + w, stride, rows: m - first, columns: n - 1 - column };
  reflectRows(a, block, v, start, tau[i * w]!, w === 1 ? 0 : -tau[i * w + 1]!, w);
}
