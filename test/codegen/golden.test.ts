/** Emitted source of golden functions of a number returns what `grad` does. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { emit, hasC, load, numbersIn, runC } from '../harness/emit.ts';
import { sweep } from '../harness/sweep.ts';

interface Entry {
  readonly id: string;
  readonly ts: string;
  readonly points: readonly number[];
}

const entries = JSON.parse(readFileSync(new URL('../golden/scalar.json', import.meta.url), 'utf8')) as readonly Entry[];

test('explore', async () => {
  const why = new Map<string, string[]>();
  let fine = 0;
  const note = (key: string, id: string) => why.set(key, [...(why.get(key) ?? []), id]);
  const c: any[] = []; const ctx: any[] = [];
  for (const { id, ts, points } of entries) {
    const source = `export const f = ${ts};`;
    try {
      const { text } = await emit('js', source, { at: points, orders: { from: 0, to: 3 } });
      const { f } = await load(text);
      const { columns } = await sweep(source, { at: points, order: 3 });
      const names = [...columns.keys()].slice(1);
      let worst = 0;
      for (const [i, x] of points.entries()) {
        const got = numbersIn(f!(x));
        for (const [j, name] of names.entries()) {
          const want = columns.get(name)![i]!;
          const bad = Object.is(want, got[j]) || want === got[j] ? 0 : Number.isFinite(want) ? Math.abs(got[j]! - want) / Math.abs(want) : Infinity;
          if (bad > worst) worst = bad;
        }
      }
      if (worst > 1e-12) note(`worst ${worst.toExponential(0)}`, id);
      else fine++;
    try {
      const emitted = (await emit('c', source, { at: points, orders: { from: 0, to: 3 } })).text;
      c.push({ text: emitted, name: 'f', calls: points.map((x) => [x]), size: names.length });
      ctx.push({ id, columns, names, points });
    } catch (error) { note(`C ${(error as Error).message}`, id); }
    } catch (error) {
      note((error as Error).message, id);
    }
  }
  const results = runC(c);
  for (const [k, { id, columns, names, points }] of ctx.entries()) {
    let worst = 0;
    for (const [i] of points.entries())
      for (const [j, name] of names.entries()) {
        const want = columns.get(name)![i]!; const got = results[k]![i]![j]!;
        const bad = Object.is(want, got) || want === got ? 0 : Number.isFinite(want) ? Math.abs(got - want) / Math.abs(want) : Infinity;
        if (bad > worst) worst = bad;
      }
    if (worst > 1e-12) note(`C worst ${worst.toExponential(0)}`, id);
  }
  console.log(fine, entries.length, [...why].map(([k, ids]) => `${k}: ${ids.join(' | ')}`).join('\n'));
  expect(hasC).toBe(true);
}, 200000);
