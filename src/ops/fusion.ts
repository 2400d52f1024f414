/**
 * Elementwise operations on large arrays of one shape, computed together, a stretch of elements at a time: what they only need of one
 * another stays in the cache and never becomes an array. At 10⁶ elements a fresh array costs more than the arithmetic on it.
 */

import { isArithmetic } from '../array/elementwise-loops.ts';
import { takeMemory } from '../array/memory.ts';
import { type NDArray, sameShape, sizeOf } from '../array/ndarray.ts';
import { computeSteps, type Step } from '../array/stretches.ts';
import { FIRST_ARRAY, type Graph, type NodeId } from '../graph/graph.ts';
import { compute, type NumberOrArray } from './compute.ts';
import type { Kernels } from './kernels.ts';
import { NAMES, PRIMITIVES } from './registry.ts';

/** From how many elements on operations are worth computing together. */
const LARGE = 1 << 13;

/** Operations that are computed together at most: however many results wait for others, stretches are long enough. */
const MOST = 1 << 10;

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

  get members(): readonly NodeId[] {
    return this.nodes;
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

  /** Whether there is room for the operation `id` and it has the shape of the others. */
  fits(id: NodeId): boolean {
    const { graph } = this;
    if (this.nodes.length === MOST) return false;
    return this.isEmpty || sameShape(graph.typeOf(id).shape, graph.typeOf(this.nodes[0]!).shape);
  }

  add(id: NodeId): void {
    this.nodes.push(id);
  }

  /**
   * Compute the group and empty it. `outside` gives the values of operands from outside; those operations that `isKept` says
   * (it is told whether computing one again costs no more than reading it) become arrays and are handed to `keep`; return the others.
   */
  compute(
    outside: (id: NodeId) => NumberOrArray,
    isKept: (id: NodeId, isCheap: boolean) => boolean,
    keep: (id: NodeId, value: NDArray) => void,
  ): readonly NodeId[] {
    const { graph, nodes } = this;
    this.nodes = [];
    const [first] = nodes;
    const type = graph.typeOf(first!);
    if (nodes.length === 1) {
      const operands = graph.operands(first!).map(outside);
      keep(first!, compute(this.kernels, graph.ops[first!]!, operands, undefined, type) as NDArray);
      return [];
    }
    const { shape } = type;
    const size = sizeOf(shape);
    const dropped: NodeId[] = [];
    const steps = new Map<NodeId, Step>();
    for (const id of nodes) {
      const { name, operands } = this.rowOf(id);
      let out: Float64Array | undefined;
      if (isKept(id, isArithmetic(name))) {
        out = takeMemory(size);
        keep(id, { shape, dtype: graph.typeOf(id).dtype, data: out });
      } else dropped.push(id);
      steps.set(id, {
        name,
        kernel: this.kernels[graph.ops[id]!]!,
        operands: operands.map((operand) => steps.get(operand) ?? dataOf(outside(operand))),
        out,
      });
    }
    computeSteps([...steps.values()], size);
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

function dataOf(value: NumberOrArray): number | Float64Array {
  return typeof value === 'number' ? value : value.data;
}
