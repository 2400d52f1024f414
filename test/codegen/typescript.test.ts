/** Emitted TypeScript is taken by the strict compiler as it stands. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DIST } from '../../src/vm/assets.ts';
import { emit } from '../harness/emit.ts';
import { typeErrors } from '../harness/typescript.ts';

const SPECIAL = Object.keys(
  JSON.parse(readFileSync(new URL('special-source.json', DIST), 'utf8')) as Readonly<Record<string, string>>,
);

/** Calls that between them carry every bundle that TypeScript gets. */
const CALLS = [
  ...[
    'digamma',
    'erf',
    'erfc',
    'erfcinv',
    'erfinv',
    'expit',
    'gamma',
    'gammaln',
    'gammasgn',
    'i0',
    'i1',
    'j0',
    'j1',
  ].map((name) => `special.${name}(x)`),
  ...['logit', 'log_ndtr', 'rgamma', 'y0', 'y1'].map((name) => `special.${name}(x)`),
  ...['iv', 'ive', 'jn', 'yn', 'polygamma', 'beta', 'betaln'].map((name) => `special.${name}(2, x)`),
  ...['gammainc', 'gammaincc'].flatMap((name) => [`special.${name}(2, x)`, `special.${name}(x, 2)`]),
  'special.betainc(20, 30, x)',
  'special.betainc(x, 3, 0.5)',
  'stats.t.logcdf(x, 3)',
  'stats.t.cdf(x, 3)',
];

test('special functions that go along have types', async () => {
  const texts = new Map<string, string>();
  for (const call of CALLS)
    texts.set(
      call,
      (await emit('ts', `export const f = (x) => ${call};`, { at: [0.5], orders: { from: 0, to: 2 } })).text,
    );
  expect(typeErrors([...texts.values()])).toEqual([]);
  const all = [...texts.values()].join();
  const missing = SPECIAL.filter((name) => !new RegExp(`(const|function) ${name}\\b`).test(all));
  expect(missing).toEqual([]);
}, 120_000);

test('functions with paths, parameters, structures and a default export have types', async () => {
  const texts: string[] = [];
  for (const source of [
    'export default function (x: number, k: number) { return x < 0 ? k * x : Math.floor(x) | 0; }',
    'export const f = (x: number, n: number) => ({ a: [x, x ** n], "b c": { d: Math.sign(x) } });',
    'export const f = (x: number) => Array.from({ length: 9 }, (_, i) => np.clip(x, -i, i) % 3);',
  ])
    texts.push((await emit('ts', source, { at: [-1, 0.5, 2], orders: { from: 0, to: 3 } })).text);
  expect(typeErrors(texts)).toEqual([]);
});
