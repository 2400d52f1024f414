/** Special functions that are composed of others; those of the table of primitives are in `elementwise.ts`. */

import { arrayError } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import { floating, ofArrays } from './elementwise.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { axesOf, largest, logSumExp } from './reductions.ts';

const one = (name: string, doc: string, f: (np: Np, x: NodeId) => NodeId): NumpyFunction =>
  ofArrays(`special.${name}`, doc, ['x'], f as (np: Np, ...nodes: NodeId[]) => NodeId);

const two = (
  name: string,
  doc: string,
  inputs: readonly [string, string],
  f: (np: Np, x: NodeId, y: NodeId) => NodeId,
): NumpyFunction => ofArrays(`special.${name}`, doc, inputs, f as (np: Np, ...nodes: NodeId[]) => NodeId);

const less1 = (np: Np, x: NodeId): NodeId => np.sub(x, np.constant(1));
const plus1 = (np: Np, x: NodeId): NodeId => np.add(x, np.constant(1));
const isPositive = (np: Np, x: NodeId): NodeId => np.lt(np.constant(0), x);
const isZero = (np: Np, x: NodeId): NodeId => np.eq(x, np.constant(0));

/** exp(x) along axes, divided by its sum. */
function softmax(np: Np, x: NodeId, axes: readonly number[]): NodeId {
  const shape = np.shapeOf(x);
  const top = np.steady(largest(np, x, axes));
  const terms = np.apply('exp', np.sub(x, np.spread(top, axes, shape)));
  return np.div(terms, np.spread(np.sum(terms, axes), axes, shape));
}

function logSoftmax(np: Np, x: NodeId, axes: readonly number[]): NodeId {
  return np.sub(x, np.spread(logSumExp(np, x, null, axes), axes, np.shapeOf(x)));
}

/** x·log(x/y), its limit 0 at x = 0, and ∞ where it is not defined. */
function relativeEntropy(np: Np, x: NodeId, y: NodeId): NodeId {
  const both = np.and(isPositive(np, x), isPositive(np, y));
  const safe = (z: NodeId): NodeId => np.where(both, z, np.constant(1));
  const inside = np.mul(x, np.apply('log', np.div(safe(x), safe(y))));
  const isNothing = np.and(isZero(np, x), np.le(np.constant(0), y));
  const elsewhere = np.where(isNothing, np.constant(0), np.constant(Number.POSITIVE_INFINITY));
  return orNan(np, [x, y], np.where(both, inside, elsewhere));
}

/** `value`, or NaN where an argument is. */
function orNan(np: Np, given: readonly NodeId[], value: NodeId): NodeId {
  const areNumbers = given.map((x) => np.eq(x, x)).reduce((a, b) => np.and(a, b));
  return np.where(areNumbers, value, np.constant(Number.NaN));
}

/** r²/2 up to a bound, and on a line beyond. */
function huber(np: Np, delta: NodeId, r: NodeId): NodeId {
  const size = np.apply('abs', r);
  const half = np.constant(0.5);
  const line = np.mul(delta, np.sub(size, np.mul(half, delta)));
  const inside = np.where(np.le(size, delta), np.mul(half, np.mul(r, r)), line);
  return orInfinite(np, delta, inside);
}

/** `inside`, but ∞ for a negative bound. */
function orInfinite(np: Np, delta: NodeId, inside: NodeId): NodeId {
  const isOut = np.broadcast(np.lt(delta, np.constant(0)), np.shapeOf(inside));
  return np.where(isOut, np.constant(Number.POSITIVE_INFINITY), inside);
}

/** δ²·(√(1 + (r/δ)²) − 1), without cancellation. */
function pseudoHuber(np: Np, delta: NodeId, r: NodeId): NodeId {
  const isFlat = isZero(np, delta);
  const slope = np.div(r, np.where(isFlat, np.constant(1), delta));
  const square = np.mul(slope, slope);
  const root = np.apply('sqrt', plus1(np, square));
  const inside = np.mul(np.mul(delta, delta), np.div(square, plus1(np, root)));
  return orInfinite(np, delta, inside);
}

