/**
 * A line search for the strong Wolfe conditions (Nocedal & Wright, Numerical Optimization, 2nd ed., algorithms 3.5 and 3.6). Near a minimum,
 * where differences of the values are rounding errors, the slopes decide (Hager & Zhang 2005, the approximate conditions).
 */

/** A point on the line: how far along, the value there, the slope along the line. */
export interface LinePoint {
  readonly t: number;
  readonly value: number;
  readonly slope: number;
}

/** The value has to fall by this part of what the first slope promises. */
const DECREASE = 1e-4;
/** How much of the first slope may be left. */
const CURVATURE = 0.9;
const MOST_POINTS = 40;
/** How much a value of size 1 may rise by rounding. */
const ROUNDING = 1e-14;

/** Return a point further along that satisfies the conditions; undefined where none is found. `first` is the step to try first. */
export function lineSearch<P extends LinePoint>(
  at: (t: number) => P,
  start: P,
  first: number,
): P | undefined {
  const rounding = ROUNDING * Math.abs(start.value);
  const isLow = ({ t, value, slope }: P): boolean =>
    value <= start.value + DECREASE * t * start.slope ||
    (value <= start.value + rounding && slope <= (2 * DECREASE - 1) * start.slope);
  let low = start;
  let high: P | undefined;
  let t = first;
  for (let i = 0; i < MOST_POINTS; i++) {
    const point = at(t);
    if (!isLow(point) || point.value > low.value + rounding) high = point;
    else if (Math.abs(point.slope) <= -CURVATURE * start.slope) return point;
    else {
      const isPast = point.slope * ((high?.t ?? Number.POSITIVE_INFINITY) - low.t) >= 0;
      if (isPast) high = low;
      low = point;
    }
    t = high === undefined ? 2 * t : between(low, high);
    if (t === low.t || t === high?.t) return undefined;
  }
  return undefined;
}

/** Where the cubic through both points with their slopes is least; the middle where that is near an end. */
function between(a: LinePoint, b: LinePoint): number {
  const width = b.t - a.t;
  const d1 = a.slope + b.slope - (3 * (b.value - a.value)) / width;
  const d2 = Math.sign(width) * Math.sqrt(d1 * d1 - a.slope * b.slope);
  const t = b.t - (width * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  const part = (t - a.t) / width;
  return part > 0.1 && part < 0.9 ? t : a.t + width / 2;
}
