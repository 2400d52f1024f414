/**
 * The special functions against mpmath: values (`data/special-values.json`: rows of arguments and value, by kernel) and all
 * derivatives to order 16 (`data/special-series.json`: primitive, operands with null for the one that varies, its value,
 * derivatives), and against the golden files. Limits are scipy's.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { derive } from '../../src/derive/derivatives.ts';
import { Graph, type NodeId } from '../../src/graph/graph.ts';
import { ArrayBuilder } from '../../src/ops/array-builder.ts';
import * as functions from '../../src/ops/kernels/special/index.ts';
import { NAMES, PRIMITIVES } from '../../src/ops/registry.ts';
import { special } from '../../src/ops/special.ts';
import { kernels, rowTrace, valuesAt } from './rows.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const kernelsByName = functions as unknown as Readonly<Record<string, (...args: number[]) => number>>;
const call = (name: string, args: readonly number[]): number => kernelsByName[name]!(...args);

/** Relative error allowed, where the default is not met; the reason is the conditioning of the function. */
const TOLERANCE: Readonly<Record<string, number>> = {
  beta: 2e-13, // the rounding of a + b, times (a + b)·ψ(a + b)
  betaDensity: 2e-13, // the same
  gammainc: 1e-13, // the exponent of a density, hundreds, is rounded
  gammaDensity: 5e-14, // the same
  betainc: 2e-14,
  gammaincSlope: 1e-13, // cancellation in Bell's polynomials
  betaincSlope: 1e-13, // the same
  studentCdf: 1e-12, // the same
  logNdtrSlope: 1e-10, // order 10 from the moments
  logStudentCdf: 5e-12, // the same, between the derivatives of F
};
const DEFAULT_TOLERANCE = 1e-14;

describe('values', () => {
  const tables = read('./data/special-values.json') as Record<string, number[][]>;

  it('has a table for every kernel', () => {
    const tested = new Set([...Object.keys(tables), 'gammasgn']);
    expect(Object.keys(functions).filter((name) => !tested.has(name))).toEqual([]);
  });

  it.each([
    [150, 1050, 4.301128526275513e-267],
    [199, 1050, 9.547754669769503e-229],
    [100, 700, 5.684208283879768e-179],
    [25, 300, 2.546456734974483e-95],
    [21.5, 44, 6.24688889660197e-5],
  ])('gammaincc(%d, %d), far in its tail, is mpmath’s', (a, x, expected) => {
    expect(Math.abs(call('gammaincc', [a, x]) / expected - 1)).toBeLessThan(1e-13);
  });

  it.each(Object.entries(tables))('%s is mpmath’s', (name, rows) => {
    for (const row of rows) {
      const expected = row.at(-1)!;
      const error = Math.abs(call(name, row.slice(0, -1)) - expected);
      // 1e-18: beside a zero of a Bessel function the double nearest to it is not the zero
      const allowed = (TOLERANCE[name] ?? DEFAULT_TOLERANCE) * Math.abs(expected) + 1e-18;
      expect(
        error <= allowed || Math.abs(expected) < 1e-290,
        `${name}(${row}): ${call(name, row.slice(0, -1))}`,
      ).toBe(true);
    }
  });

  const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
  it.each<[string, readonly number[], number]>([
    ['gamma', [0], inf],
    ['gamma', [-0], -inf],
    ['gamma', [-1], nan],
    ['gamma', [172], inf],
    ['gammaln', [-2], inf],
    ['rgamma', [-2], 0],
    ['rgamma', [inf], 0],
    ['gammasgn', [-0], -1],
    ['gammasgn', [-1], nan],
    ['gammasgn', [-1.5], 1],
    ['gammasgn', [-2.5], -1],
    ['digamma', [0], -inf],
    ['digamma', [-0], inf],
    ['digamma', [-1], nan],
    ['digamma', [inf], inf],
    ['polygamma', [1, -1], inf],
    ['polygamma', [2, 0], -inf],
    ['polygamma', [1.5, 2], nan],
    ['polygamma', [1, inf], 0],
    ['polygamma', [1e300, 2.5], nan], // ∞ times 0, at once
    ['j0', [inf], nan],
    ['jn', [2, 0], 0],
    ['jn', [2.5, 1], nan],
    ['y0', [0], -inf],
    ['y1', [-1], nan],
    ['yn', [40, 1e-9], -inf],
    ['iv', [0.5, -1], nan],
    ['iv', [2, 0], 0],
    ['iv', [0, 720], inf],
    ['beta', [0, 1], inf],
    ['beta', [-1, 1], -1],
    ['betaln', [-1, 1], 0],
    ['gammainc', [0, 0], nan],
    ['gammainc', [0, 1], 1],
    ['gammaincc', [1, inf], 0],
    ['gammainc', [-1, 1], nan],
    ['betainc', [1, 1, 2], nan],
    ['betaDensity', [0, 3, 0], 0],
    ['gammaincSlope', [1, 2, 0], 0],
    ['gammaincSlope', [1, 2, inf], 0],
    ['gammaincSlope', [1, -1, 2], nan],
    ['betaincSlope', [1, 0, 2, 3, 0], 0],
    ['betaincSlope', [0, 1, 2, 3, 1], 0],
    ['studentCdf', [0, 3, 0], 0.5],
    ['studentCdf', [0, 3, inf], 1],
    ['logStudentCdf', [0, 3, -inf], -inf],
    ['log_ndtr', [-inf], -inf],
    ['log_ndtr', [inf], 0],
    ['erfinv', [1], inf],
    ['erfcinv', [2], -inf],
    ['logit', [0], -inf],
    ['logit', [2], nan],
  ])('%s(%j) is %d, as scipy has it', (name, args, expected) => {
    expect(Object.is(call(name, args) + 0, expected + 0)).toBe(true);
  });

  it('is NaN of NaN, everywhere', () => {
    for (const [name, row] of Object.entries(special)) {
      if (row.value.from !== 'special') continue;
      const args = row.samples.map((s) => (typeof s === 'number' ? s : Number.NaN));
      const { orders = [] } = row.value as { readonly orders?: readonly number[] };
      expect(call(row.value.name, [...orders, ...args]), name).toBeNaN();
    }
  });
});

