/** Eigenvalues and vectors of general matrices: balancing, Schur form, back substitution (Golub & Van Loan, 7.6). */

import { type NDArray, width, zeros } from '../ndarray.ts';
import { balance, undoBalance } from './balance.ts';
import { forEachMatrix, leading, requireFinite, squareSize } from './batch.ts';
import { over } from './complex-scalars.ts';
import { bringIntoRange, EPSILON, magnitude, modulus, multiply, norm, TINY } from './elements.ts';
import { schurOfPart } from './schur.ts';

/**
 * Return the eigenvalues (…, n) of a (…, n, n) and eigenvectors of norm 1 as columns (…, n, n), both complex. Of a complex vector the
 * component of largest modulus is real. Of a real matrix, real eigenvalues and their vectors have imaginary part 0, and the
 * others come as conjugate pairs, the one with positive imaginary part first. Throws E_SCRIPT if an element is not finite.
 */
export function eig(a: NDArray): { values: NDArray; vectors: NDArray } {
  const n = squareSize(a);
  requireFinite(a, 'the array must not contain infs or NaNs');
  const w = width(a.dtype);
  const values = zeros([...leading(a), n], 'complex128');
  const vectors = zeros(a.shape, 'complex128');
  forEachMatrix(a, (matrix, place) => {
    const scale = bringIntoRange(matrix);
    const balancing = balance(matrix, n, w);
    const { t, z } = schurOfPart(matrix, n, balancing.low, balancing.high, w);
    const x = multiply(z, triangularVectors(t, n), n, n, n, 2);
    undoBalance(x, n, 2, balancing);
    for (let j = 0; j < n; j++) {
      const d = 2 * (j * n + j);
      if (w === 1 && t[d + 1]! < 0) conjugateColumn(x, n, j);
      else normalize(x, n, j, w === 1, t[d + 1]!);
      for (let part = 0; part < 2; part++) values.data[2 * (place * n + j) + part] = t[d + part]! * scale;
    }
    vectors.data.set(x, 2 * place * n * n);
  });
  return { values, vectors };
}

/** The eigenvectors of T as columns of norm 1. */
function triangularVectors(t: Float64Array, n: number): Float64Array {
  const result = new Float64Array(2 * n * n);
  const y = new Float64Array(2 * n);
  for (let j = 0; j < n; j++) {
    substitute(t, n, j, y);
    const size = norm(y, 0, 2 * (j + 1));
    for (let i = 0; i <= j; i++) {
      result[2 * (i * n + j)] = y[2 * i]! / size;
      result[2 * (i * n + j) + 1] = y[2 * i + 1]! / size;
    }
  }
  return result;
}

/** Components stay below this, so that products with elements of T are finite. */
const LARGE = 2 ** 300;

/**
 * Solve (T − t_jj)·y = 0 with y_j = 1 backwards, y_i = −(Σ_{k>i} T_ik·y_k)/(T_ii − t_jj). Where the difference vanishes (a repeated
 * eigenvalue) it is taken as a small number, and y is scaled down before it would overflow, as in LAPACK's trevc.
 */
function substitute(t: Float64Array, n: number, j: number, y: Float64Array): void {
  const d = 2 * (j * n + j);
  const least = Math.max(EPSILON * magnitude(t, d, 2), TINY * (n / EPSILON));
  y[2 * j] = 1;
  y[2 * j + 1] = 0;
  for (let i = j - 1; i >= 0; i--) {
    const row = 2 * i * n;
    let re = 0;
    let im = 0;
    for (let k = 2 * (i + 1); k <= 2 * j; k += 2) {
      re -= t[row + k]! * y[k]! - t[row + k + 1]! * y[k + 1]!;
      im -= t[row + k]! * y[k + 1]! + t[row + k + 1]! * y[k]!;
    }
    let gap: readonly [number, number] = [t[row + 2 * i]! - t[d]!, t[row + 2 * i + 1]! - t[d + 1]!];
    if (Math.abs(gap[0]) + Math.abs(gap[1]) < least) gap = [least, 0];
    const room = modulus(...gap) * LARGE;
    const size = modulus(re, im);
    if (size > room) {
      const factor = room / size;
      for (let k = 2 * (i + 1); k <= 2 * j + 1; k++) y[k]! *= factor;
      re *= factor;
      im *= factor;
    }
    [y[2 * i], y[2 * i + 1]] = over([re, im], gap);
  }
}

/**
 * Scale column j to norm 1. For a real eigenvalue of a real matrix it is real; otherwise it is turned so that its largest component is,
 * and positive unless the matrix is real, where the sign of its real part remains (as LAPACK's geev).
 */
function normalize(x: Float64Array, n: number, j: number, isReal: boolean, imaginary: number): void {
  const column = new Float64Array(2 * n);
  const real = isReal && imaginary === 0;
  let largest = 0;
  let best = 0;
  for (let i = 0; i < n; i++) {
    const at = 2 * (i * n + j);
    column[2 * i] = x[at]!;
    column[2 * i + 1] = real ? 0 : x[at + 1]!;
    const size = modulus(column[2 * i]!, column[2 * i + 1]!);
    if (size > largest) [largest, best] = [size, i];
  }
  const size = norm(column, 0, 2 * n);
  const re = real ? 1 : column[2 * best]! / largest;
  const im = real ? 0 : column[2 * best + 1]! / largest;
  const sign = isReal && re < 0 ? -1 : 1;
  for (let i = 0; i < n; i++) {
    const p = (sign * column[2 * i]!) / size;
    const q = (sign * column[2 * i + 1]!) / size;
    const at = 2 * (i * n + j);
    x[at] = p * re + q * im;
    x[at + 1] = real || i === best ? 0 : q * re - p * im;
  }
}

/** Make column j the conjugate of the one before it. */
function conjugateColumn(x: Float64Array, n: number, j: number): void {
  for (let at = 2 * j; at < 2 * n * n; at += 2 * n) {
    x[at] = x[at - 2]!;
    x[at + 1] = -x[at - 1]!;
  }
}
