/** Pins, parameters that are fixed or vary along, results of several numbers, refusals: in JavaScript and in C. */

import { describe, expect, test } from 'vitest';
import { positionsIn } from '../../src/script/stack.ts';
import { type EmitOptions, emit, hasC, load, numbersIn, runC } from '../harness/emit.ts';

/** Emit and call `f` at each list of arguments, in both languages, which are to agree; return JavaScript's numbers. */
async function called(source: string, options: EmitOptions, calls: readonly number[][]): Promise<number[][]> {
  const { f } = await load((await emit('ts', source, options)).text);
  const found = calls.map((args) => numbersIn(f!(...args)));
  if (hasC) {
    const { text } = await emit('c', source, options);
    expect(runC([{ text, name: 'f', calls, size: found[0]!.length }])[0]).toEqual(found);
  }
  return found;
}

describe('a pin', () => {
  const PINNED = `export function f(x: number) {
  const knots = [1, 2, 5, 10];
  return knots[Math.floor(x)]! * x ** 2;
}`;

  test('divides as many paths as it has values', async () => {
    const found = await called(PINNED, { at: [0.5, 1.5, 3] }, [[0.25], [1.25], [3.5]]);
    expect(found).toEqual([
      [0.0625, 0.5],
      [3.125, 5],
      [122.5, 70],
    ]);
  });

  test('with another value was not traced', async () => {
    const { f } = await load((await emit('js', PINNED, { at: [0.5, 1.5] })).text);
    expect(() => f!(2.5)).toThrow('this path was not traced');
    if (!hasC) return;
    const { text } = await emit('c', PINNED, { at: [0.5, 1.5] });
    expect(runC([{ text, name: 'f', calls: [[2.5]], size: 2 }])[0]).toEqual([[Number.NaN, Number.NaN]]);
  });
});

describe('a parameter', () => {
  const SOURCE =
    'export const f = (k: number, x: number, c = 2) => ({ low: [k - x, k * x ** 2], b: { c: c * x } });';

  test('that is given is a constant, and so is a default', async () => {
    const { text } = await emit('ts', SOURCE, { at: [1], wrt: 'x', params: new Map([['k', 7]]) });
    expect(text).toContain('// Fixed: k = 7.');
    expect(text).toMatch(/function f\(\s+x: number,\s+\)/);
    const found = await called(SOURCE, { at: [1], wrt: 'x', params: new Map([['k', 7]]) }, [[3]]);
    expect(found).toEqual([[4, 63, 6, -1, 42, 2]]);
  });

  test('that is bound to a column stays one, in its place; every path of the file is traced', async () => {
    const source = 'export const f = (k: number, x: number) => (x < k ? x * k : x ** k);';
    const bound = { k: [2, 3, 2], x: [1, 4, 3] };
    const options = { at: bound.x, bind: { k: bound.k }, wrt: 'x' };
    const { text, paths } = await emit('js', source, options);
    expect(paths).toBe(2);
    expect(text).toContain('export function f(k, x)');
    const found = await called(source, options, [
      [5, 3],
      [2, 3],
      [3, 5],
    ]);
    expect(found).toEqual([
      [15, 5],
      [9, 6],
      [125, 75],
    ]);
  });
});

test('an object of numbers and lists: where each is in C', { skip: !hasC }, async () => {
  const source = 'export const f = (x: number) => ({ v: x, rest: { w: [2 * x, x ** 2], u: x ** 3 } });';
  const { text } = await emit('c', source, { at: [1] });
  expect(text).toContain('// out[0] to out[3] f, out[4] to out[7] d1: 8 in all.');
  expect(runC([{ text, name: 'f', calls: [[3]], size: 8 }])[0]).toEqual([[3, 6, 9, 27, 1, 2, 6, 27]]);
});

describe('what C lacks is refused at its place', () => {
  const SCRIPT = `export function tail(x: number) {
  return 2 * stats.t.cdf(x, 3);
}
export function shape(x: number) {
  return special.gammainc(x, 2);
}
export function area(w) {
  const total = np.sum(w);
  return 3 * special.gammainc(total, 2);
}`;

  const placeOf = async (options: EmitOptions): Promise<string> => {
    const error = await emit('c', SCRIPT, options).catch((caught: Error) => caught as Error);
    expect((error as Error).message).toContain('cannot be written in C: math.h has no such function');
    const { guestStack } = (error as Error).cause as { readonly guestStack: string };
    return String(positionsIn(guestStack).find(({ module }) => module === '/script.ts')?.line);
  };

  test('in the script', async () => {
    expect(await placeOf({ at: [1], exportName: 'tail' })).toBe('2');
    expect(await placeOf({ at: [1], exportName: 'shape' })).toBe('5');
  });

  test('where only a gradient needs it', async () => {
    expect(await placeOf({ exportName: 'area', call: { args: [[1, 2]], wrt: [] } })).toBe('9');
  });

  test('and written in JavaScript', async () => {
    const { tail } = await load((await emit('js', SCRIPT, { at: [1], exportName: 'tail' })).text);
    expect(numbersIn(tail!(0))[0]).toBe(1);
  });
});
