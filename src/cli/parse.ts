/**
 * From the arguments of a command to what it is asked for. Commander splits the command line; the table says which options
 * there are; here is decided what they mean together. Nothing is read or run.
 */

import { Command, CommanderError, Option } from 'commander';
import { type AutogradError, usageError } from '../base/errors.ts';
import { MAX_NESTED_ORDER, type Orders, stepCount } from '../base/numbers.ts';
import { closest } from '../base/text.ts';
import { limitPoints } from '../commands/points.ts';
import {
  CALL_FORMATS,
  type CallFormat,
  type CallRequest,
  type EmitRequest,
  type ExplainRequest,
  type FilePoints,
  type Format,
  type Io,
  type JsonSource,
  LANGUAGES,
  type LanguageName,
  type Mode,
  type Output,
  type Points,
  type RunRequest,
  type ScriptTarget,
  type Shard,
  type SweepRequest,
} from '../commands/request.ts';
import { colorLevel } from './color.ts';
import { type CallName, PROGRAM, type ScriptedName, type SweepName } from './commands.ts';
import { defaultOf, FLAG_NAMES, type FlagName, type FlagValue, flagRow, flagsOf } from './flags.ts';

const DEFAULT_SAMPLES = 21;
const WHOLE: Shard = { index: 1, of: 1 };

const FORMAT_OF_ENDING: ReadonlyMap<string, Format> = new Map([
  ['csv', 'csv'],
  ['tsv', 'tsv'],
  ['json', 'json'],
  ['ndjson', 'ndjson'],
  ['md', 'markdown'],
  ['npy', 'npy'],
  ['svg', 'svg'],
]);
const SHORT_FORMS = ['csv', 'json', 'ndjson', 'plot'] as const satisfies readonly (FlagName & Format)[];

/** Return what the arguments after the command's name ask for. Throws E_USAGE and E_LIMIT. */
export function parseSweep(command: SweepName, args: readonly string[], io: Io): SweepRequest {
  const { options, script } = split(command, args);
  const maxPoints = options.value('max-points');
  const output = chooseOutput(command, options, io);
  const points = choosePoints(options, output.format, maxPoints);
  checkPointsInput(script, points);
  const mode = options.value('mode');
  return {
    target: {
      exportName: options.get('export'),
      params: new Map(options.all('param')),
      wrt: oneVariable(options.get('wrt')),
      ...scriptTarget(script, options),
      maxPoints,
    },
    points,
    shard: options.get('shard') ?? WHOLE,
    orders: checkedOrders(options.value('order'), mode),
    mode,
    compile: !options.has('no-compile'),
    output,
    strict: options.has('strict'),
    quiet: options.has('quiet'),
    stats: options.has('stats'),
  };
}

function checkPointsInput(script: string, points: Points): void {
  if (script === '-' && points.kind === 'file' && points.path === '-') {
    throw usageError(
      'the script and --at cannot both be read from standard input',
      'put one of them in a file',
    );
  }
}

function oneVariable(wrt: string | undefined): string | undefined {
  if (wrt?.includes(',')) {
    throw usageError(
      `--wrt: expected one parameter, found "${wrt}"`,
      'several may vary in one call with --args',
    );
  }
  return wrt;
}

/** Return what the arguments after the name of a command that differentiates one call ask for. Throws E_USAGE. */
export function parseCall(command: CallName, args: readonly string[], io: Io): CallRequest {
  const { options, script } = split(command, args);
  const [given, vector] = [options.get('args'), options.get('vector')];
  if (given === undefined) throw missing(command, '--args', "the call's arguments");
  if (vector === undefined && command === 'hvp')
    throw missing(command, '--vector', 'what the Hessian is multiplied by');
  const sweeping = options.names.find(
    (name) => !flagRow(name).commands.includes('jacobian') && name !== 'vector',
  );
  if (sweeping !== undefined)
    throw usageError(`--${sweeping} has no meaning beside --args, which is one call`);
  checkStandardInput(script, given, vector);
  for (const source of [given, vector])
    if (source?.kind === 'file' && source.path === '-') refuseWatch(options, 'JSON');
  return {
    operator: command,
    target: callTarget(script, options),
    args: given,
    vector,
    output: callOutput(options, io),
    strict: options.has('strict'),
    quiet: options.has('quiet'),
    stats: options.has('stats'),
  };
}

