/**
 * Arithmetic, masks and the choice between two numbers: what JavaScript and WebAssembly define alike, bit for bit. Every
 * mode has its own recurrence for these (`derive/`); the tables of functions build on them.
 */

import type { Primitive } from './primitive.ts';

const ieee = 'IEEE 754-2019';
const bool = (holds: boolean): number => (holds ? 1 : 0);
const anywhere = [-3, 3] as const;
const mask = { kind: 'mask' } as const;

export const arithmetic = {
  add: {
    doc: 'x + y',
    names: [],
    arity: 2,
    value: { from: 'ieee', kernel: (x, y) => x + y },
    derivative: { kind: 'add' },
    samples: [anywhere, anywhere],
    source: ieee,
  },
  sub: {
    doc: 'x − y',
    names: [],
    arity: 2,
    value: { from: 'ieee', kernel: (x, y) => x - y },
    derivative: { kind: 'sub' },
    samples: [anywhere, anywhere],
    source: ieee,
  },
  mul: {
    doc: 'x · y',
    names: [],
    arity: 2,
    value: { from: 'ieee', kernel: (x, y) => x * y },
    derivative: { kind: 'mul' },
    samples: [anywhere, anywhere],
    source: ieee,
  },
  div: {
    doc: 'x / y',
    names: [],
    arity: 2,
    value: { from: 'ieee', kernel: (x, y) => x / y },
    derivative: { kind: 'div' },
    samples: [anywhere, [0.5, 3]],
    source: ieee,
  },
  neg: {
    doc: '−x',
    names: [],
    arity: 1,
    value: { from: 'ieee', kernel: (x) => -x },
    derivative: { kind: 'neg' },
    samples: [anywhere],
    source: ieee,
  },
  where: {
    doc: 'mask ? x : y, the other side structurally absent',
    names: [],
    arity: 3,
    value: { from: 'ieee', kernel: (m, x, y) => (m !== 0 ? x : y) },
    derivative: { kind: 'where' },
    samples: [1, anywhere, anywhere],
    source: ieee,
  },
  lt: {
    doc: 'mask: x < y',
    names: [],
    arity: 2,
    value: { from: 'ieee', kernel: (x, y) => bool(x < y) },
    derivative: mask,
    samples: [anywhere, anywhere],
    source: ieee,
  },
  le: {
    doc: 'mask: x ≤ y',
    names: [],
    arity: 2,
    value: { from: 'ieee', kernel: (x, y) => bool(x <= y) },
    derivative: mask,
    samples: [anywhere, anywhere],
    source: ieee,
  },
  eq: {
    doc: 'mask: x = y',
    names: [],
    arity: 2,
    value: { from: 'ieee', kernel: (x, y) => bool(x === y) },
    derivative: mask,
    samples: [anywhere, anywhere],
    source: ieee,
  },
  and: {
    doc: 'mask: both masks',
    names: [],
    arity: 2,
    value: { from: 'ieee', kernel: (x, y) => bool(x !== 0 && y !== 0) },
    derivative: mask,
    samples: [1, 1],
    source: ieee,
  },
} satisfies Record<string, Primitive>;
