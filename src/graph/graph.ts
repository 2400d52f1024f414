/**
 * The graph of operations on numbers and arrays: typed-array columns, in creation order (an operand always has a smaller id
 * than its user), hash-consed. It names no operation: an opcode is a number that `ops/registry.ts` gives a meaning to. Only the
 * sources and the list below are known here.
 *
 * A node is a real number unless it has a type. Operations on arrays have opcodes from FIRST_ARRAY on; for them column z is no
 * operand but says what their attributes are (NONE: there are none), and column x may be a list of operands.
 */

import {
  type ArrayType,
  type NDArray,
  NUMBER,
  type Shape,
  showShape,
  sizeOf,
  width,
} from '../array/ndarray.ts';
import { AutogradError } from '../base/errors.ts';
import type { Test } from './wire.ts';

/** A node of a Graph. */
export type NodeId = number & { readonly __node: unique symbol };

/** Opcodes of the nodes without a computation of their own. */
export const CONST = 0; // a double; its index into the constants is column x
export const INPUT = 1; // the varying number; column x is its ordinal
export const ALIAS = 2; // another name of node x, for `grad` inside a script to differentiate with respect to
export const LITERAL = 3; // an array; its index into the literals is column x

/** The list x (or NONE) and one node more, y: how an operation has any number of operands. It has no value. */
export const LIST = 4;

/** Opcodes from here on are operations on arrays. */
export const FIRST_ARRAY = 192;

/** "No operand" in a column. */
export const NONE = -1 as NodeId;

/** In column z: the attribute 0; below it are 1, 2 … */
const FIRST_WHOLE = NONE - 1;

const bits = new DataView(new ArrayBuffer(8));

/** Return a 32-bit mixture of four integers. */
function mix(op: number, x: number, y: number, z: number): number {
  let h = Math.imul(op + 1, 0x9e3779b1) ^ Math.imul(x + 2, 0x85ebca6b) ^ Math.imul(y + 3, 0xc2b2ae35);
  h ^= Math.imul(z + 5, 0x27d4eb2f);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  return h ^ (h >>> 13);
}

/** Return `column` with room for twice its elements, its contents kept. */
function grown<T extends Int32Array | Uint8Array | Float64Array>(column: T): T {
  const larger = new (column.constructor as new (n: number) => T)(column.length * 2);
  larger.set(column);
  return larger;
}

/**
 * The rules for derivatives of a script's own operations, which are known by numbers. `inputs` are the operation's, `out` is its
 * node. Cotangents and tangents are in the types of what they belong to, NONE where zero.
 */
export interface CustomRules {
  /** Undefined where there is no such rule. */
  vjp(rule: number, g: NodeId, inputs: readonly NodeId[], out: NodeId): readonly NodeId[] | undefined;
  jvp(rule: number, tangents: readonly NodeId[], inputs: readonly NodeId[], out: NodeId): NodeId;
}

/** How a literal was computed from others, and from constants. */
export interface Recipe {
  readonly op: number;
  readonly operands: readonly NodeId[];
  readonly attributes: unknown;
}

/** What depends on the elements of literals: */
export interface Provenance {
  /** nodes were made from those of these, */
  readonly read: Set<NodeId>;
  /** and these literals were computed. */
  readonly recipes: Map<NodeId, Recipe>;
  /** Whether a number computed from literals is to stay an operation: as a constant it could not change with them. */
  keepsNumbers: boolean;
}

/** Host memory a node takes with its place in the hash table and among the coefficients. */
export const BYTES_A_NODE = 32;

export class Graph {
  /** Where a script has operations of its own. */
  customRules: CustomRules | undefined;
  /** Number of nodes. */
  size = 0;
  /** Most nodes; one more is E_LIMIT. */
  limit = Number.POSITIVE_INFINITY;
  /** Most bytes of one array. */
  arrayBytes = Number.POSITIVE_INFINITY;
  ops = new Uint8Array(256);
  x = new Int32Array(256);
  y = new Int32Array(256);
  z = new Int32Array(256);
  constants = new Float64Array(64);
  private constantCount = 0;
  private readonly literals: (NDArray | undefined)[] = [];
  /** What depends on the elements of literals, where that is to be known. */
  provenance: Provenance | undefined;
  private readonly literalIds = new Map<NDArray, NodeId>();
  private readonly attributes: unknown[] = [];
  private readonly attributeIds = new Map<string, number>();
  /** By id: the place of a node's type in `types`; 0 for a real number. */
  private typeNumbers = new Int32Array(256);
  /** Of the nodes that are no real numbers; a list by id would be full of holes, and slow. */
  private readonly types: ArrayType[] = [NUMBER];
  private table = new Int32Array(1024).fill(-1); // open addressing, node ids
  private isTableEmpty = true;

