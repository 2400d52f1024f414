/** Singular values and vectors. */

import { describe, expect, test } from 'vitest';
import { svd } from '../../../src/array/linalg/svd.ts';
import type { NDArray } from '../../../src/array/ndarray.ts';
import {
  adjoint,
  complex,
  diagonal,
  expectClose,
  expectUnitary,
  eye,
  FIELDS,
  hilbert,
  inField,
  matrix,
  part,
  product,
  products,
  random,
  real,
  SQUARE,
  scaled,
  size,
  slice,
  spread,
} from './matrices.ts';

/** Expect unitary factors, descending values that are not negative, and their product to be the matrix. */
function expectDecomposition(a: NDArray): void {
  const [m, n] = a.shape as [number, number];
  const k = Math.min(m, n);
  for (const full of [true, false]) {
    const { u, s, vh } = svd(a, full);
    const [rows, columns] = full ? [m, n] : [k, k];
    expect([u.shape, s.shape, vh.shape]).toEqual([[m, rows], [k], [columns, n]]);
    expectUnitary(u, 2e-15 * (m + n));
    expectUnitary(adjoint(vh), 2e-15 * (m + n));
    for (let i = 0; i < k; i++) {
      expect(s.data[i]).toBeGreaterThanOrEqual(s.data[i + 1] ?? 0);
    }
    const unit = 1 / (size(a) || 1);
    const again = products(u, spread(scaled(s, unit), rows, columns), vh);
    expectClose(again, product(scaled(a, unit), eye(n)), 1e-15 * (m + n));
  }
}

test.each(SQUARE)('%s, n = %i: random square, tall and wide matrices', (field, n) => {
  expectDecomposition(random([n, n], field));
  for (const other of [1, Math.ceil(n / 2), n + 3]) {
    expectDecomposition(random([n, other], field));
    expectDecomposition(random([other, n], field, 2));
  }
});

describe.each(FIELDS)('%s', (field) => {
  test('rank-deficient matrices have zeros, to the last digits of the largest value', () => {
    for (const [m, n] of [
      [12, 12],
      [12, 5],
      [5, 12],
      [9, 7],
    ] as const) {
      const a = inField(product(random([m, 3], field), random([3, n], field, 3)), random([1, 1], field));
      expectDecomposition(a);
      const { s } = svd(a);
      for (const value of s.data.subarray(3)) expect(value).toBeLessThan(1e-14 * s.data[0]!);
    }
  });

  test('tiny and huge matrices', () => {
    const a = random([6, 4], field);
    for (const factor of [1e-300, 1e300]) {
      expectClose(scaled(svd(scaled(a, factor)).s, 1 / factor), svd(a).s, 1e-14);
      expectDecomposition(scaled(a, factor));
    }
  });

  test('a stack is the stack of results', () => {
    const a = random([3, 4, 2], field);
    const { u, s, vh } = svd(a, false);
    for (let place = 0; place < 3; place++) {
      const one = svd(slice(a, place), false);
      expect([slice(u, place), slice(s, place, 1), slice(vh, place)]).toEqual([one.u, one.s, one.vh]);
    }
  });
});

