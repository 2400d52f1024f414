/** The decoder: what a tape says becomes a graph; what it must not say is refused. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AutogradError } from '../../src/base/errors.ts';
import { ALIAS, CONST, INPUT } from '../../src/graph/graph.ts';
import { CONSTANT, decisionCode, OUTPUT, STALE, STRIDE } from '../../src/graph/wire.ts';
import { codeOf } from '../../src/ops/registry.ts';
import { TapeDecoder } from '../../src/vm/tape.ts';

const ADD = codeOf('add');
const MUL = codeOf('mul');

function decode(...records: readonly (readonly number[])[]): TapeDecoder {
  const decoder = new TapeDecoder(2 ** 20);
  const tape = new Float64Array(records.length * STRIDE);
  for (const [i, record] of records.entries()) tape.set(record, i * STRIDE);
  decoder.decode(tape, records.length);
  return decoder;
}

describe('a sound tape', () => {
  test('x·x + 3: ids count the records of primitives from the input', () => {
    const { graph, input, outputs } = decode([MUL, 0, 0], [ADD + CONSTANT.y, 1, 3], [OUTPUT, 2]).trace;
    const sum = outputs[0]!;
    const product = graph.x[sum]!;
    expect([graph.ops[sum], graph.constantValue(graph.y[sum] as never)]).toEqual([ADD, 3]);
    expect([graph.ops[product], graph.x[product], graph.y[product]]).toEqual([MUL, input, input]);
  });

  test('a repeated operation is one node under two ids', () => {
    const { outputs } = decode([MUL, 0, 0], [MUL, 0, 0], [OUTPUT, 1], [OUTPUT, 2]);
    expect(outputs[0]).toBe(outputs[1]);
  });

  test('constants keep their bits: -0 and NaN', () => {
    const { graph, outputs } = decode([OUTPUT + CONSTANT.x, -0], [OUTPUT + CONSTANT.x, Number.NaN]);
    expect(outputs.map((id) => graph.constantValue(id))).toEqual([-0, Number.NaN]);
  });

  test('decisions keep test, outcome and order, and make no id', () => {
    const records = [
      [decisionCode('lt', true) + CONSTANT.y, 0, 0.5],
      [decisionCode('truth', false), 0],
      [MUL, 0, 0],
      [decisionCode('same', false), 1, 0],
    ];
    const { decisions, input } = decode(...records);
    expect(decisions.map(({ test, holds }) => [test, holds])).toEqual([
      ['lt', true],
      ['truth', false],
      ['same', false],
    ]);
    expect(decisions[1]!.y).toBe(input);
  });

  test('a decision between constants holds everywhere and is dropped', () => {
    expect(decode([decisionCode('lt', true) + CONSTANT.x + CONSTANT.y, 1, 2]).decisions).toEqual([]);
  });

  test('an alias is a new variable each time', () => {
    const { graph, outputs } = decode([ALIAS, 0], [ALIAS, 0], [OUTPUT, 1], [OUTPUT, 2]);
    expect(outputs[0]).not.toBe(outputs[1]);
    expect(graph.ops[outputs[0]!]).toBe(ALIAS);
  });

  test('ids go on from one flush to the next', () => {
    const decoder = decode([MUL, 0, 0]);
    decoder.decode(Float64Array.of(OUTPUT, 1, 0, 0), 1);
    expect(decoder.graph.ops[decoder.outputs[0]!]).toBe(MUL);
  });

  test('a stale number is noted', () => {
    expect([decode([MUL, 0, 0]).stale, decode([STALE]).stale]).toEqual([false, true]);
  });
});

describe('a forged tape', () => {
  test.each([
    ['an id not given yet', [MUL, 0, 1]],
    ['a negative id', [MUL, -1, 0]],
    ['a fraction for an id', [MUL, 0.5, 0]],
    ['NaN for an id', [MUL, Number.NaN, 0]],
    ['an id beyond 32 bits', [MUL, 2 ** 32, 0]],
    ['the code of a constant', [CONST, 0]],
    ['the code of an input', [INPUT, 0]],
    ['the code of no primitive', [191, 0, 0, 0]],
    ['the code of no decision', [253, 0, 0, 0]],
    ['a code beyond the flags', [2048, 0]],
    ['a code of NaN', [Number.NaN, 0]],
    ['a negative code', [-3, 0]],
  ])('%s is refused', (_, record) => {
    expect(() => decode(record)).toThrow(/^the tape holds/);
  });

  test.each([-1, 0.5, Number.NaN, 3, Infinity])('%d records in a tape of two are refused', (count) => {
    expect(() => new TapeDecoder(2 ** 20).decode(new Float64Array(2 * STRIDE), count)).toThrow(
      /^the tape holds the count/,
    );
  });

  test('any numbers make a sound trace or an error of ours', () => {
    const plausible = fc.oneof(
      fc.integer({ min: -1, max: 300 }),
      fc.integer({ min: 0, max: 3 }),
      fc.double(),
    );
    fc.assert(
      fc.property(fc.array(plausible, { minLength: STRIDE, maxLength: 40 * STRIDE }), (numbers) => {
        const decoder = new TapeDecoder(2 ** 20);
        try {
          decoder.decode(Float64Array.from(numbers), Math.floor(numbers.length / STRIDE));
        } catch (error) {
          expect(error).toBeInstanceOf(AutogradError);
        }
        const { graph, outputs, decisions } = decoder.trace;
        for (let id = 0; id < graph.size; id++) {
          if (graph.ops[id] === CONST || graph.ops[id] === INPUT) continue;
          for (const operand of [graph.x[id]!, graph.y[id]!, graph.z[id]!]) expect(operand).toBeLessThan(id);
        }
        for (const id of [...outputs, ...decisions.flatMap(({ x, y }) => [x, y])])
          expect(id).toBeLessThan(graph.size);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});

test('a trace longer than the memory allows is a limit that names its option', () => {
  const decoder = new TapeDecoder(320);
  const tape = new Float64Array(6 * STRIDE).fill(0);
  for (let i = 0; i < 6; i++) tape[i * STRIDE] = MUL;
  decoder.decode(tape, 6);
  expect(() => decoder.decode(tape, 6)).toThrow(
    expect.objectContaining({ code: 'E_LIMIT', hint: expect.stringContaining('--memory') }),
  );
});
