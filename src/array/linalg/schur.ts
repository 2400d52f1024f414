/** The complex Schur form A = Z·T·Zᴴ, T an upper triangle with the eigenvalues on its diagonal. */

import { type NDArray, width, zeros } from '../ndarray.ts';
import { forEachMatrix, requireFinite, squareSize, toComplex } from './batch.ts';
import { complexSchur } from './complex-schur.ts';
import { bringIntoRange, modulus, type Width } from './elements.ts';
import { reduceToHessenberg } from './hessenberg.ts';
import { realSchur } from './real-schur.ts';

/** Return T and the unitary Z, complex, with Z·T·Zᴴ = a (…, n, n). Throws E_SCRIPT if an element is not finite. */
export function schur(a: NDArray): { t: NDArray; z: NDArray } {
  const n = squareSize(a);
  requireFinite(a, 'the array must not contain infs or NaNs');
  const t = zeros(a.shape, 'complex128');
  const z = zeros(a.shape, 'complex128');
  forEachMatrix(a, (matrix, place) => {
    const form = schurForm(matrix, n, width(a.dtype));
    t.data.set(form.t, 2 * place * n * n);
    z.data.set(form.z, 2 * place * n * n);
  });
  return { t, z };
}

/** Flat complex n×n matrices. */
export interface SchurForm {
  readonly t: Float64Array;
  readonly z: Float64Array;
}

/** Return the complex Schur form of one matrix, which is used up. */
export function schurForm(a: Float64Array, n: number, w: Width): SchurForm {
  const scale = bringIntoRange(a);
  const form = schurOfPart(a, n, 0, n - 1, w);
  if (scale !== 1) for (let i = 0; i < form.t.length; i++) form.t[i]! *= scale;
  return form;
}

/**
 * The same for a matrix that is triangular but for rows `low` to `high`, not too large or small. Of a real matrix, real eigenvalues are
 * exactly real and the others exactly conjugate, the one with positive imaginary part first.
 */
export function schurOfPart(a: Float64Array, n: number, low: number, high: number, w: Width): SchurForm {
  const z = reduceToHessenberg(a, n, low, high, w);
  if (w === 2) {
    complexSchur({ h: a, z, n, low, high });
    return { t: a, z };
  }
  realSchur({ h: a, z, n, low, high });
  const form = { t: toComplex(a), z: toComplex(z) };
  for (let k = 0; k < n - 1; k++) if (a[(k + 1) * n + k] !== 0) splitPair(form, n, k);
  return form;
}

/**
 * Make the standard block [a b; c a] of rows k and k + 1 triangular: (ω, −i·c) is an eigenvector for a + iω, ω = √(−b·c). Its
 * sign is that which LAPACK's trevc gives it.
 */
function splitPair({ t, z }: SchurForm, n: number, k: number): void {
  const d = 2 * (k * n + k);
  const mean = t[d]!;
  const b = t[d + 2]!;
  const c = t[d + 2 * n]!;
  const omega = Math.sqrt(Math.abs(b)) * Math.sqrt(Math.abs(c));
  const length = modulus(omega, c) * (Math.abs(b) >= Math.abs(c) || c < 0 ? 1 : -1);
  const [x, y] = [omega / length, c / length];
  turn(t, d, d + 2 * n, n - k, 2, x, -y);
  turn(t, 2 * k, 2 * k + 2, k + 2, 2 * n, x, y);
  turn(z, 2 * k, 2 * k + 2, n, 2 * n, x, y);
  t.set([mean, omega], d);
  t.fill(0, d + 2 * n, d + 2 * n + 2);
  t.set([mean, -omega], d + 2 * n + 2);
}

/** x, y = c·x − is·y, c·y − is·x for `count` elements from each of the two indices on, `step` doubles apart. */
function turn(
  a: Float64Array,
  x: number,
  y: number,
  count: number,
  step: number,
  c: number,
  s: number,
): void {
  for (let k = 0; k < count; k++, x += step, y += step) {
    const p = a[x]!;
    const q = a[x + 1]!;
    const u = a[y]!;
    const v = a[y + 1]!;
    a[x] = c * p + s * v;
    a[x + 1] = c * q - s * u;
    a[y] = c * u + s * q;
    a[y + 1] = c * v - s * p;
  }
}
