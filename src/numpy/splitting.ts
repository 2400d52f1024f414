/** Functions that split an array into several along an axis. */

import { arrayError, normalizeAxis } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import { sliceOf } from './index-items.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { range } from './shape.ts';

/** A number of parts, or the places to cut at. */
type Sections = number | readonly number[];

/** Cut an axis at places, as slices do: out of bounds there is nothing. */
function cut(np: Np, x: NodeId, places: readonly number[], axis: number): NodeId[] {
  const length = np.shapeOf(x)[axis]!;
  return [0, ...places].map((start, k) => {
    const { first, count } = sliceOf({ kind: 'slice', start, stop: places[k] ?? null, step: 1 }, length);
    return np.slice(x, axis, first, count);
  });
}

/** Split into parts of equal length, the first ones longer by one where that does not go. */
function splitUnevenly(np: Np, x: NodeId, sections: Sections, axis: number): NodeId[] {
  const at = normalizeAxis(axis, np.rankOf(x));
  if (typeof sections !== 'number') return cut(np, x, sections, at);
  if (sections <= 0) throw arrayError('an array is split into one part at least');
  const length = np.shapeOf(x)[at]!;
  const [size, longer] = [Math.floor(length / sections), length % sections];
  const starts = range(sections - 1).map((k) => (k + 1) * size + Math.min(k + 1, longer));
  return cut(np, x, starts, at);
}

function split(np: Np, x: NodeId, sections: Sections, axis: number): NodeId[] {
  const length = np.shapeOf(x)[normalizeAxis(axis, np.rankOf(x))]!;
  if (typeof sections === 'number' && length % sections !== 0)
    throw arrayError(`an axis of length ${length} cannot be split into ${sections} equal parts`);
  return splitUnevenly(np, x, sections, axis);
}

const given = { ary: p.array, indices_or_sections: p.integers };

export const splitting: readonly NumpyFunction[] = [
  returning(
    'number[]',
    define(
      'np.split',
      'Equal parts of an axis, or those between places.',
      { ...given, axis: p.or(p.integer, 0) },
      (np, { ary, indices_or_sections, axis }) => split(np, ary, indices_or_sections, axis),
    ),
  ),
  returning(
    'number[]',
    define(
      'np.array_split',
      'Nearly equal parts of an axis, or those between places.',
      { ...given, axis: p.or(p.integer, 0) },
      (np, { ary, indices_or_sections, axis }) => splitUnevenly(np, ary, indices_or_sections, axis),
    ),
  ),
  returning(
    'number[]',
    define('np.hsplit', 'Split from left to right.', given, (np, { ary, indices_or_sections }) =>
      split(np, ary, indices_or_sections, np.rankOf(ary) === 1 ? 0 : 1),
    ),
  ),
  returning(
    'number[]',
    define('np.vsplit', 'Split into groups of rows.', given, (np, { ary, indices_or_sections }) => {
      if (np.rankOf(ary) < 2) throw arrayError('np.vsplit takes arrays of two axes or more');
      return split(np, ary, indices_or_sections, 0);
    }),
  ),
  returning(
    'number[]',
    define('np.dsplit', 'Split along the third axis.', given, (np, { ary, indices_or_sections }) =>
      split(np, ary, indices_or_sections, 2),
    ),
  ),
];
