/**
 * tanh at 100,000 points, CPU in one process: its value straight from V8, its derivatives by replay, by finite differences in V8,
 * and, where `npm install` was run in bench/, by mathjs and tfjs; after a check of each against the formula.
 */

import { PathEngine } from '../src/compile/paths.ts';
import { derivationOf, kernels, tanh as tracedTanh } from './derivation.ts';
import { byTurns, checkAgree, cpuMs, printTable } from './measure.mjs';

/** `run` returns the wanted numbers at all points. */
interface Contender {
  readonly run: () => ArrayLike<number>;
  readonly truth: (x: number) => number;
  readonly tolerance: number;
}

const POINTS = 100_000;
const ROUNDS = 7;
const xs = Float64Array.from({ length: POINTS }, (_, i) => -10 + (20 * i) / (POINTS - 1));
const tanh = (x: number): number => {
  const y = Math.exp(-x);
  return (1 - y) / (1 + y);
};
const slope = (x: number): number => 0.5 / Math.cosh(x / 2) ** 2;
const step = 1e-5;

const contenders: Record<string, Contender> = {
  'V8: value only': { run: () => xs.map(tanh), truth: tanh, tolerance: 0 },
  'V8: central difference': {
    run: () => xs.map((x) => (tanh(x + step) - tanh(x - step)) / (2 * step)),
    truth: slope,
    tolerance: 1e-9,
  },
  'replay: orders 0..1': replay(1),
  'replay: orders 0..6': replay(6),
  ...(await mathjs()),
  ...(await tfjs()),
};

for (const [name, { run, truth, tolerance }] of Object.entries(contenders)) {
  checkAgree(name, [...(run() as Iterable<number> & ArrayLike<number>)], Array.from(xs, truth), tolerance);
}
const times = await byTurns(
  Object.fromEntries(Object.entries(contenders).map(([name, { run }]) => [name, () => cpuMs(run, 1)])),
  ROUNDS,
);
const least = Object.entries(times).map(([name, ms]) => [name, (Math.min(...ms) * 1e6) / POINTS] as const);
printTable(
  ['', 'ns a point', '× V8, value only'],
  least.map(([name, ns]) => [name, ns, ns / least[0]![1]]),
);

/** The engine of a sweep, with its program compiled; the slope is what is checked. */
function replay(order: number): Contender {
  const engine = new PathEngine(() => ({ derivation: derivationOf(order, tracedTanh), stale: false }), {
    kernels,
    compile: true,
  });
  return { run: () => engine.run(xs).columns[1]!, truth: slope, tolerance: 1e-12 };
}

/** What is used of the peers, whose own types are there only where they are installed. */
interface Mathjs {
  derivative(expression: string, variable: string): { compile(): { evaluate(scope: { x: number }): number } };
}
type Tensor = { dataSync(): Float32Array };
interface Tfjs {
  setBackend(name: string): Promise<boolean>;
  tensor1d(values: Float32Array): Tensor;
  tidy<T>(work: () => T): T;
  grad(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor;
  exp(x: Tensor): Tensor;
  neg(x: Tensor): Tensor;
  add(x: number, y: Tensor): Tensor;
  sub(x: number, y: Tensor): Tensor;
  div(x: Tensor, y: Tensor): Tensor;
}

async function mathjs(): Promise<Record<string, Contender>> {
  const math = await optional<Mathjs>('mathjs');
  if (math === undefined) return {};
  const derivative = math.derivative('(1 - exp(-x)) / (1 + exp(-x))', 'x').compile();
  return {
    'mathjs: derivative()': {
      run: () => xs.map((x) => derivative.evaluate({ x })),
      truth: slope,
      tolerance: 1e-12,
    },
  };
}

/** tfjs computes with arrays of float32. */
async function tfjs(): Promise<Record<string, Contender>> {
  const tf = await optional<Tfjs>('@tensorflow/tfjs');
  if (tf === undefined) return {};
  await tf.setBackend('cpu');
  const gradient = tf.grad((x) => {
    const y = tf.exp(tf.neg(x));
    return tf.div(tf.sub(1, y), tf.add(1, y));
  });
  const input = tf.tensor1d(Float32Array.from(xs));
  return {
    'tfjs: grad, float32': {
      run: () => tf.tidy(() => gradient(input).dataSync()),
      truth: slope,
      tolerance: 1e-6,
    },
  };
}

async function optional<T>(name: string): Promise<T | undefined> {
  try {
    return (await import(name)) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.log(`${name} is not installed and skipped: (cd bench && npm install)`);
    return undefined;
  }
}
