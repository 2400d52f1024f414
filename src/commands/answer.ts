/** Jobs of which the worker posts one answer: how a command runs such a job and writes what it comes to. */

import type { Script } from '../script/load.ts';
import { runJob } from '../vm/client.ts';
import type { StartedWorker } from '../vm/start.ts';
import type { ModuleQuestion, PrintMessage, ScriptJob, Stats } from './job.ts';
import { peakMemory } from './peak-memory.ts';
import type { Io, Outcome } from './request.ts';
import { openSink } from './sink.ts';
import { located, moduleOf } from './source.ts';
import { Spoken } from './spoken.ts';

/** What is posted at the end. */
interface Answer {
  readonly kind: string;
  readonly stats: Stats;
}

/** Around the job. */
interface Surroundings<A extends Answer> {
  readonly script: Script;
  readonly io: Io;
  readonly worker: StartedWorker;
  /** File to write; undefined: standard output. */
  readonly file: string | undefined;
  /** The answer as the user sees it. */
  readonly show: (answer: A) => { readonly text: string | Uint8Array; readonly warnings?: readonly string[] };
  /** Answers what the worker asks; without it, questions are for modules. */
  readonly answer?: (question: unknown) => unknown;
}

/** Run the job and write its answer. Throws an AutogradError, with its place in the script; nothing is written then. */
export async function writeAnswer<A extends Answer>(
  job: ScriptJob,
  { script, io, worker, file, show, answer }: Surroundings<A>,
): Promise<Outcome> {
  const sink = openSink(file, io);
  const spoken = new Spoken(io);
  let outcome: Outcome = { warnings: [], stats: [] };
  const onMessage = async (message: PrintMessage | A): Promise<void> => {
    if (isPrint(message)) {
      spoken.take(message);
      return;
    }
    const { text, warnings = [] } = show(message);
    outcome = { warnings: [...spoken.warnings, ...warnings], stats: [...message.stats, peakMemory()] };
    await sink.write(text);
  };
  try {
    await runJob(worker, job, {
      timeoutMs: job.timeoutMs,
      onMessage: (message) => onMessage(message as PrintMessage | A),
      onQuestion: answer ?? ((question) => moduleOf(script, question as ModuleQuestion)),
    });
    await sink.close();
    return outcome;
  } catch (error) {
    sink.abandon();
    throw located(error, script);
  }
}

function isPrint(message: PrintMessage | Answer): message is PrintMessage {
  return message.kind === 'print';
}
