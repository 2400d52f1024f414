/** The points of a range, in blocks. */

import type { RangePoints, Shard } from './request.ts';

/** A range whose number of points is decided. */
export type CountedRange = RangePoints & { readonly count: number };

const BLOCK = 4096;

/** Return point `i` of a range: lo + i·step, or lo + i·(hi − lo)/(count − 1) with the last exactly hi. */
export function pointAt({ lo, hi, count, step }: CountedRange, i: number): number {
  if (step !== undefined) return lo + i * step;
  return i === count - 1 ? hi : lo + (i * (hi - lo)) / (count - 1);
}

/** Return how many of `count` points belong to a shard. */
export function shardSize(count: number, { index, of }: Shard): number {
  return Math.max(0, Math.ceil((count - index + 1) / of));
}

/** Yield the points of a range that belong to a shard, in blocks of at most `size`. */
export function* rangeBlocks(range: CountedRange, shard: Shard, size = BLOCK): Generator<Float64Array> {
  const count = shardSize(range.count, shard);
  for (let first = 0; first < count; first += size) {
    const block = new Float64Array(Math.min(size, count - first));
    for (let i = 0; i < block.length; i++)
      block[i] = pointAt(range, shard.index - 1 + (first + i) * shard.of);
    yield block;
  }
}
