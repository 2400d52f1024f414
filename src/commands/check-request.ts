/** What `check` is asked for, what it asks of the worker of each script, and what comes back: everything is data. */

import type { Place } from '../base/errors.ts';
import type { CheckResult, Json } from '../check/result.ts';
import type { ReporterName } from '../show/reporters/names.ts';
import type { PlainError } from '../vm/channel.ts';
import type { PrintMessage, Stats, TargetJob } from './job.ts';
import type { JsonSource, Output, ScriptTarget, Shard } from './request.ts';

/** Where and how closely derivatives are compared. */
export interface CheckOptions {
  readonly exportName: string | undefined;
  /** The hand-written derivative of the chosen function. */
  readonly against: string | undefined;
  readonly params: ReadonlyMap<string, unknown>;
  /** Names or indices of the parameters that vary; none: the first, or what the hand-written derivative shows. */
  readonly wrt: readonly string[];
  readonly order: number | undefined;
  readonly range: { readonly lo: number; readonly hi: number };
  readonly samples: number;
  readonly rtol: number;
  readonly atol: number;
  readonly shard: Shard;
}

/** What reports may look like (`show/reporters`); a list of its own, because the command line is read before anything is shown. */
export { REPORTER_NAMES } from '../show/reporters/names.ts';

/** Where a report goes. */
export interface ReporterChoice {
  readonly name: ReporterName;
  /** Undefined: standard output. */
  readonly file: string | undefined;
}

/** `check`. */
export interface CheckRequest {
  /** Files and patterns, as the user wrote them. */
  readonly scripts: readonly string[];
  readonly target: Omit<ScriptTarget, 'script'>;
  readonly options: CheckOptions;
  /** Points instead of those that are drawn. */
  readonly at: Float64Array | undefined;
  /** The arguments of one call, likewise. */
  readonly args: JsonSource | undefined;
  readonly reporters: readonly ReporterChoice[];
  /** Scripts that are checked at the same time. */
  readonly jobs: number;
  readonly colorLevel: Output['colorLevel'];
  readonly strict: boolean;
  readonly quiet: boolean;
  readonly stats: boolean;
}

/** The derivatives of a script, checked. */
export interface CheckJob extends TargetJob<readonly string[]>, CheckOptions {
  readonly kind: 'check';
  /** Points instead of those that are drawn: JSON. */
  readonly points: readonly Json[] | undefined;
  /** Which number the script's first check has in the whole run, as far as shards go. */
  readonly ordinal: number;
}

/** Posted for the checks of a script: prints, results and failures as they come, then one end. */
export type CheckMessage =
  | PrintMessage
  | { readonly kind: 'result'; readonly result: CheckFinding }
  | { readonly kind: 'failure'; readonly error: PlainError }
  | { readonly kind: 'end'; readonly warnings: readonly string[]; readonly stats: Stats };

/** A result whose place may still be one of rewritten code: a frame of QuickJS's stack. */
export interface CheckFinding extends Omit<CheckResult, 'place' | 'excerpt' | 'command'> {
  readonly place: Place | undefined;
  readonly frame: string | undefined;
  /** The options that check this alone again. */
  readonly again: readonly string[];
}
