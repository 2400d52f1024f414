/**
 * Which primitives are WebAssembly instructions, and the numbers of all instructions that are written. A row belongs here
 * only if it gives the very bits of the primitive's kernel for all doubles (any NaN for a NaN): `test/compile` holds each
 * against its kernel. Every other primitive is called, lane by lane; so leaving a row out is always right.
 */

/** Instructions of one byte. */
export const I = {
  block: 0x02,
  loop: 0x03,
  end: 0x0b,
  br_if: 0x0d,
  call: 0x10,
  select: 0x1b,
  local_get: 0x20,
  local_set: 0x21,
  local_tee: 0x22,
  i32_const: 0x41,
  f64_const: 0x44,
  i32_eqz: 0x45,
  i32_lt_u: 0x49,
  i32_add: 0x6a,
  vector: 0xfd,
} as const;

/** Instructions behind the prefix `vector`. */
export const V = {
  load: 0x00,
  store: 0x0b,
  const: 0x0c,
  splat: 0x14,
  extract_lane: 0x21,
  replace_lane: 0x22,
  eq: 0x47,
  ne: 0x48,
  lt: 0x49,
  gt: 0x4a,
  le: 0x4b,
  not: 0x4d,
  and: 0x4e,
  andnot: 0x4f,
  or: 0x50,
  bitselect: 0x52,
  any_true: 0x53,
  ceil: 0x74,
  floor: 0x75,
  trunc: 0x7a,
  nearest: 0x94,
  i64_eq: 0xd6,
  i64_sub: 0xd1,
  abs: 0xec,
  neg: 0xed,
  sqrt: 0xef,
  add: 0xf0,
  sub: 0xf1,
  mul: 0xf2,
  div: 0xf3,
  min: 0xf4,
  max: 0xf5,
} as const;

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
