/** Memory that is used again: what is taken comes back, what came from elsewhere does not pile up. */

import { expect, test } from 'vitest';
import { giveBack, spareMemory, takeMemory, takeZeros } from '../../src/array/memory.ts';

test('an array that was given back is the next of its length', () => {
  const length = 1001;
  giveBack(takeMemory(length)); // from here on the length is known
  const array = takeMemory(length).fill(7);
  giveBack(array);
  expect(takeMemory(length - 1)).not.toBe(array);
  expect(takeZeros(length)).toBe(array);
  expect(array.every((x) => x === 0)).toBe(true);
});

test('a loop that gives back what it never took keeps no more memory with each step', () => {
  const step = (): number => {
    const taken = [takeMemory(500), takeMemory(500)];
    for (const array of [...taken, new Float64Array(500), new Float64Array(77)]) giveBack(array);
    return spareMemory();
  };
  for (let i = 0; i < 3; i++) step();
  const before = step();
  for (let i = 0; i < 1000; i++) step();
  expect(step()).toBe(before);
});
