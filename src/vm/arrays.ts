/**
 * The guest's arrays on the host, and the calls it makes with them. An array that no open variable reaches is plain: only its
 * elements are kept, and functions of plain arrays are computed in a graph that is forgotten at once. With a traced operand an
 * operation is recorded in the trace's graph, and its value computed at once, so that errors arise at the script's line.
 */

import { arrayError, type NDArray, type Shape } from '../array/ndarray.ts';
import { AutogradError, internalError } from '../base/errors.ts';
import { FIRST_FUNCTION, INTERNAL, KIND } from '../graph/call-wire.ts';
import { type CustomRules, Graph, NONE, type NodeId } from '../graph/graph.ts';
import { NUMPY_FUNCTIONS } from '../numpy/index.ts';
import { type Argument, Np, Plain, Ref, type Result, type TraceAccess } from '../numpy/np.ts';
import { asArray, compute, type NumberOrArray, numberType, rowType } from '../ops/compute.ts';
import type { Values } from '../ops/evaluate.ts';
import type { Kernels } from '../ops/kernels.ts';
import { primitiveOf } from '../ops/registry.ts';
import { anyOperand, type Operands, ResultWriter, readArguments, Uploads } from './array-calls.ts';
import { type ArrayContext, INTERNAL_FUNCTIONS, type InternalFunction } from './array-functions.ts';
import { memoryLimitError } from './guest-error.ts';
import type { Liveness } from './liveness.ts';
import { type Address, UNDEFINED, type Vm } from './quickjs.ts';
import type { TapeDecoder } from './tape.ts';

/** An array of the guest. */
export class Entry {
  private current: NDArray | undefined;
  /** Computes the value when it is first asked for. */
  private compute: (() => NDArray) | undefined;
  /** The node that has this value in trace number `trace`; NONE for a plain array. */
  readonly node: NodeId;
  readonly trace: number;
  /** Whether nothing else refers to the elements, so that they may be changed in place. */
  private isOwned = false;

  constructor(value: NDArray | (() => NDArray), node: NodeId, trace: number) {
    if (typeof value === 'function') this.compute = value;
    else this.current = value;
    this.node = node;
    this.trace = trace;
  }

  get value(): NDArray {
    if (this.current === undefined) {
      this.current = this.compute!();
      this.compute = undefined; // it holds its trace
    }
    return this.current;
  }

  set value(value: NDArray) {
    this.current = value;
    this.isOwned = false;
  }

  /** Something may keep the elements. */
  share(): void {
    this.isOwned = false;
  }

  /** The value, for its elements to be changed: a copy where something else may refer to them. */
  changeable(): NDArray {
    const { value } = this;
    if (this.isOwned) return value;
    this.current = { ...value, data: value.data.slice() };
    this.isOwned = true;
    return this.current;
  }
}

/** What a row of the table of primitives is called with. */
type Operand = number | Entry;

/** The trace under way. */
export interface TraceState {
  readonly decoder: TapeDecoder;
  readonly liveness: Liveness;
  readonly values: Values;
}

/** Derivatives in a graph, for the operators of `autograd-cli`; the vm does not know how they are made. */
export interface Derivatives {
  /** The cotangents of `variables` (NONE where nothing depends on one) for the cotangents g of nodes. */
  vjp(
    np: Np,
    outputs: readonly { readonly node: NodeId; readonly g: NodeId }[],
    variables: readonly NodeId[],
  ): NodeId[];
  /** For each output its derivatives of orders 1 … `order` along `tangents`, which are by variable. */
  jvp(
    np: Np,
    outputs: readonly NodeId[],
    tangents: ReadonlyMap<NodeId, NodeId>,
    order: number,
  ): (readonly NodeId[])[];
  /** Find the derivatives of an output by inputs; `expand` gives them by input, of shape output + input, NONE where there is none. */
  linearize(np: Np, output: NodeId, inputs: readonly NodeId[]): { expand(knowledge: Knowledge): NodeId[] };
}

/** What is known when variables are closed. */
export interface Knowledge {
  /** The value of a node that depends on no open variable; undefined for any other. */
  known(node: NodeId): NumberOrArray | undefined;
  /** For what is to be forgotten. */
  readonly scratch: Np;
}

/** Outputs and variables of a call, to be differentiated later. */
export interface Kept {
  readonly outputs: readonly NodeId[];
  readonly variables: readonly NodeId[];
}

