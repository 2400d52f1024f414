/** Ticks, their labels, and the range of y. */

import { expect, test } from 'vitest';
import { robustLimits } from '../../src/show/limits.ts';
import { axis, niceAxis } from '../../src/show/ticks.ts';
import { sampled } from './result.ts';

const labels = (lo: number, hi: number, count: number) =>
  axis({ lo, hi }, count).ticks.map(({ label }) => label);
const limitsOf = (...args: Parameters<typeof sampled>) =>
  robustLimits(sampled(...args).columns.map((column) => Float64Array.from(column)));

test('labels of an axis have the same decimals, and exponents where numbers are extreme', () => {
  expect(labels(-1, 1, 4)).toEqual(['-1.0', '-0.5', '0.0', '0.5', '1.0']);
  expect(labels(0, 1e12, 4)).toEqual(['0', '2e11', '4e11', '6e11', '8e11', '1e12']);
  expect(labels(-2e-9, 2e-9, 4)).toEqual(['-2e-9', '-1e-9', '0', '1e-9', '2e-9']);
  expect(labels(1e9, 1e9 + 4, 4)).toEqual([
    '1e9',
    '1.000000001e9',
    '1.000000002e9',
    '1.000000003e9',
    '1.000000004e9',
  ]);
});

test('a nice axis ends at ticks beyond the extent', () => {
  const { lo, hi, ticks } = niceAxis({ lo: -0.97, hi: 0.93 }, 4);
  expect([lo, hi]).toEqual([-1, 1]);
  expect([ticks[0]!.value, ticks.at(-1)!.value]).toEqual([-1, 1]);
});

test('smooth functions are shown whole, however narrow their peaks', () => {
  const spike = limitsOf(-5, 5, 1001, (x) => Math.exp(-((40 * (x - 0.5)) ** 2)));
  expect(spike).toEqual({ extent: { lo: 0, hi: 1 }, clipped: false });
  const powers = limitsOf(-5, 5, 400, Math.exp, (x) => x ** 9);
  expect(powers.clipped).toBe(false);
});

test('poles are clipped, whether a sample meets them or not', () => {
  for (const count of [400, 401]) {
    for (const f of [Math.tan, (x: number) => 1 / x, (x: number) => 1 / x ** 2]) {
      const { extent, clipped } = limitsOf(-5, 5, count, f);
      expect(clipped).toBe(true);
      expect(extent.hi).toBeLessThan(30);
    }
  }
});

test('a constant has room around it, and nothing finite gives a range too', () => {
  expect(limitsOf(0, 1, 5, () => 3).extent).toEqual({ lo: 1.5, hi: 4.5 });
  expect(limitsOf(0, 1, 5, () => 0).extent).toEqual({ lo: -1, hi: 1 });
  expect(limitsOf(0, 1, 5, () => Number.NaN).extent).toEqual({ lo: -1, hi: 1 });
});
