/** Statistics and calculus on samples: averages, covariances, differences, interpolation. */

import { arrayError, normalizeAxis, type Shape, zeros } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import { floorMod, not } from './elementwise.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { alongLast, axesOf, kept, mean } from './reductions.ts';

/** Differences of neighbours along the last axis. */
function differences(np: Np, x: NodeId): NodeId {
  const last = np.rankOf(x) - 1;
  const n = Math.max(np.shapeOf(x)[last]! - 1, 0);
  if (np.sizeOf(x) === 0 || n === 0) return np.literal(zeros(np.shapeOf(x).with(last, n), np.dtypeOf(x)));
  const [after, before] = [np.slice(x, last, 1, n), np.slice(x, last, 0, n)];
  return np.dtypeOf(x) === 'bool' ? not(np, np.eq(after, before)) : np.sub(after, before);
}

/** Central differences along the last axis, one-sided at the ends; h is a spacing or the positions. */
function gradientLast(np: Np, x: NodeId, h: NodeId, edgeOrder: number): NodeId {
  const last = np.rankOf(x) - 1;
  const n = np.shapeOf(x)[last]!;
  if (n < edgeOrder + 1)
    throw arrayError('np.gradient needs at least edge_order + 1 elements along each axis');
  const part = (from: number, length: number): NodeId => np.slice(x, last, from, length);
  const steps = np.rankOf(h) === 0 ? undefined : differences(np, h);
  const step = (i: number): NodeId => (steps === undefined ? h : np.item(steps, i));
  const before = steps === undefined ? h : np.slice(steps, 0, 0, n - 2);
  const after = steps === undefined ? h : np.slice(steps, 0, 1, n - 2);
  const inner =
    n > 2 ? [centralDifference(np, part(0, n - 2), part(1, n - 2), part(2, n - 2), before, after)] : [];
  const ends =
    edgeOrder === 1
      ? [
          np.div(np.sub(part(1, 1), part(0, 1)), step(0)),
          np.div(np.sub(part(n - 1, 1), part(n - 2, 1)), step(n - 2)),
        ]
      : [
          edgeDifference(np, part(0, 1), part(1, 1), part(2, 1), step(0), step(1)),
          np.neg(
            edgeDifference(np, part(n - 1, 1), part(n - 2, 1), part(n - 3, 1), step(n - 2), step(n - 3)),
          ),
        ];
  return np.concatenate([ends[0]!, ...inner, ends[1]!], last);
}

/** (h₋² f₊ + (h₊² − h₋²) f₀ − h₊² f₋) / (h₋ h₊ (h₊ + h₋)), NumPy's formula for uneven steps. */
function centralDifference(
  np: Np,
  f0: NodeId,
  f1: NodeId,
  f2: NodeId,
  before: NodeId,
  after: NodeId,
): NodeId {
  if (before === after) return np.div(np.sub(f2, f0), np.mul(np.constant(2), before));
  const a = np.div(np.neg(after), np.mul(before, np.add(before, after)));
  const b = np.div(np.sub(after, before), np.mul(before, after));
  const c = np.div(before, np.mul(after, np.add(before, after)));
  return np.add(np.add(np.mul(a, f0), np.mul(b, f1)), np.mul(c, f2));
}

/** The one-sided difference of second order, going away from the end. */
function edgeDifference(np: Np, f0: NodeId, f1: NodeId, f2: NodeId, h1: NodeId, h2: NodeId): NodeId {
  const sum = np.add(h1, h2);
  const a = np.neg(np.div(np.add(np.mul(np.constant(2), h1), h2), np.mul(h1, sum)));
  const b = np.div(sum, np.mul(h1, h2));
  const c = np.neg(np.div(h1, np.mul(h2, sum)));
  return np.add(np.add(np.mul(a, f0), np.mul(b, f1)), np.mul(c, f2));
}

/** Weights in the shape of what they weigh; those of fewer axes belong to the axes that are reduced. */
function weightsAlong(np: Np, weights: NodeId, axes: readonly number[], shape: Shape): NodeId {
  const isWhole = np.rankOf(weights) === shape.length;
  const lengths = shape.map((n, k) => (axes.includes(k) ? n : 1));
  return np.broadcast(isWhole ? weights : np.reshape(weights, lengths), shape);
}

