/**
 * The rate at which the Taylor remainder f(x + h) − Σ cₖ hᵏ falls with h: n + 1 where all of c₀ … cₙ are right, n where the last
 * is not. It needs no step to be chosen, because only the rate counts.
 */

const FIRST = 0.25;
const HALVINGS = 24;

/** A remainder below so many roundings of the values says nothing. */
const ROUNDINGS = 64;

/**
 * Return the rate observed at the smallest steps that still tell; undefined where none do, as for polynomials of degree n.
 * `values` is f at x moved by the step, `coefficients` are c₀ … cₙ.
 */
export function remainderRate(
  values: (step: number) => number | undefined,
  coefficients: readonly number[],
): number | undefined {
  let last: number | undefined;
  let rate: number | undefined;
  for (let i = 0, step = FIRST; i < HALVINGS; i++, step /= 2) {
    const value = values(step);
    if (value === undefined || !Number.isFinite(value)) {
      last = undefined;
      continue;
    }
    const remainder = Math.abs(value - coefficients.reduceRight((sum, c) => sum * step + c, 0));
    const noise = ROUNDINGS * Number.EPSILON * Math.max(Math.abs(value), Math.abs(coefficients[0]!));
    if (remainder <= noise) return isGradual(last, rate, noise) ? rate : undefined;
    if (last !== undefined) rate = Math.log2(last / remainder);
    last = remainder;
  }
  return rate;
}

/** Whether a remainder could fall below the noise at the next step by itself; over a kink that a step no longer reaches it is gone at once. */
function isGradual(last: number | undefined, rate: number | undefined, noise: number): boolean {
  return last !== undefined && rate !== undefined && last / 2 ** (rate + 2) <= noise;
}
