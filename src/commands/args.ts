/**
 * `grad --args`, `jacobian`, `hessian` and `hvp` in the main thread: reads the script and the arguments, hands both to the
 * worker, writes the one result.
 */

import { basename, extname } from 'node:path';
import { usageError } from '../base/errors.ts';
import { runJob } from '../vm/client.ts';
import { startWorker } from '../vm/start.ts';
import { nonFiniteWarning, readAnswer, showResult } from './args-result.ts';
import { peakMemory } from './grad.ts';
import type { CallJob, CallMessage, ModuleQuestion } from './job.ts';
import { describeJson } from './json-shape.ts';
import { jsonOf } from './json-source.ts';
import type { CallRequest, Io, Outcome } from './request.ts';
import { openSink } from './sink.ts';
import { located, moduleOf, openScript } from './source.ts';
import { Spoken } from './spoken.ts';

/** Differentiate one call and write the result. Throws an AutogradError. */
export async function runCall(request: CallRequest, io: Io, worker = startWorker()): Promise<Outcome> {
  const { target, output } = request;
  const script = await openScript(target, io);
  const job: CallJob = {
    kind: 'call',
    operator: request.operator,
    entry: { name: script.entry, code: script.modules.get(script.entry)!.code },
    declared: script.exports,
    exportName: target.exportName,
    fileStem: target.script === '-' ? undefined : basename(target.script, extname(target.script)),
    wrt: target.wrt,
    params: target.params,
    args: argumentsIn(await jsonOf(request.args, '--args', io), '--args'),
    vector: request.vector && (await jsonOf(request.vector, '--vector', io)),
    ...target.limits,
    seed: target.seed,
  };
  const sink = openSink(output.file, io);
  const spoken = new Spoken(io);
  const { warnings } = spoken;
  let stats: Outcome['stats'] = [];
  const onMessage = async (message: CallMessage): Promise<void> => {
    if (message.kind === 'print') {
      spoken.take(message);
      return;
    }
    const result = readAnswer(message.answer, request.operator, message.variables, message.at);
    const warning = nonFiniteWarning(result);
    if (warning !== undefined) warnings.push(warning);
    stats = [...message.stats, peakMemory()];
    await sink.write(showResult(result, output.format, output.digits));
  };
  try {
    await runJob(worker, job, {
      timeoutMs: job.timeoutMs,
      onMessage: (message) => onMessage(message as CallMessage),
      onQuestion: (question) => moduleOf(script, question as ModuleQuestion),
    });
    await sink.close();
    return { warnings, stats };
  } catch (error) {
    sink.abandon();
    throw located(error, script);
  }
}

/** Return the arguments that an option gives. Throws E_USAGE unless they are a list. */
export function argumentsIn(value: unknown, option: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw usageError(
    `${option}: expected the JSON array of the call's arguments, found ${describeJson(value)}`,
    `f(1) is ${option} '[1]', f([1, 2]) is ${option} '[[1, 2]]'`,
  );
}
