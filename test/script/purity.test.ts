/** Which functions are pure by their text, and what they read outside. */

import * as parser from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { provePlain } from '../../src/script/plain-proof.ts';
import { type FunctionNode, findPurity, type Purity } from '../../src/script/purity.ts';
import { rewriter } from '../../src/script/rewrite.ts';
import { analyse } from '../../src/script/scopes.ts';
import { eachChild, type Node, parse } from '../../src/script/syntax.ts';

const rewrite = await rewriter();

function look(source: string): { purity: Purity; first: FunctionNode } {
  const program = parse(parser, source, 'a.ts', true);
  const keys = parser.visitorKeys;
  const scopes = analyse(program, keys, () => {});
  const found: FunctionNode[] = [];
  const collect = (node: Node): void => {
    if (/^(Function(Declaration|Expression)|ArrowFunctionExpression)$/.test(node.type))
      found.push(node as FunctionNode);
    eachChild(keys, node, collect);
  };
  collect(program);
  return { purity: findPurity(program, keys, scopes, provePlain(scopes)), first: found[0]! };
}

/** The outside names of the first function of a module. */
function outsideOf(source: string): readonly string[] | undefined {
  const { purity, first } = look(source);
  return purity.sourcesOf(first)?.outside;
}

describe('a function is pure', () => {
  it.each([
    ['of arithmetic', '(x) => x ** 2 + Math.sin(x) * np.sum(special.gamma(x))', []],
    ['of outside names', 'let a = 1; const b = [2]; const f = (x) => a * x + b[0];', ['a', 'b']],
    ['of functions', 'const f = (x) => g(h(x)); function g(x) { return x; } const h = (x) => x;', ['g', 'h']],
    ['of itself', 'function f(n) { return n < 2 ? 1 : n * f(n - 1); }', ['f']],
    ['of parameters that are functions', '(f, xs) => xs.map(f).reduce((s, x) => s + f(x), 0)', []],
    ['with loops and local names', '(x) => { let s = 0; for (let i = 0; i < 3; i++) s += x[i]; for (const v of x) s -= v; return s; }', []],
    ['with destructured names', '({ W, b: [c, ...d] }, [e] = [1]) => { let g, h; [g, h] = [W, c]; ({ g, h = d } = e); return g + h; }', []],
    ['with lists that it makes', '(x) => { const out = []; out.push(x); out[1] = x; [...out].reverse(); new Array(3).fill(0); return out; }', []],
    ['with objects that it makes', '(x) => { const o = { a: x }; o.b = 2; delete o.a; o.b++; const m = new Map(); m.set(1, x); return o; }', []],
    ['with functions within', '(x) => { const sq = (y) => y * y; function two(y) { return 2 * y; } return two(sq(x)); }', []],
    ['with types', '(x: Proxy<number>): number => (x as number)! satisfies number', []],
    ['with an operator within', 'import { grad } from "autograd-cli"; const f = (x) => grad((y) => y * x)(x);', []],
    ['with NumPy by another name', 'import n, { tanh } from "autograd-cli/numpy"; const f = (x) => tanh(n.sort(x));', []],
    ['with names of other modules', 'import { g } from "./g"; const f = (x) => g(x);', ['g']],
    ['with what is destructured of Math', 'const { sin } = Math; const f = (x) => sin(x);', ['sin']],
    ['with members of globals', '(o) => Object.keys(o).map(Number).filter(Boolean).map((x) => String(x) + Math.PI + Number.EPSILON + Array.from("a", (y) => y))', []],
    ['with labels and branches', '(x) => { out: for (;;) { switch (x) { case 1: break out; default: return x; } } if (x) throw new Error("no"); }', []],
  ])('%s', (_, source, outside) => {
    expect(outsideOf(source)).toEqual(outside);
  }); // biome-ignore format: a table
});

