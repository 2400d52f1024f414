/** What `console` prints is what Node prints, for the values scripts print; traced numbers print as numbers. */

import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { load } from './harness.ts';

/** Statements whose output must be Node's, to the letter. */
const STATEMENTS = [
  'console.log()',
  'console.log("a", 1, -0, 1.5e300, NaN, Infinity, true, null, undefined, 10n)',
  'console.log([1, 2, "three"], [], {}, [[]])',
  'console.log({ a: 1, "b c": "d", 3: { e: [1, { f: { g: 1 } }] } })',
  'console.log("it\'s", ["a\\nb", "back\\\\slash"])',
  'console.log([undefined, null, Symbol("s")], { [Symbol("k")]: 1 })',
  'console.log(new Map([["a", { b: 1 }]]), new Set([1, "x"]))',
  'console.log(function f() {}, () => {}, class C {}, Math.sin)',
  'console.log(new (class Vec { x = 1; y = 2; })())',
  'console.log({ get a() { return 1; }, set b(v) {}, get c() { return 1; }, set c(v) {} })',
  'console.log(Object.create(null))',
  'console.log("%s is %d%% of %i, %o", "x", 12.5, 3.9, "z", "rest")',
  'console.log("100%", 5)',
  'console.log("%d")',
  'console.log(Float64Array.of(1, 2))',
  'console.log(Array.from({ length: 3 }, (_, i) => ({ index: i, text: "a rather long text to break the line" })))',
  'console.info("info"); console.debug("debug")',
  'console.group("g"); console.log("inner\\nlines"); console.groupEnd(); console.log("outer")',
  'console.count(); console.count("c"); console.count(); console.countReset(); console.count()',
  'console.table([{ a: 1, b: "x" }, { a: 2.5, c: [1] }])',
  'console.table([[1, 2], [3, 4]])',
  'console.table({ r: 1, s: { t: 2 } })',
  'console.table(5)',
  'console.dir({ a: 1 })',
];

/** Return what Node's console writes to its standard output. */
function inNode(statements: readonly string[]): string {
  let text = '';
  const stdout = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  const console = new Console({ stdout, stderr: stdout, colorMode: false });
  for (const statement of statements) new Function('console', statement)(console);
  return text;
}

test('the output is Node’s', async () => {
  for (const statement of STATEMENTS) {
    const { printed } = await load(statement);
    expect([statement, printed.map(([, text]) => text).join('')]).toEqual([statement, inNode([statement])]);
    expect(printed.every(([stream]) => stream === 'out')).toBe(true);
  }
});

test('errors and warnings go to the other stream', async () => {
  const { printed } = await load(
    'console.error("e"); console.warn("w", 1); console.assert(0, "no"); console.assert(1); console.trace("t")',
  );
  expect(printed).toEqual([
    ['err', 'e\n'],
    ['err', 'w 1\n'],
    ['err', 'Assertion failed no\n'],
    ['err', 'Trace: t\n'],
  ]);
});

test('a traced number prints as its value and is not pinned', async () => {
  const script = await load(
    'export const f = (x) => { console.log(x, [x], { x }, "%d", x); console.table([x]); return x; };',
  );
  expect(script.at(2.5).decisions).toEqual([]);
  expect(script.printed[0]).toEqual(['out', '2.5 [ 2.5 ] { x: 2.5 } %d 2.5\n']);
  expect(script.printed[1]![1]).toContain('2.5');
});

test('output is bounded, whatever is printed', async () => {
  const { printed } = await load(`
    const ring = { a: 1 }; ring.ring = ring; console.log(ring);
    let deep = 0; for (let i = 0; i < 1e4; i++) deep = [deep]; console.log(deep);
    console.log(Array(1e6).fill(1));
    console.log('x'.repeat(1e7));
    console.log(new Proxy({}, { ownKeys() { return Array.from({ length: 5000 }, (_, i) => 'k' + i); } }));
    console.log(new Error('an error'));
  `);
  expect(printed[0]![1]).toContain('[Circular]');
  expect(printed[1]![1]).toBe('[ [ [ [Array] ] ] ]\n');
  for (const [, text] of printed) expect(text.length).toBeLessThan(110_000);
  expect(printed[2]![1]).toContain('... 999900 more items');
  expect(printed[5]![1]).toContain('Error: an error');
});

test('times print nothing: a script has no clock', async () => {
  expect((await load('console.time("a"); console.timeLog("a"); console.timeEnd("a");')).printed).toEqual([]);
});
