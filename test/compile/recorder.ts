/** What the guest and `derive/` do for the tests of `compile/`: functions that record themselves at a point. */

import { type Decision, type Derivation, Graph, type NodeId } from '../../src/graph/graph.ts';
import type { Test } from '../../src/graph/wire.ts';
import { Values } from '../../src/ops/evaluate.ts';
import { makeKernels } from '../../src/ops/kernels.ts';
import { LIBM1, type Libm } from '../../src/ops/primitive.ts';
import { codeOf } from '../../src/ops/registry.ts';

/** V8's functions stand in for QuickJS's: only that both forms call the same ones matters here. */
const libm = {
  ...Object.fromEntries(LIBM1.map((name) => [name, Math[name]])),
  ...{ pow: Math.pow, atan2: Math.atan2, hypot: (x, y) => Math.hypot(x, y), fmod: (x, y) => x % y },
} as Libm;

export const kernels = makeKernels(libm, () => ({}));

/** Records operations and decisions at one point. Operands are nodes; `constant` makes one of a number. */
export class Recorder {
  readonly graph = new Graph();
  readonly decisions: Decision[] = [];
  readonly input: NodeId;
  /** Further inputs. */
  readonly others: readonly NodeId[];
  private readonly values: Values;

  constructor(x: number, others: readonly number[] = []) {
    this.input = this.graph.input();
    this.others = others.map((_, k) => this.graph.input(k + 1));
    this.values = new Values(this.graph, kernels, [x, ...others]);
  }

  constant(value: number): NodeId {
    return this.graph.constant(value);
  }

  op(name: string, ...operands: NodeId[]): NodeId {
    return this.graph.node(codeOf(name), ...(operands as [NodeId]));
  }

  value(node: NodeId): number {
    return this.values.of(node);
  }

  /** The answer of a test at the point, recorded. */
  decide(test: Test, x: NodeId, y: NodeId = x): boolean {
    const [a, b] = [this.value(x), this.value(y)];
    const answers = {
      lt: a < b,
      le: a <= b,
      eq: a === b,
      same: Object.is(a, b),
      truth: a !== 0 && !Number.isNaN(a),
    };
    const holds = answers[test];
    this.decisions.push({ test, x, y, holds });
    return holds;
  }

  /** The plain number of a node, recorded as a pin. */
  pin(x: NodeId): number {
    const value = this.value(x);
    this.decide('same', x, this.constant(value));
    return value;
  }

  /** The derivation with these columns; every node is its own owner unless said otherwise. */
  derivation(columns: readonly NodeId[], owner?: (id: number) => number): Derivation {
    const { graph, input, decisions } = this;
    const owners = Int32Array.from({ length: graph.size }, (_, id) => owner?.(id) ?? id);
    return { graph, input, outputs: columns, decisions, columns, owner: owners, moves: true };
  }
}