describe('a function is not proven pure', () => {
  it.each([
    ['that assigns outside', 'let n = 0; const f = (x) => { n = x; return x; };'],
    ['that counts', 'let n = 0; const f = (x) => { n++; return x; };'],
    ['that destructures into outside names', 'let n; const f = (x) => { [n] = [x]; };'],
    ['that loops over an outside name', 'let n; const f = (x) => { for (n of x); };'],
    ['that assigns into a parameter', '(o) => { o.a = 1; }'],
    ['that assigns into an outside list', 'const a = []; const f = (x) => { a[0] = x; };'],
    ['that assigns into what a list of its own holds', '(o) => { const a = [o]; a[0].b = 1; }'],
    ['that assigns into another name of an outside list', 'const a = []; const f = (x) => { let b = []; b = a; b[0] = x; };'],
    ['that assigns into a destructured part', '(o) => { const { a } = o; a.b = 1; }'],
    ['that assigns into an array', '(x) => { const a = np.zeros(3); a[0] = 1; return a; }'],
    ['that deletes', '(o) => { delete o.a; }'],
    ['that pushes', 'const a = []; const f = (x) => a.push(x);'],
    ['that pushes to a parameter', '(a) => a.push(1)'],
    ['that pushes by a text', '(a) => a["push"](1)'],
    ['that calls by a text that is not known', '(a, k) => a[k](1)'],
    ['that takes a method to call it on something else', '(a) => { const { push } = []; push.call(a, 1); }'],
    ['that sorts a parameter', '(a) => a.sort()'],
    ['that fills an array', '(x) => { const a = np.zeros(3); a.fill(1); return a; }'],
    ['that draws', '(x) => x * Math.random()'],
    ['that draws with NumPy', '(x) => np.random.rand()'],
    ['that draws with an import', 'import { random } from "autograd-cli/numpy"; const f = () => random.rand();'],
    ['that prints', '(x) => { console.log(x); return x; }'],
    ['that uses other globals', '(x) => globalThis.x'],
    ['that uses its receiver', 'const o = { f() { return this.x; } };'],
    ['that uses `arguments`', 'function f() { return arguments[0]; }'],
    ['that catches', '(x) => { try { return x(); } catch { return 0; } }'],
    ['that makes a class', '(x) => class { a = x; }'],
    ['that makes an object of a class', 'class A {} const f = () => new A();'],
    ['that has a getter', '(x) => ({ get a() { return x; } })'],
    ['that is asynchronous', 'async (x) => x'],
    ['that is a generator', 'function* f(x) { yield x; }'],
    ['that imports', '(x) => import("./a")'],
    ['that uses a tag', '(x) => String.raw`a`'],
    ['that makes a primitive', 'import { primitive } from "autograd-cli"; const f = (x) => primitive(x);'],
    ['that makes a primitive by a member', 'import * as a from "autograd-cli"; const f = (x) => a.primitive(x);'],
    ['that reaches for the constructor', '(x) => x.constructor(1)'],
    ['that reads what a script has added to Math', '(x) => x * Math.gain'],
    ['that chooses a member of Math', '(x, k) => Math[k](x)'],
    ['that takes Math by itself', '(x) => { const m = Math; return m.sin(x); }'],
    ['that draws by a name of its own', '() => { const { ["random"]: r } = Math; return r(); }'],
    ['that takes a method that changes its object', '(l) => { const { push } = l; return push; }'],
    ['that takes one of a list of its own', '(l) => [5].forEach([].push, l)'],
    ['that calls on another object', '(l, f) => [5].forEach(f, l)'],
    ['that calls on another object, making a list', '(l, f) => Array.from([5], f, l)'],
    ['that calls what may be there by a text', '(l, k) => (l?.[k])(1)'],
    ['that asks whether an object is frozen', '(o) => Object.isFrozen(o)'],
    ['that assigns to itself', 'function f(x) { f = x; } var g;'],
    ['that stops a debugger', '(x) => { debugger; return x; }'],
    ['with an impure function within', 'let n = 0; const f = (x) => { const g = () => n++; return x; };'],
  ])('%s', (_, source) => {
    expect(outsideOf(source)).toBeUndefined();
  }); // biome-ignore format: a table
});

it.each([
  ['(a, b) => a + b', 2],
  ['(a, b) => a', 1],
  ['(a, b) => b', 2],
  ['(a) => 1', 0],
  ['() => 1', 0],
  ['(a, { b }) => a', 2],
  ['(a, b = 1) => a', 2],
  ['(...a) => 1', undefined],
  ['(a, b) => { b = a; return 1; }', 1],
  ['(a, b) => (c) => a + b + c', 2],
])('%s looks at %s arguments', (source, parameters) => {
  const { purity, first } = look(source);
  expect(purity.sourcesOf(first)?.parameters).toBe(parameters);
});

it.each([
  ['const p = new Proxy({}, {});', true],
  ['Array.prototype.map = 1;', true],
  ['const a = []; a["__proto__"] = {};', true],
  ['Object.defineProperty({}, "a", {});', true],
  ['Array[`prototype`].map = 1;', true],
  ['class A { constructor() { this.b = 1; } }', false],
  ['const { sin } = Math; Math.max(1, 2);', false],
])('%s meddles with what is built in: %s', (source, meddles) => {
  expect(look(`${source} const f = (x) => x;`).purity.meddles).toBe(meddles);
});

describe('marks in rewritten code', () => {
  const marked = (source: string): string => rewrite(source, 'a.js', { marks: true }).code;

  it.each([
    ['follow a declaration', 'let k = 2; const f = (x) => x * k\nf(1)', 'let k = 2; const f = (x) => $ag_mul(x , k);$ag_pure(f,"a.js:21",()=>[k],1);\nf(1)'],
    ['of the module’s functions come first', 'f(1); export function f(x) { return x }', '$ag_pure(f,"a.js:13",()=>[],1);f(1); export function f(x) { return x }'],
    ['of others follow them', '{ function f(x) { return x } f(1) }', '{ function f(x) { return x }$ag_pure(f,"a.js:2",()=>[],1); f(1) }'],
    ['surround what an operator gets', 'grad((x) => x)(1)', 'grad($ag_pure((x) => x,"a.js:5",()=>[],1))(1)'],
    ['surround what is returned', 'const make = (k) => (x) => x * k', 'const make = (k) => $ag_pure((x) => $ag_mul(x , k),"a.js:20",()=>[k],1);$ag_pure(make,"a.js:13",()=>[],1);'],
    ['are not where a statement would end a branch', 'if (a) var f = (x) => x; else g()', 'if ($ag_test(a)) var f = (x) => x; else g()'],
    ['are not in the head of a loop', 'for (const f = (x) => x; f(0);) {}', 'for (const f = (x) => x; $ag_test(f(0));) {}'],
    ['are not where a name may be another’s', '{ let f = (x) => x; f = 1; function g() {} function h() { function g() {} var g } g = 2 }', '{ let f = (x) => x; f = 1; function g() {} function h() { function g() {} var g }$ag_pure(h,"a.js:43",()=>[],0); g = 2 }'],
    ['say that a module meddles', 'Object.defineProperty(a, b, c)', '$ag_meddles();Object.defineProperty(a, b, c)'],
  ])('%s', (_, source, code) => {
    expect(marked(source)).toBe(code);
  }); // biome-ignore format: a table
});
