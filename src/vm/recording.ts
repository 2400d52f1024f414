/**
 * What one trace of an operator asked of the host, step by step, with the graph that it was answered from. When the next trace asks
 * the same, it is answered from the same graph, without making it again: only values are computed anew. What may differ are the
 * elements of plain arrays and the numbers that become variables; everything else that the host made nodes from has to be equal, and
 * a trace in which it did more than make nodes is not recorded.
 */

import { type ArrayType, type NDArray, sameShape } from '../array/ndarray.ts';
import { KIND } from '../graph/call-wire.ts';
import { ALIAS, BYTES_A_NODE, type Graph, NONE, type NodeId } from '../graph/graph.ts';
import { CONSTANT, FIRST_DECISION, OUTPUT, STALE, STRIDE } from '../graph/wire.ts';
import type { Np, Plain } from '../numpy/np.ts';
import { PRIMITIVES } from '../ops/registry.ts';
import { Entry } from './entry.ts';
import type { TraceState } from './trace-state.ts';

/** A result, or a part of one, for the guest. */
export type Part =
  | { readonly kind: 'plain'; readonly value: Plain['value'] }
  /** No derivative. */
  | { readonly kind: 'null' }
  | { readonly kind: 'list'; readonly parts: readonly Part[] }
  /** Nodes that depend on a variable: an array, a number, a truth; and one that depends on none. */
  | { readonly kind: 'array' | 'number' | 'truth' | 'known'; readonly node: NodeId };

export interface CallResult {
  readonly part: Part;
  /** Whether computing it may fail, so that it must not wait until something asks for it. */
  readonly mayFail: boolean;
}

/** An array among the operands of a call. */
interface Operand {
  /** Where its number is among the tokens. */
  readonly at: number;
  /** Its node in the trace; NONE if it was made outside. */
  readonly node: NodeId;
  /** The literal that its value became; NONE if it depends on a variable. */
  readonly literal: NodeId;
}

/** A call of a function. */
interface CallStep {
  readonly kind: 'call';
  readonly code: number;
  /** As the guest sent them. */
  readonly tokens: Float64Array;
  readonly operands: readonly Operand[];
  readonly result: CallResult;
}

/** Records of numbers. */
interface TapeStep {
  readonly kind: 'tape';
  readonly records: Float64Array;
  /** Numbers that became variables: the places of their values among the records, and their nodes. */
  readonly variables: readonly { readonly at: number; readonly node: NodeId }[];
}

export type Step = CallStep | TapeStep;

/** A trace that can be run again: its own graph, as it was at its end. */
export interface Recording {
  readonly trace: TraceState;
  readonly np: Np;
  readonly steps: readonly Step[];
  /** Literals whose elements the graph was made from, with their values. */
  readonly fixed: ReadonlyMap<NodeId, NDArray>;
  /** What it takes, roughly. */
  readonly bytes: number;
  /** How often which recordings came next. */
  readonly followers: Map<Recording, number>;
}

/** What a run was given: the elements of literals, and the values of numbers that became variables, in their order. */
export interface Given {
  readonly literals: ReadonlyMap<NodeId, NDArray>;
  readonly numbers: readonly { readonly node: NodeId; readonly value: number }[];
}

/** Return where the tokens of a call end, and the places of the numbers of its arrays; undefined if numbers were sent ahead of it. */
export function scanTokens(memory: Float64Array): { end: number; arrays: number[] } | undefined {
  const arrays: number[] = [];
  let at = 0;
  for (let left = 1; left > 0; left--) {
    const kind = memory[at]!;
    const operand = memory[at + 1]!;
    at += kind === KIND.undefined || kind === KIND.null ? 1 : 2;
    if (kind === KIND.array) arrays.push(at - 1);
    else if (kind === KIND.list) left += operand;
    else if (kind === KIND.keywords) left += 2 * operand;
    else if (kind === KIND.text) at += operand;
    else if (kind === KIND.uploaded) return undefined;
  }
  return { end: at, arrays };
}

/** Most numbers that the steps of a recording may take: a gradient of so many operations is done once. */
const LONGEST = 2 ** 20;

