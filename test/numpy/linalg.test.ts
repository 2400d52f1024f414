/** np.linalg and scipy.linalg: values of NumPy, identities of decompositions, decisions on values, conventions, and errors. */

import { describe, expect, it } from 'vitest';
import type { NDArray } from '../../src/array/ndarray.ts';
import { vjpOf } from '../../src/derive/arrays.ts';
import type { NodeId } from '../../src/graph/graph.ts';
import { Ref } from '../../src/numpy/np.ts';
import { array, expectNear, Host, random, run } from './checked.ts';

const value = (...given: Parameters<typeof run>): NDArray => run(...given)[0]!;
const real = (x: NDArray): NDArray => value('np.real', x);
const product = (...factors: NDArray[]): NDArray => factors.reduce((x, y) => value('np.matmul', x, y));
const adjoint = (x: NDArray): NDArray => value('np.einsum', '...ij->...ji', value('np.conj', x));
const identity = (n: number): NDArray =>
  array(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))));
const numbers = (x: NDArray): number[] => [...x.data];

describe('norm', () => {
  it.each([
    [null, 9.539392014169456],
    ['fro', 9.539392014169456],
    ['nuc', 11.653785350898488],
    [2, 9.225027715260929],
    [-2, 2.4287576356375586],
    [1, 9],
    [-1, 5],
    [Infinity, 15],
    [-Infinity, 6],
  ])('of a matrix, ord %s', (ord, expected) => {
    expectNear(
      value(
        'np.linalg.norm',
        [
          [1, -2, 3],
          [4, 5, -6],
        ],
        ord,
      ),
      array(expected),
    );
  });
  it.each([
    [null, 5, 5.0990195135927845],
    [2, 5, 5.0990195135927845],
    [1, 7, 8],
    [-1, 0, 0.6315789473684211],
    [0, 2, 3],
    [3, 4.497941445275415, 4.514357435474001],
    [0.5, 13.928203230275509, 22.392304845413257],
    [Infinity, 4, 4],
    [-Infinity, 0, 1],
    [-2, 0, 0.923076923076923],
  ])('of a vector, ord %s', (ord, withZero, without) => {
    expectNear(value('np.linalg.norm', [3, 0, -4], ord), array(withZero));
    expectNear(value('np.linalg.norm', [3, 1, -4], ord), array(without));
  });
  it('of all elements without ord and axis', () => {
    expect(value('np.linalg.norm', -3)).toEqual(array(3));
    expect(value('np.linalg.norm', [[[3]], [[4]]])).toEqual(array(5));
    expect(value('np.linalg.norm', [[[3]], [[4]]], { keepdims: true })).toEqual(array([[[5]]]));
  });
  it('keeps axes where it is told to', () => {
    const x = random(1, [2, 3, 4]);
    expect(value('np.linalg.norm', x, { axis: [2, 0], keepdims: true }).shape).toEqual([1, 3, 1]);
    expect(value('np.linalg.norm', x, { axis: [2, 0], ord: 1 }).shape).toEqual([3]);
    expect(value('np.linalg.norm', x, { axis: -2, keepdims: true }).shape).toEqual([2, 1, 4]);
  });
  it('of whole numbers is no whole number', () => {
    const ints: NDArray = { shape: [2], dtype: 'int64', data: Float64Array.of(1, 1) };
    expectNear(value('np.linalg.norm', ints), array(Math.SQRT2));
    expectNear(value('np.linalg.norm', ints, -1), array(0.5));
  });
  it.each([null, 1, 2, 3, 1.5, 0.5, -1, Infinity])('has derivative 0 at 0, ord %s', (ord) => {
    for (const dtype of ['float64', 'complex128'] as const) {
      const zeros: NDArray = { shape: [2], dtype, data: new Float64Array(dtype === 'float64' ? 2 : 4) };
      const host = new Host();
      const x = host.input(zeros);
      const { node } = host.call('np.linalg.norm', new Ref(x), ord);
      const [g] = vjpOf(host.np, [{ node, g: host.np.constant(1) }], [x]);
      expect(numbers(host.array(g!)).every((element) => element === 0)).toBe(true);
    }
  });
  it('refuses what there is no norm of', () => {
    expect(() => run('np.linalg.norm', [1, 2], 'fro')).toThrow(/is for matrices/);
    expect(() => run('np.linalg.norm', [[1]], 3)).toThrow(/no norm of order 3/);
    expect(() => run('np.linalg.norm', [[1]], 'max')).toThrow(/"fro" \| "nuc"/);
    expect(() => run('np.linalg.norm', [[[1]]], 2)).toThrow(/of vectors or matrices/);
    expect(() => run('np.linalg.norm', [[1]], { axis: [0, 0] })).toThrow(/two different axes/);
  });
});

