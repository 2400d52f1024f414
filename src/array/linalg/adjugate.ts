/**
 * The adjugate: the transposed matrix of cofactors, adj(A)·A = det(A)·1, the derivative of the determinant. It is computed from
 * LU factors without dividing by a pivot, so it holds for singular matrices as for others.
 */

import { type NDArray, width, zeros } from '../ndarray.ts';
import { fieldOf, forEachMatrix, squareSize } from './batch.ts';
import { imaginary, subtractScaled, transpose, type Width } from './elements.ts';
import { factorLU } from './lu.ts';
import { substitute } from './triangular.ts';

/** Return the adjugates of (…, n, n). */
export function adjugate(a: NDArray): NDArray {
  const n = squareSize(a);
  const result = zeros(a.shape, fieldOf(a));
  const w = width(a.dtype);
  forEachMatrix(a, (matrix, place) => {
    result.data.set(adjugateOf(matrix, n, w), place * n * n * w);
  });
  return result;
}

/** adj(PᵀLU) = adj(U)·L⁻¹·adj(Pᵀ), and adj(Pᵀ) = det(P)·P. Overwrites `a`. */
function adjugateOf(a: Float64Array, n: number, w: Width): Float64Array {
  const { rows, sign } = factorLU(a, n, w);
  const x = transpose(adjugateOfUpper(a, n, w), n, n, w);
  substitute(a, n, x, n, w, { lower: true, trans: 'T', unitDiagonal: true }); // X·L = adj(U), transposed
  const result = new Float64Array(n * n * w);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let part = 0; part < w; part++) {
        result[(i * n + rows[j]!) * w + part] = sign * x[(j * n + i) * w + part]!;
      }
    }
  }
  return result;
}

/**
 * The adjugate of an upper triangle, bordering it column by column, adj [U u; 0 d] = [d·adj(U)  −adj(U)·u; 0  det(U)].
 * Only multiplies, so zeros on the diagonal need no care.
 */
function adjugateOfUpper(u: Float64Array, n: number, w: Width): Float64Array {
  const adj = new Float64Array(n * n * w);
  let re = 1; // the determinant of what is done
  let im = 0;
  const column = new Float64Array(w);
  for (let k = 0; k < n; k++) {
    const d = k * (n + 1) * w;
    const x = u[d]!;
    const y = imaginary(u, d, w);
    for (let i = 0; i < k; i++) {
      column.fill(0);
      for (let j = i; j < k; j++) {
        const l = (j * n + k) * w;
        subtractScaled(column, 0, u[l]!, imaginary(u, l, w), adj, (i * n + j) * w, 1, w);
      }
      for (let at = (i * n + i) * w; at < (i * n + k) * w; at += w) {
        const p = adj[at]!;
        const q = imaginary(adj, at, w);
        adj[at] = p * x - q * y;
        if (w === 2) adj[at + 1] = p * y + q * x;
      }
      adj.set(column, (i * n + k) * w);
    }
    adj[d] = re;
    if (w === 2) adj[d + 1] = im;
    [re, im] = [re * x - im * y, re * y + im * x];
  }
  return adj;
}