/** Bytes of a node with all that is kept of it beside the graph. */
const BYTES_KEPT_A_NODE = 3 * BYTES_A_NODE;

/** Writes a recording while its trace is under way. */
export class Recorder {
  private readonly trace: TraceState;
  private readonly np: Np;
  private readonly steps: Step[] = [];
  private length = 0;
  /** Whether something was done that cannot be done again from the graph alone. */
  private isRefused = false;

  constructor(trace: TraceState, np: Np) {
    this.trace = trace;
    this.np = np;
    trace.decoder.graph.provenance = { read: new Set(), recipes: new Map(), keepsNumbers: false };
  }

  /** There is more to this trace than a recording can hold. */
  refuse(): void {
    this.isRefused = true;
    this.steps.length = 0;
  }

  /** To be called before a call is carried out; the function returned is to be called with its result. */
  call(
    code: number,
    memory: Float64Array,
    entryAt: (id: number) => { readonly entry: Entry; readonly isLive: boolean },
    number: number,
  ): (result: CallResult) => void {
    const scanned = this.isRefused ? undefined : scanTokens(memory);
    if (scanned === undefined) {
      this.refuse();
      return () => {};
    }
    const { end, arrays } = scanned;
    const tokens = memory.slice(0, end);
    const found = arrays.map((at) => ({ at, ...entryAt(tokens[at]!) }));
    return (result) => {
      const { graph } = this.trace.decoder;
      const operands = found.map(({ at, entry, isLive }) => ({
        at,
        node: entry.nodeIn(number),
        literal: isLive ? NONE : graph.literal(entry.value),
      }));
      this.add({ kind: 'call', code, tokens, operands, result }, end);
    };
  }

  /** To be called when the records have been read. */
  records(tape: Float64Array, count: number, firstId: number): void {
    if (this.isRefused) return;
    const records = tape.slice(0, count * STRIDE);
    const variables: { at: number; node: NodeId }[] = [];
    let id = firstId;
    for (let at = 0; at < records.length; at += STRIDE) {
      const flagged = records[at]!;
      if (flagged === ALIAS + CONSTANT.x) variables.push({ at: at + 1, node: this.trace.decoder.node(id) });
      if ((flagged & 255) < FIRST_DECISION) id++;
    }
    this.add({ kind: 'tape', records, variables }, records.length);
  }

  private add(step: Step, length: number): void {
    this.length += length;
    if (this.length > LONGEST) this.refuse();
    else if (!this.isRefused) this.steps.push(step);
  }

  /** Return the recording, now that the trace has ended; undefined if it cannot be run again. */
  finish(): Recording | undefined {
    const { trace, np, steps } = this;
    const { graph } = trace.decoder;
    if (this.isRefused || steps.length === 0) {
      graph.provenance = undefined;
      return undefined;
    }
    const given = steps.flatMap((step) =>
      step.kind === 'call' ? step.operands.flatMap(({ literal }) => (literal === NONE ? [] : [literal])) : [],
    );
    const fixed = forgetVarying(graph, given);
    trace.values.reset();
    let bytes = 8 * this.length + BYTES_KEPT_A_NODE * graph.size;
    for (const { data } of fixed.values()) bytes += data.byteLength;
    return { trace, np, steps, fixed, bytes, followers: new Map() };
  }
}

/** Forget the elements of the literals `given` and of those computed from them, but where nodes were made from these; return those. */
function forgetVarying(graph: Graph, given: readonly NodeId[]): Map<NodeId, NDArray> {
  const { read, recipes } = graph.provenance!;
  const computed = [...recipes].sort(([a], [b]) => a - b);
  for (const [literal, { operands }] of computed.toReversed())
    if (read.has(literal)) for (const operand of operands) read.add(operand);
  const fixed = new Map<NodeId, NDArray>();
  const varying = new Set<NodeId>();
  for (const literal of given) {
    if (read.has(literal)) fixed.set(literal, graph.elementsOf(literal)!);
    else varying.add(literal);
  }
  for (const [literal, { operands }] of computed)
    if (operands.some((operand) => varying.has(operand))) varying.add(literal);
  for (const literal of varying) graph.forgetElements(literal);
  return fixed;
}

