/** Which files a script may import, what they are called, and what is said of those it may not. */

import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LoadOptions, loadScript } from '../../src/script/load.ts';
import { type RewriteModule, rewriter } from '../../src/script/rewrite.ts';

let rewrite: RewriteModule;
/** Holds `project/`, the root, and files outside of it. */
let outer: string;
let root: string;

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(outer, path)), { recursive: true });
    writeFileSync(join(outer, path), text);
  }
}

beforeAll(async () => {
  rewrite = await rewriter();
  outer = realpathSync(mkdtempSync(join(tmpdir(), 'load-')));
  root = join(outer, 'project');
  write({
    'secret.ts': 'export const secret = 1',
    'project-2/secret.ts': 'export const secret = 1',
    'project/package.json': '{}',
    'project/.hidden.ts': 'export const a = 1',
    'project/.git/config.ts': 'export const a = 1',
    'project/lib/a.ts':
      'export const a = 1; export function g(p: number[]) {}; export default (q: number) => q',
    'project/lib/b.mts': "export { a } from './a.js'; export * from './a'",
    'project/lib/index.ts': 'export const index = 1',
    'project/lib/plain.js': 'export const plain = 1',
    'project/lib/data.json': '\ufeff{ "__proto__": 1, "x": "a\\"__proto__\\":", "y": { "__proto__" : [2] } }',
    'project/lib/broken.json': '{',
    'project/lib/ring-1.ts': "import { two } from './ring-2'; export const one = () => two",
    'project/lib/ring-2.ts': "import { one } from './ring-1'; export const two = () => one",
    'project/lib/bad.ts': 'export const x = ;',
    'project/lib/types.ts': 'export interface T {} export const value = 1',
    'project/lib/text.txt': 'text',
    'project/node_modules/esm/package.json':
      '{ "type": "module", "exports": { ".": { "require": "./c.cjs", "import": "./m.js" }, "./sub/*": "./lib/*.js", "./none": null, "./out": "./../../lib/a.ts" } }',
    'project/node_modules/esm/m.js': "export * from './lib/x.js'",
    'project/node_modules/esm/lib/x.js': 'export const x = 1',
    'project/node_modules/esm/.secret.js': 'export const x = 1',
    'project/node_modules/old-esm/package.json': '{ "main": "main.js", "module": "es/index.js" }',
    'project/node_modules/old-esm/es/index.js': 'export const old = 1',
    'project/node_modules/cjs/package.json': '{ "main": "index.js" }',
    'project/node_modules/cjs/index.js': 'module.exports = 1',
    'project/node_modules/cjs-map/package.json': '{ "exports": { "require": "./a.js" } }',
    'project/node_modules/cjs-map/a.js': 'module.exports = 1',
    'project/node_modules/@s/pkg/package.json': '{ "type": "module" }',
    'project/node_modules/@s/pkg/index.js': 'export const s = 1',
    'node_modules/above/package.json': '{ "type": "module" }',
    'node_modules/above/index.js': 'export const x = 1',
  });
  symlinkSync(join(outer, 'secret.ts'), join(root, 'link.ts'));
  symlinkSync(outer, join(root, 'up'));
  symlinkSync(join(root, 'lib/a.ts'), join(root, 'inner-link.ts'));
  symlinkSync(join(root, '.hidden.ts'), join(root, 'hidden-link.ts'));
  symlinkSync('/dev/zero', join(root, 'zero.ts'));
  execFileSync('mkfifo', [join(root, 'fifo.ts')]);
  mkdirSync(join(root, 'folder.ts'));
  writeFileSync(join(root, 'huge.ts'), '');
  truncateSync(join(root, 'huge.ts'), 17 * 1024 * 1024);
});

afterAll(() => rmSync(outer, { recursive: true }));

/** Load a script with that text at `project/<path>`. */
function load(text: string, path = 'main.ts', options: Partial<LoadOptions> = {}) {
  write({ [`project/${path}`]: text });
  return loadScript({ script: path, cwd: root, ...options }, rewrite);
}

