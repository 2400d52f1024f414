/** What the rewriter emits, as a table: input, output. */

import { beforeAll, describe, expect, test } from 'vitest';
import { type RewriteModule, rewriter } from '../../src/script/rewrite.ts';

let rewrite: RewriteModule;
beforeAll(async () => {
  rewrite = await rewriter();
});

const TABLE: readonly (readonly [what: string, input: string, output: string])[] = [
  // Operators
  ['binary operators', 'f(a * b)', 'f($ag_mul(a ,b))'],
];

describe('emitted forms', () => {
  test.each(TABLE)('%s', (_, input, output) => {
    expect(rewrite(input, 'a.ts').code).toBe(output);
  });
});
