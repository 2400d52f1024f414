/**
 * Functions with kinks and steps. Piecewise linear ones say which pieces exist where (a side that is not taken is
 * structurally absent, so its infinities do no harm); piecewise constant ones have derivative zero.
 */

import type { NodeId } from '../graph/graph.ts';
import { type Builder, type Kernel, type Primitive, zero } from './primitive.ts';

const anywhere = [-3, 3] as const;
const betweenIntegers = [0.1, 0.4] as const;

/** A step function: derivative zero. `names` as scripts call it. */
function step(doc: string, names: readonly string[], kernel: Kernel, source: string) {
  return {
    doc,
    names,
    arity: 1,
    value: { from: 'ieee', kernel },
    derivative: zero,
    samples: [betweenIntegers],
    at: [[[2], 0]],
    source,
  } as const satisfies Primitive;
}

/** The pieces of max (min, with x and y swapped in the comparison): a tie shares the derivative equally. */
function larger(b: Builder, x: NodeId, y: NodeId, xWins: NodeId, yWins: NodeId) {
  const tie = b.eq(x, y);
  return [
    { input: 0, mask: xWins, weight: 1 },
    { input: 1, mask: yWins, weight: 1 },
    { input: 0, mask: tie, weight: 0.5 },
    { input: 1, mask: tie, weight: 0.5 },
  ];
}

/** Round half to even. */
function rint(x: number): number {
  const floor = Math.floor(x);
  const fraction = x - floor;
  const up = fraction > 0.5 || (fraction === 0.5 && floor % 2 !== 0);
  if (!up) return floor;
  return floor === -1 ? -0 : floor + 1;
}

export const piecewise = {
  abs: {
    doc: 'absolute value; derivative 0 at 0',
    names: ['Math.abs', 'np.abs', 'np.absolute', 'np.fabs'],
    arity: 1,
    value: { from: 'ieee', kernel: Math.abs },
    derivative: {
      kind: 'pieces',
      pieces: (b, [x]) => [
        { input: 0, mask: b.lt(b.constant(0), x!), weight: 1 },
        { input: 0, mask: b.lt(x!, b.constant(0)), weight: -1 },
      ],
    },
    samples: [[0.2, 3]],
    at: [
      [[0], 0],
      [[-2], -1],
    ],
    source: 'INTERFACE section 3',
  },
  max: {
    doc: 'the larger of two numbers, NaN if one is; a tie shares the derivative equally',
    names: ['np.maximum'],
    arity: 2,
    value: { from: 'ieee', kernel: (x, y) => Math.max(x, y) },
    derivative: {
      kind: 'pieces',
      pieces: (b, [x, y]) => larger(b, x!, y!, b.lt(y!, x!), b.lt(x!, y!)),
    },
    samples: [anywhere, anywhere],
    at: [
      [[1, 1], 0.5],
      [[1, 2], 0],
    ],
    source: 'INTERFACE section 3',
  },
  min: {
    doc: 'the smaller of two numbers, NaN if one is; a tie shares the derivative equally',
    names: ['np.minimum'],
    arity: 2,
    value: { from: 'ieee', kernel: (x, y) => Math.min(x, y) },
    derivative: {
      kind: 'pieces',
      pieces: (b, [x, y]) => larger(b, x!, y!, b.lt(x!, y!), b.lt(y!, x!)),
    },
    samples: [anywhere, anywhere],
    at: [
      [[1, 1], 0.5],
      [[2, 1], 0],
    ],
    source: 'INTERFACE section 3',
  },
  clip: {
    doc: 'x limited to lo … hi; derivative 0 at a bound',
    names: ['np.clip'],
    arity: 3,
    value: { from: 'ieee', kernel: (x, lo, hi) => Math.min(Math.max(x, lo), hi) },
    derivative: {
      kind: 'pieces',
      pieces: (b, [x, lo, hi]) => [
        { input: 0, mask: b.and(b.lt(lo!, x!), b.lt(x!, hi!)), weight: 1 },
        { input: 1, mask: b.and(b.lt(x!, lo!), b.lt(lo!, hi!)), weight: 1 },
        { input: 2, mask: b.lt(hi!, b.apply('max', x!, lo!)), weight: 1 },
      ],
    },
    samples: [anywhere, -1, 1],
    at: [
      [[1, -1, 1], 0],
      [[0, -1, 1], 1],
    ],
    source: 'NumPy clip; INTERFACE section 3',
  },
  sign: step('−1, 0 or 1', ['Math.sign', 'np.sign'], Math.sign, 'ECMA-262 Math.sign'),
  floor: step('greatest integer ≤ x', ['Math.floor', 'np.floor'], Math.floor, 'ECMA-262 Math.floor'),
  ceil: step('least integer ≥ x', ['Math.ceil', 'np.ceil'], Math.ceil, 'ECMA-262 Math.ceil'),
  trunc: step(
    'x without its fraction',
    ['Math.trunc', 'np.trunc', 'np.fix'],
    Math.trunc,
    'ECMA-262 Math.trunc',
  ),
  round: step('nearest integer, halves up', ['Math.round'], Math.round, 'ECMA-262 Math.round'),
  rint: step('nearest integer, halves to even', ['np.rint'], rint, 'NumPy rint'),
  toInt32: step('x | 0', [], (x) => x | 0, 'ECMA-262 ToInt32'),
  toUint32: step('x >>> 0', [], (x) => x >>> 0, 'ECMA-262 ToUint32'),
} satisfies Record<string, Primitive>;