/** The function of a call, and which of its parameters vary. */
function callTarget(script: string, options: GivenOptions): CallRequest['target'] {
  const names = options.get('wrt')?.split(',') ?? [];
  return {
    exportName: options.get('export'),
    params: new Map(options.all('param')),
    wrt: names.map((name) => name.trim()),
    ...scriptTarget(script, options),
  };
}

/** What may stand beside --explain. */
const EXPLAINABLE: readonly FlagName[] = [
  ...([
    'explain',
    'export',
    'param',
    'wrt',
    'order',
    'format',
    'json',
    'output',
    'digits',
    'strict',
    'color',
  ] as const),
  ...(['quiet', 'stats', 'timeout', 'memory', 'root', 'seed', 'watch'] as const),
];

/** Return what the arguments after `grad` ask for, --explain being among them. Throws E_USAGE. */
export function parseExplain(args: readonly string[]): ExplainRequest {
  const { options, script } = split('grad', args);
  const point = options.get('explain');
  if (point === undefined) throw usageError('--explain needs a value: --explain <x>');
  if (options.has('args'))
    throw usageError(
      '--explain and --args both say where: give one of them',
      "--explain takes arguments, too: --explain '[[1,2,3]]' or --explain @args.json",
    );
  const other = options.names.find((name) => !EXPLAINABLE.includes(name));
  if (other !== undefined)
    throw usageError(`--${other} has no meaning beside --explain, which is about one point`);
  if (point.kind === 'arguments') checkArguments(point.source, script, options);
  else oneVariable(options.get('wrt'));
  const path = options.get('output');
  const file = path === '-' ? undefined : path;
  return {
    target: callTarget(script, options),
    point,
    orders: options.value('order'),
    output: { format: explanationFormat(options, file), file, digits: options.get('digits') },
    strict: options.has('strict'),
    quiet: options.has('quiet'),
    stats: options.has('stats'),
  };
}

function checkArguments(source: JsonSource, script: string, options: GivenOptions): void {
  if (options.has('order'))
    throw usageError('--order has no meaning beside arguments, whose gradient is explained');
  if (source.kind !== 'file' || source.path !== '-') return;
  refuseWatch(options, 'JSON');
  if (script === '-')
    throw usageError(
      'the script and --explain cannot both be read from standard input',
      'put one of them in a file',
    );
}

/** Text, unless the options or the file's ending say JSON. */
function explanationFormat(options: GivenOptions, file: string | undefined): 'table' | 'json' {
  const said = saidFormat(options) ?? (file?.toLowerCase().endsWith('.json') ? 'json' : 'table');
  if (said === 'table' || said === 'json') return said;
  throw usageError(
    `an explanation is no table of points: --format ${said} has no meaning for it`,
    'use table or json',
  );
}

function missing(command: CallName, option: string, what: string): AutogradError {
  return usageError(
    `${command} needs ${option}: ${what}`,
    `${PROGRAM} ${command} fun.ts --args '[[1,2,3]]'${command === 'hvp' ? " --vector '[1,0,0]'" : ''}`,
  );
}

function checkStandardInput(script: string, args: JsonSource, vector: JsonSource | undefined): void {
  const isRead = (source: JsonSource | undefined) => source?.kind === 'file' && source.path === '-';
  const readers = [
    ...(script === '-' ? ['the script'] : []),
    ...(isRead(args) ? ['--args'] : []),
    ...(isRead(vector) ? ['--vector'] : []),
  ];
  if (readers.length > 1)
    throw usageError(
      `${readers.join(' and ')} cannot both be read from standard input`,
      'put one of them in a file',
    );
}

function callOutput(options: GivenOptions, io: Io): CallRequest['output'] {
  const path = options.get('output');
  const file = path === '-' ? undefined : path;
  const format = callFormat(options, file);
  checkTerminal(format, file, io);
  return { format, file, digits: options.get('digits') };
}

/** JSON, unless the options or the file's ending say otherwise. */
function callFormat(options: GivenOptions, file: string | undefined): CallFormat {
  const format = saidFormat(options) ?? (file === undefined ? 'json' : formatOfEnding(file));
  const possible = CALL_FORMATS.find((each) => each === format);
  if (possible !== undefined) return possible;
  throw usageError(
    `one call is no table of points: --format ${format} has no meaning for it`,
    'use json, table or npy',
  );
}

