/** The program as a process: streams, pipes, signals. What it computes is tested elsewhere. */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const BIN = fileURLToPath(new URL('../../bin/autograd-cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'process-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    encoding: 'utf8',
    cwd: folder,
  });
  return { status, stdout, stderr };
}

test('help goes to standard output with status 0, a mistake to standard error with status 2', () => {
  expect(run('--help')).toMatchObject({ status: 0, stderr: '' });
  expect(run('grad', '--help')).toMatchObject({ status: 0, stderr: '' });
  expect(run()).toMatchObject({ status: 2, stdout: '' });
  expect(run('grad', 'fun.ts', '--range', '5:-5')).toMatchObject({ status: 2, stdout: '' });
});

test('a reader that leaves early is no failure', () => {
  const { stdout, stderr } = spawnSync(
    'bash',
    ['-c', `"$0" "$1" man grad | true; echo "\${PIPESTATUS[0]}"`, process.execPath, BIN],
    {
      encoding: 'utf8',
    },
  );
  expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
});

test('a full disk is a message and status 2', () => {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', '"$0" "$1" man grad > /dev/full', process.execPath, BIN],
    {
      encoding: 'utf8',
    },
  );
  expect(status).toBe(2);
  expect(stderr).toContain('error: cannot write standard output: no space is left\n');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends it at once with status %d, and leaves no file', async (signal, status) => {
  writeFileSync(join(folder, 'slow.ts'), 'export default (x: number) => { for (;;) x += 1; };\n');
  const child = spawn(process.execPath, [BIN, 'grad', 'slow.ts', '-o', 'out.csv'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const sent = performance.now();
  child.kill(signal);
  expect(await ended).toEqual([status, null]);
  expect(performance.now() - sent).toBeLessThan(1000);
  expect(readdirSync(folder)).toEqual(['slow.ts']);
});
