/**
 * One column of numbers out of text that arrives in pieces: a number a line, or CSV (RFC 4180) or TSV with or without a
 * header. Only the record under way is held. An own reader, because a general one (papaparse) yields rows of text without
 * their line numbers, which every message here needs.
 */

import { type AutogradError, usageError } from '../base/errors.ts';
import { numberText, readNumber } from '../base/numbers.ts';

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

/** Return a reader of the column that `choice` describes. */
export function numberColumn(choice: ColumnChoice): NumberColumn {
  return new Reader(choice);
}

class Reader implements NumberColumn {
  private readonly choice: ColumnChoice;
  private pending = '';
  private line = 1;
  /** Undefined until the first line that is not blank. */
  private layout: { readonly separator: string; readonly index: number } | undefined;

  constructor(choice: ColumnChoice) {
    this.choice = choice;
  }

  read(piece: string): Float64Array {
    const text = this.pending + piece;
    const numbers: number[] = [];
    let start = 0;
    for (let end = recordEnd(text, start); end !== -1; end = recordEnd(text, start)) {
      this.take(text.slice(start, end), numbers);
      start = end + 1;
    }
    this.pending = text.slice(start);
    if (this.pending.length > LONGEST_RECORD) throw this.fail('has no end', 'is a quote not closed?');
    return Float64Array.from(numbers);
  }

  end(): Float64Array {
    if (isInsideQuotes(this.pending)) throw this.fail('has a quote that is not closed');
    const numbers: number[] = [];
    this.take(this.pending, numbers);
    this.pending = '';
    return Float64Array.from(numbers);
  }

  private take(record: string, numbers: number[]): void {
    if (record.trim() !== '') {
      if (this.layout === undefined) this.begin(record, numbers);
      else numbers.push(this.number(record, this.layout));
    }
    this.line += 1 + countOf(record, '\n');
  }

  /** The first record: a header if it holds no number. */
  private begin(record: string, numbers: number[]): void {
    const separator = record.includes('\t') ? '\t' : ',';
    const cells = cellsOf(record, separator);
    const hasHeader = cells.every((cell) => readNumber(cell) === undefined);
    this.layout = { separator, index: hasHeader ? this.named(cells) : this.counted(cells.length) };
    if (!hasHeader) numbers.push(this.number(record, this.layout));
  }

  private named(header: readonly string[]): number {
    const { column, variable } = this.choice;
    if (column === undefined) {
      const preferred = header.includes(variable) ? variable : 'x';
      return Math.max(0, header.indexOf(preferred));
    }
    const index = header.indexOf(column);
    if (index !== -1) return index;
    if (/^\d+$/.test(column)) return this.counted(header.length);
    throw this.fail(`has no column "${column}"`, `its columns are ${header.join(', ')}`);
  }

  private counted(columns: number): number {
    const { column = '0' } = this.choice;
    if (!/^\d+$/.test(column)) {
      throw this.fail(`is no header, so there is no column "${column}"`, 'give --col an index; the first column is 0');
    }
    const index = Number(column);
    if (index >= columns) throw this.fail(`has ${columns} columns, so there is no --col ${column} counted from 0`);
    return index;
  }

  private number(record: string, { separator, index }: { separator: string; index: number }): number {
    const cell = isPlain(record, separator) ? record.trim() : cellsOf(record, separator)[index];
    if (cell === undefined || cell === '') throw this.fail(`has nothing in column ${index + 1}`);
    const value = readNumber(cell);
    if (value !== undefined) return value;
    const shown = cell.length > LONGEST_SHOWN ? `${cell.slice(0, LONGEST_SHOWN)}…` : cell;
    throw this.fail(`is not a number: "${shown}"`);
  }

  private fail(problem: string, hint?: string): AutogradError {
    return usageError(`${this.choice.name}, line ${numberText(this.line)} ${problem}`, hint);
  }
}
