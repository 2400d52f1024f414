/** `check` as a process in a build: statuses, reports to files, patterns, shards, GitHub's environment. And the project's own derivatives. */

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
import { afterAll, describe, expect, it } from 'vitest';
import { cli, ROOT, shell } from '../harness/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'check-'));
afterAll(() => rmSync(cwd, { recursive: true }));
mkdirSync(join(cwd, 'lib'));
for (const [name, text] of Object.entries({
  'right.ts': 'export const f = (x: number) => x ** 3;\nexport const df = (x: number) => 3 * x ** 2;',
  'wrong.ts':
    'export const g = (x: number) => Math.sin(2 * x);\nexport const dg = (x: number) => Math.cos(2 * x);',
  'kink.ts': 'export const checks = [{ f: Math.abs, df: () => 1, at: [0] }];',
  'zero.ts': 'export const f = (x: number) => 3 + 0 * x;',
  'none.ts': 'export const k = 3;',
  'syntax.ts': 'export const f = (x) => {',
  'endless.ts': 'export function f(x: number) { for (;;) x += 1; }',
  'throws.ts': 'throw new Error("no");',
  'speaks.ts':
    'console.log("a\\n  ::error::gotcha"); export const f = (x: number) => x ** 2;\nexport const df = (x: number) => 2 * x;',
  'twins.ts': `const f = (x: number) => x ** 2;
export const checks = [{ f, df: (x: number) => 2 * x, name: 'd' }, { f, df: (x: number) => x, name: 'd' }];`,
  'listed.ts': `export const f = (x: number) => x ** 2;
export const wrong = (x: number) => x;
export const checks = [{ f, df: (x: number) => 2 * x, name: 'listed' }];`,
  'lib/a.ts':
    'export const a = (x: number) => x;\nexport const b = (x: number) => x ** 2;\nexport const c = Math.sin;',
  'lib/b.ts': 'export const d = Math.cos;\nexport const e = (x: number) => Math.exp(-x * x);',
}))
  writeFileSync(join(cwd, name), text);

const check = (line: string, env: Record<string, string> = {}) =>
  cli(['check', ...line.split(' ').filter(Boolean)], { cwd, env });

interface Report {
  readonly schema: number;
  readonly results: {
    readonly script: string;
    readonly name: string;
    readonly verdict: string;
    readonly seconds: number;
  }[];
  readonly failures: { readonly script: string; readonly status: number }[];
  readonly warnings: string[];
}
const reportOf = async (line: string): Promise<Report> =>
  JSON.parse((await check(`${line} --reporter json`)).stdout);

describe.concurrent('the status', () => {
  it.each([
    ['right.ts', 0],
    ['right.ts --strict', 0],
    ['wrong.ts', 1],
    ['right.ts wrong.ts', 1],
    ['kink.ts', 0],
    ['kink.ts --strict', 1],
    ['zero.ts', 0],
    ['zero.ts --strict', 1],
    ['none.ts', 0],
    ['none.ts --strict', 1],
    ['missing.ts', 2],
    ['nowhere/*.ts', 2],
    ['right.ts --reporter xml', 2],
    ['right.ts --export nothing', 2],
    ['syntax.ts', 3],
    ['syntax.ts right.ts', 3],
    ['throws.ts', 3],
    ['throws.ts wrong.ts', 1],
    ['wrong.ts throws.ts kink.ts --strict', 1],
    ['endless.ts --timeout 300ms', 4],
  ])('of check %s is %i', async (line, status) => {
    const { status: found, stdout, stderr } = await check(line);
    expect(found, stdout + stderr).toBe(status);
  });
});

