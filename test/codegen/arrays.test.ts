/** Emitted source of functions of arrays returns what `grad --args` does: in TypeScript, which a strict compiler takes, and in C. */

import { describe, expect, test } from 'vitest';
import { isJsonArray, type Json, type JsonArray, readCases } from '../golden/cases.ts';
import { callOnce } from '../harness/call.ts';
import { type CFunction, emit, hasC, load, numbersIn, runC } from '../harness/emit.ts';
import { typeErrors } from '../harness/typescript.ts';

/** A function of arrays and one call of it. */
interface Program {
  readonly id: string;
  readonly source: string;
  readonly args: readonly unknown[];
  readonly wrt?: readonly string[];
  readonly exportName?: string;
}

/** An array of the golden files as nested lists; whatever else as it is. */
function plain(json: Json): unknown {
  if (Array.isArray(json)) return json.map(plain);
  if (!isJsonArray(json)) return json;
  const next = json.data[Symbol.iterator]();
  const nested = (axis: number): unknown =>
    axis === json.shape.length
      ? next.next().value
      : Array.from({ length: json.shape[axis]! }, () => nested(axis + 1));
  return nested(0);
}

const isReal = (json: Json): boolean =>
  isJsonArray(json)
    ? json.dtype === 'float64' && json.data.length > 0
    : Array.isArray(json)
      ? json.every(isReal)
      : typeof json === 'number';

/** Functions and programs of a golden file that have a real value, as weighted sums. */
function goldenPrograms(file: string): Program[] {
  return readCases(file).flatMap(({ id, fn, ts, args, kwargs, wrt, value, weights, grads }) => {
    const called =
      ts === undefined ? callOf(fn, args, kwargs, wrt) : `(${ts})(${args.map((_, i) => `p${i}`)})`;
    const isUsable =
      isJsonArray(value) && value.dtype === 'float64' && grads !== null && called !== undefined;
    const varies = (i: number): boolean => ts !== undefined || wrt.includes(i);
    if (!isUsable || !args.every((arg, i) => !varies(i) || isReal(arg))) return [];
    const given = args.filter((_, i) => varies(i)).map(plain);
    const names = args.flatMap((_, i) => (varies(i) ? [`p${i}`] : []));
    const sum = `np.sum(np.array(${JSON.stringify(plain(weights as JsonArray))}) * ${called})`;
    const source = `export const f = (${names}) => ${sum};`;
    return [{ id, source, args: given, wrt: wrt.map((i) => `p${i}`) }];
  });
}

const OPERATORS: Readonly<Record<string, string>> = {
  'op.add': '+',
  'op.sub': '-',
  'op.mul': '*',
  'op.truediv': '/',
  'op.mod': '%',
  'op.pow': '**',
};

/** `np.sum(p0, 1, {axis: 0})` */
function callOf(
  fn: string,
  args: readonly Json[],
  kwargs: object,
  wrt: readonly number[],
): string | undefined {
  const texts = args.map((arg, i) => (wrt.includes(i) ? `p${i}` : JSON.stringify(plain(arg))));
  if (fn === 'index') return undefined; // its arguments are Python's
  const operator = OPERATORS[fn];
  if (operator !== undefined) return `(${texts.join(` ${operator} `)})`;
  const options = Object.keys(kwargs).length > 0 ? [JSON.stringify(kwargs)] : [];
  const [callee, rest] = fn.startsWith('method.') ? [`p0.${fn.slice(7)}`, texts.slice(1)] : [fn, texts];
  return `${callee}(${[...rest, ...options].join(', ')})`;
}

const every = (n: number, programs: readonly Program[]): Program[] => programs.filter((_, i) => i % n === 0);

const GOLDEN = [
  ...every(2, goldenPrograms('compose')),
  ...['binary', 'reductions', 'shape', 'misc'].flatMap((file) => every(16, goldenPrograms(file))),
];

const X = [[1, 2.5], [-0.5, 0.25], [0.75, -1.5]]; // biome-ignore format: a matrix

