/**
 * Rewrites what a derivation computes with small arrays as the same operations on their elements, so that it can be scheduled and
 * compiled like any other. Derivatives have been taken before: values and derivatives have the bits of the array operations.
 */

import { sizeOf } from '../array/ndarray.ts';
import {
  ALIAS,
  CONST,
  type Decision,
  FIRST_ARRAY,
  type Graph,
  INPUT,
  LIST,
  LITERAL,
  type NodeId,
} from '../graph/graph.ts';
import { arrayNameOf, arrayPrimitiveOf } from '../ops/array-registry.ts';
import {
  ElementBuilder,
  type Elements,
  elementwiseElements,
  MOST_ELEMENTS,
  moved,
} from '../ops/element-builder.ts';
import type { Kernels } from '../ops/kernels.ts';
import { type Computation, countInputs } from './schedule.ts';

/** Beyond so many nodes compiling takes longer than interpreting many points does. */
const MOST_NODES = 20_000;

/** Return the same computation with numbers only; undefined if an array is too large or an operation has no rule for elements. */
export function scalarise(computation: Computation, kernels: Kernels): Computation | undefined {
  return new Scalariser(computation, kernels).run();
}

class Scalariser {
  private readonly source: Computation;
  private readonly graph: Graph;
  private readonly b: ElementBuilder;
  /** By node of the source. */
  private readonly elements: (readonly NodeId[] | undefined)[] = [];
  /** By node of the source: how many nodes there were before it. */
  private readonly begins: Int32Array;
  private readonly owner: number[] = [];

  constructor(source: Computation, kernels: Kernels) {
    this.source = source;
    this.graph = source.graph;
    this.b = new ElementBuilder(kernels);
    this.begins = new Int32Array(source.graph.size);
  }

  run(): Computation | undefined {
    const { b, begins, elements, owner, source } = this;
    const inputs = countInputs(this.graph);
    for (let ordinal = 0; ordinal < inputs; ordinal++) elements[ordinal] = [b.graph.input(ordinal)];
    const needed = neededNodes(source);
    for (let id = 0; id < this.graph.size; id++) {
      begins[id] = b.graph.size;
      if (needed[id] === 0 || id < inputs || this.graph.ops[id] === LIST) continue;
      const nodes = this.lowered(id as NodeId);
      if (nodes === undefined || b.graph.size > MOST_NODES) return undefined;
      elements[id] = nodes;
      this.own(source.owner[id]!);
    }
    const columns = source.columns.map((id) => this.numberOf(id));
    const decisions = source.decisions.map((decision): Decision => {
      const { x, y } = decision;
      return { ...decision, x: this.numberOf(x), y: this.numberOf(y) };
    });
    for (const mask of b.required) {
      const x = b.number(mask);
      decisions.push({ test: 'truth', x, y: x, holds: true });
    }
    this.own(this.graph.size - 1);
    const requirements = b.required.length;
    return { graph: b.graph, decisions, columns, owner: Int32Array.from(owner), requirements };
  }

  /** All nodes without owner were made for the sake of what `node` was made for. */
  private own(node: number): void {
    while (this.owner.length < this.b.graph.size) this.owner.push(this.begins[node]!);
  }

  /** The one element of a node, as a number. */
  private numberOf(id: NodeId): NodeId {
    return this.b.number(this.elements[id]![0]!);
  }

  private lowered(id: NodeId): readonly NodeId[] | undefined {
    const { b, graph } = this;
    const op = graph.ops[id]!;
    if (op === CONST) return [b.constant(graph.constantValue(id)!)];
    if (op === ALIAS) return this.elements[graph.x[id]!];
    const type = graph.typeOf(id);
    if (sizeOf(type.shape) > MOST_ELEMENTS) return undefined;
    if (op === LITERAL) return b.literal(graph.literalValue(id)!);
    if (op === INPUT) return undefined;
    const operands = graph
      .operands(id)
      .map((operand): Elements => ({ type: graph.typeOf(operand), nodes: this.elements[operand]! }));
    if (op < FIRST_ARRAY) return elementwiseElements(b, op, operands, type);
    const attributes = graph.attributesOf(id);
    const rule = arrayPrimitiveOf(op).elements;
    return rule === 'moved'
      ? moved(b, arrayNameOf(op), operands, attributes, type)
      : rule?.(b, operands, attributes, type);
  }
}

/** Return 1 for each node that a column or a decision needs. */
function neededNodes({ graph, decisions, columns }: Computation): Uint8Array {
  const { ops, x, y, z } = graph;
  const needed = new Uint8Array(graph.size);
  for (const decision of decisions) needed[decision.x] = needed[decision.y] = 1;
  for (const column of columns) needed[column] = 1;
  for (let id = graph.size - 1; id >= 0; id--) {
    const op = ops[id]!;
    if (needed[id] === 0 || op === CONST || op === INPUT || op === LITERAL) continue;
    if (x[id]! >= 0) needed[x[id]!] = 1;
    if (op === ALIAS) continue;
    if (y[id]! >= 0) needed[y[id]!] = 1;
    if (op < FIRST_ARRAY && z[id]! >= 0) needed[z[id]!] = 1;
  }
  return needed;
}
