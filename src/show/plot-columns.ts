/** Reduces a run of points to the columns of a terminal: a value at each border, and the extremes within. */

import type { Run } from './segments.ts';

/** `count` equal columns from lo to hi. */
export interface Columns {
  readonly lo: number;
  readonly hi: number;
  readonly count: number;
}

export interface ColumnValues {
  /** The first column that the run touches. */
  readonly first: number;
  /** Values at the borders of the columns touched: one more than there are columns. */
  readonly borders: readonly number[];
  /** Least and greatest value within each column; a spike must not vanish. */
  readonly extremes: readonly { readonly lo: number; readonly hi: number }[];
}

/** Return what a run looks like in columns. `x` rises; a run that ends within a column keeps its last value to the border. */
export function columnValues(x: Float64Array, y: Float64Array, run: Run, columns: Columns): ColumnValues {
  const { lo, hi, count } = columns;
  const columnOf = (value: number) => Math.min(count - 1, Math.floor(((value - lo) / (hi - lo)) * count));
  const first = columnOf(x[run.from]!);
  const last = columnOf(x[run.to - 1]!);
  const borders: number[] = [];
  const extremes: { lo: number; hi: number }[] = [];
  let i = run.from;
  for (let column = first; column <= last + 1; column++) {
    const border = lo + ((hi - lo) * column) / count;
    while (i + 1 < run.to && x[i + 1]! <= border) i++;
    borders.push(interpolate(x, y, run, i, border));
  }
  for (let c = 0; c <= last - first; c++) {
    const ends = [borders[c]!, borders[c + 1]!];
    extremes.push({ lo: Math.min(...ends), hi: Math.max(...ends) });
  }
  for (let k = run.from; k < run.to; k++) {
    const extreme = extremes[columnOf(x[k]!) - first]!;
    extreme.lo = Math.min(extreme.lo, y[k]!);
    extreme.hi = Math.max(extreme.hi, y[k]!);
  }
  return { first, borders, extremes };
}

/** The value at `at` on the line from sample i to the next; beyond the run's ends its end values. */
function interpolate(x: Float64Array, y: Float64Array, run: Run, i: number, at: number): number {
  if (i + 1 >= run.to || at <= x[i]!) return y[i]!;
  const part = (at - x[i]!) / (x[i + 1]! - x[i]!);
  return y[i]! * (1 - part) + y[i + 1]! * part;
}
