/**
 * The path engine: the rows of a function at many points from as few calls of it as it has paths.
 *
 * A path is what one trace decided. Its program is run for all points that may belong to it. Points for which a decision
 * comes out otherwise leave, grouped by the decision, and at a pin by the number there. Each group goes on to the path that
 * one of its points was traced on, now or in an earlier block; so paths form a tree, and there are exactly as many traces
 * as distinct paths. A function with state of its own has no paths; `stateful` says so.
 */

import { internalError, isScriptFault } from '../base/errors.ts';
import type { Derivation } from '../graph/graph.ts';
import { Values } from '../ops/evaluate.ts';
import type { Kernels } from '../ops/kernels.ts';
import { arrayProgram } from './array-program.ts';
import type { Inputs } from './memory.ts';
import { type Departure, Replay, type Rows, Runner } from './replay.ts';
import { fingerprint, sameTrace } from './same-trace.ts';
import { scalarise } from './scalarise.ts';
import { isPin, isRequirement, type Program, schedule } from './schedule.ts';

/** What one call of the function did; `stale` if it used numbers of an earlier call. */
export interface Traced {
  readonly derivation: Derivation;
  readonly stale: boolean;
}

export interface PathEngineOptions {
  /** The values of the primitives, by opcode. */
  readonly kernels: Kernels;
  /** False: the function is called at every point, in order, and what it did there is interpreted. */
  readonly compile: boolean;
}

/** Calls that only look for state: so many, and then one for each so many traces. */
const FREE_CHECKS = 8;
const TRACES_A_CHECK = 8;

/** Paths that are remembered until a second point for a check turns up. */
const MOST_UNCHECKED = 64;

/** The numbers of all inputs at one point: the number that varies and, maybe, others. */
type Point = readonly [x: number, ...others: number[]];

/** Calls the function; `isCheck` if only to look for state. */
export type CallTraced = (x: number, isCheck: boolean, others: readonly number[]) => Traced;

/** A node of the tree of paths. */
class Path extends Runner {
  readonly id: number;
  readonly tracedAt: Point;
  /** Kept where points may leave although they decide the same. */
  readonly derivation: Derivation | undefined;
  /** For each decision at which points have left, where they went. */
  readonly branches = new Map<number, Branches>();

  constructor(id: number, tracedAt: Point, program: Program, derivation: Derivation) {
    super(program);
    this.id = id;
    this.tracedAt = tracedAt;
    if (program.requirements > 0) this.derivation = derivation;
  }
}

/** Paths that agree with another one up to a decision: by the number at the pin, or one for all that decide otherwise. */
interface Branches {
  readonly byNumber: Map<number | string, Path>;
  other: Path | undefined;
}

/** A path and the points (indices into the block, rising) that may belong to it. */
interface Job {
  readonly path: Path;
  readonly points: Int32Array;
}

/** A path whose function was called at one point only. */
interface Unchecked {
  readonly path: Path;
  readonly derivation: Derivation;
}

export class PathEngine {
  /** Whether the function was found to depend on more than its argument; the last block's rows are then void. */
  stateful = false;
  /** Whether a row was computed with numbers of an earlier call, which count as constants. */
  stale = false;

  private readonly callback: CallTraced;
  /** False once a trace has turned up that holds at its own point only, too. */
  private compile: boolean;
  private readonly kernels: Kernels;
  private readonly replay: Replay;
  private root: Path | undefined;
  private rootTrace: Derivation | undefined;
  private unchecked: Unchecked[] = [];
  /** Without compilation: the numbers of paths by fingerprint, and the latest trace. */
  private readonly numbers = new Map<number, number>();
  private latest: { readonly derivation: Derivation; readonly program: Program } | undefined;
  private indices = new Int32Array(0);
  private traces = 0;
  private checks = 0;
  private paths = 0;
  private nodes = 0;
  private traceMs = 0;
  /** In `run`, without what tracing took. */
  private runMs = 0;

  /**
   * `trace` throws where the function does, and if the number of columns changes. The inputs of its traces are `x` and
   * `others`, in this order.
   */
  constructor(trace: CallTraced, { kernels, compile }: PathEngineOptions) {
    this.callback = trace;
    this.compile = compile;
    this.kernels = kernels;
    this.replay = new Replay(kernels);
  }

