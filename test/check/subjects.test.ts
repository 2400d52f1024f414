/** What a check differentiates by, what it does with state and with rules of the script's own, and how its points come about. */

import { describe, expect, it } from 'vitest';
import { parseCheck } from '../../src/cli/parse-check.ts';
import type { CheckJob } from '../../src/commands/check-request.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { check } from '../harness/check.ts';

const verdicts = async (source: string, options: Partial<CheckJob> = {}) => {
  const { results, failures } = await check(source, options);
  expect(failures).toEqual([]);
  return results.map(({ name, verdict }) => `${name} ${verdict}`);
};

describe('a derivative by several arguments', () => {
  const model = `
    const model = (w, b) => w[0] ** 2 * b + w[1] * b ** 2;
    const dw = (w, b) => [2 * w[0] * b, b ** 2];
    const db = (w, b) => w[0] ** 2 + 2 * w[1] * b;
    const at = [{ args: [[1, 2], 3] }, { args: [[-1, 0.5], 2] }];`;
  const checked = (df: string) =>
    check(`${model} export const checks = [{ f: model, df: ${df}, name: 'df', at }];`);

  it.each([
    '(w, b) => [dw(w, b), db(w, b)]',
    '(w, b) => ({ w: dw(w, b), b: db(w, b) })',
    '(w, b) => ({ b: db(w, b), w: dw(w, b) })',
    'dw',
  ])('is right as %s', async (df) => expect((await checked(df)).results[0]!.verdict).toBe('pass'));

  it.each([
    ['(w, b) => [dw(w, b), 2 * db(w, b)]', '.b'],
    ['(w, b) => ({ w: [2 * w[0] * b, -(b ** 2)], b: db(w, b) })', '.w[1]'],
  ])('is wrong as %s, at %s', async (df, component) =>
    expect((await checked(df)).results[0]).toMatchObject({ verdict: 'fail', worst: { component } }),
  );

  it('may be a Hessian of blocks', async () => {
    const hessian = (corner: string) =>
      verdicts(`${model} const d2 = (w, b) => [[[[2 * b, 0], [0, 0]], [2 * w[0], 2 * b]], [[2 * w[0], 2 * b], ${corner}]];
        export const checks = [{ f: model, df: d2, order: 2, at }];`);
    expect(await hessian('2 * w[1]')).toEqual(['d2 pass']);
    expect(await hessian('w[1]')).toEqual(['d2 fail']);
  });

  it('is by what --wrt names', async () => {
    const source =
      'export const f = (x: number, y: number) => x * y ** 3; export const df = (x: number, y: number) => 3 * x * y ** 2;';
    const params = new Map([['x', 2]]);
    expect(await verdicts(source, { wrt: ['y'], params })).toEqual(['df pass']);
    expect(await verdicts(source, { wrt: ['x'], params: new Map([['y', 2]]) })).toEqual(['df fail']);
  });
});

it('Jacobians and Hessians of nested arguments are compared number by number', async () => {
  const { results } = await check(`
    const p = { w: [1, 2], b: 3, m: [[1, 2], [3, 4]] };
    const f = (p, c) => np.sum(p.w ** 2) * p.b * c + p.m[0][1] ** 2 * p.w[1] * p.m[1][0];
    const g = (p) => ({ u: p.w[0] * p.b, v: p.w * p.b ** 2 });
    const h = (q) => q[0][1] * q[1][2] * q[0][0] ** 2;
    const plain = (W: number[][]) => [W[0][0] * W[1][0] ** 2, W[0][1] ** 3];
    export const checks = [
      { f, order: 2, at: [{ args: [p, 2] }] }, { f: g, order: 2, at: [{ w: [1, 2], b: 3 }] },
      { f: h, order: 2, at: [[[1, 2], [3, 4, 5]]] }, { f: plain, order: 2, at: [[[1, 2], [3, 4]]] },
    ];`);
  expect(results.length).toBe(8);
  for (const { name, order, verdict, reason } of results)
    expect(verdict, `${name}, order ${order}: ${reason}`).toBe('pass');
  expect(results[0]!.reason).toContain('forward mode');
});