/** (e^(λ·log) − 1)/λ, at λ = 0 its limit. */
function boxcox(np: Np, log: NodeId, lambda: NodeId): NodeId {
  const isLimit = isZero(np, lambda);
  const power = np.where(isLimit, np.constant(1), lambda);
  return np.where(isLimit, log, np.div(np.apply('expm1', np.mul(power, log)), power));
}

/** log(1 + λ·y)/λ, at λ = 0 its limit. */
function inverseBoxcox(np: Np, y: NodeId, lambda: NodeId): NodeId {
  const isLimit = isZero(np, lambda);
  const power = np.where(isLimit, np.constant(1), lambda);
  return np.where(isLimit, y, np.div(np.apply('log1p', np.mul(power, y)), power));
}

/** n over k for real n and k: 1 / ((n + 1)·B(n − k + 1, k + 1)). */
function binomial(np: Np, n: NodeId, k: NodeId): NodeId {
  const more = plus1(np, n);
  return np.div(np.constant(1), np.mul(more, np.apply('beta', np.sub(more, k), plus1(np, k))));
}

/** The number of ways to choose k of n things, or k and more than once each. */
function combinations(np: Np, n: NodeId, k: NodeId, repetition: boolean): NodeId {
  if (repetition) return combinations(np, less1(np, np.add(n, k)), k, false);
  const isPossible = np.and(np.le(np.constant(0), k), np.le(k, n));
  const value = binomial(
    np,
    np.where(isPossible, n, np.constant(1)),
    np.where(isPossible, k, np.constant(1)),
  );
  // the number of ways is whole, though it may be too large for its last digits
  const isWhole = np.and(np.eq(n, np.apply('floor', n)), np.eq(k, np.apply('floor', k)));
  const rounded = np.where(isWhole, np.add(value, np.steady(np.sub(np.apply('rint', value), value))), value);
  return np.where(isPossible, rounded, np.constant(0));
}

/** The Bessel function of the first kind of a whole order. */
function bessel(np: Np, v: NodeId, z: NodeId): NodeId {
  if (np.pinned(v).data.some((order) => !Number.isInteger(order)))
    throw arrayError('special.jv is available for whole orders only');
  return np.apply('jn', v, z);
}

const alongAxes = { x: p.array, axis: p.or(p.axes, null) };

