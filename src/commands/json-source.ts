/** JSON given on the command line: as text, in a file, or on standard input. */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { usageError } from '../base/errors.ts';
import { readJson } from '../base/json.ts';
import { READ_ERRORS } from './points.ts';
import type { Io, JsonSource } from './request.ts';
import { textOf } from './source.ts';

/** Return the value of `source`, the option `what`. Throws E_USAGE where it cannot be read, or is not JSON of doubles. */
export async function jsonOf(source: JsonSource, what: string, io: Io): Promise<unknown> {
  if (source.kind === 'text') return finite(readJson(source.text, what), what);
  const name = source.path === '-' ? 'standard input' : source.path;
  let text: string;
  try {
    text =
      source.path === '-' ? await textOf(io.stdin) : await readFile(resolve(io.cwd, source.path), 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw usageError(`cannot read ${what} from ${name}: ${READ_ERRORS[code] ?? message}`);
  }
  return finite(readJson(text.replace(/^\uFEFF/, ''), name), name);
}

/** Return `value`. Throws E_USAGE if it holds a number that is infinite as a double. */
function finite(value: unknown, name: string): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw usageError(`${name}: a number is too large for a double, of at most 1.8e308`);
  if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) finite(part, name);
  return value;
}
