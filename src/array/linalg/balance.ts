/**
 * Balancing before eigenvalues are computed (Parlett & Reinsch 1969; LAPACK's gebal): permutations bring eigenvalues that can be read
 * off to the ends, powers of two make norms of rows and columns alike. Both change no digit.
 */

import { magnitude, norm, swap, type Width } from './elements.ts';

/** What was done: rows `low` to `high` make the part that is left, and were scaled; the others changed places with `partner`. */
export interface Balancing {
  readonly low: number;
  readonly high: number;
  readonly scale: Float64Array;
  readonly partner: Int32Array;
}

/** Balance an n×n matrix in place. */
export function balance(a: Float64Array, n: number, w: Width): Balancing {
  const partner = new Int32Array(n);
  const high = pushRowsDown(a, n, w, partner);
  const low = pushColumnsLeft(a, n, w, high, partner);
  const scale = new Float64Array(n).fill(1);
  while (scaleOnce(a, n, w, low, high, scale));
  return { low, high, scale, partner };
}

/** Turn the columns of an n×n matrix, eigenvectors of the balanced matrix, into those of the original one. */
export function undoBalance(
  x: Float64Array,
  n: number,
  w: Width,
  { low, high, scale, partner }: Balancing,
): void {
  const stride = n * w;
  for (let i = low; i <= high; i++) for (let k = i * stride; k < (i + 1) * stride; k++) x[k]! *= scale[i]!;
  for (let i = low - 1; i >= 0; i--) swap(x, i * stride, x, partner[i]! * stride, n, w);
  for (let i = high + 1; i < n; i++) swap(x, i * stride, x, partner[i]! * stride, n, w);
}

/** Move rows that are zero but for the diagonal to the end; return the last row of the rest, −1 if there is none. */
function pushRowsDown(a: Float64Array, n: number, w: Width, partner: Int32Array): number {
  let high = n - 1;
  for (let found = true; found; ) {
    found = false;
    for (let i = high; i >= 0; i--) {
      if (!isIsolated(a, i * n * w, w, i, 0, high, w)) continue;
      exchange(a, n, w, i, high, partner);
      high--;
      found = true;
    }
  }
  return high;
}

/** Move columns that are zero but for the diagonal to the beginning; return the first column of the rest. */
function pushColumnsLeft(a: Float64Array, n: number, w: Width, high: number, partner: Int32Array): number {
  let low = 0;
  for (let found = true; found; ) {
    found = false;
    for (let j = low; j <= high; j++) {
      if (!isIsolated(a, j * w, n * w, j, low, high, w)) continue;
      exchange(a, n, w, j, low, partner);
      low++;
      found = true;
    }
  }
  return low;
}

/** Whether the elements `low` to `high` of a row or column that begins at `at` are zero but for element `i`. */
function isIsolated(
  a: Float64Array,
  at: number,
  step: number,
  i: number,
  low: number,
  high: number,
  w: Width,
): boolean {
  for (let k = low; k <= high; k++) if (k !== i && magnitude(a, at + k * step, w) !== 0) return false;
  return true;
}

function exchange(a: Float64Array, n: number, w: Width, i: number, end: number, partner: Int32Array): void {
  partner[end] = i;
  if (i === end) return;
  swap(a, i * n * w, a, end * n * w, n, w);
  for (let k = 0; k < n; k++) swap(a, (k * n + i) * w, a, (k * n + end) * w, 1, w);
}

/** Scale each row and column by a power of two if that makes the sum of their norms 5 % smaller; return whether any was. */
function scaleOnce(
  a: Float64Array,
  n: number,
  w: Width,
  low: number,
  high: number,
  scale: Float64Array,
): boolean {
  const column = new Float64Array(n * w);
  let changed = false;
  for (let i = low; i <= high; i++) {
    for (let k = low; k <= high; k++) column.set(a.subarray((k * n + i) * w, (k * n + i + 1) * w), k * w);
    const c = norm(column, low * w, (high - low + 1) * w);
    const r = norm(a, (i * n + low) * w, (high - low + 1) * w);
    if (c === 0 || r === 0) continue;
    const f = 2 ** Math.round(Math.log2(r / c) / 2);
    if (c * f + r / f >= 0.95 * (c + r) || !isSafe(scale[i]! * f)) continue;
    scale[i]! *= f;
    changed = true;
    for (let k = i * n * w; k < (i + 1) * n * w; k++) a[k]! /= f;
    for (let k = 0; k < n; k++) {
      for (let part = 0; part < w; part++) a[(k * n + i) * w + part]! *= f;
    }
  }
  return changed;
}

/** Within this, no digit is lost in numbers near 1. */
function isSafe(factor: number): boolean {
  return factor > 2 ** -500 && factor < 2 ** 500;
}
