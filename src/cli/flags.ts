/**
 * The table of options. The parser, the help, the manual and "did you mean" read it; a new option is one row here and the
 * place that uses it. A row's `parse` checks one value by itself; what options mean together is decided in parse.ts.
 */

import { usageError } from '../base/errors.ts';
import {
  MAX_NESTED_ORDER,
  MAX_ORDER,
  parseDuration,
  parseFinite,
  parseOrders,
  parseRange,
  parseSampleCount,
  parseSize,
  parseWhole,
  readNumber,
} from '../base/numbers.ts';
import { closest } from '../base/text.ts';
import { REPORTER_NAMES, type ReporterChoice } from '../commands/check-request.ts';
import {
  type ExplainRequest,
  FORMATS,
  type Format,
  type JsonSource,
  LANGUAGES,
  type LanguageName,
  type Mode,
  type Shard,
} from '../commands/request.ts';
import { CALLS, COMMAND_NAMES, type CommandName, MATRICES, SCRIPTED, SWEEPS } from './commands.ts';

/** The commands that differentiate a function of a script. */
const FUNCTIONS = [...SWEEPS, ...MATRICES] as const;

/** The commands that trace a function at points. */
const AT_POINTS = [...SWEEPS, 'emit'] as const;

/** Those and check. */
const DRAWING = [...AT_POINTS, 'check'] as const;

/** Those and check. */
const CHOOSING = [...FUNCTIONS, 'emit', 'check'] as const;

/** In the order of the help. */
export const GROUPS = ['Which function', 'Where', 'What', 'Output', 'Limits', 'Help'] as const;

export interface Flag {
  readonly short?: string;
  /** Name of its value; a flag without one is a switch. */
  readonly value?: string;
  /** Sentences without a final full stop; the first says what the option does. */
  readonly doc: string;
  /** What holds without it, as the help shows it. */
  readonly default?: string;
  /** The same for a command where something else holds. */
  readonly defaults?: Partial<Record<CommandName, string>>;
  readonly group: (typeof GROUPS)[number];
  readonly commands: readonly CommandName[];
  /** May be given several times; otherwise the last one counts. */
  readonly repeatable?: boolean;
  /** All values there are, for completion. */
  readonly choices?: readonly string[];
  /** What completion offers: files, folders, or files after an `@`. */
  readonly file?: 'file' | 'folder' | 'source';
  /** Reads the value; `what` is the option as its message names it. Throws E_USAGE. */
  readonly parse?: (text: string, what: string) => unknown;
}

/** Where `--at` takes points from. */
export type At =
  | { readonly kind: 'list'; readonly values: Float64Array }
  | { readonly kind: 'file'; readonly path: string };

const MAX_DIGITS = 17; // enough for every double
const MIN_MEMORY = 16 * 2 ** 20; // what the virtual machine starts with
const MAX_MEMORY = 2 * 2 ** 30; // above, its memory cannot be had
const MAX_SIDE = 10_000;
const MAX_JOBS = 256;

