/**
 * The real Schur form of a Hessenberg matrix by Francis's double-shift QR (Golub & Van Loan, 7.5; deflation after Ahues & Tisseur,
 * LAPACK Working Note 122; in the order of LAPACK's lahqr, so that vectors have its signs). Real eigenvalues stay exactly real.
 */

import { arrayError } from '../ndarray.ts';
import { EPSILON, modulus, TINY, withSign } from './elements.ts';
import { reflector } from './householder.ts';

/** A matrix on its way to Schur form: Z·H·Zᵀ does not change. Rows `low` to `high` are worked on. */
export interface Iteration {
  readonly h: Float64Array;
  readonly z: Float64Array;
  readonly n: number;
  readonly low: number;
  readonly high: number;
}

const STEPS_PER_VALUE = 30;

/**
 * Overwrite `h` with a triangle but for 2×2 blocks on the diagonal, one for each pair of complex eigenvalues, with equal diagonal
 * elements and others of opposite sign. Throws E_SCRIPT if there is no end.
 */
export function realSchur(it: Iteration): void {
  const { h, n, low, high } = it;
  const limit = STEPS_PER_VALUE * Math.max(10, high - low + 1);
  let steps = 0;
  let total = 0;
  for (let end = high; end >= low; ) {
    const start = startOfBlock(h, n, low, end);
    if (start > low) h[start * n + start - 1] = 0;
    if (start >= end - 1) {
      if (start === end - 1) standardize(it, start);
      end = start - 1;
      steps = 0;
    } else {
      if (total++ === limit) throw arrayError('eigenvalues did not converge');
      doubleStep(it, start, end, shiftsOf(h, n, start, end, ++steps));
    }
  }
}

/** The first row of the block that ends with row `end`: what is left of it is negligible. */
function startOfBlock(h: Float64Array, n: number, low: number, end: number): number {
  const small = TINY * (n / EPSILON);
  for (let k = end; k > low; k--) {
    const below = Math.abs(h[k * n + k - 1]!);
    if (below <= small) return k;
    const here = h[k * n + k]!;
    const before = h[(k - 1) * n + k - 1]!;
    let size = Math.abs(before) + Math.abs(here);
    if (size === 0) {
      if (k - 2 >= low) size += Math.abs(h[(k - 1) * n + k - 2]!);
      if (k + 1 <= end) size += Math.abs(h[(k + 1) * n + k]!);
    }
    if (below > EPSILON * size) continue;
    const above = Math.abs(h[(k - 1) * n + k]!);
    const larger = Math.max(Math.abs(here), Math.abs(before - here));
    const smaller = Math.min(Math.abs(here), Math.abs(before - here));
    const sum = larger + Math.max(below, above);
    const product = Math.min(below, above) * (Math.max(below, above) / sum);
    if (product <= Math.max(small, EPSILON * (smaller * (larger / sum)))) return k;
  }
  return low;
}

/** Two shifts, real or conjugate. */
interface Shifts {
  readonly re1: number;
  readonly re2: number;
  /** The imaginary part of the first; the second has the opposite. */
  readonly im: number;
}

/** The eigenvalues of the last 2×2 block, real ones replaced by the nearer; every tenth time something else, against cycles. */
function shiftsOf(h: Float64Array, n: number, start: number, end: number, steps: number): Shifts {
  const at = (i: number, j: number): number => h[i * n + j]!;
  let [a, b, c, d] = [at(end - 1, end - 1), at(end - 1, end), at(end, end - 1), at(end, end)];
  if (steps % 10 === 0) {
    const [i, k] = steps % 20 === 0 ? [end, end] : [start, start + 2];
    const size = Math.abs(at(k, k - 1)) + Math.abs(at(k - 1, k - 2));
    [a, b, c] = [0.75 * size + at(i, i), -0.4375 * size, size];
    d = a;
  }
  const scale = Math.abs(a) + Math.abs(b) + Math.abs(c) + Math.abs(d);
  if (scale === 0) return { re1: 0, re2: 0, im: 0 };
  const mean = (a / scale + d / scale) / 2;
  const det = (a / scale - mean) * (d / scale - mean) - (b / scale) * (c / scale);
  const root = Math.sqrt(Math.abs(det));
  if (det >= 0) return { re1: mean * scale, re2: mean * scale, im: root * scale };
  const [plus, minus] = [mean + root, mean - root];
  const nearer = Math.abs(plus - d / scale) <= Math.abs(minus - d / scale) ? plus : minus;
  return { re1: nearer * scale, re2: nearer * scale, im: 0 };
}

