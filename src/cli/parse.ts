/**
 * From the arguments of `grad` and `plot` to a SweepRequest. Commander splits the command line; the table says which options
 * there are; here is decided what they mean together. Nothing is read or run.
 */

import { Command, CommanderError, Option } from 'commander';
import { type AutogradError, usageError } from '../base/errors.ts';
import { MAX_NESTED_ORDER, type Orders, stepCount } from '../base/numbers.ts';
import { closest } from '../base/text.ts';
import { limitPoints } from '../commands/points.ts';
import type {
  Format,
  Io,
  Mode,
  Output,
  Points,
  RunRequest,
  ScriptTarget,
  SweepRequest,
} from '../commands/request.ts';
import { colorLevel } from './color.ts';
import { PROGRAM, type ScriptedName, type SweepName } from './commands.ts';
import { defaultOf, FLAG_NAMES, type FlagName, type FlagValue, flagRow, flagsOf } from './flags.ts';

const DEFAULT_SAMPLES = 21;

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
  if (script === '-' && points.kind === 'file' && points.path === '-') {
    throw usageError(
      'the script and --at cannot both be read from standard input',
      'put one of them in a file',
    );
  }
  const mode = options.value('mode');
  return {
    target: {
      exportName: options.get('export'),
      params: new Map(options.all('param')),
      wrt: options.get('wrt'),
      ...scriptTarget(script, options),
      maxPoints,
    },
    points,
    orders: checkedOrders(options.value('order'), mode),
    mode,
    compile: !options.has('no-compile'),
    output,
    strict: options.has('strict'),
    quiet: options.has('quiet'),
    stats: options.has('stats'),
  };
}

/** Return what the arguments after `run` ask for. Throws E_USAGE. */
export function parseRun(args: readonly string[]): RunRequest {
  const { options, script } = split('run', args);
  return {
    target: scriptTarget(script, options),
    quiet: options.has('quiet'),
    stats: options.has('stats'),
  };
}

function scriptTarget(script: string, options: GivenOptions): ScriptTarget {
  return {
    script,
    root: options.get('root'),
    seed: options.value('seed'),
    limits: { timeoutMs: options.value('timeout'), memoryBytes: options.value('memory') },
  };
}

/** The options given to a command, in the order of the command line. */
class GivenOptions {
  private readonly command: ScriptedName;
  private readonly given: { readonly name: FlagName; readonly value: unknown }[] = [];

  constructor(command: ScriptedName) {
    this.command = command;
  }

  add(name: FlagName, value: unknown): void {
    this.given.push({ name, value });
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

function split(command: ScriptedName, args: readonly string[]): { options: GivenOptions; script: string } {
  const options = new GivenOptions(command);
  const parser = new Command(command)
    .argument('<script>')
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
  return { options, script: parser.args[0]! };
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
  const known = FLAG_NAMES.find((candidate) => `--${candidate}` === name);
  if (known !== undefined) return usageError(`${name} takes no value, found "${option}"`);
  const names = flagsOf(command).map((flag) => `--${flag}`);
  const meant = name!.startsWith('--') ? closest(name!, names) : undefined;
  return usageError(`unknown option ${name}`, meant === undefined ? undefined : `did you mean ${meant}?`);
}

function choosePoints(options: GivenOptions, format: Format, maxPoints: number): Points {
  const at = options.get('at');
  const samples = options.get('samples');
  const column = options.get('col');
  if (column !== undefined && at?.kind !== 'file') {
    throw usageError('--col needs a file of points', `${PROGRAM} grad fun.ts --at @data.csv --col ${column}`);
  }
  if (at === undefined) return rangePoints(options, samples, format, maxPoints);
  if (options.has('range')) throw usageError('--range and --at are two ways to say where: give one of them');
  if (samples !== undefined)
    throw usageError('--samples counts the points of a range: it has no meaning beside --at');
  if (at.kind === 'file') return { kind: 'file', path: at.path, column };
  limitPoints(at.values.length, maxPoints);
  return at;
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
  const isTerminal = file === undefined && io.stdout.isTTY === true;
  if (format === 'npy' && isTerminal) {
    throw usageError('--format npy is binary and not for a terminal', 'write it to a file: -o out.npy');
  }
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

/** The last of --format and its short forms; else the file's ending; else what the command is for. */
function chooseFormat(command: SweepName, options: GivenOptions, file: string | undefined): Format {
  const said = options.last(['format', ...SHORT_FORMS]);
  if (said !== undefined) return said === 'format' ? options.get('format')! : said;
  if (file === undefined) return command === 'plot' ? 'plot' : 'table';
  const ending = /\.([^./\\]*)$/.exec(file)?.[1]?.toLowerCase();
  const format = FORMAT_OF_ENDING.get(ending ?? '');
  if (format !== undefined) return format;
  const endings = [...FORMAT_OF_ENDING.keys()].map((name) => `.${name}`).join(' ');
  throw usageError(
    `--output: the ending of "${file}" names no format`,
    `use one of ${endings}, or add --format`,
  );
}
