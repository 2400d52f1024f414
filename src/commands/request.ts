/** What the command line asked for, parsed and validated: the border between `cli/` and `commands/`. */

import type { LanguageName } from '../codegen/language.ts';

export { LANGUAGES, type LanguageName } from '../codegen/language.ts';

/** Where a function is evaluated. */
export type Points =
  /** `count` points from lo to hi, both ends included, or lo + i·step where `step` is given; undefined: as densely as it is drawn. */
  | RangePoints
  | { readonly kind: 'list'; readonly values: Float64Array }
  /** Numbers, a line each, or a column of a CSV; `-` is standard input. */
  | FilePoints;

export interface FilePoints {
  readonly kind: 'file';
  readonly path: string;
  readonly column: string | undefined;
  /** Columns of further parameters, by the parameter's name. */
  readonly bind: ReadonlyMap<string, string>;
  /** Rows begin with the columns of the file. */
  readonly keep: boolean;
}

/** One of `of` parts of a sequence of points: number index, index + of, index + 2 of … of it, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export interface RangePoints {
  readonly kind: 'range';
  readonly lo: number;
  readonly hi: number;
  readonly count: number | undefined;
  readonly step?: number;
}

export type Mode = 'auto' | 'taylor' | 'reverse' | 'forward';

export const FORMATS = ['table', 'csv', 'tsv', 'json', 'ndjson', 'markdown', 'npy', 'plot', 'svg'] as const;
export type Format = (typeof FORMATS)[number];

/** Limits that hold the script; it can never raise them. */
export interface Limits {
  /** Total time inside the script. */
  readonly timeoutMs: number;
  /** The script's heap, and as much again for arrays on the host. */
  readonly memoryBytes: number;
}

/** A script and what it may use. */
export interface ScriptTarget {
  /** Path as the user wrote it, or `-`. */
  readonly script: string;
  readonly root: string | undefined;
  readonly seed: number;
  readonly limits: Limits;
}

/** The function to differentiate and how. */
export interface Target extends ScriptTarget {
  readonly exportName: string | undefined;
  /** Values of the parameters that do not vary, by name. */
  readonly params: ReadonlyMap<string, unknown>;
  /** Name or 0-based index of the parameter that varies; undefined: the first. */
  readonly wrt: string | undefined;
  readonly maxPoints: number;
}

/** How the result is shown. */
export interface Output {
  readonly format: Format;
  /** File to write; undefined: standard output. */
  readonly file: string | undefined;
  readonly digits: number | undefined;
  readonly na: string | undefined;
  readonly header: boolean;
  /** Decided from --color, NO_COLOR, FORCE_COLOR and the terminal: 0 none, 1 16 colours, 2 256, 3 full. */
  readonly colorLevel: 0 | 1 | 2 | 3;
  /** Characters (plot) or pixels (svg). */
  readonly width: number | undefined;
  readonly height: number | undefined;
  readonly ascii: boolean;
}

/** `run`. */
export interface RunRequest {
  readonly target: ScriptTarget;
  /** How the script's figures are drawn; `file` is an SVG that holds one of them. */
  readonly output: Pick<Output, 'file' | 'width' | 'height' | 'ascii' | 'colorLevel'>;
  readonly quiet: boolean;
  readonly stats: boolean;
}

/** `grad` and `plot`. */
export interface SweepRequest {
  readonly target: Target;
  readonly points: Points;
  readonly shard: Shard;
  /** Orders shown; the value column only if `from` is 0. */
  readonly orders: { readonly from: number; readonly to: number };
  readonly mode: Mode;
  readonly compile: boolean;
  readonly output: Output;
  readonly strict: boolean;
  readonly quiet: boolean;
  readonly stats: boolean;
}

/** `emit`. */
export interface EmitRequest {
  readonly target: Target;
  /** For a function of arrays: the arguments of one call, and the parameters that the gradient is by. */
  readonly call: { readonly args: JsonSource; readonly wrt: readonly string[] } | undefined;
  /** A range has a count. */
  readonly points: Points;
  readonly orders: { readonly from: number; readonly to: number };
  readonly language: LanguageName;
  /** File to write; undefined: standard output. */
  readonly file: string | undefined;
  readonly strict: boolean;
  readonly quiet: boolean;
  readonly stats: boolean;
}

/** What is computed of one call. */
export const OPERATORS = ['grad', 'jacobian', 'hessian', 'hvp'] as const;
export type Operator = (typeof OPERATORS)[number];

/** JSON on the command line, or in a file; `-` is standard input. */
export type JsonSource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string };

export const CALL_FORMATS = ['json', 'table', 'npy'] as const satisfies readonly Format[];
export type CallFormat = (typeof CALL_FORMATS)[number];

/** `grad --args`, `jacobian`, `hessian`, `hvp`. */
export interface CallRequest {
  readonly operator: Operator;
  /** `wrt`: names or 0-based indices of the parameters that vary; none: the first. */
  readonly target: Omit<Target, 'wrt' | 'maxPoints'> & { readonly wrt: readonly string[] };
  /** The arguments, in the order of the parameters. */
  readonly args: JsonSource;
  /** What the Hessian is multiplied by, for `hvp` only. */
  readonly vector: JsonSource | undefined;
  readonly output: {
    readonly format: CallFormat;
    readonly file: string | undefined;
    readonly digits: number | undefined;
  };
  readonly strict: boolean;
  readonly quiet: boolean;
  readonly stats: boolean;
}

/** `grad --explain`. */
export interface ExplainRequest {
  readonly target: CallRequest['target'];
  /** The number that varies, or the arguments of a call. */
  readonly point:
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'arguments'; readonly source: JsonSource };
  readonly orders: { readonly from: number; readonly to: number };
  readonly output: {
    readonly format: 'table' | 'json';
    readonly file: string | undefined;
    readonly digits: number | undefined;
  };
  readonly strict: boolean;
  readonly quiet: boolean;
  readonly stats: boolean;
}

/** What a command reports when it is done; `cli/main.ts` prints it on standard error and decides the exit status. */
export interface Outcome {
  /** In the order in which they arose; repeats are printed once. */
  readonly warnings: readonly string[];
  /** `--stats`: name and value of each line, in order. */
  readonly stats: readonly (readonly [name: string, value: string | number])[];
}

/** Shows how far long work is. */
export interface Progress {
  /** `total` is left out where it is not known; `unit` is what is counted, `note` a word on where the work is. */
  update(done: number, total?: number, unit?: string, note?: string): void;
  /** Removes what was drawn; call it before anything else is written to the terminal. It may be drawn again after. */
  clear(): void;
}

/** The world as a command sees it; tests pass their own. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & {
    readonly isTTY?: boolean;
    readonly columns?: number;
    readonly rows?: number;
  };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly progress?: Progress;
  /** Told the path of each file of the script before it is read. */
  readonly onRead?: (path: string) => void;
}
