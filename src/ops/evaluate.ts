/** The values of a graph's nodes at one point, by interpretation. */

import { giveBack } from '../array/memory.ts';
import { type ArrayType, type NDArray, sizeOf } from '../array/ndarray.ts';
import {
  ALIAS, CONST, FIRST_ARRAY, type Graph, INPUT, LIST, LITERAL, type NodeId, type Recipe,
} from '../graph/graph.ts'; // biome-ignore format: one import
import { arrayNameOf, arrayPrimitiveOf } from './array-registry.ts';
import { compute, type NumberOrArray } from './compute.ts';
import { FusedGroup } from './fusion.ts';
import type { Kernels } from './kernels.ts';

/** From how many elements on an array costs more than remembering that it is not computed yet. */
const WORTH_WAITING = 1024;

/** How a node is computed; 0: nobody has looked. */
const SCALAR = 1; // from numbers alone
const FUSED = 2; // together with others of its shape
const ARRAY = 3; // by itself

/** What is computed with an array: looked up once, as a graph may be evaluated often. */
interface Operation {
  readonly op: number;
  readonly operands: readonly NodeId[];
  readonly attributes: unknown;
  readonly type: ArrayType;
  /** Whether the value is a new array that nothing else knows. */
  readonly isFresh: boolean;
  /** Of the one operand, for the operation that returns it. */
  readonly element: number | undefined;
}

/** Values of the nodes of a growing graph: of each that is asked for, and what it is computed from. */
export class Values {
  private numbers = new Float64Array(256);
  private readonly arrays: (NumberOrArray | undefined)[] = [];
  /** Bytes of the arrays that are known. */
  bytes = 0;
  /** By node: 0 nothing, 1 wanted, 2 known. */
  private state = new Uint8Array(256);
  private kinds = new Uint8Array(256);
  private readonly operations: (Operation | undefined)[] = [];
  private readonly graph: Graph;
  private readonly kernels: Kernels;
  private readonly inputs: readonly NumberOrArray[];
  /** Operations on large arrays that are to be computed together. */
  private readonly group: FusedGroup;
  /** Nodes that were computed for others only since the last reset. */
  private readonly dropped = new Set<NodeId>();
  /** Nodes that were asked for when they had been dropped: they become known whenever they are computed. */
  private readonly askedAgain = new Set<NodeId>();
  /** Whether the graph was evaluated before: what was not asked for again then will not be now. */
  private isReplay = false;
  /** Arrays that were made here. */
  private readonly ownArrays: NDArray[] = [];
  /** What may be held by others. */
  private readonly lent = new Set<ArrayBufferLike>();

  /** `inputs` are the values of the graph's input nodes, by ordinal. */
  constructor(graph: Graph, kernels: Kernels, inputs: readonly NumberOrArray[]) {
    this.graph = graph;
    this.kernels = kernels;
    this.inputs = inputs;
    this.group = new FusedGroup(graph, kernels);
  }

  /** The value of a node that is a number. A mask is 1 or 0. */
  of(node: NodeId): number {
    this.require(node);
    return this.numbers[node]!;
  }

  /** The value of any node. */
  any(node: NodeId): NumberOrArray {
    const value = this.known(node);
    if (typeof value !== 'number') this.lent.add(value.data.buffer);
    return value;
  }

  /** Whether the value of a node is known. */
  has(node: NodeId): boolean {
    return this.state[node] === 2;
  }

  /** Whether a node is better computed when its value is asked for. */
  isWorthWaiting(node: NodeId): boolean {
    return sizeOf(this.graph.typeOf(node).shape) >= WORTH_WAITING;
  }

  /** Whether computing any of the nodes from `first` on may fail. */
  mayFail(first: number): boolean {
    for (let id = first; id < this.graph.size; id++) if (!this.isTotal(id as NodeId)) return true;
    return false;
  }

  /** Whether the operation of a node has a value whatever its operands are. */
  private isTotal(node: NodeId): boolean {
    const op = this.graph.ops[node]!;
    if (op === LITERAL || op === LIST) return true;
    return op < FIRST_ARRAY
      ? this.graph.typeOf(node).dtype !== 'int64' // which has no negative powers
      : arrayPrimitiveOf(op).isTotal === true;
  }

  /** Let a source (a literal, another name of a constant) have this value from now on. */
  give(node: NodeId, value: NumberOrArray): void {
    if (node >= this.state.length) this.grow(node + 1);
    this.set(node, value);
    this.state[node] = 2;
  }

