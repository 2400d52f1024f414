/** Identities to order 30, nesting without confusion, structural zeros: truths that need no reference values. */

import { describe, expect, it } from 'vitest';
import { derivativesAlong, derive } from '../../src/derive/derivatives.ts';
import { Graph, NONE, type NodeId } from '../../src/graph/graph.ts';
import { ArrayBuilder } from '../../src/ops/array-builder.ts';
import { elementary } from '../../src/ops/elementary.ts';
import { kernels, valuesAt } from '../ops/rows.ts';

type Expression = (b: ArrayBuilder, x: NodeId) => NodeId;

/** f, f′ … f⁽ⁿ⁾ at x. */
function derivatives(
  f: Expression,
  x: number,
  order: number,
  mode: 'taylor' | 'reverse' | 'forward' = 'taylor',
): number[] {
  const graph = new Graph();
  const input = graph.input();
  const output = f(new ArrayBuilder(graph, kernels), input);
  const derivation = derive(
    { graph, input, outputs: [output], decisions: [] },
    kernels,
    { from: 0, to: order },
    mode,
  );
  return valuesAt(graph, derivation.columns, [x]);
}

/** Taylor coefficients: what must be small against what was cancelled. */
function coefficients(f: Expression, x: number, order: number): number[] {
  let factorial = 1;
  return derivatives(f, x, order).map((d, k) => {
    factorial *= Math.max(1, k);
    return d / factorial;
  });
}

describe('identities to order 30', () => {
  it.each([-2.3, 0, 0.7, 5])('sin² + cos² is 1 at %d', (x) => {
    const f: Expression = (b, u) => {
      const [s, c] = [b.apply('sin', u), b.apply('cos', u)];
      return b.add(b.mul(s, s), b.mul(c, c));
    };
    const [value, ...rest] = coefficients(f, x, 30);
    expect(value).toBeCloseTo(1, 14);
    for (const c of rest) expect(Math.abs(c)).toBeLessThan(1e-14);
  });

  it.each([0.3, 1, 4.5])('exp(log x) is x at %d', (x) => {
    const [value, slope, ...rest] = coefficients((b, u) => b.apply('exp', b.apply('log', u)), x, 30);
    expect(value! / x).toBeCloseTo(1, 14);
    expect(slope).toBeCloseTo(1, 13);
    for (const [i, c] of rest.entries()) expect(Math.abs(c) * x ** (i + 2)).toBeLessThan(1e-13);
  });

  it.each(['exp', 'cosh', 'atan', 'tanh', 'log1p', 'asinh', 'sqrt'])('%s · 1/%s is 1', (name) => {
    const f: Expression = (b, u) => {
      const y = b.apply(name, u);
      return b.mul(y, b.div(b.constant(1), y));
    };
    const [value, ...rest] = coefficients(f, 0.8, 30);
    const scale = Math.max(...coefficients((b, u) => b.apply(name, u), 0.8, 30).map(Math.abs), 1);
    const inverse = coefficients((b, u) => b.div(b.constant(1), b.apply(name, u)), 0.8, 30).map(Math.abs);
    expect(value).toBeCloseTo(1, 14);
    for (const c of rest) expect(Math.abs(c)).toBeLessThan(1e-13 * scale * Math.max(...inverse, 1));
  });

  it('x⁷ is exact at 0, in every order and mode', () => {
    const f: Expression = (b, u) => b.apply('pow', u, b.constant(7));
    expect(derivatives(f, 0, 9)).toEqual([0, 0, 0, 0, 0, 0, 0, 5040, 0, 0]);
    expect(derivatives(f, 0, 9, 'reverse')).toEqual([0, 0, 0, 0, 0, 0, 0, 5040, 0, 0]);
  });
});

describe('nesting', () => {
  it('does not confuse perturbations: d/dx (x · d/dy (x + y)) is 1', () => {
    const graph = new Graph();
    const b = new ArrayBuilder(graph, kernels);
    const x = graph.input();
    const y = graph.alias(graph.constant(3));
    const [inner] = derivativesAlong(b, y, b.add(x, y), 1);
    const [outer] = derivativesAlong(b, x, b.mul(x, inner!), 1);
    expect(valuesAt(graph, [outer!], [2])).toEqual([1]);
  });

  it('differentiates with respect to the inner variable only, where it names the outer one', () => {
    // f(x) = d/dy (x·y²) at y = x, so f = 2x² and f′ = 4x.
    const graph = new Graph();
    const b = new ArrayBuilder(graph, kernels);
    const x = graph.input();
    const y = graph.alias(x);
    const [inner] = derivativesAlong(b, y, b.mul(x, b.mul(y, y)), 1);
    const [outer] = derivativesAlong(b, x, inner!, 1);
    expect(valuesAt(graph, [inner!, outer!], [5])).toEqual([50, 20]);
  });
});

describe('structural zeros', () => {
  it('a step does not depend on its operand', () => {
    const graph = new Graph();
    const b = new ArrayBuilder(graph, kernels);
    const x = graph.input();
    expect(derivativesAlong(b, x, b.apply('floor', x), 2)).toEqual([NONE, NONE]);
  });

  it.each(['taylor', 'reverse', 'forward'] as const)(
    'the side where did not take does no harm in %s mode',
    (mode) => {
      const f: Expression = (b, x) => b.where(b.le(b.constant(0), x), x, b.apply('sqrt', b.neg(x)));
      expect(derivatives(f, 0, 3, mode)).toEqual([0, 1, 0, 0]);
    },
  );
});

describe('the generic tests can fail', () => {
  it('a rule planted wrong by 0.1 % breaks an identity', () => {
    const row = elementary.exp as { derivative: unknown };
    const right = row.derivative;
    row.derivative = {
      kind: 'smooth',
      partials: (b: ArrayBuilder, _: unknown, out: NodeId) => [b.mul(b.constant(1.001), out)],
    };
    try {
      const [, slope] = coefficients((b, u) => b.apply('exp', b.apply('log', u)), 1, 3);
      expect(Math.abs(slope! - 1)).toBeGreaterThan(5e-4);
    } finally {
      row.derivative = right;
    }
  });
});
