/** The worker thread: boots QuickJS while the main thread reads the script, then runs what it is asked. */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileKernelsWith } from '../array/wasm-kernels.ts';
import type { Inputs } from '../compile/memory.ts';
import { makeKernels, type SpecialFunctions } from '../ops/kernels.ts';
import { DIST } from '../vm/assets.ts';
import { Clock } from '../vm/clock.ts';
import { loadEngine } from '../vm/engine.ts';
import { loadLibm } from '../vm/libm.ts';
import { type Port, serve } from '../vm/serve.ts';
import { compileHot } from '../vm/tiers.ts';
import { runCallJob } from './args-call.ts';
import type * as arrays from './arrays.ts';
import type { CheckMessage } from './check-request.ts';
import type {
  CallMessage,
  EmitMessage,
  EmitQuestion,
  ExplainMessage,
  Job,
  ModuleQuestion,
  PrintMessage,
  RunMessage,
  ScriptJob,
  ScriptSite,
  SweepMessage,
  SweepQuestion,
} from './job.ts';
import { boundedPrint, programPrint } from './printing.ts';
import type * as rareJobs from './rare-jobs.ts';
import { runScript } from './run-script.ts';
import type { ScriptHost } from './script-session.ts';
import { runSweepJob } from './sweep.ts';

compileKernelsWith(compileHot);
const booting = boot();
serve(async (sent, port) => {
  const job = sent as Job;
  const host: ScriptHost = { ...(await booting), ...hostOf(job, port) };
  if (job.kind === 'run') {
    const stats = await runScript(job, host);
    port.post({ kind: 'end', stats } satisfies RunMessage);
    return;
  }
  if (job.kind === 'explain') {
    const start = performance.now();
    const { explainPoint } = load<typeof rareJobs>('rare-jobs.cjs');
    const explanation = await explainPoint(job, host);
    const stats = [['worker ms', Math.round(performance.now() - start)]] as const;
    port.post({ kind: 'explanation', explanation, stats } satisfies ExplainMessage);
    return;
  }
  if (job.kind === 'call') {
    port.post((await runCallJob(job, host)) satisfies CallMessage);
    return;
  }
  if (job.kind === 'emit') {
    const { runEmitJob } = load<typeof rareJobs>('rare-jobs.cjs');
    const ask = {
      points: (variable: string) =>
        port.ask({ kind: 'points', variable } satisfies EmitQuestion) as Inputs | null,
      sites: (stacks: readonly string[]) =>
        port.ask({ kind: 'sites', stacks } satisfies EmitQuestion) as readonly ScriptSite[],
    };
    port.post((await runEmitJob(job, host, ask)) satisfies EmitMessage);
    return;
  }
  if (job.kind === 'check') {
    const { runCheckJob } = load<typeof rareJobs>('rare-jobs.cjs');
    await runCheckJob(job, host, (message) => port.post(message satisfies CheckMessage));
    return;
  }
  await runSweepJob(job, host, {
    post: (message, transfer) => port.post(message satisfies SweepMessage, transfer),
    ask: (question) => port.ask(question satisfies SweepQuestion),
  });
});

/** What does not depend on the job. */
type Machine = Pick<ScriptHost, 'engine' | 'kernels' | 'createArrays'>;

async function boot(): Promise<Machine> {
  const engine = loadEngine();
  return {
    engine,
    kernels: makeKernels(loadLibm(engine.wasmModule), loadSpecial),
    createArrays: (options) => load<typeof arrays>('arrays.cjs').createArrays(options),
  };
}

function loadSpecial(): SpecialFunctions {
  return load('special.cjs');
}

/** Load a bundle of its own: what only some scripts pay for. */
function load<T>(bundle: string): T {
  return createRequire(import.meta.url)(fileURLToPath(new URL(bundle, DIST))) as T;
}

function hostOf(job: Job, port: Port): Omit<ScriptHost, keyof Machine> {
  const print: ScriptHost['print'] = (stream, text) =>
    port.post({ kind: 'print', stream, text } satisfies PrintMessage);
  return {
    clock: new Clock(job.timeoutMs, port.shared),
    loadModule: (specifier, importer) =>
      importer === '' && specifier === job.entry.name
        ? job.entry
        : (port.ask({ kind: 'module', specifier, importer } satisfies ModuleQuestion) as ScriptJob['entry']),
    print: job.kind === 'run' ? programPrint(print) : boundedPrint(print),
  };
}
