/** A program of arrays has the same bits at every point, however many it has been evaluated at before. */

import { expect, it, vi } from 'vitest';
import { arrayProgram } from '../../src/compile/array-program.ts';
import { Interpreter } from '../../src/compile/interpret.ts';
import { derive } from '../../src/derive/derivatives.ts';
import { type Decision, type Derivation, Graph, type NodeId } from '../../src/graph/graph.ts';
import { ArrayBuilder } from '../../src/ops/array-builder.ts';
import { StraightLine } from '../../src/ops/straight-line.ts';
import { random } from '../numpy/checked.ts';
import { kernels } from '../ops/rows.ts';

const POINTS = Array.from({ length: 200 }, (_, i) => (i - 70) / 50);

interface Built {
  readonly out: NodeId;
  readonly decisions: readonly Decision[];
}

function derivationOf(build: (b: ArrayBuilder, x: NodeId) => Built): Derivation {
  const graph = new Graph();
  const input = graph.input();
  const { out, decisions } = build(new ArrayBuilder(graph, kernels), input);
  return derive({ graph, input, outputs: [out], decisions }, kernels, { from: 0, to: 2 }, 'taylor');
}

/** What comes of a point: how many decisions, the columns if that are all, why it could not be computed. */
function at(interpreter: Interpreter, program: ReturnType<typeof arrayProgram>, x: number) {
  const passed = interpreter.run(program, [Float64Array.of(x)], 0);
  const columns =
    passed === program.tests.length ? [...program.columns.keys()].map((j) => interpreter.column(j)) : [];
  return { passed, columns, fault: interpreter.fault?.message };
}

it.each<[string, boolean, (b: ArrayBuilder, x: NodeId) => Built]>([
  [
    'of functions and sums',
    true,
    (b, x) => ({
      out: b.sumAll(b.apply('sin', b.mul(x, b.literal(random(3, [300], 'float64'))))),
      decisions: [],
    }),
  ],
  [
    'with a decision',
    true,
    (b, x) => {
      const sum = b.sumAll(b.mul(x, b.apply('tanh', b.mul(x, b.literal(random(3, [9], 'float64'))))));
      return { out: sum, decisions: [{ test: 'lt', x, y: b.constant(0.5), holds: true }] };
    },
  ],
  [
    'that cannot be computed everywhere',
    true,
    (b, x) => {
      const matrix = b.mul(x, b.literal(random(4, [3, 3], 'float64')));
      return { out: b.sumAll(b.linalg('inv', [matrix])), decisions: [] };
    },
  ],
  [
    'of complex numbers',
    false,
    (b, x) => ({
      out: b.sumAll(b.real(b.fft(b.mul(x, b.literal(random(5, [8], 'complex128'))), false))),
      decisions: [],
    }),
  ],
])('%s', (_, hasLine, build) => {
  const run = vi.spyOn(StraightLine.prototype, 'run');
  const derivation = derivationOf(build);
  const program = arrayProgram(derivation);
  const interpreter = new Interpreter(kernels);
  for (const x of POINTS) {
    const fresh = at(new Interpreter(kernels), arrayProgram(derivation), x);
    expect(at(interpreter, program, x)).toEqual(fresh); // 0 is not −0, and NaN is NaN
  }
  expect(run.mock.calls.length > 100).toBe(hasLine);
  run.mockRestore();
});
