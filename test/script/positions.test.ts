/** Errors in rewritten code lead back to the user's line and column: in QuickJS itself, with the guest's own operators. */

import { type BuildOptions, build } from 'esbuild';
import { newQuickJSWASMModule, RELEASE_SYNC } from 'quickjs-emscripten';
import { beforeAll, describe, expect, test } from 'vitest';
import { members, numpy, opcodes, randomNames } from '../../scripts/sources.ts';
import { type RewriteModule, rewriter } from '../../src/script/rewrite.ts';
import { parseStack } from '../../src/script/stack.ts';

let rewrite: RewriteModule;
let prelude: string;
let quickjs: Awaited<ReturnType<typeof newQuickJSWASMModule>>;
beforeAll(async () => {
  rewrite = await rewriter();
  quickjs = await newQuickJSWASMModule(RELEASE_SYNC);
  const define: Record<string, string> = {
    NUMPY: JSON.stringify(numpy),
    MEMBERS: JSON.stringify(members),
    RANDOM_NAMES: JSON.stringify(randomNames),
  };
  for (const [name, code] of Object.entries(opcodes)) define[`OP.${name}`] = String(code);
  const options: BuildOptions = {
    entryPoints: ['sandbox/operators.ts'],
    bundle: true,
    format: 'iife',
    globalName: 'ag',
    define,
  };
  prelude = `globalThis.host={tape:new ArrayBuffer(32*64),memory:new ArrayBuffer(8*1024),flush(){}};${(await build({ ...options, write: false })).outputFiles[0]!.text};Object.assign(globalThis,ag)`;
});

/** Run a script whose places of interest are marked `‸`, innermost call first to be hit; return the places found and the marks. */
function failAt(marked: string) {
  const source = marked.replaceAll('‸', '');
  const { code, place } = rewrite(source, 'a.ts', { name: '/a.ts' });
  const context = quickjs.newContext();
  context.unwrapResult(context.evalCode(prelude, 'autograd-cli')).dispose();
  const result = context.evalCode(code, '/a.ts', { type: 'module' });
  if (result.error === undefined) throw new Error(`no error: ${code}`);
  const { stack } = context.dump(result.error) as { stack: string };
  result.error.dispose();
  context.dispose();
  const found = parseStack(stack, (file, line, column) =>
    file === '/a.ts' ? place(line, column) : undefined,
  );
  const marks = [...marked.matchAll(/‸/g)].map(({ index }, i) => {
    const before = marked.slice(0, index).replaceAll('‸', '');
    return { order: i, line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
  });
  return { found, marks };
}

const MARKED = [
  'const f = (x: any) => x ‸+ 1n;\nf‸(3)',
  'const s = "😀😀", f = (x: any): any => { return x ‸* 1n };\nlet y: number = f‸(3)',
  'let o: any = { a: 1n };\no.a ‸-= 2',
  'let o: any = [[1n]], k = () => 0;\no[k()][0] ‸**= 2',
  'type T = {\n a: number }\nfunction f(this: any, x: number): T { return null!‸.q }\nf.call‸(1, 2)',
  'let u: any;\nif (1) { u‸.x += 3 }'.replace('u‸.x', 'u.x ‸').replace('‸ +=', '‸+='),
  'const g = (a: any, b: any) => { switch (a) { case 1n ‸+ b: } };\n[1].map‸((v) => g‸(v, 2))',
  'enum E { A = 1 }\nclass C { constructor(private x: any) { this.x ‸>>= 1n } }\nnew C‸(3)',
  'function f(x: any) { x‸++; return x }\nlet b: any = Symbol.iterator;\nf‸(b)',
  'let x: any = 1n;\nlet y = (‸-x as any) ‸* 2'.replace('‸-x', '-x'),
];

describe('places', () => {
  test.each(MARKED)('%j', (marked) => {
    const { found, marks } = failAt(marked);
    const byPlace = (a: { line: number; column: number }, b: { line: number; column: number }) =>
      a.line - b.line || a.column - b.column;
    const places = found.map(({ line, column }) => ({ line, column })).sort(byPlace);
    expect(places).toEqual(marks.map(({ line, column }) => ({ line, column })).sort(byPlace));
    expect(found.every(({ file }) => file === 'a.ts')).toBe(true);
  });

  test('a byte order mark and a first line for the shell do not shift anything', () => {
    const { code, place } = rewrite('\ufeff#!/usr/bin/env node\nlet x: number = a * b', 'a.ts');
    expect(code.startsWith('#!')).toBe(true);
    expect(place(2, code.split('\n')[1]!.indexOf('a') + 1)).toMatchObject({ line: 2 });
    expect(place(2, code.split('\n')[1]!.indexOf('$ag_mul') + 1)).toEqual({
      file: 'a.ts',
      line: 2,
      column: 19,
    });
  });

  test('every character that was copied leads to itself', () => {
    const source = 'const é = "😀"; /* c */ function f(x: number) {\n\treturn x * 2 + g(x as any)\n}';
    const { code, place } = rewrite(source, 'a.ts');
    for (const word of ['é', 'function', 'f(', 'return', 'g(', '}']) {
      const at = code.indexOf(word);
      const line = code.slice(0, at).split('\n').length;
      const column = [...code.slice(code.lastIndexOf('\n', at) + 1, at)].length + 1;
      const original = source.indexOf(word);
      const lineStart = source.lastIndexOf('\n', original) + 1;
      const expected = word === 'return' ? source.indexOf('+', original) : original;
      expect(place(line, column), word).toEqual({
        file: 'a.ts',
        line: source.slice(0, original).split('\n').length,
        column: expected - lineStart + 1,
      });
    }
  });
});

describe('stacks', () => {
  test('frames of other code and unreadable lines are left out', () => {
    const stack =
      '    at $ag_add (autograd-cli:1:99)\n    at f (g) (/a.ts:3:7)\n    at map (native)\nnonsense\n    at <anonymous> (/b c.ts:1:2)\n    at /d.ts:4:5\n';
    const frames = parseStack(stack, (file, line, column) =>
      file.startsWith('/') ? { file: file.slice(1), line, column } : undefined,
    );
    expect(frames).toEqual([
      { name: 'f (g)', file: 'a.ts', line: 3, column: 7 },
      { name: '', file: 'b c.ts', line: 1, column: 2 },
      { name: '', file: 'd.ts', line: 4, column: 5 },
    ]);
  });
});