/** One implicit double step on rows `start` to `end`. */
function doubleStep({ h, z, n }: Iteration, start: number, end: number, shifts: Shifts): void {
  const v = new Float64Array(3);
  const tau = new Float64Array(1);
  const first = firstColumn(h, n, start, end, shifts, v);
  for (let k = first; k < end; k++) {
    const size = Math.min(3, end - k + 1);
    if (k > first) for (let i = 0; i < size; i++) v[i] = h[(k + i) * n + k - 1]!;
    const beta = reflector(v, 0, size, tau, 0, 1);
    const t = tau[0]!;
    if (k > first) {
      h[k * n + k - 1] = beta;
      for (let i = 1; i < size; i++) h[(k + i) * n + k - 1] = 0;
    } else if (k > start) {
      h[k * n + k - 1]! *= 1 - t; // not −: τ may be 0
    }
    const v2 = size === 3 ? v[2]! : 0;
    turnRows(h, n, k, size, n, t, v[1]!, v2);
    turnColumns(h, n, k, size, Math.min(k + 3, end) + 1, t, v[1]!, v2);
    turnColumns(z, n, k, size, n, t, v[1]!, v2);
  }
}

/** Write a multiple of the first column of (H − s₁)(H − s₂) to `v`; return the row where the step can begin. */
function firstColumn(
  h: Float64Array,
  n: number,
  start: number,
  end: number,
  { re1, re2, im }: Shifts,
  v: Float64Array,
): number {
  for (let m = end - 2; ; m--) {
    const d = m * n + m;
    const here = h[d]!;
    const next = h[d + n + 1]!;
    const scale = Math.abs(here - re2) + Math.abs(im) + Math.abs(h[d + n]!);
    const below = h[d + n]! / scale;
    v[0] = below * h[d + 1]! + (here - re1) * ((here - re2) / scale) + im * (im / scale);
    v[1] = below * (here + next - re1 - re2);
    v[2] = below * h[d + 2 * n + 1]!;
    const size = Math.abs(v[0]!) + Math.abs(v[1]!) + Math.abs(v[2]!);
    for (let i = 0; i < 3; i++) v[i]! /= size;
    if (m === start) return m;
    const left = Math.abs(h[d - 1]!) * (Math.abs(v[1]!) + Math.abs(v[2]!));
    const around = Math.abs(h[d - n - 1]!) + Math.abs(here) + Math.abs(next);
    if (left <= EPSILON * Math.abs(v[0]!) * around) return m;
  }
}

/** A := (1 − t·v·vᵀ)·A on rows k to k + size − 1 from column k on, v = (1, v1, v2). */
function turnRows(
  a: Float64Array,
  n: number,
  k: number,
  size: number,
  to: number,
  t: number,
  v1: number,
  v2: number,
): void {
  const below = size === 3 ? 2 * n : n;
  for (let j = k * n + k; j < k * n + to; j++) {
    const sum = t * (a[j]! + v1 * a[j + n]! + v2 * a[j + below]!);
    a[j]! -= sum;
    a[j + n]! -= sum * v1;
    if (size === 3) a[j + below]! -= sum * v2;
  }
}

/** A := A·(1 − t·v·vᵀ) on columns k to k + size − 1 of the rows before `to`. */
function turnColumns(
  a: Float64Array,
  n: number,
  k: number,
  size: number,
  to: number,
  t: number,
  v1: number,
  v2: number,
): void {
  const beyond = size === 3 ? 2 : 1;
  for (let i = k; i < to * n; i += n) {
    const sum = t * (a[i]! + v1 * a[i + 1]! + v2 * a[i + beyond]!);
    a[i]! -= sum;
    a[i + 1]! -= sum * v1;
    if (size === 3) a[i + beyond]! -= sum * v2;
  }
}

