/**
 * The smooth elementary functions: a value from QuickJS's libm (or our own kernel over it) and one derivative rule each. A
 * rule emits nodes only, so it can be differentiated again; it is chosen to stay accurate in every order, also far out
 * and at zeros, not to be short.
 */

import type { NodeId } from '../graph/graph.ts';
import { type Builder, type Partial, type Primitive, type Smooth, zero } from './primitive.ts';

const dlmf4 = 'DLMF chapter 4';
const anywhere = [-3, 3] as const;

/** The derivative of a function of one argument. */
function d(rule: (b: Builder, x: NodeId, out: NodeId) => Partial): Smooth {
  return { kind: 'smooth', partials: (b, [x], out) => [rule(b, x!, out)] };
}

/** The derivative of a function of two arguments. */
function d2(rule: (b: Builder, x: NodeId, y: NodeId, out: NodeId) => readonly Partial[]): Smooth {
  return { kind: 'smooth', partials: (b, [x, y], out) => rule(b, x!, y!, out) };
}

/** c / denominator. */
const over = (b: Builder, c: number, denominator: NodeId): NodeId => b.div(b.constant(c), denominator);

const square = (b: Builder, x: NodeId): NodeId => b.mul(x, x);

/** 1 − x², without the cancellation near ±1. */
const oneMinusSquare = (b: Builder, x: NodeId): NodeId => {
  const one = b.constant(1);
  return b.mul(b.sub(one, x), b.add(one, x));
};

const onePlusSquare = (b: Builder, x: NodeId): NodeId => b.add(b.constant(1), square(b, x));

/** ∂(xᵖ)/∂x for a constant p: exact at x = 0 in every order that is finite there. */
function powerRule(b: Builder, x: NodeId, p: number, out: NodeId): Partial {
  if (p === 0) return zero;
  const factor = b.constant(p);
  if (Number.isInteger(p) && Math.abs(p) <= 4096) {
    return p > 0 ? b.mul(factor, b.power(x, p - 1)) : b.div(factor, b.power(x, 1 - p));
  }
  const quotient = (): NodeId => b.div(b.mul(factor, out), x);
  if (p < 0) return quotient(); // out/x is infinite at 0, as it should be
  if (p <= 8) return b.mul(factor, b.apply('pow', x, b.constant(p - 1)));
  return b.where(b.eq(x, b.constant(0)), b.constant(0), quotient());
}