function failure(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const reachable = (specifier: string): string[] => [
  ...load(`import * as m from ${JSON.stringify(specifier)}; m`).modules.keys(),
];

describe('what can be imported', () => {
  test.each([
    ['./lib/a.ts', '/lib/a.ts'], ['./lib/a', '/lib/a.ts'], ['./lib/a.js', '/lib/a.ts'], ['./lib/b.mjs', '/lib/b.mts'], ['./lib', '/lib/index.ts'],
    ['./lib/', '/lib/index.ts'], ['./lib/../lib/./plain', '/lib/plain.js'], ['./lib/data.json', '/lib/data.json'], ['./inner-link.ts', '/lib/a.ts'],
    ['esm', '/node_modules/esm/m.js'], ['esm/sub/x', '/node_modules/esm/lib/x.js'], ['old-esm', '/node_modules/old-esm/es/index.js'], ['@s/pkg', '/node_modules/@s/pkg/index.js'],
  ])('%s is %s', (specifier, name) => {
    expect(reachable(specifier)).toContain(name);
  }); // biome-ignore format: a table

  test('the code imports modules by name, and stacks lead back to files as the user types them', () => {
    const script = load(
      "import { a } from '../lib/a';\nexport const f = (x: number) => x * a",
      'src/fun.ts',
      { script: '../project/src/fun.ts' },
    );
    expect(script).toMatchObject({ entry: '/src/fun.ts', root });
    const { code } = script.modules.get('/src/fun.ts')!;
    expect(code).toContain('from "/lib/a.ts"');
    expect(script.place('/src/fun.ts', 2, 1)).toEqual({ file: '../project/src/fun.ts', line: 2, column: 1 });
    const column = script.modules.get('/lib/a.ts')!.code.indexOf('export') + 8;
    expect(script.place('/lib/a.ts', 1, column)).toEqual({ file: 'lib/a.ts', line: 1, column: 8 });
    expect(script.place('autograd-cli', 1, 1)).toBeUndefined();
  });

  test('built-in modules are never looked up on disk', () => {
    write({
      'project/node_modules/autograd-cli/package.json': '{ "type": "module" }',
      'project/node_modules/autograd-cli/index.js': 'x',
    });
    const script = load("import { grad } from 'autograd-cli'; import np from 'autograd-cli/numpy'; np; grad");
    expect([...script.modules.keys()]).toEqual(['/main.ts']);
    expect(script.modules.get('/main.ts')!.code).toContain('from "autograd-cli/numpy"');
  });

  test('circular imports end', () => {
    expect(reachable('./lib/ring-1')).toEqual(['/main.ts', '/lib/ring-1.ts', '/lib/ring-2.ts']);
  });

  test('what only types use is not even looked for', () => {
    const script = load(
      "import type { A } from '/etc/passwd'; import { B } from 'node:fs'; import c from './nowhere'; let x: A | B | typeof c",
    );
    expect([...script.modules.keys()]).toEqual(['/main.ts']);
  });

  test('JSON: the value, `__proto__` a key like any other', async () => {
    const { code } = load("import d from './lib/data.json' with { type: 'json' }; d").modules.get(
      '/lib/data.json',
    )!;
    const value = new Function(`return ${code.slice('export default '.length)}`)();
    expect(JSON.stringify(value)).toBe('{"__proto__":1,"x":"a\\"__proto__\\":","y":{"__proto__":[2]}}');
  });

  test('dynamic imports load what they need at run time', () => {
    const script = load("const { index } = await import('./lib/' + 'index.ts')");
    expect(script.modules.size).toBe(1);
    expect(script.resolve('./lib/b.mts', '/main.ts')).toBe('/lib/b.mts');
    expect([...script.modules.keys()]).toEqual(['/main.ts', '/lib/b.mts', '/lib/a.ts']);
    expect(failure(() => script.resolve('../secret.ts', '/main.ts'))).toMatchObject({ code: 'E_SCRIPT' });
  });
});

const REFUSED = [
  '../secret.ts', '../project-2/secret', './lib/../../secret.ts', './link.ts', './up/secret.ts', './hidden-link.ts', './.hidden.ts', './.hidden', './.git/config.ts',
  '/etc/passwd', '/lib/a.ts', 'file:///etc/passwd', 'node:fs', 'data:text/javascript,1', 'https://x.org/a.js', 'fs', 'C:\\a.ts', './zero.ts', './fifo.ts', './folder.ts',
  './huge.ts', './lib/a.ts\0', './lib/%61.ts', './%2e%2e/secret.ts', './lib/a.ts?x', './lib/a.ts#x', './lib/text.txt', './lib\\a.ts', '', '.', '..', './nowhere', 'above',
  'esm/none', 'esm/out', 'esm/lib/x.js', 'esm/.secret.js', 'esm/../cjs', '@s', '@s/../esm', '.hidden', '@/x', 'constructor', '__proto__',
]; // biome-ignore format: a table

describe('what cannot be imported', () => {
  test.each(REFUSED)('%j', (specifier) => {
    const error = failure(() =>
      load(`let x = 1;\nimport * as m from ${JSON.stringify(specifier)}; m`),
    ) as Error;
    expect(error).toMatchObject({ code: 'E_SCRIPT', at: { file: 'main.ts', line: 2, column: 20 } });
    expect(error.message.startsWith(`cannot import ${JSON.stringify(specifier)}: `)).toBe(true);
  });

  test('nothing tells whether a file outside of the root is there', () => {
    const messages = ['../secret.ts', '../no-such.ts', './link.ts', './.hidden.ts', './.no-such.ts'].map(
      (specifier) =>
        (failure(() => load(`import * as m from '${specifier}'; m`)) as Error).message.replace(
          `"${specifier}"`,
          '""',
        ),
    );
    expect(new Set(messages).size).toBe(1);
  });

  test.each(['cjs', 'cjs-map'])('a CommonJS package: %s', (name) => {
    expect((failure(() => reachable(name)) as Error).message).toContain('no ES module entry');
  });

  test('an error in an imported file is at its place there', () => {
    expect(failure(() => reachable('./lib/bad'))).toMatchObject({
      code: 'E_SCRIPT',
      at: { file: 'lib/bad.ts', line: 1, column: 18 },
    });
    expect(failure(() => reachable('./lib/broken.json'))).toMatchObject({
      code: 'E_SCRIPT',
      at: { file: 'lib/broken.json' },
    });
  });

  test('a name that the module does not export', () => {
    const error = failure(() =>
      load("import { a } from './lib/a';\nimport { valu } from './lib/types'; a; valu"),
    );
    expect(error).toMatchObject({
      message: 'lib/types.ts has no export valu',
      hint: 'did you mean value?',
      at: { line: 2, column: 10 },
    });
    expect(() => load("import { grad as g } from './re'; g", 'main.ts', {})).toThrow();
    write({ 'project/re.ts': "export * from 'autograd-cli'" });
    expect(() => load("import { grad as g } from './re'; g")).not.toThrow();
  });
});

describe('the script itself', () => {
  test('exports, through re-exports', () => {
    const { exports } = load(
      "export { g as h } from './lib/b.mjs'; export { default } from './lib/a'; import { a as c } from './lib/b.mjs'; export { c }; export * from './lib/a'",
    );
    expect(exports.map(({ name, kind }) => [name, kind])).toEqual([
      ['h', 'function'],
      ['default', 'function'],
      ['c', 'value'],
      ['a', 'value'],
      ['g', 'function'],
    ]);
    expect(exports[0]!.params).toMatchObject([{ name: 'p', plainArray: true }]);
  });

  test('from standard input it is TypeScript without a root', () => {
    const options = {
      script: '-',
      cwd: root,
      stdin: "import { grad } from 'autograd-cli'; export const f = (x: number) => grad(x)",
    };
    const script = loadScript(options, rewrite);
    expect(script).toMatchObject({ root: undefined, exports: [{ name: 'f', kind: 'function' }] });
    expect(failure(() => loadScript({ ...options, stdin: "import './lib/a.ts'" }, rewrite))).toMatchObject({
      code: 'E_SCRIPT',
      at: { file: '<stdin>' },
    });
  });

  test('the root is the folder of the nearest package.json, or --root', () => {
    expect(load('', 'deep/er/x.ts').root).toBe(root);
    expect(load('', 'deep/er/x.ts', { root: 'deep' }).root).toBe(join(root, 'deep'));
    expect(failure(() => load('', 'x.ts', { root: 'nowhere' }))).toMatchObject({ code: 'E_USAGE' });
    expect(failure(() => load('', 'x.ts', { root: 'deep' }))).toMatchObject({ code: 'E_USAGE' });
  });

  test('without a package.json the root is the script’s folder; never the home folder', () => {
    const home = join(outer, 'home');
    write({ 'home/package.json': '{}', 'home/work/x.ts': '' });
    const before = process.env.HOME;
    process.env.HOME = home;
    try {
      expect(loadScript({ script: 'x.ts', cwd: join(home, 'work') }, rewrite).root).toBe(join(home, 'work'));
    } finally {
      process.env.HOME = before;
    }
  });

  test.each([
    ['mian.ts', 'there is no script mian.ts', 'did you mean main.ts?'],
    ['lib', 'lib is a folder, not a script', expect.any(String)],
    ['fifo.ts', 'fifo.ts is no regular file', expect.any(String)],
    ['lib/text.txt', 'lib/text.txt is no script', expect.any(String)],
    ['.hidden.ts', expect.stringContaining('.hidden.ts'), expect.any(String)],
    ['huge.ts', 'huge.ts is larger than 16 MB', expect.any(String)],
  ])('%s', (script, message, hint) => {
    load('');
    expect(failure(() => loadScript({ script, cwd: root }, rewrite))).toMatchObject({
      code: 'E_USAGE',
      message,
      hint,
    });
  });

  test('an empty script is no error here', () => {
    expect(load('')).toMatchObject({ entry: '/main.ts', exports: [] });
  });
});
