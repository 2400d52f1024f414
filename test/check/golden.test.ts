/**
 * golden/scalar.json as hand-written derivatives, verified to 45 digits: none of them is called wrong, and each of them is as soon as
 * it is off by one part in ten thousand, has another sign, or lacks a term.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { check } from '../harness/check.ts';

interface Entry {
  readonly id: string;
  readonly ts: string;
  readonly points: readonly number[];
  readonly derivatives: readonly (readonly number[])[];
}

const entries: readonly Entry[] = JSON.parse(
  readFileSync(`${import.meta.dirname}/../golden/scalar.json`, 'utf8'),
);

/** A function that knows the derivatives of order k at the points, changed by `change` (of the derivative d at x). */
function hand(entry: Entry, order: number, change: string): string {
  const table = entry.points.map((x, i) => [x, entry.derivatives[i]![order]]);
  return `(() => {
    const table = new Map(${JSON.stringify(table)});
    return (x) => { const d = table.get(x); return ${change}; };
  })()`;
}

/** Faults that people make. A term that is dropped is one that is not zero everywhere. */
const FAULTS = ['d * (1 + 1e-4)', 'd * (1 - 1e-4)', '-d', 'd - Math.cos(x) * 0.1', '0'];
const ORDERS = [1, 2, 3];

const isTelling = ({ derivatives }: Entry): boolean => derivatives.some((at) => Math.abs(at[1]!) > 1e-3);

const script = (entry: Entry, others: readonly string[]): string =>
  `const f = ${entry.ts}; const at = ${JSON.stringify(entry.points)};
  export const checks = [${others.map((members) => `{ f, at, ${members} }`).join()}];`;

describe('golden/scalar.json', () => {
  it.each(entries)(
    '$id: true derivatives are right, and the exact one agrees with other methods',
    async (entry) => {
      const trueOnes = ORDERS.map((order) => `order: ${order}, df: ${hand(entry, order, 'd')}`);
      const { results, failures } = await check(script(entry, ['order: 2', ...trueOnes]));
      expect(failures).toEqual([]);
      expect(results.length).toBe(2 + ORDERS.length);
      for (const { verdict, reason, worst } of results.slice(0, 2))
        expect(verdict, reason + JSON.stringify(worst)).toBe('pass');
      for (const { verdict, reason, worst } of results)
        expect(verdict, reason + JSON.stringify(worst)).not.toBe('fail');
    },
  );

  it.each(entries.filter(isTelling))('$id: wrong derivatives are found', async (entry) => {
    const wrong = FAULTS.map((fault) => `name: ${JSON.stringify(fault)}, df: ${hand(entry, 1, fault)}`);
    const { results } = await check(script(entry, wrong));
    for (const { name, verdict, reason } of results) expect(verdict, `${name}: ${reason}`).toBe('fail');
  });
});
