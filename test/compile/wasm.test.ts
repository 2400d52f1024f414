import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { V } from '../../src/base/wasm-instructions.ts';
import { RECIPES } from '../../src/compile/instructions.ts';
import type { Derivation, NodeId } from '../../src/graph/graph.ts';
import { NAMES, primitiveOf } from '../../src/ops/registry.ts';
import { differences } from './parity.ts';
import { derivations, maskOperands, PLAIN_NAMES, SPECIAL_NUMBERS } from './random.ts';
import { Recorder } from './recorder.ts';

/** name(…) of all constants and the input in all operands: mask operands become comparisons with them. */
function everywhere(name: string): Derivation {
  const recorder = new Recorder(0);
  const numbers = [recorder.input, ...SPECIAL_NUMBERS.map((value) => recorder.constant(value))];
  const { arity } = primitiveOf(NAMES.indexOf(name));
  const columns: NodeId[] = [];
  for (const y of numbers) {
    for (const operands of [
      [recorder.input, y, y],
      [y, recorder.input, recorder.constant(2)],
    ]) {
      const masked = operands.map((id, i) =>
        i < maskOperands(name) ? recorder.op('lt', recorder.input, id) : id,
      );
      const node = recorder.op(name, ...masked.slice(0, arity));
      const isMask = primitiveOf(NAMES.indexOf(name)).derivative.kind === 'mask';
      columns.push(isMask ? recorder.op('where', node, recorder.constant(1), recorder.constant(0)) : node);
    }
  }
  return recorder.derivation(columns);
}

describe('instructions', () => {
  it.each(PLAIN_NAMES)('%s gives the bits of its kernel at special numbers', (name) => {
    expect(differences(everywhere(name), SPECIAL_NUMBERS)).toEqual([]);
  });

  it('has recipes for primitives only', () => {
    expect(Object.keys(RECIPES).filter((name) => !PLAIN_NAMES.includes(name))).toEqual([]);
  });

  it.each([
    ['round', [0, V.nearest]],
    ['rint', [0, V.floor]],
    ['max', [1, 0, V.lt, V.not]],
    ['where', [2, 1, 0, V.bitselect]],
    ['le', [0, 1, V.lt]],
    ['sub', [1, 0, V.sub]],
  ])('a wrong instruction for %s is caught', (name, recipe) => {
    expect(differences(everywhere(name), SPECIAL_NUMBERS, { ...RECIPES, [name]: recipe })).not.toEqual([]);
  });
});

describe('compiled programs', () => {
  it('equal the interpreter and the graph bit for bit, decisions and pins included', () => {
    const points = fc.array(fc.double({ min: -10, max: 10 }), { maxLength: 30 });
    fc.assert(
      fc.property(derivations(0, 80), points, (derivation, xs) => {
        expect(differences(derivation, [...SPECIAL_NUMBERS, ...xs])).toEqual([]);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('equal the interpreter over several chunks and strips', () => {
    const xs = [...SPECIAL_NUMBERS, ...Array.from({ length: 70 }, (_, i) => (i - 35) / 7)];
    for (const derivation of fc.sample(derivations(9000, 9000), { seed: 2, numRuns: 4 })) {
      expect(differences(derivation, xs)).toEqual([]);
    }
  });

  it('returns the input and constants as columns', () => {
    const recorder = new Recorder(0);
    const derivation = recorder.derivation([recorder.input, recorder.constant(-0), recorder.input]);
    expect(differences(derivation, [1, 2, Number.NaN])).toEqual([]);
  });

  it('work for odd numbers of points and full blocks', () => {
    const recorder = new Recorder(0);
    const derivation = recorder.derivation([recorder.op('exp', recorder.input)]);
    for (const count of [1, 2, 3, 1023, 1024, 1025]) {
      expect(
        differences(
          derivation,
          Array.from({ length: count }, (_, i) => i / count),
        ),
      ).toEqual([]);
    }
  });
});
