/** `np.linalg`: systems of equations, determinants, decompositions and norms, composed of the rows of `ops/array-linalg.ts`. */

import { arrayError, broadcastShapes, type Shape, showShape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction, named, returning } from './define.ts';
import { truth } from './elementwise.ts';
import { norms } from './norm.ts';
import type { Np, Result } from './np.ts';
import * as p from './parameters.ts';
import { dot, matmul } from './products.ts';

/** Check that there are two axes at least; return their lengths and those before them. */
export function matrixShape(np: Np, name: string, x: NodeId): [batch: Shape, rows: number, columns: number] {
  const shape = np.shapeOf(x);
  if (shape.length < 2) throw arrayError(`${name} takes matrices, not an array of shape ${showShape(shape)}`);
  return [shape.slice(0, -2), shape.at(-2)!, shape.at(-1)!];
}

/**
 * x in A x = B over broadcast leading axes. B of one axis is a vector; B with one axis less than A is vectors where that fits, as in
 * NumPy 1.24, else matrices, as in NumPy 2.
 */
export function solve(np: Np, a: NodeId, b: NodeId): NodeId {
  const [batchA, rows, columns] = matrixShape(np, 'np.linalg.solve', a);
  const rank = np.rankOf(b);
  if (rank === 1 || isStackOfVectors(np.shapeOf(a), np.shapeOf(b))) {
    const solution = solve(np, a, np.expand(b, [rank]));
    return np.reshape(solution, np.shapeOf(solution).slice(0, -1));
  }
  const [batchB, ...side] = matrixShape(np, 'np.linalg.solve', b);
  const batch = broadcastShapes(batchA, batchB);
  return np.solve(np.broadcast(a, [...batch, rows, columns]), np.broadcast(b, [...batch, ...side]));
}

function isStackOfVectors(a: Shape, b: Shape): boolean {
  const fits = (n: number, axis: number): boolean => n === a[axis] || n === 1 || a[axis] === 1;
  return b.length === a.length - 1 && b.at(-1) === a.at(-2) && b.slice(0, -1).every(fits);
}

/** Return an identity matrix of n rows. */
export function identity(np: Np, n: number): NodeId {
  return np.diagonalMatrix(np.filled([n], 1));
}

function matrixPower(np: Np, a: NodeId, n: number): NodeId {
  if (n < 0) return matrixPower(np, np.linalg('inv', [a]), -n);
  if (n === 0)
    return np.cast(np.broadcast(identity(np, np.shapeOf(a).at(-1)!), np.shapeOf(a)), np.dtypeOf(a));
  if (n === 1) return a;
  const half = matrixPower(np, a, Math.floor(n / 2));
  const square = matmul(np, half, half);
  return n % 2 === 0 ? square : matmul(np, square, a);
}

/** The eigenvalues, or what goes with them: real where all eigenvalues of real matrices are, as the trace found them. */
export function realIfAllReal(np: Np, a: NodeId, parts: readonly NodeId[]): NodeId[] {
  const isReal =
    !np.isComplex(a) && np.pinned(np.sumAll(truth(np, np.imag(np.linalg('eigvals', [a]))))).data[0] === 0;
  return parts.map((part) => (isReal ? np.real(part) : part));
}

/** Q and R of A = Q R; further columns of a wide A are those of Qᴴ A. */
export function qr(np: Np, a: NodeId, full: boolean): { readonly q: NodeId; readonly r: NodeId } {
  const [, rows, columns] = matrixShape(np, 'np.linalg.qr', a);
  const square = np.slice(a, np.rankOf(a) - 1, 0, Math.min(rows, columns));
  const q = np.linalg('qrLeft', [square], full);
  return { q, r: np.triangle(np.product(np.adjoint(q), a), false, 0) };
}

/** How many singular values exceed `tolerance`, or a part of the largest one, of which the standard is its rounding. */
function matrixRank(np: Np, a: NodeId, tolerance: NodeId | null, part: NodeId | null): NodeId {
  if (np.rankOf(a) < 2)
    return np.cast(np.array('amax', [truth(np, np.reshape(a, [np.sizeOf(a)]))], [0]), 'int64');
  const [batch, rows, columns] = matrixShape(np, 'np.linalg.matrix_rank', a);
  const s = np.linalg('svdValues', [a], false);
  const last = batch.length;
  if (rows === 0 || columns === 0) return np.cast(np.filled(batch, 0), 'int64');
  const rounding = part ?? np.constant(Math.max(rows, columns) * Number.EPSILON);
  const least = tolerance ?? np.mul(np.array('amax', [s], [last]), rounding);
  const bound = np.rankOf(least) === last ? np.expand(least, [last]) : least;
  return np.sum(np.lt(bound, s), [last]);
}

/** The least-squares solution of A x = B, the residuals where there are any, the rank and the singular values of A. */
export function leastSquares(np: Np, a: NodeId, b: NodeId, rcond: number | null): Result {
  const [, rows, columns] = matrixShape(np, 'np.linalg.lstsq', a);
  const part = rcond ?? Math.max(rows, columns) * Number.EPSILON;
  const x = dot(np, np.linalg('pinv', [a], part), b, 'np.linalg.lstsq');
  const s = np.linalg('svdValues', [a], false);
  const rank = np.sum(np.lt(np.mul(np.constant(part), np.array('amax', [s], [0])), s), [0]);
  const hasResiduals = rows > columns && np.pinned(rank).data[0] === columns;
  const rest = np.sub(b, dot(np, a, x));
  const squares = np.real(np.mul(rest, np.conj(rest)));
  const residuals = np.reshape(np.sum(squares, [0]), [np.rankOf(b) === 1 ? 1 : np.shapeOf(b)[1]!]);
  return [x, hasResiduals ? residuals : np.filled([0], 0), rank, s];
}

