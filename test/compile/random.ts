/** Random derivations, and doubles at which instructions could go wrong. */

import fc from 'fast-check';
import type { Derivation, NodeId } from '../../src/graph/graph.ts';
import { TESTS } from '../../src/graph/wire.ts';
import { NAMES, PRIMITIVES, primitiveOf } from '../../src/ops/registry.ts';
import { Recorder } from './recorder.ts';

export const SPECIAL_NUMBERS: readonly number[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -1.5,
  -2.5,
  0.49999999999999994,
  -0.49999999999999994,
  4503599627370495.5,
  4503599627370497,
  9007199254740991,
  2147483648,
  -2147483649,
  4294967296.5,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  -1.7976931348623157e308,
  Infinity,
  -Infinity,
  NaN,
  Math.PI,
  -1e-300,
  1e300,
];

/**
 * Names of the primitives that take any double and whose values need nothing but a libm and JavaScript. (`sincDerivative`
 * counts to its first operand.)
 */
export const PLAIN_NAMES: readonly string[] = NAMES.filter((name, code) => {
  const row = PRIMITIVES[code];
  return row !== undefined && row.value.from !== 'special' && name !== 'sincDerivative';
});

/** How many of a primitive's first operands are masks. */
export function maskOperands(name: string): number {
  return name === 'where' ? 1 : name === 'and' ? 2 : 0;
}

const isMask = (name: string): boolean => primitiveOf(NAMES.indexOf(name)).derivative.kind === 'mask';
const arithmetic = ['add', 'sub', 'mul', 'div', 'neg'];

type Choice = readonly [what: number, a: number, b: number, c: number, number];

/** A derivation of random operations with recent operands, decided at a random point. */
function build(at: number, choices: readonly Choice[], wanted: readonly number[]): Derivation {
  const recorder = new Recorder(at);
  const numbers: NodeId[] = [recorder.input];
  const masks: NodeId[] = [];
  const from = (pool: readonly NodeId[], pick: number): NodeId =>
    pool[pool.length - 1 - (pick % pool.length)]!;
  for (const [what, a, b, c, number] of choices) {
    if (what < 5) numbers.push(recorder.constant(number));
    else if (what < 15) recorder.decide(TESTS[a % TESTS.length]!, from(numbers, b), from(numbers, c));
    else if (what < 18) recorder.pin(from(numbers, b));
    else {
      const name = what < 60 ? arithmetic[what % 5]! : PLAIN_NAMES[what % PLAIN_NAMES.length]!;
      if (maskOperands(name) > 0 && masks.length === 0) continue;
      const operands = [a, b, c]
        .slice(0, primitiveOf(NAMES.indexOf(name)).arity)
        .map((pick, i) => from(i < maskOperands(name) ? masks : numbers, pick));
      (isMask(name) ? masks : numbers).push(recorder.op(name, ...operands));
    }
  }
  return recorder.derivation(wanted.map((pick) => from(numbers, pick)));
}

const anyNumber = fc.oneof(
  fc.constantFrom(...SPECIAL_NUMBERS),
  fc.double({ min: -10, max: 10 }),
  fc.double(),
);

/** Derivations of `from` to `to` operations and decisions, with up to five columns. */
export function derivations(from: number, to: number): fc.Arbitrary<Derivation> {
  const pick = fc.oneof(fc.nat(3), fc.nat(1000));
  const choice: fc.Arbitrary<Choice> = fc.tuple(fc.nat(99), pick, pick, pick, anyNumber);
  const choices = fc.array(choice, { minLength: from, maxLength: to, size: 'max' });
  return fc
    .tuple(anyNumber, choices, fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }))
    .map((all) => build(...all));
}
