/**
 * The rewritten text, written from left to right: pieces of the source copied, blanked or left out, and text of our own
 * that stands for a chosen place of the source. It remembers where each piece came from and knows nothing of syntax.
 */

import { lastAtMost } from './positions.ts';

/** Can the first character of `text` be part of an identifier or a keyword? */
const isWordPart = (text: string): boolean => /^[\w$\\\u0080-\uffff]/.test(text);

export class Output {
  code = '';
  /** The last character of `code`: to read it from there would join all pieces every time. */
  private last = ' ';
  /** Everything of the source before this offset has been dealt with. */
  cursor = 0;
  /** The end of the last blanked stretch of the source. */
  blankedTo = -1;
  private readonly source: string;
  // Column-wise, one entry a piece: where it starts in the code, what it stands for in the source, and whether it is as long there.
  private readonly starts: number[] = [];
  private readonly originals: number[] = [];
  private readonly copied: boolean[] = [];

  constructor(source: string) {
    this.source = source;
  }

  /** Copy the source up to `end`. */
  copyTo(end: number): void {
    if (end <= this.cursor) return;
    this.piece(this.cursor, true);
    this.append(this.source.slice(this.cursor, end));
    this.cursor = end;
  }

  /** Copy the source up to `start`, then put spaces in place of what lies between there and `end`. Lines stay. */
  blank(start: number, end: number): void {
    this.copyTo(start);
    this.piece(start, true);
    this.append(this.source.slice(start, end).replace(/[^\r\n]/g, ' '));
    this.cursor = this.blankedTo = end;
  }

  /** Leave out the source up to `end`, except for its line ends. */
  skipTo(end: number): void {
    const lines = this.source.slice(this.cursor, end).replace(/[^\n]/g, '');
    if (lines !== '') this.insert(lines, this.cursor);
    this.cursor = end;
  }

  /** Leave out the source up to `end`; return its line ends, to be inserted where they do no harm. */
  takeTo(end: number): string {
    const lines = this.source.slice(this.cursor, end).replace(/[^\n]/g, '');
    this.cursor = end;
    return lines;
  }

  /** Write `text`, which stands for the source at `origin`; a space before it keeps `return` and `$ag_neg` apart. */
  insert(text: string, origin: number): void {
    this.piece(origin, false);
    this.append(isWordPart(text) && isWordPart(this.last) ? ` ${text}` : text);
  }

  /** Return the offset in the source that the code at `offset` stands for. */
  originalOf(offset: number): number {
    const index = lastAtMost(this.starts, offset);
    if (index < 0) return offset;
    return this.originals[index]! + (this.copied[index] ? offset - this.starts[index]! : 0);
  }

  private append(text: string): void {
    if (text === '') return;
    this.code += text;
    this.last = text.at(-1)!;
  }

  private piece(original: number, copied: boolean): void {
    this.starts.push(this.code.length);
    this.originals.push(original);
    this.copied.push(copied);
  }
}
