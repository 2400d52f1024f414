/** Functions that make arrays: of lists, of one value, of numbers at regular distances. */

import { arrayError, type DType, type NDArray, type Shape, zeros } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import { magnitude } from './elementwise.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { atLeast, flattened, moved, range } from './shape.ts';

const dtype = p.or(p.dtype, null);
/** How NumPy lays elements out in memory; ours are always row by row. */
const order = p.or(p.text, 'C');

/** x as `dtype`, if one is given. */
function as(np: Np, x: NodeId, dtype: DType | null): NodeId {
  return dtype === null ? x : np.cast(x, dtype);
}

/** An array filled with a number or a smaller array. */
function full(np: Np, shape: Shape, value: NodeId, dtype: DType | null): NodeId {
  return np.broadcast(as(np, value, dtype), shape);
}

/** The whole numbers 0 … n − 1, along the first of `rank` axes. */
function counter(np: Np, n: number, rank: number): NodeId {
  const shape = [n, ...new Array<number>(rank - 1).fill(1)];
  return np.literal({ shape, dtype: 'int64', data: Float64Array.from(range(n)) });
}

/** Whether a node can only be a whole number. */
function isWhole(np: Np, x: NodeId): boolean {
  return np.dtypeOf(x) === 'int64' || Number.isInteger(np.constantValue(x));
}

/** start, start + step …, as many as lie before stop; whole numbers where all three are. */
function arange(np: Np, start: NodeId, stop: NodeId, step: NodeId): NodeId {
  const count = np.pinned(np.apply('ceil', np.div(np.sub(stop, start), step))).data[0]!;
  if (!Number.isFinite(count))
    throw arrayError('np.arange: the step may not be 0, nor any argument infinite');
  // NumPy multiplies the distance of the first two numbers as they are rounded
  const distance = np.sub(np.add(start, step), start);
  const values = np.add(start, np.mul(counter(np, Math.max(0, count), 1), distance));
  return np.cast(values, [start, stop, step].every((x) => isWhole(np, x)) ? 'int64' : 'float64');
}

/** What `np.linspace` and its kin have in common. */
const spacing = {
  start: p.array,
  stop: p.array,
  num: p.or(p.integer, 50),
  endpoint: p.or(p.flag, true),
};

interface Spacing {
  readonly start: NodeId;
  readonly stop: NodeId;
  readonly num: number;
  readonly endpoint: boolean;
}

/** `num` values from start to stop along a new first axis, and the distance between them. */
function linspace(np: Np, { start, stop, num, endpoint }: Spacing): { values: NodeId; step: NodeId } {
  if (num < 0) throw arrayError(`np.linspace: the number of samples, ${num}, may not be negative`);
  const delta = np.sub(stop, start);
  const steps = endpoint ? num - 1 : num;
  const step = np.div(delta, np.constant(steps));
  const hasEnd = endpoint && num > 1;
  const counted = counter(np, hasEnd ? num - 1 : num, np.rankOf(delta) + 1);
  const before = np.add(np.mul(counted, steps > 0 ? step : delta), start);
  if (!hasEnd) return { values: before, step };
  const end = np.expand(np.broadcast(stop, np.shapeOf(delta)), [0]);
  return { values: np.concatenate([before, end], 0), step };
}

/** Values whose ratios are equal: powers of 10 on the ray or spiral from start to stop, the ends exactly. */
function geomspace(np: Np, { start, stop, num, endpoint }: Spacing): NodeId {
  const unit = np.isComplex(start) ? np.div(start, magnitude(np, start)) : np.apply('sign', start);
  const exponent = (x: NodeId): NodeId => np.apply('log10', np.div(x, unit));
  const exponents = linspace(np, { start: exponent(start), stop: exponent(stop), num, endpoint }).values;
  const powers = np.mul(unit, np.apply('pow', np.constant(10), exponents));
  const inner = np.slice(powers, 0, Math.min(1, num), Math.max(0, endpoint ? num - 2 : num - 1));
  const ends = (x: NodeId, count: number): NodeId => np.broadcast(x, [count, ...np.shapeOf(powers).slice(1)]);
  return np.concatenate([ends(start, Math.min(1, num)), inner, ends(stop, endpoint && num > 1 ? 1 : 0)], 0);
}

