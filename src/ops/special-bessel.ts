/**
 * Bessel functions. Their derivatives are differences (sums) of the neighbouring orders: no division by x, so every order
 * is exact at 0, and n derivatives need only the orders up to n away.
 */

import type { NodeId } from '../graph/graph.ts';
import { type Builder, none, type Primitive, type Smooth } from './primitive.ts';

/** A family of solutions C_n and how its orders are named. */
interface Family {
  /** The primitive C(n, x). */
  readonly general: string;
  /** The primitives C₀(x) and C₁(x), where they have rows of their own. */
  readonly low?: readonly [string, string];
  /** C_{−n} for whole n is (mirror)ⁿ·C_n. */
  readonly mirror: 1 | -1;
}

const J: Family = { general: 'jn', low: ['j0', 'j1'], mirror: -1 };
const Y: Family = { general: 'yn', low: ['y0', 'y1'], mirror: -1 };
const I: Family = { general: 'iv', low: ['i0', 'i1'], mirror: 1 };
const SCALED_I: Family = { general: 'ive', mirror: 1 };

/** The node C_n(x), in the one form that all rules use, so that equal functions are one node. */
function member(b: Builder, { general, low, mirror }: Family, n: NodeId, x: NodeId): NodeId {
  const order = b.constantValue(n);
  if (order === undefined || !Number.isInteger(order)) return b.apply(general, n, x);
  const size = Math.abs(order);
  const node = size < 2 && low ? b.apply(low[size]!, x) : b.apply(general, b.constant(size), x);
  return order < 0 && size % 2 === 1 && mirror === -1 ? b.neg(node) : node;
}

/** (C_{n−1} ± C_{n+1})/2, where the sign is the family's mirror (DLMF 10.6.1, 10.29.1). */
function neighbours(b: Builder, family: Family, n: NodeId, x: NodeId): NodeId {
  const one = b.constant(1);
  const below = member(b, family, b.sub(n, one), x);
  const above = member(b, family, b.add(n, one), x);
  return b.mul(b.constant(0.5), family.mirror === 1 ? b.add(below, above) : b.sub(below, above));
}

/** The rule of a row of fixed order. */
function ofOrder(family: Family, n: 0 | 1): Smooth {
  return { kind: 'smooth', partials: (b, [x]) => [neighbours(b, family, b.constant(n), x!)] };
}

const noOrder = none('only the argument of a Bessel function is differentiated, not its order');

/** The rule of a row C(n, x). */
function ofAnyOrder(family: Family): Smooth {
  return { kind: 'smooth', partials: (b, [n, x]) => [noOrder, neighbours(b, family, n!, x!)] };
}

const anywhere = [-8, 12] as const;
const positive = [0.4, 12] as const;
const moderate = [-4, 4] as const;

export const bessel = {
  j0: {
    doc: 'Bessel function of the first kind of order 0',
    names: ['special.j0'],
    arity: 1,
    value: { from: 'special', name: 'j0' },
    derivative: ofOrder(J, 0),
    samples: [anywhere],
    at: [[[0], 0]],
    source: 'DLMF 10.6',
  },
  j1: {
    doc: 'Bessel function of the first kind of order 1',
    names: ['special.j1'],
    arity: 1,
    value: { from: 'special', name: 'j1' },
    derivative: ofOrder(J, 1),
    samples: [anywhere],
    at: [[[0], 0.5]],
    source: 'DLMF 10.6',
  },
  jn: {
    doc: 'Bessel function of the first kind of whole order n',
    names: ['special.jn'],
    arity: 2,
    value: { from: 'special', name: 'jn' },
    derivative: ofAnyOrder(J),
    samples: [3, anywhere],
    at: [
      [[-1, 0], -0.5],
      [[2, 0], 0],
    ],
    source: 'DLMF 10.6',
  },
  y0: {
    doc: 'Bessel function of the second kind of order 0',
    names: ['special.y0'],
    arity: 1,
    value: { from: 'special', name: 'y0' },
    derivative: ofOrder(Y, 0),
    samples: [positive],
    source: 'DLMF 10.6',
  },
  y1: {
    doc: 'Bessel function of the second kind of order 1',
    names: ['special.y1'],
    arity: 1,
    value: { from: 'special', name: 'y1' },
    derivative: ofOrder(Y, 1),
    samples: [positive],
    source: 'DLMF 10.6',
  },
  yn: {
    doc: 'Bessel function of the second kind of whole order n',
    names: ['special.yn'],
    arity: 2,
    value: { from: 'special', name: 'yn' },
    derivative: ofAnyOrder(Y),
    samples: [2, positive],
    source: 'DLMF 10.6',
  },
  i0: {
    doc: 'modified Bessel function of the first kind of order 0',
    names: ['special.i0', 'np.i0'],
    arity: 1,
    value: { from: 'special', name: 'i0' },
    derivative: ofOrder(I, 0),
    samples: [moderate],
    at: [[[0], 0]],
    source: 'DLMF 10.29',
  },
  i1: {
    doc: 'modified Bessel function of the first kind of order 1',
    names: ['special.i1'],
    arity: 1,
    value: { from: 'special', name: 'i1' },
    derivative: ofOrder(I, 1),
    samples: [moderate],
    at: [[[0], 0.5]],
    source: 'DLMF 10.29',
  },
  iv: {
    doc: 'modified Bessel function of the first kind of real order v',
    names: ['special.iv'],
    arity: 2,
    value: { from: 'special', name: 'iv' },
    derivative: ofAnyOrder(I),
    samples: [2.5, [0.4, 4]],
    at: [
      [[-1, 0], 0.5],
      [[2, 0], 0],
    ],
    source: 'DLMF 10.29',
  },
  ive: {
    doc: 'exp(−|x|) times the modified Bessel function of the first kind of real order v',
    names: ['special.ive'],
    arity: 2,
    value: { from: 'special', name: 'ive' },
    derivative: {
      kind: 'smooth',
      partials: (b, [v, x], out) => [
        noOrder,
        b.sub(neighbours(b, SCALED_I, v!, x!), b.mul(b.apply('sign', x!), out)),
      ],
    },
    samples: [1, [0.4, 12]],
    at: [[[0, 0], 0]],
    source: 'DLMF 10.29',
  },
} satisfies Record<string, Primitive>;
