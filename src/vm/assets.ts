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

/** Compile QuickJS and read the prelude, from the build or another folder. */
export async function loadEngine(folder: URL = DIST): Promise<Engine> {
  const compiling = WebAssembly.compile(readFileSync(new URL('quickjs.wasm', folder)));
  const prelude = readFileSync(new URL('guest.js', folder), 'utf8');
  return { wasmModule: await compiling, prelude };
}