/** How often observations count, and how much. */
interface Weights {
  readonly fweights: NodeId | null;
  readonly aweights: NodeId | null;
}

/** The covariance matrix of variables in rows. */
function covariance(np: Np, m: NodeId, ddof: number, { fweights, aweights }: Weights): NodeId {
  const n = np.shapeOf(m)[1]!;
  const w = fweights === null ? aweights : aweights === null ? fweights : np.mul(fweights, aweights);
  if (w === null) {
    const centred = np.sub(m, np.expand(mean(np, m, [1]), [1]));
    return np.div(products(np, centred, centred), np.constant(n - ddof));
  }
  const total = np.sumAll(w);
  const centred = np.sub(m, np.expand(np.div(np.sum(np.mul(m, w), [1]), total), [1]));
  const lost = aweights === null ? np.constant(1) : np.div(np.sumAll(np.mul(w, aweights)), total);
  return np.div(products(np, np.mul(centred, w), centred), np.sub(total, np.mul(np.constant(ddof), lost)));
}

/** The products of rows with conjugate rows. */
const products = (np: Np, x: NodeId, y: NodeId): NodeId =>
  np.matmul(x, np.conj(y), { transposeX: false, transposeY: true });

/** One or two sets of variables as the rows of one matrix. */
function variables(np: Np, m: NodeId, y: NodeId | null, rowvar: boolean): NodeId {
  const rows = (x: NodeId): NodeId => {
    const matrix = np.rankOf(x) < 2 ? np.reshape(x, [1, np.sizeOf(x)]) : x;
    return rowvar || np.shapeOf(matrix)[0] === 1 ? matrix : np.swap(matrix);
  };
  return y === null ? rows(m) : np.concatenate([rows(m), rows(y)], 0);
}

/** A 1×1 matrix as a number. */
const orNumber = (np: Np, matrix: NodeId): NodeId =>
  np.sizeOf(matrix) === 1 ? np.reshape(matrix, []) : matrix;

/** Linear interpolation of (xp, fp) at x; constant outside. */
function interpolate(
  np: Np,
  x: NodeId,
  xp: NodeId,
  fp: NodeId,
  left: NodeId | null,
  right: NodeId | null,
): NodeId {
  const n = np.sizeOf(xp);
  const found = np.array('searchsorted', [xp, x], 'right');
  const index = np.apply('clip', found, np.constant(1), np.constant(Math.max(n - 1, 1)));
  const last1 = np.constant(n - 1);
  const upper = np.cast(np.apply('min', index, last1), 'int64');
  const lower = np.cast(np.apply('max', np.sub(upper, np.constant(1)), np.constant(0)), 'int64');
  const at = (values: NodeId, where: NodeId): NodeId => np.gather(values, where);
  const [x0, x1, f0, f1] = [at(xp, lower), at(xp, upper), at(fp, lower), at(fp, upper)];
  const slope = np.div(np.sub(f1, f0), np.sub(x1, x0));
  const inside = np.add(f0, np.mul(slope, np.sub(x, x0)));
  const first = np.item(xp, 0);
  const last = np.item(xp, n - 1);
  const below = np.where(np.lt(x, first), left ?? np.item(fp, 0), inside);
  const result = np.where(np.lt(last, x), right ?? np.item(fp, n - 1), below);
  return result;
}

/** The same of a function with a period, whose points may lie anywhere. */
function periodic(np: Np, x: NodeId, xp: NodeId, fp: NodeId, period: number): NodeId {
  if (period === 0) throw arrayError('np.interp: period must not be 0');
  const within = (points: NodeId): NodeId => floorMod(np, points, np.constant(period));
  const n = np.sizeOf(xp);
  const places = within(xp);
  const order = np.array('argsort', [places], 0);
  const [at, values] = [np.gather(places, order), np.gather(fp, order)];
  const ends = (y: NodeId, shift: number): NodeId =>
    np.concatenate(
      [
        np.sub(np.slice(y, 0, n - 1, 1), np.constant(shift)),
        y,
        np.add(np.slice(y, 0, 0, 1), np.constant(shift)),
      ],
      0,
    );
  return interpolate(np, within(x), ends(at, period), ends(values, 0), null, null);
}

