/**
 * The program: arguments in, exit status out. The only place that prints messages and decides statuses. Imports are lazy, so
 * that the help does not wait for what only a sweep needs.
 */

import { version } from '../../package.json';
import { type AutogradError, EXIT_STATUS, usageError } from '../base/errors.ts';
import { closest, logText } from '../base/text.ts';
import type { Io, Outcome, Progress, SweepRequest } from '../commands/request.ts';
import { isClosedPipe, openSink } from '../commands/sink.ts';
import type { StartedWorker } from '../vm/start.ts';
import { colorLevel, loadStyle, type Style } from './color.ts';
import {
  type CallName,
  COMMAND_NAMES,
  type CommandName,
  isCall,
  isCommand,
  isScripted,
  isSweep,
  PROGRAM,
  type ScriptedName,
  type SweepName,
} from './commands.ts';
import type { ColorChoice } from './flags.ts';

/** What was called, and with what. */
interface Call {
  /** Without node and the program. */
  readonly argv: readonly string[];
  readonly io: Io;
  /** Started before the program was loaded, where the command was seen to need it. */
  readonly worker: StartedWorker | undefined;
}

/** Run the program in this process: signals, streams, exit status. */
export async function run(worker?: StartedWorker): Promise<void> {
  const call = { argv: process.argv.slice(2), io: processIo, worker };
  process.once('SIGINT', () => process.exit(128 + 2));
  process.once('SIGTERM', () => process.exit(128 + 15));
  process.stderr.on('error', () => {}); // nobody is left to tell
  process.on('uncaughtException', async (error) => process.exit(await report(error, call)));
  process.exitCode = await main(call.argv, call.io, worker);
}

/** Standard input is opened only by who reads it. */
const processIo: Io = {
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
};

/** Run the program on `argv` (without node and the program); return its exit status. Never throws. */
export async function main(argv: readonly string[], io: Io, worker?: StartedWorker): Promise<number> {
  const call = { argv, io, worker };
  try {
    return await dispatch(call);
  } catch (error) {
    return report(error, call);
  }
}

async function dispatch(call: Call): Promise<number> {
  const [command, ...args] = call.argv;
  if (command === undefined) {
    const { shortHelp } = await import('./help.ts');
    call.io.stderr.write(shortHelp());
    return EXIT_STATUS.E_USAGE;
  }
  if (asksFor(call.argv, '--version')) return print(`${PROGRAM} ${version}\n`, call);
  if (command === '--help' || command === '-h') return printHelp(undefined, call);
  if (!isCommand(command)) throw unknownCommand(command, call.argv);
  if (asksFor(args, '--help') || asksFor(args, '-h')) return printHelp(command, call);
  if (isScripted(command) && asksFor(args, '--watch')) return watch(command, args, call);
  if (isScripted(command)) return once(command, args, call);
  if (command === 'ops') return printOperations(args, call);
  if (command === 'completion') return printCompletion(args, call);
  if (command === 'types') return printEditorConfig(args, call);
  const topic = onlyTopic(command, args);
  return command === 'help' ? printHelp(topic, call) : printManual(topic, call);
}

/** Run a command that takes a script. */
async function once(command: ScriptedName, args: readonly string[], call: Call): Promise<number> {
  if (command === 'grad' && asksFor(args, '--explain')) return explain(args, call);
  if (isCall(command) && (!isSweep(command) || asksFor(args, '--args'))) return callOnce(command, args, call);
  if (isSweep(command)) return sweep(command, args, call);
  if (command === 'emit') return emit(args, call);
  if (command === 'check') return check(args, call);
  return runScript(args, call);
}

const CLEAR = '\x1b[2J\x1b[3J\x1b[H';

/** Run a command whenever a file of its script has changed; a run that fails waits for the next change. Ends with Ctrl-C. */
async function watch(command: ScriptedName, args: readonly string[], call: Call): Promise<number> {
  const { WatchedFiles } = await import('../commands/watched-files.ts');
  const files = new WatchedFiles();
  const { io } = call;
  let { worker } = call;
  for (;;) {
    const watched: Call = { ...call, io: withMembers(io, { onRead: files.add }), worker };
    const status = await once(command, args, watched).catch((error) => report(error, call));
    if (files.isEmpty) return status;
    await files.change();
    worker = undefined;
    if (io.stdout.isTTY === true) io.stdout.write(CLEAR);
  }
}

