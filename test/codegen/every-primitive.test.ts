/** Every primitive that a script can name is written in JavaScript and in C as it is computed: one function that calls them all. */

import { expect, test } from 'vitest';
import type { Primitive } from '../../src/ops/primitive.ts';
import { PRIMITIVES } from '../../src/ops/registry.ts';
import { emit, hasC, load, numbersIn, runC } from '../harness/emit.ts';
import { sweep } from '../harness/sweep.ts';

/** What has no name in scripts. */
const OPERATORS = [
  'x + 2.5',
  'x - 2.5',
  'x * 2.5',
  'x / 2.5',
  'x % 2.5',
  'x ** 2.5',
  '2.5 ** x',
  '-x',
  'x | 0',
  'x >>> 0',
];
const POINTS = [-3, -2.5, -1.5, -0.7, -0.5, -0.2, -0, 0, 0.2, 0.5, 0.7, 0.99, 1, 1.5, 2.5, 3, 31.5];

/** A call whose last argument varies; those before it are numbers at which the primitive is tested. */
function callOf({ names, samples }: Primitive): string[] {
  const numbers = samples.slice(0, -1).map((sample) => (typeof sample === 'number' ? sample : sample[1] / 2));
  return names.slice(0, 1).map((name) => `${name}(${[...numbers, 'x'].join(', ')})`);
}

const calls = [...OPERATORS, ...PRIMITIVES.flatMap((row) => (row === undefined ? [] : callOf(row)))];

test('every primitive has the value and the derivative of a sweep', async () => {
  const source = `export const f = (x) => [${calls.join(', ')}];`;
  const options = { at: POINTS, orders: { from: 0, to: 1 } };
  const { columns } = await sweep(source, { at: POINTS, order: 1 });
  const rows = POINTS.map((_, i) => [...columns.values()].slice(1).map((column) => column[i]!));
  const { f } = await load((await emit('js', source, options)).text);
  const wrong: string[] = [];
  const check = (found: readonly number[], i: number, language: string): void => {
    for (const [j, wanted] of rows[i]!.entries()) {
      const isSame = Object.is(found[j], wanted) || Math.abs(found[j]! - wanted) <= 1e-12 * Math.abs(wanted);
      const what = `${j < calls.length ? 'value' : 'derivative'} of ${calls[j % calls.length]} at ${POINTS[i]} in ${language}`;
      if (!isSame) wrong.push(`${what}: ${found[j]}, not ${wanted}`);
    }
  };
  for (const [i, x] of POINTS.entries()) check(numbersIn(f!(x)), i, 'JavaScript');
  if (hasC) {
    const { text } = await emit('c', source, options);
    const [found] = runC([{ text, name: 'f', calls: POINTS.map((x) => [x]), size: rows[0]!.length }]);
    for (const [i, row] of found!.entries()) check(row, i, 'C');
  }
  expect(wrong).toEqual([]);
});
