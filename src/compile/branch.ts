/** Where a function changes its path, to the last bit. */

import type { PathEngine } from './paths.ts';

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** Return the place of a double in the order of all doubles: neighbours differ by 1; -0 and 0 are one. */
function rank(x: number): bigint {
  double[0] = x;
  return bits[0]! < 0n ? -(bits[0]! & 0x7fffffffffffffffn) : bits[0]!;
}

function doubleOfRank(place: bigint): number {
  bits[0] = place < 0n ? -place : place;
  return place < 0n ? -double[0]! : double[0]!;
}

/**
 * Return where the path of `low` ends on the way to `high`, low < high being on different paths; `others` are the numbers of
 * further inputs, which stay. By bisection on the order of doubles: at most 64 points, also towards 0, each interpreted on the
 * paths that are known and traced on a new one.
 * Of the two neighbouring doubles between which the path changes it is the one with the shorter text, most likely the number
 * the script compares with. Where several changes lie between low and high, one of those that end the path of `low` is found.
 */
export function findBranchChange(
  engine: PathEngine,
  low: number,
  high: number,
  others: readonly number[] = [],
): number {
  const pathAt = (x: number): number => engine.pathOf(x, ...others);
  const path = pathAt(low);
  let before = rank(low);
  let after = rank(high);
  while (after - before > 1n) {
    const middle = (before + after) >> 1n;
    if (pathAt(doubleOfRank(middle)) === path) before = middle;
    else after = middle;
  }
  const [last, first] = [doubleOfRank(before), doubleOfRank(after)];
  return String(last).length < String(first).length ? last : first;
}
