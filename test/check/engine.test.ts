/** The engine on functions that are no scripts: what a function with state is worth, whatever its differences say. */

import { describe, expect, it } from 'vitest';
import { checkHandWritten, checkMethods } from '../../src/check/engine.ts';
import type { Leaves } from '../../src/check/leaves.ts';
import type { Args, Probe } from '../../src/check/probe.ts';

const TOLERANCE = { rtol: 1e-6, atol: 1e-9 };
const POINTS = [[-1.5], [0.5], [2]];

const leaf = (number: number): Leaves => ({ paths: [''], numbers: [number] });

/**
 * x² with `slope`·x for its derivative. At the end of a check, when it is asked anew what it was asked at first, the value or the
 * derivative is another one, as of a function that counts its calls; in between all it says is consistent.
 */
function probe(slope: number, changes?: 'values' | 'derivatives'): Probe {
  let asked = 0;
  const state = (what: typeof changes): number => (what === changes && asked > 1 ? 1 : 0);
  const xOf = (args: Args): number => args[0] as number;
  const values = (args: Args): Leaves => leaf(xOf(args) ** 2 + state('values'));
  return {
    title: 'f',
    variables: [0],
    values,
    exact: (args, order) => (order === 0 ? values(args) : leaf(slope * xOf(args) + state('derivatives'))),
    others: () => [],
    column: () => [0],
    drops: () => false,
    forget: () => void asked++,
  };
}

describe('a derivative that differs', () => {
  it('from differences is wrong, unless the function or its derivative is another one later', () => {
    const verdict = (...of: Parameters<typeof probe>) =>
      checkMethods(probe(...of), POINTS, 1, TOLERANCE).comparison.verdict;
    expect([verdict(2), verdict(3)]).toEqual(['pass', 'fail']);
    expect([verdict(3, 'values'), verdict(3, 'derivatives')]).toEqual(['inconclusive', 'inconclusive']);
  });

  it('from one written by hand is wrong, unless the exact one is another one later', () => {
    const hand = ([x]: Args): Leaves => leaf(3 * (x as number));
    const verdict = (...of: Parameters<typeof probe>) =>
      checkHandWritten(probe(...of), hand, POINTS, 1, TOLERANCE).comparison.verdict;
    expect([verdict(3), verdict(2)]).toEqual(['pass', 'fail']);
    expect([verdict(2, 'values'), verdict(2, 'derivatives')]).toEqual(['fail', 'inconclusive']);
  });
});
