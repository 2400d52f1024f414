/** Errors of a function lead to the operation in the script that caused them. */

import { expect, test } from 'vitest';
import { AutogradError } from '../../src/base/errors.ts';
import type { GuestCause } from '../../src/vm/guest-error.ts';
import { sweep } from '../harness/sweep.ts';

async function failure(source: string): Promise<AutogradError> {
  const error: unknown = await sweep(source, { at: [1] }).catch((thrown: unknown) => thrown);
  if (!(error instanceof AutogradError)) throw new Error('the sweep did not fail as expected');
  return error;
}

const LONG = `function f(x: number) {
  let s = 0;
  for (let i = 0; i < 9000; i++) s += x * i;
  return s + special.jn(x, 2);
}
export { f };`;

test.each([
  ['the first record', 'export const f = (x: number) => special.jn(x, 2);', 1],
  ['a record beyond a full tape', LONG, 4],
])('a derivative that does not exist is found at %s', async (_, source, line) => {
  const error = await failure(source);
  expect(error.code).toBe('E_RULE');
  expect(error.message).toContain('special.jn has no derivative');
  const { guestStack } = error.cause as GuestCause;
  expect(guestStack.split('\n').find((line) => line.includes('/script.ts'))).toContain(`/script.ts:${line}:`);
});

test('the derivatives a script asks for are within the limit of memory, too', async () => {
  const source = `
    const g = (x: number) => { let c = x; for (let i = 0; i < 1000; i++) c = c * x + 1 / (2 + c); return c; };
    export const f = (x: number) => derivatives(g, x, 100)[3]!;`;
  await expect(sweep(source, { at: [0.5], order: 0, memoryBytes: 16 * 2 ** 20 })).rejects.toMatchObject({
    code: 'E_LIMIT',
    hint: expect.stringContaining('--memory'),
  });
});
