/**
 * What the algorithms do with elements and rows of a flat matrix, real (w = 1 double an element) or complex (w = 2, interleaved).
 * Indices count doubles, lengths count elements; a scalar is passed as its real and imaginary part. Each row operation has one loop
 * for reals, so that an algorithm written over them once costs reals nothing.
 */

import { divide as divideComplex } from '../complex-arithmetic.ts';

export type Width = 1 | 2;

/** The distance from 1 to the next double, and the smallest normal double. */
export const EPSILON = Number.EPSILON;
export const TINY = 2 ** -1022;

/** The imaginary part of the element at `i`. */
export function imaginary(a: Float64Array, i: number, w: Width): number {
  return w === 1 ? 0 : a[i + 1]!;
}

/** |re| + |im|: within √2 of the modulus, and what LAPACK compares. */
export function magnitude(a: Float64Array, i: number, w: Width): number {
  return w === 1 ? Math.abs(a[i]!) : Math.abs(a[i]!) + Math.abs(a[i + 1]!);
}

/** √(x² + y²) without overflow on the way. */
export function modulus(x: number, y: number): number {
  const a = Math.abs(x);
  const b = Math.abs(y);
  const large = a > b ? a : b;
  if (large === 0 || large === Infinity) return large;
  const ratio = (a > b ? b : a) / large;
  return large * Math.sqrt(1 + ratio * ratio);
}

/** `x` with the sign of `y`; that of 0 is +. */
export function withSign(x: number, y: number): number {
  return y >= 0 ? Math.abs(x) : -Math.abs(x);
}

/** Divide `n` elements of `y` by a scalar. */
export function divide(y: Float64Array, yi: number, n: number, re: number, im: number, w: Width): void {
  if (w === 1) for (let k = yi; k < yi + n; k++) y[k]! /= re;
  else for (let k = yi; k < yi + 2 * n; k += 2) divideComplex(y[k]!, y[k + 1]!, re, im, y, k);
}

/** y −= c·x over `n` elements. */
export function subtractScaled(
  y: Float64Array,
  yi: number,
  re: number,
  im: number,
  x: Float64Array,
  xi: number,
  n: number,
  w: Width,
): void {
  if (w === 1) {
    for (let k = 0; k < n; k++) y[yi + k]! -= re * x[xi + k]!;
    return;
  }
  for (let k = 0; k < 2 * n; k += 2) {
    const a = x[xi + k]!;
    const b = x[xi + k + 1]!;
    y[yi + k]! -= re * a - im * b;
    y[yi + k + 1]! -= re * b + im * a;
  }
}

/** Exchange `n` elements. */
export function swap(x: Float64Array, xi: number, y: Float64Array, yi: number, n: number, w: Width): void {
  for (let k = 0; k < n * w; k++) {
    const kept = x[xi + k]!;
    x[xi + k] = y[yi + k]!;
    y[yi + k] = kept;
  }
}

/** Turn two rows of `length` doubles by a real plane rotation: x, y = c·x + s·y, c·y − s·x. */
export function rotate(a: Float64Array, xi: number, yi: number, length: number, c: number, s: number): void {
  for (let k = 0; k < length; k++) {
    const x = a[xi + k]!;
    const y = a[yi + k]!;
    a[xi + k] = c * x + s * y;
    a[yi + k] = c * y - s * x;
  }
}

/** The Euclidean norm of `length` doubles. */
export function norm(x: Float64Array, xi: number, length: number): number {
  let sum = 0;
  for (let k = xi; k < xi + length; k++) sum += x[k]! * x[k]!;
  if (sum > 1e-280 && sum < Infinity) return Math.sqrt(sum);
  let largest = 0;
  for (let k = xi; k < xi + length; k++) largest = Math.max(largest, Math.abs(x[k]!));
  if (!(largest > 0 && largest < Infinity)) return largest;
  sum = 0;
  for (let k = xi; k < xi + length; k++) sum += (x[k]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** Return the n×n identity. */
export function identity(n: number, w: Width): Float64Array {
  const result = new Float64Array(n * n * w);
  for (let i = 0; i < n; i++) result[i * (n + 1) * w] = 1;
  return result;
}

/** Return the transpose of a `rows`×`columns` matrix, with the imaginary parts multiplied by `sign`. */
export function transpose(
  a: Float64Array,
  rows: number,
  columns: number,
  w: Width,
  sign: 1 | -1 = 1,
): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0, from = 0; i < rows; i++) {
    for (let j = 0, to = i * w; j < columns; j++, from += w, to += rows * w) {
      result[to] = a[from]!;
      if (w === 2) result[to + 1] = sign * a[from + 1]!;
    }
  }
  return result;
}

/** Return the product of an n×k and a k×m matrix. */
export function multiply(
  a: Float64Array,
  b: Float64Array,
  n: number,
  k: number,
  m: number,
  w: Width,
): Float64Array {
  const result = new Float64Array(n * m * w);
  for (let i = 0; i < n; i++) {
    for (let l = 0, at = i * k * w; l < k; l++, at += w) {
      subtractScaled(result, i * m * w, -a[at]!, -imaginary(a, at, w), b, l * m * w, m, w);
    }
  }
  return result;
}

/**
 * Multiply a matrix by a power of two that brings its largest element near 1, if squares of its elements could overflow or vanish.
 * Return the factor that undoes it in values that scale with the matrix.
 */
export function bringIntoRange(a: Float64Array): number {
  let largest = 0;
  for (const value of a) largest = Math.max(largest, Math.abs(value));
  if (largest === 0 || (largest > 2 ** -340 && largest < 2 ** 340)) return 1;
  const exponent = Math.max(-1000, Math.min(1000, Math.round(Math.log2(largest)))); // both powers are doubles
  const factor = 2 ** -exponent;
  for (let i = 0; i < a.length; i++) a[i]! *= factor;
  return 2 ** exponent;
}
