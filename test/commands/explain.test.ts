/** `grad --explain`: which operation is to blame, and which decisions were taken where. */

import { describe, expect, test } from 'vitest';
import { explanationJson, explanationText } from '../../src/show/explanation.ts';
import { explain } from '../harness/explain.ts';
import { sweep } from '../harness/sweep.ts';

describe('the first operation that made a result not finite', () => {
  test.each([
    ['a division', 'export const f = (x: number) =>\n  1 / x;', 0, 'f', '1 / 0', 'a division by 0', 2],
    ['0 / 0', 'export const f = (x: number) =>\n  Math.sin(x) / x;', 0, 'f', '0 / 0', 'both 0', 2],
    [
      'a logarithm',
      'export function f(x: number) {\n  const u = x - 3;\n  return Math.log(u);\n}',
      1,
      'f',
      'Math.log(-2)',
      'negative',
      3,
    ],
    [
      'a root’s slope',
      'export const f = (x: number) => {\n  const r = Math.sqrt(x);\n  return 2 * r; };',
      0,
      'd1',
      'Math.sqrt(0)',
      'vertical tangent',
      2,
    ],
    [
      'a power’s slope',
      'export const f = (x: number) =>\n x ** 1.5;',
      0,
      'd2',
      '0 ** 1.5',
      'no finite derivative',
      2,
    ],
    [
      'an overflow',
      'export const f = (x: number) => Math.exp(x) - Math.exp(2 * x);',
      500,
      'f',
      'Math.exp(1000)',
      '1.8e308',
      1,
    ],
    [
      'a constant',
      'const k = 1 / 0;\nexport const f = (x: number) => k - x;',
      1,
      'f',
      'inf - 1',
      'to begin with',
      2,
    ],
  ])('%s', async (_, source, x, of, expression, why, line) => {
    const { findings } = await explain(source, x, { order: 2 });
    expect(findings[0]).toMatchObject({ of, kind: 'nonfinite', expression, site: { line } });
    expect(findings[0]!.what).toContain(why);
    expect(findings[0]!.remedy).toBeTruthy();
  });

  test('is the first in time, and what then made NaN of infinity is named, too', async () => {
    const source = `export function f(x: number) {
      const late = 1 / x;
      const early = Math.log(x);
      return 0 * (late + early);
    }`;
    const { findings } = await explain(source, 0);
    expect(findings.map(({ expression, site }) => [expression, site!.line])).toEqual([
      ['1 / 0', 2],
      ['inf + (-inf)', 4],
    ]);
  });

  test('does not count where it has no part in the result', async () => {
    const source = `export function f(x: number) {
      const unused = 1 / x;
      let best = Infinity;
      best = Math.min(best, x + unused * 0 > 1 ? 1 : x);
      return best + 1;
    }`;
    expect((await explain(source, 0)).findings).toEqual([]);
  });

  test('is the input itself where that is NaN', async () => {
    const { findings } = await explain('export const f = (x: number) => x + 1;', Number.NaN);
    expect(findings).toMatchObject([{ of: 'f', what: 'x itself is nan' }]);
  });

  test('is found in functions of several results, for each', async () => {
    const { findings } = await explain('export const f = (x: number) => [1 / x, x, x ** 0.5];', 0);
    expect(findings.map(({ of }) => of)).toEqual(['f[0]', 'd1[2]']);
  });
});

