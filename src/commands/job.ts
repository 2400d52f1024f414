/** What the main thread asks of the worker, and what comes back: everything is data. */

import type { Explanation } from '../base/explanation.ts';
import type { BranchChange, Head } from '../base/result.ts';
import type { LanguageName } from '../codegen/language.ts';
import type { ExportInfo } from '../script/exports.ts';
import type { CheckJob } from './check-request.ts';
import type { CountedRange } from './range.ts';
import type { Mode, Operator, Shard } from './request.ts';

/** Points the worker makes itself, a list, or blocks it asks for; the latter two hold those of the shard only. */
export type JobPoints =
  | (CountedRange & { readonly shard: Shard })
  | { readonly kind: 'list'; readonly values: Float64Array }
  | { readonly kind: 'asked' };

/** What every job needs to start a script. */
export interface ScriptJob {
  /** Name and text of the script's module. */
  readonly entry: { readonly name: string; readonly code: string };
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  readonly seed: number;
}

/** The script as a program: its module, run to its end. */
export interface RunJob extends ScriptJob {
  readonly kind: 'run';
}

/** A function of a script, as the command line has it, and the parameters it is differentiated by. */
export interface TargetJob<Wrt> extends ScriptJob {
  /** The script as the user named it. */
  readonly script: string;
  readonly declared: readonly ExportInfo[];
  readonly exportName: string | undefined;
  /** The script's file name without folders and ending; undefined for standard input. */
  readonly fileStem: string | undefined;
  readonly wrt: Wrt;
  /** Values of the parameters that do not vary, by name. */
  readonly params: ReadonlyMap<string, unknown>;
}

/** What is wanted of a function at points. */
export interface FunctionJob extends TargetJob<string | undefined> {
  /** Parameters that are inputs beside the one that varies: where points are asked for. */
  readonly bound: readonly string[];
  /** Whether parameters without a value are such inputs, too; otherwise they are an error. */
  readonly keepsParameters?: boolean;
  readonly points: JobPoints;
  readonly orders: { readonly from: number; readonly to: number };
  readonly mode: Mode;
}

/** A function at points. */
export interface SweepJob extends FunctionJob {
  readonly kind: 'sweep';
  readonly compile: boolean;
  /** Look for the places between neighbouring points where the function changes its path. */
  readonly branchChanges: boolean;
}

/** A function at one set of arguments. */
export interface CallJob extends TargetJob<readonly string[]> {
  readonly kind: 'call';
  readonly operator: Operator;
  /** JSON values. */
  readonly args: readonly unknown[];
  /** For `hvp` only. */
  readonly vector: unknown;
}

/** The derivatives of a function as source. */
export interface EmitJob extends FunctionJob {
  readonly kind: 'emit';
  readonly language: LanguageName;
  /** For a function of arrays: the arguments of one call, and the parameters that the gradient is by. */
  readonly call?: { readonly args: readonly unknown[]; readonly wrt: readonly string[] };
  /** What the points are, in words. */
  readonly pointsText: string;
}

/** A function at one point, to be explained. */
export interface ExplainJob extends TargetJob<readonly string[]> {
  readonly kind: 'explain';
  /** The number that varies, or the arguments of a call: JSON values. */
  readonly point:
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'arguments'; readonly args: readonly unknown[] };
  readonly orders: { readonly from: number; readonly to: number };
}

/** Posted for a point to be explained: prints, then one explanation, whose places are stacks of the guest. */
export type ExplainMessage =
  | PrintMessage
  | { readonly kind: 'explanation'; readonly explanation: Explanation<string>; readonly stats: Stats };

export type Job = ExplainJob | RunJob | SweepJob | CallJob | EmitJob | CheckJob;

/** Posted at any time. `stream` is `out`, `err`, or `warning`, whose text is one without a line end. */
export interface PrintMessage {
  readonly kind: 'print';
  readonly stream: string;
  readonly text: string;
}

/** Figures of `--stats`. */
export type Stats = readonly (readonly [name: string, value: number])[];

/** Posted for a program: prints, then one end. */
export type RunMessage = PrintMessage | { readonly kind: 'end'; readonly stats: Stats };

/** Posted by the worker, in this order: prints at any time, one head, blocks of rows, one end. */
export type SweepMessage =
  | PrintMessage
  | { readonly kind: 'head'; readonly head: Head }
  | { readonly kind: 'rows'; readonly rows: number; readonly columns: readonly Float64Array[] }
  | {
      readonly kind: 'end';
      readonly warnings: readonly string[];
      readonly branchChanges: readonly BranchChange[];
      readonly stats: Stats;
    };

/** Posted for source: prints, then one text. */
export type EmitMessage =
  | PrintMessage
  | {
      readonly kind: 'source';
      readonly text: string;
      readonly warnings: readonly string[];
      readonly stats: Stats;
    };

/** Posted for a call: prints, then one result. */
export type CallMessage =
  | PrintMessage
  | {
      readonly kind: 'result';
      /** What the guest wrote (`sandbox/call-args.ts`). */
      readonly answer: string;
      /** The parameters that vary: names of what `answer` lists where there are several. */
      readonly variables: readonly string[];
      /** Their values: JSON. */
      readonly at: readonly unknown[];
      readonly stats: Stats;
    };

/** Asked by the worker, which waits for the answer. */
export type SweepQuestion =
  | ModuleQuestion
  /** Answer: a Float64Array for the variable and for each bound parameter, with the next points; null at their end. */
  | { readonly kind: 'points'; readonly variable: string }
  /** Asked where the shard is empty. Answer: the numbers of the first point of the whole sequence. */
  | { readonly kind: 'first' };

/** Asked by `emit`. Answer to `sites`: for each stack where that is in the script, and the variable that the number is. */
export type EmitQuestion = SweepQuestion | { readonly kind: 'sites'; readonly stacks: readonly string[] };

/** A place is `file:line`. */
export interface ScriptSite {
  readonly name: string | undefined;
  readonly place: string | undefined;
}

/** Asked for every import. Answer: `{ name, code }`. */
export interface ModuleQuestion {
  readonly kind: 'module';
  readonly specifier: string;
  readonly importer: string;
}
