/**
 * The manual: one page for the program and one a command, made from the tables. A page is data; it is written as mdoc
 * (man/, by `npm run man`) and as plain text (`autograd-cli man`).
 */

import {
  COMMAND_NAMES,
  COMMANDS,
  type CommandName,
  type CommandRow,
  ENVIRONMENT,
  EXIT_STATUSES,
  type Example,
  isScripted,
  PROGRAM,
  PROGRAM_SUMMARY,
} from './commands.ts';
import { type FlagName, flagRow, flagSynopsis, flagsOf, GROUPS } from './flags.ts';
import { entry, paragraph, wrap } from './layout.ts';

/** Set with a release; mdoc demands one. */
const DATE = 'November 23, 2026';
const WIDTH = 78;
const SOURCE_WIDTH = 78;

/** The commands with a page of their own. */
export const PAGES = COMMAND_NAMES.filter((name) => name !== 'help');
export type PageName = CommandName | undefined;

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'options'; readonly names: readonly FlagName[] }
  | { readonly kind: 'entries'; readonly entries: readonly (readonly [term: string, meaning: string])[] }
  | { readonly kind: 'example'; readonly example: Example };

interface Page {
  /** `autograd-cli-grad`. */
  readonly name: string;
  readonly summary: string;
  readonly call: string;
  readonly usage: string;
  readonly sections: readonly { readonly heading: string; readonly parts: readonly Part[] }[];
  readonly seeAlso: readonly string[];
}

/** Return the page of a command, or of the program, as mdoc source; its file is `man/<name>.1`. */
export function manualSource(command: PageName): { readonly file: string; readonly text: string } {
  const page = pageOf(command);
  return { file: `${page.name}.1`, text: toMdoc(page) };
}

/** Return the page of a command, or of the program, as plain text. */
export function manualText(command: PageName): string {
  return toText(pageOf(command));
}

function pageName(command: PageName): string {
  return command === undefined ? PROGRAM : `${PROGRAM}-${command}`;
}

function pageOf(command: PageName): Page {
  const seeAlso = [undefined, ...PAGES]
    .filter((name) => name !== command)
    .map(pageName)
    .sort();
  if (command === undefined) {
    return {
      name: PROGRAM,
      summary: PROGRAM_SUMMARY,
      call: PROGRAM,
      usage: '<command> [options] <script>',
      sections: [
        ...programSections(),
        ...commonSections(),
        examples([COMMANDS.grad.examples[0], COMMANDS.plot.examples[0]]),
      ],
      seeAlso,
    };
  }
  const row: CommandRow = COMMANDS[command];
  return {
    name: pageName(command),
    summary: row.summary,
    call: `${PROGRAM} ${command}`,
    usage: row.usage,
    sections: [
      ...commandSections(command, row),
      ...(isScripted(command) ? commonSections() : []),
      examples(row.examples),
    ],
    seeAlso,
  };
}

function programSections(): Page['sections'] {
  return [
    { heading: 'DESCRIPTION', parts: COMMANDS.grad.description.map(textPart) },
    {
      heading: 'COMMANDS',
      parts: [
        {
          kind: 'entries',
          entries: COMMAND_NAMES.map((name) => [`${name} ${COMMANDS[name].usage}`, COMMANDS[name].summary]),
        },
      ],
    },
    { heading: 'OPTIONS', parts: [{ kind: 'options', names: ['help', 'version'] }] },
  ];
}

function commandSections(command: CommandName, row: CommandRow): Page['sections'] {
  const names = flagsOf(command);
  return [
    { heading: 'DESCRIPTION', parts: row.description.map(textPart) },
    {
      heading: 'OPTIONS',
      parts: GROUPS.flatMap((group): Part[] => {
        const members = names.filter((name) => flagRow(name).group === group);
        if (members.length === 0) return [];
        return [
          { kind: 'heading', text: group },
          { kind: 'options', names: members },
        ];
      }),
    },
    ...(row.sections ?? []).map(({ heading, paragraphs }) => ({ heading, parts: paragraphs.map(textPart) })),
  ];
}

function textPart(text: string): Part {
  return { kind: 'text', text };
}

function examples(rows: readonly Example[]): Page['sections'][number] {
  return { heading: 'EXAMPLES', parts: rows.map((example) => ({ kind: 'example', example })) };
}

function commonSections(): Page['sections'] {
  return [
    { heading: 'ENVIRONMENT', parts: [{ kind: 'entries', entries: ENVIRONMENT }] },
    {
      heading: 'EXIT STATUS',
      parts: [
        { kind: 'entries', entries: EXIT_STATUSES.map(([status, meaning]) => [String(status), meaning]) },
      ],
    },
  ];
}

