/**
 * Taylor series of any order: for each node u of a trace the coefficients u₀ … u_n of its expansion in one varying number,
 * as nodes appended to the same graph. u₀ is the node itself, so no rule changes how a value is computed.
 *
 * Coefficients are c_k = f⁽ᵏ⁾/k!; `derivatives.ts` multiplies by k!. The cost of an operation grows as n², never exponentially.
 *
 * Arithmetic has the classical recurrences (Griewank & Walther, Evaluating Derivatives, 2nd ed., tables 13.1 and 13.2). A
 * smooth function y = f(u) needs only its derivative rule D = f′ as nodes over u and y: from y′ = D·u′ follows
 *
 *     k·y_k = Σ_{j=1…k} j·u_j·D_{k−j}
 *
 * D_{k−j} involves at most y_{k−1}, so a rule may name its own output (exp: D = y) or another function of the same
 * operand whose rule names this one (sin and cos): coefficients are asked for lazily and kept.
 *
 * An operation on arrays that has a rule for its derivative along a direction is expanded in the same way: in the rule's nodes
 * D a placeholder stands for u′, whose coefficients are (k+1)·u_{k+1}, and k·y_k = D_{k−1}.
 */

import { ALIAS, type Graph, NONE, type NodeId } from '../graph/graph.ts';
import type { ArrayBuilder } from '../ops/array-builder.ts';
import type { Bilinear, Jvp, Linear } from '../ops/array-primitive.ts';
import { arrayNameOf } from '../ops/array-registry.ts';
import type { Pieces } from '../ops/primitive.ts';
import { applicationOf, Dependence, noDerivative, partialsOf, ruleOf } from './rules.ts';

const UNKNOWN = -2;

/** The expansion of a graph's nodes around the values they have, along the one node `variable`. */
export class TaylorExpansion {
  private readonly b: ArrayBuilder;
  private readonly graph: Graph;
  /** The variables, and what they move along: constants. */
  private readonly directions: ReadonlyMap<NodeId, NodeId>;
  private readonly order: number;
  private readonly dependence: Dependence;
  /** Row r holds the coefficients 1..order of the node whose `rows` entry is r. */
  private coefficients = new Int32Array(0);
  private readonly rows = new Map<NodeId, number>();
  private readonly partials = new Map<NodeId, NodeId[]>();
  private readonly pieces = new Map<NodeId, ReturnType<Pieces['pieces']>>();
  /** By operation: its rule's nodes. */
  private readonly rates = new Map<NodeId, NodeId>();
  /** What the placeholders stand for the derivatives of. */
  private readonly placeholders = new Map<NodeId, NodeId>();

  /** `directions` gives each variable's coefficient 1, in its type; all higher ones are 0. */
  constructor(b: ArrayBuilder, directions: ReadonlyMap<NodeId, NodeId>, order: number) {
    this.b = b;
    this.graph = b.graph;
    this.directions = directions;
    this.order = order;
    this.dependence = new Dependence(b, directions.keys());
  }

  dependsOnVariable(node: NodeId): boolean {
    return this.dependence.of(node);
  }

  /** All coefficients of a node. Its operands' should have been asked for before (recursion would be as deep as the graph). */
  expand(node: NodeId): void {
    for (let k = 1; k <= this.order; k++) this.coefficient(node, k);
  }

  /** Coefficient k of a node: a node, or NONE where it is structurally zero. */
  coefficient(node: NodeId, k: number): NodeId {
    if (k === 0) return node;
    if (!this.dependence.of(node)) return NONE;
    const slot = this.rowOf(node) + k - 1;
    const known = this.coefficients[slot]!;
    if (known !== UNKNOWN) return known as NodeId;
    const result = this.inShape(node, this.compute(node, k));
    this.coefficients[slot] = result;
    return result;
  }

  /** A coefficient of an elementwise function may lack axes that another operand gave to the result. */
  private inShape(node: NodeId, coefficient: NodeId): NodeId {
    if (coefficient === NONE || this.graph.isNumber(node)) return coefficient;
    return this.b.broadcast(coefficient, this.b.shapeOf(node));
  }

