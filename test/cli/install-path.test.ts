/** The program runs wherever it is installed: a folder's name may hold blanks and other characters that URLs escape. */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'a folder %20 ü '));
afterAll(() => rmSync(folder, { recursive: true }));

test('special functions are found beside a program in a folder with blanks in its name', () => {
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'f.ts'), 'export const f = (x: number) => special.gamma(x);');
  const args = [join(folder, 'bin/autograd-cli.js'), 'grad', join(folder, 'f.ts'), '--at', '5', '--csv'];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^x,f,d1\n5,24,36\.1/), stderr: '' });
});