describe('the report', () => {
  it('names the worst point, both values, the place and the command that repeats it, which does', async () => {
    const { stdout, stderr } = await check('wrong.ts right.ts');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/FAIL {2}dg {2}[\d.]+ m?s\n/);
    expect(stdout).toContain('at wrong.ts:2:14\n');
    expect(stdout).toMatch(
      /worst at x = \S+\n {10}expected {2}\S+\n {10}actual {4}\S+\n {10}error {5}\S+, relative 0.5\n/,
    );
    expect(stdout).toMatch(/2 derivatives checked, 1 passed, 1 failed {2}[\d.]+ m?s\n$/);
    const again = /again: autograd-cli (check .*)/.exec(stdout)![1]!;
    expect(await cli(again.split(' '), { cwd })).toMatchObject({ status: 1 });
  });

  it('goes to several files at once, which appear complete; standard output has one of them', async () => {
    const { status, stdout } = await check(
      'wrong.ts --reporter junit=out.xml --reporter sarif=out.sarif --reporter tap --reporter github=out.txt --reporter json=out.json',
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^TAP version 14\n1\.\.1\nnot ok 1 - wrong\.ts: dg\n/);
    const [xml, sarif, github, json] = ['out.xml', 'out.sarif', 'out.txt', 'out.json'].map((name) =>
      readFileSync(join(cwd, name), 'utf8'),
    );
    expect(xml).toContain('<testsuite name="wrong.ts"');
    expect(JSON.parse(sarif!).runs[0].results[0].ruleId).toBe('grad/mismatch');
    expect(github).toMatch(/^::error file=wrong\.ts,line=2,col=14,title=grad\/mismatch::dg: /);
    expect(JSON.parse(json!).results[0]).toMatchObject({ name: 'dg', verdict: 'fail' });
    expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('goes to a pipe that has a name, too', async () => {
    const { stdout } = await shell('autograd-cli check right.ts --reporter junit=/dev/stdout | cat', cwd);
    expect(stdout).toContain('</testsuites>');
  });

  it('is not written where it cannot be, and nothing else is', async () => {
    const { status, stderr } = await check(
      'right.ts --reporter tap=first.tap --reporter junit=no/folder.xml',
    );
    expect(status).toBe(2);
    expect(stderr).toContain('cannot write no/folder.xml: its folder does not exist');
    expect(existsSync(join(cwd, 'first.tap'))).toBe(false);
  });

  it('has annotations in a build of GitHub Actions, from the root of the repository', async () => {
    const env = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: join(cwd, '..') };
    const { stdout } = await check('wrong.ts', env);
    expect(stdout).toContain('1 derivative checked, 1 failed');
    const [file] = /(?<=^::error file=)[^,]*/m.exec(stdout)!;
    expect(file).toMatch(/^check-\w+\/wrong\.ts$/);
    expect((await check('wrong.ts --reporter pretty', env)).stdout).not.toContain('::error');
  });

  it('says how long each check took', async () => {
    const { schema, results } = await reportOf('right.ts wrong.ts');
    expect(schema).toBe(1);
    for (const { seconds } of results) expect(seconds).toBeGreaterThan(0);
  });

  it('has what could not be checked beside what could', async () => {
    const { results, failures, warnings } = await reportOf('right.ts syntax.ts none.ts');
    expect(results.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(['df pass']);
    expect(failures).toMatchObject([{ script: 'syntax.ts', status: 3 }]);
    expect(warnings).toEqual(['none.ts: nothing was checked: it exports no function']);
  });
});

it('a script that takes too long is an error of its own: the others are reported', async () => {
  const { status, stdout } = await check('endless.ts right.ts wrong.ts --timeout 3s --reporter json');
  const { results, failures } = JSON.parse(stdout) as Report;
  expect(failures).toMatchObject([{ script: 'endless.ts', status: 4 }]);
  expect(results.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(['df pass', 'dg fail']);
  expect(status).toBe(1);
  expect((await check('endless.ts right.ts --timeout 3s')).status).toBe(4);
});

it('the command that repeats one of two entries with one name repeats that one', async () => {
  const { stdout } = await check('twins.ts');
  const again = /again: (autograd-cli check .*)/.exec(stdout)![1]!;
  expect(again).toContain("'checks[1]'");
  const repeated = await shell(again, cwd);
  expect(repeated.status).toBe(1);
  expect(repeated.stdout).toMatch(/1 derivative checked, 1 failed/);
});

it('what a script prints is no command to a build of GitHub Actions', async () => {
  expect((await check('speaks.ts')).stderr).toBe('a\n  ::error::gotcha\n');
  expect((await check('speaks.ts', { GITHUB_ACTIONS: 'true' })).stderr).toBe('a\n  %3A%3Aerror::gotcha\n');
});

it('an export checks goes before --against, and says so', async () => {
  const { results, warnings } = await reportOf('listed.ts --against wrong');
  expect(results).toMatchObject([{ name: 'listed', verdict: 'pass' }]);
  expect(warnings).toEqual(['listed.ts: --against wrong was not used: the export checks goes first']);
});

it('shards of a pattern have each check once, all together all', async () => {
  const named = ({ results }: Report) => results.map(({ script, name }) => `${script} ${name}`);
  const all = named(await reportOf('lib/*.ts'));
  expect(all).toEqual(['lib/a.ts a', 'lib/a.ts b', 'lib/a.ts c', 'lib/b.ts d', 'lib/b.ts e']);
  const shards = await Promise.all([1, 2, 3].map((i) => reportOf(`lib/*.ts --shard ${i}/3`)));
  expect(shards.flatMap(named).sort()).toEqual(all);
  for (const shard of shards) expect(shard.results.length).toBeLessThan(3);
});

it('the hand-written derivatives of the samples are right', async () => {
  const samples = readdirSync(join(ROOT, 'samples'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `samples/${name}`)
    .filter((name) => readFileSync(join(ROOT, name), 'utf8').includes('export const checks'));
  expect(samples.length).toBeGreaterThan(2);
  const { status, stdout } = await cli(['check', ...samples, '--strict']);
  expect(status, stdout).toBe(0);
});
