/** Elementwise rows on arrays: every layout of operands against a loop over indices, dtypes against NumPy's promotion. */

import { describe, expect, it } from 'vitest';
import { complexFunctions } from '../../src/array/complex.ts';
import { elementwise, type Operand, resultDtype } from '../../src/array/elementwise.ts';
import {
  broadcastShapes,
  type DType,
  type NDArray,
  type Shape,
  sizeOf,
  width,
} from '../../src/array/ndarray.ts';
import { arithmetic } from '../../src/ops/arithmetic.ts';

const complex = complexFunctions(Math);

type Kernel = (x: number, y: number, z: number) => number;

/** Rows of real numbers by number of operands: all of arithmetic, and some that are called for each element. */
const REAL: Readonly<Record<string, { arity: number; kernel: Kernel }>> = {
  ...Object.fromEntries(
    Object.entries(arithmetic).map(([name, { arity, value }]) => [
      name,
      { arity, kernel: value.kernel as Kernel },
    ]),
  ),
  sin: { arity: 1, kernel: Math.sin },
  atan2: { arity: 2, kernel: Math.atan2 },
  clip: { arity: 3, kernel: (x, low, high) => Math.min(Math.max(x, low), high) },
};

type Complex = readonly [re: number, im: number];

const bool = (holds: boolean): Complex => [holds ? 1 : 0, 0];

/** Write out a row of the table as a function of pairs. */
function ofTable(name: keyof typeof complex): (...operands: Complex[]) => Complex {
  return (...operands) => {
    const out = new Float64Array(2);
    (complex[name] as (...values: (number | Float64Array)[]) => void)(...operands.flat(), out, 0);
    return [out[0]!, out[1]!];
  };
}

const COMPLEX: Readonly<Record<string, { arity: number; kernel: (...operands: Complex[]) => Complex }>> = {
  add: { arity: 2, kernel: (x, y) => [x![0] + y![0], x![1] + y![1]] },
  sub: { arity: 2, kernel: (x, y) => [x![0] - y![0], x![1] - y![1]] },
  mul: { arity: 2, kernel: (x, y) => [x![0] * y![0] - x![1] * y![1], x![0] * y![1] + x![1] * y![0]] },
  neg: { arity: 1, kernel: (x) => [-x![0], -x![1]] },
  eq: { arity: 2, kernel: (x, y) => bool(x![0] === y![0] && x![1] === y![1]) },
  where: { arity: 3, kernel: (m, x, y) => (m![0] !== 0 || m![1] !== 0 ? x! : y!) },
  div: { arity: 2, kernel: ofTable('div') },
  lt: { arity: 2, kernel: ofTable('lt') },
  pow: { arity: 2, kernel: ofTable('pow') },
  exp: { arity: 1, kernel: ofTable('exp') },
};

