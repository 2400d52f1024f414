/** One script in one VM: modules, calls, errors, what crosses the border, and that nothing is left behind. */

import { describe, expect, test } from 'vitest';
import { AutogradError } from '../../src/base/errors.ts';
import type { Graph, NodeId } from '../../src/graph/graph.ts';
import { ALIAS } from '../../src/graph/graph.ts';
import { OUTPUT } from '../../src/graph/wire.ts';
import { codeOf } from '../../src/ops/registry.ts';
import { openSession, runScript, thrownBy } from './fixture.ts';

const MUL = codeOf('mul');

describe('modules', () => {
  test('the kinds of the exports are known after loading', async () => {
    const session = await openSession({ '/main.js': 'export const a = 1; export default (x) => x;' });
    expect(session.load('/main.js')).toEqual([
      ['a', 'number'],
      ['default', 'function'],
    ]);
    session.dispose();
  });

  test('imports are asked for with the name of the importer, and circles close', async () => {
    const asked: string[][] = [];
    const files: Record<string, string> = {
      '/main.js': 'import { b } from "/b.js"; export const a = 2; export const f = () => b();',
      '/b.js': 'import { a } from "/main.js"; export const b = () => a + 1;',
    };
    const session = await openSession(files, {
      loadModule(name, importer) {
        asked.push([name, importer]);
        return { name, code: files[name]! };
      },
    });
    session.load('/main.js');
    expect(session.evaluate('f', '[]', 0, 0).structure).toBe('3');
    expect(asked).toEqual([
      ['/main.js', ''],
      ['/b.js', '/main.js'],
      ['/main.js', '/b.js'],
    ]);
    session.dispose();
  });

  test('built-in modules come from the guest, without a question', async () => {
    const code = 'import { builtIn } from "autograd-cli/numpy"; export const f = () => builtIn;';
    const session = await runScript(code);
    expect(session.evaluate('f', '[]', 0, 0).structure).toBe('"autograd-cli/numpy"');
    session.dispose();
  });

  test('top-level await and dynamic imports are waited for', async () => {
    const files = {
      '/main.js': 'const { b } = await import("/b.js"); await null; export const f = () => b;',
      '/b.js': 'export const b = await Promise.resolve(7);',
    };
    const session = await openSession(files);
    session.load('/main.js');
    expect(session.evaluate('f', '[]', 0, 0).structure).toBe('7');
    session.dispose();
  });

  test.each(['import "/gone.js";', 'await import("/gone.js");', 'export * from "/gone.js";'])(
    'the error of a module that cannot be had arrives whole: %s',
    async (code) => {
      const gone = new AutogradError('E_SCRIPT', 'no such file: /gone.js', {
        at: { file: '/main.js', line: 1, column: 8 },
      });
      const files: Record<string, string> = { '/main.js': code };
      const session = await openSession(files, {
        loadModule(name) {
          if (files[name] === undefined) throw gone;
          return { name, code: files[name] };
        },
      });
      expect(await thrownBy(() => session.load('/main.js'))).toBe(gone);
      session.dispose();
    },
  );

  test('a script may catch a module that cannot be had', async () => {
    const files: Record<string, string> = {
      '/main.js':
        'let e; try { await import("/gone.js") } catch (error) { e = error.message } export const f = () => e;',
    };
    const session = await openSession(files, {
      loadModule(name) {
        if (files[name] === undefined) throw new AutogradError('E_SCRIPT', `no such file: ${name}`);
        return { name, code: files[name] };
      },
    });
    session.load('/main.js');
    expect(session.evaluate('f', '[]', 0, 0).structure).toBe('"no such file: /gone.js"');
    session.dispose();
  });

  test('a promise that is never settled is the script’s fault', async () => {
    expect(await thrownBy(() => runScript('await new Promise(() => {});'))).toMatchObject({
      code: 'E_SCRIPT',
    });
  });

  test('the time it takes to find modules is not the script’s', async () => {
    const files: Record<string, string> = { '/main.js': 'import "/b.js";', '/b.js': '' };
    const session = await openSession(files, {
      timeoutMs: 100,
      loadModule(name) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
        return { name, code: files[name]! };
      },
    });
    session.load('/main.js');
    session.dispose();
  });
});

