/** What the rewriter emits, as a table: input, output. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of scripts

import { beforeAll, describe, expect, test } from 'vitest';
import { type RewriteModule, rewriter } from '../../src/script/rewrite.ts';

let rewrite: RewriteModule;
beforeAll(async () => {
  rewrite = await rewriter();
});

const TABLE: readonly (readonly [what: string, input: string, output: string])[] = [
  ['binary operators', 'f(a*b-c)', 'f($ag_sub($ag_mul(a,b),c))'],
  ['parentheses stay', 'f((a, b)*c)', 'f($ag_mul((a, b),c))'],
  ['comments stay', 'f(a /* x */ + // y\n b)', 'f($ag_add(a /* x */ , // y\n b))'],
  ['keywords keep their distance', 'function f() { return-a }', 'function f() { return $ag_neg(a) }'],
  ['unary operators', 'f(-a, +a, ~a, ~~a, !a)', 'f($ag_neg(a), $ag_plus(a), $ag_bitNot(a), $ag_int32(a), !$ag_test(a))'],
  ['bigint literals stay', 'f(-1n)', 'f(-1n)'],
  ['typeof', 'let a; f(typeof a.b)', 'let a; f($ag_type(a.b))'],
  ['typeof of a global', 'f(typeof g)', 'f($ag_type(typeof g=="undefined"?void 0:g))'],
  ['comparisons', 'f(a<b, a===b, a!=b)', 'f($ag_lt(a,b), $ag_eq(a,b), $ag_looseNe(a,b))'],
  ['comparisons with null and text', "f(a==null, a==='x', a=='1')", "f(a==null, a==='x', $ag_looseEq(a,'1'))"],
  ['comparisons as conditions', 'if (a<b) f()', 'if ($ag_ifLt(a,b)) f()'],
  ['conditions', 'if (a) f(); else while (b) g()', 'if ($ag_test(a)) f(); else while ($ag_test(b)) g()'],
  ['conditions of loops', 'for (;a;) do f(); while (b)', 'for (;$ag_test(a);) do f(); while ($ag_test(b))'],
  ['conditions inside conditions', 'if (!(a && b) || (c, d)) f()', 'if (!($ag_test(a) && $ag_test(b)) || (c, $ag_test(d))) f()'],
  ['conditional expressions', 'f(a ? b : c)', 'f($ag_test(a) ? b : c)'],
  ['logical operators as values', 'f(a||b, a&&b, a??b)', 'f($ag_or(a)||b, $ag_chosen($ag_and(a)&&b), a??b)'],
  ['logical operators as statements', 'a && f()', '$ag_test(a) && f()'],
  ['logical assignment', 'a||=b; a&&=b; a??=b', '$ag_or(a)||(a=b); $ag_chosen($ag_and(a)&&(a=b)); a??=b'],
  ['compound assignment', 'x+=r', 'x=$ag_add(x,r)'],
  ['compound assignment to members', 'o.x*=r; o[0]-=r', 'o.x=$ag_mul(o.x,r); o[0]=$ag_sub(o[0],r)'],
  ['compound assignment, base and key once', 'f().x+=r; o[k()]+=r', '$ag_put($ag_add,$ag_ref(f(),"x"),r); $ag_put($ag_add,$ag_ref(o,k()),r)'],
  ['compound assignment through parentheses', '(x as any)+=r', '(x       )=$ag_add(x,r)'],
  ['updates as statements', 'x++; --x', 'x=$ag_inc(x); x=$ag_dec(x)'],
  ['updates as values', 'f(x++, ++x)', 'f($ag_kept(x=$ag_inc($ag_keep(x))), (x=$ag_inc(x)))'],
  ['updates of members', 'f(o.x++, --o[k])', 'f($ag_post(o,"x",$ag_inc), $ag_pre(o,k,$ag_dec))'],
  ['private members', 'class A { #x; f() { this.#x+=1; return this.#x++ } }', 'class A { #x; f() { this.#x=$ag_add(this.#x,1); return $ag_kept(this.#x=$ag_inc($ag_keep(this.#x))) } }'],
  ['switch', 'switch (x) { case 1: f() }', '{const $ag_d=x;switch(true) { case $ag_ifIs($ag_d,1): f() }}'],
  ['switch on text stays', "switch (x) { case 'a': f() }", "switch (x) { case 'a': f() }"],
  ['proven numbers stay native', 'for (let i = 0; i < 9; i++) f(i * 2 + 1)', 'for (let i = 0; i < 9; i++) f(i * 2 + 1)'],
  ['parameters are never proven', '(x: number) => x * 2', '(x        ) => $ag_mul(x , 2)'],
  ['what anything is assigned to is not proven', 'let i = 0; i = f(); g(i * 2)', 'let i = 0; i = f(); g($ag_mul(i , 2))'],
  ['a `var` of a parameter’s name is not proven', 'function f(x) { var x; return x*2 }', 'function f(x) { var x; return $ag_mul(x,2) }'],
  ['defaults do not see the body’s names', 'let x = g(); function f(b = () => x*2) { var x = 1 }', 'let x = g(); function f(b = () => $ag_mul(x,2)) { var x = 1 }'],
  ['destructured names are not proven', 'const { a = 1 } = o; let b = 1; [b] = o; f(a*2, b*2)', 'const { a = 1 } = o; let b = 1; [b] = o; f($ag_mul(a,2), $ag_mul(b,2))'],
  ['loop variables over iterables are not proven', 'let w = 0; for (w of o) f(w*2); for (const v of o) f(v*2)', 'let w = 0; for (w of o) f($ag_mul(w,2)); for (const v of o) f($ag_mul(v,2))'],
  ['caught values are not proven', 'try {} catch (e) { f(e*2) }', 'try {} catch (e) { f($ag_mul(e,2)) }'],
  ['a closure may assign, too', 'let i = 0; const g = (x) => { i += x }; f(i*2)', 'let i = 0; const g = (x) => { i =$ag_add(i, x) }; f($ag_mul(i,2))'],
  ['an inner name hides a proven one', 'const k = 2; (k) => k*2', 'const k = 2; (k) => $ag_mul(k,2)'],
  ['text is not read back natively', 'const s = `${x}`; f(s*2, +s, s+1)', 'const s = `${x}`; f($ag_mul(s,2), $ag_plus(s), s+1)'],
  ['Math of proven numbers', 'const t = Math.sqrt(2) / Math.PI; f(t * 2)', 'const t = Math.sqrt(2) / Math.PI; f(t * 2)'],
  ['a Math of one’s own proves nothing', 'f(Math => Math.sqrt(2) * 2)', 'f(Math => $ag_mul(Math.sqrt(2) , 2))'],
  ['template strings and keys stay', '`${a} ${b*c}`; o[a]', '`${a} ${$ag_mul(b,c)}`; o[a]'],
  ['types', 'const f = <T,>(x?: T, ...r: T[]): x is T => x as any', 'const f = (x    , ...r     )=> x       ;'],
  ['line ends in types move behind the arrow', 'f((x): Array<\nnumber> => x)', 'f((x)=>\n x)'],
  ['erased statements end the one before', 'a\ntype T = 1\n(b)', 'a\n;         \n(b)'],
  ['erased types at the end of a statement', 'let y = x as T\n[a] = b', 'let y = x     ;\n[a] = b'],
  ['class members', 'abstract class A<T> { private x?: T = 1; abstract y: T; declare z: T; f(): void; f() {} }', '         class A    {         x     = 1; ;              ;             ;          f() {} }'],
  ['parameter properties', 'class A { constructor(private x: T) { f() } }', 'class A {x; constructor(        x   ) {this.x=x; f() } }'],
  ['parameter properties after super', 'class A extends B { constructor(readonly x) { super(1); f() } }', 'class A extends B {x; constructor(         x) { super(1);;this.x=x; f() } }'],
  ['enums', 'enum E { A, B = 1 << 2, C, D = "d", F = f(B) }', 'var E=((E)=>{E[E["A"]=0]="A";E[E["B"]=4]="B";E[E["C"]=5]="C";E["D"]="d";E[E["F"]=f(E.B)]="F";return E})({});'],
  ['imports of types', "import type { T } from './t'; import { U } from './u'; let x: U", ";                             ;                        let x   ;"],
  ['imports of types and values', "import d, { type T, v as w, U } from './m'; w(d)", 'import d,{v as w} from "./m"; w(d)'],
  ['imports for their effect', "import './m'", 'import "./m"'],
  ['exports of types', "export { a, type T, I }; interface I {} const a = 1; export type { T } from './t'", 'export { a,           }; ;              const a = 1; ;                           '],
  ['re-exports', "export * from './m'; export { a as b } from './n'", 'export * from "./m"; export { a as b } from "./n"'],
  ['import.meta.url', 'f(import.meta.url)', 'f("file:///s/a.ts")'],
]; // biome-ignore format: a table

