/** Sessions for the tests of the VM, over a prelude of a few lines. */

import { readFileSync } from 'node:fs';
import { makeKernels } from '../../src/ops/kernels.ts';
import { Clock } from '../../src/vm/clock.ts';
import { type Engine, makeImage } from '../../src/vm/guest.ts';
import { loadLibm } from '../../src/vm/libm.ts';
import { createSession, type Session, type SessionOptions } from '../../src/vm/session.ts';
import { PRELUDE } from './stand-in-prelude.ts';

const wasmModule = new WebAssembly.Module(readFileSync(new URL('../../dist/quickjs.wasm', import.meta.url)));
/** From an image, as the program's own; the tests of attacks and of the prelude read the text. */
export const engine: Engine = { wasmModule, prelude: await makeImage(wasmModule, PRELUDE) };
export const libm = loadLibm(wasmModule);
export const kernels = makeKernels(libm, () => ({}));

/** Create a session whose modules are `files`; the entry is `/main.js`. */
export function openSession(
  files: Readonly<Record<string, string>>,
  options: Partial<SessionOptions> = {},
): Promise<Session> {
  const timeoutMs = options.timeoutMs ?? 5000;
  return createSession({
    engine,
    clock: new Clock(timeoutMs),
    timeoutMs,
    memoryBytes: 64 * 2 ** 20,
    seed: 0,
    kernels,
    differentiate: () => [],
    createArrays() {
      throw new Error('the stand-in prelude has no arrays');
    },
    loadModule(name) {
      const code = files[name];
      if (code === undefined) throw new Error(`no such file in this test: ${name}`);
      return { name, code };
    },
    print: () => {},
    ...options,
  });
}

/** Load `code` as `/main.js` in a new session. */
export async function runScript(code: string, options: Partial<SessionOptions> = {}): Promise<Session> {
  const session = await openSession({ '/main.js': code }, options);
  session.load('/main.js');
  return session;
}

/** Return what `body` throws. */
export async function thrownBy(body: () => unknown): Promise<unknown> {
  try {
    await body();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
