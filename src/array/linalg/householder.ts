/**
 * Householder reflectors H = 1 − τ·v·vᴴ with v₀ = 1, in LAPACK's convention (larfg): Hᴴ takes a vector to β·e₀ with β real and of the
 * sign opposite to the vector's first element. QR, Hessenberg, tridiagonal and bidiagonal form are all made of them.
 */

import { divide, modulus, norm, subtractScaled, type Width, withSign } from './elements.ts';

/** Reflectors H₀, H₁, … of a space of `size` dimensions; v of Hᵢ is row i of `v`, its leading 1 in column i + shift, zeros before. */
export interface Reflectors {
  readonly size: number;
  readonly count: number;
  readonly shift: number;
  readonly v: Float64Array;
  readonly tau: Float64Array;
}

/** Return space for reflectors. */
export function makeReflectors(size: number, count: number, shift: number, w: Width): Reflectors {
  return { size, count, shift, v: new Float64Array(count * size * w), tau: new Float64Array(count * w) };
}

/** Where the v of Hᵢ begins. */
export function startOf({ size, shift }: Reflectors, i: number, w: Width): number {
  return (i * size + i + shift) * w;
}

/**
 * Turn the vector at v[at] of `n` elements, at least one, into the v of its reflector; write τ to tau[ti]. Return β. A vector that is a
 * real multiple of e₀ already is left alone, τ = 0.
 */
export function reflector(
  v: Float64Array,
  at: number,
  n: number,
  tau: Float64Array,
  ti: number,
  w: Width,
): number {
  const re = v[at]!;
  const im = w === 1 ? 0 : v[at + 1]!;
  const tail = norm(v, at + w, (n - 1) * w);
  tau.fill(0, ti, ti + w);
  v[at] = 1;
  if (w === 2) v[at + 1] = 0;
  if (tail === 0 && im === 0) return re;
  const beta = -withSign(modulus(modulus(re, im), tail), re);
  tau[ti] = (beta - re) / beta;
  if (w === 2) tau[ti + 1] = -im / beta;
  divide(v, at + w, n - 1, re - beta, im, w);
  return beta;
}

/** A rectangle within a flat matrix: where it begins, the distance of its rows (both in doubles), and its size. */
export interface Block {
  readonly at: number;
  readonly stride: number;
  readonly rows: number;
  readonly columns: number;
}

/** A := (1 − t·v·vᴴ)·A on a block whose rows match v. */
export function reflectRows(
  a: Float64Array,
  { at, stride, rows, columns }: Block,
  v: Float64Array,
  vi: number,
  re: number,
  im: number,
  w: Width,
): void {
  if (re === 0 && im === 0) return;
  const s = new Float64Array(columns * w); // −vᴴ·A
  for (let i = 0; i < rows; i++) {
    const k = vi + i * w;
    subtractScaled(s, 0, v[k]!, w === 1 ? 0 : -v[k + 1]!, a, at + i * stride, columns, w);
  }
  for (let i = 0; i < rows; i++) {
    const x = v[vi + i * w]!;
    const y = w === 1 ? 0 : v[vi + i * w + 1]!;
    subtractScaled(a, at + i * stride, -(re * x - im * y), -(re * y + im * x), s, 0, columns, w);
  }
}

/** A := A·(1 − t·v·vᴴ) on a block whose columns match v. */
export function reflectColumns(
  a: Float64Array,
  { at, stride, rows, columns }: Block,
  v: Float64Array,
  vi: number,
  re: number,
  im: number,
  w: Width,
): void {
  if (re === 0 && im === 0) return;
  for (let i = 0; i < rows; i++) {
    if (w === 1) reflectReal(a, at + i * stride, v, vi, columns, re);
    else reflectComplex(a, at + i * stride, v, vi, columns, re, im);
  }
}

function reflectReal(a: Float64Array, at: number, v: Float64Array, vi: number, n: number, t: number): void {
  let s = 0;
  for (let j = 0; j < n; j++) s += a[at + j]! * v[vi + j]!;
  s *= t;
  for (let j = 0; j < n; j++) a[at + j]! -= s * v[vi + j]!;
}

function reflectComplex(
  a: Float64Array,
  at: number,
  v: Float64Array,
  vi: number,
  n: number,
  re: number,
  im: number,
): void {
  let s = 0;
  let t = 0;
  for (let j = 0; j < 2 * n; j += 2) {
    s += a[at + j]! * v[vi + j]! - a[at + j + 1]! * v[vi + j + 1]!;
    t += a[at + j]! * v[vi + j + 1]! + a[at + j + 1]! * v[vi + j]!;
  }
  [s, t] = [s * re - t * im, s * im + t * re];
  for (let j = 0; j < 2 * n; j += 2) {
    a[at + j]! -= s * v[vi + j]! + t * v[vi + j + 1]!;
    a[at + j + 1]! -= t * v[vi + j]! - s * v[vi + j + 1]!;
  }
}

/** Return the first `columns` columns of H₀·H₁·…, at least as many as there are reflectors. */
export function productOf(reflectors: Reflectors, columns: number, w: Width): Float64Array {
  const { size, count, shift, v, tau } = reflectors;
  const q = new Float64Array(size * columns * w);
  for (let i = 0; i < columns; i++) q[i * (columns + 1) * w] = 1;
  const stride = columns * w;
  for (let i = count - 1; i >= 0; i--) {
    const first = i + shift; // what is before it is still the identity
    const block = { at: first * (stride + w), stride, rows: size - first, columns: columns - first };
    reflectRows(q, block, v, startOf(reflectors, i, w), tau[i * w]!, w === 1 ? 0 : tau[i * w + 1]!, w);
  }
  return q;
}
