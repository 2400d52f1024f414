/** What a script's VM needs of the world, in this process: engine, kernels, a clock. */

import { createRequire } from 'node:module';
import { createArrays } from '../../src/commands/arrays.ts';
import type { ScriptHost } from '../../src/commands/script-session.ts';
import { makeKernels } from '../../src/ops/kernels.ts';
import { DIST } from '../../src/vm/assets.ts';
import { Clock } from '../../src/vm/clock.ts';
import { loadEngine } from '../../src/vm/engine.ts';
import { loadLibm } from '../../src/vm/libm.ts';

const engine = loadEngine();
const kernels = makeKernels(loadLibm(engine.wasmModule), () =>
  createRequire(import.meta.url)(new URL('special.cjs', DIST).pathname),
);

/** Return the host of a script whose only module is `code`. */
export function hostFor(code: string, timeoutMs: number, print: ScriptHost['print']): ScriptHost {
  return {
    engine,
    kernels,
    createArrays,
    clock: new Clock(timeoutMs),
    loadModule: (name) => ({ name, code }),
    print,
  };
}
