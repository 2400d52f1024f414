/** Square roots and Sylvester's equation. */

import { describe, expect, test } from 'vitest';
import { solveSylvester, sqrtm } from '../../../src/array/linalg/matrix-functions.ts';
import {
  complex,
  diagonal,
  expectClose,
  eye,
  FIELDS,
  gram,
  product,
  random,
  real,
  SQUARE,
  size,
  slice,
  sum,
} from './matrices.ts';

describe('square roots', () => {
  test.each(SQUARE)('%s, n = %i: the square is the matrix, and a real matrix has a real root', (field, n) => {
    const a = gram(random([n, n], field));
    const root = sqrtm(a);
    expect(root.dtype).toBe(field);
    expectClose(product(root, root), product(a, eye(n)), 1e-14 * (n + 1));
    const shifted = random([n, n], field);
    const width = field === 'complex128' ? 2 : 1;
    for (let i = 0; i < n; i++) shifted.data[i * (n + 1) * width]! += n; // eigenvalues in the right half-plane
    const other = sqrtm(shifted);
    expect(other.dtype).toBe(field);
    expectClose(product(other, other), product(shifted, eye(n)), 1e-14 * (n + 1));
  });

  test('as SciPy, for a matrix with complex eigenvalues', () => {
    expectClose(
      sqrtm(real([3, 3], [2, -1, 3, 4, 0.5, -2, 1, 7, 1.5])),
      real(
        [3, 3],
        [
          1.727435024216826, -0.6906883355724656, 0.6935732121113533, 1.1004544135002232, 1.6745915214227307,
          -0.7934904646217671, -0.32290857222609626, 1.9460671617813619, 1.807801557705987,
        ],
      ),
      5e-15,
    );
  });

  test('a negative eigenvalue has an imaginary root', () => {
    expectClose(sqrtm(diagonal([4, -9])), complex([2, 2], [2, 0, 0, 0, 0, 0, 0, 3]), 1e-15);
  });

  test('a singular matrix has a root or none', () => {
    expectClose(sqrtm(diagonal([4, 0, 0])), diagonal([2, 0, 0]), 1e-15);
    expect(sqrtm(real([2, 2], [0, 1, 0, 0])).data[1]).toBeNaN();
  });

  test('stacks and size 0', () => {
    const a = real([2, 2, 2], [4, 1, 0, 9, 2, 1, 1, 2]);
    expect(slice(sqrtm(a), 1)).toEqual(sqrtm(slice(a, 1)));
    expect(sqrtm(real([0, 0], []))).toEqual(real([0, 0], []));
  });
});

describe("Sylvester's equation", () => {
  test.each(SQUARE)('%s, m = %i: the residual is small', (field, m) => {
    const n = Math.ceil(m / 2);
    const a = random([m, m], field);
    const b = random([n, n], field, 2);
    const q = random([m, n], field, 3);
    const x = solveSylvester(a, b, q);
    expect(x.dtype).toBe(field);
    expectClose(sum(product(a, x), product(x, b)), product(q, eye(n)), 1e-14 * m * Math.max(1, size(x)));
  });

  test('a real and two complex matrices, against NumPy on the Kronecker sum', () => {
    const c = complex([2, 2], [2, 1, -1, 0, 4, 0.5, 0.5, 3]);
    const q = complex([3, 2], [2, 1, -1, 0, 4, 0.5, 0.5, 3, 1, -1, 7, 1]);
    const x = solveSylvester(real([3, 3], [2, -1, 3, 4, 0.5, -2, 1, 7, 1.5]), c, q);
    expectClose(
      x,
      complex(
        [3, 2],
        [
          0.20368987116521353, 0.2908067829979646, -0.1816623140799677, -0.07251819177273582,
          -0.3115484856437352, -0.40687111201614723, 1.1924382298194693, -0.04816069381142099,
          0.618296324375626, -0.1309613970140973, 0.21090977028879815, 0.32297617028609543,
        ],
      ),
      1e-14,
    );
  });

  test.each(FIELDS)('leading axes broadcast, %s', (field) => {
    const [a, b, q] = [
      random([2, 3, 3], field),
      random([2, 2], field, 2),
      random([2, 3, 2], field, 3),
    ] as const;
    const x = solveSylvester(a, b, q);
    expect(slice(x, 1)).toEqual(solveSylvester(slice(a, 1), b, slice(q, 1)));
  });

  test('an eigenvalue in common and shapes that do not fit are refused', () => {
    expect(() => solveSylvester(diagonal([1, 2]), diagonal([-2]), real([2, 1], [1, 1]))).toThrow('in common');
    expect(() => solveSylvester(eye(2), eye(3), eye(2))).toThrow(
      'does not fit for A (2, 2), B (3, 3), Q (2, 2)',
    );
  });
});
