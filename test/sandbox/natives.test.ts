/**
 * Every native that looks at a number without converting it. Each case says what the function must return, its derivative,
 * and the decisions it must record; without its recording form the native answers wrongly and in silence.
 */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the strings are scripts

import { beforeAll, describe, expect, test } from 'vitest';
import { load, type Script } from './harness.ts';

/** `[what, body of (x) => …, x, value, derivative, decisions]`; `value` is what the body gives for a plain number. */
const CASES: readonly (readonly [string, string, number, unknown, number, readonly string[]])[] = [
  ['Number.isFinite', 'Number.isFinite(x) ? x : 0', 2, 2, 1, ['lt true', 'lt true']],
  ['Number.isFinite of infinity', 'Number.isFinite(x) ? x : 7', Infinity, 7, 0, ['lt true', 'lt false']],
  ['Number.isNaN', 'Number.isNaN(x) ? 0 : x', 2, 2, 1, ['eq true']],
  ['Number.isNaN of NaN', 'Number.isNaN(x) ? 3 : x', Number.NaN, 3, 0, ['eq false']],
  ['Number.isInteger', 'Number.isInteger(x) ? x : 0', 2, 2, 1, ['lt true', 'lt true', 'eq true']],
  ['Number.isInteger of a fraction', 'Number.isInteger(x) ? x : 9', 2.5, 9, 0, ['lt true', 'lt true', 'eq false']],
  ['Number.isSafeInteger', 'Number.isSafeInteger(x) ? x : 0', 2, 2, 1, ['lt true', 'lt true', 'eq true', 'le true', 'le true']],
  ['isNaN', 'isNaN(x) ? 0 : x', 2, 2, 1, ['eq true']],
  ['isFinite', 'isFinite(x) ? x : 0', 2, 2, 1, ['lt true', 'lt true']],
  ['Object.is', 'Object.is(x, 2) ? x : 0', 2, 2, 1, ['same true']],
  ['Object.is tells zeros apart', 'Object.is(x, 0) ? 1 : x', -0, -0, 1, ['same false']],
  ['Object.is with no number', 'Object.is(x, "2") ? 0 : x', 2, 2, 1, []],
  ['Boolean', 'Boolean(x) ? x : 5', 0, 5, 0, ['truth false']],
  ['filter(Boolean)', '[0, x, 3].filter(Boolean).length', 0, 1, 0, ['truth false']],
  ['Number', 'Number(x)', 2, 2, 1, []],
  ['parseFloat', 'parseFloat(x)', 2.5, 2.5, 1, []],
  ['Number.parseFloat', 'Number.parseFloat(x)', 2.5, 2.5, 1, []],
  ['parseInt', 'parseInt(x)', -2.5, -2, 0, ['lt true', 'le true']],
  ['parseInt of 0', 'parseInt(x, 10)', 0, 0, 0, ['lt true', 'le false', 'eq true']],
  ['toFixed', 'x.toFixed(1) === "2.3" ? x : 0', 2.25, 2.25, 1, ['same true']],
  ['Number.prototype.toFixed.call', 'Number.prototype.toFixed.call(x, 0) === "2" ? x : 0', 2.25, 2.25, 1, ['same true']],
  ['toString', 'x.toString(2) === "10" ? x : 0', 2, 2, 1, ['same true']],
  ['toPrecision', 'x.toPrecision(2) === "2.0" ? x : 0', 2, 2, 1, ['same true']],
  ['toExponential', 'x.toExponential(0) === "2e+0" ? x : 0', 2, 2, 1, ['same true']],
  ['valueOf', 'x.valueOf()', 2, 2, 1, []],
  ['toFixed with traced digits', '(2.25).toFixed(x) === "2.3" ? x : 0', 1, 1, 1, ['same true']],
  ['String', 'String(x) === "2" ? x : 0', 2, 2, 1, ['same true']],
  ['template text', '`${x}` === "2" ? x : 0', 2, 2, 1, ['same true']],
  ['includes, traced needle', '[1, 2].includes(x) ? x : 0', 2, 2, 1, ['eq false', 'eq true']],
  ['includes, traced element', '[x, 7].includes(2) ? x : 0', 2, 2, 1, ['eq true']],
  ['includes NaN', '[x].includes(NaN) ? 4 : 0', Number.NaN, 4, 0, ['eq false', 'eq false']],
  ['indexOf', '[1, x].indexOf(2)', 2, 1, 0, ['eq true']],
  ['indexOf from', '[2, 1].indexOf(x, 1)', 2, -1, 0, ['eq false']],
  ['indexOf from the end', '[2, 2, 1].indexOf(x, -2)', 2, 1, 0, ['eq true']],
  ['lastIndexOf', '[2, 2, 1].lastIndexOf(x)', 2, 1, 0, ['eq false', 'eq true']],
  ['lastIndexOf from', '[2, 2, 1].lastIndexOf(x, 0)', 2, 0, 0, ['eq true']],
  ['includes of another typed array', 'new Int32Array([1, 2]).includes(x) ? x : 0', 2, 2, 1, ['eq false', 'eq true']],
  ['indexOf of another typed array', 'new Uint8Array([1, 2]).indexOf(x)', 2, 1, 0, ['eq false', 'eq true']],
  ['sort by a traced difference', '[x, 1].sort((a, b) => np.subtract(a, b))[1]', 2, 2, 1, ['lt false', 'lt true']],
  ['toSorted by a traced difference', '[x, 1].toSorted((a, b) => np.subtract(b, a))[0]', 2, 2, 1, ['lt true']],
  ['sort without a comparator', '[x, 1].sort()[1]', 2, 2, 1, ['same true']],
  ['filter', '[1].filter(() => x).length', 0, 0, 0, ['truth false']],
  ['some', '[1].some(() => x) ? x : 5', 0, 5, 0, ['truth false']],
  ['every', '[1].every(() => x) ? x : 5', 0, 5, 0, ['truth false']],
  ['find', '[1].find(() => x) ?? 5', 0, 5, 0, ['truth false']],
  ['findIndex', '[1].findIndex(() => x)', 0, -1, 0, ['truth false']],
  ['findLast', '[1].findLast(() => x) ?? 5', 0, 5, 0, ['truth false']],
  ['findLastIndex', '[1].findLastIndex(() => x)', 0, -1, 0, ['truth false']],
  ['some of a typed array', 'new Int8Array(1).some(() => x) ? x : 5', 0, 5, 0, ['truth false']],
  ['some of an iterator', '[1].values().some(() => x) ? x : 5', 0, 5, 0, ['truth false']],
  ['filter of an iterator', '[1].values().filter(() => x).toArray().length', 0, 0, 0, ['truth false']],
  ['Map: traced key, plain lookup', 'new Map([[x, 8]]).get(2)', 2, 8, 0, ['same true']],
  ['Map: plain key, traced lookup', 'new Map([[2, 8]]).get(x)', 2, 8, 0, ['same true']],
  ['Map: has', 'new Map([[2, 8]]).has(x) ? x : 0', 2, 2, 1, ['same true']],
  ['Map: keys keep their derivative', '[...new Map([[x, 8]]).keys()][0]', 2, 2, 1, ['same true']],
  ['Map: a second key of the same value', 'new Map([[2, 1], [x, 8]]).size', 2, 1, 0, ['same true']],
  ['Map: delete', '(() => { const m = new Map([[x, 1]]); m.delete(2); return m.has(2) ? 1 : m.size; })()', 2, 0, 0, ['same true']],
  ['Map: clear', '(() => { const m = new Map([[x, 1]]); m.clear(); m.set(2, 3); return [...m.keys()][0]; })()', 2, 2, 0, ['same true']],
  ['Map.groupBy', 'Map.groupBy([1, 2], () => x).get(2).length', 2, 2, 0, ['same true', 'same true', 'same true']],
  ['Set: has', 'new Set([1, 2]).has(x) ? x : 0', 2, 2, 1, ['same true']],
  ['Set: unique', 'new Set([x, 2, 2]).size', 2, 1, 0, ['same true']],
  ['Set: elements keep their derivative', '[...new Set([x, 1])][0]', 2, 2, 1, ['same true']],
  ['WeakMap', '(() => { try { new WeakMap().set(x, 1); return 0; } catch { return x; } })()', 2, 2, 1, []],
  ['Array with a length', 'Array(x).length', 2, 2, 0, ['same true']],
  ['new Array with a length', 'new Array(x).fill(1).length', 2, 2, 0, ['same true']],
  ['Array of several', 'Array(x, 1)[0]', 2, 2, 1, []],
  ['Array.from', 'Array.from({ length: x }, (_, i) => i).length', 2, 2, 0, ['same true']],
  ['Array.of', 'Array.of(x)[0]', 2, 2, 1, []],
  ['index', '[5, 6, 7][x]', 2, 7, 0, ['same true']],
  ['fill with a traced value', '[0, 0].fill(x)[1]', 2, 2, 1, []],
  ['fill from', '[0, 0].fill(9, x)[0]', 1, 0, 0, ['same true']],
  ['Array.prototype.at', '[5, x].at(x)', 1, 1, 1, ['same true']],
  ['slice', '[5, 6, 7].slice(x).length', 1, 2, 0, ['same true']],
  ['splice', '[5, 6, 7].splice(0, x).length', 1, 1, 0, ['same true']],
  ['with', '[5, 6].with(x, x)[1]', 1, 1, 1, ['same true']],
  ['copyWithin', '[5, 6, 7].copyWithin(0, x)[0]', 1, 6, 0, ['same true']],
  ['flat', '[[[x]]].flat(x).length', 2, 1, 0, ['same true']],
  ['join', '[x, 1].join("-") === "2-1" ? x : 0', 2, 2, 1, ['same true']],
  ['charAt', '"abc".charAt(x) === "b" ? 1 : 0', 1, 1, 0, ['same true']],
  ['String.prototype.at', '"abc".at(x) === "b" ? 1 : 0', 1, 1, 0, ['same true']],
  ['String.prototype.slice', '"abc".slice(x).length', 1, 2, 0, ['same true']],
  ['repeat', '"ab".repeat(x).length', 2, 4, 0, ['same true']],
  ['padStart', '"".padStart(x).length', 2, 2, 0, ['same true']],
  ['charCodeAt', '"abc".charCodeAt(x)', 1, 98, 0, ['same true']],
  ['String.fromCharCode', 'String.fromCharCode(x) === "A" ? 1 : 0', 65, 1, 0, ['same true']],
  ['property key', '({ 2: 7 })[x]', 2, 7, 0, ['same true']],
  ['in', '(x in [1, 2, 3]) ? x : 0', 2, 2, 1, ['same true']],
  ['Object.groupBy', 'Object.groupBy([1], () => x)[2].length', 2, 1, 0, ['same true']],
  ['np.value', 'np.value(x)', 2, 2, 0, ['same true']],
]; // biome-ignore format: a table

