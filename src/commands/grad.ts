/**
 * `grad` and `plot` in the main thread: reads and rewrites the script while the worker boots, hands it the sweep, and shows
 * the rows as they come.
 */

import { internalError } from '../base/errors.ts';
import type { Formatter, Head } from '../base/result.ts';
import type { Script } from '../script/load.ts';
import { createFormatter } from '../show/formats.ts';
import { runJob } from '../vm/client.ts';
import { type StartedWorker, startWorker } from '../vm/start.ts';
import type { JobPoints, SweepJob, SweepMessage, SweepQuestion } from './job.ts';
import { KeptRecords } from './kept-records.ts';
import type { PointBlock } from './number-columns.ts';
import { peakMemory } from './peak-memory.ts';
import { PointFile } from './points.ts';
import type { Io, Outcome, Output, SweepRequest } from './request.ts';
import { openSink, type Sink } from './sink.ts';
import { located, moduleOf, openScript, targetJob } from './source.ts';
import { Spoken } from './spoken.ts';

/** Evaluate, differentiate and show a function. Throws an AutogradError; rows shown before stay. */
export async function runSweep(request: SweepRequest, io: Io, worker = startWorker()): Promise<Outcome> {
  const { target, output } = request;
  const [script, formatter] = await Promise.all([
    openScript(target, io),
    createFormatter(output.format, { ...output, terminalWidth: io.stdout.columns }),
  ]);
  const sink = openSink(output.file, io);
  try {
    return await new SweepRun(request, io, script, formatter, sink).run(worker);
  } catch (error) {
    sink.abandon();
    throw located(error, script);
  }
}

class SweepRun {
  private readonly request: SweepRequest;
  private readonly io: Io;
  private readonly script: Script;
  private readonly formatter: Formatter;
  private readonly sink: Sink;
  private readonly spoken: Spoken;
  private kept: KeptRecords | undefined;
  private file: { readonly points: PointFile; readonly blocks: AsyncIterator<PointBlock> } | undefined;
  private head: Head | undefined;
  private rows = 0;
  private outcome: Outcome = { warnings: [], stats: [] };

  constructor(request: SweepRequest, io: Io, script: Script, formatter: Formatter, sink: Sink) {
    this.request = request;
    this.io = io;
    this.spoken = new Spoken(io);
    this.script = script;
    this.formatter = formatter;
    this.sink = sink;
  }

  async run(worker: StartedWorker): Promise<Outcome> {
    await runJob(worker, this.job(), {
      timeoutMs: this.request.target.limits.timeoutMs,
      onMessage: (message) => this.onMessage(message as SweepMessage),
      onQuestion: (question) => this.onQuestion(question as SweepQuestion),
    });
    await this.sink.close();
    return this.outcome;
  }

  private job(): SweepJob {
    const { target, points, orders, mode, compile, output } = this.request;
    return {
      kind: 'sweep',
      ...targetJob(this.script, target),
      bound: points.kind === 'file' ? [...points.bind.keys()] : [],
      points: this.points(),
      orders,
      mode,
      compile,
      branchChanges: isDrawing(output),
    };
  }

  private points(): JobPoints {
    const { points, output, shard } = this.request;
    const { index, of } = shard;
    switch (points.kind) {
      case 'range':
        return { ...points, count: points.count ?? drawnSamples(output, this.io), shard };
      case 'list':
        return { kind: 'list', values: points.values.filter((_, i) => i % of === index - 1) };
      case 'file':
        return { kind: 'asked' };
    }
  }

  private async onMessage(message: SweepMessage): Promise<void> {
    switch (message.kind) {
      case 'print':
        this.io.progress?.clear();
        this.spoken.take(message);
        break;
      case 'head':
        this.head = message.head;
        await this.sink.write(this.formatter.begin(this.kept?.head(message.head) ?? message.head));
        break;
      case 'rows':
        this.rows += message.rows;
        this.io.progress?.update(this.rows, this.head?.rows);
        await this.sink.write(this.formatter.rows(this.kept?.block(message) ?? message));
        break;
      case 'end':
        this.io.progress?.clear();
        await this.end(message);
    }
  }

  private async end(message: Extract<SweepMessage, { kind: 'end' }>): Promise<void> {
    const warnings = [...(this.kept?.warnings ?? []), ...this.spoken.warnings, ...message.warnings];
    await this.sink.write(this.formatter.end({ ...message, warnings }));
    this.outcome = { warnings, stats: [...message.stats, peakMemory()] };
  }

  private async onQuestion(question: SweepQuestion): Promise<unknown> {
    switch (question.kind) {
      case 'module':
        return moduleOf(this.script, question);
      case 'points':
        return this.nextPoints(question.variable);
      case 'first':
        return this.firstPoint();
    }
  }

  private async nextPoints(variable: string): Promise<PointBlock['inputs'] | null> {
    this.file ??= this.openFile(variable);
    const next = await this.file.blocks.next();
    if (next.done === true) return null;
    this.kept?.add(next.value.records);
    return next.value.inputs;
  }

  private openFile(variable: string): NonNullable<SweepRun['file']> {
    const { points, target, shard } = this.request;
    if (points.kind !== 'file') throw internalError('points were asked for that the worker has');
    const file = new PointFile(points, { io: this.io, variable, maxPoints: target.maxPoints, shard });
    if (points.keep) this.kept = new KeptRecords(file);
    return { points: file, blocks: file.blocks() };
  }

  /** Of the whole sequence, whose shard is empty. */
  private firstPoint(): readonly number[] {
    const { points } = this.request;
    switch (points.kind) {
      case 'range':
        return [points.lo];
      case 'list':
        return [points.values[0]!];
      case 'file':
        return this.file!.points.first;
    }
  }
}

function isDrawing({ format }: Output): boolean {
  return format === 'plot' || format === 'svg';
}

/** Samples for a drawing of unstated density: several a character, so that no spike falls between; two a pixel column. */
function drawnSamples({ format, width }: Output, { stdout }: Io): number {
  if (format === 'svg') return 2 * (width ?? 800) + 1;
  return 8 * (width ?? stdout.columns ?? 80) + 1;
}
