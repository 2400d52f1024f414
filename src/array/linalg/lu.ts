/**
 * LU factors with partial pivoting, and what follows from them: determinant, inverse, solution. Nothing is compared with a
 * tolerance: a matrix is singular if a pivot is exactly 0, as in LAPACK, so that scaling it changes no answer.
 */

import { arrayError, type NDArray, width, zeros } from '../ndarray.ts';
import { fieldOf, forEachMatrix, leading, squareSize } from './batch.ts';
import {
  divide,
  identity,
  imaginary,
  magnitude,
  modulus,
  subtractScaled,
  swap,
  type Width,
} from './elements.ts';
import { hasZeroOnDiagonal, solveBatch, substitute } from './triangular.ts';

/** What a factorisation in place leaves beside the factors: row i of P·A is row `rows[i]` of A; `sign` is the determinant of P. */
export interface Pivoting {
  readonly rows: Int32Array;
  readonly sign: 1 | -1;
}

/** Return the determinants of (…, n, n). */
export function det(a: NDArray): NDArray {
  const n = squareSize(a);
  const result = zeros(leading(a), fieldOf(a));
  const w = width(a.dtype);
  forEachMatrix(a, (matrix, place) => {
    const { sign } = factorLU(matrix, n, w);
    writeProduct(matrix, n, w, sign, result.data, place * w);
  });
  return result;
}

/** Return the determinants of (…, n, n) as sign·exp(logabs); of a singular matrix 0 and −∞. */
export function slogdet(a: NDArray): { sign: NDArray; logabs: NDArray } {
  const n = squareSize(a);
  const sign = zeros(leading(a), fieldOf(a));
  const logabs = zeros(leading(a));
  const w = width(a.dtype);
  forEachMatrix(a, (matrix, place) => {
    const { sign: parity } = factorLU(matrix, n, w);
    logabs.data[place] = writePolar(matrix, n, w, parity, sign.data, place * w);
  });
  return { sign, logabs };
}

/** Return the inverses of (…, n, n). Throws E_SCRIPT if one is singular. */
export function inv(a: NDArray): NDArray {
  const n = squareSize(a);
  const result = zeros(a.shape, fieldOf(a));
  const w = width(a.dtype);
  forEachMatrix(a, (matrix, place) => {
    result.data.set(solveInPlace(matrix, n, identity(n, w), n, w), place * n * n * w);
  });
  return result;
}

/**
 * Return x with a·x = b for a (…, n, n); b is (…, n) if its rank is that of a less one, else (…, n, k). Leading axes broadcast.
 * Throws E_SCRIPT if a matrix is singular.
 */
export function solve(a: NDArray, b: NDArray): NDArray {
  const n = squareSize(a);
  return solveBatch(a, b, n, (matrix, x, k, w) => x.set(solveInPlace(matrix, n, x, k, w)));
}

/** Overwrite `a` with L (unit lower triangle) and U (upper triangle) of P·A = L·U. A column without pivot is passed over. */
export function factorLU(a: Float64Array, n: number, w: Width): Pivoting {
  const rows = new Int32Array(n);
  for (let i = 0; i < n; i++) rows[i] = i;
  const stride = n * w;
  let sign: 1 | -1 = 1;
  for (let k = 0; k < n; k++) {
    const pivotRow = k * stride;
    const p = findPivot(a, n, k, w);
    if (p !== k) {
      swap(a, p * stride, a, pivotRow, n, w);
      const kept = rows[p]!;
      rows[p] = rows[k]!;
      rows[k] = kept;
      sign = -sign as 1 | -1;
    }
    const d = pivotRow + k * w;
    const re = a[d]!;
    const im = imaginary(a, d, w);
    if (re === 0 && im === 0) continue;
    for (let l = d + stride; l < n * stride; l += stride) {
      divide(a, l, 1, re, im, w);
      subtractScaled(a, l + w, a[l]!, imaginary(a, l, w), a, d + w, n - k - 1, w);
    }
  }
  return { rows, sign };
}

/** The row from `k` on with the largest element in column `k`. */
function findPivot(a: Float64Array, n: number, k: number, w: Width): number {
  let best = k;
  let largest = magnitude(a, k * (n + 1) * w, w);
  for (let i = k + 1; i < n; i++) {
    const size = magnitude(a, (i * n + k) * w, w);
    if (size > largest) {
      best = i;
      largest = size;
    }
  }
  return best;
}

/** Return the solution X of A·X = b, b being n×k; overwrites `a` with its factors. Throws E_SCRIPT. */
function solveInPlace(a: Float64Array, n: number, b: Float64Array, k: number, w: Width): Float64Array {
  const { rows } = factorLU(a, n, w);
  if (hasZeroOnDiagonal(a, n, w)) throw arrayError('the matrix is singular');
  const x = new Float64Array(b.length);
  const row = k * w;
  for (let i = 0; i < n; i++) {
    const from = rows[i]! * row;
    for (let j = 0; j < row; j++) x[i * row + j] = b[from + j]!;
  }
  substitute(a, n, x, k, w, { lower: true, unitDiagonal: true });
  substitute(a, n, x, k, w, {});
  return x;
}

/** Write the determinant of the factors to `out`: the product of the pivots, or from logarithms if that leaves the range of doubles. */
function writeProduct(
  lu: Float64Array,
  n: number,
  w: Width,
  sign: number,
  out: Float64Array,
  at: number,
): void {
  let re = sign;
  let im = 0;
  let inRange = true;
  for (let k = 0, d = 0; k < n; k++, d += (n + 1) * w) {
    const x = lu[d]!;
    const y = imaginary(lu, d, w);
    [re, im] = [re * x - im * y, re * y + im * x];
    const size = Math.abs(re) + Math.abs(im);
    inRange &&= size > 1e-290 && size < 1e300;
  }
  if (inRange) {
    out[at] = re;
    if (w === 2) out[at + 1] = im;
  } else {
    const size = Math.exp(writePolar(lu, n, w, sign, out, at));
    for (let part = at; part < at + w; part++) out[part]! *= size;
  }
}

/** Write the determinant of the factors divided by its modulus to `out`; return the logarithm of the modulus. */
function writePolar(
  lu: Float64Array,
  n: number,
  w: Width,
  sign: number,
  out: Float64Array,
  at: number,
): number {
  let re = sign;
  let im = 0;
  let log = 0;
  for (let k = 0, d = 0; k < n; k++, d += (n + 1) * w) {
    const y = imaginary(lu, d, w);
    const size = w === 1 ? Math.abs(lu[d]!) : modulus(lu[d]!, y);
    const cosine = size === 0 ? 0 : lu[d]! / size;
    const sine = size === 0 ? 0 : y / size;
    [re, im] = [re * cosine - im * sine, re * sine + im * cosine];
    log += Math.log(size);
  }
  out[at] = re + 0; // of a singular matrix 0, never −0
  if (w === 2) out[at + 1] = im + 0;
  return log;
}
