/** A line of source with a mark below one of its columns, for messages. */

import { printable } from './text.ts';

const LONGEST = 100;
const TAB = '  ';

/** Return a line of source fit to print, of a very long one the part around `column` (from 1), and how far in that column is then. */
export function excerptOf(
  source: string,
  column: number,
): { readonly text: string; readonly indent: number } {
  const start = source.length <= LONGEST ? 0 : Math.max(0, column - 1 - LONGEST / 2);
  return {
    text: shown(source.slice(start, start + LONGEST)),
    indent: shown(source.slice(start, column - 1)).length,
  };
}

function shown(source: string): string {
  return printable(source.replaceAll('\t', TAB));
}
