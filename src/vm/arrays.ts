/**
 * The guest's arrays on the host, and the calls it makes with them. An array that no open variable reaches is plain: only its
 * elements are kept, and functions of plain arrays are computed in a graph that is forgotten at once. With a traced operand an
 * operation is recorded in the trace's graph, and its value computed at once, so that errors arise at the script's line.
 */

import { arrayError, type NDArray, type Shape } from '../array/ndarray.ts';
import { AutogradError, internalError } from '../base/errors.ts';
import { FIRST_FUNCTION, INTERNAL, KIND } from '../graph/call-wire.ts';
import { type CustomRules, NONE, type NodeId } from '../graph/graph.ts';
import { ScratchGraph } from '../graph/scratch.ts';
import { NUMPY_FUNCTIONS } from '../numpy/index.ts';
import { type Argument, Np, Plain, Ref, type Result, type TraceAccess } from '../numpy/np.ts';
import { asArray, compute, type NumberOrArray, numberType, rowType } from '../ops/compute.ts';
import type { Kernels } from '../ops/kernels.ts';
import { primitiveOf } from '../ops/registry.ts';
import { anyOperand, type Operands, ResultWriter, readArguments, Uploads } from './array-calls.ts';
import { type ArrayContext, INTERNAL_FUNCTIONS, type InternalFunction } from './array-functions.ts';
import type { Sent } from './direct-runs.ts';
import { Entry } from './entry.ts';
import { memoryLimitError } from './guest-error.ts';
import { type Address, UNDEFINED, type Vm } from './quickjs.ts';
import type { CallResult, Part } from './recording.ts';
import { type Caller, type Making, Repetition } from './repetition.ts';
import type { TraceState } from './trace-state.ts';

/** What a row of the table of primitives is called with. */
type Operand = number | Entry;

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

export class GuestArrays implements ArrayContext, Caller, CustomRules {
  private readonly options: ArrayOptions;
  private readonly uploads = new Uploads();
  /** For what depends on nothing traced: cleared after each call. */
  private readonly scratch: Np;
  private trace!: TraceState;
  traceNumber = 0;
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
  private readonly repetition: Repetition;
  /** The trace as it began. */
  private own: Making | undefined;
  /** Where traced arrays that are made for the guest are noted. */
  private made: Entry[] | undefined;
  /** What the guest's numbers of arrays stand for in a call that is made once more. */
  private repeated: readonly Entry[] | undefined;

  constructor(options: ArrayOptions) {
    this.options = options;
    this.repetition = new Repetition(this, options.memoryBytes / RECORDINGS_PART, options.kernels);
    const access: TraceAccess = {
      value: (node) => this.steeringValue(node),
      pin: (node) => {
        this.trace.decoder.plain.push(node);
        this.pin(node);
      },
      warn: (text) => this.warn(text),
    };
    const scratch = new ScratchGraph();
    scratch.limitTo(options.memoryBytes);
    this.scratch = new Np(scratch, options.kernels, access);
    this.np = this.scratch;
    this.newTraceNp = ({ decoder }) => new Np(decoder.graph, options.kernels, access);
    options.vm.onRelease((value) => {
      if (value instanceof Together) for (const id of value.ids) options.vm.release(id);
      if (!(value instanceof Entry)) return;
      if (value.node === NONE) this.bytes -= value.value.data.byteLength;
      else this.waiting.delete(value);
    });
  }

  private readonly newTraceNp: (trace: TraceState) => Np;

  /** A new trace is under way: arrays of the last one count as their values. */
  begin(trace: TraceState): void {
    this.computeWaiting();
    if (!this.repetition.isRerun) this.trace?.values.release();
    this.traceNumber++;
    if (this.own?.trace !== trace) this.own = { trace, np: this.newTraceNp(trace) };
    this.repetition.begin(this.own);
    this.turnTo(this.own);
    this.kept = [];
    trace.decoder.graph.customRules = this;
  }

  /** Take numbers that the next call will use. */
  upload(start: number, end: number): void {
    const memory = this.memory();
    if (!(start >= 0 && end <= memory.length && start <= end))
      throw internalError('the guest sent no numbers');
    this.uploads.add(memory.subarray(start, end));
    this.checkMemory();
  }

  /** Call the function `code` with the arguments in the memory of calls; the results are left there. */
  call(code: number): Address {
    if (this.pending.length > 0) this.pending.length = 0;
    if (code === RECALL) this.recall();
    else if (!this.repeat(code)) this.carryOut(code);
    this.checkMemory();
    return this.fetch();
  }