describe('known cases', () => {
  test('the Hilbert matrix of size 8, digits by mpmath: absolutely accurate', () => {
    const expected = [
      1.6959389969219494, 0.2981252113169307, 0.02621284357811905, 0.0014676881177418672,
      5.436943369749942e-5, 1.2943320918728114e-6, 1.7988737458175767e-8, 1.1115389663724424e-10,
    ];
    expectClose(svd(hilbert(8)).s, real([8], expected), 5e-16);
  });

  test('a bidiagonal matrix of graded elements: relatively accurate', () => {
    // The singular values of [a b; 0 c] multiply to a·c, and their squares add up to a² + b² + c².
    const { s } = svd(real([2, 2], [1, 1e10, 0, 1e-10]));
    expect(s.data[0]! / 1e10).toBeCloseTo(1, 14);
    expect(s.data[1]! / 1e-20).toBeCloseTo(1, 13);
    const n = 6;
    const graded = svd(matrix(n, n, (i, j) => (j === i || j === i + 1 ? 10 ** (-5 * i) : 0)));
    let log = 0;
    for (const value of graded.s.data) log += Math.log10(value);
    expect(log).toBeCloseTo(-75, 12);
  });

  test('a bidiagonal matrix with a value of 1e-20 and another graded upwards: relatively accurate, too', () => {
    const level = matrix(10, 10, (i, j) => (j === i ? 0.01 : j === i + 1 ? 1 : 0));
    const upwards = matrix(10, 10, (i, j) => (j === i ? 10 ** (i - 9) : j === i + 1 ? 10 ** (i - 8) : 0));
    for (const [a, exponent] of [
      [level, -20],
      [upwards, -45],
    ] as const) {
      expectDecomposition(a);
      let log = 0;
      for (const value of svd(a).s.data) log += Math.log10(value);
      expect(log).toBeCloseTo(exponent, 12);
    }
  });

  test('zero, one, equal values, signs, one row, one column', () => {
    for (const a of [
      matrix(4, 4, () => 0),
      eye(5),
      matrix(5, 3, () => 1),
      diagonal([-1, 2, 0, -3]),
      real([1, 1], [-2]),
      real([1, 3], [-2, 1, 2]),
      real([3, 1], [-2, 1, 2]),
    ]) {
      expectDecomposition(a);
    }
    expect(svd(diagonal([-1, 2, 0, -3])).s).toEqual(real([4], [3, 2, 1, 0]));
  });

  test('no rows or no columns', () => {
    expect(svd(real([0, 3], []))).toEqual({ u: real([0, 0], []), s: real([0], []), vh: eye(3) });
    expect(svd(real([3, 0], []), false).u).toEqual(real([3, 0], []));
  });

  test('what is not finite is refused', () => {
    expect(() => svd(matrix(2, 3, () => Number.POSITIVE_INFINITY))).toThrow('SVD did not converge');
  });
});

describe('NumPy, signs included', () => {
  const A = [2, -1, 3, 4, 0.5, -2, 1, 7, 1.5];

  test('square', () => {
    const { u, s, vh } = svd(real([3, 3], A));
    expectClose(
      u,
      real(
        [3, 3],
        [
          0.007482396408534875, 0.2495075683850838, 0.9683439404790783, -0.13630440454473422,
          0.9595872182698701, -0.24619805002233086, -0.9906387449750239, -0.130147392796227,
          0.04118899249379168,
        ],
      ),
      2e-15,
    );
    expectClose(s, real([3], [7.271378311067533, 4.475454719342864, 3.6874601709643358]), 1e-15);
    expectClose(
      part(vh, 1, 3),
      complex([1, 3], [-0.20916138664137315, 0, -0.9640683669059288, 0, -0.16377941955445074, 0]),
      2e-15,
    );
  });

  test('tall and wide', () => {
    const tall = svd(real([3, 2], [2, -1, 4, 0.5, 1, 7]));
    expectClose(
      tall.u,
      real(
        [3, 3],
        [
          0.0739567212961813, 0.4929275893516847, 0.8669214468630109, -0.1906989068270863, 0.8602508020704802,
          -0.4728662437434603, -0.9788586876102564, -0.13034933522282494, 0.15762208124782,
        ],
      ),
      2e-15,
    );
    const wide = svd(real([2, 3], A.slice(0, 6)));
    expectClose(
      wide.vh,
      real(
        [3, 3],
        [
          0.9573149280576582, 0.05853923285828834, -0.28305703795228887, 0.28750519930789314,
          -0.2938552977132467, 0.9115864327516, 0.02981423969999714, 0.9540556703999102, 0.29814239699997197,
        ],
      ),
      2e-15,
    );
  });

  test('complex', () => {
    const { s, vh } = svd(complex([2, 3], [2, 1, -1, 0, 3, -2, 4, 0.5, 0.5, 3, -2, 0]));
    expectClose(s, real([2], [5.976626953972822, 3.574902831273256]), 1e-15);
    expectClose(
      part(vh, 1, 3),
      complex(
        [1, 3],
        [
          -0.21627156157603092, -0.661416189013816, 0.49333100170471234, -0.15407808836667852,
          -0.20534700135343198, 0.45439224359726216,
        ],
      ),
      2e-15,
    );
  });
});
