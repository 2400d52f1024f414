/**
 * Rows of a block as JSON text, fast: one `JSON.stringify` for a whole block takes about as long as one for each row and
 * half the time of template strings. It cannot write -0 and non-finite numbers; those go in as strings, whose quotes
 * the callers take away.
 */

import type { Block } from '../base/result.ts';

/** Return the text that stands for a value JSON cannot write (-0, nan, inf, -inf), or null. */
export type Replacement = (value: number) => string | null;

/** Rows that are turned into text at once; fits the cache; thousands at a time are slower. */
const CHUNK = 256;

/**
 * Return the rows `[[…],[…]]` of `block` as JSON texts, without the outermost brackets, in chunks. A value that JSON cannot
 * write appears as the JSON string or null that `replace` gives.
 */
export function* stringifyRows(block: Block, replace: Replacement): Generator<string> {
  const width = block.columns.length;
  let rows: (number | string | null)[][] = [];
  for (let start = 0; start < block.rows; start += CHUNK) {
    const count = Math.min(CHUNK, block.rows - start);
    // Rows are reused: filling arrays of doubles is cheaper than making them.
    if (rows.length !== count) rows = Array.from({ length: count }, () => new Array<number>(width).fill(0.5));
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      for (let j = 0; j < width; j++) {
        const value = block.columns[j]![start + i]!;
        row[j] = isPlain(value) ? value : replace(value);
      }
    }
    yield JSON.stringify(rows).slice(1, -1);
  }
}

/** True if JSON writes the value as it is: finite and not -0. */
function isPlain(value: number): boolean {
  return value === 0 ? 1 / value > 0 : value - value === 0;
}
