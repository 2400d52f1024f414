import { describe, expect, test } from 'vitest';
import { type NDArray, width } from '../../src/array/ndarray.ts';
import { argsort, searchsorted, sort } from '../../src/array/sort.ts';
import { arrayOf, complexVector, elementAt, indicesOf, positionOf, Random } from './arrays.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** In the order of NumPy, stated with other means than the kernel's. */
function compare(x: readonly number[], y: readonly number[]): number {
  if (x.length === 1) return compareReals(x[0]!, y[0]!);
  const byNaN = (z: readonly number[]) =>
    ['00', '01', '10', '11'].indexOf(z.map((part) => +Number.isNaN(part)).join(''));
  return byNaN(x) - byNaN(y) || compareReals(x[0]!, y[0]!) || compareReals(x[1]!, y[1]!);
}

function compareReals(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return +Number.isNaN(x) - +Number.isNaN(y);
  return x === y ? 0 : x < y ? -1 : 1;
}

/** Each line of x along an axis, as the positions of its elements. */
function linesOf(x: NDArray, axis: number): number[][] {
  return indicesOf(x.shape.with(axis, 1)).map((index) =>
    Array.from({ length: x.shape[axis]! }, (_, k) => positionOf(index.with(axis, k), x.shape)),
  );
}

function withSpecials(random: Random, x: NDArray): NDArray {
  const special = () => random.pick([nan, inf, -inf, -0]);
  return { ...x, data: x.data.map((value) => (random.next() < 0.1 ? special() : value)) };
}

function randomArray(random: Random): NDArray {
  const shape = random.shape(random.whole(1, 4));
  const longer = shape.with(random.whole(0, shape.length - 1), random.whole(0, 70));
  const x = random.array(longer);
  return x.dtype === 'float64' || x.dtype === 'complex128' ? withSpecials(random, x) : x;
}

describe('sorting', () => {
  test('argsort is the stable order, NaN last, along any axis of any dtype', () => {
    const random = new Random(1);
    for (let round = 0; round < 200; round++) {
      const x = randomArray(random);
      const axis = random.whole(0, x.shape.length - 1);
      const out = argsort(x, axis);
      expect([out.shape, out.dtype]).toEqual([x.shape, 'int64']);
      for (const line of linesOf(x, axis)) {
        const elements = line.map((position) => elementAt(x, position));
        const order = elements.map((_, k) => k).sort((a, b) => compare(elements[a]!, elements[b]!));
        expect(line.map((position) => out.data[position])).toEqual(order);
      }
    }
  });

  test('sort gives the elements in that order', () => {
    const random = new Random(2);
    for (let round = 0; round < 200; round++) {
      const x = randomArray(random);
      const axis = random.whole(0, x.shape.length - 1);
      const out = sort(x, axis);
      expect([out.shape, out.dtype]).toEqual([x.shape, x.dtype]);
      const unsignedZero = (part: number) => part + 0;
      for (const line of linesOf(x, axis)) {
        const sorted = line.map((position) => elementAt(x, position)).sort(compare);
        const actual = line.map((position) => elementAt(out, position));
        expect(actual.flat().map(unsignedZero)).toEqual(sorted.flat().map(unsignedZero));
      }
    }
  });

  test('a long vector is sorted stably', () => {
    const random = new Random(3);
    const x = random.array([5000], 'float64');
    const order = [...argsort(x, 0).data];
    const expected = order.map((_, k) => k).sort((a, b) => x.data[a]! - x.data[b]!);
    expect(order).toEqual(expected);
  });

  test('complex numbers with NaN lie as in NumPy', () => {
    const z = complexVector(
      [1, nan],
      [nan, 1],
      [nan, -1],
      [nan, nan],
      [0, nan],
      [3, 1],
      [3, -1],
      [inf, 0],
      [inf, nan],
      [nan, inf],
    );
    expect(sort(z, 0)).toEqual(
      complexVector(
        [3, -1],
        [3, 1],
        [inf, 0],
        [0, nan],
        [1, nan],
        [inf, nan],
        [nan, -1],
        [nan, 1],
        [nan, inf],
        [nan, nan],
      ),
    );
  });

  test('the argument is not changed', () => {
    const x = arrayOf([3, 1, 2]);
    sort(x, 0);
    argsort(x, 0);
    expect(x).toEqual(arrayOf([3, 1, 2]));
  });
});

describe('searchsorted', () => {
  test("finds NumPy's positions, NaN and infinities included", () => {
    const a = arrayOf([1, 2, 2, 3, nan, nan]);
    const v = arrayOf([nan, 2, 0, 4, inf]);
    expect(searchsorted(a, v, 'left')).toEqual(arrayOf([4, 1, 0, 4, 4], 'int64'));
    expect(searchsorted(a, v, 'right')).toEqual(arrayOf([6, 3, 0, 4, 4], 'int64'));
  });

  test('counts the elements before a value, or before and equal to it', () => {
    const random = new Random(4);
    for (let round = 0; round < 200; round++) {
      const dtypes = ['bool', 'int64', 'float64', 'complex128'] as const;
      const x = random.array([random.whole(0, 30)], random.pick(dtypes));
      const a = sort(x.dtype === 'float64' || x.dtype === 'complex128' ? withSpecials(random, x) : x, 0);
      const v = random.array(random.shape(), random.pick(dtypes));
      const complex = a.dtype === 'complex128' || v.dtype === 'complex128';
      const element = (y: NDArray, k: number) =>
        complex && width(y.dtype) === 1 ? [y.data[k]!, 0] : elementAt(y, k);
      for (const side of ['left', 'right'] as const) {
        const out = searchsorted(a, v, side);
        expect([out.shape, out.dtype]).toEqual([v.shape, 'int64']);
        out.data.forEach((position, k) => {
          const value = element(v, k);
          const counted = Array.from({ length: a.shape[0]! }, (_, i) => compare(element(a, i), value));
          expect(position).toBe(counted.filter((order) => (side === 'left' ? order < 0 : order <= 0)).length);
        });
      }
    }
  });
});
