/** A training loop takes no more memory with each step: samples with small models, 1,000 steps apart. */

import { afterAll, describe, expect, test } from 'vitest';
import { type Constants, Copy } from './copy.ts';
import { memoryAt } from './memory.ts';

const SMALL: Readonly<Record<string, Constants>> = {
  'bayesian-neural-net': { STEPS: 1301, LAYERS: '[1, 2, 1]', DRAWS: 2 },
  rnn: { STEPS: 1301, SIZE: 3, LENGTH: 2, BATCH: 2 },
};

const STEPS = 1000;

/** A number that a program notes at each step takes 16 bytes of a list, which has room for half as many more. */
const GUEST_BYTES = 32 * STEPS;

/** What V8 learns of functions while they run: up to 0.45 MB here, and nothing in the thousands of steps that follow. */
const HOST_BYTES = 1000 * STEPS;

const copy = new Copy();
afterAll(() => copy.remove());

describe('the memory of a training loop is flat', () => {
  test.each(Object.entries(SMALL))(
    '%s',
    async (name, constants) => {
      const [before, after] = await memoryAt(copy.write(name, constants), [300, 300 + STEPS]);
      expect(after!.references).toBe(before!.references);
      expect(after!.guest - before!.guest).toBeLessThan(GUEST_BYTES);
      expect(after!.host - before!.host).toBeLessThan(HOST_BYTES);
    },
    240_000,
  );
});
