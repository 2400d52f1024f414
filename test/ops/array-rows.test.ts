/**
 * One test for every row of operations on arrays, generated from the samples it declares; the same of elementwise rows, on arrays
 * that broadcast and on complex ones. And the checks are checked: a rule that is wrong by 0.1 % does not pass.
 */

import { afterEach, describe, expect, test } from 'vitest';
import type { NDArray } from '../../src/array/ndarray.ts';
import type { NodeId } from '../../src/graph/graph.ts';
import type { ArrayBuilder } from '../../src/ops/array-builder.ts';
import type { ArrayDerivative, ArrayPrimitive } from '../../src/ops/array-primitive.ts';
import { ARRAY_ROWS } from '../../src/ops/array-registry.ts';
import { ARRAY_PRIMITIVES, type ArrayPrimitiveName } from '../../src/ops/array-rows.ts';
import { codeOf } from '../../src/ops/registry.ts';
import type { Sample } from '../../src/ops/samples.ts';
import {
  type Call,
  checkAgainstDifferences,
  checkModes,
  checkOrders,
  draw,
  slopeOf,
} from './array-checks.ts';
import { functionRows, kernels } from './rows.ts';

const NAMES = Object.keys(ARRAY_PRIMITIVES) as ArrayPrimitiveName[];

/** The rows of the table that programs use, which a test may replace. */
const rows = ARRAY_ROWS;
const rowOf = (name: ArrayPrimitiveName): ArrayPrimitive => rows[NAMES.indexOf(name)]!;

/** Unit vectors times their conjugates: what does not depend on their phases. */
function withoutPhases(b: ArrayBuilder, vectors: NodeId, lie: 'columns' | 'rows'): NodeId {
  const columns = lie === 'columns' ? vectors : b.swap(vectors);
  const rank = b.rankOf(columns);
  return b.mul(b.expand(columns, [rank - 1]), b.conj(b.expand(columns, [rank - 2])));
}

function callOf(name: ArrayPrimitiveName, { operands, attributes }: Sample<unknown>): Call {
  const { phases } = rowOf(name);
  const drawn = operands.map((operand, i) => draw(operand, 101 + i));
  return {
    operands: drawn,
    varies: operands.map(({ dtype }) => dtype === 'float64' || dtype === 'complex128'),
    apply(b, inputs) {
      const out = b.array(name, inputs, attributes);
      return phases !== undefined && b.isComplex(out) ? withoutPhases(b, out, phases) : out;
    },
  };
}

const titled = (samples: readonly Sample<unknown>[]) =>
  samples.map((sample) => {
    const types = sample.operands.map(({ shape, dtype }) => `${dtype}(${shape.join('×')})`);
    return [`${types.join(', ')} ${JSON.stringify(sample.attributes) ?? ''}`, sample] as const;
  });

test('every row has samples, but what scripts define', () => {
  expect(NAMES.filter((name) => rowOf(name).samples.length === 0)).toEqual(['custom']);
});

describe.each(NAMES.filter((name) => rowOf(name).samples.length > 0))('%s', (name) => {
  test.each(titled(rowOf(name).samples))(
    'of %s: the modes agree with differences and with one another',
    (_, sample) => {
      const call = callOf(name, sample);
      if (rowOf(name).derivative.kind !== 'zero') checkAgainstDifferences(call);
      checkModes(call);
      checkOrders(call);
    },
  );
});

// ── Values ──

/** A complex matrix of the last two axes as lists, the first matrix of a stack. */
type Complex = readonly [re: number, im: number];
type Matrix = readonly (readonly Complex[])[];

function matrixOf({ shape, dtype, data }: NDArray): Matrix {
  const [rows, columns] = shape.slice(-2) as [number, number];
  const at = (k: number): Complex =>
    dtype === 'complex128' ? [data[2 * k]!, data[2 * k + 1]!] : [data[k]!, 0];
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => at(i * columns + j)),
  );
}