/** Return what the arguments after `run` ask for. Throws E_USAGE. */
export function parseRun(args: readonly string[], io: Io): RunRequest {
  const { options, script } = split('run', args);
  return {
    target: scriptTarget(script, options),
    output: {
      file: figureFile(options.get('output')),
      width: options.get('width'),
      height: options.get('height'),
      ascii: options.has('ascii'),
      colorLevel: colorLevel(options.value('color'), io.stdout.isTTY === true, io.env),
    },
    quiet: options.has('quiet'),
    stats: options.has('stats'),
  };
}

/** Return what the arguments after `emit` ask for. Throws E_USAGE and E_LIMIT. */
export function parseEmit(args: readonly string[]): EmitRequest {
  const { options, script } = split('emit', args);
  const maxPoints = options.value('max-points');
  const points = choosePoints(options, 'table', maxPoints);
  const given = options.get('args');
  const wrt = options.get('wrt');
  const orders = options.value('order');
  if (given !== undefined) checkEmittedCall(options, script, given, orders);
  checkPointsInput(script, points);
  const path = options.get('output');
  const file = path === '-' ? undefined : path;
  return {
    target: {
      exportName: options.get('export'),
      params: new Map(options.all('param')),
      wrt: given === undefined ? oneVariable(wrt) : undefined,
      ...scriptTarget(script, options),
      maxPoints,
    },
    call: given && { args: given, wrt: wrt?.split(',').map((name) => name.trim()) ?? [] },
    points,
    orders,
    language: options.get('lang') ?? languageOfEnding(file),
    file,
    strict: options.has('strict'),
    quiet: options.has('quiet'),
    stats: options.has('stats'),
  };
}

function checkEmittedCall(options: GivenOptions, script: string, args: JsonSource, { to }: Orders): void {
  const sweeping = (['range', 'samples', 'at', 'col', 'bind'] as const).find((name) => options.has(name));
  if (sweeping !== undefined)
    throw usageError(`--${sweeping} has no meaning beside --args, which is one call`);
  if (to > 1)
    throw usageError(
      `--order: of a function of arrays there is source of the value and the gradient, found ${to}`,
      'use -n 0 or -n 1',
    );
  checkStandardInput(script, args, undefined);
  if (args.kind === 'file' && args.path === '-') refuseWatch(options, 'JSON');
}

function languageOfEnding(file: string | undefined): LanguageName {
  const ending = /\.[cm]?([^.]*)$/.exec(file ?? '')?.[1];
  const language = LANGUAGES.find((name) => name === ending);
  if (language !== undefined) return language;
  const [what, hint] =
    file === undefined
      ? ['emit needs --lang: ts, js or c', `${PROGRAM} emit fun.ts --lang ts`]
      : [`--output: the ending of "${file}" names no language`, 'use one of .ts .js .c, or add --lang'];
  throw usageError(what, hint);
}

function figureFile(path: string | undefined): string | undefined {
  if (path === undefined || /\.svg$/i.test(path)) return path;
  throw usageError(
    `--output: under run it holds the script's figure, an SVG, found "${path}"`,
    'give a name that ends in .svg; what the script prints goes to standard output: > file',
  );
}

export function scriptTarget(script: string, options: GivenOptions): ScriptTarget {
  return {
    script,
    root: options.get('root'),
    seed: options.value('seed'),
    limits: { timeoutMs: options.value('timeout'), memoryBytes: options.value('memory') },
  };
}

/** The options given to a command, in the order of the command line. */
export class GivenOptions {
  private readonly command: ScriptedName;
  private readonly given: { readonly name: FlagName; readonly value: unknown }[] = [];

  constructor(command: ScriptedName) {
    this.command = command;
  }

  add(name: FlagName, value: unknown): void {
    this.given.push({ name, value });
  }

  get names(): readonly FlagName[] {
    return this.given.map(({ name }) => name);
  }

  has(name: FlagName): boolean {
    return this.given.some((option) => option.name === name);
  }

  get<N extends FlagName>(name: N): FlagValue<N> | undefined {
    return this.all(name).at(-1);
  }