/** Whole numbers as `np.linspace` makes them: rounded down. */
function asSpaced(np: Np, x: NodeId, dtype: DType | null): NodeId {
  return dtype === 'int64' ? np.cast(np.apply('floor', x), dtype) : as(np, x, dtype);
}

/** Matrices with f(i, j) as elements. */
export function matrix(rows: number, columns: number, f: (i: number, j: number) => number): NDArray {
  const data = Float64Array.from(range(rows * columns), (k) => f(Math.floor(k / columns), k % columns));
  return { shape: [rows, columns], dtype: 'float64', data };
}

function eye(np: Np, rows: number, columns: number, k: number, dtype: DType): NodeId {
  return np.cast(np.literal(matrix(rows, columns, (i, j) => (j - i === k ? 1 : 0))), dtype);
}

/** The coordinates of a grid, one array for each of its axes. */
function meshgrid(np: Np, xi: readonly NodeId[], indexing: 'xy' | 'ij', isSparse: boolean): NodeId[] {
  const place = (k: number): number => (indexing === 'xy' && k < 2 && xi.length > 1 ? 1 - k : k);
  const shape = xi.map((_, k) => np.sizeOf(xi[place(k)]!));
  return xi.map((x, k) => {
    const line = np.reshape(
      x,
      shape.map((length, axis) => (axis === place(k) ? length : 1)),
    );
    return isSparse ? line : np.broadcast(line, shape);
  });
}

/** The powers of x as columns. */
function vander(np: Np, x: NodeId, count: number, isIncreasing: boolean): NodeId {
  if (count < 0) throw arrayError('np.vander makes no negative number of columns');
  const powers: NodeId[] = [];
  for (let k = 0; k < count; k++)
    powers.push(k === 0 ? np.broadcast(np.constant(1), np.shapeOf(x)) : np.mul(powers[k - 1]!, x));
  const columns = powers.map((power) => np.expand(power, [1]));
  if (count === 0) return np.literal(zeros([np.sizeOf(x), 0]));
  return np.concatenate(isIncreasing ? columns : columns.reverse(), 1);
}

const like = {
  a: p.array,
  dtype,
  order: p.or(p.text, 'K'),
  subok: p.or(p.flag, true),
  shape: p.or(p.shape, null),
};

/** A function that makes an array like another one, filled with one number. */
function filledLike(name: string, doc: string, value: number): NumpyFunction {
  return define(name, doc, like, (np, { a, dtype, shape }) =>
    full(np, shape ?? np.shapeOf(a), np.constant(value), dtype ?? np.dtypeOf(a)),
  );
}

/** A function that makes an array of a shape, filled with one number. */
function filled(name: string, doc: string, value: number): NumpyFunction {
  return define(
    name,
    doc,
    { shape: p.shape, dtype: p.or(p.dtype, 'float64'), order },
    (np, { shape, dtype }) => full(np, shape, np.constant(value), dtype),
  );
}

