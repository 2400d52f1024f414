/** Products of vectors and arrays: values of NumPy or by definition, derivatives against differences, and what does not fit. */

import { describe, expect, it } from 'vitest';
import type { NDArray } from '../../src/array/ndarray.ts';
import { array, expectDerivatives, expectNear, random, run } from './checked.ts';

const complexArray = (...data: number[]): NDArray => ({
  shape: [data.length / 2],
  dtype: 'complex128',
  data: Float64Array.from(data),
});

/** The one array that a function returns. */
const value = (...given: Parameters<typeof run>): NDArray => run(...given)[0]!;

const [a, b] = [random(1, [2, 3, 4]), random(2, [5, 4, 2])];

describe('what each product sums over', () => {
  it.each([
    ['np.dot', [3], [3], 'i,i->'],
    ['np.dot', [2, 3], [3], 'ij,j->i'],
    ['np.dot', [3], [3, 2], 'j,jk->k'],
    ['np.dot', [2, 3], [3, 4], 'ij,jk->ik'],
    ['np.dot', [2, 3, 4], [5, 4, 2], 'abi,cid->abcd'],
    ['np.dot', [], [2, 3], ',ij->ij'],
    ['np.inner', [2, 3], [4, 3], 'ij,kj->ik'],
    ['np.inner', [2, 3, 4], [4], 'abi,i->ab'],
    ['np.inner', [2], [], 'i,->i'],
    ['np.matmul', [3], [3], 'i,i->'],
    ['np.matmul', [3], [2, 3, 4], 'i,bij->bj'],
    ['np.matmul', [2, 4, 3], [3], 'bij,j->bi'],
    ['np.matmul', [2, 4, 3], [2, 3, 5], 'bij,bjk->bik'],
    ['np.matmul', [4, 3], [2, 3, 5], 'ij,bjk->bik'],
    ['np.matmul', [1, 4, 3], [2, 3, 5], 'bij,bjk->bik'],
    ['np.matmul', [2, 1, 4, 3], [5, 3, 2], 'abij,bjk->abik'],
    ['np.outer', [3], [2], 'i,j->ij'],
    ['np.tensordot', [2, 3, 4], [3, 4, 5], 'iab,abj->ij'],
  ])('%s of %j and %j', (name, shapeX, shapeY, sum) => {
    const [x, y] = [random(1, shapeX), random(2, shapeY, 'complex128')];
    const found = value(name, x, y);
    expectNear(found, value('np.einsum', sum, x, y));
    expectDerivatives((call, p, q) => call(name, p, q), [x, y], { order: 2 });
  });

  it.each([
    [0, 'abi,cjd->abicjd'],
    [[[2], [1]], 'abi,cid->abcd'],
    [[-1, -2], 'abi,cid->abcd'],
    [
      [
        [2, 0],
        [1, 2],
      ],
      'dbi,cid->bc',
    ],
  ] as const)('tensordot with axes %j', (axes, sum) => {
    expectNear(value('np.tensordot', a, b, axes), value('np.einsum', sum, a, b));
    expectNear(value('np.tensordot', a, b, { axes }), value('np.einsum', sum, a, b));
  });

  it('outer takes the elements of any arrays', () => {
    expect(value('np.outer', random(1, [2, 2]), random(2, [3])).shape).toEqual([4, 3]);
    expect(value('np.outer', 2, 3)).toEqual(array([[6]]));
  });

  it('vdot conjugates the first array', () => {
    const [x, y] = [complexArray(1, 2, 0, 3), complexArray(2, -1, 1, 0)];
    expectNear(value('np.vdot', x, y), { shape: [], dtype: 'complex128', data: Float64Array.of(0, -8) });
    expectDerivatives((call, p, q) => call('np.vdot', p, q), [x, y]);
  });

  it('numbers have products, too', () => {
    for (const name of ['np.dot', 'np.inner', 'np.kron', 'np.vdot'])
      expect(value(name, 2, 3)).toEqual(array(6));
  });

  it('of truths, tell whether any product is true', () => {
    const found = value(
      'np.dot',
      [
        [true, true],
        [false, true],
      ],
      [true, true],
    );
    expect(found).toEqual({ shape: [2], dtype: 'bool', data: Float64Array.of(1, 1) });
  });

  it('sums over no elements are 0', () => {
    expect(value('np.dot', random(1, [2, 0]), random(2, [0, 3]))).toEqual(
      array([
        [0, 0, 0],
        [0, 0, 0],
      ]),
    );
  });
});

