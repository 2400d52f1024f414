/** The host's libm is the guest's, bit for bit. */

import { afterAll, expect, test } from 'vitest';
import { LIBM1, LIBM2 } from '../../src/ops/primitive.ts';
import { createVm } from '../../src/vm/quickjs.ts';
import { engine, libm } from './fixture.ts';

const COUNT = 20_000;
const SPECIAL = [0, -0, 1, -1, 0.5, -0.5, 2, -3, Infinity, -Infinity, NaN, 5e-324, -5e-324, 2.2250738585072014e-308,
  1.7976931348623157e308, -1.7e308, 709.782712893384, 709.7827128933841, -745.1332191019411, -745.1332191019412, 1e-300,
  1e300, 2 ** 52, 2 ** 53 + 2, Math.PI, Math.PI / 2, 1e22]; // biome-ignore format: one list

const vm = (await createVm(engine.wasmModule, 256 * 2 ** 20)).context;
afterAll(() => vm.dispose());

/** Numbers of every magnitude, subnormal ones included, and many of the order of 1. */
function sample(seed: number): Float64Array {
  let state = seed;
  const word = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 0;
  };
  const bits = new DataView(new ArrayBuffer(8));
  return Float64Array.from({ length: COUNT }, (_, i) => {
    if (i % 2 === 0) return (word() / 2 ** 31 - 1) * [1, 10, 800][i % 3]!;
    bits.setUint32(0, word());
    bits.setUint32(4, word());
    return bits.getFloat64(0);
  });
}

/** What the guest computes for all pairs. */
function guestValues(expression: string, xs: Float64Array, ys: Float64Array): Float64Array {
  for (const [name, values] of Object.entries({ xs, ys })) {
    vm.newArrayBuffer(values.slice().buffer).consume((handle) => vm.setProp(vm.global, name, handle));
  }
  const code = `{ const y = new Float64Array(ys); new Float64Array(xs).map((x, i) => ${expression}).buffer }`;
  const bytes = vm
    .unwrapResult(vm.evalCode(code))
    .consume((handle) => vm.getArrayBuffer(handle).consume((buffer) => buffer.value.slice()));
  return new Float64Array(bytes.buffer);
}

function differences(
  f: (x: number, y: number) => number,
  expected: Float64Array,
  xs: Float64Array,
  ys: Float64Array,
): number[] {
  return Array.from(expected.keys()).filter((i) => !Object.is(f(xs[i]!, ys[i]!), expected[i]));
}

test.each(LIBM1)('%s is the guest’s own', (name) => {
  const xs = Float64Array.from([...SPECIAL, ...sample(1)]);
  expect(differences(libm[name], guestValues(`Math.${name}(x)`, xs, xs), xs, xs)).toEqual([]);
});

const OPERATORS: Record<string, string> = { pow: 'x ** y[i]', fmod: 'x % y[i]' };

test.each(LIBM2)('%s is the guest’s own', (name) => {
  const xs = Float64Array.from([...SPECIAL.flatMap((x) => SPECIAL.map(() => x)), ...sample(1)]);
  const ys = Float64Array.from([...SPECIAL.flatMap(() => SPECIAL), ...sample(2)]);
  const expression = OPERATORS[name] ?? `Math.${name}(x, y[i])`;
  expect(differences(libm[name], guestValues(expression, xs, ys), xs, ys)).toEqual([]);
});

test('Math.pow and ** agree in the guest', () => {
  const xs = sample(3);
  const ys = sample(4);
  const [power, operator] = ['Math.pow(x, y[i])', 'x ** y[i]'].map((code) => guestValues(code, xs, ys));
  expect(power).toEqual(operator);
});

test('the comparison notices a libm that differs in the last bit', () => {
  const xs = sample(1);
  expect(differences(Math.exp, guestValues('Math.exp(x)', xs, xs), xs, xs).length).toBeGreaterThan(100);
});
