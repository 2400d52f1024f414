/** LU and what follows from it: determinants, inverses, solutions, adjugates. */

import { describe, expect, test } from 'vitest';
import { adjugate } from '../../../src/array/linalg/adjugate.ts';
import { det, inv, slogdet, solve } from '../../../src/array/linalg/lu.ts';
import { solveTriangular } from '../../../src/array/linalg/triangular.ts';
import {
  complex,
  diagonal,
  expectClose,
  eye,
  FIELDS,
  hilbert,
  matrix,
  part,
  product,
  random,
  real,
  SQUARE,
  scaled,
  size,
  slice,
} from './matrices.ts';

const A = real([3, 3], [2, -1, 3, 4, 0.5, -2, 1, 7, 1.5]);
const C = complex([3, 3], [2, 1, -1, 0, 3, -2, 4, 0.5, 0.5, 3, -2, 0, 1, -1, 7, 1, 1.5, 2]);

describe('against NumPy', () => {
  test('determinants', () => {
    expectClose(det(A), real([], [120]), 1e-14);
    expectClose(det(C), complex([], [99, -2.5]), 1e-15);
  });

  test('sign and logarithm of a complex determinant', () => {
    const { sign, logabs } = slogdet(C);
    expectClose(sign, complex([], [0.9996813073964107, -0.025244477459505255]), 1e-15);
    expectClose(logabs, real([], [4.595438593531459]), 1e-15);
  });
});

describe.each(SQUARE)('%s, n = %i', (field, n) => {
  const a = random([n, n], field);

  test('the inverse undoes the matrix', () => {
    const inverse = inv(a);
    const tolerance = 1e-15 * n * size(inverse) * n;
    expect(inverse.dtype).toBe(field);
    expectClose(product(a, inverse), eye(n), tolerance);
    expectClose(product(inverse, a), eye(n), tolerance);
  });

  test('a solution has a small residual', () => {
    const b = random([n, 3], field, 5);
    const x = solve(a, b);
    expectClose(product(a, x), part(b, n, 3), 1e-15 * n * Math.max(1, size(x)));
  });

  test('the determinant of the inverse is the inverse of the determinant', () => {
    const one = product({ ...det(a), shape: [1, 1] }, { ...det(inv(a)), shape: [1, 1] });
    expectClose(one, eye(1), 1e-14 * n * n * size(inv(a)));
  });

  test('the adjugate times the matrix is the determinant', () => {
    const adj = adjugate(a);
    const expected = product(eye(n), eye(n));
    const d = det(a);
    for (let i = 0; i < n; i++) {
      expected.data[2 * (i * n + i)] = d.data[0]!;
      expected.data[2 * (i * n + i) + 1] = d.data[1] ?? 0;
    }
    expectClose(scaled(product(adj, a), 1 / size(adj)), scaled(expected, 1 / size(adj)), 1e-14 * n);
  });
});

describe('shapes', () => {
  test.each(FIELDS)('a stack of %s is the stack of results', (field) => {
    const a = random([2, 3, 4, 4], field);
    const b = random([2, 3, 4], field, 2);
    for (let place = 0; place < 6; place++) {
      expect(slice(inv(a), place)).toEqual(inv(slice(a, place)));
      expect(slice(adjugate(a), place)).toEqual(adjugate(slice(a, place)));
      expect(slice(det(a), place, 0)).toEqual(det(slice(a, place)));
      expect(slice(solve(a, b), place, 1)).toEqual(solve(slice(a, place), slice(b, place, 1)));
    }
  });

  test('leading axes of the two sides broadcast', () => {
    const a = random([2, 1, 3, 3], 'float64');
    const b = random([1, 4, 3, 2], 'float64', 3);
    const x = solve(a, b);
    expect(x.shape).toEqual([2, 4, 3, 2]);
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 4; j++) {
        expect(slice(x, 4 * i + j)).toEqual(solve(slice(a, i), slice(b, j)));
      }
    }
  });

  test('a right-hand side of one axis less holds vectors, else matrices', () => {
    expect(solve(random([5, 3, 3], 'float64'), random([5, 3], 'float64')).shape).toEqual([5, 3]);
    expect(solve(eye(3), random([5, 3, 1], 'float64')).shape).toEqual([5, 3, 1]);
    expect(() => solve(eye(3), random([2, 3], 'float64'))).toThrow('do not fit');
  });

  test('a real matrix and a complex side make a complex solution, and the other way round', () => {
    const b = random([3], 'complex128');
    const x = solve(A, b);
    expectClose(product(A, { ...x, shape: [3, 1] }), { ...b, shape: [3, 1] }, 1e-15);
    const y = solve(C, real([3], [1, 2, 3]));
    expectClose(product(C, { ...y, shape: [3, 1] }), complex([3, 1], [1, 0, 2, 0, 3, 0]), 1e-15);
  });

  test('integers count as floating-point numbers', () => {
    const a = { ...real([2, 2], [1, 2, 3, 4]), dtype: 'int64' } as const;
    for (const result of [inv(a), det(a), solve(a, a), slogdet(a).sign, adjugate(a)]) {
      expect(result.dtype).toBe('float64');
    }
  });

  test('matrices of size 0', () => {
    const empty = real([0, 0], []);
    expect(det(empty)).toEqual(real([], [1]));
    expect(slogdet(empty)).toEqual({ sign: real([], [1]), logabs: real([], [0]) });
    expect(inv(empty)).toEqual(empty);
    expect(solve(empty, real([0, 2], []))).toEqual(real([0, 2], []));
    expect(det(real([0, 3, 3], []))).toEqual(real([0], []));
  });

  test('what is no square matrix is refused', () => {
    expect(() => det(real([2, 3], [1, 2, 3, 4, 5, 6]))).toThrow('the last two axes must be square: (2, 3)');
    expect(() => inv(real([2], [1, 2]))).toThrow('at least two dimensions: (2,)');
  });
});