  /** Let nodes and arrays take `memoryBytes` at most: a script may ask for derivatives of any order, and as often as it likes. */
  limitTo(memoryBytes: number): void {
    this.limit = memoryBytes / BYTES_A_NODE;
    this.arrayBytes = memoryBytes;
  }

  /** Forget all nodes. */
  clear(): void {
    if (this.size === 0) return;
    this.size = 0;
    this.constantCount = 0;
    // Most graphs that are cleared are small, and what they do not have takes time to clear as well.
    while (this.types.length > 1) this.types.pop();
    while (this.literals.length > 0) this.literals.pop();
    if (this.literalIds.size > 0) this.literalIds.clear();
    if (this.attributes.length > 0) this.attributes.length = 0;
    if (this.attributeIds.size > 0) this.attributeIds.clear();
    if (this.isTableEmpty) return;
    this.table = this.table.length > 1024 ? new Int32Array(1024).fill(-1) : this.table.fill(-1);
    this.isTableEmpty = true;
  }

  /** The node of the double `value` (bit for bit: -0 is not 0, and there is one NaN). */
  constant(value: number): NodeId {
    bits.setFloat64(0, value);
    const high = bits.getInt32(0);
    const low = bits.getInt32(4);
    const mask = this.table.length - 1;
    let slot = mix(CONST, high, low, 0) & mask;
    for (let id = this.table[slot]!; id !== -1; id = this.table[slot]!) {
      if (this.ops[id] === CONST && Object.is(this.constants[this.x[id]!], value)) return id as NodeId;
      slot = (slot + 1) & mask;
    }
    const id = this.newConstant(value);
    this.insert(slot, id);
    return id;
  }

  protected newConstant(value: number): NodeId {
    if (this.constantCount === this.constants.length) this.constants = grown(this.constants);
    this.constants[this.constantCount] = value;
    return this.append(CONST, this.constantCount++, NONE, NONE);
  }

  /** The node of an array that is known; that of a number is `constant`. */
  literal(value: NDArray): NodeId {
    const known = this.literalIds.get(value);
    if (known !== undefined) return known;
    const id = this.newLiteral(value);
    this.literalIds.set(value, id);
    return id;
  }

  protected newLiteral(value: NDArray): NodeId {
    const id = this.append(LITERAL, this.literals.length, NONE, NONE);
    this.literals.push(value);
    this.typeNumbers[id] = this.types.push({ shape: value.shape, dtype: value.dtype }) - 1;
    return id;
  }

  /** Whether an operation of this type is better computed at once, its operands being known. */
  folds(operands: readonly NodeId[], type: ArrayType): boolean {
    if (!operands.every((operand) => operand === NONE || this.isConstant(operand))) return false;
    const isNumber = type.shape.length === 0 && type.dtype === 'float64';
    if (this.provenance?.keepsNumbers !== true || !isNumber) return true;
    return operands.every((operand) => this.ops[operand] !== LITERAL);
  }

  /** The node of a value that was computed from known operands. */
  folded(value: number | NDArray, recipe: Recipe): NodeId {
    const { provenance, size } = this;
    if (typeof value === 'number') {
      for (const operand of recipe.operands) if (this.ops[operand] === LITERAL) provenance?.read.add(operand);
      return this.constant(value);
    }
    const id = this.literal(value);
    if (id >= size) provenance?.recipes.set(id, recipe);
    return id;
  }

  /** Forget the elements of a literal, which is a node of its type from then on. */
  forgetElements(id: NodeId): void {
    this.literalIds.delete(this.literals[this.x[id]!]!);
    this.literals[this.x[id]!] = undefined;
  }