describe('emitted forms', () => {
  test.each(TABLE)('%s', (_, input, output) => {
    expect(rewrite(input, 'a.ts', { name: '/s/a.ts' }).code).toBe(output);
  });

  test('JavaScript keeps the imports it does not use', () => {
    expect(rewrite("import { a } from './m'", 'a.js').code).toBe('import { a } from "./m"');
  });

  test('specifiers become the names the resolver gives', () => {
    const { code, imports } = rewrite("import a, { b as c } from './m'; f(a, c)", 'a.ts', {
      resolve: (specifier, { line, column }) => `/m.ts?${specifier}:${line}:${column}`,
    });
    expect(code).toBe('import a, { b as c } from "/m.ts?./m:1:27"; f(a, c)');
    expect(imports.map(({ names }) => names.map(({ name }) => name))).toEqual([['default', 'b']]);
  });
});

const REFUSED: readonly (readonly [source: string, line: number, column: number, message: string])[] = [
  ['let a = 1;\n@dec class A {}', 2, 1, 'decorators are not supported'],
  ['class A {\n  @dec x = 1 }', 2, 3, 'decorators are not supported'],
  ['class A { accessor x = 1 }', 1, 11, '`accessor` is not supported'],
  ['f();\n namespace N { export const x = 1 }', 2, 2, 'namespaces with values are not supported'],
  ["import x = require('y')", 1, 1, '`import … =` is not supported'],
  ['export = 3', 1, 1, '`export =` is not supported'],
  ['{ using x = f() }', 1, 3, '`using` is not supported'],
  ['f(import.meta.env)', 1, 3, '`import.meta` is not supported'],
  ['f(1);\neval("1")', 2, 1, 'eval is not supported'],
  ['const x = <div>a</div>', 1, 11, 'JSX is not supported'],
  ['f(x[i, j])', 1, 5, 'an index with a comma chooses by what follows it only, here j'],
  ['x[0, 1] = 2', 1, 3, 'an index with a comma chooses by what follows it only, here 1'],
  ['f().x ||= 1', 1, 1, 'the left side of ||= must not contain a call'],
  ['let $ag_x = 1', 1, 5, 'the name $ag_x begins with $ag_, which is reserved'],
  ['f($ag_add)', 1, 3, 'the name $ag_add begins with $ag_, which is reserved'],
  ['const \\u0024ag_y = 1', 1, 7, 'the name $ag_y begins with $ag_, which is reserved'],
  ['with (a) {}', 1, 1, "syntax error: 'with' statements are not allowed"],
  ["import a from './x' with { type: 'text' }; f(a)", 1, 28, 'the only import attribute is type: "json"'],
  ["import defer * as a from './x'", 1, 1, '`import defer` is not supported'],
  ['let x = 1;\nlet y = ;', 2, 9, 'syntax error: unexpected token'],
  ['let x = 1;\nlet x = 2', 2, 5, 'syntax error: identifier `x` has already been declared'],
  ['const s = "😀😀"; let y = ;', 1, 27, 'syntax error: unexpected token'],
]; // biome-ignore format: a table

