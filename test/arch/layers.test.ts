/** Imports go downwards only: the floors of docs/ARCHITECTURE.md, read from every file, without exceptions. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** What each folder may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  array: ['base'],
  graph: ['base', 'array'],
  ops: ['base', 'array', 'graph'],
  numpy: ['base', 'array', 'graph', 'ops'],
  script: ['base', 'array', 'graph', 'ops', 'numpy'],
  vm: ['base', 'array', 'graph', 'ops', 'numpy'],
  derive: ['base', 'array', 'graph', 'ops', 'numpy'],
  compile: ['base', 'array', 'graph', 'ops', 'numpy'],
  codegen: ['base', 'array', 'graph', 'ops', 'numpy'],
  check: ['base'],
  show: ['base', 'check'],
  commands: [
    'base',
    'array',
    'graph',
    'ops',
    'numpy',
    'check',
    'script',
    'vm',
    'derive',
    'compile',
    'codegen',
    'show',
  ],
  cli: ['base', 'vm', 'commands'],
  lib: ['base', 'array', 'graph', 'ops', 'numpy', 'check', 'show'],
};

/** The TypeScript files below a folder. */
function filesBelow(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return entries.filter((name) => /(?<!\.d)\.ts$/.test(name)).map((name) => join(folder, name));
}

/** The relative imports of a TypeScript file, type imports included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)];
  return found.map((match) => relative(ROOT, join(ROOT, dirname(file), match[1]!)));
}

describe('floors', () => {
  it.each(filesBelow('src'))('%s', (file) => {
    const floor = file.split('/')[1]!;
    const allowed = MAY_IMPORT[floor];
    expect(allowed, `a folder the table does not know: ${floor}`).toBeDefined();
    for (const target of importsOf(file)) {
      if (target === 'package.json') continue;
      const to = target.split('/')[1]!;
      expect([floor, ...allowed!], `${file} imports ${target}`).toContain(to);
    }
  });
});

describe('the guest', () => {
  it.each(filesBelow('sandbox'))(
    '%s imports only guest code, and types of the wire and the table',
    (file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      for (const target of importsOf(file)) {
        if (target.startsWith('sandbox/')) continue;
        expect(
          ['src/graph/wire.ts', 'src/graph/call-wire.ts', 'src/ops/primitive.ts'],
          `${file} imports ${target}`,
        ).toContain(target);
        const name = target.split('/').at(-1)!.replace('.', '\\.');
        expect(text, `${file} imports more than types from ${target}`).toMatch(
          new RegExp(`import type [^;]*${name}'`),
        );
      }
    },
  );
});
