/**
 * The derivatives of a trace's outputs with respect to its input, orders 0 to n, in any mode; and the same along any node of a
 * graph, for `grad` inside a script. Graph to graph: nothing here knows how a graph is run.
 */

import {
  BYTES_A_NODE,
  type Derivation,
  FIRST_ARRAY,
  LIST,
  NONE,
  type NodeId,
  type Trace,
} from '../graph/graph.ts';
import { ArrayBuilder } from '../ops/array-builder.ts';
import type { Kernels } from '../ops/kernels.ts';
import { reverse } from './reverse.ts';
import { TaylorExpansion } from './taylor.ts';

/** How derivatives are computed. `auto` is decided by the caller. */
export type DerivativeMode = 'taylor' | 'reverse' | 'forward';

/** k! as a double: exact to 22!, correctly rounded to 170!. */
export const FACTORIALS: readonly number[] = (() => {
  const table = [1];
  let exact = 1n;
  for (let k = 1n; k <= 170n; k++) {
    exact *= k;
    table.push(Number(exact));
  }
  return Object.freeze(table);
})();

/**
 * Return the trace with its derivatives: columns are the outputs of order `from`, then of order `from + 1` … `to`.
 * The trace's graph grows, by no more than `memoryBytes` allow (E_LIMIT); the trace itself stays valid.
 */
export function derive(
  trace: Trace,
  kernels: Kernels,
  orders: { readonly from: number; readonly to: number },
  mode: DerivativeMode,
  memoryBytes = Number.POSITIVE_INFINITY,
): Derivation {
  trace.graph.limit = Math.max(memoryBytes / BYTES_A_NODE, 2 * trace.graph.size);
  const b = new ArrayBuilder(trace.graph, kernels);
  const owners = new Owners(trace.graph.size);
  const byOutput =
    mode === 'taylor'
      ? taylorColumns(b, trace, orders.to, owners)
      : trace.outputs.map((output) => nestedColumns(b, trace.input, output, orders.to, mode, owners));
  const nought = b.constant(0);
  owners.assign(b.graph.size, trace.input); // anywhere in the trace
  const columns: NodeId[] = [];
  for (let k = orders.from; k <= orders.to; k++) {
    for (const derivatives of byOutput) columns.push(derivatives[k] === NONE ? nought : derivatives[k]!);
  }
  const moves = byOutput.some((derivatives) => derivatives[1] !== undefined && derivatives[1] !== NONE);
  return { ...trace, columns, owner: owners.of(b.graph.size), moves };
}

/** Return the derivatives of orders 1 to `order` of `output` along `variable`, NONE where structurally zero. */
export function derivativesAlong(b: ArrayBuilder, variable: NodeId, output: NodeId, order: number): NodeId[] {
  const expansion = new TaylorExpansion(b, new Map([[variable, b.constant(1)]]), order);
  for (const id of nodesBetween(b, variable, [output])) {
    if (expansion.dependsOnVariable(id)) expansion.expand(id);
  }
  return derivativesFrom(b, expansion, output, order).slice(1);
}

/** k!·c_k for k = 0 … order. */
function derivativesFrom(
  b: ArrayBuilder,
  expansion: TaylorExpansion,
  output: NodeId,
  order: number,
): NodeId[] {
  const derivatives: NodeId[] = [];
  for (let k = 0; k <= order; k++) {
    const c = expansion.coefficient(output, k);
    derivatives.push(c === NONE ? NONE : b.mul(b.constant(FACTORIALS[k]!), c));
  }
  return derivatives;
}

function taylorColumns(b: ArrayBuilder, trace: Trace, order: number, owners: Owners): NodeId[][] {
  const expansion = new TaylorExpansion(b, new Map([[trace.input, b.constant(1)]]), order);
  for (const id of nodesBetween(b, trace.input, trace.outputs)) {
    if (!expansion.dependsOnVariable(id)) continue;
    expansion.expand(id);
    owners.assign(b.graph.size, id);
  }
  return trace.outputs.map((output) => {
    const derivatives = derivativesFrom(b, expansion, output, order);
    owners.assign(b.graph.size, output);
    return derivatives;
  });
}

/** First derivatives of first derivatives, `order` times: what the other modes must agree with. */
function nestedColumns(
  b: ArrayBuilder,
  input: NodeId,
  output: NodeId,
  order: number,
  mode: 'reverse' | 'forward',
  owners: Owners,
): NodeId[] {
  const derivatives = [output];
  for (let k = 1; k <= order; k++) {
    const previous = derivatives[k - 1]!;
    if (previous === NONE) derivatives.push(NONE);
    else if (mode === 'reverse') derivatives.push(reverse(b, previous, [input])[0]!);
    else derivatives.push(derivativesAlong(b, input, previous, 1)[0]!);
    owners.assign(b.graph.size, output);
  }
  return derivatives;
}

/** The nodes from `variable` on that `outputs` are computed from, in order of creation; no lists. */
export function nodesBetween(b: ArrayBuilder, variable: NodeId, outputs: readonly NodeId[]): NodeId[] {
  const { ops, x, y, z } = b.graph;
  const top = Math.max(variable, ...outputs);
  const needed = new Uint8Array(top + 1);
  for (const output of outputs) needed[output] = 1;
  const nodes: NodeId[] = [];
  for (let id = top; id >= variable; id--) {
    if (needed[id] === 0) continue;
    const op = ops[id]!;
    if (op !== LIST) nodes.push(id as NodeId);
    if (b.graph.isConstant(id as NodeId)) continue;
    if (x[id]! >= 0) needed[x[id]!] = 1;
    if (y[id]! >= 0) needed[y[id]!] = 1;
    if (op < FIRST_ARRAY && z[id]! >= 0) needed[z[id]!] = 1;
  }
  return nodes.reverse();
}

/** For whose sake each node was made. */
class Owners {
  private owner: Int32Array;
  private assigned: number;

  constructor(traceSize: number) {
    this.owner = Int32Array.from({ length: traceSize }, (_, id) => id);
    this.assigned = traceSize;
  }

  /** All nodes below `size` that have no owner yet were made for `node`. */
  assign(size: number, node: NodeId): void {
    if (size > this.owner.length) {
      const larger = new Int32Array(Math.max(size, 2 * this.owner.length));
      larger.set(this.owner.subarray(0, this.assigned));
      this.owner = larger;
    }
    this.owner.fill(node, this.assigned, size);
    this.assigned = size;
  }

  of(size: number): Int32Array {
    return this.owner.subarray(0, size);
  }
}
