/** Operations in the memory of the WebAssembly module have, bit for bit, the values of their rows' functions, element by element. */

import { describe, expect, it } from 'vitest';
import { computeSteps, computeVectors, type Step } from '../../src/array/stretches.ts';
import { ARITHMETIC } from '../../src/array/wasm-elementwise.ts';
import { MATH } from '../../src/array/wasm-math.ts';
import type { Kernel } from '../../src/ops/primitive.ts';
import { codeOf, primitiveOf } from '../../src/ops/registry.ts';
import { kernels } from '../ops/rows.ts';
import { numbers } from './numbers.ts';

const SPECIAL = [0, -0, NaN, Infinity, -Infinity, 1, -1, 0.5, 5e-324, -1.5e308, 3e6, -1e22];

/** Numbers of which every other one is special, so that pairs of all kinds meet. */
function operand(length: number, seed: number): Float64Array {
  const chosen = numbers(length, seed + 100);
  return numbers(length, seed).map((value, i) =>
    chosen[i]! < 0 ? SPECIAL[Math.floor(-chosen[i]! * SPECIAL.length) % SPECIAL.length]! : 4 * value,
  );
}

/** The value of a row at one point. Those of the module's own functions are compared with Math elsewhere. */
const single = (name: string): Kernel =>
  name in MATH
    ? (x) => {
        const out = new Float64Array(1);
        computeVectors(name, [Float64Array.of(x)], out);
        return out[0]!;
      }
    : kernels[codeOf(name)]!;

const at = (x: number | Float64Array, i: number): number => (typeof x === 'number' ? x : x[i]!);

function expected(name: string, operands: readonly (number | Float64Array)[], length: number): Float64Array {
  const f = single(name);
  const [x, y = 0, z = 0] = operands;
  return new Float64Array(length).map((_, i) => f(at(x!, i), at(y, i), at(z, i)));
}

/** The first element that differs, NaN being NaN and −0 not 0. */
function firstDifference(actual: Float64Array, wanted: Float64Array): string | undefined {
  const i = actual.findIndex((value, k) => !Object.is(value, wanted[k]));
  return i < 0 ? undefined : `element ${i} of ${actual.length}: ${actual[i]}, not ${wanted[i]}`;
}

const step = (name: string, operands: Step['operands'], out?: Float64Array): Step => ({
  name,
  kernel: kernels[codeOf(name)]!,
  operands,
  out,
});

const NAMES = [...Object.keys({ ...ARITHMETIC, ...MATH }), 'atan', 'atan2', 'clip'];
const LENGTHS = [...Array.from({ length: 20 }, (_, i) => i + 1), 255, 2047, 2048, 2049, 4096, 4999, 5000];

/** All ways for operands to be arrays, the first array again, and numbers; a single one is an array. */
function* layouts(arity: number, length: number): Generator<(number | Float64Array)[]> {
  const x = operand(length, 1);
  for (let kinds = 0; kinds < (arity === 1 ? 2 : 3 ** arity); kinds++) {
    const own = Array.from({ length: arity }, (_, n) => Math.floor(kinds / 3 ** n) % 3);
    yield own.map((kind, n) =>
      kind === 0 ? operand(length, n + 2) : kind === 1 ? x : SPECIAL[(kinds + n) % 12]!,
    );
  }
}

describe.each(NAMES)('%s', (name) => {
  it('has its values at every length, for arrays and numbers, by itself and as a result that is used', () => {
    for (const length of LENGTHS) {
      for (const operands of layouts(primitiveOf(codeOf(name)).arity, length)) {
        const [out, doubled] = [new Float64Array(length), new Float64Array(length)];
        const first = step(name, operands, out);
        computeSteps([first, step('add', [first, first], doubled)], length);
        const wanted = expected(name, operands, length);
        expect(firstDifference(out, wanted)).toBe(undefined);
        expect(
          firstDifference(
            doubled,
            wanted.map((value) => value + value),
          ),
        ).toBe(undefined);
        if (!(name in ARITHMETIC)) continue;
        computeVectors(name, operands, doubled);
        expect(firstDifference(doubled, wanted)).toBe(undefined);
      }
    }
  });
});

describe('steps', () => {
  it('may be so many that stretches are short, every result being used at the end', () => {
    const x = operand(5000, 1);
    const first = Array.from({ length: 1501 }, (_, n) => step('mul', [x, n - 0.5]));
    let total = first[0]!;
    const sums = first
      .slice(1)
      .reverse()
      .map((term) => (total = step('add', [term, total])));
    const out = new Float64Array(5000);
    computeSteps([...first, ...sums, step('neg', [total], out)], out.length);
    const wanted = x.map((value) => {
      let sum = value * -0.5;
      for (let n = 1500; n > 0; n--) sum = value * (n - 0.5) + sum;
      return -sum;
    });
    expect(firstDifference(out, wanted)).toBe(undefined);
  });

  it('meet 0 and −0 as different numbers', () => {
    const x = Float64Array.of(1, -1, 0);
    const outs = [new Float64Array(3), new Float64Array(3)];
    computeSteps([step('div', [x, 0], outs[0]), step('div', [x, -0], outs[1])], 3);
    expect(outs).toEqual([
      Float64Array.of(Infinity, -Infinity, NaN),
      Float64Array.of(-Infinity, Infinity, NaN),
    ]);
  });
});
