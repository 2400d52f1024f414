/** Forward mode: the tangent of one output along one input, as nodes appended to the graph: the Taylor series cut off at order 1. */

import { NONE, type NodeId } from '../graph/graph.ts';
import type { GraphBuilder } from '../ops/build.ts';
import { TaylorExpansion } from './taylor.ts';

/** Return ∂output/∂input (NONE where the output does not depend on it). */
export function forward(b: GraphBuilder, output: NodeId, input: NodeId): NodeId {
  const expansion = new TaylorExpansion(b, input, 1);
  for (let id = input; id <= output; id++) {
    if (expansion.dependsOnVariable(id)) expansion.expand(id);
  }
  return expansion.coefficient(output, 1);
}