describe('why a derivative is zero', () => {
  test.each([
    ['a step', 'Math.floor(x)', 1.5, 'Math.floor(1.5)', 'constant but for its steps'],
    ['np.value', 'np.value(x) ** 2', 1.5, undefined, 'np.value'],
    ['an index', '[1, 2, 3][Math.floor(x)]!', 1.5, undefined, 'index'],
    ['a branch', 'x > 0 ? 1 : 0', 1.5, undefined, 'only decides'],
    ['no use', '4', 1.5, undefined, 'does not depend on x at all'],
    ['a maximum', 'Math.max(0, x)', -1, 'Math.max(0, -1)', 'does not move'],
    ['a bound', 'np.clip(x, 0, 1)', 2, 'np.clip(2, 0, 1)', 'at a bound'],
    ['a stationary point', 'Math.cos(x)', 0, 'Math.cos(0)', 'stationary'],
    ['two that cancel', 'x - x', 1, '1 - 1', 'cancel'],
    ['a factor', '(x - x) * Math.exp(x) * 3', 0, '0 * 1', 'exactly 0'],
    ['saturation', 'Math.tanh(x)', 800, 'Math.tanh(800)', 'flat'],
    ['underflow', 'Math.exp(-x * x)', 40, 'Math.exp(-1600)', 'underflows'],
    ['where', 'np.where(x > 0, 1, x ** 2)', 2, undefined, 'only decides'],
    ['the smaller one’s own zero', 'Math.min((x - 1) ** 2, x)', 1, '0 ** 2', 'stationary'],
  ])('%s', async (_, body, x, expression, why) => {
    const { findings } = await explain(`export const f = (x: number) => ${body};`, x);
    expect(findings[0]).toMatchObject({ of: 'd1', kind: 'zero', expression });
    expect(findings.map(({ what }) => what).join()).toContain(why);
  });

  test('nothing is said of a derivative that is not', async () => {
    expect((await explain('export const f = (x: number) => x ** 2;', 3)).findings).toEqual([]);
  });
});

const LOOP = `export function f(x: number) {
  let term = x, sum = term;
  for (let i = 0; i < 50; i++) {
    term *= x / (i + 2);
    sum += term;
    if (term < 0.001) break;
  }
  return x > 5 ? sum : 2 * sum;
}`;

describe('decisions', () => {
  test('are folded where a loop takes them again and again, in the order of the script', async () => {
    const { decisions } = await explain(LOOP, 1);
    expect(decisions.map(({ test, runs, site }) => [test, runs, site!.line])).toEqual([
      [
        'lt',
        [
          { holds: false, count: 5 },
          { holds: true, count: 1 },
        ],
        6,
      ],
      ['lt', [{ holds: false, count: 1 }], 8],
    ]);
    expect(decisions[0]!.x).toBeCloseTo(1 / 5040, 15);
    expect(decisions[0]!.y).toBe(0.001);
  });

  test('the nearest place where one comes out otherwise is a change of path indeed', async () => {
    const { nearest } = await explain(LOOP, 1);
    expect(nearest!.decision).toBe(0);
    expect(nearest!.distance).toBeCloseTo(Math.abs(nearest!.x - 1), 12);
    const at = [nearest!.x - 1e-9, nearest!.x + 1e-9];
    const { stats } = await sweep(LOOP, { at });
    expect(stats.get('traces')).toBe(2);
    expect(Math.min(nearest!.x ** 6 / 720, nearest!.x ** 7 / 5040)).toBeLessThan(0.0011);
  });

  test('an index, a key and a text are pins', async () => {
    const source = 'export const f = (x: number) => {\n  String(x);\n  return x * [3, 4][x]!;\n};';
    const { decisions } = await explain(source, 1);
    expect(decisions.map(({ test, pinned, site }) => [test, pinned, site!.line])).toEqual([
      ['pin', [1], 2],
      ['pin', [1], 3],
    ]);
  });

  test('those of a very long loop are counted', async () => {
    const source =
      'export const f = (x: number) => {\n  let n = 0;\n  while (n + x < 5000) n++;\n  return x * n;\n};';
    const { decisions, uncounted } = await explain(source, 0.5);
    expect(decisions[0]!.runs[0]!.count + uncounted).toBe(5001);
  });
});

test('values and derivatives are those of the sweep', async () => {
  const { results } = await explain(LOOP, 1.25, { order: 5 });
  const { columns } = await sweep(LOOP, { at: [1.25], order: 5 });
  expect(results).toEqual([...columns].slice(1).map(([name, [value]]) => [name, value]));
});

test('what the script prints is printed once', async () => {
  const printed: string[] = [];
  const source = 'export const f = (x: number) => { console.log("called"); return 1 / x; };';
  await explain(source, 0, { print: (_, text) => printed.push(text) });
  expect(printed).toEqual(['called\n']);
});

