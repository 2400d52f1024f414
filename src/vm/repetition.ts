/**
 * The trace under way beside those that were recorded: answered from a recording as long as it asks the same, recorded if it may be
 * asked for again, and made anew from what has been taken so far where it turns out to be another one (docs/decisions/0013).
 */

import type { NDArray } from '../array/ndarray.ts';
import { KIND } from '../graph/call-wire.ts';
import { NONE, type NodeId } from '../graph/graph.ts';
import { STRIDE } from '../graph/wire.ts';
import type { Np } from '../numpy/np.ts';
import { asArray } from '../ops/compute.ts';
import type { Kernels } from '../ops/kernels.ts';
import { anyOperand } from './array-calls.ts';
import { DirectRuns, type Recalled, type Sent } from './direct-runs.ts';
import type { Entry } from './entry.ts';
import { type CallResult, Recorder, type Recording, Rerun, scanTokens } from './recording.ts';
import { Recordings } from './recordings.ts';
import type { TraceState } from './trace-state.ts';

/** A trace, and what its nodes are made with. */
export interface Making {
  readonly trace: TraceState;
  readonly np: Np;
}

/** What the calls of the guest are carried out by. */
export interface Caller {
  /** The memory of calls. */
  memory(): Float64Array;
  /** The guest's array of that number. */
  entryAt(id: number): Entry;
  /** Whether an array depends on an open variable. */
  isLive(entry: Entry): boolean;
  /** Counts the traces. */
  readonly traceNumber: number;
  /** Whether a function always has to do with the trace. */
  isTraced(code: number): boolean;
  /** Let nodes be made there, and values be those. */
  turnTo(making: Making): void;
  /** Make the nodes of the call in the memory, whose arrays are numbered as in `entries`. */
  makeAgain(code: number, entries: readonly Entry[]): CallResult;
  /** Compute what the guest keeps beyond its trace. */
  computeWaiting(): void;
}

/** What a trace was given beside its graph may take one part in so many of what recordings may take. */
const MOST_BESIDE = 16;

export class Repetition {
  private readonly caller: Caller;
  private readonly recordings: Recordings;
  private readonly directRuns: DirectRuns;
  /** Where the trace is made if it is no repetition. */
  private own: Making | undefined;
  /** Whether it may be one: nothing has been asked yet. */
  private mayRepeat = false;
  private rerun: Rerun | undefined;
  private recorder: Recorder | undefined;

  /** Recordings take so many bytes at most. */
  constructor(caller: Caller, mostBytes: number, kernels: Kernels) {
    this.caller = caller;
    this.recordings = new Recordings(mostBytes);
    const isKept = (recording: Recording): boolean => this.recordings.has(recording);
    this.directRuns = new DirectRuns(isKept, mostBytes / MOST_BESIDE, kernels);
  }

  /** Whether the trace has been answered from a recording so far. */
  get isRerun(): boolean {
    return this.rerun !== undefined;
  }

  get isRecording(): boolean {
    return this.recorder !== undefined;
  }

  /** A trace begins; what the last one left of a recording's values is forgotten. */
  begin(own: Making): void {
    this.rerun?.finish();
    this.rerun = undefined;
    this.recorder = undefined;
    this.mayRepeat = false;
    this.own = own;
  }

  /** The trace that has begun is an operator's, and may be asked for again. */
  expect(): void {
    this.mayRepeat = this.recordings.begin();
  }

  /** The trace has ended as operators end it. */
  end(): void {
    if (this.rerun !== undefined) this.recordings.succeeded(this.rerun.recording);
    if (this.recorder === undefined) return;
    this.caller.computeWaiting(); // the recording forgets values
    const recording = this.recorder.finish();
    if (recording === undefined) this.recordings.failed();
    else this.recordings.add(recording);
  }

  /** The host did more than make nodes. */
  refuse(): void {
    this.recorder?.refuse();
  }

  /** What comes now no recording knows. */
  leave(): void {
    if (this.rerun !== undefined) this.leaveRerun();
    this.refuse();
    this.mayRepeat = false;
  }

  /** The script asks for something of plain arrays, which may show it their elements, or do more. */
  notePlain(arrays: Iterable<NDArray>, hasEffect: boolean): void {
    const { rerun } = this;
    if (rerun === undefined) return;
    for (const array of arrays) rerun.seen.add(array);
    rerun.hasEffects ||= hasEffect;
  }

  // ── Traces without the script ──

  /** Remember the trace, which is at its end, as one of these numbers and arrays; return its number, undefined if it is not. */
  remember(sent: readonly Sent[]): number | undefined {
    return this.rerun && this.directRuns.remember(this.rerun, sent);
  }

