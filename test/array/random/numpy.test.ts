/**
 * Random numbers against NumPy's. `numpy.json` was made with NumPy 2.4: for each seed a new generator makes all `calls`, one after another,
 * so that the numbers kept between calls count too. The k-th seed begins with call 17·k and goes round. The result of a shuffle
 * is what its argument became.
 */

import { afterEach, describe, expect, it, vi } from 'vitest';
import type { NDArray } from '../../../src/array/ndarray.ts';
import { GENERATOR_METHODS, Generator } from '../../../src/array/random/default-rng.ts';
import type { RandomMethod } from '../../../src/array/random/method.ts';
import { RANDOM_METHODS, RandomState } from '../../../src/array/random/random-state.ts';
import type { RandomMath } from '../../../src/array/random/source.ts';
import numpy from './numpy.json' with { type: 'json' };

interface JsonArray {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly data: readonly number[];
}
type Json = JsonArray | readonly number[] | number | string | boolean | null;
type Seed = number | readonly number[];
interface Program {
  readonly calls: readonly { readonly method: string; readonly args: readonly Json[] }[];
  readonly seeds: readonly { readonly seed: Seed; readonly results: readonly (JsonArray | number)[] }[];
}

const noSvd = () => {
  throw new Error('no call in the programs needs a decomposition');
};
const LEGACY = {
  program: numpy.RandomState as Program,
  methods: RANDOM_METHODS as Readonly<Record<string, RandomMethod<RandomState>>>,
  make: (math: RandomMath, seed: Seed) => new RandomState({ math, svd: noSvd }, seed),
};
const MODERN = {
  program: numpy.Generator as Program,
  methods: GENERATOR_METHODS as Readonly<Record<string, RandomMethod<Generator>>>,
  make: (math: RandomMath, seed: Seed) => new Generator(math, seed),
};

/** Made without a libm, in every bit. */
const EXACT = new Set('random random_sample rand uniform triangular choice permutation shuffle'.split(' '));
/** A term of size 1 or so cancels after the libm: 2 units of the last place of that term. */
const CANCELLING = new Set(
  'normal noncentral_chisquare laplace logistic gumbel pareto power vonmises'.split(' '),
);

afterEach(() => {
  vi.restoreAllMocks();
});

function argument(json: Json): unknown {
  if (json === null) return undefined;
  return typeof json === 'object' && 'data' in json ? arrayOf(json) : json;
}

function arrayOf({ shape, dtype, data }: JsonArray): NDArray {
  return { shape, dtype: dtype as NDArray['dtype'], data: Float64Array.from(data) };
}

/** Run all calls on a new generator, in the order of its seed; yields what NumPy has beside what came. */
function* run<S>(
  {
    program,
    methods,
    make,
  }: {
    program: Program;
    methods: Readonly<Record<string, RandomMethod<S>>>;
    make(math: RandomMath, seed: Seed): S;
  },
  math: RandomMath = Math,
) {
  const { calls, seeds } = program;
  for (const [k, { seed, results }] of seeds.entries()) {
    const state = make(math, seed);
    for (const [i, expected] of results.entries()) {
      const { method, args } = calls[(17 * k + i) % calls.length]!;
      const actual = methods[method]!.call(state, ...args.map(argument));
      yield {
        what: `${method}(${JSON.stringify(args).slice(1, -1)}), seed ${seed}`,
        method,
        expected,
        actual,
      };
    }
  }
}

function expectNumbers(
  what: string,
  method: string,
  actual: NDArray | number,
  expected: JsonArray | number,
): void {
  if (typeof actual === 'number' || typeof expected === 'number') {
    expectNumber(what, method, actual as number, expected as number);
    return;
  }
  expect({ shape: actual.shape, dtype: actual.dtype }, what).toEqual({
    shape: expected.shape,
    dtype: expected.dtype,
  });
  expect(actual.data.length, what).toBe(expected.data.length);
  for (const [i, value] of expected.data.entries())
    expectNumber(`${what}[${i}]`, method, actual.data[i]!, value);
}

