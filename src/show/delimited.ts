/**
 * CSV and TSV: a header (RFC 4180 quoting), then rows with the shortest texts that read back as the same doubles. Memory is
 * bounded by a block.
 */

import { cellsOf, type Delimiter, quoted, type Records } from '../base/csv.ts';
import { numberText } from '../base/numbers.ts';
import type { Block, Formatter, Head } from '../base/result.ts';
import { HeldText } from './held-text.ts';
import { stringifyRows } from './row-text.ts';

export interface DelimitedOptions {
  readonly delimiter: Delimiter;
  readonly header: boolean;
  /** Text of non-finite numbers; nan, inf and -inf if undefined. */
  readonly na: string | undefined;
}

/** Stands for `na` between `JSON.stringify` and the text; numbers hold no letter N. */
const NA = 'N';

/** Return a formatter for CSV or TSV. The header comes with the first rows. */
export function delimited(options: DelimitedOptions): Formatter {
  const { delimiter, na } = options;
  const header = new HeldText();
  return {
    begin(head: Head) {
      const names = [...(head.kept ?? []), ...head.names];
      if (options.header) header.hold(`${names.map((name) => quoted(name, delimiter)).join(delimiter)}\n`);
      return '';
    },
    rows(block: Block) {
      let text = header.take();
      let row = 0;
      for (const json of stringifyRows(block, (value) => replacement(value, na))) {
        let lines = json.slice(1, -1).replaceAll('],[', '\n').replaceAll('"', '');
        if (delimiter !== ',') lines = lines.replaceAll(',', delimiter);
        if (na !== undefined) lines = lines.replaceAll(NA, () => quoted(na, delimiter));
        if (block.kept === undefined) text += `${lines}\n`;
        else
          for (const line of lines.split('\n'))
            text += `${record(block.kept, row++, delimiter)}${delimiter}${line}\n`;
      }
      return text;
    },
    end: header.take,
  };
}

function replacement(value: number, na: string | undefined): string {
  return na === undefined || Number.isFinite(value) ? numberText(value) : NA;
}

/** Return a record as it was read; its cells are quoted anew only where the delimiter is another one. */
function record({ delimiter, lines }: Records, row: number, wanted: Delimiter): string {
  const line = lines[row]!;
  if (delimiter === wanted) return line;
  return cellsOf(line, delimiter)
    .map((cell) => quoted(cell, wanted))
    .join(wanted);
}
