/**
 * golden/scalar.json: values and derivatives to order 6, verified to 45 digits, in every mode. The tolerance is relative to the
 * largest derivative up to the order at the point. Points marked `hard` lose digits in any double arithmetic: log(1 + exp(−30)) keeps
 * three, and nothing here may be worse.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sweep } from '../harness/sweep.ts';

interface Entry {
  readonly id: string;
  readonly ts: string;
  readonly points: readonly number[];
  readonly derivatives: readonly (readonly number[])[];
  readonly hard?: Readonly<Record<string, number>>;
}

const all: readonly Entry[] = JSON.parse(readFileSync(`${import.meta.dirname}/scalar.json`, 'utf8'));

/** Arrays and complex numbers are not there yet. */
const NEEDS_MORE = /np\.(array|complex)\b/;
const entries = all.filter(({ ts }) => !NEEDS_MORE.test(ts));

const ORDER = 6;
const TOLERANCE = 1e-9;
const HARD_TOLERANCE = 2e-3;

/** Points at which even the shortest program is compiled. */
const MANY = 12_000;

/** Compare rows[i][k], the derivative of order k at point i, with the truth. */
function check(entry: Entry, columns: ReadonlyMap<string, readonly number[]>, order: number, from = 0): void {
  for (const [i, truth] of entry.derivatives.entries()) {
    const hardFrom = entry.hard?.[i] ?? Number.POSITIVE_INFINITY;
    let largest = 0;
    for (let k = 0; k <= order; k++) {
      largest = Math.max(largest, Math.abs(truth[k]!));
      if (k < from) continue;
      const found = columns.get(k === 0 ? 'f' : `d${k}`)![i]!;
      const bound = (k >= hardFrom ? HARD_TOLERANCE : TOLERANCE) * largest + Number.MIN_VALUE;
      const message = `order ${k} at ${entry.points[i]}: ${found}, expected ${truth[k]}`;
      expect(Math.abs(found - truth[k]!), message).toBeLessThanOrEqual(bound);
    }
  }
}

const source = (entry: Entry): string => `export const f = ${entry.ts};`;

describe(`golden/scalar.json (${entries.length} of ${all.length} functions)`, () => {
  describe.each(entries)('$id', (entry) => {
    const at = entry.points;

    it('interpreted', async () => {
      const { columns } = await sweep(source(entry), { at, order: ORDER });
      check(entry, columns, ORDER);
    });

    it('compiled', async () => {
      const repeated = Array.from({ length: Math.ceil(MANY / at.length) }, () => at).flat();
      const { columns, stats } = await sweep(source(entry), { at: repeated, order: ORDER });
      expect(stats.get('points replayed')).toBeGreaterThan(0);
      check(entry, columns, ORDER);
      const last = new Map([...columns].map(([name, column]) => [name, column.slice(-at.length)]));
      check(entry, last, ORDER);
    });

    it('called for every point', async () => {
      const { columns } = await sweep(source(entry), { at, order: ORDER, compile: false });
      check(entry, columns, ORDER);
    });

    it('reverse mode', async () => {
      const { columns } = await sweep(source(entry), { at, order: 3, mode: 'reverse' });
      check(entry, columns, 3);
    });

    it('grad(grad(grad(f))) in the script', async () => {
      const nested = `const f = ${entry.ts}; export const g = (x: number) => [f(x), grad(f)(x), grad(grad(f))(x), grad(grad(grad(f)))(x)];`;
      const { columns } = await sweep(nested, { at, order: 0 });
      const named = new Map(
        [...columns].map(([name, column]) => [
          name.replace(/f\[(\d)\]/, (_, k) => (k === '0' ? 'f' : `d${k}`)),
          column,
        ]),
      );
      check(entry, named, 3);
    });
  });
});
