/** The value of one operation from the values of its operands: the one place where a node's kernel is chosen. */

import { elementwise, resultDtype } from '../array/elementwise.ts';
import { type ArrayType, broadcastShapes, type NDArray, NUMBER, scalar } from '../array/ndarray.ts';
import { FIRST_ARRAY } from '../graph/graph.ts';
import { arrayPrimitiveOf } from './array-registry.ts';
import type { Kernels } from './kernels.ts';
import { NAMES } from './registry.ts';

export type NumberOrArray = number | NDArray;

/** Return the value of `op`, an elementwise function or an operation on arrays, of type `type`: a number where that is NUMBER. */
export function compute(
  kernels: Kernels,
  op: number,
  operands: readonly NumberOrArray[],
  attributes: unknown,
  type: ArrayType,
): NumberOrArray {
  const value =
    op >= FIRST_ARRAY
      ? arrayPrimitiveOf(op).kernel(operands.map(asArray), attributes, type)
      : elementwise(NAMES[op]!, kernels[op]!, kernels.complex, operands, type);
  return type === NUMBER || isNumberType(value) ? value.data[0]! : value;
}

/** Return the type of the elementwise function `op` of operands of these types. Throws E_SCRIPT for shapes that do not fit. */
export function rowType(op: number, operands: readonly ArrayType[]): ArrayType {
  let { shape } = operands[0]!;
  for (let i = 1; i < operands.length; i++) shape = broadcastShapes(shape, operands[i]!.shape);
  const dtype = resultDtype(
    NAMES[op]!,
    operands.map((operand) => operand.dtype),
  );
  return shape.length === 0 && dtype === 'float64' ? NUMBER : { shape, dtype };
}

const WHOLE: ArrayType = { shape: [], dtype: 'int64' };

/** The type of a number that is known: a whole one fits in with integers. */
export function numberType(value: number): ArrayType {
  return Number.isInteger(value) ? WHOLE : NUMBER;
}

/** Return the array that a value is. */
export function asArray(value: NumberOrArray): NDArray {
  return typeof value === 'number' ? scalar(value) : value;
}

const isNumberType = ({ shape, dtype }: ArrayType): boolean => shape.length === 0 && dtype === 'float64';
