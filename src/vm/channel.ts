/**
 * What the main thread and the worker say to each other, and the memory they share. What a job, a message or a question is,
 * only the two ends know (`client.ts`, `serve.ts`).
 */

import type { MessagePort } from 'node:worker_threads';
import { AutogradError, type ErrorCode, type ErrorDetails, internalError } from '../base/errors.ts';
import { CLOCK_BYTES } from './clock.ts';

/** Messages that may be under way before the worker waits for the main thread to have dealt with one. */
const CREDITS = 4;

/** From main to worker, once. */
export interface WorkerData {
  readonly shared: SharedArrayBuffer;
  /** Questions of the worker and their answers: read without an event loop, apart from the messages. */
  readonly questions: MessagePort;
}

/** From worker to main. */
export type FromWorker =
  | { readonly kind: 'message'; readonly message: unknown }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** The answer to a question. */
export type Answer = { readonly value: unknown } | { readonly error: PlainError };

/** The cells of the shared memory after the clock: credits left, and answers given. */
const CREDIT = 0;
const ANSWERED = 1;

export function createShared(): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(CLOCK_BYTES + 8);
  cells(shared)[CREDIT] = CREDITS;
  return shared;
}

function cells(shared: SharedArrayBuffer): Int32Array {
  return new Int32Array(shared, CLOCK_BYTES, 2);
}

/** Wait for a credit and take it. */
export function takeCredit(shared: SharedArrayBuffer): void {
  const counts = cells(shared);
  while (Atomics.load(counts, CREDIT) === 0) Atomics.wait(counts, CREDIT, 0);
  Atomics.sub(counts, CREDIT, 1);
}

/** Give a credit back. */
export function giveCredit(shared: SharedArrayBuffer): void {
  const counts = cells(shared);
  Atomics.add(counts, CREDIT, 1);
  Atomics.notify(counts, CREDIT);
}

/** Wait until `announceAnswer` has been called once more. */
export function awaitAnswer(shared: SharedArrayBuffer): void {
  const counts = cells(shared);
  Atomics.wait(counts, ANSWERED, 0);
  Atomics.store(counts, ANSWERED, 0);
}

export function announceAnswer(shared: SharedArrayBuffer): void {
  const counts = cells(shared);
  Atomics.store(counts, ANSWERED, 1);
  Atomics.notify(counts, ANSWERED);
}

/** An error as data: structured cloning keeps neither the class nor its fields. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** Return the data of an error; what is no AutogradError is a bug of this program. */
export function toPlainError(error: unknown): PlainError {
  if (error instanceof AutogradError) {
    const { code, message, hint, at, frames, excerpt, cause } = error;
    return { code, message, details: { hint, at, stack: frames, excerpt, cause: plainCause(cause) } };
  }
  const { code, message, hint } = internalError(error instanceof Error ? error.message : String(error));
  return { code, message, details: { hint, cause: plainCause(error) } };
}

export function fromPlainError({ code, message, details }: PlainError): AutogradError {
  return new AutogradError(code, message, details);
}

/** The guest's stack is data already (`GuestCause`); of an error its stack is kept. */
function plainCause(cause: unknown): unknown {
  return cause instanceof Error ? (cause.stack ?? cause.message) : cause;
}
