/**
 * A sweep: a function's columns at all points, in order, posted block by block. Runs in the worker; wires the VM, the
 * derivation and the replay together.
 */

import { isScriptFault } from '../base/errors.ts';
import type { BranchChange, Head } from '../base/result.ts';
import { findBranchChange } from '../compile/branch.ts';
import type { Inputs } from '../compile/memory.ts';
import { PathEngine } from '../compile/paths.ts';
import { warningOfConstant } from './constant-warning.ts';
import type { JobPoints, SweepJob, SweepMessage, SweepQuestion } from './job.ts';
import { rangeBlocks, shardSize } from './range.ts';
import { ScriptFunction } from './script-function.ts';
import type { ScriptHost } from './script-session.ts';
import { exportTitle } from './select.ts';

/** The main thread, as a sweep sees it. */
export interface SweepPort {
  post(message: SweepMessage, transfer?: readonly ArrayBuffer[]): void;
  ask(question: SweepQuestion): unknown;
}

/** Blocks grow while they are quick, so that rows of a slow script appear early and a quick one wastes no time. */
const FIRST_BLOCK = 16;
const LARGEST_BLOCK = 8192;
const QUICK_MS = 30;
const SLOW_MS = 300;

/** Branch changes that are located by bisection; the others of a wild function are placed between their points. */
const MOST_BISECTIONS = 256;

/** Run a job to its end. */
export async function runSweepJob(job: SweepJob, host: ScriptHost, port: SweepPort): Promise<void> {
  const sweep = new Sweep(job, host, port);
  await sweep.run();
}

/** A point and the path it is on. */
interface PathPoint {
  readonly x: number;
  /** Numbers of the bound parameters. */
  readonly others: readonly number[];
  readonly path: number;
}

class Sweep {
  private readonly job: SweepJob;
  private readonly host: ScriptHost;
  private readonly port: SweepPort;
  private readonly warnings: string[] = [];
  private readonly nonFinite = { rows: 0, first: Number.NaN };
  private readonly branchChanges: BranchChange[] = [];
  private readonly start = performance.now();
  private rows = 0;
  private compile: boolean;
  private last: PathPoint | undefined;
  private script!: ScriptFunction;
  private engine!: PathEngine;

  constructor(job: SweepJob, host: ScriptHost, port: SweepPort) {
    this.job = job;
    this.host = host;
    this.port = port;
    this.compile = job.compile;
  }

  async run(): Promise<void> {
    this.script = await ScriptFunction.open(this.job, this.host);
    this.engine = this.newEngine();
    let size = FIRST_BLOCK;
    const points = new PointQueue(this.pointBlocks());
    for (let inputs = points.take(size); inputs !== undefined; inputs = points.take(size)) {
      const start = performance.now();
      await this.block(inputs);
      const ms = performance.now() - start;
      if (ms < QUICK_MS) size = Math.min(4 * size, LARGEST_BLOCK);
      else if (ms > SLOW_MS) size = Math.max(1, size >> 2);
    }
    if (this.rows === 0) this.postHeadOfNothing();
    this.end();
  }

  private newEngine(): PathEngine {
    const { kernels } = this.host;
    return new PathEngine((x, isCheck, others) => this.script.trace(x, isCheck, others), {
      kernels,
      compile: this.compile,
    });
  }

  private pointBlocks(): Iterator<Inputs> {
    const { points } = this.job;
    switch (points.kind) {
      case 'range':
        return single(rangeBlocks(points, points.shard));
      case 'list':
        return single([points.values]);
      case 'asked':
        return this.askedBlocks();
    }
  }

  private *askedBlocks(): Generator<Inputs> {
    const { variable } = this.script.selected;
    for (;;) {
      const block = this.port.ask({ kind: 'points', variable }) as Inputs | null;
      if (block === null) return;
      yield block;
    }
  }

  /** Compute and post the rows of a block. Where the script fails at a point, the rows before it are posted. */
  private async block(inputs: Inputs): Promise<void> {
    const [xs, ...others] = inputs as [Float64Array<ArrayBuffer>, ...Float64Array[]];
    let result: ReturnType<PathEngine['run']>;
    try {
      result = this.engine.run(xs, others);
    } catch (error) {
      if (xs.length === 1 || !isScriptFault(error)) throw error;
      for (let i = 0; i < xs.length; i++) await this.block(inputs.map((numbers) => numbers.slice(i, i + 1)));
      throw error;
    }
    if (this.engine.stateful && this.compile) return this.withoutReplay(inputs);
    if (this.rows === 0) this.postHead();
    this.examine(xs, result.columns);
    if (this.job.branchChanges) this.findChanges(inputs, result.path);
    this.rows += xs.length;
    const columns = [xs, ...result.columns];
    const buffers = columns.map((column) => column.buffer as ArrayBuffer);
    this.port.post({ kind: 'rows', rows: xs.length, columns }, buffers);
  }

  /**
   * The function keeps state between calls, so it is called for every point in order, as a loop in the script would. If rows
   * have gone out already, the calls go on from there; if not, the script starts afresh.
   */
  private async withoutReplay(inputs: Inputs): Promise<void> {
    this.warnings.push(`${this.stateNote()}, so it was called for every point`);
    this.compile = false;
    if (this.rows === 0) {
      this.script.dispose();
      this.script = await ScriptFunction.open(this.job, this.host);
    }
    this.engine = this.newEngine();
    return this.block(inputs);
  }

