/** The range of y that is worth showing: everything, except that poles must not flatten the rest. */

export interface Extent {
  readonly lo: number;
  readonly hi: number;
}

export interface Limits {
  readonly extent: Extent;
  /** True if some values lie outside. */
  readonly clipped: boolean;
}

/** At a pole, the quantiles that are shown and the room around them, in their distance. */
const QUANTILE = 0.1;
const ROOM = 0.5;
/** The largest double whose double is finite, so that distances are. */
const LARGEST = Number.MAX_VALUE / 4;

/** Return the limits that show all series whole, but series with poles only where most of their values are. */
export function robustLimits(series: readonly Float64Array[]): Limits {
  let lo = Number.POSITIVE_INFINITY;
  let hi = Number.NEGATIVE_INFINITY;
  let clipped = false;
  for (const y of series) {
    const whole = extentOf(y);
    if (whole === undefined) continue;
    const shown = hasPole(y) ? bulk(y, whole) : whole;
    clipped ||= shown.lo > whole.lo || shown.hi < whole.hi;
    lo = Math.min(lo, shown.lo);
    hi = Math.max(hi, shown.hi);
  }
  if (lo > hi) return { extent: { lo: -1, hi: 1 }, clipped };
  return { extent: widened({ lo, hi }), clipped };
}

function extentOf(y: Float64Array): Extent | undefined {
  let lo = Number.POSITIVE_INFINITY;
  let hi = Number.NEGATIVE_INFINITY;
  for (const value of y) {
    if (!Number.isFinite(value)) continue;
    if (value < lo) lo = value;
    if (value > hi) hi = value;
  }
  return lo > hi ? undefined : { lo: Math.max(lo, -LARGEST), hi: Math.min(hi, LARGEST) };
}

/** Return `extent`, or if it is a single number, one with room above and below. */
export function widened({ lo, hi }: Extent): Extent {
  if (lo < hi) return { lo, hi };
  const room = lo === 0 ? 1 : Math.abs(lo) / 2;
  return { lo: lo - room, hi: hi + room };
}

/** The middle of the values with some room, never beyond the whole. */
function bulk(y: Float64Array, whole: Extent): Extent {
  const sorted = y.filter(Number.isFinite).sort();
  const tail = Math.floor(QUANTILE * (sorted.length - 1));
  const lo = sorted[tail]!;
  const hi = sorted[sorted.length - 1 - tail]!;
  const room = ROOM * (hi - lo);
  if (room === 0) return whole;
  return { lo: Math.max(whole.lo, lo - room), hi: Math.min(whole.hi, hi + room) };
}

/**
 * True if |y| grows towards the space between two samples, or towards an infinite one, faster than exponentially on both
 * sides, as a power of the distance does and a narrow smooth peak does not.
 */
function hasPole(y: Float64Array): boolean {
  for (let i = 2; i + 1 < y.length; i++) {
    const right = Math.abs(y[i + 1]!) === Number.POSITIVE_INFINITY ? i + 2 : i + 1;
    if (soars(y[i]!, y[i - 1]!, y[i - 2]!) && soars(y[right]!, y[right + 1]!, y[right + 2]!)) return true;
  }
  return false;
}

/** True if log|y| rises and is convex from `far` to `near`. */
function soars(near = Number.NaN, mid = Number.NaN, far = Number.NaN): boolean {
  const [a, b, c] = [Math.abs(near), Math.abs(mid), Math.abs(far)];
  return a > b && b > c && c > 0 && a / b > b / c;
}