/** Whether two recordings ask the same, of arrays of the same types. */
export function isSameRecording(a: Recording, b: Recording): boolean {
  return a.steps.length === b.steps.length && a.steps.every((step, i) => isSameStep(a, step, b, b.steps[i]!));
}

function isSameStep(of: Recording, a: Step, other: Recording, b: Step): boolean {
  if (a.kind === 'tape') return b.kind === 'tape' && isSameTape(a.records, b.records, b.records.length);
  if (b.kind === 'tape' || a.code !== b.code || a.operands.length !== b.operands.length) return false;
  if (a.tokens.length !== b.tokens.length || !isSameCall(a, b.tokens)) return false;
  return a.operands.every(({ node, literal }, i) => {
    const like = b.operands[i]!;
    if (node !== like.node || (literal === NONE) !== (like.literal === NONE)) return false;
    return literal === NONE || isOfType(of.trace.decoder.graph, literal, typeIn(other, like.literal));
  });
}

const typeIn = ({ trace }: Recording, node: NodeId): ArrayType => trace.decoder.graph.typeOf(node);

const isOfType = (graph: Graph, node: NodeId, type: ArrayType): boolean =>
  isSameType(graph.typeOf(node), type);

export const isSameType = (a: ArrayType, b: ArrayType): boolean =>
  a.dtype === b.dtype && sameShape(a.shape, b.shape);

/** A step of a run: what it was given. */
interface Taken {
  /** The arrays of a call as they were, in the order of its tokens; */
  readonly entries: readonly Entry[];
  /** those among its results that depend on a variable. */
  readonly made: Entry[];
  /** The values of a tape's variables. */
  readonly values: readonly number[];
}

const NO_VALUES: readonly number[] = [];

/** A recording that is being run again. */
export class Rerun {
  readonly recording: Recording;
  private readonly taken: Taken[] = [];
  /** Arrays that the script has looked at otherwise: what it asked for may depend on their elements. */
  readonly seen = new Set<NDArray>();
  /** Whether it has done more than that. */
  hasEffects = false;
  /** What the literals are this time. */
  private readonly literals = new Map<NodeId, NDArray>();
  private readonly literalOf = new Map<NDArray, NodeId>();

  constructor(recording: Recording) {
    this.recording = recording;
  }

  private get step(): Step | undefined {
    return this.recording.steps[this.taken.length];
  }

  /** Take a call if it is the next step; return its result. */
  call(
    code: number,
    memory: Float64Array,
    entryAt: (id: number) => Entry,
    number: number,
  ): { readonly result: CallResult; readonly made: Entry[] } | undefined {
    const { step } = this;
    if (step?.kind !== 'call' || step.code !== code || !isSameCall(step, memory)) return undefined;
    const entries: Entry[] = [];
    for (const { at, node } of step.operands) {
      const entry = entryAt(memory[at]!);
      if (entry.nodeIn(number) !== node) return undefined;
      entries.push(entry);
    }
    const given = this.literalsOf(step, entries);
    if (given === undefined) return undefined;
    for (const [literal, value] of given) {
      this.literals.set(literal, value);
      this.literalOf.set(value, literal);
      this.recording.trace.values.give(literal, value);
    }
    for (let i = 0; i < entries.length; i++) {
      if (step.operands[i]!.literal === NONE) continue;
      entries[i]!.share();
      entries[i] = new Entry(entries[i]!.value, NONE, -1); // it may be assigned into later
    }
    const made: Entry[] = [];
    this.taken.push({ entries, made, values: NO_VALUES });
    return { result: step.result, made };
  }

