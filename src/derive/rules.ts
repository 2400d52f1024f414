/** What all modes of differentiation ask of the table of primitives: a node's rule, and its partial derivatives as nodes. */

import { AutogradError } from '../base/errors.ts';
import { ALIAS, CONST, INPUT, NONE, type NodeId } from '../graph/graph.ts';
import type { GraphBuilder } from '../ops/build.ts';
import type { Derivative } from '../ops/primitive.ts';
import { NAMES, PRIMITIVES, primitiveOf } from '../ops/registry.ts';

/** The rule of a node that is no source. */
export function ruleOf(b: GraphBuilder, node: NodeId): Derivative {
  return primitiveOf(b.graph.ops[node]!).derivative;
}

/** The operands of a node that is no source. */
export function operandsOf(b: GraphBuilder, node: NodeId): NodeId[] {
  const { x, y, z } = b.graph;
  return [x[node]!, y[node]!, z[node]!].filter((id) => id !== NONE) as NodeId[];
}

/**
 * The partial derivatives of a smooth node, NONE where one is structurally zero.
 * Throws E_RULE where there is none for an operand that `depends` on what is varied.
 */
export function partialsOf(b: GraphBuilder, node: NodeId, depends: (id: NodeId) => boolean): NodeId[] {
  const rule = ruleOf(b, node);
  if (rule.kind !== 'smooth') return [];
  const operands = operandsOf(b, node);
  return rule.partials(b, operands, node).map((partial, i) => {
    if (typeof partial === 'number') return partial;
    if (partial.kind === 'none' && depends(operands[i]!)) throw noDerivative(b, node, partial.why);
    return NONE;
  });
}

/** The error for a derivative that does not exist. */
export function noDerivative(b: GraphBuilder, node: NodeId, why: string): AutogradError {
  const op = b.graph.ops[node]!;
  const name = primitiveOf(op).names[0] ?? NAMES[op];
  return new AutogradError('E_RULE', `${name} has no derivative with respect to this argument: ${why}`, {
    hint: 'np.value(x) passes a number on without its derivative',
    cause: { node } satisfies RuleCause,
  });
}

/** The `cause` of an E_RULE. */
export interface RuleCause {
  readonly node: NodeId;
}

/** By opcode: the output never moves, whatever the operands do (steps and masks). */
const CONSTANT_OUTPUT: readonly boolean[] = PRIMITIVES.map(
  (row) => row?.derivative.kind === 'zero' || row?.derivative.kind === 'mask',
);

/** Says which nodes move with any of `seeds`. Nodes made later are looked at when they are asked for. */
export class Dependence {
  private known = new Int8Array(256); // 0 not looked at, 1 depends, -1 does not
  private looked = 0;
  private readonly b: GraphBuilder;
  private readonly seeds: ReadonlySet<NodeId>;

  constructor(b: GraphBuilder, seeds: Iterable<NodeId>) {
    this.b = b;
    this.seeds = new Set(seeds);
  }

  of(node: NodeId): boolean {
    if (node >= this.looked) this.look(this.b.graph.size);
    return this.known[node] === 1;
  }

  private look(end: number): void {
    if (end > this.known.length) {
      const larger = new Int8Array(Math.max(end, 2 * this.known.length));
      larger.set(this.known.subarray(0, this.looked));
      this.known = larger;
    }
    const { known } = this;
    const { ops, x, y, z } = this.b.graph;
    for (let id = this.looked; id < end; id++) {
      const op = ops[id]!;
      let depends = this.seeds.has(id as NodeId);
      if (op === ALIAS) depends ||= known[x[id]!] === 1;
      else if (op !== CONST && op !== INPUT && !CONSTANT_OUTPUT[op]) {
        depends = known[x[id]!] === 1 || known[y[id]!] === 1 || known[z[id]!] === 1;
      }
      known[id] = depends ? 1 : -1;
    }
    this.looked = end;
  }
}
