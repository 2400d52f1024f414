/** `stats`: distributions of vectors, Dirichlet's and the normal one. */

import { arrayError, showShape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import { identity } from './linalg.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';

const exp = (np: Np, x: NodeId): NodeId => np.apply('exp', x);
const log = (np: Np, x: NodeId): NodeId => np.apply('log', x);
const optional = p.or(p.array, null);

// ── Dirichlet ──

/** Σ (α − 1) log x − log B(α), points in the columns of x; of the last component x may leave out what the others leave. */
function dirichletLogDensity(np: Np, x: NodeId, alpha: NodeId): NodeId {
  const [k, ...others] = np.shapeOf(alpha);
  if (k === undefined || others.length > 0)
    throw arrayError(`stats.dirichlet: alpha is a vector, not of shape ${showShape(np.shapeOf(alpha))}`);
  const given = np.shapeOf(x)[0];
  if (given !== k && given !== k - 1)
    throw arrayError(`stats.dirichlet: a point has ${k} or ${k - 1} components, as alpha has, not ${given}`);
  const rest = (): NodeId => np.expand(np.sub(np.constant(1), np.sum(x, [0])), [0]);
  const point = given === k ? x : np.concatenate([x, rest()], 0);
  const normaliser = np.sub(np.sumAll(np.apply('gammaln', alpha)), np.apply('gammaln', np.sumAll(alpha)));
  const column = np.reshape(alpha, [
    k,
    ...np
      .shapeOf(x)
      .slice(1)
      .map(() => 1),
  ]);
  const terms = np.apply('xlogy', np.sub(column, np.constant(1)), point);
  return np.sub(np.sum(terms, [0]), normaliser);
}

const dirichletParameters = { x: p.array, alpha: p.array };

const dirichlet: readonly NumpyFunction[] = [
  define('stats.dirichlet.pdf', 'Probability density.', dirichletParameters, (np, { x, alpha }) =>
    exp(np, dirichletLogDensity(np, x, alpha)),
  ),
  define('stats.dirichlet.logpdf', 'Logarithm of the density.', dirichletParameters, (np, { x, alpha }) =>
    dirichletLogDensity(np, x, alpha),
  ),
];

// ── Normal ──

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** Eigenvalues of a covariance below this part of the largest one count as 0 (SciPy's bound). */
const SINGULAR = 1e6 * Number.EPSILON;

/** The mean as a vector and the covariance as a matrix, of the dimension that they tell. */
function normalParameters(
  np: Np,
  mean: NodeId | null,
  cov: NodeId | null,
): readonly [mean: NodeId, cov: NodeId] {
  const given = cov ?? np.constant(1);
  const shape = np.shapeOf(given);
  const dimension = mean === null ? (shape.length === 2 ? shape[0]! : 1) : np.sizeOf(mean);
  const square = [dimension, dimension];
  const fits = shape.length === 0 || (shape.length <= 2 && shape.every((n) => n === dimension));
  if (!fits || (mean !== null && np.rankOf(mean) > 1))
    throw arrayError(
      `stats.multivariate_normal: a mean of shape ${showShape(mean === null ? square.slice(1) : np.shapeOf(mean))} does not fit a covariance of shape ${showShape(shape)}`,
    );
  const matrix = shape.length === 2 ? given : np.diagonalMatrix(np.broadcast(given, square.slice(1)));
  return [mean === null ? np.filled([dimension], 0) : np.reshape(mean, [dimension]), matrix];
}

/** The points as rows of a matrix, and the shape of the result for them. */
function pointsOf(np: Np, x: NodeId, dimension: number) {
  const shape = np.shapeOf(x);
  const isVectorOfPoints = shape.length < 2 && dimension === 1;
  if (!isVectorOfPoints && shape.at(-1) !== dimension)
    throw arrayError(
      `stats.multivariate_normal: a point has ${dimension} components, not shape ${showShape(shape)}`,
    );
  const batch = isVectorOfPoints ? shape : shape.slice(0, -1);
  return {
    rows: np.reshape(x, [np.sizeOf(x) / dimension, dimension]),
    resultShape: batch.filter((n) => n !== 1),
  };
}

/** What of a covariance a density needs: log det, the number of dimensions, and for points less the mean their squared distance. */
interface Precision {
  readonly logDeterminant: NodeId;
  readonly rank: NodeId;
  readonly squaredDistance: NodeId;
  /** Where the density is not 0; everywhere if that is not given. */
  readonly support?: NodeId;
}

/** By the Cholesky factor L of the covariance: |L⁻¹ d|². */
function regularPrecision(np: Np, cov: NodeId, distances: NodeId): Precision {
  const factor = np.linalg('cholesky', [cov]);
  const attributes = { lower: true, trans: 'N', unitDiagonal: false };
  const scaled = np.linalg('solveTriangular', [factor, np.swap(distances)], attributes);
  return {
    logDeterminant: np.mul(np.constant(2), np.sumAll(log(np, np.diagonal(factor)))),
    rank: np.constant(np.shapeOf(cov)[0]!),
    squaredDistance: np.sum(np.mul(scaled, scaled), [0]),
  };
}

/**
 * On the range of a covariance A that may be singular, by its pseudo-inverse: with the projection Q = A A⁺ on the range, the product of
 * its eigenvalues but zeros is det(Q A Q + I − Q), which has derivatives also where eigenvalues coincide.
 */
function singularPrecision(np: Np, cov: NodeId, distances: NodeId): Precision {
  const inverse = np.linalg('pinv', [cov], SINGULAR);
  const range = np.product(cov, inverse);
  const kernel = np.sub(identity(np, np.shapeOf(cov)[0]!), range);
  const filled = np.add(np.product(np.product(range, cov), range), kernel);
  const trace = np.sumAll(np.diagonal(np.steady(range)));
  const outside = np.product(distances, np.swap(kernel));
  const largest = np.array('amax', [np.apply('abs', np.linalg('eigvalsh', [cov], 'L'))], [0]);
  const bound = np.mul(largest, np.constant(SINGULAR));
  return {
    logDeterminant: np.linalg('logabsdet', [filled]),
    rank: np.apply('rint', trace),
    squaredDistance: np.sum(np.mul(np.product(distances, inverse), distances), [1]),
    support: np.lt(np.sum(np.mul(outside, outside), [1]), np.mul(bound, bound)),
  };
}

interface NormalArguments {
  readonly x: NodeId;
  readonly mean: NodeId | null;
  readonly cov: NodeId | null;
  readonly allow_singular: boolean;
}

/** −(rank·log 2π + log det Σ + (x − μ)ᵀ Σ⁻¹ (x − μ))/2. */
function normalLogDensity(np: Np, { x, mean, cov, allow_singular }: NormalArguments): NodeId {
  const [center, matrix] = normalParameters(np, mean, cov);
  const { rows, resultShape } = pointsOf(np, x, np.sizeOf(center));
  const precision = allow_singular ? singularPrecision : regularPrecision;
  const { logDeterminant, rank, squaredDistance, support } = precision(np, matrix, np.sub(rows, center));
  const constant = np.add(np.mul(rank, np.constant(LOG_TWO_PI)), logDeterminant);
  const value = np.mul(np.constant(-0.5), np.add(constant, squaredDistance));
  const density =
    support === undefined ? value : np.where(support, value, np.constant(Number.NEGATIVE_INFINITY));
  return resultShape.length === 0 ? np.item(density, 0) : np.reshape(density, resultShape);
}

const normalArguments = { mean: optional, cov: { ...optional, standard: '1' } };
const pointArguments = { x: p.array, ...normalArguments, allow_singular: p.or(p.flag, false) };

const multivariateNormal: readonly NumpyFunction[] = [
  define('stats.multivariate_normal.pdf', 'Probability density.', pointArguments, (np, given) =>
    exp(np, normalLogDensity(np, given)),
  ),
  define('stats.multivariate_normal.logpdf', 'Logarithm of the density.', pointArguments, normalLogDensity),
  define(
    'stats.multivariate_normal.entropy',
    'Differential entropy.',
    normalArguments,
    (np, { mean, cov }) => {
      const [center, matrix] = normalParameters(np, mean, cov);
      const constant = np.constant(np.sizeOf(center) * (1 + LOG_TWO_PI));
      return np.mul(np.constant(0.5), np.add(constant, np.linalg('logabsdet', [matrix])));
    },
  ),
];

export const multivariate: readonly NumpyFunction[] = [...dirichlet, ...multivariateNormal];