let script: Script;
beforeAll(async () => {
  script = await load(CASES.map(([, body], i) => `export const f${i} = (x) => ${body};`).join('\n'));
});

describe('natives on traced numbers', () => {
  test.each(CASES.map((row, i) => [row[0], i] as const))('%s', (_, i) => {
    const [, , x, value, derivative, decisions] = CASES[i]!;
    const result = script.at(x, `f${i}`);
    expect(result.values).toEqual([value]);
    expect(result.decisions).toEqual(decisions);
    expect(script.derivatives(x, 1, `f${i}`)[1]).toBe(derivative);
  });

  test.each(CASES.map((row, i) => [row[0], i] as const))('%s is the same untraced', (_, i) => {
    const [, , x, value] = CASES[i]!;
    if (!Number.isFinite(x) || Object.is(x, -0)) return; // not in JSON
    expect(script.at(0, `f${i}`, [x], -1).values).toEqual([value]);
  });
});

/** Where the derivative would be lost: an error that says what to write. */
const LOSSES: readonly (readonly [string, string])[] = [
  ['JSON.stringify', 'JSON.stringify([x]).length'],
  ['text read by Number', 'Number(`${x}`)'],
  ['text read by Number, with spaces', 'Number(` ${x} `)'],
  ['text read by parseFloat', 'parseFloat(`${x}px`)'],
  ['text read by parseInt', 'parseInt(String(x), 10)'],
  ['text of toFixed read back', 'Number(x.toFixed(2))'],
  ['text read by JSON.parse', 'JSON.parse(`{"a":[1,${x}]}`).a[1]'],
  ['text read by Math', 'Math.sin(`${x}`)'],
  ['text read by isNaN', 'isNaN(`${x}`) ? 1 : 0'],
  ['text in a Float64Array', 'new Float64Array([`${x}`])[0]'],
  ['parseInt of a tiny number', 'parseInt(np.multiply(x, 1e-9))'],
  ['BigInt', 'Number(BigInt(x))'],
  ['new Number', 'new Number(x).valueOf()'],
  ['another typed array', 'new Float32Array([x])[0]'],
  ['another typed array, element', '(() => { const a = new Int32Array(1); a[0] = x; return a[0]; })()'],
  ['another typed array, fill', 'new Uint8Array(1).fill(x)[0]'],
  ['DataView', '(() => { const v = new DataView(new ArrayBuffer(8)); v.setFloat64(0, x); return v.getFloat64(0); })()'],
  ['length of an array', '(() => { const a = []; a.length = x; return a.length; })()'],
  ['a native operator', 'x * 2'],
  ['Set algebra', 'new Set([x]).union(new Set([2])).size'],
]; // biome-ignore format: a table

test.each(LOSSES)('a loss is an error with a remedy: %s', async (_, body) => {
  const losing = await load(`export const f = (x) => ${body};`);
  const plain = losing.at(0, 'f', [2], -1);
  expect(plain.values).toHaveLength(1);
  expect(() => losing.at(2)).toThrow(
    expect.objectContaining({ code: 'E_TRACE', hint: expect.stringMatching(/./) }),
  );
});

test('text of an earlier evaluation or of no traced number reads as ever', async () => {
  const reading = await load(
    'let t = "1"; export const f = (x) => { const n = Number(t); t = "" + t.length; return n; };',
  );
  expect(reading.at(1).values).toEqual([1]);
  const other = await load(
    'export const f = (x) => [`${x}`, parseFloat("2.5"), JSON.parse("[3]")[0]].slice(1);',
  );
  expect(other.at(7).values).toEqual([2.5, 3]);
});