async function sweep(command: SweepName, args: readonly string[], call: Call): Promise<number> {
  const { io } = call;
  const { parseSweep } = await import('./parse.ts');
  const request = parseSweep(command, args, io);
  const { target, points } = request;
  if (target.script === '-' || (points.kind === 'file' && points.path === '-')) noteTerminal(request, io);
  const progress = await progressOf(!hasFreeTerminal(request, io), io);
  const { runSweep } = await import('../commands/grad.ts');
  let outcome: Outcome;
  try {
    outcome = await runSweep(request, withMembers(io, { progress }), call.worker);
  } finally {
    progress.clear();
  }
  return conclude(request, outcome, call);
}

async function callOnce(command: CallName, args: readonly string[], call: Call): Promise<number> {
  const { parseCall } = await import('./parse.ts');
  const request = parseCall(command, args, call.io);
  const { target, vector } = request;
  const isRead = [request.args, vector].some((source) => source?.kind === 'file' && source.path === '-');
  if (target.script === '-' || isRead) noteTerminal(request, call.io);
  const { runCall } = await import('../commands/args.ts');
  return conclude(request, await runCall(request, call.io, call.worker), call);
}

async function explain(args: readonly string[], call: Call): Promise<number> {
  const { parseExplain } = await import('./parse.ts');
  const request = parseExplain(args);
  const { target, point } = request;
  const isRead = point.kind === 'arguments' && point.source.kind === 'file' && point.source.path === '-';
  if (target.script === '-' || isRead) noteTerminal(request, call.io);
  const { runExplain } = await import('../commands/explain.ts');
  return conclude(request, await runExplain(request, call.io, call.worker), call);
}

async function emit(args: readonly string[], call: Call): Promise<number> {
  const { parseEmit } = await import('./parse.ts');
  const request = parseEmit(args);
  const { target, points } = request;
  if (target.script === '-' || (points.kind === 'file' && points.path === '-'))
    noteTerminal(request, call.io);
  const { runEmit } = await import('../commands/emit.ts');
  return conclude(request, await runEmit(request, call.io, call.worker), call);
}

async function check(args: readonly string[], call: Call): Promise<number> {
  const { parseCheck } = await import('./parse-check.ts');
  const request = parseCheck(args, call.io);
  const { runCheck } = await import('../commands/check.ts');
  const outcome = await runCheck(request, call.io, call.worker);
  await conclude({ ...request, strict: false }, outcome, call);
  return outcome.status === 0 && request.strict && outcome.isDoubtful ? EXIT_STATUS.E_CHECK : outcome.status;
}

async function runScript(args: readonly string[], call: Call): Promise<number> {
  const { parseRun } = await import('./parse.ts');
  const { io } = call;
  const request = parseRun(args, io);
  const progress = await progressOf(request.quiet, io);
  const { runProgram } = await import('../commands/run.ts');
  let outcome: Outcome;
  try {
    outcome = await runProgram(request, withMembers(io, { progress }), call.worker);
  } finally {
    progress.clear();
  }
  return conclude({ ...request, strict: false }, outcome, call);
}

/** Print warnings and figures; return the status of a command that came to its end. */
async function conclude(
  request: Pick<SweepRequest, 'strict' | 'quiet' | 'stats'>,
  { warnings, stats }: Outcome,
  call: Call,
): Promise<number> {
  const fails = request.strict && warnings.length > 0;
  if (fails || !request.quiet) {
    const { warningText } = await import('./report.ts');
    call.io.stderr.write(logText(warningText(warnings, await errorStyle(call)), call.io.env));
  }
  if (request.stats) call.io.stderr.write(stats.map(([name, value]) => `${name}: ${value}\n`).join(''));
  return fails ? EXIT_STATUS.E_CHECK : 0;
}

/** Write what went wrong to standard error; return the exit status. A closed pipe is no failure. */
async function report(thrown: unknown, call: Call): Promise<number> {
  if (isClosedPipe(thrown)) return 0;
  const { asAutogradError, debugText, errorText } = await import('./report.ts');
  const error = asAutogradError(thrown);
  const [command = ''] = call.argv;
  const helpCall = isScripted(command) ? `${PROGRAM} ${command} --help` : `${PROGRAM} --help`;
  call.io.stderr.write(logText(errorText(error, helpCall, await errorStyle(call)), call.io.env));
  if (error.code === 'E_INTERNAL' && call.io.env.AUTOGRAD_CLI_DEBUG) call.io.stderr.write(debugText(error));
  return error.exitStatus;
}

async function print(text: string, { io }: Call): Promise<number> {
  const sink = openSink(undefined, io);
  await sink.write(text);
  await sink.close();
  return 0;
}

async function printHelp(topic: CommandName | undefined, call: Call): Promise<number> {
  const { helpText } = await import('./help.ts');
  const level = colorLevel(colorChoice(call.argv), call.io.stdout.isTTY === true, call.io.env);
  return print(await helpText(topic, level), call);
}

