/** The values of a graph's nodes at one point, by interpretation. */

import { type ArrayType, type NDArray, sizeOf } from '../array/ndarray.ts';
import {
  ALIAS, CONST, FIRST_ARRAY, type Graph, INPUT, LIST, LITERAL, NONE, type NodeId, type Recipe,
} from '../graph/graph.ts'; // biome-ignore format: one import
import { arrayNameOf, arrayPrimitiveOf } from './array-registry.ts';
import { compute, type NumberOrArray } from './compute.ts';
import { FusedGroup } from './fusion.ts';
import type { Kernels } from './kernels.ts';
import { Lifetimes } from './lifetimes.ts';
import { OwnMemory } from './own-memory.ts';

/** From how many elements on an array costs more than remembering that it is not computed yet. */
const WORTH_WAITING = 1024;

/** From how many bytes on an evaluation does not stay in the cache, so that it is worth knowing which arrays it still needs. */
const WORTH_GIVING_UP = 1 << 20;

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
  private readonly memory = new OwnMemory();
  private readonly lifetimes = new Lifetimes();
  /** What nodes are computed from, where that was asked. */
  private readonly reads: (readonly NodeId[] | undefined)[] = [];
  /** Nodes whose values were asked for in any evaluation: they are not given up. */
  private readonly asked = new Set<NodeId>();

  /** `inputs` are the values of the graph's input nodes, by ordinal. */
  constructor(graph: Graph, kernels: Kernels, inputs: readonly NumberOrArray[]) {
    this.graph = graph;
    this.kernels = kernels;
    this.inputs = inputs;
    this.group = new FusedGroup(graph, kernels);
  }

  /** The value of a node that is a number. A mask is 1 or 0. */
  of(node: NodeId): number {
    if (this.state[node] !== 2) this.require([node]);
    return this.numbers[node]!;
  }

  /** The value of any node. */
  any(node: NodeId): NumberOrArray {
    const value = this.known(node);
    if (typeof value === 'number') return value;
    this.asked.add(node);
    this.memory.lend(value);
    return value;
  }

  /** Compute these nodes, what they have in common once. */
  compute(nodes: readonly NodeId[]): void {
    for (const node of nodes) this.asked.add(node);
    this.require(nodes);
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

  /** Forget all values, for the graph to be evaluated again. `isComplete` says whether all was asked for that will be. */
  reset(isComplete = true): void {
    this.memory.giveBack();
    this.memory.forgetLent();
    this.lifetimes.begin(this.state.length, isComplete && this.bytes > WORTH_GIVING_UP);
    this.dropped.clear();
    this.isReplay = true;
    this.arrays.fill(undefined);
    this.state.fill(0);
    this.bytes = 0;
  }

  /** Give back the memory of arrays that nobody has asked for. Whoever asks later waits until they are computed again. */
  release(): void {
    if (this.memory.isEmpty) return;
    for (const [id, value] of this.arrays.entries()) {
      if (typeof value !== 'object' || !this.memory.has(value)) continue; // others may share the memory, reshaped
      this.arrays[id] = undefined;
      this.state[id] = 0;
    }
    this.memory.giveBack();
  }

  private known(node: NodeId): NumberOrArray {
    if (this.state[node] !== 2) this.require([node]);
    return this.graph.isNumber(node) ? this.numbers[node]! : this.arrays[node]!;
  }

  private require(nodes: readonly NodeId[]): void {
    const roots = new Set(nodes.filter((node) => this.state[node] !== 2));
    if (roots.size === 0) return;
    const last = lastOf(roots);
    if (last >= this.state.length) this.grow(last + 1);
    const lowest = this.want(roots, last);
    try {
      for (let id = lowest as NodeId; id <= last; id++) if (this.state[id] === 1) this.take(id, roots);
      if (!this.group.isEmpty) this.computeGroup((last + 1) as NodeId, roots);
    } catch (error) {
      this.group.clear();
      this.lifetimes.abandon();
      for (let id = lowest; id <= last; id++) if (this.state[id] === 1) this.state[id] = 0;
      throw error;
    }
  }

  /** Compute a node that is wanted on the way to `roots`, or let it wait for others that are computed with it. */
  private take(id: NodeId, roots: ReadonlySet<NodeId>): void {
    const { group, state } = this;
    if (this.graph.ops[id] === LIST) {
      state[id] = 0; // it has no value; its elements are wanted whenever it is
      return;
    }
    const kind = this.kinds[id] || this.look(id);
    if (this.dropped.size > 0) this.noticeDropped(id, roots);
    if (kind === FUSED) {
      if (!group.fits(id)) this.computeGroup(id, roots);
      group.add(id);
      return;
    }
    if (kind === SCALAR) {
      this.computeNumber(id); // numbers never wait
      state[id] = 2;
      return;
    }
    if (!group.isEmpty && this.operandsOf(id).some((operand) => state[operand] === 1))
      this.computeGroup(id, roots);
    this.set(id, this.arrayValue(id));
    state[id] = 2;
    if (!this.lifetimes.areCounted) return;
    this.lifetimes.read(id, this.readsOf(id));
    if (this.lifetimes.areKnown) this.giveUp(this.readsOf(id));
  }

  /** Give up the values of those of these nodes that nothing is going to read. */
  private giveUp(nodes: readonly NodeId[]): void {
    for (const id of nodes) {
      const value = this.arrays[id];
      if (typeof value !== 'object' || this.asked.has(id) || !this.memory.has(value)) continue;
      if (this.lifetimes.isRead(id)) continue;
      this.memory.drop(value);
      this.arrays[id] = undefined;
      this.state[id] = 0;
      this.bytes -= value.data.byteLength;
    }
  }

  /** Remember dropped nodes that are asked for by `id`, if that is not only computed again for others. */
  private noticeDropped(id: NodeId, roots: ReadonlySet<NodeId>): void {
    const { dropped, askedAgain } = this;
    if (!dropped.has(id))
      for (const operand of this.operandsOf(id)) if (dropped.has(operand)) askedAgain.add(operand);
    if (dropped.has(id) && roots.has(id)) askedAgain.add(id);
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

  /** Compute the nodes that wait; of these, only the roots and what the nodes from `next` on need becomes known. */
  private computeGroup(next: NodeId, roots: ReadonlySet<NodeId>): void {
    const { state, lifetimes } = this;
    const members = this.group.members;
    if (lifetimes.areCounted) for (const id of members) lifetimes.read(id, this.readsOf(id));
    const isRead = lifetimes.areCounted ? (id: NodeId) => lifetimes.isRead(id) : this.readFrom(next, roots);
    const dropped = this.group.compute(
      (id) => this.known(id),
      (id, isCheap) =>
        isRead(id) ||
        roots.has(id) ||
        this.dropped.has(id) ||
        this.askedAgain.has(id) ||
        !(isCheap || this.isReplay),
      (id, value) => {
        this.memory.add(value);
        this.set(id, value);
        state[id] = 2;
      },
    );
    for (const id of dropped) {
      state[id] = 0;
      this.dropped.add(id);
    }
    if (lifetimes.areKnown) for (const id of members) this.giveUp(this.readsOf(id));
  }

  /** Says whether a node is an operand of those from `next` on that are wanted. */
  private readFrom(next: NodeId, roots: ReadonlySet<NodeId>): (id: NodeId) => boolean {
    const read = new Set<NodeId>();
    const last = lastOf(roots);
    for (let id = next; id <= last; id++)
      if (this.state[id] === 1) for (const operand of this.operandsOf(id)) read.add(operand);
    return (id) => read.has(id);
  }

  /** Mark what `roots`, the last of which is `last`, are computed from as far as that is not known; return the lowest. */
  private want(roots: ReadonlySet<NodeId>, last: NodeId): number {
    const { state, lifetimes } = this;
    const { ops, x, y, z } = this.graph;
    let outstanding = 0;
    for (const root of roots) outstanding += this.mark(root);
    let id: number = last;
    for (; outstanding > 0; id--) {
      if (state[id] !== 1) continue;
      outstanding--;
      const op = ops[id]!;
      if (lifetimes.areCounted && (this.kinds[id] || this.look(id as NodeId)) !== SCALAR)
        lifetimes.expect(this.readsOf(id as NodeId));
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

  /** What a node is computed from, elements of lists and of what a literal was computed from included. */
  private readsOf(id: NodeId): readonly NodeId[] {
    let reads = this.reads[id];
    if (reads === undefined) {
      reads = this.recipeOf(id)?.operands ?? this.operandsOf(id);
      this.reads[id] = reads;
    }
    return reads;
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
    const operands: NumberOrArray[] = [];
    for (const operand of operation.operands) operands.push(this.known(operand));
    const value = compute(this.kernels, operation.op, operands, operation.attributes, operation.type);
    if (
      operation.isFresh &&
      typeof value === 'object' &&
      (operation.op < FIRST_ARRAY || !isShared(value, operands))
    )
      this.memory.add(value);
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
      this.memory.hold(value);
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
    if (this.lifetimes.areCounted) this.lifetimes.grow(length);
    this.numbers = numbers;
    this.state = state;
    this.kinds = kinds;
  }
}

function lastOf(nodes: ReadonlySet<NodeId>): NodeId {
  let last = NONE;
  for (const node of nodes) if (node > last) last = node;
  return last;
}

/** Whether a value is in the memory of an operand. */
function isShared({ data }: NDArray, operands: readonly NumberOrArray[]): boolean {
  const { buffer } = data;
  for (const operand of operands)
    if (typeof operand === 'object' && operand.data.buffer === buffer) return true;
  return false;
}

/** Whether an operation's value is a new array that nothing else knows: decompositions are remembered, a script's own values kept. */
const isFresh = (op: number): boolean => op < FIRST_ARRAY || arrayPrimitiveOf(op).isTotal === true;
