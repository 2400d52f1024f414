/**
 * The permutation that divides elements at a rank: what is smaller before, what is larger behind. The order within the two parts is
 * NumPy's, because derivatives of `np.partition` can see it: selection for small ranks, else quickselect with the median of three as
 * pivot (Hoare, Algorithm 65: Find, 1961), in the variant of NumPy 1.24's introselect; its guard against the worst case is left out.
 */

import { type NDArray, stridesOf, zeros } from './ndarray.ts';

/** The elements of one row: `order` holds their positions and is rearranged. */
interface Row {
  readonly order: Float64Array;
  /** Whether the element now at place i comes before the one at place k. NaN comes last. */
  readonly isLess: (i: number, k: number) => boolean;
}

/** Ranks this near the start are found by selection. */
const FEW = 3;

/** Return positions along `axis` that divide it at each of the ranks `kth`, which rise. */
export function argpartition(x: NDArray, axis: number, kth: readonly number[]): NDArray {
  const out = zeros(x.shape, 'int64');
  const length = x.shape[axis]!;
  const stride = stridesOf(x.shape)[axis]!;
  const less = x.dtype === 'complex128' ? complexLess : realLess;
  const order = new Float64Array(length);
  for (let k = 0; k < out.data.length; k++) {
    if (Math.floor(k / stride) % length !== 0) continue;
    for (let i = 0; i < length; i++) order[i] = i;
    const at = (place: number): number => k + order[place]! * stride;
    const row: Row = { order, isLess: (i, j) => less(x.data, at(i), at(j)) };
    divideAll(row, kth);
    for (let i = 0; i < length; i++) out.data[k + i * stride] = order[i]!;
  }
  return out;
}

function realLess(data: Float64Array, i: number, k: number): boolean {
  return isBefore(data[i]!, data[k]!);
}

/** By real, then by imaginary part; what has a NaN comes after what has none. */
function complexLess(data: Float64Array, i: number, k: number): boolean {
  const [a, b] = [data[2 * i]!, data[2 * i + 1]!];
  const [c, d] = [data[2 * k]!, data[2 * k + 1]!];
  if (isBefore(a, c)) return !Number.isNaN(b) || Number.isNaN(d);
  if (isBefore(c, a)) return Number.isNaN(d) && !Number.isNaN(b);
  return isBefore(b, d);
}

function isBefore(x: number, y: number): boolean {
  return x < y || (Number.isNaN(y) && !Number.isNaN(x));
}

/** Divide a row at rising ranks. Pivots above a rank bound the search for later ones. */
function divideAll(row: Row, kth: readonly number[]): void {
  const pivots: number[] = [];
  for (const rank of kth) {
    let low = 0;
    while (pivots.length > 0 && pivots.at(-1)! < rank) low = pivots.pop()! + 1;
    if (pivots.at(-1) === rank) continue;
    divide(row, low, (pivots.at(-1) ?? row.order.length) - 1, rank, pivots);
    pivots.push(rank);
  }
}

/** Divide places low … high at `rank`; pivots found above it are pushed, falling. */
function divide(row: Row, low: number, high: number, rank: number, pivots: number[]): void {
  if (rank - low < FEW) return selectLeast(row, low, high, rank);
  if (rank === row.order.length - 1) return selectGreatest(row, low, rank);
  while (low + 1 < high) {
    chooseMedian(row, low, high);
    const { below, above } = separate(row, low, high);
    swap(row, low, below);
    if (below > rank) pivots.push(below);
    if (below >= rank) high = below - 1;
    if (below <= rank) low = above;
  }
  if (high === low + 1 && row.isLess(high, low)) swap(row, low, high);
}

/** Put the least elements of low … high to low … rank, one after the other. */
function selectLeast(row: Row, low: number, high: number, rank: number): void {
  for (let place = low; place <= rank; place++) {
    let least = place;
    for (let i = place + 1; i <= high; i++) if (row.isLess(i, least)) least = i;
    swap(row, place, least);
  }
}

/** Put the greatest element, the last of several, to the end. */
function selectGreatest(row: Row, low: number, last: number): void {
  let greatest = low;
  for (let i = low + 1; i <= last; i++) if (!row.isLess(i, greatest)) greatest = i;
  swap(row, last, greatest);
}

/** Put the median of the first, middle and last element to `low`, the least to low + 1 and the greatest to `high`. */
function chooseMedian(row: Row, low: number, high: number): void {
  const middle = low + Math.floor((high - low) / 2);
  if (row.isLess(high, middle)) swap(row, high, middle);
  if (row.isLess(high, low)) swap(row, high, low);
  if (row.isLess(low, middle)) swap(row, low, middle);
  swap(row, middle, low + 1);
}

/** Bring what is less than the pivot at `low` before what is greater; return where the two meet. */
function separate(row: Row, low: number, high: number): { below: number; above: number } {
  let [above, below] = [low + 1, high];
  for (;;) {
    do above++;
    while (row.isLess(above, low));
    do below--;
    while (row.isLess(low, below));
    if (below < above) return { below, above };
    swap(row, above, below);
  }
}

function swap({ order }: Row, i: number, k: number): void {
  const item = order[i]!;
  order[i] = order[k]!;
  order[k] = item;
}