describe('systems', () => {
  const a = array([
    [4, 1, 2],
    [1, 3, 0],
    [2, 0, 5],
  ]);
  it('solve takes vectors, matrices and stacks', () => {
    const stack = random(2, [2, 3, 3]);
    for (const [matrix, shape] of [
      [a, [3]],
      [a, [3, 2]],
      [a, [2, 3, 2]],
      [stack, [2, 3]],
      [stack, [2, 3, 1]],
      [stack, [1, 3, 2]],
    ] as const) {
      const b = random(3, shape);
      const x = value('np.linalg.solve', matrix, b);
      const isVector = shape.length === matrix.shape.length - 1;
      const back = value('np.einsum', isVector ? '...ij,...j->...i' : '...ij,...jk->...ik', matrix, x);
      expectNear(back, value('np.broadcast_to', b, [...back.shape]), 1e-10);
    }
  });
  it('solve refuses what does not fit', () => {
    expect(() => run('np.linalg.solve', a, [1, 2])).toThrow(/does not fit|do not fit|solve/);
    expect(() => run('np.linalg.solve', random(1, [3, 3, 3]), [1, 2])).toThrow(/do(es)? not fit/);
    expect(() => run('np.linalg.solve', [[1, 2]], [1])).toThrow(/square/);
    expect(() =>
      run(
        'np.linalg.solve',
        [
          [1, 1],
          [1, 1],
        ],
        [1, 2],
      ),
    ).toThrow(/singular/i);
  });
  it('det, inv and slogdet agree', () => {
    const det = value('np.linalg.det', a).data[0]!;
    expect(det).toBeCloseTo(43, 12);
    const [sign, logabs] = run('np.linalg.slogdet', a);
    expect(sign!.data[0]! * Math.exp(logabs!.data[0]!)).toBeCloseTo(43, 12);
    expectNear(product(a, value('np.linalg.inv', a)), identity(3));
    expect(
      run('np.linalg.slogdet', [
        [1, 2],
        [2, 4],
      ]).flatMap(numbers),
    ).toEqual([0, -Infinity]);
  });
  it('matrix_power', () => {
    expectNear(value('np.linalg.matrix_power', a, 5), product(a, a, a, a, a));
    expectNear(value('np.linalg.matrix_power', a, 0), identity(3));
    expectNear(product(value('np.linalg.matrix_power', a, -3), a, a, a), identity(3), 1e-10);
    expect(value('np.linalg.matrix_power', random(1, [2, 3, 3]), 0).shape).toEqual([2, 3, 3]);
    expect(() => run('np.linalg.matrix_power', [[1, 2]], 2)).toThrow(/square matrices/);
  });
  it('multi_dot begins and ends with vectors, too', () => {
    expectNear(
      value('np.linalg.multi_dot', [
        [1, 0, 2],
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        [1, -1],
      ]),
      array(-3),
    );
  });
  it('pinv passes over small singular values', () => {
    expectNear(
      value('np.linalg.pinv', [
        [1, 2],
        [2, 4],
      ]),
      array([
        [0.04, 0.08],
        [0.08, 0.16],
      ]),
    );
    expectNear(
      value(
        'np.linalg.pinv',
        [
          [2, 0],
          [0, 1],
        ],
        0.6,
      ),
      array([
        [0.5, 0],
        [0, 0],
      ]),
    );
    const c = random(4, [2, 3], 'complex128');
    expectNear(product(c, value('np.linalg.pinv', c), c), c);
  });
  it('lstsq', () => {
    const [x, residuals, rank, s] = run(
      'np.linalg.lstsq',
      [
        [0, 1],
        [1, 1],
        [2, 1],
        [3, 1],
      ],
      [-1, 0.2, 0.9, 2.1],
    );
    expectNear(x!, array([1, -0.95]));
    expectNear(residuals!, array([0.05]));
    expect(numbers(rank!)).toEqual([2]);
    expectNear(s!, array([4.10003044816824, 1.0907567666961073]));
    expect(
      run(
        'np.linalg.lstsq',
        [
          [1, 2],
          [2, 4],
          [3, 6],
        ],
        [1, 2, 3],
      )[1]!.shape,
    ).toEqual([0]);
  });
  it('matrix_rank', () => {
    expect(
      numbers(
        value('np.linalg.matrix_rank', [
          [1, 2],
          [2, 4],
        ]),
      ),
    ).toEqual([1]);
    expect(
      numbers(
        value('np.linalg.matrix_rank', [
          [
            [1, 0],
            [0, 1],
          ],
          [
            [1, 1],
            [1, 1],
          ],
        ]),
      ),
    ).toEqual([2, 1]);
    expect(
      numbers(
        value(
          'np.linalg.matrix_rank',
          [
            [1, 0],
            [0, 1e-9],
          ],
          1e-8,
        ),
      ),
    ).toEqual([1]);
    expect(numbers(value('np.linalg.matrix_rank', [0, 0]))).toEqual([0]);
    expect(numbers(value('np.linalg.matrix_rank', 5))).toEqual([1]);
  });
  it('cond', () => {
    const expected = { 1: 21, '-1': 6, Infinity: 21, fro: 15, '-2': 0.06696562634074717, nuc: 17 };
    for (const [p, truth] of Object.entries(expected)) {
      const ord = Number.isNaN(Number(p)) ? p : Number(p);
      expect(
        value(
          'np.linalg.cond',
          [
            [1, 2],
            [3, 4],
          ],
          ord,
        ).data[0],
      ).toBeCloseTo(truth, 10);
    }
    expect(
      value('np.linalg.cond', [
        [1, 2],
        [3, 4],
      ]).data[0],
    ).toBeCloseTo(14.933034373659268, 10);
  });
});

