/** What a script can reach, name by name, and that changing it leads to right results or an error. */

import { describe, expect, test } from 'vitest';
import { load, value } from './harness.ts';

const GLOBALS = [
  // ECMAScript
  'AggregateError', 'Array', 'ArrayBuffer', 'BigInt', 'BigInt64Array', 'BigUint64Array', 'Boolean', 'DataView', 'Error', 'EvalError',
  'Float32Array', 'Float64Array', 'Function', 'Infinity', 'Int16Array', 'Int32Array', 'Int8Array', 'InternalError', 'Iterator', 'JSON', 'Map',
  'Math', 'NaN', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'ReferenceError', 'Reflect', 'RegExp', 'Set', 'String', 'Symbol',
  'SyntaxError', 'TypeError', 'URIError', 'Uint16Array', 'Uint32Array', 'Uint8Array', 'Uint8ClampedArray', 'WeakMap', 'WeakSet',
  'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'eval', 'globalThis', 'isFinite', 'isNaN',
  'parseFloat', 'parseInt', 'undefined', 'unescape',
  // ours
  'console', 'np', 'scipy', 'special', 'stats',
  'checkGrads', 'checkpoint', 'defjvp', 'defvjp', 'derivatives', 'elementwiseGrad', 'flatten', 'grad', 'gradAndAux', 'gradNamed', 'hessian',
  'hessianTensorProduct', 'hessianVectorProduct', 'holomorphicGrad', 'jacobian', 'jvp', 'makeGgnvp', 'makeHvp', 'makeJvp', 'makeVjp',
  'multigradDict', 'primitive', 'taylor', 'tensorJacobianProduct', 'valueAndGrad', 'vectorJacobianProduct',
]; // biome-ignore format: a list of words

test('globalThis holds these names and no others', async () => {
  const names = (await value('Object.getOwnPropertyNames(globalThis)')) as string[];
  expect(names.sort()).toEqual([...GLOBALS].sort());
  expect(await value('Object.getOwnPropertySymbols(globalThis).map(String)')).toEqual([
    'Symbol(Symbol.toStringTag)',
  ]);
});

test('Math holds what ES2023 has', async () => {
  const expected = Object.getOwnPropertyNames(Math).filter(
    (name) => !['f16round', 'sumPrecise'].includes(name),
  );
  expect(((await value('Object.getOwnPropertyNames(Math)')) as string[]).sort()).toEqual(expected.sort());
});

describe('no text becomes code', () => {
  test.each([
    'eval("1")',
    '(0, eval)("1")',
    'Function("return 1")()',
    'new Function("return 1")',
    '(() => {}).constructor("return 1")()',
    '(function* () {}).constructor("yield 1")',
    '(async () => {}).constructor("return 1")',
    '(async function* () {}).constructor("yield 1")',
    'Reflect.construct(Function, ["return 1"])',
    'Object.getPrototypeOf(class {}).constructor("return 1")',
    'new (class extends Function {})("return 1")',
  ])('%s', async (expression) => {
    await expect(value(expression)).rejects.toThrow(
      /is not available: the tool has to read all code before it runs/,
    );
  });

  test('functions are functions all the same', async () => {
    expect(
      await value(
        '[(() => 1) instanceof Function, Function.prototype === Object.getPrototypeOf(() => 1), Function.name, (() => 1).constructor === Function]',
      ),
    ).toEqual([true, true, 'Function', true]);
  });
});

test('nothing of the tracer or the host can be reached', async () => {
  const script = await load(`
    export const f = (x) => {
      if (x.constructor !== Number || Object.keys(x).length > 0 || Reflect.ownKeys(x).length > 0) throw new Error('seen');
      if (typeof host !== 'undefined' || typeof $ag !== 'undefined' || 'host' in globalThis) throw new Error('host');
      return x;
    };`);
  expect(script.at(2).values).toEqual([2]);
});

