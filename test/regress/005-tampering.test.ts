/** Built-ins that a script replaces and that operators of the prelude went through. */

import { expect, test } from 'vitest';
import { sweep } from '../harness/sweep.ts';

test('comparing does not iterate', async () => {
  const source = `Array.prototype[Symbol.iterator] = function* () { yield 1; yield 2 } as never;
    export const f = (x: number) => { const o: any = { valueOf: () => x }; const k: any = { toString: () => 'v' };
      const v: any = { v: 2 }; v[k] += x; return o < 5 ? v.v : -1 };`;
  const { columns } = await sweep(source, { at: [7, 3], exportName: 'f' });
  expect(columns.get('f')).toEqual([-1, 5]);
});

test('String.prototype.concat, which QuickJS calls for template literals, cannot be replaced', async () => {
  const source = `try { (String.prototype as any).concat = () => 'no' } catch {}
    export const f = (x: number) => \`\${x > 1}\`.length * x;`;
  const { columns } = await sweep(source, { at: [3], exportName: 'f' });
  expect(columns.get('f')).toEqual([12]);
});

test('a list without a length is no result', async () => {
  const source = `export const f = (x: number) => new Proxy([x], { get: (t, k) => k === 'length' ? NaN : (t as any)[k] });`;
  await expect(sweep(source, { at: [3], exportName: 'f' })).rejects.toThrow('an empty array');
});

test('names of results are printable', async () => {
  const source = `export const f = (x: number) => ({ '\\x1b[31m\\n\\u202e': x });`;
  const { head } = await sweep(source, { at: [3], exportName: 'f' });
  expect(head.names.slice(1)).toEqual(['f.\\x1b[31m\\n\\u{202e}', 'd1.\\x1b[31m\\n\\u{202e}']);
});