  private carryOut(code: number): void {
    const { trace } = this;
    const called = functionOf(code);
    const { traced, opcode } = called;
    if (this.repetition.isRerun && called.showsTypesOnly !== true)
      this.repetition.notePlain(this.arraysOfCall(), called.hasEffect === true);
    if (opcode !== undefined && this.callRow(code, called)) return;
    if (code === ROW && this.readElement()) return;
    const isTraced =
      traced === true ||
      (this.repetition.isRecording ? this.repetition.asksOfTrace(code) : this.touchesTrace());
    try {
      if (isTraced) this.putResult(this.record(code, called).part);
      else {
        this.np = this.scratch;
        this.mayKeep = called.readsOnly !== true;
        const args = readArguments(this.memory(), this.operands);
        this.putKnown(new ResultWriter(this.memory()), called.call(this, args));
        trace.decoder.countRecord();
      }
    } catch (error) {
      // The script may catch it, and elsewhere there may be none (a matrix is singular at this point).
      if (isTraced) trace.decoder.bound = true;
      throw error;
    } finally {
      this.scratch.graph.clear();
      this.uploads.clear();
    }
  }

  /** Make the nodes of a call with a traced operand, and compute what must not wait. */
  private record(code: number, { call, readsOnly, hasEffect }: InternalFunction): CallResult {
    const memory = this.memory();
    const { decoder, values } = this.trace;
    const first = decoder.graph.size;
    this.np = this.traceNp;
    this.mayKeep = readsOnly !== true;
    if (hasEffect === true) this.repetition.refuse();
    decoder.beginCall();
    const note = this.repetition.noteCall(code);
    const { provenance } = decoder.graph;
    if (provenance !== undefined) provenance.keepsNumbers = code === VJP || code === JVP; // what derivatives are made of needs no values
    const part = this.resolve(call(this, readArguments(memory, this.operands)));
    const result = { part, mayFail: values.mayFail(first) };
    this.computeResult(result);
    decoder.endCall();
    note?.(result);
    return result;
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
  private callRow(code: number, called: InternalFunction): boolean {
    const memory = this.memory();
    const count = memory[1]!;
    const opcode = called.opcode!;
    if (count !== primitiveOf(opcode).arity) return false;
    const operands: Operand[] = [];
    let isTraced = false;
    for (let at = 2; at < 2 + 2 * count; at += 2) {
      const operand = this.operandAt(memory[at]!, memory[at + 1]!);
      if (operand === undefined) return false;
      isTraced ||= operand instanceof Entry && this.isLive(operand);
      operands.push(operand);
    }
    if (isTraced) this.putResult(this.record(code, called).part);
    else {
      this.writeKnown(new ResultWriter(memory), this.computeRow(opcode, operands));
      this.trace.decoder.countRecord();
    }
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
    const entry = this.entryAt(value);
    this.noteStale(entry);
    return entry;
  }

  /** Read a number out of a plain vector; return false where there is more to it. */
  private readElement(): boolean {
    const memory = this.memory();
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
    return anyOperand(this.memory(), (kind, id) =>
      kind === KIND.array ? this.isLive(this.entryAt(id)) : liveness.isLive(decoder.node(id)),
    );
  }

  private arraysOfCall(): NDArray[] {
    const arrays: NDArray[] = [];
    anyOperand(this.memory(), (kind, id) => {
      if (kind === KIND.array) arrays.push(this.entryAt(id).value);
      return false;
    });
    return arrays;
  }

  entryAt(id: number): Entry {
    const entry = this.repeated === undefined ? this.options.vm.held(id) : this.repeated[id];
    if (!(entry instanceof Entry)) throw internalError(`the guest has no array ${id}`);
    return entry;
  }

  private noteStale({ node, trace }: Entry): void {
    if (node !== NONE && trace !== this.traceNumber) this.trace.decoder.stale = true;
  }

  isLive({ node, trace }: Entry): boolean {
    return node !== NONE && trace === this.traceNumber && this.trace.liveness.isLive(node);
  }

