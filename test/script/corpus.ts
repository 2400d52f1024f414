/**
 * Programs for which the rewritten text must do on plain values exactly what TypeScript's output does. Each pushes what it
 * observes to `log`.
 */

export const CORPUS: Readonly<Record<string, string>> = {
  'parenthesised operands': `
let a = f(1), b = f(2), w: any = f(3), x = f(4);
log.push((a, b) * 3, (a) + (b), ((a)) - b, -(a, b), (a as any) * (b as number));
(x) += 2; log.push(x); (w as any) += 2; log.push(w); (w as number)++; ++(w as any); log.push(w, (w as number)--, w!);
if ((a, 0)) log.push('yes'); else log.push('no');
if ((a = 0, b)) log.push('b');
(x as any) ||= 5; (x!) &&= 6; log.push(x);
`,
  'keywords that touch operands': `
function g(a: any) { return-a }
function h(a: any) { return~a }
function k(a: any) { return!a }
function* gen(a: any) { yield-a; yield+a; const r: any = yield[a]; return typeof-a }
const it = gen(3);
log.push(g(1), h(2), k(0), it.next(), it.next(), it.next(), it.next('q'), typeof-f(1), void-f(1));
switch (f(-2)) { case-f(2): log.push('minus two'); break; case+f(3): log.push('three') }
log.push((() => { try { throw-f(1) } catch (e) { return e } })());
for (const v of[f(1)]) log.push(v);
if (f(1)in[1, 2]) log.push('in');
async function aw(a: any) { return await-a }
log.push(await aw(2));
do log.push(1); while(f(0))
`,
  'automatic semicolons': `
let q: any = f(0), a: any = f(1), b: any, i = f(1)
q ||= 4
q &&= 5
;[b] = [7]
let y = a as any
[b] = [y]
let z = a as number
;(() => log.push('arrow'))()
let s = a satisfies unknown
(function () { log.push('fn') })
const t = a!
let u = (x: number) => x as number
[b] = [8]
log.push(q, b, y, z, s, t, u(2))
interface X { a: number }
(log.push('after interface'))
type T = number
[b] = [9]
declare const foo: number
(log.push('after declare'))
i
++q
log.push(i, q)
class C {
  a: any = f(1)
  private *gen() { yield this.a }
  b = f(2) as any
  ['c'] = f(3)
  d: any
  static e = f(4)
  public ['f'] = 5
  run() { return [...this.gen()] }
}
log.push({ ...new C() }, new C().run(), C.e)
`,
  'evaluation order of members': `
const seen: string[] = [];
const o: any = { get x() { seen.push('get x'); return 1 }, set x(v: any) { seen.push('set x ' + v) } };
// V8 converts a key twice, once for reading and once for writing; not observed here.
const key = { toString() { return 'x' } };
const base = () => { seen.push('base'); return o };
const k = () => { seen.push('k'); return key };
const r = () => { seen.push('r'); return 10 };
base()[k() as any] += r(); base()[k() as any]++; --base()[k() as any]; o[key as any] -= r(); o.x *= r();
log.push(base().x++, seen.splice(0));
let p: any = { x: 1 }; p.x += (p.x = 100); log.push(p);
let n: any = f(1); n += n++ + ++n; log.push(n);
let old: any = { x: 1 }, keep = old; old.x += (old = { x: 50 }, 5); log.push(keep, old);
const arr = [1, 2, 3]; let i = 0; arr[i++] += 10; arr[i++] *= i; arr[i] -= i++; log.push(arr, i);
try { (null as any).x += seen.push('right') } catch (e: any) { log.push(e.name, seen.splice(0)) }
try { (undefined as any)[k() as any] += seen.push('right') } catch (e: any) { log.push(e.name) }
seen.length = 0;
const c = Object.freeze({ v: 1 }); try { (c as any).v += 1 } catch (e: any) { log.push(e.name) }
const con = f(1); try { (con as any) += 1 } catch (e: any) { log.push(e.name) }
try { (con as any)++ } catch (e: any) { log.push(e.name) }
log.push(con ||= 5 as never);
class S { static #n: any = f(1); static bump() { S.#n += 2; S.#n++; this.#n **= 2; return [S.#n--, --S.#n, S.#n ||= 9, S.#n &&= 3] } }
log.push(S.bump());
class A { get v() { return 5 } set v(x: any) { seen.push('super ' + x) } }
class B extends A { m() { super.v += 2; super['v'] *= 3; return super.v++ } }
log.push(new B().m(), seen.splice(0));
`,
  'logical assignment': `
let a: any = f(0), b: any = f(1), c: any = null, d: any = f('');
a ||= 2; b &&= 3; c ??= 4; d ||= 'x'; log.push(a, b, c, d, a ||= 9, b &&= 0, c ??= 1);
const o: any = { n: { m: [0, 1] }, set s(v: any) { log.push('set', v) }, get s() { return f(1) } };
let i: any = f(0);
o.n.m[i] ||= 7; o.n.m[1] &&= 8; o.s ||= 5; o.s &&= 6; o.n.q ??= 1; log.push(o.n);
const fz: any = Object.freeze({ v: 1 }); fz.v ||= 2; log.push(fz.v);
let fn: any; fn ||= function () {}; log.push(fn.name); let g: any = f(1); g &&= () => 1; log.push(g.name);
log.push(f(0) || f(2), f(0) && f(2), f(1) || f(2), f(1) && f(2), f(NaN) || 'n', f(null) ?? 3, f('') && 1, (f(0) || f(0)) && f(3), f(1) && (f(0) && f(5)));
log.push(f(1) && f(0) || f(2) && f(3), !(f(0) || f(1)), (f(0) && f(1)) ?? 7, f(0) ? f(1) && 2 : f(0) || 3);
`,
  updates: `
let i: any = f(1), b: any = 5n, s: any = f('7'), u: any, d: any = new Date(5);
log.push(i++, ++i, i--, --i, b++, ++b, s++, s, u++, u, d++, d);
const o: any = { n: 1, b: 1n, s: '3', [Symbol.match]: 4 };
log.push(o.n++, ++o.n, o.b++, --o.b, o.s++, o.s, o[Symbol.match]++, o);
let j = 0; const arr = [5, 6]; log.push(arr[j++]++, arr, j, -arr[0]--, arr);
for (let k = 0, m = f(3); k < m; k++, m--) log.push(k, m);
i++, ++i; log.push(i); if (i++ > 3) log.push(i); while (--i) if (i < 3) break; log.push(i);
let sym: any = Symbol(); try { sym++ } catch (e: any) { log.push(e.name) }
let nested: any = [[1]]; nested[0][0]++; nested[f(0)][f(0)] += 4; log.push(nested);
`,
  'values that are no numbers': `
const vals: any[] = [0, -0, 1, -1, 1.5, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 53, '', '0', '12', 'abc', ' 7 ', true, false, null, undefined, 3n, -4n, 0n, [], [2], [1, 2], {}, new Date(86400000), { valueOf: () => 42 }, { toString: () => '9' }, { [Symbol.toPrimitive]: (h: string) => h }, Symbol.iterator, () => 1];
const show = (g: () => any) => { try { const v = g(); return typeof v === 'bigint' ? v + 'n' : Object.is(v, -0) ? '-0' : v } catch (e: any) { return e.name + e.message } };
for (const a of vals) {
  log.push(show(() => -a), show(() => +a), show(() => ~a), show(() => !a), show(() => ~~a), typeof a, show(() => { let z = a; z++; return z }), show(() => { let z = a; return z-- }), show(() => a ? 1 : 0), show(() => \`\${a}\`));
  for (const b of vals) log.push(show(() => a + b), show(() => a - b), show(() => a * b), show(() => a / b), show(() => a % b), show(() => a ** b), show(() => a & b), show(() => a | b), show(() => a ^ b), show(() => a << b), show(() => a >> b), show(() => a >>> b), show(() => a < b), show(() => a <= b), show(() => a > b), show(() => a >= b), show(() => a == b), show(() => a != b), show(() => a === b), show(() => a !== b), show(() => { let z = a; z += b; return z }), show(() => { let z = { q: a }; z.q *= b; return z.q }), show(() => { switch (a) { case b: return 'same' } return 'other' }));
}
`,
  'conversion order': `
const seen: string[] = [];
const t = (n: string, v: any) => ({ [Symbol.toPrimitive](h: string) { seen.push(n + ' ' + h); return v } });
const x: any = t('x', 1), y: any = t('y', 2);
const all = [x + y, x - y, x * y, x / y, x % y, x ** y, x < y, x > y, x <= y, x >= y, x == 1, x != 2, x & y, x | y, x >>> y, -x, +x, ~x, \`\${x}\`, x + 'a', 'a' + x];
log.push(all, seen);
let z: any = t('z', 3); z += y; z = t('z', 3); log.push(z++, seen.length);
const thrower: any = { valueOf() { throw new RangeError('v') } };
try { x + thrower } catch (e: any) { log.push(e.name) } try { thrower * (seen.push('not reached'), thrower) } catch (e: any) { log.push(e.name) }
log.push(seen);
`,
  switch: `
const pick = (v: any) => { switch (v) { case f(1): return 'one'; case '1': return 'text'; default: return 'default'; case NaN: return 'nan'; case null: return 'null'; case f(2), 3: return 'three' } };
log.push([1, '1', NaN, null, undefined, 2, 3, -0].map(pick));
const order: any[] = []; const e = (v: any) => { order.push(v); return v };
switch (e(f(2))) { case e(1): order.push('a'); case e(2): order.push('b'); case e(3): order.push('c'); break; default: order.push('d') }
log.push(order);
outer: for (let i = 0; i < 4; i++) { switch (f(i)) { case 0: continue; case 1: switch (f(i + 1)) { case 2: log.push('inner'); continue outer; case 5: } log.push('never'); case 3: break outer; default: log.push('d' + i) } }
sw: switch (f(1)) { case 1: { for (;;) { break sw } } case 2: log.push('never') }
switch (f(1)) { case 1: let z = 2; function hoisted() { return z } case 2: log.push(hoisted()) }
if (f(1)) switch (f(3)) { default: log.push('only default') } else log.push('no');
switch (f('a')) { case 'a': log.push('A'); case 'b': log.push('B') }
switch (true) { case f(1) > 2: log.push('big'); break; case f(1) > 0: log.push('small') }
const rec = (n: any): any => { switch (n) { case 0: return []; case rec.length - 1: return 'x'; default: switch (rec(n - 1)) { case 'x': return 'y' } return [n, rec(n - 1)] } };
log.push(rec(3)); switch (f(1)) {}
function* g() { switch (yield 1) { case yield 2: return 'same'; default: return 'other' } }
const it = g(); it.next(); it.next(5 as never); log.push(it.next(5 as never));
`,
  'generators, async, closures': `
function* fib(n: number) { let [a, b] = [0, 1]; while (n-- > 0) { yield a; [a, b] = [b, a + b] } }
log.push([...fib(f(10))]);
function* two(): any { const o = { x: 1 }; o.x += yield 'a'; o.x *= (yield 'b') + (yield 'c'); let y = (yield o.x) && (yield 'e'); y ||= yield 'f'; return [o, y, o.x++ + (yield 'g')] }
const it = two(); log.push([undefined, 5, 2, 3, 1, 0, 7, 8].map((v) => it.next(v as never)));
const sleep = (v: any) => new Promise<any>((r) => r(v));
async function sum(n: number) { let s = 0; for (let i = 0; i < n; i++) s += await sleep(i); const o: any = { n: { s: 1 } }; o.n.s += await sleep(4); (await sleep(o)).n.s *= await sleep(2); o.n.s ||= await sleep(1); return [s, o, (await sleep(1)) && (await sleep(0)), (await sleep(3)) ** 2] }
log.push(await sum(5));
async function* ag() { for (let i = 0; i < 3; i++) yield i * 2 } for await (const v of ag()) log.push(v + 1);
const fns: any[] = []; for (let i = 0; i < 3; i++) fns.push(() => i++ * 10); log.push(fns.map((g) => [g(), g()]));
const counter = (() => { let n = f(0); return { up: (by = 1) => n += by, get n() { return n } } })(); counter.up(); counter.up(4); log.push(counter.n);
const fact = (n: any): any => n < 2 ? 1 : n * fact(n - 1); log.push(fact(f(10)), fact(f(20)));
log.push(((a: any, b = a * 2, { c = b + 1, ...rest } = { c: undefined, z: a - 1 } as any, [d = c ** 2, ...e] = [] as any[]) => [a, b, c, rest, d, e])(f(3)));
log.push((function (this: any, ...r: number[]) { return this.k + arguments.length + r.length }).call({ k: 1 }, 1, 2));
`,
  classes: `
abstract class Shape<T = number> { static count = f(0); #area?: T; protected readonly tag: string; declare extra: number; abstract area(): number;
  constructor(tag: string) { this.tag = tag + Shape.count++; } get double() { return this.area() * 2 } set double(v) { log.push('set ' + (v + 1)) } static { Shape.count += 10; this.count **= 1 }
  same(o: Shape): o is this { return #area in o && o.tag === this.tag } ['computed'](): string { return 'c' } }
class Sq extends Shape implements Iterable<number> { a: any; b = f(1) + 1; private c?: number; d!: number;
  constructor(public readonly side: number, private scale = side * 2, override readonly tag: string = 'sq') { super(tag); this.b += this.scale }
  area(): number; area(k?: number): number; area(k: any = 1) { return this.side ** 2 * k } *[Symbol.iterator]() { yield this.side; yield this.scale } static make = (n: number) => new this(n) }
const s = new Sq(3); s.double = 4; log.push(s.area(), s.double, { ...s }, Object.keys(s), [...s], s.same(Sq.make(2)), s.computed(), Shape.count);
class P { constructor(public x: any, public y = x + 1) { x = 5; log.push(x, this.x) } } log.push({ ...new P(f(1)) }, Object.keys(new P(2)));
class Q extends P { z = this.x * 2; constructor(public w: any) { super(w, w - 1); this.z++ } } log.push({ ...new Q(f(4)) });
const E = class Named { static self = () => Named.name; n = 1; inc() { return ++this.n } add(o: Named) { return (this.n += o.n) } }; log.push(E.self(), new E().inc(), new E().add(new E()));
class Acc { #v = f(1); get v() { return this.#v } bump(o: Acc) { o.#v += this.#v; o.#v++; return o.#v-- - --o.#v } static of(n: number) { const a = new Acc(); a.#v = n; return a } } log.push(new Acc().bump(Acc.of(4)));
`,
  enums: `
enum A { X, Y = 5, Z, S = 'text', T = \`t\${1}\`, N = -2, M, B = 1 << 3 | 1, C = B * 2, D = 'abc'.length, E = Y ** 2, F = ~Y, 'q-r' = 7, G }
const enum K { One = 1, Two = One * 2, Three = K.Two + One, Name = 'n' + 'm' } declare enum Gone { X }
enum A2 { P = f(2), Q = P * f(3) } enum A2 { R = 100 } export enum Ex { V = 1 } export enum Ex { W = 2 }
function inner() { enum A { Only = 42, More = 43 } { enum Blk { P } log.push(Blk) } return [A.Only, A[43], A] }
log.push(A, K, K.Three, A[5], A.S, A2, Ex, inner(), A.Y + A.Z * K.Two, A.X ? 1 : 0, (A.Y as number) === 5);
switch (f(A.Y) as A) { case A.X: log.push('x'); break; case A.Y: log.push('y') }
`,
  'types of every kind': `
import type { Foo } from './nowhere'; import { type Bar } from './nowhere'; import Unused, { alsoUnused } from './nowhere'; import * as ns from './nowhere';
type Fn<T extends readonly unknown[] = []> = (...args: T) => asserts args is T; interface I extends Foo { (x: number): Bar; new (x: any): I; readonly [k: string]: unknown; m?<T>(this: I, a?: T): void }
declare function ext(a: number): void; declare module './nowhere' { export const q: number } declare global { interface Window { x: 1 } } declare class Dc { x: 1 } declare let dl: any, dm: number; namespace Types { export interface Q { a: 1 } export type R = Q }
function over(a: string): string; function over(a: number): number; function over(a: any) { return a }
const id = <T,>(x: T): T => x, gen = async <
  T>(x: T): Promise<
  T> => x, ty = (x: unknown): x is
  string => typeof x === 'string', opt = (a?: number, b?: { c?: number }, ...r: number[]): void => { log.push(a! + 1, b?.c!, r.length) };
function ret() { return <
  any>f(3) * 2 } const obj = () => <any>{ a: 1 }; log.push(over(2), id<number>(4), await gen(5), ty('s'), ret(), obj(), new Map<string, number[]>([['a', [1]]]).get('a')![0]! * 2);
opt(1, { c: 2 }, 3); let definite!: number, arr: number[] = [1, 2], tup: readonly [a: number, b?: string] = [1]; definite = 3; log.push(definite, arr as const, tup satisfies readonly unknown[], (arr as any as number[])[0]! + 1, id<(a: number) => number>((a) => a * 2)(4));
const inst = id<string>; log.push(inst('z')); function tpf(this: { k: number }, a: number) { return this.k + a } log.push(tpf.call({ k: 1 }, 2)); const tag = (s: TemplateStringsArray, ...v: number[]): any => [s.raw, v.length]; log.push(tag<number>\`a\${f(1) + 1}b\${2}\`);
try { throw f(1) } catch (e: unknown) { log.push((e as number) + 1) } for (const k in { a: 1 } as Record<string, number>) log.push(k as string); label: { const x = f(1) as number; if (x as any as boolean) break label; log.push('never') }
abstract class Ab { abstract x: number; abstract m(): void; abstract get g(): number; private constructor(protected a?: number) {} static mk(): Ab { return new (Ab as any)(1) } index?: number; [key: string]: unknown } log.push({ ...Ab.mk() });
export type { I }; export { type Fn, over }; export default interface Def {} export interface Ei {} export type Et = 1; export declare const edc: number; export abstract class Ea {} let unusedType: Foo | Bar | ns.X;
`,
  'text and properties': `
const n = f(3), o: any = { 3: 'three', a: { b: { c: () => n + 1 } } }; log.push(o[n], o[n - 0], o?.a?.b.c() * 2, o?.x?.y.z + 1, o.a?.['b'], \`\${n * 2} \${\`\${n + 1}\`}\`, 'a' + n + 1, n + 1 + 'a', 'x' in o, n in o, delete o[n], o);
const { a: { b: { c: renamed = 1 as any } }, ...others } = o, [p = n * 2, [q = p + 1] = [], ...r] = [undefined, undefined, n] as any; log.push(renamed(), others, p, q, r); let x: any, y: any; ({ x, y: [y] = [n - 1] } = { x: n * n } as any); [x, y] = [y, x]; [o.z, o[n * 2]] = [n / 2, n % 2]; log.push(x, y, o, [...[n], ...'ab'], { ...{ k: n ** 2 }, [n + 'k']: 1 }, Math.max(...[n, n + 1]), ((...z: any[]) => z.length)(...[1, 2], n));
log.push(typeof n, typeof undeclared, typeof (undeclared), typeof o.q, typeof typeof n, typeof n === 'number' && n > 2, typeof (() => n)); try { undeclared } catch (e: any) { log.push(e.name) } try { typeof tdz } catch (e: any) { log.push(e.name) } let tdz = 1;
log.push(n > 2 ? n < 4 ? 'mid' : 'hi' : 'lo', (n, n + 1), void 0 === undefined, n == null, null != n, n === undefined, new Date(0).getTime() + n, [1, 2, 3].map((v) => v * n).filter((v) => v > 3).reduce((s, v) => s + v, 0), [3, 1, 2].sort((a, b) => a - b), /a/.test('a') && n, new (class { v = n * 2 })().v);
a: for (let i = 0; ; i++) { b: for (;;) { if (i > 2) break a; if (i % 2) continue a; log.push(i); break b } } var hoisted = hoistedFn(2); function hoistedFn(v: any) { return v * (typeof hoisted === 'undefined' ? 2 : 3) } log.push(hoisted, hoistedFn(2)); for (var vi = 0, vj = 3; vi < vj; vi += 2, vj--); log.push(vi, vj); do { vi -= 0.5 } while (vi > 0); log.push(vi);
const getters = { get half() { return n / 2 }, set half(v) { log.push(v * 2) }, async *ag() {}, *g() { yield* [n, -n] }, [\`m\${n}\`](z = n * 2) { return z }, n }; getters.half += 1; log.push([...getters.g()], getters.m3(), getters.n); log.push(1_000 + 0x10, 5n ** 2n, 7 % -3, -7 % 3, 2 ** -1, (-2) ** 2, 1 / -0, 0.1 + 0.2, 1e308 * 10, -'3', +'', +[], 3 > 2 > 1, 1 < 2 < 3, '10' < '9', null >= 0, NaN != NaN);
`,
  'proven numbers': `
let i = 0, j = 1, s = '', t = true, u; const k = 2 * 3; var v = 1; let m = i < j, many = 0;
for (let a = 0, b = 10; a < b; a++, b -= 2) { i += a * b; j = j * 2 % 7; s += a; t = !t; many += t ? 1 : -1 } log.push(i, j, s, t, u, k, v, m, many);
let w = 1; w = f('text'); log.push(w + 1); let z = 0; ({ z } = { z: 'a' } as any); log.push(z + 1); let y = 5; for (y of ['q'] as any) log.push(y + 1); let [d] = [1 as any]; d = 's'; log.push(d * 2, d + 1);
function shadow(i: any) { return i + 1 } log.push(shadow('a')); function vp(x: any) { var x: any; return x + 1 } log.push(vp('p')); function def(a: any = w + 1, b = () => w) { var w = 3; return [a, b() + 1, w + 1] } log.push(def()); const Math2 = Math; { const Math = { floor: () => 'fl' } as any; log.push(Math.floor(1) + 1) } log.push(Math.floor(2.5) + Math.PI * 0 + Math.max(1, 2), Math2.abs(-1));
let c = 0; const inc = () => { c = 'x' as any }; inc(); log.push(c + 1); let e = 0; e ||= 'or' as any; log.push(e + 1); let g = 1, h = g; g = h; h = g + 1; log.push(g, h); let l = 0; l = l++ + ++l; log.push(l, l++ + l--, -l, ~l, l ** 2, l | 0, l >>> 0, l === 0, l == '0', !l, l ? 1 : 2); let und; und += 1; log.push(und); const neg0 = -0; log.push(1 / neg0, 1 / -(0)); try { x1 + 1; let x1 = 0 } catch (e: any) { log.push(e.name) } let big = 0; big = 5n as any; log.push(big * big); for (const q of [1, 2]) log.push(q + 1); for (const q in { a: 1 }) log.push(q + 1); let cat = 0; try { throw 's' } catch (cat: any) { log.push(cat + 1) } let fn = 1; { function fn() {} log.push(typeof fn) } class cl { static cl = 1 } log.push(typeof (cl as any));
`,
};
