/**
 * What NumPy 2.4 gives for keywords, dtypes and shapes that the golden files leave out, each looked up there; and the derivatives that
 * go with it.
 */

import { describe, expect, it } from 'vitest';
import type { NDArray } from '../../src/array/ndarray.ts';
import { answer, refusal } from '../sandbox/rewritten.ts';
import { run } from './checked.ts';

const array = (dtype: NDArray['dtype'], shape: number[], ...data: number[]): NDArray => ({
  shape,
  dtype,
  data: Float64Array.from(data),
});
const floats = (...data: number[]): NDArray => array('float64', [data.length], ...data);
const whole = (...data: number[]): NDArray => array('int64', [data.length], ...data);

/** Dtype, shape and elements of the only result. */
function result(name: string, ...given: Parameters<typeof run>[1][]): [string, readonly number[], number[]] {
  const [{ dtype, shape, data }] = run(name, ...given) as [NDArray];
  return [dtype, shape, [...data]];
}

describe('keywords', () => {
  it('trapezoid takes the distance dx', () => {
    expect(result('np.trapezoid', floats(1, 2, 4), { dx: 0.5 })).toEqual(['float64', [], [2.25]]);
    expect(result('np.trapezoid', floats(1, 2, 4))).toEqual(['float64', [], [4.5]]);
  });

  it('cumsum and cumprod take a dtype, and count truths as whole numbers', () => {
    expect(result('np.cumsum', whole(1, 2), { dtype: 'float64' })).toEqual(['float64', [2], [1, 3]]);
    expect(result('np.cumprod', array('bool', [2], 1, 0))).toEqual(['int64', [2], [1, 0]]);
  });

  it('clip takes min and max, too', () => {
    expect(result('np.clip', floats(-2, 0.5, 2), { min: -1, max: 1 })[2]).toEqual([-1, 0.5, 1]);
  });

  it('array_equal may take NaN for equal', () => {
    expect(result('np.array_equal', floats(NaN, 1), floats(NaN, 1), { equal_nan: true })[2]).toEqual([1]);
    expect(result('np.array_equal', floats(NaN, 1), floats(NaN, 1))[2]).toEqual([0]);
    expect(result('np.array_equal', floats(NaN, 1), floats(NaN, 2), { equal_nan: true })[2]).toEqual([0]);
  });

  it('of functions of one or two arrays are read, and refused if unknown', async () => {
    expect(await answer('np.angle(np.array([-1, 2]), { deg: true })')).toEqual([180, 0]);
    expect(await answer('[np.angle(np.array([-1, 2]), true), np.angle(-1, true)]')).toEqual([[180, 0], 180]);
    expect(await refusal('np.sin(np.ones(2), { wher: 1 })')).toContain('np.sin has no parameter wher');
    expect(await refusal('np.add(1, np.ones(2), { axis: 1 })')).toContain('np.add has no parameter axis');
  });

  it('what map and reduce of lists pass besides is no keyword', async () => {
    expect(await answer('[[1, -4].map(np.abs), [1, 2].map(np.square), [1, 2, 3].reduce(np.add)]')).toEqual([
      [1, 4],
      [1, 4],
      6,
    ]);
  });
});

describe('dtypes and shapes', () => {
  it('rint makes floats of whole numbers, round keeps them', () => {
    expect(result('np.rint', whole(1, -2))[0]).toBe('float64');
    expect(result('np.round', whole(15, -24), -1)).toEqual(['int64', [2], [20, -20]]);
    expect(result('np.round', whole(15, -24))).toEqual(['int64', [2], [15, -24]]);
  });

  it('logic with a constant keeps the shape of the array', () => {
    expect(result('np.logical_or', array('float64', [0, 2]), 1)).toEqual(['bool', [0, 2], []]);
    expect(result('np.logical_and', floats(1, 2), 0)).toEqual(['bool', [2], [0, 0]]);
    expect(result('np.logical_or', floats(0, 2), 1)).toEqual(['bool', [2], [1, 1]]);
  });

  it('solve takes one vector, or one matrix, for a stack of matrices', () => {
    const stack = array('float64', [3, 2, 2], 1, 0, 0, 1, 2, 0, 0, 2, 4, 0, 0, 4);
    expect(result('np.linalg.solve', stack, floats(4, 8))).toEqual(['float64', [3, 2], [4, 8, 2, 4, 1, 2]]);
    const column = array('float64', [2, 1], 4, 8);
    expect(result('np.linalg.solve', stack, column)).toEqual(['float64', [3, 2, 1], [4, 8, 2, 4, 1, 2]]);
  });
});

describe('JSON', () => {
  it('of complex numbers has both parts', async () => {
    expect(await answer('[np.complex(1, 2), np.complex([[1, 2]], [[3, -4]])]')).toEqual([
      { re: 1, im: 2 },
      [
        [
          { re: 1, im: 3 },
          { re: 2, im: -4 },
        ],
      ],
    ]);
  });
});

describe('tangents of linear functions', () => {
  it('are plain once the derivative is taken, also where a rule gives them', async () => {
    const setup = 'const A = np.array([[2, 1], [1, 3]]); const v = np.array([5, 5]);';
    expect(await answer('jvp((b) => np.sum(np.linalg.solve(A, b)), [v], [v])[1]', setup)).toBeCloseTo(3, 12);
    const second = (f: string): string => `jvp((x) => jvp(${f}, [x], [o])[1], [o], [o])[1]`;
    expect(await answer(second('(x) => np.linalg.det(x)'), 'const o = np.ones([1, 1]);')).toBe(0);
    const bowl = '(x) => stats.multivariate_normal.logpdf(x, np.zeros(2), np.eye(2))';
    expect(await answer(second(bowl), 'const o = np.ones(2);')).toBeCloseTo(-2, 12);
  });
});

describe('complex derivatives', () => {
  it('arccosh is differentiated on its branch in the left half-plane', async () => {
    const f = 'holomorphicGrad(np.arccosh)(np.complex(-0.5, 0.7))';
    const [re, im] = (await answer(`[np.real(${f}), np.imag(${f})]`)) as [number, number];
    // 1 / (√(z − 1) √(z + 1)) at z = −0.5 + 0.7i, by Python's cmath.
    expect(re).toBeCloseTo(-0.212975589, 9);
    expect(im).toBeCloseTo(-0.8105054393, 9);
  });
});
