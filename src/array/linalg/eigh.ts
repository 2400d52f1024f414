/** Eigenvalues and vectors of Hermitian matrices: Householder tridiagonalisation (Golub & Van Loan, 8.3.1), then implicit QL. */

import { type NDArray, width, zeros } from '../ndarray.ts';
import { fieldOf, forEachMatrix, leading, requireFinite, squareSize } from './batch.ts';
import { bringIntoRange, imaginary, subtractScaled, swap, transpose, type Width } from './elements.ts';
import { makeReflectors, productOf, type Reflectors, reflector, startOf } from './householder.ts';
import { diagonalize } from './tridiagonal.ts';

/**
 * Return the eigenvalues (…, n), real and ascending, of the Hermitian matrices of which `a` (…, n, n) gives one triangle, and
 * orthonormal eigenvectors as columns (…, n, n). Throws E_SCRIPT if an element is not finite.
 */
export function eigh(a: NDArray, uplo: 'L' | 'U' = 'L'): { values: NDArray; vectors: NDArray } {
  const n = squareSize(a);
  requireFinite(a, 'eigenvalues did not converge');
  const w = width(a.dtype);
  const values = zeros([...leading(a), n]);
  const vectors = zeros(a.shape, fieldOf(a));
  forEachMatrix(a, (matrix, place) => {
    if (uplo === 'U') reverse(matrix, w);
    completeHermitian(matrix, n, w);
    const scale = bringIntoRange(matrix);
    const { d, e, reflectors } = tridiagonalize(matrix, n, w);
    const z = transpose(productOf(reflectors, n, w), n, n, w);
    if (uplo === 'U') {
      d.reverse();
      e.reverse();
      reverse(z, w);
    }
    diagonalize(d, e, z, n * w);
    for (let i = 0; i < n; i++) values.data[place * n + i] = d[i]! * scale;
    vectors.data.set(transpose(z, n, n, w), place * n * n * w);
  });
  return { values, vectors };
}

/** Put the elements in reverse order: rows and columns from last to first, which makes an upper triangle a lower one. */
function reverse(a: Float64Array, w: Width): void {
  a.reverse();
  if (w === 2) for (let i = 0; i < a.length; i += 2) swap(a, i, a, i + 1, 1, 1);
}

/** Write the upper triangle from the lower; the diagonal becomes real. */
function completeHermitian(a: Float64Array, n: number, w: Width): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const from = (i * n + j) * w;
      const to = (j * n + i) * w;
      a[to] = a[from]!;
      if (w === 2) a[to + 1] = -a[from + 1]!;
    }
    if (w === 2) a[i * (n + 1) * 2 + 1] = 0;
  }
}

interface Tridiagonal {
  readonly d: Float64Array;
  readonly e: Float64Array;
  readonly reflectors: Reflectors;
}

/** Reduce a full Hermitian matrix, which is used up, to Qᴴ·A·Q = T, real; Q is the product of the reflectors. */
function tridiagonalize(a: Float64Array, n: number, w: Width): Tridiagonal {
  const d = new Float64Array(n);
  const e = new Float64Array(Math.max(0, n - 1));
  const reflectors = makeReflectors(n, e.length, 1, w);
  const stride = n * w;
  for (let i = 0; i < n - 1; i++) {
    const start = startOf(reflectors, i, w);
    for (let k = i + 1; k < n; k++) {
      for (let part = 0; part < w; part++) {
        reflectors.v[start + (k - i - 1) * w + part] = a[k * stride + i * w + part]!;
      }
    }
    d[i] = a[i * stride + i * w]!;
    e[i] = reflector(reflectors.v, start, n - 1 - i, reflectors.tau, i * w, w);
    const re = reflectors.tau[i * w]!;
    const im = imaginary(reflectors.tau, i * w, w);
    if (re !== 0 || im !== 0) reflectBothSides(a, n, i + 1, reflectors.v, start, re, im, w);
  }
  if (n > 0) d[n - 1] = a[(n - 1) * (stride + w)]!;
  return { d, e, reflectors };
}

/** A := Hᴴ·A·H on the block from `first` on: A − v·uᴴ − u·vᴴ with p = τ·A·v and u = p − ½·τ·(pᴴ·v)·v. It stays Hermitian to the bit. */
function reflectBothSides(
  a: Float64Array,
  n: number,
  first: number,
  v: Float64Array,
  vi: number,
  re: number,
  im: number,
  w: Width,
): void {
  const size = n - first;
  const corner = first * (n + 1) * w;
  const u = new Float64Array(size * w);
  const update = w === 1 ? rankTwoReal : rankTwoComplex;
  for (let k = 0; k < size; k++) scaledProduct(a, corner + k * n * w, v, vi, size, re, im, u, k * w, w);
  // τ·(pᴴ·v) is real: only the real part of each product counts.
  let inner = 0;
  for (let k = 0; k < size * w; k++) inner += u[k]! * v[vi + k]!;
  if (w === 2) inner = re * inner + im * crossOf(u, v, vi, size);
  else inner *= re;
  subtractScaled(u, 0, 0.5 * inner, 0, v, vi, size, w);
  for (let k = 0; k < size; k++) update(a, corner + k * n * w, v, vi, u, k, size);
}

/** Im Σ conj(v)·u. */
function crossOf(u: Float64Array, v: Float64Array, vi: number, n: number): number {
  let sum = 0;
  for (let k = 0; k < 2 * n; k += 2) sum += v[vi + k]! * u[k + 1]! - v[vi + k + 1]! * u[k]!;
  return sum;
}

/** u[ui] = τ·Σ a·v over a row of A. */
function scaledProduct(
  a: Float64Array,
  at: number,
  v: Float64Array,
  vi: number,
  n: number,
  re: number,
  im: number,
  u: Float64Array,
  ui: number,
  w: Width,
): void {
  let s = 0;
  if (w === 1) {
    for (let j = 0; j < n; j++) s += a[at + j]! * v[vi + j]!;
    u[ui] = re * s;
    return;
  }
  let t = 0;
  for (let j = 0; j < 2 * n; j += 2) {
    s += a[at + j]! * v[vi + j]! - a[at + j + 1]! * v[vi + j + 1]!;
    t += a[at + j]! * v[vi + j + 1]! + a[at + j + 1]! * v[vi + j]!;
  }
  u[ui] = re * s - im * t;
  u[ui + 1] = re * t + im * s;
}

/** Row k of A − v·uᵀ − u·vᵀ. */
function rankTwoReal(
  a: Float64Array,
  at: number,
  v: Float64Array,
  vi: number,
  u: Float64Array,
  k: number,
  n: number,
): void {
  const x = v[vi + k]!;
  const y = u[k]!;
  for (let j = 0; j < n; j++) a[at + j]! -= x * u[j]! + y * v[vi + j]!;
}

/** Row k of A − v·uᴴ − u·vᴴ. */
function rankTwoComplex(
  a: Float64Array,
  at: number,
  v: Float64Array,
  vi: number,
  u: Float64Array,
  k: number,
  n: number,
): void {
  const vr = v[vi + 2 * k]!;
  const vm = v[vi + 2 * k + 1]!;
  const ur = u[2 * k]!;
  const um = u[2 * k + 1]!;
  for (let j = 0; j < 2 * n; j += 2) {
    const x = u[j]!;
    const y = u[j + 1]!;
    const p = v[vi + j]!;
    const q = v[vi + j + 1]!;
    a[at + j]! -= vr * x + vm * y + (ur * p + um * q);
    a[at + j + 1]! -= vm * x - vr * y + (um * p - ur * q);
  }
}
