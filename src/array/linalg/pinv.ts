/** The pseudo-inverse of Moore and Penrose, from singular values. */

import { conjugate } from '../layout.ts';
import { matmul } from '../matmul.ts';
import { type NDArray, width } from '../ndarray.ts';
import { svd } from './svd.ts';

/**
 * Return the pseudo-inverses (…, n, m) of (…, m, n). Singular values that are at most `rcond` times the largest of their matrix count
 * as 0. Throws E_SCRIPT if an element is not finite.
 */
export function pinv(a: NDArray, rcond: number): NDArray {
  const { u, s, vh } = svd(a, false);
  const [k, n] = vh.shape.slice(-2) as [number, number];
  const row = n * width(vh.dtype);
  const scaled = vh.data.slice();
  for (let i = 0; i < s.data.length; i++) {
    const largest = s.data[i - (i % k)]!;
    const factor = s.data[i]! > rcond * largest ? 1 / s.data[i]! : 0;
    for (let j = i * row; j < (i + 1) * row; j++) scaled[j]! *= factor;
  }
  // V s⁻¹ Uᴴ, conjugated as a whole: the product conjugates nothing.
  const product = matmul({ ...vh, data: scaled }, u, { transposeX: true, transposeY: true });
  return product.dtype === 'complex128' ? conjugate(product) : product;
}
