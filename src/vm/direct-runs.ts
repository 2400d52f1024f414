/**
 * Gradients computed from a recording alone, without the script: where the guest knows that a function's result follows from numbers and
 * arrays that it sends (`sandbox/direct.ts`), and the run just answered shows what the recording's graph was given of these. What was
 * made of nothing that is sent stays as it was.
 */

import type { ArrayType, NDArray } from '../array/ndarray.ts';
import { INTERNAL, KIND } from '../graph/call-wire.ts';
import type { Decision, NodeId } from '../graph/graph.ts';
import { asArray, type NumberOrArray } from '../ops/compute.ts';
import type { Kernels } from '../ops/kernels.ts';
import { StraightLine, WORTH_A_LINE } from '../ops/straight-line.ts';
import type { Entry } from './entry.ts';
import { isSameType, type Part, type Recording, type Rerun, type Step } from './recording.ts';

/** So many are kept; the one that has not been used for longest goes first. */
const MOST = 16;

/** What a recording's gradient is computed from. */
interface Plan {
  readonly value: NodeId;
  readonly gradients: readonly NodeId[];
  /** Nodes that may fail: they are computed, as the script would have them. */
  readonly failing: readonly NodeId[];
}

/** A number or an array of the guest's, which its function may tell from others. */
export type Sent = number | Entry;

/** What a number or an array of the guest's is in a recording. */
interface Source {
  /** The literal or the variable; undefined if the graph has none of it. */
  readonly node: NodeId | undefined;
  /** Of an array; the script may know it. */
  readonly type: ArrayType | undefined;
  /** What it has to be. */
  readonly fixed: NDArray | undefined;
  /** The place of the first array that is the same. */
  readonly first: number;
}

interface DirectRun {
  readonly recording: Recording;
  readonly plan: Plan;
  readonly sources: readonly Source[];
  /** What else the graph was given. */
  readonly rest: readonly (readonly [NodeId, NumberOrArray])[];
  /** Of the arrays it keeps. */
  readonly bytes: number;
  /** How often it was repeated. */
  repeated: number;
  /** How it is computed when that is often; undefined where there is no such way. */
  line: StraightLine | undefined;
}

export interface Recalled {
  readonly value: NumberOrArray | undefined;
  readonly gradients: readonly NumberOrArray[];
}

export class DirectRuns {
  private readonly runs = new Map<number, DirectRun>();
  private readonly plans = new WeakMap<Recording, Plan | 'none'>();
  private next = 0;
  private bytes = 0;
  private readonly isKept: (recording: Recording) => boolean;
  private readonly mostBytes: number;
  private readonly kernels: Kernels;

  /** `isKept` says whether a recording is still there; what a run keeps beside its recording takes so many bytes at most. */
  constructor(isKept: (recording: Recording) => boolean, mostBytes: number, kernels: Kernels) {
    this.isKept = isKept;
    this.mostBytes = mostBytes;
    this.kernels = kernels;
  }

  /** Remember the run that has been answered; return its number, undefined if it cannot be repeated. */
  remember(rerun: Rerun, sent: readonly Sent[]): number | undefined {
    const { recording, given } = rerun;
    const plan = this.planOf(recording);
    if (plan === undefined || given === undefined) return undefined;
    const literals = new Map([...given.literals].map(([node, value]) => [value, node]));
    const numbers = given.numbers.map(({ node }) => node).values(); // those of the operator come first
    const firsts = firstsOf(sent);
    const sources = sent.map((each, i): Source => {
      const first = firsts[i]!;
      if (typeof each === 'number')
        return { node: numbers.next().value, type: undefined, fixed: undefined, first };
      const { value } = each;
      const node = literals.get(value);
      const isFixed = rerun.seen.has(value) || (node !== undefined && recording.fixed.has(node));
      const { shape, dtype } = value;
      return { node, type: { shape, dtype }, fixed: isFixed ? value : undefined, first };
    });
    const known = new Set(sources.map(({ node }) => node));
    const rest = [
      ...given.literals,
      ...given.numbers.map(({ node, value }) => [node, value] as const),
    ].filter(([node]) => !known.has(node));
    const bytes = bytesOf([...rest.map(([, value]) => value), ...sources.map(({ fixed }) => fixed)]);
    if (bytes > this.mostBytes) return undefined;
    this.prune(bytes);
    this.runs.set(this.next, { recording, plan, sources, rest, bytes, repeated: 0, line: undefined });
    this.bytes += bytes;
    return this.next++;
  }

