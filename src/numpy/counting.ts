/** How often whole numbers occur, or how much they weigh together. What only asks which elements occur is in `sorting.ts`. */

import { arrayError, sameShape, showShape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';

/** The counts, or sums of weights, of 0, 1, 2 … in x: as many as its largest element asks for, and at least `minlength`. */
function bincount(np: Np, x: NodeId, weights: NodeId | null, minlength: number): NodeId {
  const shape = np.shapeOf(x);
  if (shape.length !== 1)
    throw arrayError(`np.bincount expects a vector, got an array of ${shape.length} axes`);
  if (minlength < 0) throw arrayError('np.bincount: minlength must not be negative');
  if (weights !== null && !sameShape(np.shapeOf(weights), shape))
    throw arrayError(
      `np.bincount: weights of shape ${showShape(np.shapeOf(weights))} do not fit ${shape[0]} numbers`,
    );
  let length = minlength;
  for (const value of np.pinned(x).data) {
    if (!Number.isInteger(value) || value < 0)
      throw arrayError(`np.bincount expects whole numbers from 0, got ${value}`);
    length = Math.max(length, value + 1);
  }
  const ones = { shape, dtype: 'int64', data: new Float64Array(shape[0]!).fill(1) } as const;
  const added = weights === null ? np.literal(ones) : np.cast(weights, 'float64');
  return np.scatter(added, x, [length]);
}

export const counting: readonly NumpyFunction[] = [
  define(
    'np.bincount',
    'How often 0, 1, 2 … occur in a vector of whole numbers, or the sums of their weights.',
    { x: p.array, weights: p.or(p.array, null), minlength: p.or(p.integer, 0) },
    (np, { x, weights, minlength }) => bincount(np, x, weights, minlength),
  ),
];
