import { describe, expect, test } from 'vitest';
import {
  assemble,
  broadcast,
  cast,
  complexOf,
  concatenate,
  conjugate,
  gather,
  imagPart,
  place,
  realPart,
  reshape,
  scatter,
  view,
} from '../../src/array/layout.ts';
import type { Window } from '../../src/array/layout-blocks.ts';
import {
  DTYPES,
  type NDArray,
  promote,
  type Shape,
  sizeOf,
  stridesOf,
  zeros,
} from '../../src/array/ndarray.ts';
import { arrayOf, complexVector, dot, elementAt, indicesOf, positionOf, Random } from './arrays.ts';

/** A window of any strides within an array of `size` elements, or one without elements. */
function randomWindow(random: Random, size: number): Window {
  const shape = random.shape().map((length) => (size === 0 ? 0 : length));
  if (size === 0 && shape.length === 0) return randomWindow(random, size);
  const strides = shape.map(() => random.whole(-3, 6));
  const ends = shape.map((length, axis) => strides[axis]! * (length - 1));
  const low = -ends.reduce((total, end) => total + Math.min(end, 0), 0);
  const high = size - 1 - ends.reduce((total, end) => total + Math.max(end, 0), 0);
  if (sizeOf(shape) === 0) return { shape, strides, offset: 0 };
  return low > high ? randomWindow(random, size) : { shape, strides, offset: random.whole(low, high) };
}

/** Where a window reads, by its definition. */
function positionsRead({ shape, strides, offset }: Window): number[] {
  return indicesOf(shape).map((index) => index.reduce((at, k, axis) => at + k * strides[axis]!, offset));
}

function naiveView(x: NDArray, window: Window): number[] {
  return positionsRead(window).flatMap((position) => elementAt(x, position));
}

function numbered(shape: Shape): NDArray {
  return { shape, dtype: 'float64', data: Float64Array.from({ length: sizeOf(shape) }, (_, k) => k + 1) };
}

/** The window of a transposition. */
function permuted(shape: Shape, axes: readonly number[]): Window {
  const strides = stridesOf(shape);
  return { shape: axes.map((axis) => shape[axis]!), strides: axes.map((axis) => strides[axis]!), offset: 0 };
}

describe('view', () => {
  test('reads offset + Σ index·stride, for any strides, dtype and rank', () => {
    const random = new Random(1);
    for (let round = 0; round < 1000; round++) {
      const x = random.array();
      const window = randomWindow(random, sizeOf(x.shape));
      const out = view(x, window);
      expect({ shape: out.shape, dtype: out.dtype }).toEqual({ shape: window.shape, dtype: x.dtype });
      expect([...out.data]).toEqual(naiveView(x, window));
    }
  });

  test.each([
    [
      [100, 70],
      [1, 0],
    ],
    [
      [17, 33],
      [1, 0],
    ],
    [
      [5, 40, 37],
      [2, 1, 0],
    ],
    [
      [5, 40, 37],
      [0, 2, 1],
    ],
    [
      [5, 40, 37],
      [1, 0, 2],
    ],
    [
      [3, 20, 2, 18],
      [3, 1, 2, 0],
    ],
  ])('transposes shapes larger than a tile: %j by %j', (shape, axes) => {
    const window = permuted(shape, axes);
    for (const x of [numbered(shape), complexOf(numbered(shape), numbered(shape))])
      expect([...view(x, window).data]).toEqual(naiveView(x, window));
  });

  test.each<[string, Window]>([
    ['a long run', { shape: [50], strides: [1], offset: 7 }],
    ['long rows', { shape: [3, 50], strides: [60, 1], offset: 5 }],
    ['rows that repeat', { shape: [4, 50], strides: [0, 1], offset: 5 }],
    ['columns that repeat', { shape: [4, 50], strides: [1, 0], offset: 5 }],
    ['one element repeated', { shape: [4, 50], strides: [0, 0], offset: 5 }],
    ['a long run backwards', { shape: [200], strides: [-1], offset: 199 }],
    ['rows backwards', { shape: [3, 50], strides: [-60, 1], offset: 120 }],
    ['sliding windows', { shape: [101, 100], strides: [1, 1], offset: 0 }],
    ['a transposition backwards', { shape: [20, 10], strides: [-1, -20], offset: 199 }],
  ])('takes fast paths exactly: %s', (_, window) => {
    for (const x of [numbered([200]), complexOf(numbered([200]), numbered([200]))])
      expect([...view(x, window).data]).toEqual(naiveView(x, window));
  });
});

