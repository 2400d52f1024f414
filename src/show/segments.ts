/**
 * Where a curve must not be connected: at values that are not finite, at poles, at jumps. Slopes tell: what y does from
 * one sample to the next is compared with what the slopes at both allow. A smooth step that is steeper than the samples
 * are dense (tanh(50x)) shows in slopes that grow, faster and faster, towards it; a jump comes without notice.
 */

/** Points `from` to `to` (exclusive) are connected. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** The curve breaks between samples `after` and `after + 1`. */
export interface Break {
  readonly after: number;
  readonly kind: 'pole' | 'jump';
  /** Where between them, as well as the samples tell. */
  readonly x: number;
}

/** One series as the search for breaks sees it. */
export interface Samples {
  /** Rising. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** dy/dx at the samples, where it is known. */
  readonly slope: Float64Array | undefined;
  /** Poles of the series that this one is the derivative of, where that was computed. */
  readonly poles: readonly Break[] | undefined;
  /** Where the function takes another path; rising or not. */
  readonly changes: readonly number[];
  /** The least change of y that anybody would see. */
  readonly visible: number;
}

/** An unresolved jump needs this many times the change that the slopes explain. */
const UNEXPLAINED = 3;
/** Slopes that grow at least so, sample by sample, announce a steep step: neither a line nor a parabola does. */
const GROWTH = 2.5;
const EARLIER_GROWTH = 2;
/** More surprises than this side by side are a function that is sampled too coarsely, not jumps. */
const MOST_ADJACENT = 2;

/** Return the places between neighbouring finite samples that must not be connected, in order. */
export function findBreaks(samples: Samples): Break[] {
  const { x, poles } = samples;
  const kinds = new Array<Break['kind'] | undefined>(Math.max(0, x.length - 1)).fill(undefined);
  for (let i = 0; i < kinds.length; i++) kinds[i] = surprise(samples, i);
  dropCrowds(kinds);
  for (const i of intervalsOf(samples.changes, x)) kinds[i] ??= misfit(samples, i);
  for (const { after } of poles ?? []) kinds[after] = 'pole';
  return kinds.flatMap((kind, after) =>
    kind === undefined ? [] : [{ after, kind, x: placeOf(samples, after, kind) }],
  );
}

/** Return the runs of finite samples between gaps and breaks. */
export function splitRuns(y: Float64Array, breaks: readonly Break[]): Run[] {
  const ends = new Set(breaks.map(({ after }) => after + 1));
  const runs: Run[] = [];
  let from = 0;
  for (let i = 0; i <= y.length; i++) {
    const inside = i < y.length && Number.isFinite(y[i]);
    if (inside && !ends.has(i)) continue;
    if (i > from) runs.push({ from, to: i });
    from = inside ? i : i + 1;
  }
  return runs;
}

/** Judge the step from sample i to the next by the samples around it. */
function surprise(samples: Samples, i: number): Break['kind'] | undefined {
  const { x, y, slope, visible } = samples;
  const step = x[i + 1]! - x[i]!;
  const change = y[i + 1]! - y[i]!;
  if (!(Math.abs(change) > visible) || step === 0) return undefined;
  const left = slopeAt(samples, i, -1);
  const right = slopeAt(samples, i + 1, 1);
  // Differences of a narrow swing contradict each other as a pole's do; the series below knows better.
  const trusted = slope !== undefined || samples.poles === undefined;
  if (trusted && left * change < 0 && right * change < 0)
    return fleesZero(y, i, left, right) ? 'pole' : 'jump';
  if (!(Math.abs(change) > UNEXPLAINED * step * Math.max(Math.abs(left), Math.abs(right)))) return undefined;
  return announced(samples, i, -1) || announced(samples, i + 1, 1) ? undefined : 'jump';
}

/** At a known change of path any visible misfit is a jump. */
function misfit(samples: Samples, i: number): Break['kind'] | undefined {
  const { x, y, visible } = samples;
  const step = x[i + 1]! - x[i]!;
  const expected = (step * (slopeAt(samples, i, -1) + slopeAt(samples, i + 1, 1))) / 2;
  return Math.abs(y[i + 1]! - y[i]! - expected) > visible ? 'jump' : undefined;
}

/** A jump is somewhere in the step; at a simple pole 1/y goes through zero, nearly in a straight line. */
function placeOf({ x, y }: Samples, i: number, kind: Break['kind']): number {
  const part = kind === 'jump' || y[i]! * y[i + 1]! >= 0 ? 0.5 : y[i + 1]! / (y[i + 1]! - y[i]!);
  return x[i]! + part * (x[i + 1]! - x[i]!);
}

/** True if the curve runs away from zero on both sides of the step, in opposite directions. */
function fleesZero(y: Float64Array, i: number, left: number, right: number): boolean {
  return y[i]! * left > 0 && y[i + 1]! * right < 0 && y[i]! * y[i + 1]! < 0;
}

/** True if the slopes grow towards sample i, seen from the side `away` (-1: left), as before a steep smooth step. */
function announced(samples: Samples, i: number, away: -1 | 1): boolean {
  const slopes = [0, 1, 2, 3].map((n) => slopeAt(samples, i + n * away, away));
  const [last, before, first] = [0, 1, 2].map((n) => Math.abs(slopes[n]! - slopes[n + 1]!));
  return last! > 0 && last! >= GROWTH * before! && before! >= EARLIER_GROWTH * first!;
}

/** The slope at sample i: as computed, or the difference to the neighbour on the side `away`; NaN past the ends. */
function slopeAt({ x, y, slope }: Samples, i: number, away: -1 | 1): number {
  if (slope !== undefined) return slope[i] ?? Number.NaN;
  return (y[i + away]! - y[i]!) / (x[i + away]! - x[i]!);
}

/** Forget surprises in long rows. */
function dropCrowds(kinds: (Break['kind'] | undefined)[]): void {
  for (let from = 0; from < kinds.length; from++) {
    if (kinds[from] === undefined) continue;
    let to = from;
    while (to < kinds.length && kinds[to] !== undefined) to++;
    if (to - from > MOST_ADJACENT) kinds.fill(undefined, from, to);
    from = to;
  }
}

/** Return the steps between samples in which the places lie. */
function* intervalsOf(places: readonly number[], x: Float64Array): Generator<number> {
  const sorted = [...places].sort((a, b) => a - b);
  let i = 0;
  for (const place of sorted) {
    while (i + 2 < x.length && x[i + 1]! < place) i++;
    if (x.length >= 2) yield i;
  }
}
