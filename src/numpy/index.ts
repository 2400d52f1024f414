/** All functions of NumPy and SciPy that scripts may call. */

import { convolution } from './convolution.ts';
import type { NumpyFunction } from './define.ts';
import { elementwise } from './elementwise.ts';
import { logic } from './logic.ts';
import { reductions } from './reductions.ts';
import { statistics } from './statistics.ts';

export const NUMPY_FUNCTIONS: readonly NumpyFunction[] = [...elementwise, ...logic, ...reductions, ...statistics, ...convolution];
