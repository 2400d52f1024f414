/** Holds the compiled form of a program against the interpreter, and the interpreter against the graph itself. */

import type { Recipe } from '../../src/compile/instructions.ts';
import { Interpreter } from '../../src/compile/interpret.ts';
import { BLOCK, PointMemory } from '../../src/compile/memory.ts';
import { isPin, schedule } from '../../src/compile/schedule.ts';
import { compile } from '../../src/compile/wasm.ts';
import type { Derivation } from '../../src/graph/graph.ts';
import { Values } from '../../src/ops/evaluate.ts';
import { kernels } from './recorder.ts';

/** One memory for all, as in the path engine. */
const memory = new PointMemory();

/** Return what differs between the forms of a derivation at the points `xs`; empty if nothing does. */
export function differences(
  derivation: Derivation,
  xs: readonly number[],
  recipes?: Readonly<Record<string, Recipe>>,
): string[] {
  const program = schedule(derivation);
  const code = compile(program, kernels, memory, recipes);
  const interpreter = new Interpreter(kernels);
  const found: string[] = [];
  const compare = (what: string, x: number, expected: number, actual: number): void => {
    if (!Object.is(expected, actual)) found.push(`${what} at ${x}: ${expected} expected, ${actual} found`);
  };
  for (let start = 0; start < xs.length; start += BLOCK) {
    const points = xs.slice(start, start + BLOCK);
    memory.load([Float64Array.from(points)], program.columns.length);
    code.run(points.length);
    for (const [i, x] of points.entries()) {
      const passed = interpreter.run(program, [Float64Array.of(x)], 0);
      compare('decisions passed', x, passedInGraph(derivation, x), passed);
      if (program.tests.length > 0) compare('compiled decisions passed', x, passed, memory.passed(i));
      if (passed < program.tests.length) {
        if (isPin(program, passed))
          compare('number at a failed pin', x, interpreter.pinned, memory.pinned(i));
        continue;
      }
      const values = new Values(derivation.graph, kernels, [x]);
      for (const [j, id] of derivation.columns.entries()) {
        compare(`column ${j}`, x, values.of(id), interpreter.column(j));
        compare(`compiled column ${j}`, x, interpreter.column(j), memory.column(j, BLOCK)[i]!);
      }
    }
  }
  return found;
}

/** How many decisions come out as recorded before one does not, straight from their definition. */
function passedInGraph({ graph, decisions }: Derivation, x: number): number {
  const values = new Values(graph, kernels, [x]);
  const failing = decisions.findIndex((decision) => {
    const [a, b] = [values.of(decision.x), values.of(decision.y)];
    const answers = { lt: a < b, le: a <= b, eq: a === b, same: Object.is(a, b), truth: Boolean(a) };
    return answers[decision.test] !== decision.holds;
  });
  return failing < 0 ? decisions.length : failing;
}
