/**
 * Eigenvalues and vectors of a real symmetric tridiagonal matrix by implicit QL, from the end with the smaller element (as LAPACK's
 * steqr, after Parlett, The Symmetric Eigenvalue Problem, ch. 8). The vectors are rows, so that real and complex ones turn alike.
 */

import { arrayError } from '../ndarray.ts';
import { EPSILON, modulus, rotate, swap, TINY, withSign } from './elements.ts';

const STEPS_PER_VALUE = 30;

/**
 * Overwrite the diagonal `d` with the eigenvalues, ascending, and turn the rows of `z`, each `length` doubles, with them. `e` has the
 * elements beside the diagonal and is used up. Throws E_SCRIPT if there is no end after 30 steps a value.
 */
export function diagonalize(d: Float64Array, e: Float64Array, z: Float64Array, length: number): void {
  const n = d.length;
  const steps = { left: STEPS_PER_VALUE * n };
  for (let from = 0; from < n; ) {
    let to = from;
    while (to < n - 1 && !isNegligible(e[to]!, d[to]!, d[to + 1]!)) to++;
    if (to < n - 1) e[to] = 0;
    diagonalizeBlock(d, e, z, length, from, to, steps);
    from = to + 1;
  }
  sortAscending(d, z, length);
}

function isNegligible(e: number, x: number, y: number): boolean {
  return Math.abs(e) <= Math.sqrt(Math.abs(x)) * Math.sqrt(Math.abs(y)) * EPSILON;
}

/** Diagonalize the rows `from` to `to`, between which nothing is negligible at first. */
function diagonalizeBlock(
  d: Float64Array,
  e: Float64Array,
  z: Float64Array,
  length: number,
  from: number,
  to: number,
  steps: { left: number },
): void {
  // In the direction `way`, values are found at `next` and the steps begin at `end` or before it.
  const way = Math.abs(d[to]!) < Math.abs(d[from]!) ? -1 : 1;
  const end = way === 1 ? to : from;
  let next = way === 1 ? from : to;
  while (next !== end + way) {
    let split = next;
    while (split !== end && !isSmall(e[beside(split, way)]!, d[split]!, d[split + way]!)) split += way;
    if (split !== end) e[beside(split, way)] = 0;
    if (split === next) {
      next += way;
    } else if (split === next + way) {
      solvePair(d, e, z, length, Math.min(next, split));
      next += 2 * way;
    } else {
      if (steps.left-- === 0) throw arrayError('eigenvalues did not converge');
      step(d, e, z, length, next, split, way);
    }
  }
}

/** The index of the element between `i` and `i + way`. */
function beside(i: number, way: 1 | -1): number {
  return way === 1 ? i : i - 1;
}

function isSmall(e: number, x: number, y: number): boolean {
  return e * e <= EPSILON * EPSILON * 0.25 * Math.abs(x) * Math.abs(y) + TINY;
}

/** One QL step with Wilkinson's shift from `split` back to `next`. */
function step(
  d: Float64Array,
  e: Float64Array,
  z: Float64Array,
  length: number,
  next: number,
  split: number,
  way: 1 | -1,
): void {
  const first = beside(next, way);
  let p = d[next]!;
  let g = (d[next + way]! - p) / (2 * e[first]!);
  g = d[split]! - p + e[first]! / (g + withSign(modulus(g, 1), g));
  p = 0;
  let c = 1;
  let s = 1;
  for (let i = split - way; i !== next - way; i -= way) {
    const between = beside(i, way);
    const f = s * e[between]!;
    const b = c * e[between]!;
    const r = withSign(modulus(g, f), g);
    c = r === 0 ? 1 : g / r;
    s = r === 0 ? 0 : f / r;
    if (i !== split - way) e[beside(i + way, way)] = r;
    g = d[i + way]! - p;
    const q = (d[i]! - g) * s + 2 * c * b;
    p = s * q;
    d[i + way] = g + p;
    g = c * q - b;
    rotate(z, (i + way) * length, i * length, length, c, s);
  }
  d[next]! -= p;
  e[first] = g;
}

/** The eigenvalues of rows i and i + 1, the larger in modulus first, without cancellation (LAPACK's laev2). */
function solvePair(d: Float64Array, e: Float64Array, z: Float64Array, length: number, i: number): void {
  const x = d[i]!;
  const y = d[i + 1]!;
  const b = e[i]!;
  const sum = x + y;
  const difference = x - y;
  const root = modulus(difference, 2 * b);
  const positive = sum >= 0;
  const large = positive || sum < 0 ? 0.5 * (sum + withSign(root, sum)) : 0.5 * root;
  const [major, minor] = Math.abs(x) > Math.abs(y) ? [x, y] : [y, x];
  d[i] = large;
  d[i + 1] = sum === 0 ? -0.5 * root : (major / large) * minor - (b / large) * b;
  e[i] = 0;
  const alike = positive === difference >= 0;
  const far = difference >= 0 ? difference + root : difference - root;
  let c: number;
  let s: number;
  if (Math.abs(far) > Math.abs(2 * b)) {
    const cotangent = (-2 * b) / far;
    s = 1 / Math.sqrt(1 + cotangent * cotangent);
    c = cotangent * s;
  } else if (b === 0) {
    c = 1;
    s = 0;
  } else {
    const tangent = -far / (2 * b);
    c = 1 / Math.sqrt(1 + tangent * tangent);
    s = tangent * c;
  }
  if (alike) [c, s] = [-s, c];
  rotate(z, i * length, (i + 1) * length, length, c, s);
}

function sortAscending(d: Float64Array, z: Float64Array, length: number): void {
  for (let i = 0; i < d.length - 1; i++) {
    let least = i;
    for (let j = i + 1; j < d.length; j++) if (d[j]! < d[least]!) least = j;
    if (least === i) continue;
    swap(d, i, d, least, 1, 1);
    swap(z, i * length, z, least * length, length, 1);
  }
}
