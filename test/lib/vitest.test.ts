/** The matchers of `autograd-cli/vitest` as another project has them: packed, unpacked into its node_modules, run by vitest, type-checked. */

import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILE_OPTIONS } from '../../src/lib/check-file.ts';
import { checkFunction, FUNCTION_OPTIONS } from '../../src/lib/check-function.ts';
import { ROOT } from '../harness/cli.ts';

const project = mkdtempSync(join(tmpdir(), 'matchers-'));
afterAll(() => rmSync(project, { recursive: true }));

const FILES = {
  'package.json': '{ "type": "module" }',
  'vitest.config.mjs': 'export default { test: {} };',
  'src/right.ts': `export const f = (x: number): number => Math.log(1 + Math.exp(x));
export const df = (x: number): number => 1 / (1 + Math.exp(-x));`,
  'src/wrong.ts': `export const loss = (w: number): number => Math.log(1 + Math.exp(-3 * w));
export const lossGrad = (w: number): number => -1 / (1 + Math.exp(3 * w));`,
  'src/broken.ts': 'export const f = (x) => {',
  'src/none.ts': 'export const k = 3;',
  'test/file.test.ts': `import { expect, test } from 'vitest';
import 'autograd-cli/vitest';
test('right', async () => { await expect('../src/right.ts').toHaveRightGradients({ range: [-1, 1] }); });
test('by URL', async () => { await expect(new URL('../src/right.ts', import.meta.url)).toHaveRightGradients({ at: [0.5], order: 1 }); });
test('not right', async () => { await expect('../src/wrong.ts').not.toHaveRightGradients(); });
test('FAILS wrong', async () => { await expect('../src/wrong.ts').toHaveRightGradients({ range: [-1, 1] }); });
test('FAILS broken', async () => { await expect('../src/broken.ts').not.toHaveRightGradients(); });
test('FAILS none', async () => { await expect('../src/none.ts').toHaveRightGradients(); });
test('FAILS missing', async () => { await expect('./missing.ts').toHaveRightGradients(); });
test('FAILS option', async () => {
  // @ts-expect-error there is no such option
  await expect('../src/right.ts').toHaveRightGradients({ rnage: [-1, 1] });
});`,
  'test/function.test.ts': `import { expect, test } from 'vitest';
import 'autograd-cli/vitest';
import { f, df } from '../src/right.ts';
test('right', () => { expect(df).toBeGradientOf(f, { range: [-2, 2] }); });
test('right with arrays', () => {
  expect((w: number[]) => w.map((x) => 3 * x ** 2)).toBeGradientOf((w: number[]) => w.reduce((sum, x) => sum + x ** 3, 0), { at: [[1, 2, -3]] });
});
test('FAILS sign', () => { expect(function sinus(x: number) { return Math.sin(x); }).toBeGradientOf(Math.cos); });
test('FAILS type', () => {
  // @ts-expect-error no function
  expect(df).toBeGradientOf(3);
});`,
  'tsconfig.json': `{ "compilerOptions": { "strict": true, "noEmit": true, "target": "ES2023", "module": "ESNext", "moduleResolution": "bundler",
    "allowImportingTsExtensions": true, "skipLibCheck": true, "types": ["node"], "noImplicitAny": true }, "include": ["test", "src/right.ts"] }`,
};

interface Ran {
  readonly status: string;
  readonly message: string;
}
let tests: Map<string, Ran>;

/** Pack the build that there is, without making another. */
function install(): void {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, 'autograd-cli'), { recursive: true });
  execFileSync('tar', [
    'xzf',
    join(project, filename),
    '--strip-components=1',
    '-C',
    join(modules, 'autograd-cli'),
  ]);
  for (const name of ['vitest', 'oxc-parser', '@types'])
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
}

beforeAll(async () => {
  install();
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(join(project, name, '..'), { recursive: true });
    writeFileSync(join(project, name), text);
  }
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = [
    vitest,
    'run',
    '--reporter=json',
    '--outputFile=out.json',
    '--testTimeout=60000',
    '--maxWorkers=1',
  ];
  await new Promise((resolve) => execFile(process.execPath, args, { cwd: project }, resolve));
  const { testResults } = JSON.parse(readFileSync(join(project, 'out.json'), 'utf8'));
  tests = new Map(
    testResults.flatMap(
      ({ name, assertionResults }: { name: string; assertionResults: Record<string, string>[] }) =>
        assertionResults.map(({ title, status, failureMessages }) => [
          `${name.endsWith('file.test.ts') ? 'file' : 'function'} ${title}`,
          { status, message: String(failureMessages) },
        ]),
    ),
  );
}, 180_000);

