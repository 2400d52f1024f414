/** The program in use: files of every name and kind, every output, pipes, interrupts, limits. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BIN, cli, shell } from '../harness/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'use-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}
const here = (...args: string[]) => cli(args, { cwd: folder });
const DONE = { status: 0, stderr: '' };

write('square.ts', 'export function square(x: number): number {\n  return x * x;\n}\n');
write('log.ts', 'export const log = (x: number): number => Math.log(x);\n');
write('forever.ts', 'export default (x: number) => { while (true) {} return x; };\n');
write('data.csv', 'name,t,x\r\n"a, b",1,10\r\nc,2,20\r\n');
const SQUARES = 'x,f,d1\n1,1,2\n2,4,4\n';

describe.concurrent('a script may be', () => {
  const body = 'export function f(x: number): number {\n  return x * x;\n}\n';
  test.each([
    ['with spaces and ünïcödé 数.ts', body],
    ['windows.ts', body.replaceAll('\n', '\r\n')],
    ['marked.ts', `\ufeff${body}`],
    ['module.mts', body],
    ['plain.js', body.replace(/: number/g, '')],
    ['plain.mjs', `#!/usr/bin/env node\n${body.replace(/: number/g, '')}`],
    ['enums.ts', `enum Power { One = 1, Two }\nconst enum Unit { A = 1 }\ntype N = number;\nabstract class Base<T extends N> { constructor(protected readonly unit = Unit.A) {} abstract at(x: T): T; }\nclass Square extends Base<N> { override at(x: N): N { return (x ** Power.Two * this.unit) as N; } }\nexport const f = (x: N) => new Square().at(x!) satisfies N;\n`],
    ['default.ts', 'export default (x: number) => x ** 2;\n'],
    ['top-level.ts', 'const two = await Promise.resolve(2);\nexport const f = (x: number) => x ** two;\n'],
  ])('%s', async (name, source) => {
    write(name, source);
    expect(await here('grad', name, '--at', '1,2', '--csv')).toEqual({ ...DONE, stdout: SQUARES });
    expect((await here('grad', join(folder, name), '--at', '1', '--csv')).stdout).toBe('x,f,d1\n1,1,2\n');
  }); // biome-ignore format: a table

  test('standard input', async () => {
    const input = 'export default (x: number) => x * x;';
    expect(await cli(['grad', '-', '--at', '1,2', '--csv'], { input })).toEqual({ ...DONE, stdout: SQUARES });
  });

  test('in another folder, with imports as far as its root', async () => {
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    write('a/b/f.ts', "import { two } from '../two';\nexport const f = (x: number) => x ** two;\n");
    write('a/two.ts', 'export const two = 2;\n');
    const outside = await here('grad', 'a/b/f.ts', '--at', '1,2', '--csv');
    expect(outside).toMatchObject({ status: 3, stdout: '' });
    expect(outside.stderr).toContain('a/b/f.ts:1:21');
    const within = await here('grad', 'a/b/f.ts', '--root', 'a', '--at', '1,2', '--csv');
    expect(within).toEqual({ ...DONE, stdout: SQUARES });
  });
});

describe.concurrent('points come from', () => {
  test.each([
    ['a column by name', ['--at', '@data.csv', '--col', 't'], '1,2'],
    ['a column by index', ['--at', '@data.csv', '--col', '1'], '1,2'],
    ['the column x', ['--at', '@data.csv'], '10,20'],
    ['a list, in its order', ['--at', '2,-1,pi'], `2,-1,${Math.PI}`],
    ['a range with a step', ['--range', '0:1:0.25'], '0,0.25,0.5,0.75,1'],
    ['a range with a count', ['--range', '0:3pi/2/3'], `0,${(3 * Math.PI) / 4},${(3 * Math.PI) / 2}`],
  ])('%s', async (_what, args, xs) => {
    const { stdout, status } = await here('grad', 'square.ts', '--csv', '--no-header', '-n', '0', ...args);
    expect(status).toBe(0);
    const found = stdout
      .trim()
      .split('\n')
      .map((row) => row.split(',')[0]);
    expect(found.join(',')).toBe(xs);
  });

  test('standard input', async () => {
    const args = ['grad', 'square.ts', '--at', '-', '--csv'];
    expect(await cli(args, { cwd: folder, input: '1\n2' })).toEqual({ ...DONE, stdout: SQUARES });
  });
});

describe.concurrent('what comes out', () => {
  test.each(['csv', 'tsv', 'json', 'ndjson', 'md', 'npy', 'svg'])(
    'of -o out.%s is that format, complete',
    async (ending) => {
      const run = await here('grad', 'square.ts', '--at', '1,2', '-o', `out.${ending}`);
      expect(run).toEqual({ ...DONE, stdout: '' });
      const bytes = readFileSync(join(folder, `out.${ending}`));
      const text = bytes.toString();
      switch (ending) {
        case 'csv':
          return expect(text).toBe(SQUARES);
        case 'tsv':
          return expect(text).toBe(SQUARES.replaceAll(',', '\t'));
        case 'json':
        return expect(JSON.parse(text)).toEqual({
          schema: 1, script: 'square.ts', export: 'square', order: 1, columns: ['x', 'f', 'd1'], rows: [[1, 1, 2], [2, 4, 4]], warnings: [],
        }); // biome-ignore format: one record
        case 'ndjson':
        return expect(text.trim().split('\n').map((line) => JSON.parse(line))).toEqual([{ x: 1, f: 1, d1: 2 }, { x: 2, f: 4, d1: 4 }]); // biome-ignore format: one record
        case 'md':
          return expect(text).toContain('| x | f | d1 |\n');
        case 'npy': {
          expect(text.slice(1, 6)).toBe('NUMPY');
          const numbers = bytes.subarray(-6 * 8);
          const rows = Array.from({ length: 6 }, (_, i) => numbers.readDoubleLE(8 * i));
          return expect(rows).toEqual([1, 1, 2, 2, 4, 4]);
        }
        default:
          return expect(text).toMatch(/^<svg .*<\/svg>\s*$/s);
      }
    },
  );

  test('a result that is not finite is data, with one warning', async () => {
    const at = ['grad', 'log.ts', '--at', '-1,0,1', '--csv'];
    const stdout = 'x,f,d1\n-1,nan,-1\n0,-inf,inf\n1,0,1\n';
    const stderr =
      'warning: 2 of 3 rows are not finite (nan or inf), first at x = -1; grad --explain -1 says why\n';
    expect(await here(...at)).toEqual({ status: 0, stdout, stderr });
    expect(await here(...at, '--strict')).toEqual({ status: 1, stdout, stderr });
    expect(await here(...at, '--quiet')).toEqual({ ...DONE, stdout });
    expect((await here(...at, '--na', 'NA')).stdout).toBe('x,f,d1\n-1,NA,-1\n0,NA,NA\n1,0,1\n');
    expect((await here(...at, '--no-header')).stdout).toBe(stdout.slice('x,f,d1\n'.length));
  });

  test('--explain says where a result that is not finite began', async () => {
    const { status, stdout, stderr } = await here('grad', 'log.ts', '--explain', '-1');
    expect({ status, stderr }).toEqual(DONE);
    expect(stdout).toContain('Math.log(-1) is nan: the logarithm of a negative number');
    expect(stdout).toMatch(/\n {2}log\.ts:1:\d+\n/);
    const json = JSON.parse((await here('grad', 'log.ts', '--explain', '0', '--json')).stdout);
    expect(json.findings[0]).toMatchObject({ expression: 'Math.log(0)', file: 'log.ts', line: 1 });
    expect((await here('grad', 'log.ts', '--explain', '0', '--range', '0:1')).status).toBe(2);
    expect((await here('grad', 'log.ts', '--explain', 'zero')).status).toBe(2);
  });

  test('what a script is warned about is a warning of the program', async () => {
    write('constant.ts', 'export const f = (x: number) => x * grad((y: number) => 5)(x);\n');
    const warning = 'grad: the result of the function does not depend on its argument; the derivative is 0';
    const at = ['grad', 'constant.ts', '--at', '1', '--json'];
    const loud = await here(...at);
    expect(loud.stderr).toContain(`warning: ${warning}\n`);
    expect(JSON.parse(loud.stdout).warnings).toContain(warning);
    expect((await here(...at, '--quiet')).stderr).toBe('');
    expect((await here(...at, '--strict')).status).toBe(1);
  });

  test('a plot says where the path changes, with bound parameters too', async () => {
    write('jump.ts', 'export const f = (x: number, a: number) => (x < a ? x : x + 50);\n');
    const plotted = (a: (i: number) => number) => {
      write('jump.csv', `x,a\n${Array.from({ length: 40 }, (_, i) => `${i / 10},${a(i)}`).join('\n')}\n`);
      return here('plot', 'jump.ts', '--at', '@jump.csv', '--bind', 'a=a', '-n', '0');
    };
    expect((await plotted(() => 2.03)).stdout).toContain('branch changes at x ≈ 2.03\n');
    expect((await plotted((i) => (i < 10 ? 2 : 0))).stdout).toContain('branch changes at x ≈ 0.95\n');
  });

  test('--digits rounds tables only', async () => {
    const at = ['grad', 'log.ts', '--at', '3', '--digits', '3'];
    expect((await here(...at)).stdout).toContain('3  1.1  0.333');
    expect((await here(...at, '--csv')).stdout).toContain(`${Math.log(3)}`);
  });

  test('--stats are lines of names and values', async () => {
    const { stderr } = await here('grad', 'square.ts', '--stats');
    expect(stderr).toMatch(/^([a-z ]+: [\d.]+( MB)?\n){8,}$/);
    expect(stderr).toContain('points: 21\ntraces: 1\n');
  });

  test('what the script prints goes to standard error, once a trace', async () => {
    write('prints.ts', 'export const f = (x: number) => { console.log("at", x); return x * x; };\n');
    const { status, stdout, stderr } = await here('grad', 'prints.ts', '--at', '1,2', '--csv');
    expect({ status, stdout }).toEqual({ status: 0, stdout: SQUARES });
    expect(stderr).toBe('at 1\n');
    const each = await here('grad', 'prints.ts', '--at', '1,2', '--csv', '--no-compile');
    expect(each.stderr).toBe('at 1\nat 2\n');
  });

  test('the same command gives the same bytes, with random numbers too', async () => {
    write(
      'random.ts',
      'export const f = (x: number) => { let s = 0; for (let i = 0; i < 9; i++) s += Math.random() * x ** i; return s; };\n',
    );
    const command = ['grad', 'random.ts', '-n', '3', '--csv'];
    const first = await here(...command);
    expect(first.stderr).toBe('');
    expect(await here(...command)).toEqual(first);
    expect(await here(...command, '--no-compile')).toEqual(first);
    expect((await here(...command, '--seed', '1')).stdout).not.toBe(first.stdout);
  });
});

describe.concurrent('a script that fails midway', () => {
  write(
    'midway.ts',
    'export const f = (x: number) => {\n  if (x > 2.5) throw new Error("too far");\n  return x * x;\n};\n',
  );
  const args = ['grad', 'midway.ts', '--range', '1:4:1'];

  test('keeps the rows before it in CSV', async () => {
    const { status, stdout, stderr } = await here(...args, '--csv');
    expect({ status, stdout }).toEqual({ status: 3, stdout: SQUARES });
    expect(stderr).toContain('error: Error: too far (at x = 3)\n  midway.ts:2:');
  });

  test('prints nothing in JSON, and leaves no file', async () => {
    expect(await here(...args, '--json')).toMatchObject({ status: 3, stdout: '' });
    expect(await here(...args, '-o', 'midway.csv')).toMatchObject({ status: 3, stdout: '' });
    expect(readdirSync(folder).filter((name) => name.includes('midway'))).toEqual(['midway.ts']);
  });
});

test('a reader that leaves early ends it at once, quietly', async () => {
  const started = performance.now();
  const { stdout, stderr } = await shell(
    'autograd-cli grad square.ts --range 0:1e6/1000001 --csv | head -3; echo $PIPESTATUS',
    folder,
  );
  expect({ stdout, stderr }).toEqual({ stdout: 'x,f,d1\n0,0,0\n1,1,2\n0\n', stderr: '' });
  expect(performance.now() - started).toBeLessThan(5000);
});

test('a time limit ends an endless loop soon after it', async () => {
  const started = performance.now();
  const { status } = await here('grad', 'forever.ts', '--timeout', '1s');
  expect(status).toBe(4);
  expect(performance.now() - started).toBeLessThan(5000);
});

test.each([
  ['in an endless loop', ['forever.ts']],
  ['among many rows', ['square.ts', '--range', '0:1/1e8', '-o', 'many.csv']],
])('Ctrl-C %s ends it at once with status 130, and no file appears', async (_where, args) => {
  const child = spawn(process.execPath, [BIN, 'grad', ...args], { cwd: folder, stdio: 'ignore' });
  const ended = once(child, 'exit');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const sent = performance.now();
  child.kill('SIGINT');
  expect(await ended).toEqual([130, null]);
  expect(performance.now() - sent).toBeLessThan(1500);
  expect(existsSync(join(folder, 'many.csv'))).toBe(false);
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});
