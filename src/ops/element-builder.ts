/**
 * Operations on arrays written as operations on their elements: the builder of such a graph, which has numbers only, and what rules
 * of rows (`ArrayPrimitive.elements`) are made of. Every element is computed by the operations of the kernels in their order, so
 * that it has the same bits. Complex elements are two nodes each, as they are two doubles of an array.
 */

import { type ArrayType, type NDArray, sizeOf, width, zeros } from '../array/ndarray.ts';
import { Graph, type NodeId } from '../graph/graph.ts';
import { arrayCodeOf, arrayPrimitiveOf } from './array-registry.ts';
import { GraphBuilder } from './build.ts';
import type { Kernels } from './kernels.ts';
import { codeOf, NAMES } from './registry.ts';

/** An array whose doubles are nodes: numbers, or masks where it holds booleans. */
export interface Elements {
  readonly type: ArrayType;
  readonly nodes: readonly NodeId[];
}

/**
 * How a row is written in elements: `moved` where its kernel computes nothing, so that it can be run on the nodes' numbers; else a
 * function that returns the nodes of the result, or undefined where the operation has to stay as it is.
 */
export type ElementRule<A> =
  | 'moved'
  | ((
      b: ElementBuilder,
      inputs: readonly Elements[],
      attributes: A,
      type: ArrayType,
    ) => readonly NodeId[] | undefined);

/** Larger arrays are not worth it: on those an operation costs little more than its elements do. */
export const MOST_ELEMENTS = 128;

const MASKS: ReadonlySet<number> = new Set(['lt', 'le', 'eq', 'and'].map(codeOf));

export class ElementBuilder extends GraphBuilder {
  /** Masks that all hold where the elements are those of the operations. */
  readonly required: NodeId[] = [];

  constructor(kernels: Kernels) {
    super(new Graph(), kernels);
  }

  /** The nodes of an array that is known. */
  literal({ data }: NDArray): NodeId[] {
    return Array.from(data, (value) => this.constant(value));
  }

  /** A number, for a mask 1 or 0. */
  number(x: NodeId): NodeId {
    return this.isMask(x) ? this.where(x, this.constant(1), this.constant(0)) : x;
  }

  /** A mask of what is not 0 (NaN, too). */
  mask(x: NodeId): NodeId {
    const nought = this.constant(0);
    return this.isMask(x) || this.constantValue(x) !== undefined ? x : this.eq(this.eq(x, nought), nought);
  }

  /** What is computed holds only where `mask` does. */
  require(mask: NodeId): void {
    const known = this.constantValue(mask);
    if (known === undefined || known === 0) this.required.push(mask);
  }

  private isMask(x: NodeId): boolean {
    return MASKS.has(this.graph.ops[x]!);
  }

  /** Row `op` of real numbers; operands may be masks. */
  row(op: number, operands: readonly NodeId[]): NodeId {
    const name = NAMES[op]!;
    if (name === 'and') return this.and(this.mask(operands[0]!), this.mask(operands[1]!));
    if (name === 'where')
      return this.where(this.mask(operands[0]!), this.number(operands[1]!), this.number(operands[2]!));
    const [x, y] = operands.map((operand) => this.number(operand)) as [NodeId, NodeId];
    switch (name) {
      case 'add':
        return this.add(x, y);
      case 'sub':
        return this.sub(x, y);
      case 'mul':
        return this.mul(x, y);
      case 'div':
        return this.div(x, y);
      case 'neg':
        return this.neg(x);
      default:
        return this.applyCode(
          op,
          operands.map((operand) => this.number(operand)),
        );
    }
  }

  /** Zeros to which each of `xs` is added at its position. */
  added(xs: readonly NodeId[], positions: Float64Array, size: number): NodeId[] {
    const out = new Array<NodeId>(size).fill(this.constant(0));
    for (const [i, x] of xs.entries()) {
      const at = positions[i]!;
      out[at] = this.add(out[at]!, this.number(x));
    }
    return out;
  }
}

/** Return the elements of row `name`, whose rule is `moved`, of inputs. */
export function moved(
  b: ElementBuilder,
  name: Parameters<typeof arrayCodeOf>[0],
  inputs: readonly Elements[],
  attributes: unknown,
  type: ArrayType,
): NodeId[] {
  const { kernel } = arrayPrimitiveOf(arrayCodeOf(name));
  return moveBy(b, inputs, (arrays) => kernel(arrays, attributes, type));
}

