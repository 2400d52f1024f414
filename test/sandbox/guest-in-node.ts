/**
 * The guest's tracer and operators, loaded into this process with a host that only keeps the records. What a function does
 * with a traced number can then be seen without a VM.
 */

import { members, numpy, randomNames } from '../../scripts/sources.ts';
import { CONSTANT, FIRST_DECISION, OUTPUT, STALE, STRIDE, TESTS } from '../../src/graph/wire.ts';
import { NAMES } from '../../src/ops/registry.ts';

/** A record as read from the tape, operands as text: `#3` for an id, `2` for a constant. */
export interface Entry {
  readonly name: string;
  readonly operands: readonly string[];
}

const entries: Entry[] = [];
const tape = new ArrayBuffer(8 * STRIDE * 64);
const view = new Float64Array(tape);
const ARITY: Readonly<Record<string, number>> = { neg: 1, toInt32: 1, toUint32: 1, alias: 1, [OUTPUT]: 1 };

function entryOf([flagged, ...operands]: readonly number[]): Entry {
  const code = flagged! & 255;
  const flags = [CONSTANT.x, CONSTANT.y, CONSTANT.z];
  const text = (count: number) =>
    operands
      .slice(0, count)
      .map((operand, i) => ((flagged! & flags[i]!) === 0 ? `#${operand}` : `${operand}`));
  if (code === OUTPUT) return { name: 'output', operands: text(1) };
  if (code === STALE) return { name: 'stale', operands: [] };
  if (code >= FIRST_DECISION) {
    const test = TESTS[(code - FIRST_DECISION) >> 1]!;
    const name = code % 2 === 0 ? test : `not ${test}`;
    return { name, operands: text(test === 'truth' ? 1 : 2) };
  }
  const name = NAMES[code]!;
  return { name, operands: text(ARITY[name] ?? 2) };
}

Object.assign(globalThis, {
  OP: Object.fromEntries(NAMES.map((name, code) => [name, code])),
  NUMPY: numpy,
  MEMBERS: members,
  RANDOM_NAMES: randomNames,
  host: {
    tape,
    flush(records: number) {
      for (let i = 0; i < records; i++)
        entries.push(entryOf([...view.subarray(i * STRIDE, (i + 1) * STRIDE)]));
    },
    differentiate() {},
  },
});

export const tracer = await import('../../sandbox/tracer.ts');
export const operators = await import('../../sandbox/operators.ts');
Object.assign(globalThis, operators);

export type Traced = ReturnType<typeof tracer.beginTrace>;

/** Call `f` with a traced `x`; return what it returned and what was recorded. */
export function trace(f: (x: Traced) => unknown, x: number): { result: unknown; records: string[] } {
  entries.length = 0;
  const input = tracer.beginTrace(x);
  const result = f(input);
  tracer.flush();
  return { result, records: entries.map(({ name, operands }) => [name, ...operands].join(' ')) };
}

/** Return the plain value of a result. */
export const plainOf = (x: unknown): unknown => (tracer.isTraced(x) ? tracer.primal(x) : x);