export interface ArrayOptions {
  readonly vm: Vm;
  readonly kernels: Kernels;
  readonly derivatives: Derivatives;
  readonly memoryBytes: number;
  /** The memory of calls. */
  readonly memory: () => Float64Array;
  readonly warn: (text: string) => void;
  /** Forget the trace under way. */
  readonly endTrace: () => void;
  /** Have the guest apply one of its rules, as the memory of calls says. */
  readonly applyRule: () => void;
}

export class GuestArrays implements ArrayContext, CustomRules {
  private readonly options: ArrayOptions;
  private readonly uploads = new Uploads();
  /** For what depends on nothing traced: cleared after each call. */
  private readonly scratch: Np;
  private trace!: TraceState;
  private traceNumber = 0;
  private traceNp!: Np;
  /** What the call under way is written in. */
  np: Np;
  /** Whether it may keep elements of its arguments. */
  private mayKeep = false;
  /** Arrays among the last results that the guest has not fetched. */
  private pending: number[] = [];
  /** Bytes of plain arrays. */
  private bytes = 0;
  private readonly warned = new Set<string>();
  private kept: Kept[] = [];
  /** Arrays of the trace that have not been computed. */
  private readonly waiting = new Set<Entry>();
  /** What a rule of the guest's answered. */
  private answer: readonly NodeId[] = [];

  constructor(options: ArrayOptions) {
    this.options = options;
    const access: TraceAccess = {
      value: (node) => this.trace.values.any(node),
      pin: (node) => {
        this.trace.decoder.plain.push(node);
        this.pin(node);
      },
      warn: (text) => this.warn(text),
    };
    const scratch = new Graph();
    scratch.limitTo(options.memoryBytes);
    this.scratch = new Np(scratch, options.kernels, access);
    this.np = this.scratch;
    this.newTraceNp = () => new Np(this.trace.decoder.graph, options.kernels, access);
    options.vm.onRelease((value) => {
      if (!(value instanceof Entry)) return;
      if (value.node === NONE) this.bytes -= value.value.data.byteLength;
      else this.waiting.delete(value);
    });
  }

  private readonly newTraceNp: () => Np;

  /** A new trace is under way: arrays of the last one count as their values. */
  begin(trace: TraceState): void {
    for (const entry of this.waiting) entry.value; // the guest keeps them beyond their trace
    this.waiting.clear();
    this.trace?.values.release();
    this.trace = trace;
    this.traceNumber++;
    this.traceNp = this.newTraceNp();
    this.kept = [];
    trace.decoder.graph.customRules = this;
  }

  /** Take numbers that the next call will use. */
  upload(start: number, end: number): void {
    const memory = this.options.memory();
    if (!(start >= 0 && end <= memory.length && start <= end))
      throw internalError('the guest sent no numbers');
    this.uploads.add(memory.subarray(start, end));
    this.checkMemory();
  }

  /** Call the function `code` with the arguments in the memory of calls; the results are left there. */
  call(code: number): Address {
    const { options, trace } = this;
    this.pending.length = 0;
    const called = functionOf(code);
    const { call, traced, readsOnly, opcode } = called;
    if (opcode !== undefined && this.callRow(called)) return this.fetch();
    if (code === ROW && this.readElement()) return UNDEFINED;
    const isTraced = traced === true || this.touchesTrace();
    this.np = isTraced ? this.traceNp : this.scratch;
    this.mayKeep = readsOnly !== true;
    trace.decoder.beginCall();
    try {
      const result = call(this, readArguments(options.memory(), this.operands));
      this.write(new ResultWriter(options.memory()), result, isTraced);
      trace.decoder.endCall();
      this.checkMemory();
    } catch (error) {
      // The script may catch it, and elsewhere there may be none (a matrix is singular at this point).
      if (isTraced) trace.decoder.bound = true;
      throw error;
    } finally {
      this.scratch.graph.clear();
      this.uploads.clear();
    }
    return this.fetch();
  }

  /** Return the reference to the next array among the results. */
  fetch(): Address {
    const id = this.pending.shift();
    return id === undefined ? UNDEFINED : this.options.vm.newReference(id);
  }

