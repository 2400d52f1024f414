/** `Math` on traced numbers: values are QuickJS's own, derivatives exist, plain arguments behave as before. */

import { describe, expect, test } from 'vitest';
import { load, trace, value } from './harness.ts';

const UNARY = [
  'abs', 'acos', 'acosh', 'asin', 'asinh', 'atan', 'atanh', 'cbrt', 'ceil', 'cos', 'cosh', 'exp', 'expm1', 'floor', 'log', 'log10',
  'log1p', 'log2', 'round', 'sign', 'sin', 'sinh', 'sqrt', 'tan', 'tanh', 'trunc',
]; // biome-ignore format: a list of words

describe('every function of Math on a traced number', () => {
  test.each(UNARY)('%s has the value of the plain call', async (name) => {
    const x = name === 'acosh' ? 1.3 : 0.3;
    const script = await load(`
      const plain = Math.${name}(${x});
      export const f = (x) => [Math.${name}(x), plain];`);
    const { values, decisions } = script.at(x);
    expect(values[0]).toBe(values[1]);
    expect(decisions).toEqual([]);
  });

  test.each([
    ['max', '(x, 2, 0.1)'],
    ['max', '(1, x)'],
    ['min', '(x, 2, 0.1)'],
    ['hypot', '(x)'],
    ['hypot', '(x, 0.7)'],
    ['hypot', '(0.7, x, 1.9, 0.1)'],
    ['pow', '(x, 3)'],
    ['pow', '(3, x)'],
    ['atan2', '(x, 2)'],
  ])('%s%s has the value of the plain call', async (name, args) => {
    const { values } = await trace(
      `((plain) => (x) => [Math.${name}${args}, plain])(((x) => Math.${name}${args})(0.3))`,
      0.3,
    );
    expect(values[0]).toBe(values[1]);
  });
});

test('derivatives reach through', async () => {
  const f = 'Math.max(0, x, -1), Math.hypot(3, x, 12), [x].map(Math.sin)[0]';
  const script = await load(`const { cos } = Math;
    export const max = (x) => Math.max(0, x, -1);
    export const hypot = (x) => Math.hypot(3, x, 12);
    export const map = (x) => [x, 1].map(Math.sin)[0];
    export const destructured = (x) => cos(x);`);
  expect(f).toBeTruthy();
  expect(script.derivatives(2, 1, 'max')).toEqual([2, 1]);
  expect(script.derivatives(4, 1, 'hypot')).toEqual([13, 4 / 13]);
  expect(script.derivatives(0.5, 1, 'map')[1]).toBeCloseTo(Math.cos(0.5), 15);
  expect(script.derivatives(0.5, 1, 'destructured')[1]).toBeCloseTo(-Math.sin(0.5), 15);
});

test('plain arguments of any type behave as in JavaScript', async () => {
  expect(
    await value('[Math.max(), Math.min(), Math.hypot(), Math.max(1, "3"), Math.abs("-2"), Math.abs(null)]'),
  ).toEqual([
    null, // -Infinity
    null,
    0,
    3,
    2,
    0,
  ]);
  expect(await value('[Math.max(1, undefined), Math.sqrt({ valueOf: () => 4 })].map(String)')).toEqual([
    'NaN',
    '2',
  ]);
  expect(await value('[Math.max.length, Math.atan2.length, Math.sin.name, Math.imul.name]')).toEqual([
    2,
    2,
    'sin',
    'imul',
  ]);
});

test('imul and clz32 are pinned to the whole number, not to the double', async () => {
  const { values, decisions } = await trace('(x) => [Math.imul(x, 3), Math.clz32(x)]', 5.7);
  expect(values).toEqual([15, 29]);
  expect(decisions).toEqual(['same true', 'same true']);
});

test('fround would lose the derivative', async () => {
  await expect(trace('(x) => Math.fround(x)', 1)).rejects.toMatchObject({ code: 'E_TRACE' });
  expect(await value('Math.fround(5.5)')).toBe(5.5);
});

test('Math.random begins anew with each evaluation and depends on the seed', async () => {
  const code = 'export const f = (x) => [Math.random(), Math.random()];';
  const script = await load(code);
  const first = script.at(1).values;
  expect(script.at(2).values).toEqual(first);
  expect(first.every((r) => r >= 0 && r < 1)).toBe(true);
  expect(first[0]).not.toBe(first[1]);
  expect((await load(code, 1)).at(1).values).not.toEqual(first);
});

test('Math.random is uniform', async () => {
  const counts = (await value('Array.from({ length: 10 }, () => 0).map((_, i, a) => a).length')) as number;
  expect(counts).toBe(10);
  const bins = (await value(
    '(() => { const bins = Array(10).fill(0); for (let i = 0; i < 10000; i++) bins[Math.floor(Math.random() * 10)]++; return bins; })()',
  )) as number[];
  const chiSquare = bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(27.9); // 0.999 quantile, 9 degrees of freedom
});
