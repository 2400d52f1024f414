/**
 * Results between the commands that compute and the code that shows: named columns of doubles, in blocks of rows. `show/`
 * sees nothing else.
 */

import type { Records } from './csv.ts';

/** Rows in order; `columns[j][i]` is row i of column j. All columns have `rows` elements or more. */
export interface Block {
  readonly rows: number;
  readonly columns: readonly Float64Array[];
  /** What each row begins with, where `Head.kept` names its columns. */
  readonly kept?: Records;
}

/** Everything known before the first row. */
export interface Head {
  /** As the user wrote it; `-` for standard input. */
  readonly script: string;
  /** Name of the export that is differentiated. */
  readonly exportName: string;
  /** Name of the parameter that varies, for axis labels. */
  readonly variable: string;
  /** The highest order. */
  readonly order: number;
  /** Columns of the input that rows begin with, as text. */
  readonly kept?: readonly string[];
  /** `x` (unless columns of the input are kept), then `f`, `d1` … or `f[0]`, `f[1]`, `d1[0]` …: the CSV header goes on with them. */
  readonly names: readonly string[];
  /** For each column of a result its order and its component (0 for a function that returns a number). */
  readonly series: readonly { readonly order: number; readonly component: number; readonly label: string }[];
  /** Number of rows where it is known beforehand (ranges and lists; not standard input). */
  readonly rows: number | undefined;
}

/** A place where the function takes another path, between two neighbouring points; found by bisection. */
export interface BranchChange {
  readonly x: number;
}

/** Everything known after the last row. */
export interface Tail {
  readonly warnings: readonly string[];
  readonly branchChanges: readonly BranchChange[];
}

/** Turns a result into text or bytes, piece by piece; '' where there is nothing to say yet. */
export interface Formatter {
  begin(head: Head): string | Uint8Array;
  rows(block: Block): string | Uint8Array;
  end(tail: Tail): string | Uint8Array;
}
