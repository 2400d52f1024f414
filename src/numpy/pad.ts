/**
 * `np.pad`. Axes are padded one after the other, each by joining two pieces to it or by taking elements of it again, so corners come out
 * as in NumPy: from what the axes before were padded with.
 */

import { arrayError, type Shape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import { takenAlong } from './indexing.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { range } from './shape.ts';
import { sorted } from './sorting.ts';

/** One axis to be padded. */
interface Side {
  readonly axis: number;
  /** Number of elements to be added before, or behind. */
  readonly count: number;
  readonly isBefore: boolean;
  /** The value of the keyword that the mode reads. */
  readonly value: NodeId;
  /** How many elements a statistic is taken of. */
  readonly reach: number | null;
}

/** The place of element i, which may lie outside, on an axis of n elements. */
const PLACES = {
  edge: (i: number, n: number) => Math.min(Math.max(i, 0), n - 1),
  wrap: (i: number, n: number) => modulo(i, n),
  symmetric(i: number, n: number) {
    const k = modulo(i, 2 * n);
    return k < n ? k : 2 * n - 1 - k;
  },
  reflect(i: number, n: number) {
    const k = modulo(i, Math.max(1, 2 * n - 2));
    return k < n ? k : 2 * n - 2 - k;
  },
};

/** What is added on one side. */
const PIECES = {
  constant: (np: Np, x: NodeId, side: Side) => np.broadcast(side.value, pieceShape(np, x, side)),
  empty: (np: Np, x: NodeId, side: Side) => np.filled(pieceShape(np, x, side), 0),
  linear_ramp: ramp,
  maximum: statistic((np, x, axis) => np.array('amax', [x], [axis])),
  minimum: statistic((np, x, axis) => np.array('amin', [x], [axis])),
  mean: statistic((np, x, axis) => np.div(np.sum(x, [axis]), np.constant(np.shapeOf(x)[axis]!))),
  median: statistic(median),
};

type Mode = keyof typeof PLACES | keyof typeof PIECES;

const MODES = [...Object.keys(PLACES), ...Object.keys(PIECES)] as Mode[];

const modulo = (i: number, n: number): number => ((i % n) + n) % n;

function pieceShape(np: Np, x: NodeId, { axis, count }: Side): Shape {
  return np.shapeOf(x).with(axis, count);
}

/** Evenly from the end value to the outermost element, which itself is not repeated. */
function ramp(np: Np, x: NodeId, side: Side): NodeId {
  const { axis, count, isBefore, value } = side;
  const edge = np.slice(x, axis, isBefore ? 0 : np.shapeOf(x)[axis]! - 1, 1);
  const shape = np.shapeOf(x).map((_, k) => (k === axis ? count : 1));
  const data = Float64Array.from(range(count), (i) => (isBefore ? i : count - 1 - i));
  const steps = np.literal({ shape, dtype: 'int64', data });
  return np.add(value, np.mul(np.div(np.sub(edge, value), np.constant(count)), steps));
}

/** A number for each line along the axis, of the elements nearest the side. */
function statistic(of: (np: Np, x: NodeId, axis: number) => NodeId) {
  return (np: Np, x: NodeId, side: Side): NodeId => {
    const { axis, isBefore } = side;
    const length = np.shapeOf(x)[axis]!;
    const reach = Math.min(side.reach ?? length, length);
    const near = np.slice(x, axis, isBefore ? 0 : length - reach, reach);
    return np.spread(of(np, near, axis), [axis], pieceShape(np, x, side));
  };
}

function median(np: Np, x: NodeId, axis: number): NodeId {
  const length = np.shapeOf(x)[axis]!;
  const inOrder = sorted(np, x, axis);
  const middle = takenAlong(np, inOrder, axis, [Math.floor((length - 1) / 2), Math.floor(length / 2)]);
  return np.div(np.sum(middle, [axis]), np.constant(2));
}

/** What `np.pad` was given: for each axis a number before and one behind. */
interface Padding {
  readonly widths: readonly number[];
  readonly values: NodeId;
  readonly reaches: readonly number[] | null;
  /** Whether reflections are at the outermost element's value, too. */
  readonly isOdd: boolean;
}

function padded(np: Np, x: NodeId, mode: Mode, padding: Padding): NodeId {
  return range(np.rankOf(x)).reduce<NodeId>((y, axis) => paddedAlong(np, y, axis, mode, padding), x);
}

function paddedAlong(np: Np, x: NodeId, axis: number, mode: Mode, padding: Padding): NodeId {
  const [before, behind] = padding.widths.slice(2 * axis) as [number, number];
  if (before === 0 && behind === 0) return x;
  const length = np.shapeOf(x)[axis]!;
  if (length === 0 && mode !== 'constant' && mode !== 'empty')
    throw arrayError(`np.pad: mode ${mode} cannot pad axis ${axis}, which is empty`);
  if (mode in PLACES) {
    const place = PLACES[mode as keyof typeof PLACES];
    const all = range(before + length + behind).map((i) => i - before);
    const even = takenAlong(
      np,
      x,
      axis,
      all.map((i) => place(i, length)),
    );
    const isMirror = mode === 'reflect' || mode === 'symmetric';
    return padding.isOdd && isMirror && length > 1 ? mirrored(np, x, even, axis, all, mode) : even;
  }
  const piece = PIECES[mode as keyof typeof PIECES];
  const side = (count: number, k: number): NodeId[] => {
    const value = np.item(padding.values, 2 * axis + k);
    const reach = padding.reaches?.[2 * axis + k] ?? null;
    if (count === 0) return [];
    return [asElements(np, piece(np, x, { axis, count, isBefore: k === 0, value, reach }), x, mode)];
  };
  return np.concatenate([...side(before, 0), x, ...side(behind, 1)], axis);
}

/** What is added beside whole numbers or truths as such; NumPy rounds statistics, and ramps down. */
function asElements(np: Np, piece: NodeId, x: NodeId, mode: Mode): NodeId {
  const dtype = np.dtypeOf(x);
  if (dtype !== 'int64' && dtype !== 'bool') return piece;
  const isStatistic = mode === 'mean' || mode === 'median';
  if (dtype === 'bool' || mode === 'constant') return np.cast(piece, dtype);
  return np.cast(np.apply(isStatistic ? 'rint' : 'floor', piece), dtype);
}

/**
 * Reflections of which every second one is upside down: each time an end of the axis is passed, the value there is what the elements
 * are mirrored at.
 */
function mirrored(
  np: Np,
  x: NodeId,
  even: NodeId,
  axis: number,
  all: readonly number[],
  mode: 'reflect' | 'symmetric',
): NodeId {
  const length = np.shapeOf(x)[axis]!;
  const period = mode === 'reflect' ? length - 1 : length;
  const turns = all.map((i) => Math.floor((mode === 'reflect' && i > 0 ? i - 1 : i) / period));
  const along = (values: readonly number[]): NodeId =>
    np.literal({
      shape: np.shapeOf(x).map((_, k) => (k === axis ? values.length : 1)),
      dtype: 'int64',
      data: Float64Array.from(values),
    });
  const edge = (at: number): NodeId => np.slice(x, axis, at, 1);
  const [first, last] = [edge(0), edge(length - 1)];
  // One turn beyond the end adds 2·last − x, one more leads on from there: 2·(last − first) + x.
  const isUpsideDown = turns.map((turn) => Math.abs(turn % 2));
  const span = np.mul(np.constant(2), np.sub(last, first));
  const steps = turns.map((turn) => Math.floor(turn / 2));
  const base = np.mul(along(steps), span);
  const flippedOver = np.sub(np.mul(np.constant(2), last), even);
  const pieces = np.where(np.cast(along(isUpsideDown), 'bool'), flippedOver, even);
  return np.add(base, pieces);
}

/** A number, or one for each side, or one for each side of each axis, as one for each side of each axis. */
function pairs(np: Np, x: NodeId, rank: number): NodeId {
  return np.broadcast(x, [rank, 2]);
}

/** As `pairs`, whole numbers from 0. */
function countPairs(np: Np, x: NodeId, rank: number): number[] {
  const counts = [...np.pinned(pairs(np, x, rank)).data];
  if (counts.some((count) => !Number.isInteger(count) || count < 0))
    throw arrayError('np.pad: widths and lengths are whole numbers from 0');
  return counts;
}

const side = p.or(p.array, null);

export const pad: readonly NumpyFunction[] = [
  define(
    'np.pad',
    'The array with elements added around it: constants, its own elements again, or statistics of them.',
    {
      array: p.array,
      pad_width: p.array,
      mode: p.or(p.oneOf(...MODES), 'constant'),
      constant_values: side,
      end_values: side,
      stat_length: side,
      reflect_type: p.or(p.oneOf('even', 'odd'), 'even'),
    },
    (np, { array, pad_width, mode, constant_values, end_values, stat_length, reflect_type }) => {
      const rank = np.rankOf(array);
      const value = (mode === 'linear_ramp' ? end_values : constant_values) ?? np.constant(0);
      return padded(np, array, mode, {
        widths: countPairs(np, pad_width, rank),
        values: pairs(np, value, rank),
        reaches: stat_length === null ? null : countPairs(np, stat_length, rank),
        isOdd: reflect_type === 'odd',
      });
    },
  ),
];