describe.each(['float64', 'complex128'] as const)('decompositions of %s', (dtype) => {
  it('cholesky reads the lower triangle', () => {
    const x = random(5, [2, 3, 3], dtype);
    const positive = value('np.add', product(x, adjoint(x)), identity(3));
    const l = value('np.linalg.cholesky', positive);
    expectNear(product(l, adjoint(l)), positive);
    expect(() =>
      run('np.linalg.cholesky', [
        [1, 0],
        [0, -1],
      ]),
    ).toThrow(/positive definite/);
  });
  it('eigh reads one triangle', () => {
    const x = random(6, [3, 3], dtype);
    for (const UPLO of ['L', 'U']) {
      const [w, v] = run('np.linalg.eigh', x, UPLO) as [NDArray, NDArray];
      const a = product(value('np.multiply', v, w), adjoint(v));
      const read = UPLO === 'L' ? [6, 0] : [2, 0];
      for (const k of read) {
        const step = dtype === 'complex128' ? 2 : 1;
        expect(a.data[k * step]).toBeCloseTo(x.data[k * step]!, 12);
      }
      expectNear(value('np.linalg.eigvalsh', x, UPLO), w);
    }
  });
  it('svd, full and thin', () => {
    for (const shape of [
      [4, 2],
      [2, 4],
    ]) {
      const x = random(7, shape, dtype);
      for (const full_matrices of [true, false]) {
        const [u, s, vh] = run('np.linalg.svd', x, { full_matrices }) as [NDArray, NDArray, NDArray];
        expect(u.shape).toEqual([shape[0], full_matrices ? shape[0] : 2]);
        expect(vh.shape).toEqual([full_matrices ? shape[1] : 2, shape[1]]);
        expectNear(value('np.einsum', 'ij,j,jk->ik', cut(u, 1), s, cut(vh, 0)), x);
        expectNear(value('np.linalg.svd', x, { compute_uv: false }), s);
      }
    }
  });
  it('qr in its modes', () => {
    for (const [m, n] of [
      [4, 2],
      [2, 4],
      [3, 3],
    ] as const) {
      const x = random(8, [m, n], dtype);
      for (const mode of ['reduced', 'complete']) {
        const [q, r] = run('np.linalg.qr', x, mode) as [NDArray, NDArray];
        const k = mode === 'complete' ? m : Math.min(m, n);
        expect([q.shape, r.shape]).toEqual([
          [m, k],
          [k, n],
        ]);
        expectNear(product(q, r), x);
        expectNear(real(product(adjoint(q), q)), identity(k));
      }
      expectNear(value('np.linalg.qr', x, 'r'), run('np.linalg.qr', x)[1]!);
    }
  });
  it('eig: A v = v w', () => {
    const x = random(9, [2, 3, 3], dtype);
    const [w, v] = run('np.linalg.eig', x) as [NDArray, NDArray];
    const right = value('np.einsum', '...ij,...j->...ij', v, w);
    expectNear(
      value('np.add', product(x, v), { shape: [], dtype: 'complex128', data: Float64Array.of(0, 0) }),
      right,
    );
  });
});

