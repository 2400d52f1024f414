/**
 * Reverse mode: the cotangents of inputs for a cotangent of one output, as nodes appended to the graph. One sweep from the
 * output down, in order of creation, so that a node's cotangent is complete when it is passed on (no recursion).
 */

import { ALIAS, NONE, type NodeId } from '../graph/graph.ts';
import type { GraphBuilder } from '../ops/build.ts';
import { Dependence, noDerivative, operandsOf, partialsOf, ruleOf } from './rules.ts';

/** Return ∂output/∂input for each of `inputs` (NONE where the output does not depend on it). */
export function reverse(b: GraphBuilder, output: NodeId, inputs: readonly NodeId[]): NodeId[] {
  const dependence = new Dependence(b, inputs);
  const depends = (id: NodeId): boolean => dependence.of(id);
  const wanted = new Set(inputs);
  const cotangents = new Map<NodeId, NodeId>();
  const give = (to: NodeId, g: NodeId): void => {
    if (!depends(to)) return;
    const before = cotangents.get(to);
    cotangents.set(to, before === undefined ? g : b.add(before, g));
  };
  if (!depends(output)) return inputs.map(() => NONE);
  cotangents.set(output, b.constant(1));
  const lowest = Math.min(...inputs);
  for (let id = output; id > lowest; id--) {
    const g = cotangents.get(id);
    if (g === undefined || wanted.has(id)) continue;
    cotangents.delete(id);
    pullBack(b, id, g, depends, give);
  }
  return inputs.map((input) => cotangents.get(input) ?? NONE);
}

/** Hand the cotangent g of a node to its operands. */
function pullBack(
  b: GraphBuilder,
  node: NodeId,
  g: NodeId,
  depends: (id: NodeId) => boolean,
  give: (to: NodeId, g: NodeId) => void,
): void {
  const x = b.graph.x[node]! as NodeId;
  const y = b.graph.y[node]! as NodeId;
  if (b.graph.ops[node] === ALIAS) {
    give(x, g);
    return;
  }
  const rule = ruleOf(b, node);
  const nought = b.constant(0);
  switch (rule.kind) {
    case 'add':
      give(x, g);
      give(y, g);
      break;
    case 'sub':
      give(x, g);
      give(y, b.neg(g));
      break;
    case 'neg':
      give(x, b.neg(g));
      break;
    case 'mul':
      give(x, b.mul(g, y));
      give(y, b.mul(g, x));
      break;
    case 'div': {
      const gx = b.div(g, y);
      give(x, gx);
      give(y, b.neg(b.mul(gx, node)));
      break;
    }
    case 'where':
      give(y, b.where(x, g, nought));
      give(b.graph.z[node]! as NodeId, b.where(x, nought, g));
      break;
    case 'smooth': {
      const operands = operandsOf(b, node);
      for (const [i, partial] of partialsOf(b, node, depends).entries()) {
        if (partial !== NONE) give(operands[i]!, b.mul(g, partial));
      }
      break;
    }
    case 'pieces': {
      const operands = operandsOf(b, node);
      for (const { input, mask, weight } of rule.pieces(b, operands)) {
        give(operands[input]!, b.where(mask, b.mul(b.constant(weight), g), nought));
      }
      break;
    }
    case 'none':
      throw noDerivative(b, node, rule.why);
    case 'zero':
    case 'mask':
      break; // moves with nothing, so it never gets a cotangent
  }
}