describe('in a project that has the package', () => {
  it('right gradients pass, wrong ones fail', () => {
    expect(tests.size).toBe(12);
    for (const [title, { status, message }] of tests)
      expect(status, `${title}: ${message}`).toBe(title.includes('FAILS') ? 'failed' : 'passed');
  });

  it('the message of a script is the report', () => {
    const { message } = tests.get('file FAILS wrong')!;
    expect(message).toContain('FAIL  lossGrad');
    expect(message).toContain('the ratio actual/expected is');
    expect(message).toContain('at src/wrong.ts:2:');
    expect(message).toContain('again: autograd-cli check src/wrong.ts');
  });

  it.each([
    ['broken', 'src/broken.ts'],
    ['none', 'no derivative of src/none.ts could be compared'],
    ['missing', 'test/missing.ts'],
    ['option', 'has no option rnage; its options are range'],
  ])('what cannot be checked is an error, whatever was expected: %s', (name, text) => {
    expect(tests.get(`file FAILS ${name}`)!.message).toContain(text);
  });

  it('the message of a function says how it was found, and how far off', () => {
    const { message } = tests.get('function FAILS sign')!;
    expect(message).toContain('sinus is not the gradient of cos: they differ at');
    expect(message).toContain('by differences of its values');
    expect(message).toMatch(/worst at x = .*\n {2}expected .*\n {2}actual /);
  });

  it('it type-checks', () => {
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    expect(execFileSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' })).toBe('');
  });
});

describe('gradients of plain functions', () => {
  const passes = (df: (x: never) => unknown, f: (x: never) => unknown, options = {}) =>
    checkFunction(df, f, options).pass;

  it('a factor of 1 ± 1e-4, a sign and a missing term are caught, and what is right is not', () => {
    const f = (x: number) => Math.sin(x) * Math.exp(x / 3) + x ** 3;
    const df = (x: number) => (Math.cos(x) + Math.sin(x) / 3) * Math.exp(x / 3) + 3 * x ** 2;
    expect(passes(df, f)).toBe(true);
    expect(passes((x: number) => df(x) * (1 + 1e-4), f)).toBe(false);
    expect(passes((x: number) => -df(x), f)).toBe(false);
    expect(passes((x: number) => df(x) - 3 * x ** 2, f)).toBe(false);
    expect(passes(() => Number.NaN, f)).toBe(false);
  });

  it('at a kink every value between the slopes is right', () => {
    expect(
      passes(
        (x: number) => (x > 0 ? 1 : 0),
        (x: number) => Math.max(x, 0),
      ),
    ).toBe(true);
    expect(
      passes(
        (x: number) => (x > 0 ? 1 : x < 0 ? 0 : 2),
        (x: number) => Math.max(x, 0),
      ),
    ).toBe(false);
  });

  it('a Jacobian and a gradient of an object are compared component by component', () => {
    const f = ([x, y]: [number, number]) => [x * y, x + y, y ** 2];
    const jacobian = ([x, y]: [number, number]) => [
      [y, x],
      [1, 1],
      [0, 2 * y],
    ];
    expect(passes(jacobian, f, { at: [[2, 3]] })).toBe(true);
    const { pass, message } = checkFunction(
      ({ a, b }: { a: number; b: number }) => ({ a: b, b: -a }),
      ({ a, b }: { a: number; b: number }) => a * b,
      { at: [{ a: 2, b: 3 }] },
    );
    expect(pass).toBe(false);
    expect(message()).toContain('component .b');
  });

  it('where nothing can be told, neither it nor its opposite passes', () => {
    expect(() =>
      passes(
        () => 0,
        () => Number.NaN,
      ),
    ).toThrow('cannot be told');
    expect(() =>
      passes(
        () => [1, 2],
        (x: number) => x,
      ),
    ).toThrow('returns a list of 2, the gradient of f is a number');
    expect(() =>
      passes(
        () => 'x',
        (x: number) => x,
      ),
    ).toThrow('which is no number');
    expect(() =>
      passes(
        () => 0,
        (x: number) => x,
        { range: [1, 1] },
      ),
    ).toThrow('lo < hi');
  });
});

it('the typings name the options that there are', () => {
  const text = readFileSync(join(ROOT, 'sandbox/types/vitest.d.ts'), 'utf8');
  const optionsOf = (name: string): string[] => {
    const body = new RegExp(`interface ${name}[^{]*\\{(.*?)^\\}`, 'ms').exec(text)![1]!;
    return [...body.matchAll(/^ {2}(\w+)\?:/gm)].map(([, option]) => option!);
  };
  expect(optionsOf('FileOptions').sort()).toEqual([...FILE_OPTIONS].sort());
  expect(optionsOf('FunctionOptions').sort()).toEqual([...FUNCTION_OPTIONS].sort());
});
