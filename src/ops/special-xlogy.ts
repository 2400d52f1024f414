/** Products with a logarithm, 0 where the factor is 0: what densities have in their exponents. */

import type { NodeId } from '../graph/graph.ts';
import type { Builder, Primitive } from './primitive.ts';

/** x/y, but 0/0 is 0. */
function ratio(b: Builder, x: NodeId, y: NodeId): NodeId {
  const nought = b.constant(0);
  return b.where(b.and(b.eq(x, nought), b.eq(y, nought)), nought, b.div(x, y));
}

export const xlogs = {
  xlogy: {
    doc: 'x·log(y), 0 where x is 0',
    names: ['special.xlogy'],
    arity: 2,
    value: { from: 'host', kernel: (libm) => (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * libm.log(y)) },
    derivative: {
      kind: 'smooth',
      partials: (b, [x, y]) => [b.apply('log', y!), ratio(b, x!, y!)],
    },
    samples: [
      [-2, 2],
      [0.3, 4],
    ],
    at: [[[0, 2], Math.LN2]],
    source: 'scipy.special.xlogy',
  },
  xlog1py: {
    doc: 'x·log(1 + y), 0 where x is 0',
    names: ['special.xlog1py'],
    arity: 2,
    value: {
      from: 'host',
      kernel: (libm) => (x, y) => (x === 0 && !Number.isNaN(y) ? 0 : x * libm.log1p(y)),
    },
    derivative: {
      kind: 'smooth',
      partials: (b, [x, y]) => [b.apply('log1p', y!), ratio(b, x!, b.add(b.constant(1), y!))],
    },
    samples: [
      [-2, 2],
      [-0.7, 3],
    ],
    at: [[[0, 1], Math.LN2]],
    source: 'scipy.special.xlog1py',
  },
} satisfies Record<string, Primitive>;
