/** One call with given arguments, differentiated, in the worker. */

import { AutogradError, isScriptFault } from '../base/errors.ts';
import { jsonText } from '../base/json.ts';
import { matchArguments, matchVector } from './args-match.ts';
import type { CallJob, CallMessage } from './job.ts';
import { openSession, type ScriptHost } from './script-session.ts';
import { chooseFunction } from './select.ts';

/** Run the script, choose the function, call it. Throws E_USAGE, and what the script throws. */
export async function runCallJob(
  job: CallJob,
  host: ScriptHost,
): Promise<Extract<CallMessage, { kind: 'result' }>> {
  const start = performance.now();
  const session = await openSession(job, host, host.print);
  const kinds = new Map(session.load(job.entry.name));
  const chosen = chooseFunction(job.declared, kinds, job);
  const call = matchArguments(chosen, job);
  const { args, plain, variables, names } = call;
  const vector = job.operator === 'hvp' ? matchVector(call, job.vector) : undefined;
  const request = jsonText({ operator: job.operator, args, plain, variables, vector });
  let answer: string;
  try {
    answer = session.differentiateCall(chosen.name, request);
  } catch (error) {
    if (!isScriptFault(error)) throw error;
    const { code, message, hint, cause } = error;
    throw new AutogradError(code, message, { hint, at: chosen.declaration?.place, cause });
  }
  session.dispose();
  const stats = [['worker ms', Math.round(performance.now() - start)]] as const;
  return { kind: 'result', answer, variables: names, at: variables.map((i) => args[i]), stats };
}
