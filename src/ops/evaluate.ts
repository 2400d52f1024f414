/** The values of a graph's nodes at one point, by interpretation. */

import { ALIAS, CONST, type Graph, INPUT, type NodeId } from '../graph/graph.ts';
import type { Kernel } from './primitive.ts';

/** Values of the nodes of a growing graph, computed as far as they are asked for. */
export class Values {
  private values = new Float64Array(256);
  private done = 0;
  private readonly graph: Graph;
  private readonly kernels: readonly Kernel[];
  private readonly inputs: readonly number[];

  /** `inputs` are the values of the graph's input nodes, by ordinal. */
  constructor(graph: Graph, kernels: readonly Kernel[], inputs: readonly number[]) {
    this.graph = graph;
    this.kernels = kernels;
    this.inputs = inputs;
  }

  /** The value of `node`; computes all nodes made before it that have none yet. A mask is 1 or 0. */
  of(node: NodeId): number {
    if (node >= this.done) this.advance(node + 1);
    return this.values[node]!;
  }

  private advance(end: number): void {
    const { ops, x, y, z, constants } = this.graph;
    if (end > this.values.length) {
      const larger = new Float64Array(Math.max(end, 2 * this.values.length));
      larger.set(this.values.subarray(0, this.done));
      this.values = larger;
    }
    const { values } = this;
    for (let id = this.done; id < end; id++) {
      const op = ops[id]!;
      if (op === CONST) values[id] = constants[x[id]!]!;
      else if (op === INPUT) values[id] = this.inputs[x[id]!]!;
      else if (op === ALIAS) values[id] = values[x[id]!]!;
      else values[id] = this.kernels[op]!(values[x[id]!]!, values[y[id]!]!, values[z[id]!]!);
    }
    this.done = end;
  }
}
