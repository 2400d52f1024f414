/** np.piecewise on values; the sandbox turns functions among them into their values at x first. */

import { arrayError } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import * as p from './parameters.ts';
import { where } from './selection.ts';

/** Values; in scripts also functions of x. */
const choices: typeof p.arrays = { ...p.arrays, type: '(ArrayLike | ((x: number) => ArrayLike))[]' };

export const piecewise: readonly NumpyFunction[] = [
  define(
    'np.piecewise',
    'For each element the value whose condition holds (the last one that does), else the one value more, else 0.',
    { x: p.array, condlist: p.arrays, funclist: choices },
    (np, { x, condlist, funclist }) => {
      const extra = funclist.length - condlist.length;
      if (extra !== 0 && extra !== 1)
        throw arrayError(
          `np.piecewise got ${funclist.length} functions for ${condlist.length} conditions; as many or one more are needed`,
        );
      const otherwise = extra === 1 ? funclist.at(-1)! : np.constant(0);
      const shape = np.shapeOf(x);
      return condlist.reduce<NodeId>(
        (result, condition, i) => where(np, condition, funclist[i]!, result),
        np.broadcast(otherwise, shape),
      );
    },
  ),
];
