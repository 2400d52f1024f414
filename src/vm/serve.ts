/** The worker's side of its thread: waits for its job, posts what it yields, asks the main thread for what only it may do. */

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { internalError } from '../base/errors.ts';
import {
  type Answer,
  awaitAnswer,
  type FromWorker,
  fromPlainError,
  takeCredit,
  toPlainError,
  type WorkerData,
} from './channel.ts';

/** What a job may do besides computing. */
export interface Port {
  /** The memory of the clock (`clock.ts`). */
  readonly shared: SharedArrayBuffer;
  /** Post a message; waits while the main thread is too far behind. Buffers in `transfer` are given away. */
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Ask the main thread and wait for the answer; throws what it throws. */
  ask(question: unknown): unknown;
}

/** Handle the job the main thread sends; when the promise settles the job is over. */
export function serve(handler: (job: unknown, port: Port) => Promise<void>): void {
  const parent = parentPort;
  if (parent === null) throw internalError('there is no thread to serve');
  const { shared, questions } = workerData as WorkerData;
  const send = (sent: FromWorker, transfer?: readonly ArrayBuffer[]) => parent.postMessage(sent, transfer);
  const port: Port = {
    shared,
    post(message, transfer) {
      takeCredit(shared);
      send({ kind: 'message', message }, transfer);
    },
    ask(question) {
      questions.postMessage(question);
      awaitAnswer(shared);
      const answer = receiveMessageOnPort(questions)?.message as Answer;
      if ('error' in answer) throw fromPlainError(answer.error);
      return answer.value;
    },
  };
  parent.once('message', (job) => {
    handler(job, port).then(
      () => send({ kind: 'done' }),
      (error: unknown) => send({ kind: 'failed', error: toPlainError(error) }),
    );
  });
}
