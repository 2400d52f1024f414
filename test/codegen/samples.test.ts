/** Emitted source of the samples returns what `grad` prints, on all their paths. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CFunction, emit, hasC, load, numbersIn, runC } from '../harness/emit.ts';
import { sweep } from '../harness/sweep.ts';

const POINTS = [0.25, 0.5, 1, 1.5, 2.5, 4];

/** Functions of one number, and points. */
const SAMPLES: Readonly<Record<string, readonly number[]>> = {
  'continued-fraction': POINTS,
  newton: POINTS,
  piecewise: [-3, -2, -1, 0, 0.5, 1, 3],
  polynomial: [-2, -1, 0, ...POINTS],
  sinusoid: [-2, 0, ...POINTS],
  tanh: [-3, -1, 0, ...POINTS],
  taylor: POINTS,
};

const sourceOf = (name: string): string =>
  readFileSync(new URL(`../../samples/${name}.ts`, import.meta.url), 'utf8');

function expectRow(found: readonly number[], wanted: readonly number[], name: string): void {
  expect(found.length, name).toBe(wanted.length);
  const scale = Math.max(...wanted.filter(Number.isFinite).map(Math.abs), 1e-300);
  for (const [j, want] of wanted.entries()) {
    if (Number.isFinite(want)) expect(Math.abs(found[j]! - want), name).toBeLessThanOrEqual(1e-12 * scale);
    else expect(found[j], name).toBe(want);
  }
}

test('every sample of one number, in JavaScript and C', async () => {
  const functions: CFunction[] = [];
  const truths: [string, number[][]][] = [];
  for (const [name, at] of Object.entries(SAMPLES)) {
    const source = sourceOf(name);
    const exportName = name === 'taylor' ? 'fun' : undefined;
    const orders = { from: 0, to: 2 };
    const options = { at, orders, ...(exportName && { exportName }) };
    const { columns } = await sweep(source, { at, order: 2, ...(exportName && { exportName }) });
    const rows = at.map((_, i) => [...columns.values()].slice(1).map((column) => column[i]!));
    const js = await load((await emit('js', source, options)).text);
    for (const [i, x] of at.entries()) expectRow(numbersIn(Object.values(js)[0]!(x)), rows[i]!, name);
    const { text } = await emit('c', source, options);
    truths.push([name, rows]);
    const [, cName] = /^void (\w+)\(/m.exec(text)!;
    functions.push({ text, name: cName!, calls: at.map((x) => [x]), size: rows[0]!.length });
  }
  if (!hasC) return;
  for (const [k, rows] of runC(functions).entries())
    for (const [i, row] of rows.entries()) expectRow(row, truths[k]![1][i]!, truths[k]![0]);
}, 120_000);
