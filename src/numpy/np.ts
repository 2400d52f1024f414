/**
 * What NumPy's functions are written in: the builder of arrays, with the values of nodes for those few functions whose result has
 * a shape or a structure that depends on them.
 */

import { type NDArray, type Shape, scalar } from '../array/ndarray.ts';
import type { Graph, NodeId } from '../graph/graph.ts';
import { ArrayBuilder } from '../ops/array-builder.ts';
import '../ops/array-rows.ts';
import type { NumberOrArray } from '../ops/compute.ts';
import type { Kernels } from '../ops/kernels.ts';

/** What a call may ask of the trace it is part of. */
export interface TraceAccess {
  /** The value of a node. */
  value(node: NodeId): NumberOrArray;
  /** Record that the result holds only while the value of `node` stays as it is. */
  pin(node: NodeId): void;
  /** Print a warning, once a text. */
  warn(text: string): void;
}

export class Np extends ArrayBuilder {
  private readonly trace: TraceAccess;

  constructor(graph: Graph, kernels: Kernels, trace: TraceAccess) {
    super(graph, kernels);
    this.trace = trace;
  }

  /** The value of a node as an array, which may steer what is computed (an index, a count): the trace is pinned to it. */
  pinned(x: NodeId): NDArray {
    const value = this.constantOf(x) ?? this.pinnedValue(x);
    return typeof value === 'number' ? scalar(value) : value;
  }

  private pinnedValue(x: NodeId): NumberOrArray {
    this.trace.pin(x);
    return this.trace.value(x);
  }

  /** x as a constant of its place: the same value, no derivative. */
  steady(x: NodeId): NodeId {
    return this.constantOf(x) === undefined ? this.array('steady', [x]) : x;
  }

  /** Whether one of two truths holds, as NumPy adds them; of numbers the sum. */
  override add(x: NodeId, y: NodeId): NodeId {
    const isTruth = this.dtypeOf(x) === 'bool' && this.dtypeOf(y) === 'bool';
    return isTruth ? this.cast(super.or(x, y), 'bool') : super.add(x, y);
  }

  /** The product; a truth times a number is a number, also times 1. */
  override mul(x: NodeId, y: NodeId): NodeId {
    return super.mul(this.counted(x, y), this.counted(y, x));
  }

  /** The quotient, which is no whole number's, also by 1. */
  override div(x: NodeId, y: NodeId): NodeId {
    const isWhole = this.dtypeOf(x) === 'int64' || this.dtypeOf(x) === 'bool';
    return super.div(isWhole ? this.cast(x, 'float64') : x, y);
  }

  /** x as whole numbers, if it is truths and `factor` a number that is known. */
  private counted(x: NodeId, factor: NodeId): NodeId {
    const isKnown = this.dtypeOf(x) === 'bool' && this.constantValue(factor) !== undefined;
    return isKnown ? this.cast(x, Number.isInteger(this.constantValue(factor)) ? 'int64' : 'float64') : x;
  }

  warn(text: string): void {
    this.trace.warn(text);
  }

  /** An array of shape `shape` filled with a real number. */
  filled(shape: Shape, value: number): NodeId {
    return this.broadcast(this.constant(value), shape);
  }
}

/** A number, boolean or array of the script. */
export class Ref {
  readonly node: NodeId;
  constructor(node: NodeId) {
    this.node = node;
  }
}

/** What a script gave as an argument; a plain number is one, a traced number or an array is a Ref. */
export type Argument = undefined | null | boolean | number | string | Ref | readonly Argument[] | Keywords;

/** A plain object: NumPy's keywords. */
export interface Keywords {
  readonly [name: string]: Argument;
}

/** A result that is neither a number nor an array: a text, a shape, a truth. */
export class Plain {
  readonly value: string | boolean | null | readonly number[];
  constructor(value: string | boolean | null | readonly number[]) {
    this.value = value;
  }
}

/** What a function returns: a number or array, several, or something plain. A 0-d boolean becomes a plain one. */
export type Result = NodeId | Plain | readonly Result[];
