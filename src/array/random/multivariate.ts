/** Distributions of vectors. A result has the shape `size`, followed by the length of the vector. */

import { arrayError, type NDArray, type Shape, showShape, sizeOf, zeros } from '../ndarray.ts';
import { binomial } from './discrete.ts';
import { type Size, shapeOf } from './fill.ts';
import { standardGamma } from './gamma.ts';
import { COUNT, checkDomain, POSITIVE, PROBABILITY } from './method.ts';
import type { Source } from './source.ts';

/** Decompose a square matrix: singular values, the largest first, and the right singular vectors as rows. */
export type Svd = (matrix: NDArray) => { readonly s: NDArray; readonly vh: NDArray };

/** A mean vector and a covariance matrix. */
interface Moments {
  readonly mean: NDArray;
  readonly cov: NDArray;
}

/**
 * Return vectors of the normal distribution around `mean`. `cov` is taken to be symmetric and positive semidefinite. The numbers are those of
 * NumPy if `svd` gives the vectors the signs that LAPACK gives them.
 */
export function multivariateNormal(source: Source, svd: Svd, { mean, cov }: Moments, size: Size): NDArray {
  const [length] = mean.shape;
  if (mean.shape.length !== 1)
    throw arrayError(`mean must be a vector, not of shape ${showShape(mean.shape)}`);
  if (cov.shape.length !== 2 || cov.shape[0] !== length || cov.shape[1] !== length)
    throw arrayError(`cov must be of shape (${length}, ${length}), not ${showShape(cov.shape)}`);
  const out = zeros(vectors(size, length!));
  out.data.forEach((_, i) => {
    out.data[i] = source.normal();
  });
  const { s, vh } = svd(cov);
  const root = vh.data.map((value, i) => Math.sqrt(s.data[Math.floor(i / length!)]!) * value);
  eachVector(out, length!, (vector) => {
    const independent = vector.slice();
    for (let j = 0; j < length!; j++) {
      let sum = 0;
      for (let k = 0; k < length!; k++) sum += independent[k]! * root[k * length! + j]!;
      vector[j] = sum + mean.data[j]!;
    }
  });
  return out;
}

/** Return vectors of positive numbers whose sum is 1. */
export function dirichlet(source: Source, alpha: NDArray, size: Size): NDArray {
  const length = lengthOf('alpha', alpha);
  checkDomain('alpha', alpha, POSITIVE);
  const out = zeros(vectors(size, length));
  eachVector(out, length, (vector) => {
    let sum = 0;
    for (let i = 0; i < length; i++) {
      vector[i] = standardGamma(source, alpha.data[i]!);
      sum += vector[i]!;
    }
    const factor = 1 / sum;
    for (let i = 0; i < length; i++) vector[i] = vector[i]! * factor;
  });
  return out;
}

/** Return how often each outcome of probability `pvals` comes in n trials; the last has the probability that is left. */
export function multinomial(source: Source, n: number, pvals: NDArray, size: Size): NDArray {
  const length = lengthOf('pvals', pvals);
  checkDomain('n', n, COUNT);
  checkDomain('pvals', pvals, PROBABILITY);
  const sum = pvals.data.subarray(0, -1).reduce((total, p) => total + p, 0);
  if (sum > 1 + 1e-12) throw arrayError(`pvals must sum to 1 at most, not ${sum} without the last`);
  const out = zeros(vectors(size, length), 'int64');
  eachVector(out, length, (counts) => {
    let trials = n;
    let left = 1;
    for (let i = 0; i < length - 1 && trials > 0; i++) {
      const p = pvals.data[i]!;
      counts[i] = p === 0 ? 0 : binomial(source, trials, p / left);
      trials -= counts[i]!;
      left -= p;
    }
    counts[length - 1] = trials;
  });
  return out;
}

function lengthOf(name: string, { shape }: NDArray): number {
  if (shape.length !== 1 || shape[0] === 0)
    throw arrayError(`${name} must be a vector, not of shape ${showShape(shape)}`);
  return shape[0]!;
}

function vectors(size: Size, length: number): Shape {
  return size === undefined ? [length] : [...shapeOf(size), length];
}

function eachVector(out: NDArray, length: number, change: (vector: Float64Array) => void): void {
  const count = sizeOf(out.shape.slice(0, -1));
  for (let i = 0; i < count; i++) change(out.data.subarray(i * length, (i + 1) * length));
}
