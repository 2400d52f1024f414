/**
 * Decodes the tape (`graph/wire.ts`) into a graph, its decisions and outputs. Everything on the tape is checked: whatever the
 * guest wrote there, the result is a sound trace or an error.
 */

import { AutogradError, internalError } from '../base/errors.ts';
import { ALIAS, type Decision, Graph, NONE, type NodeId, type Trace } from '../graph/graph.ts';
import { CONSTANT, FIRST_DECISION, OUTPUT, STALE, STRIDE, TESTS } from '../graph/wire.ts';
import { PRIMITIVES } from '../ops/registry.ts';

/** Bytes of host memory a record takes, graph and bookkeeping together: what a trace's limit is reckoned with. */
const BYTES_A_RECORD = 36;

/** A decision is an object as well, and a pin a constant: together as much again as so many records. */
const RECORDS_A_DECISION = 3;

/** Flags and code together never reach this. */
const CODE_LIMIT = 2048;

export class TapeDecoder {
  readonly graph = new Graph();
  readonly input: NodeId;
  readonly outputs: NodeId[] = [];
  readonly decisions: Decision[] = [];
  /** Whether the script used a number of an earlier evaluation. */
  stale = false;
  /** Whether the value of an array steered the script, so that the trace holds at its own point only. */
  bound = false;
  private nodes = new Int32Array(256); // by guest id; those of the inputs come first
  private count = 0;
  private records = 0;
  private madeBy = new Int32Array(256); // by guest id: the number of its record
  /** Numbers and arrays whose values the script has plain, where no rule of its own knows the derivative. */
  readonly plain: NodeId[] = [];
  private readonly decidedBy: number[] = []; // by decision: the number of its record
  /** For each call of a function of arrays that made nodes the first of them, and its number among the records. */
  private readonly calls: { readonly firstNode: number; readonly record: number }[] = [];
  private firstNode = 0;
  private readonly maxRecords: number;

  /** `memoryBytes` bounds the length of the trace; the first of its inputs is the number that varies. */
  constructor(memoryBytes: number, inputs = 1) {
    this.input = this.graph.input();
    this.register(this.input);
    for (let ordinal = 1; ordinal < inputs; ordinal++) this.register(this.graph.input(ordinal));
    this.maxRecords = Math.floor(memoryBytes / BYTES_A_RECORD);
  }

  get trace(): Trace {
    const { graph, input, outputs, decisions, bound } = this;
    return { graph, input, outputs, decisions, bound };
  }

  /** Begin again if nothing has been recorded; return whether that is so. */
  renew(): boolean {
    const { graph, count, decisions, outputs } = this;
    if (graph.size > 1 || count > 1 || decisions.length > 0 || outputs.length > 0) return false;
    this.records = 0;
    this.stale = false;
    this.bound = false;
    return true;
  }

  /** How many ids the guest's numbers have got, those of the inputs included. */
  get ids(): number {
    return this.count;
  }

  /** Read `count` records from the beginning of `tape`. */
  decode(tape: Float64Array, count: number): void {
    if (!Number.isInteger(count) || count < 0 || count * STRIDE > tape.length) throw forged('count', count);
    if (this.records + RECORDS_A_DECISION * this.decisions.length + count > this.maxRecords)
      throw this.tooLong();
    for (let at = 0; at < count * STRIDE; at += STRIDE) {
      this.record(tape[at]!, tape[at + 1]!, tape[at + 2]!, tape[at + 3]!);
      this.records++;
    }
  }

  /** Return the node of a guest id. */
  node(id: number): NodeId {
    // Compared as numbers: NaN, fractions and ids not yet given all fail.
    if (!(id >= 0 && id < this.count && id === Math.floor(id))) throw forged('id', id);
    return this.nodes[id]! as NodeId;
  }

  /** Return the number of the record that made a node first; undefined if none did. */
  recordOf(node: NodeId): number | undefined {
    const id = this.nodes.subarray(0, this.count).indexOf(node);
    if (id > 0) return this.madeBy[id];
    return this.calls.findLast(({ firstNode }) => firstNode <= node)?.record;
  }