  /** Return what such a trace would answer for others; null if it has been forgotten, undefined where it would be another trace. */
  recall(number: number, sent: readonly Sent[], wantsValue: boolean): Recalled | null | undefined {
    const recording = this.directRuns.recordingOf(number);
    if (recording === undefined) return null;
    const recalled = this.directRuns.recall(number, sent, wantsValue);
    if (recalled !== undefined) this.recordings.succeeded(recording);
    return recalled;
  }

  // ── Calls ──

  /** Take the call in the memory if a recording has it next: return its result, and a list for the traced arrays made of it. */
  takeCall(code: number): { readonly result: CallResult; readonly made: Entry[] } | undefined {
    const { caller, rerun } = this;
    if (rerun === undefined && !this.mayRepeat) return undefined;
    const memory = caller.memory();
    const take = (from: Rerun) => from.call(code, memory, (id) => caller.entryAt(id), caller.traceNumber);
    if (rerun === undefined)
      return this.asksOfTrace(code) ? this.choose(take, () => this.beginningOf(code)) : undefined;
    const taken = take(rerun);
    if (taken === undefined && this.asksOfTrace(code)) this.leaveRerun();
    return taken;
  }

  /** The call that was taken last could not be answered. */
  dropCall(): void {
    this.rerun!.drop();
    this.leaveRerun();
  }

  /** Note a call that is about to be carried out; the function returned is to be called with its result. */
  noteCall(code: number): ((result: CallResult) => void) | undefined {
    const { caller } = this;
    const entryAt = (id: number): { entry: Entry; isLive: boolean } => {
      const entry = caller.entryAt(id);
      return { entry, isLive: caller.isLive(entry) };
    };
    return this.recorder?.call(code, caller.memory(), entryAt, caller.traceNumber);
  }

  /** Whether a call has to do with the trace; those of plain arrays a recording does not have. */
  asksOfTrace(code: number): boolean {
    const { caller } = this;
    if (caller.isTraced(code)) return true;
    return anyOperand(
      caller.memory(),
      (kind, id) => kind === KIND.traced || caller.entryAt(id).nodeIn(caller.traceNumber) !== NONE,
    );
  }

  /** What the beginning of a trace has in common with another of the same function. */
  private beginningOf(code: number): string {
    const memory = this.caller.memory();
    const shapes = scanTokens(memory)?.arrays.map((at) =>
      this.caller.entryAt(memory[at]!).value.shape.join('×'),
    );
    return [code, ...(shapes ?? [])].join(' ');
  }

  // ── Records of numbers ──

  /** Take records of numbers if they are what a recording has next; return whether they are. */
  takeRecords(tape: Float64Array, count: number): boolean {
    if (count === 0) return this.rerun !== undefined;
    if (this.rerun?.records(tape, count) === true) return true;
    if (this.rerun !== undefined) this.leaveRerun();
    else if (this.mayRepeat) {
      const take = (rerun: Rerun): true | undefined => rerun.records(tape, count) || undefined;
      return this.choose(take, () => `${count}`) === true;
    }
    return false;
  }

  /** Note records that have been read, whose first number got the id `firstId`. */
  noteRecords(tape: Float64Array, count: number, firstId: number): void {
    if (count > 0) this.recorder?.records(tape, count, firstId);
  }

  // ── Which recording ──

  /** Begin with the first recording that takes the first step; where there is none, this trace may become one. */
  private choose<T>(take: (rerun: Rerun) => T | undefined, beginning: () => string): T | undefined {
    this.mayRepeat = false;
    for (const recording of this.recordings.candidates()) {
      const rerun = new Rerun(recording);
      const taken = take(rerun);
      if (taken === undefined) continue;
      this.rerun = rerun;
      this.caller.turnTo(recording);
      return taken;
    }
    if (this.recordings.wants(beginning())) this.record();
    return undefined;
  }

  private record(): void {
    this.recorder = new Recorder(this.own!.trace, this.own!.np);
  }

  /** The trace is another one than the recording: do in a graph of its own what has been done so far. */
  private leaveRerun(): void {
    const { caller } = this;
    const rerun = this.rerun!;
    this.rerun = undefined;
    this.recordings.failed();
    caller.turnTo(this.own!);
    this.record();
    const memory = caller.memory();
    const under = memory.slice();
    const { decoder, values } = this.own!.trace;
    rerun.repeat(
      (records) => {
        const firstId = decoder.ids;
        decoder.decode(records, records.length / STRIDE);
        this.noteRecords(records, records.length / STRIDE, firstId);
      },
      (code, tokens, entries) => {
        memory.set(tokens);
        return caller.makeAgain(code, entries).part;
      },
      (entry: Entry, node: NodeId) => entry.move(node, (): NDArray => asArray(values.any(node))),
    );
    memory.set(under);
    rerun.finish();
  }
}
