/** `scipy.linalg`: triangular, banded and Sylvester systems, and functions of matrices. */

import { arrayError, showShape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import { identity } from './linalg.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';

const TRANSPOSITIONS = { 0: 'N', 1: 'T', 2: 'C', N: 'N', T: 'T', C: 'C' } as const;

const transposition: p.Parameter<'N' | 'T' | 'C'> = {
  type: '0 | 1 | 2 | "N" | "T" | "C"',
  parse(np, argument, where) {
    const key = typeof argument === 'string' ? argument : `${p.integer.parse(np, argument, where)}`;
    if (!Object.hasOwn(TRANSPOSITIONS, key)) throw arrayError(`${where} is 0, 1, 2, "N", "T" or "C"`);
    return TRANSPOSITIONS[key as keyof typeof TRANSPOSITIONS];
  },
};

/** Call f, which solves for the columns of a matrix, for a vector or a matrix. */
function forColumns(np: Np, b: NodeId, f: (side: NodeId) => NodeId): NodeId {
  return np.rankOf(b) === 1 ? np.reshape(f(np.expand(b, [1])), np.shapeOf(b)) : f(b);
}

/** The principal root; complex where the trace found a negative eigenvalue of a real matrix. */
function sqrtm(np: Np, a: NodeId): NodeId {
  if (np.isComplex(a)) return np.linalg('sqrtm', [a]);
  const values = np.linalg('eigvals', [a]);
  const isReal = np.eq(np.imag(values), np.constant(0));
  const negative = np.and(isReal, np.lt(np.real(values), np.constant(0)));
  const isComplex = np.pinned(np.sumAll(negative)).data[0] !== 0;
  return np.linalg('sqrtm', [isComplex ? np.cast(a, 'complex128') : a]);
}

/** Largest 1-norm for which the approximant of `expm` has full accuracy. */
const LARGEST_NORM = 5.371920351148152;

/** Coefficients of the numerator of the approximant of order 13 to the exponential. */
const PADE = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600, 670442572800,
  33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
] as const; // biome-ignore format: a list of numbers

/**
 * eᴬ by scaling, a Padé approximant, and squaring.
 * Source: Higham, The scaling and squaring method for the matrix exponential revisited (2005), algorithm 2.3.
 */
function expm(np: Np, a: NodeId): NodeId {
  const [rows, columns] = np.shapeOf(a).slice(-2);
  if (rows === undefined || rows !== columns)
    throw arrayError(`scipy.linalg.expm takes square matrices, not shape ${showShape(np.shapeOf(a))}`);
  const squarings = squaringsOf(np, a);
  const x = np.mul(a, np.constant(2 ** -squarings));
  const x2 = np.product(x, x);
  const x4 = np.product(x2, x2);
  const x6 = np.product(x4, x2);
  const combination = (from: number): NodeId => {
    const term = (k: number, power: NodeId): NodeId => np.mul(np.constant(PADE[from + k]!), power);
    const high = np.add(np.add(term(12, x6), term(10, x4)), term(8, x2));
    const low = np.add(np.add(term(6, x6), term(4, x4)), np.add(term(2, x2), term(0, identity(np, rows))));
    return np.add(np.product(x6, high), low);
  };
  const [even, odd] = [combination(0), np.product(x, combination(1))];
  let result = np.solve(np.sub(even, odd), np.add(even, odd));
  for (let i = 0; i < squarings; i++) result = np.product(result, result);
  return result;
}

/** How often A is halved. */
function squaringsOf(np: Np, a: NodeId): number {
  const rank = np.rankOf(a);
  const moduli = np.isComplex(a) ? np.apply('hypot', np.real(a), np.imag(a)) : np.apply('abs', a);
  const sums = np.sum(moduli, [rank - 2]);
  const largest = np.array(
    'amax',
    [sums],
    Array.from({ length: rank - 1 }, (_, axis) => axis),
  );
  const doublings = np.apply('ceil', np.apply('log2', np.div(largest, np.constant(LARGEST_NORM))));
  const count = np.pinned(np.apply('max', doublings, np.constant(0))).data[0]!;
  return Number.isFinite(count) ? count : 0;
}

const overwrites = { overwrite_a: p.or(p.flag, false), overwrite_b: p.or(p.flag, false) };
const checked = { check_finite: p.or(p.flag, true) };

export const scipyLinalg: readonly NumpyFunction[] = [
  define(
    'scipy.linalg.solve_triangular',
    'x in A x = b, of which one triangle of A is read.',
    {
      a: p.array,
      b: p.array,
      trans: p.or(transposition, 'N' as const),
      lower: p.or(p.flag, false),
      unit_diagonal: p.or(p.flag, false),
      overwrite_b: overwrites.overwrite_b,
      ...checked,
    },
    (np, { a, b, trans, lower, unit_diagonal: unitDiagonal }) =>
      forColumns(np, b, (side) => np.linalg('solveTriangular', [a, side], { lower, trans, unitDiagonal })),
  ),
  define(
    'scipy.linalg.solve_banded',
    'x in A x = b for a band matrix: ab[u + i − j, j] = A[i, j], with l diagonals below the main one and u above.',
    {
      l_and_u: p.integers,
      ab: p.array,
      b: p.array,
      overwrite_ab: p.or(p.flag, false),
      overwrite_b: overwrites.overwrite_b,
      ...checked,
    },
    (np, { l_and_u, ab, b }) => {
      const [lower, upper, ...more] = [l_and_u].flat();
      if (lower === undefined || upper === undefined || more.length > 0)
        throw arrayError('scipy.linalg.solve_banded: l_and_u is two numbers');
      return forColumns(np, b, (side) => np.linalg('solveBanded', [ab, side], { lower, upper }));
    },
  ),
  define(
    'scipy.linalg.solve_sylvester',
    'X in A X + X B = Q.',
    { a: p.array, b: p.array, q: p.array },
    (np, { a, b, q }) => np.linalg('solveSylvester', [a, b, q]),
  ),
  define('scipy.linalg.sqrtm', 'The principal square root of a matrix.', { A: p.array }, (np, { A }) =>
    sqrtm(np, A),
  ),
  define('scipy.linalg.expm', 'The exponential of matrices.', { A: p.array }, (np, { A }) => expm(np, A)),
];
