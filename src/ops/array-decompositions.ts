/**
 * Decompositions of stacks of matrices. Each result is a row of its own, with the derivative along a direction; where vectors are
 * determined only up to a factor or within a space, their derivative is that of the shortest way.
 * Vectors of equal values have none: it is infinite or NaN.
 */

import { cholesky as factor } from '../array/linalg/cholesky.ts';
import { eig } from '../array/linalg/eig.ts';
import { eigh } from '../array/linalg/eigh.ts';
import { qr as orthogonalize } from '../array/linalg/qr.ts';
import { svd } from '../array/linalg/svd.ts';
import type { NDArray } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import type { ArrayBuilder } from './array-builder.ts';
import type { ArrayPrimitive } from './array-primitive.ts';
import * as elements from './element-linalg.ts';
import { floating, giles, rectangular, square, squareLike } from './matrix-types.ts';
import * as s from './samples.ts';

/** A decomposition has several results, and each is a primitive: keep the last one. */
function remembered<A, R>(decompose: (x: NDArray, attributes: A) => R): (x: NDArray, attributes: A) => R {
  const last = new WeakMap<NDArray, { readonly attributes: A; readonly result: R }>();
  return (x, attributes) => {
    const known = last.get(x);
    if (known !== undefined && known.attributes === attributes) return known.result;
    const result = decompose(x, attributes);
    last.set(x, { attributes, result });
    return result;
  };
}

const cholesky: ArrayPrimitive = {
  doc: 'the lower triangular L with L Lᴴ = A, from the lower triangle of A',
  type: ([x]) => squareLike(x!),
  kernel: ([x]) => factor(x!),
  elements: elements.cholesky,
  derivative: {
    kind: 'jvp',
    jvp(b, [p], { out }) {
      const attributes = { lower: true, trans: 'N', unitDiagonal: false } as const;
      const half = b.linalg('solveTriangular', [out, b.hermitian(p!, true)], attributes);
      const inner = b.linalg('solveTriangular', [out, b.adjoint(half)], attributes);
      const strict = b.triangle(inner, true, 1);
      const diagonal = b.sub(b.triangle(inner, true, 0), strict);
      return b.product(out, b.add(strict, b.mul(b.constant(0.5), diagonal)));
    },
  },
  samples: [...s.both([s.graded(s.real(3, 3))]), s.sample([s.graded(s.real(2, 2, 2))])],
  source: 'Murray, Differentiation of the Cholesky decomposition (2016)',
};

const heigenvalues = remembered(eigh);
type Triangle = 'L' | 'U';

const eigvalsh: ArrayPrimitive<Triangle> = {
  doc: 'eigenvalues of Hermitian matrices, rising, from one triangle',
  type([x]) {
    const [batch, n] = square(x!);
    return { shape: [...batch, n], dtype: 'float64' };
  },
  kernel: ([x], uplo) => heigenvalues(x!, uplo).values,
  derivative: {
    kind: 'jvp',
    jvp: (b, [p], { inputs: [a], attributes: uplo }) =>
      b.real(b.diagonal(rotated(b, b.linalg('eighVectors', [a!], uplo), b.hermitian(p!, uplo === 'L')))),
  },
  samples: [...s.both([s.graded(s.real(3, 3))], 'L'), ...s.both([s.graded(s.real(3, 3))], 'U')],
  source: giles,
};

/** Vᴴ P V. */
const rotated = (b: ArrayBuilder, v: NodeId, p: NodeId): NodeId => b.product(b.adjoint(v), b.product(p, v));

/** 1 / (w_j − w_i), and 0 for i = j. */
function gaps(b: ArrayBuilder, w: NodeId): NodeId {
  const rank = b.rankOf(w);
  const n = b.shapeOf(w).at(-1)!;
  return inverseGaps(b, b.sub(b.expand(w, [rank - 1]), b.expand(w, [rank])), n);
}

/** 1 / x_ij, and 0 for i = j and where both are at least `free`: such vectors need not turn into each other. */
function inverseGaps(b: ArrayBuilder, x: NodeId, free: number): NodeId {
  const n = b.shapeOf(x).at(-1)!;
  const data = new Float64Array(n * n).map((_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return i === j || Math.min(i, j) >= free ? 1 : 0;
  });
  const still = b.literal({ shape: [n, n], dtype: 'bool', data });
  const one = b.constant(1);
  return b.where(still, b.constant(0), b.div(one, b.where(still, one, x)));
}

const eighVectors: ArrayPrimitive<Triangle> = {
  doc: 'orthonormal eigenvectors of Hermitian matrices, as columns',
  type: ([x]) => squareLike(x!),
  kernel: ([x], uplo) => heigenvalues(x!, uplo).vectors,
  derivative: {
    kind: 'jvp',
    jvp(b, [p], { inputs: [a], out, attributes: uplo }) {
      const turn = rotated(b, out, b.hermitian(p!, uplo === 'L'));
      return b.product(out, b.mul(gaps(b, b.linalg('eigvalsh', [a!], uplo)), turn));
    },
  },
  phases: 'columns',
  samples: [...s.both([s.graded(s.real(3, 3))], 'L'), ...s.both([s.graded(s.real(3, 3))], 'U')],
  source: giles,
};

