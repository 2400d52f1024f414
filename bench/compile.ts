/**
 * What the stages of compilation cost, by length of the trace, with and without decisions and calls of libm, beside interpretation;
 * after a check that compiled and interpreted numbers are the same. CPU time.
 */

import { Interpreter } from '../src/compile/interpret.ts';
import { layOut } from '../src/compile/layout.ts';
import { BLOCK, PointMemory } from '../src/compile/memory.ts';
import { type Program, schedule } from '../src/compile/schedule.ts';
import { compile } from '../src/compile/wasm.ts';
import type { NodeId } from '../src/graph/graph.ts';
import type { ArrayBuilder } from '../src/ops/array-builder.ts';
import { derivationOf, kernels } from './derivation.ts';
import { cpuMs } from './measure.mjs';

/** A smooth chain of so many operations, a twentieth of them calls. */
function chain(operations: number): (b: ArrayBuilder, x: NodeId) => NodeId {
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

const points = Float64Array.from({ length: BLOCK }, (_, i) => -2 + (4 * i) / BLOCK);

function measure(title: string, program: Program): void {
  const steps = program.ops.length;
  const interpreter = new Interpreter(kernels);
  const rounds = Math.max(1, Math.round(2e5 / steps));
  const interpreted = cpuMs(() => {
    for (let i = 0; i < rounds; i++) interpreter.run(program, [points], i % BLOCK);
  });
  const memory = new PointMemory();
  let code: ReturnType<typeof compile> | undefined;
  const encoding = cpuMs(() => {
    code = compile(program, kernels, memory);
  }, 1);
  memory.load([points], program.columns.length);
  const firstRun = cpuMs(() => code!.run(1), 1);
  const count = Math.min(BLOCK, Math.max(64, Math.round(1e8 / steps)));
  const blocks = Math.max(1, Math.round(5e7 / steps / count));
  const ms = cpuMs(() => {
    for (let i = 0; i < blocks; i++) code!.run(count);
  });
  interpreter.run(program, [points], 31);
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
for (const operations of [10, 100, 1000, 10_000, 100_000]) {
  measure(`${operations}, 3`, schedule(derivationOf(3, chain(operations))));
  measure(`${operations}, 6`, schedule(derivationOf(6, chain(operations))));
  measure(`${operations}, 6, with decisions`, schedule(derivationOf(6, chain(operations), 10)));
}