/** Expect derivatives to agree, each within `tolerance` of the largest up to its order. */
function expectSeries(
  actual: readonly number[],
  expected: readonly number[],
  tolerance: number,
  what: string,
) {
  let largest = 0;
  for (const [k, d] of expected.entries()) {
    largest = Math.max(largest, Math.abs(d));
    expect(Math.abs(actual[k]! - d), `${what}, order ${k}: ${actual[k]}, not ${d}`).toBeLessThanOrEqual(
      tolerance * largest,
    );
  }
}

type Mode = 'taylor' | 'reverse' | 'forward';
type Expression = (b: ArrayBuilder, x: NodeId) => NodeId;

/** f, f′ … at x. */
function derivativesOf(f: Expression, x: number, order: number, mode: Mode = 'taylor'): number[] {
  const graph = new Graph();
  const input = graph.input();
  const output = f(new ArrayBuilder(graph, kernels), input);
  const trace = { graph, input, outputs: [output], decisions: [] };
  return valuesAt(graph, derive(trace, kernels, { from: 0, to: order }, mode).columns, [x]);
}

describe('derivatives', () => {
  const series = read('./data/special-series.json') as [string, (number | null)[], number, number[]][];
  const named = new Set(series.map(([name]) => name));

  it('has high orders of every function a script can call', () => {
    const callable = Object.entries(special).filter(([, row]) => row.names.length > 0);
    expect(callable.map(([name]) => name).filter((name) => name !== 'gammasgn' && !named.has(name))).toEqual(
      [],
    );
  });

  it.each([...named])('%s is mpmath’s to order 16', (name) => {
    for (const [, operands, x, expected] of series.filter((row) => row[0] === name)) {
      const vary = operands.indexOf(null);
      const { graph, input, output } = rowTrace(
        name,
        operands.map((c) => c ?? x),
        vary,
      );
      const trace = { graph, input, outputs: [output], decisions: [] };
      const { columns } = derive(trace, kernels, { from: 0, to: expected.length - 1 }, 'taylor');
      expectSeries(valuesAt(graph, columns, [x]), expected, 1e-11, `${name}(${operands}) at ${x}`);
    }
  });

  it('needs no more nodes than the square of the order, times a few', () => {
    for (const name of ['j0', 'gamma', 'expit', 'digamma']) {
      const { graph, input, output } = rowTrace(name, [1.5], 0);
      derive({ graph, input, outputs: [output], decisions: [] }, kernels, { from: 0, to: 40 }, 'taylor');
      expect(graph.size, name).toBeLessThan(6 * 40 ** 2);
    }
  });
});

