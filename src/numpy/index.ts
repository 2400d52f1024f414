/** All functions of NumPy and SciPy that scripts may call. */

import { convolution } from './convolution.ts';
import type { NumpyFunction } from './define.ts';
import { einsums } from './einsum.ts';
import { elementwise } from './elementwise.ts';
import { fourier } from './fft.ts';
import { linalg } from './linalg.ts';
import { logic } from './logic.ts';
import { products } from './products.ts';
import { reductions } from './reductions.ts';
import { scipyLinalg } from './scipy-linalg.ts';
import { statistics } from './statistics.ts';

export const NUMPY_FUNCTIONS: readonly NumpyFunction[] = [
  ...elementwise,
  ...logic,
  ...reductions,
  ...statistics,
  ...convolution,
  ...products,
  ...einsums,
  ...linalg,
  ...fourier,
  ...scipyLinalg,
];
