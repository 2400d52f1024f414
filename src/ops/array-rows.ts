/**
 * All operations on arrays: importing this file registers them. Only what works with arrays does, because their kernels are most
 * of the program (docs/decisions/0001-start-up.md).
 */

import { custom } from './array-custom.ts';
import { linalg } from './array-linalg.ts';
import type { ArrayPrimitive } from './array-primitive.ts';
import { products } from './array-products.ts';
import { reductions } from './array-reductions.ts';
import { registerArrayRows } from './array-registry.ts';
import { structure } from './array-structure.ts';

export const ARRAY_PRIMITIVES = { ...structure, ...reductions, ...products, ...linalg, ...custom };

export type ArrayPrimitiveName = keyof typeof ARRAY_PRIMITIVES;

registerArrayRows(ARRAY_PRIMITIVES as unknown as Record<ArrayPrimitiveName, ArrayPrimitive>);
