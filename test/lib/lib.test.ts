/** The library for ordinary Node programs says what the sandbox says, and its arrays are those of the sandbox but for operators. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import * as autograd from '../../src/lib/index.ts';
import { type Namespace, np, scipy, special, stats } from '../../src/lib/namespaces.ts';
import { load, value } from '../sandbox/harness.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// biome-ignore lint/suspicious/noExplicitAny: as an untyped program uses it
type Any = any;
const $ = np as Record<string, Any>;

/** Names with those of namespaces within. */
function names(object: Namespace, prefix = ''): string[] {
  return Object.getOwnPropertyNames(object).flatMap((name) => {
    const member = object[name];
    const isNamespace = typeof member === 'object' && member !== null;
    return isNamespace ? names(member as Namespace, `${prefix}${name}.`) : [prefix + name];
  });
}

describe('the library says what the sandbox says', () => {
  test.each([
    ['np', np],
    ['scipy', scipy],
    ['special', special],
    ['stats', stats],
  ])('the names of %s', async (expression, library) => {
    const there = await value(`(function names(object, prefix) {
      return Object.getOwnPropertyNames(object).flatMap((name) =>
        typeof object[name] === 'object' && object[name] !== null ? names(object[name], prefix + name + '.') : prefix + name);
    })(${expression}, '').sort()`);
    expect(names(library).sort()).toEqual(there);
  });

  test('the names of autograd-cli', async () => {
    const exported = Object.keys(autograd).filter((name) => name !== 'default');
    expect(Object.keys(autograd.default).sort()).toEqual(exported.sort());
    expect(await value('Object.getOwnPropertyNames(globalThis)')).toEqual(expect.arrayContaining(exported));
  });

  /** Arguments that suit most functions; special functions want positive ones, betainc and erfinv ones below 1. */
  const POINTS = [
    '0.3, 0.7, 0.9',
    '2, 1.5, 0.5',
    '-1.25, 2.5, 3',
    '2.5, -2',
    '0, -1',
    '4',
    '[0.25, 0.5, 0.75]',
    '[[2, 1], [1, 3]]',
    '[[2, 1], [1, 3]], [0.5, 0.25]',
    '[[0.5, 0.25], [1, 3]], 1',
    '[[3, 1], [2, 3]], { axis: 0 }',
  ];

  /** A text whose numbers have 9 digits: last bits of the libm differ. */
  const rounded = (text: string): string =>
    text
      .replaceAll(/-?\d+\.\d*(e[-+]\d+)?/g, (number) => String(Number(Number(number).toPrecision(9))))
      .replaceAll(/\s+/g, ' ');

  test.each([
    ['np', np],
    ['np.linalg', np.linalg as Namespace],
    ['np.fft', np.fft as Namespace],
    ['special', special],
    ['stats.norm', stats.norm as Namespace],
  ])(
    'the values of %s',
    async (name, library) => {
      const calls = Object.keys(library)
        .filter((key) => typeof library[key] === 'function' && !/^empty/.test(key))
        .flatMap((key) => POINTS.map((point) => [key, point] as const));
      const safely = (text: string): string =>
        `(() => { try { return String(${text}); } catch { return 'error'; } })()`;
      const texts = calls.map(([key, point]) => safely(`${name}.${key}(${point})`));
      const script = await load(`console.log(JSON.stringify([${texts}]));`);
      const there = JSON.parse(script.printed[0]![1]) as string[];
      let compared = 0;
      const different: string[] = [];
      for (const [i, [key, point]] of calls.entries()) {
        const args = new Function(`return [${point}]`)() as unknown[];
        let here = 'error';
        try {
          here = String((library[key] as (...args: unknown[]) => unknown)(...args));
        } catch {}
        if (here === 'error' || there[i] === 'error') continue; // no arguments for this function
        compared++;
        if (rounded(here) !== rounded(there[i]!))
          different.push(`${key}(${point}): ${here}, there ${there[i]}`);
      }
      expect(different).toEqual([]);
      expect(compared).toBeGreaterThan(calls.length / 8);
    },
    30_000,
  );

  test('random numbers', async () => {
    const calls = [
      'randn(2, 3)',
      'RandomState(3).permutation(7)',
      'default_rng(1).integers(10, { size: 4 })',
      'uniform(0, 1)',
    ];
    for (const call of calls) {
      const here = new Function('np', `np.random.seed(0); return String(np.random.${call})`)(np);
      expect(rounded(here)).toBe(rounded((await value(`String(np.random.${call})`)) as string));
    }
  });
});