  /** Counts and times since the engine was made. `nodes` are the steps of all programs. */
  get stats() {
    const { traces, checks, paths, nodes, traceMs } = this;
    const { replayed, interpreted, compiledPaths, compileMs } = this.replay;
    const replayMs = this.runMs - compileMs;
    return {
      traces,
      checks,
      paths,
      nodes,
      replayed,
      interpreted,
      compiledPaths,
      traceMs,
      compileMs,
      replayMs,
    };
  }

  /**
   * Return the rows at `xs` (at least one), in buffers of their own; `others` are the numbers of further inputs at the same
   * points. See `stateful` before using them.
   */
  run(xs: Float64Array, others: Inputs = []): Rows {
    const inputs = [xs, ...others];
    const start = performance.now() - this.traceMs;
    try {
      return this.compile ? this.replayAll(inputs) : this.traceAll(inputs);
    } catch (error) {
      if (!(error instanceof BoundTrace)) throw error;
      this.compile = false;
      return this.traceAll(inputs, error);
    } finally {
      this.runMs += performance.now() - this.traceMs - start;
    }
  }

  /** The number of the path that a function without further inputs takes at x. Traces it if it is a new one. */
  pathOf(...point: Point): number {
    try {
      return this.compile
        ? this.followedPath(point.map((number) => Float64Array.of(number)))
        : this.numberOf(this.call(point));
    } catch (error) {
      if (!(error instanceof BoundTrace)) throw error;
      this.compile = false;
      return this.numberOf(error.derivation);
    }
  }

  private followedPath(inputs: Inputs): number {
    const { interpreter } = this.replay;
    let path = this.rootAt(pointOf(inputs, 0));
    for (;;) {
      const decision = interpreter.run(path.program, inputs, 0);
      if (decision === path.program.tests.length) return path.id;
      path = this.branch(path, decision, pointOf(inputs, 0), interpreter.pinned);
    }
  }

  /** Call the function once more where it was called first, at the end of a sweep: a difference sets `stateful`. */
  verify(): void {
    if (this.root !== undefined && this.compile)
      this.check({ path: this.root, derivation: this.rootTrace! }, this.root.tracedAt);
  }

  private replayAll(inputs: Inputs): Rows {
    const root = this.rootAt(pointOf(inputs, 0));
    const count = inputs[0]!.length;
    const rows = newRows(count, root.program.columns.length);
    const jobs: Job[] = [{ path: root, points: this.firstIndices(count) }];
    for (let job = jobs.pop(); job !== undefined && !this.stateful; job = jobs.pop()) {
      const { path, points } = job;
      for (const departure of this.replay.run(path, path.id, inputs, points, rows))
        this.sendOn(path, departure, inputs, jobs);
    }
    this.checkNewPaths(inputs, rows);
    return rows;
  }

  /** 0, 1 … count − 1. */
  private firstIndices(count: number): Int32Array {
    if (this.indices.length < count) this.indices = Int32Array.from({ length: count }, (_, i) => i);
    return this.indices.subarray(0, count);
  }

  /** Call the function at every point; `known` is a call that has been made. */
  private traceAll(inputs: Inputs, known?: BoundTrace): Rows {
    const { interpreter } = this.replay;
    const count = inputs[0]!.length;
    let rows = newRows(count, 0);
    for (let i = 0; i < count; i++) {
      const point = pointOf(inputs, i);
      const isKnown = i === 0 && known !== undefined && samePoint(known.point, point);
      const derivation = isKnown ? known.derivation : this.call(point);
      this.traces++;
      if (derivation.graph.holdsArrays) {
        if (i === 0) rows = newRows(count, derivation.columns.length);
        this.evaluate(derivation, point, rows, i);
        continue;
      }
      if (this.latest === undefined || !sameTrace(this.latest.derivation, derivation)) {
        this.latest = { derivation, program: schedule(derivation) };
        this.nodes += this.latest.program.ops.length;
      }
      const { program } = this.latest;
      if (i === 0) rows = newRows(count, program.columns.length);
      followsItself(interpreter.run(program, inputs, i), program, point);
      for (const [j, column] of rows.columns.entries()) column[i] = interpreter.column(j);
      rows.path[i] = this.numberOf(derivation);
      this.replay.interpreted++;
    }
    return rows;
  }