/** The first two along an axis of a matrix. */
function cut(x: NDArray, axis: 0 | 1): NDArray {
  const shape = x.shape.map((n, k) => (k === axis ? 2 : n));
  return value('np.fft.truncate_pad', x, shape);
}

describe('results that are real where all eigenvalues are', () => {
  it('eig and eigvals', () => {
    const [w, v] = run('np.linalg.eig', [
      [2, 1],
      [0, 3],
    ]) as [NDArray, NDArray];
    expect([w.dtype, v.dtype]).toEqual(['float64', 'float64']);
    expectNear(w, array([2, 3]));
    expect(
      value('np.linalg.eigvals', [
        [0, 1],
        [-1, 0],
      ]),
    ).toEqual({ shape: [2], dtype: 'complex128', data: Float64Array.of(0, 1, 0, -1) });
  });
  it('sqrtm', () => {
    const root = value('scipy.linalg.sqrtm', [
      [4, 1],
      [0, 9],
    ]);
    expectNear(
      product(root, root),
      array([
        [4, 1],
        [0, 9],
      ]),
    );
    expect(
      value('scipy.linalg.sqrtm', [
        [-4, 0],
        [0, 9],
      ]).dtype,
    ).toBe('complex128');
  });
  it('the trace is pinned to that decision, not to the values', () => {
    const pinned: NodeId[] = [];
    const host = new Host();
    const trace = {
      value: (node: NodeId) => host.values.any(node),
      pin: (node: NodeId) => pinned.push(node),
      warn: () => {},
    };
    Object.assign(host.np, { trace });
    host.call(
      'np.linalg.eigvals',
      new Ref(
        host.input(
          array([
            [2, 1],
            [0, 3],
          ]),
        ),
      ),
    );
    expect(pinned.map((node) => host.np.sizeOf(node))).toEqual([1]);
  });
});

describe('scipy.linalg', () => {
  const a = array([
    [2, 1, 4],
    [7, 3, 5],
    [8, 9, 4],
  ]);
  it('solve_triangular reads one triangle', () => {
    const b = array([1, 2, 3]);
    const upper = array([
      [2, 1, 4],
      [0, 3, 5],
      [0, 0, 4],
    ]);
    const lower = array([
      [2, 0, 0],
      [7, 3, 0],
      [8, 9, 4],
    ]);
    expectNear(product(upper, value('scipy.linalg.solve_triangular', a, b)), b);
    expectNear(product(lower, value('scipy.linalg.solve_triangular', a, b, { lower: true })), b);
    for (const trans of [1, 2, 'T', 'C'])
      expectNear(product(adjoint(upper), value('scipy.linalg.solve_triangular', a, b, trans)), b);
    const unit = array([
      [1, 1, 4],
      [0, 1, 5],
      [0, 0, 1],
    ]);
    expectNear(product(unit, value('scipy.linalg.solve_triangular', a, b, { unit_diagonal: true })), b);
    expect(() => run('scipy.linalg.solve_triangular', a, b, 'X')).toThrow(/trans is 0, 1, 2/);
  });
  it('solve_banded', () => {
    const band = array([
      [0, 5, 6, 7],
      [1, 2, 3, 4],
      [8, 9, 1, 0],
    ]);
    const full = array([
      [1, 5, 0, 0],
      [8, 2, 6, 0],
      [0, 9, 3, 7],
      [0, 0, 1, 4],
    ]);
    const b = array([1, 2, 3, 4]);
    expectNear(product(full, value('scipy.linalg.solve_banded', [1, 1], band, b)), b);
    expect(() => run('scipy.linalg.solve_banded', [1, 0], band, b)).toThrow(/do not fit/);
  });
  it('solve_sylvester', () => {
    const [b, q] = [random(1, [2, 2]), random(2, [3, 2])];
    const x = value('scipy.linalg.solve_sylvester', a, b, q);
    expectNear(value('np.add', product(a, x), product(x, b)), q);
  });
  it('expm', () => {
    expectNear(
      value('scipy.linalg.expm', [
        [0, 1],
        [-1, 0],
      ]),
      array([
        [Math.cos(1), Math.sin(1)],
        [-Math.sin(1), Math.cos(1)],
      ]),
    );
    expectNear(
      value('scipy.linalg.expm', [
        [0, 0],
        [0, 0],
      ]),
      identity(2),
    );
    const e = Math.exp(10);
    expectNear(
      value('scipy.linalg.expm', [
        [10, 10],
        [0, 10],
      ]),
      array([
        [e, 10 * e],
        [0, e],
      ]),
    );
    expect(() => run('scipy.linalg.expm', [[1, 2]])).toThrow(/square matrices/);
  });
});
