/**
 * Where a function is evaluated, as blocks of numbers in order: the points of a range, of a list, or of a file or standard
 * input read as it comes. Memory stays constant however many points there are.
 */

import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { AutogradError, usageError } from '../base/errors.ts';
import { numberColumn } from './number-column.ts';
import type { Io, Points, RangePoints } from './request.ts';

/** A range whose number of points is decided. */
export type CountedRange = RangePoints & { readonly count: number };

const BLOCK = 4096;

/** Return `count`, or throw E_LIMIT if it is more than `most`. */
export function limitPoints(count: number, most: number): number {
  if (count <= most) return count;
  throw new AutogradError('E_LIMIT', `${count} points are more than --max-points ${most}`, {
    hint: 'ask for fewer points, or raise --max-points',
  });
}

/** Return point `i` of a range: lo + i·step, or lo + i·(hi − lo)/(count − 1) with the last exactly hi. */
export function pointAt({ lo, hi, count, step }: CountedRange, i: number): number {
  if (step !== undefined) return lo + i * step;
  return i === count - 1 ? hi : lo + (i * (hi - lo)) / (count - 1);
}

/** Yield the points of a range in blocks of at most `size`. */
export function* rangeBlocks(range: CountedRange, size = BLOCK): Generator<Float64Array> {
  for (let first = 0; first < range.count; first += size) {
    const block = new Float64Array(Math.min(size, range.count - first));
    for (let i = 0; i < block.length; i++) block[i] = pointAt(range, first + i);
    yield block;
  }
}

/** How points are read from a file. */
export interface PointsContext {
  readonly io: Pick<Io, 'stdin' | 'cwd'>;
  /** Name of the parameter that varies: the column looked for first. */
  readonly variable: string;
  readonly maxPoints: number;
}

/**
 * Yield the points in blocks, each block none or more. The count of a range must have been decided.
 * Throws E_USAGE where a file is missing or holds something else than numbers, E_LIMIT beyond `maxPoints`.
 */
export async function* pointBlocks(points: Points, context: PointsContext): AsyncGenerator<Float64Array> {
  if (points.kind === 'list') yield points.values;
  else if (points.kind === 'range') yield* rangeBlocks(points as CountedRange);
  else yield* fileBlocks(points.path, points.column, context);
}

async function* fileBlocks(
  path: string,
  column: string | undefined,
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

const READ_ERRORS: Readonly<Record<string, string>> = {
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
