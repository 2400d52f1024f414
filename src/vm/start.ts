/**
 * Starts the worker thread. The program does so before it loads anything else, because a thread takes as long to boot as
 * the rest of the start-up takes: this file imports as little as can be.
 */

import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { DIST } from './assets.ts';
import { createShared, type WorkerData } from './channel.ts';

/** Megabytes of stack for the worker: QuickJS uses V8's, several bytes for each of its own. */
const STACK_MB = 64;

/** A worker that boots or waits for its job. */
export interface StartedWorker {
  readonly worker: Worker;
  readonly shared: SharedArrayBuffer;
  readonly questions: MessagePort;
}

/** Start a worker for one job (`client.ts`). Without one it ends with the process. */
export function startWorker(script: URL = new URL('worker.cjs', DIST)): StartedWorker {
  const shared = createShared();
  const { port1, port2 } = new MessageChannel();
  const workerData: WorkerData = { shared, questions: port2 };
  const worker = new Worker(script, {
    workerData,
    transferList: [port2],
    resourceLimits: { stackSizeMb: STACK_MB },
    stdout: true, // not piped to ours: the worker prints by messages
    stderr: true,
  });
  worker.unref();
  port1.unref();
  return { worker, shared, questions: port1 };
}
