/** Runs scripts in real workers, as the program does. */

import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { runJob } from '../../src/vm/client.ts';
import { startWorker } from '../../src/vm/start.ts';
import type { ScriptJob } from './script-worker.ts';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** Bundle a worker of this folder into another; return where it is. */
export async function bundleWorker(name: string, folder: string): Promise<URL> {
  const outfile = `${folder}/${name}.mjs`;
  await build({
    entryPoints: [path(`${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return pathToFileURL(outfile);
}

/** Run one script in a worker of its own; return what it posted. It has plenty of time unless the job says otherwise. */
export async function runInWorker(
  script: URL,
  job: Partial<ScriptJob> & Pick<ScriptJob, 'code'>,
): Promise<unknown[]> {
  const messages: unknown[] = [];
  const timeoutMs = job.timeoutMs ?? 20_000;
  await runJob(
    startWorker(script),
    { wasmPath: path('../../dist/quickjs.wasm'), memoryBytes: 64 * 2 ** 20, ...job, timeoutMs },
    { timeoutMs, onMessage: (message) => void messages.push(message), onQuestion: () => undefined },
  );
  return messages;
}
