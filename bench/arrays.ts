/**
 * Scripts with arrays, each in a session as `run` opens it: gradients of whole programs beside HIPS autograd, and what one small
 * operation costs from the guest to its result. Each gradient is compared with a difference quotient before it is timed.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compileKernelsWith } from '../src/array/wasm-kernels.ts';
import { createArrays } from '../src/commands/arrays.ts';
import { openSession } from '../src/commands/script-session.ts';
import { makeKernels } from '../src/ops/kernels.ts';
import { rewriter } from '../src/script/rewrite.ts';
import { Clock } from '../src/vm/clock.ts';
import { decodeImage } from '../src/vm/guest.ts';
import { loadLibm } from '../src/vm/libm.ts';
import { compileBaseline, compileHot } from '../src/vm/tiers.ts';
import { WORKLOADS, type Workload } from './array-workloads.ts';
import { printTable } from './measure.mjs';

const ROUNDS = 7;
const TIMEOUT_MS = 600_000;
const MEMORY_BYTES = 2 ** 30;

compileKernelsWith(compileHot);
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const wasmModule = compileBaseline(readFileSync('dist/quickjs.wasm'));
const engine = { wasmModule, prelude: decodeImage(readFileSync('dist/guest.bin')) };
const kernels = makeKernels(loadLibm(wasmModule), () => ({}));
const rewrite = await rewriter();

/** What a workload's script goes on with: it prints two numbers that are to agree, then marks between which work is done. */
const measured = ({ calls }: Workload): string => `
const parts = (x: any) => (Array.isArray(x) ? x : [x]);
const direction = (x: any) => np.cos(np.arange(x.size)).reshape(x.shape);
const moved = (h: number) => (Array.isArray(point) ? point.map((x) => x + h * direction(x)) : point + h * direction(point));
const gradients = parts(gradient());
console.log(parts(point).reduce((sum, x, i) => sum + np.sum(gradients[i] * direction(x)), 0));
console.log((value(moved(1e-6)) - value(moved(-1e-6))) / 2e-6);
for (let round = 0; round < ${ROUNDS}; round++) {
  console.log('work');
  for (let i = 0; i < ${calls}; i++) work();
  console.log('value');
  for (let i = 0; i < ${calls}; i++) value(point);
  console.log('end');
}
`;

interface Measurement {
  readonly workMs: number;
  readonly valueMs: number;
  /** Bytes that the last rounds have left behind. */
  readonly kept: number;
}

async function measure(workload: Workload): Promise<Measurement> {
  const printed: number[] = [];
  const least: Record<string, number> = { work: Infinity, value: Infinity };
  const memory: number[] = [];
  let [running, start] = ['', cpuMs()];
  const print = (_: string, text: string): void => {
    const mark = text.trim();
    if (mark !== 'work' && mark !== 'value' && mark !== 'end') return void printed.push(Number(mark));
    if (running !== '') least[running] = Math.min(least[running]!, cpuMs() - start);
    running = mark === 'end' ? '' : mark;
    if (mark === 'end') memory.push(bytesInUse());
    start = cpuMs();
  };
  const { code } = rewrite(workload.script + measured(workload), 'script.ts', {
    name: '/script.ts',
    marks: true,
  });
  const entry = { name: '/script.ts', code };
  const job = { entry, timeoutMs: TIMEOUT_MS, memoryBytes: MEMORY_BYTES, seed: 0 };
  const clock = new Clock(TIMEOUT_MS);
  const host = { engine, kernels, createArrays, clock, loadModule: () => entry, print };
  const session = await openSession(job, host, print);
  session.load(entry.name);
  session.dispose();
  checkNear(workload.name, printed[0]!, printed[1]!);
  const { calls } = workload;
  return {
    workMs: least.work! / calls,
    valueMs: least.value! / calls,
    kept: memory.at(-1)! - memory[ROUNDS >> 1]!,
  };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function bytesInUse(): number {
  collectGarbage();
  collectGarbage(); // buffers of arrays go one collection later
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function checkNear(name: string, exact: number, quotient: number): void {
  if (!(Math.abs(exact - quotient) <= 1e-4 * Math.max(1, Math.abs(exact))))
    throw new Error(`${name}: the derivative ${exact} is not ${quotient}`);
}

/** CPU milliseconds of NumPy's part of a gradient, by name in `numpy-operations.py`; nothing where there is no NumPy. */
function numpyMs(): Readonly<Record<string, number>> {
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1' };
  const { status, stdout } = spawnSync('python3', ['bench/numpy-operations.py'], { encoding: 'utf8', env });
  return status === 0 ? JSON.parse(stdout) : {};
}

const numpy = numpyMs();
const rows: (string | number)[][] = [];
const operations: (string | number)[][] = [];
for (const workload of WORKLOADS.filter(({ name }) => name.includes(process.argv[2] ?? ''))) {
  const { workMs, valueMs, kept } = await measure(workload);
  if (workload.operations !== undefined) {
    operations.push([workload.name, (1000 * workMs) / workload.operations]);
    continue;
  }
  const { name, hipsMs, goal, numpyName } = workload;
  const bound = numpy[numpyName ?? ''] ?? Number.NaN;
  rows.push([
    name,
    workMs,
    hipsMs!,
    hipsMs! / workMs,
    goal!,
    bound,
    bound / workMs,
    workMs / valueMs,
    kept / 1024,
  ]);
}
const columns = [
  'gradient (CPU ms)',
  'ours',
  'HIPS¹',
  '× faster',
  'goal',
  'NumPy²',
  '× faster',
  '× function',
  'kept, kB',
];
if (rows.length > 0) printTable(columns, rows);
console.log('');
if (operations.length > 0) printTable(['operation', 'µs (goal: 8)'], operations);

console.log(`
¹ autograd bff107b with NumPy 1.24.2 on another machine, when it was calm
² here and now: the operations of NumPy that HIPS runs, without HIPS's own time`);
