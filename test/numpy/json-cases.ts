/** Calls of functions with NumPy's values, in the form of the golden files. */

import { readFileSync } from 'node:fs';
import type { NDArray } from '../../src/array/ndarray.ts';
import type { Argument } from '../../src/numpy/np.ts';
import { isJsonArray, type Json, type JsonArray, specialNumber, toNDArray } from '../golden/cases.ts';

export interface Case {
  readonly fn: string;
  readonly args: readonly Json[];
  readonly kwargs: Readonly<Record<string, Json>>;
  readonly value: JsonArray | { readonly tuple: readonly JsonArray[] };
  /** Whether its derivatives are to be compared with differences. */
  readonly smooth?: boolean;
}

/** Return the cases of a file in this folder. */
export const casesOf = (file: string): readonly Case[] =>
  JSON.parse(readFileSync(`${import.meta.dirname}/${file}`, 'utf8'));

/** Return what a call is given; `wrap` makes arguments of arrays. */
export function argumentsOf({ args, kwargs }: Case, wrap: (x: NDArray) => Argument): Argument[] {
  const read = (json: Json): Argument => {
    if (Array.isArray(json)) return json.map(read);
    if (typeof json === 'string') return specialNumber(json) ?? json;
    return isJsonArray(json) ? wrap(toNDArray(json)) : (json as Argument);
  };
  const keywords = Object.entries(kwargs).map(([key, json]) => [key, read(json)]);
  return keywords.length > 0 ? [...args.map(read), Object.fromEntries(keywords)] : args.map(read);
}

export const valuesOf = ({ value }: Case): readonly JsonArray[] => ('tuple' in value ? value.tuple : [value]);

export const title = ({ fn, args, kwargs }: Case, i: number): string =>
  `${i} ${fn} ${JSON.stringify([args, kwargs]).slice(0, 120)}`;
