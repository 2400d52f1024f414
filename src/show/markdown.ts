/** A pipe table in Markdown, right-aligned, for reports and issues. Numbers are rounded as in the table. */

import { cellsOf } from '../base/csv.ts';
import type { Block, Formatter, Head } from '../base/result.ts';
import { printable } from '../base/text.ts';
import { roundedText } from './digits.ts';
import { HeldText } from './held-text.ts';

const DIGITS = 8;

/** Return a formatter for a Markdown table. */
export function markdown(options: { readonly digits: number | undefined }): Formatter {
  const digits = options.digits ?? DIGITS;
  const header = new HeldText();
  return {
    begin(head: Head) {
      const names = [...(head.kept ?? []), ...head.names].map(escaped);
      header.hold(line(names) + line(names.map(() => '---:')));
      return '';
    },
    rows(block: Block) {
      let text = header.take();
      for (let i = 0; i < block.rows; i++) {
        const kept = block.kept === undefined ? [] : cellsOf(block.kept.lines[i]!, block.kept.delimiter);
        text += line([
          ...kept.map(escaped),
          ...block.columns.map((column) => roundedText(column[i]!, digits)),
        ]);
      }
      return text;
    },
    end: header.take,
  };
}

function escaped(text: string): string {
  return printable(text).replaceAll('\\', '\\\\').replaceAll('|', '\\|');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
