/**
 * Systems with a triangular matrix, by substitution. Rows are the inner loops, also for the transposed system, so that everything
 * is read in the order it lies in memory.
 */

import {
  arrayError,
  broadcastShapes,
  type NDArray,
  type Shape,
  showShape,
  sizeOf,
  width,
} from '../ndarray.ts';
import { fieldOf, leading, matrices, squareSize, withField } from './batch.ts';
import { divide, imaginary, subtractScaled, type Width } from './elements.ts';

export interface Triangle {
  /** The triangle that is read; the other may hold anything. */
  readonly lower?: boolean;
  /** The system is with A, its transpose, or its conjugate transpose. */
  readonly trans?: 'N' | 'T' | 'C';
  /** The diagonal is taken as ones and not read. */
  readonly unitDiagonal?: boolean;
}

/**
 * Return x with op(a)·x = b for triangular a (…, n, n); b is (…, n) if its rank is that of a less one, else (…, n, k).
 * Throws E_SCRIPT if an element of the diagonal is 0.
 */
export function solveTriangular(a: NDArray, b: NDArray, triangle: Triangle = {}): NDArray {
  const n = squareSize(a);
  const { unitDiagonal = false } = triangle;
  return solveBatch(a, b, n, (matrix, x, k, w) => {
    if (!unitDiagonal && hasZeroOnDiagonal(matrix, n, w)) throw arrayError('the matrix is singular');
    substitute(matrix, n, x, k, w, triangle);
  });
}

/**
 * Return what `solve` makes of each right-hand side, an n×k matrix that it overwrites with the solution. `n` is the number of unknowns
 * and the last two axes of `a` are the matrix. A complex side of a real matrix counts as 2k real columns, so `w` is the width of the
 * matrix. Throws E_SCRIPT if the shapes do not fit.
 */
export function solveBatch(
  a: NDArray,
  b: NDArray,
  n: number,
  solve: (matrix: Float64Array, x: Float64Array, k: number, w: Width) => void,
): NDArray {
  const core = b.shape.length === a.shape.length - 1 ? 1 : 2;
  const lead = leading(b, core);
  if (b.shape[lead.length] !== n) {
    throw arrayError(
      `the equations do not fit: the matrix is ${showShape(a.shape)}, the right-hand side ${showShape(b.shape)}`,
      `the right-hand side must have ${n} ${core === 1 ? 'elements' : 'rows'}`,
    );
  }
  const batch = broadcastShapes(leading(a), lead);
  const side = withField(b, fieldOf(a, b));
  const w = width(a.dtype);
  const columns = core === 1 ? 1 : b.shape[b.shape.length - 1]!;
  const k = (columns * width(side.dtype)) / w;
  const matrix = matrices(a, batch);
  const rightHandSide = matrices(side, batch, core);
  const shape: Shape = [...batch, ...b.shape.slice(lead.length)];
  const data = new Float64Array(sizeOf(shape) * width(side.dtype));
  const count = sizeOf(batch);
  for (let place = 0; place < count; place++) {
    const x = rightHandSide(place);
    solve(matrix(place), x, k, w);
    data.set(x, place * x.length);
  }
  return { shape, dtype: fieldOf(side), data };
}

/** Overwrite the n×k matrix `x` with the solution of op(a)·X = x. */
export function substitute(
  a: Float64Array,
  n: number,
  x: Float64Array,
  k: number,
  w: Width,
  { lower = false, trans = 'N', unitDiagonal = false }: Triangle,
): void {
  const sign = trans === 'C' ? -1 : 1;
  const row = k * w;
  const forward = lower === (trans === 'N');
  for (let step = 0; step < n; step++) {
    const i = forward ? step : n - 1 - step;
    const at = i * n * w;
    const from = lower ? 0 : i + 1;
    const to = lower ? i : n;
    if (trans === 'N') {
      for (let j = from; j < to; j++) {
        const l = at + j * w;
        subtractScaled(x, i * row, a[l]!, imaginary(a, l, w), x, j * row, k, w);
      }
    }
    const d = at + i * w;
    if (!unitDiagonal) divide(x, i * row, k, a[d]!, sign * imaginary(a, d, w), w);
    if (trans !== 'N') {
      for (let j = from; j < to; j++) {
        const l = at + j * w;
        subtractScaled(x, j * row, a[l]!, sign * imaginary(a, l, w), x, i * row, k, w);
      }
    }
  }
}

/** Whether an element of the diagonal is exactly 0. */
export function hasZeroOnDiagonal(a: Float64Array, n: number, w: Width): boolean {
  for (let i = 0, d = 0; i < n; i++, d += (n + 1) * w)
    if (a[d] === 0 && imaginary(a, d, w) === 0) return true;
  return false;
}