const eigenpairs = remembered((x: NDArray, _: undefined) => eig(x));

const eigvals: ArrayPrimitive = {
  doc: 'eigenvalues of square matrices',
  type([x]) {
    const [batch, n] = square(x!);
    return { shape: [...batch, n], dtype: 'complex128' };
  },
  kernel: ([x]) => eigenpairs(x!, undefined).values,
  derivative: {
    kind: 'jvp',
    jvp(b, [p], { inputs }) {
      const v = b.linalg('eigVectors', inputs);
      return b.diagonal(b.solve(v, b.product(b.cast(p!, 'complex128'), v)));
    },
  },
  // The order of eigenvalues is that in which they are found; in these it stays.
  samples: [
    s.sample([s.graded(s.complex(3, 3))]),
    s.sample([s.graded(s.real(2, 2, 2))]),
    s.sample([{ ...s.real(2, 2), values: [1, -2, 3, 1.5] }]),
  ],
  source: giles,
};

const eigVectors: ArrayPrimitive = {
  doc: 'eigenvectors of square matrices, as columns of norm 1',
  type: ([x]) => ({ ...squareLike(x!), dtype: 'complex128' }),
  kernel: ([x]) => eigenpairs(x!, undefined).vectors,
  derivative: {
    kind: 'jvp',
    jvp(b, [p], { inputs, out }) {
      const turn = b.solve(out, b.product(b.cast(p!, 'complex128'), out));
      const moved = b.product(out, b.mul(gaps(b, b.linalg('eigvals', inputs)), turn));
      // The norms stay 1: what would lengthen a column is taken out.
      const rank = b.rankOf(out);
      const along = b.real(b.sum(b.mul(b.conj(out), moved), [rank - 2]));
      return b.sub(moved, b.mul(out, b.expand(along, [rank - 2])));
    },
  },
  phases: 'columns',
  // The order of eigenvalues is that in which they are found; in these it stays.
  samples: [
    s.sample([s.graded(s.complex(3, 3))]),
    s.sample([s.graded(s.real(2, 2, 2))]),
    s.sample([{ ...s.real(2, 2), values: [1, -2, 3, 1.5] }]),
  ],
  source: 'Boeddeker et al., On the computation of complex-valued gradients (2017), 4.17',
};

/** Whether U and V are square. */
type Full = boolean;

const factors = remembered(svd);

const svdValues: ArrayPrimitive<Full> = {
  doc: 'singular values, falling',
  type([x]) {
    const [batch, m, n] = rectangular(x!);
    return { shape: [...batch, Math.min(m, n)], dtype: 'float64' };
  },
  kernel: ([x], full) => factors(x!, full).s,
  derivative: {
    kind: 'jvp',
    jvp: (b, [p], { inputs, attributes: full }) => b.real(b.diagonal(coupling(b, p!, inputs[0]!, full))),
  },
  samples: [...s.both([s.graded(s.real(3, 3))], false), s.sample([s.graded(s.real(3, 2))], true)],
  source: giles,
};

/** Uᴴ P V. */
function coupling(b: ArrayBuilder, p: NodeId, a: NodeId, full: Full): NodeId {
  const u = b.linalg('svdLeft', [a], full);
  const vh = b.linalg('svdRight', [a], full);
  return b.product(b.adjoint(u), b.product(p, b.adjoint(vh)));
}

/**
 * The skew-Hermitian generators of dU = U K (left) or dV = V K (right) for all columns that U or V has, singular values that the
 * matrix lacks being 0. The phase common to a pair of complex vectors is put into U.
 */
function generator(b: ArrayBuilder, p: NodeId, a: NodeId, full: Full, left: boolean): NodeId {
  const s = b.linalg('svdValues', [a], full);
  const c = coupling(b, p, a, full);
  const mixing = left ? c : b.adjoint(c);
  const columns = b.rankOf(c) - 1;
  const k = b.shapeOf(s).at(-1)!;
  const size = b.shapeOf(mixing).at(-2)!;
  // Square: with columns of zeros for singular values that are not there.
  const padded = b.padMatrix(b.slice(mixing, columns, 0, k), size, size);
  const values = b.padLast(s, size);
  const row = b.expand(values, [columns - 1]);
  const column = b.expand(values, [columns]);
  const difference = b.mul(b.sub(row, column), b.add(row, column));
  // K_ij = (c_ij s_j + s_i conj(c_ji)) / (s_j² − s_i²)
  const mixed = b.add(b.mul(padded, row), b.mul(column, b.adjoint(padded)));
  const turn = b.mul(mixed, inverseGaps(b, difference, k));
  if (!left || !b.isComplex(a)) return turn;
  const rate = b.padLast(b.div(b.imag(b.diagonal(c)), s), size);
  return b.add(turn, b.diagonalMatrix(b.complex(b.zerosLike(rate), rate)));
}

