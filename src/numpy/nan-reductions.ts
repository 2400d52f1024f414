/** Reductions of the elements that are numbers: NaN does not count. */

import { arrayError } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import {
  along,
  alongLast,
  axesOf,
  type Chosen,
  chosenOf,
  countOf,
  dtype,
  extreme,
  flatOr,
  keepdims,
  kept,
  mean,
  out,
  product,
  rootOrFlat,
  runningProduct,
  total,
  variance,
  whichCount,
} from './reductions.ts';

const isNumber = (np: Np, x: NodeId): NodeId => np.eq(x, x);
const without = (np: Np, x: NodeId, replacement: number): NodeId =>
  hasNan(np, x) ? np.where(isNumber(np, x), x, np.constant(replacement)) : x;

/** Whether elements of that dtype may be NaN. */
const hasNan = (np: Np, x: NodeId): boolean => np.dtypeOf(x) === 'float64' || np.isComplex(x);

/** The elements that are numbers and that `where` does not leave out. */
function numbersOf(np: Np, x: NodeId, mask: NodeId | null): NodeId {
  const chosen = chosenOf(np, x, mask);
  return chosen === null ? isNumber(np, x) : np.and(isNumber(np, x), chosen);
}

/** A sum, product or mean of the elements that are numbers. */
function ofNumbers(
  name: string,
  doc: string,
  body: (np: Np, x: NodeId, axes: readonly number[], chosen: Chosen) => NodeId,
): NumpyFunction {
  return define(
    name,
    doc,
    { ...along, dtype, out, keepdims, where: whichCount },
    (np, { a, axis, dtype: to, keepdims: keep, where }) => {
      const axes = axesOf(np, a, axis);
      const x = to === null ? a : np.cast(a, to);
      return kept(np, body(np, x, axes, numbersOf(np, a, where)), axes, keep);
    },
  );
}

/** A spread of the elements that are numbers; NaN where there are no more of them than `ddof`. */
function spread(name: string, doc: string, body: (np: Np, variance: NodeId) => NodeId): NumpyFunction {
  return define(
    name,
    doc,
    { ...along, dtype, out, ddof: p.or(p.number, 0), keepdims, where: whichCount },
    (np, { a, axis, ddof, keepdims: keep, where }) => {
      const axes = axesOf(np, a, axis);
      const chosen = numbersOf(np, a, where);
      const isEnough = np.lt(np.constant(ddof), np.sum(np.cast(chosen, 'int64'), axes));
      const value = body(np, variance(np, without(np, a, 0), axes, ddof, chosen));
      return kept(np, np.where(isEnough, value, np.constant(Number.NaN)), axes, keep);
    },
  );
}

/** An extreme of the elements that are numbers, NaN if none is. */
function extremeOf(np: Np, name: 'amax' | 'amin', x: NodeId, axes: readonly number[]): NodeId {
  if (!hasNan(np, x)) return extreme(np, name, x, axes);
  const found = extreme(np, name, without(np, x, worst(name)), axes);
  const count = np.sum(np.cast(isNumber(np, x), 'int64'), axes);
  return np.where(np.eq(count, np.constant(0)), np.constant(Number.NaN), found);
}

const worst = (name: string): number =>
  name.endsWith('max') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;

function extremeFunction(name: string, doc: string, row: 'amax' | 'amin'): NumpyFunction {
  return define(name, doc, { ...along, out, keepdims }, (np, { a, axis, keepdims: keep }) => {
    const axes = axesOf(np, a, axis);
    return kept(np, extremeOf(np, row, a, axes), axes, keep);
  });
}

/** Where an extreme of the elements that are numbers is. Throws where there is none. */
function positionOf(name: string, doc: string, row: 'argmax' | 'argmin'): NumpyFunction {
  const parameters = { a: p.array, axis: p.or(p.axis, null), out, keepdims };
  return define(name, doc, parameters, (np, { a, axis, keepdims: keep }) => {
    const [x, k] = flatOr(np, a, axis);
    const lost = np.eq(np.sum(np.cast(isNumber(np, x), 'int64'), [k]), np.constant(0));
    if (countOf(np, x, [k]) > 0 && np.pinned(lost).data.includes(1))
      throw arrayError(`${name}: there is no number among the elements, only NaN`);
    const found = np.array(row, [without(np, x, worst(row))], k);
    if (!keep) return found;
    return axis === null ? np.expand(found, axesOf(np, a, null)) : np.expand(found, [k]);
  });
}

/** Running sums or products, for which NaN changes nothing. */
function running(
  name: string,
  doc: string,
  neutral: number,
  body: (np: Np, x: NodeId, axis: number) => NodeId,
): NumpyFunction {
  const parameters = { a: p.array, axis: p.or(p.axis, null), dtype, out };
  return define(name, doc, parameters, (np, { a, axis, dtype: to }) => {
    const x = without(np, to === null ? a : np.cast(a, to), neutral);
    return body(np, ...flatOr(np, np.dtypeOf(x) === 'bool' ? np.cast(x, 'int64') : x, axis));
  });
}

export const nanReductions: readonly NumpyFunction[] = [
  ofNumbers('np.nansum', 'Sum along axes, NaN counting as 0.', total),
  ofNumbers('np.nanprod', 'Product along axes, NaN counting as 1.', product),
  ofNumbers('np.nanmean', 'Mean of the elements that are numbers.', mean),
  spread('np.nanvar', 'Variance of the elements that are numbers.', (_, v) => v),
  spread('np.nanstd', 'Standard deviation of the elements that are numbers.', rootOrFlat),
  extremeFunction('np.nanmax', 'Largest of the elements that are numbers.', 'amax'),
  extremeFunction('np.nanmin', 'Smallest of the elements that are numbers.', 'amin'),
  positionOf('np.nanargmax', 'Where the largest of the elements that are numbers is first.', 'argmax'),
  positionOf('np.nanargmin', 'Where the smallest of the elements that are numbers is first.', 'argmin'),
  running('np.nancumsum', 'Running sums, NaN counting as 0.', 0, (np, x, axis) => np.cumsum(x, axis)),
  running('np.nancumprod', 'Running products, NaN counting as 1.', 1, (np, x, axis) =>
    alongLast(np, x, axis, (moved) => runningProduct(np, moved)),
  ),
];
