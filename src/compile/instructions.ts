/**
 * Which primitives are WebAssembly instructions. A row belongs here only if it gives the very bits of the primitive's kernel for
 * all doubles (any NaN for a NaN): `test/compile` holds each against its kernel. Every other primitive is called, lane by
 * lane; so leaving a row out is always right.
 */

import { V } from '../base/wasm-instructions.ts';

/** Numbers below this in a recipe are operands, the others vector instructions. */
export const FIRST_INSTRUCTION = 3;

/** How a primitive is computed: its operands (0, 1, 2) and instructions in the order of a stack machine. */
export type Recipe = readonly number[];

/** Recipes by the name of the primitive. `Math.round` (halves up) is no instruction: `nearest` goes to even. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  add: [0, 1, V.add],
  sub: [0, 1, V.sub],
  mul: [0, 1, V.mul],
  div: [0, 1, V.div],
  neg: [0, V.neg],
  abs: [0, V.abs],
  sqrt: [0, V.sqrt],
  floor: [0, V.floor],
  ceil: [0, V.ceil],
  trunc: [0, V.trunc],
  rint: [0, V.nearest],
  max: [0, 1, V.max],
  min: [0, 1, V.min],
  clip: [0, 1, V.max, 2, V.min],
  lt: [0, 1, V.lt],
  le: [0, 1, V.le],
  eq: [0, 1, V.eq],
  and: [0, 1, V.and],
  where: [1, 2, 0, V.bitselect],
};
