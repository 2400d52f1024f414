/**
 * The README's tanh at a million points, by order: replay, and deriving, compiling and replaying together, after a check against
 * differences of the order below.
 */

import { PathEngine } from '../src/compile/paths.ts';
import { derivationOf, kernels, tanh } from './derivation.ts';
import { cpuMs, printTable } from './measure.mjs';

const POINTS = 1_000_000;
const BLOCK = 8192; // as a sweep hands them on
const xs = new Float64Array(POINTS).map((_, i) => -10 + (20 * i) / (POINTS - 1));

/** A new engine has nothing derived or compiled yet. */
function newEngine(order: number): PathEngine {
  return new PathEngine(() => ({ derivation: derivationOf(order, tanh), stale: false }), {
    kernels,
    compile: true,
  });
}

function replayAll(engine: PathEngine): void {
  for (let start = 0; start < POINTS; start += BLOCK) engine.run(xs.subarray(start, start + BLOCK));
}

function checkSlopes(): void {
  const h = 1e-6;
  const { columns } = newEngine(6).run(Float64Array.of(0.7 - h, 0.7, 0.7 + h));
  for (let k = 1; k <= 6; k++) {
    const difference = (columns[k - 1]![2]! - columns[k - 1]![0]!) / (2 * h);
    if (!(Math.abs(difference - columns[k]![1]!) < 1e-8))
      throw new Error(`order ${k} is not the slope of the one below`);
  }
}

checkSlopes();
const rows = [0, 1, 3, 5, 6, 10, 20, 30].map((order) => {
  const all = cpuMs(() => replayAll(newEngine(order)));
  const engine = newEngine(order);
  engine.run(xs.subarray(0, BLOCK)); // derived and compiled
  return [order, (cpuMs(() => replayAll(engine)) * 1e6) / POINTS, (all * 1e6) / POINTS];
});
printTable(['order', 'replay, ns a point', 'with derive and compile'], rows);
const [five, six, twenty] = [3, 4, 6].map((i) => rows[i]!);
console.log(`
order 6: ${six![1]!.toFixed(1)} ns a point (goal: at most 60)
order 20 over order 5: ${(twenty![2]! / five![2]!).toFixed(1)} (goal: at most 12)`);
