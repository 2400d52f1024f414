/** `run` in the main thread: the script as a program, what it prints and draws passed on as it comes. */

import { printable } from '../base/text.ts';
import type { Message } from '../show/script-figure.ts';
import { runJob } from '../vm/client.ts';
import { startWorker } from '../vm/start.ts';
import { Figures } from './figures.ts';
import type { ModuleQuestion, RunJob, RunMessage } from './job.ts';
import { peakMemory } from './peak-memory.ts';
import type { Io, Outcome, RunRequest } from './request.ts';
import { openSink } from './sink.ts';
import { located, moduleOf, openScript, scriptJob } from './source.ts';
import { Spoken } from './spoken.ts';

/** Run a script to its end. Throws an AutogradError, a script's own uncaught error among them. */
export async function runProgram(request: RunRequest, io: Io, worker = startWorker()): Promise<Outcome> {
  const { target } = request;
  const script = await openScript(target, io);
  const job: RunJob = { kind: 'run', ...scriptJob(script, target) };
  const sink = openSink(undefined, io);
  const figures = new Figures(request.output, io);
  const spoken = new Spoken(io);
  let stats: Outcome['stats'] = [];
  const onMessage = async (message: RunMessage): Promise<void> => {
    if (message.kind === 'end') {
      stats = [...message.stats, peakMemory()];
      return;
    }
    const { stream, text } = message;
    if (stream === 'progress') {
      showProgress(text, io);
      return;
    }
    io.progress?.clear();
    if (stream === 'figure') await sink.write(await figures.take(JSON.parse(text) as Message));
    else if (stream === 'out') await sink.write(printable(text, 'lines'));
    else spoken.take({ stream, text });
  };
  try {
    await runJob(worker, job, {
      timeoutMs: job.timeoutMs,
      onMessage: (message) => onMessage(message as RunMessage),
      onQuestion: (question) => moduleOf(script, question as ModuleQuestion),
    });
    io.progress?.clear();
    await sink.write(await figures.end());
    await sink.close();
    return { warnings: [...spoken.warnings, ...figures.warnings], stats };
  } catch (error) {
    throw located(error, script);
  }
}

/** What the optimizers say of their loops (`sandbox/scripted/tell.ts`). */
function showProgress(text: string, io: Io): void {
  const { done, total, note } = JSON.parse(text) as { done: unknown; total?: unknown; note?: unknown };
  if (typeof done !== 'number') return;
  io.progress?.update(
    done,
    typeof total === 'number' ? total : undefined,
    'iterations',
    typeof note === 'string' ? printable(note) : undefined,
  );
}