  private stateNote(): string {
    const name = exportTitle(this.script.selected.exportName);
    return `${name} reads what it itself changes (a counter, a cache, a generator made outside)`;
  }

  /** A shard without points has the columns of the others; which they are, a call at a point of theirs tells. */
  private postHeadOfNothing(): void {
    const [x, ...others] = this.port.ask({ kind: 'first' }) as [number, ...number[]];
    this.script.trace(x, true, others);
    this.postHead();
  }

  private postHead(): void {
    const { job, script } = this;
    const { series } = script;
    const head: Head = {
      script: job.script,
      exportName: script.selected.exportName,
      variable: script.selected.variable,
      order: job.orders.to,
      names: ['x', ...series.map(({ label }) => label)],
      series,
      rows: rowCount(job.points),
    };
    this.port.post({ kind: 'head', head });
  }

  private examine(xs: Float64Array, columns: readonly Float64Array[]): void {
    const { nonFinite } = this;
    for (let i = 0; i < xs.length; i++) {
      // A sum is finite only if all its terms are (or overflows, which the second look sorts out).
      let sum = 0;
      for (const column of columns) sum += column[i]!;
      if (Number.isFinite(sum) || columns.every((column) => Number.isFinite(column[i]!))) continue;
      if (nonFinite.rows++ === 0) nonFinite.first = xs[i]!;
    }
  }

  /** Locate the changes of path between neighbouring points, the last point of the block before included. */
  private findChanges([xs, ...columns]: Inputs, paths: Int32Array): void {
    for (const [i, x] of xs!.entries()) {
      const { last } = this;
      const next = { x, others: columns.map((column) => column[i]!), path: paths[i]! };
      this.last = next;
      if (last === undefined || last.path === next.path || !(last.x < x)) continue;
      this.branchChanges.push({ x: this.changeBetween(last, next) });
    }
  }

  /** Found exactly where only x differs: of other parameters no values are made up, as one may be a count. */
  private changeBetween(from: PathPoint, to: PathPoint): number {
    const isAlongX = from.others.every((number, k) => Object.is(number, to.others[k]));
    if (isAlongX && this.branchChanges.length < MOST_BISECTIONS)
      return findBranchChange(this.engine, from.x, to.x, from.others);
    return (from.x + to.x) / 2;
  }

  private end(): void {
    const { job, nonFinite, rows, script, warnings } = this;
    if (this.compile) this.engine.verify();
    if (this.compile && this.engine.stateful) {
      warnings.push(`${this.stateNote()}: rows may be wrong; run it again with --no-compile`);
    }
    if (!this.compile && this.engine.stale) {
      const name = exportTitle(script.selected.exportName);
      warnings.push(`${name} uses numbers it kept from an earlier call: derivatives take them for constants`);
    }
    if (nonFinite.rows > 0) {
      const count = nonFinite.rows === 1 ? '1 row is' : `${nonFinite.rows} of ${rows} rows are`;
      const why = job.bound.length === 0 ? `; grad --explain ${nonFinite.first} says why` : '';
      warnings.push(`${count} not finite (nan or inf), first at x = ${nonFinite.first}${why}`);
    }
    if (job.orders.to > 0 && rows > 0 && !script.moves) {
      warnings.push(warningOfConstant(script.selected));
    }
    this.port.post({ kind: 'end', warnings, branchChanges: this.branchChanges, stats: this.stats() });
  }

  private stats(): (readonly [string, number])[] {
    const round = (ms: number): number => Math.round(ms * 10) / 10;
    const { traces, checks, replayed, interpreted, nodes, compileMs, replayMs } = this.engine.stats;
    const { trace, derive } = this.script.spent;
    return [
      ['points', this.rows],
      ['traces', traces],
      ['checks', checks],
      ['points replayed', replayed],
      ['points interpreted', interpreted],
      ['nodes', nodes],
      ['trace ms', round(trace)],
      ['derive ms', round(derive)],
      ['compile ms', round(compileMs)],
      ['replay ms', round(replayMs)],
      ['worker ms', round(performance.now() - this.start)],
    ];
  }
}

function rowCount(points: JobPoints): number | undefined {
  if (points.kind === 'asked') return undefined;
  return points.kind === 'range' ? shardSize(points.count, points.shard) : points.values.length;
}

/** Blocks of one input; a list may be empty. */
function* single(blocks: Iterable<Float64Array>): Generator<Inputs> {
  for (const block of blocks) if (block.length > 0) yield [block];
}

/** Points in blocks of any size out of blocks of any other. */
class PointQueue {
  private readonly source: Iterator<Inputs>;
  private rest: Inputs | undefined;

  constructor(source: Iterator<Inputs>) {
    this.source = source;
  }

  /** Return at most `size` points in buffers of their own; undefined at the end. */
  take(size: number): Inputs | undefined {
    this.rest ??= this.source.next().value;
    const taken = this.rest?.map((numbers) => numbers.slice(0, size));
    const left = this.rest?.map((numbers) => numbers.subarray(size));
    this.rest = left === undefined || left[0]!.length === 0 ? undefined : left;
    return taken;
  }
}
