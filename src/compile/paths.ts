/** Placeholder while the path engine is written: every point traced. */
import type { Derivation } from '../graph/graph.ts';
import type { Kernel } from '../ops/primitive.ts';
import { Interpreter } from './interpret.ts';
import { schedule } from './schedule.ts';

export class PathEngine {
  stateful = false;
  stats = { traces: 0, checks: 0, replayed: 0, interpreted: 0, nodes: 0, compileMs: 0, replayMs: 0 };
  private readonly trace: (x: number) => { derivation: Derivation; stale: boolean };
  private readonly interpreter: Interpreter;
  constructor(trace: (x: number) => { derivation: Derivation; stale: boolean }, { kernels }: { kernels: readonly Kernel[]; compile: boolean }) {
    this.trace = trace;
    this.interpreter = new Interpreter(kernels);
  }
  run(xs: Float64Array): { columns: Float64Array[]; path: Int32Array } {
    const columns: Float64Array[] = [];
    for (const [i, x] of xs.entries()) {
      const program = schedule(this.trace(x).derivation);
      this.stats.traces++;
      this.interpreter.run(program, x);
      for (let j = 0; j < program.columns.length; j++) (columns[j] ??= new Float64Array(xs.length))[i] = this.interpreter.column(j);
    }
    return { columns, path: new Int32Array(xs.length) };
  }
}
