/** Reproducible numbers for tests of kernels. */

/** `count` numbers in [−1, 1), the same for the same seed (xorshift32: Marsaglia 2003). */
export function numbers(count: number, seed: number): Float64Array {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return new Float64Array(count).map(() => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  });
}
