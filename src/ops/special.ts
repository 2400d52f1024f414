/** All special functions. Their kernels (`kernels/special/`) are a bundle of their own, loaded on first use. */

import type { Primitive } from './primitive.ts';
import { bessel } from './special-bessel.ts';
import { steps } from './special-error.ts';
import { gammaFunctions } from './special-gamma.ts';
import { incomplete } from './special-incomplete.ts';

export const special = { ...gammaFunctions, ...steps, ...bessel, ...incomplete } satisfies Record<
  string,
  Primitive
>;
