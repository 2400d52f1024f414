/**
 * Reductions along axes: sums, products, means, spreads, extremes, and running sums and products. The common notions of an axis
 * (`axesOf`) and of kept axes (`kept`) are here.
 */

import { arrayError, normalizeAxis, type Shape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import { magnitude, not } from './elementwise.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';

/** Return the axes that `axis` names, from 0, rising; all of them for null. */
export function axesOf(np: Np, x: NodeId, axis: number | readonly number[] | null): number[] {
  const rank = np.rankOf(x);
  if (axis === null) return Array.from({ length: rank }, (_, k) => k);
  const list = typeof axis === 'number' ? [axis] : axis;
  const axes = list.map((k) => normalizeAxis(k, rank)).sort((a, b) => a - b);
  if (new Set(axes).size < axes.length) throw arrayError(`an axis is named twice in [${list.join(', ')}]`);
  return axes;
}

/** The result of a reduction along `axes`, with these axes as length 1 if `keepdims`. */
export function kept(np: Np, reduced: NodeId, axes: readonly number[], keepdims: boolean): NodeId {
  return keepdims ? np.expand(reduced, axes) : reduced;
}

/** How many elements are reduced to one. */
export function countOf(np: Np, x: NodeId, axes: readonly number[]): number {
  return axes.reduce((count, axis) => count * np.shapeOf(x)[axis]!, 1);
}

/** The mean along axes. */
export function mean(np: Np, x: NodeId, axes: readonly number[]): NodeId {
  return np.div(np.sum(x, axes), np.constant(countOf(np, x, axes)));
}

/** The mean square distance from the mean, over count − ddof. */
export function variance(np: Np, x: NodeId, axes: readonly number[], ddof: number): NodeId {
  const centred = np.sub(x, np.spread(mean(np, x, axes), axes, np.shapeOf(x)));
  const squares = np.isComplex(x) ? np.real(np.mul(centred, np.conj(centred))) : np.mul(centred, centred);
  return np.div(np.sum(squares, axes), np.constant(countOf(np, x, axes) - ddof));
}

/** √x for x ≥ 0, with derivative 0 at 0. */
export function rootOrFlat(np: Np, x: NodeId): NodeId {
  const nought = np.constant(0);
  const isZero = np.eq(x, nought);
  return np.where(isZero, nought, np.apply('sqrt', np.where(isZero, np.constant(1), x)));
}

/** The axes of x with one moved to the end, and the order that moves it back. */
function toLast(rank: number, axis: number): { readonly order: number[]; readonly back: number[] } {
  const order = Array.from({ length: rank }, (_, k) => k).filter((k) => k !== axis);
  order.push(axis);
  return { order, back: order.map((_, k) => order.indexOf(k)) };
}

/** f along one axis, which f sees as the last one. */
export function alongLast(np: Np, x: NodeId, axis: number, f: (x: NodeId) => NodeId): NodeId {
  const { order, back } = toLast(np.rankOf(x), axis);
  return np.permute(f(np.permute(x, order)), back);
}

/** `axes` as the last axis of length `count`, all others before it. */
export function gathered(np: Np, x: NodeId, axes: readonly number[]): NodeId {
  const shape = np.shapeOf(x);
  const rest = shape.map((_, k) => k).filter((k) => !axes.includes(k));
  const moved = np.permute(x, [...rest, ...axes]);
  return np.reshape(moved, [...rest.map((k) => shape[k]!), countOf(np, x, axes)]);
}

/** The product along axes, by halves: exact where factors are 0, in every derivative. */
function product(np: Np, x: NodeId, axes: readonly number[]): NodeId {
  if (axes.length === 0) return x;
  let factors = gathered(np, np.dtypeOf(x) === 'bool' ? np.cast(x, 'int64') : x, axes);
  const last = np.rankOf(factors) - 1;
  let length = np.shapeOf(factors)[last]!;
  if (length === 0) return np.filled(np.shapeOf(factors).slice(0, -1), 1);
  while (length > 1) {
    const half = Math.floor(length / 2);
    const paired = np.mul(np.slice(factors, last, 0, half), np.slice(factors, last, half, half));
    const odd = length % 2 === 1 ? [np.slice(factors, last, 2 * half, 1)] : [];
    factors = np.concatenate([paired, ...odd], last);
    length = half + odd.length;
  }
  return np.reshape(factors, np.shapeOf(factors).slice(0, -1));
}

/** Running products along the last axis, by doubling steps. */
function runningProduct(np: Np, x: NodeId): NodeId {
  const last = np.rankOf(x) - 1;
  const length = np.shapeOf(x)[last]!;
  let result = x;
  for (let step = 1; step < length; step *= 2) {
    const head = np.slice(result, last, 0, step);
    const tail = np.mul(
      np.slice(result, last, step, length - step),
      np.slice(result, last, 0, length - step),
    );
    result = np.concatenate([head, tail], last);
  }
  return result;
}

/** The array itself, flattened if no axis is given; and the axis. */
export function flatOr(np: Np, x: NodeId, axis: number | null): [x: NodeId, axis: number] {
  if (axis === null) return [np.reshape(x, [np.sizeOf(x)]), 0];
  return [x, normalizeAxis(axis, np.rankOf(x))];
}

function extreme(np: Np, name: 'amax' | 'amin', x: NodeId, axes: readonly number[]): NodeId {
  return axes.length === 0 ? x : np.array(name, [x], axes);
}

export const largest = (np: Np, x: NodeId, axes: readonly number[]): NodeId => extreme(np, 'amax', x, axes);
export const smallest = (np: Np, x: NodeId, axes: readonly number[]): NodeId => extreme(np, 'amin', x, axes);

/** Where an extreme is; in the flattened array if no axis is given. */
function positionOf(name: 'argmax' | 'argmin') {
  return define(
    `np.${name}`,
    `Where the ${name === 'argmax' ? 'largest' : 'smallest'} element is first.`,
    { a: p.array, axis: p.or(p.axis, null), out: p.unused, keepdims: p.or(p.flag, false) },
    (np, { a, axis, keepdims }) => {
      const [x, along] = flatOr(np, a, axis);
      const found = np.array(name, [x], along);
      if (!keepdims) return found;
      return axis === null
        ? np.reshape(
            found,
            np.shapeOf(a).map(() => 1),
          )
        : np.expand(found, [along]);
    },
  );
}

const isNan = (np: Np, x: NodeId): NodeId => not(np, np.eq(x, x));
const without = (np: Np, x: NodeId, replacement: number): NodeId =>
  np.where(isNan(np, x), np.constant(replacement), x);

/** How many elements are numbers. */
const countNumbers = (np: Np, x: NodeId, axes: readonly number[]): NodeId =>
  np.sum(np.cast(np.eq(x, x), 'float64'), axes);

/** An extreme of the elements that are numbers, NaN if none is. */
function nanExtreme(np: Np, name: 'amax' | 'amin', x: NodeId, axes: readonly number[]): NodeId {
  const worst = name === 'amax' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const found = extreme(np, name, without(np, x, worst), axes);
  return np.where(np.eq(countNumbers(np, x, axes), np.constant(0)), np.constant(Number.NaN), found);
}

const along = { a: p.array, axis: p.or(p.axes, null) };
const keepdims = p.or(p.flag, false);
const dtype = p.or(p.dtype, null);
const out = p.unused;

/** A reduction along axes, given by the node it makes. */
function reduction(
  names: string,
  doc: string,
  body: (np: Np, x: NodeId, axes: readonly number[]) => NodeId,
): NumpyFunction {
  return define(names, doc, { ...along, out, keepdims }, (np, { a, axis, keepdims: keep }) => {
    const axes = axesOf(np, a, axis);
    return kept(np, body(np, a, axes), axes, keep);
  });
}

/** A reduction that NumPy gives a dtype, too. */
function totalling(
  names: string,
  doc: string,
  body: (np: Np, x: NodeId, axes: readonly number[]) => NodeId,
): NumpyFunction {
  return define(
    names,
    doc,
    { ...along, dtype, out, keepdims },
    (np, { a, axis, dtype: to, keepdims: keep }) => {
      const axes = axesOf(np, a, axis);
      return kept(np, body(np, to === null ? a : np.cast(a, to), axes), axes, keep);
    },
  );
}

function spread(names: string, doc: string, body: (np: Np, variance: NodeId) => NodeId): NumpyFunction {
  const parameters = { ...along, dtype, out, ddof: p.or(p.number, 0), keepdims };
  return define(names, doc, parameters, (np, { a, axis, ddof, keepdims: keep }) => {
    const axes = axesOf(np, a, axis);
    return kept(np, body(np, variance(np, a, axes, ddof)), axes, keep);
  });
}

function nanVariance(np: Np, x: NodeId, axes: readonly number[], ddof: number): NodeId {
  const count = countNumbers(np, x, axes);
  const shape: Shape = np.shapeOf(x);
  const centre = np.spread(np.div(np.sum(without(np, x, 0), axes), count), axes, shape);
  const centred = np.where(isNan(np, x), np.constant(0), np.sub(x, centre));
  return np.div(np.sum(np.mul(centred, centred), axes), np.sub(count, np.constant(ddof)));
}

export const reductions: readonly NumpyFunction[] = [
  totalling('np.sum', 'Sum along axes.', (np, x, axes) => np.sum(x, axes)),
  totalling('np.prod', 'Product along axes.', product),
  totalling('np.mean', 'Mean along axes.', mean),
  spread('np.var', 'Mean square distance from the mean, over count − ddof.', (_, v) => v),
  spread('np.std', 'Root of the variance; derivative 0 where it is 0.', rootOrFlat),
  reduction('np.max np.amax', 'Largest element along axes; ties share the derivative.', largest),
  reduction('np.min np.amin', 'Smallest element along axes; ties share the derivative.', smallest),
  reduction('np.ptp', 'Largest minus smallest element along axes.', (np, x, axes) =>
    np.sub(largest(np, x, axes), smallest(np, x, axes)),
  ),
  positionOf('argmax'),
  positionOf('argmin'),
  define(
    'np.cumsum',
    'Running sums along an axis, or of the flattened array.',
    { a: p.array, axis: p.or(p.axis, null), dtype, out },
    (np, { a, axis, dtype: to }) => np.cumsum(...flatOr(np, to === null ? a : np.cast(a, to), axis)),
  ),
  define(
    'np.cumprod',
    'Running products along an axis, or of the flattened array.',
    { a: p.array, axis: p.or(p.axis, null), dtype, out },
    (np, { a, axis, dtype: to }) => {
      const counted = to ?? (np.dtypeOf(a) === 'bool' ? 'int64' : np.dtypeOf(a));
      const [x, k] = flatOr(np, np.cast(a, counted), axis);
      return alongLast(np, x, k, (moved) => runningProduct(np, moved));
    },
  ),
  totalling('np.nansum', 'Sum along axes, NaN counting as 0.', (np, x, axes) =>
    np.sum(without(np, x, 0), axes),
  ),
  totalling('np.nanprod', 'Product along axes, NaN counting as 1.', (np, x, axes) =>
    product(np, without(np, x, 1), axes),
  ),
  totalling('np.nanmean', 'Mean of the elements that are numbers.', (np, x, axes) =>
    np.div(np.sum(without(np, x, 0), axes), countNumbers(np, x, axes)),
  ),
  reduction('np.nanmax', 'Largest of the elements that are numbers.', (np, x, axes) =>
    nanExtreme(np, 'amax', x, axes),
  ),
  reduction('np.nanmin', 'Smallest of the elements that are numbers.', (np, x, axes) =>
    nanExtreme(np, 'amin', x, axes),
  ),
  define(
    'np.nanvar',
    'Variance of the elements that are numbers.',
    { ...along, dtype, out, ddof: p.or(p.number, 0), keepdims },
    (np, { a, axis, ddof, keepdims: keep }) => {
      const axes = axesOf(np, a, axis);
      return kept(np, nanVariance(np, a, axes, ddof), axes, keep);
    },
  ),
  define(
    'np.nanstd',
    'Standard deviation of the elements that are numbers.',
    { ...along, dtype, out, ddof: p.or(p.number, 0), keepdims },
    (np, { a, axis, ddof, keepdims: keep }) => {
      const axes = axesOf(np, a, axis);
      return kept(np, rootOrFlat(np, nanVariance(np, a, axes, ddof)), axes, keep);
    },
  ),
  define(
    'special.logsumexp',
    'log Σ b·exp(a) along axes, without overflow.',
    { a: p.array, axis: p.or(p.axes, null), b: p.or(p.array, null), keepdims, return_sign: p.unused },
    (np, { a, axis, b, keepdims: keep }) => {
      const axes = axesOf(np, a, axis);
      return kept(np, logSumExp(np, a, b, axes), axes, keep);
    },
  ),
];

/** log Σ b·exp(a): the largest exponent is taken out as a constant, so that it has no derivative. */
export function logSumExp(np: Np, a: NodeId, b: NodeId | null, axes: readonly number[]): NodeId {
  const shape = b === null ? np.shapeOf(a) : np.shapeOf(np.add(a, b));
  const x = np.broadcast(a, shape);
  const top = np.steady(largest(np, np.real(x), axes));
  const offset = np.where(
    np.lt(magnitude(np, top), np.constant(Number.POSITIVE_INFINITY)),
    top,
    np.constant(0),
  );
  const terms = np.apply('exp', np.sub(x, np.spread(offset, axes, shape)));
  const weighted = b === null ? terms : np.mul(np.broadcast(b, shape), terms);
  return np.add(np.apply('log', np.sum(weighted, axes)), offset);
}
