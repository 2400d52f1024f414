/**
 * Singular values and vectors of a real upper bidiagonal matrix by implicit QR, with zero shift where a shift would spoil small values
 * (Demmel & Kahan, Accurate singular values of bidiagonal matrices, 1990; LAPACK's bdsqr). Vectors are rows of `left` and `right`, so
 * that real and complex ones turn alike.
 */

import { arrayError } from '../ndarray.ts';
import { EPSILON, modulus, rotate, swap, TINY, withSign } from './elements.ts';

/** B = leftᵀ·diag(d)·right while it is worked on: diagonal, elements above it, vectors as rows of so many doubles. */
export interface Bidiagonal {
  readonly d: Float64Array;
  readonly e: Float64Array;
  readonly left: Float64Array;
  readonly leftLength: number;
  readonly right: Float64Array;
  readonly rightLength: number;
}

/** Values are accurate to this, relative to themselves. */
const TOLERANCE = 64 * EPSILON;
const STEPS_PER_VALUE = 6;

/** A plane rotation with r = c·f + s·g, 0 = c·g − s·f, c ≥ 0. */
interface Rotation {
  c: number;
  s: number;
  r: number;
}

function rotationOf(f: number, g: number): Rotation {
  if (g === 0) return { c: 1, s: 0, r: f };
  if (f === 0) return { c: 0, s: g < 0 ? -1 : 1, r: Math.abs(g) };
  const r = withSign(modulus(f, g), f);
  return { c: Math.abs(f / r), s: g / r, r };
}

/** Rotate a lower bidiagonal matrix, whose `e` is below the diagonal, from the left into an upper one. */
export function makeUpper({ d, e, left, leftLength }: Bidiagonal): void {
  for (let i = 0; i < e.length; i++) {
    const { c, s, r } = rotationOf(d[i]!, e[i]!);
    d[i] = r;
    e[i] = s * d[i + 1]!;
    d[i + 1]! *= c;
    rotate(left, i * leftLength, (i + 1) * leftLength, leftLength, c, s);
  }
}

/** Overwrite `d` with the singular values, descending and not negative, and turn the vectors with them. Throws E_SCRIPT. */
export function singularValues(b: Bidiagonal): void {
  const { d, e } = b;
  const n = d.length;
  const threshold = negligibleElement(d, e);
  let left = STEPS_PER_VALUE * n * n;
  let way: 1 | -1 = 1;
  let lastFrom = -1;
  let lastTo = -1;
  for (let to = n - 1; to > 0; ) {
    const from = startOfBlock(e, to, threshold);
    if (from === to) {
      to--;
    } else if (from === to - 1) {
      solvePair(b, from);
      to -= 2;
    } else {
      if (from > lastTo || to < lastFrom) way = Math.abs(d[from]!) >= Math.abs(d[to]!) ? 1 : -1;
      lastFrom = from;
      lastTo = to;
      const smallest = leastValue(d, e, from, to, way);
      if (smallest === undefined) continue;
      left -= to - from;
      if (left < 0) throw arrayError('SVD did not converge');
      const [first, last] = way === 1 ? [from, to] : [to, from];
      const shift = shiftOf(d, e, first, last, way, smallest);
      if (shift === 0) stepWithoutShift(b, first, last, way);
      else step(b, first, last, way, shift);
      const final = beside(last - way, way);
      if (Math.abs(e[final]!) <= threshold) e[final] = 0;
    }
  }
  for (let i = 0; i < n; i++) makePositive(b, i);
  sortDescending(b);
}

/** The index of the element between `i` and `i + way`. */
function beside(i: number, way: 1 | -1): number {
  return way === 1 ? i : i - 1;
}

/** What is negligible beside an estimate of the smallest singular value. */
function negligibleElement(d: Float64Array, e: Float64Array): number {
  let mu = Math.abs(d[0] ?? 0);
  let least = mu;
  for (let i = 1; i < d.length && least !== 0; i++) {
    mu = Math.abs(d[i]!) * (mu / (mu + Math.abs(e[i - 1]!)));
    least = Math.min(least, mu);
  }
  const n = d.length;
  return Math.max((TOLERANCE * least) / Math.sqrt(n), STEPS_PER_VALUE * n * n * TINY);
}

/** The first row of the block that ends with row `to`; the element before it is made 0. */
function startOfBlock(e: Float64Array, to: number, threshold: number): number {
  for (let i = to - 1; i >= 0; i--) {
    if (Math.abs(e[i]!) <= threshold) {
      e[i] = 0;
      return i + 1;
    }
  }
  return 0;
}