/** A small generator of uniform numbers (mulberry32), so that every run draws the same arrays. */
function uniform(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A shape of rank 0 to 4, an axis of length 0 now and then. */
function drawShape(random: () => number): number[] {
  const rank = Math.floor(random() * 5);
  return Array.from({ length: rank }, () => (random() < 0.04 ? 0 : 1 + Math.floor(random() * 6)));
}

/** An operand that broadcasts to `shape`: a number, or an array in which axes are missing or have length 1. */
function drawOperand(random: () => number, shape: Shape, dtype: DType): Operand {
  const value = (): number => Math.floor(random() * 7) - 3; // few, so that comparisons meet equal ones
  const how = random();
  if (how < 0.1 && dtype !== 'complex128') return value();
  const kept = how < 0.4 ? [...shape] : shape.slice(Math.floor(random() * (shape.length + 1)));
  const own = how < 0.5 ? kept : kept.map((length) => (random() < 0.4 ? 1 : length));
  return { shape: own, dtype, data: Float64Array.from({ length: sizeOf(own) * width(dtype) }, value) };
}

const shapeOf = (operand: Operand): Shape => (typeof operand === 'number' ? [] : operand.shape);
const dtypeOf = (operand: Operand): DType => (typeof operand === 'number' ? 'float64' : operand.dtype);

/** The element of an operand at an index of the result. */
function elementAt(operand: Operand, index: readonly number[]): Complex {
  if (typeof operand === 'number') return [operand, 0];
  let at = 0;
  for (const [axis, length] of operand.shape.entries())
    at = at * length + (length === 1 ? 0 : index[index.length - operand.shape.length + axis]!);
  return operand.dtype === 'complex128'
    ? [operand.data[2 * at]!, operand.data[2 * at + 1]!]
    : [operand.data[at]!, 0];
}

/** Every element of a result, by its definition. */
function byDefinition(operands: readonly Operand[], shape: Shape, f: (...operands: Complex[]) => Complex) {
  const elements: Complex[] = [];
  for (let flat = 0; flat < sizeOf(shape); flat++) {
    const index: number[] = [];
    let rest = flat;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    elements.push(f(...operands.map((operand) => elementAt(operand, index))));
  }
  return elements;
}

/** Draw operands of a row, broadcast them, and compare with the definition, bit for bit. */
function checkRow(
  name: string,
  random: () => number,
  dtypes: readonly DType[],
  kernel: Kernel,
  definition: (...operands: Complex[]) => Complex,
): void {
  const drawn = drawShape(random);
  const operands = dtypes.map((dtype) => drawOperand(random, drawn, dtype));
  const shape = operands.map(shapeOf).reduce(broadcastShapes, []);
  const dtype = resultDtype(name, operands.map(dtypeOf));
  const result = elementwise(name, kernel, complex, operands, { shape, dtype });
  const expected = byDefinition(operands, shape, definition).flatMap(([re, im]) =>
    width(dtype) === 2 ? [re, im] : [re],
  );
  const what = `${name} of ${operands.map((operand) => `(${shapeOf(operand)}) ${dtypeOf(operand)}`).join(', ')}`;
  expect(result, what).toMatchObject({ shape, dtype });
  expect([...result.data], what).toEqual(expected);
}

describe('every layout of operands', () => {
  it.each(Object.keys(REAL))('%s of real operands', (name) => {
    const { arity, kernel } = REAL[name]!;
    const random = uniform(name.length * 31 + name.charCodeAt(0));
    const definition = (...operands: Complex[]): Complex => {
      const [x, y, z] = operands.map(([re]) => re) as [number, number, number];
      return [kernel(x, y, z), 0];
    };
    for (let trial = 0; trial < 300; trial++)
      checkRow(name, random, new Array<DType>(arity).fill('float64'), kernel, definition);
  });

  it.each(Object.keys(COMPLEX))('%s of complex operands, mixed with real ones', (name) => {
    const { arity, kernel: definition } = COMPLEX[name]!;
    const random = uniform(name.length * 37 + name.charCodeAt(0));
    const never: Kernel = () => {
      throw new Error('the function of real numbers was called');
    };
    for (let trial = 0; trial < 300; trial++) {
      const dtypes = Array.from({ length: arity }, (): DType => (random() < 0.5 ? 'float64' : 'complex128'));
      dtypes[Math.floor(random() * arity)] = 'complex128';
      checkRow(name, random, dtypes, never, definition);
    }
  });

  it('long rows, where arithmetic goes by fours', () => {
    for (let length = 0; length < 12; length++) {
      const x: NDArray = {
        shape: [length],
        dtype: 'float64',
        data: Float64Array.from({ length }, (_, i) => i + 1),
      };
      const of = (...operands: Operand[]): number[] => [
        ...elementwise('sub', () => NaN, complex, operands, x).data,
      ];
      expect(of(x, x)).toEqual(new Array(length).fill(0));
      expect(of(x, 1)).toEqual([...x.data.keys()]);
      expect(of(1, x)).toEqual([...x.data.keys()].map((i) => 0 - i));
    }
  });

  it('a real operand is complex with imaginary part 0: infinities become NaN as in NumPy', () => {
    const z: NDArray = { shape: [], dtype: 'complex128', data: Float64Array.of(Infinity, 1) };
    const product = elementwise('mul', () => NaN, complex, [z, 2], { shape: [], dtype: 'complex128' });
    expect([...product.data]).toEqual([Infinity, NaN]);
  });

  it('where does not look at the side not taken, and takes NaN for true', () => {
    const mask: NDArray = { shape: [3], dtype: 'float64', data: Float64Array.of(NaN, 0, 1) };
    const chosen = elementwise('where', () => NaN, complex, [mask, 1, NaN], { shape: [3], dtype: 'float64' });
    expect([...chosen.data]).toEqual([1, NaN, 1]);
  });

  it('operands stay as they were', () => {
    const x: NDArray = { shape: [2], dtype: 'float64', data: Float64Array.of(1, 2) };
    elementwise('add', () => NaN, complex, [x, x], x);
    expect([...x.data]).toEqual([1, 2]);
  });
});

describe('the dtype of a result', () => {
  it.each<[string, DType[], DType]>([
    ['add', ['int64', 'int64'], 'int64'],
    ['add', ['bool', 'bool'], 'bool'],
    ['mul', ['bool', 'bool'], 'bool'],
    ['mul', ['bool', 'int64'], 'int64'],
    ['max', ['bool', 'bool'], 'bool'],
    ['sub', ['int64', 'float64'], 'float64'],
    ['add', ['float64', 'complex128'], 'complex128'],
    ['div', ['int64', 'int64'], 'float64'],
    ['pow', ['int64', 'int64'], 'int64'],
    ['fmod', ['int64', 'bool'], 'int64'],
    ['floor', ['int64'], 'int64'],
    ['floor', ['float64'], 'float64'],
    ['clip', ['int64', 'int64', 'float64'], 'float64'],
    ['exp', ['int64'], 'float64'],
    ['exp', ['complex128'], 'complex128'],
    ['atan2', ['bool', 'bool'], 'float64'],
    ['lt', ['complex128', 'float64'], 'bool'],
    ['eq', ['int64', 'int64'], 'bool'],
    ['and', ['float64', 'bool'], 'bool'],
    ['where', ['float64', 'int64', 'int64'], 'int64'],
    ['where', ['bool', 'bool', 'complex128'], 'complex128'],
  ])('%s of %s is %s', (name, dtypes, expected) => {
    expect(resultDtype(name, dtypes)).toBe(expected);
  });

  it('truths have no differences and no negatives', () => {
    expect(() => resultDtype('sub', ['bool', 'bool'])).toThrow('truths cannot be subtracted');
    expect(() => resultDtype('neg', ['bool'])).toThrow('a truth has no negative');
    expect(resultDtype('sub', ['int64', 'bool'])).toBe('int64');
  });

  it('there is none for complex operands of a row of real numbers', () => {
    for (const [name, dtypes] of [
      ['floor', ['complex128']],
      ['atan2', ['float64', 'complex128']],
    ] as const)
      expect(() => resultDtype(name, dtypes)).toThrow(`np.${name} takes no complex numbers`);
  });
});

describe('powers of whole numbers', () => {
  const base: NDArray = { shape: [2], dtype: 'int64', data: Float64Array.of(2, 3) };

  it('are whole', () => {
    expect([...elementwise('pow', Math.pow, complex, [base, base], base).data]).toEqual([4, 27]);
  });

  it('are refused for negative exponents, unless the base is float64', () => {
    expect(() => elementwise('pow', Math.pow, complex, [base, -1], base)).toThrow('negative whole powers');
    const type = { shape: [2], dtype: 'float64' } as const;
    expect([...elementwise('pow', Math.pow, complex, [base, -1], type).data]).toEqual([1 / 2, 1 / 3]);
  });
});

describe('large arrays', () => {
  const special = [0, -0, Infinity, -Infinity, NaN, 1, -1, 1e300, 5e-324];
  const data = Float64Array.from({ length: 1001 }, (_, i) => special[i] ?? (i - 500) / 37);
  const x: NDArray = { shape: [7, 143], dtype: 'float64', data };

  it.each(['exp', 'log', 'sin', 'cos', 'tanh'] as const)('np.%s is that of each number', (name) => {
    const kernel = Math[name] as Kernel;
    const { shape, data: values } = elementwise(name, kernel, complex, [x], x);
    expect(shape).toEqual([7, 143]);
    for (const [i, value] of values.entries()) {
      const expected = kernel(data[i]!, 0, 0);
      if (Number.isFinite(expected) && expected !== 0)
        expect(Math.abs(value / expected - 1)).toBeLessThan(1e-15);
      else expect(value).toBe(expected);
    }
  });

  it('to the power 2 are products', () => {
    const { data: squares } = elementwise('pow', Math.pow, complex, [x, 2], x);
    expect(squares).toEqual(data.map((value) => value * value));
  });
});