  private readonly operands: Operands = {
    traced: (id) => {
      const { decoder, liveness, values } = this.trace;
      const node = decoder.node(id);
      if (liveness.isLive(node)) return new Ref(node);
      this.repetition.refuse(); // its value becomes a constant
      return values.of(node);
    },
    array: (id) => {
      const entry = this.entryAt(id);
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

  /** The value of a node, on which it depends which nodes are made. */
  private steeringValue(node: NodeId): NumberOrArray {
    this.repetition.refuse();
    return this.trace.values.any(node);
  }

  private pin(node: NodeId): void {
    this.repetition.refuse();
    const { decoder, values } = this.trace;
    if (decoder.graph.isNumber(node)) decoder.pin(node, values.of(node));
    else decoder.bound = true;
  }

  /** The value of an array, whatever it depends on; nothing is recorded. */
  arrayValue(node: NodeId): NDArray {
    return asArray(this.np.constantOf(node) ?? this.steeringValue(node));
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
    const { liveness } = this.trace;
    return {
      known: (node) => (liveness.isLive(node) ? undefined : this.steeringValue(node)),
      scratch: this.scratch,
    };
  }

  keep(kept: Kept): number {
    this.repetition.refuse();
    return this.kept.push(kept) - 1;
  }

  keptAt(number: number): Kept {
    const kept = this.kept[number];
    if (kept === undefined) throw internalError(`the guest has kept no outputs ${number}`);
    return kept;
  }

  bindToPoint(): void {
    this.repetition.refuse();
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
    this.repetition.refuse();
    this.np = this.traceNp;
    this.pending = [];
    const writer = new ResultWriter(this.memory());
    writer.list(3);
    writer.number(rule);
    writer.boolean(isForward);
    const moves = inputs.map((input) => new Plain(!this.np.graph.isConstant(input)));
    const part = this.resolve([along, moves]);
    this.computeResult({ part, mayFail: true });
    this.put(writer, part);
    this.options.applyRule();
    Object.assign(this, { np, mayKeep, pending });
    return this.answer;
  }

  answered(answer: readonly NodeId[]): void {
    this.answer = answer;
  }

  output(x: NodeId): void {
    this.repetition.refuse();
    this.trace.decoder.outputs.push(x);
  }

  endTrace(): void {
    this.repetition.end();
    this.options.endTrace();
    this.repetition.expect();
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

  // ── Traces that repeat earlier ones ──

  /** Answer a call from a recording, if that has it next. */
  private repeat(code: number): boolean {
    const taken = code === END_TRACE ? undefined : this.repetition.takeCall(code);
    if (taken === undefined) return false;
    try {
      this.computeResult(taken.result);
    } catch {
      this.repetition.dropCall(); // to fail in the usual way, whatever it was
      return false;
    }
    this.made = taken.made;
    this.putResult(taken.result.part);
    this.made = undefined;
    return true;
  }

  remember(sent: readonly Argument[]): Result {
    const number = this.repetition.remember(sent.map(sentOf));
    return number === undefined ? NONE : this.np.constant(number);
  }

  /** Answer the call of `recall` in the memory, whose arguments are plain numbers and arrays. */
  private recall(): void {
    const memory = this.memory();
    const sent: Sent[] = [];
    for (let at = 6; at < 2 + 2 * memory[1]!; at += 2)
      sent.push(memory[at] === KIND.array ? sharedOf(this.entryAt(memory[at + 1]!)) : memory[at + 1]!);
    const recalled = this.repetition.recall(memory[3]!, sent, memory[5] !== 0);
    const writer = new ResultWriter(memory);
    if (recalled === null) return writer.null();
    if (recalled === undefined) return writer.boolean(false);
    writer.list(2);
    if (recalled.value === undefined) writer.null();
    else this.writeKnown(writer, recalled.value);
    this.writeTogether(writer, recalled.gradients);
  }

  takeRecords(tape: Float64Array, count: number): boolean {
    return this.repetition.takeRecords(tape, count);
  }

  recordsRead(tape: Float64Array, count: number, firstId: number): void {
    this.repetition.noteRecords(tape, count, firstId);
  }

  /** The host makes nodes for something else than a call. */
  recordNoMore(): void {
    this.repetition.leave();
  }

  isTraced(code: number): boolean {
    return functionOf(code).traced === true;
  }

  memory(): Float64Array {
    return this.options.memory();
  }

  turnTo({ trace, np }: Making): void {
    this.trace = trace;
    this.traceNp = np;
  }

  makeAgain(code: number, entries: readonly Entry[]): CallResult {
    this.repeated = entries;
    try {
      return this.record(code, functionOf(code));
    } finally {
      this.repeated = undefined;
    }
  }

  computeWaiting(): void {
    for (const entry of this.waiting) entry.value;
    this.waiting.clear();
  }

  // ── Results ──

  /** What a result is to the guest. */
  private resolve(result: Result): Part {
    if (result instanceof Plain) return { kind: 'plain', value: result.value };
    if (typeof result !== 'number') return { kind: 'list', parts: result.map((part) => this.resolve(part)) };
    if (result === NONE) return { kind: 'null' };
    return this.trace.liveness.isLive(result) ? this.resolveTraced(result) : { kind: 'known', node: result };
  }

  /** A node of the trace: a number, a boolean (which is a decision), or an array. */
  private resolveTraced(node: NodeId): Part {
    const { decoder, values } = this.trace;
    const { shape, dtype } = this.np.typeOf(node);
    if (shape.length > 0 || dtype === 'complex128') return { kind: 'array', node };
    if (dtype === 'bool') {
      decoder.decideTruth(node, isTrue(values.any(node)));
      return { kind: 'truth', node };
    }
    const number = this.np.cast(node, 'float64');
    values.of(number); // it may fail, and then the guest has no number of that id
    decoder.register(number);
    return { kind: 'number', node: number };
  }

  /** Compute all of a result that the guest will not ask for. */
  private computeResult({ part, mayFail }: CallResult): void {
    const { values } = this.trace;
    if (part.kind === 'list') {
      values.compute(part.parts.flatMap((inner) => (inner.kind === 'known' ? [inner.node] : [])));
      for (const inner of part.parts) this.computeResult({ part: inner, mayFail });
    } else if (part.kind === 'array') {
      if (mayFail || !this.mayWait(part.node)) values.any(part.node);
    } else if (part.kind === 'number') values.of(part.node);
    else if (part.kind === 'known' || part.kind === 'truth') values.any(part.node);
  }

  private mayWait(node: NodeId): boolean {
    return this.repetition.isRerun || this.trace.values.isWorthWaiting(node);
  }

  private putResult(part: Part): void {
    this.put(new ResultWriter(this.memory()), part);
  }

  private put(writer: ResultWriter, part: Part): void {
    const { values } = this.trace;
    switch (part.kind) {
      case 'plain':
        return writePlain(writer, part.value);
      case 'null':
        return writer.null();
      case 'list':
        writer.list(part.parts.length);
        for (const inner of part.parts) this.put(writer, inner);
        return;
      case 'array':
        return this.writeArray(writer, this.tracedEntry(part.node));
      case 'number':
        return writer.traced(values.of(part.node));
      case 'truth':
        return writer.boolean(isTrue(values.any(part.node)));
      case 'known':
        return this.writeKnown(writer, values.any(part.node));
    }
  }

  /** Write the result of a call that had nothing to do with the trace. */
  private putKnown(writer: ResultWriter, result: Result): void {
    if (result instanceof Plain) writePlain(writer, result.value);
    else if (typeof result !== 'number') {
      writer.list(result.length);
      for (const part of result) this.putKnown(writer, part);
    } else if (result === NONE) writer.null();
    else this.writeKnown(writer, this.np.constantOf(result)!);
  }

  /** The array that a node is; one that has not been computed waits until it is asked for. */
  private tracedEntry(node: NodeId): Entry {
    const { values } = this.trace;
    const value = (): NDArray => asArray(values.any(node));
    const entry = new Entry(values.has(node) ? value() : value, node, this.traceNumber);
    if (!values.has(node)) this.waiting.add(entry);
    this.made?.push(entry);
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

  /** Write numbers and arrays as a list; small arrays share a reference, which takes longer to make than they do. */
  private writeTogether(writer: ResultWriter, values: readonly NumberOrArray[]): void {
    const elements = values.reduce(
      (sum: number, value) => sum + (typeof value === 'number' ? 1 : value.data.length),
      0,
    );
    if (elements > SMALL) {
      writer.list(values.length);
      for (const value of values) this.writeKnown(writer, value);
      return;
    }
    const before = this.pending.length;
    writer.together(values.length);
    for (const value of values) this.writeKnown(writer, value);
    const ids = this.pending.splice(before);
    if (ids.length > 0) this.pending.push(this.options.vm.hold(new Together(ids)));
  }

  private checkMemory(): void {
    const { memoryBytes } = this.options;
    if (this.bytes + this.uploads.bytes + this.trace.values.bytes > memoryBytes)
      throw memoryLimitError(memoryBytes, ' for arrays');
  }
}

/** Of the memory for arrays recordings take one part in so many. */
const RECORDINGS_PART = 8;

/** Arrays of fewer elements in all are kept as long as the guest has one of them. */
const SMALL = 4096;

/** Arrays that the guest refers to together. */
class Together {
  readonly ids: readonly number[];
  constructor(ids: readonly number[]) {
    this.ids = ids;
  }
}

const RECALL = INTERNAL.indexOf('recall');
const ROW = INTERNAL.indexOf('row');
const END_TRACE = INTERNAL.indexOf('endTrace');
const VJP = INTERNAL.indexOf('vjp');
const JVP = INTERNAL.indexOf('jvp');

const isTrue = (value: NumberOrArray): boolean => asArray(value).data[0] !== 0;

/** What the guest may call, by number. */
const FUNCTIONS: readonly (InternalFunction | undefined)[] = (() => {
  const functions = new Array<InternalFunction | undefined>(FIRST_FUNCTION).fill(undefined);
  for (const [code, name] of INTERNAL.entries())
    functions[code] = INTERNAL_FUNCTIONS[name as keyof typeof INTERNAL_FUNCTIONS];
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

/** A number or a plain array that the guest sent. */
function sentOf(argument: Argument): Sent {
  if (typeof argument === 'number') return argument;
  if (argument instanceof ArrayRef) return sharedOf(argument.entry);
  throw internalError('the guest sent no number and no array');
}

/** An array of the guest's: results may be its elements, and they are remembered as they are now. */
function sharedOf(entry: Entry): Entry {
  entry.share();
  return entry;
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
