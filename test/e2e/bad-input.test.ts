/**
 * Whatever a user does wrong: one message that says what, where and what to do instead, the documented status, nothing on
 * standard output.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cli } from '../harness/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'bad-input-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'project'));
writeFileSync(join(folder, 'x.ts'), 'export const x = 1;\n');
writeFileSync(
  join(folder, 'project/fun.ts'),
  'export function fun(x: number, k = 1) {\n  return k * x * x;\n}\n',
);
writeFileSync(join(folder, 'project/needs.ts'), 'export const needs = (x: number, k: number) => k * x;\n');
writeFileSync(join(folder, 'project/table.csv'), 't,rate\n1,2\n3,four\n');

/** A message is the error's line and those that follow: place, source and caret, hint, usage. */
function expectMessage(stderr: string, says: readonly string[]): void {
  expect(stderr.match(/^error: /gm), stderr).toHaveLength(1);
  expect(stderr.startsWith('error: ')).toBe(true);
  for (const part of says) expect(stderr).toContain(part);
  expect(stderr).not.toMatch(/\bat .*(node:|\/dist\/|\/src\/|worker\.js)/);
}

const body = (text: string): string => `export function f(x: number): number {\n  ${text}\n}\n`;

/** What is wrong, the script, and what the message says: its beginning, its place, what else. All have status 3. */
const SCRIPTS: readonly (readonly [string, string, ...string[]])[] = [
  ['has a syntax error', body('return x *;'), 'error: syntax error: unexpected token', 'script.ts:2:13', '  2 |   return x *;'],
  ['declares a name twice', 'let a = 1;\nlet a = 2;\n', 'error: syntax error', 'script.ts:2:5'],
  ['throws', body('throw new RangeError("no luck with " + x);'), 'error: RangeError: no luck with 1 (at x = 1)', 'script.ts:2:'],
  ['throws what is no error', body('throw { code: 5 };'), 'the script threw { code: 5 } (at x = 1)', 'script.ts:1:17'],
  ['throws at its top level', 'throw new Error("early");', 'error: Error: early', 'script.ts:1:'],
  ['returns undefined', body('x * x;'), 'f returned undefined', 'script.ts:1:17', 'hint: is a `return` missing?'],
  ['returns text', body('return "hello" as never;'), 'f returned the text "hello"', 'script.ts:1:17', 'hint: return the number'],
  ['returns a boolean', body('return (x > 0) as never;'), 'f returned true', 'script.ts:1:17', 'hint: write condition ? 1 : 0'],
  ['returns a promise', 'export async function f(x: number) {\n  return x;\n}\n', 'f returned a promise', 'script.ts:1:23', 'hint: write a plain function'],
  ['returns an instance', body('return new Map() as never;'), 'f returned an instance of Map', 'script.ts:1:17', 'hint: return a number'],
  ['returns another structure further on', 'export const f = (x: number) => (x > 1 ? [x, x] : x);', 'at x = 2 f returns 2 numbers, 1 at the first point', 'script.ts:1:14', 'hint: return the same structure'],
  ['takes no argument', 'export function f() {\n  return 1;\n}\n', 'f takes no argument', 'script.ts:1:17', 'hint: give it a parameter'],
  ['recurses without end', body('return f(x + 1) + 1;'), 'the script recurses without end, or too deeply', 'script.ts:2:', 'hint: about 10000 nested calls fit'],
  ['doubles a text without end', body('let s = "abc"; for (;;) s += s;'), 'string too long (at x = 1)', 'script.ts:2:'],
  ['uses a name that does not exist', body('return foo(x);'), "ReferenceError: 'foo' is not defined", 'script.ts:2:10'],
  ['forgets Math', body('return sin(x);'), "'sin' is not defined", 'script.ts:2:10', 'hint: write Math.sin'],
  ['asks for the time', body('return x * Date.now();'), "'Date' is not defined", 'script.ts:2:14', 'hint: a script can only compute'],
  ['reads a member of undefined', body('return (undefined as any).y;'), 'TypeError: cannot read property', 'script.ts:2:'],
  ['imports /etc/passwd', 'import x from "/etc/passwd";\nexport const f = (t: number) => t + x;', 'cannot import "/etc/passwd": absolute paths', 'script.ts:1:15', 'hint: '],
  ['imports node:fs', 'import fs from "node:fs";\nexport const f = (t: number) => t + fs.x;', 'cannot import "node:fs": only files and packages', 'script.ts:1:16', 'hint: '],
  ['imports from outside the root', 'import { x } from "../../x";\nexport const f = (t: number) => t + x;', 'cannot import "../../x": there is no such module within the root', 'script.ts:1:19', '--root'],
  ['imports what is there, but outside', 'import { x } from "../x";\nexport const f = (t: number) => t + x;', 'cannot import "../x": there is no such module within the root', 'script.ts:1:19', '--root'],
  ['imports a package that is not there', 'import _ from "lodash";\nexport const f = (t: number) => t + _.x;', 'cannot import "lodash"', 'script.ts:1:15', 'hint: install it'],
  ['imports a name that a file has not', 'import { fan } from "./fun";\nexport const f = (t: number) => fan(t);', 'fun.ts has no export fan', 'script.ts:1:10', 'did you mean fun?'],
  ['imports a name that we have not', 'import { grda } from "autograd-cli";\nexport const f = grda((t: number) => t);', 'autograd-cli has no export grda', 'script.ts:1:10'],
  ['uses decorators', '@d\nclass A {}\nexport const f = (x: number) => x;', 'decorators are not supported', 'script.ts:1:1', 'hint: '],
  ['loses a derivative in a Float32Array', body('const a = new Float32Array(1); a[0] = x; return a[0]!;'), 'lost its derivative', 'script.ts:2:', 'np.value(x)'],
  ['loses a derivative in JSON', body('return JSON.parse(JSON.stringify([x]))[0];'), 'JSON.stringify would turn', 'script.ts:2:', '{ ...o }'],
  ['loses a derivative in text', body('return Number(x.toFixed(3));'), 'the text "1.000" was made from a number', 'script.ts:2:', 'np.value(x)'],
]; // biome-ignore format: a table

