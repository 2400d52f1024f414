/** Cholesky and QR factors, band systems. */

import { describe, expect, test } from 'vitest';
import { solveBanded } from '../../../src/array/linalg/banded.ts';
import { cholesky } from '../../../src/array/linalg/cholesky.ts';
import { qr } from '../../../src/array/linalg/qr.ts';
import {
  adjoint,
  at,
  complex,
  expectClose,
  expectUnitary,
  eye,
  FIELDS,
  gram,
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

describe('Cholesky', () => {
  test.each(SQUARE)(
    '%s, n = %i: a lower triangle whose product with its adjoint is the matrix',
    (field, n) => {
      const a = gram(random([n, n], field));
      const l = cholesky(a);
      expectClose(product(l, adjoint(l)), part(a, n, n), 1e-15 * n);
      for (let i = 0; i < n; i++) {
        expect(at(l, i, i)[0]).toBeGreaterThan(0);
        expect(at(l, i, i)[1]).toBe(0);
        for (let j = i + 1; j < n; j++) expect(at(l, i, j)).toEqual([0, 0]);
      }
    },
  );

  test('only the lower triangle is read', () => {
    const a = real([2, 2], [4, Number.NaN, 2, 10]);
    expect(cholesky(a)).toEqual(real([2, 2], [2, 0, 1, 3]));
  });

  test('the Hilbert matrix of size 12, as good as singular, still has a factor', () => {
    const l = cholesky(hilbert(12));
    expectClose(product(l, adjoint(l)), part(hilbert(12), 12, 12), 1e-15);
  });

  test('a matrix that is not positive definite is refused', () => {
    for (const data of [
      [1, 0, 2, 1],
      [1, 0, 1, 1],
      [-1, 0, 0, 1],
      [Number.NaN, 0, 0, 1],
    ]) {
      expect(() => cholesky(real([2, 2], data))).toThrow('the matrix is not positive definite');
    }
  });

  test('a stack is the stack of factors; size 0', () => {
    const a = real([2, 2, 2], [4, 0, 2, 10, 1, 0, 0, 1]);
    expect(slice(cholesky(a), 0)).toEqual(cholesky(slice(a, 0)));
    expect(slice(cholesky(a), 1)).toEqual(eye(2));
    expect(cholesky(real([0, 0], []))).toEqual(real([0, 0], []));
  });
});

const SHAPES = [
  [1, 1],
  [3, 1],
  [1, 3],
  [5, 5],
  [8, 3],
  [3, 8],
  [30, 30],
  [30, 17],
  [17, 30],
] as const;

describe.each(FIELDS)('QR, %s', (field) => {
  test.each(SHAPES)('%i×%i, reduced and complete', (m, n) => {
    const a = random([m, n], field);
    for (const mode of ['reduced', 'complete'] as const) {
      const { q, r } = qr(a, mode);
      const k = mode === 'complete' ? m : Math.min(m, n);
      expect([q.shape, r.shape]).toEqual([
        [m, k],
        [k, n],
      ]);
      expectUnitary(q, 1e-15 * (m + n));
      expectClose(product(q, r), part(a, m, n), 1e-15 * (m + n));
      for (let i = 0; i < k; i++) {
        for (let j = 0; j < Math.min(i, n); j++) expect(at(r, i, j)).toEqual([0, 0]);
        if (i < n) expect(at(r, i, i)[1]).toBe(0);
      }
    }
  });

  test('tiny, huge and graded matrices, and one of rank 1', () => {
    const a = random([6, 4], field);
    for (const factor of [1e-300, 1e300]) {
      const { q, r } = qr(scaled(a, factor));
      expectClose(q, qr(a).q, 1e-14);
      expectClose(scaled(r, 1 / factor), qr(a).r, 1e-14);
    }
    const graded = matrix(6, 4, (i, j) => 10 ** (-70 * j) * Math.cos(i * i + i * j + 3 * j));
    expectUnitary(qr(graded).q, 1e-14);
    const again = product(qr(graded).q, qr(graded).r);
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 4; j++) {
        expect(at(again, i, j)[0] * 1e70 ** j).toBeCloseTo(at(graded, i, j)[0] * 1e70 ** j, 14);
      }
    }
    const flat = matrix(6, 4, (i, j) => (i + 1) * (j + 1));
    expectUnitary(qr(flat).q, 1e-14);
    expectClose(product(qr(flat).q, qr(flat).r), part(flat, 6, 4), 1e-15);
  });
});

test('QR has the signs of NumPy', () => {
  const real32 = qr(real([3, 2], [2, -1, 4, 0.5, 1, 7]));
  expectClose(
    real32.q,
    real(
      [3, 2],
      [
        -0.4364357804719847, 0.24077170617153837, -0.8728715609439694, 0.12038585308576921,
        -0.21821789023599236, -0.9630868246861537,
      ],
    ),
    1e-15,
  );
  expectClose(real32.r, real([2, 2], [-4.58257569495584, -1.5275252316519468, 0, -6.922186552431729]), 1e-15);
  const { r } = qr(complex([3, 2], [2, 1, -1, 0, 4, 0.5, 0.5, 3, 1, -1, 7, 1]));
  expectClose(
    r,
    complex(
      [2, 2],
      [-4.8218253804964775, 0, -1.555427542095638, -4.303349533131265, 0, 0, -6.26991450954391, 0],
    ),
    1e-15,
  );
});

test('QR of an array without elements', () => {
  expect(qr(real([3, 0], []), 'complete').q).toEqual(eye(3));
  expect(qr(real([0, 3], []))).toEqual({ q: real([0, 0], []), r: real([0, 3], []) });
});

describe('band systems', () => {
  test('as SciPy', () => {
    const ab = real([4, 5], [0, 0, 3, -1, 2, 0, 2, 1, 4, -2, 1, 5, 2, 0.5, 3, 4, 2, 6, 1, 0]);
    const x = solveBanded(1, 2, ab, real([5], [1, 2, 3, 4, 5]));
    expectClose(x, real([5], [4.7325, -3.3175, 0.9675, 1.31, 1.23]), 1e-14);
  });

  test.each(FIELDS)('%s: the residual is small for every width of the band', (field) => {
    for (const [lower, upper, n] of [
      [0, 0, 3],
      [1, 1, 1],
      [1, 1, 6],
      [3, 1, 8],
      [0, 2, 5],
      [2, 0, 5],
      [4, 4, 4],
      [2, 5, 20],
    ] as const) {
      const ab = random([lower + upper + 1, n], field);
      const full = product(eye(n), eye(n));
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const inBand = i - j <= lower && j - i <= upper;
          full.data.set(inBand ? at(ab, upper + i - j, j) : [0, 0], 2 * (i * n + j));
        }
      }
      const b = random([n, 2], field, 4);
      const x = solveBanded(lower, upper, ab, b);
      expectClose(product(full, x), part(b, n, 2), 1e-14 * n * Math.max(1, size(x)));
    }
  });

  test('shapes that do not fit and singular matrices are refused', () => {
    const b = real([2], [1, 1]);
    expect(() => solveBanded(1, 1, real([2, 2], [1, 2, 3, 4]), b)).toThrow('need 3 rows: (2, 2)');
    expect(() => solveBanded(0, 0, real([1, 2], [1, 0]), b)).toThrow('the matrix is singular');
    expect(() => solveBanded(0, 0, real([1, 3], [1, 1, 1]), b)).toThrow('do not fit');
  });
});