  /** Return the number of the record that made a decision, `index` of all. */
  recordOfDecision(index: number): number {
    return this.decidedBy[index]!;
  }

  /** A call of the guest's is about to make nodes: it counts as a record. */
  beginCall(): void {
    this.firstNode = this.graph.size;
  }

  endCall(): void {
    if (this.graph.size > this.firstNode)
      this.calls.push({ firstNode: this.firstNode, record: this.records });
    this.countRecord();
  }

  /** A function of arrays was called that has nothing to do with the trace: it counts as a record, too. */
  countRecord(): void {
    this.records++;
  }

  /** The script asked whether a number is true (neither 0 nor NaN), or whether a boolean is. */
  decideTruth(x: NodeId, holds: boolean): void {
    this.addDecision({ test: 'truth', x, y: x, holds });
  }

  /** The result holds only while the number x stays what it is. */
  pin(x: NodeId, value: number): void {
    this.addDecision({ test: 'same', x, y: this.graph.constant(value), holds: true });
  }

  /** Give `node` the next guest id. */
  register(node: NodeId): void {
    if (this.count === this.nodes.length) {
      this.nodes = doubled(this.nodes);
      this.madeBy = doubled(this.madeBy);
    }
    this.madeBy[this.count] = this.records;
    this.nodes[this.count++] = node;
  }

  private record(flagged: number, x: number, y: number, z: number): void {
    if (!(flagged >= 0 && flagged < CODE_LIMIT && flagged === Math.floor(flagged)))
      throw forged('code', flagged);
    const code = flagged & 255;
    if (code < FIRST_DECISION) this.register(this.primitive(code, flagged, x, y, z));
    else if (code === OUTPUT) this.outputs.push(this.operand(x, flagged & CONSTANT.x));
    else if (code === STALE) this.stale = true;
    else this.decide(code, flagged, x, y);
  }

  private primitive(code: number, flagged: number, x: number, y: number, z: number): NodeId {
    if (code === ALIAS) return this.graph.alias(this.operand(x, flagged & CONSTANT.x));
    const arity = PRIMITIVES[code]?.arity;
    if (arity === undefined) throw forged('code', flagged);
    const first = this.operand(x, flagged & CONSTANT.x);
    const second = arity > 1 ? this.operand(y, flagged & CONSTANT.y) : NONE;
    const third = arity > 2 ? this.operand(z, flagged & CONSTANT.z) : NONE;
    return this.graph.node(code, first, second, third);
  }

  private decide(code: number, flagged: number, x: number, y: number): void {
    const test = TESTS[(code - FIRST_DECISION) >> 1];
    if (test === undefined) throw forged('code', flagged);
    const first = this.operand(x, flagged & CONSTANT.x);
    const second = test === 'truth' ? first : this.operand(y, flagged & CONSTANT.y);
    if (this.graph.isConstant(first) && this.graph.isConstant(second)) return; // holds at every point
    if (test === 'same') this.plain.push(first);
    this.addDecision({ test, x: first, y: second, holds: (code - FIRST_DECISION) % 2 === 0 });
  }

  private addDecision(decision: Decision): void {
    this.decisions.push(decision);
    this.decidedBy.push(this.records);
  }

  private operand(value: number, isConstant: number): NodeId {
    return isConstant === 0 ? this.node(value) : this.graph.constant(value);
  }

  private tooLong(): AutogradError {
    return new AutogradError('E_LIMIT', `one evaluation took more than ${this.records} operations`, {
      hint: 'allow longer traces with --memory, or do less work for each point',
    });
  }
}

/** The tracer keeps its tape to itself, so a bad record is our fault, not the script's. */
function forged(what: string, value: number): AutogradError {
  return internalError(`the tape holds the ${what} ${value}`);
}

function doubled(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length);
  larger.set(column);
  return larger;
}
