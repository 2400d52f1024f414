/** What the main thread asks of the worker for `grad` and `plot`, and what comes back: everything is data. */

import type { BranchChange, Head } from '../base/result.ts';
import type { ExportInfo } from '../script/exports.ts';
import type { CountedRange } from './range.ts';
import type { Mode } from './request.ts';

/** Points the worker makes itself, a list, or blocks it asks for. */
export type JobPoints =
  | CountedRange
  | { readonly kind: 'list'; readonly values: Float64Array }
  | { readonly kind: 'asked' };

export interface SweepJob {
  readonly script: string;
  /** Name and text of the script's module. */
  readonly entry: { readonly name: string; readonly code: string };
  readonly declared: readonly ExportInfo[];
  readonly exportName: string | undefined;
  readonly fileStem: string | undefined;
  readonly wrt: string | undefined;
  readonly params: ReadonlyMap<string, unknown>;
  readonly points: JobPoints;
  readonly orders: { readonly from: number; readonly to: number };
  readonly mode: Mode;
  readonly compile: boolean;
  /** Look for the places between neighbouring points where the function changes its path. */
  readonly branchChanges: boolean;
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  readonly seed: number;
}

/** Posted by the worker, in this order: prints at any time, one head, blocks of rows, one end. */
export type SweepMessage =
  | { readonly kind: 'print'; readonly text: string }
  | { readonly kind: 'head'; readonly head: Head }
  | { readonly kind: 'rows'; readonly rows: number; readonly columns: readonly Float64Array[] }
  | {
      readonly kind: 'end';
      readonly warnings: readonly string[];
      readonly branchChanges: readonly BranchChange[];
      readonly stats: readonly (readonly [name: string, value: number])[];
    };

/** Asked by the worker, which waits for the answer. */
export type SweepQuestion =
  /** Answer: `{ name, code }`. */
  | { readonly kind: 'module'; readonly specifier: string; readonly importer: string }
  /** Answer: a Float64Array of the next points, or null at their end. */
  | { readonly kind: 'points'; readonly variable: string };
