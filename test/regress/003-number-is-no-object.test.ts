/** Questions whether something is an object were answered with yes for traced numbers. */

import { expect, test } from 'vitest';
import { sweep } from '../harness/sweep.ts';

test.each([
  'x instanceof Object',
  'x instanceof Number',
  'x instanceof class extends Number {}',
  'Object.getPrototypeOf(x) !== Number.prototype',
])('%s', async (question) => {
  const source = `export const f = (x: any) => (${question}) ? -1 : x * x;`;
  const { columns } = await sweep(source, { at: [3], exportName: 'f' });
  expect(columns.get('f')).toEqual([9]);
});

test('objects, subclasses and wrappers are what they were', async () => {
  const source = `
    class Own extends Object { n = 1 }
    class Size extends Number {}
    const all = [new Own() instanceof Own, new Own() instanceof Object, {} instanceof Object, new Size(2) instanceof Number,
      new Size(2) + 1 === 3, Object(1) instanceof Number, Object.getPrototypeOf([]) === Array.prototype, Object('a').length === 1];
    export const f = (x: number) => all.every(Boolean) ? x : 0;`;
  const { columns } = await sweep(source, { at: [3], exportName: 'f' });
  expect(columns.get('f')).toEqual([3]);
});

test.each(['Object(x) * 1', 'new Number(x) * 1', 'new Number(String(x)) * 1'])(
  '%s is refused',
  async (wrapped) => {
    const source = `export const f = (x: any) => ${wrapped};`;
    await expect(sweep(source, { at: [3], exportName: 'f' })).rejects.toMatchObject({ code: 'E_TRACE' });
  },
);
