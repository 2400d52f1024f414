/** Order statistics: quantiles, percentiles and medians, of all elements or of those that are numbers. */

import { arrayError, type Shape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { axesOf, gathered, kept } from './reductions.ts';

/** x sorted along its last axis, stably. */
export function sortLast(np: Np, x: NodeId): NodeId {
  return takeLast(np, x, np.array('argsort', [x], np.rankOf(x) - 1));
}

/** The elements along the last axis of x at the positions `index`, in whose shape all but the last axis are as in x. */
export function takeLast(np: Np, x: NodeId, index: NodeId): NodeId {
  const length = np.shapeOf(x).at(-1)!;
  const rows = np.sizeOf(x) / Math.max(length, 1);
  const starts = Float64Array.from({ length: rows }, (_, row) => row * length);
  const offsets = np.literal({ shape: [...np.shapeOf(x).slice(0, -1), 1], dtype: 'int64', data: starts });
  return np.gather(x, np.add(index, offsets));
}

/** Where a quantile lies in n sorted elements: `fraction` of the way from number `low` to the next. */
interface Place {
  readonly low: number;
  readonly fraction: number;
}

/** The place q·n + α + q·(1 − α − β) − 1 (Hyndman and Fan, Sample quantiles in statistical packages, 1996). */
const continuous =
  (alpha: number, beta: number) =>
  (n: number, q: number): number =>
    n * q + (alpha + q * (1 - alpha - beta)) - 1;

/** The place of the element before `at` if `isBelow`, of the next one else. */
const stepped =
  (shift: number, isBelow: (fraction: number, below: number) => boolean) =>
  (n: number, q: number): number => {
    const at = n * q - 1 - shift;
    const below = Math.floor(at);
    return isBelow(at - below, below) ? below : below + 1;
  };

const isOdd = (n: number): boolean => Math.abs(n % 2) === 1;

/** The nearest whole number, of two the even one. */
function nearest(at: number): number {
  const below = Math.floor(at);
  return at - below < 0.5 || (at - below === 0.5 && !isOdd(below)) ? below : below + 1;
}

/** For each of NumPy's methods the place of the quantile q among n sorted elements, counted from 0; it may lie outside. */
const METHODS = {
  linear: (n: number, q: number) => (n - 1) * q,
  lower: (n: number, q: number) => Math.floor((n - 1) * q),
  higher: (n: number, q: number) => Math.ceil((n - 1) * q),
  midpoint: (n: number, q: number) => (Math.floor((n - 1) * q) + Math.ceil((n - 1) * q)) / 2,
  nearest: (n: number, q: number) => nearest((n - 1) * q),
  inverted_cdf: stepped(0, (fraction) => fraction === 0),
  averaged_inverted_cdf(n: number, q: number) {
    const below = Math.floor(n * q - 1);
    return n * q - 1 === below ? below + 0.5 : below + 1;
  },
  closest_observation: stepped(0.5, (fraction, below) => fraction === 0 && isOdd(below)),
  interpolated_inverted_cdf: continuous(0, 1),
  hazen: continuous(0.5, 0.5),
  weibull: continuous(0, 0),
  median_unbiased: continuous(1 / 3, 1 / 3),
  normal_unbiased: continuous(3 / 8, 3 / 8),
} as const;

type Method = keyof typeof METHODS;

const NAMES = Object.keys(METHODS) as Method[];

function placeOf(method: Method, n: number, q: number): Place {
  const at = Math.min(Math.max(METHODS[method](n, q), 0), Math.max(n - 1, 0));
  const low = Math.floor(at);
  return { low, fraction: at - low };
}

/** Sorted rows along the last axis, and how many elements of each count: the same of all, or one by one. */
interface Sorted {
  readonly rows: NodeId;
  readonly counts: number | Float64Array;
}

/** The quantile q of each row. */
function quantileOf(np: Np, { rows, counts }: Sorted, q: number, method: Method): NodeId {
  const batch = np.shapeOf(rows).slice(0, -1);
  if (typeof counts === 'number') {
    const { low, fraction } = placeOf(method, counts, q);
    const pick = (at: number): NodeId => np.reshape(np.slice(rows, batch.length, at, 1), batch);
    return between(np, pick(low), fraction === 0 ? undefined : pick(low + 1), np.constant(fraction));
  }
  const places = Array.from(counts, (count) => placeOf(method, count, q));
  const literal = (data: readonly number[], dtype: 'int64' | 'float64'): NodeId =>
    np.literal({ shape: [...batch, 1], dtype, data: Float64Array.from(data) });
  const pick = (at: (place: Place) => number): NodeId =>
    np.reshape(takeLast(np, rows, literal(places.map(at), 'int64')), batch);
  const high = pick(({ low, fraction }) => (fraction === 0 ? low : low + 1));
  const fractions = literal(
    places.map(({ fraction }) => fraction),
    'float64',
  );
  return between(
    np,
    pick(({ low }) => low),
    high,
    np.reshape(fractions, batch),
  );
}

function between(np: Np, low: NodeId, high: NodeId | undefined, fraction: NodeId): NodeId {
  return high === undefined ? low : np.add(low, np.mul(fraction, np.sub(high, low)));
}

/** Sort the rows; where one holds a NaN, all of its quantiles are. */
function sortedRows(np: Np, x: NodeId): Sorted {
  const rows = sortLast(np, x);
  const last = np.rankOf(rows) - 1;
  const counts = np.shapeOf(rows)[last]!;
  if (counts === 0) throw arrayError('an empty array has no quantiles');
  if (np.dtypeOf(rows) === 'int64') return { rows, counts };
  const end = np.slice(rows, last, counts - 1, 1);
  const isNumber = np.broadcast(np.eq(end, end), np.shapeOf(rows));
  return { rows: np.where(isNumber, rows, np.constant(Number.NaN)), counts };
}

/** Sort the rows, NaN last; the numbers of each are counted. */
function sortedNumbers(np: Np, x: NodeId): Sorted {
  const isNumber = np.cast(np.eq(x, x), 'int64');
  return { rows: sortLast(np, x), counts: np.pinned(np.sum(isNumber, [np.rankOf(x) - 1])).data };
}

interface Options {
  readonly method: Method;
  readonly keepdims: boolean;
  readonly skipsNan: boolean;
}

/** Quantiles at one number or several, which make the first axes of the result. */
function quantiles(np: Np, a: NodeId, q: NodeId, axes: readonly number[], options: Options): NodeId {
  const { method, keepdims, skipsNan } = options;
  const { shape, data } = np.pinned(q);
  if (data.some((value) => !(value >= 0 && value <= 1)))
    throw arrayError('quantiles must be in the range [0, 1] (percentiles in [0, 100])');
  const x = gathered(np, a, axes);
  const isDiscrete = np.dtypeOf(a) === 'int64' && DISCRETE.has(method);
  const numbers = isDiscrete ? x : np.cast(x, np.isComplex(x) ? 'complex128' : 'float64');
  const sorted =
    skipsNan && np.dtypeOf(numbers) !== 'int64' ? sortedNumbers(np, numbers) : sortedRows(np, numbers);
  const one = (value: number): NodeId => kept(np, quantileOf(np, sorted, value, method), axes, keepdims);
  return shape.length === 0 ? one(data[0]!) : stacked(np, Array.from(data, one), shape);
}

/** Methods that give elements themselves. */
const DISCRETE: ReadonlySet<Method> = new Set([
  'lower', 'higher', 'nearest', 'inverted_cdf', 'closest_observation',
]); // biome-ignore format: a list of words

function stacked(np: Np, parts: readonly NodeId[], shape: Shape): NodeId {
  const all = np.concatenate(
    parts.map((part) => np.expand(part, [0])),
    0,
  );
  return np.reshape(all, [...shape, ...np.shapeOf(all).slice(1)]);
}

function quantileFunction(name: string, doc: string, scale: number, skipsNan: boolean): NumpyFunction {
  const parameters = {
    a: p.array,
    q: p.array,
    axis: p.or(p.axes, null),
    out: p.unused,
    overwrite_input: p.or(p.flag, false),
    method: p.or(p.oneOf(...NAMES), 'linear' as const),
    keepdims: p.or(p.flag, false),
    weights: p.unused,
    interpolation: p.or(p.oneOf(...NAMES), null),
  };
  return define(name, doc, parameters, (np, { a, q, axis, method, keepdims, interpolation }) =>
    quantiles(np, a, np.div(q, np.constant(scale)), axesOf(np, a, axis), {
      method: interpolation ?? method,
      keepdims,
      skipsNan,
    }),
  );
}

function medianFunction(name: string, doc: string, skipsNan: boolean): NumpyFunction {
  const parameters = {
    a: p.array,
    axis: p.or(p.axes, null),
    out: p.unused,
    overwrite_input: p.or(p.flag, false),
    keepdims: p.or(p.flag, false),
  };
  return define(name, doc, parameters, (np, { a, axis, keepdims }) => {
    const axes = axesOf(np, a, axis);
    const method = 'linear';
    return isEmpty(np, a, axes)
      ? kept(np, np.filled(np.shapeOf(np.sum(a, axes)), Number.NaN), axes, keepdims)
      : quantiles(np, a, np.constant(0.5), axes, { method, keepdims, skipsNan });
  });
}

/** Whether a median is of no elements, which is NaN. */
const isEmpty = (np: Np, x: NodeId, axes: readonly number[]): boolean =>
  axes.some((axis) => np.shapeOf(x)[axis] === 0);

export const orderStatistics: readonly NumpyFunction[] = [
  quantileFunction('np.quantile', 'Quantiles along axes, by one of thirteen methods.', 1, false),
  quantileFunction('np.percentile', 'Percentiles along axes, by one of thirteen methods.', 100, false),
  quantileFunction('np.nanquantile', 'Quantiles of the elements that are numbers.', 1, true),
  quantileFunction('np.nanpercentile', 'Percentiles of the elements that are numbers.', 100, true),
  medianFunction('np.median', 'The middle element along axes, or the mean of the middle two.', false),
  medianFunction('np.nanmedian', 'The median of the elements that are numbers.', true),
];
