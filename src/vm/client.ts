/** The main thread's side of a worker: hands it a job, takes what it posts, answers its questions, and keeps the stop-watch. */

import { AutogradError } from '../base/errors.ts';
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
  /** Answer a question; what is thrown is thrown to the worker. */
  readonly onQuestion: (question: unknown) => unknown;
}

export class Client {
  private readonly started: StartedWorker;

  constructor(started: StartedWorker) {
    this.started = started;
  }

  /**
   * Run a job to its end. Rejects with the error the worker threw, with what `onMessage` threw, or with E_LIMIT when the script
   * did not stop in time; the worker is dead then. Messages posted before the end are dealt with before.
   */
  run(job: unknown, { timeoutMs, onMessage, onQuestion }: JobOptions): Promise<void> {
    const { worker, shared, questions } = this.started;
    return new Promise((resolve, reject) => {
      let dealt: Promise<void> = Promise.resolve(); // all messages so far
      let ending: AutogradError | undefined; // why the worker is being terminated

      const finish = (settle: () => void): void => {
        clearInterval(watch);
        worker.removeAllListeners();
        questions.removeAllListeners();
        worker.unref();
        dealt.then(settle, reject);
      };
      const watch = setInterval(() => {
        if (ending !== undefined || overdueMs(shared) < GRACE_MS) return;
        ending = timeLimitError(timeoutMs);
        void worker.terminate();
      }, WATCH_MS);

      worker.ref();
      worker.on('message', (sent: FromWorker) => {
        if (sent.kind === 'done') finish(resolve);
        else if (sent.kind === 'failed') finish(() => reject(fromPlainError(sent.error)));
        else {
          dealt = dealt.then(() => onMessage(sent.message)).then(() => giveCredit(shared));
          dealt.catch((error) => finish(() => reject(error)));
        }
      });
      questions.on('message', async (question) => {
        questions.postMessage(await answer(question));
        announceAnswer(shared);
      });
      worker.on('error', (error) => finish(() => reject(ending ?? threadError(error))));
      worker.on('exit', () =>
        finish(() => reject(ending ?? threadError(new Error('the worker thread ended')))),
      );
      worker.postMessage(job);
    });

    async function answer(question: unknown): Promise<Answer> {
      try {
        return { value: await onQuestion(question) };
      } catch (error) {
        return { error: toPlainError(error) };
      }
    }
  }

  /** End the worker, whatever it is doing. */
  async end(): Promise<void> {
    await this.started.worker.terminate();
  }
}

/** Return the error for a worker that broke down. */
function threadError(error: Error & { code?: string }): AutogradError {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new AutogradError('E_LIMIT', 'the computation needs more memory than there is', {
      hint: 'ask for fewer points, a lower order, or less work for each point',
      cause: error,
    });
  }
  return fromPlainError(toPlainError(error));
}
