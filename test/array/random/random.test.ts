/** What NumPy's numbers do not show of random methods: state, errors, and the tables that bindings and documents are made from. */

import { describe, expect, it } from 'vitest';
import type { NDArray } from '../../../src/array/ndarray.ts';
import { GENERATOR_METHODS, Generator } from '../../../src/array/random/default-rng.ts';
import type { RandomMethod } from '../../../src/array/random/method.ts';
import { RANDOM_METHODS, RandomState } from '../../../src/array/random/random-state.ts';
import { EXPONENTIAL_EDGES, NORMAL_EDGES } from '../../../src/array/random/ziggurat-edges.ts';

const svd = () => ({ s: vector(1), vh: { ...vector(1), shape: [1, 1] } });

function legacy(seed: number | readonly number[] = 0): RandomState {
  return new RandomState({ math: Math, svd }, seed);
}

function vector(...values: number[]): NDArray {
  return { shape: [values.length], dtype: 'float64', data: Float64Array.from(values) };
}

describe('state', () => {
  it('seed begins again, without the normal number that was kept', () => {
    const state = legacy(5);
    const first = state.normal();
    state.seed(5);
    expect(state.normal()).toBe(first);
  });

  it('a copy goes on as its original, with the kept normal number, and apart from it', () => {
    const state = legacy(5);
    state.normal();
    const copy = state.copy();
    const expected = [state.normal(), state.normal(), state.uniform()];
    expect([copy.normal(), copy.normal(), copy.uniform()]).toEqual(expected);
  });

  it.each([-1, 2 ** 32, 1.5, Number.NaN, [], [1, -1]])('RandomState refuses the seed %s', (seed) => {
    expect(() => legacy(seed)).toThrow('a seed is an integer from 0 to 2^32 - 1');
  });

  it.each([-1, 1.5, 2 ** 53, [1, -1]])('Generator refuses the seed %s', (seed) => {
    expect(() => new Generator(Math, seed)).toThrow('a seed is a non-negative integer');
  });
});

describe('errors', () => {
  const { normal, gamma, randint, choice, triangular, binomial, multinomial, multivariate_normal } =
    RANDOM_METHODS;

  it.each<[string, () => unknown]>([
    ['scale must be at least 0, not -1', () => normal.call(legacy(), 0, -1)],
    ['scale must be at least 0, not NaN', () => normal.call(legacy(), 0, vector(1, Number.NaN))],
    ['an argument is missing: shape', () => gamma.call(legacy())],
    ['n must be a non-negative integer, not 2.5', () => binomial.call(legacy(), 2.5, 0.5)],
    ['a size is made of non-negative integers, not -2', () => normal.call(legacy(), 0, 1, [2, -2])],
    ['parameters of shape (3,) do not fit size (1,)', () => normal.call(legacy(), vector(1, 2, 3), 1, 1)],
    [
      'loc must be real',
      () => normal.call(legacy(), { shape: [1], dtype: 'complex128', data: new Float64Array(2) }),
    ],
    ['there is no integer from 3 to 3, excluded', () => randint.call(legacy(), 3, 3)],
    ['high must be an integer, not 2.5', () => randint.call(legacy(), 2.5)],
    [
      'random integers are of dtype int64, not int8',
      () => randint.call(legacy(), 3, undefined, 2, 'int8' as 'int64'),
    ],
    ['there is nothing to choose from 0 items', () => choice.call(legacy(), 0)],
    ['4 different items cannot be chosen from 3', () => choice.call(legacy(), 3, 4, false)],
    ['p has 2 probabilities for 3 items', () => choice.call(legacy(), 3, 1, true, vector(0.5, 0.5))],
    ['p must sum to 1, not 0.9', () => choice.call(legacy(), 2, 1, true, vector(0.5, 0.4))],
    ['fewer than 2 probabilities', () => choice.call(legacy(), 2, 2, false, vector(1, 0))],
    ['a must be an integer or a vector', () => choice.call(legacy(), { ...vector(1, 2), shape: [1, 2] })],
    ['left < right do not hold', () => triangular.call(legacy(), 1, 0, 2)],
    ['pvals must sum to 1 at most', () => multinomial.call(legacy(), 5, vector(0.9, 0.9, 0.1))],
    [
      'cov must be of shape (1, 1), not (2,)',
      () => multivariate_normal.call(legacy(), vector(0), vector(1, 2)),
    ],
  ])('%s', (message, call) => {
    expect(call).toThrow(message);
    expect(call).toThrow(expect.objectContaining({ code: 'E_SCRIPT' }));
  });
});

describe.each<[string, Readonly<Record<string, RandomMethod<never>>>]>([
  ['RANDOM_METHODS', RANDOM_METHODS],
  ['GENERATOR_METHODS', GENERATOR_METHODS],
])('%s', (_, methods) => {
  it.each(Object.entries(methods))(
    '%s: a line of text, and no required parameter after one with a default',
    (_, row) => {
      expect(row.doc).toMatch(/^[^\n]+[^.\n]$/);
      const optional = row.parameters.map((parameter) => 'default' in parameter);
      expect(optional).toEqual([...optional].sort());
    },
  );
});

it('the layers of both ziggurats have one area', () => {
  const densities: [Float64Array, (x: number) => number][] = [
    [NORMAL_EDGES, (x) => Math.exp((-x * x) / 2)],
    [EXPONENTIAL_EDGES, (x) => Math.exp(-x)],
  ];
  for (const [edges, density] of densities) {
    const area = edges[0]! * density(edges[255]!);
    for (let i = 2; i < 256; i++)
      expect(edges[i]! * (density(edges[i - 1]!) - density(edges[i]!))).toBeCloseTo(area, 15);
    expect(edges[1]! * (1 - density(edges[1]!))).toBeCloseTo(area, 15);
  }
});
