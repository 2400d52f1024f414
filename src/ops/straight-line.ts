/**
 * The values of some nodes of a graph as a list of actions on small real arrays at fixed places: for a graph that is evaluated again and
 * again. What `evaluate.ts` finds out at each node each time is found out once (docs/decisions/0015).
 */

import { MASKS } from '../array/elementwise.ts';
import { type ArrayType, type NDArray, sizeOf, stridesOf } from '../array/ndarray.ts';
import type { Action, Lying, Placed } from '../array/placed.ts';
import * as placed from '../array/placed.ts';
import { splitAt } from '../array/reduce.ts';
import { ARENA_DOUBLES, SCRATCH_DOUBLES, wasmKernels } from '../array/wasm-kernels.ts';
import {
  ALIAS, CONST, FIRST_ARRAY, type Graph, INPUT, LIST, LITERAL, type NodeId,
} from '../graph/graph.ts'; // biome-ignore format: one import
import type { MatmulAttributes } from './array-products.ts';
import { arrayNameOf, arrayPrimitiveOf } from './array-registry.ts';
import type { ViewAttributes } from './array-structure.ts';
import { compute, type NumberOrArray } from './compute.ts';
import type { Kernels } from './kernels.ts';
import { NAMES } from './registry.ts';

/** At so many evaluations a graph is worth a line: that costs as much as some of them, and the module of kernels is compiled. */
export const WORTH_A_LINE = 64;

/** Elements of an array: from about so many on, operations are better computed together (`fusion.ts`). */
const MOST_ELEMENTS = 1 << 13;

/** Doubles at the end of the arena that are read beyond arrays, and not used: of three rows at most. */
const MARGIN = 4 * MOST_ELEMENTS;

/** Operations of a line: each takes some 300 bytes. */
const MOST_NODES = 1 << 14;

/** Positions of elements that a line may list. */
const MOST_POSITIONS = 1 << 18;

/** Arrays up to this length are copied one element after the other: native copying takes as long as a hundred of them. */
const SHORT = 64;

/** The straight line whose arrays are in the arena, by its number: nothing of it has to stay. */
let owner = 0;
let count = 0;

/** Thrown where a graph is better evaluated otherwise. */
const UNFIT = new Error('no straight line');

/** One operation: how it would be computed alone. */
interface Operation {
  readonly op: number;
  readonly operands: readonly NodeId[];
  readonly attributes: unknown;
  readonly type: ArrayType;
}

export class StraightLine {
  private readonly places = new Map<NodeId, Placed>();
  private readonly constants: (readonly [Placed, NumberOrArray])[] = [];
  private readonly actions: Action[] = [];
  private readonly number = ++count;
  /** Copies of arrays, made anew in each run, for kernels that remember what they have made of one. */
  private readonly copies = new Map<NodeId, () => NDArray>();
  /** Of elements that are listed. */
  private positions = 0;
  private readonly graph: Graph;
  private readonly kernels: Kernels;
  private readonly memory = wasmKernels().scratch;
  private end = SCRATCH_DOUBLES;

  /**
   * Of the nodes `results`, when the nodes `given` are set each time and those in `known` have these values. Undefined for graphs with
   * complex numbers or large arrays.
   */
  static of(
    graph: Graph,
    kernels: Kernels,
    given: Iterable<NodeId>,
    known: Iterable<readonly [NodeId, NumberOrArray]>,
    results: Iterable<NodeId>,
  ): StraightLine | undefined {
    try {
      return new StraightLine(graph, kernels, given, known, results);
    } catch (error) {
      if (error === UNFIT) return undefined;
      throw error;
    }
  }

  private constructor(
    graph: Graph,
    kernels: Kernels,
    given: Iterable<NodeId>,
    known: Iterable<readonly [NodeId, NumberOrArray]>,
    results: Iterable<NodeId>,
  ) {
    this.graph = graph;
    this.kernels = kernels;
    for (const node of given) this.placeOf(node);
    for (const [node, value] of known) this.addConstant(node, value);
    for (const node of this.needed(results)) this.add(node);
  }

  /** To be called before values are set: what is constant may have been overwritten. */
  begin(): void {
    if (owner === this.number) return;
    owner = this.number;
    for (const [place, value] of this.constants) this.write(place, value);
  }

