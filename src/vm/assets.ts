/**
 * Finds what `npm run build` leaves in `dist/`, from the bundles there and from the sources alike. Reads nothing but those
 * files.
 */

import { readFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);

/** The folder of the build. */
export const DIST = here.pathname.endsWith('/src/vm/') ? new URL('../../dist/', here) : here;

/** What every VM starts from. */
export interface Engine {
  /** QuickJS, with its libm exported (`scripts/patch-quickjs.mjs`). */
  readonly wasmModule: WebAssembly.Module;
  /** The text of the guest's own code. */
  readonly prelude: string;
}

/** Read the prelude and compile QuickJS, from the build or another folder. (V8 compiles its functions when they are first called.) */
export function loadEngine(folder: URL = DIST): Engine {
  return {
    wasmModule: new WebAssembly.Module(readFileSync(new URL('quickjs.wasm', folder))),
    prelude: readFileSync(new URL('guest.js', folder), 'utf8'),
  };
}
