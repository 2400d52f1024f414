/**
 * JSON and NDJSON. JSON is complete or absent: nothing is said before the end. NDJSON is a line a row, as rows come.
 * Non-finite numbers are null, -0 stays.
 */

import { cellsOf, type Records } from '../base/csv.ts';
import { jsonText } from '../base/json.ts';
import type { Block, Formatter, Head, Tail } from '../base/result.ts';
import { stringifyRows } from './row-text.ts';

/** Return a formatter for one JSON document; it holds the text of all rows until the end. */
export function json(): Formatter {
  // Bytes, not strings: a string cannot be longer than 512 MB.
  const pieces: Buffer[] = [];
  let first = true;
  return {
    begin(head: Head) {
      const opening = JSON.stringify({
        schema: 1,
        script: head.script,
        export: head.exportName,
        order: head.order,
        columns: [...(head.kept ?? []), ...head.names],
      });
      pieces.push(Buffer.from(`${opening.slice(0, -1)},"rows":[`));
      return '';
    },
    rows(block: Block) {
      let row = 0;
      for (const quotedRows of stringifyRows(block, jsonReplacement)) {
        let rows = quotedRows.replaceAll('"', '');
        const { kept } = block;
        if (kept !== undefined)
          rows = rows
            .slice(1, -1)
            .split('],[')
            .map((numbers) => `[${keptValues(kept, row++).join(',')},${numbers}]`)
            .join(',');
        pieces.push(Buffer.from((first ? '' : ',') + rows));
        first = false;
      }
      return '';
    },
    end(tail: Tail) {
      pieces.push(Buffer.from(`],"warnings":${JSON.stringify(tail.warnings)}}\n`));
      return Buffer.concat(pieces);
    },
  };
}

/** Return a formatter for NDJSON: an object a row. */
export function ndjson(): Formatter {
  let keys: readonly string[] = [];
  let keptKeys: readonly string[] = [];
  return {
    begin(head: Head) {
      const all = [...(head.kept ?? []), ...head.names];
      const texts = all.map((name, j) => `${j === 0 ? '{' : ','}${JSON.stringify(name)}:`);
      keys = texts.slice(-head.names.length);
      keptKeys = texts.slice(0, -head.names.length);
      return '';
    },
    rows(block: Block) {
      let text = '';
      for (let i = 0; i < block.rows; i++) {
        if (block.kept !== undefined)
          for (const [j, value] of keptValues(block.kept, i).entries()) text += keptKeys[j]! + value;
        for (let j = 0; j < keys.length; j++) text += keys[j]! + jsonText(block.columns[j]![i]!);
        text += '}\n';
      }
      return text;
    },
    end: () => '',
  };
}

function jsonReplacement(value: number): string | null {
  return value === 0 ? '-0' : null;
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Return the cells of a record as JSON: what is a number in JSON as it stands, anything else as text. */
function keptValues({ delimiter, lines }: Records, row: number): string[] {
  return cellsOf(lines[row]!, delimiter).map((cell) =>
    JSON_NUMBER.test(cell) ? cell : JSON.stringify(cell),
  );
}
