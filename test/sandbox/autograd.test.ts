/** `grad` and its like inside a script: nesting, perturbations kept apart, plain results for plain arguments, messages. */

import { expect, test } from 'vitest';
import { load, value } from './harness.ts';

test('grad nests to any depth and can be swept', async () => {
  const script = await load('export const f = grad(grad(grad((x) => np.power(x, 5))));');
  expect(script.derivatives(2, 3)).toEqual([240, 240, 120, 0]);
});

test('perturbations are not confused', async () => {
  // x · d/dy (x + y) is x · 1: its derivative is 1, not 2 (Siskind & Pearlmutter, 2005).
  const script = await load('export const f = (x) => np.multiply(x, grad((y) => np.add(x, y))(1));');
  expect(script.derivatives(3)).toEqual([3, 1]);
  const product = await load(
    'export const f = (x) => grad((y) => np.multiply(x, np.multiply(y, y)))(np.multiply(2, x));',
  );
  expect(product.derivatives(3, 2)).toEqual([36, 24, 8]); // d/dy x·y² at 2x is 4x²
});

test('a plain argument gives a plain number, in and out of traces', async () => {
  expect(
    await value('[grad(Math.sin)(0), valueAndGrad((x) => np.power(x, 2))(3), derivatives(Math.exp, 0, 3)]'),
  ).toEqual([1, [9, 6], [1, 1, 1, 1]]);
  const script = await load(
    'const slope = grad(np.square)(3); export const f = (x) => np.multiply(slope, x);',
  );
  expect(script.at(2)).toMatchObject({ values: [12], stale: false });
  const inside = await load('export const f = (x) => (Number.isInteger(grad(np.square)(3)) ? x : 0);');
  expect(inside.at(2).decisions).toEqual([]);
});

test('argnum chooses the argument', async () => {
  const script = await load(
    'export const f = (x) => grad((a, b, c) => np.multiply(a, np.multiply(b, b)), 1)(5, x, "unused");',
  );
  expect(script.derivatives(3)).toEqual([30, 10]);
});

test('derivatives and taylor give all orders at once and can be differentiated again', async () => {
  const script = await load(`
    export const all = (x) => derivatives((y) => np.power(y, 3), x, 4);
    export const f = (x) => derivatives((y) => np.power(y, 3), x, 4)[2];
    export const coefficients = (x) => taylor(Math.exp, x, 4);`);
  expect(script.at(2, 'all').values).toEqual([8, 12, 12, 6, 0]);
  expect(script.derivatives(2, 2)).toEqual([12, 6, 0]);
  expect(script.at(0, 'coefficients').values).toEqual([1, 1, 1 / 2, 1 / 6, 1 / 24]);
});

test('elementwiseGrad of a number is grad', async () => {
  expect(await value('elementwiseGrad((x) => np.power(x, 3))(2)')).toBe(12);
});

test('an output that does not depend on the input has derivative 0 and one warning', async () => {
  const script = await load('function five() { return 5; } console.log(grad(five)(1), grad(five)(2));');
  expect(script.printed).toEqual([
    ['warning', 'grad: the result of five does not depend on its argument; the derivative is 0'],
    ['out', '0 0\n'],
  ]);
});

test('an exception inside leaves nothing behind', async () => {
  const script = await load(`
    try { grad(() => { throw new Error('no'); })(1); } catch {}
    export const f = (x) => grad((y) => np.multiply(x, y))(2);
    console.log(Number.isInteger(grad(np.square)(3)));`);
  expect(script.derivatives(3)).toEqual([3, 1]);
});

test.each([
  ['grad(3)', 'grad expects a function, got a number'],
  [
    'grad(np.square, "a")',
    'grad expects the index of an argument, a whole number from 0, or a list of them, got a string',
  ],
  ['grad(np.square, [0, -1])', 'or a list of them, got an array'],
  ['grad(np.square)("1")', 'argument 0 of square is a string; a number or an array is expected'],
  ['grad(np.square)()', 'grad differentiates with respect to argument 0, but square was given 0 arguments'],
  [
    'grad(function pair(x) { return [x, x]; })(1)',
    'grad only applies to real functions that return one number; pair returned an array. Try jacobian, elementwiseGrad or holomorphicGrad',
  ],
  ['derivatives(np.square, 1, 101)', 'derivatives expects a whole number from 0 to 100 as order, got 101'],
  ['derivatives(np.square, 1, 1.5)', 'derivatives expects a whole number from 0 to 100 as order, got 1.5'],
])('%s is refused', async (expression, message) => {
  await expect(value(expression)).rejects.toThrow(message);
});

test('an error of a function of arrays says what it is after arithmetic with numbers, and may be caught', async () => {
  const f = '(p) => np.add(np.square(p[0]), np.sum(np.square(p)))';
  await expect(value(`grad(${f})([1, np.ones(2)])`)).rejects.toThrow('have different shapes');
  const caught = `(p) => { const y = np.square(p); try { np.ones([2, -1]); } catch { } return np.add(y, np.sum(np.ones(2))); }`;
  expect(await value(`grad(${caught})(3)`)).toBe(6);
});
