/** The program as a process of its own. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const BIN = fileURLToPath(new URL('../../bin/autograd-cli.js', import.meta.url));

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** What the program would notice of a build that these tests are part of. */
const NO_BUILD = { GITHUB_ACTIONS: '', GITHUB_WORKSPACE: '' };

/** Run the program to its end. */
export function cli(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return run(process.execPath, [BIN, ...args], options);
}

/** Run a line of bash in which `autograd-cli` is the program. */
export function shell(line: string, cwd: string): Promise<Ran> {
  return run('bash', ['-c', `autograd-cli() { "${process.execPath}" "${BIN}" "$@"; }\n${line}`], { cwd });
}

function run(
  command: string,
  args: readonly string[],
  { cwd = ROOT, input = '', env = {} }: RunOptions,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...NO_BUILD, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}
