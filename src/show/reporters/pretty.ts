/** A report for a person at a terminal: a line a check, below what is wrong all there is to mend it, at the end the sum. */

import type { Place } from '../../base/errors.ts';
import { excerptOf } from '../../base/excerpt.ts';
import { jsonText } from '../../base/json.ts';
import { printable } from '../../base/text.ts';
import type { CheckFailure, CheckReport, CheckResult, Json, Worst } from '../../check/result.ts';
import type { Palette } from '../palette.ts';
import type { ReporterOptions } from './index.ts';

/** A point that is longer is cut: the command below has it all. */
const LONGEST_POINT = 72;

/** Return the report as lines. */
export function pretty(report: CheckReport, { palette }: ReporterOptions): string {
  const { results, failures } = report;
  const scripts = [...new Set([...results, ...failures].map(({ script }) => script))];
  const lines = scripts.flatMap((script) => [
    palette.header(printable(script)),
    ...results.filter((result) => result.script === script).flatMap((result) => resultLines(result, palette)),
    ...failures
      .filter((failure) => failure.script === script)
      .flatMap((failure) => failureLines(failure, palette)),
    '',
  ]);
  return [...lines, summary(report, palette), ''].join('\n');
}

function resultLines(result: CheckResult, palette: Palette): string[] {
  const { name, order, verdict, worst, reason, place, excerpt, command, warnings, seconds } = result;
  const mark = {
    pass: palette.good('pass'),
    fail: palette.alert('FAIL'),
    inconclusive: palette.caution('????'),
  }[verdict];
  const title = `${mark}  ${printable(name)}${order === 1 ? '' : `, order ${order}`}`;
  const lines = [`  ${title}  ${palette.faint(timeText(seconds))}`, `        ${printable(reason)}`];
  if (verdict !== 'pass') {
    if (place !== undefined) lines.push(...placeLines(place, excerpt, palette));
    if (worst !== undefined) lines.push('', ...worstLines(worst, verdict, palette), '');
    lines.push(`        ${palette.faint('again:')} ${printable(command)}`, '');
  }
  return [
    ...lines,
    ...warnings.map((warning) => `        ${palette.caution('warning:')} ${printable(warning)}`),
  ];
}

function failureLines({ message, hint, place, excerpt }: CheckFailure, palette: Palette): string[] {
  const lines = [`  ${palette.alert('ERROR')} ${printable(message)}`];
  if (place !== undefined) lines.push(...placeLines(place, excerpt, palette));
  if (hint !== undefined) lines.push(`        hint: ${printable(hint)}`);
  return lines;
}

function placeLines({ file, line, column }: Place, excerpt: string | undefined, palette: Palette): string[] {
  const lines = [`        ${palette.faint('at')} ${printable(file)}:${line}:${column}`];
  if (excerpt === undefined) return lines;
  const { text, indent } = excerptOf(excerpt, column);
  const gutter = `        ${line} | `;
  return [...lines, palette.faint(gutter) + text, ' '.repeat(gutter.length + indent) + palette.alert('^')];
}

function worstLines(
  { x, component, expected, actual, error, relative, bound }: Worst,
  verdict: string,
  palette: Palette,
): string[] {
  const at = pointText(x);
  const title = verdict === 'fail' ? 'worst at' : 'at';
  const where = component === '' ? at : `${at}, component ${component}`;
  const rows = [
    ['expected', jsonText(expected)],
    ['actual', verdict === 'fail' ? palette.alert(jsonText(actual)) : jsonText(actual)],
    ['error', `${rounded(error)}${Number.isFinite(relative) ? `, relative ${rounded(relative)}` : ''}`],
    ['allowed', rounded(bound)],
  ] as const;
  return [
    `        ${title} ${printable(where)}`,
    ...rows.map(([name, text]) => `          ${name.padEnd(9)} ${text}`),
  ];
}

function pointText(x: Json): string {
  const text = typeof x === 'number' ? `x = ${jsonText(x)}` : jsonText(x);
  return text.length > LONGEST_POINT ? `${text.slice(0, LONGEST_POINT)}…` : text;
}

function summary({ results, failures, warnings, seconds }: CheckReport, palette: Palette): string {
  const count = (verdict: string): number => results.filter((result) => result.verdict === verdict).length;
  const parts = [
    results.length === 0
      ? palette.caution('nothing was checked')
      : `${counted(results.length, 'derivative')} checked`,
    count('pass') > 0 ? palette.good(`${count('pass')} passed`) : '',
    count('fail') > 0 ? palette.alert(`${count('fail')} failed`) : '',
    count('inconclusive') > 0 ? palette.caution(`${count('inconclusive')} inconclusive`) : '',
    failures.length > 0 ? palette.alert(counted(failures.length, 'error')) : '',
  ].filter((part) => part !== '');
  const notes = warnings.map((warning) => `${palette.caution('warning:')} ${printable(warning)}\n`).join('');
  return `${notes}${parts.join(', ')}  ${palette.faint(timeText(seconds))}`;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const timeText = (seconds: number): string =>
  seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;

const rounded = (x: number): string => String(Number(x.toPrecision(3)));
