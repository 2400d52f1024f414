/**
 * The regularised incomplete gamma and beta functions. Their derivatives are densities with kernels of their own, which
 * neither overflow nor lose digits for large parameters. Each density has two rules: one exact up to the ends of the interval
 * (and for the polynomials of whole parameters), one without cancellation about the mode of large parameters.
 */

import type { NodeId } from '../graph/graph.ts';
import type { Builder, Primitive } from './primitive.ts';

/** Up to this parameter the first rule alone is accurate everywhere. */
const SMALL = 20;

const digamma = (b: Builder, x: NodeId): NodeId => b.apply('digamma', x);
const less1 = (b: Builder, x: NodeId): NodeId => b.sub(x, b.constant(1));

/** ∂/∂x of x^(a−1) e^−x / Γ(a), which is the node `out`. */
function gammaDensitySlope(b: Builder, a: NodeId, x: NodeId, out: NodeId): NodeId {
  const neighbours = b.sub(b.apply('gammaDensity', less1(b, a), x), out);
  if ((b.constantValue(a) ?? Number.POSITIVE_INFINITY) <= SMALL) return neighbours;
  const mode = less1(b, a);
  const logarithmic = b.mul(out, less1(b, b.div(mode, x)));
  return b.where(b.le(x, b.mul(b.constant(0.25), mode)), neighbours, logarithmic);
}

/** x^(a−1) (1−x)^(b−1) / B(a, b) as a product of powers. */
function powers(build: Builder, a: NodeId, b: NodeId, x: NodeId): NodeId {
  const left = build.apply('pow', x, less1(build, a));
  const right = build.apply('pow', build.sub(build.constant(1), x), less1(build, b));
  return build.div(build.mul(left, right), build.apply('beta', a, b));
}

/** ∂P(a, x)/∂a. */
const gammaincSlope = (b: Builder, a: NodeId, x: NodeId): NodeId =>
  b.apply('gammaincSlope', b.constant(1), a, x);

/** ∂I_x(a, b)/∂x. */
function betaincSlope(build: Builder, a: NodeId, b: NodeId, x: NodeId): NodeId {
  const p = build.constantValue(a);
  const q = build.constantValue(b);
  const density = build.apply('betaDensity', a, b, x);
  if (p === undefined || q === undefined) return density;
  const product = powers(build, a, b, x);
  if (p + q <= SMALL) return product;
  // beside an end the power that vanishes there dominates and nothing cancels
  const start = build.constant(Math.max(0, (p - 1) / (4 * (p + q))));
  const end = build.constant(Math.min(1, 1 - (q - 1) / (4 * (p + q))));
  return build.where(build.le(x, start), product, build.where(build.le(end, x), product, density));
}

/** ∂/∂x of x^(a−1) (1−x)^(b−1)/B(a, b), which is the node `out`. */
function betaDensitySlope(build: Builder, a: NodeId, b: NodeId, x: NodeId, out: NodeId): NodeId {
  const density = (p: NodeId, q: NodeId): NodeId => build.apply('betaDensity', p, q, x);
  const neighbours = build.sub(density(less1(build, a), b), density(a, less1(build, b)));
  const atEnds = build.mul(less1(build, build.add(a, b)), neighbours);
  const rest = build.sub(build.constant(1), x);
  const slope = build.sub(build.div(less1(build, a), x), build.div(less1(build, b), rest));
  const isEnd = build.eq(build.mul(x, rest), build.constant(0));
  return build.where(isEnd, atEnds, build.mul(out, slope));
}

export const incomplete = {
  gammainc: {
    doc: 'regularised lower incomplete gamma function P(a, x)',
    names: ['special.gammainc'],
    arity: 2,
    value: { from: 'special', name: 'gammainc' },
    derivative: {
      kind: 'smooth',
      partials: (b, [a, x]) => [gammaincSlope(b, a!, x!), b.apply('gammaDensity', a!, x!)],
    },
    samples: [2.5, [0.3, 8]],
    at: [
      [[1, 0], 1],
      [[2, 0], 0],
    ],
    source: 'DLMF 8.8.13',
  },
  gammaincc: {
    doc: 'regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x)',
    names: ['special.gammaincc'],
    arity: 2,
    value: { from: 'special', name: 'gammaincc' },
    derivative: {
      kind: 'smooth',
      partials: (b, [a, x]) => [b.neg(gammaincSlope(b, a!, x!)), b.neg(b.apply('gammaDensity', a!, x!))],
    },
    samples: [1.5, [0.3, 8]],
    at: [[[1, 0], -1]],
    source: 'DLMF 8.8.13',
  },
  gammaDensity: {
    doc: 'x^(a − 1) exp(−x)/Γ(a)',
    names: [],
    arity: 2,
    value: { from: 'special', name: 'gammaDensity' },
    derivative: {
      kind: 'smooth',
      partials: (b, [a, x], out) => [
        b.sub(b.apply('xlogy', out, x!), b.mul(out, digamma(b, a!))),
        gammaDensitySlope(b, a!, x!, out),
      ],
    },
    samples: [
      [1.5, 30],
      [0.5, 12],
    ],
    source: 'DLMF 8.8.13',
  },
  betainc: {
    doc: 'regularised incomplete beta function I_x(a, b)',
    names: ['special.betainc'],
    arity: 3,
    value: { from: 'special', name: 'betainc' },
    derivative: {
      kind: 'smooth',
      partials: (build, [a, b, x]) => [
        build.apply('betaincSlope10', a!, b!, x!),
        build.apply('betaincSlope01', a!, b!, x!),
        betaincSlope(build, a!, b!, x!),
      ],
    },
    samples: [1.5, 2.5, [0.1, 0.9]],
    at: [
      [[1, 2, 0], 2],
      [[2, 1, 1], 2],
    ],
    source: 'DLMF 8.17.1',
  },
  betaDensity: {
    doc: 'x^(a − 1) (1 − x)^(b − 1)/B(a, b)',
    names: [],
    arity: 3,
    value: { from: 'special', name: 'betaDensity' },
    derivative: {
      kind: 'smooth',
      partials: (build, [a, b, x], out) => {
        const both = digamma(build, build.add(a!, b!));
        const times = (p: NodeId): NodeId => build.mul(out, build.sub(both, digamma(build, p)));
        return [
          build.add(build.apply('xlogy', out, x!), times(a!)),
          build.add(build.apply('xlog1py', out, build.neg(x!)), times(b!)),
          betaDensitySlope(build, a!, b!, x!, out),
        ];
      },
    },
    samples: [
      [1.5, 30],
      [1.5, 30],
      [0.1, 0.9],
    ],
    source: 'DLMF 8.17.1',
  },
} satisfies Record<string, Primitive>;
