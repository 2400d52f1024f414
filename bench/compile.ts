/**
 * What compiled replay costs: by size of the trace, against interpretation, and for the README's tanh. Prints, asserts
 * nothing but that compiled and interpreted numbers are equal.
 *
 *     npx esbuild bench/compile.ts --bundle --platform=node --format=esm | node --input-type=module - [sizes…]
 *
 * CPU time of this process, the least of several runs. Needs `npm run build` (QuickJS's libm).
 */

import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { Interpreter } from '../src/compile/interpret.ts';
import { layOut } from '../src/compile/layout.ts';
import { BLOCK, PointMemory } from '../src/compile/memory.ts';
import { PathEngine } from '../src/compile/paths.ts';
import { type Program, schedule } from '../src/compile/schedule.ts';
import { compile } from '../src/compile/wasm.ts';
import { derive } from '../src/derive/derivatives.ts';
import { type Decision, type Derivation, Graph, type NodeId } from '../src/graph/graph.ts';
import { GraphBuilder } from '../src/ops/build.ts';
import { makeKernels } from '../src/ops/kernels.ts';
import { loadLibm } from '../src/vm/libm.ts';

setFlagsFromString('--wasm-tiering-budget=2000000000'); // as the program itself does

const bytes = readFileSync('dist/quickjs.wasm');
const kernels = makeKernels(loadLibm(new WebAssembly.Module(bytes)), () => ({}));

function derivationOf(order: number, f: (b: GraphBuilder, x: NodeId) => NodeId, decide = 0): Derivation {
  const graph = new Graph();
  const input = graph.input();
  const b = new GraphBuilder(graph, kernels);
  const output = f(b, input);
  const never = b.constant(1e300);
  const decisions: Decision[] = [];
  for (let id = input + 1; decide > 0 && id < graph.size; id += decide) {
    if (!graph.isConstant(id as NodeId))
      decisions.push({ test: 'lt', x: id as NodeId, y: never, holds: true });
  }
  return derive({ graph, input, outputs: [output], decisions }, kernels, { from: 0, to: order }, 'taylor');
}

/** A smooth chain of so many operations, a twentieth of them calls. */
function chain(operations: number): (b: GraphBuilder, x: NodeId) => NodeId {
  return (b, x) => {
    let y = x;
    for (let i = 0; i < operations; i++) {
      if (i % 20 === 19) y = b.apply(i % 40 === 19 ? 'sin' : 'exp', b.mul(b.constant(0.1), y));
      else if (i % 3 === 0) y = b.mul(y, x);
      else if (i % 3 === 1) y = b.add(y, b.constant(0.5 + (i % 7)));
      else y = b.div(y, b.add(b.constant(3), b.mul(x, x)));
    }
    return y;
  };
}

function tanh(b: GraphBuilder, x: NodeId): NodeId {
  const y = b.apply('exp', b.mul(b.neg(x), b.constant(2)));
  return b.div(b.sub(b.constant(1), y), b.add(b.constant(1), y));
}

/** CPU milliseconds of `work`: the least of `runs`. */
function milliseconds(work: () => void, runs = 1): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

const points = Float64Array.from({ length: BLOCK }, (_, i) => -2 + (4 * i) / BLOCK);

function measure(title: string, program: Program): void {
  const steps = program.ops.length;
  const interpreter = new Interpreter(kernels);
  const rounds = Math.max(1, Math.round(2e5 / steps));
  const interpreted = milliseconds(() => {
    for (let i = 0; i < rounds; i++) interpreter.run(program, points[i % BLOCK]!);
  }, 3);
  const memory = new PointMemory();
  let code: ReturnType<typeof compile> | undefined;
  const encoding = milliseconds(() => {
    code = compile(program, kernels, memory);
  });
  memory.load(points);
  const firstRun = milliseconds(() => code!.run(1));
  const count = Math.min(BLOCK, Math.max(64, Math.round(1e8 / steps)));
  const blocks = Math.max(1, Math.round(5e7 / steps / count));
  const ms = milliseconds(() => {
    for (let i = 0; i < blocks; i++) code!.run(count);
  }, 3);
  interpreter.run(program, points[31]!);
  for (let j = 0; j < program.columns.length; j++) {
    if (!Object.is(memory.column(j, BLOCK)[31], interpreter.column(j))) throw new Error('forms differ');
  }
  const slots = new Set(layOut(program).slots).size - 1;
  const cells = [interpreted / rounds, encoding, firstRun, ms / blocks / count];
  console.log(
    `${title}\t${steps}\t${slots}\t${cells.map((cell) => ((cell * 1e6) / steps).toPrecision(3)).join('\t')}`,
  );
}

console.log('ns a step (and point)');
console.log('operations, order\tsteps\tslots\tinterpret\tencode\tcompile\trun');
const sizes = process.argv.slice(2).map(Number);
for (const operations of sizes.length > 0 ? sizes : [10, 100, 1000, 10_000, 100_000]) {
  measure(`${operations}, 3`, schedule(derivationOf(3, chain(operations))));
  measure(`${operations}, 6`, schedule(derivationOf(6, chain(operations))));
  measure(`${operations}, 6, with decisions`, schedule(derivationOf(6, chain(operations), 10)));
}

for (const order of [6, 30]) {
  const engine = new PathEngine(() => ({ derivation: derivationOf(order, tanh), stale: false }), {
    kernels,
    compile: true,
  });
  const xs = new Float64Array(1_000_000).map((_, i) => -10 + (20 * i) / 1e6);
  const ms = milliseconds(() => {
    for (let start = 0; start < xs.length; start += 32768) engine.run(xs.subarray(start, start + 32768));
  }, 3);
  console.log(
    `tanh, order ${order}: ${((ms * 1e6) / xs.length).toFixed(1)} ns a point at 1e6 points`,
    engine.stats,
  );
}
