/**
 * Every command in the first lines of a sample prints what test/snapshots/ holds. `UPDATE_SNAPSHOTS=1` writes that anew; look at
 * every change with your own eyes. Programs, which are run, are the matter of `programs.test.ts`.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli, ROOT } from '../harness/cli.ts';

const SNAPSHOTS = join(ROOT, 'test/snapshots');
const COMMAND = /^\/\/ {3}autograd-cli (.+)$/;
/** What platforms agree on; beyond, a number is the error of its last operation. */
const DIGITS = 10;
const NOISE = 1e-12;

const samples = readdirSync(join(ROOT, 'samples'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `samples/${file}`);
const commands = samples.flatMap((script) =>
  commandsOf(script)
    .filter((command) => !command.startsWith('run '))
    .map((command, i) => ({ command, snapshot: `${basename(script, '.ts')}.${i + 1}.txt` })),
);

test('every sample says how to try it', () => {
  expect(samples.filter((script) => commandsOf(script).length === 0)).toEqual([
    'samples/characters.ts',
    'samples/pendulum/integrate.ts',
  ]);
});

describe.concurrent('the command', () => {
  test.each(commands)('$command', async ({ command, snapshot }) => {
    const { status, stdout, stderr } = await cli(command.split(' '));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const file = join(SNAPSHOTS, snapshot);
    const found = `$ autograd-cli ${command}\n${rounded(stdout)}`;
    if (process.env.UPDATE_SNAPSHOTS) writeFileSync(file, found);
    expect(existsSync(file), `${snapshot} is missing; UPDATE_SNAPSHOTS=1 writes it`).toBe(true);
    expect(found).toBe(readFileSync(file, 'utf8'));
  });
});

test('no snapshot is left of a command that is gone', () => {
  expect(readdirSync(SNAPSHOTS).sort()).toEqual(commands.map(({ snapshot }) => snapshot).sort());
});

/** Return the commands in the comment that a script begins with. */
function commandsOf(script: string): string[] {
  const lines = readFileSync(join(ROOT, script), 'utf8').split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines.slice(0, end).flatMap((line) => COMMAND.exec(line)?.[1] ?? []);
}

/** Numbers with more digits than platforms agree on are rounded, in place, so that the layout stays what it is. */
function rounded(text: string): string {
  const shorter = text.replace(/-?\d+\.\d+(?:e[+-]\d+)?/g, (number) => {
    const value = Number(number);
    if (Math.abs(value) < NOISE && value !== 0) return '~0'.padEnd(number.length);
    return number.replace(/[^\d]/g, '').length <= DIGITS ? number : String(Number(value.toPrecision(DIGITS)));
  });
  return shorter.replace(/ +$/gm, '');
}
