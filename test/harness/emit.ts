/** Emits source in this process, and runs what was emitted: JavaScript here, TypeScript after its types are gone, C by a compiler. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import type { LanguageName } from '../../src/codegen/language.ts';
import { runEmitJob } from '../../src/commands/emit-job.ts';
import type { EmitJob, ScriptSite } from '../../src/commands/job.ts';
import { numberNamer } from '../../src/script/naming.ts';
import { rewriter } from '../../src/script/rewrite.ts';
import { positionsIn } from '../../src/script/stack.ts';
import { hostFor } from './host.ts';

const rewrite = await rewriter();

export interface EmitOptions {
  /** Not needed where there is a call. */
  readonly at?: readonly number[];
  /** Arguments of one call of a function of arrays. */
  readonly call?: EmitJob['call'];
  readonly orders?: EmitJob['orders'];
  readonly exportName?: string;
  readonly wrt?: string;
  readonly params?: ReadonlyMap<string, unknown>;
  /** Parameters that vary along with `at`, and their numbers. */
  readonly bind?: Readonly<Record<string, readonly number[]>>;
}

export interface Emitted {
  readonly text: string;
  readonly warnings: readonly string[];
  readonly paths: number;
}

/** Return the source of an export of `source` (TypeScript) and its derivatives, to order 1 if not given. */
export async function emit(language: LanguageName, source: string, options: EmitOptions): Promise<Emitted> {
  const { code, exports, place } = rewrite(source, 'script.ts', { name: '/script.ts' });
  const job: EmitJob = {
    kind: 'emit',
    script: 'script.ts',
    entry: { name: '/script.ts', code },
    declared: exports,
    exportName: options.exportName,
    fileStem: 'script',
    wrt: options.wrt,
    params: options.params ?? new Map(),
    bound: Object.keys(options.bind ?? {}),
    keepsParameters: true,
    points: options.bind ? { kind: 'asked' } : { kind: 'list', values: Float64Array.from(options.at ?? []) },
    ...(options.call && { call: options.call }),
    pointsText: 'here',
    orders: options.orders ?? { from: 0, to: 1 },
    mode: 'auto',
    language,
    timeoutMs: 60_000,
    memoryBytes: 2 ** 28,
    seed: 0,
  };
  const codeOf = (module: string) => (module === '/script.ts' ? code : undefined);
  const nameAt = numberNamer(codeOf);
  const siteOf = (stack: string): ScriptSite => {
    const frame = positionsIn(stack).find(({ module }) => codeOf(module) !== undefined);
    const line = frame && place(frame.line, frame.column).line;
    return { name: nameAt(stack), place: line === undefined ? undefined : `script.ts:${line}` };
  };
  const host = hostFor(code, job.timeoutMs, () => {});
  const columns = [options.at ?? [], ...Object.values(options.bind ?? {})];
  const blocks = [columns.map((column) => Float64Array.from(column))].values();
  const { text, warnings, stats } = await runEmitJob(job, host, {
    points: () => blocks.next().value ?? null,
    sites: (stacks) => stacks.map(siteOf),
  });
  return { text, warnings, paths: new Map(stats).get('traces')! };
}

type Function = (...args: unknown[]) => unknown;

/** Return the exports of a module of TypeScript, of which JavaScript is a part. */
export async function load(text: string): Promise<Readonly<Record<string, Function>>> {
  const { code } = await transform(text, { loader: 'ts' });
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}

/** Return all numbers in a result, in order. */
export function numbersIn(result: unknown): number[] {
  if (typeof result === 'number') return [result];
  return Object.values(result as object).flatMap(numbersIn);
}

export const hasC = spawnSync('cc', ['--version']).status === 0;

/** One function of C, called at several points. */
export interface CFunction {
  readonly text: string;
  readonly name: string;
  /** Arguments of each call: numbers, and arrays of any structure. */
  readonly calls: readonly (readonly unknown[])[];
  /** Numbers a call returns. */
  readonly size: number;
}

/** Compile the functions, warnings being errors, and return what each returns at each call. */
export function runC(functions: readonly CFunction[]): number[][][] {
  const folder = mkdtempSync(join(tmpdir(), 'emit-'));
  try {
    const files = functions.map(({ text, name }, i) => {
      // Equal names of different files live side by side: each has a name of its own.
      writeFileSync(join(folder, `f${i}.c`), `#define ${name} f${i}\n${text}`);
      return `f${i}.c`;
    });
    writeFileSync(join(folder, 'main.c'), mainText(functions));
    const strict = ['-std=c99', '-Wall', '-Wextra', '-Werror', '-ffp-contract=off'];
    execFileSync('cc', [...strict, 'main.c', ...files, '-lm', '-o', 'main'], { cwd: folder, stdio: 'pipe' });
    const lines = execFileSync(join(folder, 'main'), { encoding: 'utf8' }).trim().split('\n').values();
    return functions.map(({ calls }) => calls.map(() => lines.next().value!.split(' ').map(readDouble)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function mainText(functions: readonly CFunction[]): string {
  const literal = (x: number): string =>
    Number.isNaN(x)
      ? '(0.0/0.0)'
      : Math.abs(x) === Infinity
        ? `(${Math.sign(x)}/0.0)`
        : Object.is(x, -0)
          ? '-0.0'
          : `${x}`;
  const argument = (value: unknown): string =>
    typeof value === 'number'
      ? literal(value)
      : `(const double[]){${[...numbersIn(value), 0].map(literal).join(', ')}}`;
  const lines = ['#include <stdio.h>', 'static double out[4096];'];
  for (const [i, { calls }] of functions.entries())
    lines.push(
      `void f${i}(${calls[0]!.map((value) => (typeof value === 'number' ? 'double, ' : 'const double *, ')).join('')}double *);`,
    );
  lines.push(
    'static void show(int n) { for (int i = 0; i < n; i++) printf(i + 1 < n ? "%a " : "%a\\n", out[i]); }',
  );
  lines.push('int main(void) {');
  for (const [i, { calls, size }] of functions.entries())
    for (const args of calls) lines.push(`f${i}(${args.map(argument).join(', ')}, out); show(${size});`);
  return `${lines.join('\n')}\nreturn 0;\n}\n`;
}

/** Read `%a`: `-0x1.8p+3`, `nan`, `inf`. */
function readDouble(text: string): number {
  if (text.includes('nan')) return Number.NaN;
  if (text.includes('inf')) return text.startsWith('-') ? -Infinity : Infinity;
  const [, sign, whole, fraction = '', exponent] = /^(-?)0x([0-9a-f])\.?([0-9a-f]*)p([+-]\d+)$/.exec(text)!;
  const size = parseInt(whole! + fraction, 16) * 2 ** -(4 * fraction.length) * 2 ** Number(exponent);
  return sign === '-' ? -size : size;
}
