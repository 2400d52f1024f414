/**
 * Where a result goes: standard output with backpressure, or a file that appears only when it is complete. A closed pipe
 * is reported as an error with code EPIPE, which `cli/main.ts` takes for success.
 */

import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { usageError } from '../base/errors.ts';
import type { Io } from './request.ts';

export interface Sink {
  /** Take a piece of the result; resolves when more may be written. An empty piece is nothing. */
  write(piece: string | Uint8Array): Promise<void>;
  /** The result is complete. */
  close(): Promise<void>;
  /** The result will never be complete: a file does not appear. */
  abandon(): void;
}

/** Return the sink for `file`, or for standard output where it is undefined. Throws E_USAGE if a file cannot be written. */
export function openSink(file: string | undefined, io: Pick<Io, 'stdout' | 'cwd'>): Sink {
  return file === undefined ? new StreamSink(io.stdout) : new FileSink(resolve(io.cwd, file), file);
}

class StreamSink implements Sink {
  private readonly stream: NodeJS.WritableStream;
  private failure: Error | undefined;
  private wake: () => void = () => {};

  constructor(stream: NodeJS.WritableStream) {
    this.stream = stream;
    stream.on('error', this.onError);
    stream.on('drain', this.onDrain);
  }

  async write(piece: string | Uint8Array): Promise<void> {
    if (piece.length === 0) return;
    this.check();
    if (this.send(piece)) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    this.check();
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.stream.write('', (error) => {
        this.failure ??= error ?? undefined;
        resolve();
      });
    });
    this.abandon();
    this.check();
  }

  /** The error listener stays: a pipe may report that it was closed after the last write. */
  abandon(): void {
    this.stream.off('drain', this.onDrain);
  }

  /** A file as standard output throws at once, a pipe reports later. */
  private send(piece: string | Uint8Array): boolean {
    try {
      return this.stream.write(piece);
    } catch (error) {
      throw writeError('standard output', error);
    }
  }

  private check(): void {
    if (this.failure !== undefined) throw writeError('standard output', this.failure);
  }

  private readonly onError = (error: Error): void => {
    this.failure = error;
    this.wake();
  };

  private readonly onDrain = (): void => this.wake();
}

const WRITE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
};

/** The user's form of what writing met; a closed pipe is left as it is. */
function writeError(name: string, error: unknown): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return isClosedPipe(error) ? error : usageError(`cannot write ${name}: ${WRITE_ERRORS[code] ?? message}`);
}

/** Whether an error says that the reader of a pipe has gone. */
export function isClosedPipe(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED';
}

/** A temporary file beside the target, renamed when it is complete. Something else than a regular file (a pipe, /dev/null) is written as it is. */
class FileSink implements Sink {
  private readonly name: string;
  private readonly target: string;
  /** Undefined where the target is written as it is. */
  private readonly temporary: string | undefined;
  private readonly descriptor: number;
  private isOpen = true;

  constructor(path: string, name: string) {
    this.name = name;
    const existing = this.attempt(() => statSync(path, { throwIfNoEntry: false }));
    const isDirect = existing !== undefined && !existing.isFile() && !existing.isDirectory();
    // A link stays a link: what it points to is replaced. /dev/stdout points to what has no name where it is a pipe.
    this.target = existing === undefined || isDirect ? path : realpathSync(path);
    this.temporary = isDirect
      ? undefined
      : join(dirname(this.target), `.${basename(this.target)}.${process.pid}.tmp`);
    this.descriptor = this.attempt(() => {
      if (existing?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
      return openSync(this.temporary ?? this.target, 'w', existing?.mode);
    });
    process.on('exit', this.onExit);
  }

  async write(piece: string | Uint8Array): Promise<void> {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    this.attempt(() => {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.descriptor, bytes, done);
    });
  }

  async close(): Promise<void> {
    this.release();
    if (this.temporary !== undefined) this.attempt(() => renameSync(this.temporary!, this.target));
  }

  /** Also after `close` has failed. */
  abandon(): void {
    this.release();
    this.onExit();
  }

  private release(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    closeSync(this.descriptor);
    process.off('exit', this.onExit);
  }

  /** Also when the program is interrupted: bin/ turns signals into an exit. */
  private readonly onExit = (): void => {
    if (this.temporary !== undefined) rmSync(this.temporary, { force: true });
  };

  private attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw writeError(this.name, error);
    }
  }
}
