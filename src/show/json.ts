/**
 * JSON and NDJSON. JSON is complete or absent: nothing is said before the end. NDJSON is a line a row, as rows come.
 * Non-finite numbers are null, -0 stays.
 */

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
        columns: head.names,
      });
      pieces.push(Buffer.from(`${opening.slice(0, -1)},"rows":[`));
      return '';
    },
    rows(block: Block) {
      for (const rows of stringifyRows(block, jsonReplacement)) {
        pieces.push(Buffer.from((first ? '' : ',') + rows.replaceAll('"', '')));
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
  return {
    begin(head: Head) {
      keys = head.names.map((name, j) => `${j === 0 ? '{' : ','}${JSON.stringify(name)}:`);
      return '';
    },
    rows(block: Block) {
      let text = '';
      for (let i = 0; i < block.rows; i++) {
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