const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const plus = (x: Complex, y: Complex): Complex => [x[0] + y[0], x[1] + y[1]];
const product = (x: Matrix, y: Matrix): Matrix =>
  x.map((row) => y[0]!.map((_, j) => row.map((e, k) => times(e, y[k]![j]!)).reduce(plus)));
const sum = (x: Matrix, y: Matrix): Matrix => x.map((row, i) => row.map((e, j) => plus(e, y[i]![j]!)));
const adjoint = (x: Matrix): Matrix =>
  x[0]!.map((_, j) => x.map((row) => [row[j]![0], -row[j]![1]] as const));
const diagonal = (x: NDArray): Matrix => {
  const [values] = matrixOf({ ...x, shape: [1, x.shape.at(-1)!] });
  return values!.map((e, i) => values!.map((_, j) => (i === j ? e : [0, 0])));
};
const identity = (n: number): Matrix =>
  diagonal({ shape: [n], dtype: 'float64', data: new Float64Array(n).fill(1) });
const scaled = (x: Matrix, by: Complex): Matrix => x.map((row) => row.map((e) => times(e, by)));

/** The determinant by expansion along the first row. */
function determinant(x: Matrix): Complex {
  if (x.length === 0) return [1, 0];
  return x[0]!
    .map((e, j) => times(times(e, [(-1) ** j, 0]), determinant(x.slice(1).map((row) => row.toSpliced(j, 1)))))
    .reduce(plus);
}

/** The Hermitian matrix of which one triangle is given. */
const hermitian = (x: Matrix, lower: boolean): Matrix =>
  x.map((row, i) =>
    row.map((e, j) => (i === j ? [e[0], 0] : i > j === lower ? e : [x[j]![i]![0], -x[j]![i]![1]])),
  );

/** Two matrices that a row's definition says are equal, given its operands, its value, and other rows of the same operands. */
type Definition = (
  operands: readonly NDArray[],
  value: NDArray,
  attributes: never,
  other: (name: ArrayPrimitiveName) => NDArray,
) => readonly [Matrix, Matrix];

const DEFINITIONS: Partial<Record<ArrayPrimitiveName, Definition>> = {
  matmul: ([x, y], value, { transposeX, transposeY }: { transposeX: boolean; transposeY: boolean }) => {
    const turned = (m: Matrix): Matrix => m[0]!.map((_, j) => m.map((row) => row[j]!));
    const [a, b] = [matrixOf(x!), matrixOf(y!)];
    return [matrixOf(value), product(transposeX ? turned(a) : a, transposeY ? turned(b) : b)];
  },
  fft: ([x], value, { inverse }: { inverse: boolean }) => {
    const [row] = matrixOf({ ...x!, shape: [1, x!.shape.at(-1)!] });
    const n = row!.length;
    const turn = ((inverse ? 2 : -2) * Math.PI) / n;
    const waves = row!.map((_, j) =>
      row!.map((_, k): Complex => [Math.cos(turn * j * k), Math.sin(turn * j * k)]),
    );
    return [matrixOf({ ...value, shape: [1, n] }), product([row!], waves)];
  },
  inv: ([a], value) => [product(matrixOf(a!), matrixOf(value)), identity(a!.shape.at(-1)!)],
  solve: ([a, b], value) => [product(matrixOf(a!), matrixOf(value)), matrixOf(b!)],
  det: ([a], value) => [matrixOf({ ...value, shape: [1, 1] }), [[determinant(matrixOf(a!))]]],
  adjugate: ([a], value) => [
    product(matrixOf(a!), matrixOf(value)),
    scaled(identity(a!.shape.at(-1)!), determinant(matrixOf(a!))),
  ],
  logabsdet: ([a], value) => [
    matrixOf({ ...value, shape: [1, 1] }),
    [[[Math.log(Math.hypot(...determinant(matrixOf(a!)))), 0]]],
  ],
  signdet: ([a], value) => {
    const det = determinant(matrixOf(a!));
    return [scaled(matrixOf({ ...value, shape: [1, 1] }), [Math.hypot(...det), 0]), [[det]]];
  },
  sqrtm: ([a], value) => [product(matrixOf(value), matrixOf(value)), matrixOf(a!)],
  solveSylvester: ([a, b, q], value) => [
    sum(product(matrixOf(a!), matrixOf(value)), product(matrixOf(value), matrixOf(b!))),
    matrixOf(q!),
  ],
  pinv: ([a], value) => [product(product(matrixOf(a!), matrixOf(value)), matrixOf(a!)), matrixOf(a!)],
  cholesky: ([a], value) => [
    product(matrixOf(value), adjoint(matrixOf(value))),
    hermitian(matrixOf(a!), true),
  ],
  eighVectors: ([a], value, uplo: string, other) => [
    product(hermitian(matrixOf(a!), uplo === 'L'), matrixOf(value)),
    product(matrixOf(value), diagonal(other('eigvalsh'))),
  ],
  eigVectors: ([a], value, _, other) => [
    product(matrixOf(a!), matrixOf(value)),
    product(matrixOf(value), diagonal(other('eigvals'))),
  ],
  svdLeft: ([a], value, _, other) => [
    product(product(matrixOf(value), diagonal(other('svdValues'))), matrixOf(other('svdRight'))),
    matrixOf(a!),
  ],
  qrLeft: ([a], value) => [
    product(matrixOf(value), product(adjoint(matrixOf(value)), matrixOf(a!))),
    matrixOf(a!),
  ],
};

