/**
 * The recordings of a script's traces, and which of them the next trace is likely to ask for. A training loop asks for the same one
 * again and again, or for several in turn; a script whose traces never repeat is soon left in peace.
 */

import { isSameRecording, type Recording } from './recording.ts';

/** So many are kept. */
const MOST = 8;

/** After so many traces in a row that could not be run again, the next ones are not tried. */
const PATIENCE = 4;

/** At most 2 to this power of them. */
const LONGEST_PAUSE = 10;

/** Of so many different first steps it is remembered that they have been seen. */
const MOST_SEEN = 64;

export class Recordings {
  /** The one that was used last comes first. */
  private readonly list: Recording[] = [];
  private last: Recording | undefined;
  private readonly seen = new Set<string>();
  private failures = 0;
  /** Traces that are not to be tried. */
  private pause = 0;

  /** A trace begins: whether to compare it with recordings, or to record it. */
  begin(): boolean {
    if (this.pause === 0) return true;
    this.pause--;
    return false;
  }

  /** The recordings that may come next, the likeliest first. */
  candidates(): Iterable<Recording> {
    const next = this.last?.next;
    return next === undefined ? [...this.list] : new Set([next, ...this.list]);
  }

  /** Whether to record a trace that begins so: the second that does. */
  wants(beginning: string): boolean {
    if (this.seen.has(beginning)) return true;
    if (this.seen.size === MOST_SEEN) this.seen.clear();
    this.seen.add(beginning);
    return false;
  }

  add(recording: Recording): void {
    const same = this.list.find((known) => isSameRecording(known, recording));
    if (same === undefined) {
      if (this.list.length === MOST) this.forget(this.list.at(-1)!);
      this.list.unshift(recording);
    }
    this.follow(same ?? recording);
  }

  /** A trace was answered from this recording to its end. */
  succeeded(recording: Recording): void {
    this.failures = 0;
    this.follow(recording);
  }

  /** A trace went another way than the recording that seemed to be its, or cannot be recorded. */
  failed(): void {
    this.failures++;
    if (this.failures >= PATIENCE) this.pause = 2 ** Math.min(this.failures - PATIENCE, LONGEST_PAUSE);
  }

  private follow(recording: Recording): void {
    if (this.last !== undefined) this.last.next = recording;
    this.last = recording;
    const place = this.list.indexOf(recording);
    if (place > 0) this.list.unshift(...this.list.splice(place, 1));
  }

  private forget(recording: Recording): void {
    this.list.splice(this.list.indexOf(recording), 1);
    for (const other of this.list) if (other.next === recording) other.next = undefined;
    if (this.last === recording) this.last = undefined;
  }
}
