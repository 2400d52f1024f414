/** What reporters say alike: the title of a check, its worst point, and all of it as plain text. Nothing here colours or escapes for a format. */

import type { Place } from '../../base/errors.ts';
import { jsonText } from '../../base/json.ts';
import { printable } from '../../base/text.ts';
import type { CheckFailure, CheckReport, CheckResult, Worst } from '../../check/result.ts';

/** A point that is longer is cut: the command that checks it again has it all. */
const LONGEST_POINT = 72;

/** The rules that findings are filed under, in formats that have such a thing. */
export const RULES = {
  'grad/mismatch': 'A derivative is not what it should be',
  'grad/inconclusive': 'Whether a derivative is right could not be told',
  'grad/warning': 'A check proves less than it seems to',
  'grad/error': 'A script could not be checked',
} as const;
export type RuleId = keyof typeof RULES;

/** All of a report that belongs to one script. */
export interface ScriptReport {
  readonly script: string;
  readonly results: readonly CheckResult[];
  readonly failures: readonly CheckFailure[];
}

/** Return a report script by script, in its order. */
export function byScript({ results, failures }: CheckReport): ScriptReport[] {
  const scripts = [...new Set([...results, ...failures].map(({ script }) => script))];
  return scripts.map((script) => ({
    script,
    results: results.filter((result) => result.script === script),
    failures: failures.filter((failure) => failure.script === script),
  }));
}

/** Return what a check is called: `df`, `d2f, order 2`. */
export function titleOf({ name, order }: Pick<CheckResult, 'name' | 'order'>): string {
  return `${printable(name)}${order === 1 ? '' : `, order ${order}`}`;
}

/** Return `file:line:column`. */
export function placeText({ file, line, column }: Place): string {
  return `${printable(file)}:${line}:${column}`;
}

/** Return where the sides are farthest apart, as one line of text. */
export function worstPlace({ x, component }: Worst): string {
  const text = typeof x === 'number' ? `x = ${jsonText(x)}` : jsonText(x);
  const at = text.length > LONGEST_POINT ? `${text.slice(0, LONGEST_POINT)}…` : text;
  return printable(component === '' ? at : `${at}, component ${component}`);
}

/** Return both values there, how far they are apart and may be, by name. */
export function worstRows({ expected, actual, error, relative, bound }: Worst) {
  return [
    ['expected', printable(jsonText(expected))],
    ['actual', printable(jsonText(actual))],
    ['error', `${rounded(error)}${Number.isFinite(relative) ? `, relative ${rounded(relative)}` : ''}`],
    ['allowed', rounded(bound)],
  ] as const;
}

const rounded = (x: number): string => String(Number(x.toPrecision(3)));

/** Return all that is known of a check as lines of plain text: why, where, how far off, and how to see it again. */
export function detailsOf({ reason, worst, place, command }: CheckResult): string {
  const lines = [printable(reason)];
  if (worst !== undefined)
    lines.push(
      `worst at ${worstPlace(worst)}`,
      ...worstRows(worst).map(([name, text]) => `${name}: ${text}`),
    );
  if (place !== undefined) lines.push(`at ${placeText(place)}`);
  return [...lines, `again: ${printable(command)}`].join('\n');
}

/** Return what is wrong with a script as lines of plain text. */
export function failureDetails({ message, hint, place }: CheckFailure): string {
  const lines = [printable(message)];
  if (place !== undefined) lines.push(`at ${placeText(place)}`);
  if (hint !== undefined) lines.push(`hint: ${printable(hint)}`);
  return lines.join('\n');
}
