/** Scripts that want to run for ever, take all memory or bring the engine down: each ends in time with the documented error. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { AutogradError } from '../../src/base/errors.ts';
import { thrownBy } from './fixture.ts';
import { bundleWorker, runInWorker } from './worker-fixture.ts';

const TIMEOUT_MS = 500;
const MEMORY_BYTES = 64 * 2 ** 20;

/** The promise is timeout + 0.5 s; starting a worker and a busy machine come on top. */
const PATIENCE_MS = 3000;

const folder = mkdtempSync(join(tmpdir(), 'autograd-cli-'));
const worker = await bundleWorker('script-worker', folder);
afterAll(() => rmSync(folder, { recursive: true }));

/** For what is no matter of time: a busy machine must not turn its error into that of a limit. */
const PLENTY_MS = 20_000;

/** Run a script that must fail; return its error, the time it took and the memory this process gained at most. */
async function attack(
  code: string,
  timeoutMs = TIMEOUT_MS,
): Promise<{ error: AutogradError; ms: number; bytes: number }> {
  const before = process.memoryUsage().rss;
  let peak = before;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 10);
  const start = performance.now();
  const error = (await thrownBy(() =>
    runInWorker(worker, { code, timeoutMs, memoryBytes: MEMORY_BYTES }),
  )) as AutogradError;
  clearInterval(sampling);
  return { error, ms: performance.now() - start, bytes: peak - before };
}

describe('scripts without end', () => {
  test.each([
    ['a loop', 'while (true) {}'],
    ['a loop in the function', 'export const f = () => { for (;;) {} }'],
    ['a loop that catches everything', 'for (;;) try { for (;;) {} } catch {} finally { continue }'],
    ['a generator that is never done', 'for (const x of (function* () { for (;;) yield 1 })()) {}'],
    ['a regular expression that backtracks', '/^(a+)+$/.test("a".repeat(40) + "b")'],
    ['an async loop', 'const f0 = async () => { for (;;) await 0 }; await f0()'],
    ['an async loop nobody waits for', '(async () => { for (;;) await 0 })()'],
    ['jobs that make jobs', 'const again = () => Promise.resolve().then(again); again()'],
    ['joining a billion holes', 'new Array(1e9) + ""'],
    ['a quadratic search', 'const a = "a".repeat(4e6); a.indexOf(a.slice(2e6) + "b")'],
    ['a big sort', 'Array.from({ length: 5e5 }, (_, i) => (i * 7919) % 500009).sort(); for (;;);'],
    ['a comparison that never ends', '[1, 2, 3].sort(() => { for (;;); })'],
    ['a getter of a thrown value', 'throw { get message() { for (;;); } }'],
    ['a getter of an export', 'export const f = () => { throw { get stack() { for (;;); } } }'],
    ['a proxy that answers for ever', 'throw new Proxy({}, { get() { for (;;); } })'],
    ['text that is made when it is printed', 'host.print("out", { toString() { for (;;); } })'],
  ])('%s', async (_, code) => {
    const { error, ms } = await attack(code);
    expect(error).toMatchObject({
      code: 'E_LIMIT',
      message: expect.stringContaining('0.5 s'),
      hint: expect.stringContaining('--timeout'),
    });
    expect(ms).toBeLessThan(TIMEOUT_MS + PATIENCE_MS);
  });
});

describe('scripts that hoard memory', () => {
  test.each([
    ['strings', 'const c = []; for (;;) c.push("x".repeat(1 << 20) + c.length)'],
    ['typed arrays', 'const c = []; for (;;) c.push(new Float64Array(1 << 17))'],
    ['small objects', 'let list = null; for (;;) list = { list }'],
    ['numbers', 'const c = []; for (;;) c.push(c.length + 0.5)'],
    ['closures', 'let g = () => 0; for (;;) { const h = g; g = () => h }'],
    ['a spread without end', '[...(function* () { for (;;) yield 0.5 })()]'],
    ['one array too big', 'new Float64Array(2 ** 26)'],
    [
      'strings in an async function',
      'const c = []; for (;;) { await null; c.push("x".repeat(1 << 20) + c.length) }',
    ],
    [
      'and catch everything',
      'const c = []; for (;;) try { for (;;) c.push(new Float64Array(1 << 17)) } catch {}',
    ],
  ])('%s', async (_, code) => {
    const { error, ms, bytes } = await attack(code);
    expect(error).toMatchObject({ code: 'E_LIMIT', hint: expect.stringMatching(/--memory|--timeout/) });
    expect(ms).toBeLessThan(TIMEOUT_MS + PATIENCE_MS);
    expect(bytes).toBeLessThan(MEMORY_BYTES + 150 * 2 ** 20);
  });

  test('the error of memory names its limit', async () => {
    const { error } = await attack('const c = []; for (;;) c.push(new Float64Array(1 << 17))', PLENTY_MS);
    expect(error).toMatchObject({
      message: expect.stringContaining('64 MB'),
      hint: expect.stringContaining('--memory'),
    });
  });

  test('most of the memory can be used by one honest array', async () => {
    const code = 'const a = new Float64Array(48 * 2 ** 17); a[0] = 1; export const f = () => a.length';
    expect(await runInWorker(worker, { code })).toEqual([{ structure: String(48 * 2 ** 17) }]);
  });
});

