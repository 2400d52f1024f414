/**
 * `ops`: every function that a script may call, which derivatives it has, and what it answers at special points. All of it is read
 * from the tables that the program itself is made of.
 */

import { GENERATOR_METHODS } from '../array/random/default-rng.ts';
import type { RandomMethod } from '../array/random/method.ts';
import { RANDOM_METHODS } from '../array/random/random-state.ts';
import { jsonText } from '../base/json.ts';
import { numberText } from '../base/numbers.ts';
import { type NumpyFunction, signature } from '../numpy/define.ts';
import { NUMPY_FUNCTIONS } from '../numpy/index.ts';
import type { Primitive } from '../ops/primitive.ts';
import { PRIMITIVES } from '../ops/registry.ts';
import { movementOf } from './ops-modes.ts';
import { OPERATORS_OF_SCRIPTS } from './ops-operators.ts';

const MODES = ['taylor', 'reverse', 'forward'] as const;

/** One function. */
export interface Operation {
  readonly name: string;
  /** As it is called; empty where the name says it all. */
  readonly call: string;
  readonly doc: string;
  /** Modes of differentiation that go through it; none: its derivative is zero wherever it exists. */
  readonly modes: readonly (typeof MODES)[number][];
  /** Special points: arguments, and the derivative there with respect to the first that varies. */
  readonly points: readonly { readonly at: readonly number[]; readonly derivative: number }[];
}

/** Return all functions, sorted by name. */
export function operations(): Operation[] {
  const found = new Map<string, Operation>();
  for (const row of NUMPY_FUNCTIONS) for (const each of ofNumpy(row)) found.set(each.name, each);
  for (const row of PRIMITIVES) {
    for (const name of row?.names ?? [])
      found.set(name, ofPrimitive(name, found.get(name)?.call ?? '', row!));
  }
  const random: readonly [prefix: string, methods: Readonly<Record<string, RandomMethod<never>>>][] = [
    ['np.random.', RANDOM_METHODS],
    ['np.random.Generator.', GENERATOR_METHODS],
  ];
  for (const [prefix, methods] of random) {
    for (const [method, { doc, parameters }] of Object.entries(methods)) {
      const name = `${prefix}${method}`;
      const call = `${name}(${parameters.map((parameter) => parameter.name).join(', ')})`;
      found.set(name, { name, call, doc, modes: [], points: [] });
    }
  }
  for (const [name, doc] of Object.entries(OPERATORS_OF_SCRIPTS))
    found.set(name, { name, call: '', doc, modes: MODES, points: [] });
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function ofPrimitive(name: string, call: string, { doc, derivative, at = [] }: Primitive): Operation {
  const moves = !['zero', 'mask', 'none'].includes(derivative.kind);
  const points = at.map(([inputs, slope]) => ({ at: inputs, derivative: slope }));
  return { name, call, doc, modes: moves ? MODES : [], points };
}

/** Names without a prefix, and methods, are not called by these names. */
function ofNumpy(row: NumpyFunction): Operation[] {
  const names = row.names.filter((name) => /^(np|special|stats|scipy)\./.test(name));
  if (names.length === 0) return [];
  const modes = movementOf(row) === 'zero' ? [] : MODES;
  const doc = row.doc.replace(/\.$/, '');
  return names.map((name) => ({ name, call: signature(name, row.parameters), doc, modes, points: [] }));
}

/** Return the functions as one JSON document. */
export function operationsJson(list: readonly Operation[]): string {
  const point = ({ at, derivative }: Operation['points'][number]): string =>
    `{"at":[${at.map(jsonText).join(',')}],"derivative":${jsonText(derivative)}}`;
  const rows = list.map(
    ({ points, ...rest }) =>
      `${JSON.stringify(rest).slice(0, -1)},"points":[${points.map(point).join(',')}]}`,
  );
  return `{"schema":1,"ops":[\n${rows.join(',\n')}\n]}\n`;
}

/** Return the functions as a table: a line each, special points in it. */
export function operationsTable(list: readonly Operation[]): string {
  const width = Math.max(...list.map(({ name }) => name.length));
  const modes = (of: Operation): string => (of.modes.length === 0 ? 'none (zero)' : of.modes.join(' '));
  const modesWidth = Math.max(...list.map((each) => modes(each).length));
  const line = (name: string, how: string, what: string): string =>
    `${name.padEnd(width)}  ${how.padEnd(modesWidth)}  ${what}`.trimEnd();
  const special = ({ points }: Operation): string =>
    points
      .map(({ at, derivative }) => `${at.map(numberText).join(', ')} → ${numberText(derivative)}`)
      .join('; ');
  const lines = list.map((each) =>
    line(each.name, modes(each), each.points.length === 0 ? each.doc : `${each.doc} [d: ${special(each)}]`),
  );
  return [line('name', 'modes', 'what it is [derivative at special points]'), ...lines, ''].join('\n');
}
