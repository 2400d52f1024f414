/** A world for `main` without a process: collects what is written, reads what is given. */

import { Readable, Writable } from 'node:stream';
import type { Io } from '../../src/commands/request.ts';

export interface FakeIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
}

export interface FakeWorld {
  readonly stdin?: string | readonly string[];
  /** Whether the three streams are a terminal. */
  readonly isTerminal?: boolean;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

export function fakeIo({
  stdin = '',
  isTerminal = false,
  env = {},
  cwd = process.cwd(),
}: FakeWorld = {}): FakeIo {
  const stdout = collector(isTerminal);
  const stderr = collector(isTerminal);
  return {
    stdin: Object.assign(Readable.from(typeof stdin === 'string' ? [stdin] : stdin), { isTTY: isTerminal }),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env,
    cwd,
    out: stdout.text,
    err: stderr.text,
  };
}

function collector(isTTY: boolean) {
  let collected = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      collected += String(chunk);
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY }), text: () => collected };
}