/** Angles without jumps of half a period or more along the last axis. */
function unwrapLast(np: Np, x: NodeId, discontinuity: number, period: number): NodeId {
  const last = np.rankOf(x) - 1;
  const step = differences(np, x);
  const half = np.constant(period / 2);
  const shifted = np.add(step, half);
  const turns = np.apply('floor', np.div(shifted, np.constant(period)));
  const wrapped = np.sub(np.sub(shifted, np.mul(turns, np.constant(period))), half);
  const atEdge = np.and(np.eq(wrapped, np.neg(half)), np.lt(np.constant(0), step));
  const nearest = np.where(atEdge, half, wrapped);
  const correction = np.where(
    np.lt(np.apply('abs', step), np.constant(discontinuity)),
    np.constant(0),
    np.sub(nearest, step),
  );
  const moved = np.add(
    np.slice(x, last, 1, np.shapeOf(x)[last]! - 1),
    np.cumsum(np.steady(correction), last),
  );
  return np.concatenate([np.slice(x, last, 0, 1), moved], last);
}

const optionalArray = p.or(p.array, null);

export const statistics: readonly NumpyFunction[] = [
  define(
    'np.average',
    'Weighted mean along an axis.',
    {
      a: p.array,
      axis: p.or(p.axes, null),
      weights: optionalArray,
      returned: p.or(p.flag, false),
      keepdims: p.or(p.flag, false),
    },
    (np, { a, axis, weights, returned, keepdims }) => {
      const axes = axesOf(np, a, axis);
      const shape = np.shapeOf(a);
      const w = weights === null ? np.filled(shape, 1) : weightsAlong(np, weights, axes, shape);
      const total = np.sum(w, axes);
      const result = np.div(np.sum(np.mul(a, w), axes), total);
      return returned ? [kept(np, result, axes, keepdims), total] : kept(np, result, axes, keepdims);
    },
  ),
  define(
    'np.cov',
    'Covariance matrix of variables in rows.',
    {
      m: p.array,
      y: optionalArray,
      rowvar: p.or(p.flag, true),
      bias: p.or(p.flag, false),
      ddof: p.or(p.integer, null),
      fweights: optionalArray,
      aweights: optionalArray,
    },
    (np, { m, y, rowvar, bias, ddof, ...weights }) =>
      orNumber(np, covariance(np, variables(np, m, y, rowvar), ddof ?? (bias ? 0 : 1), weights)),
  ),
  define(
    'np.corrcoef',
    'Correlation matrix of variables in rows.',
    { x: p.array, y: optionalArray, rowvar: p.or(p.flag, true) },
    (np, { x, y, rowvar }) => {
      const c = covariance(np, variables(np, x, y, rowvar), 1, { fweights: null, aweights: null });
      const deviation = np.apply('sqrt', np.real(np.diagonal(c)));
      return orNumber(np, np.div(np.div(c, np.expand(deviation, [1])), np.expand(deviation, [0])));
    },
  ),
  define(
    'np.diff',
    'Differences of neighbours along an axis, n times.',
    {
      a: p.array,
      n: p.or(p.integer, 1),
      axis: p.or(p.integer, -1),
      prepend: optionalArray,
      append: optionalArray,
    },
    (np, { a, n, axis, prepend, append }) => {
      const k = normalizeAxis(axis, np.rankOf(a));
      const beside = (x: NodeId | null): NodeId[] => {
        if (x === null) return [];
        if (np.rankOf(x) > 0) return [x];
        return [
          np.broadcast(
            x,
            np.shapeOf(a).map((length, axis) => (axis === k ? 1 : length)),
          ),
        ];
      };
      const whole = np.concatenate([...beside(prepend), a, ...beside(append)], k);
      return alongLast(np, whole, k, (x) => {
        let result = x;
        for (let i = 0; i < n; i++) result = differences(np, result);
        return result;
      });
    },
  ),
  define(
    'np.ediff1d',
    'Differences of the flattened array.',
    { ary: p.array, to_end: optionalArray, to_begin: optionalArray },
    (np, { ary, to_end, to_begin }) => {
      const flat = (x: NodeId): NodeId => np.reshape(x, [np.sizeOf(x)]);
      const ends = (x: NodeId | null): NodeId[] => (x === null ? [] : [flat(x)]);
      return np.concatenate([...ends(to_begin), differences(np, flat(ary)), ...ends(to_end)], 0);
    },
  ),
  returning(
    'number & number[]',
    define(
      'np.gradient',
      'Central differences along axes; a spacing, or one (or the positions) for each axis.',
      {
        f: p.array,
        varargs: p.restOfArrays,
        axis: p.or(p.axes, null),
        edge_order: p.or(p.integer, 1),
      },
      (np, { f, varargs, axis, edge_order }) => {
        const axes =
          typeof axis === 'number' ? [normalizeAxis(axis, np.rankOf(f))] : orderedAxes(np, f, axis);
        if (varargs.length > 1 && varargs.length !== axes.length)
          throw arrayError(`np.gradient got ${varargs.length} spacings for ${axes.length} axes`);
        const results = axes.map((k, i) => {
          const h = varargs[varargs.length === 1 ? 0 : i] ?? np.constant(1);
          return alongLast(np, f, k, (x) => gradientLast(np, x, h, edge_order));
        });
        return results.length === 1 ? results[0]! : results;
      },
    ),
  ),
  define(
    'np.trapz np.trapezoid',
    'Integral along an axis by trapezoids.',
    { y: p.array, x: optionalArray, dx: optionalArray, axis: p.or(p.integer, -1) },
    (np, { y, x, dx, axis }) => {
      const k = normalizeAxis(axis, np.rankOf(y));
      const order = Array.from({ length: np.rankOf(y) }, (_, i) => i).filter((i) => i !== k);
      const moved = np.permute(y, [...order, k]);
      const last = np.rankOf(y) - 1;
      const n = np.shapeOf(moved)[last]! - 1;
      const steps = x === null ? (dx ?? np.constant(1)) : widths(np, x, k);
      const sums = np.add(np.slice(moved, last, 1, n), np.slice(moved, last, 0, n));
      return np.sum(np.mul(np.mul(np.constant(0.5), steps), sums), [last]);
    },
  ),
  define(
    'np.interp',
    'Linear interpolation of the points (xp, fp) at x.',
    {
      x: p.array,
      xp: p.array,
      fp: p.array,
      left: optionalArray,
      right: optionalArray,
      period: p.or(p.number, null),
    },
    (np, { x, xp, fp, left, right, period }) =>
      period === null ? interpolate(np, x, xp, fp, left, right) : periodic(np, x, xp, fp, Math.abs(period)),
  ),
  define(
    'np.unwrap',
    'Angles without jumps along an axis.',
    {
      p: p.array,
      discont: p.or(p.number, null),
      axis: p.or(p.integer, -1),
      period: p.or(p.number, 2 * Math.PI),
    },
    (np, { p: x, discont, axis, period }) =>
      alongLast(np, x, normalizeAxis(axis, np.rankOf(x)), (moved) =>
        unwrapLast(np, moved, Math.max(discont ?? 0, period / 2), period),
      ),
  ),
];

/** The axes in the order they were named in. */
function orderedAxes(np: Np, x: NodeId, axis: readonly number[] | null): number[] {
  return axis === null ? axesOf(np, x, null) : axis.map((k) => normalizeAxis(k, np.rankOf(x)));
}

/** The distances of positions: a vector's own, or along an axis, which is moved to the end. */
function widths(np: Np, x: NodeId, axis: number): NodeId {
  if (np.rankOf(x) === 1) return differences(np, x);
  const order = Array.from({ length: np.rankOf(x) }, (_, i) => i).filter((i) => i !== axis);
  return differences(np, np.permute(x, [...order, axis]));
}
