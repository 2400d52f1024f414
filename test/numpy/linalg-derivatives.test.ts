/** Derivatives of linear algebra in every mode against differences: real and complex, stacked, singular, every option. */

import { describe, expect, it } from 'vitest';
import type { DType, NDArray } from '../../src/array/ndarray.ts';
import { vjpOf } from '../../src/derive/arrays.ts';
import { type Argument, Ref } from '../../src/numpy/np.ts';
import { type ArrayFunction, array, type Call, expectDerivatives, Host, random } from './checked.ts';

const DTYPES = ['float64', 'complex128'] as const;

/** A well-conditioned matrix: n on the diagonal. */
function regular(seed: number, n: number, dtype: DType = 'float64'): NDArray {
  const x = random(seed, [n, n], dtype);
  const step = dtype === 'complex128' ? 2 : 1;
  for (let i = 0; i < n; i++) x.data[i * (n + 1) * step]! += 1 + i;
  return x;
}

/** A function of one array. */
const one =
  (name: string, ...more: Argument[]): ArrayFunction =>
  (call, x) =>
    call(name, x, ...more);

const adjoint = (call: Call, x: Ref): Ref => call('np.conj', call('np.einsum', 'ij->ji', x));
const product = (call: Call, ...factors: Ref[]): Ref => call('np.linalg.multi_dot', factors);

