/**
 * The gamma function and its kin. Each rule stays finite and accurate where the function is: the reciprocal, which is
 * entire, is never differentiated through the poles of Γ.
 */

import type { NodeId } from '../graph/graph.ts';
import { type Builder, none, type Primitive, zero } from './primitive.ts';

const dlmf5 = 'DLMF chapter 5';
const positive = [0.3, 6] as const;
const digamma = (b: Builder, x: NodeId): NodeId => b.apply('digamma', x);

/** c₀ + x(c₁ + x(c₂ + …)). */
function polynomial(b: Builder, coefficients: readonly number[], x: NodeId): NodeId {
  const [last, ...others] = [...coefficients].reverse().map((c) => b.constant(c));
  return others.reduce((sum, c) => b.add(b.mul(sum, x), c), last!);
}

/** d/dx of x(x+1)…(x+5)/Γ(x+6), which is 1/Γ(x): Γ(x+6) is far from its poles for x > −2. */
function shiftedSlope(b: Builder, x: NodeId): NodeId {
  const shifted = b.add(x, b.constant(6));
  const factor = polynomial(b, [0, 120, 274, 225, 85, 15, 1], x);
  const factorSlope = polynomial(b, [120, 548, 675, 340, 75, 6], x);
  return b.div(b.sub(factorSlope, b.mul(factor, digamma(b, shifted))), b.apply('gamma', shifted));
}

/** d/dx of Γ(1 − x) sin(πx)/π, which is 1/Γ(x): far from poles for x < −2. */
function reflectedSlope(b: Builder, x: NodeId): NodeId {
  const mirror = b.sub(b.constant(1), x);
  const angle = b.mul(b.constant(Math.PI), x);
  const sine = b.div(b.apply('sin', angle), b.constant(Math.PI));
  return b.mul(b.apply('gamma', mirror), b.sub(b.apply('cos', angle), b.mul(digamma(b, mirror), sine)));
}

/** ∂ log B/∂a and ∂ log B/∂b. */
function betalnSlopes(b: Builder, inputs: readonly NodeId[]): NodeId[] {
  const both = digamma(b, b.add(inputs[0]!, inputs[1]!));
  return inputs.map((x) => b.sub(digamma(b, x), both));
}

export const gammaFunctions = {
  gamma: {
    doc: 'gamma function Γ(x)',
    names: ['special.gamma'],
    arity: 1,
    value: { from: 'special', name: 'gamma' },
    derivative: { kind: 'smooth', partials: (b, [x], out) => [b.mul(out, digamma(b, x!))] },
    samples: [positive],
    at: [[[1], -0.5772156649015329]],
    source: dlmf5,
  },
  gammaln: {
    doc: 'logarithm of |Γ(x)|',
    names: ['special.gammaln'],
    arity: 1,
    value: { from: 'special', name: 'gammaln' },
    derivative: { kind: 'smooth', partials: (b, [x]) => [digamma(b, x!)] },
    samples: [positive],
    at: [[[1], -0.5772156649015329]],
    source: dlmf5,
  },
  digamma: {
    doc: 'digamma function ψ(x), the derivative of log Γ(x)',
    names: ['special.digamma', 'special.psi'],
    arity: 1,
    value: { from: 'special', name: 'digamma' },
    derivative: { kind: 'smooth', partials: (b, [x]) => [b.apply('polygamma', b.constant(1), x!)] },
    samples: [positive],
    at: [[[1], Math.PI ** 2 / 6]],
    source: dlmf5,
  },
  polygamma: {
    doc: 'n-th derivative of digamma, for whole n ≥ 0',
    names: ['special.polygamma'],
    arity: 2,
    value: { from: 'special', name: 'polygamma' },
    derivative: {
      kind: 'smooth',
      partials: (b, [n, x]) => [
        none('the order of polygamma is a whole number'),
        b.apply('polygamma', b.add(n!, b.constant(1)), x!),
      ],
    },
    samples: [2, positive],
    source: 'DLMF 5.15',
  },
  rgamma: {
    doc: 'reciprocal 1/Γ(x), zero at the poles of Γ',
    names: ['special.rgamma'],
    arity: 1,
    value: { from: 'special', name: 'rgamma' },
    derivative: {
      kind: 'smooth',
      partials: (b, [x], out) => {
        const direct = b.neg(b.mul(out, digamma(b, x!)));
        const near = b.where(b.lt(x!, b.constant(4)), shiftedSlope(b, x!), direct);
        return [b.where(b.lt(x!, b.constant(-2)), reflectedSlope(b, x!), near)];
      },
    },
    samples: [[-3, 4]],
    at: [
      [[0], 1],
      [[-1], -1],
      [[-2], 2],
      [[1], 0.5772156649015329],
    ],
    source: dlmf5,
  },
  gammasgn: {
    doc: 'sign of Γ(x)',
    names: ['special.gammasgn'],
    arity: 1,
    value: { from: 'special', name: 'gammasgn' },
    derivative: zero,
    samples: [[-1.8, -1.2]],
    source: dlmf5,
  },
  beta: {
    doc: 'beta function B(a, b) = Γ(a)Γ(b)/Γ(a + b)',
    names: ['special.beta'],
    arity: 2,
    value: { from: 'special', name: 'beta' },
    derivative: {
      kind: 'smooth',
      partials: (b, inputs, out) => betalnSlopes(b, inputs).map((slope) => b.mul(out, slope)),
    },
    samples: [positive, positive],
    at: [[[1, 1], -1]],
    source: 'DLMF 5.12',
  },
  betaln: {
    doc: 'logarithm of |B(a, b)|',
    names: ['special.betaln'],
    arity: 2,
    value: { from: 'special', name: 'betaln' },
    derivative: { kind: 'smooth', partials: betalnSlopes },
    samples: [positive, positive],
    at: [[[1, 1], -1]],
    source: 'DLMF 5.12',
  },
} satisfies Record<string, Primitive>;