export const creation: readonly NumpyFunction[] = [
  define(
    'np.array np.asarray',
    'The array of numbers, lists and arrays.',
    { object: p.array, dtype, copy: p.or(p.flag, true), order: p.or(p.text, 'K'), ndmin: p.or(p.integer, 0) },
    (np, { object, dtype, ndmin }) => atLeast(np, as(np, object, dtype), ndmin),
  ),
  define('np.copy', 'The same array.', { a: p.array, order: p.or(p.text, 'K') }, (_, { a }) => a),
  filled('np.zeros', 'An array of zeros.', 0),
  filled('np.ones', 'An array of ones.', 1),
  filled('np.empty', 'An array to be filled: of zeros.', 0),
  define(
    'np.full',
    'An array filled with a value.',
    { shape: p.shape, fill_value: p.array, dtype, order },
    (np, { shape, fill_value, dtype }) => full(np, shape, fill_value, dtype),
  ),
  filledLike('np.zeros_like', 'Zeros in the shape and dtype of an array.', 0),
  filledLike('np.ones_like', 'Ones in the shape and dtype of an array.', 1),
  filledLike('np.empty_like', 'An array to be filled, of zeros, in the shape and dtype of another.', 0),
  define(
    'np.full_like',
    'A value repeated in the shape and dtype of an array.',
    { a: p.array, fill_value: p.array, dtype, order: like.order, subok: like.subok, shape: like.shape },
    (np, { a, fill_value, dtype, shape }) =>
      full(np, shape ?? np.shapeOf(a), fill_value, dtype ?? np.dtypeOf(a)),
  ),
  define(
    'np.arange',
    'Numbers from start on, before stop, at a distance; np.arange(stop) starts at 0.',
    { start: p.array, stop: p.or(p.array, null), step: p.or(p.array, null), dtype },
    (np, { start, stop, step, dtype }) => {
      const [from, to] = stop === null ? [np.constant(0), start] : [start, stop];
      return as(np, arange(np, from, to, step ?? np.constant(1)), dtype);
    },
  ),
  define(
    'np.linspace',
    'Numbers at equal distances from start to stop.',
    { ...spacing, retstep: p.or(p.flag, false), dtype, axis: p.or(p.integer, 0) },
    (np, { retstep, dtype, axis, ...given }) => {
      const { values, step } = linspace(np, given);
      const placed = moved(np, asSpaced(np, values, dtype), 0, axis);
      return retstep ? [placed, step] : placed;
    },
  ),
  define(
    'np.logspace',
    'Powers of a base whose exponents are at equal distances.',
    { ...spacing, base: p.or(p.array, null), dtype, axis: p.or(p.integer, 0) },
    (np, { base, dtype, axis, ...given }) => {
      const powers = np.apply('pow', base ?? np.constant(10), linspace(np, given).values);
      return moved(np, as(np, powers, dtype), 0, axis);
    },
  ),
  define(
    'np.geomspace',
    'Numbers at equal ratios from start to stop.',
    { ...spacing, dtype, axis: p.or(p.integer, 0) },
    (np, { dtype, axis, ...given }) => moved(np, as(np, geomspace(np, given), dtype), 0, axis),
  ),
  define(
    'np.eye',
    'A matrix with ones on a diagonal.',
    { N: p.integer, M: p.or(p.integer, null), k: p.or(p.integer, 0), dtype: p.or(p.dtype, 'float64') },
    (np, { N, M, k, dtype }) => eye(np, N, M ?? N, k, dtype),
  ),
  define(
    'np.identity',
    'The identity matrix.',
    { n: p.integer, dtype: p.or(p.dtype, 'float64') },
    (np, { n, dtype }) => eye(np, n, n, 0, dtype),
  ),
  returning(
    'number[]',
    define(
      'np.meshgrid',
      'The coordinates of a grid made of vectors.',
      {
        xi: p.restOfArrays,
        indexing: p.or(p.oneOf('xy', 'ij'), 'xy'),
        sparse: p.or(p.flag, false),
        copy: p.or(p.flag, true),
      },
      (np, { xi, indexing, sparse }) => meshgrid(np, xi, indexing, sparse),
    ),
  ),
  define(
    'np.vander',
    'The Vandermonde matrix: powers of a vector as columns.',
    { x: p.array, N: p.or(p.integer, null), increasing: p.or(p.flag, false) },
    (np, { x, N, increasing }) => vander(np, flattened(np, x), N ?? np.sizeOf(x), increasing),
  ),
];
