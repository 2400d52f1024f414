/** Eigenvalues and vectors of general matrices, and the Schur form. */

import { describe, expect, test } from 'vitest';
import { eig } from '../../../src/array/linalg/eig.ts';
import { schur } from '../../../src/array/linalg/schur.ts';
import type { NDArray } from '../../../src/array/ndarray.ts';
import {
  adjoint,
  at,
  complex,
  diagonal,
  expectClose,
  expectUnitary,
  eye,
  FIELDS,
  hermitian,
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
  sum,
} from './matrices.ts';

/** Expect A·V = V·w to the precision of A, columns of norm 1 with a real largest component, and conjugate pairs if A is real. */
function expectDecomposition(a: NDArray): void {
  const n = a.shape[0]!;
  const { values, vectors } = eig(a);
  expect([values.dtype, vectors.dtype]).toEqual(['complex128', 'complex128']);
  const unit = 1 / (size(a) || 1);
  const residual = sum(
    product(scaled(a, unit), vectors),
    product(vectors, spread(scaled(values, unit), n, n)),
    -1,
  );
  expect(size(residual)).toBeLessThanOrEqual(2e-15 * (n + 1));
  for (let j = 0; j < n; j++) {
    const column = Array.from({ length: n }, (_, i) => at(vectors, i, j));
    const sizes = column.map(([re, im]) => Math.hypot(re, im));
    expect(Math.hypot(...sizes)).toBeCloseTo(1, 13);
    if (a.dtype === 'complex128') {
      const largest = column.filter((_, i) => sizes[i]! >= Math.max(...sizes) * (1 - 1e-14));
      expect(largest.some(([, im]) => im === 0)).toBe(true);
    } else {
      expectPartner(values, vectors, j);
    }
  }
}

function expectPartner(values: NDArray, vectors: NDArray, j: number): void {
  const n = vectors.shape[0]!;
  const row = { ...values, shape: [1, n] };
  const [re, im] = at(row, 0, j);
  const other = im > 0 ? j + 1 : im < 0 ? j - 1 : j;
  expect(at(row, 0, other)).toEqual([re, im === 0 ? im : -im]);
  for (let i = 0; i < n; i++) {
    const [x, y] = at(vectors, i, j);
    const [u, v] = at(vectors, i, other);
    expect([u, v + 0]).toEqual([x, -y + 0]);
  }
}

test.each(SQUARE)('%s, n = %i: random matrices', (field, n) => {
  const a = random([n, n], field);
  expectDecomposition(a);
  expectDecomposition(hermitian(a));
  const grade = diagonal(Array.from({ length: n }, (_, i) => 2 ** (i % 30)));
  const inverse = diagonal(Array.from({ length: n }, (_, i) => 2 ** -(i % 30)));
  expectDecomposition(inField(products(inverse, a, grade), a));
});

test.each(SQUARE)('%s, n = %i: the Schur form is a triangle, unitarily similar to the matrix', (field, n) => {
  const a = random([n, n], field, 6);
  const { t, z } = schur(a);
  expectUnitary(z, 2e-15 * (n + 1));
  expectClose(products(z, t, adjoint(z)), product(a, eye(n)), 4e-15 * (n + 1));
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) expect(at(t, i, j)).toEqual([0, 0]);
});

