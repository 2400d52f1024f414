/** Which files a pattern names, in a folder with all that it must and must not find. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scriptsNamed } from '../../src/commands/globs.ts';

const cwd = mkdtempSync(join(tmpdir(), 'globs-'));
afterAll(() => rmSync(cwd, { recursive: true }));
for (const file of [
  'a.ts',
  'b.mjs',
  'types.d.ts',
  'note.md',
  '.hidden.ts',
  '[x].ts',
  'src/a.ts',
  'src/deep/er/c.js',
  'src/b+c.ts',
  'src/.git/x.ts',
  'node_modules/p/index.js',
]) {
  mkdirSync(dirname(join(cwd, file)), { recursive: true });
  writeFileSync(join(cwd, file), '');
}

const named = (...args: string[]): string[] => scriptsNamed(args, cwd);

describe('a pattern', () => {
  it.each([
    ['*.ts', ['[x].ts', 'a.ts']],
    ['*', ['[x].ts', 'a.ts', 'b.mjs']],
    ['?.ts', ['a.ts']],
    ['**/*.ts', ['[x].ts', 'a.ts', 'src/a.ts', 'src/b+c.ts']],
    ['src/**', ['src/a.ts', 'src/b+c.ts', 'src/deep/er/c.js']],
    ['src/**/*.js', ['src/deep/er/c.js']],
    ['s*/*.ts', ['src/a.ts', 'src/b+c.ts']],
    ['{a,b}.{ts,mjs}', ['a.ts', 'b.mjs']],
    ['src/[a-b]*.ts', ['src/a.ts', 'src/b+c.ts']],
    ['src/[!a]*.ts', ['src/b+c.ts']],
    ['src/b+?.ts', ['src/b+c.ts']],
  ])('%s', (pattern, files) => {
    expect(named(pattern)).toEqual(files);
  });

  it('from the root finds names from the root', () => {
    expect(named(`${cwd}/src/*.ts`)).toEqual([`${cwd}/src/a.ts`, `${cwd}/src/b+c.ts`]);
  });

  it('above the working folder finds names from there', () => {
    expect(scriptsNamed(['../*.ts'], join(cwd, 'src'))).toEqual(['../[x].ts', '../a.ts']);
  });

  it.each(['*.py', 'nowhere/*.ts', '[z].ts'])('%s without a file is an error', (pattern) => {
    expect(() => named(pattern)).toThrow(`no script matches ${pattern}`);
  });
});

it('files are named once, in the order given; a file may be called like a pattern', () => {
  expect(named('src/a.ts', '**/a.ts', '-', 'missing.ts')).toEqual(['src/a.ts', 'a.ts', '-', 'missing.ts']);
  expect(named('[x].ts')).toEqual(['[x].ts']);
});

it('a folder is an error that says what to write', () => {
  expect(() => named('src')).toThrow('src is a folder');
});
