/**
 * What a check of derivatives finds: the types that the engine fills and every reporter prints. Nothing here computes or
 * prints.
 */

import type { Place } from '../base/errors.ts';

/** `inconclusive`: the reference's own error bar is wider than the tolerance, or the points are kinks. */
export type Verdict = 'pass' | 'fail' | 'inconclusive';

/** A value as JSON shows it: a number (non-finite ones as `null`), nested lists, objects. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The point at which the two sides of a comparison are farthest apart, measured by the bound. */
export interface Worst {
  /** The first argument, or `{ args: [...] }`. */
  readonly x: Json;
  /** Which component of the derivative, as in `[0][1]` or `.b[2]`; empty for a number. */
  readonly component: string;
  readonly expected: Json;
  readonly actual: Json;
  /** |expected − actual|. */
  readonly error: number;
  /** `error` over |expected|. */
  readonly relative: number;
  /** What `error` may be at most: atol + rtol·|expected|, and the reference's own error bar. */
  readonly bound: number;
}

/** One derivative of one function, compared at all its points. */
export interface CheckResult {
  /** The script as the user named it. */
  readonly script: string;
  /** What was checked: the name of the hand-written derivative, or of the function. */
  readonly name: string;
  readonly order: number;
  readonly verdict: Verdict;
  /** How many points were compared. */
  readonly points: number;
  /** Absent where nothing was compared. */
  readonly worst: Worst | undefined;
  /** One sentence for humans: what is compared with what, and why the verdict is what it is. */
  readonly reason: string;
  /** Where the checked function is written. */
  readonly place: Place | undefined;
  /** The line of source there. */
  readonly excerpt: string | undefined;
  /** The command that checks this alone again, at the worst point. */
  readonly command: string;
  readonly warnings: readonly string[];
  readonly seconds: number;
}

/** A script that could not be checked: it throws, has a syntax error, meets a limit. */
export interface CheckFailure {
  readonly script: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint: string | undefined;
  readonly place: Place | undefined;
  readonly excerpt: string | undefined;
  /** The exit status it asks for: 2, 3, 4 or 70. */
  readonly status: number;
}

/** All that one run of `check` found, in the order of the scripts. */
export interface CheckReport {
  readonly results: readonly CheckResult[];
  readonly failures: readonly CheckFailure[];
  readonly warnings: readonly string[];
  readonly seconds: number;
}