/** Return what `kernel`, which computes nothing, makes of inputs. A zero that it puts in is the number 0, and it may negate. */
export function moveBy(
  b: ElementBuilder,
  inputs: readonly Elements[],
  kernel: (arrays: readonly NDArray[]) => NDArray,
): NodeId[] {
  const numbered = inputs.map(({ type, nodes }): NDArray => {
    const array = zeros(type.shape, type.dtype);
    for (const [i, node] of nodes.entries()) array.data[i] = node + 1;
    return array;
  });
  return Array.from(kernel(numbered).data, (number) => {
    if (number === 0) return b.constant(0);
    const node = (Math.abs(number) - 1) as NodeId;
    return number < 0 ? b.neg(b.number(node)) : node;
  });
}

/** How many doubles an element is. */
export function doubles({ dtype }: ArrayType): 1 | 2 {
  return width(dtype);
}

type Parts = readonly [re: NodeId, im: NodeId];

/** Rows of complex numbers that are a few operations on their parts; the operations of `elementwise-loops.ts`. */
const COMPLEX: Readonly<Record<string, (b: ElementBuilder, x: Parts, y: Parts, z: Parts) => NodeId[]>> = {
  add: (b, x, y) => [b.add(x[0], y[0]), b.add(x[1], y[1])],
  sub: (b, x, y) => [b.sub(x[0], y[0]), b.sub(x[1], y[1])],
  mul: (b, x, y) => [
    b.sub(b.mul(x[0], y[0]), b.mul(x[1], y[1])),
    b.add(b.mul(x[0], y[1]), b.mul(x[1], y[0])),
  ],
  neg: (b, x) => [b.neg(x[0]), b.neg(x[1])],
  where(b, mask, x, y) {
    const holds = b.or(b.mask(mask[0]), b.mask(mask[1]));
    return [b.where(holds, x[0], y[0]), b.where(holds, x[1], y[1])];
  },
  eq: (b, x, y) => [b.and(b.eq(x[0], y[0]), b.eq(x[1], y[1]))],
};

/** Return the elements of an elementwise function of operands, which are broadcast; undefined where it has to stay as it is. */
export function elementwiseElements(
  b: ElementBuilder,
  op: number,
  operands: readonly Elements[],
  type: ArrayType,
): readonly NodeId[] | undefined {
  if (op === POW && type.dtype === 'int64') return undefined; // negative exponents are an error
  if (op !== POW || [type, ...operands.map((operand) => operand.type)].every(isNumber))
    return rowElements(b, op, operands, type);
  const [base, exponent] = operands as [Elements, Elements];
  if (!isNumber(exponent.type)) return rowElements(b, op, operands, type);
  // Of arrays the power 2 is a product.
  const [y] = exponent.nodes as [NodeId];
  const isSquare = b.eq(y, b.constant(2));
  const known = b.constantValue(isSquare);
  if (known === 0) return rowElements(b, op, operands, type);
  const squares = rowElements(b, MUL, [base, base], type)!;
  if (known === 1) return squares;
  return rowElements(b, op, operands, type)?.map((power, i) => b.where(isSquare, squares[i]!, power));
}

const POW = codeOf('pow');
const MUL = codeOf('mul');

const isNumber = ({ shape, dtype }: ArrayType): boolean => shape.length === 0 && dtype === 'float64';

function rowElements(
  b: ElementBuilder,
  op: number,
  operands: readonly Elements[],
  type: ArrayType,
): readonly NodeId[] | undefined {
  const stretched = operands.map((operand): Elements => {
    const wide = { shape: type.shape, dtype: operand.type.dtype };
    return { type: wide, nodes: moved(b, 'broadcast', [operand], type.shape, wide) };
  });
  const isComplex = [type, ...operands.map((operand) => operand.type)].some((each) => doubles(each) === 2);
  const each = Array.from({ length: sizeOf(type.shape) }, (_, i) => i);
  if (!isComplex)
    return each.map((i) =>
      b.row(
        op,
        stretched.map(({ nodes }) => nodes[i]!),
      ),
    );
  const rule = COMPLEX[NAMES[op]!];
  return (
    rule &&
    each.flatMap((i) => {
      const [x, y = x, z = x] = stretched.map((operand) => partsOf(b, operand, i)) as [Parts, Parts?, Parts?];
      return rule(b, x, y, z);
    })
  );
}

function partsOf(b: ElementBuilder, { type, nodes }: Elements, i: number): Parts {
  return doubles(type) === 2
    ? [b.number(nodes[2 * i]!), b.number(nodes[2 * i + 1]!)]
    : [b.number(nodes[i]!), b.constant(0)];
}
