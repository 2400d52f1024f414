/**
 * `expect('./loss.ts').toHaveRightGradients()`: the program checks the file in a process of its own, as `autograd-cli check` does, because
 * it needs flags of the engine and workers that a test runner should not have to share.
 */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The same place seen from the build and from the sources. */
const PROGRAM = fileURLToPath(new URL('../../bin/autograd-cli.js', import.meta.url));
const MOST_OUTPUT = 2 ** 26;

type Outcome = { readonly pass: boolean; readonly message: () => string };

/** The options of the matcher, each with the arguments that it is for the program. */
const OPTIONS: Readonly<Record<string, (value: unknown) => string[]>> = {
  range: (range) => [`--range=${Array.isArray(range) ? range.join(':') : range}`],
  at: (at) => [`--at=${Array.isArray(at) ? at.join() : at}`],
  args: (args) => ['--args', JSON.stringify(args)],
  samples: (samples) => [`--samples=${samples}`],
  order: (order) => [`--order=${order}`],
  rtol: (rtol) => [`--rtol=${rtol}`],
  atol: (atol) => [`--atol=${atol}`],
  export: (name) => [`--export=${name}`],
  against: (name) => [`--against=${name}`],
  params: (params) =>
    Object.entries(params as object).map(([name, value]) => `--param=${name}=${JSON.stringify(value)}`),
  seed: (seed) => [`--seed=${seed}`],
  root: (root) => [`--root=${root}`],
  timeout: (timeout) => [`--timeout=${timeout}`],
  memory: (memory) => [`--memory=${memory}`],
  strict: (strict) => (strict === true ? ['--strict'] : []),
};
export const FILE_OPTIONS: readonly string[] = Object.keys(OPTIONS);

/**
 * Check the derivatives of a script; its name is a URL, or a path seen from `testPath`. The message is the report. Throws where it cannot be
 * checked, and where nothing could be told of it, so that neither a test nor its opposite passes.
 */
export async function checkFile(
  received: unknown,
  options: Readonly<Record<string, unknown>>,
  testPath: string | undefined,
): Promise<Outcome> {
  const file = fileOf(received, testPath);
  const folder = await mkdtemp(join(tmpdir(), 'autograd-cli-'));
  try {
    const results = join(folder, 'results.json');
    const args = ['check', file, ...argumentsOf(options), '--color=never'];
    const { status, stdout, stderr } = await run([
      ...args,
      '--reporter=pretty',
      `--reporter=json=${results}`,
    ]);
    const report = `\n${stdout}${stderr}`.trimEnd();
    if (status !== 0 && status !== 1) throw new Error(report);
    const found: { results: { verdict: string }[] } = JSON.parse(await readFile(results, 'utf8'));
    if (status === 0 && !found.results.some(({ verdict }) => verdict === 'pass'))
      throw new Error(`no derivative of ${file} could be compared${report}`);
    return { pass: status === 0, message: () => report };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function fileOf(received: unknown, testPath: string | undefined): string {
  if (received instanceof URL) return fromWorkingFolder(fileURLToPath(received));
  if (typeof received !== 'string')
    throw new TypeError(
      'toHaveRightGradients checks a script: give its path, seen from the test, or its URL; for functions there is toBeGradientOf',
    );
  if (received.startsWith('file:')) return fromWorkingFolder(fileURLToPath(received));
  return fromWorkingFolder(resolve(testPath === undefined ? '.' : dirname(testPath), received));
}

/** Short in reports, and right in the command that they say to repeat; never an option. */
function fromWorkingFolder(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') || short.startsWith('-') || isAbsolute(short) ? path : short;
}

function argumentsOf(options: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const toArguments = OPTIONS[name];
    if (toArguments === undefined)
      throw new TypeError(
        `toHaveRightGradients has no option ${name}; its options are ${FILE_OPTIONS.join(', ')}`,
      );
    return value === undefined ? [] : toArguments(value);
  });
}

/** Run the program to its end, whatever its status. */
function run(args: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [PROGRAM, ...args], { maxBuffer: MOST_OUTPUT }, (error, stdout, stderr) => {
      const status = error === null ? 0 : error.code;
      if (typeof status === 'number') resolve({ status, stdout, stderr });
      else reject(error);
    });
  });
}