/** Attempts to make the prelude compute something else. Afterwards f(2) = sin(2)·2 + 1 with its derivative, or an error. */
const ATTACKS = [
  'Math.sin = () => 0',
  'globalThis.Math = { sin: () => 0 }',
  'delete Math.sin; Math.sin = () => 0',
  'Object.defineProperty(Math, "sin", { value: () => 0 })',
  'globalThis.np = {}',
  'np.multiply = () => 0',
  'grad = () => () => 0',
  'Number.isFinite = () => false',
  'Object.is = () => false',
  'Object.prototype.x = 1',
  'Object.prototype[0] = 9',
  'Object.defineProperty(Object.prototype, "get", { value: () => 0 })',
  'Object.prototype.toJSON = () => 0',
  'Object.prototype.__defineGetter__("constant", () => 1)',
  'Array.prototype.push = () => 0',
  'Array.prototype.map = () => 0',
  'Array.prototype.slice = Array.prototype.fill = Array.prototype.indexOf = () => 0',
  'Array.prototype[Symbol.iterator] = function* () {}',
  'Object.getPrototypeOf([][Symbol.iterator]()).next = () => ({ done: true })',
  'Object.defineProperty(Array.prototype, 0, { set() {}, get() { return 9; }, configurable: true })',
  'Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => 0',
  'Reflect.apply = () => 0',
  'Number.prototype[Symbol.toPrimitive] = () => 0',
  'Number.prototype.valueOf = () => 0; Number.prototype.toString = () => "0"',
  'String.prototype.slice = String.prototype.trim = () => ""',
  'Object.defineProperty(Symbol, "toPrimitive", { value: Symbol() })',
  'JSON.parse = () => [0]; JSON.stringify = () => "0"',
  'WeakMap.prototype.get = Map.prototype.get = Set.prototype.has = () => 0',
  'RegExp.prototype.exec = RegExp.prototype.test = () => null',
  'Object.getOwnPropertyDescriptor = () => ({ value: 0 })',
  'Float64Array = Array',
  'Float64Array.prototype.set = () => 0',
  'Symbol.iterator = Symbol()',
  'Object.freeze = (x) => x; Object.setPrototypeOf(np, { tan: () => 0 })',
  'console.log = () => 0',
  'Promise = Map = Set = WeakMap = undefined',
  'globalThis.$ag_add = () => 0; globalThis.$ag_guest = {}',
]; // biome-ignore format: a list of scripts

test.each(ATTACKS)('tampering leads to right results or an error: %s', async (attack) => {
  const code = `${attack};
    export const f = (x) => np.add(np.multiply(Math.sin(x), np.max([x, 1])), grad(np.square)(0.5));
    export const g = (x) => ({ a: [np.clip(x, 0, 1), x], b: new Float64Array([x])[0] });`;
  const outcome = await load(code)
    .then((script) => ({ derivatives: script.derivatives(2), values: script.at(2, 'g').values }))
    .catch((error: Error) => error);
  if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'E_SCRIPT' });
  else
    expect(outcome).toEqual({
      derivatives: [Math.sin(2) * 2 + 1, Math.sin(2) + 2 * Math.cos(2)],
      values: [1, 2, 2],
    });
});

test('honest extensions still work', async () => {
  const script = await load(`
    Array.prototype.total = function () { return this.reduce((a, b) => np.add(a, b), 0); };
    class Polynomial extends Array { at2() { return this.map((c) => np.multiply(c, 2)); } }
    class Failure extends Error { constructor(m) { super(m); this.name = 'Failure'; } toString() { return 'f'; } }
    function Old() { this.v = 1; } Old.prototype.toString = function () { return 'old'; }; Old.prototype.constructor = Old;
    export const f = (x) => {
      if (String(new Old()) !== 'old' || new Failure('m').name !== 'Failure') throw new Error('broken');
      const p = Polynomial.of(x, 1).at2();
      if (!(p instanceof Polynomial) || !(p instanceof Array) || !Array.isArray(p) || p.constructor !== Polynomial) throw new Error('class');
      if ([].constructor !== Array || [1].map(String).constructor !== Array) throw new Error('array');
      return [...p].total();
    };`);
  expect(script.derivatives(3)).toEqual([8, 2]);
});

test('promises still run', async () => {
  const script = await load(
    'let n = 0; await Promise.resolve().then(() => { n = 5; }); export const f = (x) => np.multiply(n, x);',
  );
  expect(script.at(2).values).toEqual([10]);
});
