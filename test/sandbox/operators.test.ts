/** What operators record on traced numbers, and what they refuse. Rewritten text runs here with the guest's own operators. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of scripts

import { beforeAll, describe, expect, test } from 'vitest';
import { type RewriteModule, rewriter } from '../../src/script/rewrite.ts';
import { run } from '../script/run.ts';
import { plainOf, trace, tracer } from './guest-in-node.ts';

let rewrite: RewriteModule;
beforeAll(async () => {
  rewrite = await rewriter();
});

/** Trace the body of a function of `x`; return the plain value of its result and the records. */
async function traced(body: string, x: number): Promise<{ value: unknown; records: string[] }> {
  const { code } = rewrite(`export const f = (x) => { ${body} }`, 'a.js');
  const { f } = (await run(code)) as { f: (x: unknown) => unknown };
  const { result, records } = trace(f, x);
  return { value: plainOf(result), records };
}

/** Body, the point, the value, the records; `#0` is x, `#n` the result of the n-th primitive. */
const TABLE: readonly (readonly [body: string, x: number, value: unknown, records: readonly string[]])[] = [
  ['return x + x', 3, 6, ['add #0 #0']],
  ['return x - 1', 3, 2, ['sub #0 1']],
  ['return 2 * x', 3, 6, ['mul 2 #0']],
  ['return 1 / x', 4, 0.25, ['div 1 #0']],
  ['return x % 3', 7, 1, ['fmod #0 3']],
  ['return x ** 2', 3, 9, ['pow #0 2']],
  ['return -x', 3, -3, ['neg #0']],
  ['return +x', 3, 3, []],
  ['return x * "2" + null + true + undefined', 3, Number.NaN, ['mul #0 2', 'add #1 0', 'add #2 1', 'add #3 NaN']],
  ['return x * { valueOf: () => 4 }', 3, 12, ['mul #0 4']],
  ['return new Date(5) - x', 3, 2, ['sub 5 #0']],
  ['return { valueOf: () => x } * 2', 3, 6, ['mul #0 2']],
  ['return 2 ** { valueOf: () => x }', 3, 8, ['pow 2 #0']],
  ['return { valueOf: () => x } + { toString: () => x, valueOf: () => ({}) }', 3, 6, ['add #0 #0']],
  ['return { valueOf: () => x, toString: () => "t" } + "a"', 3, '3a', ['same #0 3']],
  ['return { [Symbol.toPrimitive]: (hint) => (hint === "number" ? x : 0) } - 1', 3, 2, ['sub #0 1']],
  ['return -{ valueOf: () => x } + +{ valueOf: () => x }', 3, 0, ['neg #0', 'add #1 #0']],
  ['let o = { valueOf: () => x }; o++; return --o', 3, 3, ['add #0 1', 'sub #1 1']],
  ['return { valueOf: () => x } < 4', 3, true, ['lt #0 4']],
  ['return { valueOf: () => x } == 3', 3, true, ['eq #0 3']],
  ['return { valueOf: () => x } | 0', 3.5, 3, ['toInt32 #0']],
  ['return x + ""', 3, '3', ['same #0 3']],
  ['return "a" + x', 3, 'a3', ['same #0 3']],
  ['return new Date(0) + x', 3, `${new Date(0)}3`, ['same #0 3']],
  ['return `${x}`', -0, '0', ['same #0 0']],
  ['return [5, 6, 7][x]', 1, 6, ['same #0 1']],
  ['return x | 0', 2.5, 2, ['toInt32 #0']],
  ['return ~~x', 2.5, 2, ['toInt32 #0']],
  ['return x >> 0', -2.5, -2, ['toInt32 #0']],
  ['return x >>> 0', -1, 4294967295, ['toUint32 #0']],
  ['return ~x', 2.5, -3, ['toInt32 #0', 'neg #1', 'sub #2 1']],
  ['return x & 3', 6.5, 2, ['toInt32 #0', 'same #1 6']],
  ['return 1 << x', 3, 8, ['toInt32 #0', 'same #1 3']],
  ['return x < 2', 3, false, ['not lt #0 2']],
  ['return x <= 3', 3, true, ['le #0 3']],
  ['return x > 2', 3, true, ['lt 2 #0']],
  ['return x >= 4', 3, false, ['not le 4 #0']],
  ['return x < "5"', 3, true, ['lt #0 5']],
  ['return x < undefined', 3, false, ['not lt #0 NaN']],
  ['return x < 5n', 3, true, ['same #0 3']],
  ['return x === 3', 3, true, ['eq #0 3']],
  ['return x !== x', Number.NaN, true, ['not eq #0 #0']],
  ['return [x === "3", x === null, x === true, x == null, x === undefined, x === {}].join()', 3, 'false,false,false,false,false,false', []],
  ['return x == "3"', 3, true, ['same #0 3']],
  ['return x == 3', 3, true, ['eq #0 3']],
  ['return typeof x', 3, 'number', []],
  ['return x ? 1 : 2', 0, 2, ['not truth #0']],
  ['return !x', Number.NaN, true, ['not truth #0']],
  ['return x && 5', 0, 0, ['not truth #0']],
  ['return x && 5', 1, 5, ['truth #0']],
  ['return (x && 5) * 2', 0, 0, ['not truth #0', 'mul #0 2']],
  ['return x || 5', 0, 5, ['not truth #0']],
  ['return x || 5', 2, 2, ['truth #0']],
  ['return (x && x && 1) || (x && 2)', 0, 0, ['not truth #0', 'not truth #0', 'not truth #0', 'not truth #0']],
  ['return x ?? 5', 2, 2, []],
  ['x ||= 4; return x', 0, 4, ['not truth #0']],
  ['x &&= x * 2; return x', 3, 6, ['truth #0', 'mul #0 2']],
  ['return x++ * x', 3, 12, ['add #0 1', 'mul #0 #1']],
  ['const o = { v: x }; return o.v-- * o.v', 3, 6, ['sub #0 1', 'mul #0 #1']],
  ['const a = [x]; let k = 0; a[k++] += a[0]; return a[0] * k', 3, 6, ['add #0 #0', 'mul #1 1']],
  ['switch (x) { case 1: return "a"; case 2: return "b"; default: return "c" }', 2, 'b', ['not eq #0 1', 'eq #0 2']],
  ['while (x) { if (x < 1) break; x = x / 2 }; return x', 1, 0.5, ['truth #0', 'not lt #0 1', 'div #0 2', 'truth #1', 'lt #1 1']],
  ['let s = 0; for (let i = 0; i < x; i++) s += i * x; return s', 2, 2, ['lt 0 #0', 'mul 0 #0', 'add 0 #1', 'lt 1 #0', 'mul 1 #0', 'add #2 #3', 'not lt 2 #0']],
  ['class A { #p = x; f() { this.#p *= 2; return this.#p++ } } return new A().f()', 3, 6, ['mul #0 2', 'add #1 1']],
  ['const [a, b = x * 2] = [x]; return a + b', 3, 9, ['mul #0 2', 'add #0 #1']],
  ['function* g() { yield x; yield x * x } let s = 0; for (const v of g()) s += v; return s', 3, 12, ['add 0 #0', 'mul #0 #0', 'add #1 #2']],
  ['return [x, 1].map((v) => v * 2).reduce((a, b) => a + b)', 3, 8, ['mul #0 2', 'add #1 2']],
]; // biome-ignore format: a table

