/** From offsets in a text to lines and columns and back. Lines end at `\n` only, as in QuickJS and in editors. */

import type { Place } from '../base/errors.ts';

/** Return the offset at which each line of `text` starts. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Return the index of the last element of the ascending `values` that is ≤ `value`; -1 if there is none. */
export function lastAtMost(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Return the function from an offset in `text` (UTF-16 units) to the place in `file`. */
export function placesOf(text: string, file: string): (offset: number) => Place {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= lineStarts(text);
    const line = lastAtMost(starts, offset);
    return { file, line: line + 1, column: offset - starts[line]! + 1 };
  };
}

/** Return the offset of a place that counts from 1 and counts columns in code points, as QuickJS does. */
export function offsetOf(text: string, starts: readonly number[], line: number, column: number): number {
  let offset = starts[Math.min(line, starts.length) - 1] ?? 0;
  for (let passed = 1; passed < column && offset < text.length; passed++) {
    offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  }
  return offset;
}
