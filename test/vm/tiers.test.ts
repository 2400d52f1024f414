/** Compiling with other flags than Node's: that they are Node's again afterwards, or the start-up slows down by a third. */

import { readFileSync } from 'node:fs';
import { cachedDataVersionTag } from 'node:v8';
import { expect, test } from 'vitest';
import { DIST } from '../../src/vm/assets.ts';
import { compileBaseline, compileHot } from '../../src/vm/tiers.ts';

test('V8 takes its cached code for its own again after a module has been compiled', () => {
  const untouched = cachedDataVersionTag();
  const bytes = readFileSync(new URL('quickjs.wasm', DIST));
  compileBaseline(bytes);
  expect(cachedDataVersionTag()).toBe(untouched);
  compileHot(bytes);
  expect(cachedDataVersionTag()).toBe(untouched);
});

test('flags are as before where the bytes are no module', () => {
  const untouched = cachedDataVersionTag();
  expect(() => compileBaseline(new Uint8Array(4))).toThrow(/WebAssembly.Module/);
  expect(cachedDataVersionTag()).toBe(untouched);
});
