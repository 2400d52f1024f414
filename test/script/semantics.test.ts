/** Rewritten programs do on plain values what TypeScript's own output does, with the proof of plain values and without. */

import { inspect } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { type RewriteModule, rewriter } from '../../src/script/rewrite.ts';
import { CORPUS } from './corpus.ts';
import { compile, run } from './run.ts';

let rewrite: RewriteModule;
beforeAll(async () => {
  rewrite = await rewriter();
});

/** Tells -0 from 0 and functions of different names from each other, but not from their copies. */
const show = (value: unknown): string => inspect(value, { depth: 9, maxArrayLength: null });

/** A program with its log; `f` returns its argument, so that nothing can be proven of it. */
const program = (text: string) =>
  `const log: any[] = []; const f = (x: any): any => x; export { log as observed };${text}`;

describe.each(Object.entries(CORPUS))('%s', (_, text) => {
  test.each([true, false])('proof of plain values: %s', async (proof) => {
    const source = program(text);
    const expected = await run(compile(source));
    const { code } = rewrite(source, 'a.ts', { proof });
    const actual = await run(code);
    expect((actual.observed as unknown[]).length).toBeGreaterThan(3);
    expect(show(actual.observed)).toBe(show(expected.observed));
    expect(Object.keys(actual)).toStrictEqual(Object.keys(expected));
  });

  test('no line is added or lost', () => {
    const source = program(text);
    expect(rewrite(source, 'a.ts').code.split('\n')).toHaveLength(source.split('\n').length);
  });
});