  /** The value of an option whose default is written in the table as its value would be. */
  value<N extends FlagName>(name: N): FlagValue<N> {
    const otherwise = defaultOf(name, this.command)!;
    return this.get(name) ?? (flagRow(name).parse!(otherwise, `--${name}`) as FlagValue<N>);
  }

  all<N extends FlagName>(name: N): FlagValue<N>[] {
    return this.given.filter((option) => option.name === name).map((option) => option.value as FlagValue<N>);
  }

  /** The one of `names` that was given last. */
  last<N extends FlagName>(names: readonly N[]): N | undefined {
    const wanted: readonly FlagName[] = names;
    return this.given.findLast((option) => wanted.includes(option.name))?.name as N | undefined;
  }
}

/** Split a command line of one script, or of several under `check`. Throws E_USAGE. */
export function split(
  command: ScriptedName,
  args: readonly string[],
): { options: GivenOptions; script: string; scripts: readonly string[] } {
  const options = new GivenOptions(command);
  const parser = new Command(command)
    .argument(command === 'check' ? '<script...>' : '<script>')
    .allowExcessArguments(false)
    .helpOption(false)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const name of flagsOf(command)) {
    const { short, value, parse } = flagRow(name);
    const letters = `${short === undefined ? '' : `-${short}, `}--${name}`;
    parser.addOption(new Option(value === undefined ? letters : `${letters} <value>`));
    parser.on(`option:${name}`, (text: string) => options.add(name, parse?.(text, `--${name}`) ?? true));
  }
  try {
    parser.parse(args, { from: 'user' });
  } catch (error) {
    throw error instanceof CommanderError ? explain(error, command, parser.args) : error;
  }
  const scripts = parser.args;
  if (scripts.includes('-')) refuseWatch(options, 'the script');
  return { options, script: scripts[0]!, scripts };
}

/** Standard input can be read once only. */
function refuseWatch(options: GivenOptions, what: string): void {
  if (options.has('watch'))
    throw usageError(`--watch: ${what} cannot be read from standard input again`, 'put it in a file');
}

/** Say in our words what commander found wrong. */
function explain(error: CommanderError, command: ScriptedName, operands: readonly string[]): AutogradError {
  switch (error.code) {
    case 'commander.unknownOption':
      return unknownOption(/'(.*)'/s.exec(error.message)![1]!, command);
    case 'commander.optionMissingArgument': {
      const name = /--([a-z-]+)/.exec(error.message)![1] as FlagName;
      return usageError(`--${name} needs a value: --${name} <${flagRow(name).value}>`);
    }
    case 'commander.excessArguments':
      return usageError(`expected one script, found ${operands.length}: ${operands.join(' ')}`);
    default:
      return usageError('no script was given', 'a .ts, .mts, .js or .mjs file, or - for standard input');
  }
}

function unknownOption(option: string, command: ScriptedName): AutogradError {
  const [name] = option.split('=');
  const names = flagsOf(command).map((flag) => `--${flag}`);
  if (names.includes(name!)) return usageError(`${name} takes no value, found "${option}"`);
  if (FLAG_NAMES.some((flag) => `--${flag}` === name)) return usageError(`${command} has no option ${name}`);
  const meant = name!.startsWith('--') ? closest(name!, names) : undefined;
  return usageError(`unknown option ${name}`, meant === undefined ? undefined : `did you mean ${meant}?`);
}

function choosePoints(options: GivenOptions, format: Format, maxPoints: number): Points {
  const at = options.get('at');
  const samples = options.get('samples');
  const ofFile = (['col', 'keep', 'bind'] as const).find((name) => options.has(name));
  if (ofFile !== undefined && at?.kind !== 'file') {
    const value = { col: ` ${options.get('col')}`, keep: '', bind: ` ${options.get('bind')?.join('=')}` }[
      ofFile
    ];
    throw usageError(
      `--${ofFile} needs a file of points`,
      `${PROGRAM} grad fun.ts --at @data.csv --${ofFile}${value}`,
    );
  }
  if (at === undefined) return rangePoints(options, samples, format, maxPoints);
  if (options.has('range')) throw usageError('--range and --at are two ways to say where: give one of them');
  if (samples !== undefined)
    throw usageError('--samples counts the points of a range: it has no meaning beside --at');
  if (at.kind === 'file' && at.path === '-') refuseWatch(options, '--at');
  if (at.kind === 'file') return filePoints(options, at.path, format);
  limitPoints(at.values.length, maxPoints);
  return at;
}

