/**
 * Reverse mode: the cotangents of inputs for cotangents of outputs, as nodes appended to the graph. One sweep from the outputs
 * down, in order of creation, so that a node's cotangent is complete when it is passed on (no recursion).
 *
 * The cotangents of an array's elements are collected and put together when the array's turn comes. An operation that only has a
 * rule for its derivative along a direction is transposed: the rule's nodes are linear in the direction, so a sweep over them
 * alone, with a placeholder for the direction, gives the cotangent.
 *
 * A cotangent that is one number for many elements stays one as long as operations go element by element.
 *
 * A cotangent that came through a choice is zero on the side that was not taken, and the zero must win: 0 times an infinite
 * slope is 0 there, not NaN. Such cotangents are remembered as `gated`, and products with them are gated too.
 */

import { sameShape } from '../array/ndarray.ts';
import { ALIAS, FIRST_ARRAY, NONE, type NodeId } from '../graph/graph.ts';
import type { ArrayBuilder } from '../ops/array-builder.ts';
import type { Application, ArrayDerivative, Jvp } from '../ops/array-primitive.ts';
import { arrayCodeOf } from '../ops/array-registry.ts';
import { applicationOf, Dependence, noDerivative, partialsOf, ruleOf } from './rules.ts';

/** An output and what the result moves by when it does. */
export interface Cotangent {
  readonly node: NodeId;
  /** In the output's shape. */
  readonly g: NodeId;
}

/** Return the cotangents of `inputs` for those of `outputs` (NONE where nothing depends on one), in the inputs' types. */
export function vjp(b: ArrayBuilder, outputs: readonly Cotangent[], inputs: readonly NodeId[]): NodeId[] {
  return new ReverseSweep(b, inputs).run(outputs);
}

/** Return ∂output/∂input for each of `inputs` (NONE where the output does not depend on it). */
export function reverse(b: ArrayBuilder, output: NodeId, inputs: readonly NodeId[]): NodeId[] {
  return vjp(b, [{ node: output, g: b.constant(1) }], inputs);
}

/** Told of every cotangent that a node with the cotangent g hands to one of its operands. */
export type Watch = (from: NodeId, g: NodeId, cotangent: NodeId) => void;

export class ReverseSweep {
  private readonly item = arrayCodeOf('item');
  private readonly b: ArrayBuilder;
  private readonly inputs: readonly NodeId[];
  private readonly isInput: ReadonlySet<NodeId>;
  private readonly dependence: Dependence;
  private readonly cotangents = new Map<NodeId, NodeId>();
  private readonly gated = new Set<NodeId>();
  /** By array: the cotangents of single elements. */
  private readonly elements = new Map<NodeId, { readonly positions: number[]; readonly values: NodeId[] }>();

  private readonly watch: Watch | undefined;
  /** The node whose turn it is, and its cotangent. */
  private giver: { readonly node: NodeId; readonly g: NodeId } | undefined;

  constructor(b: ArrayBuilder, inputs: readonly NodeId[], watch?: Watch) {
    this.b = b;
    this.inputs = inputs;
    this.watch = watch;
    this.isInput = new Set(inputs);
    this.dependence = new Dependence(b, inputs);
  }

  run(outputs: readonly Cotangent[]): NodeId[] {
    for (const { node, g } of outputs) this.give(node, g);
    const lowest = Math.min(...this.inputs);
    const { b } = this;
    const highest = Math.max(...outputs.map(({ node }) => node));
    for (let id = highest as NodeId; id > lowest; id--) {
      const g = this.complete(id);
      if (g === undefined || this.isInput.has(id)) continue;
      this.cotangents.delete(id);
      this.giver = { node: id, g };
      this.pullBack(id, b.graph.isNumber(id) || this.takesStretched(id) ? g : this.stretched(g, id));
      this.giver = undefined;
    }
    return this.inputs.map((input) => {
      const g = this.complete(input);
      return g === undefined ? NONE : this.stretched(g, input);
    });
  }

  /** The cotangent of a node, those of its elements included. */
  private complete(node: NodeId): NodeId | undefined {
    const elements = this.elements.get(node);
    if (elements !== undefined) {
      this.elements.delete(node);
      this.give(node, this.b.assemble(elements.values, this.b.shapeOf(node), elements.positions));
    }
    return this.cotangents.get(node);
  }

  /** Add to the cotangent of a node. */
  private give(to: NodeId, cotangent: NodeId): void {
    if (!this.dependence.of(to)) return;
    const g = this.fitted(cotangent, to);
    if (this.giver !== undefined)
      this.watch?.(this.giver.node, this.stretched(this.giver.g, this.giver.node), this.stretched(g, to));
    const before = this.cotangents.get(to);
    if (before === undefined) {
      this.cotangents.set(to, g);
      return;
    }
    const sum = this.b.add(before, g);
    if (this.gated.has(before) && this.gated.has(g)) this.gated.add(sum);
    this.cotangents.set(to, sum);
  }

  /** A cotangent in the dtype of the node it is for and a shape that broadcasts to its; gated if it was. */
  private fitted(g: NodeId, to: NodeId): NodeId {
    const { graph } = this.b;
    if (graph.isNumber(to) && graph.isNumber(g)) return g;
    return this.mapped(g, this.b.reduced(g, graph.typeOf(to)));
  }