  /** Forget the runs of recordings that are not there any more, and the oldest ones to make room for one of so many bytes. */
  private prune(bytes: number): void {
    for (const [number, { recording }] of this.runs) {
      const isTooMuch = this.runs.size >= MOST || this.bytes + bytes > this.mostBytes;
      if (isTooMuch || !this.isKept(recording)) this.forget(number);
    }
  }

  private forget(number: number): void {
    this.bytes -= this.runs.get(number)?.bytes ?? 0;
    this.runs.delete(number);
  }

  private planOf(recording: Recording): Plan | undefined {
    let plan = this.plans.get(recording);
    if (plan === undefined) {
      plan = planOf(recording) ?? 'none';
      this.plans.set(recording, plan);
    }
    return plan === 'none' ? undefined : plan;
  }

  /** Return the recording of a run and move it to the end; undefined if it has been forgotten. */
  recordingOf(number: number): Recording | undefined {
    const run = this.runs.get(number);
    if (run === undefined) return undefined;
    if (!this.isKept(run.recording)) {
      this.forget(number);
      return undefined;
    }
    this.runs.delete(number);
    this.runs.set(number, run);
    return run.recording;
  }

  /** Return the value (if it is wanted) and the gradients of a run at what was sent; undefined where the script would do something else. */
  recall(number: number, sent: readonly Sent[], wantsValue: boolean): Recalled | undefined {
    const run = this.runs.get(number)!;
    if (!isLike(run.sources, sent)) return undefined;
    if (++run.repeated === WORTH_A_LINE) run.line = this.lineOf(run);
    try {
      return run.line === undefined
        ? interpreted(run, sent, wantsValue)
        : computed(run, run.line, sent, wantsValue);
    } catch {
      return undefined; // the script fails where it would
    }
  }

  private lineOf({ recording, plan, sources, rest }: DirectRun): StraightLine | undefined {
    const { graph, decisions } = recording.trace.decoder;
    const given = sources.flatMap(({ node }) => (node === undefined ? [] : [node]));
    const results = [
      plan.value,
      ...plan.gradients,
      ...plan.failing,
      ...decisions.flatMap(({ x, y }) => [x, y]),
    ];
    return StraightLine.of(graph, this.kernels, given, rest, results);
  }
}

/** Compute a run node by node; undefined where the function would decide otherwise. */
function interpreted(run: DirectRun, sent: readonly Sent[], wantsValue: boolean): Recalled | undefined {
  const { recording, plan, sources, rest } = run;
  const { values, decoder } = recording.trace;
  for (const [node, value] of rest) values.give(node, value);
  for (const [i, { node }] of sources.entries())
    if (node !== undefined) values.give(node, elementsOf(sent[i]!));
  const results = wantsValue ? [plan.value, ...plan.gradients] : plan.gradients;
  const first = (node: NodeId): number => asArray(values.any(node)).data[0]!;
  let isComplete = false;
  try {
    if (!decoder.decisions.every((decision) => isTakenAgain(decision, first))) return undefined;
    values.compute([...plan.failing, ...results]);
    isComplete = true;
    return {
      value: wantsValue ? values.any(plan.value) : undefined,
      gradients: plan.gradients.map((node) => values.any(node)),
    };
  } finally {
    values.reset(isComplete);
  }
}

/** The same, by its straight line. */
function computed(
  { recording, plan, sources }: DirectRun,
  line: StraightLine,
  sent: readonly Sent[],
  wantsValue: boolean,
): Recalled | undefined {
  line.begin();
  for (let i = 0; i < sources.length; i++) {
    const { node } = sources[i]!;
    if (node !== undefined) line.set(node, elementsOf(sent[i]!));
  }
  line.run();
  const { decisions } = recording.trace.decoder;
  if (!decisions.every((decision) => isTakenAgain(decision, (node) => line.first(node)))) return undefined;
  return {
    value: wantsValue ? line.value(plan.value) : undefined,
    gradients: plan.gradients.map((node) => line.value(node)),
  };
}

const elementsOf = (sent: Sent): NumberOrArray => (typeof sent === 'number' ? sent : sent.value);

