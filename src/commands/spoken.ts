/** What a script's worker says, in the main thread: its warnings become the program's, all else goes to standard error. */

import { printable } from '../base/text.ts';
import type { PrintMessage } from './job.ts';
import type { Io } from './request.ts';

export class Spoken {
  /** What arose while the script ran, in order. */
  readonly warnings: string[] = [];
  private readonly stderr: Io['stderr'];

  constructor({ stderr }: Pick<Io, 'stderr'>) {
    this.stderr = stderr;
  }

  take({ stream, text }: Pick<PrintMessage, 'stream' | 'text'>): void {
    if (stream === 'warning') this.warnings.push(text);
    else this.stderr.write(printable(text, 'lines'));
  }
}