  /** Return what literals of a step are new and what they are; undefined if one cannot be that. */
  private literalsOf(step: CallStep, entries: readonly Entry[]): Map<NodeId, NDArray> | undefined {
    const { fixed, trace } = this.recording;
    const given = new Map<NodeId, NDArray>();
    for (let i = 0; i < entries.length; i++) {
      const { literal } = step.operands[i]!;
      if (literal === NONE) continue;
      const { value } = entries[i]!;
      const known = this.literals.get(literal) ?? given.get(literal) ?? fixed.get(literal);
      if (known !== undefined && known !== value) return undefined;
      if (this.literals.has(literal) || given.has(literal)) continue;
      if (this.literalOf.has(value) || !isOfType(trace.decoder.graph, literal, value)) return undefined;
      for (const other of given.values()) if (other === value) return undefined; // two literals were two arrays
      given.set(literal, value);
    }
    return given;
  }

  /** Take records if they are the next step; return whether they are. */
  records(tape: Float64Array, count: number): boolean {
    const { step } = this;
    if (step?.kind !== 'tape' || !isSameTape(step.records, tape, count * STRIDE)) return false;
    const values = step.variables.map(({ at }) => tape[at]!);
    for (const [i, { node }] of step.variables.entries()) this.recording.trace.values.give(node, values[i]!);
    this.taken.push({ entries: [], made: [], values });
    return true;
  }

  /** What the run was given; undefined if it is not at its end, or if there was more to it. */
  get given(): Given | undefined {
    if (this.step !== undefined || this.hasEffects) return undefined;
    const numbers = this.taken.flatMap(({ values }, i) => {
      const step = this.recording.steps[i]!;
      return step.kind === 'tape' ? step.variables.map(({ node }, k) => ({ node, value: values[k]! })) : [];
    });
    return { literals: this.literals, numbers };
  }

  /** Take back the last step. */
  drop(): void {
    this.taken.pop();
  }

  /** Do what has been done so far once more, in a graph of its own. */
  repeat(
    records: (records: Float64Array) => void,
    call: (code: number, tokens: Float64Array, entries: readonly Entry[]) => Part,
    move: (entry: Entry, node: NodeId) => void,
  ): void {
    for (const [i, { entries, made, values }] of this.taken.entries()) {
      const step = this.recording.steps[i]!;
      if (step.kind === 'tape') {
        const given = step.records.slice();
        for (const [k, { at }] of step.variables.entries()) given[at] = values[k]!;
        records(given);
        continue;
      }
      const tokens = step.tokens.slice();
      for (const [k, { at }] of step.operands.entries()) tokens[at] = k;
      const nodes = arraysOf(call(step.code, tokens, entries));
      for (const [k, entry] of made.entries()) move(entry, nodes[k]!);
    }
  }

  /** The run is over: forget its values. */
  finish(): void {
    this.recording.trace.values.reset(this.step === undefined);
  }
}

/** The nodes of a result's arrays, in their order. */
function arraysOf(part: Part): NodeId[] {
  if (part.kind === 'list') return part.parts.flatMap(arraysOf);
  return part.kind === 'array' ? [part.node] : [];
}

/** Whether a call has the same tokens, but for the numbers of its arrays. */
function isSameCall({ tokens, operands }: CallStep, memory: Float64Array): boolean {
  let next = 0;
  for (let at = 0; at < tokens.length; at++) {
    if (operands[next]?.at === at) next++;
    else if (!Object.is(tokens[at], memory[at])) return false;
  }
  return true;
}

/** Whether the tapes hold the same records, but for the values of variables. */
function isSameTape(records: Float64Array, tape: Float64Array, length: number): boolean {
  if (records.length !== length) return false;
  for (let at = 0; at < length; at += STRIDE) {
    const flagged = records[at]!;
    if (flagged !== tape[at]) return false;
    if (flagged === ALIAS + CONSTANT.x) continue;
    const operands = OPERANDS[flagged & 255]!;
    for (let i = 1; i <= operands; i++) if (!Object.is(records[at + i], tape[at + i])) return false;
  }
  return true;
}

/** How many operands a record has, by its code: what is beyond them on the tape is of earlier records. */
const OPERANDS = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code === STALE) return 0;
  if (code === OUTPUT || code === ALIAS) return 1;
  return code < FIRST_DECISION ? (PRIMITIVES[code]?.arity ?? 3) : 2;
});