test('an index with a comma whose left side does something stays', () => {
  const source = 'f(x[(i++, i)], x[g(), 0])';
  expect(rewrite(source, 'm.js').code).toContain('g(), 0');
});

describe('what is refused', () => {
  test.each(REFUSED)('%j', (source, line, column, message) => {
    let error: unknown;
    try {
      rewrite(source, 'dir/a.ts');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'E_SCRIPT', message, at: { file: 'dir/a.ts', line, column } });
  });

  test.each(['const y = x @ z', 'f(x @ z)', 'x @= z'])(
    '%j, with what to write for a product of matrices',
    (source) => {
      expect(() => rewrite(source, 'm.ts')).toThrow(
        expect.objectContaining({ hint: expect.stringContaining('np.matmul(x, y)') }),
      );
    },
  );

  test.each([
    ['brackets', '('.repeat(20_000) + ')'.repeat(20_000)],
    ['operators', `x = ${'!'.repeat(40_000)}1`],
    ['nested arrows', `${'a=>'.repeat(40_000)}1`],
    ['a long chain', `f(x${'*x'.repeat(60_000)})`],
  ])('nesting without end: %s', (_, source) => {
    expect(() => rewrite(source, 'a.ts')).toThrow('a.ts is nested too deeply to be read');
  });
});

