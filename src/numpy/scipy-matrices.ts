/**
 * `scipy.linalg` where it says the same as `np.linalg` in its own way (keywords, orders of results), and matrices of a given form.
 */

import { arrayError, showShape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import { cholesky, leastSquares, matrixShape, qr, realIfAllReal, solve } from './linalg.ts';
import type { Argument, Np, Result } from './np.ts';
import * as p from './parameters.ts';
import { flattened, flipped, range } from './shape.ts';

const keeps = { overwrite_a: p.or(p.flag, false), check_finite: p.or(p.flag, true) };
const a = { a: p.array };
const lower = p.or(p.flag, false);

/** A factor of `cho_factor`, and whether it is the lower one. */
interface Factor {
  readonly c: NodeId;
  readonly lower: boolean;
}

const factor: p.Parameter<Factor> = {
  type: '[c: number, lower: boolean]',
  parse(np, argument, where) {
    if (!Array.isArray(argument) || argument.length !== 2)
      throw arrayError(`${where} expects the pair that scipy.linalg.cho_factor returns`);
    const [c, isLower] = argument as readonly Argument[];
    return { c: p.arrayOf(np, c, where), lower: p.flag.parse(np, isLower, where) };
  },
};

/** x in L Lᴴ x = b, or Uᴴ U x = b. */
function solveFactored(np: Np, { c, lower: isLower }: Factor, b: NodeId): NodeId {
  const rhs = np.rankOf(b) === 1 ? np.expand(b, [1]) : b;
  const options = (trans: 'N' | 'C') => ({ lower: isLower, trans, unitDiagonal: false });
  const [first, second] = isLower ? (['N', 'C'] as const) : (['C', 'N'] as const);
  const inner = np.linalg('solveTriangular', [c, rhs], options(first));
  return np.reshape(np.linalg('solveTriangular', [c, inner], options(second)), np.shapeOf(b));
}

/** The matrix whose element (i, j) is element `place(i, j)` of a vector. */
function patterned(
  np: Np,
  values: NodeId,
  rows: number,
  columns: number,
  place: (i: number, j: number) => number,
): NodeId {
  const data = Float64Array.from(range(rows * columns), (k) => place(Math.floor(k / columns), k % columns));
  return np.gather(values, np.literal({ shape: [rows, columns], dtype: 'int64', data }));
}

/** The constant diagonals of c below and r above the main one. */
function toeplitz(np: Np, c: NodeId, r: NodeId | null): NodeId {
  const column = flattened(np, c);
  const row = r === null ? np.conj(column) : flattened(np, r);
  const [n, m] = [np.sizeOf(column), np.sizeOf(row)];
  const values = np.concatenate([flipped(np, column, [0]), np.slice(row, 0, 1, m - 1)], 0);
  return patterned(np, values, n, m, (i, j) => n - 1 - i + j);
}

/** The constant antidiagonals of c, then r without its first. */
function hankel(np: Np, c: NodeId, r: NodeId | null): NodeId {
  const column = flattened(np, c);
  const n = np.sizeOf(column);
  const row = r === null ? np.mul(column, np.constant(0)) : flattened(np, r);
  const m = np.sizeOf(row);
  const values = np.concatenate([column, np.slice(row, 0, 1, m - 1)], 0);
  return patterned(np, values, n, m, (i, j) => i + j);
}

/** Matrices as blocks on the diagonal of one. */
function blockDiagonal(np: Np, given: readonly NodeId[]): NodeId {
  const blocks = given.map((block) => {
    const shape = np.shapeOf(block);
    if (shape.length > 2)
      throw arrayError(`scipy.linalg.block_diag takes matrices, not shape ${showShape(shape)}`);
    return np.reshape(block, [shape.length < 2 ? 1 : shape[0]!, shape.at(-1) ?? 1]);
  });
  const [rows, columns] = [0, 1].map((axis) =>
    blocks.reduce((sum, block) => sum + np.shapeOf(block)[axis]!, 0),
  ) as [number, number];
  let offset = 0;
  const placed = blocks.map((block) => {
    const [height, width] = np.shapeOf(block) as [number, number];
    const window = { shape: [height, width], strides: [columns, 1], offset };
    offset += height * columns + width;
    return np.place(block, window, [rows, columns]);
  });
  return placed.reduce((sum, block) => np.add(sum, block));
}

/** Eigenvalues of a Hermitian problem, or of a x = w b x by the Cholesky factor of b, with eigenvectors if asked for. */
function eigh(np: Np, x: NodeId, b: NodeId | null, isLower: boolean, valuesOnly: boolean): Result {
  const uplo = isLower ? 'L' : 'U';
  if (b === null) {
    const values = np.linalg('eigvalsh', [x], uplo);
    return valuesOnly ? values : [values, np.linalg('eighVectors', [x], uplo)];
  }
  const l = cholesky(np, np.hermitian(b, isLower), false);
  const [full, options] = [np.hermitian(x, isLower), { lower: true, trans: 'N', unitDiagonal: false }];
  const half = np.linalg('solveTriangular', [l, full], options);
  const reduced = np.adjoint(np.linalg('solveTriangular', [l, np.adjoint(half)], options));
  const values = np.linalg('eigvalsh', [reduced], 'L');
  if (valuesOnly) return values;
  const vectors = np.linalg('eighVectors', [reduced], 'L');
  return [values, np.linalg('solveTriangular', [l, vectors], { ...options, trans: 'C' })];
}

/** The permutation of rows that partial pivoting makes, which holds at this place, as P A. */
function pivots(np: Np, x: NodeId): number[] {
  const [, rows, columns] = matrixShape(np, 'scipy.linalg.lu', x);
  const { data } = np.pinned(x);
  if (np.isComplex(x) || np.rankOf(x) !== 2)
    throw arrayError('scipy.linalg.lu is available for a real matrix only');
  const work = range(rows).map((i) => [...data.subarray(i * columns, (i + 1) * columns)]);
  const order = range(rows);
  for (let k = 0; k < Math.min(rows, columns); k++) {
    let best = k;
    for (let i = k + 1; i < rows; i++) if (Math.abs(work[i]![k]!) > Math.abs(work[best]![k]!)) best = i;
    [work[k], work[best]] = [work[best]!, work[k]!];
    [order[k], order[best]] = [order[best]!, order[k]!];
    for (let i = k + 1; i < rows; i++) eliminate(work[i]!, work[k]!, k);
  }
  return order;
}

function eliminate(row: number[], pivot: readonly number[], k: number): void {
  if (pivot[k] === 0) return;
  const factor = row[k]! / pivot[k]!;
  for (let j = k; j < row.length; j++) row[j]! -= factor * pivot[j]!;
}

/** L with ones on its diagonal and U with P A = L U, row by row. */
function lu(np: Np, x: NodeId): { order: number[]; l: NodeId; u: NodeId } {
  const order = pivots(np, x);
  const [rows, columns] = np.shapeOf(x) as [number, number];
  const size = Math.min(rows, columns);
  let rest = np.concatenate(
    order.map((i) => np.slice(x, 0, i, 1)),
    0,
  );
  const [lefts, uppers]: [NodeId[], NodeId[]] = [[], []];
  for (let k = 0; k < size; k++) {
    const top = np.slice(rest, 0, k, 1);
    const column = np.slice(rest, 1, k, 1);
    const pivot = np.item(top, k);
    const isNothing = np.eq(pivot, np.constant(0));
    const scaled = np.where(
      isNothing,
      np.constant(0),
      np.div(column, np.where(isNothing, np.constant(1), pivot)),
    );
    const below = np.literal({
      shape: [rows, 1],
      dtype: 'bool',
      data: Float64Array.from(range(rows), (i) => Number(i > k)),
    });
    const left = np.where(below, scaled, np.constant(0));
    lefts.push(left);
    uppers.push(top);
    rest = np.sub(rest, np.mul(left, top));
  }
  const u = np.triangle(np.concatenate(uppers, 0), false, 0);
  const strict = np.concatenate(lefts, 1);
  const ones = np.literal({
    shape: [rows, size],
    dtype: 'float64',
    data: Float64Array.from(range(rows * size), (k) => Number(Math.floor(k / size) === k % size)),
  });
  return { order, l: np.add(strict, ones), u };
}

export const scipyMatrices: readonly NumpyFunction[] = [
  define('scipy.linalg.inv', 'Inverse matrices.', { ...a, ...keeps }, (np, given) =>
    np.linalg('inv', [given.a]),
  ),
  define('scipy.linalg.det', 'Determinants.', { ...a, ...keeps }, (np, given) => np.linalg('det', [given.a])),
  define(
    'scipy.linalg.solve',
    'x in A x = b.',
    {
      ...a,
      b: p.array,
      lower,
      overwrite_a: keeps.overwrite_a,
      overwrite_b: p.or(p.flag, false),
      check_finite: keeps.check_finite,
      assume_a: p.or(p.text, null),
      transposed: p.or(p.flag, false),
    },
    (np, { a: x, b, lower: isLower, assume_a, transposed }) => {
      const isTriangle = assume_a !== null && /^(sym|her|pos)/.test(assume_a);
      const full = isTriangle ? np.hermitian(x, isLower) : x;
      return solve(np, transposed ? np.swap(full) : full, b);
    },
  ),
  define(
    'scipy.linalg.cholesky',
    'The upper triangular U with Uᴴ U = A, or the lower triangular L with L Lᴴ = A, from that triangle of A.',
    { ...a, lower, ...keeps },
    (np, given) => cholesky(np, given.a, !given.lower),
  ),
  returning(
    '[c: number, lower: boolean]',
    define(
      'scipy.linalg.cho_factor',
      'A Cholesky factor for cho_solve, and whether it is the lower one.',
      { ...a, lower, ...keeps },
      (np, given) => [cholesky(np, given.a, !given.lower), np.literal(truthOf(given.lower))],
    ),
  ),
  define(
    'scipy.linalg.cho_solve',
    'x in A x = b, by what cho_factor made of A.',
    { c_and_lower: factor, b: p.array, overwrite_b: p.or(p.flag, false), check_finite: keeps.check_finite },
    (np, { c_and_lower, b }) => solveFactored(np, c_and_lower, b),
  ),
  returning(
    '[P: number, L: number, U: number]',
    define(
      'scipy.linalg.lu',
      'P, L and U with P L U = A, or the product P L and U.',
      { ...a, permute_l: p.or(p.flag, false), ...keeps, p_indices: p.or(p.flag, false) },
      (np, given) => {
        const { order, l, u } = lu(np, given.a);
        const n = order.length;
        const back = range(n).map((i) => order.indexOf(i));
        if (given.permute_l) return [rowsInOrder(np, l, back), u];
        const data = Float64Array.from(range(n * n), (k) => Number(back[Math.floor(k / n)] === k % n));
        const permutation = given.p_indices
          ? np.literal({ shape: [n], dtype: 'int64', data: Float64Array.from(back) })
          : np.literal({ shape: [n, n], dtype: 'float64', data });
        return [permutation, l, u];
      },
    ),
  ),
  returning(
    'number & [Q: number, R: number]',
    define(
      'scipy.linalg.qr',
      'Q with orthonormal columns and upper triangular R with Q R = A.',
      {
        ...a,
        overwrite_a: keeps.overwrite_a,
        lwork: p.unused,
        mode: p.or(p.oneOf('full', 'r', 'economic'), 'full'),
        pivoting: p.unused,
        check_finite: keeps.check_finite,
      },
      (np, given) => {
        const { q, r } = qr(np, given.a, given.mode !== 'economic');
        return given.mode === 'r' ? [r] : [q, r];
      },
    ),
  ),
  returning(
    'number & [U: number, s: number, Vh: number]',
    define(
      'scipy.linalg.svd',
      'Singular values and vectors: U, s and Vᴴ with U s Vᴴ = A.',
      { ...a, full_matrices: p.or(p.flag, true), compute_uv: p.or(p.flag, true), ...keeps },
      (np, given) => {
        const values = np.linalg('svdValues', [given.a], given.compute_uv && given.full_matrices);
        if (!given.compute_uv) return values;
        const side = (row: 'svdLeft' | 'svdRight'): NodeId => np.linalg(row, [given.a], given.full_matrices);
        return [side('svdLeft'), values, side('svdRight')];
      },
    ),
  ),
  define('scipy.linalg.svdvals', 'Singular values.', { ...a, ...keeps }, (np, given) =>
    np.linalg('svdValues', [given.a], false),
  ),
  returning(
    'number & [w: number, v: number]',
    define(
      'scipy.linalg.eigh',
      'Eigenvalues and eigenvectors of Hermitian matrices, or of a x = w b x.',
      { ...a, b: p.or(p.array, null), lower: p.or(p.flag, true), eigvals_only: p.or(p.flag, false) },
      (np, given) => eigh(np, given.a, given.b, given.lower, given.eigvals_only),
    ),
  ),
  define(
    'scipy.linalg.eigvalsh',
    'Eigenvalues of Hermitian matrices, or of a x = w b x.',
    { ...a, b: p.or(p.array, null), lower: p.or(p.flag, true) },
    (np, given) => eigh(np, given.a, given.b, given.lower, true),
  ),
  returning(
    '[w: number, v: number]',
    define('scipy.linalg.eig', 'Eigenvalues and eigenvectors of a square matrix.', a, (np, given) => {
      const { a: x } = given;
      const vectors = realIfAllReal(np, x, [np.linalg('eigVectors', [x])]);
      return [np.linalg('eigvals', [x]), ...vectors];
    }),
  ),
  define('scipy.linalg.eigvals', 'Eigenvalues of a square matrix.', a, (np, given) =>
    np.linalg('eigvals', [given.a]),
  ),
  define(
    'scipy.linalg.pinv',
    'Pseudo-inverses; singular values up to atol + rtol times the largest count as 0.',
    { ...a, atol: p.unused, rtol: p.or(p.number, null) },
    (np, given) => {
      const [, rows, columns] = matrixShape(np, 'scipy.linalg.pinv', given.a);
      return np.linalg('pinv', [given.a], given.rtol ?? Math.max(rows, columns) * Number.EPSILON);
    },
  ),
  returning(
    '[x: number, residues: number, rank: number, s: number]',
    define(
      'scipy.linalg.lstsq',
      'Least-squares solution, residuals, rank and singular values.',
      { ...a, b: p.array, cond: p.or(p.number, null), ...keeps },
      (np, given) => {
        const [x, residuals, rank, s] = leastSquares(np, given.a, given.b, given.cond) as NodeId[];
        const isNumber = np.rankOf(given.b) === 1 && np.sizeOf(residuals!) === 1;
        return [x!, isNumber ? np.reshape(residuals!, []) : residuals!, rank!, s!];
      },
    ),
  ),
  define(
    'scipy.linalg.block_diag',
    'Matrices as blocks on a diagonal.',
    { arrs: p.restOfArrays },
    (np, { arrs }) => blockDiagonal(np, arrs),
  ),
  define(
    'scipy.linalg.toeplitz',
    'The matrix with c as its first column, r as its first row and constant diagonals.',
    { c: p.array, r: p.or(p.array, null) },
    (np, { c, r }) => toeplitz(np, c, r),
  ),
  define(
    'scipy.linalg.hankel',
    'The matrix with c as its first column, r as its last row and constant antidiagonals.',
    { c: p.array, r: p.or(p.array, null) },
    (np, { c, r }) => hankel(np, c, r),
  ),
  define(
    'scipy.linalg.circulant',
    'The matrix whose columns are c, moved on by one each time.',
    { c: p.array },
    (np, { c }) => {
      const n = np.sizeOf(c);
      return patterned(np, flattened(np, c), n, n, (i, j) => (i - j + n) % n);
    },
  ),
  define(
    'scipy.linalg.companion',
    'The companion matrix of a polynomial, highest power first.',
    { a: p.array },
    (np, { a: x }) => {
      const n = np.sizeOf(x) - 1;
      if (np.rankOf(x) !== 1 || n < 1)
        throw arrayError('scipy.linalg.companion takes at least two coefficients');
      const top = np.neg(np.div(np.slice(x, 0, 1, n), np.item(x, 0)));
      const below = { shape: [n - 1, n], dtype: 'float64' as const, data: new Float64Array((n - 1) * n) };
      for (let i = 0; i < n - 1; i++) below.data[i * n + i] = 1;
      return np.concatenate([np.expand(top, [0]), np.literal(below)], 0);
    },
  ),
  define(
    'scipy.linalg.orth',
    'An orthonormal basis of what the columns span.',
    { A: p.array, rcond: p.or(p.number, null) },
    (np, { A, rcond }) => {
      const [, rows, columns] = matrixShape(np, 'scipy.linalg.orth', A);
      const rank = rankOf(np, A, rcond ?? Math.max(rows, columns) * Number.EPSILON);
      return np.slice(np.linalg('svdLeft', [A], false), 1, 0, rank);
    },
  ),
  define(
    'scipy.linalg.null_space',
    'An orthonormal basis of what is mapped to 0.',
    { A: p.array, rcond: p.or(p.number, null) },
    (np, { A, rcond }) => {
      const [, rows, columns] = matrixShape(np, 'scipy.linalg.null_space', A);
      const rank = rankOf(np, A, rcond ?? Math.max(rows, columns) * Number.EPSILON);
      const right = np.adjoint(np.linalg('svdRight', [A], true));
      return np.slice(right, 1, rank, columns - rank);
    },
  ),
  define(
    'scipy.linalg.khatri_rao',
    'The Kronecker products of columns.',
    { ...a, b: p.array },
    (np, given) => {
      const [, n, k] = matrixShape(np, 'scipy.linalg.khatri_rao', given.a);
      const [, m] = matrixShape(np, 'scipy.linalg.khatri_rao', given.b);
      return np.reshape(np.mul(np.expand(given.a, [1]), np.expand(given.b, [0])), [n * m, k]);
    },
  ),
];

/** How many singular values exceed a part of the largest one, as the trace found it. */
function rankOf(np: Np, x: NodeId, part: number): number {
  const { data } = np.pinned(np.linalg('svdValues', [x], false));
  const bound = part * data.reduce((most, value) => Math.max(most, value), 0);
  return data.reduce((count, value) => count + Number(value > bound), 0);
}

const rowsInOrder = (np: Np, x: NodeId, order: readonly number[]): NodeId =>
  np.concatenate(
    order.map((i) => np.slice(x, 0, i, 1)),
    0,
  );

const truthOf = (value: boolean) =>
  ({ shape: [], dtype: 'bool', data: Float64Array.of(Number(value)) }) as const;
