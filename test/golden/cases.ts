/** The cases of the golden files but scalar.json: their types, and how to read and compare what is in them. */

import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type DType, type NDArray, sizeOf } from '../../src/array/ndarray.ts';

/** Arrays, numbers, texts, lists of them: as the JSON has it. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | JsonArray
  | { readonly [key: string]: Json };

export interface JsonArray {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: readonly (number | boolean | 'nan' | 'inf' | '-inf')[];
}

/** One array, several, or something else that is compared as it is. */
export type JsonValue = JsonArray | { readonly tuple: readonly JsonValue[] } | Json;

export interface Case {
  readonly id: string;
  readonly fn: string;
  readonly ts?: string;
  readonly args: readonly Json[];
  readonly kwargs: Readonly<Record<string, Json>>;
  readonly wrt: readonly number[];
  readonly value: JsonValue;
  readonly weights: JsonValue;
  readonly grads: readonly Json[] | null;
  readonly direction: readonly Json[] | null;
  readonly hvp: readonly Json[] | null;
  readonly jvp: JsonValue | null;
  readonly hvp_numeric?: readonly Json[];
  readonly jvp_numeric?: JsonValue;
  readonly symmetric?: readonly number[];
  readonly tol?: number;
  readonly note?: string;
}

/** The files, this one's name without its ending. */
export const FILES = [
  'elementwise', 'binary', 'reductions', 'shape', 'indexing', 'linalg', 'fft', 'complex', 'special', 'stats', 'misc', 'compose', 'beyond',
  'conventions',
] as const; // biome-ignore format: a list of words

export function readCases(file: string): readonly Case[] {
  return JSON.parse(readFileSync(`${import.meta.dirname}/${file}.json`, 'utf8'));
}

export function isJsonArray(value: unknown): value is JsonArray {
  return typeof value === 'object' && value !== null && 'shape' in value && 'data' in value;
}

const SPECIAL = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY } as const;

const toNumber = (x: number | boolean | keyof typeof SPECIAL): number =>
  typeof x === 'string' ? SPECIAL[x] : Number(x);

/** A text that means a number, or undefined. */
export function specialNumber(text: string): number | undefined {
  return SPECIAL[text as keyof typeof SPECIAL];
}

export function toNDArray({ shape, dtype, data }: JsonArray): NDArray {
  return { shape, dtype, data: Float64Array.from(data, toNumber) };
}

/**
 * Compare an array with the truth: shape, and every element within `tolerance` of the largest one. `lenient`: an element of the
 * truth that is not finite only says that there is no derivative there.
 */
export function expectClose(
  found: NDArray,
  truth: JsonArray,
  tolerance: number,
  what: string,
  lenient = false,
): void {
  expect(found.shape, `${what}: shape`).toEqual(truth.shape);
  const expected = toNDArray(truth);
  const wide = expected.dtype === 'complex128' || found.dtype === 'complex128';
  const a = wide ? widened(found) : found.data;
  const e = wide ? widened(expected) : expected.data;
  let largest = 1;
  for (const x of e) if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x));
  for (const [i, x] of e.entries()) {
    const isSame =
      Object.is(a[i], x) ||
      a[i] === x ||
      Math.abs(a[i]! - x) <= tolerance * largest ||
      (lenient && !Number.isFinite(x) && !Number.isFinite(a[i]!));
    if (!isSame) expect.fail(`${what}: element ${i} is ${a[i]}, expected ${x}`);
  }
}

function widened({ shape, dtype, data }: NDArray): Float64Array {
  if (dtype === 'complex128') return data;
  const result = new Float64Array(2 * sizeOf(shape));
  for (const [i, x] of data.entries()) result[2 * i] = x;
  return result;
}

/** The mean of a matrix and its transpose. */
export function symmetrized({ shape, dtype, data }: JsonArray): JsonArray {
  const n = shape.at(-1)!;
  const at = (i: number): number => toNumber(data[i]!);
  const mean = data.map((_, i) => {
    const [row, column] = [Math.floor(i / n) % n, i % n];
    const mirrored = i - row * n - column + column * n + row;
    return (at(i) + at(mirrored)) / 2;
  });
  return { shape, dtype, data: mean };
}