describe('scale', () => {
  test.each(FIELDS)('%s: the inverse of a tiny or huge matrix is that of the matrix, scaled', (field) => {
    const a = random([5, 5], field);
    for (const factor of [2 ** -532, 2 ** 500]) {
      expect(scaled(inv(scaled(a, factor)), factor)).toEqual(inv(a));
    }
  });

  test('only an exact zero is singular', () => {
    expect(() => inv(matrix(2, 2, () => 1))).toThrow('the matrix is singular');
    expect(() => solve(real([1, 1], [0]), real([1], [1]))).toThrow('the matrix is singular');
    expect(det(matrix(3, 3, () => 1)).data[0]).toBe(0);
    expect(slogdet(matrix(3, 3, () => 1))).toEqual({ sign: real([], [0]), logabs: real([], [-Infinity]) });
    expect(inv(diagonal([2 ** -1000, 2 ** 1000]))).toEqual(diagonal([2 ** 1000, 2 ** -1000]));
  });

  test('a determinant is right though partial products leave the range of doubles', () => {
    expectClose(det(diagonal([1e200, 1e200, 1e-200, 1e-200])), real([], [1]), 1e-12);
    expectClose(det(diagonal([1e-200, 1e-200, 1e200, -1e200])), real([], [-1]), 1e-12);
    expect(det(diagonal([1e200, -1e200])).data[0]).toBe(-Infinity);
  });

  test('the logarithm of a determinant of size 200 is the sum of those of the pivots it was made of', () => {
    const n = 200;
    const lower = matrix(n, n, (i, j) => (i === j ? 1 : i > j ? Math.sin(i + 3 * j) / n : 0));
    const upper = matrix(n, n, (i, j) => (i === j ? -1e5 : i < j ? Math.cos(2 * i - j) : 0));
    const { sign, logabs } = slogdet(
      real(
        [n, n],
        product(lower, upper).data.filter((_, i) => i % 2 === 0),
      ),
    );
    expect(sign.data[0]).toBe(1);
    expect(logabs.data[0]).toBeCloseTo(n * Math.log(1e5), 9);
  });

  test('NaN spreads and raises nothing', () => {
    const a = real([2, 2], [Number.NaN, 1, 2, 3]);
    expect(det(a).data[0]).toBeNaN();
    expect(inv(a).data[0]).toBeNaN();
  });

  test('the inverse of the Hilbert matrix has whole numbers, to the condition of 4e7', () => {
    const inverse = inv(hilbert(6));
    expect(inverse.data[0]).toBeCloseTo(36, 6);
    expect(inverse.data[35]! / 698544).toBeCloseTo(1, 9);
  });
});

describe('the adjugate of a singular matrix', () => {
  test('of rank n − 1 is exact for whole numbers', () => {
    const a = real([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expectClose(adjugate(a), real([3, 3], [-3, 6, -3, 6, -12, 6, -3, 6, -3]), 1e-15);
  });

  test('of a column of zeros is what the cofactors say', () => {
    const a = real([3, 3], [1, 0, 2, 3, 0, 4, 5, 0, 7]);
    expectClose(adjugate(a), real([3, 3], [0, 0, 0, -1, -3, 2, 0, 0, 0]), 1e-15);
  });

  test('of lower rank is zero', () => {
    expect(size(adjugate(matrix(4, 4, (i, j) => (i + 1) * (j + 2))))).toBe(0);
    expect(size(adjugate(eye(1)))).toBe(1);
    expect(size(adjugate(matrix(2, 2, () => 0)))).toBe(0);
  });
});

describe.each(FIELDS)('triangular systems, %s', (field) => {
  const n = 7;
  const full = random([n, n], field);
  const b = random([n, 2], field, 9);

  /** What the other triangle holds must not matter. */
  const triangle = (lower: boolean, unit: boolean) => {
    const copy = product(full, eye(n));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const value = i === j && unit ? 1 : lower === i > j || i === j ? undefined : 0;
        if (value !== undefined) copy.data.set([value, 0], 2 * (i * n + j));
      }
    }
    return copy;
  };

  const conjugate = (x: typeof full) => ({
    ...x,
    data: x.data.map((value, i) => (i % 2 === 0 ? value : -value)),
  });
  const transposed = (x: typeof full) => {
    const { data } = x;
    const result = product(x, eye(n));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++)
        result.data.set(data.subarray(2 * (j * n + i), 2 * (j * n + i) + 2), 2 * (i * n + j));
    }
    return result;
  };

  test.each([true, false])('lower = %s', (lower) => {
    for (const unitDiagonal of [true, false]) {
      const a = triangle(lower, unitDiagonal);
      const operators = { N: a, T: transposed(a), C: transposed(conjugate(a)) };
      for (const trans of ['N', 'T', 'C'] as const) {
        const x = solveTriangular(full, b, { lower, trans, unitDiagonal });
        expectClose(product(operators[trans], x), part(b, n, 2), 1e-13 * Math.max(1, size(x)));
      }
    }
  });
});

test('a triangle with a zero on the diagonal is singular, unless that is not read', () => {
  const a = real([2, 2], [0, 1, 1, 1]);
  expect(() => solveTriangular(a, real([2], [1, 2]))).toThrow('the matrix is singular');
  expect(solveTriangular(a, real([2], [1, 2]), { lower: true, unitDiagonal: true }).data).toEqual(
    Float64Array.of(1, 1),
  );
});