/** What P moves out of the space that a thin U spans: (P V − U Uᴴ P V) / s; undefined where U is square. */
function outward(b: ArrayBuilder, u: NodeId, pv: NodeId, s: NodeId): NodeId | undefined {
  const [m, k] = b.shapeOf(u).slice(-2) as [number, number];
  if (m === k) return undefined;
  const rest = b.sub(pv, b.product(u, b.product(b.adjoint(u), pv)));
  return b.div(rest, b.expand(s, [b.rankOf(u) - 2]));
}

const svdLeft: ArrayPrimitive<Full> = {
  doc: 'left singular vectors, as columns',
  type([x], full) {
    const [batch, m, n] = rectangular(x!);
    return { shape: [...batch, m, full ? m : Math.min(m, n)], dtype: floating(x!) };
  },
  kernel: ([x], full) => factors(x!, full).u,
  derivative: {
    kind: 'jvp',
    jvp(b, [p], { inputs: [a], out, attributes: full }) {
      const turned = b.product(out, generator(b, p!, a!, full, true));
      if (full) return turned;
      const v = b.adjoint(b.linalg('svdRight', [a!], full));
      const rest = outward(b, out, b.product(p!, v), b.linalg('svdValues', [a!], full));
      return rest === undefined ? turned : b.add(turned, rest);
    },
  },
  phases: 'columns',
  samples: [...s.both([s.graded(s.real(3, 3))], true), ...s.both([s.graded(s.real(4, 2))], false)],
  source: 'Wan & Zhang, Automatic differentiation for complex valued SVD (2019)',
};

const svdRight: ArrayPrimitive<Full> = {
  doc: 'right singular vectors, as rows, conjugated',
  type([x], full) {
    const [batch, m, n] = rectangular(x!);
    return { shape: [...batch, full ? n : Math.min(m, n), n], dtype: floating(x!) };
  },
  kernel: ([x], full) => factors(x!, full).vh,
  derivative: {
    kind: 'jvp',
    jvp(b, [p], { inputs: [a], out, attributes: full }) {
      const v = b.adjoint(out);
      const turned = b.product(v, generator(b, p!, a!, full, false));
      if (full) return b.adjoint(turned);
      const u = b.linalg('svdLeft', [a!], full);
      const rest = outward(b, v, b.product(b.adjoint(p!), u), b.linalg('svdValues', [a!], full));
      return b.adjoint(rest === undefined ? turned : b.add(turned, rest));
    },
  },
  phases: 'rows',
  samples: [...s.both([s.graded(s.real(3, 3))], true), ...s.both([s.graded(s.real(2, 4))], false)],
  source: 'Wan & Zhang (2019)',
};

const qrLeft: ArrayPrimitive<Full> = {
  doc: 'Q of A = Q R, for A with as many rows as columns at least',
  type([x], full) {
    const [batch, m, n] = rectangular(x!);
    return { shape: [...batch, m, full ? m : n], dtype: floating(x!) };
  },
  kernel: ([x], full) => orthogonalize(x!, full ? 'complete' : 'reduced').q,
  derivative: {
    kind: 'jvp',
    // dQ = Q K + (1 − Q Qᴴ) P R⁻¹ with K skew-Hermitian, its lower part that of Qᴴ P R⁻¹: the diagonal of R is real.
    jvp(b, [p], { inputs: [a], out, attributes: full }) {
      const [m, n] = b.shapeOf(a!).slice(-2) as [number, number];
      const thin = b.slice(out, b.rankOf(out) - 1, 0, n);
      const r = b.product(b.adjoint(thin), a!);
      const attributes = { lower: false, trans: 'T', unitDiagonal: false } as const;
      const scaled = b.swap(b.linalg('solveTriangular', [r, b.swap(p!)], attributes)); // P R⁻¹
      const size = full ? m : n;
      const c = b.padMatrix(b.product(b.adjoint(out), scaled), size, size);
      const strict = b.triangle(c, true, 1);
      const skew = b.sub(strict, b.adjoint(strict));
      const phase = b.diagonalMatrix(b.sub(b.diagonal(c), b.real(b.diagonal(c))));
      const turned = b.product(out, b.isComplex(out) ? b.add(skew, phase) : skew);
      if (size === m) return turned;
      return b.add(turned, b.sub(scaled, b.product(out, c)));
    },
  },
  samples: [...s.both([s.graded(s.real(3, 3))], false), ...s.both([s.graded(s.real(4, 2))], false)],
  source: 'Walter & Lehmann, Algorithmic differentiation of linear algebra functions (2010), 2.2',
};

export const decompositions = {
  cholesky,
  eigvalsh,
  eighVectors,
  eigvals,
  eigVectors,
  svdValues,
  svdLeft,
  svdRight,
  qrLeft,
};
