/** What the rows of linear algebra ask of the types of their operands: stacks of matrices in the last two axes. */

import { type ArrayType, arrayError, type Shape, showShape } from '../array/ndarray.ts';

/** Check that the last two axes make square matrices; return the axes before them and the length. */
export function square({ shape }: ArrayType): [batch: Shape, n: number] {
  const n = shape.at(-1);
  if (shape.length < 2 || n !== shape.at(-2))
    throw arrayError(`the last two axes must make square matrices, but the shape is ${showShape(shape)}`);
  return [shape.slice(0, -2), n!];
}

/** Check that there are two axes at least; return those before the last two, and their lengths. */
export function rectangular({ shape }: ArrayType): [batch: Shape, rows: number, columns: number] {
  if (shape.length < 2)
    throw arrayError(`the last two axes must make matrices, but the shape is ${showShape(shape)}`);
  return [shape.slice(0, -2), shape.at(-2)!, shape.at(-1)!];
}

/** The dtype of a result that is no whole number. */
export const floating = ({ dtype }: ArrayType): 'float64' | 'complex128' =>
  dtype === 'complex128' ? dtype : 'float64';

/** The type of results that are square matrices as the operand is. */
export function squareLike(x: ArrayType): ArrayType {
  square(x);
  return { shape: x.shape, dtype: floating(x) };
}

/** Where most of the derivatives are written down. */
export const giles = 'Giles, An extended collection of matrix derivative results (2008)';
