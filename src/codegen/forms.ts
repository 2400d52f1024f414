/**
 * How every primitive is written in JavaScript and in C: a row each where it is no function of the language's `Math` or
 * math.h under its own name, which most are. What neither has is a helper (`helpers.ts`) that goes with the source.
 */

import type { Primitive } from '../ops/primitive.ts';
import { call, choice, type Form, helper, infix, LEVEL, prefix } from './code.ts';

/** Languages by what they share: TypeScript is JavaScript with annotations. */
export type Family = 'js' | 'c';

/** A row for both languages at once. */
const both = (form: Form) => ({ js: form, c: form });

/** By name of the primitive: those that neither language has under this name. */
const ROWS: Readonly<Record<string, Readonly<Partial<Record<Family, Form>>>>> = {
  add: both(infix('+', LEVEL.sum)),
  sub: both(infix('-', LEVEL.sum)),
  mul: both(infix('*', LEVEL.product)),
  div: both(infix('/', LEVEL.product)),
  neg: both(prefix('-')),
  where: both(choice),
  lt: both(infix('<', LEVEL.order)),
  le: both(infix('<=', LEVEL.order)),
  eq: { js: infix('===', LEVEL.equality), c: infix('==', LEVEL.equality) },
  and: both(infix('&&', LEVEL.both)),
  abs: { js: call('Math.abs'), c: call('fabs') },
  max: { js: call('Math.max'), c: helper('larger') },
  min: { js: call('Math.min'), c: helper('smaller') },
  clip: both(helper('clip')),
  sign: { js: call('Math.sign'), c: helper('sign') },
  floor: { js: call('Math.floor'), c: call('floor') },
  ceil: { js: call('Math.ceil'), c: call('ceil') },
  trunc: { js: call('Math.trunc'), c: call('trunc') },
  round: { js: call('Math.round'), c: helper('roundUp') },
  rint: { js: helper('rint'), c: call('rint') },
  sqrt: { js: call('Math.sqrt'), c: call('sqrt') },
  toInt32: { js: helper('toInt32'), c: helper('toInt32') },
  toUint32: { js: helper('toUint32'), c: helper('toUint32') },
  pow: { js: infix('**', LEVEL.power), c: helper('power') },
  fmod: { js: infix('%', LEVEL.product), c: call('fmod') },
};

/** Special functions that math.h has; others are helpers in C, or cannot be had there. */
const IN_MATH_H: Readonly<Record<string, string>> = {
  gamma: 'tgamma',
  gammaln: 'lgamma',
  erf: 'erf',
  erfc: 'erfc',
  j0: 'j0',
  j1: 'j1',
  y0: 'y0',
  y1: 'y1',
};

/** Helpers in C whose names are taken there. */
const C_NAMES: Readonly<Record<string, string>> = { jn: 'besselJ', yn: 'besselY' };

/**
 * Return how the primitive `name` of these operands (their numbers, where constant) is written. Whether its helper exists is for
 * the language to say.
 */
export function formOf(
  family: Family,
  name: string,
  { value }: Primitive,
  operands: readonly (number | undefined)[],
): Form {
  if (name === 'pow' && family === 'c' && operands[1] === 2) return { kind: 'square', name: 'pow' };
  if (name === 'pow' && family === 'c' && Number.isFinite(operands[1])) return call('pow');
  const row = ROWS[name]?.[family];
  if (row !== undefined) return row;
  if (value.from === 'libm') return call(family === 'js' ? `Math.${value.name}` : value.name);
  if (value.from !== 'special') return helper(name);
  const known = IN_MATH_H[value.name];
  if (family === 'c' && known !== undefined) return call(known);
  const own = family === 'c' ? (C_NAMES[value.name] ?? value.name) : value.name;
  return { kind: 'helper', name: own, ...(value.orders && { before: value.orders }) };
}
