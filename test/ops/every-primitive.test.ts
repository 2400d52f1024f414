/**
 * One test for every row of every table, generated from the row: what it declares is drawn, differentiated in every mode and
 * compared with differences of its values, with other modes, and with the special points it lists.
 */

import { describe, expect, it } from 'vitest';
import { AutogradError } from '../../src/base/errors.ts';
import { derive } from '../../src/derive/derivatives.ts';
import type { Primitive } from '../../src/ops/primitive.ts';
import { functionRows, kernels, rowTrace, valuesAt } from './rows.ts';

type Mode = 'taylor' | 'reverse' | 'forward';

/** A small generator of uniform numbers (mulberry32), so that every run draws the same points. */
function uniform(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Central difference of order h⁶, with a step that balances truncation and rounding. */
function difference(f: (x: number) => number, x: number): number {
  const h = 2e-3 * Math.max(1, Math.abs(x));
  const term = (k: number): number => f(x + k * h) - f(x - k * h);
  return (45 * term(1) - 9 * term(2) + term(3)) / (60 * h);
}

/** f, f′ … by operand `vary`. */
function derivatives(
  name: string,
  operands: readonly number[],
  vary: number,
  order: number,
  mode: Mode,
): number[] {
  const { graph, input, output } = rowTrace(name, operands, vary);
  const trace = { graph, input, outputs: [output], decisions: [] };
  const derivation = derive(trace, kernels, { from: 0, to: order }, mode);
  return valuesAt(graph, derivation.columns, [operands[vary]!]);
}

/** The operands a derivative is promised for: those with an interval, unless the rule says `none(why)`. */
function varyingOperands(name: string, row: Primitive): number[] {
  const middle = row.samples.map((s) => (typeof s === 'number' ? s : (s[0] + s[1]) / 2));
  return [...row.samples.keys()].filter((i) => {
    if (typeof row.samples[i] === 'number') return false;
    try {
      derivatives(name, middle, i, 1, 'taylor');
      return true;
    } catch (error) {
      if (error instanceof AutogradError && error.code === 'E_RULE') return false;
      throw error;
    }
  });
}

describe.each(functionRows)('$name', ({ name, row }) => {
  const random = uniform(name.length * 7919 + name.charCodeAt(0));
  const draw = (): number[] =>
    row.samples.map((s) => (typeof s === 'number' ? s : s[0] + (s[1] - s[0]) * random()));
  const varying = varyingOperands(name, row);

  it('agrees with differences of its values', () => {
    expect(row.samples.length).toBe(row.arity);
    expect(varying.length, 'operands to differentiate').toBeGreaterThan(0);
    for (const vary of varying) {
      for (let trial = 0; trial < 5; trial++) {
        const operands = draw();
        const slope = derivatives(name, operands, vary, 1, 'taylor')[1]!;
        const value = (x: number): number => derivatives(name, operands.with(vary, x), vary, 0, 'taylor')[0]!;
        const expected = difference(value, operands[vary]!);
        const scale = Math.abs(expected) + Math.abs(value(operands[vary]!)) + 1e-3;
        expect(Math.abs(slope - expected), `${name}(${operands}) by operand ${vary}`).toBeLessThan(
          1e-7 * scale,
        );
      }
    }
  });

  it('has the same derivatives in every mode, to order 4', () => {
    for (const vary of varying) {
      for (let trial = 0; trial < 3; trial++) {
        const operands = draw();
        const taylor = derivatives(name, operands, vary, 4, 'taylor');
        for (const mode of ['reverse', 'forward'] as const) {
          const nested = derivatives(name, operands, vary, 4, mode);
          let largest = 0;
          for (const [k, d] of taylor.entries()) {
            largest = Math.max(largest, Math.abs(d));
            const at = `${mode} ${name}(${operands}) by operand ${vary}, order ${k}`;
            expect(Math.abs(nested[k]! - d), at).toBeLessThanOrEqual(1e-10 * largest);
          }
        }
      }
    }
  });

  it('has the derivatives it lists at special points, in every mode', () => {
    for (const [operands, expected] of row.at ?? []) {
      for (const mode of ['taylor', 'reverse', 'forward'] as const) {
        const slope = derivatives(name, operands, varying[0]!, 1, mode)[1]!;
        const difference = Number.isFinite(expected)
          ? Math.abs(slope - expected)
          : Number(slope !== expected);
        expect(difference, `${mode} at ${operands}: ${slope}`).toBeLessThan(1e-12);
      }
    }
  });
});
