/**
 * Derivatives by differences of values, with an error bar of their own: extrapolation of central differences to step 0
 * (Richardson), the entry of the table where the last extrapolations differ least (C. J. F. Ridders, Advances in Engineering
 * Software 4, 1982). Several first steps, because nobody knows the scale of a function.
 */

/** The values of a function at x moved by `step`; undefined where it has none. */
export type Moved = (step: number) => readonly number[] | undefined;

/** A derivative of each value, and how far off it may be: Infinity where nothing could be found out. */
export interface Difference {
  readonly values: Float64Array;
  readonly bars: Float64Array;
}

const ROWS = 12;
const LEAST_ROWS = 4;
const MOST_COLUMNS = 6;

/**
 * No step is a round number, so that functions with a round period are not met at the same phase again and again.
 * The last extrapolations tell their own error only roughly.
 */
const FIRST_STEPS = [0.2371, 3.1e-3, 4.3e-5];
const CAUTION = 4;

/**
 * Return the derivatives at x of `count` values along the step, each good to `target` where that can be had. `skip` first steps are
 * left out: for a second opinion.
 */
export function difference(
  f: Moved,
  x: number,
  count: number,
  target: readonly number[],
  skip = 0,
): Difference {
  const best: Difference = {
    values: new Float64Array(count).fill(Number.NaN),
    bars: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
  };
  const relative = Math.abs(x) > 0 && Math.abs(x) < 0.1 ? [FIRST_STEPS[0]! * Math.abs(x)] : [];
  const large = Math.abs(x) > 10 ? [FIRST_STEPS[0]! * Math.sqrt(Math.abs(x))] : [];
  for (const step of [...large, ...FIRST_STEPS, ...relative].slice(skip)) {
    extrapolate(f, x, step, target, best);
    if (isGood(best, target)) break;
  }
  return best;
}

function isGood({ bars }: Difference, target: readonly number[]): boolean {
  return bars.every((bar, i) => bar <= target[i]!);
}

/** Fill one table from `first` on, and keep in `best` what is better than what is there. */
function extrapolate(f: Moved, x: number, first: number, target: readonly number[], best: Difference): void {
  const { values, bars } = best;
  let previous: Float64Array[] = [];
  let rows = 0;
  let step = first;
  for (let i = 0; i < ROWS; i++, step /= 2) {
    const [up, down] = [f(step), f(-step)];
    if (up === undefined || down === undefined || !areFinite(up) || !areFinite(down)) {
      [previous, rows] = [[], 0];
      continue;
    }
    const width = x + step - (x - step); // the steps that were taken, rounded
    const row = [Float64Array.from(up, (value, k) => (value - down[k]!) / width)];
    for (let j = 1; j <= Math.min(rows, MOST_COLUMNS); j++) {
      const factor = 4 ** j;
      const [better, before] = [row[j - 1]!, previous[j - 1]!];
      row.push(better.map((value, k) => (factor * value - before[k]!) / (factor - 1)));
      for (const [k, value] of row[j]!.entries()) {
        const noise = (Number.EPSILON * Math.max(Math.abs(up[k]!), Math.abs(down[k]!))) / step;
        const spread = Math.max(Math.abs(value - better[k]!), Math.abs(value - before[k]!));
        const bar = CAUTION * (spread + noise);
        if (bar < bars[k]! && rows + 1 >= LEAST_ROWS) [values[k], bars[k]] = [value, bar];
      }
    }
    previous = row;
    rows++;
    if (isGood(best, target)) return;
  }
}

function areFinite(values: readonly number[]): boolean {
  return values.every(Number.isFinite);
}
