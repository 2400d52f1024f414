/** A straight line has the values, bit for bit, that interpretation has: of each operation, of graphs made by chance, run in turn. */

import { describe, expect, it, test, vi } from 'vitest';
import { type ArrayType, type NDArray, sizeOf } from '../../src/array/ndarray.ts';
import { Graph, type NodeId } from '../../src/graph/graph.ts';
import { ArrayBuilder } from '../../src/ops/array-builder.ts';
import { ARRAY_PRIMITIVES, type ArrayPrimitiveName } from '../../src/ops/array-rows.ts';
import type { NumberOrArray } from '../../src/ops/compute.ts';
import { Values } from '../../src/ops/evaluate.ts';
import { StraightLine } from '../../src/ops/straight-line.ts';
import { draw } from './array-checks.ts';
import { functionRows, kernels } from './rows.ts';

/** The bits of all elements, NaN being one. */
const bytes = (value: NumberOrArray): Buffer =>
  Buffer.from(
    (typeof value === 'number' ? Float64Array.of(value) : value.data).map((x) =>
      Number.isNaN(x) ? Number.NaN : x,
    ).buffer,
  );

const typed = (value: NumberOrArray): unknown =>
  typeof value === 'number' ? 'a number' : `${value.dtype} ${value.shape}`;

interface Made {
  readonly graph: Graph;
  readonly given: readonly NodeId[];
  readonly results: readonly NodeId[];
}

/** A graph of inputs of these types. */
function made(
  types: readonly ArrayType[],
  make: (b: ArrayBuilder, inputs: readonly NodeId[]) => NodeId[],
): Made {
  const graph = new Graph();
  const b = new ArrayBuilder(graph, kernels);
  const given = types.map((type, i) => graph.input(i, type));
  return { graph, given, results: make(b, given) };
}

const asGiven = (x: NDArray): NumberOrArray =>
  x.shape.length === 0 && x.dtype === 'float64' ? x.data[0]! : x;

const lineOf = ({ graph, given, results }: Made): StraightLine | undefined =>
  StraightLine.of(graph, kernels, given, [], results);

function expectSame({ graph, given, results }: Made, line: StraightLine, inputs: readonly NDArray[]): void {
  line.begin();
  given.forEach((node, i) => {
    line.set(node, asGiven(inputs[i]!));
  });
  line.run();
  const values = new Values(graph, kernels, inputs.map(asGiven));
  for (const node of results) {
    const expected = values.any(node);
    const found = line.value(node);
    expect(typed(found)).toBe(typed(expected));
    expect(bytes(found).equals(bytes(expected)), `${typed(found)}`).toBe(true);
    expect(line.first(node)).toBe(typeof expected === 'number' ? expected : expected.data[0]);
  }
}

/** Numbers of all 53 bits, so that the order of additions shows; now and then one that is special. */
function full({ shape, dtype }: ArrayType, seed: number): NDArray {
  const special = [-0, 0, Number.NaN, 1e-300];
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
    const value = 3 * Math.sin(seed * 37 + i * 1.7 + i * i * 0.01);
    if (dtype === 'bool') return value > 0 ? 1 : 0;
    if (dtype === 'int64') return Math.round(value);
    return seed % 2 === 0 && i % 11 === 10 ? special[(i + seed) % special.length]! : value;
  });
  return { shape, dtype, data };
}

const inputsOf = (types: readonly ArrayType[], seed: number): NDArray[] =>
  types.map((type, i) => full(type, seed + i));

const real = (...shape: number[]): ArrayType => ({ shape, dtype: 'float64' });

/** Check a graph at two points, another line having run between them. */
function check(types: readonly ArrayType[], make: Parameters<typeof made>[1]): void {
  const one = made(types, make);
  const line = lineOf(one)!;
  expectSame(one, line, inputsOf(types, 5));
  const other = made([real(7, 5)], (b, [x]) => [b.mul(x!, b.literal(draw(real(7, 5), 3)))]);
  expectSame(other, lineOf(other)!, inputsOf([real(7, 5)], 1));
  expectSame(one, line, inputsOf(types, 50));
}

describe('every operation on arrays', () => {
  const calls = (Object.keys(ARRAY_PRIMITIVES) as ArrayPrimitiveName[]).flatMap((name) =>
    ARRAY_PRIMITIVES[name].samples.map((sample) => {
      const title = sample.operands.map(({ shape, dtype }) => `${dtype}(${shape.join('×')})`).join(', ');
      return [`${name} of ${title} ${JSON.stringify(sample.attributes) ?? ''}`, name, sample] as const;
    }),
  );
  test.each(calls)('%s', (_, name, { operands, attributes }) => {
    const one = made(operands, (b, inputs) => [b.array(name, inputs, attributes)]);
    const line = lineOf(one);
    const types = [...one.given, ...one.results].map((node) => one.graph.typeOf(node));
    const isFit = types.every(({ shape, dtype }) => dtype !== 'complex128' && sizeOf(shape) > 0);
    expect(line !== undefined).toBe(isFit);
    if (line === undefined) return;
    for (const seed of [1, 40]) {
      const inputs = operands.map((operand, i) =>
        operand.values === undefined && operand.graded !== true
          ? full(operand, 2 * (seed + i) + 1)
          : draw(operand, seed + i),
      );
      expectSame(one, line, inputs);
    }
  });
});

