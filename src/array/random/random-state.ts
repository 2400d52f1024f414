/**
 * NumPy's `np.random.RandomState`, and with one of them the functions of `np.random`: number for number those of NumPy. A RandomState
 * changes with every draw, the one exception to kernels being pure. Its methods are the rows of RANDOM_METHODS.
 */

import { arrayError, type NDArray } from '../ndarray.ts';
import { vonmises, wald } from './continuous.ts';
import { successes, zipf } from './discrete.ts';
import { binomialBy, DISTRIBUTIONS, RANDOM } from './distributions.ts';
import { fill, type Real, type Size } from './fill.ts';
import { type IntegerType, integersBetween } from './integers.ts';
import {
  ABOVE_ONE,
  distribution,
  LENGTHS,
  NON_NEGATIVE,
  POSITIVE,
  type RandomMethod,
  SIZE,
  SUBSET,
} from './method.ts';
import { Mt19937 } from './mt19937.ts';
import { dirichlet, multinomial, multivariateNormal, type Svd } from './multivariate.ts';
import { permutation, select, shuffledIndices } from './permute.ts';
import { maskedInteger, type RandomMath, type Source } from './source.ts';

/** What a RandomState computes with besides arithmetic. */
export interface RandomTools {
  readonly math: RandomMath;
  readonly svd: Svd;
}

export class RandomState implements Source {
  readonly math: RandomMath;
  readonly svd: Svd;
  bits: Mt19937;
  /** The polar method makes normal numbers in pairs; this is the second one. */
  private spareNormal: number | undefined;

  /** A generator that begins at `seed`: an integer below 2³², or several of them. Throws E_SCRIPT. */
  constructor(tools: RandomTools, seed: number | readonly number[] = 0) {
    this.math = tools.math;
    this.svd = tools.svd;
    this.bits = new Mt19937(checkedSeed(seed));
  }

  /** Begin again at `seed`, as a new RandomState does. */
  seed(seed: number | readonly number[]): void {
    this.bits = new Mt19937(checkedSeed(seed));
    this.spareNormal = undefined;
  }

  /** Return a generator that goes on as this one does. */
  copy(): RandomState {
    const copy = new RandomState(this);
    copy.bits = this.bits.copy();
    copy.spareNormal = this.spareNormal;
    return copy;
  }

  uniform(): number {
    return this.bits.uniform();
  }

  /** Marsaglia's polar method (G. Marsaglia and T. A. Bray, 1964). */
  normal(): number {
    if (this.spareNormal !== undefined) {
      const spare = this.spareNormal;
      this.spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const x = 2 * this.bits.uniform() - 1;
      const y = 2 * this.bits.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * this.math.log(square)) / square);
      this.spareNormal = factor * x;
      return factor * y;
    }
  }

  exponential(): number {
    return -this.math.log(1 - this.bits.uniform());
  }

  integer(max: number): number {
    return maskedInteger(this.bits, max);
  }
}

function checkedSeed(seed: number | readonly number[]): number | readonly number[] {
  const words = typeof seed === 'number' ? [seed] : seed;
  if (words.length === 0 || words.some((word) => !Number.isInteger(word) || word < 0 || word >= 2 ** 32))
    throw arrayError(`a seed is an integer from 0 to 2^32 - 1, or several of them, not ${seed}`);
  return seed;
}

