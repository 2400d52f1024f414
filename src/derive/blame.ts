/**
 * Which operation of a trace made a result infinite or NaN, or its derivative zero: found by following such values back from the
 * result to where they began. Works on the coefficients of the trace's nodes (`PointSeries`) and on the cotangents of a reverse
 * sweep (`ReverseRun`). Says nothing about places in the script.
 */

import type { NDArray } from '../array/ndarray.ts';
import { AutogradError } from '../base/errors.ts';
import { ALIAS, INPUT, LIST, NONE, type NodeId, type Trace } from '../graph/graph.ts';
import { ArrayBuilder } from '../ops/array-builder.ts';
import type { NumberOrArray } from '../ops/compute.ts';
import type { Values } from '../ops/evaluate.ts';
import type { Kernels } from '../ops/kernels.ts';
import { nodesBetween } from './derivatives.ts';
import { ReverseSweep } from './reverse.ts';
import { ruleOf } from './rules.ts';
import { TaylorExpansion } from './taylor.ts';

/** The doubles of a value: two for each element of a complex array. */
function doubles(value: NumberOrArray): readonly number[] | Float64Array {
  return typeof value === 'number' ? [value] : value.data;
}

/** Whether all doubles are finite. */
export function isFiniteValue(value: NumberOrArray): boolean {
  return doubles(value).every((x) => Number.isFinite(x));
}

export function isZero(value: NumberOrArray): boolean {
  return doubles(value).every((x) => x === 0);
}

/** What of a node is not finite. */
export interface Trouble {
  readonly node: NodeId;
  /** Lowest order of its coefficients that is not finite; 0 is the value. */
  readonly order: number;
  /** The coefficient. */
  readonly value: NumberOrArray;
}

/** The values and Taylor coefficients of a trace's nodes at its point. */
export class PointSeries {
  readonly b: ArrayBuilder;
  private readonly trace: Trace;
  private readonly values: Values;
  private readonly expansion: TaylorExpansion;
  private readonly order: number;

  /** Expand the outputs to `order`. Throws E_RULE where a derivative does not exist. */
  constructor(trace: Trace, values: Values, kernels: Kernels, order: number) {
    this.b = new ArrayBuilder(trace.graph, kernels);
    this.trace = trace;
    this.values = values;
    this.order = order;
    this.expansion = new TaylorExpansion(this.b, new Map([[trace.input, this.b.constant(1)]]), order);
    this.expand(trace.outputs);
  }

  private expand(nodes: readonly NodeId[]): void {
    for (const id of nodesBetween(this.b, this.trace.input, nodes)) {
      if (this.expansion.dependsOnVariable(id)) this.expansion.expand(id);
    }
  }

  /** Coefficient k of a node; undefined where it is structurally zero. */
  coefficient(node: NodeId, k: number): NumberOrArray | undefined {
    const c = this.expansion.coefficient(node, k);
    return c === NONE ? undefined : this.values.any(c);
  }

  /** Expand further nodes; false where one of them has no derivative. */
  includes(nodes: readonly NodeId[]): boolean {
    try {
      this.expand(nodes);
      return true;
    } catch (error) {
      if (error instanceof AutogradError && error.code === 'E_RULE') return false;
      throw error;
    }
  }

  /** The node of the first derivative of a number that `includes` was told of; undefined where it is structurally zero. */
  slopeOf(node: NodeId): NodeId | undefined {
    const c = this.expansion.coefficient(node, 1);
    return c === NONE ? undefined : c;
  }

  /**
   * Return where `output`, which is not finite in some order, began to be so: the first such operation; and where an infinite value
   * then became NaN, if it did.
   */
  troubles(output: NodeId): readonly Trouble[] {
    const first = this.first(output, isFiniteValue);
    if (first === undefined) return [];
    const nan = this.first(output, (value) => !doubles(value).some((x) => Number.isNaN(x)));
    return nan?.order === 0 && nan.node !== first.node ? [first, nan] : [first];
  }

  /** The first operation of those that lead to `output` whose result is not as it should be though its operands are. */
  private first(output: NodeId, isGood: (value: NumberOrArray) => boolean): Trouble | undefined {
    const last = this.trouble(output, this.order, isGood);
    if (last === undefined) return undefined;
    const known = new Map<NodeId, Trouble | undefined>([[output, last]]);
    const look = (node: NodeId): Trouble | undefined => {
      if (!known.has(node)) known.set(node, this.trouble(node, last.order, isGood));
      return known.get(node);
    };
    let first = last;
    for (const open = [output]; open.length > 0; ) {
      const node = open.pop()!;
      const bad = this.computedFrom(node).filter((operand) => {
        const isNew = !known.has(operand);
        if (look(operand) !== undefined && isNew) open.push(operand);
        return look(operand) !== undefined;
      });
      if (bad.length === 0 && node <= first.node) first = known.get(node)!;
    }
    return first;
  }

  private trouble(
    node: NodeId,
    upTo: number,
    isGood: (value: NumberOrArray) => boolean,
  ): Trouble | undefined {
    for (let order = 0; order <= upTo; order++) {
      const value = this.coefficient(node, order);
      if (value !== undefined && !isGood(value)) return { node, order, value };
    }
    return undefined;
  }

