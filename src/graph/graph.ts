/**
 * The graph of scalar operations: typed-array columns, in creation order (an operand always has a smaller id than its
 * user), hash-consed. It names no operation: an opcode is a number that `ops/registry.ts` gives a meaning to. Only the
 * three sources below are known here.
 */

import { AutogradError } from '../base/errors.ts';
import type { Test } from './wire.ts';

/** A node of a Graph. */
export type NodeId = number & { readonly __node: unique symbol };

/** Opcodes of the nodes without a computation of their own. */
export const CONST = 0; // a double; its index into the constants is column x
export const INPUT = 1; // the varying number; column x is its ordinal
export const ALIAS = 2; // another name of node x, for `grad` inside a script to differentiate with respect to

/** "No operand" in a column. */
export const NONE = -1 as NodeId;

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

export class Graph {
  /** Number of nodes. */
  size = 0;
  /** Most nodes; one more is E_LIMIT. */
  limit = Number.POSITIVE_INFINITY;
  ops = new Uint8Array(256);
  x = new Int32Array(256);
  y = new Int32Array(256);
  z = new Int32Array(256);
  constants = new Float64Array(64);
  private constantCount = 0;
  private table = new Int32Array(1024).fill(-1); // open addressing, node ids

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
    if (this.constantCount === this.constants.length) this.constants = grown(this.constants);
    this.constants[this.constantCount] = value;
    const id = this.append(CONST, this.constantCount++, NONE, NONE);
    this.insert(slot, id);
    return id;
  }

  /** A new varying number. `ordinal` counts the inputs of a trace from 0. */
  input(ordinal = 0): NodeId {
    return this.append(INPUT, ordinal, NONE, NONE);
  }

  /** A new node that is equal to `of` and yet a variable of its own (never hash-consed). */
  alias(of: NodeId): NodeId {
    return this.append(ALIAS, of, NONE, NONE);
  }

  /** The node `op(x, y, z)`: an existing one where there is one. */
  node(op: number, x: NodeId, y: NodeId = NONE, z: NodeId = NONE): NodeId {
    const mask = this.table.length - 1;
    let slot = mix(op, x, y, z) & mask;
    for (let id = this.table[slot]!; id !== -1; id = this.table[slot]!) {
      if (this.ops[id] === op && this.x[id] === x && this.y[id] === y && this.z[id] === z)
        return id as NodeId;
      slot = (slot + 1) & mask;
    }
    const id = this.append(op, x, y, z);
    this.insert(slot, id);
    return id;
  }

  isConstant(id: NodeId): boolean {
    return this.ops[id] === CONST;
  }

  /** The double of a constant node; undefined for any other node. */
  constantValue(id: NodeId): number | undefined {
    return this.ops[id] === CONST ? this.constants[this.x[id]!] : undefined;
  }

  private append(op: number, x: number, y: number, z: number): NodeId {
    if (this.size >= this.limit) throw tooLarge(this.limit);
    if (this.size === this.ops.length) {
      this.ops = grown(this.ops);
      this.x = grown(this.x);
      this.y = grown(this.y);
      this.z = grown(this.z);
    }
    const id = this.size++;
    this.ops[id] = op;
    this.x[id] = x;
    this.y[id] = y;
    this.z[id] = z;
    return id as NodeId;
  }

  private insert(slot: number, id: NodeId): void {
    this.table[slot] = id;
    if (this.size * 2 > this.table.length) this.rehash();
  }

  private rehash(): void {
    const mask = this.table.length * 4 - 1;
    this.table = new Int32Array(mask + 1).fill(-1);
    for (let id = 0; id < this.size; id++) {
      const op = this.ops[id]!;
      if (op === INPUT || op === ALIAS) continue;
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
