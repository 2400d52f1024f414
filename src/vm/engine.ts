/** Loads what every VM starts from. */

import { readFileSync } from 'node:fs';
import { DIST } from './assets.ts';
import { decodeImage, type Engine } from './guest.ts';
import { compileBaseline } from './tiers.ts';

export type { Engine };

/** Compile QuickJS and read the image of the guest. (V8 compiles QuickJS's functions when they are first called.) */
export function loadEngine(): Engine {
  return {
    wasmModule: compileBaseline(readFileSync(new URL('quickjs.wasm', DIST))),
    prelude: decodeImage(readFileSync(new URL('guest.bin', DIST))),
  };
}
