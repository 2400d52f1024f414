/**
 * Kernels that take elements together along axes: sums, running sums, greatest and least elements. Axes come as sorted lists of
 * axes from 0. What is only composed of these (means, norms, counts) is not here.
 */

import { arrayError, type DType, type NDArray, type Shape, sizeOf, width } from './ndarray.ts';

/** An array seen around some neighbouring axes: `outer` blocks of `n` runs of `inner` elements. */
export interface Split {
  readonly outer: number;
  readonly n: number;
  readonly inner: number;
}

export function splitAt(shape: Shape, first: number, last: number): Split {
  let outer = 1;
  let n = 1;
  let inner = 1;
  for (let axis = 0; axis < shape.length; axis++) {
    if (axis < first) outer *= shape[axis]!;
    else if (axis <= last) n *= shape[axis]!;
    else inner *= shape[axis]!;
  }
  return { outer, n, inner };
}

/** Reduce `axes`, each run of neighbouring ones by one call of `kernel`. */
function reduceAxes(
  x: NDArray,
  axes: readonly number[],
  keepdims: boolean,
  dtype: DType,
  kernel: (data: Float64Array, split: Split) => Float64Array,
): NDArray {
  if (axes.length === x.shape.length) {
    const data = kernel(x.data, { outer: 1, n: sizeOf(x.shape), inner: 1 });
    return { shape: keepdims ? x.shape.map(() => 1) : [], dtype, data };
  }
  const shape = x.shape.slice();
  let data = x.data;
  for (let last = axes.length - 1; last >= 0; last--) {
    const end = axes[last]!;
    while (last > 0 && axes[last - 1] === axes[last]! - 1) last--;
    data = kernel(data, splitAt(shape, axes[last]!, end));
    shape.fill(1, axes[last], end + 1);
  }
  return { shape: keepdims ? shape : without(shape, axes), dtype, data };
}

/** Return `shape` without some of its axes. */
function without(shape: Shape, axes: readonly number[]): Shape {
  return shape.filter((_, axis) => !axes.includes(axis));
}

/** Sum over `axes`, pairwise, with an error of O(log n) roundings. Integers and booleans give integers. */
export function sum(x: NDArray, axes: readonly number[], keepdims = false): NDArray {
  const dtype = summed(x.dtype);
  return reduceAxes(x, axes, keepdims, dtype, dtype === 'complex128' ? addComplexRuns : addRuns);
}

/** The dtype of sums of elements. */
function summed(dtype: DType): DType {
  return dtype === 'bool' ? 'int64' : dtype;
}

/** Complex numbers add up as runs of twice as many real ones. */
function addComplexRuns(data: Float64Array, { outer, n, inner }: Split): Float64Array {
  return addRuns(data, { outer, n, inner: 2 * inner });
}

function addRuns(data: Float64Array, split: Split): Float64Array {
  const out = new Float64Array(split.outer * split.inner);
  addRunsTo(out, 0, data, 0, split);
  return out;
}

/** Write the sums of the runs that begin at `from` to where `to` is; the two may be in the same memory. */
export function addRunsTo(
  out: Float64Array,
  to: number,
  data: Float64Array,
  from: number,
  { outer, n, inner }: Split,
): void {
  for (let block = 0; block < outer; block++) {
    if (inner === 1) out[to + block] = addPairwise(data, from + block * n, n);
    else addRows(data, from + block * n * inner, n, inner, out, to + block * inner);
  }
}

/** Numbers that are added one after the other; more are halved (Higham, Accuracy and Stability, 2nd ed., section 4.2). */
const RUN = 128;

/** The sum of n neighbouring numbers. Four partial sums at once keep the adder busy and shorten the chains of roundings. */
function addPairwise(data: Float64Array, start: number, n: number): number {
  if (n > RUN) {
    const half = (n >> 3) << 2;
    return addPairwise(data, start, half) + addPairwise(data, start + half, n - half);
  }
  const end = start + n;
  let at = start;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (; at + 4 <= end; at += 4) {
    a += data[at]!;
    b += data[at + 1]!;
    c += data[at + 2]!;
    d += data[at + 3]!;
  }
  let total = a + b + (c + d);
  for (; at < end; at++) total += data[at]!;
  return total;
}

/** Write the sum of n rows of `inner` numbers to the row at `to`. */
function addRows(data: Float64Array, start: number, n: number, inner: number, out: Float64Array, to: number) {
  if (n <= RUN) {
    if (inner < WIDE) addColumns(data, start, n, inner, out, to);
    else {
      out.fill(0, to, to + inner);
      for (let row = 0, at = start; row < n; row++)
        for (let i = 0; i < inner; i++, at++) out[to + i]! += data[at]!;
    }
    return;
  }
  const half = n >> 1;
  const rest = new Float64Array(inner);
  addRows(data, start, half, inner, out, to);
  addRows(data, start + half * inner, n - half, inner, rest, 0);
  for (let i = 0; i < inner; i++) out[to + i]! += rest[i]!;
}

/** From this length on, rows are added one after the other. */
const WIDE = 64;

