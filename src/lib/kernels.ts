/**
 * The kernels of ordinary Node programs. Values are those of V8's `Math`, which may differ in the last bit from the sandbox's; special
 * functions are loaded when one is called.
 */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { makeKernels, type SpecialFunctions } from '../ops/kernels.ts';
import { LIBM1, type Libm } from '../ops/primitive.ts';

const here = new URL('.', import.meta.url);
const DIST = here.pathname.endsWith('/src/lib/') ? new URL('../../dist/', here) : new URL('../', here);

const libm = {
  ...Object.fromEntries(LIBM1.map((name) => [name, Math[name]])),
  pow: Math.pow,
  atan2: Math.atan2,
  hypot: (x: number, y: number) => Math.hypot(x, y), // Math.hypot takes any number of arguments
  fmod: (x: number, y: number) => x % y,
} as Libm;

export const kernels = makeKernels(
  libm,
  () => createRequire(import.meta.url)(fileURLToPath(new URL('special.cjs', DIST))) as SpecialFunctions,
);
