/** All special functions. Their kernels (`kernels/special/`) are a bundle of their own, loaded on first use. */

import type { Primitive } from './primitive.ts';
import { bessel } from './special-bessel.ts';
import { steps } from './special-error.ts';
import { gammaFunctions } from './special-gamma.ts';
import { incomplete } from './special-incomplete.ts';
import { normal } from './special-normal.ts';
import { slopes } from './special-slopes.ts';
import { xlogs } from './special-xlogy.ts';

export const special = {
  ...gammaFunctions,
  ...steps,
  ...bessel,
  ...incomplete,
  ...slopes,
  ...normal,
  ...xlogs,
} satisfies Record<string, Primitive>;