/** A lower estimate of the block's singular values; undefined if an element was found negligible, and made 0, on the way. */
function leastValue(
  d: Float64Array,
  e: Float64Array,
  from: number,
  to: number,
  way: 1 | -1,
): number | undefined {
  const [first, last] = way === 1 ? [from, to] : [to, from];
  const final = beside(last - way, way);
  if (Math.abs(e[final]!) <= TOLERANCE * Math.abs(d[last]!)) {
    e[final] = 0;
    return undefined;
  }
  let mu = Math.abs(d[first]!);
  let least = mu;
  for (let i = first; i !== last; i += way) {
    const between = beside(i, way);
    const size = Math.abs(e[between]!);
    if (size <= TOLERANCE * mu) {
      e[between] = 0;
      return undefined;
    }
    mu = Math.abs(d[i + way]!) * (mu / (mu + size));
    least = Math.min(least, mu);
  }
  return least;
}

/** The smaller singular value of the last pair; 0 if shifting by it would cost the smallest value digits, or change nothing. */
function shiftOf(
  d: Float64Array,
  e: Float64Array,
  first: number,
  last: number,
  way: 1 | -1,
  smallest: number,
): number {
  let largest = Math.abs(d[last]!);
  for (let i = first; i !== last; i += way) {
    largest = Math.max(largest, Math.abs(d[i]!), Math.abs(e[beside(i, way)]!));
  }
  if (d.length * TOLERANCE * (smallest / largest) <= Math.max(EPSILON / 2, 0.01 * TOLERANCE)) return 0;
  const shift = smallerOfPair(d[last - way]!, e[beside(last - way, way)]!, d[last]!);
  const start = Math.abs(d[first]!);
  return start > 0 && (shift / start) ** 2 < EPSILON / 2 ? 0 : shift;
}

/** The smaller singular value of [f g; 0 h] (LAPACK's las2). */
function smallerOfPair(f: number, g: number, h: number): number {
  const low = Math.min(Math.abs(f), Math.abs(h));
  const high = Math.max(Math.abs(f), Math.abs(h));
  const across = Math.abs(g);
  if (low === 0) return 0;
  const sum = 1 + low / high;
  const difference = (high - low) / high;
  if (across < high) {
    const square = (across / high) ** 2;
    return low * (2 / (Math.sqrt(sum * sum + square) + Math.sqrt(difference * difference + square)));
  }
  const ratio = high / across;
  if (ratio === 0) return (low * high) / across;
  return 2 * (low / (Math.sqrt(1 + (sum * ratio) ** 2) + Math.sqrt(1 + (difference * ratio) ** 2))) * ratio;
}

/** One QR step from `first` to `last`. Running upwards it is that of the transpose: left and right change places. */
function step(b: Bidiagonal, first: number, last: number, way: 1 | -1, shift: number): void {
  const { d, e } = b;
  const start = d[first]!;
  let f = (Math.abs(start) - shift) * (withSign(1, start) + shift / start);
  let g = e[beside(first, way)]!;
  for (let i = first; i !== last; i += way) {
    const between = beside(i, way);
    const outer = rotationOf(f, g);
    if (i !== first) e[beside(i - way, way)] = outer.r;
    f = outer.c * d[i]! + outer.s * e[between]!;
    e[between] = outer.c * e[between]! - outer.s * d[i]!;
    g = outer.s * d[i + way]!;
    d[i + way]! *= outer.c;
    const inner = rotationOf(f, g);
    d[i] = inner.r;
    f = inner.c * e[between]! + inner.s * d[i + way]!;
    d[i + way] = inner.c * d[i + way]! - inner.s * e[between]!;
    if (i + way !== last) {
      const after = beside(i + way, way);
      g = inner.s * e[after]!;
      e[after]! *= inner.c;
    }
    turn(b, i, way, outer, inner);
  }
  e[beside(last - way, way)] = f;
}

/** The same with shift 0, in which nothing is subtracted. */
function stepWithoutShift(b: Bidiagonal, first: number, last: number, way: 1 | -1): void {
  const { d, e } = b;
  let outer: Rotation = { c: 1, s: 0, r: 0 };
  let inner: Rotation = { c: 1, s: 0, r: 0 };
  for (let i = first; i !== last; i += way) {
    outer = rotationOf(d[i]! * outer.c, e[beside(i, way)]!);
    if (i !== first) e[beside(i - way, way)] = inner.s * outer.r;
    inner = rotationOf(inner.c * outer.r, d[i + way]! * outer.s);
    d[i] = inner.r;
    turn(b, i, way, outer, inner);
  }
  const h = d[last]! * outer.c;
  d[last] = h * inner.c;
  e[beside(last - way, way)] = h * inner.s;
}

