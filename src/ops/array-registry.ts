/** All operations on arrays, numbered from FIRST_ARRAY on; like other opcodes, the numbers are never stored. */

import { FIRST_ARRAY } from '../graph/graph.ts';
import { custom } from './array-custom.ts';
import { linalg } from './array-linalg.ts';
import type { ArrayPrimitive } from './array-primitive.ts';
import { products } from './array-products.ts';
import { reductions } from './array-reductions.ts';
import { structure } from './array-structure.ts';

export const ARRAY_PRIMITIVES = { ...structure, ...reductions, ...products, ...linalg, ...custom };

export type ArrayPrimitiveName = keyof typeof ARRAY_PRIMITIVES;

const names = Object.keys(ARRAY_PRIMITIVES) as ArrayPrimitiveName[];
const codes = new Map(names.map((name, i) => [name, FIRST_ARRAY + i]));

/** The rows, that of opcode FIRST_ARRAY first. */
export const ARRAY_ROWS: readonly ArrayPrimitive[] = names.map(
  (name) => ARRAY_PRIMITIVES[name] as unknown as ArrayPrimitive,
);

/** The opcode of an operation on arrays. */
export function arrayCodeOf(name: ArrayPrimitiveName): number {
  return codes.get(name)!;
}

/** The name of an opcode from FIRST_ARRAY on. */
export function arrayNameOf(code: number): ArrayPrimitiveName {
  return names[code - FIRST_ARRAY]!;
}

/** The row of an opcode from FIRST_ARRAY on. */
export function arrayPrimitiveOf(code: number): ArrayPrimitive {
  return ARRAY_ROWS[code - FIRST_ARRAY]!;
}