export const elementary = {
  exp: {
    doc: 'e to the power x',
    names: ['Math.exp', 'np.exp'],
    arity: 1,
    value: { from: 'libm', name: 'exp' },
    derivative: d((_, _x, out) => out),
    samples: [anywhere],
    at: [[[0], 1]],
    source: dlmf4,
  },
  expm1: {
    doc: 'exp(x) − 1, accurate near 0',
    names: ['Math.expm1', 'np.expm1', 'special.expm1'],
    arity: 1,
    value: { from: 'libm', name: 'expm1' },
    derivative: d((b, x) => b.apply('exp', x)), // out + 1 would cancel for x far below 0
    samples: [anywhere],
    at: [[[0], 1]],
    source: dlmf4,
  },
  log: {
    doc: 'natural logarithm',
    names: ['Math.log', 'np.log'],
    arity: 1,
    value: { from: 'libm', name: 'log' },
    derivative: d((b, x) => over(b, 1, x)),
    samples: [[0.2, 5]],
    at: [[[0], Infinity]],
    source: dlmf4,
  },
  log1p: {
    doc: 'log(1 + x), accurate near 0',
    names: ['Math.log1p', 'np.log1p', 'special.log1p'],
    arity: 1,
    value: { from: 'libm', name: 'log1p' },
    derivative: d((b, x) => over(b, 1, b.add(b.constant(1), x))),
    samples: [[-0.7, 5]],
    at: [[[0], 1]],
    source: dlmf4,
  },
  log2: {
    doc: 'logarithm to base 2',
    names: ['Math.log2', 'np.log2'],
    arity: 1,
    value: { from: 'libm', name: 'log2' },
    derivative: d((b, x) => over(b, Math.LOG2E, x)),
    samples: [[0.2, 5]],
    source: dlmf4,
  },
  log10: {
    doc: 'logarithm to base 10',
    names: ['Math.log10', 'np.log10'],
    arity: 1,
    value: { from: 'libm', name: 'log10' },
    derivative: d((b, x) => over(b, Math.LOG10E, x)),
    samples: [[0.2, 5]],
    source: dlmf4,
  },
  sqrt: {
    doc: 'square root',
    names: ['Math.sqrt', 'np.sqrt'],
    arity: 1,
    value: { from: 'ieee', kernel: Math.sqrt },
    derivative: d((b, _, out) => over(b, 0.5, out)),
    samples: [[0.2, 5]],
    at: [
      [[0], Infinity],
      [[4], 0.25],
    ],
    source: dlmf4,
  },
  cbrt: {
    doc: 'cube root',
    names: ['Math.cbrt', 'np.cbrt', 'special.cbrt'],
    arity: 1,
    value: { from: 'libm', name: 'cbrt' },
    derivative: d((b, _, out) => over(b, 1, b.mul(b.constant(3), square(b, out)))),
    samples: [[0.2, 5]],
    at: [[[0], Infinity]],
    source: dlmf4,
  },
  sin: {
    doc: 'sine',
    names: ['Math.sin', 'np.sin'],
    arity: 1,
    value: { from: 'libm', name: 'sin' },
    derivative: d((b, x) => b.apply('cos', x)),
    samples: [anywhere],
    at: [[[0], 1]],
    source: dlmf4,
  },
  cos: {
    doc: 'cosine',
    names: ['Math.cos', 'np.cos'],
    arity: 1,
    value: { from: 'libm', name: 'cos' },
    derivative: d((b, x) => b.neg(b.apply('sin', x))),
    samples: [anywhere],
    at: [[[0], 0]],
    source: dlmf4,
  },
  tan: {
    doc: 'tangent',
    names: ['Math.tan', 'np.tan'],
    arity: 1,
    value: { from: 'libm', name: 'tan' },
    derivative: d((b, _, out) => onePlusSquare(b, out)),
    samples: [[-1.2, 1.2]],
    at: [[[0], 1]],
    source: dlmf4,
  },
  asin: {
    doc: 'inverse sine',
    names: ['Math.asin', 'np.arcsin', 'np.asin'],
    arity: 1,
    value: { from: 'libm', name: 'asin' },
    derivative: d((b, x) => over(b, 1, b.apply('sqrt', oneMinusSquare(b, x)))),
    samples: [[-0.8, 0.8]],
    at: [[[1], Infinity]],
    source: dlmf4,
  },
  acos: {
    doc: 'inverse cosine',
    names: ['Math.acos', 'np.arccos', 'np.acos'],
    arity: 1,
    value: { from: 'libm', name: 'acos' },
    derivative: d((b, x) => over(b, -1, b.apply('sqrt', oneMinusSquare(b, x)))),
    samples: [[-0.8, 0.8]],
    at: [[[1], -Infinity]],
    source: dlmf4,
  },
  atan: {
    doc: 'inverse tangent',
    names: ['Math.atan', 'np.arctan', 'np.atan'],
    arity: 1,
    value: { from: 'libm', name: 'atan' },
    derivative: d((b, x) => over(b, 1, onePlusSquare(b, x))),
    samples: [anywhere],
    at: [[[0], 1]],
    source: dlmf4,
  },
  sinh: {
    doc: 'hyperbolic sine',
    names: ['Math.sinh', 'np.sinh'],
    arity: 1,
    value: { from: 'libm', name: 'sinh' },
    derivative: d((b, x) => b.apply('cosh', x)),
    samples: [anywhere],
    at: [[[0], 1]],
    source: dlmf4,
  },
  cosh: {
    doc: 'hyperbolic cosine',
    names: ['Math.cosh', 'np.cosh'],
    arity: 1,
    value: { from: 'libm', name: 'cosh' },
    derivative: d((b, x) => b.apply('sinh', x)),
    samples: [anywhere],
    at: [[[0], 0]],
    source: dlmf4,
  },
  tanh: {
    doc: 'hyperbolic tangent',
    names: ['Math.tanh', 'np.tanh'],
    arity: 1,
    value: { from: 'libm', name: 'tanh' },
    derivative: d((b, x) => b.apply('sech2', x)), // 1 − out² loses every digit for large |x|
    samples: [anywhere],
    at: [[[0], 1]],
    source: dlmf4,
  },
  sech2: {
    doc: '1/cosh²(x), the derivative of tanh',
    names: [],
    arity: 1,
    value: {
      from: 'host',
      kernel:
        ({ cosh }) =>
        (x) => {
          const c = cosh(x);
          return 1 / (c * c);
        },
    },
    derivative: d((b, x, out) => b.mul(b.constant(-2), b.mul(out, b.apply('tanh', x)))),
    samples: [anywhere],
    at: [[[0], 0]],
    source: dlmf4,
  },
  asinh: {
    doc: 'inverse hyperbolic sine',
    names: ['Math.asinh', 'np.arcsinh', 'np.asinh'],
    arity: 1,
    value: { from: 'libm', name: 'asinh' },
    derivative: d((b, x) => over(b, 1, b.apply('sqrt', onePlusSquare(b, x)))),
    samples: [anywhere],
    at: [[[0], 1]],
    source: dlmf4,
  },
  acosh: {
    doc: 'inverse hyperbolic cosine',
    names: ['Math.acosh', 'np.arccosh', 'np.acosh'],
    arity: 1,
    value: { from: 'libm', name: 'acosh' },
    derivative: d((b, x) => {
      const one = b.constant(1);
      // Two roots: the branch cut of their product is that of the function, in the left half-plane, too.
      return over(b, 1, b.mul(b.apply('sqrt', b.sub(x, one)), b.apply('sqrt', b.add(x, one))));
    }),
    samples: [[1.2, 5]],
    at: [[[1], Infinity]],
    source: dlmf4,
  },
  atanh: {
    doc: 'inverse hyperbolic tangent',
    names: ['Math.atanh', 'np.arctanh', 'np.atanh'],
    arity: 1,
    value: { from: 'libm', name: 'atanh' },
    derivative: d((b, x) => over(b, 1, oneMinusSquare(b, x))),
    samples: [[-0.8, 0.8]],
    at: [[[0], 1]],
    source: dlmf4,
  },
  pow: {
    doc: 'x to the power y',
    names: ['Math.pow', 'np.power', 'np.pow', 'np.float_power'],
    arity: 2,
    value: { from: 'libm', name: 'pow' },
    derivative: d2((b, x, y, out) => {
      const p = b.constantValue(y);
      const nought = b.constant(0);
      const dx = p === undefined ? b.apply('powSlope', x, y) : powerRule(b, x, p, out);
      if (p !== undefined) return [dx, zero];
      return [dx, b.where(b.eq(x, nought), nought, b.mul(out, b.apply('log', x)))];
    }),
    samples: [
      [0.3, 4],
      [-2, 3],
    ],
    at: [
      [[0, 0], 0],
      [[0, 1], 1],
      [[0, 2], 0],
      [[0, 1.5], 0],
      [[0, 0.5], Infinity],
    ],
    source: dlmf4,
  },
  powSlope: {
    doc: 'y·x^(y − 1): the derivative of x^y where the exponent varies too',
    names: [],
    arity: 2,
    value: {
      from: 'host',
      kernel:
        ({ pow }) =>
        (x, y) =>
          y === 0 ? 0 : y * pow(x, y - 1), // 0·∞ is no derivative of x⁰
    },
    derivative: d2((b, x, y, out) => [
      b.div(b.mul(out, b.sub(y, b.constant(1))), x),
      b.add(b.mul(out, b.apply('log', x)), b.apply('pow', x, b.sub(y, b.constant(1)))),
    ]),
    samples: [
      [0.3, 4],
      [0.5, 3],
    ],
    source: dlmf4,
  },
  atan2: {
    doc: 'angle of the point (y, x), arguments in that order',
    names: ['Math.atan2', 'np.arctan2', 'np.atan2'],
    arity: 2,
    value: { from: 'libm', name: 'atan2' },
    derivative: d2((b, y, x) => {
      const r2 = b.add(square(b, x), square(b, y));
      return [b.div(x, r2), b.div(b.neg(y), r2)];
    }),
    samples: [
      [0.3, 3],
      [-3, 3],
    ],
    source: dlmf4,
  },
  hypot: {
    doc: '√(x² + y²)',
    names: ['np.hypot'],
    arity: 2,
    value: { from: 'libm', name: 'hypot' },
    derivative: d2((b, x, y, out) => {
      const nought = b.constant(0);
      const atZero = b.eq(out, nought);
      return [b.where(atZero, nought, b.div(x, out)), b.where(atZero, nought, b.div(y, out))];
    }),
    samples: [
      [0.3, 3],
      [-3, 3],
    ],
    at: [[[0, 0], 0]],
    source: 'derivative 0 at the origin by convention',
  },
  fmod: {
    doc: 'remainder of x / y with the sign of x (the operator %)',
    names: ['np.fmod'],
    arity: 2,
    value: { from: 'libm', name: 'fmod' },
    derivative: d2((b, x, y) => [b.constant(1), b.neg(b.apply('trunc', b.div(x, y)))]),
    samples: [
      [0.1, 0.9],
      [1, 2],
    ],
    source: 'ECMA-262 Number::remainder',
  },
  logaddexp: {
    doc: 'log(exp(x) + exp(y)) without overflow',
    names: ['np.logaddexp'],
    arity: 2,
    value: {
      from: 'host',
      kernel:
        ({ exp, log1p }) =>
        (x, y) => {
          if (x === y) return x + Math.LN2; // infinities of one sign too
          const difference = x - y;
          return difference > 0 ? x + log1p(exp(-difference)) : y + log1p(exp(difference));
        },
    },
    derivative: d2((b, x, y, out) => [b.apply('exp', b.sub(x, out)), b.apply('exp', b.sub(y, out))]),
    samples: [anywhere, anywhere],
    at: [[[0, 0], 0.5]],
    source: 'NumPy logaddexp',
  },
  logaddexp2: {
    doc: 'log2(2**x + 2**y) without overflow',
    names: ['np.logaddexp2'],
    arity: 2,
    value: {
      from: 'host',
      kernel:
        ({ pow, log1p }) =>
        (x, y) => {
          if (x === y) return x + 1;
          const difference = x - y;
          return difference > 0
            ? x + Math.LOG2E * log1p(pow(2, -difference))
            : y + Math.LOG2E * log1p(pow(2, difference));
        },
    },
    derivative: d2((b, x, y, out) => {
      const two = b.constant(2);
      return [b.apply('pow', two, b.sub(x, out)), b.apply('pow', two, b.sub(y, out))];
    }),
    samples: [anywhere, anywhere],
    at: [[[0, 0], 0.5]],
    source: 'NumPy logaddexp2',
  },
} satisfies Record<string, Primitive>;
