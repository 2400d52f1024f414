/** The worker thread: boots QuickJS while the main thread reads the script, then runs what it is asked. */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileKernelsWith } from '../array/wasm-kernels.ts';
import { makeKernels, type SpecialFunctions } from '../ops/kernels.ts';
import { DIST } from '../vm/assets.ts';
import { Clock } from '../vm/clock.ts';
import { loadEngine } from '../vm/engine.ts';
import { loadLibm } from '../vm/libm.ts';
import { type Port, serve } from '../vm/serve.ts';
import { compileHot } from '../vm/tiers.ts';
import type { SweepJob, SweepMessage, SweepQuestion } from './job.ts';
import type { ScriptHost } from './script-function.ts';
import { runSweepJob, type SweepPort } from './sweep.ts';

compileKernelsWith(compileHot);
const booting = boot();
serve(async (job, port) => {
  const { engine, kernels } = await booting;
  const sweepJob = job as SweepJob;
  const sweepPort: SweepPort = {
    post: (message, transfer) => port.post(message satisfies SweepMessage, transfer),
    ask: (question) => port.ask(question satisfies SweepQuestion),
  };
  await runSweepJob(sweepJob, { engine, kernels, ...hostOf(sweepJob, port, sweepPort) }, sweepPort);
});

async function boot(): Promise<Pick<ScriptHost, 'engine' | 'kernels'>> {
  const engine = loadEngine();
  return { engine, kernels: makeKernels(loadLibm(engine.wasmModule), loadSpecial) };
}

/** The special functions, a bundle of their own that only a script that uses them pays for. */
function loadSpecial(): SpecialFunctions {
  return createRequire(import.meta.url)(fileURLToPath(new URL('special.cjs', DIST))) as SpecialFunctions;
}

function hostOf(job: SweepJob, port: Port, sweepPort: SweepPort): Omit<ScriptHost, 'engine' | 'kernels'> {
  return {
    clock: new Clock(job.timeoutMs, port.shared),
    loadModule: (specifier, importer) =>
      importer === '' && specifier === job.entry.name
        ? job.entry
        : (sweepPort.ask({ kind: 'module', specifier, importer }) as { name: string; code: string }),
    print: boundedPrint((text) => sweepPort.post({ kind: 'print', text })),
  };
}

/** Characters of what the script prints that are passed on: a line for each of a million traces would bury the warnings. */
const MOST_PRINTED = 2 ** 20;

function boundedPrint(post: (text: string) => void): ScriptHost['print'] {
  let left = MOST_PRINTED;
  return (_stream, text) => {
    if (left < 0) return;
    left -= text.length;
    post(left < 0 ? `${text.slice(0, left)}\n… (what the script prints beyond 1 MB is left out)\n` : text);
  };
}
