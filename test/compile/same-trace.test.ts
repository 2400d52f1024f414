/** What counts as the same trace: what the function did, whatever was derived from it. */

import { expect, test } from 'vitest';
import { sameTrace } from '../../src/compile/same-trace.ts';
import { derive } from '../../src/derive/derivatives.ts';
import { type Derivation, Graph } from '../../src/graph/graph.ts';
import { ArrayBuilder } from '../../src/ops/array-builder.ts';
import { kernels } from './recorder.ts';

/** factor·exp(x) + 1, or the exp alone, derived to `order`. */
function derivation(order: number, factor = 2, output: 'sum' | 'exp' = 'sum'): Derivation {
  const graph = new Graph();
  const input = graph.input();
  const b = new ArrayBuilder(graph, kernels);
  const exp = b.apply('exp', input);
  const sum = b.add(b.mul(b.constant(factor), exp), b.constant(1));
  const outputs = [output === 'sum' ? sum : exp];
  return derive({ graph, input, outputs, decisions: [] }, kernels, { from: 0, to: order }, 'taylor');
}

test('a trace is the same to whatever order it was derived', () => {
  for (const order of [0, 1, 5]) expect(sameTrace(derivation(3), derivation(order))).toBe(true);
});

test('another constant or another output makes another trace', () => {
  expect(sameTrace(derivation(3), derivation(0, 2.5))).toBe(false);
  expect(sameTrace(derivation(3), derivation(0, 2, 'exp'))).toBe(false);
});