/** For each the place of the first that is the same array. */
function firstsOf(sent: readonly Sent[]): number[] {
  const places = new Map<Entry, number>();
  return sent.map((each, i) => {
    if (typeof each === 'number') return i;
    const first = places.get(each);
    if (first === undefined) places.set(each, i);
    return first ?? i;
  });
}

/**
 * Whether numbers and arrays can stand for the sources of a run: of the same types, the same array where it was one, and nowhere else.
 * The literals of a graph are different elements as well.
 */
function isLike(sources: readonly Source[], sent: readonly Sent[]): boolean {
  const firsts = firstsOf(sent);
  const values = new Map<NodeId, NDArray>();
  const nodes = new Map<NDArray, NodeId>();
  for (const [i, { node, type, fixed, first }] of sources.entries()) {
    const each = sent[i]!;
    if (first !== firsts[i]) return false;
    if (typeof each === 'number') continue;
    const { value } = each;
    if ((fixed ?? value) !== value || !isSameType(type!, value)) return false;
    if (node === undefined) continue;
    if ((values.get(node) ?? value) !== value || (nodes.get(value) ?? node) !== node) return false;
    values.set(node, value);
    nodes.set(value, node);
  }
  return true;
}

/** `first` gives the first element of a node's value. */
function isTakenAgain({ test, x, y, holds }: Decision, first: (node: NodeId) => number): boolean {
  const left = first(x);
  const right = first(y);
  switch (test) {
    case 'lt':
      return left < right === holds;
    case 'le':
      return left <= right === holds;
    case 'eq':
      return (left === right) === holds;
    case 'same':
      return Object.is(left, right) === holds;
    case 'truth':
      return (left < 0 || left > 0) === holds;
  }
}

function bytesOf(values: readonly (NumberOrArray | undefined)[]): number {
  return values.reduce(
    (sum: number, value) => sum + (typeof value === 'object' ? value.data.byteLength : 0),
    0,
  );
}

// ── Which recordings ──

const [SHAPE, DTYPE, VARIABLES, VJP] = (['shape', 'dtype', 'variables', 'vjp'] as const).map((name) =>
  INTERNAL.indexOf(name),
);

/** What to compute of a recording of a gradient; undefined where the script got to see values before that was taken. */
function planOf({ steps, trace }: Recording): Plan | undefined {
  const { bound, stale } = trace.decoder;
  const last = steps.findLastIndex((step) => step.kind === 'call' && step.code === VJP);
  const vjp = steps[last];
  const [first] = steps;
  if (bound || stale || vjp?.kind !== 'call' || first?.kind !== 'call' || first.code !== VARIABLES)
    return undefined;
  const { part } = vjp.result;
  const gradients =
    part.kind === 'list' ? part.parts.flatMap((each) => (each.kind === 'known' ? [each.node] : [])) : [];
  if (part.kind !== 'list' || gradients.length < part.parts.length) return undefined;
  const value = outputOf(vjp, trace);
  if (value === undefined || !steps.slice(0, last).every(isOpaque)) return undefined;
  const failing = steps.flatMap((step) =>
    step.kind === 'call' && step.result.mayFail ? nodesOf(step.result.part) : [],
  );
  return { value, gradients, failing };
}

type CallStep = Extract<Step, { readonly kind: 'call' }>;

/** The node of the one output that was differentiated. */
function outputOf({ tokens, operands }: CallStep, { decoder }: Recording['trace']): NodeId | undefined {
  const [, , list, count, kind, id] = tokens;
  if (list !== KIND.list || count !== 1) return undefined;
  if (kind === KIND.traced) return decoder.node(id!);
  return kind === KIND.array ? operands.find(({ at }) => at === 5)?.node : undefined;
}

/** Whether a step shows the script nothing but types, and truths that are noted as decisions. */
function isOpaque(step: Step): boolean {
  if (step.kind === 'tape') return true;
  if (step.code === SHAPE || step.code === DTYPE) return true;
  return isOpaquePart(step.result.part);
}

function isOpaquePart(part: Part): boolean {
  if (part.kind === 'list') return part.parts.every(isOpaquePart);
  return part.kind === 'array' || part.kind === 'number' || part.kind === 'truth';
}

function nodesOf(part: Part): NodeId[] {
  if (part.kind === 'list') return part.parts.flatMap(nodesOf);
  return part.kind === 'plain' || part.kind === 'null' ? [] : [part.node];
}