describe.each(Object.entries(DEFINITIONS) as [ArrayPrimitiveName, Definition][])(
  'the value of %s',
  (name, definition) => {
    test.each(titled(rowOf(name).samples))(
      'of %s is what it is defined as',
      (_, { operands, attributes }) => {
        const drawn = operands.map((operand, i) => draw(operand, 101 + i));
        const computed = (row: ArrayPrimitive): NDArray =>
          row.kernel(drawn, attributes, row.type(drawn, attributes));
        const [found, truth] = definition(drawn, computed(rowOf(name)), attributes as never, (other) =>
          computed(rowOf(other)),
        );
        const [numbers, expected] = [found.flat(2), truth.flat(2)];
        const largest = Math.max(1, ...expected.map(Math.abs));
        expect(numbers.length).toBe(expected.length);
        for (const [i, number] of numbers.entries())
          expect(Math.abs(number - expected[i]!), `${number}, expected ${expected[i]}`).toBeLessThan(
            1e-12 * largest,
          );
      },
    );
  },
);

test.each(['amax', 'amin'] as const)('%s: elements that are equal share the derivative', (name) => {
  const tie: NDArray = { shape: [4], dtype: 'float64', data: Float64Array.of(1, 1, 1, 1) };
  const call: Call = {
    operands: [tie],
    varies: [true],
    apply: (b, inputs) => b.array(name, inputs, [0]),
  };
  const mean: Call = { ...call, apply: (b, [x]) => b.div(b.sumAll(x!), b.constant(4)) };
  checkModes(call);
  expect(slopeOf(call)).toBeCloseTo(slopeOf(mean), 14);
});

// ── Elementwise rows ──

/** Operands for which `row` has samples, spread over arrays of these shapes. */
function spread(
  samples: readonly (readonly [number, number] | number)[],
  shapes: readonly (readonly number[])[],
): NDArray[] {
  return samples.map((sample, i) => {
    const shape = typeof sample === 'number' ? [] : shapes[i]!;
    const unit = draw({ shape, dtype: 'float64' }, 201 + i);
    const [lo, hi] = typeof sample === 'number' ? [sample, sample] : sample;
    return { ...unit, data: unit.data.map((u) => lo + ((u + 1) / 2) * (hi - lo)) };
  });
}

