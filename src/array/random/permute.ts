/** Orders and selections by chance: shuffled indices, weighted indices, and the parts of an array they select. */

import { arrayError, type NDArray, normalizeAxis, type Shape, sizeOf, width, zeros } from '../ndarray.ts';
import { type Drawn, type Real, type Size, shapeOf } from './fill.ts';
import { checkDomain, NON_NEGATIVE } from './method.ts';
import { maskedInteger, type Source } from './source.ts';

/** Return 0 … length − 1 in random order (R. A. Fisher and F. Yates, from the end). */
export function shuffledIndices(source: Source, length: number): Float64Array {
  return shuffled(countTo(length), 1, (i) => maskedInteger(source.bits, i));
}

/** Swap each index from the last down to `first` with one that `pick` chooses from those up to it. Changes and returns `indices`. */
export function shuffled(indices: Float64Array, first: number, pick: (i: number) => number): Float64Array {
  for (let i = indices.length - 1; i >= first; i--) {
    const j = pick(i);
    const held = indices[i]!;
    indices[i] = indices[j]!;
    indices[j] = held;
  }
  return indices;
}

export function countTo(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => i);
}

/** Return 0 … x − 1, or the slices of an array along `axis`, in random order. */
export function permutation(source: Source, x: Real, axis = 0): NDArray {
  if (typeof x === 'number') {
    const data = shuffledIndices(source, x);
    return { shape: [data.length], dtype: 'int64', data };
  }
  const along = normalizeAxis(axis, x.shape.length);
  const length = x.shape[along]!;
  return take(x, shuffledIndices(source, length), [length], along);
}

/** Return the slices of `x` along `axis` at the indices, which are of `shape` and put in the place of the axis. */
function take(x: NDArray, indices: Float64Array, shape: Shape, axis: number): NDArray {
  const outer = x.shape.slice(0, axis);
  const inner = x.shape.slice(axis + 1);
  const run = sizeOf(inner) * width(x.dtype);
  const out = zeros([...outer, ...shape, ...inner], x.dtype);
  let to = 0;
  for (let block = 0; block < sizeOf(outer); block++) {
    const start = block * x.shape[axis]! * run;
    for (const index of indices) {
      out.data.set(x.data.subarray(start + index * run, start + (index + 1) * run), to);
      to += run;
    }
  }
  return out;
}

/** How `choice` selects. */
export interface Selection {
  readonly size: Size;
  readonly replace: boolean;
  readonly p: NDArray | undefined;
  readonly axis: number;
  /** Return `count` different indices below `population`, all equally probable. */
  subset(population: number, count: number): Float64Array;
}

/** Return a selection of 0 … a − 1, or of the slices of an array along an axis. Throws E_SCRIPT. */
export function select(source: Source, a: Real, selection: Selection): Drawn {
  const { size, axis } = selection;
  const shape = size === undefined ? [] : shapeOf(size);
  const population = typeof a === 'number' ? a : a.shape[axis]!;
  const indices = selectedIndices(source, population, sizeOf(shape), selection);
  const items: NDArray =
    typeof a === 'number' ? { shape, dtype: 'int64', data: indices } : take(a, indices, shape, axis);
  const isNumber = size === undefined && items.shape.length === 0 && items.dtype !== 'complex128';
  return isNumber ? items.data[0]! : items;
}

function selectedIndices(source: Source, population: number, count: number, how: Selection): Float64Array {
  if (!Number.isInteger(population) || population < 0 || (population === 0 && count > 0))
    throw arrayError(`there is nothing to choose from ${population} items`);
  if (!how.replace && count > population)
    throw arrayError(`${count} different items cannot be chosen from ${population}`);
  if (how.p === undefined)
    return how.replace
      ? repeated(count, () => source.integer(population - 1))
      : how.subset(population, count);
  const p = probabilities(how.p, population);
  return how.replace ? weightedIndices(source, p, count) : weightedSubset(source, p, count);
}

function repeated(count: number, draw: () => number): Float64Array {
  return Float64Array.from({ length: count }, draw);
}

/** Return the probabilities `p` of `population` items. Throws E_SCRIPT unless they are. */
function probabilities(p: NDArray, population: number): Float64Array {
  if (p.shape.length !== 1) throw arrayError('p must be a vector');
  if (p.shape[0] !== population)
    throw arrayError(`p has ${p.shape[0]} probabilities for ${population} items`);
  checkDomain('p', p, NON_NEGATIVE);
  const sum = p.data.reduce((total, value) => total + value, 0);
  if (Math.abs(sum - 1) > 2 ** -26) throw arrayError(`p must sum to 1, not ${sum}`);
  return p.data;
}

/** Return `count` indices, each with its probability. */
function weightedIndices(source: Source, p: Float64Array, count: number): Float64Array {
  const bounds = cumulated(p);
  return repeated(count, () => firstAbove(bounds, source.uniform()));
}

/** Return `count` different indices. Draws as many as are missing, keeps new ones, and puts the probability of these to 0. */
function weightedSubset(source: Source, p: Float64Array, count: number): Float64Array {
  if (p.reduce((found, value) => found + (value > 0 ? 1 : 0), 0) < count)
    throw arrayError(`fewer than ${count} probabilities are above 0`);
  const rest = Float64Array.from(p);
  const chosen = new Set<number>();
  while (chosen.size < count) {
    const drawn = weightedIndices(source, rest, count - chosen.size);
    for (const index of drawn) {
      chosen.add(index);
      rest[index] = 0;
    }
  }
  return Float64Array.from(chosen);
}

function cumulated(p: Float64Array): Float64Array {
  let sum = 0;
  const sums = p.map((value) => {
    sum += value;
    return sum;
  });
  return sums.map((value) => value / sum);
}

/** Return the first index whose bound is above x, by bisection. */
function firstAbove(bounds: Float64Array, x: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bounds[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
