/** What a report guesses of mistakes that people make. */

import { expect, it } from 'vitest';
import { check } from '../harness/check.ts';

const MISTAKES: readonly (readonly [name: string, entry: string, text: string])[] = [
  ['logistic loss without x[i][j]', 'f: loss, df: (w) => w.map(() => X.reduce((s, x, i) => s + sigmoid(dot(x, w)) - y[i], 0)), at: [[0.1, -0.2], [1, 2]]', 'all components of a point are the same number'],
  ['normalised quaternion', 'f: unit, df: (q) => unit(q).map((u, i) => unit(q).map((v, j) => ((i === j ? 1 : 0) + u * v) / norm(q))), at: [[1, 0.2, -0.3, 0.4]]', 'all components off the diagonal have the wrong sign'],
  ['projection', 'f: (q) => unit(q)[0], df: (q) => unit(q).map((u, i) => ((i === 0 ? 1 : 0) + u * unit(q)[0]) / norm(q)), at: [[1, 0.2, -0.3, 0.4], [0.3, -1, 0.7, 0.2]]', 'a multiple of the argument'],
  ['series', 'f: (x) => 1 + x + x ** 2 / 2 + x ** 3 / 6 + x ** 4 / 24, df: (x) => 1 + x + x ** 2 / 2', 'actual − expected is -x^3/3! everywhere'],
  ['mean', 'f: (w) => np.sum(w ** 3) / 3, df: (w) => 3 * w ** 2, at: [[1, 2, 3]]', 'as 1/n of a mean of 3'],
  ['penalty', 'f: (w) => np.sum(w ** 3) + 0.1 * np.sum(w ** 2), df: (w) => 3 * w ** 2, at: [[1, 2, 3]]', 'actual − expected is -0.2·x everywhere, x the component'],
  ['transpose', 'f: (W) => np.sum(np.dot(W, np.array([1, 2])) ** 2), df: (W) => 2 * np.outer(np.array([1, 2]), np.dot(W, np.array([1, 2]))), at: [[[1, 2], [3, 4]]]', 'it is the transpose'],
  ['index', 'f: (w) => np.sum(w ** 3), df: (w) => 3 * np.roll(w, -1) ** 2, at: [[1, 2, 3, 5]]', 'each component'],
  ['degrees', 'f: (d) => Math.sin(d * Math.PI / 180), df: (d) => Math.cos(d * Math.PI / 180)', 'π/180 forgotten'],
  ['radians', 'f: (d) => Math.sin(d * Math.PI / 180), df: (d) => Math.cos(d) * Math.PI / 180, at: [0.01, 0.02, 0.03, 0.05, 4]', 'degrees?'],
  ['rounding', 'f: (x) => x ** 2 / 2, df: (x) => Math.round(x)', 'every value of it is a whole number'],
  ['single precision', 'f: (x) => Math.sin(x), df: (x) => Math.fround(Math.cos(x)), rtol: 1e-9', 'single precision'],
  ['kink', 'f: (x) => 2 * Math.abs(x), df: (x) => x === 0 ? 7 : 2 * Math.sign(x)', 'a kink or jump, where anything from -2 to 2 is right'],
  ['forgotten derivative', 'f: (x) => Math.exp(2 * x), df: (x) => Math.exp(2 * x)', 'a factor 2 missing'],
  ['itself', 'f: (x) => Math.sin(x), df: (x) => Math.sin(x)', 'it is the function itself'],
]; // biome-ignore format: a table

it('every mistake is named', async () => {
  const { results, failures } = await check(`
    const X = [[0.5, -1.2], [1.5, 0.7], [-0.3, 0.8]], y = [1, 0, 1];
    const sigmoid = (z) => 1 / (1 + Math.exp(-z));
    const dot = (a, b) => a.reduce((s, v, i) => s + v * b[i], 0);
    const loss = (w) => X.reduce((s, x, i) => s + Math.log(1 + Math.exp(dot(x, w))) - y[i] * dot(x, w), 0);
    const norm = (q) => Math.sqrt(q.reduce((s, c) => s + c * c, 0));
    const unit = (q) => q.map((c) => c / norm(q));
    export const checks = [${MISTAKES.map(([name, entry]) => `{ name: ${JSON.stringify(name)}, ${entry} }`).join()}];`);
  expect(failures).toEqual([]);
  expect(results.map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual(
    MISTAKES.map(([name]) => `${name}: fail`),
  );
  for (const [i, [name, , text]] of MISTAKES.entries()) expect.soft(results[i]!.reason, name).toContain(text);
});

it('a function that never returns beyond the points compared is not asked there', async () => {
  const { results, failures } = await check(`
    const root = (x) => { let y = 1; while (Math.abs(y * y - x) > 1e-6) y = (y + x / y) / 2; return y; };
    export const checks = [{ f: root, df: (x) => Math.cos(x), at: [0.4, 1, 2, 3] }];`);
  expect(failures).toEqual([]);
  expect(results).toMatchObject([{ verdict: 'fail' }]);
});