/** What `addRows` does, four columns at a time. */
function addColumns(
  data: Float64Array,
  start: number,
  n: number,
  inner: number,
  out: Float64Array,
  to: number,
): void {
  const end = start + n * inner;
  let i = 0;
  for (; i + 4 <= inner; i += 4) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let at = start + i; at < end; at += inner) {
      a += data[at]!;
      b += data[at + 1]!;
      c += data[at + 2]!;
      d += data[at + 3]!;
    }
    out[to + i] = a;
    out[to + i + 1] = b;
    out[to + i + 2] = c;
    out[to + i + 3] = d;
  }
  for (; i < inner; i++) {
    let sum = 0;
    for (let at = start + i; at < end; at += inner) sum += data[at]!;
    out[to + i] = sum;
  }
}

/** Sums of the elements up to each one along `axis`, itself included; `reverse` counts from the end. */
export function cumsum(x: NDArray, axis: number, reverse: boolean): NDArray {
  const { outer, n, inner } = splitAt(x.shape, axis, axis);
  const run = inner * width(x.dtype);
  const data = x.data.slice();
  const step = reverse ? -run : run;
  for (let block = 0; block < outer; block++) {
    let at = (block * n + (reverse ? n - 2 : 1)) * run;
    for (let k = 1; k < n; k++, at += step) for (let i = at; i < at + run; i++) data[i]! += data[i - step]!;
  }
  return { shape: x.shape, dtype: summed(x.dtype), data };
}

/** Greatest elements over `axes`; NaN if there is one; complex numbers by real, then imaginary part. Throws if there is none. */
export function max(x: NDArray, axes: readonly number[], keepdims = false): NDArray {
  return extreme(x, axes, keepdims, 1);
}

/** Least elements over `axes`, like `max`. */
export function min(x: NDArray, axes: readonly number[], keepdims = false): NDArray {
  return extreme(x, axes, keepdims, -1);
}

/** Positions along `axis` of the greatest elements: of the first NaN, else of the first of equals. Throws if there is none. */
export function argmax(x: NDArray, axis: number): NDArray {
  return argExtreme(x, axis, 1);
}

/** Positions along `axis` of the least elements, like `argmax`. */
export function argmin(x: NDArray, axis: number): NDArray {
  return argExtreme(x, axis, -1);
}

/** The greatest of ±x, by its sign: multiplying by −1 turns the order round and is exact. */
type Sign = 1 | -1;

function extreme(x: NDArray, axes: readonly number[], keepdims: boolean, sign: Sign): NDArray {
  if (axes.some((axis) => x.shape[axis] === 0)) {
    throw arrayError(
      `zero-size array to reduction operation ${sign === 1 ? 'maximum' : 'minimum'} which has no identity`,
    );
  }
  const isComplex = x.dtype === 'complex128';
  return reduceAxes(x, axes, keepdims, x.dtype, (data, split) =>
    isComplex ? pickComplex(data, split, sign) : pickReal(data, split, sign),
  );
}

function argExtreme(x: NDArray, axis: number, sign: Sign): NDArray {
  const split = splitAt(x.shape, axis, axis);
  if (split.n === 0)
    throw arrayError(`attempt to get ${sign === 1 ? 'argmax' : 'argmin'} of an empty sequence`);
  const locate = x.dtype === 'complex128' ? locateComplex : locateReal;
  return { shape: without(x.shape, [axis]), dtype: 'int64', data: locate(x.data, split, sign) };
}

function pickReal(data: Float64Array, split: Split, sign: Sign): Float64Array {
  const { n, inner } = split;
  const out = locateReal(data, split, sign);
  for (let to = 0, from = 0; to < out.length; from += n * inner)
    for (let i = 0; i < inner; i++, to++) out[to] = data[from + out[to]! * inner + i]!;
  return out;
}

function pickComplex(data: Float64Array, split: Split, sign: Sign): Float64Array {
  const { n, inner } = split;
  const positions = locateComplex(data, split, sign);
  const out = new Float64Array(2 * positions.length);
  for (let to = 0, from = 0; to < positions.length; from += n * inner) {
    for (let i = 0; i < inner; i++, to++) {
      const at = 2 * (from + positions[to]! * inner + i);
      out[2 * to] = data[at]!;
      out[2 * to + 1] = data[at + 1]!;
    }
  }
  return out;
}

function locateReal(data: Float64Array, { outer, n, inner }: Split, sign: Sign): Float64Array {
  const positions = new Float64Array(outer * inner);
  for (let to = 0; to < positions.length; to++) {
    let at = inner === 1 ? to * n : (to - (to % inner)) * n + (to % inner);
    let best = sign * data[at]!;
    for (let k = 1; k < n; k++) {
      at += inner;
      const value = sign * data[at]!;
      if (value <= best) continue;
      if (Number.isNaN(best)) break;
      best = value;
      positions[to] = k;
    }
  }
  return positions;
}

function locateComplex(data: Float64Array, { outer, n, inner }: Split, sign: Sign): Float64Array {
  const positions = new Float64Array(outer * inner);
  for (let to = 0; to < positions.length; to++) {
    let at = 2 * ((to - (to % inner)) * n + (to % inner));
    let bestRe = sign * data[at]!;
    let bestIm = sign * data[at + 1]!;
    for (let k = 1; k < n; k++) {
      at += 2 * inner;
      const re = sign * data[at]!;
      const im = sign * data[at + 1]!;
      const least = re < bestRe || (re === bestRe && im <= bestIm);
      if (least && !Number.isNaN(im)) continue;
      if (Number.isNaN(bestRe) || Number.isNaN(bestIm)) break;
      bestRe = re;
      bestIm = im;
      positions[to] = k;
    }
  }
  return positions;
}
