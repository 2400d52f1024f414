/**
 * Columns of numbers out of text that arrives in pieces: a number a line, or CSV (RFC 4180) or TSV with or without a header. Only
 * the record under way is held. An own reader, because a general one (papaparse) yields rows of text without their line
 * numbers, which every message here needs.
 */

import { cellAt, cellCount, cellsOf, type Delimiter } from '../base/csv.ts';
import { type AutogradError, usageError } from '../base/errors.ts';
import { readNumber } from '../base/numbers.ts';
import { closest } from '../base/text.ts';
import type { Shard } from './request.ts';

export interface ColumnChoice {
  /** What is read, as messages name it. */
  readonly name: string;
  /** A column's name, or its index from 0; undefined: the one named like `variable`, else `x`, else the first. */
  readonly column: string | undefined;
  readonly variable: string;
  /** Further columns, likewise. */
  readonly bound: readonly string[];
  /** Hand on the records, too. */
  readonly keep: boolean;
  /** Which records are points. */
  readonly shard: Shard;
}

/** Points, in order: for each column its numbers; the records they come from, if they are to be kept. */
export interface PointBlock {
  readonly inputs: readonly Float64Array<ArrayBuffer>[];
  readonly records: readonly string[];
}

/** Where the numbers are in a record. */
export interface Layout {
  readonly delimiter: Delimiter;
  /** Of the columns that are read. */
  readonly indices: readonly number[];
  /** Names of all columns; made up where the text has no header. */
  readonly names: readonly string[];
}

const LONGEST_RECORD = 2 ** 20; // characters; beyond, a quote was not closed or this is no text of numbers
const LONGEST_SHOWN = 40;

/** Reads the columns that `choice` describes. */
export class NumberColumns {
  private readonly choice: ColumnChoice;
  /** The line under way. */
  private tail = '';
  /** Lines of the record under way: more than one where a quoted cell holds line ends. */
  private record: string | undefined;
  private isQuoted = false;
  private lines = 0;
  /** First line of the record under way, from 1. */
  private line = 0;
  private known: Layout | undefined;
  /** The first record with numbers, and its line. */
  private first: { readonly record: string; readonly line: number } | undefined;
  /** Records until the next one of the shard. */
  private skip: number;
  /** Why reading has come to its end: the points before are good. */
  private failure: unknown;
  private numbers: number[][] = [];
  private records: string[] = [];

  constructor(choice: ColumnChoice) {
    this.choice = choice;
    this.skip = choice.shard.index - 1;
  }

  /** Undefined until the first record that is not blank. */
  get layout(): Layout | undefined {
    return this.known;
  }

  /** Take a piece of text; return the points of the lines that it completes, up to one that is wrong. */
  read(piece: string): PointBlock {
    return this.attempt(() => {
      const lines = (this.tail + piece).split('\n');
      this.tail = lines.pop()!;
      for (const line of lines) this.takeLine(line);
      if (this.record === undefined) this.line = this.lines + 1;
      this.limit(this.tail);
    });
  }

  /** Return the point of the last line, if it had no end. */
  end(): PointBlock {
    return this.attempt(() => {
      this.takeLine(this.tail);
      if (this.isQuoted) throw this.fail('opens a quote that is never closed');
    });
  }

  /** Throw E_USAGE if a line was wrong. To be called after the points before it have been dealt with. */
  check(): void {
    if (this.failure !== undefined) throw this.failure;
  }

  private attempt(body: () => void): PointBlock {
    try {
      body();
    } catch (error) {
      this.failure = error;
    }
    return this.taken();
  }

  /** Whether there was a point, of whatever shard. */
  get hasPoints(): boolean {
    return this.first !== undefined;
  }

  /** The first point, of whatever shard. */
  firstPoint(): readonly number[] {
    const { record, line } = this.first!;
    this.line = line;
    return this.numbersOf(record, this.known!);
  }

  private taken(): PointBlock {
    const count = this.choice.bound.length + 1;
    const inputs = Array.from({ length: count }, (_, k) => Float64Array.from(this.numbers[k] ?? []));
    const { records } = this;
    this.numbers = inputs.map(() => []);
    this.records = [];
    return { inputs, records };
  }

  private takeLine(line: string): void {
    this.lines++;
    if (this.record === undefined) this.line = this.lines;
    this.record = this.record === undefined ? line : `${this.record}\n${line}`;
    if (hasOddQuotes(line)) this.isQuoted = !this.isQuoted;
    this.limit(this.record);
    if (this.isQuoted) return;
    if (this.record.trim() !== '') this.takeRecord(this.record);
    this.record = undefined;
  }

  private takeRecord(record: string): void {
    if (this.known === undefined && this.begin(record) === 'header') return;
    this.first ??= { record, line: this.line };
    const { shard, keep } = this.choice;
    if (this.skip-- > 0) return;
    this.skip = shard.of - 1;
    const numbers = this.numbersOf(record, this.known!);
    for (let k = 0; k < numbers.length; k++) this.numbers[k]!.push(numbers[k]!);
    if (keep) this.records.push(record.endsWith('\r') ? record.slice(0, -1) : record);
  }

  /** Decide the layout by the first record: it is a header if it holds no number. */
  private begin(record: string): 'header' | 'numbers' {
    const delimiter = cellsOf(record, '\t').length > 1 ? '\t' : ',';
    const cells = cellsOf(record, delimiter);
    const isHeader = cells.every((cell) => readNumber(cell) === undefined);
    const { column, bound } = this.choice;
    const indices = [
      column === undefined
        ? this.usualIndex(isHeader ? cells : [])
        : this.indexOf('--col', column, cells, isHeader),
      ...bound.map((name) => this.indexOf('--bind', name, cells, isHeader)),
    ];
    const names = isHeader ? cells : cells.map((_, j) => (j === indices[0] ? 'x' : `c${j}`));
    this.known = { delimiter, indices, names };
    this.numbers = indices.map(() => []);
    return isHeader ? 'header' : 'numbers';
  }

  private usualIndex(header: readonly string[]): number {
    const { variable } = this.choice;
    return Math.max(0, header.indexOf(header.includes(variable) ? variable : 'x'));
  }

  /** The index of the column that an option asks for by name or index. */
  private indexOf(option: string, column: string, cells: readonly string[], isHeader: boolean): number {
    const named = isHeader ? cells.indexOf(column) : -1;
    if (named !== -1) return named;
    const isIndex = /^\d+$/.test(column);
    if (isIndex && Number(column) < cells.length) return Number(column);
    if (isIndex) {
      throw this.fail(
        `has no column ${column}`,
        `${option} counts from 0; the last column is ${cells.length - 1}`,
      );
    }
    if (!isHeader) {
      throw this.fail(
        `is no header, so there is no column "${column}"`,
        `give ${option} an index: the first column is 0`,
      );
    }
    const near = closest(column, cells);
    const meant = near === undefined ? '' : `did you mean ${near}? `;
    throw this.fail(`has no column "${column}"`, `${meant}its columns are ${cells.join(', ')}`);
  }

  private numbersOf(record: string, { delimiter, indices, names }: Layout): readonly number[] {
    if (this.choice.keep && cellCount(record, delimiter) !== names.length) {
      throw this.fail(
        `has ${cellCount(record, delimiter)} columns, not ${names.length}`,
        'columns can be kept where all rows have the same number of them',
      );
    }
    return indices.map((index) => this.numberIn(cellAt(record, delimiter, index), index));
  }

  private numberIn(cell: string | undefined, index: number): number {
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