describe('every elementwise function', () => {
  const SHAPES = [
    [[], [], []],
    [[1], [], [1]],
    [[3], [], [3]],
    [[7], [7], [1]],
    [[256], [], [256]],
    [[80, 4], [4], [80, 1]],
    [
      [2, 1, 3],
      [5, 1],
      [1, 3],
    ],
  ];
  test.each(functionRows)('$name', ({ name, row }) => {
    for (const shapes of SHAPES) {
      const types = shapes.slice(0, row.arity).map((shape) => real(...shape));
      check(types, (b, inputs) => [b.apply(name, ...inputs)]);
    }
  });

  it('and masks, and what is chosen by them', () => {
    check([real(80, 4), real(4), real(80, 1)], (b, [x, y, z]) => [
      b.lt(x!, y!),
      b.where(b.lt(x!, y!), z!, x!),
      b.eq(x!, x!),
    ]);
  });

  it('and powers', () => {
    check([real(300), real()], (b, [x, n]) => [
      b.apply('pow', x!, b.constant(2)),
      b.apply('pow', x!, b.constant(3)),
      b.apply('pow', b.apply('exp', x!), n!),
    ]);
  });

  it('and a power that is 2 this time', () => {
    const one = made([real(300), real()], (b, [x, n]) => [b.apply('pow', x!, n!)]);
    const two: NDArray = { shape: [], dtype: 'float64', data: Float64Array.of(2) };
    expectSame(one, lineOf(one)!, [draw(real(300), 1), two]);
  });

  it('and large angles', () => {
    check([real(300)], (b, [x]) => [b.apply('sin', b.mul(x!, b.constant(1e9)))]);
  });
});

describe('products', () => {
  const LENGTHS = [1, 2, 3, 4, 5, 8, 33];
  it.each(LENGTHS)('of %i rows', (m) => {
    for (const k of LENGTHS) {
      for (const n of LENGTHS) {
        for (const bits of [0, 1, 2, 3]) {
          const attributes = { transposeX: (bits & 1) > 0, transposeY: (bits & 2) > 0 };
          const types = [
            attributes.transposeX ? real(k, m) : real(m, k),
            attributes.transposeY ? real(n, k) : real(k, n),
          ];
          const one = made(types, (b, [x, y]) => {
            const product = b.matmul(x!, y!, attributes);
            return [product, b.add(product, b.constant(1)), b.neg(x!)]; // what lies behind it
          });
          expectSame(one, lineOf(one)!, inputsOf(types, m + k + n));
        }
      }
    }
  });
});

describe('elements that move', () => {
  it('are read where they lie, and elsewhere', () => {
    check([real(6, 5)], (b, [x]) => [
      b.slice(x!, 0, 1, 3),
      b.slice(x!, 1, 1, 3),
      b.slice(b.slice(x!, 0, 1, 3), 1, 4, 1),
      b.slice(b.slice(x!, 0, 1, 1), 1, 4, 1),
      b.neg(b.reshape(b.slice(x!, 0, 2, 2), [10])),
      b.swap(x!),
      b.view(x!, { shape: [3, 2], strides: [-5, 2], offset: 20 }),
      b.item(x!, 7),
      b.mul(b.item(x!, 7), x!),
      b.reshape(b.item(x!, 7), [1, 1]),
      b.mul(b.reshape(b.item(x!, 7), [1, 1]), x!),
      b.broadcast(b.slice(x!, 0, 0, 1), [4, 5]),
    ]);
  });

  it('are added to zeros', () => {
    check([real(3, 2), real(6), real(4, 1)], (b, [x, y, z]) => [
      b.place(x!, { shape: [3, 2], strides: [4, 2], offset: 1 }, [3, 4]),
      b.place(y!, { shape: [6], strides: [1], offset: 1 }, [9]),
      b.place(b.neg(b.sub(y!, y!)), { shape: [6], strides: [1], offset: 1 }, [9]), // −0
      b.place(b.broadcast(z!, [4, 3]), { shape: [4, 3], strides: [1, 0], offset: 0 }, [4]),
      b.neg(b.place(x!, { shape: [3, 2], strides: [-2, 1], offset: 4 }, [3, 2])),
    ]);
    check([real(30, 30), real(3, 3)], (b, [x, y]) => [
      b.place(x!, { shape: [30, 30], strides: [1, 3], offset: 0 }, [200]), // in tiles
      b.place(y!, { shape: [3, 3], strides: [1, 1], offset: 0 }, [5]),
    ]);
  });

  it('are summed', () => {
    check([real(5, 3, 7), real(300), real(300, 9), real(2, 70), real(1)], (b, [x, y, z, w, one]) => [
      ...[[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]].map((axes) => b.sum(x!, axes)),
      b.sumAll(y!),
      b.mul(b.sumAll(y!), y!),
      b.sum(z!, [0]),
      b.sum(z!, [1]),
      b.sum(w!, [0]),
      b.sum(one!, [0]),
    ]);
  });
});