/** Rotate rows and columns k and k + 1 so that their block has its standard form. */
function standardize({ h, z, n }: Iteration, k: number): void {
  const d = k * n + k;
  const block = standardForm(h[d]!, h[d + 1]!, h[d + n]!, h[d + n + 1]!);
  const { cosine, sine } = block;
  rotateRows(h, n, k, k + 2, cosine, sine);
  rotateColumns(h, n, k, k, cosine, sine);
  rotateColumns(z, n, k, n, cosine, sine);
  h[d] = block.a;
  h[d + 1] = block.b;
  h[d + n] = block.c;
  h[d + n + 1] = block.d;
}

function rotateRows(a: Float64Array, n: number, k: number, from: number, c: number, s: number): void {
  for (let j = k * n + from; j < (k + 1) * n; j++) {
    const x = a[j]!;
    const y = a[j + n]!;
    a[j] = c * x + s * y;
    a[j + n] = c * y - s * x;
  }
}

function rotateColumns(a: Float64Array, n: number, k: number, to: number, c: number, s: number): void {
  for (let i = k; i < to * n; i += n) {
    const x = a[i]!;
    const y = a[i + 1]!;
    a[i] = c * x + s * y;
    a[i + 1] = c * y - s * x;
  }
}

interface StandardBlock {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly cosine: number;
  readonly sine: number;
}

/** The Schur form of [a b; c d]: upper triangular if its eigenvalues are real, else a = d and b·c < 0 (LAPACK's lanv2). */
function standardForm(a: number, b: number, c: number, d: number): StandardBlock {
  if (c === 0) return { a, b, c, d, cosine: 1, sine: 0 };
  if (b === 0) return { a: d, b: -c, c: 0, d: a, cosine: 0, sine: 1 };
  if (a === d && b > 0 !== c > 0) return { a, b, c, d, cosine: 1, sine: 0 };
  const difference = a - d;
  const p = 0.5 * difference;
  const larger = Math.max(Math.abs(b), Math.abs(c));
  const smaller = Math.min(Math.abs(b), Math.abs(c)) * Math.sign(b) * Math.sign(c);
  const scale = Math.max(Math.abs(p), larger);
  const discriminant = (p / scale) * p + (larger / scale) * smaller;
  if (discriminant >= 2 * EPSILON) {
    const root = p + withSign(Math.sqrt(scale) * Math.sqrt(discriminant), p);
    const length = modulus(c, root);
    return {
      a: d + root,
      b: b - c,
      c: 0,
      d: d - (larger / root) * smaller,
      cosine: root / length,
      sine: c / length,
    };
  }
  return equalDiagonal(a, b, c, d);
}

/** The eigenvalues are complex, or real and nearly equal: first make the diagonal elements equal. */
function equalDiagonal(a: number, b: number, c: number, d: number): StandardBlock {
  const sigma = b + c;
  const difference = a - d;
  const length = modulus(sigma, difference);
  let cosine = Math.sqrt(0.5 * (1 + Math.abs(sigma) / length));
  let sine = -((0.5 * difference) / (length * cosine)) * withSign(1, sigma);
  const [aa, bb] = [a * cosine + b * sine, b * cosine - a * sine];
  const [cc, dd] = [c * cosine + d * sine, d * cosine - c * sine];
  b = bb * cosine + dd * sine;
  c = cc * cosine - aa * sine;
  const mean = 0.5 * (aa * cosine + cc * sine + (dd * cosine - bb * sine));
  if (c === 0 || (b !== 0 && b > 0 !== c > 0)) return { a: mean, b, c, d: mean, cosine, sine };
  if (b === 0) return { a: mean, b: -c, c: 0, d: mean, cosine: -sine, sine: cosine };
  const [rootB, rootC] = [Math.sqrt(Math.abs(b)), Math.sqrt(Math.abs(c))];
  const half = withSign(rootB * rootC, c);
  const factor = 1 / Math.sqrt(Math.abs(b + c));
  [cosine, sine] = [(cosine * rootB - sine * rootC) * factor, (cosine * rootC + sine * rootB) * factor];
  return { a: mean + half, b: b - c, c: 0, d: mean - half, cosine, sine };
}
