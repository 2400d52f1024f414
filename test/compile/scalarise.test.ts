/**
 * Operations on arrays as operations on their elements: the same bits as the arrays have, for every row that says how, in values and
 * in derivatives, interpreted and compiled.
 */

import { describe, expect, it } from 'vitest';
import type { NDArray } from '../../src/array/ndarray.ts';
import { arrayProgram } from '../../src/compile/array-program.ts';
import { Interpreter } from '../../src/compile/interpret.ts';
import { PointMemory } from '../../src/compile/memory.ts';
import { scalarise } from '../../src/compile/scalarise.ts';
import { isRequirement, type Program, schedule } from '../../src/compile/schedule.ts';
import { compile } from '../../src/compile/wasm.ts';
import { derive } from '../../src/derive/derivatives.ts';
import { type Derivation, Graph, type NodeId } from '../../src/graph/graph.ts';
import { ArrayBuilder } from '../../src/ops/array-builder.ts';
import { ARRAY_PRIMITIVES, type ArrayPrimitiveName } from '../../src/ops/array-rows.ts';
import { NAMES, PRIMITIVES } from '../../src/ops/registry.ts';
import { random } from '../numpy/checked.ts';
import { draw } from '../ops/array-checks.ts';
import { kernels } from '../ops/rows.ts';

const ORDER = 3;

/** What a row computes of operands that move with x, and its derivatives: one column an element and order. */
function derivationOf(build: (b: ArrayBuilder, x: NodeId) => NodeId): Derivation {
  const graph = new Graph();
  const input = graph.input();
  const b = new ArrayBuilder(graph, kernels);
  const out = build(b, input);
  const parts = b.isComplex(out) ? [b.real(out), b.imag(out)] : [b.cast(out, 'float64')];
  const outputs = parts.flatMap((part) => Array.from({ length: b.sizeOf(part) }, (_, i) => b.item(part, i)));
  return derive({ graph, input, outputs, decisions: [] }, kernels, { from: 0, to: ORDER }, 'taylor');
}

/** The array value + x·direction; whole numbers and booleans stay. */
function moving(b: ArrayBuilder, x: NodeId, value: NDArray, seed: number): NodeId {
  const start = b.literal(value);
  if (value.dtype !== 'float64' && value.dtype !== 'complex128') return start;
  return b.add(start, b.mul(b.literal(random(seed, value.shape, value.dtype)), x));
}

/** The columns of a program at a point; undefined where not everything can be computed in its way. */
function interpreted(program: Program, x: number): number[] | undefined {
  const interpreter = new Interpreter(kernels);
  const passed = interpreter.run(program, [Float64Array.of(x)], 0);
  if (isRequirement(program, passed)) return undefined;
  expect(passed).toBe(program.tests.length);
  return Array.from(program.columns, (_, j) => interpreter.column(j));
}

function compiled(program: Program, xs: Float64Array): (i: number) => number[] | undefined {
  const memory = new PointMemory();
  const code = compile(program, kernels, memory);
  memory.load([xs], program.columns.length);
  code.run(xs.length);
  const { length } = program.tests;
  return (i) =>
    length > 0 && isRequirement(program, memory.passed(i))
      ? undefined
      : Array.from(program.columns, (_, j) => memory.column(j, xs.length)[i]!);
}

/** The elements must be those of the arrays wherever they can be computed; return at how many points, none if arrays stay. */
function compare(derivation: Derivation, points: readonly number[]): number {
  const scalar = scalarise(derivation, kernels);
  if (scalar === undefined) return 0;
  const program = schedule(scalar);
  const reference = arrayProgram(derivation);
  const run = compiled(program, Float64Array.from(points));
  let compared = 0;
  for (const [i, x] of points.entries()) {
    const columns = interpreted(program, x);
    expect(run(i)).toEqual(columns); // toEqual tells 0 from −0, and NaN is NaN
    if (columns === undefined) continue;
    expect(columns).toEqual(interpreted(reference, x));
    compared++;
  }
  return compared;
}

const POINTS = [0, -0, 1e-3, -0.25, 0.3, 7];

const rows = Object.entries(ARRAY_PRIMITIVES) as [ArrayPrimitiveName, (typeof ARRAY_PRIMITIVES)['sum']][];
const samples = rows
  .filter(([, row]) => row.elements !== undefined)
  .flatMap(([name, row]) =>
    row.samples.map((sample, i) => ({ title: `${name}, sample ${i}`, name, sample })),
  );

/** Rows of real numbers only. */
const REAL = new Set<ArrayPrimitiveName>([
  'matmul',
  'inv',
  'solve',
  'det',
  'adjugate',
  'solveTriangular',
  'cholesky',
]);

describe('rows of arrays', () => {
  it.each(samples)('$title: the elements are those of the array', ({ name, sample }) => {
    const operands = sample.operands.map((operand, i) => draw(operand, i + 1));
    const derivation = derivationOf((b, x) =>
      b.array(
        name,
        operands.map((operand, i) => moving(b, x, operand, 50 + i)),
        sample.attributes,
      ),
    );
    const stays = operands.some(({ dtype }) => dtype === 'complex128') && REAL.has(name);
    const compared = compare(derivation, POINTS);
    if (stays) expect(compared).toBe(0);
    else expect(compared).toBeGreaterThan(2);
  });
});