describe('known cases', () => {
  test('of a triangle, the eigenvalues are the diagonal, exactly', () => {
    for (const lower of [true, false]) {
      const a = matrix(8, 8, (i, j) =>
        i === j ? Math.cos(7 * i) : lower === i > j ? Math.sin(i + 2 * j) : 0,
      );
      expectDecomposition(a);
      const values = [...eig(a).values.data].filter((_, i) => i % 2 === 0);
      expect(values.sort()).toEqual(Array.from({ length: 8 }, (_, i) => Math.cos(7 * i)).sort());
    }
  });

  test('of a triangle in another order, and of one around a full block, they are found, too', () => {
    const order = [3, 6, 0, 8, 2, 7, 5, 1, 4];
    const inBlock = (i: number): boolean => i >= 3 && i <= 5;
    for (const block of [false, true]) {
      const a = matrix(9, 9, (k, l) => {
        const [i, j] = [order[k]!, order[l]!];
        return i <= j || (block && inBlock(i) && inBlock(j)) ? Math.cos(5 * i + j * j) : 0;
      });
      expectDecomposition(a);
      const values = [...eig(a).values.data].filter((_, i) => i % 2 === 0);
      for (let i = 0; i < 9; i++)
        if (!block || !inBlock(i)) expect(values).toContain(Math.cos(5 * i + i * i));
    }
  });

  test.each(FIELDS)('they do not depend on the scale of the axes, %s', (field) => {
    const n = 8;
    const a = random([n, n], field);
    const axes = (sign: 1 | -1): NDArray =>
      diagonal(Array.from({ length: n }, (_, i) => 2 ** (sign * 25 * (i % 5))));
    const b = inField(products(axes(-1), a, axes(1)), a);
    expectDecomposition(b);
    expectClose(eig(b).values, eig(a).values, 1e-13);
  });

  test('of a symmetric matrix, they are real, and of a rotation, a pair of modulus 1', () => {
    const { values } = eig(hermitian(random([10, 10], 'float64')));
    for (let i = 0; i < 10; i++) expect(values.data[2 * i + 1]).toBe(0);
    const turn = eig(real([2, 2], [0.6, -0.8, 0.8, 0.6]));
    expectClose(turn.values, complex([2], [0.6, 0.8, 0.6, -0.8]), 1e-15);
  });

  test('a Jordan block has one eigenvalue, exactly, and parallel vectors', () => {
    const n = 12;
    const a = matrix(n, n, (i, j) => (i === j ? 2 : j === i + 1 ? 1 : 0));
    expectDecomposition(a);
    expectDecomposition(matrix(n, n, (i, j) => (j === i + 1 ? 1 : 0)));
    const { values, vectors } = eig(a);
    for (let j = 0; j < n; j++) {
      expect(values.data[2 * j]).toBe(2);
      expect(Math.abs(at(vectors, 0, j)[0])).toBeCloseTo(1, 14);
    }
  });

  test('the companion matrix of (x − 1)·(x − 2)···(x − 8) has its roots', () => {
    const coefficients = [36, -546, 4536, -22449, 67284, -118124, 109584, -40320];
    const a = matrix(8, 8, (i, j) => (i === 0 ? coefficients[j]! : Number(i === j + 1)));
    expectDecomposition(a);
    const roots = [...eig(a).values.data].filter((_, i) => i % 2 === 0).sort();
    roots.forEach((root, i) => {
      expect(root).toBeCloseTo(i + 1, 8);
    });
  });

  test('a cyclic permutation, on which unshifted steps stand still, has the roots of one', () => {
    for (const n of [2, 3, 4, 7, 16]) {
      const a = matrix(n, n, (i, j) => Number((i + 1) % n === j));
      expectDecomposition(a);
      expectDecomposition(product(a, eye(n)));
      const { values } = eig(a);
      for (let k = 0; k < n; k++)
        expect(Math.hypot(values.data[2 * k]!, values.data[2 * k + 1]!)).toBeCloseTo(1, 13);
    }
  });

  test('zero, one, rank 1, and a Vandermonde matrix', () => {
    for (const a of [
      matrix(6, 6, () => 0),
      eye(6),
      matrix(6, 6, () => 1),
      matrix(6, 6, (i, j) => (i + 1) ** j),
    ]) {
      expectDecomposition(a);
    }
  });

  test.each(FIELDS)('tiny and huge matrices, %s', (field) => {
    const a = random([6, 6], field);
    const { values } = eig(a);
    for (const factor of [2 ** -1000, 2 ** 1000]) {
      expectDecomposition(scaled(a, factor));
      expectClose(scaled(eig(scaled(a, factor)).values, 1 / factor), values, 1e-14);
    }
  });

  test.each(FIELDS)('a stack of %s is the stack of results', (field) => {
    const a = random([3, 4, 4], field);
    const { values, vectors } = eig(a);
    for (let place = 0; place < 3; place++) {
      expect({ values: slice(values, place, 1), vectors: slice(vectors, place) }).toEqual(
        eig(slice(a, place)),
      );
    }
  });

  test('no rows', () => {
    expect(eig(real([0, 0], []))).toEqual({ values: complex([0], []), vectors: complex([0, 0], []) });
  });

  test('what is not finite is refused', () => {
    expect(() => eig(matrix(2, 2, () => Number.NaN))).toThrow('must not contain infs or NaNs');
  });
});

describe('NumPy, order and signs included', () => {
  test('real', () => {
    const { values, vectors } = eig(real([3, 3], [2, -1, 3, 4, 0.5, -2, 1, 7, 1.5]));
    expectClose(
      values,
      complex(
        [3],
        [
          4.930543728942968, 0, -0.4652718644714883, 4.911375432542114, -0.4652718644714883,
          -4.911375432542114,
        ],
      ),
      2e-15,
    );
    expectClose(
      part(vectors, 3, 2),
      complex(
        [3, 2],
        [
          0.6462048419810738, 0, 0.27417933037892034, 0.32627389555135133, 0.25942261886549545, 0,
          0.15915764038888416, -0.5422437725196214, 0.7177180553819053, 0, -0.7064075145015404, 0,
        ],
      ),
      2e-15,
    );
  });

  test('a pair whose block is larger below the diagonal', () => {
    const { vectors } = eig(real([3, 3], [1, 2, 3, 0, 0, -1, 0, 2, 0]));
    expectClose(
      part(vectors, 3, 2),
      complex(
        [3, 2],
        [
          1, 0, 0.8424235391742317, 0, 0, 0, -0.30633583242699347, -0.054153036107388225, 0, 0,
          -0.07658395810674833, 0.43322428885910585,
        ],
      ),
      2e-15,
    );
  });

  test('complex', () => {
    const { values, vectors } = eig(
      complex([3, 3], [2, 1, -1, 0, 3, -2, 4, 0.5, 0.5, 3, -2, 0, 1, -1, 7, 1, 1.5, 2]),
    );
    expectClose(
      values,
      complex(
        [3],
        [
          -0.6079801897405765, 7.88160661610866, 5.099477065305975, 0.5128009794685068, -0.4914968755653997,
          -2.3944075955771624,
        ],
      ),
      2e-15,
    );
    expectClose(
      part(vectors, 1, 3),
      complex(
        [1, 3],
        [
          -0.35845001169003676, -0.18089165698539436, 0.6809327977497797, 0, -0.15286159784982492,
          0.5337168212515976,
        ],
      ),
      2e-15,
    );
  });
});
