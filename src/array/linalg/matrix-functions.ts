/** Functions of matrices by way of the Schur form: square roots (Björck & Hammarling 1983) and Sylvester's equation (Bartels & Stewart 1972). */

import {
  arrayError,
  broadcastShapes,
  type NDArray,
  type Shape,
  showShape,
  sizeOf,
  width,
  zeros,
} from '../ndarray.ts';
import {
  fieldOf,
  forEachMatrix,
  leading,
  matrices,
  matrixSize,
  requireFinite,
  squareSize,
  toComplex,
} from './batch.ts';
import { type Complex, over, squareRoot } from './complex-scalars.ts';
import { multiply, subtractScaled, transpose } from './elements.ts';
import { schurForm } from './schur.ts';

/**
 * Return the principal square roots of (…, n, n): the eigenvalues of a root have real part ≥ 0. They are real if `a` is and has no
 * negative eigenvalue, else complex. Where there is no root, as of [0 1; 0 0], all elements are NaN. Throws E_SCRIPT if an element is
 * not finite.
 */
export function sqrtm(a: NDArray): NDArray {
  const n = squareSize(a);
  requireFinite(a, 'the array must not contain infs or NaNs');
  const result = zeros(a.shape, 'complex128');
  let isReal = a.dtype !== 'complex128';
  forEachMatrix(a, (matrix, place) => {
    const { t, z } = schurForm(matrix, n, width(a.dtype));
    for (let d = 0; d < t.length; d += 2 * (n + 1)) isReal &&= t[d + 1] !== 0 || t[d]! >= 0;
    rootOfTriangle(t, n);
    result.data.set(between(z, t, z, n, n), 2 * place * n * n);
  });
  return isReal ? realPart(result) : result;
}

/**
 * Overwrite the upper triangle T with its root R, row by row from the last: R_ii = √T_ii and
 * R_ij = (T_ij − Σ_{i<k<j} R_ik·R_kj)/(R_ii + R_jj), of which 0/0 is taken as 0.
 */
function rootOfTriangle(t: Float64Array, n: number): void {
  for (let i = n - 1; i >= 0; i--) {
    const d = 2 * (i * n + i);
    const root = squareRoot([t[d]!, t[d + 1]!]);
    t.set(root, d);
    for (let j = i + 1; j < n; j++) {
      const at = d + 2 * (j - i);
      const e = 2 * (j * n + j);
      const sum: Complex = [root[0] + t[e]!, root[1] + t[e + 1]!];
      const top: Complex = [t[at]!, t[at + 1]!];
      const isZero = top[0] === 0 && top[1] === 0;
      const quotient: Complex = isZero ? top : isVanishing(sum) ? [Number.NaN, Number.NaN] : over(top, sum);
      t.set(quotient, at);
      subtractScaled(t, at + 2, quotient[0], quotient[1], t, e + 2, n - 1 - j, 2);
    }
  }
}

const isVanishing = ([re, im]: Complex): boolean => re === 0 && im === 0;

/**
 * Return X (…, m, n) with A·X + X·B = Q for A (…, m, m), B (…, n, n) and Q (…, m, n); leading axes broadcast. Throws E_SCRIPT if A
 * and −B have an eigenvalue in common.
 */
export function solveSylvester(a: NDArray, b: NDArray, q: NDArray): NDArray {
  const m = squareSize(a);
  const n = squareSize(b);
  const [rows, columns] = matrixSize(q);
  if (rows !== m || columns !== n) {
    const shapes = [a, b, q].map(({ shape }) => showShape(shape));
    throw arrayError(`A·X + X·B = Q does not fit for A ${shapes[0]}, B ${shapes[1]}, Q ${shapes[2]}`);
  }
  for (const array of [a, b, q]) requireFinite(array, 'the array must not contain infs or NaNs');
  const batch = broadcastShapes(broadcastShapes(leading(a), leading(b)), leading(q));
  const [matrixA, matrixB, matrixQ] = [matrices(a, batch), matrices(b, batch), matrices(q, batch)];
  const shape: Shape = [...batch, m, n];
  const result = zeros(shape, 'complex128');
  const count = sizeOf(batch);
  for (let place = 0; place < count; place++) {
    const left = schurForm(matrixA(place), m, width(a.dtype));
    const right = schurForm(matrixB(place), n, width(b.dtype));
    const side = width(q.dtype) === 1 ? toComplex(matrixQ(place)) : matrixQ(place);
    const f = multiply(multiply(adjoint(left.z, m), side, m, m, n, 2), right.z, m, n, n, 2);
    solveTriangles(left.t, right.t, f, m, n);
    result.data.set(between(left.z, f, right.z, m, n), 2 * place * m * n);
  }
  return fieldOf(a, b, q) === 'complex128' ? result : realPart(result);
}

/**
 * Overwrite the m×n matrix F with the solution Y of T·Y + Y·S = F for upper triangles T and S, row by row from the last:
 * Y_i·(t_ii + S) = F_i − Σ_{k>i} t_ik·Y_k.
 */
function solveTriangles(t: Float64Array, s: Float64Array, f: Float64Array, m: number, n: number): void {
  for (let i = m - 1; i >= 0; i--) {
    const row = 2 * i * n;
    for (let k = i + 1; k < m; k++) {
      const at = 2 * (i * m + k);
      subtractScaled(f, row, t[at]!, t[at + 1]!, f, 2 * k * n, n, 2);
    }
    const d = 2 * (i * m + i);
    for (let j = 0; j < n; j++) {
      const at = row + 2 * j;
      const e = 2 * (j * n + j);
      const sum: Complex = [t[d]! + s[e]!, t[d + 1]! + s[e + 1]!];
      if (isVanishing(sum))
        throw arrayError('there is no single solution: A and −B have an eigenvalue in common');
      const y = over([f[at]!, f[at + 1]!], sum);
      f.set(y, at);
      subtractScaled(f, at + 2, y[0], y[1], s, e + 2, n - 1 - j, 2);
    }
  }
}

/** U·X·Vᴴ for complex matrices, X being m×n. */
function between(u: Float64Array, x: Float64Array, v: Float64Array, m: number, n: number): Float64Array {
  return multiply(multiply(u, x, m, m, n, 2), adjoint(v, n), m, n, n, 2);
}

function adjoint(a: Float64Array, n: number): Float64Array {
  return transpose(a, n, n, 2, -1);
}

function realPart({ shape, data }: NDArray): NDArray {
  return { shape, dtype: 'float64', data: data.filter((_, i) => i % 2 === 0) };
}