  /** The operands of a node that are no constants of the script. */
  private computedFrom(node: NodeId): NodeId[] {
    return operandsOf(this.b, node).filter((operand) => !this.b.graph.isConstant(operand));
  }

  /**
   * Return the operations that pass nothing of their operands' first derivatives on to `output`, whose own is zero and yet no
   * structural zero: the last ones on the ways from the input, in the order of the script.
   */
  zeroMakers(output: NodeId): NodeId[] {
    const makers: NodeId[] = [];
    const seen = new Set([output]);
    for (const open = [output]; open.length > 0; ) {
      const node = open.pop()!;
      const moving = this.sidesTaken(node);
      const isMaker = moving.some((operand) => {
        const c = this.coefficient(operand, 1);
        return c !== undefined && !isZero(c);
      });
      if (isMaker) makers.push(node);
      else
        for (const operand of moving) {
          if (seen.has(operand) || operand === this.trace.input) continue;
          seen.add(operand);
          open.push(operand);
        }
    }
    return makers.sort((a, b) => a - b);
  }

  /** The operands that move; where an operation chooses among its operands and what it chose moves, that one alone. */
  private sidesTaken(node: NodeId): NodeId[] {
    const moving = operandsOf(this.b, node).filter((operand) => this.expansion.dependsOnVariable(operand));
    const { kind } = ruleOf(this.b, node);
    if (kind !== 'pieces' && kind !== 'where') return moving;
    const value = this.values.any(node);
    const taken = moving.filter((operand) => this.values.any(operand) === value);
    return taken.length > 0 ? taken : moving;
  }
}

/** Return the operands of a node: none of a source. */
export function operandsOf(b: ArrayBuilder, node: NodeId): NodeId[] {
  const op = b.graph.ops[node]!;
  if (b.graph.isConstant(node) || op === INPUT || op === LIST) return [];
  return op === ALIAS ? [b.graph.x[node]! as NodeId] : [...new Set(b.graph.operands(node))];
}

/** How an output that has no derivative by a variable hangs together with it. */
export interface Separation {
  /** Whether it is computed from the variable at all. */
  readonly isReached: boolean;
  /** The operations between the two that pass no derivative on (floor, sign, comparisons), in the order of the script. */
  readonly cuts: readonly NodeId[];
}

/** Return why the derivative of `output` by `variable` is a structural zero. `moves` says which nodes have a derivative. */
export function separation(
  b: ArrayBuilder,
  variable: NodeId,
  output: NodeId,
  moves: (node: NodeId) => boolean,
): Separation {
  const between = nodesBetween(b, variable, [output]);
  const reached = new Set<NodeId>([variable]);
  for (const node of between)
    if (operandsOf(b, node).some((operand) => reached.has(operand))) reached.add(node);
  const cuts = between.filter((node) => !moves(node) && operandsOf(b, node).some(moves));
  return { isReached: reached.has(output), cuts };
}

/** What a node handed to one of its operands in a reverse sweep. */
interface Gift {
  readonly from: NodeId;
  readonly g: NodeId;
  readonly cotangent: NodeId;
}

/** The reverse sweep of one number by several variables, watched. */
export class ReverseRun {
  private readonly values: Values;
  private readonly gifts: Gift[] = [];
  /** By variable: the gradient, undefined where it is structurally zero. */
  readonly gradients: readonly (NumberOrArray | undefined)[];

  /** Throws E_RULE where a derivative does not exist. */
  constructor(b: ArrayBuilder, values: Values, output: NodeId, variables: readonly NodeId[]) {
    this.values = values;
    const sweep = new ReverseSweep(b, variables, (from, g, cotangent) =>
      this.gifts.push({ from, g, cotangent }),
    );
    const one = b.broadcast(b.constant(1), b.shapeOf(output));
    const nodes = sweep.run([{ node: output, g: one }]);
    this.gradients = nodes.map((node) => (node === NONE ? undefined : values.any(node)));
  }

  /** Return the first operation of the sweep that made a cotangent that is not finite out of one that is. */
  firstNonFinite(): Trouble | undefined {
    for (const { from, g, cotangent } of this.gifts) {
      const value = this.values.any(cotangent);
      if (!isFiniteValue(value) && isFiniteValue(this.values.any(g))) return { node: from, order: 1, value };
    }
    return undefined;
  }

  /** Return the operations that made zeros of cotangents that were not, in the order of the script. */
  zeroMakers(): NodeId[] {
    const makers = this.gifts.filter(
      ({ g, cotangent }) => isZero(this.values.any(cotangent)) && !isZero(this.values.any(g)),
    );
    return [...new Set(makers.map(({ from }) => from))].sort((a, b) => a - b);
  }
}

/** Return the index of the first element of an array that is not finite. */
export function indexOfNonFinite({ data, shape, dtype }: NDArray): number[] {
  const at = data.findIndex((x) => !Number.isFinite(x));
  return unraveled(dtype === 'complex128' ? at >> 1 : at, shape);
}

function unraveled(flat: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  for (let rest = flat, axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(rest % shape[axis]!);
    rest = Math.floor(rest / shape[axis]!);
  }
  return index;
}