function elementwiseCall(name: string, operands: readonly NDArray[], varies: readonly boolean[]): Call {
  return { operands, varies, apply: (b, inputs) => b.applyCode(codeOf(name), [...inputs]) };
}

/** Operands that move and whose derivative is promised. */
function varyingOf(name: string, operands: readonly NDArray[], samples: readonly unknown[]): boolean[] {
  return samples.map((sample, i) => {
    if (typeof sample === 'number') return false;
    const alone = samples.map((_, k) => k === i);
    try {
      checkModes(elementwiseCall(name, operands, alone));
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === 'E_RULE') return false;
      throw error;
    }
  });
}

const SHAPES = [
  [[2, 3], [2, 3], [2, 3]],
  [[2, 1], [3], [2, 3]],
  [[2, 2], [], [2]],
  [[], [2, 2], [1, 2]],
] as const; // biome-ignore format: a table

describe.each(functionRows)('$name of arrays', ({ name, row }) => {
  test.each(SHAPES.slice(0, row.arity === 1 ? 1 : undefined))('of shapes %j %j %j', (...shapes) => {
    const operands = spread(row.samples, shapes);
    const varies = varyingOf(name, operands, row.samples);
    const call = elementwiseCall(name, operands, varies);
    checkAgainstDifferences(call, 1e-3);
    checkModes(call);
    checkOrders(call, 3);
  });
});

const complexRows = functionRows.filter(
  ({ name, row }) =>
    name in kernels.complex && row.derivative.kind !== 'zero' && row.derivative.kind !== 'pieces',
);

describe.each(complexRows)('$name of complex arrays', ({ name, row }) => {
  test('the modes agree with differences and with one another', () => {
    const operands = spread(row.samples, [[2, 1], [3], [2, 3]]).map((x, i) => {
      const z = draw({ shape: x.shape, dtype: 'complex128' }, 301 + i);
      return { ...z, data: z.data.map((part, k) => (k % 2 === 0 ? x.data[k / 2]! : part / 2)) };
    });
    const call = elementwiseCall(
      name,
      operands,
      row.samples.map((sample) => typeof sample !== 'number'),
    );
    checkAgainstDifferences(call, 1e-3);
    checkModes(call);
    checkOrders(call, 3);
  });
});

// ── The checks themselves ──

/** The derivative with everything 0.1 % too large. */
function wrong(derivative: ArrayDerivative<unknown>): ArrayDerivative<unknown> {
  const scaled = (b: ArrayBuilder, x: NodeId): NodeId => b.mul(x, b.constant(1.001));
  if (derivative.kind === 'linear' || derivative.kind === 'bilinear')
    return { ...derivative, transpose: (b, ...rest) => scaled(b, derivative.transpose(b, ...rest)) };
  if (derivative.kind === 'jvp')
    return { ...derivative, jvp: (b, ...rest) => scaled(b, derivative.jvp(b, ...rest)) };
  return derivative;
}

describe('a rule that is wrong by 0.1 % is found', () => {
  const replaced = new Map<number, ArrayPrimitive>();
  afterEach(() => {
    for (const [i, row] of replaced) rows[i] = row;
    replaced.clear();
  });

  // Reverse mode collects the cotangents of items itself: it never asks their row.
  const differentiable = NAMES.filter((name) => {
    const { derivative, samples } = rowOf(name);
    return name !== 'item' && samples.length > 0 && derivative.kind !== 'zero' && derivative.kind !== 'none';
  });

  test.each(differentiable)('%s', (name) => {
    const i = NAMES.indexOf(name);
    const row = rows[i]!;
    replaced.set(i, row);
    rows[i] = { ...row, derivative: wrong(row.derivative) };
    const check = () => {
      for (const sample of row.samples) checkAgainstDifferences(callOf(name, sample));
    };
    expect(check).toThrow('reverse mode against differences');
  });
});