  /** A cotangent in the shape of its node. */
  private stretched(g: NodeId, node: NodeId): NodeId {
    const { graph } = this.b;
    if (graph.isNumber(node) && graph.isNumber(g)) return g;
    return this.mapped(g, this.b.stretch(g, graph.typeOf(node).shape));
  }

  /**
   * Whether the cotangent of a node may be one number for many elements, as that of a summed array is: not where an operand was
   * itself stretched, because its cotangent counts the elements, nor where whole arrays are transformed.
   */
  private takesStretched(node: NodeId): boolean {
    const { graph } = this.b;
    if (graph.ops[node]! >= FIRST_ARRAY) return false;
    const { shape } = graph.typeOf(node);
    return graph
      .operands(node)
      .every((x) => !this.dependence.of(x) || sameShape(graph.typeOf(x).shape, shape));
  }

  /** `result`, which is g under a linear map: 0 where g is. */
  private mapped(g: NodeId, result: NodeId): NodeId {
    if (this.gated.has(g)) this.gated.add(result);
    return result;
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
        if (this.dependence.of(x)) this.give(x, this.scaled(g, b.mul(g, y)));
        if (this.dependence.of(y)) this.give(y, this.scaled(g, b.mul(g, x)));
        break;
      case 'div': {
        const gx = this.scaled(g, b.div(g, y));
        this.give(x, gx);
        if (this.dependence.of(y)) this.give(y, this.scaled(gx, b.neg(b.mul(gx, node))));
        break;
      }
      case 'where':
        this.give(y, this.gate(x, g, nought));
        this.give(b.graph.z[node]! as NodeId, this.gate(x, nought, g));
        break;
      case 'smooth': {
        const operands = b.graph.operands(node);
        for (const [i, partial] of partialsOf(b, node, (id) => this.dependence.of(id)).entries()) {
          if (partial !== NONE && this.dependence.of(operands[i]!))
            this.give(operands[i]!, this.scaled(g, b.mul(g, partial)));
        }
        break;
      }
      case 'pieces': {
        const operands = b.graph.operands(node);
        for (const { input, mask, weight } of rule.pieces(b, operands)) {
          this.give(operands[input]!, this.gate(mask, this.scaled(g, b.mul(b.constant(weight), g)), nought));
        }
        break;
      }
      case 'linear':
      case 'bilinear':
        this.transpose(node, g, rule);
        break;
      case 'jvp':
        this.transposeJvp(node, g, rule);
        break;
      case 'none':
        throw noDerivative(b, node, rule.why);
      case 'zero':
      case 'mask':
        break; // moves with nothing, so it never gets a cotangent
    }
  }
  private transpose(node: NodeId, g: NodeId, rule: Exclude<ArrayDerivative<unknown>, { kind: 'jvp' }>): void {
    const { b } = this;
    const application = applicationOf(b, node);
    if (b.graph.ops[node] === this.item) {
      this.giveElement(application.inputs[0]!, application.attributes as number, g);
      return;
    }
    if (rule.kind !== 'linear' && rule.kind !== 'bilinear') return;
    const moving = rule.kind === 'linear' ? (rule.parameters ?? application.inputs.length) : 2;
    for (const [i, input] of application.inputs.slice(0, moving).entries()) {
      if (this.dependence.of(input)) this.give(input, this.mapped(g, rule.transpose(b, g, i, application)));
    }
  }

  private giveElement(array: NodeId, position: number, g: NodeId): void {
    if (!this.dependence.of(array)) return;
    let elements = this.elements.get(array);
    if (elements === undefined) {
      elements = { positions: [], values: [] };
      this.elements.set(array, elements);
    }
    elements.positions.push(position);
    elements.values.push(g);
  }

  private transposeJvp(node: NodeId, g: NodeId, rule: Jvp<unknown>): void {
    const { b } = this;
    const application: Application<unknown> = applicationOf(b, node);
    const { inputs } = application;
    const given = rule.vjp?.(b, g, application);
    if (given !== undefined) {
      for (const [i, cotangent] of given.entries())
        if (cotangent !== NONE) this.give(inputs[i]!, this.mapped(g, cotangent));
      return;
    }
    const side = rule.transposeLast === undefined ? -1 : inputs.length - 1;
    if (this.dependence.of(inputs[side] ?? NONE))
      this.give(inputs[side]!, this.mapped(g, rule.transposeLast!(b, g, application)));
    const moving = inputs.filter((input, i) => i !== side && this.dependence.of(input));
    if (moving.length === 0) return;
    const placeholders = new Map([...new Set(moving)].map((input) => [input, b.graph.alias(input)]));
    const tangents = inputs.map((input, i) => (i === side ? NONE : (placeholders.get(input) ?? NONE)));
    const along = rule.jvp(b, tangents, application);
    const cotangents = vjp(b, [{ node: along, g }], [...placeholders.values()]);
    for (const [i, input] of [...placeholders.keys()].entries()) {
      if (cotangents[i] !== NONE) this.give(input, this.mapped(g, cotangents[i]!));
    }
  }
}