  set(node: NodeId, value: NumberOrArray): void {
    this.write(this.places.get(node)!, value);
  }

  /** Compute the results. May throw what an operation throws. */
  run(): void {
    for (const action of this.actions) action();
  }

  /** The value of a result, in memory of its own. */
  value(node: NodeId): NumberOrArray {
    const { at, size } = this.places.get(node)!;
    if (this.graph.isNumber(node)) return this.memory[at]!;
    const { shape, dtype } = this.graph.typeOf(node);
    return { shape, dtype, data: this.copyOf(at, size) };
  }

  /** The first element of a result. */
  first(node: NodeId): number {
    return this.memory[this.places.get(node)!.at]!;
  }

  private copyOf(at: number, size: number): Float64Array {
    const { memory } = this;
    if (size > SHORT) return memory.slice(at, at + size);
    const copy = new Float64Array(size);
    for (let i = 0; i < size; i++) copy[i] = memory[at + i]!;
    return copy;
  }

  private write({ at, size }: Placed, value: NumberOrArray): void {
    const { memory } = this;
    if (size === 1) memory[at] = memory[at + 1] = typeof value === 'number' ? value : value.data[0]!;
    else {
      const { data } = value as NDArray;
      if (size > SHORT) memory.set(data, at);
      else for (let i = 0; i < size; i++) memory[at + i] = data[i]!;
    }
  }

  // ── Places ──

  private placeOf(node: NodeId): Placed {
    const known = this.places.get(node);
    if (known !== undefined) return known;
    const { shape, dtype } = this.graph.typeOf(node);
    const size = sizeOf(shape);
    if (dtype === 'complex128' || size === 0) throw UNFIT;
    const place = this.room(size, placed.roomFor(size));
    this.places.set(node, place);
    return place;
  }

  private room(size: number, room: number): Placed {
    const place = { at: this.end, size };
    this.end += room;
    if (size > MOST_ELEMENTS || this.end > SCRATCH_DOUBLES + ARENA_DOUBLES - MARGIN) throw UNFIT;
    return place;
  }

  private addConstant(node: NodeId, value: NumberOrArray): void {
    this.constants.push([this.placeOf(node), value]);
  }

  // ── Nodes ──