function expectNumber(what: string, method: string, actual: number, expected: number): void {
  const unit = 2 ** -52;
  const size = CANCELLING.has(method) ? Math.max(Math.abs(expected), 4) : Math.abs(expected);
  const allowed = EXACT.has(method) || Number.isInteger(expected) ? 0 : 2 * unit * size;
  expect(Math.abs(actual - expected), `${what}: ${actual} is not ${expected}`).toBeLessThanOrEqual(allowed);
}

describe.each([
  ['RandomState', LEGACY],
  ['Generator', MODERN],
] as const)('%s', (name, generator) => {
  it('gives the numbers of NumPy, whatever was drawn before', () => {
    for (const { what, method, actual, expected } of run(generator as typeof LEGACY))
      expectNumbers(what, method, actual, expected);
  });

  it('has a call of each method in the program', () => {
    const called = new Set(generator.program.calls.map(({ method }) => method));
    const aliases = ['random', 'ranf', 'sample', 'multivariate_normal'];
    const missing = Object.keys(generator.methods).filter(
      (name) => !called.has(name) && !aliases.includes(name),
    );
    expect(missing).toEqual([]);
  });

  it('rejects as NumPy does: sums of 20,000 draws, and where the stream is then', () => {
    const { methods, make } = generator as typeof LEGACY;
    const { seed, count, ...rows } = numpy.bulk;
    for (const { method, args, sum, next } of rows[name]) {
      const state = make(Math, seed);
      const drawn = methods[method]!.call(state, ...args, count) as NDArray;
      const total = drawn.data.reduce((x, y) => x + y, 0);
      expect(Math.abs(total - sum), `${method}(${args})`).toBeLessThanOrEqual(
        drawn.dtype === 'int64' ? 0 : 1e-7,
      );
      expect(state.uniform(), `${method}(${args})`).toBe(next);
    }
  });

  it('takes every elementary function from the libm it is given', () => {
    const math = { ...pick(Math, 'exp', 'log', 'log1p', 'cos', 'acos', 'pow') };
    for (const name of ['exp', 'expm1', 'log', 'log1p', 'sin', 'cos', 'tan', 'acos', 'pow'] as const)
      vi.spyOn(Math, name).mockImplementation(() => Number.NaN);
    for (const { what, method, actual, expected } of run(generator as typeof LEGACY, math))
      expectNumbers(what, method, actual, expected);
  });
});

function pick<T, K extends keyof T>(object: T, ...names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, object[name]])) as Pick<T, K>;
}

describe('far into the stream', () => {
  it('RandomState: the 100,001st normal number, after many refills of its state', () => {
    const { seed, skip, normal } = numpy.far.RandomState;
    const state = new RandomState({ math: Math, svd: noSvd }, seed);
    for (let i = 0; i < skip; i++) state.normal();
    expectNumber('normal', 'standard_normal', state.normal(), normal);
  });

  it('Generator: numbers of both tails of the ziggurats, and the numbers after them', () => {
    const { seed, count, normal, exponential } = numpy.far.Generator;
    const state = new Generator(Math, seed);
    const normals = Array.from({ length: count }, () => state.normal());
    const exponentials = Array.from({ length: count }, () => state.exponential());
    for (const [i, value] of normal as [number, number][]) expectNumber('normal', '', normals[i]!, value);
    for (const [i, value] of exponential as [number, number][])
      expectNumber('exponential', '', exponentials[i]!, value);
  });
});

it('multivariate_normal gives the numbers of NumPy over the decomposition NumPy has', () => {
  const { seed, mean, cov, s, vh, results } = numpy.multivariate_normal;
  const svd = (matrix: NDArray) => {
    expect(Array.from(matrix.data)).toEqual(cov.data);
    return { s: arrayOf(s), vh: arrayOf(vh) };
  };
  const state = new RandomState({ math: Math, svd }, seed);
  for (const [i, size] of [undefined, [2, 2]].entries()) {
    const drawn = RANDOM_METHODS.multivariate_normal.call(state, arrayOf(mean), arrayOf(cov), size);
    expect(drawn.shape).toEqual(results[i]!.shape);
    for (const [k, value] of results[i]!.data.entries()) expect(drawn.data[k]).toBeCloseTo(value, 14);
  }
});
