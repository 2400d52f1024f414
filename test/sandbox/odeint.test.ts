/**
 * `scipy.integrate.odeint` in scripts: the golden cases along their directions, in every mode, and equations whose solutions are
 * known, for the closures, arguments and errors the golden cases do not have.
 */

import { describe, expect, it } from 'vitest';
import { ERROR_3, ERROR_5, POINTS, TIMES, WEIGHTS } from '../../sandbox/dop853.ts';
import { isJsonArray, type Json, type JsonArray, readCases } from '../golden/cases.ts';
import { type SweepOptions, sweep } from '../harness/sweep.ts';

const list = ({ shape, data }: JsonArray): string =>
  shape.length === 0 ? `${data[0]}` : `np.array([${data}]).reshape([${shape}])`;

/** An argument, moved by `s` along its direction. */
function moved(argument: Json, direction: Json | undefined): string {
  if (Array.isArray(argument)) {
    const directions = direction as readonly Json[] | undefined;
    return `[${argument.map((part, i) => moved(part, directions?.[i])).join(', ')}]`;
  }
  const base = isJsonArray(argument) ? list(argument) : `${argument}`;
  return direction === undefined ? base : `${base} + s * ${list(direction as JsonArray)}`;
}

/** Σ x·y over all numbers of two structures. */
function inner(x: Json, y: Json): number {
  if (Array.isArray(x))
    return x.reduce((sum: number, part, i) => sum + inner(part, (y as readonly Json[])[i]!), 0);
  const [a, b] = [x as JsonArray, y as JsonArray];
  return a.data.reduce((sum: number, element, i) => sum + Number(element) * Number(b.data[i]), 0);
}

describe('the coefficients', () => {
  const product = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, element, i) => sum + element * y[i]!, 0);
  const powers = (k: number): number[] => TIMES.map((c) => c ** k);

  it('integrate polynomials exactly: to degree 7 over the step, to degree 2 up to the stages', () => {
    for (let k = 0; k < 8; k++) expect(product(WEIGHTS, powers(k))).toBeCloseTo(1 / (k + 1), 14);
    for (let k = 0; k < 3; k++) {
      for (const [i, row] of POINTS.slice(k).entries())
        expect(product(row, powers(k))).toBeCloseTo(TIMES[i + k + 1]! ** (k + 1) / (k + 1), 13);
    }
  });

  it('take back from each stage what it was given', () => {
    // Σ bᵢ aᵢⱼ = bⱼ (1 − cⱼ)
    for (const [j, c] of TIMES.entries()) {
      const column = [0, ...POINTS.map((row) => row[j] ?? 0)];
      expect(product(WEIGHTS, column)).toBeCloseTo(WEIGHTS[j]! * (1 - c), 13);
    }
  });

  it('estimate no error for polynomials of degree 4 and 2', () => {
    for (let k = 0; k < 5; k++) expect(product(ERROR_5, powers(k))).toBeCloseTo(0, 14);
    for (let k = 0; k < 3; k++) expect(product(ERROR_3, powers(k))).toBeCloseTo(0, 14);
    expect(Math.abs(product(ERROR_3, powers(3)))).toBeGreaterThan(1e-3);
  });
});

describe.each(['taylor', 'reverse', 'forward'] as const)('golden cases in %s mode', (mode) => {
  it.each(readCases('misc').filter(({ fn }) => fn === 'scipy.integrate.odeint'))('$id', async (test) => {
    const { args, wrt, kwargs } = test;
    const given = args.map((argument, i) => {
      if (i === 0) return (argument as { ts: string }).ts;
      const place = wrt.indexOf(i);
      return moved(argument, place === -1 ? undefined : test.direction![place]);
    });
    const source = `
      const solution = (s) => scipy.integrate.odeint(${given}, ${JSON.stringify(kwargs)});
      export const loss = (s) => np.sum(${list(test.weights as JsonArray)} * solution(s));
      export const value = (s) => solution(s);`;
    const value = await sweep(source, { exportName: 'value', at: [0], order: 1, mode });
    for (const [i, expected] of (test.value as JsonArray).data.entries()) {
      const place = `[${Math.floor(i / 2)}][${i % 2}]`;
      expect(value.columns.get(`f${place}`)![0]).toBeCloseTo(expected as number, 8);
      expect(value.columns.get(`d1${place}`)![0]).toBeCloseTo((test.jvp as JsonArray).data[i] as number, 8);
    }
    const { columns } = await sweep(source, { exportName: 'loss', at: [0], order: 2, mode });
    expect(columns.get('d1')![0]).toBeCloseTo(inner(test.grads!, test.direction!), 8);
    expect(columns.get('d2')![0]).toBeCloseTo(inner(test.hvp!, test.direction!), 7);
  });
});