describe('a function with state', () => {
  it('is warned about, and nothing that differs counts', async () => {
    const { results } = await check(`
      let n = 0; export const scaled = (x) => x * x * ++n;
      let m = 0; export const shifted = (x) => x * x + ++m;
      let k = 0; export const counts = (x) => { k++; return x * x; };`);
    expect(results.map(({ verdict }) => verdict)).not.toContain('fail');
    expect(results.map(({ warnings }) => warnings.length)).toEqual([1, 1, 0]);
    expect(results[0]!.warnings[0]).toContain('reads what it itself changes');
  });

  it('may still have a wrong derivative, if that does not depend on the state', async () => {
    expect(
      await verdicts('let m = 0; export const f = (x) => x * x + ++m; export const df = (x) => 3 * x;'),
    ).toEqual(['df fail']);
  });

  it('uses numbers of an earlier call: a warning', async () => {
    const { results } = await check(
      'let last = 0; export const f = (x) => { const y = last + x; last = x * x; return y; };',
    );
    expect(results[0]!.warnings.join()).toContain('kept from an earlier call');
  });
});

describe('a function that drops a derivative with np.value', () => {
  const source = 'const f = (x) => x * np.value(x);';

  it.each([
    ['a number', '{ f, at: [0.5, 1, 2] }'],
    ['a number, at a kink of it', '{ f: (x) => x / np.value(Math.max(1, Math.abs(x))), at: [-1, 1] }'],
    ['an array', '{ f: (w) => np.sum(w * np.value(w)), at: [[1, 2], [3, 4]] }'],
    ['an array, to an array', '{ f: (w) => np.value(w) * w, at: [[1, 2]] }'],
  ])('of %s is not said to have a wrong derivative', async (_, entry) => {
    const { results, failures } = await check(`${source} export const checks = [${entry}];`);
    expect(failures).toEqual([]);
    expect(results[0]!.verdict).not.toBe('fail');
    expect(results[0]!.warnings.join()).toContain('makes a number plain that varies (np.value');
  });

  it('of a number is inconclusive, and why is said', async () => {
    const { results } = await check(`${source} export const checks = [{ f, at: [0.5, 1, 2] }];`);
    expect(results[0]).toMatchObject({ verdict: 'inconclusive' });
    expect(results[0]!.reason).toContain('the script itself drops a derivative there, as np.value does');
  });

  it('is said beside a hand-written one that differs', async () => {
    const { results } = await check(
      `${source} export const checks = [{ f, df: (x) => 2 * x, at: [0.5, 1, 2] }];`,
    );
    expect(results[0]!.verdict).toBe('fail');
    expect(results[0]!.warnings.join()).toContain('the exact derivative takes it for a constant');
  });

  it('is no excuse for a rule that is wrong, nor is an index', async () => {
    const { results } = await check(`
      const square = primitive((x) => x * x);
      defvjp(square, (ans, x) => (g) => g * 3 * x);
      defjvp(square, (g, ans, x) => g * 3 * x);
      const table = [1, 4, 9];
      export const f = (x) => square(x) * table[Math.floor(Math.abs(x) / 2)];`);
    expect(results.map(({ verdict, warnings }) => [verdict, warnings])).toEqual(Array(3).fill(['fail', []]));
  });
});

describe('arrays by themselves', () => {
  const at = 'at: [[1, 2, 3], [-0.5, 0.3, 2]]';

  it('are checked at orders 1 and 2', async () => {
    const { results } = await check(
      `export const checks = [{ f: (w) => np.sum(w ** 3) + w[0] * Math.exp(w[1]), name: 'f', order: 2, ${at} }];`,
    );
    expect(results.map(({ order, verdict, points }) => [order, verdict, points])).toEqual([
      [1, 'pass', 2],
      [2, 'pass', 2],
    ]);
    for (const { reason } of results) expect(reason).toContain('differences');
  });

  it('with a rule whose own derivative is wrong are so at order 2 only', async () => {
    const { results } = await check(`
      const slope = primitive((v) => 3 * v ** 2);
      defvjp(slope, (ans, v) => (g) => g * 5 * v);
      defjvp(slope, (g, ans, v) => g * 5 * v);
      const cube = primitive((v) => v ** 3);
      defvjp(cube, (ans, v) => (g) => g * slope(v));
      defjvp(cube, (g, ans, v) => g * slope(v));
      export const checks = [{ f: (v) => np.sum(cube(v)), name: 'f', order: 2, ${at} }];`);
    const own = results.filter(({ name }) => name === 'f');
    expect(own.map(({ order, verdict }) => [order, verdict])).toEqual([
      [1, 'pass'],
      [2, 'fail'],
    ]);
  });

  it('are not at order 3, which is said', async () => {
    const { failures } = await check(
      `export const checks = [{ f: (w) => np.sum(w ** 4), order: 3, ${at} }];`,
    );
    expect(failures.join()).toContain('its derivatives are checked to order 2');
  });
});