  /**
   * Call a row of the table of primitives: of nothing but plain numbers and arrays it is computed at once, with a traced operand it is
   * recorded without what other arguments take. Return false where there is more to it.
   */
  private callRow({ call, opcode }: InternalFunction): boolean {
    const memory = this.options.memory();
    const count = memory[1]!;
    if (count !== primitiveOf(opcode!).arity) return false;
    const operands: Operand[] = [];
    let isTraced = false;
    for (let at = 2; at < 2 + 2 * count; at += 2) {
      const operand = this.operandAt(memory[at]!, memory[at + 1]!);
      if (operand === undefined) return false;
      isTraced ||= operand instanceof Entry && this.isLive(operand);
      operands.push(operand);
    }
    const writer = new ResultWriter(memory);
    if (isTraced) {
      this.np = this.traceNp;
      this.trace.decoder.beginCall();
      const args = operands.map((operand) => this.argumentOf(operand));
      this.write(writer, call(this, args), true);
      this.trace.decoder.endCall();
    } else {
      this.writeKnown(writer, this.computeRow(opcode!, operands));
      this.trace.decoder.countRecord();
    }
    this.checkMemory();
    return true;
  }

  private computeRow(opcode: number, operands: readonly Operand[]): number | NDArray {
    const values = operands.map((operand) => (operand instanceof Entry ? operand.value : operand));
    const type = rowType(
      opcode,
      values.map((value) => (typeof value === 'number' ? numberType(value) : value)),
    );
    this.scratch.graph.admit(type);
    return compute(this.options.kernels, opcode, values, undefined, type);
  }

  /** A plain number or an array, as the memory of calls has it; undefined for anything else. */
  private operandAt(kind: number, value: number): Operand | undefined {
    if (kind === KIND.number) return value;
    if (kind !== KIND.array) return undefined;
    const entry = this.entry(value);
    this.noteStale(entry);
    return entry;
  }

  /** An operand of a recorded operation. */
  private argumentOf(operand: Operand): Argument {
    if (!(operand instanceof Entry)) return operand;
    if (this.isLive(operand)) return new Ref(operand.node);
    operand.share();
    return new ArrayRef(this.np, operand);
  }

  /** Read a number out of a plain vector; return false where there is more to it. */
  private readElement(): boolean {
    const memory = this.options.memory();
    const entry = this.operandAt(memory[2]!, memory[3]!);
    if (!(entry instanceof Entry) || this.isLive(entry)) return false;
    const vector = entry.value;
    if (vector.shape.length !== 1 || vector.dtype !== 'float64') return false;
    const i = memory[4] === KIND.number ? memory[5]! : Number.NaN;
    const value = vector.data[i < 0 ? i + vector.data.length : i];
    if (value === undefined) return false; // the general way knows what to say
    new ResultWriter(memory).number(value);
    this.trace.decoder.countRecord();
    return true;
  }

  // ── Arguments ──

  private touchesTrace(): boolean {
    const { decoder, liveness } = this.trace;
    return anyOperand(this.options.memory(), (kind, id) =>
      kind === KIND.array ? this.isLive(this.entry(id)) : liveness.isLive(decoder.node(id)),
    );
  }

  private entry(id: number): Entry {
    const entry = this.options.vm.held(id);
    if (!(entry instanceof Entry)) throw internalError(`the guest has no array ${id}`);
    return entry;
  }

  private noteStale({ node, trace }: Entry): void {
    if (node !== NONE && trace !== this.traceNumber) this.trace.decoder.stale = true;
  }

  private isLive({ node, trace }: Entry): boolean {
    return node !== NONE && trace === this.traceNumber && this.trace.liveness.isLive(node);
  }

  private readonly operands: Operands = {
    traced: (id) => {
      const { decoder, liveness, values } = this.trace;
      const node = decoder.node(id);
      return liveness.isLive(node) ? new Ref(node) : values.of(node);
    },
    array: (id) => {
      const entry = this.entry(id);
      if (this.isLive(entry)) return new Ref(entry.node);
      this.noteStale(entry);
      if (this.mayKeep) entry.share();
      return new ArrayRef(this.np, entry);
    },
    uploaded: (shape: Shape) => new Ref(this.np.literal(this.uploads.take(shape))),
  };

  plainEntry(argument: Argument): Entry {
    if (argument instanceof ArrayRef) return argument.entry;
    throw assignmentError('elements of an array that depends on the input cannot be assigned');
  }

  // ── The trace ──

  private pin(node: NodeId): void {
    const { decoder, values } = this.trace;
    if (decoder.graph.isNumber(node)) decoder.pin(node, values.of(node));
    else decoder.bound = true;
  }

