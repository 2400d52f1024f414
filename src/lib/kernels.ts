/**
 * The kernels of ordinary Node programs. Values are those of V8's `Math`, which may differ in the last bit from the sandbox's; special
 * functions are loaded when one is called.
 */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { makeKernels, type SpecialFunctions } from '../ops/kernels.ts';
import { NATIVE_LIBM } from '../ops/native-libm.ts';

const here = new URL('.', import.meta.url);
const DIST = here.pathname.endsWith('/src/lib/') ? new URL('../../dist/', here) : new URL('../', here);

export const kernels = makeKernels(
  NATIVE_LIBM,
  () => createRequire(import.meta.url)(fileURLToPath(new URL('special.cjs', DIST))) as SpecialFunctions,
);
