/** Where curves break and where they must not, for functions whose poles and jumps are known. */

import { describe, expect, test } from 'vitest';
import { type Break, findBreaks, type Samples, splitRuns } from '../../src/show/segments.ts';
import { sampled } from './result.ts';

type Function = (x: number) => number;

function samplesOf(lo: number, hi: number, count: number, f: Function, df?: Function): Samples {
  const { x, columns } = sampled(lo, hi, count, f, ...(df === undefined ? [] : [df]));
  return {
    x: Float64Array.from(x),
    y: Float64Array.from(columns[0]!),
    slope: df && Float64Array.from(columns[1]!),
    poles: undefined,
    changes: [],
    visible: 0.01,
  };
}

/** The middles of the steps that are not connected. */
function places(samples: Samples, kind?: Break['kind']): number[] {
  const found = findBreaks(samples).filter((place) => kind === undefined || place.kind === kind);
  return found.map(({ after }) => (samples.x[after]! + samples.x[after + 1]!) / 2);
}

function expectNear(found: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, place] of expected.entries())
    expect(Math.abs(found[i]! - place)).toBeLessThanOrEqual(tolerance);
}

const secant2: Function = (x) => 1 + Math.tan(x) ** 2;
const poles = [-1.5, -0.5, 0.5, 1.5].map((n) => n * Math.PI);

describe.each([60, 101, 333, 4000])('with %i points', (count) => {
  const step = 10 / (count - 1);

  test('tan is not connected across its poles', () => {
    expectNear(places(samplesOf(-5, 5, count, Math.tan, secant2), 'pole'), poles, step);
    expectNear(places(samplesOf(-5, 5, count, Math.tan), 'pole'), poles, step);
  });

  test('floor, sign and a sawtooth are not connected across their jumps', () => {
    const jumps = [-4, -3, -2, -1, 0, 1, 2, 3, 4];
    const zero = () => 0;
    const range = [-4.9, 4.9] as const;
    expectNear(places(samplesOf(...range, count, Math.floor, zero), 'jump'), jumps, step);
    expectNear(places(samplesOf(...range, count, Math.floor), 'jump'), jumps, step);
    const saw: Function = (x) => x - Math.floor(x);
    expectNear(places(samplesOf(...range, count, saw, () => 1)), jumps, step);
  });

  test('a jump on top of a curve is found', () => {
    const bent: Function = (x) => Math.sin(x) + (x < 0.71 ? 0 : 1);
    expectNear(places(samplesOf(-5, 5, count, bent, Math.cos)), [0.71], step);
    expectNear(places(samplesOf(-5, 5, count, bent)), [0.71], step);
  });

  test.each([1, 5, 50])('tanh(%i x) stays in one piece, with slopes and without', (k) => {
    const steep: Function = (x) => Math.tanh(k * x);
    const slope: Function = (x) => k * (1 - Math.tanh(k * x) ** 2);
    expect(places(samplesOf(-5, 5, count, steep, slope))).toEqual([]);
    expect(places(samplesOf(-5, 5, count, steep))).toEqual([]);
    expect(places(samplesOf(-4.93, 5, count, steep, slope))).toEqual([]);
  });

  test('peaks, cusps and fast oscillations stay in one piece', () => {
    const peak: Function = (x) => Math.exp(-((3 * x) ** 2));
    expect(places(samplesOf(-5, 5, count, peak, (x) => -18 * x * peak(x)))).toEqual([]);
    expect(places(samplesOf(-5, 5, count, (x) => Math.sqrt(Math.abs(x))))).toEqual([]);
    expect(places(samplesOf(-5, 5, count, Math.abs, Math.sign))).toEqual([]);
    expect(
      places(
        samplesOf(
          -5,
          5,
          count,
          (x) => Math.sin(5 * x),
          (x) => 5 * Math.cos(5 * x),
        ),
      ),
    ).toEqual([]);
  });
});

test('at a change of path a small misfit is a jump, a smooth passage is none', () => {
  const bent: Function = (x) => x ** 2 + (x < 0.5 ? 0 : 0.03);
  const samples = samplesOf(-1, 1, 21, bent, (x) => 2 * x);
  expect(places(samples)).toEqual([]);
  expectNear(places({ ...samples, changes: [0.49] }), [0.45], 1e-9);
  expect(places({ ...samples, changes: [-0.31, 0.2] })).toEqual([]);
});

test('a pole is located between the samples', () => {
  const found = findBreaks(samplesOf(-5, 5, 101, Math.tan, secant2)).map(({ x }) => x);
  expectNear(found, poles, 1e-3);
});

test('poles of an order are poles of the next', () => {
  const samples = samplesOf(-1, 1.1, 22, (x) => 1 / x ** 2);
  expect(places({ ...samples, poles: [{ after: 9, kind: 'pole', x: 0 }] })).toHaveLength(1);
});

test('runs end at breaks and at values that are not finite', () => {
  const y = Float64Array.of(Number.NaN, 1, 2, 3, Number.POSITIVE_INFINITY, 4, 5, 6, Number.NaN);
  expect(splitRuns(y, [{ after: 5, kind: 'jump', x: 0 }])).toEqual([
    { from: 1, to: 4 },
    { from: 5, to: 6 },
    { from: 6, to: 8 },
  ]);
  expect(splitRuns(new Float64Array(0), [])).toEqual([]);
});
