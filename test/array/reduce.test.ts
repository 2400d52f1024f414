import { describe, expect, test } from 'vitest';
import { type NDArray, sizeOf, width } from '../../src/array/ndarray.ts';
import { argmax, argmin, cumsum, max, min, sum } from '../../src/array/reduce.ts';
import { arrayOf, complexVector, elementAt, indicesOf, positionOf, Random } from './arrays.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** The elements that each element of a reduction is made of, in order. */
function groupsOf(x: NDArray, axes: readonly number[]): number[][][] {
  const kept = x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
  const groups = Array.from({ length: sizeOf(kept) }, (): number[][] => []);
  indicesOf(x.shape).forEach((index, position) => {
    const reduced = index.map((k, axis) => (axes.includes(axis) ? 0 : k));
    groups[positionOf(reduced, kept)]!.push(elementAt(x, position));
  });
  return groups;
}

/** Whether complex or real number x comes after y: by the real, then the imaginary part. */
function exceeds(x: readonly number[], y: readonly number[]): boolean {
  const first = x.findIndex((part, k) => part !== y[k]);
  return first >= 0 && x[first]! > y[first]!;
}

/** The position of the first NaN, else of the first of the greatest elements. */
function firstGreatest(group: readonly (readonly number[])[]): number {
  const nanAt = group.findIndex((element) => element.some(Number.isNaN));
  if (nanAt >= 0) return nanAt;
  return group.reduce((best, element, k) => (exceeds(element, group[best]!) ? k : best), 0);
}

function firstLeast(group: readonly (readonly number[])[]): number {
  return firstGreatest(group.map((element) => element.map((part) => -part)));
}

function randomAxes(random: Random, rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis).filter(() => random.next() < 0.5);
}

/** Put NaN into a real or complex array. */
function withNaN(random: Random, x: NDArray): NDArray {
  return { ...x, data: x.data.map((value) => (random.next() < 0.04 ? nan : value)) };
}

describe('sum', () => {
  test('adds over any axes, for any dtype and rank', () => {
    const random = new Random(1);
    for (let round = 0; round < 500; round++) {
      const x = random.array();
      const axes = randomAxes(random, x.shape.length);
      const expected = groupsOf(x, axes).flatMap((group) =>
        group.reduce(
          (total, element) => total.map((part, k) => part + element[k]!),
          Array(width(x.dtype)).fill(0),
        ),
      );
      const out = sum(x, axes);
      expect(out.shape).toEqual(x.shape.filter((_, axis) => !axes.includes(axis)));
      expect(out.dtype).toBe(x.dtype === 'bool' ? 'int64' : x.dtype);
      expect([...out.data]).toEqual(expected);
      const kept = x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
      expect(sum(x, axes, true)).toEqual({ ...out, shape: kept });
    }
  });

  test.each([7, 8, 9, 127, 128, 129, 135, 136, 255, 1000, 4099])('adds %d numbers along any axis', (n) => {
    const random = new Random(n);
    for (const shape of [[n], [n, 2], [2, n], [2, n, 3]]) {
      const x = random.array(shape, 'float64');
      const axis = shape.indexOf(n);
      const expected = groupsOf(x, [axis]).map((group) =>
        group.flat().reduce((total, value) => total + value, 0),
      );
      expect([...sum(x, [axis]).data]).toEqual(expected);
    }
  });

  test('has the error of pairwise summation: a million times 0.1', () => {
    const data = new Float64Array(1000000).fill(0.1);
    const naive = data.reduce((total, value) => total + value, 0);
    expect(Math.abs(naive - 100000)).toBeGreaterThan(1e-6);
    for (const [shape, axes] of [
      [[1000000], [0]],
      [[500000, 2], [0]],
      [[2, 500000], [1]],
      [
        [1000, 1000],
        [0, 1],
      ],
    ] as const) {
      for (const value of sum({ shape, dtype: 'float64', data }, axes).data) {
        const exact = shape[0] === 1000000 || shape[0] === 1000 ? 100000 : 50000;
        expect(Math.abs(value / exact - 1)).toBeLessThan(1e-14);
      }
    }
  });

  test('the sum of nothing is 0; that of −0 is 0, as in NumPy', () => {
    expect(sum(arrayOf([]), [0])).toEqual(arrayOf(0));
    expect(sum({ shape: [2, 0, 3], dtype: 'complex128', data: new Float64Array(0) }, [1]).data).toEqual(
      new Float64Array(12),
    );
    expect([...sum(arrayOf([-0, -0]), [0]).data]).toEqual([0]);
  });
});

