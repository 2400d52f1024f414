/**
 * `grad --explain` in the main thread: hands the point to the worker, finds the places in the user's files, writes the
 * explanation.
 */

import { type Site, withSites } from '../base/explanation.ts';
import { explanationJson, explanationText } from '../show/explanation.ts';
import { startWorker } from '../vm/start.ts';
import { writeAnswer } from './answer.ts';
import { argumentsIn } from './args.ts';
import type { ExplainJob, ExplainMessage, PrintMessage } from './job.ts';
import { jsonOf } from './json-source.ts';
import type { ExplainRequest, Io, Outcome } from './request.ts';
import { openScript, siteOf, targetJob } from './source.ts';

/** Explain a function at one point. Throws an AutogradError. */
export async function runExplain(request: ExplainRequest, io: Io, worker = startWorker()): Promise<Outcome> {
  const { target, output, orders } = request;
  const script = await openScript(target, io);
  const job: ExplainJob = {
    kind: 'explain',
    ...targetJob(script, target),
    point: await pointOf(request.point, io),
    orders,
  };
  return writeAnswer<Exclude<ExplainMessage, PrintMessage>>(job, {
    script,
    io,
    worker,
    file: output.file,
    show: (message) => {
      const explanation = withSites(message.explanation, (stack): Site | undefined => siteOf(stack, script));
      const isJson = output.format === 'json';
      return { text: isJson ? explanationJson(explanation) : explanationText(explanation, output.digits) };
    },
  });
}

async function pointOf(point: ExplainRequest['point'], io: Io): Promise<ExplainJob['point']> {
  if (point.kind === 'number') return point;
  return { kind: 'arguments', args: argumentsIn(await jsonOf(point.source, '--explain', io), '--explain') };
}