function turn(b: Bidiagonal, i: number, way: 1 | -1, outer: Rotation, inner: Rotation): void {
  const [right, left] = way === 1 ? [outer, inner] : [inner, outer];
  rotate(b.right, i * b.rightLength, (i + way) * b.rightLength, b.rightLength, right.c, right.s);
  rotate(b.left, i * b.leftLength, (i + way) * b.leftLength, b.leftLength, left.c, left.s);
}

/** Diagonalize rows i and i + 1, the larger value first. */
function solvePair(b: Bidiagonal, i: number): void {
  const { d, e } = b;
  const { large, small, left, right } = decomposePair(d[i]!, e[i]!, d[i + 1]!);
  d[i] = large;
  e[i] = 0;
  d[i + 1] = small;
  turn(b, i, 1, { ...right, r: 0 }, { ...left, r: 0 });
}

interface PairValues {
  readonly large: number;
  readonly small: number;
  readonly left: { readonly c: number; readonly s: number };
  readonly right: { readonly c: number; readonly s: number };
}

/** The singular values of [f g; 0 h], with signs, and its rotations, all to nearly full accuracy (LAPACK's lasv2). */
function decomposePair(f: number, g: number, h: number): PairValues {
  const swapped = Math.abs(h) > Math.abs(f);
  const [ft, ht] = swapped ? [h, f] : [f, h];
  const fa = Math.abs(ft);
  const ha = Math.abs(ht);
  const ga = Math.abs(g);
  let small = ha;
  let large = fa;
  let left = { c: 1, s: 0 };
  let right = { c: 1, s: 0 };
  if (ga !== 0 && fa / ga < EPSILON / 2) {
    large = ga;
    small = ha > 1 ? fa / (ga / ha) : (fa / ga) * ha;
    left = { c: 1, s: ht / g };
    right = { c: ft / g, s: 1 };
  } else if (ga !== 0) {
    const difference = (fa - ha) / fa;
    const m = g / ft;
    const sum = 2 - difference;
    const s = Math.sqrt(sum * sum + m * m);
    const r = difference === 0 ? Math.abs(m) : Math.sqrt(difference * difference + m * m);
    const mean = 0.5 * (s + r);
    small = ha / mean;
    large = fa * mean;
    let t: number;
    if (m * m !== 0) t = (m / (s + sum) + m / (r + difference)) * (1 + mean);
    else if (difference === 0) t = withSign(2, ft) * withSign(1, g);
    else t = g / withSign(fa - ha, ft) + m / sum;
    const root = Math.sqrt(t * t + 4);
    right = { c: 2 / root, s: t / root };
    left = { c: (right.c + right.s * m) / mean, s: ((ht / ft) * right.s) / mean };
  }
  if (swapped)
    [left, right] = [
      { c: right.s, s: right.c },
      { c: left.s, s: left.c },
    ];
  // The sign of the larger value is that of the largest element, as its rotations turn it.
  let sign: number;
  if (ga > fa) sign = withSign(1, right.s) * withSign(1, left.c) * withSign(1, g);
  else if (swapped) sign = withSign(1, right.s) * withSign(1, left.s) * withSign(1, h);
  else sign = withSign(1, right.c) * withSign(1, left.c) * withSign(1, f);
  return {
    large: withSign(large, sign),
    small: withSign(small, sign * withSign(1, f) * withSign(1, h)),
    left,
    right,
  };
}

/** Take the sign of a value into the right vector; if there is but one value, into the left (as LAPACK's bdsdc). */
function makePositive({ d, left, leftLength, right, rightLength }: Bidiagonal, i: number): void {
  if (d[i]! > 0 || Object.is(d[i], 0)) return;
  d[i] = -d[i]!;
  const [vectors, length] = d.length === 1 ? [left, leftLength] : [right, rightLength];
  for (let k = i * length; k < (i + 1) * length; k++) vectors[k] = -vectors[k]!;
}

function sortDescending({ d, left, leftLength, right, rightLength }: Bidiagonal): void {
  for (let i = 0; i < d.length - 1; i++) {
    let most = i;
    for (let j = i + 1; j < d.length; j++) if (d[j]! > d[most]!) most = j;
    if (most === i) continue;
    swap(d, i, d, most, 1, 1);
    swap(left, i * leftLength, left, most * leftLength, leftLength, 1);
    swap(right, i * rightLength, right, most * rightLength, rightLength, 1);
  }
}