describe.each(DTYPES)('%s', (dtype) => {
  it('inv', () => expectDerivatives(one('np.linalg.inv'), [regular(1, 3, dtype)]));
  it('det', () => expectDerivatives(one('np.linalg.det'), [regular(2, 3, dtype)]));
  it('det of size 5', () => expectDerivatives(one('np.linalg.det'), [regular(2, 5, dtype)], { order: 3 }));
  it('log |det|', () => expectDerivatives(one('np.linalg.slogdet 1'), [regular(3, 3, dtype)]));
  it('sign of det', () => expectDerivatives(one('np.linalg.slogdet 0'), [regular(3, 3, dtype)]));
  it('solve', () =>
    expectDerivatives(
      (call, a, b) => call('np.linalg.solve', a, b),
      [regular(4, 3, dtype), random(5, [3, 2], dtype)],
    ));
  it('solve for a vector', () =>
    expectDerivatives(
      (call, a, b) => call('np.linalg.solve', a, b),
      [regular(4, 3, dtype), random(5, [3], dtype)],
    ));
  it('solve for stacks that are broadcast', () =>
    expectDerivatives(
      (call, a, b) => call('np.linalg.solve', a, b),
      [regular(4, 3, dtype), random(5, [2, 3, 1], dtype)],
      { order: 2 },
    ));
  it('matrix_power', () => expectDerivatives(one('np.linalg.matrix_power', 3), [regular(6, 3, dtype)]));
  it('matrix_power, negative', () =>
    expectDerivatives(one('np.linalg.matrix_power', -2), [regular(6, 3, dtype)]));
  it('cholesky', () =>
    expectDerivatives(
      (call, x) => {
        const positive = call('np.add', product(call, x, adjoint(call, x)), 0);
        return call('np.linalg.cholesky', positive);
      },
      [regular(7, 3, dtype)],
    ));
  it.each([
    [4, 3],
    [3, 3],
    [3, 4],
  ])('pinv of %i×%i', (m, n) =>
    expectDerivatives(one('np.linalg.pinv'), [random(8, [m, n], dtype)], { tolerance: 1e-6, order: 3 }),
  );
  it.each(['L', 'U'])('eigvalsh from %s', (UPLO) =>
    expectDerivatives(one('np.linalg.eigvalsh', { UPLO }), [regular(9, 3, dtype)]),
  );
  it.each(['L', 'U'])('projectors of eigh from %s', (UPLO) =>
    expectDerivatives(
      (call, a) => {
        const v = call('np.linalg.eigh 1', a, { UPLO });
        return call('np.einsum', 'ij,kj,j->ik', v, call('np.conj', v), [0.7, -1.2, 2.1]);
      },
      [regular(9, 3, dtype)],
    ),
  );
  it('eigvals', () => expectDerivatives(one('np.linalg.eigvals'), [regular(10, 3, dtype)]));
  it('moduli of eigenvectors', () =>
    expectDerivatives((call, a) => call('np.abs', call('np.linalg.eig 1', a)), [regular(10, 3, dtype)], {
      order: 3,
    }));
  it.each([
    [4, 2],
    [3, 3],
    [2, 4],
  ])('svd of %i×%i: values, rotation, projectors', (m, n) => {
    const at = [random(12, [m, n], dtype)];
    const fine = { step: 1e-3, tolerance: 1e-6 };
    expectDerivatives(one('np.linalg.svd', { compute_uv: false }), at, fine);
    expectDerivatives(one('np.linalg.svd 1'), at, { ...fine, order: 2 });
    expectDerivatives(
      (call, a) => {
        const options = { full_matrices: false };
        return product(call, call('np.linalg.svd 0', a, options), call('np.linalg.svd 2', a, options));
      },
      at,
      { ...fine, order: 3 },
    );
    for (const full_matrices of [true, false]) {
      const left: ArrayFunction = (call, a) => call('np.abs', call('np.linalg.svd 0', a, { full_matrices }));
      const right: ArrayFunction = (call, a) => call('np.abs', call('np.linalg.svd 2', a, { full_matrices }));
      // With two vectors or more beyond the singular values only the space that they span is defined.
      if (!full_matrices || Math.abs(m - n) < 2) {
        expectDerivatives(left, at, { ...fine, order: 2 });
        expectDerivatives(right, at, { ...fine, order: 2 });
      }
    }
    const weights = Array.from({ length: Math.max(m, n) }, (_, i) => (i < Math.min(m, n) ? 0.5 - i : 1.5));
    const space =
      (side: 0 | 2): ArrayFunction =>
      (call, a) => {
        const u = side === 0 ? call('np.linalg.svd 0', a) : adjoint(call, call('np.linalg.svd 2', a));
        const w = weights.slice(0, side === 0 ? m : n);
        return call('np.einsum', 'ij,kj,j->ik', u, call('np.conj', u), w);
      };
    expectDerivatives(space(0), at, { ...fine, order: 3 });
    expectDerivatives(space(2), at, { ...fine, order: 3 });
  });
  it.each([
    [4, 2],
    [3, 3],
    [2, 4],
  ])('qr of %i×%i', (m, n) => {
    const at = [random(13, [m, n], dtype)];
    expectDerivatives(one('np.linalg.qr 0'), at, { order: 3, step: 1e-3, tolerance: 1e-6 });
    expectDerivatives(one('np.linalg.qr 1'), at, { order: 3, step: 1e-3, tolerance: 1e-6 });
    expectDerivatives(one('np.linalg.qr', { mode: 'r' }), at, { order: 2 });
  });
  it('complete qr: the space beside A', () =>
    expectDerivatives(
      (call, a) => {
        const q = call('np.linalg.qr 0', a, { mode: 'complete' });
        return call('np.einsum', 'ij,kj,j->ik', q, call('np.conj', q), [0.5, -1, 2, 2]);
      },
      [random(13, [4, 2], dtype)],
      { order: 3 },
    ));
  it('lstsq', () => {
    const at = [random(14, [4, 2], dtype), random(15, [4, 2], dtype)];
    expectDerivatives((call, a, b) => call('np.linalg.lstsq 0', a, b), at, { order: 2 });
    expectDerivatives((call, a, b) => call('np.linalg.lstsq 1', a, b), at, { order: 2 });
  });
  it('cond', () => {
    const at = [regular(16, 3, dtype)];
    for (const p of [null, -2, 'fro', 1])
      expectDerivatives(one('np.linalg.cond', p), at, { order: 2, step: 5e-4, tolerance: 1e-6 });
  });
  it.each([null, 2, 1, Infinity, -Infinity, 3, 4, 1.5, -1, -2, 0.5])('norm of vectors, ord %s', (ord) =>
    expectDerivatives(one('np.linalg.norm', { ord, axis: 0 }), [random(17, [3, 2], dtype)], {
      order: 3,
      tolerance: 1e-6,
      step: 1e-3,
    }),
  );
  it.each([null, 'fro', 'nuc', 2, -2, 1, -1, Infinity, -Infinity])('norm of matrices, ord %s', (ord) =>
    expectDerivatives(one('np.linalg.norm', { ord, axis: [2, 0] }), [random(18, [3, 2, 4], dtype)], {
      order: 3,
      tolerance: 1e-6,
      step: 1e-3,
    }),
  );
  it.each(['N', 'T', 'C'].flatMap((trans) => [true, false].map((lower) => [trans, lower] as const)))(
    'solve_triangular, trans %s, lower %s',
    (trans, lower) => {
      for (const unit_diagonal of [false, true])
        expectDerivatives(
          (call, a, b) => call('scipy.linalg.solve_triangular', a, b, { trans, lower, unit_diagonal }),
          [regular(19, 3, dtype), random(20, [3, 2], dtype)],
          { order: 3 },
        );
    },
  );
  it.each([
    [1, 1],
    [2, 0],
    [1, 2],
  ])('solve_banded with %i and %i diagonals', (lower, upper) => {
    const ab = random(21, [lower + upper + 1, 5], dtype);
    const step = dtype === 'complex128' ? 2 : 1;
    for (let j = 0; j < 5; j++) ab.data[(upper * 5 + j) * step]! += 4;
    for (const shape of [[5], [5, 2]])
      expectDerivatives(
        (call, a, b) => call('scipy.linalg.solve_banded', [lower, upper], a, b),
        [ab, random(22, shape, dtype)],
        { order: 3 },
      );
  });
  it('solve_sylvester', () =>
    expectDerivatives(
      (call, a, b, q) => call('scipy.linalg.solve_sylvester', a, b, q),
      [regular(23, 3, dtype), regular(24, 2, dtype), random(25, [3, 2], dtype)],
      { order: 3 },
    ));
  it('solve_sylvester with one matrix twice', () =>
    expectDerivatives(
      (call, a, q) => call('scipy.linalg.solve_sylvester', a, a, q),
      [regular(23, 3, dtype), random(25, [3, 3], dtype)],
      { order: 3 },
    ));
  it('sqrtm', () => expectDerivatives(one('scipy.linalg.sqrtm'), [regular(26, 3, dtype)], { order: 3 }));
  it('expm', () => {
    expectDerivatives(one('scipy.linalg.expm'), [random(27, [3, 3], dtype)], { order: 3 });
    expectDerivatives(
      (call, x) => call('scipy.linalg.expm', call('np.multiply', x, -4)),
      [random(27, [2, 2, 2], dtype)],
      { order: 2, step: 1e-3, tolerance: 1e-6 },
    );
  });
});

