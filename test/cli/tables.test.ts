/** The tables of commands and options are consistent, and help and manual leave none of them out. */

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CALLS, COMMAND_NAMES, COMMANDS, EXIT_STATUSES, SWEEPS } from '../../src/cli/commands.ts';
import { FLAG_NAMES, flagRow, flagSynopsis, flagsOf, GROUPS } from '../../src/cli/flags.ts';
import { helpText } from '../../src/cli/help.ts';
import { manualSource, manualText, PAGES } from '../../src/cli/man.ts';
import { parseCall, parseSweep } from '../../src/cli/parse.ts';
import { fakeIo } from './fake-io.ts';

const PAGE_NAMES = [undefined, ...PAGES];

describe('the table of options', () => {
  test('letters are single and belong to one option each', () => {
    const letters = FLAG_NAMES.map((name) => flagRow(name).short).filter((short) => short !== undefined);
    expect(letters.every((letter) => /^[a-z]$/.test(letter))).toBe(true);
    expect(new Set(letters).size).toBe(letters.length);
  });

  test.each(FLAG_NAMES)(
    '--%s is kebab-case, documented, and has a reader exactly if it has a value',
    (name) => {
      const { doc, value, parse } = flagRow(name);
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(doc).toMatch(/^\S.*[^.]$/);
      expect(parse === undefined).toBe(value === undefined);
    },
  );

  test('options of a group stand together, in the order of the groups', () => {
    const groups = FLAG_NAMES.map((name) => GROUPS.indexOf(flagRow(name).group));
    expect(groups).toEqual(groups.toSorted((a, b) => a - b));
  });
});

describe('the help', () => {
  test.each([undefined, ...COMMAND_NAMES])(
    'of %s fits 80 columns and ends with a line feed',
    async (command) => {
      const text = await helpText(command, 0);
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect(text.endsWith('\n')).toBe(true);
      expect(text).not.toMatch(/[ \t]$/m);
    },
  );

  test.each(COMMAND_NAMES)(
    'of %s begins with its examples and has each of its options once',
    async (command) => {
      const text = await helpText(command, 0);
      for (const { line } of COMMANDS[command].examples) expect(text).toContain(`$ ${line}\n`);
      const terms = text.split('\n').map((line) => line.slice(0, 28).trim());
      for (const name of flagsOf(command))
        expect(terms.filter((term) => term === flagSynopsis(name))).toHaveLength(1);
      expect(text.indexOf('Examples:')).toBeLessThan(text.indexOf('--help  '));
    },
  );

  test('lists every command and exit status', async () => {
    const text = await helpText(undefined, 0);
    for (const name of COMMAND_NAMES) expect(text).toContain(`\n  ${name} `);
    for (const [status] of EXIT_STATUSES) expect(text).toMatch(new RegExp(`^ {2}${status} `, 'm'));
  });
});

describe('the examples are valid command lines', () => {
  test.each([...new Set([...SWEEPS, ...CALLS])])('of %s', (command) => {
    for (const { line } of COMMANDS[command].examples) {
      const call = line.split('|').find((part) => part.includes('autograd-cli'))!;
      const args = call.trim().split(' ').slice(2);
      const isCall = command !== 'plot' && args.includes('--args');
      const parse = () =>
        isCall ? parseCall(command, args, fakeIo()) : parseSweep(command as 'grad', args, fakeIo());
      expect(parse).not.toThrow();
    }
  });
});

describe('the manual', () => {
  test.each(PAGE_NAMES)('of %s in man/ is what `npm run man` writes', (command) => {
    const { file, text } = manualSource(command);
    expect(readFileSync(new URL(`../../man/${file}`, import.meta.url), 'utf8')).toBe(text);
  });

  test('package.json installs exactly these pages', () => {
    const { man } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(man).toEqual(PAGE_NAMES.map((command) => `man/${manualSource(command).file}`));
  });

  test.each(PAGES)('of %s has every option, in both forms', (command) => {
    const text = manualText(command);
    const { text: source } = manualSource(command);
    for (const name of flagsOf(command)) {
      expect(text).toContain(flagSynopsis(name));
      expect(source).toMatch(new RegExp(`^\\.It .*Fl -${name.replaceAll('-', '\\\\-')}( |$)`, 'm'));
    }
  });

  test.each(PAGE_NAMES)('of %s fits 80 columns as text', (command) => {
    expect(
      manualText(command)
        .split('\n')
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });

  const hasMandoc = spawnSync('mandoc', ['-V']).error === undefined;
  test.skipIf(!hasMandoc).each(PAGE_NAMES)('of %s is clean by `mandoc -Tlint`', (command) => {
    const { stdout } = spawnSync('mandoc', ['-Tlint'], {
      input: manualSource(command).text,
      encoding: 'utf8',
    });
    // The pages refer to one another, and are not installed here.
    const complaints = stdout
      .split('\n')
      .filter((line) => line !== '' && !line.includes('referenced manual not found'));
    expect(complaints).toEqual([]);
  });

  test.skipIf(!hasMandoc)('shows its options to a reader of man(1)', () => {
    const shown = execFileSync('mandoc', ['-Tascii', '-Owidth=78'], {
      input: manualSource('grad').text,
      encoding: 'utf8',
    });
    const text = shown.replace(/.\x08/g, '');
    expect(text).toContain('-n, --order n');
    expect(text).toContain('--no-compile');
    expect(text).toContain("$ echo 'export default Math.sin' |");
  });
});
