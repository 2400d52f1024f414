/** What rows of operations on arrays say of operands that the generic tests draw. Nothing here is drawn: that is the tests' part. */

import type { DType, Shape } from '../array/ndarray.ts';

/** An operand: numbers in (−1, 1), or the given ones. */
export interface Operand {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Matrices with 3, 6, 9 … added to the diagonal: regular, definite, with eigenvalues and singular values far apart. */
  readonly graded?: boolean;
  /** The very numbers; whole ones are not varied. */
  readonly values?: readonly number[];
}

/** One call of an operation. */
export interface Sample<A> {
  readonly operands: readonly Operand[];
  readonly attributes?: A;
}

export const real = (...shape: number[]): Operand => ({ shape, dtype: 'float64' });
export const complex = (...shape: number[]): Operand => ({ shape, dtype: 'complex128' });
export const graded = (operand: Operand): Operand => ({ ...operand, graded: true });

/** Whole numbers. */
export const whole = (values: readonly number[], shape: Shape = [values.length]): Operand => ({
  shape,
  dtype: 'int64',
  values,
});

/** A call with these operands. */
export function sample<const A>(operands: readonly Operand[], attributes?: A): Sample<A> {
  return attributes === undefined ? { operands } : { operands, attributes };
}

/** The same call with real and with complex operands. */
export function both<const A>(operands: readonly Operand[], attributes?: A): Sample<A>[] {
  const complexes = operands.map((x) => (x.dtype === 'float64' ? { ...x, dtype: 'complex128' as const } : x));
  return [sample(operands, attributes), sample(complexes, attributes)];
}