/** Rows whose form or parameters differ from Generator's. */
const OWN_METHODS = {
  random_sample: RANDOM,
  random: RANDOM,
  ranf: RANDOM,
  sample: RANDOM,
  rand: {
    doc: 'numbers from 0 to 1, 1 excluded, in an array of the given lengths',
    parameters: [LENGTHS],
    call: (state: RandomState, ...lengths: readonly number[]) =>
      fill(lengths.length === 0 ? undefined : lengths, 'float64', [], () => state.uniform()),
  },
  randn: {
    doc: 'standard normal numbers in an array of the given lengths',
    parameters: [LENGTHS],
    call: (state: RandomState, ...lengths: readonly number[]) =>
      fill(lengths.length === 0 ? undefined : lengths, 'float64', [], () => state.normal()),
  },
  randint: {
    doc: 'integers from low to high, high excluded; from 0 to low without high',
    parameters: [
      { name: 'low', kind: 'integer' },
      { name: 'high', kind: 'integer', default: null },
      SIZE,
      { name: 'dtype', kind: 'integer dtype', default: 'int64' },
    ],
    call: (state: RandomState, low: Real, high?: Real, size?: Size, dtype?: IntegerType) =>
      integersBetween(state, { low, high, endpoint: false, dtype }, size),
  },
  choice: {
    doc: 'elements of a vector, or of 0 … a − 1, with or without repetition, of probabilities p',
    parameters: SUBSET,
    call: (state: RandomState, a: Real, size?: Size, replace?: boolean, p?: NDArray) => {
      if (typeof a !== 'number' && a.shape.length !== 1) throw arrayError('a must be an integer or a vector');
      const subset = (population: number, count: number) =>
        shuffledIndices(state, population).subarray(0, count);
      return select(state, a, { size, replace: replace ?? true, p, axis: 0, subset });
    },
  },
  permutation: {
    doc: '0 … x − 1, or the elements of x along its first axis, in random order',
    parameters: [{ name: 'x', kind: 'array' }],
    call: (state: RandomState, x: Real) => permutation(state, x),
  },
  shuffle: {
    doc: 'the elements of x along its first axis in random order; a new array, x stays as it is',
    parameters: [{ name: 'x', kind: 'array' }],
    call: (state: RandomState, x: NDArray) => permutation(state, x),
  },
  multivariate_normal: {
    doc: 'vectors of the normal distribution of the given mean and covariance matrix',
    parameters: [{ name: 'mean', kind: 'array' }, { name: 'cov', kind: 'array' }, SIZE],
    call: (state: RandomState, mean: NDArray, cov: NDArray, size?: Size) =>
      multivariateNormal(state, state.svd, { mean, cov }, size),
  },
  multinomial: {
    doc: 'how often each outcome of probability pvals comes in n trials',
    parameters: [{ name: 'n', kind: 'integer' }, { name: 'pvals', kind: 'array' }, SIZE],
    call: (state: RandomState, n: number, pvals: NDArray, size?: Size) => multinomial(state, n, pvals, size),
  },
  dirichlet: {
    doc: 'vectors of positive numbers whose sum is 1, by the Dirichlet distribution',
    parameters: [{ name: 'alpha', kind: 'array' }, SIZE],
    call: (state: RandomState, alpha: NDArray, size?: Size) => dirichlet(state, alpha, size),
  },
  binomial: binomialBy(successes),
  pareto: distribution(
    'the Pareto distribution of the second kind (Lomax)',
    'float64',
    [{ name: 'a', domain: POSITIVE }],
    (state: RandomState, a) => state.math.exp(state.exponential() / a) - 1,
  ),
  power: distribution(
    'the power distribution on [0, 1], whose density is a·x^(a − 1)',
    'float64',
    [{ name: 'a', domain: POSITIVE }],
    (state: RandomState, a) => state.math.pow(1 - state.math.exp(-state.exponential()), 1 / a),
  ),
  wald: distribution(
    'the inverse Gaussian distribution',
    'float64',
    [
      { name: 'mean', domain: POSITIVE },
      { name: 'scale', domain: POSITIVE },
    ],
    (state: RandomState, mean, scale) => wald(state, mean, scale),
  ),
  vonmises: distribution(
    'angles of the von Mises distribution around mu',
    'float64',
    [{ name: 'mu' }, { name: 'kappa', domain: NON_NEGATIVE }],
    (state: RandomState, mu, kappa) => vonmises(state, mu, kappa),
  ),
  zipf: distribution(
    "Zipf's distribution of exponent a",
    'int64',
    [{ name: 'a', domain: ABOVE_ONE }],
    (state: RandomState, a) => zipf(state, a),
  ),
} satisfies Record<string, RandomMethod<RandomState>>;

/** The methods of a RandomState, which are the functions of `np.random`. */
export const RANDOM_METHODS = { ...DISTRIBUTIONS, ...OWN_METHODS };