  /** Compute row i of a trace with arrays, which is not compiled. */
  private evaluate(derivation: Derivation, point: Point, rows: Rows, i: number): void {
    const values = new Values(derivation.graph, this.kernels, point);
    for (const [j, column] of rows.columns.entries()) column[i] = values.of(derivation.columns[j]!);
    rows.path[i] = this.numberOf(derivation);
    this.nodes += derivation.graph.size;
    this.replay.interpreted++;
  }

  /** Add jobs for the points that left `parent` at a decision. */
  private sendOn(parent: Path, { decision, points, numbers }: Departure, inputs: Inputs, jobs: Job[]): void {
    const divided = isPin(parent.program, decision) && parent.branches.get(decision)?.other === undefined;
    const xs = inputs[0]!;
    const [tracedAt] = parent.tracedAt;
    for (const group of groupsOf(divided, points, numbers)) {
      const first = group.points[0]!;
      const last = group.points.at(-1)!;
      // The farther end of a group: in a loop with an exit, the middle one meets all others at their own exit.
      const farther = Math.abs(xs[first]! - tracedAt) > Math.abs(xs[last]! - tracedAt) ? first : last;
      const path = this.branch(parent, decision, pointOf(inputs, farther), group.number);
      const forAll = parent.branches.get(decision)!.other === path;
      jobs.push({ path, points: Int32Array.from(forAll ? points : group.points) });
      if (forAll) return;
    }
  }

  /** The path, known or new, of a point that left `parent` at a decision, with `number` at the pin if it is one. */
  private branch(parent: Path, decision: number, point: Point, number: number): Path {
    let branches = parent.branches.get(decision);
    if (branches === undefined) {
      branches = { byNumber: new Map(), other: undefined };
      parent.branches.set(decision, branches);
    }
    const key = Object.is(number, -0) ? '-0' : number;
    const known = branches.other ?? branches.byNumber.get(key);
    if (known !== undefined) return known;
    const isComputed = !isRequirement(parent.program, decision);
    const path = this.newPath(point, isComputed ? undefined : parent);
    const { tests } = path.program;
    // A trace that asks other questions than the one it branches from came from more than its inputs.
    if (isComputed) {
      for (let k = 0; k < decision; k++) if (tests[k] !== parent.program.tests[k]) this.stateful = true;
      if (tests[decision]! >> 1 !== parent.program.tests[decision]! >> 1) this.stateful = true;
    }
    if (isPin(parent.program, decision) && isPin(path.program, decision)) branches.byNumber.set(key, path);
    else branches.other = path;
    return path;
  }

  private rootAt(point: Point): Path {
    if (this.root === undefined) {
      this.root = this.newPath(point);
      const first = this.unchecked[0]!;
      this.rootTrace = first.derivation;
      this.check(first, point);
    }
    return this.root;
  }

  /** Trace a point; `origin` is the path that it left because not everything could be computed in its program's way. */
  private newPath(point: Point, origin?: Path): Path {
    const derivation = this.call(point);
    if (derivation.bound === true) throw new BoundTrace(point, derivation);
    this.traces++;
    const program = programOf(derivation, this.kernels, origin !== undefined);
    this.nodes += program.arrays?.graph.size ?? program.ops.length;
    const { interpreter } = this.replay;
    const inputs = point.map((number) => Float64Array.of(number));
    const passed = interpreter.run(program, inputs, 0);
    if (interpreter.fault !== undefined) throw interpreter.fault;
    // Where its elements cannot be computed the point leaves to a path that computes with arrays.
    if (!isRequirement(program, passed)) followsItself(passed, program, point);
    const isOrigins = origin?.derivation !== undefined && sameTrace(origin.derivation, derivation);
    const path = new Path(isOrigins ? origin.id : this.paths++, point, program, derivation);
    this.unchecked.push({ path, derivation });
    return path;
  }

