/** The points of a file or of standard input, read as they come. Memory stays constant however many there are. */

import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { AutogradError, usageError } from '../base/errors.ts';
import { numberColumn } from './number-column.ts';
import type { FilePoints, Io } from './request.ts';

/** Return `count`, or throw E_LIMIT if it is more than `most`. */
export function limitPoints(count: number, most: number): number {
  if (count <= most) return count;
  throw new AutogradError('E_LIMIT', `${count} points are more than --max-points ${most}`, {
    hint: 'ask for fewer points, or raise --max-points',
  });
}

/** How points are read from a file. */
export interface PointsContext {
  readonly io: Pick<Io, 'stdin' | 'cwd'>;
  /** Name of the parameter that varies: the column looked for first. */
  readonly variable: string;
  readonly maxPoints: number;
}

/**
 * Yield the numbers of a file, or of standard input for `-`, in blocks of one or more as they arrive.
 * Throws E_USAGE where a file is missing or holds something else than numbers, E_LIMIT beyond `maxPoints`.
 */
export async function* fileBlocks(
  { path, column }: FilePoints,
  { io, variable, maxPoints }: PointsContext,
): AsyncGenerator<Float64Array> {
  const name = path === '-' ? 'standard input' : path;
  const reader = numberColumn({ name, column, variable });
  let count = 0;
  for await (const piece of pieces(path, name, io)) {
    const block = reader.read(piece);
    count = limitPoints(count + block.length, maxPoints);
    if (block.length > 0) yield block;
  }
  const rest = reader.end();
  limitPoints(count + rest.length, maxPoints);
  if (count + rest.length === 0) throw usageError(`${name} holds no numbers`);
  if (rest.length > 0) yield rest;
}

/** What is wrong with a file that cannot be read, by the system's code. */
export const READ_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/** The text of a file or of standard input, in pieces as they arrive. */
async function* pieces(path: string, name: string, io: PointsContext['io']): AsyncGenerator<string> {
  const bytes = path === '-' ? io.stdin : createReadStream(resolve(io.cwd, path));
  const decoder = new TextDecoder();
  try {
    for await (const chunk of bytes) {
      yield typeof chunk === 'string' ? chunk : decoder.decode(chunk as Uint8Array, { stream: true });
    }
  } catch (error) {
    if (error instanceof AutogradError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw usageError(`cannot read points from ${name}: ${READ_ERRORS[code] ?? message}`);
  }
}