it('entries of one name are run again one by one', async () => {
  const source = `const f = (x) => x ** 2;
    export const checks = [{ f, df: (x) => 2 * x, name: 'd' }, { f, df: (x) => 3 * x, name: 'd' }, { f, df: (x) => 2 * x, name: 'e' }];`;
  const { results } = await check(source);
  expect(results.map(({ verdict }) => verdict)).toEqual(['pass', 'fail', 'pass']);
  for (const [i, { again, verdict }] of results.entries()) {
    const { options } = parseCheck(['script.ts', ...again], fakeIo());
    expect(options.exportName).toBe(i === 2 ? 'e' : `checks[${i}]`);
    expect((await check(source, options)).results.map((each) => each.verdict)).toEqual([verdict]);
  }
});

describe("rules of the script's own", () => {
  const source = (vjp: string, jvp: string) => `
    const scaled = primitive(function scaled(v, k) { return v ** 2 * k; });
    defvjp(scaled, (ans, v, k) => (g) => ${vjp}, null);
    defjvp(scaled, (g, ans, v, k) => ${jvp});
    export const checks = [{ f: (v) => np.sum(scaled(v, 3) * np.array([1, 2])), name: 'f', at: [[1, 2]] }];`;

  it('are checked by themselves where they are used, and named', async () => {
    expect(await verdicts(source('g * 2 * v * k', 'g * 2 * v * k'))).toEqual([
      'f pass',
      'defvjp of scaled pass',
      'defjvp of scaled pass',
    ]);
    expect(await verdicts(source('g * 2 * v * k', 'g * 2 * v'))).toEqual([
      'f fail',
      'defvjp of scaled pass',
      'defjvp of scaled fail',
    ]);
    expect(await verdicts(source('g * 2 * v', 'g * 2 * v * k'))).toEqual([
      'f fail',
      'defvjp of scaled fail',
      'defjvp of scaled pass',
    ]);
  });
});

describe('points', () => {
  const source =
    'export const f = (x) => Math.sin(x); export const df = (x) => Math.cos(x) * (1 + 1e-4 * Math.tanh(x));';

  it('are drawn from the seed', async () => {
    const worst = async (options: Partial<CheckJob>) => (await check(source, options)).results[0]!.worst!.x;
    expect(await worst({ seed: 7 })).toBe(await worst({ seed: 7 }));
    expect(await worst({ seed: 7 })).not.toBe(await worst({ seed: 8 }));
  });

  it.each([0, 1, -1, -3, 4])('are %d, too: an end or a special value', async (x) => {
    const wrongAt = `export const f = (x) => x ** 3; export const df = (x) => x === ${x} ? 7 : 3 * x * x;`;
    const { results } = await check(wrongAt, { range: { lo: -3, hi: 4 } });
    expect(results[0]).toMatchObject({ verdict: 'fail', worst: { x } });
  });
});

it('a derivative that is finite nowhere fails, one that is not at a point is warned about', async () => {
  const { results } = await check(`
    export const f = (x) => x * x; export const df = (x) => 0 / 0;
    export const g = (x) => x * x; export const dg = (x) => 2 * x * x / x;`);
  expect(results.map(({ verdict }) => verdict)).toEqual(['fail', 'pass']);
  expect(results[1]!.warnings.join()).toContain(
    'dg is not finite at the point 0, where the exact derivative is',
  );
});

it.each([
  ['one number', 'export const f = (x) => Math.sin(x); export const df = (x) => Math.cos(x) + 1e-3 * x;'],
  [
    'an order',
    'export const checks = [{ f: (x) => x ** 4, df: (x) => 12 * x * x + x, order: 2, name: "it is" }];',
  ],
  [
    'a call',
    'export const checks = [{ f: (w, b) => w[0] * b ** 2, df: (w, b) => [[b * b, 0], w[0] * b], name: "d", at: [{ args: [[1, 2], 3] }, { args: [[4, 5], 6] }] }];',
  ],
])('what is to be run again finds the same worst point: %s', async (_, source) => {
  const first = (await check(source, { seed: 5 })).results[0]!;
  const { options, at, args } = parseCheck(['script.ts', ...first.again], fakeIo());
  const points = at === undefined ? [{ args: JSON.parse((args as { text: string }).text) }] : [...at];
  const [again, ...others] = (await check(source, { ...options, points, seed: 5 })).results;
  expect(others).toEqual([]);
  expect(again).toMatchObject({ name: first.name, order: first.order, verdict: 'fail', worst: first.worst });
});
