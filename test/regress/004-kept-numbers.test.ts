/** A cache gave a number of an earlier call to a later one; its derivative was gone, and with `--no-compile` nothing said so. */

import { expect, test } from 'vitest';
import { sweep } from '../harness/sweep.ts';

test.each([true, false])(
  'numbers kept from an earlier call are warned about (compile: %s)',
  async (compile) => {
    const source = `const cache = new Map<number, number>();
    export function f(x: number): number { if (!cache.has(x)) cache.set(x, x ** 3); return cache.get(x)! }`;
    const { columns, warnings } = await sweep(source, { at: [2, 3, 2], exportName: 'f', compile });
    expect(columns.get('f')).toEqual([8, 27, 8]);
    expect(warnings).toContainEqual(expect.stringContaining('kept from an earlier call'));
  },
);
