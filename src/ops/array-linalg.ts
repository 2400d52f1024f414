/**
 * Linear algebra on stacks of matrices: each operation with the derivative along a direction, after Giles, An extended collection
 * of matrix derivative results (2008), and, for eigenvectors, Boeddeker et al., On the computation of complex-valued gradients
 * (2017). Transposition makes reverse mode of them, expansion the Taylor series.
 */

import { cast } from '../array/layout.ts';
import { adjugate as adjugates } from '../array/linalg/adjugate.ts';
import { solveBanded as banded } from '../array/linalg/banded.ts';
import { cholesky as factor } from '../array/linalg/cholesky.ts';
import { eig } from '../array/linalg/eig.ts';
import { eigh } from '../array/linalg/eigh.ts';
import * as lu from '../array/linalg/lu.ts';
import { sqrtm as root, solveSylvester as sylvester } from '../array/linalg/matrix-functions.ts';
import { pinv as pseudoinverse } from '../array/linalg/pinv.ts';
import { qr as orthogonalize } from '../array/linalg/qr.ts';
import { svd } from '../array/linalg/svd.ts';
import { solveTriangular as triangular } from '../array/linalg/triangular.ts';
import {
  type ArrayType,
  arrayError,
  type NDArray,
  promote,
  type Shape,
  showShape,
  zeros,
} from '../array/ndarray.ts';
import { NONE, type NodeId } from '../graph/graph.ts';
import type { ArrayBuilder } from './array-builder.ts';
import type { ArrayPrimitive } from './array-primitive.ts';

const giles = 'Giles (2008)';

/** Check that the last two axes make square matrices; return the axes before them and the length. */
function square({ shape }: ArrayType): [batch: Shape, n: number] {
  const n = shape.at(-1);
  if (shape.length < 2 || n !== shape.at(-2))
    throw arrayError(`the last two axes must make square matrices, but the shape is ${showShape(shape)}`);
  return [shape.slice(0, -2), n!];
}

const floating = ({ dtype }: ArrayType): 'float64' | 'complex128' =>
  dtype === 'complex128' ? dtype : 'float64';

const sameAs = (x: ArrayType): ArrayType => ({ shape: x.shape, dtype: floating(x) });

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

const inv: ArrayPrimitive = {
  doc: 'inverse matrices',
  type([x]) {
    square(x!);
    return sameAs(x!);
  },
  kernel: ([x]) => lu.inv(x!),
  derivative: { kind: 'jvp', jvp: (b, [p], { out }) => b.neg(b.product(b.product(out, p!), out)) },
  source: giles,
};

const solve: ArrayPrimitive = {
  doc: 'x in A x = B for matrices B of as many stacks',
  type([a, rhs]) {
    const [batch, n] = square(a!);
    if (rhs!.shape.at(-2) !== n)
      throw arrayError(`A of shape ${showShape(a!.shape)} does not fit B of shape ${showShape(rhs!.shape)}`);
    return {
      shape: [...batch, n, rhs!.shape.at(-1)!],
      dtype: promote(promote(a!.dtype, rhs!.dtype), 'float64'),
    };
  },
  kernel: ([a, rhs]) => lu.solve(a!, rhs!),
  derivative: {
    kind: 'jvp',
    jvp: (b, [pa, pb], { inputs: [a], out }) =>
      b.solve(a!, b.total([pb!, pa === NONE ? NONE : b.neg(b.product(pa!, out))])),
    transposeLast: (b, g, { inputs: [a] }) => b.solve(b.swap(a!), g),
  },
  source: giles,
};

const det: ArrayPrimitive = {
  doc: 'determinants',
  type: ([x]) => ({ shape: square(x!)[0], dtype: floating(x!) }),
  kernel: ([x]) => lu.det(x!),
  derivative: {
    kind: 'jvp',
    jvp: (b, [p], { inputs }) => matrixDot(b, b.linalg('adjugate', inputs), p!),
  },
  source: "Jacobi's formula",
};

/** Σ x_ij y_ji of each matrix. */
function matrixDot(b: ArrayBuilder, x: NodeId, y: NodeId): NodeId {
  const rank = b.rankOf(x);
  return b.sum(b.mul(x, b.swap(y)), [rank - 2, rank - 1]);
}

