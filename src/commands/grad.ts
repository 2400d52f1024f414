/**
 * `grad` and `plot` in the main thread: reads and rewrites the script while the worker boots, hands it the sweep, and shows
 * the rows as they come.
 */

import { basename, extname } from 'node:path';
import { internalError } from '../base/errors.ts';
import type { Formatter, Head } from '../base/result.ts';
import { printable } from '../base/text.ts';
import type { Script } from '../script/load.ts';
import { createFormatter } from '../show/formats.ts';
import { runJob } from '../vm/client.ts';
import { type StartedWorker, startWorker } from '../vm/start.ts';
import type { JobPoints, SweepJob, SweepMessage, SweepQuestion } from './job.ts';
import { fileBlocks } from './points.ts';
import type { Io, Outcome, Output, SweepRequest } from './request.ts';
import { openSink, type Sink } from './sink.ts';
import { located, moduleOf, openScript } from './source.ts';

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
  private blocks: AsyncIterator<Float64Array> | undefined;
  private head: Head | undefined;
  private rows = 0;
  private outcome: Outcome = { warnings: [], stats: [] };

  constructor(request: SweepRequest, io: Io, script: Script, formatter: Formatter, sink: Sink) {
    this.request = request;
    this.io = io;
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
    const { target, orders, mode, compile, output } = this.request;
    const { entry, modules, exports } = this.script;
    const { script, exportName, params, wrt, seed, limits } = target;
    return {
      kind: 'sweep',
      script,
      entry: { name: entry, code: modules.get(entry)!.code },
      declared: exports,
      exportName,
      fileStem: script === '-' ? undefined : basename(script, extname(script)),
      wrt,
      params,
      points: this.points(),
      orders,
      mode,
      compile,
      branchChanges: output.format === 'plot' || output.format === 'svg',
      timeoutMs: limits.timeoutMs,
      memoryBytes: limits.memoryBytes,
      seed,
    };
  }

  private points(): JobPoints {
    const { points, output } = this.request;
    switch (points.kind) {
      case 'range':
        return { ...points, count: points.count ?? drawnSamples(output, this.io) };
      case 'list':
        return points;
      case 'file':
        return { kind: 'asked' };
    }
  }

  private async onMessage(message: SweepMessage): Promise<void> {
    switch (message.kind) {
      case 'print':
        this.io.progress?.clear();
        this.io.stderr.write(printable(message.text, 'lines'));
        break;
      case 'head':
        this.head = message.head;
        await this.sink.write(this.formatter.begin(message.head));
        break;
      case 'rows':
        this.rows += message.rows;
        this.io.progress?.update(this.rows, this.head?.rows);
        await this.sink.write(this.formatter.rows(message));
        break;
      case 'end':
        this.io.progress?.clear();
        await this.sink.write(this.formatter.end(message));
        this.outcome = { warnings: message.warnings, stats: [...message.stats, peakMemory()] };
    }
  }

  private async onQuestion(question: SweepQuestion): Promise<unknown> {
    switch (question.kind) {
      case 'module':
        return moduleOf(this.script, question);
      case 'points': {
        this.blocks ??= this.fileBlocks(question.variable);
        const next = await this.blocks.next();
        return next.done === true ? null : next.value;
      }
    }
  }

  private fileBlocks(variable: string): AsyncIterator<Float64Array> {
    const { points, target } = this.request;
    if (points.kind !== 'file') throw internalError('points were asked for that the worker has');
    return fileBlocks(points, { io: this.io, variable, maxPoints: target.maxPoints });
  }
}

/** Samples for a drawing of unstated density: several a character, so that no spike falls between; two a pixel column. */
function drawnSamples({ format, width }: Output, { stdout }: Io): number {
  if (format === 'svg') return 2 * (width ?? 800) + 1;
  return 8 * (width ?? stdout.columns ?? 80) + 1;
}

export function peakMemory(): readonly [string, string] {
  return ['peak memory', `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`];
}
