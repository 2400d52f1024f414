/**
 * Operations on arrays by opcode, numbered from FIRST_ARRAY on; like other opcodes, the numbers are never stored. There are none
 * until `array-rows.ts` is loaded.
 */

import { FIRST_ARRAY } from '../graph/graph.ts';
import type { ArrayPrimitive } from './array-primitive.ts';
import type { ArrayPrimitiveName } from './array-rows.ts';

const names: ArrayPrimitiveName[] = [];
/** The rows, that of opcode FIRST_ARRAY first. */
export const ARRAY_ROWS: ArrayPrimitive[] = [];
const codes = new Map<ArrayPrimitiveName, number>();

/** Number the rows of a table. */
export function registerArrayRows(table: Readonly<Record<ArrayPrimitiveName, ArrayPrimitive>>): void {
  for (const name of Object.keys(table) as ArrayPrimitiveName[]) {
    codes.set(name, FIRST_ARRAY + names.length);
    names.push(name);
    ARRAY_ROWS.push(table[name]);
  }
}

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