describe('arrays', () => {
  const x = $.arange(6).reshape(2, 3);

  test('have NumPy’s attributes and methods', () => {
    expect([x.shape, x.ndim, x.size, x.length, x.dtype]).toEqual([[2, 3], 2, 6, 2, 'int64']);
    expect(x.T.tolist()).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    expect(x.sum()).toBe(15);
    expect(x.sum({ axis: 0 }).tolist()).toEqual([3, 5, 7]);
    expect($.ones(2).astype('bool').tolist()).toEqual([true, true]);
  });

  test('are indexed by integers, texts, lists, masks and several items', () => {
    expect(x[1].tolist()).toEqual([3, 4, 5]);
    expect(x[-1][0]).toBe(3);
    expect(x[':, ::2'].tolist()).toEqual([
      [0, 2],
      [3, 5],
    ]);
    expect(x[$.greater(x, 3)].tolist()).toEqual([4, 5]);
    expect(x.at(0, '1:', null).shape).toEqual([2, 1]);
    expect(x.nothing).toBeUndefined();
    expect(() => x.strides).toThrow('arrays have no strides here');
  });

  test('are iterated, printed and written as JSON', () => {
    expect([...x].map((row) => row.sum())).toEqual([3, 12]);
    expect(`${x}`).toBe('[[0 1 2]\n [3 4 5]]');
    expect(inspect(x)).toBe('array([[0, 1, 2],\n       [3, 4, 5]])');
    expect(JSON.stringify({ x: $.complex([1], [2]) })).toBe('{"x":[{"re":1,"im":2}]}');
    expect(
      $.ones(3)
        .map((y: number) => 2 * y)
        .tolist(),
    ).toEqual([2, 2, 2]);
  });

  test('of one element are numbers in arithmetic, others say what to write', () => {
    expect($.array([20]) + 1).toBe(21);
    expect(() => x + 1).toThrow('write np.add(x, y)');
  });

  test('are changed in place, and nothing that was made of them', () => {
    const y = $.zeros(3);
    const before = $.positive(y);
    y[1] = 5;
    y['2:'] = 7;
    expect([y.tolist(), before.tolist()]).toEqual([
      [0, 5, 7],
      [0, 0, 0],
    ]);
    const list = [1, 2, 3];
    $.random.shuffle(list);
    expect(list.toSorted()).toEqual([1, 2, 3]);
  });
});

test('derivatives are not available, and the message says what is', () => {
  expect(() => autograd.grad((x: number) => x)).toThrow('grad works only in a script that autograd-cli runs');
});

describe('a script is an ordinary module of an ordinary program', () => {
  const NETWORK = `
    import np, { tanh } from 'autograd-cli/numpy';
    import { special } from 'autograd-cli/scipy';
    export const f = (x) => np.sum(tanh(np.matmul(x, np.eye(2)))) + special.gamma(5);
    console.log(f([[0, 0]]), String(np.random.RandomState(0).randn(2)));`;

  function run(script: string): string {
    const folder = mkdtempSync(join(tmpdir(), 'lib-'));
    try {
      mkdirSync(join(folder, 'node_modules'));
      symlinkSync(ROOT, join(folder, 'node_modules/autograd-cli'), 'dir');
      writeFileSync(join(folder, 'script.mjs'), script);
      return execFileSync(process.execPath, [join(folder, 'script.mjs')], { encoding: 'utf8' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('a sample', () => {
    const sample = readFileSync(`${ROOT}samples/tanh.ts`, 'utf8');
    const { code } = transformSync(`${sample}\nconsole.log(tanh(1));`, { loader: 'ts', format: 'esm' });
    expect(Number(run(code))).toBeCloseTo(Math.tanh(0.5), 14);
  });

  test('functions of arrays', () => {
    expect(run(NETWORK)).toBe('24 [1.76405235 0.40015721]\n');
  });
});

/** What NumPy 2 gives for the results' names. */
const NAMED = `
  const a = np.array([[2, 1], [1, 3]]);
  const { sign, logabsdet } = np.linalg.slogdet(a);
  const { eigenvalues, eigenvectors } = np.linalg.eigh(a);
  const { Q, R } = np.linalg.qr(a);
  const { U, S, Vh } = np.linalg.svd(a);
  const R2 = np.linalg.qr(a, 'r');
  return [sign, Math.exp(logabsdet), eigenvalues, np.linalg.eig(a).eigenvalues.size, eigenvectors.shape, np.matmul(Q, R), R2.shape,
    np.matmul(np.multiply(U, S), Vh)].map((x) => (x.tolist ? np.round(x, 9).tolist() : Math.round(1e9 * x) / 1e9 || x));
`;

test('results have NumPy’s names, in the sandbox and in the library', async () => {
  const root5 = Math.round(1e9 * Math.sqrt(5)) / 2e9;
  const matrix = [
    [2, 1],
    [1, 3],
  ];
  const expected = [1, 5, [2.5 - root5, 2.5 + root5], 2, [2, 2], matrix, [2, 2], matrix];
  const close = (found: unknown): void => {
    const [ours, theirs] = [found, expected].map((list) => (list as unknown[]).flat(9) as number[]);
    expect(ours!.length).toBe(theirs!.length);
    for (const [i, x] of ours!.entries()) expect(x).toBeCloseTo(theirs![i]!, 8);
  };
  close(new Function('np', NAMED)(np));
  close(await value(`(() => { ${NAMED} })()`));
});
