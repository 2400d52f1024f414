/** Eigenvalues and vectors of Hermitian matrices. */

import { describe, expect, test } from 'vitest';
import { eigh } from '../../../src/array/linalg/eigh.ts';
import type { NDArray } from '../../../src/array/ndarray.ts';
import {
  complex,
  diagonal,
  expectClose,
  expectUnitary,
  eye,
  FIELDS,
  hermitian,
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
  spread,
} from './matrices.ts';

/** Expect A·V = V·w, orthonormal V, and w ascending. */
function expectDecomposition(a: NDArray, uplo: 'L' | 'U' = 'L'): void {
  const n = a.shape[0]!;
  const { values, vectors } = eigh(a, uplo);
  expect(vectors.dtype).toBe(a.dtype);
  expectUnitary(vectors, 2e-15 * (n + 1));
  const unit = 1 / (size(a) || 1);
  const left = scaled(product(a, vectors), unit);
  expectClose(left, scaled(product(vectors, spread(values, n, n)), unit), 1e-15 * (n + 1));
  for (let i = 1; i < n; i++) expect(values.data[i]).toBeGreaterThanOrEqual(values.data[i - 1]!);
}

test.each(SQUARE)('%s, n = %i: a random matrix', (field, n) => {
  const a = hermitian(random([n, n], field));
  expectDecomposition(a);
  expectDecomposition(a, 'U');
});

describe.each(FIELDS)('%s', (field) => {
  test('only one triangle is read, and of the diagonal the real part', () => {
    const a = random([6, 6], field);
    const h = hermitian(a);
    for (const uplo of ['L', 'U'] as const) {
      const half = { ...h, data: h.data.slice() };
      const width = field === 'complex128' ? 2 : 1;
      for (let i = 0; i < 6; i++) {
        if (width === 2) half.data[(i * 6 + i) * 2 + 1] = 3;
        for (let j = 0; j < 6; j++) {
          if (uplo === 'L' ? j > i : j < i) half.data.fill(77, (i * 6 + j) * width, (i * 6 + j + 1) * width);
        }
      }
      expect(eigh(half, uplo)).toEqual(eigh(h, uplo));
    }
  });

  test('a stack is the stack of results', () => {
    const a = random([2, 2, 5, 5], field);
    const { values, vectors } = eigh(a);
    for (let place = 0; place < 4; place++) {
      expect({ values: slice(values, place, 1), vectors: slice(vectors, place) }).toEqual(
        eigh(slice(a, place)),
      );
    }
  });

  test('tiny and huge matrices', () => {
    const a = hermitian(random([7, 7], field));
    for (const factor of [1e-300, 1e300]) {
      expectClose(scaled(eigh(scaled(a, factor)).values, 1 / factor), eigh(a).values, 1e-14);
      expectUnitary(eigh(scaled(a, factor)).vectors, 1e-14);
    }
  });
});

describe('known cases', () => {
  test('the second difference has the eigenvalues 2 − 2·cos(kπ/(n + 1))', () => {
    const n = 30;
    const a = matrix(n, n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
    const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
    expectClose(eigh(a).values, real([n], expected), 2e-15);
    expectDecomposition(a);
  });

  test('repeated eigenvalues, zero, one, rank 1, and the Hilbert matrix', () => {
    for (const a of [
      eye(9),
      matrix(9, 9, () => 0),
      matrix(9, 9, () => 1),
      hilbert(12),
      diagonal([3, 1, 3, 1, 2]),
    ]) {
      expectDecomposition(a);
    }
  });

  test('a graded matrix, whose small eigenvalues are found from the side of the small elements', () => {
    const a = matrix(6, 6, (i, j) => 10 ** (-3 * (i + j)) * (i === j ? 2 : 1));
    expectDecomposition(a);
    const reversed = matrix(6, 6, (i, j) => 10 ** (-3 * (10 - i - j)) * (i === j ? 2 : 1));
    expectDecomposition(reversed);
    const [small, again] = [eigh(a).values.data[0]!, eigh(reversed).values.data[0]!];
    expect(Math.abs(small)).toBeLessThan(1e-15);
    expect(Math.abs(again)).toBeLessThan(1e-15);
  });

  test('no rows', () => {
    expect(eigh(real([0, 0], []))).toEqual({ values: real([0], []), vectors: real([0, 0], []) });
  });

  test('what is not finite or not square is refused', () => {
    expect(() => eigh(matrix(2, 2, () => Number.NaN))).toThrow('eigenvalues did not converge');
    expect(() => eigh(real([1, 2], [1, 2]))).toThrow('the last two axes must be square: (1, 2)');
  });
});

describe('NumPy, signs included', () => {
  test('real, lower triangle', () => {
    const { values, vectors } = eigh(real([3, 3], [4, 3, 4, 3, 1, 5, 4, 5, 3]));
    expectClose(values, real([3], [-3.1090152480502486, 0.32818414108396043, 10.780831106966291]), 1e-15);
    expectClose(
      vectors,
      real(
        [3, 3],
        [
          -0.04623036703913252, -0.8036659698611818, -0.5932821942806916, -0.7579744331630905,
          0.4150641575087287, -0.5031863509900291, 0.6506439209233562, 0.42643024522031114,
          -0.6283468263044116,
        ],
      ),
      2e-15,
    );
  });

  test('real, upper triangle', () => {
    const { values, vectors } = eigh(real([3, 3], [2, -1, 3, 4, 0.5, -2, 1, 7, 1.5]), 'U');
    expectClose(values, real([3], [-1.6806923858285343, 0.0528616536734802, 5.627830732155055]), 1e-15);
    expectClose(
      vectors,
      real(
        [3, 3],
        [
          -0.481396335203057, 0.5890094354569217, 0.6490958738089345, 0.46224548211955163, 0.799801758402894,
          -0.38294420156950004, 0.744705769222402, -0.1156936999078045, 0.657288585849864,
        ],
      ),
      2e-15,
    );
  });

  test('Hermitian', () => {
    const c = complex([3, 3], [2, 1, -1, 0, 3, -2, 4, 0.5, 0.5, 3, -2, 0, 1, -1, 7, 1, 1.5, 2]);
    const { values, vectors } = eigh(hermitian(c));
    expectClose(values, real([3], [-3.2297191079653267, 0.2755890578501186, 10.954130050115204]), 1e-15);
    expectClose(
      part(vectors, 3, 1),
      complex(
        [3, 1],
        [
          0.08389773929350486, 0, 0.5539873045497984, -0.5070035082559214, -0.5798866570982224,
          0.30452937998611007,
        ],
      ),
      2e-15,
    );
  });
});
