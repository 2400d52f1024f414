/** V8's own `Math` in the place of QuickJS's libm: for programs outside the sandbox; the last bit may differ. */

import { LIBM1, type Libm } from './primitive.ts';

export const NATIVE_LIBM = {
  ...Object.fromEntries(LIBM1.map((name) => [name, Math[name]])),
  pow: Math.pow,
  atan2: Math.atan2,
  hypot: (x: number, y: number) => Math.hypot(x, y), // Math.hypot takes any number of arguments
  fmod: (x: number, y: number) => x % y,
} as Libm;
