/**
 * `check` in the main thread: finds the scripts, hands each to a worker of its own, several at a time, and writes what all of
 * them found as reports. A script that cannot be checked is part of the report, like a derivative that is wrong.
 */

import { relative } from 'node:path';
import { AutogradError, EXIT_STATUS, type Place, usageError } from '../base/errors.ts';
import { logText } from '../base/text.ts';
import type { CheckFailure, CheckReport, CheckResult, Json } from '../check/result.ts';
import type { Script } from '../script/load.ts';
import { parseStack } from '../script/stack.ts';
import { loadPalette } from '../show/palette.ts';
import { REPORTERS } from '../show/reporters/index.ts';
import { fromPlainError } from '../vm/channel.ts';
import { runJob } from '../vm/client.ts';
import { type StartedWorker, startWorker } from '../vm/start.ts';
import type { CheckFinding, CheckJob, CheckMessage, CheckRequest } from './check-request.ts';
import { scriptsNamed } from './globs.ts';
import type { ModuleQuestion } from './job.ts';
import { describeJson } from './json-shape.ts';
import { jsonOf } from './json-source.ts';
import { peakMemory } from './peak-memory.ts';
import type { Io, Outcome } from './request.ts';
import { openSink, type Sink } from './sink.ts';
import { located, moduleOf, openScript, targetJob } from './source.ts';
import { Spoken } from './spoken.ts';

/** What a check comes to: `status` is that of the exit as far as warnings do not count. */
export interface CheckOutcome extends Outcome {
  readonly status: number;
  /** Whether something is left open: a warning, an inconclusive result. */
  readonly isDoubtful: boolean;
}

/** Check all scripts and write the reports. Throws E_USAGE; what is wrong with a script is in the report. */
export async function runCheck(request: CheckRequest, io: Io, worker?: StartedWorker): Promise<CheckOutcome> {
  const start = performance.now();
  const started = new Date();
  const scripts = scriptsNamed(request.scripts, io.cwd);
  const points = await pointsOf(request, io);
  const sinks = request.reporters.map(({ name, file }) => ({ name, file, sink: openSink(file, io) }));
  try {
    const runs = scripts.map((script, i) => new ScriptRun(request, io, script, i, points));
    await inParallel(runs, request.jobs, worker);
    const report: CheckReport = {
      results: runs.flatMap(({ results }) => results),
      failures: runs.flatMap(({ failures }) => failures),
      warnings: runs.flatMap(({ warnings }) => warnings),
      seconds: (performance.now() - start) / 1000,
    };
    for (const { name, file, sink } of sinks) {
      const palette = await loadPalette(file === undefined ? request.colorLevel : 0);
      const width = (file === undefined && io.stdout.columns) || DEFAULT_WIDTH;
      const text = REPORTERS[name](report, { palette, width, folder: folderOf(io), started });
      await sink.write(name === 'pretty' ? logText(text, io.env) : text);
      await sink.close();
    }
    return outcomeOf(report, sinks);
  } catch (error) {
    for (const { sink } of sinks) sink.abandon();
    throw error;
  }
}

/** Columns of text where no terminal says how many it has. */
const DEFAULT_WIDTH = 80;

/** The working folder, from the checked-out repository of a build. */
function folderOf({ cwd, env }: Io): string {
  const folder = relative(env.GITHUB_WORKSPACE || cwd, cwd);
  return folder.startsWith('..') ? '' : folder;
}

async function pointsOf({ at, args }: CheckRequest, io: Io): Promise<readonly Json[] | undefined> {
  if (at !== undefined) return [...at];
  if (args === undefined) return undefined;
  const call = await jsonOf(args, '--args', io);
  if (!Array.isArray(call))
    throw usageError(`--args: expected the JSON array of the call's arguments, found ${describeJson(call)}`);
  return [{ args: call }];
}

/** Run them all, so many at a time. The first gets the worker that was started before. */
async function inParallel(
  runs: readonly ScriptRun[],
  jobs: number,
  first: StartedWorker | undefined,
): Promise<void> {
  let next = 0;
  let worker = first;
  const lane = async (): Promise<void> => {
    for (let run = runs[next++]; run !== undefined; run = runs[next++]) {
      const started = worker ?? startWorker();
      worker = undefined;
      await run.run(started);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, runs.length) }, lane));
}

/** The checks of one script. */
class ScriptRun {
  readonly results: CheckResult[] = [];
  readonly failures: CheckFailure[] = [];
  private readonly spoken: Spoken;
  private readonly request: CheckRequest;
  private readonly io: Io;
  private readonly script: string;
  private readonly ordinal: number;
  private readonly points: readonly Json[] | undefined;

