/** A worker for tests: loads the script of its job, calls its `f` if it has one, posts the result. Bundled by `worker-fixture.ts`. */

import { readFileSync } from 'node:fs';
import { makeKernels } from '../../src/ops/kernels.ts';
import { Clock } from '../../src/vm/clock.ts';
import { loadLibm } from '../../src/vm/libm.ts';
import { type Port, serve } from '../../src/vm/serve.ts';
import { createSession, type LoadedModule } from '../../src/vm/session.ts';
import { PRELUDE } from './stand-in-prelude.ts';

export interface ScriptJob {
  readonly wasmPath: string;
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  /** The script; modules it imports are asked for. */
  readonly code: string;
}

async function handle(job: unknown, port: Port): Promise<void> {
  const { wasmPath, timeoutMs, memoryBytes, code } = job as ScriptJob;
  const wasmModule = new WebAssembly.Module(readFileSync(wasmPath));
  const session = await createSession({
    engine: { wasmModule, prelude: PRELUDE },
    clock: new Clock(timeoutMs, port.shared),
    timeoutMs,
    memoryBytes,
    seed: 0,
    kernels: makeKernels(loadLibm(wasmModule), () => ({})),
    differentiate: () => [],
    createArrays() {
      throw new Error('the stand-in prelude has no arrays');
    },
    loadModule: (specifier) =>
      specifier === '/main.js' ? { name: specifier, code } : (port.ask({ specifier }) as LoadedModule),
    print: (_, text) => port.post({ text }),
  });
  const isFunction = session.load('/main.js').some(([name]) => name === 'f');
  if (isFunction) port.post({ structure: session.evaluate('f', '[null]', 0, 1).structure });
  session.dispose();
}

serve(handle);