export const FLAGS = {
  export: {
    short: 'e',
    value: 'name',
    group: 'Which function',
    commands: CHOOSING,
    doc: 'The exported function to differentiate; under check also an entry of checks',
    default: 'the default export, else the one named like the file, else the only one',
    defaults: { check: 'all' },
    parse: parseName,
  },
  against: {
    value: 'name',
    group: 'Which function',
    commands: ['check'],
    doc: 'The export that is the hand-written derivative, of order -n',
    parse: parseName,
  },
  param: {
    short: 'p',
    value: 'name=value',
    group: 'Which function',
    commands: CHOOSING,
    repeatable: true,
    doc: 'Fix another parameter of the function: a number as in --range, or JSON',
    parse: parseParam,
  },
  wrt: {
    value: 'name|index',
    group: 'Which function',
    commands: [...FUNCTIONS, 'emit', 'check'],
    doc: 'The parameter that varies, by name or counted from 0; with --args several, separated by commas',
    default: 'the first',
    parse: parseName,
  },
  range: {
    short: 'r',
    value: 'lo:hi',
    group: 'Where',
    commands: DRAWING,
    doc:
      'Points from lo to hi: lo:hi takes --samples points, lo:hi/count that many, both with both ends; lo:hi:step takes ' +
      'steps. Numbers: -1.5, 1e-3, pi, -2pi, 3pi/2 (a divisor after pi belongs to the number)',
    default: '-5:5',
    parse: parseRange,
  },
  samples: {
    value: 'count',
    group: 'Where',
    commands: DRAWING,
    doc: 'Number of points in the range',
    default: '21; a drawing takes as many as it shows',
    parse: parseSampleCount,
  },
  at: {
    value: 'list',
    group: 'Where',
    file: 'source',
    commands: DRAWING,
    doc:
      'Points instead of a range: 0,0.5,-1 or @file or - (standard input). A file holds a number a line, or CSV or TSV ' +
      'with or without a header',
    parse: parseAt,
  },
  col: {
    value: 'name|index',
    group: 'Where',
    commands: AT_POINTS,
    doc: 'The column of --at @file, by name or counted from 0',
    default: 'the one named like the parameter, else x, else the first',
    parse: parseName,
  },
  args: {
    value: 'json',
    group: 'Where',
    file: 'source',
    commands: [...CALLS, 'check', 'emit'],
    doc: 'One call with these arguments, a JSON array: [1, [2, 3], {"w": 4}], or @file or - (standard input)',
    parse: parseJsonSource,
  },
  vector: {
    value: 'json',
    group: 'Where',
    file: 'source',
    commands: ['hvp'],
    doc: 'What the Hessian is multiplied by, of the structure of the argument that varies; @file and - work too',
    parse: parseJsonSource,
  },
  keep: {
    group: 'Where',
    commands: SWEEPS,
    doc: 'Rows are the columns of --at @file, their text unchanged, followed by the results',
  },
  bind: {
    value: 'param=column',
    group: 'Where',
    commands: AT_POINTS,
    repeatable: true,
    doc: 'Take another parameter from a column of --at @file, by name or counted from 0',
    parse: parseBinding,
  },
  shard: {
    value: 'i/n',
    group: 'Where',
    commands: [...SWEEPS, 'check'],
    doc:
      'Only every n-th point, from the i-th on: a part of the work for one of n jobs. The first is 1/n; all together do ' +
      'every point once. Under check every n-th derivative',
    parse: parseShard,
  },
  lang: {
    value: 'language',
    group: 'What',
    commands: ['emit'],
    doc: 'ts, js or c',
    default: 'by the ending of --output',
    ...oneOf<LanguageName>(LANGUAGES),
  },
  order: {
    short: 'n',
    value: 'n',
    group: 'What',
    commands: DRAWING,
    doc: `Derivatives up to order n (0 to ${MAX_ORDER}); a..b for the orders from a to b`,
    default: '1',
    parse: parseOrders,
  },
  mode: {
    value: 'mode',
    group: 'What',
    commands: SWEEPS,
    doc: `auto, taylor, reverse or forward; all give the same numbers, reverse and forward to order ${MAX_NESTED_ORDER}`,
    default: 'auto',
    ...oneOf<Mode>(['auto', 'taylor', 'reverse', 'forward']),
  },
  'no-compile': {
    group: 'What',
    commands: SWEEPS,
    doc: 'Call the script again for every point, in place of replaying compiled traces',
  },
  watch: {
    group: 'What',
    commands: SCRIPTED,
    doc: 'Again whenever the script or a file it imports changes, until Ctrl-C',
  },
  explain: {
    value: 'x',
    group: 'What',
    file: 'source',
    commands: ['grad'],
    doc:
      'Say how the result at x comes about: the decisions taken there with their places, and what made a value or a ' +
      'derivative infinite, nan or zero. x is a number, or the arguments of a call as for --args',
    parse: parseExplained,
  },
  rtol: {
    value: 'tolerance',
    group: 'What',
    commands: ['check'],
    doc: 'How far a derivative may be off, relative to the expected one',
    default: '1e-6',
    parse: parseTolerance,
  },
  atol: {
    value: 'tolerance',
    group: 'What',
    commands: ['check'],
    doc: 'How far a derivative may be off beside that',
    default: '1e-9',
    parse: parseTolerance,
  },
  strict: { group: 'What', commands: CHOOSING, doc: 'A warning makes the exit status 1' },
  format: {
    short: 'f',
    value: 'format',
    group: 'Output',
    commands: FUNCTIONS,
    doc: `${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1)}`,
    default: 'table; plot draws',
    ...oneOf<Format>(FORMATS),
  },
  csv: { group: 'Output', commands: SWEEPS, doc: 'Short for --format csv' },
  json: { group: 'Output', commands: [...FUNCTIONS, 'ops'], doc: 'Short for --format json' },
  ndjson: { group: 'Output', commands: SWEEPS, doc: 'Short for --format ndjson' },
  plot: { group: 'Output', commands: SWEEPS, doc: 'Short for --format plot' },
  output: {
    short: 'o',
    value: 'file',
    group: 'Output',
    file: 'file',
    commands: [...FUNCTIONS, 'run', 'emit'],
    doc:
      'Write there, in the format of its ending: .csv .tsv .json .ndjson .md .npy .svg (--format goes first). The file ' +
      'appears when it is complete. Under run it holds a figure of the script, as .svg; under emit source, as .ts .mts .js .mjs .c',
    default: 'standard output',
    parse: parseName,
  },
  reporter: {
    value: 'name',
    group: 'Output',
    commands: ['check'],
    repeatable: true,
    doc: `How results are reported: ${REPORTER_NAMES.join(', ')}; name=file writes there. Several may be given`,
    default: 'pretty; and github where GITHUB_ACTIONS is true',
    choices: REPORTER_NAMES,
    parse: parseReporter,
  },
  digits: {
    value: 'n',
    group: 'Output',
    commands: FUNCTIONS,
    doc: 'Significant digits in tables; machine formats always hold the shortest exact text',
    parse: (text, what) => parseWhole(text, what, 1, MAX_DIGITS),
  },
  na: {
    value: 'text',
    group: 'Output',
    commands: SWEEPS,
    doc: 'What CSV and TSV hold for numbers that are not finite',
    default: 'nan, inf, -inf',
    parse: (text) => text,
  },
  'no-header': { group: 'Output', commands: SWEEPS, doc: 'Leave out the line of column names' },
  color: {
    value: 'when',
    group: 'Output',
    commands: SCRIPTED,
    doc: 'auto, always or never; NO_COLOR and FORCE_COLOR are obeyed',
    default: 'auto',
    ...oneOf<ColorChoice>(['auto', 'always', 'never']),
  },
  width: {
    value: 'n',
    group: 'Output',
    commands: [...SWEEPS, 'run'],
    doc: 'Width of a drawing: characters, or pixels of an SVG',
    default: 'the terminal; 800 pixels',
    parse: (text, what) => parseWhole(text, what, 1, MAX_SIDE),
  },
  height: {
    value: 'n',
    group: 'Output',
    commands: [...SWEEPS, 'run'],
    doc: 'Height of a drawing, likewise',
    default: '20 rows; 500 pixels',
    parse: (text, what) => parseWhole(text, what, 1, MAX_SIDE),
  },
  ascii: { group: 'Output', commands: [...SWEEPS, 'run'], doc: 'Draw with ASCII characters only' },
  quiet: { group: 'Output', commands: SCRIPTED, doc: 'No warnings, notes or progress on standard error' },
  stats: {
    group: 'Output',
    commands: SCRIPTED,
    doc: 'Times, traces, points replayed and interpreted, nodes and memory on standard error, one "name: value" a line',
  },
  timeout: {
    value: 'time',
    group: 'Limits',
    commands: SCRIPTED,
    doc: 'Total time inside the script: 500ms, 10s, 2m',
    default: '10s',
    defaults: { run: '10m' },
    parse: parseDuration,
  },
  memory: {
    value: 'size',
    group: 'Limits',
    commands: SCRIPTED,
    doc: "The script's heap: 256M, 1G; at most 2G",
    default: '256M',
    parse: (text, what) => parseSize(text, what, MIN_MEMORY, MAX_MEMORY),
  },
  root: {
    value: 'dir',
    group: 'Limits',
    file: 'folder',
    commands: SCRIPTED,
    doc: 'The folder whose files the script may import',
    default: "the nearest folder with a package.json, else the script's own",
    parse: parseName,
  },
  jobs: {
    short: 'j',
    value: 'n',
    group: 'Limits',
    commands: ['check'],
    doc: 'Scripts that are checked at the same time',
    default: 'as many as there are processors',
    parse: (text, what) => parseWhole(text, what, 1, MAX_JOBS),
  },
  'max-points': {
    value: 'count',
    group: 'Limits',
    commands: AT_POINTS,
    doc: 'The most points of one run',
    default: '1e8',
    parse: (text, what) => parseWhole(text, what, 1, Number.MAX_SAFE_INTEGER),
  },
  seed: {
    value: 'n',
    group: 'Limits',
    commands: SCRIPTED,
    doc: 'Where random numbers begin: before each evaluation, under run once',
    default: '0',
    parse: (text, what) => parseWhole(text, what, 0, Number.MAX_SAFE_INTEGER),
  },
  help: { short: 'h', group: 'Help', commands: COMMAND_NAMES, doc: 'Show this help' },
  version: { group: 'Help', commands: COMMAND_NAMES, doc: 'Print the version' },
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof FLAGS;
export type ColorChoice = 'auto' | 'always' | 'never';

/** The value of each option as its row reads it; a switch is true. */
export type FlagValue<N extends FlagName> = (typeof FLAGS)[N] extends {
  parse: (text: string, what: string) => infer V;
}
  ? V
  : true;

export const FLAG_NAMES = Object.keys(FLAGS) as FlagName[];

/** Return the row of an option as the general type. */
export function flagRow(name: FlagName): Flag {
  return FLAGS[name];
}

/** Return what holds for a command without an option, as the help shows it. */
export function defaultOf(name: FlagName, command: CommandName | undefined): string | undefined {
  const { default: standard, defaults } = flagRow(name);
  return (command === undefined ? undefined : defaults?.[command]) ?? standard;
}

/** Return the names of the options of a command, in the order of the table. */
export function flagsOf(command: CommandName): FlagName[] {
  return FLAG_NAMES.filter((name) => flagRow(name).commands.includes(command));
}

/** Return an option as the help shows it: `-n, --order <n>`. */
export function flagSynopsis(name: FlagName): string {
  const { short, value } = flagRow(name);
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` <${value}>`}`;
}

/** The members of the row of an option with so many values. */
function oneOf<T extends string>(choices: readonly T[]) {
  const parse = (text: string, what: string): T => {
    const choice = choices.find((candidate) => candidate === text);
    if (choice !== undefined) return choice;
    const all = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
    throw usageError(`${what}: expected ${all}, found "${text}"`);
  };
  return { choices, parse };
}

function parseName(text: string, what: string): string {
  if (text === '') throw usageError(`${what}: expected a name, found nothing`);
  return text;
}

function parseParam(text: string, what: string): readonly [name: string, value: unknown] {
  const [, name, value] = /^([\p{ID_Start}$_][\p{ID_Continue}$]*)=(.+)$/su.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw usageError(`${what}: expected name=value, found "${text}"`);
  }
  if (readNumber(value) !== undefined) return [name, parseFinite(value, `${what} ${name}`)];
  try {
    return [name, JSON.parse(value)];
  } catch {
    throw usageError(
      `${what}: the value of ${name} is neither a number nor JSON: ${value}`,
      `a text is written as JSON: ${what} '${name}="text"'`,
    );
  }
}

function parseBinding(text: string, what: string): readonly [parameter: string, column: string] {
  const [, parameter, column] = /^([\p{ID_Start}$_][\p{ID_Continue}$]*)=(.+)$/su.exec(text) ?? [];
  if (parameter === undefined || column === undefined)
    throw usageError(`${what}: expected param=column, found "${text}"`);
  return [parameter, column];
}

function parseTolerance(text: string, what: string): number {
  const value = parseFinite(text, what);
  if (value < 0) throw usageError(`${what}: expected a number of at least 0, found "${text}"`);
  return value;
}

function parseReporter(text: string, what: string): ReporterChoice {
  const [, name, file] = /^([^=]*)(?:=(.*))?$/s.exec(text)!;
  const known = REPORTER_NAMES.find((each) => each === name);
  if (known === undefined) {
    const near = closest(name!, REPORTER_NAMES);
    throw usageError(
      `${what}: expected ${REPORTER_NAMES.join(', ')}, found "${name}"`,
      near === undefined ? undefined : `did you mean ${near}?`,
    );
  }
  return {
    name: known,
    file: file === undefined || file === '-' ? undefined : parseName(file, `${what} ${known}=`),
  };
}

function parseShard(text: string, what: string): Shard {
  const [, i, n] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (i === undefined || n === undefined)
    throw usageError(`${what}: expected i/n such as 1/4, found "${text}"`);
  const of = parseWhole(n, what, 1, Number.MAX_SAFE_INTEGER);
  return { index: parseWhole(i, what, 1, of), of };
}

function parseAt(text: string, what: string): At {
  if (text === '-') return { kind: 'file', path: '-' };
  if (text.startsWith('@')) return { kind: 'file', path: parseName(text.slice(1), `${what} @file`) };
  const values = text.split(',').map((item) => parsePoint(item.trim(), text, what));
  return { kind: 'list', values: Float64Array.from(values) };
}

/** The point to explain: a number, which may be nan or infinite, or arguments. */
function parseExplained(text: string, what: string): ExplainRequest['point'] {
  const value = readNumber(text);
  if (value !== undefined) return { kind: 'number', value };
  if (/^([@[]|-$)/.test(text)) return { kind: 'arguments', source: parseJsonSource(text, what) };
  throw usageError(
    `${what}: expected a number such as 0.5 or pi/2, or the arguments of a call as a JSON array, found "${text}"`,
  );
}

/** What the JSON says is looked at where it is read. */
function parseJsonSource(text: string, what: string): JsonSource {
  if (text === '-') return { kind: 'file', path: '-' };
  if (text.startsWith('@')) return { kind: 'file', path: parseName(text.slice(1), `${what} @file`) };
  return { kind: 'text', text };
}

/** Points of a list may be nan or infinite: what a function does there is a fair question. */
function parsePoint(item: string, list: string, what: string): number {
  const value = readNumber(item);
  if (value !== undefined) return value;
  throw usageError(
    `${what}: expected numbers such as 0,0.5,-1, or @file, or -; found "${item}"${item === list ? '' : ` in "${list}"`}`,
    isLikelyFile(list) ? `points from a file: ${what} @${list}` : undefined,
  );
}

function isLikelyFile(text: string): boolean {
  return /\.(csv|tsv|txt|dat)$/i.test(text);
}
