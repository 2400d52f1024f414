/** All rows of linear algebra. */

import { decompositions } from './array-decompositions.ts';
import { systems } from './array-systems.ts';

export const linalg = { ...systems, ...decompositions };
