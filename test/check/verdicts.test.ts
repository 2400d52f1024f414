/** Verdicts, kinks, warnings and guesses, on small scripts with a known fault. */

import { describe, expect, it } from 'vitest';
import { difference } from '../../src/check/differences.ts';
import { remainderRate } from '../../src/check/remainder.ts';
import { check } from '../harness/check.ts';

const only = async (source: string) => {
  const { results, failures } = await check(source);
  expect(failures).toEqual([]);
  expect(results.length).toBe(1);
  return results[0]!;
};

describe('a hand-written derivative', () => {
  it('fails with the place, the worst point and a guess at a sign', async () => {
    const result = await only('export const f = (x) => Math.sin(x);\nexport const df = (x) => -Math.cos(x);');
    expect(result).toMatchObject({ name: 'df', verdict: 'fail', place: { line: 2, column: 14 } });
    expect(result.reason).toContain('a wrong sign?');
    expect(result.worst!.expected).toBeCloseTo(Math.cos(result.worst!.x as number), 12);
  });

  it('lacks a chain-rule factor', async () => {
    const { reason } = await only(
      'export const f = (x) => Math.sin(x * x); export const df = (x) => Math.cos(x * x);',
    );
    expect(reason).toContain('the ratio actual/expected is 1/(2x)');
  });

  it('lacks a term of a series', async () => {
    const { reason } = await only('export const f = (x) => x + x ** 3 / 6; export const df = (x) => 1;');
    expect(reason).toContain('-0.5·x^2');
  });

  it('may be either side of a kink there, and no other value', async () => {
    const relu = (atKink: number) =>
      `export const checks = [{ f: (x) => Math.max(x, 0), df: (x) => (x > 0 ? 1 : x < 0 ? 0 : ${atKink}), at: [-1, 0, 1] }];`;
    for (const side of [0, 0.3, 1]) expect((await only(relu(side))).verdict).toBe('pass');
    expect((await only(relu(2))).verdict).toBe('fail');
  });

  it('is inconclusive at kinks alone', async () => {
    const result = await only('export const checks = [{ f: Math.abs, df: () => 1, at: [0] }];');
    expect(result.verdict).toBe('inconclusive');
  });

  it('is compared component by component', async () => {
    const source = (df: string) =>
      `export const checks = [{ f: (w) => np.sum(w ** 3), df: (w) => ${df}, at: [[1, 2, 3]] }];`;
    expect((await only(source('3 * w ** 2'))).verdict).toBe('pass');
    const wrong = await only(source('3 * w ** 2 + np.array([0, 0, 1])'));
    expect(wrong).toMatchObject({ verdict: 'fail', worst: { component: '[2]', expected: 27, actual: 28 } });
    expect(wrong.reason).toContain('only [2]');
  });

  it('fails where it is built otherwise', async () => {
    const result = await only('export const checks = [{ f: (w) => np.sum(w), df: (w) => 1, at: [[1, 2]] }];');
    expect(result.verdict).toBe('fail');
    expect(result.reason).toContain('it returns a number, the exact derivative is a list of 2');
  });

  it('of order 2 is compared with a Hessian', async () => {
    const result = await only(
      'export const checks = [{ f: (w) => w[0] ** 2 * w[1], df: ([x, y]) => [[2 * y, 2 * x], [2 * x, 0]], order: 2, at: [[1, 2]] }];',
    );
    expect(result.verdict).toBe('pass');
  });
});

