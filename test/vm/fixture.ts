/**
 * Sessions for the tests of the VM, over a prelude of a few lines: the one users get is tested in test/sandbox. Numbers are
 * traced by hand through `tape`, which this prelude leaves within reach of the script.
 */

import { readFileSync } from 'node:fs';
import { makeKernels } from '../../src/ops/kernels.ts';
import type { Engine } from '../../src/vm/assets.ts';
import { Clock } from '../../src/vm/clock.ts';
import { loadLibm } from '../../src/vm/libm.ts';
import { createSession, type Session, type SessionOptions } from '../../src/vm/session.ts';

export const PRELUDE = `
(() => {
  const host = globalThis.host;
  delete globalThis.host;
  globalThis.tape = new Float64Array(host.tape);
  globalThis.host = host; // for the tests of the border
  let count = 0;
  globalThis.record = (...numbers) => { tape.set(numbers, 4 * count++); };
  return {
    call(f, argsJson, inputIndex, x) {
      const args = JSON.parse(argsJson);
      args[inputIndex] = x;
      const result = f(...args);
      if (count > 0) host.flush(count);
      count = 0;
      return JSON.stringify(result) ?? 'undefined';
    },
    kinds: (namespace) => JSON.stringify(Object.keys(namespace).map((name) => [name, typeof namespace[name]])),
    module: (name) => 'export const builtIn = ' + JSON.stringify(name),
    describe(thrown) {
      const isObject = typeof thrown === 'object' && thrown !== null;
      return JSON.stringify({
        name: isObject ? thrown.name : '',
        message: isObject ? thrown.message : String(thrown),
        stack: isObject ? thrown.stack : '',
        loss: isObject ? thrown.loss : undefined,
      });
    },
  };
})()`;

const wasmModule = new WebAssembly.Module(readFileSync(new URL('../../dist/quickjs.wasm', import.meta.url)));
export const engine: Engine = { wasmModule, prelude: PRELUDE };
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
