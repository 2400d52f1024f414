/** What a script's worker says, in the main thread: its warnings become the program's, all else goes to standard error. */

import { logText, printable } from '../base/text.ts';
import type { PrintMessage } from './job.ts';
import type { Io } from './request.ts';

export class Spoken {
  /** What arose while the script ran, in order. */
  readonly warnings: string[] = [];
  private readonly io: Pick<Io, 'stderr' | 'env'>;

  constructor(io: Pick<Io, 'stderr' | 'env'>) {
    this.io = io;
  }

  take({ stream, text }: Pick<PrintMessage, 'stream' | 'text'>): void {
    if (stream === 'warning') this.warnings.push(text);
    else this.io.stderr.write(logText(printable(text, 'lines'), this.io.env));
  }
}
