/** docs/ci.md, `action.yml` and the hook of pre-commit: they parse, their options are those of `check`, and what a shell can run of them runs. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { flagsOf } from '../../src/cli/flags.ts';
import { parseCheck } from '../../src/cli/parse-check.ts';
import { fakeIo } from '../cli/fake-io.ts';
import { ROOT, shell } from '../harness/cli.ts';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const page = read('docs/ci.md');
const fences = [...page.matchAll(/^```(\w+)( run)?\n(.*?)^```$/gms)].map(([, language, run, text]) => ({
  language,
  isRun: run !== undefined,
  text: text!,
}));
const yaml = fences.filter(({ language }) => language === 'yaml').map(({ text }) => parse(text));

const folder = mkdtempSync(join(tmpdir(), 'ci-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'src'));
writeFileSync(
  join(folder, 'src/loss.ts'),
  'export const loss = (x: number) => Math.log(1 + Math.exp(x));\nexport const lossGrad = (x: number) => 1 / (1 + Math.exp(-x));\n',
);

/** The calls of the program in a text of shell commands, joined over ends of lines. */
function callsIn(text: string): string[] {
  return [...text.matchAll(/autograd-cli(?:@\S+)? check ([^\n|;]*)/g)].map(([, args]) => args!.trim());
}

/** All texts in a tree of YAML. */
function textsIn(tree: unknown): string[] {
  if (typeof tree === 'string') return [tree];
  return typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(textsIn) : [];
}

/** As a shell and the build would fill it in. */
const filledIn = (args: string): string[] =>
  args
    .replace(/\$\{\{ matrix\.\w+ \}\}|\$CI_NODE_INDEX/g, '1')
    .replace('$CI_NODE_TOTAL', '4')
    .replace(/ \|\|.*$/, '')
    .replaceAll("'", '')
    .split(/\s+/);

describe('docs/ci.md', () => {
  const calls = [
    ...yaml.flatMap(textsIn).flatMap(callsIn),
    ...fences.filter(({ language }) => language === 'sh').flatMap(({ text }) => callsIn(text)),
  ];

  it('has complete examples for GitHub, GitLab, pre-commit and a shell', () => {
    expect(yaml.length).toBe(4);
    expect(calls.length).toBe(4);
    expect(yaml[0].jobs.check.steps[1].uses).toMatch(/\/autograd-cli@/);
    expect(yaml[1].jobs.check.strategy.matrix.shard.length).toBe(4);
    expect(yaml[2].gradients.artifacts.reports.junit).toBe('gradients.xml');
  });

  it.each(calls)('check %s is a valid command line', (args) => {
    expect(() => parseCheck(filledIn(args), fakeIo())).not.toThrow();
  });

  it.each(fences.filter(({ isRun }) => isRun).map(({ text }) => text))('%s', async (text) => {
    const { status, stdout, stderr } = await shell(text, folder);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('pass');
  });

  it('the statuses are those of the program', () => {
    expect([...page.matchAll(/^\| (\d+) \|/gm)].map(([, status]) => Number(status))).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('the action', () => {
  const action = parse(read('action.yml'));
  const step = action.runs.steps.at(-1);

  it('takes the inputs that the documentation gives it, and uses each of its own', () => {
    for (const name of Object.keys(yaml[0].jobs.check.steps[1].with))
      expect(action.inputs).toHaveProperty(name);
    for (const name of Object.keys(action.inputs))
      expect(JSON.stringify(action.runs)).toContain(`inputs.${name} }}`);
  });

  it('has only options that there are, and no input in the text of its script', () => {
    expect(step.run).not.toContain('${{');
    const options = [...step.run.matchAll(/--([a-z-]+)=/g)].map(([, name]) => name);
    expect(options.length).toBeGreaterThan(1);
    for (const name of options) expect(flagsOf('check')).toContain(name);
    for (const text of textsIn(action.inputs))
      for (const [, name] of text.matchAll(/--([a-z-]+)/g)) expect(flagsOf('check')).toContain(name);
  });

  it.each([
    ['src/*.ts', '', 0, '1 derivative checked, 1 passed'],
    ['src/*.ts', 'out.xml', 0, '1 derivative checked, 1 passed'],
    ['src/loss.ts\n\n*.ts', '', 1, '::error file=wrong.ts,line=2'],
    ['src/loss.ts\n*.ts', 'out.xml', 1, '::error file=wrong.ts,line=2'],
    ['$(touch hacked).ts', '', 2, ''],
  ])('run with scripts %j and junit %j has status %i', async (scripts, junit, status, text) => {
    writeFileSync(
      join(folder, 'wrong.ts'),
      'export const f = (x: number) => x ** 2;\nexport const df = (x: number) => x;\n',
    );
    const values = {
      SCRIPTS: scripts,
      OPTIONS: '--range -1:1 --samples 5',
      JUNIT: junit,
      SARIF: '',
      VERSION: '0',
    };
    const variables = Object.entries({ ...values, RUNNER_TEMP: folder, GITHUB_ACTIONS: 'true' }).map(
      ([name, value]) => `export ${name}='${value}'`,
    );
    // npx would fetch the program; here it is the function that the shell of these tests has.
    const npx = 'npx() { shift 2; autograd-cli "$@"; }';
    const ran = await shell([...variables, npx, step.run].join('\n'), folder);
    expect(ran.status, ran.stderr).toBe(status);
    expect(ran.stdout).toContain(text);
    rmSync(join(folder, 'wrong.ts'));
  });
});

it('the hook of pre-commit runs check on the files it is given', () => {
  const [hook] = parse(read('.pre-commit-hooks.yaml'));
  const { id, args } = yaml[3].repos[0].hooks[0];
  expect([hook.id, hook.language]).toEqual([id, 'node']);
  const [program, command, ...rest] = hook.entry.split(' ');
  expect([program, command, ...rest]).toEqual(['autograd-cli', 'check']);
  expect(() => parseCheck([...args, 'a.ts', 'b.js'], fakeIo())).not.toThrow();
});