describe('calls', () => {
  test('arguments come from JSON, the varying one exactly', async () => {
    const session = await runScript('export const f = (a, x, b) => [a.length, Object.is(x, -0), b];');
    expect(session.evaluate('f', '[[1,2],null,"t"]', 1, -0).structure).toBe('[2,true,"t"]');
    session.dispose();
  });

  test('each call has a trace of its own', async () => {
    const session = await runScript(
      `export const f = () => { record(${MUL}, 0, 0, 0); record(${OUTPUT}, 1, 0, 0); };`,
    );
    const [first, second] = [session.evaluate('f', '[null]', 0, 3), session.evaluate('f', '[null]', 0, 4)];
    expect(first.trace.graph).not.toBe(second.trace.graph);
    expect([first, second].map(({ trace }) => trace.graph.ops[trace.outputs[0]!])).toEqual([MUL, MUL]);
    session.dispose();
  });

  test('the guest gets kernels from the host', async () => {
    const session = await runScript(`export const f = () => host.kernel(${MUL}, 3, 0.5, 0);`);
    expect(session.evaluate('f', '[]', 0, 0).structure).toBe('1.5');
    session.dispose();
  });

  test('the guest prints through the host', async () => {
    const printed: string[][] = [];
    const print = (stream: string, text: string) => void printed.push([stream, text]);
    const session = await runScript('host.print("out", "α\\n");', { print });
    expect(printed).toEqual([['out', 'α\n']]);
    session.dispose();
  });

  test('the seed is the guest’s', async () => {
    const session = await runScript('export const f = () => host.seed;', { seed: 42 });
    expect(session.evaluate('f', '[]', 0, 0).structure).toBe('42');
    session.dispose();
  });
});

describe('derivatives inside a script', () => {
  /** d/dv (v·v) = v + v, for a graph in which the output is v·v. */
  const differentiate = (graph: Graph, _output: NodeId, input: NodeId) => [
    graph.node(codeOf('add'), input, input),
  ];

  test('of the input: live, with its value', async () => {
    const code = `export const f = () => {
      tape.set([${ALIAS}, 0, 0, 0, ${MUL}, 1, 1, 0]);
      host.flush(2, 3);
      host.differentiate(2, 1, 1);
      const pair = [tape[0], tape[1]];
      tape.set([${OUTPUT}, 3, 0, 0]);
      host.flush(1, 4);
      return pair;
    };`;
    const session = await runScript(code, { differentiate });
    const { structure, trace } = session.evaluate('f', '[null]', 0, 5);
    expect(structure).toBe('[1,10]');
    expect(trace.graph.ops[trace.outputs[0]!]).toBe(codeOf('add'));
    session.dispose();
  });

  test('of a constant: not live', async () => {
    const code = `export const f = () => {
      tape.set([${ALIAS} + 256, 4, 0, 0, ${MUL}, 1, 1, 0]);
      host.flush(2, 3);
      host.differentiate(2, 1, 1);
      return [tape[0], tape[1]];
    };`;
    const session = await runScript(code, { differentiate });
    expect(session.evaluate('f', '[null]', 0, 5).structure).toBe('[0,8]');
    session.dispose();
  });

  test('a derivative that does not exist is an error at the script’s line, which it may catch', async () => {
    const noRule = new AutogradError('E_RULE', 'there is no derivative of f', { hint: 'ask for another' });
    const options = {
      differentiate: () => {
        throw noRule;
      },
    };
    const call = `() => {\n host.differentiate(0, 0, 1); }`;
    const session = await runScript(
      `export const f = ${call}; export const g = () => { try { f() } catch { return 1 } };`,
      options,
    );
    expect(await thrownBy(() => session.evaluate('f', '[null]', 0, 5))).toMatchObject({
      code: 'E_RULE',
      hint: 'ask for another',
      cause: { guestStack: expect.stringContaining('/main.js:2') },
    });
    expect(session.evaluate('g', '[null]', 0, 5).structure).toBe('1');
    session.dispose();
  });
});

