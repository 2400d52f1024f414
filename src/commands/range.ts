/** The points of a range, in blocks. */

import type { RangePoints } from './request.ts';

/** A range whose number of points is decided. */
export type CountedRange = RangePoints & { readonly count: number };

const BLOCK = 4096;

/** Return point `i` of a range: lo + i·step, or lo + i·(hi − lo)/(count − 1) with the last exactly hi. */
export function pointAt({ lo, hi, count, step }: CountedRange, i: number): number {
  if (step !== undefined) return lo + i * step;
  return i === count - 1 ? hi : lo + (i * (hi - lo)) / (count - 1);
}

/** Yield the points of a range in blocks of at most `size`. */
export function* rangeBlocks(range: CountedRange, size = BLOCK): Generator<Float64Array> {
  for (let first = 0; first < range.count; first += size) {
    const block = new Float64Array(Math.min(size, range.count - first));
    for (let i = 0; i < block.length; i++) block[i] = pointAt(range, first + i);
    yield block;
  }
}
