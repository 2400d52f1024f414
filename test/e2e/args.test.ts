/** One call from the shell: arguments as text, file and pipe, the formats, the statuses. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cli } from '../harness/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'autograd-args-'));
afterAll(() => rmSync(cwd, { recursive: true }));
writeFileSync(
  join(cwd, 'fun.ts'),
  `export function fun(x) { return np.sum(x ** 2) + x[0] * x[1]; }
export function loss(W, b, scale = 1) { return np.sum((np.dot(W, b)) ** 2) * scale; }
export function values(x: number[]) { return x.map((y) => y * y); }
`,
);
writeFileSync(join(cwd, 'args.json'), '\uFEFF[[1, 2, 3]]\n');
const X = '[[1,2,3]]';

test.each([
  [['grad', '--args', X, 'fun.ts'], '{"schema":1,"value":16,"grad":[4,5,6]}\n'],
  [['grad', '--args=@args.json', 'fun.ts'], '{"schema":1,"value":16,"grad":[4,5,6]}\n'],
  [['grad', 'fun.ts', '--args', '-'], '{"schema":1,"value":16,"grad":[4,5,6]}\n'],
  [['hessian', 'fun.ts', '--args', X], '{"schema":1,"value":16,"hessian":[[2,1,0],[1,2,0],[0,0,2]]}\n'],
  [['hvp', 'fun.ts', '--args', X, '--vector', '[1,0,1]'], '{"schema":1,"value":16,"hvp":[2,1,2]}\n'],
  [
    ['jacobian', 'fun.ts', '-e', 'values', '--args', X],
    '{"schema":1,"value":[1,4,9],"jacobian":[[2,0,0],[0,4,0],[0,0,6]]}\n',
  ],
  [
    ['grad', 'fun.ts', '-e', 'loss', '--args', '[[[1,0],[0,2]]]', '-p', 'b=[1,1]', '--wrt', 'W,b'],
    '{"schema":1,"value":5,"grad":{"W":[[2,2],[4,4]],"b":[2,8]}}\n',
  ],
  [
    ['hessian', 'fun.ts', '--args', X, '-f', 'table'],
    'value   = 16.0\nhessian = [[2. 1. 0.]\n           [1. 2. 0.]\n           [0. 0. 2.]]\n',
  ],
])('%j', async (args, stdout) => {
  expect(await cli(args, { cwd, input: X })).toEqual({ status: 0, stdout, stderr: '' });
});

test('-o writes JSON or npy, by the ending', async () => {
  await cli(['hessian', 'fun.ts', '--args', X, '-o', 'h.json'], { cwd });
  expect(JSON.parse(readFileSync(join(cwd, 'h.json'), 'utf8')).hessian[0]).toEqual([2, 1, 0]);
  await cli(['hessian', 'fun.ts', '--args', X, '-o', 'h.npy'], { cwd });
  const npy = readFileSync(join(cwd, 'h.npy'));
  expect(npy.toString('latin1')).toContain("'shape': (3, 3), }");
  expect(npy.readDoubleLE(npy.length - 72)).toBe(2);
});

test.each([
  [['jacobian', 'fun.ts'], 2, "jacobian needs --args: the call's arguments"],
  [['hvp', 'fun.ts', '--args', X], 2, 'hvp needs --vector'],
  [
    ['hvp', 'fun.ts', '--args', X, '--vector', '[1,2]'],
    2,
    '--vector is an array of shape (2,), but x is an array of shape (3,)',
  ],
  [['grad', 'fun.ts', '--args', '[[1 2]]'], 2, '--args:1:5\n  1 | [[1 2]]\n          ^'],
  [['grad', 'fun.ts', '--args', '[[1e999]]'], 2, '--args: a number is too large for a double'],
  [['grad', 'fun.ts', '--args', '3'], 2, "expected the JSON array of the call's arguments, found a number"],
  [
    ['grad', 'fun.ts', '--args', '[1,2]'],
    2,
    'hint: one array is [[1,2]]: the outer brackets are those of the call',
  ],
  [['grad', 'fun.ts', '--args', '@gone.json'], 2, 'cannot read --args from gone.json: no such file'],
  [['grad', 'fun.ts', '--args', X, '--range', '0:1'], 2, '--range has no meaning beside --args'],
  [['grad', 'fun.ts', '--args', X, '-f', 'ndjson'], 2, 'one call is no table of points'],
  [
    ['hvp', 'fun.ts', '--args', '-', '--vector', '-'],
    2,
    '--args and --vector cannot both be read from standard input',
  ],
  [
    ['grad', 'fun.ts', '-e', 'values', '--args', X],
    3,
    'values returned an array: use jacobian\n  fun.ts:3:17',
  ],
  [['grad', 'fun.ts', '-e', 'loss', '--args', '[[[1,2],[3,4]],[1,2,3]]'], 3, 'fun.ts:2:'],
])('%j ends with status %d and says why', async (args, status, message) => {
  const ran = await cli(args, { cwd });
  expect(ran).toMatchObject({ status, stdout: '' });
  expect(ran.stderr).toContain(message);
});

test('a number that is not finite is one warning, and status 1 under --strict', async () => {
  const input = 'export default (x) => np.sum(np.log(x))';
  const args = ['grad', '-', '--args', '[[0,1]]'];
  const ran = await cli(args, { cwd, input });
  expect(ran).toMatchObject({ status: 0, stdout: '{"schema":1,"value":null,"grad":[null,1]}\n' });
  expect(ran.stderr).toMatch(/^warning: 2 of 3 numbers are not finite .*\n$/);
  expect((await cli([...args, '--strict'], { cwd, input })).status).toBe(1);
});