  /** The elements of a literal, for values to be computed: what is made a node must not depend on them. Undefined if forgotten. */
  elementsOf(id: NodeId): NDArray | undefined {
    return this.literals[this.x[id]!];
  }

  /** A new varying number or array. `ordinal` counts the inputs of a trace from 0. */
  input(ordinal = 0, type: ArrayType = NUMBER): NodeId {
    return this.typed(this.append(INPUT, ordinal, NONE, NONE), type);
  }

  /** A new node that is equal to `of` and yet a variable of its own (never hash-consed). */
  alias(of: NodeId): NodeId {
    return this.typed(this.append(ALIAS, of, NONE, NONE), this.typeOf(of));
  }

  /** The list of `nodes`. */
  list(nodes: readonly NodeId[]): NodeId {
    return nodes.reduce((list, node) => this.node(LIST, list, node), NONE);
  }

  /** The node of an operation on arrays, whose type is given. `attributes` are plain data; equal ones make equal nodes. */
  array(op: number, type: ArrayType, x: NodeId, y: NodeId = NONE, attributes?: unknown): NodeId {
    return this.node(op, x, y, attributes === undefined ? NONE : this.attributesId(attributes), type);
  }

  /** The node `op(x, y, z)`: an existing one where there is one. */
  node(op: number, x: NodeId, y: NodeId = NONE, z: NodeId = NONE, type: ArrayType = NUMBER): NodeId {
    const mask = this.table.length - 1;
    let slot = mix(op, x, y, z) & mask;
    for (let id = this.table[slot]!; id !== -1; id = this.table[slot]!) {
      if (this.ops[id] === op && this.x[id] === x && this.y[id] === y && this.z[id] === z)
        return id as NodeId;
      slot = (slot + 1) & mask;
    }
    const id = this.typed(this.append(op, x, y, z), type);
    this.insert(slot, id);
    return id;
  }

  /** Throw E_LIMIT if arrays of that type are too large. To be called before one is computed or made a node. */
  admit(type: ArrayType): void {
    const bytes = sizeOf(type.shape) * width(type.dtype) * Float64Array.BYTES_PER_ELEMENT;
    if (bytes > this.arrayBytes) throw tooLargeArray(type.shape, this.arrayBytes);
  }

  /** Whether the node is known, a number or an array. */
  isConstant(id: NodeId): boolean {
    const op = this.ops[id];
    return op === CONST || op === LITERAL;
  }

  /** The double of a constant node; undefined for any other node. */
  constantValue(id: NodeId): number | undefined {
    return this.ops[id] === CONST ? this.constants[this.x[id]!] : undefined;
  }

  /** The array of a literal; undefined for any other node. */
  literalValue(id: NodeId): NDArray | undefined {
    if (this.ops[id] !== LITERAL) return undefined;
    this.provenance?.read.add(id);
    return this.literals[this.x[id]!];
  }

  typeOf(id: NodeId): ArrayType {
    return this.types[this.typeNumbers[id] ?? 0]!;
  }

  /** Whether the node is a real number, as nodes without arrays all are. */
  isNumber(id: NodeId): boolean {
    return !(this.typeNumbers[id]! > 0); // NONE, too
  }

  /** The attributes that an operation on arrays was made with. */
  attributesOf(id: NodeId): unknown {
    const z = this.z[id]!;
    return z < NONE ? FIRST_WHOLE - z : this.attributes[z];
  }

  /** Whether any node is an array or made from one. */
  get holdsArrays(): boolean {
    return this.types.length > 1;
  }

  /** The operands of a node that is no source: those of its list where it has one. */
  operands(id: NodeId): NodeId[] {
    const op = this.ops[id]!;
    const x = this.x[id]! as NodeId;
    if (op >= FIRST_ARRAY) {
      if (this.ops[x] === LIST) return this.elements(x);
      const y = this.y[id]! as NodeId;
      return y === NONE ? [x] : [x, y];
    }
    return [x, this.y[id]!, this.z[id]!].filter((operand) => operand !== NONE) as NodeId[];
  }

  private elements(list: NodeId): NodeId[] {
    const elements: NodeId[] = [];
    for (let id = list; id !== NONE; id = this.x[id]! as NodeId) elements.push(this.y[id]! as NodeId);
    return elements.reverse();
  }

