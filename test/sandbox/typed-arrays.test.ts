/** `Float64Array` behaves like the real one, and holds traced numbers besides. */

import { describe, expect, test } from 'vitest';
import { load, trace, value } from './harness.ts';

/** Expressions whose JSON must be the same here and in Node. */
const EXPRESSIONS = [
  'Array.from(new Float64Array(3))',
  'Array.from(new Float64Array())',
  'Array.from(new Float64Array("2"))',
  'Array.from(new Float64Array(1.7))',
  'Array.from(new Float64Array([1, "2", null, true]))',
  'Array.from(new Float64Array(new Set([1, 2])))',
  'Array.from(new Float64Array({ length: 2, 0: 5, 1: 6 }))',
  'Array.from(new Float64Array(new Int8Array([1, 2])))',
  'Array.from(new Float64Array(new Float64Array([1, 2])))',
  'Array.from(Float64Array.from([1, 2], (x) => x * 2))',
  'Array.from(Float64Array.of(1, 2))',
  'new Float64Array(3).length',
  '[Float64Array.BYTES_PER_ELEMENT, new Float64Array(2).BYTES_PER_ELEMENT, new Float64Array(2).byteLength]',
  'new Float64Array([1, 2])',
  '[Array.isArray(new Float64Array(1)), new Float64Array(1) instanceof Float64Array, new Float64Array(1) instanceof Array]',
  'new Float64Array(1) instanceof Object.getPrototypeOf(Int8Array)',
  'Object.prototype.toString.call(new Float64Array(1))',
  'String(new Float64Array([1, 2]))',
  '[Float64Array.name, Float64Array.length, new Float64Array(1).constructor === Float64Array]',
  'Array.from(new Float64Array([1, 2, 3]).map((x) => x * 2))',
  'new Float64Array([1, 2]).map(String) instanceof Float64Array',
  'Array.from(new Float64Array([1, 2, 3]).filter((x) => x > 1))',
  'Array.from(new Float64Array([1, 2, 3, 4]).slice(1, -1))',
  'Array.from(new Float64Array([10, 9, 1, NaN, -0, 0]).sort()).map(String)',
  'Object.is(new Float64Array([0, -0]).sort()[0], -0)',
  'Array.from(new Float64Array([1, 10, 9]).sort((a, b) => b - a))',
  'Array.from(new Float64Array([10, 9, 1]).toSorted())',
  'Array.from(new Float64Array([1, 2, 3]).toReversed())',
  'Array.from(new Float64Array([1, 2, 3]).reverse())',
  'Array.from(new Float64Array([1, 2, 3]).with(-1, 7))',
  'Array.from(new Float64Array(3).fill(2, 1))',
  'Array.from(new Float64Array([1, 2, 3, 4]).copyWithin(0, 2))',
  '(() => { const a = new Float64Array(3); a.set([1, 2], 1); return Array.from(a); })()',
  '(() => { const a = new Float64Array(3); a.set(new Float64Array([5])); return Array.from(a); })()',
  '(() => { const a = new Float64Array([1, 2, 3]); a.set(a.subarray(0, 2), 1); return Array.from(a); })()',
  '(() => { try { new Float64Array(1).set([1, 2]); } catch (e) { return e.name; } })()',
  '(() => { try { new Float64Array(-1); } catch (e) { return e.name; } })()',
  '(() => { try { Float64Array(1); } catch (e) { return e.name; } })()',
  '(() => { const a = new Float64Array([1, 2, 3]); const b = a.subarray(1); b[0] = 9; return [...a, b.length, ...b]; })()',
  '(() => { const a = new Float64Array([1, 2, 3]); const b = a.subarray(1); a[2] = 9; return [b[1], ...b.subarray(1)]; })()',
  '(() => { const a = new Float64Array([3, 2, 1]); a.subarray(0, 2).sort(); return [...a]; })()',
  '(() => { const a = new Float64Array([3, 2, 1]); a.subarray(1).fill(0); return [...a, a.subarray(1) instanceof Float64Array]; })()',
  '[...new Float64Array([1, 2]).entries()]',
  '[...new Float64Array([1, 2]).keys()]',
  'new Float64Array([1, 2]).reduce((a, b) => a + b)',
  '[new Float64Array([1, 2]).at(-1), new Float64Array([1, NaN]).includes(NaN), new Float64Array([1]).indexOf(1)]',
  '["push", "pop", "splice", "concat", "flat", "unshift"].map((k) => k in new Float64Array(1))',
  '[[1].concat(new Float64Array(2)).length, Object.keys(new Float64Array(2)), JSON.stringify({ a: new Float64Array(1) })]',
  'Math.max(...new Float64Array([1, 5]))',
  '(() => { class V extends Float64Array { norm() { return Math.hypot(...this); } } return new V([3, 4]).norm(); })()',
  'new Int32Array(new Float64Array([1.5, 2])).join()',
  '(() => { const [a, b] = new Float64Array([1, 2]); return a - b; })()',
];

describe('Float64Array is what it is in Node', () => {
  test('in every expression', async () => {
    const script = await load(
      `for (const f of [${EXPRESSIONS.map((e) => `() => ${e}`)}]) console.log(JSON.stringify(f()) ?? 'undefined');`,
    );
    const expected = EXPRESSIONS.map((e) => [e, JSON.stringify(new Function(`return ${e}`)())]);
    const actual = script.printed.map(([, text], i) => [EXPRESSIONS[i], text.trimEnd()]);
    expect(actual).toEqual(expected);
  });
});

test('elements keep their derivatives through every method', async () => {
  const script = await load(`
    export const f = (x) => {
      const a = new Float64Array(4);
      a[0] = x;
      a.set([np.square(x)], 1);
      a.fill(x, 3);
      const b = a.slice().map((v) => np.multiply(v, 2)).filter(() => true).toReversed();
      const view = b.subarray(1, 4);
      view[0] = np.power(x, 3);
      const c = Float64Array.from(b).with(0, 1);
      return new Float64Array([...c]).reduce((s, v) => np.add(s, v), 0);
    };`);
  expect(script.derivatives(3, 2)).toEqual([1 + 27 + 18 + 6, 27 + 12 + 2, 18 + 4]);
});

test('a traced length or position is pinned', async () => {
  const { values, decisions } = await trace(
    '(x) => [new Float64Array(x).length, new Float64Array(5).subarray(x).length]',
    2,
  );
  expect(values).toEqual([2, 3]);
  expect(decisions).toEqual(['same true', 'same true']);
});

test('sort orders traced numbers by decisions', async () => {
  const { values, decisions } = await trace('(x) => new Float64Array([x, 1]).sort()', 2);
  expect(values).toEqual([1, 2]);
  expect(decisions).toEqual(['lt false', 'lt true']);
});

test('the length cannot change', async () => {
  expect(
    await value('(() => { const a = new Float64Array(1); try { a[1] = 5; } catch {} return a.length; })()'),
  ).toBe(1);
  expect(
    await value(
      '(() => { const a = new Float64Array(1); try { a.length = 0; } catch {} return [a.length, a[0]]; })()',
    ),
  ).toEqual([1, 0]);
});

test.each([
  ['new Float64Array(1).buffer', /buffer of a Float64Array is not available/],
  ['new DataView(new Float64Array(1).buffer)', /buffer of a Float64Array is not available/],
  [
    'new Float64Array(new ArrayBuffer(8))',
    /over an ArrayBuffer is not available.*write new Float64Array\(length\)/,
  ],
])('bytes are refused with an explanation: %s', async (expression, message) => {
  await expect(value(expression)).rejects.toThrow(message);
});