/** What the golden files have not, or not so that it is seen. */
const OWN: readonly Program[] = [
  {
    id: 'indices, slices, transposes and shapes',
    source: `export function f(x) {
      const y = x['::-1, 1:'];
      return np.sum(np.matmul(np.reshape(x, [2, 3]), y)) + x['1, 0'] * x.T[1]['-1'] + np.sum(x['1:'] ** 3);
    }`,
    args: [X],
  },
  {
    id: 'gather and scatter: an element taken twice',
    source: 'export const f = (x) => np.sum(np.take(x, [2, 0, 2, 1]) ** 2 * np.array([1, 2, 3, 4]));',
    args: [[1, -2, 3]],
  },
  {
    id: 'sums along axes, extremes at ties',
    source: `export const f = (x) => np.sum(np.max(x, {axis: 0}) * [1, 3]) + np.min(x) * np.max(x)
      + np.sum(np.cumsum(x, {axis: 1}) ** 2) + np.mean(x, {axis: 1})[2] ** 2;`,
    args: [[[1, 2], [1, -3], [0.5, 2]]], // biome-ignore format: a matrix
  },
  {
    id: 'where, maximum and comparisons',
    source:
      'export const f = (x, y) => np.sum(np.where(x > y, x * y, np.exp(-x))) + np.sum(np.maximum(x, 0) ** 1.5);',
    args: [[-1, 2, 0.5], [-2, 3, 0.25]], // biome-ignore format: two vectors
    wrt: ['x', 'y'],
  },
  {
    id: 'concatenation along both axes',
    source: `export const f = (x, y) => {
      const both = np.concatenate([x, y], {axis: 1});
      return np.sum(np.concatenate([both, both * 2]) ** 3) + np.sum(np.stack([x, y])['1'] ** 2);
    };`,
    args: [X, X.map((row) => row.map((each) => each / 3))],
    wrt: ['x', 'y'],
  },
  {
    id: 'a softmax classifier',
    source: `export function f(W, b, X) {
      const z = np.matmul(X, W) + b;
      const p = np.exp(z - np.max(z, {axis: 1, keepdims: true}));
      const softmax = p / np.sum(p, {axis: 1, keepdims: true});
      return -np.mean(np.log(softmax)[':, 1']) + np.sum(special.logsumexp(z, {axis: 1}));
    }`,
    args: [[[0.1, 0.2, -0.3], [0.5, -0.1, 0.7]], [0.1, 0, -0.1], X], // biome-ignore format: weights, bias, data
    wrt: ['W', 'b'],
  },
  {
    id: 'a network with nested parameters',
    source: `export function f(p, x) {
      let h = x;
      for (const { W, b } of p.layers) h = np.tanh(np.matmul(h, W) + b);
      return np.sum(np.matmul(h, p.out.v) ** 2) * p.out.scale;
    }`,
    args: [
      {
        layers: [
          { W: [[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]], b: [0.1, 0, 0.2] },
          { W: [[1, 0.5], [-0.5, 0.25], [0.3, 0.2]], b: [0, -0.1] },
        ],
        out: { v: [1, -2], scale: 0.5 },
        'odd key': 3,
      },
      X,
    ], // biome-ignore format: matrices
  },
  {
    id: 'least squares with a penalty',
    source: 'export const f = (w, A, y, l) => np.sum((np.dot(A, w) - y) ** 2) / 2 + l * np.dot(w, w);',
    args: [[0.5, -1], X, [1, 2, 3], 0.1],
    wrt: ['w', 'l'],
  },
  {
    id: 'plain lists of numbers',
    source: `export function f(x: number[], y: number[]): number {
      let sum = 0;
      for (let i = 0; i < x.length; i++) sum += x[i] ** 2 * y[x.length - 1 - i];
      return sum * x.map((each) => Math.sin(each)).reduce((a, b) => a + b);
    }`,
    args: [[1, 2, 3], [4, 5, 6]], // biome-ignore format: two vectors
    wrt: ['x', 'y'],
  },
  {
    id: 'numbers and one list in a list',
    source: 'export const f = (p) => p[0] * np.sum(p[1] ** 2) + Math.exp(p[2]);',
    args: [[2, [1, 2, 3], -1]],
  },
  {
    id: 'an argument that is not used, and one that does not vary',
    source: 'export const f = (x, unused, n) => np.sum(x ** n);',
    args: [[1, 2], [3], 3], // biome-ignore format: three arguments
    wrt: ['x', 'unused'],
  },
  {
    id: 'names that languages reserve',
    source: 'export const f = (double, out) => np.sum(double * double) * out.delete + out.class[0];',
    args: [[1, 2], { delete: 3, class: [4, 5] }],
    wrt: ['double', 'out'],
  },
  {
    id: 'parameters that are called like the indices of loops',
    source: 'export const f = (i, j, x) => np.sum(np.outer(x, x) * i + j) + np.sum(x * i);',
    args: [2, 3, [1, 2, 3, 4, 5, 6, 7]],
    wrt: ['x', 'i'],
  },
  {
    id: 'arrays that are too large for a stack',
    source: 'export const f = (x) => np.sum(np.tanh(np.outer(x, x)) ** 2) + np.sum(np.outer(x, x)["3:"]);',
    args: [Array.from({ length: 64 }, (_, i) => i / 64)],
  },
  {
    id: 'more elements than are written out one by one',
    source:
      'export const f = (x) => np.sum(np.outer(np.sin(x), np.cos(x)) ** 2) + np.prod(np.array([1.5]) + x[0]);',
    args: [Array.from({ length: 40 }, (_, i) => i / 10)],
  },
];