describe.concurrent('a script that', () => {
  test.each(SCRIPTS)('%s', async (_what, source, ...says) => {
    const directory = mkdtempSync(join(folder, 'project-'));
    writeFileSync(join(directory, 'script.ts'), source);
    writeFileSync(join(directory, 'fun.ts'), 'export const fun = (x: number) => x;\n');
    const { status, stdout, stderr } = await cli(['grad', 'script.ts', '-e', 'f', '--at', '1,2', '--json'], {
      cwd: directory,
    });
    expectMessage(stderr, says);
    expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  });

  test.each([
    ['loops forever', '500ms', body('for (;;) x += 0;'), 'the script ran for more than 0.5 s', '--timeout'],
    ['loops forever at its top level', '500ms', `for (;;) {}\n${body('return x;')}`, 'the script ran for more than 0.5 s', '--timeout'],
    ['allocates without end', '30s', body('const a: unknown[] = []; for (;;) a.push(new Array(9999).fill(x));'), 'the script needs more than 32 MB of memory', '--memory'],
  ])('%s', async (_what, timeout, source, ...says) => {
    const directory = mkdtempSync(join(folder, 'limit-'));
    writeFileSync(join(directory, 'script.ts'), source);
    const limits = ['--memory', '32M', '--timeout', timeout];
    const { status, stdout, stderr } = await cli(['grad', 'script.ts', ...limits], { cwd: directory });
    expectMessage(stderr, says);
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
  }); // biome-ignore format: a table
});