  private rowOf(node: NodeId): number {
    let row = this.rows.get(node);
    if (row === undefined) {
      row = this.rows.size * this.order;
      this.rows.set(node, row);
      if (row + this.order > this.coefficients.length) {
        const larger = new Int32Array(Math.max(256, 2 * (row + this.order))).fill(UNKNOWN);
        larger.set(this.coefficients);
        this.coefficients = larger;
      }
    }
    return row;
  }

  private compute(node: NodeId, k: number): NodeId {
    const { graph } = this;
    const direction = this.directions.get(node);
    if (direction !== undefined) return k === 1 ? direction : NONE;
    const derived = this.placeholders.get(node);
    if (derived !== undefined) return this.scaled(derived, k + 1);
    const x = graph.x[node]! as NodeId;
    const y = graph.y[node]! as NodeId;
    if (graph.ops[node] === ALIAS) return this.coefficient(x, k);
    const rule = ruleOf(this.b, node);
    switch (rule.kind) {
      case 'add':
        return this.sum(this.coefficient(x, k), this.coefficient(y, k));
      case 'sub':
        return this.difference(this.coefficient(x, k), this.coefficient(y, k));
      case 'neg':
        return this.negation(this.coefficient(x, k));
      case 'mul':
        return x === y ? this.square(x, k) : this.product(x, y, k);
      case 'div':
        return this.quotient(node, x, y, k);
      case 'where':
        return this.choice(x, this.coefficient(y, k), this.coefficient(graph.z[node]! as NodeId, k));
      case 'smooth':
        return this.smooth(node, k);
      case 'pieces':
        return this.piecewise(node, rule, k);
      case 'linear':
        return this.linear(node, rule, k);
      case 'bilinear':
        return this.bilinear(node, rule, k);
      case 'jvp':
        return this.along(node, rule, k);
      case 'none':
        throw noDerivative(this.b, node, rule.why);
      case 'zero':
      case 'mask':
        return NONE;
    }
  }

  private sum(x: NodeId, y: NodeId): NodeId {
    if (x === NONE) return y;
    return y === NONE ? x : this.b.add(x, y);
  }

  private difference(x: NodeId, y: NodeId): NodeId {
    if (y === NONE) return x;
    return x === NONE ? this.b.neg(y) : this.b.sub(x, y);
  }

  private negation(x: NodeId): NodeId {
    return x === NONE ? NONE : this.b.neg(x);
  }

  private times(x: NodeId, y: NodeId): NodeId {
    return x === NONE || y === NONE ? NONE : this.b.mul(x, y);
  }

  private choice(mask: NodeId, x: NodeId, y: NodeId): NodeId {
    if (x === NONE && y === NONE) return NONE;
    const nought = this.b.constant(0);
    return this.b.where(mask, x === NONE ? nought : x, y === NONE ? nought : y);
  }

  /** (x·y)_k = Σ_{j=0…k} x_j·y_{k−j} */
  private product(x: NodeId, y: NodeId, k: number): NodeId {
    let total: NodeId = NONE;
    for (let j = 0; j <= k; j++)
      total = this.sum(total, this.times(this.coefficient(x, j), this.coefficient(y, k - j)));
    return total;
  }

  /** (x²)_k = 2·Σ_{j<k/2} x_j·x_{k−j} + x_{k/2}² */
  private square(x: NodeId, k: number): NodeId {
    let total: NodeId = NONE;
    for (let j = 0; 2 * j < k; j++) {
      total = this.sum(total, this.times(this.coefficient(x, j), this.coefficient(x, k - j)));
    }
    total = this.times(this.b.constant(2), total);
    if (k % 2 === 1) return total;
    const middle = this.coefficient(x, k / 2);
    return this.sum(total, this.times(middle, middle));
  }

  /** (x/y)_k = (x_k − Σ_{j=1…k} y_j·(x/y)_{k−j}) / y₀ */
  private quotient(node: NodeId, x: NodeId, y: NodeId, k: number): NodeId {
    let rest: NodeId = NONE;
    for (let j = 1; j <= k; j++) {
      rest = this.sum(rest, this.times(this.coefficient(y, j), this.coefficient(node, k - j)));
    }
    const numerator = this.difference(this.coefficient(x, k), rest);
    return numerator === NONE ? NONE : this.b.div(numerator, y);
  }

