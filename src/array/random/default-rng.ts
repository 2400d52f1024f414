/**
 * NumPy's `np.random.Generator` over PCG64, as `np.random.default_rng` returns it: number for number those of NumPy. A Generator changes
 * with every draw, like a RandomState. Its methods are the rows of GENERATOR_METHODS.
 */

import { arrayError, type NDArray, normalizeAxis } from '../ndarray.ts';
import { DISTRIBUTIONS, RANDOM } from './distributions.ts';
import type { Real, Size } from './fill.ts';
import { type IntegerType, integersBetween } from './integers.ts';
import { lemireInteger } from './lemire.ts';
import { type Parameter, type RandomMethod, SIZE, SUBSET } from './method.ts';
import { Pcg64 } from './pcg64.ts';
import { countTo, permutation, select, shuffled } from './permute.ts';
import type { RandomMath, Source } from './source.ts';
import { zigguratExponential, zigguratNormal } from './ziggurat.ts';

export class Generator implements Source {
  readonly math: RandomMath;
  readonly bits: Pcg64;

  /** A generator that begins at `seed`: a non-negative integer, or several of them. Throws E_SCRIPT. */
  constructor(math: RandomMath, seed: number | readonly number[] = 0) {
    const words = typeof seed === 'number' ? [seed] : seed;
    if (words.some((word) => !Number.isSafeInteger(word) || word < 0))
      throw arrayError(`a seed is a non-negative integer, or several of them, not ${seed}`);
    this.math = math;
    this.bits = new Pcg64(seed);
  }

  uniform(): number {
    return this.bits.uniform();
  }

  normal(): number {
    return zigguratNormal(this.bits, this.math);
  }

  exponential(): number {
    return zigguratExponential(this.bits, this.math);
  }

  integer(max: number): number {
    return lemireInteger(this.bits, max);
  }
}

/** Return `count` different indices below `population`: a partial shuffle where many are wanted, else Floyd's method. */
function subset(state: Generator, population: number, count: number, shuffle: boolean): Float64Array {
  const pick = (i: number) => state.integer(i);
  if (population > 10000 && count > Math.floor(population / (shuffle ? 50 : 20)))
    return shuffled(countTo(population), Math.max(population - count, 1), pick).slice(population - count);
  const chosen = new Set<number>();
  for (let last = population - count; last < population; last++) {
    const index = state.integer(last);
    chosen.add(chosen.has(index) ? last : index);
  }
  const indices = Float64Array.from(chosen);
  return shuffle ? shuffled(indices, 1, pick) : indices;
}

const ARRAY: Parameter = { name: 'x', kind: 'array' };
const AXIS: Parameter = { name: 'axis', kind: 'axis', default: 0 };

/** The methods of a Generator. */
export const GENERATOR_METHODS = {
  random: RANDOM,
  integers: {
    doc: 'integers from low to high, high excluded unless endpoint; from 0 to low without high',
    parameters: [
      { name: 'low', kind: 'integer' },
      { name: 'high', kind: 'integer', default: null },
      SIZE,
      { name: 'dtype', kind: 'integer dtype', default: 'int64' },
      { name: 'endpoint', kind: 'boolean', default: false },
    ],
    call: (state: Generator, low: Real, high?: Real, size?: Size, dtype?: IntegerType, endpoint?: boolean) =>
      integersBetween(state, { low, high, endpoint: endpoint ?? false, dtype }, size),
  },
  choice: {
    doc: 'elements of 0 … a − 1, or slices of an array, with or without repetition, of probabilities p',
    parameters: [...SUBSET, AXIS, { name: 'shuffle', kind: 'boolean', default: true }],
    call: (
      state: Generator,
      a: Real,
      size?: Size,
      replace?: boolean,
      p?: NDArray,
      axis?: number,
      shuffle?: boolean,
    ) =>
      select(state, a, {
        size,
        replace: replace ?? true,
        p,
        axis: typeof a === 'number' ? 0 : normalizeAxis(axis ?? 0, a.shape.length),
        subset: (population, count) => subset(state, population, count, shuffle ?? true),
      }),
  },
  permutation: {
    doc: '0 … x − 1, or the slices of x along an axis, in random order',
    parameters: [ARRAY, AXIS],
    call: (state: Generator, x: Real, axis?: number) => permutation(state, x, axis),
  },
  shuffle: {
    doc: 'the slices of x along an axis in random order; a new array, x stays as it is',
    parameters: [ARRAY, AXIS],
    call: (state: Generator, x: NDArray, axis?: number) => permutation(state, x, axis),
  },
  ...DISTRIBUTIONS,
} satisfies Record<string, RandomMethod<Generator>>;