/** The factor L with L Lᴴ = A, or Lᴴ, of the triangle of A that it is. */
export function cholesky(np: Np, a: NodeId, upper: boolean): NodeId {
  return upper ? np.adjoint(np.linalg('cholesky', [np.adjoint(a)])) : np.linalg('cholesky', [a]);
}

const one = { a: p.array };
const hermitian = p.or(p.flag, false);
const uplo = p.or(p.oneOf('L', 'U'), 'L' as const);

const systems: readonly NumpyFunction[] = [
  define('np.linalg.solve', 'x in A x = B.', { ...one, b: p.array }, (np, { a, b }) => solve(np, a, b)),
  define('np.linalg.inv', 'Inverse matrices.', one, (np, { a }) => np.linalg('inv', [a])),
  define(
    'np.linalg.pinv',
    'Pseudo-inverses; singular values below rcond times the largest count as 0.',
    { ...one, rcond: p.or(p.number, null), hermitian, rtol: p.or(p.number, null) },
    (np, { a, rcond, hermitian: isHermitian, rtol }) =>
      np.linalg('pinv', [isHermitian ? np.hermitian(a, true) : a], rcond ?? rtol ?? 1e-15),
  ),
  returning(
    '[solution: number, residuals: number, rank: number, singular: number]',
    define(
      'np.linalg.lstsq',
      'Least-squares solution, residuals, rank and singular values.',
      { ...one, b: p.array, rcond: p.or(p.number, null) },
      (np, { a, b, rcond }) => leastSquares(np, a, b, rcond),
    ),
  ),
  define('np.linalg.det', 'Determinants.', one, (np, { a }) => np.linalg('det', [a])),
  named(
    ['sign', 'logabsdet'],
    define('np.linalg.slogdet', 'Sign and logarithm of the modulus of determinants.', one, (np, { a }) => [
      np.linalg('signdet', [a]),
      np.linalg('logabsdet', [a]),
    ]),
  ),
  define(
    'np.linalg.matrix_rank',
    'How many singular values exceed a bound.',
    { A: p.array, tol: p.or(p.array, null), hermitian, rtol: p.or(p.array, null) },
    (np, { A, tol, hermitian: isHermitian, rtol }) =>
      matrixRank(np, isHermitian ? np.hermitian(A, true) : A, tol, rtol),
  ),
  define(
    'np.linalg.matrix_power',
    'Whole powers of square matrices.',
    { ...one, n: p.integer },
    (np, { a, n }) => {
      const [, rows, columns] = matrixShape(np, 'np.linalg.matrix_power', a);
      if (rows !== columns)
        throw arrayError(
          `np.linalg.matrix_power takes square matrices, not shape ${showShape(np.shapeOf(a))}`,
        );
      return matrixPower(np, a, n);
    },
  ),
  define('np.linalg.multi_dot', 'The product of several matrices.', { arrays: p.arrays }, (np, { arrays }) =>
    arrays.reduce((product, factor) => dot(np, product, factor, 'np.linalg.multi_dot')),
  ),
];

const decompositions: readonly NumpyFunction[] = [
  define(
    'np.linalg.cholesky',
    'The lower triangular L with L Lᴴ = A, or the upper triangular Lᴴ, read from that triangle of A.',
    { ...one, upper: p.or(p.flag, false) },
    (np, { a, upper }) => cholesky(np, a, upper),
  ),
  named(
    ['Q', 'R'],
    define(
      'np.linalg.qr',
      'Q with orthonormal columns and upper triangular R with Q R = A.',
      { ...one, mode: p.or(p.oneOf('reduced', 'complete', 'r'), 'reduced' as const) },
      (np, { a, mode }) => {
        const { q, r } = qr(np, a, mode === 'complete');
        return mode === 'r' ? r : [q, r];
      },
    ),
    true,
  ),
  named(
    ['eigenvalues', 'eigenvectors'],
    define(
      'np.linalg.eigh',
      'Eigenvalues and eigenvectors of Hermitian matrices, from one triangle.',
      { ...one, UPLO: uplo },
      (np, { a, UPLO }) => [np.linalg('eigvalsh', [a], UPLO), np.linalg('eighVectors', [a], UPLO)],
    ),
  ),
  define(
    'np.linalg.eigvalsh',
    'Eigenvalues of Hermitian matrices, from one triangle.',
    { ...one, UPLO: uplo },
    (np, { a, UPLO }) => np.linalg('eigvalsh', [a], UPLO),
  ),
  named(
    ['eigenvalues', 'eigenvectors'],
    define('np.linalg.eig', 'Eigenvalues and eigenvectors of square matrices.', one, (np, { a }) =>
      realIfAllReal(np, a, [np.linalg('eigvals', [a]), np.linalg('eigVectors', [a])]),
    ),
  ),
  define(
    'np.linalg.eigvals',
    'Eigenvalues of square matrices.',
    one,
    (np, { a }) => realIfAllReal(np, a, [np.linalg('eigvals', [a])])[0]!,
  ),
  named(
    ['U', 'S', 'Vh'],
    define(
      'np.linalg.svd',
      'Singular values and vectors: U, s and Vᴴ with U s Vᴴ = A.',
      { ...one, full_matrices: p.or(p.flag, true), compute_uv: p.or(p.flag, true), hermitian },
      (np, { a, full_matrices: full, compute_uv }) => {
        if (!compute_uv) return np.linalg('svdValues', [a], false);
        return [
          np.linalg('svdLeft', [a], full),
          np.linalg('svdValues', [a], full),
          np.linalg('svdRight', [a], full),
        ];
      },
    ),
    true,
  ),
];

export const linalg: readonly NumpyFunction[] = [...systems, ...decompositions, ...norms];
