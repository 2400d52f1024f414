/** Singular values and vectors: Householder bidiagonalisation (Golub & Van Loan, 5.4.8), then implicit QR. */

import { type NDArray, width, zeros } from '../ndarray.ts';
import { fieldOf, forEachMatrix, leading, matrixSize, requireFinite } from './batch.ts';
import { type Bidiagonal, makeUpper, singularValues } from './bidiagonal.ts';
import { bringIntoRange, multiply, transpose, type Width } from './elements.ts';
import {
  makeReflectors,
  productOf,
  type Reflectors,
  reflectColumns,
  reflector,
  startOf,
} from './householder.ts';
import { eliminateColumn, factorQR } from './qr.ts';

/**
 * Return U (…, m, m), s (…, min(m, n)) descending, and Vᴴ (…, n, n) with U·s·Vᴴ = a (…, m, n); without `fullMatrices` only
 * the min(m, n) columns of U and rows of Vᴴ that have a singular value. Throws E_SCRIPT if an element is not finite.
 */
export function svd(a: NDArray, fullMatrices = true): { u: NDArray; s: NDArray; vh: NDArray } {
  const [m, n] = matrixSize(a);
  const k = Math.min(m, n);
  requireFinite(a, 'SVD did not converge');
  const w = width(a.dtype);
  const lead = leading(a);
  const rows = fullMatrices ? m : k;
  const columns = fullMatrices ? n : k;
  const u = zeros([...lead, m, rows], fieldOf(a));
  const s = zeros([...lead, k]);
  const vh = zeros([...lead, columns, n], fieldOf(a));
  forEachMatrix(a, (matrix, place) => {
    const scale = bringIntoRange(matrix);
    const { d, left, right } = decompose(matrix, m, n, rows, columns, w);
    for (let i = 0; i < k; i++) s.data[place * k + i] = d[i]! * scale;
    u.data.set(transpose(left, rows, m, w), place * m * rows * w);
    vh.data.set(right, place * columns * n * w);
  });
  return { u, s, vh };
}

/** Vectors as rows: those of `left` are columns of U, those of `right` rows of Vᴴ. */
type Factors = Pick<Bidiagonal, 'd' | 'left' | 'right'>;

/**
 * Decompose an m×n matrix, which is used up, with `rows` columns of U and `columns` rows of Vᴴ. The ways are those of LAPACK's gesdd,
 * so that vectors have its signs (up to 25 rows or columns, beyond which it divides and conquers).
 */
function decompose(a: Float64Array, m: number, n: number, rows: number, columns: number, w: Width): Factors {
  if (m >= n) return isLong(m, n, w) ? decomposeTall(a, m, n, rows, w) : decomposeUpper(a, m, n, rows, w);
  const adjoint = transpose(a, m, n, w, -1);
  return isLong(n, m, w)
    ? decomposeWide(adjoint, m, n, columns, w)
    : decomposeLower(adjoint, m, n, columns, w);
}

/** Whether QR comes first. */
function isLong(long: number, short: number, w: Width): boolean {
  return long >= Math.floor(short * (w === 1 ? 11 / 6 : 17 / 9));
}

/** By A = Q·R: R = U·s·Vᴴ makes Q·U of U. */
function decomposeTall(a: Float64Array, m: number, n: number, rows: number, w: Width): Factors {
  const reflectors = factorQR(a, m, n, w);
  const { d, left, right } = decomposeUpper(upperTriangle(a, n, w), n, n, n, w);
  const q = transpose(productOf(reflectors, rows, w), m, rows, w);
  q.set(multiply(left, q, n, n, m, w)); // further rows complete the basis
  return { d, left: q, right };
}

/** By Aᴴ = Q·R, given Aᴴ: Rᴴ = U·s·Vᴴ makes Vᴴ·Qᴴ of Vᴴ. */
function decomposeWide(adjoint: Float64Array, m: number, n: number, columns: number, w: Width): Factors {
  const reflectors = factorQR(adjoint, n, m, w);
  const l = transpose(upperTriangle(adjoint, m, w), m, m, w, -1);
  const { d, left, right } = decomposeUpper(l, m, m, m, w);
  const q = transpose(productOf(reflectors, columns, w), n, columns, w, -1);
  q.set(multiply(right, q, m, m, n, w));
  return { d, left, right: q };
}

/** The upper triangle of the first n rows of a matrix of n columns. */
function upperTriangle(a: Float64Array, n: number, w: Width): Float64Array {
  const r = a.slice(0, n * n * w);
  for (let i = 1; i < n; i++) r.fill(0, i * n * w, (i * n + i) * w);
  return r;
}

/** By upper bidiagonal form, m ≥ n. */
function decomposeUpper(a: Float64Array, m: number, n: number, rows: number, w: Width): Factors {
  const { d, e, q, p } = bidiagonalize(a, m, n, w);
  const left = transpose(productOf(q, rows, w), m, rows, w);
  const right = transpose(productOf(p, n, w), n, n, w, -1);
  singularValues({ d, e, left, leftLength: m * w, right, rightLength: n * w });
  return { d, left, right };
}

/** By lower bidiagonal form, m < n, which is the upper one of Aᴴ, given here. */
function decomposeLower(adjoint: Float64Array, m: number, n: number, columns: number, w: Width): Factors {
  const { d, e, q, p } = bidiagonalize(adjoint, n, m, w);
  const left = transpose(productOf(p, m, w), m, m, w);
  const right = transpose(productOf(q, columns, w), n, columns, w, -1);
  const b = { d, e, left, leftLength: m * w, right, rightLength: n * w };
  makeUpper(b);
  singularValues(b);
  return b;
}

/** Reduce an m×n matrix, m ≥ n, to Qᴴ·A·P = B, real with diagonals `d` and `e`; Q and P are products of reflectors. */
function bidiagonalize(
  a: Float64Array,
  m: number,
  n: number,
  w: Width,
): { d: Float64Array; e: Float64Array; q: Reflectors; p: Reflectors } {
  const d = new Float64Array(n);
  const e = new Float64Array(Math.max(0, n - 1));
  const q = makeReflectors(m, n, 0, w);
  const p = makeReflectors(n, e.length, 1, w);
  for (let i = 0; i < n; i++) {
    eliminateColumn(a, m, n, i, i, q, w);
    d[i] = a[i * (n + 1) * w]!;
    if (i < n - 1) e[i] = eliminateRow(a, m, n, i, p, w);
  }
  return { d, e, q, p };
}

/** Make the i-th reflector of P from row i, conjugated, and apply it to the rows after that. Return β. */
function eliminateRow(a: Float64Array, m: number, n: number, i: number, p: Reflectors, w: Width): number {
  const { v, tau } = p;
  const start = startOf(p, i, w);
  const count = n - 1 - i;
  const from = (i * n + i + 1) * w;
  for (let k = 0; k < count * w; k += w) {
    v[start + k] = a[from + k]!;
    if (w === 2) v[start + k + 1] = -a[from + k + 1]!;
  }
  const beta = reflector(v, start, count, tau, i * w, w);
  const block = { at: from + n * w, stride: n * w, rows: m - 1 - i, columns: count };
  reflectColumns(a, block, v, start, tau[i * w]!, w === 1 ? 0 : tau[i * w + 1]!, w);
  return beta;
}
