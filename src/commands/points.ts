/** The points of a file or of standard input, read as they come. Memory stays constant however many there are. */

import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { AutogradError, usageError } from '../base/errors.ts';
import { type Layout, NumberColumns, type PointBlock } from './number-columns.ts';
import type { FilePoints, Io, Shard } from './request.ts';

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
  readonly shard: Shard;
}

/** The points of a file, or of standard input for `-`. */
export class PointFile {
  private readonly reader: NumberColumns;
  private readonly points: FilePoints;
  private readonly context: PointsContext;
  private readonly name: string;

  constructor(points: FilePoints, context: PointsContext) {
    const { path, column, bind, keep } = points;
    const { variable, shard } = context;
    this.points = points;
    this.context = context;
    this.name = path === '-' ? 'standard input' : path;
    this.reader = new NumberColumns({
      name: this.name,
      column,
      variable,
      bound: [...bind.values()],
      keep,
      shard,
    });
  }

  /**
   * Yield the points in blocks of one or more as they arrive. Throws E_USAGE where a file is missing or holds something else
   * than numbers, E_LIMIT beyond `maxPoints`.
   */
  async *blocks(): AsyncGenerator<PointBlock> {
    const { reader, name } = this;
    const { io, maxPoints } = this.context;
    let count = 0;
    const counted = (block: PointBlock): readonly PointBlock[] => {
      const { length } = block.inputs[0]!;
      count = limitPoints(count + length, maxPoints);
      return length > 0 ? [block] : [];
    };
    for await (const piece of pieces(this.points.path, name, io)) {
      yield* counted(reader.read(piece));
      reader.check();
    }
    yield* counted(reader.end());
    reader.check();
    if (!reader.hasPoints) throw usageError(`${name} holds no numbers`);
  }

  /** The first point that was read, of whatever shard. */
  get first(): readonly number[] {
    return this.reader.firstPoint();
  }

  /** Of the records that were read. */
  get layout(): Layout {
    return this.reader.layout!;
  }
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
