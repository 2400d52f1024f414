/**
 * Samples that are whole programs, run with fewer steps than they take: each reaches what its last line says, and the same again. The
 * constants that count their steps are changed in a copy.
 */

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cli, ROOT } from '../harness/cli.ts';

type Figures = Readonly<Record<string, number>>;

interface Program {
  /** Constants of the sample that are others here. */
  readonly with?: Readonly<Record<string, number>>;
  /** Say what a run must have reached. */
  readonly reaches: (result: Figures) => void;
}

const PROGRAMS: Readonly<Record<string, Program>> = {
  rosenbrock: {
    reaches({ bfgs_error, newton_error }) {
      expect(bfgs_error).toBeLessThan(1e-9);
      expect(newton_error).toBeLessThan(1e-9);
    },
  },
  'logistic-regression': {
    with: { STEPS: 60 },
    reaches({ accuracy, worst }) {
      expect(accuracy).toBeGreaterThan(0.78);
      expect(worst).toBeLessThan(2);
    },
  },
  'neural-net': {
    with: { EPOCHS: 4 },
    reaches({ accuracy }) {
      expect(accuracy).toBeGreaterThan(0.93);
    },
  },
  'hessian-vector': {
    with: { N: 30 },
    reaches({ error, gradient }) {
      expect(error).toBeLessThan(1e-4); // of the grid; 6e-6 with N = 100
      expect(gradient).toBeLessThan(1e-7);
    },
  },
  'gaussian-process': {
    reaches({ noise, gradient }) {
      expect(noise).toBeCloseTo(0.1, 1);
      expect(gradient).toBeLessThan(2e-6);
    },
  },
  'define-gradient': {
    reaches({ difference, far_out }) {
      expect(difference).toBeLessThan(1e-14);
      // 2·30·e⁹⁰⁰ / (e⁹⁰⁰ + e^29.9²)
      expect(far_out).toBeCloseTo(60 / (1 + Math.exp(29.9 ** 2 - 900)), 9);
    },
  },
  'fixed-points': {
    reaches({ first, second }) {
      expect(first).toBeCloseTo(0.5 / Math.SQRT2, 10);
      expect(second).toBeCloseTo(-0.25 / 2 ** 1.5, 10);
    },
  },
  hmm: {
    with: { ROUNDS: 8, LENGTH: 120 },
    reaches({ gain, least_step }) {
      expect(gain).toBeGreaterThan(0);
      expect(least_step).toBeGreaterThan(0);
    },
  },
};

const folder = mkdtempSync(join(tmpdir(), 'samples-'));
cpSync(join(ROOT, 'samples'), folder, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true }));

/** Run a sample in the copy; return what it prints. */
async function run(name: string, constants: Readonly<Record<string, number>>): Promise<string> {
  const file = join(folder, `${name}.ts`);
  let source = readFileSync(file, 'utf8');
  for (const [constant, value] of Object.entries(constants)) {
    expect(source, `${name}.ts has a constant ${constant}`).toMatch(
      new RegExp(`^const ${constant} = .*;$`, 'm'),
    );
    source = source.replace(new RegExp(`^const ${constant} = .*;$`, 'm'), `const ${constant} = ${value};`);
  }
  writeFileSync(file, source);
  const { status, stdout, stderr } = await cli(['run', file]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** The figures in the last line: `result: name=value …`. */
function figuresOf(stdout: string): Figures {
  const last = stdout.trimEnd().split('\n').at(-1)!;
  expect(last).toMatch(/^result:( \w+=-?[\d.e+-]+)+$/);
  return Object.fromEntries(
    [...last.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, Number(value)]),
  );
}

test('every sample that is run is tested here', () => {
  const programs = readdirSync(join(ROOT, 'samples'))
    .filter((file) => file.endsWith('.ts'))
    .filter((file) =>
      readFileSync(join(ROOT, 'samples', file), 'utf8').includes('autograd-cli run samples/'),
    );
  expect(Object.keys(PROGRAMS).sort()).toEqual(programs.map((file) => basename(file, '.ts')).sort());
});

describe('the program', () => {
  test.each(Object.entries(PROGRAMS))(
    '%s',
    async (name, { with: constants = {}, reaches }) => {
      const stdout = await run(name, constants);
      reaches(figuresOf(stdout));
      expect(await run(name, constants)).toBe(stdout);
    },
    120_000,
  );
});
