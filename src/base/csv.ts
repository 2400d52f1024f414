/**
 * Records of CSV (RFC 4180) and TSV as text: cells out of a record, a record out of cells. Whoever reads a file decides where its
 * records end.
 */

export type Delimiter = ',' | '\t';

/** Records of an input as they were read, without their line ends. */
export interface Records {
  readonly delimiter: Delimiter;
  readonly lines: readonly string[];
}

/** Return the cells of a record without the blanks around them. */
export function cellsOf(record: string, delimiter: Delimiter): string[] {
  if (!record.includes('"')) return record.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < record.length; i++) {
    const character = record[i]!;
    if (character === '"') {
      if (!isQuoted && record[i - 1] === '"') cell += '"'; // a doubled quote closes and opens again
      isQuoted = !isQuoted;
    } else if (character === delimiter && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  return [...cells, cell.trim()];
}

/** Return one of those cells (from 0), undefined where there is none: in a third of the time where there are no quotes. */
export function cellAt(record: string, delimiter: Delimiter, index: number): string | undefined {
  if (record.includes('"')) return cellsOf(record, delimiter)[index];
  let start = 0;
  for (let j = 0; j < index; j++) {
    start = record.indexOf(delimiter, start) + 1;
    if (start === 0) return undefined;
  }
  const end = record.indexOf(delimiter, start);
  return record.slice(start, end === -1 ? undefined : end).trim();
}

/** Return how many cells a record has. */
export function cellCount(record: string, delimiter: Delimiter): number {
  if (record.includes('"')) return cellsOf(record, delimiter).length;
  let count = 1;
  for (let at = record.indexOf(delimiter); at !== -1; at = record.indexOf(delimiter, at + 1)) count++;
  return count;
}

/** Return a field as a record holds it: in quotes if it holds the delimiter, a quote or a line break. */
export function quoted(field: string, delimiter: Delimiter): string {
  return field.includes(delimiter) || /["\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
