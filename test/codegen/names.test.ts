/** Emitted source reads like the script: its variables, its lines, its conditions; and no text of a script ends a comment or a string. */

import { expect, test } from 'vitest';
import { emit, hasC, load, runC } from '../harness/emit.ts';

const SCRIPT = `export function f(x: number) {
  const sinh = (Math.exp(x) - Math.exp(-x)) / 2;
  let y = square(sinh) * x;
  if (y > 1) y = Math.sin(y);
  const notOne = [x * 2, x * 3];
  return y + notOne[0] * notOne[1];
}
const square = (t: number) => t * t;
`;

test('a number that the script puts into a variable has its name, and its line', async () => {
  const { text } = await emit('js', SCRIPT, { at: [0.5, 2] });
  expect(text).toContain('const sinh = (t1 - t2) / 2; // script.ts:2');
  expect(text).toContain('const y = t3 * x; // script.ts:3');
  expect(text).toContain('if (!(1 < y)) { // script.ts:4');
  expect(text).not.toContain('notOne');
});

test('a variable that is set again gets a number, and one that is reserved an underscore', async () => {
  const source = `export function f(x: number) {
  let step = Math.sin(x);
  for (let i = 0; i < 3; i++) step = Math.cos(step) * x;
  const double = step * x;
  return double * double + Math.exp(double);
}`;
  const c = (await emit('c', source, { at: [0.5] })).text;
  for (const name of ['step', 'step2', 'step3', 'step4', 'double_'])
    expect(c).toContain(`const double ${name} = `);
  expect((await emit('js', source, { at: [0.5] })).text).toContain(
    'const double = step4 * x; // script.ts:4',
  );
});

test('arrays have names, too', async () => {
  const source = `export function loss(w, X) {
  const z = np.matmul(X, w);
  const p = 1 / (1 + np.exp(-z));
  return -np.mean(np.log(p));
}`;
  const { text } = await emit('c', source, { call: { args: [[1, 2], [[1, 2], [3, 4]]], wrt: [] } }); // biome-ignore format: vector, matrix
  expect(text).toContain('double z[2] = {0}; // script.ts:2');
  expect(text).toContain('double p[2]; // script.ts:3');
  expect(text).toContain('for (int i = 0; i < 2; i++) {\n    for (int j = 0; j < 2; j++) z[i] += ');
});

test('a key with quotes stays within its string', async () => {
  const key = `it's "x"\n`;
  const source = `export const f = (p) => np.sum(p[${JSON.stringify(key)}] ** 2);`;
  const args = [{ [key]: [1, 2] }];
  const f = (await load((await emit('ts', source, { call: { args, wrt: [] } })).text)).f!;
  expect(f(...args)).toEqual([5, { [key]: [2, 4] }]);
  expect(() => f({ [key]: [1] })).toThrow(/shape \(2\)/);
});

test('constants that are not finite, and negative zero', async () => {
  const source =
    'export const f = (x: number) => [x + Infinity, x * -0, -Infinity / x, x < 9 ? NaN : x, 1 / (x * -0)];';
  const wanted = [Infinity, -0, -Infinity, NaN, -Infinity];
  const at = { at: [2], orders: { from: 0, to: 0 } };
  const [values] = (await load((await emit('js', source, at)).text)).f!(2) as number[][];
  expect(values).toEqual(wanted);
  if (!hasC) return;
  const { text } = await emit('c', source, at);
  expect(runC([{ text, name: 'f', calls: [[2]], size: 5 }])[0]![0]).toEqual(wanted);
});

test('a path that was not traced is NaN everywhere in C', { skip: !hasC }, async () => {
  const { text } = await emit('c', 'export const f = (x: number) => (x < 0 ? [x, 2] : [x * x, x]);', {
    at: [1, 2],
  });
  expect(runC([{ text, name: 'f', calls: [[3], [-1]], size: 4 }])[0]).toEqual([
    [9, 3, 6, 1],
    [NaN, NaN, NaN, NaN],
  ]);
});