/** The columns f, d1 … of a function at the points. */
async function columnsOf(f: string, options: Omit<SweepOptions, 'exportName'>) {
  const { columns } = await sweep(`export const f = ${f};`, options);
  return [...columns.values()].slice(1);
}

describe('equations with known solutions', () => {
  it('have derivatives of any order by what the equation depends on', async () => {
    // y = exp(−x t)
    const f =
      '(x) => scipy.integrate.odeint((y, t) => -x * y, [1], [0, 2], { rtol: 1e-11, atol: 1e-11 })[1][0]';
    const columns = await columnsOf(f, { at: [0.3, 1.5], order: 5 });
    for (const [k, column] of columns.entries()) {
      for (const [i, x] of [0.3, 1.5].entries())
        expect((column[i]! / (-2) ** k) * Math.exp(2 * x)).toBeCloseTo(1, 8);
    }
  });

  it('move with the times between which they are solved', async () => {
    // y = sin(x) as the integral of the cosine
    const f = '(x) => scipy.integrate.odeint((y, t) => Math.cos(t), 0, [0, x])[1][0]';
    const [value, first, second] = await columnsOf(f, { at: [-1, 2], order: 2 });
    for (const [i, x] of [-1, 2].entries()) {
      expect(value![i]).toBeCloseTo(Math.sin(x), 7);
      expect(first![i]).toBeCloseTo(Math.cos(x), 7);
      expect(second![i]).toBeCloseTo(-Math.sin(x), 7);
    }
  });

  it('keep to the tolerance over many periods', async () => {
    const f = '(x) => scipy.integrate.odeint((y, t) => [y[1], -y[0]], [0, x], np.linspace(0, 60, 7))[6][0]';
    const [value, slope] = await columnsOf(f, { at: [2], order: 1 });
    expect(value![0]).toBeCloseTo(2 * Math.sin(60), 6);
    expect(slope![0]).toBeCloseTo(Math.sin(60), 6);
  });

  it('can be nested in grad', async () => {
    // y = x·exp(a t): ∂²y/∂a∂x = t·exp(a t)
    const f = `(x) => grad((a) => grad((b) =>
      scipy.integrate.odeint((y, t, rate) => rate * y, [b], [0, 1.5], [a], { rtol: 1e-11, atol: 1e-11 })[1][0])(x))(0.4)`;
    const [value] = await columnsOf(f, { at: [2], order: 0 });
    expect(value![0]).toBeCloseTo(1.5 * Math.exp(0.6), 8);
  });

  it('take the time first with tfirst', async () => {
    const f = '(x) => scipy.integrate.odeint((t, y) => 2 * t * x, [0], [0, 3], { tfirst: true })[1][0]';
    const [value, slope] = await columnsOf(f, { at: [0.5], order: 1 });
    expect(value![0]).toBeCloseTo(4.5, 9);
    expect(slope![0]).toBeCloseTo(9, 9);
  });

  it('stay where they are between equal times, but would move', async () => {
    const f = '(x) => scipy.integrate.odeint((y, t) => 3 * y, [1], [1, x])[1][0]';
    const [value, slope] = await columnsOf(f, { at: [1], order: 1 });
    expect(value![0]).toBe(1);
    expect(slope![0]).toBeCloseTo(3, 12);
  });
});

describe('what is wrong is said', () => {
  it.each([
    ['scipy.integrate.odeint(3, [1], [0, x])', 'expects a function, got a number'],
    ['scipy.integrate.odeint((y) => y, [[1]], [0, x])', 'y0 is a number or has one axis'],
    ['scipy.integrate.odeint((y) => y, [1], [[0, x]])', 't is a list of times'],
    ['scipy.integrate.odeint((y) => [1, 2, 3], [1, x], [0, 1])', 'y0 has 2 elements'],
    ['scipy.integrate.odeint((y) => y, [x], [0, 1], { rtoll: 1 })', 'no parameter rtoll'],
    ['scipy.integrate.odeint((y) => y, [x], [0, 1], [], null, 0)', 'write the rest as'],
    ['scipy.integrate.odeint((y) => y * y, [x], [0, 2])', 'no step is small enough at t = 1.0000000'],
  ])('%s', async (call, message) => {
    await expect(sweep(`export const f = (x) => np.sum(${call});`, { at: [1] })).rejects.toThrow(message);
  });
});
