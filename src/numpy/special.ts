/** Special functions that are composed of others; those of the table of primitives are in `elementwise.ts`. */

import { arrayError } from '../array/ndarray.ts';
import { define, type NumpyFunction } from './define.ts';
import * as p from './parameters.ts';

export const special: readonly NumpyFunction[] = [
  define(
    'special.multigammaln',
    'Logarithm of the multivariate gamma function of dimension d.',
    { a: p.array, d: p.integer },
    (np, { a, d }) => {
      if (d < 1) throw arrayError(`special.multigammaln expects a whole dimension from 1, got ${d}`);
      // DLMF 35.3.4
      const terms = Array.from({ length: d }, (_, j) => np.apply('gammaln', np.sub(a, np.constant(j / 2))));
      return terms.reduce(
        (sum, term) => np.add(sum, term),
        np.constant((d * (d - 1) * Math.log(Math.PI)) / 4),
      );
    },
  ),
];
