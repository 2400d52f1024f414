/** A pipe table in Markdown, right-aligned, for reports and issues. Numbers are rounded as in the table. */

import { cellsOf } from '../base/csv.ts';
import type { Block, Formatter, Head } from '../base/result.ts';
import { printable } from '../base/text.ts';
import { roundedText } from './digits.ts';

const DIGITS = 8;

/** Return a formatter for a Markdown table. */
export function markdown(options: { readonly digits: number | undefined }): Formatter {
  const digits = options.digits ?? DIGITS;
  let header = '';
  const takeHeader = () => {
    const text = header;
    header = '';
    return text;
  };
  return {
    begin(head: Head) {
      const names = [...(head.kept ?? []), ...head.names].map(escaped);
      header = line(names) + line(names.map(() => '---:'));
      return '';
    },
    rows(block: Block) {
      let text = takeHeader();
      for (let i = 0; i < block.rows; i++) {
        const kept = block.kept === undefined ? [] : cellsOf(block.kept.lines[i]!, block.kept.delimiter);
        text += line([
          ...kept.map(escaped),
          ...block.columns.map((column) => roundedText(column[i]!, digits)),
        ]);
      }
      return text;
    },
    end: takeHeader,
  };
}

function escaped(text: string): string {
  return printable(text).replaceAll('\\', '\\\\').replaceAll('|', '\\|');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