describe('graphs made by chance', () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))('number %i', (seed) => {
    let state = seed * 7919 + 1;
    const chance = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const [m, n] = [1 + chance(9), 1 + chance(9)];
    check([real(m, n), real(n), real(m, 1), real()], (b, inputs) => {
      const nodes = [...inputs, b.constant(0.75), b.literal(draw(real(m, n), seed))];
      const pick = (): NodeId => nodes[chance(nodes.length)]!;
      const matrix = (): NodeId => b.broadcast(b.sum(b.stretch(pick(), [2, m, n]), [0]), [m, n]);
      const makers: (() => NodeId)[] = [
        () => b.add(pick(), pick()),
        () => b.mul(pick(), pick()),
        () => b.sub(pick(), pick()),
        () => b.div(pick(), b.add(b.constant(2.5), b.mul(pick(), pick()))),
        () => b.where(b.lt(pick(), pick()), pick(), pick()),
        () => b.apply('tanh', pick()),
        () => b.apply('atan', pick()),
        () => b.apply('pow', pick(), b.constant(2)),
        () => b.matmul(matrix(), matrix(), { transposeX: false, transposeY: true }),
        () => b.product(b.swap(matrix()), matrix()),
        () => b.sum(matrix(), [chance(2)]),
        () => b.sumAll(matrix()),
        () => b.swap(matrix()),
        () => b.slice(matrix(), 0, chance(m), 1),
        () => b.item(matrix(), chance(m * n)),
      ];
      const fits = (shape: readonly number[]): boolean =>
        shape.length < 3 && [m, 1].includes(shape.at(-2) ?? 1) && [n, 1].includes(shape.at(-1) ?? 1);
      const results: NodeId[] = [];
      for (let i = 0; i < 40; i++) {
        const node = makers[chance(makers.length)]!();
        results.push(node);
        if (fits(b.shapeOf(node))) nodes.push(node);
      }
      return results;
    });
  });
});

describe('there is none', () => {
  it.each([
    ['of complex numbers', [{ shape: [3], dtype: 'complex128' }]],
    ['of arrays without elements', [real(0, 3)]],
    ['of large arrays', [real(10_000)]],
    ['of very many arrays', Array.from({ length: 20 }, () => real(8000))],
    ['of very many numbers', Array.from({ length: 20_000 }, () => real())],
  ] as const)('%s', (_, types) => {
    expect(lineOf(made(types, (b, inputs) => inputs.map((x) => b.neg(x))))).toBeUndefined();
  });
});

it('has what is constant again when another line has been there', () => {
  const constant = draw(real(4), 9);
  const graph = new Graph();
  const b = new ArrayBuilder(graph, kernels);
  const [x, known] = [graph.input(0, real(4)), graph.input(1, real(4))];
  const line = StraightLine.of(graph, kernels, [x], [[known, constant]], [b.mul(x, known)])!;
  const other = made([real(4), real(4)], (b2, [y, z]) => [b2.add(y!, z!)]);
  const values = new Values(graph, kernels, [draw(real(4), 2), constant]);
  for (let i = 0; i < 2; i++) {
    line.begin();
    line.set(x, draw(real(4), 2));
    line.run();
    expect(bytes(line.value(b.mul(x, known)))).toEqual(bytes(values.any(b.mul(x, known))));
    expectSame(other, lineOf(other)!, inputsOf([real(4), real(4)], 3));
  }
});

it('hands the same copy to all kernels that may remember it, another one in each run', () => {
  const names = ['eigvalsh', 'eighVectors'] as const;
  const one = made([real(4, 4)], (b, [x]) => names.map((name) => b.linalg(name, [x!], 'L')));
  const line = lineOf(one)!;
  const kernels = names.map((name) => vi.spyOn(ARRAY_PRIMITIVES[name], 'kernel'));
  for (let i = 0; i < 2; i++) {
    line.begin();
    line.set(one.given[0]!, full(real(4, 4), 1 + 2 * i));
    line.run();
  }
  const [values, vectors] = kernels.map(({ mock }) => mock.calls.map(([[x]]) => x));
  vi.restoreAllMocks();
  expect(values![0]).toBe(vectors![0]);
  expect(values![1]).toBe(vectors![1]);
  expect(values![0]).not.toBe(values![1]);
  expectSame(one, line, [full(real(4, 4), 5)]);
});

it('throws what its operations throw, and goes on', () => {
  const one = made([real(2, 2)], (b, [x]) => [b.linalg('inv', [x!])]);
  const line = lineOf(one)!;
  const singular: NDArray = { shape: [2, 2], dtype: 'float64', data: new Float64Array(4) };
  line.begin();
  line.set(one.given[0]!, singular);
  expect(() => line.run()).toThrow('singular');
  expectSame(one, line, [draw({ ...real(2, 2), ...{ graded: true } }, 1)]);
});
