/** Hessenberg form by Householder reflectors (Golub & Van Loan, 7.4.2). */

import type { Width } from './elements.ts';
import { makeReflectors, productOf, reflectColumns, startOf } from './householder.ts';
import { eliminateColumn } from './qr.ts';

/** Overwrite an n×n matrix that is triangular but for rows `low` to `high` with Qᴴ·A·Q, zero below the subdiagonal; return Q. */
export function reduceToHessenberg(
  a: Float64Array,
  n: number,
  low: number,
  high: number,
  w: Width,
): Float64Array {
  const reflectors = makeReflectors(n, Math.max(0, high - low - 1), low + 1, w);
  const stride = n * w;
  for (let i = 0; i < reflectors.count; i++) {
    const first = low + 1 + i;
    eliminateColumn(a, n, n, low + i, i, reflectors, w);
    for (let k = first + 1; k <= high; k++) a.fill(0, k * stride + (low + i) * w, k * stride + first * w);
    const block = { at: first * w, stride, rows: high + 1, columns: n - first };
    const { v, tau } = reflectors;
    reflectColumns(a, block, v, startOf(reflectors, i, w), tau[i * w]!, w === 1 ? 0 : tau[i * w + 1]!, w);
  }
  return productOf(reflectors, n, w);
}