  constructor(
    request: CheckRequest,
    io: Io,
    script: string,
    ordinal: number,
    points: readonly Json[] | undefined,
  ) {
    this.request = request;
    this.io = io;
    this.spoken = new Spoken(io);
    this.script = script;
    this.ordinal = ordinal;
    this.points = points;
  }

  async run(worker: StartedWorker): Promise<void> {
    const { io, request, script } = this;
    let loaded: Script | undefined;
    try {
      const opened = await openScript({ script, root: request.target.root }, io);
      loaded = opened;
      await runJob(worker, this.job(opened), {
        timeoutMs: request.target.limits.timeoutMs,
        onMessage: (message) => this.onMessage(message as CheckMessage, opened),
        onQuestion: (question) => moduleOf(opened, question as ModuleQuestion),
      });
    } catch (error) {
      void worker.worker.terminate();
      this.fail(error, loaded);
    }
  }

  private job(loaded: Script): CheckJob {
    const { request, script, ordinal, points } = this;
    const { options, target } = request;
    return {
      kind: 'check',
      ...options,
      ...targetJob(loaded, { ...target, ...options, script }),
      points,
      ordinal,
    };
  }

  get warnings(): readonly string[] {
    return this.spoken.warnings;
  }

  private onMessage(message: CheckMessage, loaded: Script): void {
    switch (message.kind) {
      case 'print':
        this.spoken.take(message);
        break;
      case 'result':
        this.results.push(this.resultOf(message.result, loaded));
        break;
      case 'failure':
        this.fail(fromPlainError(message.error), loaded);
        break;
      case 'end':
        this.spoken.warnings.push(...message.warnings);
    }
  }

  private resultOf({ frame, again, ...found }: CheckFinding, loaded: Script): CheckResult {
    const place = found.place ?? (frame === undefined ? undefined : parseStack(frame, loaded.place)[0]);
    const at: Place | undefined = place && { file: place.file, line: place.line, column: place.column };
    return {
      ...found,
      script: this.script,
      place: at,
      excerpt: lineAt(at, loaded),
      command: this.commandFor(again),
    };
  }

  /** The command line that checks one thing alone. */
  private commandFor(again: readonly string[]): string {
    const { options, target } = this.request;
    const params = [...options.params].flatMap(([name, value]) => [
      '--param',
      `${name}=${JSON.stringify(value)}`,
    ]);
    const seed = target.seed === 0 ? [] : ['--seed', String(target.seed)];
    const wrt = options.wrt.length === 0 ? [] : ['--wrt', options.wrt.join()];
    const tolerances = (['rtol', 'atol'] as const).flatMap((name) =>
      options[name] === DEFAULT_TOLERANCE[name] ? [] : [`--${name}`, String(options[name])],
    );
    return ['autograd-cli', 'check', this.script, ...again, ...wrt, ...params, ...tolerances, ...seed]
      .map(quoted)
      .join(' ');
  }

  private fail(thrown: unknown, loaded: Script | undefined): void {
    const error = loaded === undefined ? thrown : located(thrown, loaded);
    if (!(error instanceof AutogradError)) throw error;
    const { message, hint, at: place, excerpt, exitStatus: status } = error;
    this.failures.push({ script: this.script, message, hint, place, excerpt, status });
  }
}

/** What holds where the command line says nothing. */
export const DEFAULT_TOLERANCE = { rtol: 1e-6, atol: 1e-9 } as const;

function lineAt(place: Place | undefined, loaded: Script): string | undefined {
  if (place === undefined) return undefined;
  const source = [...loaded.modules.values()].find(({ file }) => file === place.file)?.source;
  return source?.split('\n')[place.line - 1]?.replace(/\r$/, '');
}

/** An argument as a shell takes it. */
function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;
}

function outcomeOf(
  report: CheckReport,
  sinks: readonly { readonly name: string; readonly file: string | undefined; readonly sink: Sink }[],
): CheckOutcome {
  const { results, failures, warnings } = report;
  const isShown = sinks.some(({ name, file }) => name === 'pretty' && file === undefined);
  const all = [...warnings, ...results.flatMap((result) => result.warnings)];
  if (results.length === 0 && failures.length === 0 && warnings.length === 0) all.push('nothing was checked');
  const isRefuted = results.some(({ verdict }) => verdict === 'fail');
  return {
    warnings: isShown ? [] : all,
    stats: [['derivatives', results.length], peakMemory()],
    // What was found out stands, whatever could not be: a wrong derivative weighs more than a script at fault.
    status: isRefuted ? EXIT_STATUS.E_CHECK : Math.max(0, ...failures.map(({ status }) => status)),
    isDoubtful: all.length > 0 || results.some(({ verdict }) => verdict === 'inconclusive'),
  };
}
