/**
 * `grad --explain` in the main thread: hands the point to the worker, finds the places in the user's files, writes the
 * explanation.
 */

import { basename, extname } from 'node:path';
import { type Site, withSites } from '../base/explanation.ts';
import { explanationJson, explanationText } from '../show/explanation.ts';
import { runJob } from '../vm/client.ts';
import { startWorker } from '../vm/start.ts';
import { argumentsIn } from './args.ts';
import { peakMemory } from './grad.ts';
import type { ExplainJob, ExplainMessage, ModuleQuestion } from './job.ts';
import { jsonOf } from './json-source.ts';
import type { ExplainRequest, Io, Outcome } from './request.ts';
import { openSink } from './sink.ts';
import { located, moduleOf, openScript, siteOf } from './source.ts';
import { Spoken } from './spoken.ts';

/** Explain a function at one point. Throws an AutogradError. */
export async function runExplain(request: ExplainRequest, io: Io, worker = startWorker()): Promise<Outcome> {
  const { target, output, orders } = request;
  const script = await openScript(target, io);
  const job: ExplainJob = {
    kind: 'explain',
    script: target.script,
    entry: { name: script.entry, code: script.modules.get(script.entry)!.code },
    declared: script.exports,
    exportName: target.exportName,
    fileStem: target.script === '-' ? undefined : basename(target.script, extname(target.script)),
    wrt: target.wrt,
    params: target.params,
    point: await pointOf(request.point, io),
    orders,
    ...target.limits,
    seed: target.seed,
  };
  const sink = openSink(output.file, io);
  const spoken = new Spoken(io);
  let stats: Outcome['stats'] = [];
  const onMessage = async (message: ExplainMessage): Promise<void> => {
    if (message.kind === 'print') {
      spoken.take(message);
      return;
    }
    const explanation = withSites(message.explanation, (stack): Site | undefined => siteOf(stack, script));
    stats = [...message.stats, peakMemory()];
    await sink.write(
      output.format === 'json' ? explanationJson(explanation) : explanationText(explanation, output.digits),
    );
  };
  try {
    await runJob(worker, job, {
      timeoutMs: job.timeoutMs,
      onMessage: (message) => onMessage(message as ExplainMessage),
      onQuestion: (question) => moduleOf(script, question as ModuleQuestion),
    });
    await sink.close();
    return { warnings: spoken.warnings, stats };
  } catch (error) {
    sink.abandon();
    throw located(error, script);
  }
}

async function pointOf(point: ExplainRequest['point'], io: Io): Promise<ExplainJob['point']> {
  if (point.kind === 'number') return point;
  return { kind: 'arguments', args: argumentsIn(await jsonOf(point.source, '--explain', io), '--explain') };
}