describe('cumsum', () => {
  test('adds up to each element from either end', () => {
    const random = new Random(2);
    for (let round = 0; round < 500; round++) {
      const x = random.array(random.shape(random.whole(1, 4)));
      const axis = random.whole(0, x.shape.length - 1);
      const reverse = random.next() < 0.5;
      const expected = indicesOf(x.shape).flatMap((index) => {
        const total = Array<number>(width(x.dtype)).fill(0);
        const from = reverse ? index[axis]! : 0;
        const to = reverse ? x.shape[axis]! - 1 : index[axis]!;
        for (let k = from; k <= to; k++)
          elementAt(x, positionOf(index.with(axis, k), x.shape)).forEach((part, i) => {
            total[i]! += part;
          });
        return total;
      });
      const out = cumsum(x, axis, reverse);
      expect([out.shape, out.dtype]).toEqual([x.shape, x.dtype === 'bool' ? 'int64' : x.dtype]);
      expect([...out.data]).toEqual(expected);
    }
  });

  test('begins with the first element itself, −0 included', () => {
    expect([...cumsum(arrayOf([-0, -0, 1]), 0, false).data]).toEqual([-0, -0, 1]);
  });
});

describe('extremes', () => {
  test.each([
    ['max', max, firstGreatest],
    ['min', min, firstLeast],
  ] as const)('%s over any axes, NaN before all', (_, kernel, position) => {
    const random = new Random(3);
    for (let round = 0; round < 500; round++) {
      const whole = random.array(random.shape().map((n) => n + 1));
      const x = whole.dtype === 'float64' ? withNaN(random, whole) : whole;
      const axes = randomAxes(random, x.shape.length);
      const out = kernel(x, axes);
      expect(out.dtype).toBe(x.dtype);
      expect(out.shape).toEqual(x.shape.filter((_, axis) => !axes.includes(axis)));
      expect([...out.data]).toEqual(groupsOf(x, axes).flatMap((group) => group[position(group)]!));
    }
  });

  test.each([
    ['argmax', argmax, firstGreatest],
    ['argmin', argmin, firstLeast],
  ] as const)('%s: the first NaN, else the first of equals', (_, kernel, position) => {
    const random = new Random(4);
    for (let round = 0; round < 500; round++) {
      const whole = random.array(random.shape(random.whole(1, 4)).map((n) => n + 1));
      const x = whole.dtype === 'float64' || whole.dtype === 'complex128' ? withNaN(random, whole) : whole;
      const axis = random.whole(0, x.shape.length - 1);
      const out = kernel(x, axis);
      expect([out.shape, out.dtype]).toEqual([x.shape.toSpliced(axis, 1), 'int64']);
      expect([...out.data]).toEqual(groupsOf(x, [axis]).map(position));
    }
  });

  test('a complex NaN in either part is the extreme, as in NumPy', () => {
    for (const [z, at] of [
      [complexVector([5, 0], [2, nan]), 1],
      [complexVector([5, nan], [7, 0]), 0],
      [complexVector([1, 2], [nan, 1], [2, nan]), 1],
    ] as const) {
      const element = new Float64Array(elementAt(z, at));
      expect([argmax(z, 0).data[0], argmin(z, 0).data[0]]).toEqual([at, at]);
      expect([max(z, [0]).data, min(z, [0]).data]).toEqual([element, element]);
    }
    expect(argmax(complexVector([inf, -inf], [3, 0]), 0)).toEqual(arrayOf(0, 'int64'));
    expect(argmin(complexVector([inf, -inf], [3, 0]), 0)).toEqual(arrayOf(1, 'int64'));
  });

  test('infinities are ordinary', () => {
    expect(max(arrayOf([-inf, -inf]), [0])).toEqual(arrayOf(-inf));
    expect(argmin(arrayOf([inf, inf]), 0)).toEqual(arrayOf(0, 'int64'));
    expect(min(arrayOf([3, -inf, inf]), [0])).toEqual(arrayOf(-inf));
  });

  test('there is no extreme of nothing', () => {
    const x = arrayOf([[], [], []]);
    expect(() => max(x, [1])).toThrow('zero-size array to reduction operation maximum which has no identity');
    expect(() => min(x, [0, 1])).toThrow(
      'zero-size array to reduction operation minimum which has no identity',
    );
    expect(() => argmax(x, 1)).toThrow('attempt to get argmax of an empty sequence');
    expect(() => argmin(x, 1)).toThrow('attempt to get argmin of an empty sequence');
    expect(max(x, [0])).toEqual(arrayOf([]));
    expect(argmax(x, 0)).toEqual(arrayOf([], 'int64'));
    expect(max(x, [0], true).shape).toEqual([1, 0]);
  });
});
