/** Where a function of one number is checked: points of a range, drawn from a seed, and those at which functions tend to be special. */

/** A range to draw points from. */
export interface PointRange {
  readonly lo: number;
  readonly hi: number;
}

/** Return a generator of uniform numbers in [0, 1): splitmix32 (S. Vigna's splitmix64, 32-bit constants by D. Neeman). */
export function uniform(seed: number): () => number {
  let state = Math.trunc(seed) ^ Math.trunc(seed / 2 ** 32);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    z ^= z >>> 15;
    return (z >>> 0) / 2 ** 32;
  };
}

/** Where many functions have a kink, a pole or a case of their own. */
const SPECIAL = [0, -0, 1, -1];

/** Return `samples` points drawn uniformly, one in each of as many equal parts, then both ends and the special values within. */
export function drawnPoints({ lo, hi }: PointRange, samples: number, seed: number): number[] {
  const random = uniform(seed);
  const drawn = Array.from({ length: samples }, (_, i) => lo + ((i + random()) / samples) * (hi - lo));
  return [...new Set([...drawn, lo, hi, ...SPECIAL.filter((x) => lo <= x && x <= hi)])];
}

/** How far from a change of path its neighbourhood is looked at, of the range. */
const NEAR = 1e-5;

/** Return the points beside a place where the function takes another path: far enough away to tell one side from the other. */
export function besideChange(at: number, { lo, hi }: PointRange): number[] {
  const step = Math.max(NEAR * (hi - lo), 4 * Number.EPSILON * Math.abs(at));
  return [at - step, at + step].filter((x) => lo <= x && x <= hi);
}