  /** Forget all values, for the graph to be evaluated again. */
  reset(): void {
    for (const value of this.ownArrays) if (!this.lent.has(value.data.buffer)) giveBack(value.data);
    this.ownArrays.length = 0;
    this.lent.clear();
    this.dropped.clear();
    this.isReplay = true;
    this.arrays.fill(undefined);
    this.state.fill(0);
    this.bytes = 0;
  }

  /** Give back the memory of arrays that nobody has asked for. Whoever asks later waits until they are computed again. */
  release(): void {
    const unused = this.ownArrays.filter(({ data }) => !this.lent.has(data.buffer));
    if (unused.length === 0) return;
    const buffers = new Set(unused.map(({ data }) => data.buffer));
    for (const [id, value] of this.arrays.entries()) {
      if (typeof value !== 'object' || !buffers.has(value.data.buffer)) continue; // others may share the memory, reshaped
      this.arrays[id] = undefined;
      this.state[id] = 0;
    }
    for (const { data } of unused) giveBack(data);
    this.ownArrays.length = 0;
  }

  private known(node: NodeId): NumberOrArray {
    this.require(node);
    return this.graph.isNumber(node) ? this.numbers[node]! : this.arrays[node]!;
  }

  private require(node: NodeId): void {
    if (this.state[node] === 2) return;
    if (node >= this.state.length) this.grow(node + 1);
    const lowest = this.want(node);
    try {
      for (let id = lowest as NodeId; id <= node; id++) if (this.state[id] === 1) this.take(id, node);
      if (!this.group.isEmpty) this.computeGroup((node + 1) as NodeId, node);
    } catch (error) {
      this.group.clear();
      for (let id = lowest; id <= node; id++) if (this.state[id] === 1) this.state[id] = 0;
      throw error;
    }
  }

  /** Compute a node that is wanted on the way to `last`, or let it wait for others that are computed with it. */
  private take(id: NodeId, last: NodeId): void {
    const { group, state } = this;
    const kind = this.kinds[id] || this.look(id);
    if (this.dropped.size > 0) this.noticeDropped(id, last);
    if (kind === FUSED) {
      if (!group.fits(id)) this.computeGroup(id, last);
      group.add(id);
      return;
    }
    if (kind === SCALAR) {
      this.computeNumber(id); // numbers never wait
      state[id] = 2;
      return;
    }
    if (!group.isEmpty && this.operandsOf(id).some((operand) => state[operand] === 1))
      this.computeGroup(id, last);
    if (this.graph.ops[id] !== LIST) this.set(id, this.arrayValue(id));
    state[id] = 2;
  }

  /** Remember dropped nodes that are asked for by `id`, if that is not only computed again for others. */
  private noticeDropped(id: NodeId, last: NodeId): void {
    const { dropped, askedAgain } = this;
    if (!dropped.has(id))
      for (const operand of this.operandsOf(id)) if (dropped.has(operand)) askedAgain.add(operand);
    if (id === last && dropped.has(id)) askedAgain.add(id);
  }

  /** Find out how a node is computed. */
  private look(id: NodeId): number {
    const { graph } = this;
    const op = graph.ops[id]!;
    this.kinds[id] = this.isScalar(id, op)
      ? SCALAR
      : graph.holdsArrays && this.group.admits(id)
        ? FUSED
        : ARRAY;
    return this.kinds[id]!;
  }

  /** Compute the nodes that wait; of these, only what the nodes from `next` to `last` need becomes known. */
  private computeGroup(next: NodeId, last: NodeId): void {
    const { state } = this;
    const needed = new Set([last]);
    for (let id = next; id <= last; id++)
      if (state[id] === 1) for (const operand of this.operandsOf(id)) needed.add(operand);
    const dropped = this.group.compute(
      (id) => this.known(id),
      (id, isCheap) =>
        needed.has(id) || this.dropped.has(id) || this.askedAgain.has(id) || !(isCheap || this.isReplay),
      (id, value) => {
        this.ownArrays.push(value);
        this.set(id, value);
        state[id] = 2;
      },
    );
    for (const id of dropped) {
      state[id] = 0;
      this.dropped.add(id);
    }
  }

  /** Mark what `node` is computed from as far as that is not known; return the lowest. */
  private want(node: NodeId): number {
    const { state } = this;
    const { ops, x, y, z } = this.graph;
    state[node] = 1;
    let outstanding = 1;
    let id: number = node;
    for (; outstanding > 0; id--) {
      if (state[id] !== 1) continue;
      outstanding--;
      const op = ops[id]!;
      if (op === CONST || op === INPUT) continue;
      if (op === LITERAL) {
        for (const operand of this.recipeOf(id as NodeId)?.operands ?? []) outstanding += this.mark(operand);
        continue;
      }
      outstanding += this.mark(x[id]!);
      if (op === ALIAS) continue;
      outstanding += this.mark(y[id]!);
      if (op < FIRST_ARRAY) outstanding += this.mark(z[id]!);
    }
    return id + 1;
  }