describe('special points', () => {
  it('det of singular matrices has all derivatives up to size 4', () => {
    for (const n of [2, 3, 4]) {
      const rank1 = array(
        Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i + 1) * (j + 2))),
      );
      expectDerivatives(one('np.linalg.det'), [rank1], { tolerance: 1e-7 });
    }
  });
  it('det of larger singular matrices has the first derivative', () => {
    const columns = array(
      Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => (i + 1) ** (j % 5))),
    );
    expectDerivatives(one('np.linalg.det'), [columns], {
      order: 1,
      second: false,
      step: 1e-2,
      tolerance: 1e-6,
    });
  });
  it('equal singular values do no harm to pinv and norms', () => {
    const identity = array([
      [1, 0],
      [0, 1],
    ]);
    expectDerivatives(one('np.linalg.pinv'), [identity]);
    expectDerivatives(one('np.linalg.norm'), [identity]);
  });
  it('a real matrix with a negative eigenvalue has a complex root', () =>
    expectDerivatives(
      one('scipy.linalg.sqrtm'),
      [
        array([
          [-2, 1],
          [0.5, 3],
        ]),
      ],
      { order: 3 },
    ));
  it('eigenvalues of a real matrix with a pair of complex ones', () =>
    expectDerivatives(one('np.linalg.eigvals'), [
      array([
        [1, -2],
        [3, 0.5],
      ]),
    ]));
  it('vectors of equal eigenvalues have no derivative, and none is made up; the values have theirs', () => {
    const gradient = (name: string): number[] => {
      const host = new Host();
      const x = host.input(
        array([
          [2, 0],
          [0, 2],
        ]),
      );
      const { node } = host.call(name, new Ref(x));
      const g = host.np.literal(random(1, host.np.shapeOf(node)));
      return [...host.array(vjpOf(host.np, [{ node, g }], [x])[0]!).data];
    };
    for (const name of ['np.linalg.eigh 1', 'np.linalg.svd 0', 'np.linalg.svd 2'])
      expect(gradient(name).every(Number.isFinite), name).toBe(false);
    for (const name of ['np.linalg.eigh 0', 'np.linalg.svd 1'])
      expect(gradient(name).every(Number.isFinite), name).toBe(true);
  });
});
