/**
 * Systems of equations, inverses, determinants and roots of stacks of matrices, each with the derivative along a direction.
 * Transposition makes reverse mode of them, expansion the Taylor series; a right-hand side is transposed directly.
 */

import { cast } from '../array/layout.ts';
import { adjugate as adjugates } from '../array/linalg/adjugate.ts';
import { solveBanded as banded } from '../array/linalg/banded.ts';
import * as lu from '../array/linalg/lu.ts';
import { sqrtm as root, solveSylvester as sylvester } from '../array/linalg/matrix-functions.ts';
import { pinv as pseudoinverse } from '../array/linalg/pinv.ts';
import { solveTriangular as triangular } from '../array/linalg/triangular.ts';
import { arrayError, promote, showShape, zeros } from '../array/ndarray.ts';
import { NONE, type NodeId } from '../graph/graph.ts';
import type { ArrayBuilder } from './array-builder.ts';
import type { ArrayPrimitive } from './array-primitive.ts';
import * as elements from './element-linalg.ts';
import { floating, giles, rectangular, square, squareLike } from './matrix-types.ts';
import * as s from './samples.ts';

const inv: ArrayPrimitive = {
  doc: 'inverse matrices',
  type: ([x]) => squareLike(x!),
  kernel: ([x]) => lu.inv(x!),
  elements: elements.inv,
  derivative: { kind: 'jvp', jvp: (b, [p], { out }) => b.neg(b.product(b.product(out, p!), out)) },
  samples: [...s.both([s.graded(s.real(3, 3))]), s.sample([s.graded(s.real(2, 2, 2))])],
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
  elements: elements.solve,
  derivative: {
    kind: 'jvp',
    jvp: (b, [pa, pb], { inputs: [a], out }) =>
      b.solve(a!, b.total([pb!, pa === NONE ? NONE : b.neg(b.product(pa!, out))])),
    transposeLast: (b, g, { inputs: [a] }) => b.solve(b.swap(a!), g),
  },
  samples: [
    ...s.both([s.graded(s.real(3, 3)), s.real(3, 2)]),
    s.sample([s.graded(s.real(2, 2, 2)), s.real(2, 2, 1)]),
  ],
  source: giles,
};

const det: ArrayPrimitive = {
  doc: 'determinants',
  type: ([x]) => ({ shape: square(x!)[0], dtype: floating(x!) }),
  kernel: ([x]) => lu.det(x!),
  elements: elements.det,
  derivative: {
    kind: 'jvp',
    jvp: (b, [p], { inputs }) => matrixDot(b, b.linalg('adjugate', inputs), p!),
  },
  samples: [
    ...s.both([s.graded(s.real(3, 3))]),
    s.sample([s.graded(s.real(2, 2, 2))]),
    s.sample([{ ...s.real(2, 2), values: [1, 2, 2, 4] }]),
  ],
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
  type: ([x]) => squareLike(x!),
  kernel: ([x]) => adjugates(x!),
  elements: elements.adjugate,
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
  samples: [
    ...s.both([s.graded(s.real(3, 3))]),
    s.sample([s.graded(s.real(2, 2, 2))]),
    s.sample([s.graded(s.real(5, 5))]),
  ],
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
  samples: [...s.both([s.graded(s.real(3, 3))]), s.sample([s.graded(s.real(2, 2, 2))])],
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
  samples: [...s.both([s.graded(s.real(3, 3))]), s.sample([s.graded(s.real(2, 2, 2))])],
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
  elements: elements.solveTriangular,
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
  samples: [
    ...s.both([s.graded(s.real(3, 3)), s.real(3, 2)], { lower: true, trans: 'N', unitDiagonal: false }),
    ...s.both([s.graded(s.real(3, 3)), s.real(3, 2)], { lower: false, trans: 'C', unitDiagonal: true }),
    s.sample([s.graded(s.complex(2, 2)), s.real(2, 1)], { lower: true, trans: 'T', unitDiagonal: false }),
  ],
  source: giles,
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
  samples: [
    s.sample(
      [{ ...s.real(3, 4), values: [0, 0.5, -0.3, 0.2, 3, 4, -3, 5, 0.4, -0.2, 0.6, 0] }, s.real(4, 2)],
      {
        lower: 1,
        upper: 1,
      },
    ),
    s.sample([s.graded(s.complex(3, 4)), s.real(4, 2)], { lower: 1, upper: 1 }),
  ],
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

const pinv: ArrayPrimitive<number> = {
  doc: 'pseudo-inverses; singular values up to the given part of the largest count as 0',
  type([x]) {
    const [batch, m, n] = rectangular(x!);
    return { shape: [...batch, n, m], dtype: floating(x!) };
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
  samples: [...s.both([s.graded(s.real(3, 2))], 1e-15), s.sample([s.graded(s.real(2, 3))], 1e-15)],
  source:
    'Golub & Pereyra, The differentiation of pseudo-inverses and nonlinear least squares problems (1973), 4.12',
};

const sqrtm: ArrayPrimitive = {
  doc: 'principal square roots of matrices',
  type: ([x]) => squareLike(x!),
  // A real matrix with a negative eigenvalue has a complex root, and is to be given as a complex one.
  kernel: ([x], _, { dtype }) => cast(root(x!), dtype),
  derivative: {
    kind: 'jvp',
    jvp: (b, [p], { out }) => b.linalg('solveSylvester', [out, out, p!]),
  },
  samples: [...s.both([s.graded(s.real(3, 3))])],
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
  samples: [...s.both([s.graded(s.real(3, 3)), s.graded(s.real(2, 2)), s.real(3, 2)])],
  source: 'product rule',
};

export const systems = {
  inv,
  solve,
  det,
  adjugate,
  logabsdet,
  signdet,
  solveTriangular,
  solveBanded,
  pinv,
  sqrtm,
  solveSylvester,
};
