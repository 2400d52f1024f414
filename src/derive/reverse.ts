/**
 * Reverse mode: the cotangents of inputs for one output, as nodes appended to the graph. One sweep from the output down, in
 * order of creation, so that a node's cotangent is complete when it is passed on (no recursion).
 *
 * A cotangent that came through a choice is zero on the side that was not taken, and the zero must win: 0 times an infinite
 * slope is 0 there, not NaN. Such cotangents are remembered as `gated`, and products with them are gated too.
 */

import { ALIAS, NONE, type NodeId } from '../graph/graph.ts';
import type { GraphBuilder } from '../ops/build.ts';
import { Dependence, noDerivative, operandsOf, partialsOf, ruleOf } from './rules.ts';

/** Return ∂output/∂input for each of `inputs` (NONE where the output does not depend on it). */
export function reverse(b: GraphBuilder, output: NodeId, inputs: readonly NodeId[]): NodeId[] {
  return new ReverseSweep(b, inputs).run(output);
}

class ReverseSweep {
  private readonly b: GraphBuilder;
  private readonly inputs: readonly NodeId[];
  private readonly dependence: Dependence;
  private readonly cotangents = new Map<NodeId, NodeId>();
  private readonly gated = new Set<NodeId>();

  constructor(b: GraphBuilder, inputs: readonly NodeId[]) {
    this.b = b;
    this.inputs = inputs;
    this.dependence = new Dependence(b, inputs);
  }

  run(output: NodeId): NodeId[] {
    this.give(output, this.b.constant(1));
    const lowest = Math.min(...this.inputs);
    for (let id = output; id > lowest; id--) {
      const g = this.cotangents.get(id);
      if (g === undefined || this.inputs.includes(id)) continue;
      this.cotangents.delete(id);
      this.pullBack(id, g);
    }
    return this.inputs.map((input) => this.cotangents.get(input) ?? NONE);
  }

  /** Add to the cotangent of a node. */
  private give(to: NodeId, g: NodeId): void {
    if (!this.dependence.of(to)) return;
    const before = this.cotangents.get(to);
    if (before === undefined) {
      this.cotangents.set(to, g);
      return;
    }
    const sum = this.b.add(before, g);
    if (this.gated.has(before) && this.gated.has(g)) this.gated.add(sum);
    this.cotangents.set(to, sum);
  }

  /** `mask ? g : 0`, remembered as gated. */
  private gate(mask: NodeId, g: NodeId, otherwise: NodeId): NodeId {
    const result = this.b.where(mask, g, otherwise);
    this.gated.add(result);
    return result;
  }

  /** `result`, which is g times or over something, but 0 where a gated g is. */
  private scaled(g: NodeId, result: NodeId): NodeId {
    if (!this.gated.has(g)) return result;
    const nought = this.b.constant(0);
    return this.gate(this.b.eq(g, nought), nought, result);
  }

  /** Hand the cotangent g of a node to its operands. */
  private pullBack(node: NodeId, g: NodeId): void {
    const { b } = this;
    const x = b.graph.x[node]! as NodeId;
    const y = b.graph.y[node]! as NodeId;
    if (b.graph.ops[node] === ALIAS) {
      this.give(x, g);
      return;
    }
    const rule = ruleOf(b, node);
    const nought = b.constant(0);
    switch (rule.kind) {
      case 'add':
        this.give(x, g);
        this.give(y, g);
        break;
      case 'sub':
        this.give(x, g);
        this.give(y, this.scaled(g, b.neg(g)));
        break;
      case 'neg':
        this.give(x, this.scaled(g, b.neg(g)));
        break;
      case 'mul':
        this.give(x, this.scaled(g, b.mul(g, y)));
        this.give(y, this.scaled(g, b.mul(g, x)));
        break;
      case 'div': {
        const gx = this.scaled(g, b.div(g, y));
        this.give(x, gx);
        this.give(y, this.scaled(gx, b.neg(b.mul(gx, node))));
        break;
      }
      case 'where':
        this.give(y, this.gate(x, g, nought));
        this.give(b.graph.z[node]! as NodeId, this.gate(x, nought, g));
        break;
      case 'smooth': {
        const operands = operandsOf(b, node);
        for (const [i, partial] of partialsOf(b, node, (id) => this.dependence.of(id)).entries()) {
          if (partial !== NONE) this.give(operands[i]!, this.scaled(g, b.mul(g, partial)));
        }
        break;
      }
      case 'pieces': {
        const operands = operandsOf(b, node);
        for (const { input, mask, weight } of rule.pieces(b, operands)) {
          this.give(operands[input]!, this.gate(mask, this.scaled(g, b.mul(b.constant(weight), g)), nought));
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
}
