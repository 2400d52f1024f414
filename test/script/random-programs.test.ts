/** Random expressions mean on plain numbers what they meant before they were rewritten, and on traced ones have the same value. */

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type RewriteModule, rewriter } from '../../src/script/rewrite.ts';
import { plainOf, trace } from '../sandbox/guest-in-node.ts';
import { run } from './run.ts';

let rewrite: RewriteModule;
beforeAll(async () => {
  rewrite = await rewriter();
});

const { expression, statement } = fc.letrec<{ expression: string; statement: string }>((tie) => {
  const e = tie('expression');
  const binary = fc.constantFrom(
    '+', '-', '*', '/', '%', '**', '|', '&', '^', '<<', '>>', '>>>', '<', '<=', '>', '>=', '==', '!=', '===', '!==', '&&', '||', '??', ',',
  ); // biome-ignore format: one line
  const target = fc.constantFrom('x', 'y', 'k', 'o.p', 'a[0]', 'a[k]', 'g().p', 'a[g().i]');
  const assign = fc.constantFrom('=', '+=', '-=', '*=', '/=', '%=', '**=', '|=', '&=', '>>>=', '??=');
  return {
    expression: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constantFrom('x', 'y', 'k', 'm', '2', '0.5', '-0', '0', 'NaN', 'o.p', 'a[1]', 'a[k]', 'Math.PI', 'g().p', 'x++', '--y', 'k++', 'o.p--', 'a[0]++', '++g().p'),
      fc.tuple(e, binary, e).map(([x, operator, y]) => `((${x}) ${operator} (${y}))`),
      fc.tuple(fc.constantFrom('-', '+', '~', '!', '~~', 'typeof ', 'void '), e).map(([operator, x]) => `(${operator}(${x}))`),
      fc.tuple(e, e, e).map(([x, y, z]) => `(${x} ? ${y} : ${z})`),
      fc.tuple(target, assign, e).map(([t, operator, x]) => `(${t} ${operator} ${x})`),
      fc.tuple(fc.constantFrom('x', 'y', 'o.p', 'a[0]'), fc.constantFrom('||=', '&&='), e).map(([t, operator, x]) => `(${t} ${operator} ${x})`),
    ),
    statement: fc.oneof(
      e.map((x) => `${x}\n`),
      fc.tuple(e, tie('statement'), tie('statement')).map(([x, s, t]) => `if (${x}) { ${s} } else { ${t} }`),
      fc.tuple(tie('statement'), e).map(([s, x]) => `for (let i = 0; i < 2; i++) { ${s}; if (${x}) break }`),
      fc.tuple(e, e, tie('statement'), tie('statement')).map(([x, y, s, t]) => `switch (${x}) { case ${y}: ${s} case 2: ${t}; break; default: k = 1 }`),
      fc.tuple(tie('statement'), tie('statement')).map(([s, t]) => `${s};${t}`),
    ),
  };
}); // biome-ignore format: a grammar

const program = (body: string) =>
  `export function f(x, y) { let k = 0, m = 3; const a = [y, 2, x], o = { p: y, i: 1 }, g = () => (k = (k | 0) % 2, o); ${body}\nreturn [x, y, k, o.p, ...a] }`;

type F = (x: unknown, y: unknown) => unknown[];

test('random programs', async () => {
  let traced = 0;
  const property = fc.asyncProperty(
    fc.array(
      fc.oneof(
        statement,
        expression.map((x) => `y = ${x}\n`),
      ),
      { minLength: 1, maxLength: 4 },
    ),
    fc.constantFrom(0, -0, 1, -1.5, 2.25, 7, Number.NaN),
    async (statements, x) => {
      const source = program(statements.join(';'));
      const native = (await run(source)).f as F;
      const rewritten = (await run(rewrite(source, 'a.js').code)).f as F;
      const unproven = (await run(rewrite(source, 'a.js', { proof: false }).code)).f as F;
      const expected = native(x, 0.75);
      expect(rewritten(x, 0.75)).toStrictEqual(expected);
      expect(unproven(x, 0.75)).toStrictEqual(expected);
      for (const f of [rewritten, unproven]) {
        const { result, records } = trace((input) => (f(input, 0.75) as unknown[]).map(plainOf), x);
        expect(result).toStrictEqual(expected);
        traced += records.length;
      }
    },
  );
  await fc.assert(property, { numRuns: 400, seed: 20 });
  expect(traced).toBeGreaterThan(1000);
});
