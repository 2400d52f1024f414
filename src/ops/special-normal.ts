/** The logarithm of the normal distribution function: a row for it, and one for all its derivatives, which a rule in nodes would cancel in. */

import { none, type Primitive } from './primitive.ts';

export const normal = {
  log_ndtr: {
    doc: 'logarithm of the normal distribution function, accurate far below 0',
    names: ['special.log_ndtr'],
    arity: 1,
    value: { from: 'special', name: 'log_ndtr' },
    derivative: { kind: 'smooth', partials: (b, [x]) => [b.apply('logNdtrSlope', b.constant(1), x!)] },
    samples: [[-6, 4]],
    at: [[[0], Math.sqrt(2 / Math.PI)]],
    source: 'scipy.special.log_ndtr',
  },
  logNdtrSlope: {
    doc: 'n-th derivative of log_ndtr',
    names: [],
    arity: 2,
    value: { from: 'special', name: 'logNdtrSlope' },
    derivative: {
      kind: 'smooth',
      partials: (b, [n, x]) => [
        none('the order of a derivative is a whole number'),
        b.apply('logNdtrSlope', b.add(n!, b.constant(1)), x!),
      ],
    },
    samples: [2, [-6, 4]],
    at: [[[1, 0], -2 / Math.PI]],
    source: 'kernels/special/normal.ts',
  },
} satisfies Record<string, Primitive>;
