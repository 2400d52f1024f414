/**
 * `np.r_` and `np.c_`: arrays, numbers and slices of numbers joined, as NumPy's objects of these names do between brackets. A first text
 * of one to three whole numbers says along which axis, with how many axes at least, and where the axes of what has fewer begin.
 */

import { arrayError } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import { joined } from './joining.ts';
import type { Argument, Np } from './np.ts';
import * as p from './parameters.ts';
import { atLeast, range } from './shape.ts';

interface Layout {
  readonly axis: number;
  readonly rank: number;
  /** At which axis of the result those of an array with fewer begin; −1: they are the last ones. */
  readonly start: number;
}

const DIRECTIVE = /^\s*-?\d+\s*(,\s*-?\d+\s*){0,2}$/;

function joinedItems(np: Np, items: readonly Argument[], standard: Layout): NodeId {
  const [first] = items;
  const hasDirective = typeof first === 'string' && DIRECTIVE.test(first);
  const layout = hasDirective ? layoutOf(first, standard) : standard;
  const parts = (hasDirective ? items.slice(1) : items).map((item) => {
    const array = typeof item === 'string' ? numbersOf(np, item) : p.arrayOf(np, item, 'np.r_');
    return placed(np, array, layout);
  });
  return joined(np, parts, layout.axis);
}

function layoutOf(directive: string, standard: Layout): Layout {
  const [axis, rank, start] = directive.split(',').map(Number);
  return { axis: axis!, rank: rank ?? standard.rank, start: start ?? standard.start };
}

/** Give an array the axes it lacks: behind its own, before them, or on both sides. */
function placed(np: Np, x: NodeId, { rank, start }: Layout): NodeId {
  const own = np.rankOf(x);
  const missing = rank - own;
  if (start === -1 || missing <= 0) return atLeast(np, x, rank);
  const first = start < 0 ? start + missing + 1 : start;
  return np.expand(
    x,
    range(rank).filter((axis) => axis < first || axis >= first + own),
  );
}

const SLICE = /^\s*([^:]*):([^:]*)(?::([^:]*))?$/;

/** The numbers of a slice: `start:stop:step`, or `start:stop:5j` for five numbers, the last included. */
function numbersOf(np: Np, text: string): NodeId {
  const [, start, stop, step] = SLICE.exec(text) ?? [];
  const isCount = step?.trim().endsWith('j') === true;
  const [from, to] = [numberOr(start, 0), numberOr(stop, Number.NaN)];
  const distance = isCount ? Number(step!.trim().slice(0, -1)) : numberOr(step, 1);
  if (Number.isNaN(from + to + distance) || distance === 0)
    throw arrayError(`np.r_: ${JSON.stringify(text)} is no slice such as "0:5", "0:1:0.1" or "0:1:5j"`);
  const count = isCount ? Math.floor(Math.abs(distance)) : Math.max(0, Math.ceil((to - from) / distance));
  const size = isCount ? (to - from) / Math.max(1, count - 1) : distance;
  const data = Float64Array.from(range(count), (i) =>
    isCount && i === count - 1 && i > 0 ? to : from + i * size,
  );
  const isWhole = !isCount && [from, to, distance].every(Number.isInteger);
  return np.literal({ shape: [count], dtype: isWhole ? 'int64' : 'float64', data });
}

function numberOr(text: string | undefined, standard: number): number {
  return text === undefined || text.trim() === '' ? standard : Number(text);
}

const items: p.Parameter<readonly Argument[]> = {
  type: 'string | ArrayLike',
  rest: true,
  parse: (_, argument) => argument as readonly Argument[],
};

export const brackets: readonly NumpyFunction[] = [
  define('np.r_', 'Arrays, numbers and slices joined along the first axis.', { items }, (np, { items }) =>
    joinedItems(np, items, { axis: 0, rank: 1, start: -1 }),
  ),
  define('np.c_', 'Arrays, numbers and slices as columns, joined.', { items }, (np, { items }) =>
    joinedItems(np, items, { axis: -1, rank: 2, start: 0 }),
  ),
];
