/**
 * The logarithm of the normal distribution function Φ. Its derivative is the hazard h = φ/Φ, and h′ = −h·(x + h); that sum has a
 * row of its own, as it cancels far below 0.
 */

import type { Primitive } from './primitive.ts';

export const normal = {
  log_ndtr: {
    doc: 'logarithm of the normal distribution function, accurate far below 0',
    names: ['special.log_ndtr'],
    arity: 1,
    value: { from: 'special', name: 'log_ndtr' },
    derivative: { kind: 'smooth', partials: (b, [x]) => [b.apply('normalHazard', x!)] },
    samples: [[-6, 4]],
    at: [[[0], Math.sqrt(2 / Math.PI)]],
    source: 'scipy.special.log_ndtr',
  },
  normalHazard: {
    doc: 'normal density over distribution function',
    names: [],
    arity: 1,
    value: { from: 'special', name: 'normalHazard' },
    derivative: {
      kind: 'smooth',
      partials: (b, [x], out) => [b.neg(b.mul(out, b.apply('normalShortfall', x!)))],
    },
    samples: [[-6, 4]],
    at: [[[0], -2 / Math.PI]],
    source: 'DLMF 7.8',
  },
  normalShortfall: {
    doc: 'x plus normal density over distribution function',
    names: [],
    arity: 1,
    value: { from: 'special', name: 'normalShortfall' },
    derivative: {
      kind: 'smooth',
      partials: (b, [x], out) => [b.sub(b.constant(1), b.mul(out, b.apply('normalHazard', x!)))],
    },
    samples: [[-6, 4]],
    at: [[[0], 1 - 2 / Math.PI]],
    source: 'DLMF 7.8',
  },
} satisfies Record<string, Primitive>;