interface Scalar {
  readonly ts: string;
  readonly points: readonly number[];
  readonly derivatives: readonly (readonly number[])[];
  readonly hard?: Readonly<Record<string, number>>;
}

/** Entries of golden/scalar.json that are more than one call. */
const COMPOSED: Readonly<Record<string, Expression>> = {
  'special.psi(x) * x': (b, x) => b.mul(b.apply('digamma', x), x),
  'special.logit(special.expit(x))': (b, x) => b.apply('logit', b.apply('expit', x)),
  'special.betaln(x, x + 1)': (b, x) => b.apply('betaln', x, b.add(x, b.constant(1))),
  'special.erf(np.sin(x)) * np.exp(-x)': (b, x) =>
    b.mul(b.apply('erf', b.apply('sin', x)), b.apply('exp', b.neg(x))),
  'special.gamma(1 + np.exp(-x))': (b, x) => b.apply('gamma', b.add(b.constant(1), b.apply('exp', b.neg(x)))),
};

/** The primitive a script calls by this name. */
const primitiveCalled = (name: string): string | undefined =>
  NAMES.find((_, code) => PRIMITIVES[code]?.names.includes(name));

/** `special.f(2, x)` as nodes; undefined for anything else. */
function expressionOf(text: string): Expression | undefined {
  if (Object.hasOwn(COMPOSED, text)) return COMPOSED[text];
  const [, name, args] = /^([\w.]+)\(([^()]*)\)$/.exec(text) ?? [];
  const primitive = name && primitiveCalled(name);
  if (!primitive) return undefined;
  return (b, x) =>
    b.apply(primitive, ...args!.split(', ').map((a) => (a === 'x' ? x : b.constant(Number(a)))));
}

describe('golden/scalar.json', () => {
  const entries = (read('../golden/scalar.json') as Scalar[])
    .map((entry) => ({ ...entry, text: entry.ts.replace('(x) => ', '') }))
    .filter(({ text }) => /special\.|np\.(sinc|i0)\b/.test(text));

  it('is covered but for the composites of arrays', () => {
    const missing = entries.filter(({ text }) => !expressionOf(text)).map(({ text }) => text);
    expect(missing.filter((text) => !/multigammaln|logsumexp/.test(text))).toEqual([]);
  });

  it.each(entries.filter(({ text }) => expressionOf(text)))('$text', ({ text, points, derivatives }) => {
    for (const [i, x] of points.entries()) {
      const f = expressionOf(text)!;
      expectSeries(derivativesOf(f, x, 6), derivatives[i]!, 1e-12, `at ${x}`);
      for (const mode of ['reverse', 'forward'] as const) {
        expectSeries(derivativesOf(f, x, 3, mode), derivatives[i]!.slice(0, 4), 1e-12, `${mode} at ${x}`);
      }
    }
  });
});

interface ArrayOf {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

describe('golden/special.json', () => {
  const cases = (
    read('../golden/special.json') as { id: string; fn: string; args: (number | ArrayOf)[]; value: ArrayOf }[]
  ).filter(({ fn }) => primitiveCalled(fn) !== undefined);

  /** The element that broadcasting puts at flat place i of `shape`. */
  function elementAt(array: number | ArrayOf, shape: readonly number[], i: number): number {
    if (typeof array === 'number') return array;
    let place = 0;
    let stride = 1;
    for (let axis = 1; axis <= array.shape.length; axis++) {
      const length = shape.at(-axis)!;
      if (array.shape.at(-axis)! > 1) place += (i % length) * stride;
      stride *= array.shape.at(-axis)!;
      i = Math.floor(i / length);
    }
    return array.data[place]!;
  }

  it.each(cases)('$id', ({ fn, args, value }) => {
    for (const [i, expected] of value.data.entries()) {
      const actual = call(
        primitiveCalled(fn)!,
        args.map((a) => elementAt(a, value.shape, i)),
      );
      expect(Math.abs(actual - expected)).toBeLessThanOrEqual(2e-14 * (Math.abs(expected) + 0.1));
    }
  });
});