  /** The value of an array, whatever it depends on; nothing is recorded. */
  valueOf(node: NodeId): NDArray {
    return asArray(this.np.constantOf(node) ?? this.trace.values.any(node));
  }

  /** The trace holds only while a node is what it is. */
  bind(node: NodeId): void {
    if (!this.np.graph.isConstant(node)) this.pin(node);
  }

  /** A new variable with the value of x. */
  variable(x: NodeId): NodeId {
    return this.traceNp.graph.alias(x);
  }

  /** What depends on these variables alone is a constant from now on. */
  close(variables: readonly NodeId[]): void {
    for (const variable of variables) this.trace.liveness.close(variable);
  }

  knowledge(): Knowledge {
    const { liveness, values } = this.trace;
    return {
      known: (node) => (liveness.isLive(node) ? undefined : values.any(node)),
      scratch: this.scratch,
    };
  }

  keep(kept: Kept): number {
    return this.kept.push(kept) - 1;
  }

  keptAt(number: number): Kept {
    const kept = this.kept[number];
    if (kept === undefined) throw internalError(`the guest has kept no outputs ${number}`);
    return kept;
  }

  bindToPoint(): void {
    this.trace.decoder.bound = true;
  }

  coveredByRule(nodes: readonly NodeId[]): void {
    const { plain } = this.trace.decoder;
    for (const node of nodes) {
      const at = plain.lastIndexOf(node);
      if (at !== -1) plain.splice(at, 1);
    }
  }

  // ── Operations of the script's own ──

  vjp(rule: number, g: NodeId, inputs: readonly NodeId[]): readonly NodeId[] | undefined {
    const cotangents = this.ask(rule, false, [g], inputs);
    if (cotangents.length === 0) return undefined;
    return inputs.map((input, i) => {
      const found = cotangents[i]!;
      return found === NONE || this.np.graph.isConstant(input)
        ? NONE
        : this.np.fit(found, this.np.typeOf(input));
    });
  }

  /** By the script's rule, or by transposing the one for cotangents, which is linear in a placeholder for the cotangent. */
  jvp(rule: number, tangents: readonly NodeId[], inputs: readonly NodeId[], out: NodeId): NodeId {
    const np = this.traceNp;
    const answer = this.ask(rule, true, tangents, inputs);
    if (answer.length > 0)
      return answer[0] === NONE ? np.zerosLike(out) : np.broadcast(answer[0]!, np.shapeOf(out));
    const placeholder = np.graph.alias(np.zerosLike(out));
    const cotangents = this.vjp(rule, placeholder, inputs);
    if (cotangents === undefined) throw this.noRule(out);
    const moving = cotangents.flatMap((node, i) => {
      const g = tangents[i]!;
      return node === NONE || g === NONE ? [] : [{ node, g }];
    });
    const along = moving.length === 0 ? NONE : this.derivatives.vjp(np, moving, [placeholder])[0]!;
    return along === NONE ? np.zerosLike(out) : along;
  }

  private noRule(out: NodeId): AutogradError {
    const { name } = this.traceNp.graph.attributesOf(out) as { readonly name: string };
    return new AutogradError('E_RULE', `${name} has no derivative: it is a primitive without a rule`, {
      hint: `write defvjp(${name}, (answer, ...args) => (g) => …)`,
    });
  }

  /** Apply a rule of the guest's: one whose answer is empty there is not. */
  private ask(
    rule: number,
    isForward: boolean,
    along: readonly NodeId[],
    inputs: readonly NodeId[],
  ): readonly NodeId[] {
    const { np, mayKeep, pending } = this;
    this.np = this.traceNp;
    this.pending = [];
    const writer = new ResultWriter(this.options.memory());
    writer.list(3);
    writer.number(rule);
    writer.boolean(isForward);
    this.write(writer, [along, inputs.map((input) => new Plain(!this.np.graph.isConstant(input)))], true);
    this.options.applyRule();
    Object.assign(this, { np, mayKeep, pending });
    return this.answer;
  }

  answered(answer: readonly NodeId[]): void {
    this.answer = answer;
  }

  output(x: NodeId): void {
    this.trace.decoder.outputs.push(x);
  }

  endTrace(): void {
    this.options.endTrace();
  }

  hold(value: object): number {
    const id = this.options.vm.hold(value);
    this.pending.push(id);
    return id;
  }

  held(id: number): unknown {
    return this.options.vm.held(id);
  }