/** Up to this size the derivative of an adjugate holds for singular matrices, too; its cost grows as n!². */
const MOST_MINORS = 4;

const adjugate: ArrayPrimitive = {
  doc: 'det(A) A⁻¹, also of singular matrices',
  type([x]) {
    square(x!);
    return sameAs(x!);
  },
  kernel: ([x]) => adjugates(x!),
  derivative: {
    kind: 'jvp',
    jvp(b, [p], { inputs: [a], out }) {
      const n = b.shapeOf(a!).at(-1)!;
      if (n === 1) return b.zerosLike(out);
      if (n <= MOST_MINORS) return cofactorRates(b, a!, p!);
      const inverse = b.linalg('inv', [a!]);
      const trace = matrixDot(b, out, p!);
      const column = b.reshape(trace, [...b.shapeOf(trace), 1, 1]);
      return b.sub(b.mul(column, inverse), b.product(b.product(out, p!), inverse));
    },
  },
  source: "the product rule of det(A) A⁻¹; of small matrices, Jacobi's formula of each cofactor",
};

/** The derivative of the adjugate along p: its elements are determinants of minors. */
function cofactorRates(b: ArrayBuilder, a: NodeId, p: NodeId): NodeId {
  const n = b.shapeOf(a).at(-1)!;
  const signs = new Float64Array(n * n).map((_, k) => ((Math.floor(k / n) + (k % n)) % 2 === 0 ? 1 : -1));
  const rates = matrixDot(b, b.linalg('adjugate', [minors(b, a)]), minors(b, p));
  return b.swap(b.mul(b.literal({ shape: [n, n], dtype: 'float64', data: signs }), rates));
}

/** The matrices without row i and column j, at (…, i, j). */
function minors(b: ArrayBuilder, x: NodeId): NodeId {
  const shape = b.shapeOf(x);
  const n = shape.at(-1)!;
  const size = n * n * (n - 1) * (n - 1);
  const index = zeros([...shape, n - 1, n - 1], 'int64');
  for (let at = 0; at < index.data.length; at++) {
    const column = at % (n - 1);
    const row = Math.floor(at / (n - 1)) % (n - 1);
    const minor = Math.floor(at / (n - 1) ** 2) % (n * n);
    const i = row < Math.floor(minor / n) ? row : row + 1;
    const j = column < minor % n ? column : column + 1;
    index.data[at] = Math.floor(at / size) * n * n + i * n + j;
  }
  return b.gather(x, b.literal(index));
}

const logabsdet: ArrayPrimitive = {
  doc: 'log |det A|',
  type: ([x]) => ({ shape: square(x!)[0], dtype: 'float64' }),
  kernel: ([x]) => lu.slogdet(x!).logabs,
  derivative: {
    kind: 'jvp',
    jvp: (b, [p], { inputs }) => b.real(matrixDot(b, b.linalg('inv', inputs), p!)),
  },
  source: giles,
};

const signdet: ArrayPrimitive = {
  doc: 'det A / |det A|',
  type: ([x]) => ({ shape: square(x!)[0], dtype: floating(x!) }),
  kernel: ([x]) => lu.slogdet(x!).sign,
  derivative: {
    kind: 'jvp',
    jvp(b, [p], { inputs: [a], out }) {
      if (!b.isComplex(a!)) return b.zerosLike(out);
      const turn = b.imag(matrixDot(b, b.linalg('inv', [a!]), p!));
      return b.mul(out, b.complex(b.zerosLike(turn), turn));
    },
  },
  source: 'the argument of det A moves with Im tr(A⁻¹ dA)',
};

interface TriangularAttributes {
  readonly lower: boolean;
  readonly trans: 'N' | 'T' | 'C';
  readonly unitDiagonal: boolean;
}

