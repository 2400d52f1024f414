/** What the host calls: results of every shape, arguments, descriptions of anything thrown, modules. */

import { describe, expect, test } from 'vitest';
import { load, trace } from './harness.ts';

test('numbers, arrays and objects come out in order, with their structure', async () => {
  const { structure, values } = await trace(
    '(x) => ({ b: [x, [1, np.square(x)]], "a b": new Float64Array([3, x]), ["__proto__"]: NaN })',
    2,
  );
  expect(structure).toEqual({
    k: JSON.parse('{ "b": ["n", ["n", "n"]], "a b": ["n", "n"], "__proto__": "n" }'),
  });
  expect(values).toEqual([2, 1, 4, 3, 2, Number.NaN]);
});

test('arguments: the traced one in its place, null is left out', async () => {
  const script = await load('export const f = (a = 7, x, b = [0], c) => [a, x, b[0], c.k];');
  expect(script.at(2, 'f', [null, null, [5], { k: 6 }], 1).values).toEqual([7, 2, 5, 6]);
  expect(script.at(2, 'f', [1, null, null, { k: 6 }], 1).values).toEqual([1, 2, 0, 6]);
});

describe('what is no number is refused, and says so', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['undefined', 'f returned undefined; a number is expected'],
    ['null', 'f returned null; a number is expected'],
    ['"abc"', 'f returned the text "abc"; a number is expected'],
    ['true', 'f returned true; a number is expected'],
    ['10n', 'f returned a bigint; a number is expected'],
    ['Symbol()', 'f returned a symbol; a number is expected'],
    ['() => 1', 'f returned a function; a number is expected'],
    ['Promise.resolve(1)', 'f returned a promise; a number is expected'],
    ['[]', 'f returned an empty array; a number is expected'],
    ['({})', 'f returned an object without members; a number is expected'],
    ['[1, [2, "x"]]', 'f returned at [1][1] the text "x"; a number is expected'],
    ['({ a: { b: undefined } })', 'f returned at .a.b undefined; a number is expected'],
    ['[1, , 2]', 'f returned at [1] undefined; a number is expected'],
    ['({ get a() { return 1; } })', 'f returned an object with a getter (.a); a number is expected'],
    ['Object.defineProperty([1], 0, { get: () => 1 })', 'f returned an object with a getter ([0])'],
    ['new (class Vec { x = 1; })()', 'f returned an instance of Vec; a number is expected'],
    ['new Map([[1, 2]])', 'f returned an instance of Map'],
    ['new Int8Array(2)', 'f returned an instance of Int8Array'],
    ['(() => { const a = []; a.push(a); return a; })()', 'f returned arrays or objects nested more than 16 deep'],
    ['(() => { const a = {}; a.a = a; return a; })()', 'f returned arrays or objects nested more than 16 deep'],
    ['Array(10001).fill(1)', 'f returned more than 10000 numbers'],
    ['new Proxy({}, { ownKeys() { throw new Error("trap"); } })', 'trap'],
  ]; // biome-ignore format: a table
  test.each(cases)('%s', async (expression, message) => {
    const script = await load(`export const f = () => { const result = ${expression}; return result; };`);
    expect(() => script.at(1)).toThrow(message);
  });
});

test('a Proxy is taken for what it reports, once', async () => {
  const { values } = await trace(
    '(x) => new Proxy([1, 2], { getOwnPropertyDescriptor: (t, k) => Reflect.getOwnPropertyDescriptor(t, k) })',
    1,
  );
  expect(values).toEqual([1, 2]);
});

describe('whatever is thrown is described', () => {
  const cases: readonly (readonly [string, string | RegExp])[] = [
    ['new RangeError("too far")', 'RangeError: too far'],
    ['"text"', "the script threw 'text'"],
    ['null', 'the script threw null'],
    ['undefined', 'the script threw undefined'],
    ['{ code: 5 }', 'the script threw { code: 5 }'],
    ['x', 'the script threw 2'],
    ['new Proxy({}, { get() { throw 1; }, getOwnPropertyDescriptor() { throw 1; }, ownKeys() { throw 1; } })', /the script threw/],
    ['{ get message() { throw 1; } }', 'the script threw { message: [Getter] }'],
    ['Object.assign(new Error("m"), { name: { toString() { return "evil"; } } })', 'm'],
    ['Object.defineProperty(new Error(), "message", { get: () => "sneaky" })', 'Error: sneaky'],
    ['new Error("y".repeat(1e6))', /^Error: y{2000,2048}( …)?$/],
    ['Object.create(null)', /the script threw \[Object: null prototype\]/],
  ]; // biome-ignore format: a table
  test.each(cases)('throw %s', async (expression, message) => {
    const script = await load(`export const f = (x) => { throw ${expression}; };`);
    expect(() => script.at(2)).toThrow(
      expect.objectContaining({
        code: 'E_SCRIPT',
        message: expect.stringMatching(
          message instanceof RegExp
            ? message
            : new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
        ),
      }),
    );
  });
});

test('exports are told apart', async () => {
  const script = await load('export const f = 1;');
  expect(script.exports).toEqual([['f', 'number']]);
  const more = await load(
    'export function g() {} export class C {} export default async () => {}; export const s = "";',
  );
  expect(new Map(more.exports)).toEqual(
    new Map([
      ['g', 'function'],
      ['C', 'class'],
      ['default', 'function'],
      ['s', 'string'],
    ]),
  );
});

describe('built-in modules', () => {
  test('have default, namespace and named imports', async () => {
    const { values } = await (
      await load(`
        import np, { sin, power as pow } from 'autograd-cli/numpy';
        import * as all from 'autograd-cli/numpy';
        import autograd, { grad } from 'autograd-cli';
        import scipy, { special } from 'autograd-cli/scipy';
        export const f = (x) => [np.sin(x), sin(x), all.sin(x), all.default.sin(x), pow(x, 2), grad(np.square)(x),
          autograd.grad(np.square)(x), special.expit(x), scipy.special.expit(x)];
        if (np !== globalThis.np || grad !== globalThis.grad || special !== globalThis.special) throw new Error('not the same');`)
    ).at(0);
    expect(values).toEqual([0, 0, 0, 0, 0, 0, 0, 0.5, 0.5]);
  });

  test('that do not exist are an error', async () => {
    const script = load("import 'autograd-cli/nope';");
    await expect(script).rejects.toThrow('there is no module autograd-cli/nope');
  });
});