  get derivatives(): Derivatives {
    return this.options.derivatives;
  }

  private warn(text: string): void {
    if (this.warned.has(text)) return;
    this.warned.add(text);
    this.options.warn(text);
  }

  // ── Results ──

  private write(writer: ResultWriter, result: Result, isTraced: boolean): void {
    if (result instanceof Plain) writePlain(writer, result.value);
    else if (typeof result !== 'number') {
      writer.list(result.length);
      for (const part of result) this.write(writer, part, isTraced);
    } else if (result === NONE) writer.null();
    else if (isTraced && this.trace.liveness.isLive(result)) this.writeTraced(writer, result);
    else this.writeKnown(writer, isTraced ? this.trace.values.any(result) : this.np.constantOf(result)!);
  }

  /** Write a node of the trace: a number, a boolean (which is a decision), or an array. */
  private writeTraced(writer: ResultWriter, node: NodeId): void {
    const { decoder, values } = this.trace;
    const { shape, dtype } = this.np.typeOf(node);
    if (shape.length > 0 || dtype === 'complex128') {
      this.writeArray(writer, this.tracedEntry(node));
    } else if (dtype === 'bool') {
      const holds = asArray(values.any(node)).data[0] !== 0;
      decoder.decideTruth(node, holds);
      writer.boolean(holds);
    } else {
      const number = this.np.cast(node, 'float64');
      decoder.register(number);
      writer.traced(values.of(number));
    }
  }

  /** The array that a node is; one that cannot fail and is better computed with others waits until it is asked for. */
  private tracedEntry(node: NodeId): Entry {
    const { values } = this.trace;
    const value = (): NDArray => asArray(values.any(node));
    if (!values.mayWait(node)) return new Entry(value(), node, this.traceNumber);
    const entry = new Entry(value, node, this.traceNumber);
    this.waiting.add(entry);
    return entry;
  }

  private writeKnown(writer: ResultWriter, value: number | NDArray): void {
    if (typeof value === 'number') writer.number(value);
    else if (value.shape.length > 0 || value.dtype === 'complex128')
      this.writeArray(writer, new Entry(value, NONE, this.traceNumber));
    else if (value.dtype === 'bool') writer.boolean(value.data[0] !== 0);
    else writer.number(value.data[0]!);
  }

  private writeArray(writer: ResultWriter, entry: Entry): void {
    const id = this.options.vm.hold(entry);
    if (entry.node === NONE) this.bytes += entry.value.data.byteLength;
    this.pending.push(id);
    writer.array(id);
  }

  private checkMemory(): void {
    const { memoryBytes } = this.options;
    if (this.bytes + this.uploads.bytes + this.trace.values.bytes > memoryBytes)
      throw memoryLimitError(memoryBytes, ' for arrays');
  }
}

const ROW = INTERNAL.indexOf('row');

/** What the guest may call, by number. */
const FUNCTIONS: readonly (InternalFunction | undefined)[] = (() => {
  const functions = new Array<InternalFunction | undefined>(FIRST_FUNCTION).fill(undefined);
  for (const [code, name] of INTERNAL.entries()) functions[code] = INTERNAL_FUNCTIONS[name];
  for (const { call, opcode } of NUMPY_FUNCTIONS) {
    functions.push({ call: ({ np }, args) => call(np, args), ...(opcode !== undefined && { opcode }) });
  }
  return functions;
})();

/** Return the function with that number. */
function functionOf(code: number): InternalFunction {
  const found = FUNCTIONS[code];
  if (found === undefined) throw internalError(`the guest called the function ${code}`);
  return found;
}

/** A plain array as an argument. */
class ArrayRef extends Ref {
  readonly entry: Entry;
  constructor(np: Np, entry: Entry) {
    super(np.literal(entry.value));
    this.entry = entry;
  }
}

/** Return the error for an assignment whose derivative would be lost. */
export function assignmentError(what: string): Error {
  return arrayError(
    what,
    'make a new array: np.where(mask, x, y), np.concatenate([a, b]), or np.stack of a list that you fill',
  );
}

function writePlain(writer: ResultWriter, value: Plain['value']): void {
  if (value === null) writer.null();
  else if (typeof value === 'string') writer.text(value);
  else if (typeof value === 'boolean') writer.boolean(value);
  else {
    writer.list(value.length);
    for (const x of value) writer.number(x);
  }
}
