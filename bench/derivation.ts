/** Derivations made without a script, for what is measured without one. Needs `npm run build` (QuickJS's libm). */

import { readFileSync } from 'node:fs';
import { derive } from '../src/derive/derivatives.ts';
import { type Decision, type Derivation, Graph, type NodeId } from '../src/graph/graph.ts';
import { ArrayBuilder } from '../src/ops/array-builder.ts';
import { makeKernels } from '../src/ops/kernels.ts';
import { loadLibm } from '../src/vm/libm.ts';
import { compileBaseline } from '../src/vm/tiers.ts';

export const kernels = makeKernels(loadLibm(compileBaseline(readFileSync('dist/quickjs.wasm'))), () => ({}));

/** Return f's derivation; with `decide`, every so many nodes take a decision that holds everywhere. */
export function derivationOf(
  order: number,
  f: (b: ArrayBuilder, x: NodeId) => NodeId,
  decide = 0,
): Derivation {
  const graph = new Graph();
  const input = graph.input();
  const b = new ArrayBuilder(graph, kernels);
  const output = f(b, input);
  const never = b.constant(1e300);
  const decisions: Decision[] = [];
  for (let id = input + 1; decide > 0 && id < graph.size; id += decide) {
    if (!graph.isConstant(id as NodeId))
      decisions.push({ test: 'lt', x: id as NodeId, y: never, holds: true });
  }
  return derive({ graph, input, outputs: [output], decisions }, kernels, { from: 0, to: order }, 'taylor');
}

/** The README's tanh. */
export function tanh(b: ArrayBuilder, x: NodeId): NodeId {
  const y = b.apply('exp', b.neg(x));
  return b.div(b.sub(b.constant(1), y), b.add(b.constant(1), y));
}