const solveTriangular: ArrayPrimitive<TriangularAttributes> = {
  doc: 'x in A x = B, of which one triangle of A counts',
  type: ([a, rhs]) => {
    square(a!);
    return { shape: rhs!.shape, dtype: promote(promote(a!.dtype, rhs!.dtype), 'float64') };
  },
  kernel: ([a, rhs], attributes) => triangular(a!, rhs!, attributes),
  derivative: {
    kind: 'jvp',
    jvp(b, [pa, pb], { inputs: [a], out, attributes }) {
      const { lower, trans, unitDiagonal } = attributes;
      const pull = (p: NodeId): NodeId => {
        const triangle = b.triangle(p, lower, unitDiagonal ? 1 : 0);
        const turned = trans === 'N' ? triangle : b.swap(trans === 'C' ? b.conj(triangle) : triangle);
        return b.neg(b.product(turned, out));
      };
      const moved = b.total([pb!, pa === NONE ? NONE : pull(pa!)]);
      return b.linalg('solveTriangular', [a!, moved], attributes);
    },
    transposeLast(b, g, { inputs: [a], attributes }) {
      if (attributes.trans !== 'C')
        return b.linalg('solveTriangular', [a!, g], {
          ...attributes,
          trans: attributes.trans === 'N' ? 'T' : 'N',
        });
      return b.conj(b.linalg('solveTriangular', [a!, b.conj(g)], { ...attributes, trans: 'N' }));
    },
  },
  source: giles,
};

const cholesky: ArrayPrimitive = {
  doc: 'the lower triangular L with L Lᴴ = A, from the lower triangle of A',
  type([x]) {
    square(x!);
    return sameAs(x!);
  },
  kernel: ([x]) => factor(x!),
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
  source: giles,
};

/** Vᴴ P V. */
const rotated = (b: ArrayBuilder, v: NodeId, p: NodeId): NodeId => b.product(b.adjoint(v), b.product(p, v));

/** 1 / (w_j − w_i), and 0 where they are equal. */
function gaps(b: ArrayBuilder, w: NodeId): NodeId {
  const shape = b.shapeOf(w);
  const row = b.reshape(w, [...shape.slice(0, -1), 1, shape.at(-1)!]);
  const column = b.reshape(w, [...shape, 1]);
  return b.reciprocalOrZero(b.sub(row, column));
}

const eighVectors: ArrayPrimitive<Triangle> = {
  doc: 'orthonormal eigenvectors of Hermitian matrices, as columns',
  type([x]) {
    square(x!);
    return sameAs(x!);
  },
  kernel: ([x], uplo) => heigenvalues(x!, uplo).vectors,
  derivative: {
    kind: 'jvp',
    jvp(b, [p], { inputs: [a], out, attributes: uplo }) {
      const turn = rotated(b, out, b.hermitian(p!, uplo === 'L'));
      return b.product(out, b.mul(gaps(b, b.linalg('eigvalsh', [a!], uplo)), turn));
    },
  },
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
  source: giles,
};

const eigVectors: ArrayPrimitive = {
  doc: 'eigenvectors of square matrices, as columns of norm 1',
  type([x]) {
    square(x!);
    return { shape: x!.shape, dtype: 'complex128' };
  },
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
  source: 'Boeddeker et al. (2017), 4.17',
};

/** Whether U and V are square. */
type Full = boolean;

const factors = remembered(svd);

const small = (shape: Shape): number => Math.min(shape.at(-2)!, shape.at(-1)!);

function svdType({ shape }: ArrayType): void {
  if (shape.length < 2) throw arrayError(`svd takes matrices, not an array of shape ${showShape(shape)}`);
}

const svdValues: ArrayPrimitive<Full> = {
  doc: 'singular values, falling',
  type([x]) {
    svdType(x!);
    return { shape: [...x!.shape.slice(0, -2), small(x!.shape)], dtype: 'float64' };
  },
  kernel: ([x], full) => factors(x!, full).s,
  derivative: {
    kind: 'jvp',
    jvp: (b, [p], { inputs, attributes: full }) => b.real(b.diagonal(coupling(b, p!, inputs[0]!, full))),
  },
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
  const k = small(b.shapeOf(a));
  const size = b.shapeOf(mixing).at(-2)!;
  // Square: with columns of zeros for singular values that are not there.
  const padded = b.padMatrix(b.slice(mixing, columns, 0, k), size, size);
  const values = b.padLast(s, size);
  const row = b.expand(values, [columns - 1]);
  const column = b.expand(values, [columns]);
  const difference = b.mul(b.sub(row, column), b.add(row, column));
  // K_ij = (c_ij s_j + s_i conj(c_ji)) / (s_j² − s_i²)
  const mixed = b.add(b.mul(padded, row), b.mul(column, b.adjoint(padded)));
  const turn = b.mul(mixed, b.reciprocalOrZero(difference));
  if (!left || !b.isComplex(a)) return turn;
  const rate = b.padLast(b.mul(b.imag(b.diagonal(c)), b.reciprocalOrZero(s)), size);
  return b.add(turn, b.diagonalMatrix(b.complex(b.zerosLike(rate), rate)));
}

