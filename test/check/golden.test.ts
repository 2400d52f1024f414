/**
 * golden/scalar.json as hand-written derivatives, verified to 45 digits: none of them is called wrong, and each of them is as soon as
 * it is off by one part in ten thousand, has another sign, lacks a term or is that of the neighbouring point. Many in one script,
 * which is far cheaper than one each; faults and orders take turns.
 */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CheckFinding } from '../../src/commands/check-request.ts';
import { check } from '../harness/check.ts';

interface Entry {
  readonly id: string;
  readonly ts: string;
  readonly points: readonly number[];
  readonly derivatives: readonly (readonly number[])[];
}

/** A result, and which one it is; a function by itself has no change. */
interface Checked {
  readonly id: string;
  readonly order: number | null;
  readonly change: string | null;
  readonly finding: CheckFinding;
}

const MOST_POINTS = 5;
const ORDERS = [1, 2, 3];

const entries = (
  JSON.parse(readFileSync(`${import.meta.dirname}/../golden/scalar.json`, 'utf8')) as readonly Entry[]
).map((entry) => ({ ...entry, ...spread(entry) }));

/** Some of the points, from the first to the last. */
function spread({ points, derivatives }: Entry): Pick<Entry, 'points' | 'derivatives'> {
  const step = Math.max(1, Math.ceil(points.length / MOST_POINTS));
  const isTaken = (_: unknown, i: number): boolean => i % step === 0;
  return { points: points.filter(isTaken), derivatives: derivatives.filter(isTaken) };
}

/** Mistakes that people make in the derivative d at x, of which `next` is that at the next point. */
const FAULTS = ['d * (1 + 1e-4)', 'd * (1 - 1e-4)', '-d', 'd - Math.cos(x) * 0.1', 'next', '0'];
const FAULTS_EACH = 2;

/** Whether a fault can be seen: some derivative is not lost in the tolerance, and its neighbour is another. */
function isTelling({ derivatives }: Entry, order: number): boolean {
  return derivatives.some((at, i) => {
    const [d, next] = [at[order]!, derivatives[(i + 1) % derivatives.length]![order]!];
    return Math.abs(d) > 1e-3 && Math.abs(next - d) > 1e-3 * Math.abs(d);
  });
}

/** What a check is called: which function, the order of its derivative, what was changed in it. */
const titleOf = (id: string, order?: number, change?: string): string => JSON.stringify([id, order, change]);

/** The derivatives at the points, changed by `change`, as an entry of checks. */
function hand({ id, points, derivatives }: Entry, order: number, change: string): string {
  const table = points.map((x, i) => [
    x,
    derivatives[i]![order],
    derivatives[(i + 1) % points.length]![order],
  ]);
  const name = JSON.stringify(titleOf(id, order, change));
  return `{ f, at, name: ${name}, order: ${order}, df: hand(${JSON.stringify(table)}, (x, d, next) => ${change}) }`;
}

function checksOf(entry: Entry, place: number): string {
  const faults = Array.from(
    { length: FAULTS_EACH },
    (_, k) => FAULTS[(place * FAULTS_EACH + k) % FAULTS.length]!,
  );
  const wrong = faults.flatMap((fault, k) => {
    // Faults come round every three places: then they meet the next order.
    const order = ORDERS[(place + k + Math.floor(place / ORDERS.length)) % ORDERS.length]!;
    return isTelling(entry, order) ? [hand(entry, order, fault)] : [];
  });
  const right = ORDERS.map((order) => hand(entry, order, 'd'));
  const itself = `{ f, at, name: ${JSON.stringify(titleOf(entry.id))}, order: 2 }`;
  return `...((f, at) => [${[itself, ...right, ...wrong].join()}])(${entry.ts}, ${JSON.stringify(entry.points)})`;
}

const IN_ONE_SCRIPT = 30;

const scriptOf = (some: readonly { readonly entry: Entry; readonly place: number }[]): string => `
  const hand = (table, change) => {
    const at = new Map(table.map(([x, ...others]) => [x, others]));
    return (x) => change(x, ...(at.get(x) ?? [NaN, NaN]));
  };
  export const checks = [${some.map(({ entry, place }) => checksOf(entry, place)).join(',\n')}];`;

describe('golden/scalar.json', () => {
  const results: Checked[] = [];
  beforeAll(async () => {
    const places = entries.map((entry, place) => ({ entry, place }));
    for (let i = 0; i < places.length; i += IN_ONE_SCRIPT) {
      const found = await check(scriptOf(places.slice(i, i + IN_ONE_SCRIPT)), { timeoutMs: 1e6 });
      expect(found.failures).toEqual([]);
      for (const finding of found.results) {
        const [id, order, change] = JSON.parse(finding.name);
        results.push({ id, order, change, finding });
      }
    }
  }, 1e6);

  it.each(entries)('$id: true derivatives pass, by other methods, too; wrong ones are found', ({ id }) => {
    const text = ({ name, reason, worst }: CheckFinding): string =>
      `${name}: ${reason} ${JSON.stringify(worst)}`;
    const of = results.filter((each) => each.id === id);
    const itself = of.filter(({ change }) => change === null);
    expect(itself.length).toBe(2);
    for (const { finding } of itself) expect(finding.verdict, text(finding)).toBe('pass');
    const right = of.filter(({ change }) => change === 'd');
    expect(right.length).toBe(ORDERS.length);
    for (const { finding } of right) expect(finding.verdict, text(finding)).not.toBe('fail');
    for (const { finding } of of.filter((each) => !itself.includes(each) && !right.includes(each)))
      expect(finding.verdict, text(finding)).toBe('fail');
  });

  it('shows every fault in derivatives of every order', () => {
    const wrong = results.filter(({ change }) => change !== null && change !== 'd');
    expect(wrong.length).toBeGreaterThan(entries.length);
    const kinds = new Set(wrong.map(({ order, change }) => `${order} ${change}`));
    expect(kinds.size).toBe(ORDERS.length * FAULTS.length);
  });
});
