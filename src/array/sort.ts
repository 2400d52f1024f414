/**
 * Kernels that order elements: sorting, the permutations that sort, positions in a sorted vector. Everywhere NaN comes last, and
 * complex numbers are ordered by their real, then their imaginary part.
 */

import { cast, gather, view } from './layout.ts';
import { type NDArray, promote, stridesOf, zeros } from './ndarray.ts';

/** Return the elements in rising order along `axis`. Which of 0 and −0 comes first is left open. */
export function sort(x: NDArray, axis: number): NDArray {
  return alongLast(x, axis, sortRows);
}

/** Return the positions along `axis` that sort x; equal elements keep their order. */
export function argsort(x: NDArray, axis: number): NDArray {
  return alongLast(x, axis, orderRows);
}

/** Apply along any axis what works on rows. */
function alongLast(x: NDArray, axis: number, ofRows: (x: NDArray) => NDArray): NDArray {
  if (axis === x.shape.length - 1) return ofRows(x);
  return swapWithLast(ofRows(swapWithLast(x, axis)), axis);
}

function swapWithLast(x: NDArray, axis: number): NDArray {
  const swap = (values: readonly number[]) => values.with(axis, values.at(-1)!).with(-1, values[axis]!);
  return view(x, { shape: swap(x.shape), strides: swap(stridesOf(x.shape)), offset: 0 });
}

function sortRows(x: NDArray): NDArray {
  const n = x.shape.at(-1)!;
  if (x.dtype === 'complex128') {
    const order = orderRows(x);
    for (let k = 0; k < order.data.length; k++) order.data[k]! += k - (k % n);
    return gather(x, order);
  }
  const data = x.data.slice();
  for (let start = 0; start < data.length; start += n) data.subarray(start, start + n).sort();
  return { shape: x.shape, dtype: x.dtype, data };
}

function orderRows(x: NDArray): NDArray {
  const out = zeros(x.shape, 'int64');
  const n = x.shape.at(-1)!;
  const keys = new Float64Array(n);
  const room = n > RUN ? n : 0;
  const spare = { keys: new Float64Array(room), order: new Float64Array(room) };
  for (let start = 0; start < out.data.length; start += n) {
    const order = out.data.subarray(start, start + n);
    for (let k = 0; k < n; k++) order[k] = k;
    for (const key of x.dtype === 'complex128' ? COMPLEX_KEYS : REAL_KEYS) {
      for (let k = 0; k < n; k++) keys[k] = key(x.data, start + order[k]!);
      sortStably({ keys, order }, spare, n);
    }
  }
  return out;
}

/** A number by which elements are ordered: of the data, that of element k. */
type Key = (data: Float64Array, k: number) => number;

const REAL_KEYS: readonly Key[] = [(data, k) => data[k]!];

/** One stable sort by each, the most important one last. */
const COMPLEX_KEYS: readonly Key[] = [
  (data, k) => data[2 * k + 1]!,
  (data, k) => data[2 * k]!,
  (data, k) => countNaN(data[2 * k]!, data[2 * k + 1]!),
];

/** How many parts are NaN: those of a complex number come after all without, the real one's after the imaginary one's. */
function countNaN(re: number, im: number): number {
  return Number(Number.isNaN(re)) + Number(Number.isNaN(im));
}

/** Keys and what they belong to, which moves with them. */
interface Keyed {
  keys: Float64Array;
  order: Float64Array;
}

/** Runs of this length are sorted by insertion. */
const RUN = 16;

/** Sort n keys, bottom up: runs by insertion, then merged two by two (Knuth, vol. 3, sections 5.2.1 and 5.2.4). */
function sortStably(items: Keyed, spare: Keyed, n: number): void {
  for (let start = 0; start < n; start += RUN) insert(items, start, Math.min(start + RUN, n));
  for (let run = RUN; run < n; run *= 2)
    for (let start = 0; start + run < n; start += 2 * run)
      merge(items, spare, start, start + run, Math.min(start + 2 * run, n));
}

/** Whether x comes before y, NaN after all others. */
function before(x: number, y: number): boolean {
  return x < y || (Number.isNaN(y) && !Number.isNaN(x));
}

function insert({ keys, order }: Keyed, start: number, end: number): void {
  for (let k = start + 1; k < end; k++) {
    const key = keys[k]!;
    const item = order[k]!;
    let at = k;
    for (; at > start && before(key, keys[at - 1]!); at--) {
      keys[at] = keys[at - 1]!;
      order[at] = order[at - 1]!;
    }
    keys[at] = key;
    order[at] = item;
  }
}

/** Merge start…middle with middle…end. Only the first run is put aside: the result never overtakes the second. */
function merge({ keys, order }: Keyed, spare: Keyed, start: number, middle: number, end: number): void {
  if (!before(keys[middle]!, keys[middle - 1]!)) return;
  const length = middle - start;
  for (let k = 0; k < length; k++) {
    spare.keys[k] = keys[start + k]!;
    spare.order[k] = order[start + k]!;
  }
  let left = 0;
  let right = middle;
  for (let to = start; left < length; to++) {
    if (right < end && before(keys[right]!, spare.keys[left]!)) {
      keys[to] = keys[right]!;
      order[to] = order[right++]!;
    } else {
      keys[to] = spare.keys[left]!;
      order[to] = spare.order[left++]!;
    }
  }
}

/**
 * Return where each of v belongs in the sorted vector a: before its equals (`left`) or behind them (`right`). The shape is that of v.
 */
export function searchsorted(a: NDArray, v: NDArray, side: 'left' | 'right'): NDArray {
  const dtype = promote(a.dtype, v.dtype);
  const [sorted, values] = [cast(a, dtype).data, cast(v, dtype).data];
  const isBefore = dtype === 'complex128' ? complexBefore : realBefore;
  const out = zeros(v.shape, 'int64');
  for (let k = 0; k < out.data.length; k++) {
    let low = 0;
    let high = a.shape[0]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      const isLeft =
        side === 'left' ? isBefore(sorted, middle, values, k) : !isBefore(values, k, sorted, middle);
      if (isLeft) low = middle + 1;
      else high = middle;
    }
    out.data[k] = low;
  }
  return out;
}

/** Whether element i of x comes before element k of y. */
function realBefore(x: Float64Array, i: number, y: Float64Array, k: number): boolean {
  return before(x[i]!, y[k]!);
}

function complexBefore(x: Float64Array, i: number, y: Float64Array, k: number): boolean {
  for (let key = COMPLEX_KEYS.length - 1; key >= 0; key--) {
    const [a, b] = [COMPLEX_KEYS[key]!(x, i), COMPLEX_KEYS[key]!(y, k)];
    if (before(a, b)) return true;
    if (before(b, a)) return false;
  }
  return false;
}
