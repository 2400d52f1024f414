/**
 * Elementwise operations on large arrays of one shape, computed together, a stretch of elements at a time: what they only need of one
 * another stays in the cache and never becomes an array. At 10⁶ elements a fresh array costs more than the arithmetic on it.
 */

import { elementwiseStretch } from '../array/elementwise.ts';
import { isArithmetic } from '../array/elementwise-loops.ts';
import { takeMemory } from '../array/memory.ts';
import { type NDArray, sameShape, sizeOf } from '../array/ndarray.ts';
import { FIRST_ARRAY, type Graph, type NodeId } from '../graph/graph.ts';
import type { NumberOrArray } from './compute.ts';
import type { Kernels } from './kernels.ts';
import { NAMES, PRIMITIVES } from './registry.ts';

/** From how many elements on operations are worth computing together. */
const LARGE = 1 << 13;

/** Elements that are computed at once: a dozen stretches are in the second cache. */
const STRETCH = 1 << 11;

/** Memory of stretches, kept from one group to the next. */
const stretches: Float64Array[] = [];

/** Operations of one group, in order; each may use those before it. */
export class FusedGroup {
  private nodes: NodeId[] = [];
  private readonly graph: Graph;
  private readonly kernels: Kernels;

  constructor(graph: Graph, kernels: Kernels) {
    this.graph = graph;
    this.kernels = kernels;
  }

  get isEmpty(): boolean {
    return this.nodes.length === 0;
  }

  /** Whether an operation can be computed together with others of its shape. */
  admits(id: NodeId): boolean {
    const { graph } = this;
    const op = graph.ops[id]!;
    if (op >= FIRST_ARRAY || PRIMITIVES[op] === undefined || graph.isNumber(id)) return false;
    const type = graph.typeOf(id);
    if ((type.dtype !== 'float64' && type.dtype !== 'bool') || sizeOf(type.shape) < LARGE) return false;
    for (const operand of graph.operands(id)) {
      if (graph.isNumber(operand)) continue;
      const other = graph.typeOf(operand);
      if (other.dtype === 'complex128' || !sameShape(other.shape, type.shape)) return false;
    }
    return true;
  }

  /** Forget the operations. */
  clear(): void {
    this.nodes = [];
  }

  /** Whether the operation `id` has the shape of those of the group. */
  fits(id: NodeId): boolean {
    const { graph } = this;
    return this.isEmpty || sameShape(graph.typeOf(id).shape, graph.typeOf(this.nodes[0]!).shape);
  }

  add(id: NodeId): void {
    this.nodes.push(id);
  }

  /**
   * Compute the group and empty it. `outside` gives the values of operands from outside; those operations that `isKept` says, and
   * those that cost more than reading them again, become arrays and are handed to `keep`; return the others.
   */
  compute(
    outside: (id: NodeId) => NumberOrArray,
    isKept: (id: NodeId) => boolean,
    keep: (id: NodeId, value: NDArray) => void,
  ): readonly NodeId[] {
    const { graph, nodes } = this;
    const { shape } = graph.typeOf(nodes[0]!);
    const size = sizeOf(shape);
    const dropped: NodeId[] = [];
    const rows = nodes.map((id) => this.rowOf(id));
    const results = nodes.map((id, n) => {
      if (isKept(id) || !isArithmetic(rows[n]!.name)) {
        const { dtype } = graph.typeOf(id);
        const value: NDArray = { shape, dtype, data: takeMemory(size) };
        keep(id, value);
        return value.data;
      }
      const memory = stretches[dropped.length] ?? new Float64Array(STRETCH);
      stretches[dropped.length] = memory;
      dropped.push(id);
      return memory;
    });
    const steps = rows.map(({ name, operands }, n) => ({
      name,
      kernel: this.kernels[graph.ops[nodes[n]!]!]!,
      out: results[n]!,
      operands: operands.map((operand): number | Float64Array => {
        const before = nodes.indexOf(operand);
        if (before >= 0) return results[before]!;
        const value = outside(operand);
        return typeof value === 'number' ? value : value.data;
      }),
    }));
    for (let from = 0; from < size; from += STRETCH) {
      const length = Math.min(STRETCH, size - from);
      for (const { name, kernel, operands, out } of steps)
        elementwiseStretch(name, kernel, operands, out, from, length);
    }
    this.nodes = [];
    return dropped;
  }

  /** What an operation is computed as: the power 2 is a product, as in NumPy. */
  private rowOf(id: NodeId): { readonly name: string; readonly operands: readonly NodeId[] } {
    const { graph } = this;
    const name = NAMES[graph.ops[id]!]!;
    const operands = graph.operands(id);
    const [x, exponent] = operands;
    return name === 'pow' && graph.isConstant(exponent!) && graph.constantValue(exponent!) === 2
      ? { name: 'mul', operands: [x!, x!] }
      : { name, operands };
  }
}
