/**
 * `grad --args`, `jacobian`, `hessian` and `hvp` in the main thread: reads the script and the arguments, hands both to the
 * worker, writes the one result.
 */

import { usageError } from '../base/errors.ts';
import { startWorker } from '../vm/start.ts';
import { writeAnswer } from './answer.ts';
import { nonFiniteWarning, readAnswer, showResult } from './args-result.ts';
import type { CallJob, CallMessage, PrintMessage } from './job.ts';
import { describeJson } from './json-shape.ts';
import { jsonOf } from './json-source.ts';
import type { CallRequest, Io, Outcome } from './request.ts';
import { openScript, targetJob } from './source.ts';

/** Differentiate one call and write the result. Throws an AutogradError. */
export async function runCall(request: CallRequest, io: Io, worker = startWorker()): Promise<Outcome> {
  const { target, output, operator } = request;
  const script = await openScript(target, io);
  const job: CallJob = {
    kind: 'call',
    ...targetJob(script, target),
    operator,
    args: argumentsIn(await jsonOf(request.args, '--args', io), '--args'),
    vector: request.vector && (await jsonOf(request.vector, '--vector', io)),
  };
  return writeAnswer<Exclude<CallMessage, PrintMessage>>(job, {
    script,
    io,
    worker,
    file: output.file,
    show: ({ answer, variables, at }) => {
      const result = readAnswer(answer, operator, variables, at);
      const warning = nonFiniteWarning(result);
      return {
        text: showResult(result, output.format, output.digits),
        warnings: warning === undefined ? [] : [warning],
      };
    },
  });
}

/** Return the arguments that an option gives. Throws E_USAGE unless they are a list. */
export function argumentsIn(value: unknown, option: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw usageError(
    `${option}: expected the JSON array of the call's arguments, found ${describeJson(value)}`,
    `f(1) is ${option} '[1]', f([1, 2]) is ${option} '[[1, 2]]'`,
  );
}
