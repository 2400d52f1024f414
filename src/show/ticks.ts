/** Ticks of an axis at round numbers, and their labels: the same decimals for all, or exponents for extreme numbers. */

import { nice, tickStep, ticks } from 'd3-array';
import type { Extent } from './limits.ts';

export interface Axis extends Extent {
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** Return an axis with about `count` ticks that covers `extent` exactly. */
export function axis({ lo, hi }: Extent, count: number): Axis {
  const values = ticks(lo, hi, count);
  const format = tickFormat(values, lo, hi, count);
  return { lo, hi, ticks: values.map((value) => ({ value, label: format(value) })) };
}

/** Return an axis with about `count` ticks that covers `extent` with some room, so that curves do not touch the frame. */
export function paddedAxis({ lo, hi }: Extent, count: number): Axis {
  const room = (hi - lo) / 20;
  return axis({ lo: lo - room, hi: hi + room }, count);
}

/** Return an axis with about `count` ticks that covers `extent` and ends at ticks. */
export function niceAxis({ lo, hi }: Extent, count: number): Axis {
  const [niceLo, niceHi] = nice(lo, hi, count);
  return axis({ lo: niceLo, hi: niceHi }, count);
}

function tickFormat(
  values: readonly number[],
  lo: number,
  hi: number,
  count: number,
): (value: number) => string {
  const step = tickStep(lo, hi, count);
  const largest = Math.max(...values.map(Math.abs), step);
  const decimals = Math.max(0, -decadeOf(step));
  if (largest < 1e6 && decimals <= 6) return (value) => withoutMinusZero(value.toFixed(decimals));
  const digits = Math.min(15, Math.max(0, decadeOf(largest) - decadeOf(step)));
  return (value) => (value === 0 ? '0' : value.toExponential(digits).replace(/\.?0*e\+?/, 'e'));
}

/** The power of ten of the leading digit; 1, 2 and 5 times a power, as steps are, come out exact. */
function decadeOf(value: number): number {
  return Number(value.toExponential(3).split('e')[1]);
}

function withoutMinusZero(text: string): string {
  return Number(text) === 0 ? text.replace('-', '') : text;
}
