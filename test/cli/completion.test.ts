/** Completion scripts have every command and option, and complete in the shells themselves where those are installed. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMAND_NAMES } from '../../src/cli/commands.ts';
import { completionScript, SHELLS } from '../../src/cli/completion.ts';
import { FLAG_NAMES, flagRow, flagsOf } from '../../src/cli/flags.ts';

const folder = mkdtempSync(join(tmpdir(), 'completion-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ['fun.ts', 'two words.js', 'data.csv']) writeFileSync(join(folder, name), '');
for (const shell of SHELLS) writeFileSync(join(folder, `.${shell}`), completionScript(shell));

const has = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).error === undefined;

/** A line that ends where the completion is asked for, and some of what is offered. */
const CASES: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ['gr', ['grad']],
  ['grad --no-c', ['--no-compile']],
  ['grad --mode t', ['taylor']],
  ['plot --format m', ['markdown']],
  ['grad f', ['fun.ts']],
  ['grad --at @da', ['@data.csv']],
  ['grad -o da', ['data.csv']],
  ['completion f', ['fish']],
  ['man pl', ['plot']],
  ['ops --j', ['--json']],
];

describe.each(SHELLS)('the script for %s', (shell) => {
  test('has every option of every command, and all choices', () => {
    const script = completionScript(shell);
    for (const command of COMMAND_NAMES) {
      const own = shell === 'fish' ? linesAbout(script, command) : partOf(script, command);
      for (const name of flagsOf(command)) expect(own).toMatch(new RegExp(`-l ${name} |--${name}\\b`));
    }
    for (const name of FLAG_NAMES)
      for (const choice of flagRow(name).choices ?? []) expect(script).toContain(choice);
  });

  test.skipIf(!has(shell))('has no syntax error', () => {
    expect(spawnSync(shell, ['-n', join(folder, `.${shell}`)], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });
});

function linesAbout(script: string, command: string): string {
  return script
    .split('\n')
    .filter((line) => line.includes(`__fish_seen_subcommand_from ${command}'`))
    .join('\n');
}

/** The branch of `case $command`. */
function partOf(script: string, command: string): string {
  const start = script.indexOf(`    ${command})`, script.indexOf('case $command'));
  return script.slice(start, script.indexOf(';;', start));
}

describe.skipIf(!has('bash'))('bash', () => {
  /** Words as readline divides them. */
  const wordsOf = (line: string): string[] => line.split(/ |(?<==|@)|(?==|@)/);
  const offers = (line: string): string[] => {
    const words = ['autograd-cli', ...wordsOf(line)];
    const call = `source ./.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _autograd_cli; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const text = execFileSync('bash', ['-c', call, 'bash', ...words], { cwd: folder, encoding: 'utf8' });
    return text.split('\n').filter((word) => word !== '');
  };

  test.each(CASES)('%s', (line, offered) => {
    expect(offers(line)).toEqual(offered.map((word) => word.replace('@', '')));
  });

  test('an option and its value may be joined by =', () => {
    expect(offers('grad --mode=re')).toEqual(['reverse']);
  });

  test('names with blanks stay whole', () => {
    expect(offers('grad tw')).toEqual(['two words.js']);
  });

  test('is called for the program', () => {
    const text = execFileSync('bash', ['-c', 'source ./.bash; complete -p autograd-cli'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(text).toContain('-F _autograd_cli autograd-cli');
  });
});

test.skipIf(!has('fish')).each(CASES)('fish: %s', (line, offered) => {
  const call = `source ./.fish; complete -C 'autograd-cli ${line}'`;
  const text = execFileSync('fish', ['--no-config', '-c', call], { cwd: folder, encoding: 'utf8' });
  const words = text.split('\n').map((each) => each.split('\t')[0]!);
  for (const word of offered) expect(words).toContain(word);
});

/** zsh completes in a terminal only: one is opened, and a tab is pressed in it. */
const ZSH = `
zmodload zsh/zpty
zpty -b terminal zsh -f -i
zpty -w terminal 'PROMPT=; autoload -U compinit; compinit -u -D; source ./.zsh; echo REA""DY'
for i in {1..200}; do zpty -r -t terminal piece && out+=$piece; [[ $out == *READY* ]] && break; sleep 0.05; done
out=
zpty -w -n terminal "autograd-cli $1"$'\\t'
for i in {1..100}; do zpty -r -t terminal piece && out+=$piece; [[ $out == *"$2"* ]] && break; sleep 0.05; done
zpty -d terminal
print -r -- $out
`;

test.skipIf(!has('zsh')).each(CASES)('zsh: %s', (line, [offered]) => {
  const text = execFileSync('zsh', ['-f', '-c', ZSH, 'zsh', line, offered!], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(text).toContain(offered);
});
