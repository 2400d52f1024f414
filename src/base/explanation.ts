/**
 * What `grad --explain` finds out at one point, between the commands that look and the code that shows: plain data. `S` is how a
 * place in the script is given: the worker has stacks of the guest, what is shown has places in the user's files.
 */

import type { Place } from './errors.ts';

/** A place in the user's files with its line of source. */
export interface Site extends Place {
  readonly source: string | undefined;
}

export interface Explanation<S = Site> {
  readonly script: string;
  readonly exportName: string;
  /** `x = 0`: the variable and where it is, for a reader. */
  readonly point: string;
  /** In order: `x`, `f`, `d1`, or `value` and the gradients. */
  readonly results: readonly (readonly [name: string, value: ResultValue])[];
  readonly findings: readonly Finding<S>[];
  readonly decisions: readonly DecisionGroup<S>[];
  /** Decisions beyond those that were looked at. */
  readonly uncounted: number;
  /** The nearest place where a decision comes out otherwise, how far away that is, and the index of its group. */
  readonly nearest: { readonly x: number; readonly distance: number; readonly decision: number } | undefined;
}

/** A number, or the numbers of an array in nested lists. */
export type ResultValue = number | readonly ResultValue[] | { readonly [key: string]: ResultValue };

/** Why a result is not finite, or a derivative zero. */
export interface Finding<S = Site> {
  /** The result it is about: `f`, `d1`. */
  readonly of: string;
  readonly kind: 'nonfinite' | 'zero';
  /** A sentence: what happened. */
  readonly what: string;
  /** A sentence: what to do about it. */
  readonly remedy: string | undefined;
  /** `1 / 0`, where one operation is to blame. */
  readonly expression: string | undefined;
  /** The operation's name and the values of its operands (those at `index` in arrays). */
  readonly operation: string | undefined;
  readonly operands: readonly number[];
  /** Of the element, where the operation makes an array. */
  readonly index: readonly number[] | undefined;
  readonly site: S | undefined;
}

/** The decisions taken at one place, in order. */
export interface DecisionGroup<S = Site> {
  /** A `pin` takes a number as it is: as an index, a key, a text, or by np.value. */
  readonly test: 'lt' | 'le' | 'eq' | 'same' | 'truth' | 'pin';
  /** How it came out: so many times so, then so many times otherwise. */
  readonly runs: readonly { readonly holds: boolean; readonly count: number }[];
  /** The operands of the last one; of a pin and of `truth` x alone counts. */
  readonly x: number;
  readonly y: number;
  /** The numbers that were pinned, each once. */
  readonly pinned: readonly number[];
  readonly site: S | undefined;
}

/** Return the same explanation with its places given otherwise. */
export function withSites<S, T>(
  explanation: Explanation<S>,
  site: (given: S) => T | undefined,
): Explanation<T> {
  const moved = <P extends { readonly site: S | undefined }>(part: P) => ({
    ...part,
    site: part.site === undefined ? undefined : site(part.site),
  });
  return {
    ...explanation,
    findings: explanation.findings.map(moved),
    decisions: explanation.decisions.map(moved),
  };
}