describe('elementwise functions', () => {
  const REAL_ROWS = PRIMITIVES.flatMap((row, code) =>
    row === undefined || row.value.from === 'special' ? [] : [{ name: NAMES[code]!, row }],
  );
  it.each(REAL_ROWS)('$name: of arrays that are broadcast, of booleans, of numbers', ({ name, row }) => {
    const at = (i: number): number => {
      const interval = row.samples[i];
      return interval === undefined || typeof interval === 'number' ? 0.5 : (interval[0] + interval[1]) / 2;
    };
    const shapes = [[2, 1], [3], []];
    for (const turn of [0, 1, 2]) {
      const derivation = derivationOf((b, x) => {
        const small = b.mul(b.constant(0.01), x);
        const operands = Array.from({ length: row.arity }, (_, i) => {
          const shape = shapes[(i + turn) % 3]!;
          const start = b.literal({
            shape,
            dtype: 'float64',
            data: random(i + 3, shape).data.map((r) => at(i) + 0.1 * r),
          });
          if (name === 'where' && i === 0) return b.lt(b.add(start, b.mul(b.constant(2), x)), b.constant(1));
          return typeof row.samples[i] === 'number' ? b.constant(row.samples[i]) : b.add(start, small);
        });
        return b.apply(name, ...operands);
      });
      expect(compare(derivation, POINTS)).toBe(POINTS.length);
    }
  });

  it.each(['add', 'sub', 'mul', 'where', 'eq', 'neg'])('%s: of complex and real arrays', (name) => {
    for (const dtypes of [
      ['complex128', 'float64'],
      ['float64', 'complex128'],
      ['complex128', 'complex128'],
    ] as const) {
      const derivation = derivationOf((b, x) => {
        const operands = dtypes.map((dtype, i) => moving(b, x, random(i + 1, [2, 2], dtype), i + 5));
        if (name === 'neg') return b.apply(name, b.add(operands[0]!, operands[1]!));
        if (name === 'where') operands.unshift(b.lt(b.real(operands[0]!), b.constant(0.2)));
        return b.apply(name, ...operands);
      });
      expect(compare(derivation, POINTS)).toBe(POINTS.length);
    }
  });

  it('to the power 2, which is a product of arrays, also where the exponent moves there', () => {
    const derivation = derivationOf((b, x) => {
      const base = b.add(
        b.literal({ shape: [3], dtype: 'float64', data: Float64Array.of(1.1, 2.3, 0.7) }),
        x,
      );
      return b.add(b.apply('pow', base, b.constant(2)), b.apply('pow', base, b.add(x, b.constant(2))));
    });
    expect(compare(derivation, [0, 0.5, 1])).toBe(3);
  });
});

describe('sums', () => {
  it.each([1, 2, 3, 4, 5, 8, 31, 64, 127, 128])('of %i elements: in the kernel’s order', (n) => {
    const derivation = derivationOf((b, x) => b.sumAll(moving(b, x, random(1, [n]), 2)));
    expect(compare(derivation, POINTS)).toBe(POINTS.length);
  });

  it('of zeros keep their sign', () => {
    const zeros = (data: number[]) => ({
      shape: [data.length],
      dtype: 'float64' as const,
      data: Float64Array.from(data),
    });
    for (const data of [[-0], [-0, -0, -0, -0], [-0, -0, -0, -0, -0], [0, -0]]) {
      const derivation = derivationOf((b, x) => b.sumAll(b.mul(b.literal(zeros(data)), x)));
      expect(compare(derivation, [1, -1, 0])).toBe(3);
    }
  });
});

describe('extremes', () => {
  const values = [Number.NaN, 1, -0, 0, Number.NEGATIVE_INFINITY];
  const calls = (['amax', 'amin', 'argmax', 'argmin'] as const).flatMap((name) =>
    values.flatMap((first) => values.map((second) => ({ name, first, second }))),
  );
  it.each(calls)('$name of $first, $second and x: ties, zeros, NaN', ({ name, first, second }) => {
    const derivation = derivationOf((b, x) => {
      const array = b.assemble([b.constant(first), x, b.constant(second), b.neg(x)], [4]);
      return b.array(name, [array], name.startsWith('arg') ? 0 : [0]);
    });
    expect(compare(derivation, [0, -0, 1, -1, Number.NaN, Number.POSITIVE_INFINITY])).toBe(6);
  });
});

describe('pivots', () => {
  /** Equal ones, of either sign, and rows that change places at both steps: the first of the largest is taken. */
  const matrices = [
    [1, 2, 3, -1, 1, 4, 1, 5, -2],
    [0, 2, 1, 3, 1, 1, -3, 1, 2],
    [1, 2, 0, 2, 1, 3, 5, -2, 1],
  ];
  const calls = (['det', 'inv', 'adjugate', 'solve'] as const).flatMap((name) =>
    matrices.map((data) => ({ name, data })),
  );
  it.each(calls)('of $name, $data', ({ name, data }) => {
    const derivation = derivationOf((b, x) => {
      const matrix = b.literal({ shape: [3, 3], dtype: 'float64', data: Float64Array.from(data) });
      const a = b.add(matrix, b.diagonalMatrix(b.assemble([b.constant(0), x, b.neg(x)], [3])));
      return b.array(name, name === 'solve' ? [a, matrix] : [a]);
    });
    const points = [0, 1, -1, 2, 0.1, 0.7];
    expect(compare(derivation, points)).toBe(points.length);
  });
});

describe('arrays stay', () => {
  it('where they are large', () => {
    const derivation = derivationOf((b, x) => b.sumAll(moving(b, x, random(1, [129]), 2)));
    expect(scalarise(derivation, kernels)).toBeUndefined();
  });

  it('where an operation has no elements', () => {
    const derivation = derivationOf((b, x) =>
      b.linalg('eigvalsh', [moving(b, x, random(1, [2, 2]), 2)], 'L'),
    );
    expect(scalarise(derivation, kernels)).toBeUndefined();
  });
});