  /** What is to be computed for `results`, operands first. */
  private needed(results: Iterable<NodeId>): NodeId[] {
    const found = new Set<NodeId>(this.places.keys());
    const waiting = [...results];
    const needed: NodeId[] = [];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (found.has(node)) continue;
      found.add(node);
      if (needed.push(node) > MOST_NODES) throw UNFIT;
      for (const operand of this.operandsOf(node)) waiting.push(operand);
    }
    return needed.sort((a, b) => a - b);
  }

  private operandsOf(node: NodeId): readonly NodeId[] {
    const op = this.graph.ops[node]!;
    if (op === INPUT || op === LIST) throw UNFIT;
    if (op === CONST || (op === LITERAL && this.graph.elementsOf(node) !== undefined)) return [];
    return this.operationOf(node).operands;
  }

  private operationOf(node: NodeId): Operation {
    const { graph } = this;
    const op = graph.ops[node]!;
    const type = graph.typeOf(node);
    if (op === LITERAL) {
      const recipe = graph.provenance?.recipes.get(node);
      if (recipe === undefined) throw UNFIT;
      return { ...recipe, type };
    }
    const attributes = op >= FIRST_ARRAY ? graph.attributesOf(node) : undefined;
    return { op, operands: graph.operands(node), attributes, type };
  }

  private add(node: NodeId): void {
    const { graph } = this;
    const op = graph.ops[node]!;
    const constant = op === CONST ? graph.constantValue(node) : undefined;
    const value = constant ?? (op === LITERAL ? graph.elementsOf(node) : undefined);
    if (value !== undefined) {
      this.addConstant(node, value);
      return;
    }
    const operation = this.operationOf(node);
    const operands = operation.operands.map((operand) => this.placeOf(operand));
    const same = this.sameAs(operation, operands);
    if (same !== undefined) {
      this.places.set(node, same);
      return;
    }
    if (operation.op < FIRST_ARRAY) this.addElementwise(node, operation, operands);
    else this.addOperation(node, operation, operands);
  }

  /** Where the value already is. */
  private sameAs({ op, attributes, type }: Operation, [x]: readonly Placed[]): Placed | undefined {
    if (op === ALIAS) return x;
    const size = sizeOf(type.shape);
    if (op < FIRST_ARRAY || size === 1 || type.dtype === 'complex128') return undefined;
    const name = arrayNameOf(op);
    if (name === 'reshape' || name === 'steady') return x;
    if (name !== 'view') return undefined;
    const { shape, strides, offset } = attributes as ViewAttributes;
    const own = stridesOf(shape);
    const isRun = shape.every((length, axis) => length === 1 || strides[axis] === own[axis]);
    return isRun ? { at: x!.at + offset, size } : undefined;
  }

  // ── Elementwise functions ──

  private addElementwise(node: NodeId, operation: Operation, operands: readonly Placed[]): void {
    const { op, type } = operation;
    const name = NAMES[op]!;
    const place = this.placeOf(node);
    if (this.graph.isNumber(node) && operation.operands.every((operand) => this.graph.isNumber(operand))) {
      this.addNumber(op, operands, place);
      return;
    }
    const isMask = type.dtype === 'bool' && MASKS.has(name);
    const exponent = name === 'pow' ? this.graph.constantValue(operation.operands[1]!) : undefined;
    if ((type.dtype !== 'float64' && !isMask) || (name === 'pow' && exponent === undefined)) {
      this.addAlone(operation, operands, place);
      return;
    }
    const stretched = operation.operands.map((operand, i) => this.stretched(operand, operands[i]!, type));
    const [x] = stretched;
    this.append(
      exponent === 2 // as `elementwise.ts` has it
        ? placed.elementwise('mul', this.kernels[op]!, [x!, x!], place)
        : placed.elementwise(name, this.kernels[op]!, stretched, place),
      place,
    );
  }

  private addNumber(op: number, operands: readonly Placed[], { at }: Placed): void {
    const { memory } = this;
    const kernel = this.kernels[op]!;
    const [x, y, z] = [0, 1, 2].map((i) => operands[i]?.at ?? at) as [number, number, number];
    this.actions.push(() => {
      memory[at] = memory[at + 1] = kernel(memory[x]!, memory[y]!, memory[z]!);
    });
  }

  /** An operand of an elementwise function, as large as the result or one element. */
  private stretched(node: NodeId, x: Placed, { shape }: ArrayType): Placed {
    const own = this.graph.typeOf(node).shape;
    const size = sizeOf(shape);
    if (x.size === 1 || x.size === size) return x;
    return this.moved(x, windowOf(own, shape), size);
  }

  /** What `window` reads of x, somewhere else. */
  private moved(x: Placed, window: ViewAttributes, size: number): Placed {
    const place = this.room(size, placed.roomFor(size));
    this.list(size);
    this.actions.push(placed.view(x, window, place));
    return place;
  }

  /** So many positions of elements are going to be listed. */
  private list(count: number): void {
    this.positions += count;
    if (this.positions > MOST_POSITIONS) throw UNFIT;
  }

  /** Add an action that computes the array at `place`. */
  private append(action: Action, place: Placed): void {
    this.actions.push(action);
    if (place.size === 1) this.actions.push(placed.twice(place));
  }

  // ── Operations on arrays ──

  private addOperation(node: NodeId, operation: Operation, operands: readonly Placed[]): void {
    const { op, attributes, type } = operation;
    const name = arrayNameOf(op);
    if (name === 'matmul' && this.addProduct(node, operation, operands)) return;
    const place = this.placeOf(node);
    this.list(Math.max(place.size, operands[0]!.size));
    const action = arrayAction(name, attributes, operands[0]!, place, {
      from: this.graph.typeOf(operation.operands[0]!),
      to: type,
    });
    if (action === undefined) this.addAlone(operation, operands, place);
    else this.append(action, place);
  }

  /** A product of two real matrices; returns whether it is one. */
  private addProduct(node: NodeId, operation: Operation, [x, y]: readonly Placed[]): boolean {
    const { operands, attributes, type } = operation;
    const { transposeX, transposeY } = attributes as MatmulAttributes;
    if (type.shape.length !== 2 || type.dtype === 'bool') return false;
    const [m, n] = type.shape as [number, number];
    const k = this.graph.typeOf(operands[0]!).shape[transposeX ? 0 : 1]!;
    const left = { at: x!.at, rowStep: transposeX ? 1 : k, columnStep: transposeX ? m : 1 };
    const right = { at: y!.at, rowStep: transposeY ? 1 : n, columnStep: transposeY ? k : 1 };
    if (m === 1 || n === 1) {
      const place = this.placeOf(node);
      const action =
        m === 1
          ? placed.rowProduct(left, right, k, n, place)
          : placed.rowProduct(transposed(right), transposed(left), k, m, place);
      this.append(action, place);
      return true;
    }
    const place = this.room(m * n, placed.roomForProduct(m, n));
    this.places.set(node, place);
    const { at } = transposeY ? this.moved(y!, { shape: [k, n], strides: [1, k], offset: 0 }, k * n) : y!;
    this.actions.push(placed.product(left, { at, rowStep: n, columnStep: 1 }, m, k, n, place));
    return true;
  }

  /** The copy of a node's array that a run makes when it is first needed. */
  private copied(node: NodeId, array: NDArray): () => NDArray {
    let get = this.copies.get(node);
    if (get === undefined) {
      let copy = array;
      this.actions.push(() => {
        copy = { ...array, data: array.data.slice() };
      });
      get = () => copy;
      this.copies.set(node, get);
    }
    return get;
  }

  /** Any other operation: its kernel gets its operands as arrays. */
  private addAlone(
    { op, operands, attributes, type }: Operation,
    at: readonly Placed[],
    place: Placed,
  ): void {
    const { kernels, memory, graph } = this;
    // Some kernels remember what they have made of an array.
    const isLent = op < FIRST_ARRAY || arrayPrimitiveOf(op).isTotal === true;
    const values = operands.map((operand, i): (() => NumberOrArray) => {
      const { at: start, size } = at[i]!;
      if (graph.isNumber(operand)) return () => memory[start]!;
      const lent = { ...graph.typeOf(operand), data: memory.subarray(start, start + size) };
      return isLent ? () => lent : this.copied(operand, lent);
    });
    this.actions.push(() => {
      const inputs = values.map((value) => value());
      this.write(place, compute(kernels, op, inputs, attributes, type));
    });
  }
}

