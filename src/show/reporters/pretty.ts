/** A report for a person at a terminal: a line a check, below what is wrong all there is to mend it, at the end the sum. */

import type { Place } from '../../base/errors.ts';
import { excerptOf } from '../../base/excerpt.ts';
import { printable } from '../../base/text.ts';
import type { CheckFailure, CheckReport, CheckResult, Verdict, Worst } from '../../check/result.ts';
import type { Palette } from '../palette.ts';
import { byScript, placeText, titleOf, worstPlace, worstRows } from './details.ts';
import type { ReporterOptions } from './index.ts';

/** Return the report as lines. */
export function pretty(report: CheckReport, { palette, width }: ReporterOptions): string {
  const lines = byScript(report).flatMap(({ script, results, failures }) => [
    palette.header(printable(script)),
    ...results.flatMap((result) => resultLines(result, palette, width)),
    ...failures.flatMap((failure) => failureLines(failure, palette)),
    '',
  ]);
  const text = [...lines, summary(report, palette), ''].join('\n');
  return text.replace(/\n{3,}/g, '\n\n');
}

function resultLines(result: CheckResult, palette: Palette, width: number): string[] {
  const { verdict, worst, reason, place, excerpt, command, warnings, seconds } = result;
  const mark = {
    pass: palette.good('pass'),
    fail: palette.alert('FAIL'),
    inconclusive: palette.caution('????'),
  }[verdict];
  const lines = [
    `  ${mark}  ${titleOf(result)}  ${palette.faint(timeText(seconds))}`,
    ...wrapped(printable(reason), width),
  ];
  if (verdict !== 'pass') {
    if (place !== undefined) lines.push(...placeLines(place, excerpt, palette));
    if (worst !== undefined) lines.push('', ...worstLines(worst, verdict, palette), '');
    lines.push(`        ${palette.faint('again:')} ${printable(command)}`, '');
  }
  return [
    ...lines,
    ...warnings.flatMap((warning) => {
      const [first, ...others] = wrapped(`warning: ${printable(warning)}`, width);
      return [first!.replace('warning:', palette.caution), ...others];
    }),
  ];
}

const INDENT = ' '.repeat(8);
const HANGING = `${INDENT}  `;

/** Text as lines of at most `width` characters, as far as its words allow; those after the first hang. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = INDENT;
  for (const word of text.split(' ')) {
    const isFirst = line === INDENT || line === HANGING;
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line);
      line = HANGING + word;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line];
}

function failureLines({ message, hint, place, excerpt }: CheckFailure, palette: Palette): string[] {
  const lines = [`  ${palette.alert('ERROR')} ${printable(message)}`];
  if (place !== undefined) lines.push(...placeLines(place, excerpt, palette));
  if (hint !== undefined) lines.push(`        hint: ${printable(hint)}`);
  return lines;
}

function placeLines(place: Place, excerpt: string | undefined, palette: Palette): string[] {
  const { line, column } = place;
  const lines = [`        ${palette.faint('at')} ${placeText(place)}`];
  if (excerpt === undefined) return lines;
  const { text, indent } = excerptOf(excerpt, column);
  const gutter = `        ${line} | `;
  return [...lines, palette.faint(gutter) + text, ' '.repeat(gutter.length + indent) + palette.alert('^')];
}

function worstLines(worst: Worst, verdict: Verdict, palette: Palette): string[] {
  const rows = worstRows(worst).map(([name, text]) => {
    const shown = name === 'actual' && verdict === 'fail' ? palette.alert(text) : text;
    return `          ${name.padEnd(9)} ${shown}`;
  });
  return [`        ${verdict === 'fail' ? 'worst at' : 'at'} ${worstPlace(worst)}`, ...rows];
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
