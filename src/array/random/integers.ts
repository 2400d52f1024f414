/** Uniformly distributed integers between bounds that broadcast: `randint` and `integers`. */

import { arrayError } from '../ndarray.ts';
import { type Drawn, fill, type Real, type Size } from './fill.ts';
import { checkDomain, INTEGER } from './method.ts';
import type { Source } from './source.ts';

/** Bounds as NumPy takes them: without `high`, they are 0 and `low`. */
export interface Bounds {
  readonly low: Real;
  readonly high: Real | undefined;
  /** Whether `high` itself may be drawn. */
  readonly endpoint: boolean;
  readonly dtype: IntegerType | undefined;
}

/** Other dtypes use up the bits of a generator in other ways, so they are refused rather than made of other numbers than NumPy's. */
export type IntegerType = 'int64' | 'int';

/** Return integers within the bounds. Throws E_SCRIPT where there is none, or a bound is no integer. */
export function integersBetween(source: Source, bounds: Bounds, size: Size): Drawn {
  const [low, high] = bounds.high === undefined ? [0, bounds.low] : [bounds.low, bounds.high];
  if (bounds.dtype !== undefined && bounds.dtype !== 'int64' && bounds.dtype !== 'int')
    throw arrayError(`random integers are of dtype int64, not ${bounds.dtype}`);
  checkDomain('low', low, INTEGER);
  checkDomain('high', high, INTEGER);
  return fill(size, 'int64', [low, high], (from, to) => {
    const steps = bounds.endpoint ? to - from : to - from - 1;
    if (steps < 0)
      throw arrayError(`there is no integer from ${from} to ${to}${bounds.endpoint ? '' : ', excluded'}`);
    if (steps >= 2 ** 53) throw arrayError(`from ${from} to ${to} there are more than 2^53 integers`);
    return from + source.integer(steps);
  });
}
