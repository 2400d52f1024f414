/**
 * Samples that are whole programs, run with fewer steps than they take: each reaches what its last line says, and the same again; the
 * gradient of its loss is that of differences. The constants that count their steps are changed in a copy.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cli, ROOT } from '../harness/cli.ts';
import { type Constants, Copy } from './copy.ts';

type Figures = Readonly<Record<string, number>>;

interface Program {
  /** Constants of the sample that are others here. */
  readonly with?: Constants;
  /** Say what a run must have reached. */
  readonly reaches: (result: Figures) => void;
  /** Its loss, and arguments of that at random: two expressions. */
  readonly loss?: readonly [f: string, args: string];
}

const PROGRAMS: Readonly<Record<string, Program>> = {
  rosenbrock: {
    reaches({ bfgs_error, newton_error }) {
      expect(bfgs_error).toBeLessThan(1e-9);
      expect(newton_error).toBeLessThan(1e-9);
    },
    loss: ['rosenbrock', 'np.random.randn(20)'],
  },
  'logistic-regression': {
    reaches({ accuracy, worst }) {
      expect(accuracy).toBeGreaterThan(0.78);
      expect(worst).toBeLessThan(2);
    },
    loss: ['loss', 'np.random.randn(4)'],
  },
  'neural-net': {
    with: { EPOCHS: 4 },
    reaches({ accuracy }) {
      expect(accuracy).toBeGreaterThan(0.93);
    },
    // small moves: of 12 000 weights at once
    loss: [
      "(p: number) => 1000 * loss(autograd.flatten(initial())[1](p / 1000), images[seen[':9']], labels[seen[':9']])",
      '1000 * autograd.flatten(initial())[0]',
    ],
  },
  convnet: {
    with: { EPOCHS: 2 },
    loss: [
      "(p: number) => 1000 * loss(unflatten(p / 1000), images[':3'], labels[':3'])",
      '1000 * np.random.randn(start.size) / 4',
    ],
    reaches({ accuracy }) {
      expect(accuracy).toBeGreaterThan(0.3); // 0.98 after 14 epochs
    },
  },
  rnn: {
    with: { STEPS: 40 },
    loss: ['(parameters) => model.loss(parameters, cell, np.arange(3))', 'model.initial(cell, SIZE)'],
    reaches({ bits, unigram }) {
      expect(bits).toBeLessThan(unigram!);
    },
  },
  lstm: {
    with: { STEPS: 40 },
    loss: ['(parameters) => model.loss(parameters, cell, np.arange(3))', 'model.initial(cell, SIZE)'],
    reaches({ bits, unigram }) {
      expect(bits).toBeLessThan(unigram!);
    },
  },
  'hessian-vector': {
    with: { N: 30 },
    reaches({ error, gradient }) {
      expect(error).toBeLessThan(1e-4); // of the grid; 6e-6 with N = 100
      expect(gradient).toBeLessThan(1e-7);
    },
    loss: ['area', 'np.random.randn(N, N)'],
  },
  'gaussian-process': {
    reaches({ noise, gradient }) {
      expect(noise).toBeCloseTo(0.1, 1);
      expect(gradient).toBeLessThan(2e-6);
    },
    loss: ['loss', '{ mean: 0.3, height: 0.2, width: -0.4, noise: -0.7 }'],
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
  gmm: {
    with: { STEPS: 25 },
    reaches({ loss, single }) {
      expect(loss).toBeLessThan(2.5); // 1.51 in the end
      expect(single).toBeGreaterThan(3.5);
    },
    loss: ['loss', 'start'],
  },
  'bayesian-neural-net': {
    with: { STEPS: 120 },
    reaches({ error, doubt_inside, doubt_outside }) {
      expect(error).toBeLessThan(0.2);
      expect(doubt_outside).toBeGreaterThan(1.3 * doubt_inside!);
    },
    loss: ['loss', 'start, np.random.randn(2, COUNT)'],
  },
  'ode-net': {
    with: { STEPS: 20 },
    reaches({ loss, untrained }) {
      expect(loss).toBeLessThan(untrained! / 20);
    },
    loss: ['loss', 'start'],
  },
  'fluid-simulation': {
    with: { ITERATIONS: 15 },
    reaches({ loss, start }) {
      expect(loss).toBeLessThan(start! / 3);
    },
    // small moves: where the wind comes from the very middle of a cell, the interpolation has kinks
    loss: [
      '([down, right]: Wind) => 1000 * loss([down / 1000, right / 1000])',
      '[500 * np.random.randn(N, N), 500 * np.random.randn(N, N)]',
    ],
  },
  ica: {
    reaches({ correlation, before, gradient }) {
      expect(correlation).toBeGreaterThan(0.99);
      expect(before).toBeLessThan(0.9);
      expect(gradient).toBeLessThan(2e-5);
    },
    loss: ['loss', '{ unmixing: np.random.randn(SIGNALS, SIGNALS), tails: np.random.randn(SIGNALS) }'],
  },
  'population-genetics': {
    with: { POPULATIONS: 10, GENES: 50 },
    reaches({ distance, within }) {
      expect(distance).toBeLessThan(2);
      expect(within).toBeGreaterThan(2);
    },
    loss: [
      '(selection: Selection, history: History) => seriesLoss(selection) + spectrumLoss(history)',
      '{ s: 0.1 * np.random.rand(), h: np.random.rand() }, { mutations: 8, size: np.random.rand(), time: np.random.rand() }',
    ],
  },
  hmm: {
    with: { ROUNDS: 8, LENGTH: 120 },
    reaches({ gain, least_step }) {
      expect(gain).toBeGreaterThan(0);
      expect(least_step).toBeGreaterThan(0);
    },
    loss: ['logLikelihood', 'model'],
  },
};

/** Constants that make a program as short as can be: it is the loss that matters. */
const SHORT: Readonly<Record<string, Constants>> = {
  'logistic-regression': { STEPS: 1 },
  'neural-net': { EPOCHS: 1 },
  convnet: { EPOCHS: 1 },
  rnn: { STEPS: 1 },
  lstm: { STEPS: 1 },
  'hessian-vector': { N: 6 },
  gmm: { STEPS: 1 },
  'bayesian-neural-net': { STEPS: 1 },
  'ode-net': { STEPS: 1 },
  'fluid-simulation': { ITERATIONS: 1, N: 12 },
  hmm: { ROUNDS: 2, LENGTH: 20 },
};

const copy = new Copy();
afterAll(() => copy.remove());

interface Run {
  readonly with?: Constants;
  readonly seed?: number;
  /** Lines to add at the end. */
  readonly more?: string;
}

/** Run a sample in the copy; return what it prints. */
async function run(name: string, { with: constants = {}, seed = 0, more = '' }: Run): Promise<string> {
  const file = copy.write(name, constants, more);
  const { status, stdout, stderr } = await cli(['run', file, '--seed', `${seed}`]);
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

/** The README's row of a program: what time its head says it takes, and the last line that it prints. */
function rowOf(name: string): { readonly time: string; readonly result: string } {
  const row = new RegExp(`^\\| \`autograd-cli run samples/${name}\\.ts\` \\| (.+) \\| \`(.+)\` \\|$`, 'm');
  const [, time, result] = row.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  expect(result, `the README has a row for ${name}.ts`).toBeDefined();
  return { time: time!, result: result! };
}

describe('what the README shows', () => {
  test.each(Object.entries(PROGRAMS))('of %s is reached, in the time its head says', (name, { reaches }) => {
    const { time, result } = rowOf(name);
    reaches(figuresOf(result));
    expect(readFileSync(join(ROOT, 'samples', `${name}.ts`), 'utf8')).toMatch(
      new RegExp(`^// Takes ${time.replace('.', '\\.')}[.:, ]`, 'm'),
    );
  });

  test('of the networks is what their examples reach', () => {
    const shown = (name: string): Figures => figuresOf(rowOf(name).result);
    expect(shown('neural-net').accuracy).toBeGreaterThanOrEqual(0.97);
    expect(shown('convnet').accuracy).toBeGreaterThanOrEqual(0.98);
    const [rnn, lstm] = [shown('rnn'), shown('lstm')];
    expect(rnn.bits).toBeLessThan(rnn.bigram!);
    expect(lstm.bits).toBeLessThan(rnn.bits!);
  });
});

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
    async (name, program) => {
      const stdout = await run(name, program);
      const result = figuresOf(stdout);
      program.reaches(result);
      expect(await run(name, program)).toBe(stdout);
      const whole = figuresOf(rowOf(name).result);
      if (program.with === undefined) expect(result).toEqual(whole);
      else expect(Object.keys(result)).toEqual(Object.keys(whole));
    },
    120_000,
  );
});

describe('the gradient of the loss', () => {
  const losses = Object.entries(PROGRAMS).flatMap(([name, { with: constants = {}, loss = [] }]) =>
    loss.length === 0 ? [] : [{ name, constants, loss: loss[0], args: loss[1] }],
  );
  test.each(losses)(
    '$name',
    async ({ name, constants, loss, args }) => {
      const more = `
        import autograd from 'autograd-cli';
        autograd.checkGrads(${loss}, { order: 1 })(${args});
        console.log('it agrees');
      `;
      const stdout = await run(name, { with: { ...constants, ...SHORT[name] }, more });
      expect(stdout).toMatch(/it agrees\n$/);
    },
    120_000,
  );
});

describe('population genetics, for ten seeds', () => {
  test('finds what the data were made with, and knows how well', async () => {
    const runs: Figures[] = [];
    for (let seed = 0; seed < 10; seed++)
      runs.push(figuresOf(await run('population-genetics', { ...PROGRAMS['population-genetics'], seed })));
    for (const { distance } of runs) expect(distance).toBeLessThan(2);
    const within = runs.reduce((sum, run) => sum + run.within!, 0);
    expect(within).toBeGreaterThanOrEqual(44); // of 50; 47.7 on average
  }, 300_000);
});
