/** What editors see: the typings describe exactly what is there, and an ordinary script type-checks under --strict. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { PRIMITIVES } from '../../src/ops/registry.ts';
import { value } from './harness.ts';

const TYPES = fileURLToPath(new URL('../../sandbox/types/', import.meta.url));
const SCRIPT = `${TYPES}script.ts`;
const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: [],
  paths: {
    'autograd-cli': [`${TYPES}index.d.ts`],
    'autograd-cli/numpy': [`${TYPES}numpy.d.ts`],
    'autograd-cli/scipy': [`${TYPES}scipy.d.ts`],
  },
};

/** Return a program of one script beside the typings. */
function programOf(source: string, files: readonly string[] = []): ts.Program {
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => file === SCRIPT || fileExists(file);
  host.getSourceFile = (file, ...rest) =>
    file === SCRIPT
      ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2023)
      : getSourceFile(file, ...rest);
  return ts.createProgram([SCRIPT, ...files], options, host);
}

function errorsOf(source: string, files?: readonly string[]): string[] {
  return ts
    .getPreEmitDiagnostics(programOf(source, files))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const HONEST = `
import { derivatives, grad, taylor, valueAndGrad } from 'autograd-cli';
import np, { sin, where } from 'autograd-cli/numpy';
import * as all from 'autograd-cli/numpy';
import { special } from 'autograd-cli/scipy';
import scipy from 'autograd-cli/scipy';

export function fun(x: number, rate = 2): number {
  let sum = 0;
  for (const a of new Float64Array([x, x ** 2])) sum += np.exp(-a * rate) + all.sin(a) + sin(a);
  return where(x > 0, sum, Math.abs(x)) + special.gamma(x + 3) + np.sum([x, [1, sum]]) + np.clip(x, null, 1) + np.pi;
}
export const dfun = grad(fun);
export const second: (x: number, rate?: number) => number = grad(grad(fun));
export const byRate = grad(fun, 1);
const [f, df]: [number, number] = valueAndGrad(fun)(1);
export const series: number[] = [...derivatives(fun, 1, 5), ...taylor((x) => x * x, f + df), scipy.special.psi(2)];
`;

test('an ordinary script type-checks', () => {
  expect(errorsOf(HONEST)).toEqual([]);
});

test('so does one that uses the globals', () => {
  const source = 'export const f = grad((x: number) => np.sin(x) + special.erf(x) + scipy.special.j0(x));';
  expect(errorsOf(source, [`${TYPES}globals.d.ts`])).toEqual([]);
  expect(errorsOf(source)).not.toEqual([]);
});

test.each([
  ["import np from 'autograd-cli/numpy'; np.sinn(1);", /sinn/],
  ["import np from 'autograd-cli/numpy'; np.sin('1');", /string/],
  ["import { grad } from 'autograd-cli'; grad(3);", /number/],
  ["import { grad } from 'autograd-cli'; grad((x: number) => String(x));", /string/],
  ["import { grad } from 'autograd-cli'; grad((x: number) => x)('1');", /string/],
])('a mistake is found: %s', (source, message) => {
  expect(errorsOf(source).join()).toMatch(message);
});

/** The names a module of the typings exports. */
function exportsOf(file: string): string[] {
  const program = programOf('', [`${TYPES}${file}`]);
  const module = program.getTypeChecker().getSymbolAtLocation(program.getSourceFile(`${TYPES}${file}`)!)!;
  return [...module.exports!.keys()]
    .map(String)
    .filter((name) => name !== 'default')
    .sort();
}

describe('the typings name what is there, no more and no less', () => {
  test.each([
    ['numpy.d.ts', 'np'],
    ['special.d.ts', 'special'],
    ['scipy.d.ts', 'scipy'],
  ])('%s', async (file, expression) => {
    expect(exportsOf(file)).toEqual(await value(`Object.getOwnPropertyNames(${expression}).sort()`));
  });

  test('index.d.ts and globals.d.ts', async () => {
    const globals = readFileSync(`${TYPES}globals.d.ts`, 'utf8');
    const declared = [...globals.matchAll(/^ {2}const (\w+):/gm)].map(([, name]) => name!);
    expect(declared.sort()).toEqual([...exportsOf('index.d.ts'), 'np', 'scipy', 'special', 'stats'].sort());
  });

  test('rows have the documentation of the table', () => {
    for (const [family, file] of [
      ['np', 'numpy.d.ts'],
      ['special', 'special.d.ts'],
    ] as const) {
      const text = readFileSync(`${TYPES}${file}`, 'utf8');
      for (const row of PRIMITIVES) {
        for (const name of row?.names ?? []) {
          if (!name.startsWith(`${family}.`) || name === 'np.clip') continue; // np.clip takes keywords, too
          expect(text).toContain(`/** ${row!.doc} */\nexport function ${name.slice(family.length + 1)}(`);
        }
      }
    }
  });
});