export const special: readonly NumpyFunction[] = [
  define(
    'special.multigammaln',
    'Logarithm of the multivariate gamma function of dimension d.',
    { a: p.array, d: p.integer },
    (np, { a, d }) => {
      if (d < 1) throw arrayError(`special.multigammaln expects a whole dimension from 1, got ${d}`);
      // DLMF 35.3.4
      const terms = Array.from({ length: d }, (_, j) => np.apply('gammaln', np.sub(a, np.constant(j / 2))));
      return terms.reduce(
        (sum, term) => np.add(sum, term),
        np.constant((d * (d - 1) * Math.log(Math.PI)) / 4),
      );
    },
  ),
  define('special.softmax', 'exp(x) divided by its sum along axes.', alongAxes, (np, { x, axis }) =>
    softmax(np, x, axesOf(np, x, axis)),
  ),
  define('special.log_softmax', 'The logarithm of softmax along axes.', alongAxes, (np, { x, axis }) =>
    logSoftmax(np, x, axesOf(np, x, axis)),
  ),
  one('ndtr', 'The normal distribution function.', (np, x) =>
    np.mul(np.constant(0.5), np.apply('erfc', np.mul(np.constant(-Math.SQRT1_2), x))),
  ),
  one('ndtri', 'Where the normal distribution function is x.', (np, x) =>
    np.mul(np.constant(-Math.SQRT2), np.apply('erfcinv', np.mul(np.constant(2), x))),
  ),
  one('log_expit', 'log(1 / (1 + exp(−x))), accurate far out.', (np, x) =>
    np.neg(np.apply('logaddexp', np.constant(0), np.neg(x))),
  ),
  one('softplus', 'log(1 + exp(x)), without overflow.', (np, x) => np.apply('logaddexp', np.constant(0), x)),
  one('entr', '−x·log(x), 0 at 0 and −∞ below.', (np, x) => {
    const isBelow = np.lt(x, np.constant(0));
    const safe = np.where(isBelow, np.constant(1), x);
    return np.where(isBelow, np.constant(Number.NEGATIVE_INFINITY), np.neg(np.apply('xlogy', safe, safe)));
  }),
  two('rel_entr', 'x·log(x/y), 0 at x = 0.', ['x', 'y'], relativeEntropy),
  two('kl_div', 'x·log(x/y) − x + y, y at x = 0.', ['x', 'y'], (np, x, y) =>
    np.add(np.sub(relativeEntropy(np, x, y), x), y),
  ),
  two('huber', 'r²/2 up to |r| = delta, a line beyond.', ['delta', 'r'], huber),
  two('pseudo_huber', 'delta²·(√(1 + (r/delta)²) − 1).', ['delta', 'r'], pseudoHuber),
  two('boxcox', '(x^lmbda − 1)/lmbda, log(x) at lmbda = 0.', ['x', 'lmbda'], (np, x, lambda) =>
    boxcox(np, np.apply('log', x), lambda),
  ),
  two('boxcox1p', '((1 + x)^lmbda − 1)/lmbda, log(1 + x) at lmbda = 0.', ['x', 'lmbda'], (np, x, lambda) =>
    boxcox(np, np.apply('log1p', x), lambda),
  ),
  two('inv_boxcox', 'Where boxcox is y.', ['y', 'lmbda'], (np, y, lambda) =>
    np.apply('exp', inverseBoxcox(np, y, lambda)),
  ),
  two('inv_boxcox1p', 'Where boxcox1p is y.', ['y', 'lmbda'], (np, y, lambda) =>
    np.apply('expm1', inverseBoxcox(np, y, lambda)),
  ),
  one('exp2', '2 to the power x.', (np, x) => np.apply('pow', np.constant(2), floating(np, x))),
  one('exp10', '10 to the power x.', (np, x) => np.apply('pow', np.constant(10), floating(np, x))),
  one('i0e', 'exp(−|x|) times the modified Bessel function of order 0.', (np, x) =>
    np.apply('ive', np.constant(0), x),
  ),
  one('i1e', 'exp(−|x|) times the modified Bessel function of order 1.', (np, x) =>
    np.apply('ive', np.constant(1), x),
  ),
  two('jv', 'Bessel function of the first kind of whole order v.', ['v', 'z'], bessel),
  two('binom', 'The binomial coefficient n over k of real numbers.', ['n', 'k'], binomial),
  two('poch', 'Γ(z + m) / Γ(z).', ['z', 'm'], (np, z, m) =>
    np.mul(np.apply('gamma', np.add(z, m)), np.apply('rgamma', z)),
  ),
  define(
    'special.comb',
    'The number of ways to choose k of N things.',
    { N: p.array, k: p.array, exact: p.or(p.flag, false), repetition: p.or(p.flag, false) },
    (np, { N, k, repetition }) => combinations(np, N, k, repetition),
  ),
  define(
    'special.factorial',
    'n! = Γ(n + 1), 0 for negative n.',
    { n: p.array, exact: p.or(p.flag, false) },
    (np, { n }) => {
      const isBelow = np.lt(n, np.constant(0));
      const safe = np.where(isBelow, np.constant(0), n);
      return np.where(isBelow, np.constant(0), np.apply('gamma', plus1(np, safe)));
    },
  ),
];
