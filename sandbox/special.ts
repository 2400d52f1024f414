/** `special` for numbers: the rows of the table of primitives that have such a name, and functions composed of them. */

import { family, type Scalar } from './elementwise.ts';
import { NativeMath } from './intrinsics.ts';
import { namespace } from './namespace.ts';
import { add, sub } from './numbers.ts';
import { numeric } from './numpy.ts';
import { membersOf } from './tables.ts';
import { pinned } from './tracer.ts';

const rows = family('special.', numeric);

/** Log of the multivariate gamma function of dimension d (DLMF 35.3.4). */
function multigammaln(a: unknown, d: unknown): Scalar {
  const x = numeric('special.multigammaln', a);
  const dimension = pinned(numeric('special.multigammaln', d));
  if (!(dimension >= 1 && dimension === NativeMath.floor!(dimension))) {
    throw new RangeError(`special.multigammaln expects a whole dimension from 1, got ${dimension}`);
  }
  let result: Scalar = (dimension * (dimension - 1) * NativeMath.log!(Math.PI)) / 4;
  for (let j = 0; j < dimension; j++) result = add(result, rows.gammaln!(sub(x, j / 2)));
  return result;
}

export const special = namespace('special', membersOf('special', { multigammaln }, rows));