describe('exports', () => {
  const exportsOf = (source: string) =>
    rewrite(source, 'a.ts').exports.map(({ name, kind, params }) => [
      name,
      kind,
      params?.map((each) => each.name),
    ]);

  test('kinds, names and parameters', () => {
    expect(
      exportsOf(`
        export function f(this: T, a: number, { b } = {}, ...c: number[]) {}
        export default (x: number) => x
        export const g = function (y) {}, h = grad(g), { i, j: [k] } = o
        export class C {}
        export enum E { A }
        const l = (z) => z, m = l
        export { l as ll, m, type T, Missing }
        interface Missing {} type T = 1
        export function over(a: string): void; export function over(a: any, b?: any) {}`),
    ).toEqual([
      ['f', 'function', ['a', '', 'c']],
      ['default', 'function', ['x']],
      ['g', 'function', ['y']],
      ['h', 'value', ['y']],
      ['i', 'value', undefined],
      ['k', 'value', undefined],
      ['C', 'class', undefined],
      ['E', 'value', undefined],
      ['ll', 'function', ['z']],
      ['m', 'function', ['z']],
      ['over', 'function', ['a', 'b']],
    ]);
  });

  test('a default export may be a name or a call', () => {
    expect(exportsOf('const f = (x) => x; export default f')).toEqual([['default', 'function', ['x']]]);
    expect(exportsOf('export default make(f)')).toEqual([['default', 'value', undefined]]);
  });

  test('a derivative has the parameters of its function', () => {
    const source = 'function f(a, b = 1) {} export const df = grad(f); export default grad(grad((t) => t))';
    expect(exportsOf(source)).toEqual([
      ['df', 'value', ['a', 'b']],
      ['default', 'value', ['t']],
    ]);
  });

  test('flags of parameters', () => {
    const [{ params }] = rewrite('export function f(a: number, b = 1, c?: number, ...d: number[]) {}', 'a.ts')
      .exports as never as [{ params: object[] }];
    expect(params).toEqual([
      { name: 'a', hasDefault: false, optional: false, rest: false, plainArray: false },
      { name: 'b', hasDefault: true, optional: false, rest: false, plainArray: false },
      { name: 'c', hasDefault: false, optional: true, rest: false, plainArray: false },
      { name: 'd', hasDefault: false, optional: false, rest: true, plainArray: true },
    ]);
  });

  test.each([
    ['number[]', true], ['readonly number[][]', true], ['Array<number>', true], ['ReadonlyArray<number>', true], ['[number, number]', true],
    ['readonly [number]', true], ['Vec', true], ['number', false], ['Float64Array', false], ['Other', false], ['any', false],
  ])('a parameter annotated %s receives plain arrays: %s', (type, plainArray) => {
    const source = `type Vec = Row[]; type Row = number[]; type Other = number; export const f = (x: ${type}) => x`;
    expect(rewrite(source, 'a.ts').exports[0]!.params![0]).toMatchObject({ plainArray });
  }); // biome-ignore format: a table

  test('re-exports, direct and by way of an import', () => {
    const { exports, reexports } = rewrite(
      "import { a as b } from './m'; export { b as c }; export { d } from './n'; export * from './o'; export * as p from './q'",
      'a.ts',
    );
    expect(exports).toEqual([]);
    expect(reexports.map(({ name, imported, specifier }) => [name, imported, specifier])).toEqual([
      ['c', 'a', './m'], ['d', 'd', './n'], [undefined, '*', './o'], ['p', '*', './q'],
    ]); // biome-ignore format: a table
  });
});