const transposed = ({ at, rowStep, columnStep }: Lying): Lying => ({
  at,
  rowStep: columnStep,
  columnStep: rowStep,
});

/** The window that reads an array of shape `own` stretched to `shape`. */
function windowOf(own: readonly number[], shape: readonly number[]): ViewAttributes {
  const strides = stridesOf(own);
  const missing = shape.length - own.length;
  return {
    shape,
    strides: shape.map((_, axis) =>
      axis < missing || own[axis - missing] === 1 ? 0 : strides[axis - missing]!,
    ),
    offset: 0,
  };
}

/** The action of an operation on one array; undefined where there is none. */
function arrayAction(
  name: string,
  attributes: unknown,
  x: Placed,
  place: Placed,
  { from, to }: { readonly from: ArrayType; readonly to: ArrayType },
): Action | undefined {
  switch (name) {
    case 'reshape':
    case 'steady':
      return placed.view(x, { shape: [1], strides: [1], offset: 0 }, place);
    case 'view':
      return placed.view(x, attributes as ViewAttributes, place);
    case 'item':
      return placed.view(x, { shape: [1], strides: [1], offset: attributes as number }, place);
    case 'broadcast':
      return placed.view(x, windowOf(from.shape, to.shape), place);
    case 'place': {
      const window = attributes as ViewAttributes;
      const isRepeated = window.shape.some((length, axis) => length !== 1 && window.strides[axis] === 0);
      return isRepeated ? undefined : placed.place(x, window, place);
    }
    case 'sum': {
      const axes = attributes as readonly number[];
      const [first, last] = [axes[0] ?? 0, axes.at(-1) ?? -1];
      if (axes.length === from.shape.length) return placed.sum(x, { outer: 1, n: x.size, inner: 1 }, place);
      return axes.length > 0 && last - first === axes.length - 1
        ? placed.sum(x, splitAt(from.shape, first, last), place)
        : undefined;
    }
    default:
      return undefined;
  }
}
