/**
 * The recordings of a script's traces, and which of them the next trace is likely to ask for. A training loop asks for the same one
 * again and again, or for several in turn; a script whose traces never repeat is soon left in peace.
 */

import { isSameRecording, type Recording } from './recording.ts';

/** So many are kept at most. */
const MOST = 8;

/** After so many traces in a row that could not be run again, the next ones are not tried. */
const PATIENCE = 4;

/** At most 2 to this power of them. */
const LONGEST_PAUSE = 10;

const NO_LAST: Pick<Recording, 'followers'> = { followers: new Map() };

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
  private readonly mostBytes: number;

  /** Recordings take so many bytes at most. */
  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  /** A trace begins: whether to compare it with recordings, or to record it. */
  begin(): boolean {
    if (this.pause === 0) return true;
    this.pause--;
    return false;
  }

  /** The recordings that may come next, the likeliest first. */
  candidates(): Iterable<Recording> {
    const { followers } = this.last ?? NO_LAST;
    const times = (recording: Recording): number => followers.get(recording) ?? 0;
    return this.list.toSorted((a, b) => times(b) - times(a));
  }

  /** Whether to record a trace that begins so: the second that does. */
  wants(beginning: string): boolean {
    if (this.seen.has(beginning)) return true;
    if (this.seen.size === MOST_SEEN) this.seen.clear();
    this.seen.add(beginning);
    return false;
  }

  /** Keep a recording; where one asks the same, that holds for other arrays than these. */
  add(recording: Recording): void {
    const same = this.list.find((known) => isSameRecording(known, recording));
    if (same !== undefined) this.replace(same, recording);
    else if (recording.bytes > this.mostBytes) return;
    else {
      while (this.list.length === MOST || this.bytes + recording.bytes > this.mostBytes)
        this.forget(this.list.at(-1)!);
      this.list.push(recording);
    }
    this.follow(recording);
  }

  has(recording: Recording): boolean {
    return this.list.includes(recording);
  }

  private replace(old: Recording, recording: Recording): void {
    this.list[this.list.indexOf(old)] = recording;
    for (const [follower, times] of old.followers) recording.followers.set(follower, times);
    for (const { followers } of this.list) {
      const times = followers.get(old);
      if (times !== undefined) followers.set(recording, times);
      followers.delete(old);
    }
    if (this.last === old) this.last = recording;
  }

  private get bytes(): number {
    return this.list.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** A trace was answered from this recording alone. */
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
    const followers = this.last?.followers;
    followers?.set(recording, (followers.get(recording) ?? 0) + 1);
    this.last = recording;
    const place = this.list.indexOf(recording);
    if (place > 0) this.list.unshift(...this.list.splice(place, 1));
  }

  private forget(recording: Recording): void {
    this.list.splice(this.list.indexOf(recording), 1);
    for (const { followers } of this.list) followers.delete(recording);
    if (this.last === recording) this.last = undefined;
  }
}