describe('a function by itself', () => {
  it('passes by modes and differences', async () => {
    const { verdict, reason } = await only('export const f = (x) => Math.exp(Math.sin(x));');
    expect(verdict).toBe('pass');
    expect(reason).toMatch(/reverse mode, forward mode, differences.*rate 2\.0/);
  });

  it('fails where a rule of its own is wrong', async () => {
    const source = (factor: number) => `
      const square = primitive((x) => x * x);
      defvjp(square, (ans, x) => (g) => g * ${factor} * x);
      defjvp(square, (g, ans, x) => g * ${factor} * x);
      export const f = (x) => square(x) + x;`;
    const rules = ['f', 'defjvp of a primitive', 'defvjp of a primitive'];
    for (const [factor, verdict] of [
      [2, 'pass'],
      [3, 'fail'],
    ] as const) {
      const { results } = await check(source(factor));
      expect(results.map((result) => `${result.name} ${result.verdict}`).sort()).toEqual(
        rules.map((name) => `${name} ${verdict}`).sort(),
      );
    }
  });

  it('warns where every derivative is zero, and where nothing is finite', async () => {
    expect((await only('export const f = (x) => 3 + 0 * Math.floor(x);')).warnings.join()).toContain(
      'is zero',
    );
    const nowhere = await only('export const checks = [{ f: (x) => Math.log(x), at: [-1, -2] }];');
    expect(nowhere).toMatchObject({ verdict: 'inconclusive', points: 0 });
    expect(nowhere.warnings.join()).toContain('nothing was checked of');
  });

  it('raises no alarm at jumps, kinks, poles and stopped iterations', async () => {
    const { results, failures } = await check(`
      export const step = (x) => (x < 0.3 ? x : x + 1);
      export const bent = (x) => Math.abs(x - 1) + Math.max(x, 2);
      export const pole = (x) => 1 / (x - 0.5);
      export const root = (x) => { let y = 1; while (Math.abs(y * y - x * x - 1) > 1e-12) y = (y + (x * x + 1) / y) / 2; return y; };
      export const stairs = (x) => Math.round(x * 1000) / 1000;`);
    expect(failures).toEqual([]);
    expect(results.map(({ name }) => name)).toEqual(['step', 'bent', 'pole', 'root', 'stairs']);
    for (const { name, verdict } of results) expect(verdict, name).not.toBe('fail');
  });
});

describe('what there is to check', () => {
  it('is found by name: pairs, then functions of one number', async () => {
    const { results } = await check(`
      export const f = (x) => x ** 2; export const df = (x) => 2 * x;
      export const g = (x) => x ** 3; export const gradG = (x) => 3 * x ** 2;
      export const h = (x) => x; export const pair = (x, y) => x + y;`);
    expect(results.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'df pass',
      'gradG pass',
      'h pass',
    ]);
  });

  it('says what is wrong with an entry', async () => {
    await expect(check('export const checks = [{ f: Math.sin, dF: Math.cos }];')).rejects.toThrow(
      'unknown member dF',
    );
  });

  it('is nothing: a warning', async () => {
    const { results, warnings } = await check('export const k = 3;');
    expect([results, warnings.join()]).toEqual([
      [],
      'script.ts: nothing was checked: it exports no function',
    ]);
  });

  it('is divided by shards, each check in one', async () => {
    const source = 'export const a = (x) => x; export const b = (x) => x; export const c = (x) => x;';
    const names = await Promise.all(
      [1, 2].map(async (index) =>
        (await check(source, { shard: { index, of: 2 } })).results.map(({ name }) => name),
      ),
    );
    expect(names).toEqual([['a', 'c'], ['b']]);
  });
});

describe('numerical methods', () => {
  it('differences know their own error', () => {
    for (const x of [-3, -0.01, 0.4, 2, 30]) {
      const { values, bars } = difference((h) => [Math.sin(x + h)], x, 1, [1e-9]);
      expect(Math.abs(values[0]! - Math.cos(x))).toBeLessThanOrEqual(bars[0]!);
      expect(bars[0]!).toBeLessThan(1e-9);
    }
  });

  it.each([
    ['sin', Math.sin],
    ['exp', Math.exp],
    ['1/(1 + x²)', (x: number) => 1 / (1 + x * x)],
  ])('differences of a smooth function (%s) need few values', (_, f) => {
    for (const x of [-3, -0.7, 0.4, 2, 5]) {
      let asked = 0;
      difference((h) => [f(x + h + 0 * asked++)], x, 1, [1e-9]);
      expect(asked).toBeLessThanOrEqual(14); // a table with another factor than 4^j takes 20 to 70
    }
  });

  it('differences are not taken in by a round period', () => {
    const { values } = difference((h) => [Math.sin(8 * Math.PI * (0.1 + h))], 0.1, 1, [1e-7]);
    expect(values[0]).toBeCloseTo(8 * Math.PI * Math.cos(0.8 * Math.PI), 6);
  });

  it('the Taylor remainder of a right derivative falls with n + 1, of a wrong one with n', () => {
    const f = (h: number) => Math.exp(1 + h);
    expect(remainderRate(f, [Math.E, Math.E])).toBeCloseTo(2, 1);
    expect(remainderRate(f, [Math.E, Math.E, Math.E / 2])).toBeCloseTo(3, 1);
    expect(remainderRate(f, [Math.E, 2.7])).toBeCloseTo(1, 1);
  });
});
