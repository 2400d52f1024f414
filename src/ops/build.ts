/**
 * The builder of a graph's elementwise nodes, on numbers and arrays alike. It folds constants with the very kernels that compute values and drops
 * identities only where IEEE arithmetic gives the same double with and without (x·1, x + (−0), −(−x), x + (−y); not x + 0,
 * which turns −0 into 0, and not x·0, which may be NaN).
 */

import type { ArrayType, NDArray } from '../array/ndarray.ts';
import { type Graph, NONE, type NodeId, type Recipe } from '../graph/graph.ts';
import { compute, numberType, rowType } from './compute.ts';
import type { Kernels } from './kernels.ts';
import type { Builder, Kernel } from './primitive.ts';
import { codeOf } from './registry.ts';

const ADD = codeOf('add');
const SUB = codeOf('sub');
const MUL = codeOf('mul');
const DIV = codeOf('div');
const NEG = codeOf('neg');
const WHERE = codeOf('where');
const LT = codeOf('lt');
const LE = codeOf('le');
const EQ = codeOf('eq');
const AND = codeOf('and');

export class GraphBuilder implements Builder {
  readonly graph: Graph;
  protected readonly kernels: Kernels;

  constructor(graph: Graph, kernels: Kernels) {
    this.graph = graph;
    this.kernels = kernels;
  }

  /** The function on numbers of a row. */
  kernelOf(name: string): Kernel {
    return this.kernels[codeOf(name)]!;
  }

  constant(value: number): NodeId {
    return this.graph.constant(value);
  }

  constantValue(x: NodeId): number | undefined {
    return this.graph.constantValue(x);
  }

  add(x: NodeId, y: NodeId): NodeId {
    if (this.isNegative0(y)) return x;
    if (this.isNegative0(x)) return y;
    if (this.isNegation(y)) return this.sub(x, this.operand(y));
    if (this.isNegation(x)) return this.sub(y, this.operand(x));
    return x <= y ? this.emit(ADD, x, y) : this.emit(ADD, y, x);
  }

  sub(x: NodeId, y: NodeId): NodeId {
    const subtrahend = this.constantValue(y);
    if (subtrahend !== undefined && Object.is(subtrahend, 0)) return x;
    if (this.isNegation(y)) return this.add(x, this.operand(y));
    return this.emit(SUB, x, y);
  }

  mul(x: NodeId, y: NodeId): NodeId {
    const cx = this.constantValue(x);
    const cy = this.constantValue(y);
    if (cx === 1) return y;
    if (cy === 1) return x;
    if (cx === -1) return this.neg(y);
    if (cy === -1) return this.neg(x);
    if (this.isNegation(x)) return this.negatedProduct(this.operand(x), y, cy);
    if (this.isNegation(y)) return this.negatedProduct(this.operand(y), x, cx);
    return x <= y ? this.emit(MUL, x, y) : this.emit(MUL, y, x);
  }

  /** (−x)·y; the sign goes into y where y is the constant c. */
  private negatedProduct(x: NodeId, y: NodeId, c: number | undefined): NodeId {
    return c === undefined ? this.neg(this.mul(x, y)) : this.mul(x, this.constant(-c));
  }

  div(x: NodeId, y: NodeId): NodeId {
    const divisor = this.constantValue(y);
    if (divisor === 1) return x;
    if (divisor === -1) return this.neg(x);
    return this.emit(DIV, x, y);
  }

  neg(x: NodeId): NodeId {
    return this.isNegation(x) ? this.operand(x) : this.emit(NEG, x);
  }

  power(x: NodeId, n: number): NodeId {
    if (n === 0) return this.constant(1);
    if (n === 1) return x;
    const half = this.power(x, Math.floor(n / 2));
    const square = this.mul(half, half);
    return n % 2 === 0 ? square : this.mul(square, x);
  }

  lt(x: NodeId, y: NodeId): NodeId {
    return this.emit(LT, x, y);
  }

  le(x: NodeId, y: NodeId): NodeId {
    return this.emit(LE, x, y);
  }

