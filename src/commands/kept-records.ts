/** `--keep`: the records of the input go on beside the rows that are computed from them. Holds those of the rows under way. */

import type { Block, Head } from '../base/result.ts';
import type { PointFile } from './points.ts';

export class KeptRecords {
  readonly warnings: string[] = [];
  private readonly file: PointFile;
  private waiting: string[] = [];

  constructor(file: PointFile) {
    this.file = file;
  }

  /** Take the records of points that are handed to the worker. */
  add(records: readonly string[]): void {
    this.waiting = this.waiting.length === 0 ? [...records] : [...this.waiting, ...records];
  }

  /** Return the head with the columns of the input in place of x. */
  head(head: Head): Head {
    const kept = this.file.layout.names;
    const names = head.names.slice(1);
    const twice = names.filter((name) => kept.includes(name));
    if (twice.length > 0)
      this.warnings.push(`the input has columns of the same name as results: ${twice.join(', ')}`);
    return { ...head, kept, names };
  }

  /** Return a block with its records in place of x. */
  block({ rows, columns }: Block): Block {
    const lines = this.waiting.slice(0, rows);
    this.waiting = this.waiting.slice(rows);
    return { rows, columns: columns.slice(1), kept: { delimiter: this.file.layout.delimiter, lines } };
  }
}
