/** Derivatives of several outputs by several variables, numbers and arrays: what the operators of `autograd-cli` are made of. */

import { NONE, type NodeId } from '../graph/graph.ts';
import type { ArrayBuilder } from '../ops/array-builder.ts';
import { nodesBetween } from './derivatives.ts';
import { type Cotangent, vjp } from './reverse.ts';
import { TaylorExpansion } from './taylor.ts';

/**
 * Return the cotangents of `inputs` for those of `outputs`, each in the type of its input; NONE for an input on which no output
 * depends.
 */
export function vjpOf(b: ArrayBuilder, outputs: readonly Cotangent[], inputs: readonly NodeId[]): NodeId[] {
  return vjp(b, outputs, inputs).map((g, i) => (g === NONE ? NONE : b.cast(g, b.dtypeOf(inputs[i]!))));
}

/**
 * Return for each output its Taylor coefficients 0 … `order` along the line through `directions` (by variable, in its type):
 * c_k = (d/dt)ᵏ f(x + t·v) / k!; NONE where structurally zero.
 */
export function expandAlong(
  b: ArrayBuilder,
  directions: ReadonlyMap<NodeId, NodeId>,
  outputs: readonly NodeId[],
  order: number,
): NodeId[][] {
  const expansion = new TaylorExpansion(b, directions, order);
  for (const id of nodesBetween(b, Math.min(...directions.keys()) as NodeId, outputs)) {
    if (expansion.dependsOnVariable(id)) expansion.expand(id);
  }
  return outputs.map((output) =>
    Array.from({ length: order + 1 }, (_, k) => expansion.coefficient(output, k)),
  );
}
