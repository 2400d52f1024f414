/** `run` in the main thread: the script as a program, what it prints passed on as it comes. */

import { printable } from '../base/text.ts';
import { runJob } from '../vm/client.ts';
import { startWorker } from '../vm/start.ts';
import { peakMemory } from './grad.ts';
import type { ModuleQuestion, RunJob, RunMessage } from './job.ts';
import type { Io, Outcome, RunRequest } from './request.ts';
import { openSink } from './sink.ts';
import { located, moduleOf, openScript } from './source.ts';

/** Run a script to its end. Throws an AutogradError, a script's own uncaught error among them. */
export async function runProgram(request: RunRequest, io: Io, worker = startWorker()): Promise<Outcome> {
  const { target } = request;
  const script = await openScript(target, io);
  const { timeoutMs, memoryBytes } = target.limits;
  const job: RunJob = {
    kind: 'run',
    entry: { name: script.entry, code: script.modules.get(script.entry)!.code },
    timeoutMs,
    memoryBytes,
    seed: target.seed,
  };
  const sink = openSink(undefined, io);
  let stats: Outcome['stats'] = [];
  const onMessage = async (message: RunMessage): Promise<void> => {
    if (message.kind === 'end') stats = [...message.stats, peakMemory()];
    else if (message.stream === 'out') await sink.write(printable(message.text, 'lines'));
    else io.stderr.write(printable(message.text, 'lines'));
  };
  try {
    await runJob(worker, job, {
      timeoutMs,
      onMessage: (message) => onMessage(message as RunMessage),
      onQuestion: (question) => moduleOf(script, question as ModuleQuestion),
    });
    await sink.close();
    return { warnings: [], stats };
  } catch (error) {
    throw located(error, script);
  }
}
