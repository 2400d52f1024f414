/** The help texts, made from the tables: of the program, of a command, and the short one for a bare call. 80 columns. */

import { type ColorLevel, loadStyle, type Style } from './color.ts';
import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  type CommandRow,
  EXIT_STATUSES,
  type Example,
  isScripted,
  PROGRAM,
  PROGRAM_SUMMARY,
} from './commands.ts';
import { defaultOf, FLAGS, type FlagName, flagRow, flagSynopsis, flagsOf, GROUPS } from './flags.ts';
import { entry, paragraph } from './layout.ts';

const WIDTH = 80;
const COLUMN = 28;

/** Return the help of a command, or of the program where it is undefined. */
export async function helpText(command: CommandName | undefined, level: ColorLevel): Promise<string> {
  const style = await loadStyle(level);
  return command === undefined ? programHelp(style) : commandHelp(command, style);
}

/** Return what a call without arguments shows. */
export function shortHelp(): string {
  const lines = [
    `${PROGRAM}: ${PROGRAM_SUMMARY}`,
    '',
    `Usage: ${PROGRAM} <command> [options] <script>`,
    '',
    exampleText(COMMANDS.grad.examples[0]),
    exampleText(COMMANDS.plot.examples[0]),
    '',
    `All commands: ${PROGRAM} --help`,
  ];
  return `${lines.join('\n')}\n`;
}

function programHelp(style: Style): string {
  const sections = [
    `${style.bold('Usage:')} ${PROGRAM} <command> [options] <script>`,
    `${capitalized(PROGRAM_SUMMARY)}.`,
    section(
      'Examples',
      [exampleText(COMMANDS.grad.examples[0]), exampleText(COMMANDS.plot.examples[0])],
      style,
    ),
    section('Commands', COMMAND_NAMES.map(commandEntry), style),
    section(
      'Options',
      (['help', 'version'] as const).map((name) => flagEntry(name)),
      style,
    ),
    section('Exit status', EXIT_STATUSES.map(statusEntry), style),
    `Options: ${PROGRAM} <command> --help. The manual: ${PROGRAM} man`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function commandHelp(command: CommandName, style: Style): string {
  const row: CommandRow = COMMANDS[command];
  const names = flagsOf(command);
  const groups = GROUPS.map((group) => names.filter((name) => flagRow(name).group === group));
  const sections = [
    `${style.bold('Usage:')} ${PROGRAM} ${command} ${row.usage}`,
    paragraph(`${capitalized(row.summary)}.`, WIDTH, 0),
    section('Examples', row.examples.map(exampleText), style),
    ...groups.flatMap((group, i) =>
      group.length === 0
        ? []
        : [
            section(
              GROUPS[i]!,
              group.map((name) => flagEntry(name, command)),
              style,
            ),
          ],
    ),
    ...(isScripted(command) ? [section('Exit status', EXIT_STATUSES.map(statusEntry), style)] : []),
    `The manual: ${PROGRAM} man${command === 'help' ? '' : ` ${command}`}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function section(heading: string, parts: readonly string[], style: Style): string {
  return [style.bold(`${heading}:`), ...parts].join('\n');
}

function exampleText({ does, line }: Example): string {
  return `  ${does}\n    $ ${line}`;
}

function commandEntry(name: CommandName): string {
  return entry(`${name} ${COMMANDS[name].usage}`, COMMANDS[name].summary, WIDTH, COLUMN);
}

function flagEntry(name: FlagName, command?: CommandName): string {
  const row = flagRow(name);
  const otherwise = defaultOf(name, command);
  const doc = otherwise === undefined ? row.doc : `${row.doc} (default: ${otherwise})`;
  const synopsis = flagSynopsis(name);
  return entry(
    hasLetters(row.group) && row.short === undefined ? `    ${synopsis}` : synopsis,
    doc,
    WIDTH,
    COLUMN,
  );
}

/** Whether any option of the group has a letter, so that the others are indented to line up. */
function hasLetters(group: string): boolean {
  return (Object.keys(FLAGS) as FlagName[]).some(
    (name) => flagRow(name).group === group && flagRow(name).short,
  );
}

function statusEntry([status, meaning]: readonly [number, string]): string {
  return entry(String(status), meaning, WIDTH, 7);
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
