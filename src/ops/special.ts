/** Special functions. */

import type { Primitive } from './primitive.ts';

export const special = {} satisfies Record<string, Primitive>;
