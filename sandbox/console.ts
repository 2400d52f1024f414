/** `console` for scripts: text to the host. Printing a traced number prints its value and records nothing. */

import { plain } from './elementwise.ts';
import { host } from './host.ts';
import { inspect, safeText } from './inspect.ts';
import {
  cut,
  freeze,
  getOwnPropertyDescriptor,
  join,
  ownKeys,
  padEnd,
  push,
  repeat,
  split,
} from './intrinsics.ts';
import { isNumber, truth } from './numbers.ts';

const MAX_LINE = 100_000;

let indent = '';
const counts: Record<string, number> = { __proto__: null as never };

function print(stream: 'out' | 'err', values: readonly unknown[]): void {
  const line = format(values);
  const shown = line.length <= MAX_LINE ? line : `${cut(line, 0, MAX_LINE)}…`;
  const lines = split(shown, '\n');
  host.print(stream, `${indent}${join(lines, `\n${indent}`)}\n`);
}

/** Return what a `%` directive of a format makes of a value; undefined if it is no directive. */
function directive(letter: string, value: unknown): string | undefined {
  switch (letter) {
    case 's':
      return typeof value === 'string' ? value : inspect(value);
    case 'd':
    case 'f':
      return isNumber(value) ? `${plain(value)}` : typeof value === 'string' ? `${+value}` : 'NaN';
    case 'i':
      return isNumber(value) ? `${plain(value) - (plain(value) % 1)}` : 'NaN';
    case 'o':
    case 'O':
    case 'j':
      return inspect(value);
    default:
      return undefined;
  }
}

/** Return the arguments of `console.log` as one text. */
export function format(values: readonly unknown[]): string {
  const parts: string[] = [];
  let used = 0;
  if (typeof values[0] === 'string') {
    used = 1;
    push(
      parts,
      values.length === 1
        ? values[0]
        : directives(
            values[0],
            () => used < values.length,
            () => values[used++],
          ),
    );
  }
  for (; used < values.length; used++) {
    const value = values[used];
    push(parts, typeof value === 'string' ? value : inspect(value));
  }
  return join(parts, ' ');
}

function directives(pattern: string, has: () => boolean, next: () => unknown): string {
  let result = '';
  for (let i = 0; i < pattern.length; i++) {
    const letter = pattern[i + 1] ?? '';
    const isDirective =
      pattern[i] === '%' && (letter === '%' || (has() && directive(letter, 0) !== undefined));
    if (!isDirective) result += pattern[i];
    else {
      result += letter === '%' ? '%' : directive(letter, next());
      i++;
    }
  }
  return result;
}

/** Return the columns of one row of a table by their headings. */
function cellsOf(row: unknown): Record<string, string> {
  const cells: Record<string, string> = { __proto__: null as never };
  if (typeof row !== 'object' || row === null || isNumber(row)) {
    cells.Values = inspect(row);
    return cells;
  }
  const keys = ownKeys(row);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    const descriptor = getOwnPropertyDescriptor(row, key);
    if (typeof key === 'string' && descriptor?.enumerable === true) cells[key] = inspect(descriptor.value);
  }
  return cells;
}

/** Return a table of the rows of an array or object, as Node draws it. */
function table(data: object): string {
  const rows: Record<string, string>[] = [];
  const headings: string[] = ['(index)'];
  const seen: Record<string, true> = { __proto__: null as never };
  const keys = ownKeys(data);
  for (let i = 0; i < keys.length && rows.length < 1000; i++) {
    const descriptor = getOwnPropertyDescriptor(data, keys[i]!);
    if (typeof keys[i] === 'symbol' || descriptor?.enumerable !== true) continue;
    const cells = cellsOf(descriptor.value);
    const names = ownKeys(cells) as string[];
    for (let j = 0; j < names.length; j++) {
      if (seen[names[j]!] || names[j] === 'Values') continue;
      seen[names[j]!] = true;
      push(headings, names[j]!);
    }
    cells['(index)'] = keys[i] as string;
    push(rows, cells);
  }
  for (let i = 0; i < rows.length; i++) {
    if (rows[i]!.Values === undefined) continue;
    push(headings, 'Values'); // after all others, as Node has it
    break;
  }
  return draw(headings, rows);
}

function draw(headings: readonly string[], rows: readonly Record<string, string>[]): string {
  const widths: number[] = [];
  for (let j = 0; j < headings.length; j++) {
    let width = headings[j]!.length;
    for (let i = 0; i < rows.length; i++) {
      const length = (rows[i]![headings[j]!] ?? '').length;
      if (length > width) width = length;
    }
    push(widths, width);
  }
  const rule = (left: string, middle: string, right: string): string => {
    const parts: string[] = [];
    for (let j = 0; j < widths.length; j++) push(parts, repeat('─', widths[j]! + 2));
    return `${left}${join(parts, middle)}${right}`;
  };
  const line = (cell: (heading: string) => string): string => {
    const parts: string[] = [];
    for (let j = 0; j < headings.length; j++) push(parts, ` ${padEnd(cell(headings[j]!), widths[j]!)} `);
    return `│${join(parts, '│')}│`;
  };
  const lines = [rule('┌', '┬', '┐'), line((heading) => heading), rule('├', '┼', '┤')];
  for (let i = 0; i < rows.length; i++)
    push(
      lines,
      line((heading) => rows[i]![heading] ?? ''),
    );
  push(lines, rule('└', '┴', '┘'));
  return join(lines, '\n');
}

const out = (...values: unknown[]): void => print('out', values);
const err = (...values: unknown[]): void => print('err', values);

/** Return `first` and then `rest` as one list. */
function after(first: unknown, rest: readonly unknown[]): unknown[] {
  const list = [first];
  for (let i = 0; i < rest.length; i++) push(list, rest[i]);
  return list;
}

function group(...label: unknown[]): void {
  if (label.length > 0) print('out', label);
  if (indent.length < 40) indent += '  ';
}

function groupEnd(): void {
  indent = cut(indent, 2);
}

function count(label: unknown = 'default'): void {
  const name = safeText(label);
  counts[name] = (counts[name] ?? 0) + 1;
  out(`${name}: ${counts[name]}`);
}

/** A script has no clock. */
const noTime = (): void => {};

export const ownConsole = freeze({
  log: out,
  info: out,
  debug: out,
  dir: (value: unknown): void => out(value),
  error: err,
  warn: err,
  trace: (...values: unknown[]): void => print('err', after('Trace:', values)),
  assert(condition: unknown, ...values: unknown[]): void {
    if (!truth(condition)) print('err', after('Assertion failed', values));
  },
  table: (data: unknown): void =>
    typeof data === 'object' && data !== null && !isNumber(data) ? out(table(data)) : out(data),
  group,
  groupCollapsed: group,
  groupEnd,
  count,
  countReset(label: unknown = 'default'): void {
    delete counts[safeText(label)];
  },
  time: noTime,
  timeEnd: noTime,
  timeLog: noTime,
});
