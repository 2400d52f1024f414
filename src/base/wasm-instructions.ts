/**
 * Numbers of the WebAssembly instructions that this program writes. Names are the specification's, those of vectors without their
 * prefix (f64x2 unless they say i64). Source: WebAssembly Core Specification 2.0, section 5.4.
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
  load64_splat: 0x0a,
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
  xor: 0x51,
  bitselect: 0x52,
  any_true: 0x53,
  ceil: 0x74,
  floor: 0x75,
  trunc: 0x7a,
  nearest: 0x94,
  i64_shl: 0xcb,
  i64_shr_s: 0xcc,
  i64_add: 0xce,
  i64_sub: 0xd1,
  i64_eq: 0xd6,
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