describe('errors of the script', () => {
  test('carry message and stack', async () => {
    const session = await runScript('export function f() {\n  throw new TypeError("no");\n}');
    expect(await thrownBy(() => session.evaluate('f', '[]', 0, 0))).toMatchObject({
      code: 'E_SCRIPT',
      message: 'TypeError: no',
      cause: { guestStack: expect.stringContaining('at f (/main.js:2:') },
    });
    expect(session.evaluate.bind(session, 'f', '[]', 0, 0)).toThrow('no'); // the VM is still good
    session.dispose();
  });

  test('a lost derivative is E_TRACE with its hint', async () => {
    const session = await runScript(
      'export const f = () => { throw Object.assign(new Error("lost"), { loss: "pin it" }) };',
    );
    expect(await thrownBy(() => session.evaluate('f', '[]', 0, 0))).toMatchObject({
      code: 'E_TRACE',
      message: 'lost',
      hint: 'pin it',
    });
    session.dispose();
  });

  test.each(['syntax error here', 'throw new Error("at load")', 'await Promise.reject(new Error("late"))'])(
    'while loading: %s',
    async (code) => {
      const session = await openSession({ '/main.js': code });
      expect(await thrownBy(() => session.load('/main.js'))).toMatchObject({ code: 'E_SCRIPT' });
      session.dispose();
    },
  );

  test.each([
    'null',
    'undefined',
    '0',
    '""',
    'Symbol("s")',
    '() => {}',
    '{}',
    'new Proxy({}, { get() { throw 1 } })',
    '{ message: { toString() { throw 2 } } }',
    '{ get message() { throw 3 } }',
    '{ name: {}, message: [], stack: 7, loss: 8 }',
    '{ message: "x".repeat(1e6), stack: "y".repeat(1e6) }',
    '{ toJSON() { throw 4 }, message: "m" }',
    'Object.create(null)',
    '10n',
  ])('a script may throw anything: %s', async (value) => {
    const session = await runScript(`export const f = () => { throw (${value}) };`);
    const error = (await thrownBy(() => session.evaluate('f', '[]', 0, 0))) as AutogradError;
    expect(['E_SCRIPT', 'E_TRACE']).toContain(error.code);
    expect(error.message.length).toBeLessThan(3000);
    session.dispose();
  });
});

test('a forged tape is our error, and the VM is not used again', async () => {
  const session = await runScript(`export const f = () => { record(${MUL}, 77, 0, 0); };`);
  expect(await thrownBy(() => session.evaluate('f', '[null]', 0, 1))).toMatchObject({ code: 'E_INTERNAL' });
  expect(await thrownBy(() => session.evaluate('f', '[null]', 0, 1))).toMatchObject({ code: 'E_INTERNAL' });
});

test('a script cannot catch its way past the host', async () => {
  const code = 'export const f = () => { for (;;) try { host.flush(-1) } catch {} };';
  const session = await runScript(code);
  expect(await thrownBy(() => session.evaluate('f', '[]', 0, 0))).toMatchObject({ code: 'E_INTERNAL' });
});

test('fifty sessions leave nothing behind', { timeout: 30_000 }, async () => {
  // QuickJS aborts when a runtime is freed while a value of it is still held, so a leaked handle fails here.
  // (`assertNoMemoryAllocated` of quickjs-emscripten needs a build with the leak sanitizer, which the release is not.)
  for (let i = 0; i < 50; i++) {
    const session = await runScript(
      'const m = await import("autograd-cli"); export const f = (x) => [x, String(x)];',
    );
    session.evaluate('f', '[null]', 0, i);
    session.dispose();
  }
});