  /** What column z says of attributes: a whole number itself, as the position of an element; of others their number. */
  private attributesId(attributes: unknown): NodeId {
    if (Number.isInteger(attributes) && (attributes as number) >= 0 && (attributes as number) < 2 ** 30)
      return (FIRST_WHOLE - (attributes as number)) as NodeId;
    const key = JSON.stringify(attributes);
    let id = this.attributeIds.get(key);
    if (id === undefined) {
      id = this.attributes.length;
      this.attributes.push(attributes);
      this.attributeIds.set(key, id);
    }
    return id as NodeId;
  }

  private typed(id: NodeId, type: ArrayType): NodeId {
    if (type !== NUMBER && !(type.shape.length === 0 && type.dtype === 'float64'))
      this.typeNumbers[id] = this.types.push(type) - 1;
    return id;
  }

  private append(op: number, x: number, y: number, z: number): NodeId {
    if (this.size >= this.limit) throw tooLarge(this.limit);
    if (this.size === this.ops.length) {
      this.ops = grown(this.ops);
      this.x = grown(this.x);
      this.y = grown(this.y);
      this.z = grown(this.z);
      this.typeNumbers = grown(this.typeNumbers);
    }
    const id = this.size++;
    this.ops[id] = op;
    this.x[id] = x;
    this.y[id] = y;
    this.z[id] = z;
    this.typeNumbers[id] = 0;
    return id as NodeId;
  }

  private insert(slot: number, id: NodeId): void {
    this.table[slot] = id;
    this.isTableEmpty = false;
    if (this.size * 2 > this.table.length) this.rehash();
  }

  private rehash(): void {
    const mask = this.table.length * 4 - 1;
    this.table = new Int32Array(mask + 1).fill(-1);
    for (let id = 0; id < this.size; id++) {
      const op = this.ops[id]!;
      if (op === INPUT || op === ALIAS || op === LITERAL) continue;
      let slot: number;
      if (op === CONST) {
        bits.setFloat64(0, this.constants[this.x[id]!]!);
        slot = mix(CONST, bits.getInt32(0), bits.getInt32(4), 0) & mask;
      } else slot = mix(op, this.x[id]!, this.y[id]!, this.z[id]!) & mask;
      while (this.table[slot] !== -1) slot = (slot + 1) & mask;
      this.table[slot] = id;
    }
  }
}

function tooLarge(limit: number): AutogradError {
  return new AutogradError('E_LIMIT', `the derivatives take more than ${limit} operations`, {
    hint: 'ask for a lower order (-n), or allow more with --memory',
  });
}

function tooLargeArray(shape: Shape, bytes: number): AutogradError {
  const limit = `${Math.floor(bytes / 2 ** 20)} MB`;
  return new AutogradError(
    'E_LIMIT',
    `an array of shape ${showShape(shape)} needs more than ${limit} of memory`,
    {
      hint: 'give it more with --memory, for example --memory 1G',
    },
  );
}

/** A question the script asked of traced numbers, and the answer it got. */
export interface Decision {
  readonly test: Test;
  readonly x: NodeId;
  /** A constant node for a pin; equal to `x` and unused for `truth`. */
  readonly y: NodeId;
  readonly holds: boolean;
}

/** What one evaluation of a script's function did. */
export interface Trace {
  readonly graph: Graph;
  readonly input: NodeId;
  /** The numbers the function returned, in the order of its result's columns. */
  readonly outputs: readonly NodeId[];
  /** In the order in which the script asked. */
  readonly decisions: readonly Decision[];
  /** Whether it holds at its own point only, because the value of an array steered the script. */
  readonly bound?: boolean;
}

/** A trace with its derivatives: what is compiled and replayed. */
export interface Derivation extends Trace {
  /** The wanted numbers, in the order of the result's columns: outputs × orders, factorials included. */
  readonly columns: readonly NodeId[];
  /** For each node of the graph the node of the trace for whose sake it was made (its own id for the trace's nodes). */
  readonly owner: Int32Array;
  /** Whether any output has a first derivative that is not structurally zero; false where none was asked for. */
  readonly moves: boolean;
}