  /** Call the function again at a second point of each new path, as far as that stays a small part of all calls. */
  private checkNewPaths(inputs: Inputs, rows: Rows): void {
    const second = new Map<number, Point>();
    const wanted = new Map(this.unchecked.map(({ path }) => [path.id, path.tracedAt]));
    for (let i = inputs[0]!.length - 1; i >= 0 && wanted.size > 0; i--) {
      const tracedAt = wanted.get(rows.path[i]!);
      if (tracedAt === undefined) continue;
      const point = pointOf(inputs, i);
      if (samePoint(tracedAt, point)) continue;
      second.set(rows.path[i]!, point);
      wanted.delete(rows.path[i]!);
    }
    for (const unchecked of this.unchecked) {
      const point = second.get(unchecked.path.id);
      if (point === undefined || this.stateful) continue;
      if (this.checks < FREE_CHECKS + this.traces / TRACES_A_CHECK) this.check(unchecked, point);
    }
    this.unchecked = this.unchecked.filter(({ path }) => !second.has(path.id)).slice(-MOST_UNCHECKED);
  }

  private check({ derivation }: Unchecked, point: Point): void {
    this.checks++;
    try {
      if (!sameTrace(derivation, this.call(point, true))) this.stateful = true;
    } catch (error) {
      // What the function did once it does not do again (a generator has come to its end).
      if (!isScriptFault(error)) throw error;
      this.stateful = true;
    }
  }

  private call([x, ...others]: Point, isCheck = false): Derivation {
    const start = performance.now();
    const { derivation, stale } = this.callback(x, isCheck, others);
    this.traceMs += performance.now() - start;
    if (stale) this.stateful = this.stale = true;
    return derivation;
  }

  /** The number of a trace's path, for an engine that keeps no paths. */
  private numberOf(derivation: Derivation): number {
    const print = fingerprint(derivation);
    const known = this.numbers.get(print);
    if (known !== undefined) return known;
    this.numbers.set(print, this.paths);
    return this.paths++;
  }
}

/** Thrown where a trace holds at its own point only, because the value of an array steered the script: it is called for every point. */
class BoundTrace extends Error {
  readonly point: Point;
  readonly derivation: Derivation;

  constructor(point: Point, derivation: Derivation) {
    super('a trace that holds at its own point only');
    this.point = point;
    this.derivation = derivation;
  }
}

function pointOf(inputs: Inputs, i: number): Point {
  return inputs.map((numbers) => numbers[i]!) as unknown as Point;
}

function samePoint(a: Point, b: Point): boolean {
  return a.every((number, k) => number === b[k]);
}

function newRows(points: number, columns: number): Rows {
  return {
    columns: Array.from({ length: columns }, () => new Float64Array(points)),
    path: new Int32Array(points).fill(-1),
  };
}

/** The program of a trace: in steps, unless it holds arrays that cannot be taken apart or are not to be. */
function programOf(derivation: Derivation, kernels: Kernels, keepsArrays: boolean): Program {
  if (!derivation.graph.holdsArrays) return schedule(derivation);
  const scalar = keepsArrays ? undefined : scalarise(derivation, kernels);
  return scalar === undefined ? arrayProgram(derivation) : schedule(scalar);
}

/** A traced point belongs to its own trace: guest and host compute the same bits. */
function followsItself(passed: number, program: Program, point: Point): void {
  if (passed !== program.tests.length)
    throw internalError(`the trace at x = ${point.join(', ')} decides otherwise when replayed there`);
}

/** Points that left at one decision, divided by the numbers at the pin or all together. */
function groupsOf(
  divided: boolean,
  points: number[],
  numbers: readonly number[],
): Iterable<{ readonly number: number; readonly points: number[] }> {
  if (!divided) return [{ number: Number.NaN, points }];
  const groups = new Map<number | string, { number: number; points: number[] }>();
  for (const [i, number] of numbers.entries()) {
    const key = Object.is(number, -0) ? '-0' : number;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { number, points: [points[i]!] });
    else group.points.push(points[i]!);
  }
  return groups.values();
}
