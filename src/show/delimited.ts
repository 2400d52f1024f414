/**
 * CSV and TSV: a header (RFC 4180 quoting), then rows with the shortest texts that read back as the same doubles. Memory is
 * bounded by a block.
 */

import { numberText } from '../base/numbers.ts';
import type { Block, Formatter, Head } from '../base/result.ts';
import { stringifyRows } from './row-text.ts';

export interface DelimitedOptions {
  readonly delimiter: ',' | '\t';
  readonly header: boolean;
  /** Text of non-finite numbers; nan, inf and -inf if undefined. */
  readonly na: string | undefined;
}

/** Stands for `na` between `JSON.stringify` and the text; numbers hold no letter N. */
const NA = 'N';

/** Return a formatter for CSV or TSV. The header comes with the first rows. */
export function delimited(options: DelimitedOptions): Formatter {
  const { delimiter, na } = options;
  let header = '';
  const takeHeader = () => {
    const text = header;
    header = '';
    return text;
  };
  return {
    begin(head: Head) {
      if (options.header) header = `${head.names.map((name) => quoted(name, delimiter)).join(delimiter)}\n`;
      return '';
    },
    rows(block: Block) {
      let text = takeHeader();
      for (const json of stringifyRows(block, (value) => replacement(value, na))) {
        let lines = json.slice(1, -1).replaceAll('],[', '\n').replaceAll('"', '');
        if (delimiter !== ',') lines = lines.replaceAll(',', delimiter);
        if (na !== undefined) lines = lines.replaceAll(NA, () => quoted(na, delimiter));
        text += `${lines}\n`;
      }
      return text;
    },
    end: takeHeader,
  };
}

function replacement(value: number, na: string | undefined): string {
  return na === undefined || Number.isFinite(value) ? numberText(value) : NA;
}

/** Quote a field that holds the delimiter, a quote or a line break. */
function quoted(field: string, delimiter: string): string {
  return field.includes(delimiter) || /["\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