describe('place', () => {
  test('adds at the positions that view reads', () => {
    const random = new Random(2);
    for (let round = 0; round < 1000; round++) {
      const target = random.shape();
      const window = randomWindow(random, sizeOf(target));
      const g = random.array(window.shape, random.pick(['float64', 'complex128']));
      const expected = zeros(target, g.dtype);
      const step = expected.data.length / sizeOf(target);
      positionsRead(window).forEach((position, k) => {
        elementAt(g, k).forEach((value, i) => {
          expected.data[position * step + i]! += value;
        });
      });
      expect(place(g, window, target)).toEqual(expected);
    }
  });

  test('is the transpose of view: ⟨view(x), g⟩ = ⟨x, place(g)⟩', () => {
    const random = new Random(3);
    for (let round = 0; round < 1000; round++) {
      const x = random.array(random.shape(), random.pick(['float64', 'complex128']));
      const window = randomWindow(random, sizeOf(x.shape));
      const g = random.array(window.shape, x.dtype);
      expect(dot(view(x, window), g)).toBe(dot(x, place(g, window, x.shape)));
    }
  });

  test('undoes a transposition larger than a tile', () => {
    const x = numbered([100, 70]);
    const window = permuted(x.shape, [1, 0]);
    expect(place(view(x, window), window, x.shape)).toEqual(x);
  });

  test('adds a million repetitions as exactly as sum does', () => {
    const g = { shape: [1000000], dtype: 'float64', data: new Float64Array(1000000).fill(0.1) } as const;
    const { data } = place(g, { shape: g.shape, strides: [0], offset: 0 }, []);
    expect(Math.abs(data[0]! - 100000)).toBeLessThan(1e-9);
  });
});

describe('broadcast and reshape', () => {
  test('axes of length 1, and missing ones on the left, repeat', () => {
    const random = new Random(4);
    for (let round = 0; round < 500; round++) {
      const shape = random.shape();
      const own = shape.slice(random.whole(0, shape.length)).map((n) => (random.next() < 0.4 ? 1 : n));
      const x = random.array(own);
      const out = broadcast(x, shape);
      const expected = indicesOf(shape).flatMap((index) => {
        const inner = index.slice(shape.length - own.length).map((k, axis) => (own[axis] === 1 ? 0 : k));
        return elementAt(x, positionOf(inner, own));
      });
      expect([out.shape, out.dtype, [...out.data]]).toEqual([shape, x.dtype, expected]);
    }
  });

  test('reshape shares the data', () => {
    const x = numbered([2, 3]);
    expect(reshape(x, [3, 2])).toEqual({ ...x, shape: [3, 2] });
    expect(reshape(x, [6]).data).toBe(x.data);
  });
});

describe('gather and scatter', () => {
  test('gather reads x.flat[index.flat[k]]; scatter is its transpose', () => {
    const random = new Random(5);
    for (let round = 0; round < 500; round++) {
      const x = random.array(random.shape(), random.pick(['float64', 'complex128']));
      const size = sizeOf(x.shape);
      const index = random.array(size === 0 ? [0, 3] : random.shape(), 'int64');
      const positions = index.data.map(() => random.whole(0, size - 1));
      const where: NDArray = { ...index, data: positions };
      const out = gather(x, where);
      expect(out.shape).toEqual(index.shape);
      expect([...out.data]).toEqual([...positions].flatMap((position) => elementAt(x, position)));
      const g = random.array(index.shape, x.dtype);
      const back = scatter(g, where, x.shape);
      expect([back.shape, back.dtype]).toEqual([x.shape, x.dtype]);
      expect(dot(out, g)).toBe(dot(x, back));
    }
  });

  test('scatter adds where positions coincide', () => {
    expect(scatter(arrayOf([1, 2, 4]), arrayOf([2, 0, 2], 'int64'), [2, 2])).toEqual(
      arrayOf([
        [2, 0],
        [5, 0],
      ]),
    );
  });

  test.each([3, -1, 0.5, Number.NaN, Infinity, 2 ** 32])('%d is no index into 3 elements', (index) => {
    const where = arrayOf([0, index]);
    const message = `index ${index} is out of bounds for an array of 3 elements`;
    expect(() => gather(numbered([3]), where)).toThrow(message);
    expect(() => scatter(numbered([2]), where, [3])).toThrow(message);
    expect(() => gather(complexOf(numbered([3])), where)).toThrow(message);
    expect(() => scatter(complexOf(numbered([2])), where, [3])).toThrow(message);
  });
});

