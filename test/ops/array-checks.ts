/**
 * Checks of a function of arrays at a point, as every row must pass them: reverse mode against central differences, reverse
 * mode against forward mode (⟨w, J v⟩ = ⟨Jᵀ w, v⟩), and Taylor coefficients against nested derivatives. The pairing is Re Σ w·z.
 */

import { type NDArray, sizeOf } from '../../src/array/ndarray.ts';
import { expandAlong, vjpOf } from '../../src/derive/arrays.ts';
import { Graph, NONE, type NodeId } from '../../src/graph/graph.ts';
import { ArrayBuilder } from '../../src/ops/array-builder.ts';
import { Values } from '../../src/ops/evaluate.ts';
import type { Operand } from '../../src/ops/samples.ts';
import { random } from '../numpy/checked.ts';
import { kernels } from './rows.ts';

export interface Call {
  readonly operands: readonly NDArray[];
  /** Which operands move. */
  readonly varies: readonly boolean[];
  readonly apply: (b: ArrayBuilder, inputs: readonly NodeId[]) => NodeId;
}

/** Return the numbers of an operand. */
export function draw(operand: Operand, seed: number): NDArray {
  const { shape, dtype, values } = operand;
  if (values !== undefined) return { shape, dtype, data: Float64Array.from(values) };
  const drawn = random(seed, shape, dtype);
  if (operand.graded !== true) return drawn;
  const [rows, columns] = shape.slice(-2) as [number, number];
  const step = dtype === 'complex128' ? 2 : 1;
  for (let at = 0; at < sizeOf(shape); at++) {
    const [i, j] = [Math.floor(at / columns) % rows, at % columns];
    if (i === j) drawn.data[step * at]! += 3 * (i + 1);
  }
  return drawn;
}

/** One graph: the loss Re Σ w·f(x + t v) and what follows from it. */
class Point {
  private readonly b: ArrayBuilder;
  private readonly values: Values;
  private readonly inputs: readonly NodeId[];
  private readonly directions: readonly NodeId[];
  private readonly loss: NodeId;

  constructor(call: Call, t: number) {
    const graph = new Graph();
    const moving = call.operands.filter((_, i) => call.varies[i]);
    const directions = moving.map(({ shape, dtype }, i) => random(11 + i, shape, dtype));
    const at = moving.map((x, i) => ({ ...x, data: x.data.map((c, k) => c + t * directions[i]!.data[k]!) }));
    const isNumber = ({ shape, dtype }: NDArray): boolean => shape.length === 0 && dtype === 'float64';
    this.values = new Values(
      graph,
      kernels,
      at.map((x) => (isNumber(x) ? x.data[0]! : x)),
    );
    this.b = new ArrayBuilder(graph, kernels);
    this.inputs = at.map((x, i) => graph.input(i, { shape: x.shape, dtype: x.dtype }));
    this.directions = directions.map((v) => this.b.literal(v));
    let next = 0;
    const operands = call.operands.map((x, i) => (call.varies[i] ? this.inputs[next++]! : this.b.literal(x)));
    const out = call.apply(this.b, operands);
    const { shape, dtype } = this.b.typeOf(out);
    const weights = this.b.literal(random(7, shape, dtype === 'complex128' ? dtype : 'float64'));
    this.loss = this.b.sumAll(this.b.real(this.b.mul(weights, out)));
  }

  private number(node: NodeId): number {
    return node === NONE ? 0 : this.values.of(node);
  }

  /** The derivative of a number along the directions, by reverse mode; NONE if it does not depend on the inputs. */
  private slopeOf(output: NodeId): NodeId {
    const { b, directions } = this;
    const cotangents = vjpOf(b, [{ node: output, g: b.constant(1) }], this.inputs);
    return b.total(
      cotangents.map((g, i) => (g === NONE ? NONE : b.sumAll(b.real(b.mul(g, directions[i]!))))),
    );
  }

  value(): number {
    return this.number(this.loss);
  }

  /** Derivatives of orders 0 … order, each by reverse mode of the one before. */
  nested(order: number): number[] {
    let node = this.loss;
    const result = [this.number(node)];
    for (let k = 1; k <= order; k++) {
      if (node !== NONE) node = this.slopeOf(node);
      result.push(this.number(node));
    }
    return result;
  }

  /** The same by Taylor series. */
  taylor(order: number): number[] {
    const along = new Map(this.inputs.map((input, i) => [input, this.directions[i]!] as const));
    let factorial = 1;
    return expandAlong(this.b, along, [this.loss], order)[0]!.map((node, k) => {
      factorial *= Math.max(1, k);
      return factorial * this.number(node);
    });
  }
}

/** The derivative along the drawn directions, by reverse mode. */
export function slopeOf(call: Call): number {
  return new Point(call, 0).nested(1)[1]!;
}

function near(found: number, truth: number, bound: number, what: string): void {
  if (!(Math.abs(found - truth) <= bound)) throw new Error(`${what}: ${found}, expected ${truth}`);
}

/** Throw unless the derivative by reverse mode is that of differences of values, of order 6 in the step. */
export function checkAgainstDifferences(call: Call, step = 4e-3): void {
  const value = (t: number): number => new Point(call, t).value();
  const odd = (k: number): number => value(k * step) - value(-k * step);
  const truth = (45 * odd(1) - 9 * odd(2) + odd(3)) / (60 * step);
  const bound = 1e-7 * Math.max(1, Math.abs(truth), Math.abs(value(0)));
  near(slopeOf(call), truth, bound, 'reverse mode against differences');
}

/** Throw unless ⟨w, J v⟩ = ⟨Jᵀ w, v⟩, but for rounding. */
export function checkModes(call: Call): void {
  const point = new Point(call, 0);
  const [value, forward] = point.taylor(1) as [number, number];
  const bound = 1e-11 * Math.max(1, Math.abs(forward), Math.abs(value));
  near(point.nested(1)[1]!, forward, bound, 'reverse mode against forward mode');
  near(value, point.value(), 0, 'coefficient 0 against the value');
}

/** Throw unless Taylor coefficients are those of nested derivatives. */
export function checkOrders(call: Call, order = 4): void {
  const point = new Point(call, 0);
  const taylor = point.taylor(order);
  const nested = point.nested(order);
  let largest = 1;
  for (const [k, derivative] of taylor.entries()) {
    largest = Math.max(largest, Math.abs(derivative));
    near(nested[k]!, derivative, 1e-9 * largest, `order ${k}: nested reverse mode against Taylor series`);
  }
}
