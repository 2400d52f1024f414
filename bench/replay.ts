/**
 * Nanoseconds a node and point of compiled replay, for chains of arithmetic from ten nodes to a million, orders 1 and 6, after a
 * check that compiled and interpreted numbers are the same. It must stay flat.
 */

import { Interpreter } from '../src/compile/interpret.ts';
import { BLOCK, PointMemory } from '../src/compile/memory.ts';
import { type Program, schedule } from '../src/compile/schedule.ts';
import { compile } from '../src/compile/wasm.ts';
import type { NodeId } from '../src/graph/graph.ts';
import type { ArrayBuilder } from '../src/ops/array-builder.ts';
import { derivationOf, kernels } from './derivation.ts';
import { cpuMs, printTable } from './measure.mjs';

/** Points in a run: few where a run is long. */
const pointsFor = (nodes: number): number => Math.min(BLOCK, Math.max(64, 2 * Math.round(5e7 / nodes)));

/** A chain of `+ − × ÷` that stays near 1. */
function chain(operations: number): (b: ArrayBuilder, x: NodeId) => NodeId {
  return (b, x) => {
    let y = x;
    for (let i = 0; i < operations; i++) {
      if (i % 4 === 0) y = b.mul(y, x);
      else if (i % 4 === 1) y = b.add(y, b.constant(1 + (i % 7)));
      else if (i % 4 === 2) y = b.sub(y, x);
      else y = b.div(y, b.constant(2 + (i % 5)));
    }
    return y;
  };
}

function checkAgree(program: Program, memory: PointMemory, x: number, i: number): void {
  const interpreter = new Interpreter(kernels);
  interpreter.run(program, [Float64Array.of(x)], 0);
  for (let j = 0; j < program.columns.length; j++) {
    if (!Object.is(memory.column(j, BLOCK)[i], interpreter.column(j)))
      throw new Error('compiled is not interpreted');
  }
}

function measure(operations: number, order: number): (string | number)[] {
  const program = schedule(derivationOf(order, chain(operations)));
  const nodes = program.ops.length;
  const memory = new PointMemory();
  const points = Float64Array.from({ length: BLOCK }, (_, i) => 0.5 + i / BLOCK);
  let code: ReturnType<typeof compile> | undefined;
  const compileMs = cpuMs(() => {
    code = compile(program, kernels, memory);
    memory.load([points], program.columns.length);
    code.run(1); // V8 compiles what runs for the first time
  }, 1);
  const count = pointsFor(nodes);
  const blocks = Math.max(1, Math.round(1e8 / nodes / count));
  const replayMs = cpuMs(() => {
    for (let i = 0; i < blocks; i++) code!.run(count);
  });
  checkAgree(program, memory, points[31]!, 31);
  const nanoseconds = (replayMs * 1e6) / blocks / count / nodes;
  return [`${order}`, `${operations}`, nodes, nanoseconds, (compileMs * 1e6) / nodes];
}

measure(1000, 6); // warms the compiler up
const rows = [1, 6].flatMap((order) =>
  [10, 100, 1000, 10_000, 100_000, 1_000_000]
    .map((nodes) => Math.ceil(nodes / (order === 1 ? 2 : 8)))
    .map((operations) => measure(operations, order)),
);
printTable(['order', 'operations', 'nodes', 'ns a node and point', 'compile, ns a node'], rows);
console.log('\ngoal: at most 2 ns a node and point, flat');
