/**
 * All primitives, numbered. The number of a row is its opcode on the tape and in the graph; it is an accident of this
 * build and is never stored.
 */

import { ALIAS, CONST, INPUT, LIST, LITERAL } from '../graph/graph.ts';
import { FIRST_DECISION } from '../graph/wire.ts';
import { arithmetic } from './arithmetic.ts';
import { elementary } from './elementary.ts';
import { piecewise } from './piecewise.ts';
import type { Primitive } from './primitive.ts';
import { special } from './special.ts';

const tables: readonly Readonly<Record<string, Primitive>>[] = [arithmetic, piecewise, elementary, special];

/** Names by opcode; the sources of `graph/graph.ts` have theirs, too, for printing. */
export const NAMES: readonly string[] = (() => {
  const names: string[] = [];
  names[CONST] = 'const';
  names[INPUT] = 'input';
  names[ALIAS] = 'alias';
  names[LITERAL] = 'literal';
  names[LIST] = 'list';
  for (const table of tables) names.push(...Object.keys(table));
  if (new Set(names).size !== names.length) throw new Error('two primitives have one name');
  if (names.length > FIRST_DECISION) throw new Error('too many primitives for the tape');
  return Object.freeze(names);
})();

/** Rows by opcode; undefined for the sources. */
export const PRIMITIVES: readonly (Primitive | undefined)[] = Object.freeze(
  NAMES.map((name) => tables.find((table) => Object.hasOwn(table, name))?.[name]),
);

const codes = new Map(NAMES.map((name, code) => [name, code]));

/** The opcode of the primitive `name`. */
export function codeOf(name: string): number {
  const code = codes.get(name);
  if (code === undefined) throw new Error(`no primitive is called ${name}`);
  return code;
}

/** The row of an opcode that is not a source. */
export function primitiveOf(code: number): Primitive {
  const primitive = PRIMITIVES[code];
  if (primitive === undefined) throw new Error(`opcode ${code} has no row`);
  return primitive;
}
