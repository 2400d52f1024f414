/** What all modes of differentiation ask of the table of primitives: a node's rule, and its partial derivatives as nodes. */

import { AutogradError } from '../base/errors.ts';
import { ALIAS, CONST, FIRST_ARRAY, type Graph, INPUT, LITERAL, NONE, type NodeId } from '../graph/graph.ts';
import type { ArrayBuilder } from '../ops/array-builder.ts';
import type { Application, ArrayDerivative } from '../ops/array-primitive.ts';
import { arrayNameOf, arrayPrimitiveOf } from '../ops/array-registry.ts';
import type { Derivative } from '../ops/primitive.ts';
import { NAMES, PRIMITIVES, primitiveOf } from '../ops/registry.ts';

/** The rule of a node that is no source. */
export function ruleOf(b: ArrayBuilder, node: NodeId): Derivative | ArrayDerivative<unknown> {
  const op = b.graph.ops[node]!;
  return op >= FIRST_ARRAY ? arrayPrimitiveOf(op).derivative : primitiveOf(op).derivative;
}

/** An operation on arrays as its rule sees it. */
export function applicationOf(b: ArrayBuilder, node: NodeId): Application<unknown> {
  return { inputs: b.graph.operands(node), out: node, attributes: b.graph.attributesOf(node) };
}

/**
 * The partial derivatives of a smooth node, NONE where one is structurally zero.
 * Throws E_RULE where there is none for an operand that `depends` on what is varied.
 */
export function partialsOf(b: ArrayBuilder, node: NodeId, depends: (id: NodeId) => boolean): NodeId[] {
  const rule = ruleOf(b, node);
  if (rule.kind !== 'smooth') return [];
  const operands = b.graph.operands(node);
  return rule.partials(b, operands, node).map((partial, i) => {
    if (typeof partial === 'number') return partial;
    if (partial.kind === 'none' && depends(operands[i]!)) throw noDerivative(b, node, partial.why);
    return NONE;
  });
}

/** The error for a derivative that does not exist. */
export function noDerivative(b: ArrayBuilder, node: NodeId, why: string): AutogradError {
  const op = b.graph.ops[node]!;
  const name = op >= FIRST_ARRAY ? arrayNameOf(op) : (primitiveOf(op).names[0] ?? NAMES[op]);
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
  private known = new Int8Array(256); // from the lowest seed on: 0 not looked at, 1 depends, -1 does not
  private looked: number;
  private readonly first: number;
  private readonly b: ArrayBuilder;
  private readonly seeds: Set<NodeId>;

  constructor(b: ArrayBuilder, seeds: Iterable<NodeId>) {
    this.b = b;
    this.seeds = new Set(seeds);
    this.first = Math.min(...this.seeds);
    this.looked = this.first;
  }

  of(node: NodeId): boolean {
    if (node < this.first) return false;
    if (node >= this.looked) this.look(node + 1);
    return this.known[node - this.first] === 1;
  }

  /** Let `node`, which has just been made, move as well. */
  add(node: NodeId): void {
    this.seeds.add(node);
  }

  private look(end: number): void {
    const { first } = this;
    if (end - first > this.known.length) {
      const larger = new Int8Array(Math.max(end - first, 2 * this.known.length));
      larger.set(this.known.subarray(0, this.looked - first));
      this.known = larger;
    }
    const { known } = this;
    const { graph } = this.b;
    const { ops, x, y, z } = graph;
    for (let id = this.looked; id < end; id++) {
      const op = ops[id]!;
      let depends = this.seeds.has(id as NodeId);
      if (op === ALIAS) depends ||= known[x[id]! - first] === 1;
      else if (op >= FIRST_ARRAY) {
        depends =
          (known[x[id]! - first] === 1 || known[y[id]! - first] === 1) &&
          arrayPrimitiveOf(op).derivative.kind !== 'zero' &&
          isContinuous(graph, id);
      } else if (op !== CONST && op !== INPUT && op !== LITERAL && !CONSTANT_OUTPUT[op]) {
        depends =
          (known[x[id]! - first] === 1 || known[y[id]! - first] === 1 || known[z[id]! - first] === 1) &&
          isContinuous(graph, id);
      }
      known[id - first] = depends ? 1 : -1;
    }
    this.looked = end;
  }
}

/** Whether a node's values can move at all: integers and booleans step. */
function isContinuous(graph: Graph, id: number): boolean {
  if (graph.isNumber(id as NodeId)) return true;
  const { dtype } = graph.typeOf(id as NodeId);
  return dtype === 'float64' || dtype === 'complex128';
}