const UNKEPT: readonly Format[] = ['npy', 'plot', 'svg'];

function filePoints(options: GivenOptions, path: string, format: Format): FilePoints {
  const keep = options.has('keep');
  if (keep && UNKEPT.includes(format))
    throw usageError(`--keep: --format ${format} has no room for text`, 'use csv, tsv, json or ndjson');
  const bindings = options.all('bind');
  const bind = new Map(bindings);
  const twice = bindings.find(([parameter], i) => bindings.findIndex(([other]) => other === parameter) < i);
  if (twice !== undefined) throw usageError(`--bind: ${twice[0]} has two columns`);
  const fixed = options.all('param').find(([name]) => bind.has(name));
  if (fixed !== undefined) {
    throw usageError(`--param and --bind both give ${fixed[0]} a value: give one of them`);
  }
  return { kind: 'file', path, column: options.get('col'), bind, keep };
}

function rangePoints(
  options: GivenOptions,
  samples: number | undefined,
  format: Format,
  maxPoints: number,
): Points {
  const { lo, hi, count, step } = options.value('range');
  if (samples !== undefined && (count !== undefined || step !== undefined)) {
    const other = count === undefined ? 'a step' : 'a count';
    throw usageError(`--samples and ${other} in --range say the same thing twice: give one of them`);
  }
  if (step !== undefined) {
    return { kind: 'range', lo, hi, step, count: limitPoints(stepCount(lo, hi, step), maxPoints) };
  }
  const isDrawn = format === 'plot' || format === 'svg';
  const chosen = count ?? samples ?? (isDrawn ? undefined : DEFAULT_SAMPLES);
  return { kind: 'range', lo, hi, count: chosen === undefined ? undefined : limitPoints(chosen, maxPoints) };
}

function checkedOrders(orders: Orders, mode: Mode): Orders {
  const isNested = mode === 'reverse' || mode === 'forward';
  if (isNested && orders.to > MAX_NESTED_ORDER) {
    throw usageError(
      `--order: --mode ${mode} goes to order ${MAX_NESTED_ORDER}, found ${orders.to}`,
      'use --mode taylor',
    );
  }
  return orders;
}

function chooseOutput(command: SweepName, options: GivenOptions, io: Io): Output {
  const path = options.get('output');
  const file = path === '-' ? undefined : path;
  const format = chooseFormat(command, options, file);
  const isTerminal = checkTerminal(format, file, io);
  return {
    format,
    file,
    digits: options.get('digits'),
    na: options.get('na'),
    header: !options.has('no-header'),
    colorLevel: colorLevel(options.value('color'), isTerminal, io.env),
    width: options.get('width'),
    height: options.get('height'),
    ascii: options.has('ascii'),
  };
}

/** Whether the result goes to a terminal. Throws E_USAGE if the format is not for one. */
function checkTerminal(format: Format, file: string | undefined, io: Io): boolean {
  const isTerminal = file === undefined && io.stdout.isTTY === true;
  if (format === 'npy' && isTerminal) {
    throw usageError('--format npy is binary and not for a terminal', 'write it to a file: -o out.npy');
  }
  return isTerminal;
}

/** What the options say; else the file's ending; else what the command is for. */
function chooseFormat(command: SweepName, options: GivenOptions, file: string | undefined): Format {
  const said = saidFormat(options);
  if (said !== undefined) return said;
  if (file !== undefined) return formatOfEnding(file);
  return command === 'plot' ? 'plot' : 'table';
}

/** The last of --format and its short forms. */
function saidFormat(options: GivenOptions): Format | undefined {
  const said = options.last(['format', ...SHORT_FORMS]);
  return said === 'format' ? options.get('format') : said;
}

function formatOfEnding(file: string): Format {
  const ending = /\.([^./\\]*)$/.exec(file)?.[1]?.toLowerCase();
  const format = FORMAT_OF_ENDING.get(ending ?? '');
  if (format !== undefined) return format;
  const endings = [...FORMAT_OF_ENDING.keys()].map((name) => `.${name}`).join(' ');
  throw usageError(
    `--output: the ending of "${file}" names no format`,
    `use one of ${endings}, or add --format`,
  );
}