  eq(x: NodeId, y: NodeId): NodeId {
    return this.emit(EQ, x, y);
  }

  and(x: NodeId, y: NodeId): NodeId {
    const cx = this.constantValue(x);
    const cy = this.constantValue(y);
    if (cx !== undefined) return cx !== 0 ? y : x;
    if (cy !== undefined) return cy !== 0 ? x : y;
    return this.emit(AND, x, y);
  }

  /** Either mask. */
  or(x: NodeId, y: NodeId): NodeId {
    const nought = this.constant(0);
    return this.eq(this.and(this.eq(x, nought), this.eq(y, nought)), nought);
  }

  where(mask: NodeId, x: NodeId, y: NodeId): NodeId {
    const known = this.constantValue(mask);
    if (known !== undefined) return known !== 0 ? x : y;
    return x === y && this.graph.isNumber(mask) ? x : this.emit(WHERE, mask, x, y);
  }

  apply(name: string, ...inputs: NodeId[]): NodeId {
    return this.emit(codeOf(name), inputs[0]!, inputs[1], inputs[2]);
  }

  /** Any elementwise function, by its opcode. */
  applyCode(op: number, inputs: readonly NodeId[]): NodeId {
    return this.emit(op, inputs[0]!, inputs[1], inputs[2]);
  }

  /** The node `op(x, y, z)`, folded where all operands are known. A folded mask of numbers is the constant 1 or 0. */
  private emit(op: number, x: NodeId, y: NodeId = NONE, z: NodeId = NONE): NodeId {
    const { graph } = this;
    if (!this.isNumeric(x) || !this.isNumeric(y) || !this.isNumeric(z)) return this.emitArray(op, x, y, z);
    if (this.foldable(x) && this.foldable(y) && this.foldable(z)) {
      const value = (id: NodeId): number => (id === NONE ? Number.NaN : graph.constantValue(id)!);
      return graph.constant(this.kernels[op]!(value(x), value(y), value(z)));
    }
    return graph.node(op, x, y, z);
  }

  private isNumeric(x: NodeId): boolean {
    return x === NONE || this.graph.isNumber(x);
  }

  private emitArray(op: number, x: NodeId, y: NodeId, z: NodeId): NodeId {
    const operands = [x, y, z].filter((id) => id !== NONE);
    const type = this.elementwiseType(op, operands);
    this.graph.admit(type);
    if (!this.graph.folds(operands, type)) return this.graph.node(op, x, y, z, type);
    return this.folded({ op, operands, attributes: undefined }, type);
  }

  /** The node of an operation whose operands are known. */
  protected folded(recipe: Recipe, type: ArrayType): NodeId {
    const { graph, kernels } = this;
    const values = recipe.operands.map((id) => graph.constantValue(id) ?? graph.elementsOf(id)!);
    return graph.folded(compute(kernels, recipe.op, values, recipe.attributes, type), recipe);
  }

  private elementwiseType(op: number, operands: readonly NodeId[]): ArrayType {
    return rowType(
      op,
      operands.map((id) => {
        const value = this.graph.constantValue(id);
        return value === undefined ? this.graph.typeOf(id) : numberType(value);
      }),
    );
  }

  /** The node of a number or an array that is known. */
  known(value: number | NDArray): NodeId {
    return typeof value === 'number' ? this.graph.constant(value) : this.graph.literal(value);
  }

  /** The value of a node that is known; undefined for any other. */
  constantOf(id: NodeId): number | NDArray | undefined {
    return this.graph.constantValue(id) ?? this.graph.literalValue(id);
  }

  private foldable(x: NodeId): boolean {
    return x === NONE || this.graph.isConstant(x);
  }

  private isNegation(x: NodeId): boolean {
    return this.graph.ops[x] === NEG;
  }

  private isNegative0(x: NodeId): boolean {
    const c = this.constantValue(x);
    return c !== undefined && Object.is(c, -0);
  }

  private operand(x: NodeId): NodeId {
    return this.graph.x[x]! as NodeId;
  }
}