describe('scripts that go too deep', () => {
  test.each([
    ['recursion', 'const f0 = () => f0() + 1; f0()'],
    ['recursion through natives', 'const f0 = () => [1].map(f0); f0()'],
    ['recursion by getters', 'const o = { get a() { return this.a } }; o.a'],
    ['recursion by conversions', 'const o = { toString: () => String(o) }; String(o)'],
    ['a proxy of a proxy …', 'let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.a'],
    ['arrays in arrays, joined', 'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; String(a)'],
  ])('%s', async (_, code) => {
    const { error } = await attack(code, PLENTY_MS);
    expect(error).toMatchObject({ code: 'E_SCRIPT', message: expect.stringContaining('recurses') });
  });

  test.each([
    ['parentheses', `${'('.repeat(20_000)}1${')'.repeat(20_000)}`],
    ['brackets', `${'['.repeat(20_000)}1${']'.repeat(20_000)}`],
    ['JSON', 'JSON.parse("[".repeat(50000) + "]".repeat(50000))'],
    ['a regular expression', 'new RegExp("(".repeat(50000) + ")".repeat(50000))'],
  ])('thousands of nested %s end in an error of the script or in nothing', async (_, code) => {
    const outcome = await runInWorker(worker, { code }).catch((error: AutogradError) => error);
    if (!Array.isArray(outcome)) expect(outcome.code).toBe('E_SCRIPT');
  });

  test('ten thousand frames are not too deep', async () => {
    const code = 'const depth = (n) => n === 0 ? 0 : 1 + depth(n - 1); export const f = () => depth(10000)';
    expect(await runInWorker(worker, { code })).toEqual([{ structure: '10000' }]);
  });

  test('a script may catch its own recursion', async () => {
    const code =
      'const f0 = () => f0() + 1; export const f = () => { try { f0() } catch (e) { return e.message } }';
    expect(await runInWorker(worker, { code })).toEqual([{ structure: '"stack overflow"' }]);
  });
});

describe('scripts that ask for the impossible', () => {
  test.each([
    ['text that doubles', 'let s = "x"; for (;;) s += s'],
    ['a typed array of 2^28', 'new Float64Array(2 ** 28)'],
    ['a whole number of a billion bits', '1n << 1000000000n'],
    ['text repeated 2^30 times', '"x".repeat(2 ** 30)'],
    [
      'JSON of nested arrays',
      'let a = []; for (let i = 0; i < 5e4; i++) a = [a]; JSON.stringify(a); for (;;);',
    ],
    ['functions in functions', `${'()=>'.repeat(20_000)}1`],
    ['an array filled to 2^32', 'new Array(2 ** 32 - 1).fill(0)'],
  ])('%s', async (_, code) => {
    const { error, ms } = await attack(code);
    expect(['E_SCRIPT', 'E_LIMIT']).toContain(error.code);
    expect(ms).toBeLessThan(TIMEOUT_MS + PATIENCE_MS);
  });

  test('a forged stack stays text', async () => {
    const { error } = await attack(
      'throw Object.assign(new Error("m"), { stack: "at \\x1b[31m /etc/passwd:1:1" })',
      PLENTY_MS,
    );
    expect(error).toMatchObject({ code: 'E_SCRIPT', cause: { guestStack: 'at \x1b[31m /etc/passwd:1:1' } });
  });
});
