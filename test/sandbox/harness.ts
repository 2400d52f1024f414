/**
 * Scripts in a real session with the real prelude. They are evaluated as they are, without the rewriter: arithmetic on traced
 * numbers is written with functions (`np.add`).
 */

import { createRequire } from 'node:module';
import { createArrays } from '../../src/commands/arrays.ts';
import { derivativesAlong, derive } from '../../src/derive/derivatives.ts';
import { NONE, type Trace } from '../../src/graph/graph.ts';
import { ArrayBuilder } from '../../src/ops/array-builder.ts';
import { Values } from '../../src/ops/evaluate.ts';
import { makeKernels } from '../../src/ops/kernels.ts';
import { Clock } from '../../src/vm/clock.ts';
import { loadEngine } from '../../src/vm/engine.ts';
import { loadLibm } from '../../src/vm/libm.ts';
import { createSession, type Session } from '../../src/vm/session.ts';

const engine = loadEngine();
const require = createRequire(import.meta.url);

export const kernels = makeKernels(loadLibm(engine.wasmModule), () => require('../../dist/special.cjs'));

/** One evaluation, decoded. */
export interface Result {
  readonly structure: unknown;
  /** The outputs at the traced point, in order. */
  readonly values: readonly number[];
  /** The decisions as text: `lt true`. */
  readonly decisions: readonly string[];
  readonly stale: boolean;
  readonly trace: Trace;
}

export class Script {
  readonly session: Session;
  /** What the script printed, stream and text. */
  readonly printed: [string, string][];
  readonly exports: readonly (readonly [string, string])[];

  constructor(session: Session, printed: [string, string][]) {
    this.session = session;
    this.printed = printed;
    this.exports = session.load('/main.js');
  }

  /** Call the export `name` with `x` traced as argument `index`, beside the arguments `args`. */
  at(x: number, name = 'f', args: readonly unknown[] = [], index = 0): Result {
    const { trace, structure, stale } = this.session.evaluate(name, JSON.stringify(args), index, x);
    const values = new Values(trace.graph, kernels, [x]);
    return {
      structure: JSON.parse(structure),
      values: trace.outputs.map((output) => values.of(output)),
      decisions: trace.decisions.map(({ test, holds }) => `${test} ${holds}`),
      stale,
      trace,
    };
  }

  /** Return the derivatives of the first output of the export `name` at `x`, orders 0 to `order`. */
  derivatives(x: number, order = 1, name = 'f'): number[] {
    const { trace } = this.at(x, name);
    const { columns, graph } = derive(
      { ...trace, outputs: trace.outputs.slice(0, 1) },
      kernels,
      { from: 0, to: order },
      'taylor',
    );
    const values = new Values(graph, kernels, [x]);
    return columns.map((column) => values.of(column));
  }
}

/** Load `code` as a module, which may run for `timeoutMs` in all. */
export async function load(code: string, seed = 0, timeoutMs = 5000): Promise<Script> {
  const printed: [string, string][] = [];
  const session = await createSession({
    engine,
    clock: new Clock(timeoutMs),
    timeoutMs,
    memoryBytes: 64 * 2 ** 20,
    seed,
    kernels,
    differentiate(graph, output, input, order) {
      const derivatives = derivativesAlong(new ArrayBuilder(graph, kernels), input, output, order);
      return derivatives.map((node) => (node === NONE ? graph.constant(0) : node));
    },
    createArrays,
    loadModule: (name) => ({ name, code }),
    print: (stream, text) => void printed.push([stream, text]),
  });
  return new Script(session, printed);
}

/** Evaluate an arrow function of a traced number. */
export async function trace(f: string, x: number): Promise<Result> {
  return (await load(`export const f = ${f};`)).at(x);
}

/** Return the JSON value of an expression, evaluated in the sandbox outside any trace. */
export async function value(expression: string): Promise<unknown> {
  const script = await load(`console.log(JSON.stringify(${expression}) ?? 'undefined');`);
  const text = script.printed[0]![1];
  return text === 'undefined\n' ? undefined : JSON.parse(text);
}
