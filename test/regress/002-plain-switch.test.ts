/** `switch` over a plain number with traced cases compared a number with an object: no case ever matched. */

import { expect, test } from 'vitest';
import { sweep } from '../harness/sweep.ts';

test('the cases of a switch over a plain number are compared', async () => {
  const source = `export function f(x: number): number {
    const three = 3;
    switch (three) { case Math.floor(x): return x * x; default: return -x }
  }`;
  const { columns } = await sweep(source, { at: [3.5, 2.5, 3], exportName: 'f' });
  expect(columns.get('f')).toEqual([12.25, -2.5, 9]);
  expect(columns.get('d1')).toEqual([7, -1, 6]);
});