describe.each(TABLE)('%s', (body, x, value, records) => {
  test(`at ${Object.is(x, -0) ? '-0' : x}`, async () => {
    expect(await traced(body, x)).toEqual({ value, records });
  });
});

describe('no derivative is lost in silence', () => {
  test.each([
    'Math.fround(x)',
    'new Uint8Array([x])',
    'isNaN(x)',
    '"abc".repeat(x)',
    'new Date(x).getTime()',
    'JSON.stringify({ x })',
    '[x, 1].sort((a, b) => a - b)',
  ])('%s', async (expression) => {
    const error: unknown = await traced(`return ${expression}`, 3).catch((thrown: unknown) => thrown);
    expect(tracer.hintOf(error)).toContain('np.value(x)');
  });

  test.each([
    '+`${x}`',
    '`${x}` * 2',
    '2 - (x + "")',
    '-("" + x) * 2',
    '(() => { let s = `${x}`; s++; return s })()',
    '(() => { let s = ` ${x} `; s *= 2; return s })()',
  ])('text read back as a number: %s', async (expression) => {
    const error: unknown = await traced(`return ${expression}`, 3.25).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toContain('3.25');
    expect(tracer.hintOf(error)).toContain('np.value(x)');
  });

  test('text of plain numbers may be read back', async () => {
    expect(await traced('return +`${2}` * "3" + x', 1)).toMatchObject({ value: 7 });
  });

  test('the engine’s own errors are no losses', async () => {
    for (const expression of ['x * 1n', 'x + Symbol.iterator', '1n - x']) {
      const error: unknown = await traced(`return ${expression}`, 1).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(TypeError);
      expect(tracer.hintOf(error)).toBeUndefined();
    }
  });
});

describe('a traced number shows nothing of itself', () => {
  const x = tracer.beginTrace(3);

  test('no keys, no fields, no class', () => {
    expect(Reflect.ownKeys(x)).toEqual([]);
    expect({ ...x }).toEqual({});
    expect((x as object).constructor).toBe(Number);
    expect(x).toBeInstanceOf(Number);
  });

  test('what is made from its prototype is not traced', () => {
    const forged = Object.create(Object.getPrototypeOf(x)) as unknown;
    expect(tracer.isTraced(forged)).toBe(false);
    expect(Object.isFrozen(Object.getPrototypeOf(x))).toBe(true);
  });
});

describe('traces', () => {
  test('a number of an earlier trace counts as a constant, and is noticed', async () => {
    const { code } = rewrite(
      'let old; export const f = (x) => { const y = old === undefined ? x : old * x + old; old = x * 2; return y }',
      'a.js',
    );
    const { f } = (await run(code)) as { f: (x: unknown) => unknown };
    expect(trace(f, 3).records).toEqual(['mul #0 2']);
    const { result, records } = trace(f, 5);
    expect(plainOf(result)).toBe(36);
    expect(records).toEqual(['mul 6 #0', 'stale', 'add #1 6', 'stale', 'mul #0 2']);
  });

  test('a stale number in a decision and as a result', () => {
    const old = tracer.beginTrace(3);
    const { records } = trace(
      () => [tracer.decide('lt', true, old, 4), tracer.output(old), tracer.output(7)],
      1,
    );
    expect(records).toEqual(['lt 3 4', 'stale', 'output 3', 'stale', 'output 7']);
  });

  test('longer ones than the tape arrive whole and in order', async () => {
    const { value, records } = await traced(
      'let s = 0; for (let i = 0; i < 500; i++) { s += i; if (x < i) s -= x }; return s + x',
      1e9,
    );
    expect(value).toBe(1e9 + 124750);
    expect(records).toHaveLength(501);
    expect(records.at(-1)).toBe('add 124750 #0');
    expect(records[499]).toBe('not lt #0 499');
  });
});
