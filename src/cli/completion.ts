/**
 * Completion scripts for bash, zsh and fish, made from the tables of commands and options: static text that asks the program
 * nothing.
 */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the text is a shell's.

import { COMMAND_NAMES, COMMANDS, type CommandName, isScripted, PROGRAM } from './commands.ts';
import { FLAG_NAMES, type FlagName, flagRow, flagsOf } from './flags.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const SCRIPT_ENDINGS = ['ts', 'mts', 'js', 'mjs'] as const;

/** Return the completion script for a shell. */
export function completionScript(shell: Shell): string {
  const lines = { bash: bashLines, zsh: zshLines, fish: fishLines }[shell]();
  return `${[`# Completion of ${PROGRAM} for ${shell}. Written by "${PROGRAM} completion ${shell}".`, ...lines].join('\n')}\n`;
}

/** What may stand after the name of a command that takes no script. */
function operandsOf(command: CommandName): readonly string[] {
  if (command === 'completion') return SHELLS;
  return command === 'man' || command === 'help' ? COMMAND_NAMES : [];
}

/** An option as it is typed: `-n`, `--order`. */
function spellings(name: FlagName): string[] {
  const { short } = flagRow(name);
  return [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
}

/** The first sentence of what an option does, without characters that shells read. */
function summaryOf(name: FlagName): string {
  return plain(flagRow(name).doc.split(/[.:;(]/)[0]!);
}

function plain(text: string): string {
  return text.replaceAll(/["'`\\[\]]/g, '').trim();
}

const identifier = PROGRAM.replaceAll('-', '_');

// bash

function bashLines(): string[] {
  return [
    `_${identifier}() {`,
    '  local cur=${COMP_WORDS[COMP_CWORD]} at=$((COMP_CWORD - 1)) command=${COMP_WORDS[1]} words files ending',
    "  local IFS=$'\\n'",
    '  COMPREPLY=()',
    '  # bash divides words at = and @, too.',
    '  [[ $cur == [=@]* ]] && cur=',
    '  while ((at > 1)) && [[ ${COMP_WORDS[at]} == [=@]* ]]; do ((at--)); done',
    '  if ((COMP_CWORD == 1)); then',
    `    COMPREPLY=($(compgen -W ${bashList(COMMAND_NAMES)} -- "$cur"))`,
    '    return',
    '  fi',
    '  case ${COMP_WORDS[at]} in',
    ...FLAG_NAMES.flatMap(bashValue),
    '  esac',
    '  case $command in',
    ...COMMAND_NAMES.map((command) => `    ${command}) ${bashWords(command)} ;;`),
    '    *) return ;;',
    '  esac',
    '  if [[ $cur == -* ]]; then',
    '    COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    '  elif [[ $files == scripts ]]; then',
    '    compopt -o filenames 2>/dev/null',
    '    COMPREPLY=($(compgen -d -- "$cur"))',
    `    for ending in ${SCRIPT_ENDINGS.join(' ')}; do`,
    '      COMPREPLY+=($(compgen -f -X "!*.$ending" -- "$cur"))',
    '    done',
    '  else',
    '    COMPREPLY=($(compgen -W "$files" -- "$cur"))',
    '  fi',
    '}',
    `complete -F _${identifier} ${PROGRAM}`,
  ];
}

/** What is completed after an option that takes a value. */
function bashValue(name: FlagName): string[] {
  const { value, choices, file } = flagRow(name);
  if (value === undefined) return [];
  const words =
    choices !== undefined
      ? `COMPREPLY=($(compgen -W ${bashList(choices)} -- "$cur"))`
      : file === undefined
        ? ':'
        : `compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -${file === 'folder' ? 'd' : 'f'} -- "$cur"))`;
  return [`    ${spellings(name).join(' | ')}) ${words}; return ;;`];
}

function bashWords(command: CommandName): string {
  const files = isScripted(command) ? 'scripts' : bashList(operandsOf(command));
  return `words=${bashList(flagsOf(command).flatMap(spellings))} files=${files}`;
}

/** Words a line each, which keeps names of files with blanks whole. */
function bashList(words: readonly string[]): string {
  return `$'${words.join('\\n')}'`;
}

// zsh

function zshLines(): string[] {
  return [
    `#compdef ${PROGRAM}`,
    `_${identifier}() {`,
    '  local context state state_descr line',
    '  typeset -A opt_args',
    '  local -a commands=(',
    ...COMMAND_NAMES.map((name) => `    '${name}:${plain(COMMANDS[name].summary)}'`),
    '  )',
    "  if ((CURRENT == 2)); then _describe -t commands 'command' commands; return; fi",
    '  local command=$words[2]',
    '  words=("$words[1]" "${(@)words[3,-1]}")',
    '  ((CURRENT--))',
    '  case $command in',
    ...COMMAND_NAMES.flatMap((command) => [
      `    ${command})`,
      '      _arguments -S \\',
      ...flagsOf(command).map((name) => `        ${zshOption(name)} \\`),
      `        ${zshOperand(command)} ;;`,
    ]),
    '  esac',
    '}',
    '# Read by compinit, or by a shell that is running.',
    `if [[ $funcstack[1] == _${identifier} ]]; then _${identifier} "$@"; else compdef _${identifier} ${PROGRAM}; fi`,
  ];
}

function zshOption(name: FlagName): string {
  const { value, choices, file, repeatable } = flagRow(name);
  const forms = spellings(name);
  const text = `[${summaryOf(name)}]${value === undefined ? '' : `:${value.replaceAll(':', '\\:')}:${zshAction(choices, file)}`}`;
  const equals = (form: string): string => (form.startsWith('--') && value !== undefined ? `${form}=` : form);
  const exclusive = repeatable === true ? '*' : `(${forms.join(' ')})`;
  if (forms.length === 1) return `'${repeatable === true ? '*' : ''}${equals(forms[0]!)}${text}'`;
  return `'${exclusive}'{${forms.map(equals).join(',')}}'${text}'`;
}

function zshAction(
  choices: readonly string[] | undefined,
  file: 'file' | 'folder' | 'source' | undefined,
): string {
  if (choices !== undefined) return `(${choices.join(' ')})`;
  if (file === undefined) return '';
  if (file === 'source') return `{ compset -P @; _files }`;
  return file === 'folder' ? '_files -/' : '_files';
}

function zshOperand(command: CommandName): string {
  if (isScripted(command)) return `'1:script:_files -g "*.(${SCRIPT_ENDINGS.join('|')})"'`;
  return `'1:operand:(${operandsOf(command).join(' ')})'`;
}

// fish

function fishLines(): string[] {
  const first = `not __fish_seen_subcommand_from ${COMMAND_NAMES.join(' ')}`;
  return [
    `complete -c ${PROGRAM} -f`,
    ...COMMAND_NAMES.map(
      (name) => `complete -c ${PROGRAM} -n '${first}' -a ${name} -d '${plain(COMMANDS[name].summary)}'`,
    ),
    ...COMMAND_NAMES.flatMap((command) => {
      const seen = `complete -c ${PROGRAM} -n '__fish_seen_subcommand_from ${command}'`;
      return [
        ...flagsOf(command).map((name) => `${seen} ${fishOption(name)}`),
        ...(isScripted(command)
          ? SCRIPT_ENDINGS.map((ending) => `${seen} -k -a '(__fish_complete_suffix .${ending})'`)
          : operandsOf(command).map((operand) => `${seen} -a ${operand}`)),
      ];
    }),
  ];
}

function fishOption(name: FlagName): string {
  const { short, value, choices, file } = flagRow(name);
  const letter = short === undefined ? '' : `-s ${short} `;
  const summary = `-l ${name} -d '${summaryOf(name)}'`;
  if (value === undefined) return letter + summary;
  if (choices !== undefined) return `${letter}${summary} -x -a '${choices.join(' ')}'`;
  if (file === 'folder') return `${letter}${summary} -x -a '(__fish_complete_directories)'`;
  if (file === 'source') return `${letter}${summary} -x -a '@(__fish_complete_path)'`;
  return `${letter}${summary} ${file === undefined ? '-x' : '-r -F'}`;
}
