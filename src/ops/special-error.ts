/** Error functions, logistic functions and sinc: smooth steps and bumps of one argument. */

import type { NodeId } from '../graph/graph.ts';
import { sinc, sincDerivative } from './kernels/sinc.ts';
import { type Builder, none, type Primitive } from './primitive.ts';

const TWO_OVER_ROOT_PI = 1.1283791670955126;

/** c·exp(−x²). */
const bell = (b: Builder, c: number, x: NodeId): NodeId =>
  b.mul(b.constant(c), b.apply('exp', b.neg(b.mul(x, x))));

/** c·exp(y²). */
const inverseBell = (b: Builder, c: number, y: NodeId): NodeId =>
  b.mul(b.constant(c), b.apply('exp', b.mul(y, y)));

export const steps = {
  erf: {
    doc: 'error function',
    names: ['special.erf'],
    arity: 1,
    value: { from: 'special', name: 'erf' },
    derivative: { kind: 'smooth', partials: (b, [x]) => [bell(b, TWO_OVER_ROOT_PI, x!)] },
    samples: [[-3, 3]],
    at: [[[0], TWO_OVER_ROOT_PI]],
    source: 'DLMF 7.2',
  },
  erfc: {
    doc: '1 − erf(x), accurate for large x',
    names: ['special.erfc'],
    arity: 1,
    value: { from: 'special', name: 'erfc' },
    derivative: { kind: 'smooth', partials: (b, [x]) => [bell(b, -TWO_OVER_ROOT_PI, x!)] },
    samples: [[-3, 3]],
    at: [[[0], -TWO_OVER_ROOT_PI]],
    source: 'DLMF 7.2',
  },
  erfinv: {
    doc: 'inverse of erf',
    names: ['special.erfinv'],
    arity: 1,
    value: { from: 'special', name: 'erfinv' },
    derivative: { kind: 'smooth', partials: (b, _, out) => [inverseBell(b, 1 / TWO_OVER_ROOT_PI, out)] },
    samples: [[-0.9, 0.9]],
    at: [
      [[0], 1 / TWO_OVER_ROOT_PI],
      [[1], Infinity],
    ],
    source: 'DLMF 7.17',
  },
  erfcinv: {
    doc: 'inverse of erfc',
    names: ['special.erfcinv'],
    arity: 1,
    value: { from: 'special', name: 'erfcinv' },
    derivative: { kind: 'smooth', partials: (b, _, out) => [inverseBell(b, -1 / TWO_OVER_ROOT_PI, out)] },
    samples: [[0.1, 1.9]],
    at: [
      [[1], -1 / TWO_OVER_ROOT_PI],
      [[0], -Infinity],
    ],
    source: 'DLMF 7.17',
  },
  expit: {
    doc: 'logistic function 1/(1 + exp(−x))',
    names: ['special.expit'],
    arity: 1,
    value: { from: 'special', name: 'expit' },
    // out·(1 − out) would lose the tail at large x
    derivative: { kind: 'smooth', partials: (b, [x], out) => [b.mul(out, b.apply('expitComplement', x!))] },
    samples: [[-5, 5]],
    at: [[[0], 0.25]],
    source: 'scipy.special.expit',
  },
  expitComplement: {
    doc: '1 − expit(x), accurate for large x',
    names: [],
    arity: 1,
    value: { from: 'special', name: 'expitComplement' },
    derivative: {
      kind: 'smooth',
      partials: (b, [x], out) => [b.neg(b.mul(out, b.apply('expit', x!)))],
    },
    samples: [[-5, 5]],
    at: [[[0], -0.25]],
    source: 'scipy.special.expit',
  },
  logit: {
    doc: 'log(x/(1 − x)), the inverse of expit',
    names: ['special.logit'],
    arity: 1,
    value: { from: 'special', name: 'logit' },
    derivative: {
      kind: 'smooth',
      partials: (b, [x]) => [b.div(b.constant(1), b.mul(x!, b.sub(b.constant(1), x!)))],
    },
    samples: [[0.1, 0.9]],
    at: [
      [[0.5], 4],
      [[0], Infinity],
      [[1], Infinity],
    ],
    source: 'scipy.special.logit',
  },
  sinc: {
    doc: 'sin(πx)/(πx)',
    names: ['np.sinc', 'special.sinc'],
    arity: 1,
    value: { from: 'host', kernel: (libm) => (x) => sinc(libm, x) },
    derivative: { kind: 'smooth', partials: (b, [x]) => [b.apply('sincDerivative', b.constant(1), x!)] },
    samples: [[-3, 3]],
    at: [
      [[0], 0],
      [[1], -1],
    ],
    source: 'NumPy sinc',
  },
  sincDerivative: {
    doc: 'n-th derivative of sinc',
    names: [],
    arity: 2,
    value: { from: 'host', kernel: (libm) => (n, x) => sincDerivative(libm, n, x) },
    derivative: {
      kind: 'smooth',
      partials: (b, [n, x]) => [
        none('the order of a derivative is a whole number'),
        b.apply('sincDerivative', b.add(n!, b.constant(1)), x!),
      ],
    },
    samples: [2, [-3, 3]],
    at: [
      [[1, 0], -(Math.PI ** 2) / 3],
      [[2, 0], 0],
    ],
    source: 'kernels/sinc.ts',
  },
} satisfies Record<string, Primitive>;