  /** k·y_k = Σ over the operands u of Σ_{j=1…k} j·u_j·D_{k−j} */
  private smooth(node: NodeId, k: number): NodeId {
    let total: NodeId = NONE; // k·y_k
    let exact: NodeId = NONE; // contributions to y_k of constant slopes
    for (const [i, u] of this.graph.operands(node).entries()) {
      const slope = this.partialsOf(node)[i]!;
      if (slope === NONE || !this.dependence.of(u)) continue;
      if (!this.dependence.of(slope)) {
        exact = this.sum(exact, this.times(this.coefficient(u, k), slope));
        continue;
      }
      for (let j = 1; j <= k; j++) {
        total = this.sum(total, this.times(this.scaled(u, j), this.coefficient(slope, k - j)));
      }
    }
    return this.sum(this.times(this.b.constant(1 / k), total), exact);
  }

  /** j·u_j */
  private scaled(u: NodeId, j: number): NodeId {
    return this.times(this.b.constant(j), this.coefficient(u, j));
  }

  private partialsOf(node: NodeId): NodeId[] {
    let partials = this.partials.get(node);
    if (partials === undefined) {
      partials = partialsOf(this.b, node, (id) => this.dependence.of(id));
      this.partials.set(node, partials);
    }
    return partials;
  }

  /** Σ over the pieces of (mask ? weight·u_k : absent) */
  private piecewise(node: NodeId, rule: Pieces, k: number): NodeId {
    const operands = this.graph.operands(node);
    let pieces = this.pieces.get(node);
    if (pieces === undefined) {
      pieces = rule.pieces(this.b, operands);
      this.pieces.set(node, pieces);
    }
    let total: NodeId = NONE;
    for (const { input, mask, weight } of pieces) {
      const moved = this.times(this.b.constant(weight), this.coefficient(operands[input]!, k));
      total = this.sum(total, this.choice(mask, moved, NONE));
    }
    return total;
  }

  /** y_k = L(u_k …) */
  private linear(node: NodeId, rule: Linear<unknown>, k: number): NodeId {
    const { inputs } = applicationOf(this.b, node);
    const moving = rule.parameters ?? inputs.length;
    const coefficients = inputs.map((u, i) => (i < moving ? this.coefficient(u, k) : u));
    if (coefficients.slice(0, moving).every((c) => c === NONE)) return NONE;
    return this.again(
      node,
      coefficients.map((c, i) => (c === NONE ? this.b.zerosLike(inputs[i]!) : c)),
    );
  }

  /** y_k = Σ_{j=0…k} B(u_j, v_{k−j}) */
  private bilinear(node: NodeId, _: Bilinear<unknown>, k: number): NodeId {
    const [u, v] = applicationOf(this.b, node).inputs as [NodeId, NodeId];
    let total: NodeId = NONE;
    for (let j = 0; j <= k; j++) {
      const left = this.coefficient(u, j);
      const right = this.coefficient(v, k - j);
      if (left !== NONE && right !== NONE) total = this.sum(total, this.again(node, [left, right]));
    }
    return total;
  }

  /** The operation of `node` on other inputs. */
  private again(node: NodeId, inputs: readonly NodeId[]): NodeId {
    return this.b.array(arrayNameOf(this.graph.ops[node]!), inputs, this.graph.attributesOf(node));
  }

  /** k·y_k = D_{k−1} */
  private along(node: NodeId, rule: Jvp<unknown>, k: number): NodeId {
    let rate = this.rates.get(node);
    if (rate === undefined) {
      const application = applicationOf(this.b, node);
      const tangents = application.inputs.map((u) => this.placeholder(u));
      // inputs that move at order 1 only leave a derivative of the rule's own nodes without any
      rate = tangents.every((tangent) => tangent === NONE) ? NONE : rule.jvp(this.b, tangents, application);
      this.rates.set(node, rate);
    }
    return this.times(this.b.constant(1 / k), this.coefficient(rate, k - 1));
  }

  private placeholder(u: NodeId): NodeId {
    const first = this.dependence.of(u) ? this.coefficient(u, 1) : NONE;
    if (first === NONE) return NONE;
    const placeholder = this.graph.alias(first);
    this.dependence.add(placeholder);
    this.placeholders.set(placeholder, u);
    return placeholder;
  }
}
