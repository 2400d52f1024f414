/** All functions of NumPy and SciPy that scripts may call. */

import { arrayApi } from './array-api.ts';
import { brackets } from './brackets.ts';
import { convolution } from './convolution.ts';
import { counting } from './counting.ts';
import { creation } from './creation.ts';
import type { NumpyFunction } from './define.ts';
import { diagonals } from './diagonals.ts';
import { einsums } from './einsum.ts';
import { elementwise } from './elementwise.ts';
import { fourier } from './fft.ts';
import { grids } from './grids.ts';
import { indexing } from './indexing.ts';
import { joining } from './joining.ts';
import { linalg } from './linalg.ts';
import { logic } from './logic.ts';
import { nanReductions } from './nan-reductions.ts';
import { pad } from './pad.ts';
import { piecewise } from './piecewise.ts';
import { polynomials } from './polynomials.ts';
import { products } from './products.ts';
import { orderStatistics } from './quantiles.ts';
import { reductions } from './reductions.ts';
import { repeating } from './repeating.ts';
import { scipyLinalg } from './scipy-linalg.ts';
import { scipyMatrices } from './scipy-matrices.ts';
import { selection } from './selection.ts';
import { shape } from './shape.ts';
import { sorting } from './sorting.ts';
import { special } from './special.ts';
import { splitting } from './splitting.ts';
import { statistics } from './statistics.ts';
import { univariate } from './stats.ts';
import { multivariate } from './stats-multivariate.ts';

export const NUMPY_FUNCTIONS: readonly NumpyFunction[] = [
  ...creation,
  ...shape,
  ...repeating,
  ...diagonals,
  ...joining,
  ...splitting,
  ...brackets,
  ...indexing,
  ...selection,
  ...piecewise,
  ...sorting,
  ...counting,
  ...grids,
  ...polynomials,
  ...pad,
  ...elementwise,
  ...logic,
  ...reductions,
  ...nanReductions,
  ...orderStatistics,
  ...statistics,
  ...convolution,
  ...products,
  ...einsums,
  ...linalg,
  ...arrayApi,
  ...fourier,
  ...scipyLinalg,
  ...scipyMatrices,
  ...special,
  ...univariate,
  ...multivariate,
];
