/** Special functions in C are those of `ops/kernels/special`, over their ranges. */

import { expect, test } from 'vitest';
import * as special from '../../src/ops/kernels/special/index.ts';
import { type CFunction, emit, hasC, runC } from '../harness/emit.ts';

const kernels: Readonly<Record<string, (...x: number[]) => number>> = special;

interface Range {
  readonly name: keyof typeof special;
  readonly points: readonly (readonly number[])[];
  /** Largest relative difference, 1e-13 where not given. */
  readonly tolerance?: number;
}

const product = (...axes: readonly (readonly number[])[]): number[][] =>
  axes.reduce<number[][]>((rows, axis) => rows.flatMap((row) => axis.map((x) => [...row, x])), [[]]);

const UNIT = [1e-300, 1e-20, 1e-8, 0.003, 0.01, 0.1, 0.3, 0.49, 0.5, 0.51, 0.7, 0.9, 0.99, 0.9999];
const POSITIVE = [1e-12, 1e-3, 0.05, 0.3, 0.9, 1, 1.09, 1.2, 2.5, 5, 9.9, 11, 19, 30, 60, 150, 199];
const SIZES = [0, 1e-9, 0.2, 0.4, 1, 2, 3.3, 7, 12, 15, 29.9, 30.1, 40, 80, 300, 699];
const LINE = [...SIZES, ...SIZES.map((x) => -x)];
const ORDERS = [-100.25, -30.25, -8, -3, -2.5, -0.3, 0, 0.5, 1, 2.5, 7, 30.25, 100];
const LARGE = [950, 1000, 1050, 99_500, 1e5, 100_500];

const RANGES: readonly Range[] = [
  { name: 'erfinv', points: product([...UNIT, ...UNIT.map((x) => -x), 0, 1, -1, 1.5]) },
  { name: 'erfcinv', points: product([...UNIT, ...UNIT.map((x) => 2 - x), 0, 1, 2, -1]) },
  { name: 'log_ndtr', points: product(LINE) },
  { name: 'i0', points: product(LINE) },
  { name: 'i1', points: product(LINE) },
  { name: 'iv', points: [...product(ORDERS, SIZES.slice(1)), ...product([-3, 0, 2, 5, 0.5], LINE)] },
  { name: 'ive', points: [...product(ORDERS, SIZES.slice(1)), ...product([-3, 0, 2, 5, 0.5], LINE)] },
  {
    name: 'gammainc',
    points: [...product([0, ...POSITIVE], [0, ...POSITIVE, Infinity]), ...product([1000, 1e5], LARGE)],
  },
  {
    name: 'gammaincc',
    points: [...product([0, ...POSITIVE], [0, ...POSITIVE, Infinity]), ...product([1000, 1e5], LARGE)],
  },
  // The exponent of what is below 1e-190 has no more digits.
  {
    name: 'betainc',
    points: product(POSITIVE.slice(1), POSITIVE.slice(1), [0, ...UNIT, 1]),
    tolerance: 2e-13,
  },
  { name: 'beta', points: product(POSITIVE, POSITIVE) },
  { name: 'betaln', points: product(POSITIVE, [...POSITIVE, 1000, 1e6]) },
];

test.runIf(hasC)('of one to three numbers, to 1e-13', async () => {
  const functions: CFunction[] = [];
  for (const { name, points } of RANGES) {
    const parameters = ['a', 'b', 'c'].slice(0, points[0]!.length).join(', ');
    const script = `export const f = (${parameters}) => special.${name}(${parameters});`;
    const { text } = await emit('c', script, { at: [0.5], orders: { from: 0, to: 0 } });
    functions.push({ text, name: 'f', calls: points, size: 1 });
  }
  for (const [k, rows] of runC(functions).entries()) {
    const { name, points, tolerance = 1e-13 } = RANGES[k]!;
    const kernel = kernels[name]!;
    for (const [i, [found]] of rows.entries())
      expectNear(found!, kernel(...points[i]!), tolerance, `${name}(${points[i]})`);
  }
});

test.runIf(hasC)('and the derivatives of log_ndtr, to 1e-12', async () => {
  const script = 'export const f = (x) => special.log_ndtr(x);';
  const points = [-300, -40, -8, -2.1, -1.9, -0.6, -0.4, 0, 0.9, 1.1, 3, 8];
  const { text } = await emit('c', script, { at: [0.5], orders: { from: 0, to: 8 } });
  const [rows] = runC([{ text, name: 'f', calls: points.map((x) => [x]), size: 9 }]);
  for (const [i, x] of points.entries())
    for (let n = 1; n <= 8; n++)
      expectNear(rows![i]![n]!, special.logNdtrSlope(n, x), 1e-12, `derivative ${n} at ${x}`);
});

function expectNear(found: number, wanted: number, tolerance: number, what: string): void {
  if (!Number.isFinite(wanted)) return expect(found, what).toBe(wanted);
  // A number below the normal ones has few digits.
  const allowed = tolerance * Math.abs(wanted) + 1e-307;
  expect(Math.abs(found - wanted), `${what} is ${found}, not ${wanted}`).toBeLessThanOrEqual(allowed);
}