const programs = [...OWN, ...GOLDEN];

/** What needs more than loops over elements. */
const REFUSED = /cannot be written as plain loops/;

async function emitted(
  language: 'ts' | 'js' | 'c',
  { source, args, wrt = [] }: Program,
): Promise<string | undefined> {
  try {
    return (await emit(language, source, { call: { args, wrt } })).text;
  } catch (error) {
    expect((error as Error).message).toMatch(REFUSED);
    return undefined;
  }
}

async function truthOf({ source, args, wrt = [] }: Program): Promise<number[]> {
  const { value, derivative } = await callOnce('grad', source, args, { wrt });
  return [...numbersIn(value), ...numbersIn(derivative)];
}

function expectSame(found: readonly number[], truth: readonly number[], id: string): void {
  expect(found.length, id).toBe(truth.length);
  const scale = Math.max(...truth.map(Math.abs));
  for (const [i, x] of truth.entries())
    expect(Math.abs(found[i]! - x), `${id}: number ${i}`).toBeLessThanOrEqual(1e-12 * scale);
}

describe('functions of arrays', () => {
  const texts: string[] = [];

  test.each(programs.map((program) => [program.id, program] as const))('%s', async (id, program) => {
    const text = await emitted('ts', program);
    if (text === undefined) return expect(OWN).not.toContain(program);
    texts.push(text);
    expectSame(numbersIn((await load(text)).f!(...program.args)), await truthOf(program), id);
  });

  test('most golden programs need no more than loops', () => {
    expect(texts.length).toBeGreaterThan(0.6 * programs.length);
  });

  test('are taken by the strict compiler of TypeScript', () => expect(typeErrors(texts)).toEqual([]));

  test('JavaScript is TypeScript without annotations', async () => {
    for (const program of OWN) {
      const text = (await emitted('js', program))!;
      expectSame(numbersIn((await load(text)).f!(...program.args)), await truthOf(program), program.id);
    }
  });

  test.runIf(hasC)(
    'in C',
    async () => {
      const functions: CFunction[] = [];
      const truths: [string, number[]][] = [];
      for (const program of [...OWN, ...every(3, GOLDEN)]) {
        const text = await emitted('c', program);
        if (text === undefined) continue;
        const truth = await truthOf(program);
        truths.push([program.id, truth]);
        functions.push({ text, name: 'f', calls: [program.args, program.args], size: truth.length });
      }
      for (const [k, rows] of runC(functions).entries())
        for (const row of rows) expectSame(row, truths[k]![1], truths[k]![0]);
    },
    120_000,
  );
});