describe('assemble and concatenate', () => {
  const type = { shape: [2, 2], dtype: 'float64' } as const;

  test('values without positions are the elements', () => {
    const out = assemble([1, arrayOf(-2), -0], undefined, type);
    expect([...out.data]).toEqual([1, -2, -0, 0]);
  });

  test('values at the same position add up', () => {
    expect(assemble([1, arrayOf(2), 4], [3, 0, 3], type)).toEqual(
      arrayOf([
        [2, 0],
        [0, 5],
      ]),
    );
  });

  test('real values among complex ones have no imaginary part', () => {
    const z: NDArray = { shape: [], dtype: 'complex128', data: Float64Array.of(3, 4) };
    const complex = { shape: [3], dtype: 'complex128' } as const;
    expect(assemble([z, 5, arrayOf(6)], undefined, complex)).toEqual(complexVector([3, 4], [5, 0], [6, 0]));
    expect(assemble([z, 5, z], [1, 1, 2], complex)).toEqual(complexVector([0, 0], [8, 4], [3, 4]));
  });

  test('concatenate joins along any axis and casts', () => {
    const random = new Random(6);
    for (let round = 0; round < 150; round++) {
      const shape = random.shape(random.whole(1, 4));
      const axis = random.whole(0, shape.length - 1);
      const parts = Array.from({ length: random.whole(1, 4) }, () =>
        random.array(shape.with(axis, random.whole(0, 40))),
      );
      const dtype = parts.map((part) => part.dtype).reduce(promote);
      const joined = shape.with(
        axis,
        parts.reduce((total, part) => total + part.shape[axis]!, 0),
      );
      const expected = indicesOf(joined).flatMap((index) => {
        let k = index[axis]!;
        const part = parts.find((candidate) => {
          if (k < candidate.shape[axis]!) return true;
          k -= candidate.shape[axis]!;
          return false;
        })!;
        return elementAt(cast(part, dtype), positionOf(index.with(axis, k), part.shape));
      });
      const out = concatenate(parts, axis, { shape: joined, dtype });
      expect([out.shape, out.dtype, [...out.data]]).toEqual([joined, dtype, expected]);
    }
  });
});

describe('dtypes and parts', () => {
  test.each([
    ['float64', 'int64', [1.9, -1.9, -0.5, 3], [1, -1, 0, 3]],
    ['float64', 'bool', [0, -0, Number.NaN, 0.5], [0, 0, 1, 1]],
    ['bool', 'float64', [0, 1], [0, 1]],
    ['bool', 'int64', [0, 1], [0, 1]],
    ['int64', 'float64', [-7], [-7]],
  ] as const)('%s as %s', (from, to, values, expected) => {
    expect(cast(arrayOf(values, from), to)).toEqual(arrayOf(expected, to));
  });

  test('a complex number keeps its real part, is true if either part is not 0', () => {
    const z = complexVector([1.5, 2], [0, -3], [0, -0], [0, Number.NaN]);
    expect(cast(z, 'float64')).toEqual(arrayOf([1.5, 0, 0, 0]));
    expect(cast(z, 'int64')).toEqual(arrayOf([1, 0, 0, 0], 'int64'));
    expect(cast(z, 'bool')).toEqual(arrayOf([1, 1, 0, 1], 'bool'));
  });

  test('casting to the dtype an array has gives the array', () => {
    const random = new Random(7);
    for (const dtype of DTYPES) {
      const x = random.array([3], dtype);
      expect(cast(x, dtype)).toBe(x);
    }
  });

  test('a complex array is made of its parts', () => {
    const z = complexVector([1, 2], [3, -4]);
    expect(realPart(z)).toEqual(arrayOf([1, 3]));
    expect(imagPart(z)).toEqual(arrayOf([2, -4]));
    expect(complexOf(realPart(z), imagPart(z))).toEqual(z);
    expect(conjugate(z)).toEqual(complexVector([1, -2], [3, 4]));
    expect(cast(realPart(z), 'complex128')).toEqual(complexVector([1, 0], [3, 0]));
  });

  test('a real array is its own real part and conjugate', () => {
    const x = arrayOf([1, 2], 'int64');
    expect(realPart(x)).toBe(x);
    expect(conjugate(x)).toBe(x);
    expect(imagPart(x)).toEqual(arrayOf([0, 0], 'int64'));
  });
});