/** The arguments after `grad`, what the message says; status 2 unless another is given. */
const CALLS: readonly (readonly [args: string, says: string, status?: number])[] = [
  ['missing.ts', 'there is no script missing.ts'],
  ['fum.ts', 'did you mean fun.ts?'],
  ['.', '. is a folder, not a script'],
  ['table.csv', 'table.csv is no script'],
  ['', 'no script was given'],
  ['fun.ts needs.ts', 'expected one script, found 2'],
  ['fun.ts -e fan', 'did you mean fun?'],
  ['needs.ts', 'parameter k of needs has no value\nhint: give it one with --param k=1'],
  ['needs.ts -p k=1 -p q=1', '--param q: needs has no such parameter'],
  ['fun.ts -p k', '--param: expected name=value, found "k"'],
  ['fun.ts -p k=abc', 'the value of k is neither a number nor JSON: abc'],
  ['fun.ts -p x=1', '--param x: x is the parameter that varies'],
  ['fun.ts --wrt z', '--wrt z: fun has no such parameter\nhint: its parameters are x, k'],
  ['fun.ts --range 5:-5', 'lo must be below hi, found 5:-5\nhint: swap the ends: -5:5'],
  ['fun.ts --range 1:1', 'the range 1:1 is empty\nhint: for one point write --at 1'],
  ['fun.ts --range nan:1', 'lo: expected a finite number, found "nan"'],
  ['fun.ts --range 0:1:0', 'step: expected a number above 0, found "0"'],
  ['fun.ts --range 0:1:-1', 'step: expected a number above 0, found "-1"'],
  ['fun.ts --range 0:1/1', 'expected a whole number of 2 or more, found "1"'],
  ['fun.ts --range 0:1e12:1', '1000000000001 points are more than --max-points 100000000', 4],
  ['fun.ts --range 0:1:1e-12', 'points are more than --max-points', 4],
  ['fun.ts --range a', 'expected lo:hi, lo:hi/count or lo:hi:step, found "a"'],
  ['fun.ts --range 0:1:0.1 --samples 5', 'give one of them'],
  ['fun.ts --range 0:1 --at 1', 'give one of them'],
  ['fun.ts -n -1', '--order: expected a whole number from 0 to 100, found "-1"'],
  ['fun.ts -n 1.5', 'found "1.5"'],
  ['fun.ts -n 101', 'found "101"'],
  ['fun.ts -n 3..1', 'the orders must rise, found 3..1\nhint: write 1..3'],
  ['fun.ts -n 11 --mode reverse', '--mode reverse goes to order 10, found 11'],
  ['fun.ts --at @nowhere.csv', 'cannot read points from nowhere.csv: no such file'],
  ['fun.ts --at a,b', 'found "a" in "a,b"'],
  ['fun.ts --at table.csv', 'hint: points from a file: --at @table.csv'],
  ['fun.ts --at @table.csv --col rat', 'has no column "rat"\nhint: did you mean rate? its columns are t, rate'],
  ['fun.ts --at @table.csv --col 7', 'the last column is 1'],
  ['fun.ts --col rate', '--col needs a file of points'],
  ['fun.ts --format xml', '--format: expected table, csv'],
  ['fun.ts -o nowhere/out.csv', 'cannot write nowhere/out.csv: its folder does not exist'],
  ['fun.ts -o out.xyz', 'names no format\nhint: use one of .csv'],
  ['fun.ts --ordr 3', 'unknown option --ordr\nhint: did you mean --order?'],
  ['fun.ts --quiet=3', '--quiet takes no value'],
  ['fun.ts -n', '--order needs a value'],
  ['fun.ts --timeout 0', '--timeout: expected a time such as 500ms'],
  ['fun.ts --memory 1', '--memory: expected a size such as 256M'],
  ['fun.ts --digits 0', '--digits: expected a whole number from 1 to 17'],
  ['fun.ts --root nowhere', 'the root nowhere is no folder'],
  ['- --at -', 'cannot both be read from standard input'],
]; // biome-ignore format: a table

describe.concurrent('the call', () => {
  test.each(CALLS.map(([args, says, expected = 2]) => ({ args, says, expected })))(
    'grad $args',
    async ({ args, says, expected }) => {
      const words = args.split(' ').filter((word) => word !== '');
      const { status, stdout, stderr } = await cli(['grad', ...words], { cwd: join(folder, 'project') });
      expectMessage(stderr, [says]);
      if (expected === 2) expect(stderr.endsWith('run autograd-cli grad --help for usage\n')).toBe(true);
      expect({ status, stdout }).toEqual({ status: expected, stdout: '' });
    },
  );

  test.each([
    ['', 'the script exports nothing', 'hint: write `export` before the function'],
    ['export const a = 1;', 'the script exports no function, only a (a number)', 'hint: write `export`'],
    ['export const a = (x) => x, b = (x) => x;', 'the script exports several functions: a, b', '--export a'],
  ])('of a script with the text %j', async (input, ...says) => {
    const { status, stdout, stderr } = await cli(['grad', '-'], { input });
    expectMessage(stderr, says);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test.each([
    ['1\n2\nthree\n', 'standard input: line 3 holds no number: "three"'],
    ['hello\nworld\n', 'standard input: line 2 holds no number: "world"'],
    ['', 'standard input holds no numbers'],
    [Uint8Array.from([1, 2, 255, 254, 10, 128, 10]), 'standard input: line 2 holds no number'],
  ])('with %j on standard input', async (input, says) => {
    const args = ['grad', 'fun.ts', '--at', '-', '--json'];
    const { status, stdout, stderr } = await cli(args, { cwd: join(folder, 'project'), input });
    expectMessage(stderr, [says]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});
