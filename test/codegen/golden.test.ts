/** Emitted source of golden functions of a number returns what `grad` does. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CFunction, emit, hasC, load, numbersIn, runC } from '../harness/emit.ts';
import { sweep } from '../harness/sweep.ts';

interface Entry {
  readonly id: string;
  readonly ts: string;
  readonly points: readonly number[];
}

const entries = JSON.parse(
  readFileSync(new URL('../golden/scalar.json', import.meta.url), 'utf8'),
) as readonly Entry[];

/** Refused with a message, in every language alike. */
const COMPLEX_OR_LINALG = /1j|2j|linalg\.(det|slogdet|inv)|solve/;

/** Every fourth, which are of all kinds; all of them take a minute. */
const some = entries.filter((_, i) => i % 4 === 0);

/** Relative to the largest number of the row: where derivatives cancel, the last bit of another libm is all there is. */
function expectRow(found: readonly number[], wanted: readonly number[]): void {
  const scale = Math.max(...wanted.filter(Number.isFinite).map(Math.abs), 1e-300);
  for (const [j, want] of wanted.entries()) {
    if (Number.isFinite(want)) expect(Math.abs(found[j]! - want)).toBeLessThanOrEqual(1e-12 * scale);
    else expect(found[j]).toBe(want);
  }
}

async function rowsOf(source: string, points: readonly number[]): Promise<number[][]> {
  const { columns } = await sweep(source, { at: points, order: 3 });
  return points.map((_, i) => [...columns.values()].slice(1).map((column) => column[i]!));
}

test.each(some)('$id in JavaScript', async ({ id, ts, points }) => {
  const source = `export const f = ${ts};`;
  const emitted = emit('js', source, { at: points, orders: { from: 0, to: 3 } });
  if (COMPLEX_OR_LINALG.test(id)) return expect(emitted).rejects.toThrow('cannot be written as plain loops');
  const { f } = await load((await emitted).text);
  const rows = await rowsOf(source, points);
  for (const [i, x] of points.entries()) expectRow(numbersIn(f!(x)), rows[i]!);
});

test.runIf(hasC)(
  'in C',
  async () => {
    const inC = some.filter(({ id }) => !COMPLEX_OR_LINALG.test(id));
    const functions: CFunction[] = [];
    for (const { ts, points } of inC) {
      const { text } = await emit('c', `export const f = ${ts};`, { at: points, orders: { from: 0, to: 3 } });
      functions.push({ text, name: 'f', calls: points.map((x) => [x]), size: 4 });
    }
    for (const [k, rows] of runC(functions).entries()) {
      const { ts, points } = inC[k]!;
      const wanted = await rowsOf(`export const f = ${ts};`, points);
      for (const [i, row] of rows.entries()) expectRow(row, wanted[i]!);
    }
  },
  120_000,
);

test('a path that was not traced throws; a reserved name and further parameters stay', async () => {
  const source =
    'function del(x: number, out: number) { return x < 0 ? x * out : Math.exp(x) - out; } export { del as delete };';
  const { text } = await emit('js', source, { at: [1, 2] });
  const f = (await load(text)).delete!;
  expect(f(1, 3)).toEqual([Math.E - 3, Math.E]);
  expect(() => f(-1, 3)).toThrow(RangeError);
  const both = (await load((await emit('js', source, { at: [-1, 1] })).text)).delete!;
  expect(both(-2, 3)).toEqual([-6, 3]);
});