describe('values of NumPy', () => {
  it('kron', () => {
    expect(
      value(
        'np.kron',
        [1, 2],
        [
          [1, 10],
          [100, 1000],
        ],
      ),
    ).toEqual(
      array([
        [1, 10, 2, 20],
        [100, 1000, 200, 2000],
      ]),
    );
    expect(
      value(
        'np.kron',
        [
          [0, 1],
          [2, 3],
        ],
        [1, 10],
      ),
    ).toEqual(
      array([
        [0, 0, 1, 10],
        [2, 20, 3, 30],
      ]),
    );
    expectDerivatives((call, p, q) => call('np.kron', p, q), [random(1, [2, 1, 2]), random(2, [2, 3])], {
      order: 2,
    });
  });

  it('cross of vectors with 3 components', () => {
    expect(
      value(
        'np.cross',
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        [
          [7, 8, 9],
          [1, 0, 2],
        ],
      ),
    ).toEqual(
      array([
        [-6, 12, -6],
        [10, -2, -5],
      ]),
    );
  });
  it('cross of vectors in a plane', () => {
    expect(value('np.cross', [1, 2], [3, 5])).toEqual(array(-1));
    expect(value('np.cross', [1, 2, 3], [4, 5])).toEqual(array([-15, 12, -3]));
    expect(value('np.cross', [1, 2], [3, 4, 5])).toEqual(array([10, -5, -2]));
  });
  it('cross along other axes', () => {
    const [x, y] = [
      array([
        [1, 4],
        [2, 5],
        [3, 6],
      ]),
      array([
        [7, 1],
        [8, 0],
        [9, 2],
      ]),
    ];
    const expected = array([
      [-6, 10],
      [12, -2],
      [-6, -5],
    ]);
    expect(value('np.cross', x, y, { axisa: 0, axisb: 0, axisc: 0 })).toEqual(expected);
    expect(value('np.cross', x, y, { axis: 0 })).toEqual(expected);
  });
  it('cross broadcasts', () => {
    expectDerivatives((call, p, q) => call('np.cross', p, q), [random(1, [3]), random(2, [2, 3])], {
      order: 2,
    });
  });

  it.each([
    [
      'full',
      [
        [3, 11, 22, 20],
        [3, 11, 17, 25, 22],
        [1, 12, 123, 234, 340, 400],
      ],
    ],
    [
      'same',
      [
        [3, 11, 22],
        [3, 11, 17, 25],
        [12, 123, 234, 340],
      ],
    ],
    [
      'valid',
      [
        [11, 22],
        [11, 17, 25],
        [123, 234],
      ],
    ],
  ])('convolve, %s', (mode, expected) => {
    const pairs = [
      [
        [1, 2, 4],
        [3, 5],
      ],
      [
        [1, 2],
        [3, 5, 7, 11],
      ],
      [
        [1, 2, 3, 4],
        [1, 10, 100],
      ],
    ] as const;
    for (const [i, [x, v]] of pairs.entries())
      expect(value('np.convolve', x, v, mode)).toEqual(array(expected[i]));
  });
  it.each([
    [
      'full',
      [
        [5, 13, 26, 12],
        [11, 29, 19, 13, 6],
        [100, 210, 321, 432, 43, 4],
        [100, 210, 21, 2],
      ],
    ],
    [
      'same',
      [
        [5, 13, 26],
        [29, 19, 13, 6],
        [210, 321, 432, 43],
        [210, 21, 2],
      ],
    ],
    [
      'valid',
      [
        [13, 26],
        [29, 19, 13],
        [321, 432],
        [210, 21],
      ],
    ],
  ])('correlate, %s', (mode, expected) => {
    const pairs = [
      [
        [1, 2, 4],
        [3, 5],
      ],
      [
        [1, 2],
        [3, 5, 7, 11],
      ],
      [
        [1, 2, 3, 4],
        [1, 10, 100],
      ],
      [
        [1, 2],
        [1, 10, 100],
      ],
    ] as const;
    for (const [i, [x, v]] of pairs.entries())
      expect(value('np.correlate', x, v, mode)).toEqual(array(expected[i]));
  });
  it('correlate conjugates', () => {
    const found = value('np.correlate', complexArray(1, 2, 3, 0), complexArray(0, 2, 1, -1), 'full');
    expectNear(found, complexArray(-1, 3, 7, 1, 0, -6));
  });
  it('derivatives of convolve and correlate', () => {
    for (const mode of ['full', 'same', 'valid']) {
      for (const name of ['np.convolve', 'np.correlate']) {
        const at = [random(1, [2]), random(2, [4], 'complex128')];
        expectDerivatives((call, p, q) => call(name, p, q, mode), at, { order: 2 });
      }
    }
  });
});

describe('arrays that do not fit are refused', () => {
  it.each([
    [
      'np.dot',
      [
        [2, 3],
        [2, 3],
      ],
      /np\.dot: arrays of shapes \(2, 3\) and \(2, 3\) do not fit/,
    ],
    [
      'np.inner',
      [
        [2, 3],
        [2, 1],
      ],
      /do not fit/,
    ],
    [
      'np.matmul',
      [
        [2, 3],
        [1, 3],
      ],
      /do not fit/,
    ],
    [
      'np.matmul',
      [
        [2, 2, 3],
        [3, 3, 2],
      ],
      /do not fit/,
    ],
    ['np.matmul', [[], [3]], /takes no number without axes/],
    ['np.vdot', [[2], [3]], /do not fit/],
    [
      'np.tensordot',
      [
        [2, 3],
        [3, 2],
      ],
      /do not fit/,
    ],
    ['np.cross', [[4], [4]], /2 or 3 components, not of 4/],
    ['np.convolve', [[0], [4]], /not empty/],
    ['np.correlate', [[2, 2], [4]], /not empty/],
  ] as const)('%s of %j', (name, [x, y], message) => {
    expect(() => run(name, random(1, x), random(2, y))).toThrow(message);
  });
});
