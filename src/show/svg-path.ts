/** The path of a run of points, thinned to what pixels can show: the least and the greatest value of every pixel column. */

import type { Run } from './segments.ts';

/** How numbers become pixels. */
export interface Scales {
  readonly top: number;
  readonly bottom: number;
  toX(value: number): number;
  toY(value: number): number;
}

/** Return path data (`M…L…`) for a run; a single point becomes a dot of the line's width. */
export function curvePath(x: Float64Array, y: Float64Array, run: Run, scales: Scales): string {
  // Far outside the frame only the direction matters; huge coordinates break renderers.
  const height = scales.bottom - scales.top;
  const toY = (value: number) =>
    Math.min(scales.bottom + height, Math.max(scales.top - height, scales.toY(value)));
  const points = thinned(x, y, run, scales).map((i) => `${tenth(scales.toX(x[i]!))} ${tenth(toY(y[i]!))}`);
  return points.length === 1 ? `M${points[0]}h0` : `M${points.join('L')}`;
}

/** Return the samples to draw, in order: the ends, and the extremes of y in each pixel column. */
function thinned(x: Float64Array, y: Float64Array, run: Run, { toX }: Scales): number[] {
  const last = run.to - 1;
  const kept = [run.from];
  let column = Math.floor(toX(x[run.from]!));
  let least = run.from;
  let greatest = run.from;
  const close = () => kept.push(Math.min(least, greatest), Math.max(least, greatest));
  for (let i = run.from + 1; i <= last; i++) {
    const now = Math.floor(toX(x[i]!));
    if (now !== column) {
      close();
      column = now;
      least = i;
      greatest = i;
    } else if (y[i]! < y[least]!) least = i;
    else if (y[i]! > y[greatest]!) greatest = i;
  }
  close();
  kept.push(last);
  return kept.filter((i, k) => k === 0 || i !== kept[k - 1]);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
