/**
 * One column of numbers out of text that arrives in pieces: a number a line, or CSV (RFC 4180) or TSV with or without a
 * header. Only the record under way is held. An own reader, because a general one (papaparse) yields rows of text without
 * their line numbers, which every message here needs.
 */

import { type AutogradError, usageError } from '../base/errors.ts';
import { readNumber } from '../base/numbers.ts';

export interface ColumnChoice {
  /** What is read, as messages name it. */
  readonly name: string;
  /** A column's name, or its index from 0; undefined: the one named like `variable`, else `x`, else the first. */
  readonly column: string | undefined;
  readonly variable: string;
}

export interface NumberColumn {
  /** Take a piece of text; return the numbers of the lines that it completes. Throws E_USAGE. */
  read(piece: string): Float64Array;
  /** Return the number of the last line, if it had no end. */
  end(): Float64Array;
}

const LONGEST_RECORD = 2 ** 20; // characters; beyond, a quote was not closed or this is no text of numbers
const LONGEST_SHOWN = 40;

/** Where the numbers are in a record. */
interface Layout {
  readonly separator: string;
  readonly index: number;
}

/** Return a reader of the column that `choice` describes. */
export function numberColumn(choice: ColumnChoice): NumberColumn {
  return new Reader(choice);
}

class Reader implements NumberColumn {
  private readonly choice: ColumnChoice;
  /** The line under way. */
  private tail = '';
  /** Lines of the record under way: more than one where a quoted cell holds line ends. */
  private record: string | undefined;
  private isQuoted = false;
  private lines = 0;
  /** First line of the record under way, from 1. */
  private line = 0;
  /** Undefined until the first record that is not blank. */
  private layout: Layout | undefined;

  constructor(choice: ColumnChoice) {
    this.choice = choice;
  }

  read(piece: string): Float64Array {
    const lines = (this.tail + piece).split('\n');
    this.tail = lines.pop()!;
    const numbers: number[] = [];
    for (const line of lines) this.takeLine(line, numbers);
    if (this.record === undefined) this.line = this.lines + 1;
    this.limit(this.tail);
    return Float64Array.from(numbers);
  }

  end(): Float64Array {
    const numbers: number[] = [];
    this.takeLine(this.tail, numbers);
    if (this.isQuoted) throw this.fail('opens a quote that is never closed');
    return Float64Array.from(numbers);
  }

  private takeLine(line: string, numbers: number[]): void {
    this.lines++;
    if (this.record === undefined) this.line = this.lines;
    this.record = this.record === undefined ? line : `${this.record}\n${line}`;
    if (hasOddQuotes(line)) this.isQuoted = !this.isQuoted;
    this.limit(this.record);
    if (this.isQuoted) return;
    if (this.record.trim() !== '') this.takeRecord(this.record, numbers);
    this.record = undefined;
  }

  private takeRecord(record: string, numbers: number[]): void {
    if (this.layout === undefined) {
      const header = this.begin(record);
      if (header === 'header') return;
    }
    numbers.push(this.numberOf(record, this.layout!));
  }

  /** Decide the layout by the first record: it is a header if it holds no number. */
  private begin(record: string): 'header' | 'numbers' {
    const separator = cellsOf(record, '\t').length > 1 ? '\t' : ',';
    const cells = cellsOf(record, separator);
    const isHeader = cells.every((cell) => readNumber(cell) === undefined);
    this.layout = { separator, index: isHeader ? this.indexByName(cells) : this.indexByCount(cells.length) };
    return isHeader ? 'header' : 'numbers';
  }

  private indexByName(header: readonly string[]): number {
    const { column, variable } = this.choice;
    if (column === undefined) return Math.max(0, header.indexOf(header.includes(variable) ? variable : 'x'));
    const index = header.indexOf(column);
    if (index !== -1) return index;
    if (/^\d+$/.test(column)) return this.indexByCount(header.length);
    throw this.fail(`has no column "${column}"`, `its columns are ${header.join(', ')}`);
  }

  private indexByCount(columns: number): number {
    const { column = '0' } = this.choice;
    if (!/^\d+$/.test(column)) {
      throw this.fail(
        `is no header, so there is no column "${column}"`,
        'give --col an index: the first column is 0',
      );
    }
    if (Number(column) < columns) return Number(column);
    throw this.fail(`has no column ${column}`, `--col counts from 0; the last column is ${columns - 1}`);
  }

  private numberOf(record: string, { separator, index }: Layout): number {
    const cell = cellsOf(record, separator)[index];
    if (cell === undefined || cell === '')
      throw this.fail(`holds nothing in column ${index} (counted from 0)`);
    const value = readNumber(cell);
    if (value !== undefined) return value;
    throw this.fail(
      `holds no number: "${cell.length > LONGEST_SHOWN ? `${cell.slice(0, LONGEST_SHOWN)}…` : cell}"`,
    );
  }

  private limit(text: string): void {
    if (text.length <= LONGEST_RECORD) return;
    throw this.fail(
      'is too long',
      this.isQuoted ? 'a quote is not closed' : 'expected a number a line, or CSV',
    );
  }

  private fail(problem: string, hint?: string): AutogradError {
    return usageError(`${this.choice.name}: line ${this.line} ${problem}`, hint);
  }
}

function hasOddQuotes(line: string): boolean {
  return line.includes('"') && line.split('"').length % 2 === 0;
}

/** The cells of a record without the blanks around them. */
function cellsOf(record: string, separator: string): string[] {
  if (!record.includes('"')) return record.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < record.length; i++) {
    const character = record[i]!;
    if (character === '"') {
      if (!isQuoted && record[i - 1] === '"') cell += '"'; // a doubled quote closes and opens again
      isQuoted = !isQuoted;
    } else if (character === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  return [...cells, cell.trim()];
}