test('a derivative that does not exist is an error at its place', async () => {
  const failure = explain('export const f = (x: number) =>\n  special.jn(x, 2);', 1);
  await expect(failure).rejects.toMatchObject({
    code: 'E_RULE',
    cause: { guestStack: expect.stringContaining('/script.ts:2:') },
  });
});

describe('arguments', () => {
  const LOSS = `export function loss(W, b) {
    const h = np.matmul(W, b);
    const n = np.sqrt(np.sum(h * h, { axis: 0 }) * np.array([1, 0]));
    return np.sum(n * np.array([1, 0]));
  }`;

  test('of the value: the operation and the element', async () => {
    const source =
      'export const f = (x) => {\n  const q = 1 / x;\n  return np.sum(q[0]) + np.sum(np.log(q));\n};';
    const { findings, results } = await explain(source, [
      [
        [1, 2],
        [4, 0],
      ],
    ]);
    expect(findings[0]).toMatchObject({
      of: 'value',
      expression: '1 / 0',
      index: [1, 1],
      operands: [1, 0],
      site: { line: 2 },
    });
    expect(results.map(([name]) => name)).toEqual(['value', 'grad.x']);
  });

  test('of the gradient: the operation whose cotangent is not finite, and the element', async () => {
    const { findings, results } = await explain(
      LOSS,
      [
        [
          [1, 0],
          [0, 2],
        ],
        [1, 1],
      ],
      { wrt: ['W', 'b'] },
    );
    expect(results[0]).toEqual(['value', Math.sqrt(5)]);
    expect(findings).toMatchObject([
      { of: 'grad.W', expression: 'np.sqrt(0)', index: [1], operands: [0], site: { line: 3 } },
    ]);
  });

  test('plain lists and objects have a gradient for each number', async () => {
    const { results } = await explain('export const f = (p: { a: number; b: number[] }) => p.a * p.b[1]!;', [
      { a: 2, b: [3, 4] },
    ]);
    expect(Object.fromEntries(results)).toMatchObject({ value: 8, 'grad.p.a': 4 });
  });

  test.each([
    ['a hinge', 'np.sum(np.maximum(0, 1 - w))', 'does not move'],
    ['rounding', 'np.sum(np.round(w))', 'constant but for its steps'],
    ['no use', '3', 'does not depend on w'],
  ])('a gradient of zeros: %s', async (_, body, why) => {
    const { findings } = await explain(`export const f = (w) => ${body};`, [[2, 3]]);
    expect(findings[0]).toMatchObject({ of: 'grad.w', kind: 'zero', what: expect.stringContaining(why) });
  });
});

describe('what is shown', () => {
  test('text: the place, the line, a caret, the operands, the remedy', async () => {
    const text = explanationText(
      await explain('export const root = (x: number) => Math.sqrt(x);', 0),
      undefined,
    );
    expect(text).toMatch(
      /^root at x = 0\n\n {2}f {2}= 0\n {2}d1 = inf\n\nwhy d1 is not finite: Math\.sqrt\(0\) is 0, but/,
    );
    expect(text).toMatch(/\n {2}script\.ts:1:\d+\n {4}1 \| export const root = .*\n +\^\n {2}remedy: /);
  });

  test('JSON: numbers that are not finite are null', async () => {
    const { results, findings, decisions } = JSON.parse(
      explanationJson(await explain(LOOP, Number.POSITIVE_INFINITY)),
    );
    expect(results.f).toBeNull();
    expect(findings[0]).toMatchObject({ kind: 'nonfinite', of: 'f' });
    expect(decisions[0]).toMatchObject({ test: 'lt', line: 6, file: 'script.ts' });
  });

  test('nothing of a script can move the cursor', async () => {
    const source = 'export const f = (x: number) => { /* \u001b[2J */ return 1 / x; };';
    expect(explanationText(await explain(source, 0), undefined)).toContain('\\x1b[2J');
  });
});
