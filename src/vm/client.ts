/** The main thread's side of a worker: hands it its job, takes what it posts, answers its questions, and keeps the stop-watch. */

import { AutogradError, internalError } from '../base/errors.ts';
import {
  type Answer,
  announceAnswer,
  type FromWorker,
  fromPlainError,
  giveCredit,
  toPlainError,
} from './channel.ts';
import { overdueMs, timeLimitError } from './clock.ts';
import type { StartedWorker } from './start.ts';

/** How often the stop-watch is read, and by how much a script may outrun its own deadline check. */
const WATCH_MS = 50;
const GRACE_MS = 250;

export interface JobOptions {
  /** Total time inside the script; the worker's clock has the same. */
  readonly timeoutMs: number;
  /** Deal with a message; the worker may be a few messages ahead of the promise, no more. */
  readonly onMessage: (message: unknown) => void | Promise<void>;
  /** Answer a question, at once or by a promise; what is thrown is thrown to the worker. */
  readonly onQuestion: (question: unknown) => unknown;
}

/**
 * Run the one job of a worker, then end the worker. Rejects with the error the worker threw, with what `onMessage` threw, or with
 * E_LIMIT when the script did not stop in time. Messages posted before the end are dealt with before.
 */
export function runJob(started: StartedWorker, job: unknown, options: JobOptions): Promise<void> {
  const { worker, shared, questions } = started;
  let dealt: Promise<void> = Promise.resolve(); // all messages so far
  let overdue = false;

  return new Promise<void>((resolve, reject) => {
    const watch = setInterval(() => {
      if (overdueMs(shared) < GRACE_MS) return;
      overdue = true;
      clearInterval(watch);
      void worker.terminate();
    }, WATCH_MS);
    const end = (settle: () => void): void => {
      clearInterval(watch);
      questions.close();
      void worker.terminate();
      dealt.then(settle, reject);
    };
    const fail = (error: unknown): void => end(() => reject(error));

    worker.ref();
    worker.on('message', (sent: FromWorker) => {
      if (sent.kind === 'done') end(resolve);
      else if (sent.kind === 'failed') fail(fromPlainError(sent.error));
      else {
        // Given at once, credits would keep the port busy for a thousand messages, and a Ctrl-C waiting all that time.
        const giveLater = (): void => void setImmediate(giveCredit, shared);
        dealt = dealt.then(() => options.onMessage(sent.message)).then(giveLater);
        dealt.catch(fail);
      }
    });
    questions.on('message', async (question) => {
      questions.postMessage(await answer(question, options.onQuestion));
      announceAnswer(shared);
    });
    worker.on('error', (error) => fail(threadError(error)));
    worker.on('exit', () =>
      fail(overdue ? timeLimitError(options.timeoutMs) : internalError('the worker thread ended')),
    );
    worker.postMessage(job);
  });
}

async function answer(question: unknown, onQuestion: JobOptions['onQuestion']): Promise<Answer> {
  try {
    return { value: await onQuestion(question) };
  } catch (error) {
    return { error: toPlainError(error) };
  }
}

/** Return the error for a worker that broke down. */
function threadError(error: Error & { code?: string }): AutogradError {
  if (error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return fromPlainError(toPlainError(error));
  return new AutogradError('E_LIMIT', 'the computation needs more memory than there is', {
    hint: 'ask for fewer points, a lower order, or less work for each point',
    cause: error,
  });
}