function meaningOf(name: FlagName): string {
  const { doc, default: otherwise } = flagRow(name);
  return `${doc}.${otherwise === undefined ? '' : ` Default: ${otherwise}.`}`;
}

// Plain text

function toText(page: Page): string {
  const sections = [
    `NAME\n${paragraph(`${page.name} - ${page.summary}`, WIDTH, 4)}`,
    `SYNOPSIS\n${paragraph(`${page.call} ${page.usage}`, WIDTH, 4)}`,
    ...page.sections.map(({ heading, parts }) => `${heading}\n${parts.map(partText).join('\n\n')}`),
    `SEE ALSO\n${paragraph(page.seeAlso.map((name) => `${name}(1)`).join(', '), WIDTH, 4)}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function partText(part: Part): string {
  switch (part.kind) {
    case 'text':
      return paragraph(part.text, WIDTH, 4);
    case 'heading':
      return `  ${part.text}`;
    case 'options':
      return part.names.map((name) => textEntry(flagSynopsis(name), meaningOf(name))).join('\n\n');
    case 'entries':
      return part.entries.map(([term, meaning]) => textEntry(term, meaning)).join('\n');
    case 'example':
      return `${paragraph(part.example.does, WIDTH, 4)}\n        $ ${part.example.line}`;
  }
}

function textEntry(term: string, meaning: string): string {
  return entry(`  ${term}`, meaning, WIDTH, 12);
}

// mdoc; source: mdoc(7)

function toMdoc(page: Page): string {
  const lines = [
    `.\\" Written by "npm run man" from src/cli/flags.ts and src/cli/commands.ts.`,
    `.Dd ${DATE}`,
    `.Dt ${page.name.toUpperCase()} 1`,
    '.Os',
    '.Sh NAME',
    `.Nm ${page.name}`,
    `.Nd ${argument(page.summary)}`,
    '.Sh SYNOPSIS',
    `.Nm ${page.call}`,
    ...page.usage.split(' ').map(usageMacro),
    ...page.sections.flatMap(({ heading, parts }) => [`.Sh ${heading}`, ...parts.flatMap(partMdoc)]),
    '.Sh SEE ALSO',
    ...page.seeAlso.map((name, i) => `.Xr ${name} 1${i < page.seeAlso.length - 1 ? ' ,' : ''}`),
  ];
  return `${lines.filter((line, i) => !(line === '.Pp' && lines[i - 1]!.startsWith('.S'))).join('\n')}\n`;
}

/** `<script>` must be given, `[options]` may. */
function usageMacro(word: string): string {
  const name = word.slice(1, -1);
  return word.startsWith('<') ? `.Ar ${name}` : `.Op Ar ${name}`;
}

function partMdoc(part: Part): string[] {
  switch (part.kind) {
    case 'text':
      return ['.Pp', ...sentences(part.text)];
    case 'heading':
      return [`.Ss ${argument(part.text)}`];
    case 'options':
      return mdocList(part.names.map((name) => [optionMacro(name), meaningOf(name)]));
    case 'entries':
      return mdocList(part.entries.map(([term, meaning]) => [argument(term), `${meaning}.`]));
    case 'example':
      return ['.Pp', ...sentences(`${part.example.does}:`), `.Dl $ ${argument(part.example.line)}`];
  }
}

function mdocList(items: readonly (readonly [item: string, meaning: string])[]): string[] {
  return [
    '.Bl -tag -width Ds',
    ...items.flatMap(([item, meaning]) => [`.It ${item}`, ...sentences(meaning)]),
    '.El',
  ];
}

function optionMacro(name: FlagName): string {
  const { short, value } = flagRow(name);
  return `${short === undefined ? '' : `Fl ${short} , `}Fl -${escapedWords(name)}${value === undefined ? '' : ` Ar ${value}`}`;
}

/** Lines of a paragraph: mdoc wants a sentence a line, and lines of 80 bytes at most. */
function sentences(text: string): string[] {
  return text
    .split(/(?<=\.) (?=[A-Z])/)
    .flatMap((sentence) => wrap(escapedWords(sentence), SOURCE_WIDTH))
    .map((line) => line.replace(/^(?=['.])/, '\\&'));
}

/** Text that no escape is read from. */
function escapedWords(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '...');
}

/** Text on the line of a macro, where a word of two letters could be another macro and a quote begins a string. */
function argument(text: string): string {
  return escapedWords(text)
    .replaceAll('"', '\\(dq')
    .replace(/\b(?=[A-Z][a-z]\b)/g, '\\&');
}
