/** The library for ordinary Node programs says what the sandbox says. */

import { expect, test } from 'vitest';
import * as autograd from '../../src/lib/index.ts';
import * as numpy from '../../src/lib/numpy.ts';
import scipy, * as scientific from '../../src/lib/scipy.ts';
import { value } from './harness.ts';

const names = (expression: string): Promise<string[]> =>
  value(`Object.getOwnPropertyNames(${expression}).sort()`) as Promise<string[]>;
const namesHere = (module: object): string[] =>
  Object.keys(module)
    .filter((name) => name !== 'default')
    .sort();

test('the names are those of the sandbox', async () => {
  expect(namesHere(numpy)).toEqual(await names('np'));
  expect(namesHere(numpy.default)).toEqual(await names('np'));
  expect(namesHere(scientific)).toEqual(await names('scipy'));
  expect(namesHere(scipy.special)).toEqual(await names('special'));
  expect(namesHere(autograd.default)).toEqual(namesHere(autograd));
  const script = 'globalThis'; // its autograd names are tested in globals.test.ts
  expect(await names(script)).toEqual(expect.arrayContaining(namesHere(autograd)));
});

/** Arguments that suit most functions; special functions want positive ones, betainc and erfinv ones below 1. */
const POINTS = [
  [0.3, 0.7, 0.9],
  [2, 1.5, 0.5],
  [-1.25, 2.5, 3],
  [2.5, -2, 1],
  [-6, 3, 0],
  [0, -1, 2],
];

test.each([
  ['np', numpy.default],
  ['special', scipy.special],
] as const)(
  'the values of %s are those of the sandbox, but for last bits of the libm',
  async (name, library) => {
    const functions = Object.keys(library).filter((key) => typeof library[key] === 'function');
    const calls = functions.flatMap((key) => POINTS.map((point) => [key, point] as const));
    const safely = (text: string): string =>
      `(() => { try { return ${text}; } catch { return 'error'; } })()`;
    const texts = calls.map(([key, point]) => safely(`${name}.${key}(${point})`));
    const there = (await value(`[${texts}].map((v) => [v].flat().map(String))`)) as string[][];
    for (const [i, [key, point]] of calls.entries()) {
      let here: unknown;
      try {
        here = (library[key] as (...numbers: number[]) => unknown)(...point);
      } catch {
        here = 'error';
      }
      const here1 = [here].flat().map(String);
      if (there[i]![0] === 'error' || here1[0] === 'error') continue; // no arguments for this function
      expect([key, point, here1.map(rounded)]).toEqual([key, point, there[i]!.map(rounded)]);
    }
  },
);

/** A number to 12 digits; other text as it is. */
function rounded(text: string): string {
  const number = Number(text);
  return Number.isNaN(number) ? text : number.toPrecision(12);
}

test('derivatives are not available, and the message says what is', () => {
  expect(() => autograd.grad((x: number) => x)).toThrow('grad works only in a script that autograd-cli runs');
});
