/**
 * What one trace of an operator asked of the host, step by step, with the graph that it was answered from. When the next trace asks
 * the same, it is answered from the same graph, without making it again: only values are computed anew. What may differ are the
 * elements of plain arrays and the numbers that become variables; everything else that the host made nodes from has to be equal.
 */

import type { NDArray } from '../array/ndarray.ts';
import { KIND } from '../graph/call-wire.ts';
import { ALIAS, NONE, type NodeId } from '../graph/graph.ts';
import { CONSTANT, FIRST_DECISION, OUTPUT, STALE, STRIDE } from '../graph/wire.ts';
import type { Np, Plain } from '../numpy/np.ts';
import { PRIMITIVES } from '../ops/registry.ts';
import type { Entry } from './entry.ts';
import type { TraceState } from './trace-state.ts';

/** A result, or a part of one, for the guest. */
export type Part =
  | { readonly kind: 'plain'; readonly value: Plain['value'] }
  /** No derivative. */
  | { readonly kind: 'null' }
  | { readonly kind: 'list'; readonly parts: readonly Part[] }
  /** Nodes that depend on a variable: an array, a number, a truth; and one that depends on none. */
  | { readonly kind: 'array' | 'number' | 'truth' | 'known'; readonly node: NodeId };

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
  readonly part: Part;
}

/** Records of numbers. */
interface TapeStep {
  readonly kind: 'tape';
  readonly records: Float64Array;
  /** Numbers that became variables: the places of their values among the records, and their nodes. */
  readonly variables: readonly { readonly at: number; readonly node: NodeId }[];
}

type Step = CallStep | TapeStep;

/** A trace that can be run again: its own graph, as it was at its end. */
export interface Recording {
  readonly trace: TraceState;
  readonly np: Np;
  readonly steps: readonly Step[];
  /** Literals whose elements the graph was made from, with their values. */
  readonly fixed: ReadonlyMap<NodeId, NDArray>;
  /** The recording that was run after this one the last time. */
  next: Recording | undefined;
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
const LONGEST = 2 ** 22;

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
    trace.decoder.graph.literalsRead = new Set();
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
  ): (part: Part) => void {
    const scanned = this.isRefused ? undefined : scanTokens(memory);
    if (scanned === undefined) {
      this.refuse();
      return () => {};
    }
    const { end, arrays } = scanned;
    const tokens = memory.slice(0, end);
    const found = arrays.map((at) => ({ at, ...entryAt(tokens[at]!) }));
    return (part) => {
      const { graph } = this.trace.decoder;
      const operands = found.map(({ at, entry, isLive }) => ({
        at,
        node: entry.nodeIn(number),
        literal: isLive ? NONE : graph.literal(entry.value),
      }));
      this.add({ kind: 'call', code, tokens, operands, part }, end);
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
    const read = graph.literalsRead!;
    graph.literalsRead = undefined;
    if (this.isRefused || steps.length === 0) return undefined;
    const fixed = new Map<NodeId, NDArray>();
    for (const step of steps) {
      if (step.kind !== 'call') continue;
      for (const { literal } of step.operands) {
        if (literal === NONE) continue;
        if (read.has(literal)) fixed.set(literal, graph.elementsOf(literal));
        else graph.forgetElements(literal);
      }
    }
    trace.values.reset();
    return { trace, np, steps, fixed, next: undefined };
  }
}

/** Whether two recordings ask the same. */
export function isSameRecording(a: Recording, b: Recording): boolean {
  return a.steps.length === b.steps.length && a.steps.every((step, i) => isSameStep(step, b.steps[i]!));
}

function isSameStep(a: Step, b: Step): boolean {
  if (a.kind === 'tape') return b.kind === 'tape' && isSameTape(a.records, b.records, a.records.length);
  if (b.kind === 'tape' || a.code !== b.code || a.operands.length !== b.operands.length) return false;
  return isSameCall(a, b.tokens) && a.operands.every((operand, i) => operand.node === b.operands[i]!.node);
}

/** A step of a run: what it was given. */
interface Taken {
  /** The arrays of a call, in the order of its tokens; */
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
  /** What the literals are this time. */
  private readonly literals = new Map<NodeId, NDArray>();

  constructor(recording: Recording) {
    this.recording = recording;
  }

  get hasBegun(): boolean {
    return this.taken.length > 0;
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
  ): { readonly part: Part; readonly made: Entry[] } | undefined {
    const { step } = this;
    if (step?.kind !== 'call' || step.code !== code || !isSameCall(step, memory)) return undefined;
    const entries: Entry[] = [];
    for (const { at, node } of step.operands) {
      const entry = entryAt(memory[at]!);
      if (entry.nodeIn(number) !== node) return undefined;
      entries.push(entry);
    }
    for (let i = 0; i < entries.length; i++) {
      const { literal } = step.operands[i]!;
      if (literal !== NONE && !this.giveLiteral(literal, entries[i]!)) return undefined;
    }
    const made: Entry[] = [];
    this.taken.push({ entries, made, values: NO_VALUES });
    return { part: step.part, made };
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
    this.recording.trace.values.reset();
  }

  private giveLiteral(literal: NodeId, entry: Entry): boolean {
    const { value } = entry;
    const known = this.recording.fixed.get(literal) ?? this.literals.get(literal);
    if (known !== undefined && known !== value) return false;
    if (this.literals.has(literal)) return true;
    if (!this.isOfType(literal, value)) return false;
    this.literals.set(literal, value);
    entry.share();
    this.recording.trace.values.give(literal, value);
    return true;
  }

  private isOfType(literal: NodeId, { shape, dtype }: NDArray): boolean {
    const type = this.recording.trace.decoder.graph.typeOf(literal);
    return (
      type.dtype === dtype &&
      type.shape.length === shape.length &&
      type.shape.every((n, axis) => n === shape[axis])
    );
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
