/** np.bincount: NumPy's values, derivatives by the weights, and what it cannot count. */

import { describe, expect, it } from 'vitest';
import type { NDArray } from '../../src/array/ndarray.ts';
import type { Argument } from '../../src/numpy/np.ts';
import { array, expectDerivatives, expectNear, random, run } from './checked.ts';

const count = (...given: Parameters<typeof run> extends [string, ...infer Rest] ? Rest : never): NDArray =>
  run('np.bincount', ...given)[0]!;
const numbers = [3, 1, 1, 0, 3, 3];

describe('np.bincount', () => {
  it('counts', () => {
    expect(count(numbers)).toMatchObject({ shape: [4], dtype: 'int64', data: Float64Array.of(1, 2, 0, 3) });
  });

  it('gives at least as many as asked for', () => {
    expect([...count(numbers, null, 6).data]).toEqual([1, 2, 0, 3, 0, 0]);
    expect([...count(numbers, null, 2).data]).toEqual([1, 2, 0, 3]);
    expect([...count([], null, 2).data]).toEqual([0, 0]);
  });

  it('adds weights, in floating point', () => {
    const found = count(numbers, [1, 2, 3, 4, 5, 6]);
    expectNear(found, array([4, 5, 0, 12]));
  });

  it('has derivatives by the weights', () => {
    expectDerivatives((call, w) => call('np.bincount', numbers, w), [random(1, [6])], { order: 2 });
  });

  it.each([
    [[-1], null, 'np.bincount expects whole numbers from 0, got -1'],
    [[0.5], null, 'np.bincount expects whole numbers from 0, got 0.5'],
    [[[1]], null, 'np.bincount expects a vector, got an array of 2 axes'],
    [[1, 2], [1], 'np.bincount: weights of shape (1,) do not fit 2 numbers'],
  ] as const)('%j weighed %j: an error', (x, weights, message) => {
    expect(() => count(x as Argument, weights as Argument)).toThrow(message);
  });

  it('does not count to less than nothing', () => {
    expect(() => count([1], null, -1)).toThrow('np.bincount: minlength must not be negative');
  });
});
