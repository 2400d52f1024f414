/** The Schur form of a complex Hessenberg matrix by single-shift QR with plane rotations (Golub & Van Loan, 7.5; deflation as real). */

import { arrayError } from '../ndarray.ts';
import { type Complex, over, squareRoot, times } from './complex-scalars.ts';
import { EPSILON, magnitude, modulus, TINY } from './elements.ts';
import type { Iteration } from './real-schur.ts';

const STEPS_PER_VALUE = 30;

/** Overwrite `h` with an upper triangle. Throws E_SCRIPT if there is no end. */
export function complexSchur(it: Iteration): void {
  const { h, n, low, high } = it;
  const limit = STEPS_PER_VALUE * Math.max(10, high - low + 1);
  let steps = 0;
  let total = 0;
  for (let end = high; end >= low; ) {
    const start = startOfBlock(h, n, low, end);
    if (start > low) h.fill(0, 2 * (start * n + start - 1), 2 * (start * n + start));
    if (start === end) {
      end--;
      steps = 0;
    } else {
      if (total++ === limit) throw arrayError('eigenvalues did not converge');
      singleStep(it, start, end, shiftOf(h, n, start, end, ++steps));
    }
  }
}

/** The first row of the block that ends with row `end`: what is left of it is negligible. */
function startOfBlock(h: Float64Array, n: number, low: number, end: number): number {
  const small = TINY * (n / EPSILON);
  const size = (i: number, j: number): number => magnitude(h, 2 * (i * n + j), 2);
  for (let k = end; k > low; k--) {
    const below = size(k, k - 1);
    if (below <= small) return k;
    let around = size(k - 1, k - 1) + size(k, k);
    if (around === 0) {
      if (k - 2 >= low) around += size(k - 1, k - 2);
      if (k + 1 <= end) around += size(k + 1, k);
    }
    if (below > EPSILON * around) continue;
    const d = 2 * (k * n + k);
    const before = d - 2 * n - 2;
    const gap = Math.abs(h[before]! - h[d]!) + Math.abs(h[before + 1]! - h[d + 1]!);
    const above = size(k - 1, k);
    const larger = Math.max(size(k, k), gap);
    const smaller = Math.min(size(k, k), gap);
    const sum = larger + Math.max(below, above);
    const product = Math.min(below, above) * (Math.max(below, above) / sum);
    if (product <= Math.max(small, EPSILON * (smaller * (larger / sum)))) return k;
  }
  return low;
}

/** The eigenvalue of the last 2×2 block nearer to its last element; every tenth time something else, against cycles. */
function shiftOf(h: Float64Array, n: number, start: number, end: number, steps: number): Complex {
  const at = (i: number, j: number): Complex => [h[2 * (i * n + j)]!, h[2 * (i * n + j) + 1]!];
  const d = at(end, end);
  if (steps % 10 === 0) {
    const i = steps % 20 === 0 ? end : start + 1;
    const [re, im] = steps % 20 === 0 ? d : at(start, start);
    return [re + 0.75 * magnitude(h, 2 * (i * n + i - 1), 2), im];
  }
  const a = at(end - 1, end - 1);
  const product = times(at(end - 1, end), at(end, end - 1));
  if (product[0] === 0 && product[1] === 0) return d;
  const half: Complex = [0.5 * (a[0] - d[0]), 0.5 * (a[1] - d[1])];
  const square = times(half, half);
  const root = squareRoot([square[0] + product[0], square[1] + product[1]]);
  const sign = half[0] * root[0] + half[1] * root[1] < 0 ? -1 : 1;
  const [re, im] = over(product, [half[0] + sign * root[0], half[1] + sign * root[1]]);
  return [d[0] - re, d[1] - im];
}

/** One implicit step on rows `start` to `end`. */
function singleStep({ h, z, n }: Iteration, start: number, end: number, shift: Complex): void {
  const first = firstRow(h, n, start, end, shift);
  for (let k = first; k < end; k++) {
    const isFirst = k === first;
    const x = 2 * (k * n + (isFirst ? k : k - 1));
    const y = x + 2 * n;
    const [re, im] = isFirst ? shift : [0, 0];
    const { c, s, t } = rotationOf(h[x]! - re, h[x + 1]! - im, h[y]!, h[y + 1]!);
    const from = Math.max(start, k - 1); // the element left of the first row, negligible there, turns too
    turn(h, 2 * (k * n + from), 2 * ((k + 1) * n + from), n - from, 2, c, s, t);
    if (k > start) h.fill(0, 2 * ((k + 1) * n + k - 1), 2 * ((k + 1) * n + k));
    // From the right by the conjugate transpose.
    turn(h, 2 * k, 2 * k + 2, Math.min(k + 2, end) + 1, 2 * n, c, s, -t);
    turn(z, 2 * k, 2 * k + 2, n, 2 * n, c, s, -t);
  }
}

/** The last row where the step can begin, because two elements below the diagonal are small one after the other. */
function firstRow(h: Float64Array, n: number, start: number, end: number, [re, im]: Complex): number {
  for (let m = end - 1; m > start; m--) {
    const d = 2 * (m * n + m);
    const shifted = Math.abs(h[d]! - re) + Math.abs(h[d + 1]! - im);
    const below = magnitude(h, d + 2 * n, 2);
    const around = magnitude(h, d, 2) + magnitude(h, d + 2 * n + 2, 2);
    const scale = shifted + below;
    if (magnitude(h, d - 2, 2) * (below / scale) <= EPSILON * (shifted / scale) * around) return m;
  }
  return start;
}

/** c real and s + it with c·x + (s + it)·y of modulus √(|x|² + |y|²) and c·y − (s − it)·x = 0. */
function rotationOf(x: number, xi: number, y: number, yi: number): { c: number; s: number; t: number } {
  const size = modulus(x, xi);
  const other = modulus(y, yi);
  if (other === 0) return { c: 1, s: 0, t: 0 };
  if (size === 0) return { c: 0, s: y / other, t: -yi / other };
  const r = modulus(size, other);
  const [s, t] = times([x / size, xi / size], [y / r, -yi / r]);
  return { c: size / r, s, t };
}

/** x, y = c·x + (s + it)·y, c·y − (s − it)·x for `count` elements from each of the two indices on, `step` doubles apart. */
function turn(
  a: Float64Array,
  x: number,
  y: number,
  count: number,
  step: number,
  c: number,
  s: number,
  t: number,
): void {
  for (let k = 0; k < count; k++, x += step, y += step) {
    const p = a[x]!;
    const q = a[x + 1]!;
    const u = a[y]!;
    const v = a[y + 1]!;
    a[x] = c * p + s * u - t * v;
    a[x + 1] = c * q + s * v + t * u;
    a[y] = c * u - s * p - t * q;
    a[y + 1] = c * v - s * q + t * p;
  }
}
