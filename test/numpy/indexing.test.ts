/** NumPy's indexing against NumPy itself (`indexing.json`: random indices of arrays of the numbers 0, 1, 2 …), and its errors. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type NDArray, type Shape, sizeOf } from '../../src/array/ndarray.ts';
import { type Argument, Ref } from '../../src/numpy/np.ts';
import { isJsonArray, type Json, toNDArray } from '../golden/cases.ts';
import { Host } from './checked.ts';

interface Case {
  readonly shape: Shape;
  readonly items: readonly Json[];
  readonly value: { readonly shape: Shape; readonly data: readonly number[] };
  /** The elements after 100, 101 … were assigned to what the items select. */
  readonly assigned: readonly number[];
}

const cases: readonly Case[] = JSON.parse(readFileSync(`${import.meta.dirname}/indexing.json`, 'utf8'));

function counted(shape: Shape, first = 0): NDArray {
  return { shape, dtype: 'float64', data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => first + i) };
}

/** Items as a script gives them; whole numbers that are computed vary with the input. */
function itemsOf(host: Host, items: readonly Json[], varies: boolean): Argument[] {
  return items.map((item) => {
    if (!isJsonArray(item)) return item as Argument;
    const array = toNDArray(item);
    return new Ref(varies && array.dtype === 'int64' ? host.input(array) : host.np.literal(array));
  });
}

describe.each(cases.map((test) => [JSON.stringify([test.shape, test.items]), test] as const))(
  '%s',
  (_, test) => {
    const { shape, items, value, assigned } = test;

    it.each([false, true])('selects what NumPy selects (arrays vary: %s)', (varies) => {
      const host = new Host();
      const x = new Ref(host.input(counted(shape)));
      const found = host.array(host.call('index', x, ...itemsOf(host, items, varies)).node);
      expect(found.shape).toEqual(value.shape);
      expect([...found.data]).toEqual(value.data);
    });

    it('assigns to what NumPy assigns to', () => {
      const host = new Host();
      const x = new Ref(host.input(counted(shape)));
      const values = new Ref(host.input(counted(value.shape, 100)));
      const found = host.array(host.call('assign', x, values, ...itemsOf(host, items, false)).node);
      expect(found.shape).toEqual(shape);
      expect([...found.data]).toEqual(assigned);
    });
  },
);

describe('an index', () => {
  const index = (shape: Shape, ...items: Argument[]): NDArray => {
    const host = new Host();
    return host.array(host.call('index', new Ref(host.input(counted(shape))), ...items).node);
  };
  const elements = (shape: Shape, ...items: Argument[]): number[] => [...index(shape, ...items).data];

  it('may be a list of whole numbers or of booleans', () => {
    expect(elements([4], [0, -1])).toEqual([0, 3]);
    expect(elements([4], [true, false, false, true])).toEqual([0, 3]);
    expect(elements([4], [])).toEqual([]);
  });

  it('may be an array of doubles that are whole numbers', () => {
    const host = new Host();
    const places = new Ref(host.np.literal({ shape: [2], dtype: 'float64', data: Float64Array.of(2, 0) }));
    const found = host.call('index', new Ref(host.input(counted([3]))), places);
    expect([...host.array(found.node).data]).toEqual([2, 0]);
  });

  it('may be a computed whole number, which no trace is pinned to', () => {
    const host = new Host();
    const x = new Ref(host.input(counted([3])));
    const found = host.call('index', x, host.call('np.argmax', x));
    expect(host.np.typeOf(found.node)).toEqual({ shape: [], dtype: 'float64' });
    expect([...host.array(found.node).data]).toEqual([2]);
  });

  it.each<[string, Shape, Argument[], RegExp]>([
    ['out of bounds', [3], [5], /index 5 is out of bounds for axis 0 with size 3/],
    ['out of bounds from the end', [2, 3], [0, -4], /index -4 is out of bounds for axis 1 with size 3/],
    ['out of bounds in a list', [2, 3], [':', [0, 3]], /index 3 is out of bounds for axis 1 with size 3/],
    ['longer than the array has axes', [2], [0, 0], /array is 1-dimensional, but 2 were indexed/],
    ['with two ellipses', [2, 2], ['..., 0, ...'], /single ellipsis/],
    ['with step 0', [3], ['::0'], /step of a slice cannot be 0/],
    ['that is a fraction', [3], [1.5], /1.5 is no index/],
    ['that is a fraction in a list', [3], [[0, 0.5]], /0.5 is no index/],
    ['that is a text of something else', [3], ['a:b'], /"a:b" is no index/],
    [
      'of arrays that do not fit together',
      [3, 3],
      [
        [0, 1],
        [0, 1, 2],
      ],
      /do not fit together/,
    ],
    ['with a mask of another length', [3], [[true, false]], /mask of shape \(2,\) does not fit/],
  ])('%s is refused', (_, shape, items, message) => {
    expect(() => index(shape, ...items)).toThrow(message);
  });

  it('out of bounds of its axis only once it is computed is refused, too', () => {
    const host = new Host();
    const places = host.input({ shape: [1], dtype: 'int64', data: Float64Array.of(3) });
    const found = host.call('index', new Ref(host.input(counted([3, 3]))), ':', new Ref(places));
    expect(() => host.array(found.node)).toThrow(/out of bounds/);
  });
});

describe('assignment', () => {
  it('broadcasts the value and drops its extra axes', () => {
    const host = new Host();
    const x = new Ref(host.input(counted([2, 3])));
    const row = new Ref(host.input({ shape: [1, 1, 3], dtype: 'float64', data: Float64Array.of(7, 8, 9) }));
    expect([...host.array(host.call('assign', x, row, 1).node).data]).toEqual([0, 1, 2, 7, 8, 9]);
    expect([...host.array(host.call('assign', x, 5, ':, 0').node).data]).toEqual([5, 1, 2, 5, 4, 5]);
  });

  it('lets the last of several values for one place win', () => {
    const host = new Host();
    const found = host.call('assign', new Ref(host.input(counted([3]))), [7, 8], [1, 1]);
    expect([...host.array(found.node).data]).toEqual([0, 8, 2]);
  });

  it('to a place out of bounds is refused, also where the place is computed', () => {
    const host = new Host();
    const places = new Ref(host.input({ shape: [1], dtype: 'int64', data: Float64Array.of(3) }));
    expect(() => host.call('assign', new Ref(host.input(counted([3]))), 1, places)).toThrow(
      /index 3 is out of bounds for axis 0 with size 3/,
    );
  });
});
