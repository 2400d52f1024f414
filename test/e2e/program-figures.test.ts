/** `autograd-cli/plot` in programs: where figures go, and what a script cannot choose. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cli } from '../harness/cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'figures-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(script: string, ...args: string[]) {
  writeFileSync(
    join(folder, 'main.ts'),
    `import { image, plot, savefig, show } from 'autograd-cli/plot';\n${script}`,
  );
  return cli(['run', 'main.ts', ...args], { cwd: folder });
}

test('a figure is drawn at show(), the last one at the end', async () => {
  const { stdout, stderr, status } = await run(`
    plot([1, 2, 3], { title: 'first' }); show();
    console.log('between');
    image([[0, 1]], { title: 'second' });`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.indexOf('first')).toBeLessThan(stdout.indexOf('between'));
  expect(stdout.indexOf('between')).toBeLessThan(stdout.indexOf('second'));
});

test('savefig without -o writes nothing and says what to do', async () => {
  const { stderr, status } = await run("plot([1, 2]); savefig('../x.png');");
  expect(status).toBe(0);
  expect(stderr).toContain(
    'savefig wrote nothing: a script cannot choose files; name one on the command line: -o ',
  );
  expect(readdirSync(folder)).toEqual(['main.ts']);
});

test('-o holds the figure of savefig, else the last one', async () => {
  await run(
    "plot([1, 2], { title: 'kept' }); savefig('a.svg'); show(); plot([1], { title: 'other' });",
    '-o',
    'b.svg',
  );
  const svg = readFileSync(join(folder, 'b.svg'), 'utf8');
  expect(svg).toContain('kept');
  expect(svg).not.toContain('other');
  await run("image([[1, 2]], { title: 'last' });", '-o', 'c.svg');
  expect(readFileSync(join(folder, 'c.svg'), 'utf8')).toContain('last');
  expect(readdirSync(folder).sort()).toEqual(['b.svg', 'c.svg', 'main.ts']);
});

test('-o without a figure is a warning, and with another ending a usage error', async () => {
  expect((await run('', '-o', 'b.svg')).stderr).toContain('the script drew nothing: b.svg is not written');
  const { status, stderr } = await run('plot([1]);', '-o', 'b.csv');
  expect(status).toBe(2);
  expect(stderr).toContain("under run it holds the script's figure, an SVG");
});

test.each([
  ['plot([1, 2], [1, 2, 3])', 'plot expects as many x as y, got 2 and an array of shape (3)'],
  ["plot([1], [2], 'r--')", 'plot takes no format texts'],
  ['plot([1], [2], [3])', 'plot expects pairs of x and y, got 3 arrays'],
  ['plot([1], { colour: 1 })', 'plot has no parameter colour; it takes label, title'],
  ['image([1, 2])', 'image expects a matrix, got an array of shape (2)'],
])('%s is an error at its line', async (call, message) => {
  const { status, stderr } = await run(call);
  expect(status).toBe(3);
  expect(stderr).toContain(message);
  expect(stderr).toContain('main.ts:2:');
});

test('progress is not shown where there is no terminal, nor under grad, where nothing is drawn', async () => {
  writeFileSync(
    join(folder, 'main.ts'),
    `import { adam } from 'autograd-cli/optimizers';
     import { plot } from 'autograd-cli/plot';
     adam((x) => x, 1, { num_iters: 2000 });
     plot([1, 2]);
     export const f = (x: number) => x ** 2;`,
  );
  const ran = await cli(['run', 'main.ts'], { cwd: folder });
  expect(ran.stderr).toBe('');
  const graded = await cli(['grad', 'main.ts', '--at', '3', '--csv'], { cwd: folder });
  expect(graded.stdout).toBe('x,f,d1\n3,9,6\n');
  expect(graded.stderr).toBe('note: the script draws only when it is run: autograd-cli run\n');
});
