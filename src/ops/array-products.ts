/** Matrix products and the discrete Fourier transform. */

import { fft as transform } from '../array/fft.ts';
import { matmul as multiply } from '../array/matmul.ts';
import { arrayError, promote, showShape } from '../array/ndarray.ts';
import type { ArrayPrimitive } from './array-primitive.ts';
import * as elements from './element-rules.ts';
import * as s from './samples.ts';

export interface MatmulAttributes {
  readonly transposeX: boolean;
  readonly transposeY: boolean;
}

const matmul: ArrayPrimitive<MatmulAttributes> = {
  doc: 'products of matrices (of stacks of them), each transposed or not',
  type([x, y], { transposeX, transposeY }) {
    const [m, k] = lastTwo(x!.shape, transposeX);
    const [l, n] = lastTwo(y!.shape, transposeY);
    if (k !== l)
      throw arrayError(
        `matrices of shapes ${showShape(x!.shape)} and ${showShape(y!.shape)} cannot be multiplied`,
      );
    return { shape: [...x!.shape.slice(0, -2), m, n], dtype: promote(x!.dtype, y!.dtype) };
  },
  kernel: ([x, y], attributes) => multiply(x!, y!, attributes),
  elements: elements.matmul,
  isTotal: true,
  derivative: {
    kind: 'bilinear',
    transpose(b, g, index, { inputs: [x, y], attributes: { transposeX, transposeY } }) {
      if (index === 0)
        return transposeX
          ? b.matmul(y!, g, { transposeX: transposeY, transposeY: true })
          : b.matmul(g, y!, { transposeX: false, transposeY: !transposeY });
      return transposeY
        ? b.matmul(g, x!, { transposeX: true, transposeY: transposeX })
        : b.matmul(x!, g, { transposeX: !transposeX, transposeY: false });
    },
  },
  samples: [
    ...s.both([s.real(2, 3), s.real(3, 4)], { transposeX: false, transposeY: false }),
    ...s.both([s.real(2, 3, 2), s.real(2, 4, 3)], { transposeX: true, transposeY: true }),
    s.sample([s.real(2, 2), s.complex(3, 2)], { transposeX: false, transposeY: true }),
  ],
  source: 'Giles, An extended collection of matrix derivative results (2008), 2.2.2',
};

const lastTwo = (shape: readonly number[], transpose: boolean): [number, number] => {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transpose ? [columns, rows] : [rows, columns];
};

interface FourierAttributes {
  readonly inverse: boolean;
}

const fft: ArrayPrimitive<FourierAttributes> = {
  doc: 'Σ x_j exp(∓2πi jk/n) along the last axis, not normalised',
  type: ([x]) => ({ shape: x!.shape, dtype: 'complex128' }),
  kernel: ([x], { inverse }) => transform(x!, inverse),
  derivative: { kind: 'linear', transpose: (b, g, _, { attributes }) => b.fft(g, attributes.inverse) },
  samples: [...s.both([s.real(2, 5)], { inverse: false }), ...s.both([s.real(4)], { inverse: true })],
  source: 'the matrix of the transform is symmetric',
};

export const products = { matmul, fft };
