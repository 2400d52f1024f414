/**
 * Reductions along axes: sums, products, means, spreads, extremes, and running sums and products. The common notions of an axis
 * (`axesOf`) and of kept axes (`kept`) are here.
 */

import { arrayError, normalizeAxis } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import { magnitude, sign, truth } from './elementwise.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';

/** Return the axes that `axis` names, from 0, rising; all of them for null. */
export function axesOf(np: Np, x: NodeId, axis: number | readonly number[] | null): number[] {
  const shape = np.shapeOf(x);
  if (axis === null) return shape.map((_, k) => k);
  if (typeof axis === 'number') return [normalizeAxis(axis, shape.length)];
  const axes = axis.map((k) => normalizeAxis(k, shape.length)).sort((a, b) => a - b);
  if (new Set(axes).size < axes.length) throw arrayError(`an axis is named twice in [${axis.join(', ')}]`);
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

/** A mask of the elements that count, in the shape of the array; null: all of them. */
export type Chosen = NodeId | null;

/** The elements that count, `otherwise` in place of the others. */
function only(np: Np, x: NodeId, chosen: Chosen, otherwise: NodeId): NodeId {
  return chosen === null ? x : np.where(chosen, x, otherwise);
}

/** How many elements that count are reduced to one. */
function countChosen(np: Np, x: NodeId, axes: readonly number[], chosen: Chosen): NodeId {
  return chosen === null ? np.constant(countOf(np, x, axes)) : np.sum(np.cast(chosen, 'float64'), axes);
}

/** Sum along axes; of truths their number. */
export function total(np: Np, x: NodeId, axes: readonly number[], chosen: Chosen): NodeId {
  const counted = np.dtypeOf(x) === 'bool' ? np.cast(x, 'int64') : x;
  return np.sum(only(np, counted, chosen, np.constant(0)), axes);
}

/** The mean along axes. */
export function mean(np: Np, x: NodeId, axes: readonly number[], chosen: Chosen = null): NodeId {
  return np.div(total(np, x, axes, chosen), countChosen(np, x, axes, chosen));
}

/** The mean square distance from the mean (or another centre), over count − ddof. */
export function variance(
  np: Np,
  x: NodeId,
  axes: readonly number[],
  ddof: number,
  chosen: Chosen = null,
  centre: NodeId | null = null,
): NodeId {
  const middle = centre ?? np.expand(mean(np, x, axes, chosen), axes);
  const centred = only(np, np.sub(x, np.broadcast(middle, np.shapeOf(x))), chosen, np.constant(0));
  const squares = np.isComplex(x) ? np.real(np.mul(centred, np.conj(centred))) : np.mul(centred, centred);
  const count = np.sub(countChosen(np, x, axes, chosen), np.constant(ddof));
  // as NumPy, which takes no negative number of degrees of freedom
  return np.div(np.sum(squares, axes), np.apply('max', count, np.constant(0)));
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
export function product(np: Np, x: NodeId, axes: readonly number[], chosen: Chosen): NodeId {
  const counted = np.dtypeOf(x) === 'bool' ? np.cast(x, 'int64') : x;
  if (axes.length === 0) return only(np, counted, chosen, np.constant(1));
  let factors = gathered(np, only(np, counted, chosen, np.constant(1)), axes);
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
export function runningProduct(np: Np, x: NodeId): NodeId {
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

export function extreme(np: Np, name: 'amax' | 'amin', x: NodeId, axes: readonly number[]): NodeId {
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

export const along = { a: p.array, axis: p.or(p.axes, null) };
export const keepdims = p.or(p.flag, false);
export const dtype = p.or(p.dtype, null);
export const out = p.unused;

/** NumPy's `where`: which elements count. */
export const whichCount: p.Parameter<NodeId | null> = p.or(
  { ...p.array, parse: (np, argument, where) => truth(np, p.arrayOf(np, argument, where)) },
  null,
);

/** What a reduction begins with. */
const initial = p.or(p.array, null);

/** The mask of `where` in the shape of x. */
export function chosenOf(np: Np, x: NodeId, mask: NodeId | null): Chosen {
  return mask === null ? null : np.broadcast(mask, np.shapeOf(x));
}

/** A reduction with a dtype and, if `join` says how, an initial value. */
function totalling(
  names: string,
  doc: string,
  body: (np: Np, x: NodeId, axes: readonly number[], chosen: Chosen) => NodeId,
  join: (np: Np, first: NodeId, rest: NodeId) => NodeId,
): NumpyFunction {
  return define(
    names,
    doc,
    { ...along, dtype, out, keepdims, initial, where: whichCount },
    (np, { a, axis, dtype: to, keepdims: keep, initial: first, where }) => {
      const axes = axesOf(np, a, axis);
      const result = body(np, to === null ? a : np.cast(a, to), axes, chosenOf(np, a, where));
      return kept(np, first === null ? result : join(np, first, result), axes, keep);
    },
  );
}

/** A number that is known as the dtype of whole numbers x, if it is one. */
function alike(np: Np, given: NodeId, x: NodeId): NodeId {
  const isWhole = np.dtypeOf(x) === 'int64' && Number.isInteger(np.constantValue(given));
  return isWhole ? np.cast(given, 'int64') : given;
}

/** The largest or smallest element along axes. */
function extremeFunction(names: string, doc: string, name: 'amax' | 'amin'): NumpyFunction {
  const parameters = { ...along, out, keepdims, initial, where: whichCount };
  return define(names, doc, parameters, (np, { a, axis, keepdims: keep, initial: given, where }) => {
    const first = given === null ? null : alike(np, given, a);
    const axes = axesOf(np, a, axis);
    if (first === null && where !== null)
      throw arrayError(
        `${names.split(' ')[0]}: with where, elements may be left out everywhere`,
        'say with initial what the result is where none is left',
      );
    if (first === null) return kept(np, extreme(np, name, a, axes), axes, keep);
    const x = only(np, a, chosenOf(np, a, where), first);
    const isEmpty = countOf(np, x, axes) === 0;
    const bound = np.broadcast(first, np.shapeOf(np.sum(x, axes)));
    const result = isEmpty
      ? bound
      : np.apply(name === 'amax' ? 'max' : 'min', bound, extreme(np, name, x, axes));
    return kept(np, result, axes, keep);
  });
}

function spread(names: string, doc: string, body: (np: Np, variance: NodeId) => NodeId): NumpyFunction {
  const parameters = {
    ...along,
    dtype,
    out,
    ddof: p.or(p.number, 0),
    keepdims,
    where: whichCount,
    mean: p.or(p.array, null),
    correction: p.or(p.number, null),
  };
  return define(names, doc, parameters, (np, given) => {
    const { a, ddof, correction, mean: centre } = given;
    const axes = axesOf(np, a, given.axis);
    const chosen = chosenOf(np, a, given.where);
    const x = given.dtype === null ? a : np.cast(a, given.dtype);
    return kept(
      np,
      body(np, variance(np, x, axes, correction ?? ddof, chosen, centre)),
      axes,
      given.keepdims,
    );
  });
}

export const reductions: readonly NumpyFunction[] = [
  totalling('np.sum', 'Sum along axes.', total, (np, first, rest) => np.add(first, rest)),
  totalling('np.prod', 'Product along axes.', product, (np, first, rest) => np.mul(first, rest)),
  define(
    'np.mean',
    'Mean along axes.',
    { ...along, dtype, out, keepdims, where: whichCount },
    (np, { a, axis, dtype: to, keepdims: keep, where }) => {
      const axes = axesOf(np, a, axis);
      const x = to === null ? a : np.cast(a, to);
      return kept(np, mean(np, x, axes, chosenOf(np, a, where)), axes, keep);
    },
  ),
  spread('np.var', 'Mean square distance from the mean, over count − ddof.', (_, v) => v),
  spread('np.std', 'Root of the variance; derivative 0 where it is 0.', rootOrFlat),
  extremeFunction('np.max np.amax', 'Largest element along axes; ties share the derivative.', 'amax'),
  extremeFunction('np.min np.amin', 'Smallest element along axes; ties share the derivative.', 'amin'),
  define(
    'np.ptp',
    'Largest minus smallest element along axes.',
    { ...along, out, keepdims },
    (np, { a, axis, keepdims: keep }) => {
      const axes = axesOf(np, a, axis);
      return kept(np, np.sub(largest(np, a, axes), smallest(np, a, axes)), axes, keep);
    },
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
  cumulative('np.cumulative_sum', 'Running sums along an axis.', 0, (np, x, k) => np.cumsum(x, k)),
  cumulative('np.cumulative_prod', 'Running products along an axis.', 1, (np, x, k) =>
    alongLast(np, x, k, (moved) => runningProduct(np, moved)),
  ),
  returning(
    'number & [value: number, sign: number]',
    define(
      'special.logsumexp',
      'log Σ b·exp(a) along axes, without overflow.',
      {
        a: p.array,
        axis: p.or(p.axes, null),
        b: p.or(p.array, null),
        keepdims,
        return_sign: p.or(p.flag, false),
      },
      (np, { a, axis, b, keepdims: keep, return_sign }) => {
        const axes = axesOf(np, a, axis);
        if (!return_sign) return kept(np, logSumExp(np, a, b, axes), axes, keep);
        const { offset, sum } = scaledSum(np, a, b, axes);
        const value = np.add(np.apply('log', magnitude(np, sum)), offset);
        return [kept(np, value, axes, keep), kept(np, sign(np, sum), axes, keep)];
      },
    ),
  ),
];

/** Running totals along an axis, which vectors need not name; `initial` is put before them if asked for. */
function cumulative(
  name: string,
  doc: string,
  initial: number,
  body: (np: Np, x: NodeId, axis: number) => NodeId,
): NumpyFunction {
  const parameters = {
    x: p.array,
    axis: p.or(p.axis, null),
    dtype,
    out,
    include_initial: p.or(p.flag, false),
  };
  return define(name, doc, parameters, (np, { x, axis, dtype: to, include_initial: isLonger }) => {
    if (axis === null && np.rankOf(x) !== 1)
      throw arrayError(`${name} needs the axis of an array that is no vector`);
    const k = normalizeAxis(axis ?? 0, np.rankOf(x));
    const counted = to ?? (np.dtypeOf(x) === 'bool' ? 'int64' : np.dtypeOf(x));
    const result = body(np, np.cast(x, counted), k);
    if (!isLonger) return result;
    const first = np.cast(np.filled(np.shapeOf(x).with(k, 1), initial), counted);
    return np.concatenate([first, result], k);
  });
}

/** log Σ b·exp(a): the largest exponent is taken out as a constant, so that it has no derivative. */
export function logSumExp(np: Np, a: NodeId, b: NodeId | null, axes: readonly number[]): NodeId {
  const { offset, sum } = scaledSum(np, a, b, axes);
  return np.add(np.apply('log', sum), offset);
}

/** Σ b·exp(a − offset), where the offset is the largest exponent, if that is finite. */
function scaledSum(np: Np, a: NodeId, b: NodeId | null, axes: readonly number[]) {
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
  return { offset, sum: np.sum(weighted, axes) };
}