async function printOperations(args: readonly string[], call: Call): Promise<number> {
  const wrong = args.find((arg) => arg !== '--json');
  if (wrong !== undefined) throw usageError(`ops: expected --json or nothing, found "${wrong}"`);
  const { operations, operationsJson, operationsTable } = await import('../commands/ops.ts');
  return print((args.length > 0 ? operationsJson : operationsTable)(operations()), call);
}

async function printCompletion(args: readonly string[], call: Call): Promise<number> {
  const { completionScript, SHELLS } = await import('./completion.ts');
  const shell = SHELLS.find((name) => name === args[0]);
  if (shell === undefined || args.length > 1) {
    const found = args.length === 0 ? 'nothing' : `"${args.join(' ')}"`;
    throw usageError(`completion: expected bash, zsh or fish, found ${found}`);
  }
  return print(completionScript(shell), call);
}

async function printManual(topic: CommandName | undefined, call: Call): Promise<number> {
  const { manualText } = await import('./man.ts');
  return print(manualText(topic), call);
}

async function printEditorConfig(args: readonly string[], call: Call): Promise<number> {
  if (args.length > 0) throw usageError(`types: expected no argument, found ${args.join(' ')}`);
  const { editorConfig } = await import('./editor-types.ts');
  return print(editorConfig(), call);
}

function errorStyle({ argv, io }: Call): Promise<Style> {
  return loadStyle(colorLevel(colorChoice(argv), io.stderr.isTTY === true, io.env));
}

/** The --color of a command line that may not be valid otherwise. */
function colorChoice(argv: readonly string[]): ColorChoice {
  const text = argv.join('\n');
  return (/^--color[=\n](always|never)$/m.exec(text)?.[1] as ColorChoice | undefined) ?? 'auto';
}

/** Whether an option is among the arguments, before a `--`. */
function asksFor(args: readonly string[], option: string): boolean {
  const end = args.indexOf('--');
  const before = args.slice(0, end === -1 ? undefined : end);
  return before.some((arg) => arg === option || arg.startsWith(`${option}=`));
}

function onlyTopic(command: 'help' | 'man', args: readonly string[]): CommandName | undefined {
  const [topic] = args;
  if (args.length > 1)
    throw usageError(`${command}: expected one command, found ${args.length}: ${args.join(' ')}`);
  if (topic !== undefined && !isCommand(topic)) throw unknownName(topic);
  return topic;
}

function unknownCommand(first: string, argv: readonly string[]): AutogradError {
  if (first === '-' || /\.[cm]?[jt]s$|\//.test(first)) {
    return usageError(
      `"${first}" is no command; it looks like a script`,
      `${PROGRAM} grad ${shellLine(argv)}`,
    );
  }
  if (first.startsWith('-')) {
    return usageError(`the option ${first} needs a command before it`, `${PROGRAM} grad ${shellLine(argv)}`);
  }
  return unknownName(first);
}

function unknownName(name: string): AutogradError {
  const meant = closest(name, COMMAND_NAMES);
  const hint =
    meant === undefined ? `the commands are ${COMMAND_NAMES.join(', ')}` : `did you mean ${meant}?`;
  return usageError(`unknown command "${name}"`, hint);
}

/** Arguments as a user would type them. */
function shellLine(args: readonly string[]): string {
  return args
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** Say why nothing happens where standard input is a terminal. */
function noteTerminal({ quiet }: Pick<SweepRequest, 'quiet'>, { stdin, stderr }: Io): void {
  if (!quiet && stdin.isTTY === true)
    stderr.write('reading standard input from the terminal; end it with Ctrl-D\n');
}

/** Whether progress may be drawn while a sweep runs: it would tear rows that stream to the same terminal apart. */
function hasFreeTerminal({ quiet, output }: SweepRequest, io: Io): boolean {
  const isDrawing = output.format === 'plot' || output.format === 'svg';
  return !quiet && (output.file !== undefined || io.stdout.isTTY !== true || isDrawing);
}

async function progressOf(isSilent: boolean, io: Io): Promise<Progress> {
  const { drawnProgress, noProgress } = await import('./progress.ts');
  if (isSilent || io.stderr.isTTY !== true || io.env.CI || io.env.TERM === 'dumb') return noProgress;
  return drawnProgress({ write: (text) => void io.stderr.write(text), now: () => performance.now() });
}

/** The same world with further members. Standard input stays unopened until it is read. */
function withMembers(io: Io, members: Pick<Io, 'progress' | 'onRead'>): Io {
  const { stdout, stderr, env, cwd, progress, onRead } = io;
  return {
    get stdin() {
      return io.stdin;
    },
    stdout,
    stderr,
    env,
    cwd,
    ...(progress && { progress }),
    ...(onRead && { onRead }),
    ...members,
  };
}
