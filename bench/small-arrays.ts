/**
 * Nanoseconds a point of functions of one number that compute with small arrays, order 2: their elements compiled, the arrays
 * interpreted, and the script called (`--no-compile`), after a check that the first two agree.
 */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arrayProgram } from '../src/compile/array-program.ts';
import { Interpreter } from '../src/compile/interpret.ts';
import { BLOCK, PointMemory } from '../src/compile/memory.ts';
import { scalarise } from '../src/compile/scalarise.ts';
import { schedule } from '../src/compile/schedule.ts';
import { compile } from '../src/compile/wasm.ts';
import type { Derivation, NodeId } from '../src/graph/graph.ts';
import type { ArrayBuilder } from '../src/ops/array-builder.ts';
import '../src/ops/array-rows.ts';
import { derivationOf, kernels } from './derivation.ts';
import { cpuMs, PROGRAM, printTable, processMs } from './measure.mjs';

interface Workload {
  readonly build: (b: ArrayBuilder, x: NodeId) => NodeId;
  /** The same as a script. */
  readonly text: string;
}

/** An array of numbers and nodes. */
function array(b: ArrayBuilder, elements: readonly (number | NodeId)[], shape: readonly number[]): NodeId {
  const isNode = (element: number): boolean => element >= NODE;
  return b.assemble(
    elements.map((element) => (isNode(element) ? ((element - NODE) as NodeId) : b.constant(element))),
    shape,
  );
}

/** Added to nodes among numbers. */
const NODE = 1e6;

const WORKLOADS: Readonly<Record<string, Workload>> = {
  'mean of sines of 5': {
    build: (b, x) => {
      const fractions = {
        shape: [5],
        dtype: 'float64',
        data: Float64Array.of(0, 0.25, 0.5, 0.75, 1),
      } as const;
      return b.mul(b.constant(0.2), b.sumAll(b.apply('sin', b.mul(b.literal(fractions), x))));
    },
    text: 'np.mean(np.sin(np.linspace(0, x, 5)))',
  },
  'softmax over 3': {
    build: (b, x) => {
      const z = b.apply('exp', array(b, [x + NODE, b.mul(b.constant(2), x) + NODE, 0.5], [3]));
      return b.item(b.div(z, b.sumAll(z)), 1);
    },
    text: '(() => { const z = np.exp(np.array([x, 2 * x, 0.5])); return (z / np.sum(z))[1]; })()',
  },
  'determinant of 2 × 2': {
    build: (b, x) => b.linalg('det', [array(b, [x + NODE, 1, 2, x + NODE], [2, 2])]),
    text: 'np.linalg.det(np.array([[x, 1], [2, x]]))',
  },
  'system of 3': {
    build: (b, x) => {
      const a = array(b, [4, x + NODE, 1, x + NODE, 5, 2, 1, 2, 6], [3, 3]);
      return b.sumAll(b.solve(a, array(b, [1, x + NODE, b.mul(x, x) + NODE], [3, 1])));
    },
    text: 'np.sum(np.linalg.solve(np.array([[4, x, 1], [x, 5, 2], [1, 2, 6]]), np.array([1, x, x * x])))',
  },
  'eigenvalues of 2 × 2': {
    build: (b, x) => b.item(b.linalg('eigvalsh', [array(b, [x + NODE, 1, 1, 2], [2, 2])], 'L'), 0),
    text: 'np.linalg.eigvalsh(np.array([[x, 1], [1, 2]]))[0]',
  },
};

const points = Float64Array.from({ length: BLOCK }, (_, i) => 0.5 + i / BLOCK);

/** Nanoseconds a point of the compiled elements; undefined where arrays stay. */
function compiled(derivation: Derivation): number | undefined {
  const scalar = scalarise(derivation, kernels);
  if (scalar === undefined) return undefined;
  const program = schedule(scalar);
  const memory = new PointMemory();
  const code = compile(program, kernels, memory);
  memory.load([points], program.columns.length);
  code.run(BLOCK);
  checkAgree(derivation, (j) => memory.column(j, BLOCK)[31]!);
  const blocks = 200;
  const ms = cpuMs(() => {
    for (let i = 0; i < blocks; i++) code.run(BLOCK);
  });
  return (ms * 1e6) / blocks / BLOCK;
}

function checkAgree(derivation: Derivation, column: (j: number) => number): void {
  const interpreter = new Interpreter(kernels);
  interpreter.run(arrayProgram(derivation), [points], 31);
  for (let j = 0; j < derivation.columns.length; j++)
    if (!Object.is(interpreter.column(j), column(j))) throw new Error('elements are not the arrays');
}

function interpreted(derivation: Derivation): number {
  const program = arrayProgram(derivation);
  const interpreter = new Interpreter(kernels);
  const ms = cpuMs(() => {
    for (let i = 0; i < BLOCK; i++) interpreter.run(program, [points], i);
  });
  return (ms * 1e6) / BLOCK;
}

/** Nanoseconds a point where the script is called for each: what 1000 points more cost. */
function called(text: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const file = join(folder, 'f.ts');
  writeFileSync(file, `import * as np from 'autograd-cli/numpy';\nexport default (x: number) => ${text};\n`);
  const [few, many] = [500, 1500].map(
    (count) =>
      processMs([PROGRAM, 'grad', file, '-n', '2', '-r', `0.5:1.5/${count}`, '--no-compile', '--csv']).cpu,
  ) as [number, number];
  rmSync(folder, { recursive: true });
  return (many - few) * 1000;
}

const rows = Object.entries(WORKLOADS).map(([name, { build, text }]) => {
  const derivation = derivationOf(2, build);
  return [name, compiled(derivation) ?? '', interpreted(derivation), called(text)];
});
printTable(['ns a point, order 2', 'compiled', 'interpreted', 'called'], rows);
