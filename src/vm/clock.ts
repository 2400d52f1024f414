/**
 * The time a script has left. The worker winds it when it enters the guest and stops it when it leaves; the main thread reads
 * the same memory, because inside one native call of QuickJS only `worker.terminate()` helps.
 */

import { AutogradError } from '../base/errors.ts';

/** Bytes of shared memory a clock needs. */
export const CLOCK_BYTES = 8;

/** Milliseconds on a clock all threads share. */
function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** Return the error of a script that ran too long. */
export function timeLimitError(timeoutMs: number): AutogradError {
  return new AutogradError('E_LIMIT', `the script ran for more than ${timeoutMs / 1000} s`, {
    hint: 'give it more time with --timeout, for example --timeout 60s',
  });
}

/** The worker's side: measures the time inside the guest, all entries together. */
export class Clock {
  private leftMs: number;
  /** When the time is up; Infinity outside the guest. */
  private deadlineMs = Number.POSITIVE_INFINITY;
  private readonly published: BigInt64Array;

  constructor(timeoutMs: number, shared: ArrayBufferLike = new SharedArrayBuffer(CLOCK_BYTES)) {
    this.leftMs = timeoutMs;
    this.published = new BigInt64Array(shared, 0, 1);
  }

  enter(): void {
    this.deadlineMs = nowMs() + this.leftMs;
    Atomics.store(this.published, 0, BigInt(Math.ceil(this.deadlineMs)));
  }

  leave(): void {
    Atomics.store(this.published, 0, 0n);
    this.leftMs = this.deadlineMs - nowMs();
    this.deadlineMs = Number.POSITIVE_INFINITY;
  }

  /** Whether the time is up, inside the guest or out of it. */
  get expired(): boolean {
    return this.leftMs <= 0 || nowMs() > this.deadlineMs;
  }
}

/** Return by how many milliseconds the guest is past its deadline; negative or -Infinity while all is well. */
export function overdueMs(shared: ArrayBufferLike): number {
  const deadline = Atomics.load(new BigInt64Array(shared, 0, 1), 0);
  return deadline === 0n ? Number.NEGATIVE_INFINITY : nowMs() - Number(deadline);
}