/** What P moves out of the space that a thin U spans: (P V − U Uᴴ P V) / s; undefined where U is square. */
function outward(b: ArrayBuilder, u: NodeId, pv: NodeId, s: NodeId): NodeId | undefined {
  const [m, k] = b.shapeOf(u).slice(-2) as [number, number];
  if (m === k) return undefined;
  const rest = b.sub(pv, b.product(u, b.product(b.adjoint(u), pv)));
  return b.mul(rest, b.expand(b.reciprocalOrZero(s), [b.rankOf(u) - 2]));
}

const svdLeft: ArrayPrimitive<Full> = {
  doc: 'left singular vectors, as columns',
  type([x], full) {
    svdType(x!);
    const m = x!.shape.at(-2)!;
    return { shape: [...x!.shape.slice(0, -2), m, full ? m : small(x!.shape)], dtype: floating(x!) };
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
  source: 'Wan & Zhang, Automatic differentiation for complex valued SVD (2019)',
};

const svdRight: ArrayPrimitive<Full> = {
  doc: 'right singular vectors, as rows, conjugated',
  type([x], full) {
    svdType(x!);
    const n = x!.shape.at(-1)!;
    return { shape: [...x!.shape.slice(0, -2), full ? n : small(x!.shape), n], dtype: floating(x!) };
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
  source: 'Wan & Zhang (2019)',
};

const pinv: ArrayPrimitive<number> = {
  doc: 'pseudo-inverses; singular values up to the given part of the largest count as 0',
  type([x]) {
    svdType(x!);
    const [m, n] = x!.shape.slice(-2) as [number, number];
    return { shape: [...x!.shape.slice(0, -2), n, m], dtype: floating(x!) };
  },
  kernel: ([x], rcond) => pseudoinverse(x!, rcond),
  derivative: {
    kind: 'jvp',
    // −A⁺ P A⁺ + A⁺ A⁺ᴴ Pᴴ (1 − A A⁺) + (1 − A⁺ A) Pᴴ A⁺ᴴ A⁺, at a constant rank.
    jvp(b, [p], { inputs: [a], out }) {
      const ph = b.adjoint(p!);
      const within = b.product(b.product(out, p!), out);
      const left = b.product(b.product(out, b.adjoint(out)), ph);
      const right = b.product(ph, b.product(b.adjoint(out), out));
      const outside = b.sub(left, b.product(left, b.product(a!, out)));
      const beside = b.sub(right, b.product(b.product(out, a!), right));
      return b.sub(b.add(outside, beside), within);
    },
  },
  source:
    'Golub & Pereyra, The differentiation of pseudo-inverses and nonlinear least squares problems (1973), 4.12',
};

const qrLeft: ArrayPrimitive<Full> = {
  doc: 'Q of A = Q R, for A with as many rows as columns at least',
  type([x], full) {
    const [m, n] = x!.shape.slice(-2) as [number, number];
    return { shape: [...x!.shape.slice(0, -2), m, full ? m : n], dtype: floating(x!) };
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
  source: 'Walter & Lehmann, Algorithmic differentiation of linear algebra functions (2010), 2.2',
};

interface BandAttributes {
  readonly lower: number;
  readonly upper: number;
}

const solveBanded: ArrayPrimitive<BandAttributes> = {
  doc: 'x in A x = B for a band matrix A, given by its diagonals',
  type([ab, rhs], { lower, upper }) {
    const [diagonals, n] = ab!.shape;
    if (diagonals !== lower + upper + 1 || n !== rhs!.shape[0])
      throw arrayError(
        `${lower} + 1 + ${upper} diagonals of shape ${showShape(ab!.shape)} do not fit B of shape ${showShape(rhs!.shape)}`,
      );
    return { shape: rhs!.shape, dtype: promote(promote(ab!.dtype, rhs!.dtype), 'float64') };
  },
  kernel: ([ab, rhs], { lower, upper }) => banded(lower, upper, ab!, rhs!),
  derivative: {
    kind: 'jvp',
    jvp(b, [pa, pb], { inputs: [ab], out, attributes }) {
      const pull = pa === NONE ? NONE : b.neg(bandProduct(b, pa!, out, attributes));
      return b.linalg('solveBanded', [ab!, b.total([pb!, pull])], attributes);
    },
    transposeLast: (b, g, { inputs: [ab], attributes }) =>
      b.linalg('solveBanded', [transposedBand(b, ab!, attributes), g], {
        lower: attributes.upper,
        upper: attributes.lower,
      }),
  },
  source: giles,
};

/** A x of a band matrix: ab[upper + i − j, j] = A[i, j]. */
function bandProduct(b: ArrayBuilder, ab: NodeId, x: NodeId, { upper }: BandAttributes): NodeId {
  const [diagonals, n] = b.shapeOf(ab) as [number, number];
  const k = b.shapeOf(x)[1]!;
  const terms = b.mul(b.expand(ab, [2]), x);
  const view = { shape: [diagonals, n, k], strides: [k, k, 1], offset: 0 };
  return b.slice(b.place(terms, view, [n + diagonals - 1, k]), 0, upper, n);
}

/** The diagonals of Aᵀ: ab[lower + i − j, j] = A[j, i]. */
function transposedBand(b: ArrayBuilder, ab: NodeId, { lower, upper }: BandAttributes): NodeId {
  const [diagonals, n] = b.shapeOf(ab) as [number, number];
  const width = n + lower + upper;
  const padded = b.place(ab, { shape: [diagonals, n], strides: [width, 1], offset: lower }, [
    diagonals,
    width,
  ]);
  // abᵀ[r, j] = ab[lower + upper − r, j + r − lower]
  return b.view(padded, {
    shape: [diagonals, n],
    strides: [1 - width, 1],
    offset: (diagonals - 1) * width,
  });
}

const sqrtm: ArrayPrimitive = {
  doc: 'principal square roots of matrices',
  type([x]) {
    square(x!);
    return sameAs(x!);
  },
  // A real matrix with a negative eigenvalue has a complex root, and is to be given as a complex one.
  kernel: ([x], _, { dtype }) => cast(root(x!), dtype),
  derivative: {
    kind: 'jvp',
    jvp: (b, [p], { out }) => b.linalg('solveSylvester', [out, out, p!]),
  },
  source: 'Y dY + dY Y = dA',
};

const solveSylvester: ArrayPrimitive = {
  doc: 'X in A X + X B = Q',
  type: ([a, c, q]) => ({
    shape: q!.shape,
    dtype: [a!, c!, q!].map((x) => x.dtype).reduce(promote, 'float64'),
  }),
  kernel: ([a, c, q]) => sylvester(a!, c!, q!),
  derivative: {
    kind: 'jvp',
    jvp(b, [pa, pb, pq], { inputs: [a, c], out }) {
      const left = pa === NONE ? NONE : b.neg(b.product(pa!, out));
      const right = pb === NONE ? NONE : b.neg(b.product(out, pb!));
      return b.linalg('solveSylvester', [a!, c!, b.total([pq!, left, right])]);
    },
    transposeLast: (b, g, { inputs: [a, c] }) => b.linalg('solveSylvester', [b.swap(a!), b.swap(c!), g]),
  },
  source: 'product rule',
};

export const linalg = {
  inv,
  solve,
  det,
  adjugate,
  logabsdet,
  signdet,
  solveTriangular,
  cholesky,
  eigvalsh,
  eighVectors,
  eigvals,
  eigVectors,
  svdValues,
  svdLeft,
  svdRight,
  pinv,
  qrLeft,
  solveBanded,
  sqrtm,
  solveSylvester,
};
