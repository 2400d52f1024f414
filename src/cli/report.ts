/** Errors and warnings as text for a person: what, where, the line with a caret, who called, what to do. Prints nothing. */

import { AutogradError, internalError, type Place } from '../base/errors.ts';
import { excerptOf } from '../base/excerpt.ts';
import { printable } from '../base/text.ts';
import type { Style } from './color.ts';

const MAX_WARNINGS = 20;
const MAX_FRAMES = 10;

/** Return any thrown value as an AutogradError; what is none is a bug of this program. */
export function asAutogradError(error: unknown): AutogradError {
  if (error instanceof AutogradError) return error;
  const { message, hint } = internalError(
    `internal error: ${error instanceof Error ? error.message : String(error)}`,
  );
  return new AutogradError('E_INTERNAL', message, { hint, cause: error });
}

/** Return an error as the user sees it. `helpCall` is the command that shows how this one is used. */
export function errorText(error: AutogradError, helpCall: string, style: Style): string {
  const lines = [`${style.bold(style.red('error:'))} ${printable(error.message, 'lines')}`];
  if (error.at !== undefined) {
    lines.push(`  ${style.cyan(placeText(error.at))}`);
    if (error.excerpt !== undefined) lines.push(...excerptLines(error.excerpt, error.at, style));
  }
  lines.push(...frameLines(error.frames).map(style.dim));
  if (error.hint !== undefined) lines.push(`${style.bold('hint:')} ${printable(error.hint, 'lines')}`);
  if (error.code === 'E_USAGE') lines.push(`run ${helpCall} for usage`);
  return `${lines.join('\n')}\n`;
}

/** Return the stack of what caused an internal error, for whoever mends it. */
export function debugText(error: AutogradError): string {
  const { stack = '' } = error.cause instanceof Error ? error.cause : error;
  return `${printable(stack, 'lines')}\n`;
}

/** Return the warnings, each once and a line, the first twenty and how many more there are. */
export function warningText(warnings: readonly string[], style: Style): string {
  const distinct = [...new Set(warnings)];
  const lines = distinct
    .slice(0, MAX_WARNINGS)
    .map((warning) => `${style.yellow('warning:')} ${printable(warning, 'lines')}\n`);
  const more = distinct.length - MAX_WARNINGS;
  if (more > 0) lines.push(`${style.yellow('warning:')} and ${more} more\n`);
  return lines.join('');
}

function placeText({ file, line, column }: Place): string {
  return `${printable(file)}:${line}:${column}`;
}

/** The outer calls, a line each; the same call again and again only once. The stack may have been cut, so nothing is counted. */
function frameLines(frames: AutogradError['frames']): string[] {
  const lines: string[] = [];
  for (const frame of frames) {
    const line = `  at ${printable(frame.name)} (${placeText(frame)})`;
    if (line === lines.at(-1)) lines[lines.length - 1] = `${line}, repeatedly`;
    else if (`${line}, repeatedly` !== lines.at(-1)) lines.push(line);
  }
  const more = lines.length - MAX_FRAMES;
  return more > 0 ? [...lines.slice(0, MAX_FRAMES), `  … ${more} more calls`] : lines;
}

/** The line of source and a caret below its column. */
function excerptLines(source: string, { line, column }: Place, style: Style): string[] {
  const { text, indent } = excerptOf(source, column);
  const gutter = `  ${line} | `;
  return [style.dim(gutter) + text, ' '.repeat(gutter.length + indent) + style.bold(style.red('^'))];
}