  private mark(node: number): 0 | 1 {
    if (node < 0 || this.state[node] !== 0) return 0;
    this.state[node] = 1;
    return 1;
  }

  /** The operands of a node; a source and a list, whose elements are asked for by what uses it, have none. */
  private operandsOf(id: NodeId): readonly NodeId[] {
    const op = this.graph.ops[id]!;
    return op === CONST || op === INPUT || op === LITERAL || op === LIST ? [] : this.graph.operands(id);
  }

  private computeNumber(id: NodeId): void {
    const { ops, x, y, z, constants } = this.graph;
    const { numbers } = this;
    const op = ops[id]!;
    if (op === CONST) numbers[id] = constants[x[id]!]!;
    else if (op === INPUT) numbers[id] = this.inputs[x[id]!] as number;
    else if (op === ALIAS) numbers[id] = numbers[x[id]!]!;
    else numbers[id] = this.kernels[op]!(numbers[x[id]!]!, numbers[y[id]!]!, numbers[z[id]!]!);
  }

  /** Whether a node and all its operands are numbers: a whole number or a boolean among them (a 0-d array) makes none. */
  private isScalar(id: NodeId, op: number): boolean {
    const { graph } = this;
    if (op >= FIRST_ARRAY || !graph.isNumber(id)) return false;
    if (!graph.holdsArrays || op === CONST || op === INPUT) return true;
    const isNumber = (operand: number): boolean => operand < 0 || graph.isNumber(operand as NodeId);
    return isNumber(graph.x[id]!) && isNumber(graph.y[id]!) && isNumber(graph.z[id]!);
  }

  private arrayValue(id: NodeId): NumberOrArray {
    const { graph } = this;
    const op = graph.ops[id]!;
    const elements = op === LITERAL ? graph.elementsOf(id) : undefined;
    if (elements !== undefined) return elements;
    if (op === INPUT) return this.inputs[graph.x[id]!]!;
    if (op === ALIAS) return this.known(graph.x[id]! as NodeId);
    const operation = this.operations[id] ?? this.operationOf(id);
    if (operation.element !== undefined)
      return (this.known(operation.operands[0]!) as NDArray).data[operation.element]!;
    const operands = operation.operands.map((operand) => this.known(operand));
    const value = compute(this.kernels, operation.op, operands, operation.attributes, operation.type);
    if (operation.isFresh && typeof value === 'object' && !isShared(value, operands))
      this.ownArrays.push(value);
    return value;
  }

  private operationOf(id: NodeId): Operation {
    const { graph } = this;
    const { op, operands, attributes } = this.recipeOf(id) ?? {
      op: graph.ops[id]!,
      operands: graph.operands(id),
      attributes: graph.ops[id]! >= FIRST_ARRAY ? graph.attributesOf(id) : undefined,
    };
    const isElement = op >= FIRST_ARRAY && graph.isNumber(id) && arrayNameOf(op) === 'item';
    const operation = {
      op,
      operands,
      attributes,
      type: graph.typeOf(id),
      isFresh: isFresh(op),
      element: isElement ? (attributes as number) : undefined,
    };
    this.operations[id] = operation;
    return operation;
  }

  /** How to compute a literal whose elements were forgotten. */
  private recipeOf(id: NodeId): Recipe | undefined {
    const { graph } = this;
    return graph.ops[id] === LITERAL && graph.elementsOf(id) === undefined
      ? graph.provenance?.recipes.get(id)
      : undefined;
  }

  private set(id: NodeId, value: NumberOrArray): void {
    if (typeof value === 'number') this.numbers[id] = value;
    else {
      this.arrays[id] = value;
      this.bytes += value.data.byteLength;
    }
  }

  private grow(size: number): void {
    const length = Math.max(size, 2 * this.state.length);
    const numbers = new Float64Array(length);
    numbers.set(this.numbers);
    const state = new Uint8Array(length);
    state.set(this.state);
    const kinds = new Uint8Array(length);
    kinds.set(this.kinds);
    this.numbers = numbers;
    this.state = state;
    this.kinds = kinds;
  }
}

/** Whether a value is in the memory of an operand. */
function isShared({ data }: NDArray, operands: readonly NumberOrArray[]): boolean {
  return operands.some((operand) => typeof operand === 'object' && operand.data.buffer === data.buffer);
}

/** Whether an operation's value is a new array that nothing else knows: decompositions are remembered, a script's own values kept. */
const isFresh = (op: number): boolean => op < FIRST_ARRAY || arrayPrimitiveOf(op).isTotal === true;
