/** Nested structures as vectors and back, differentiable both ways: what optimizers work on. */

import { callInternal, callNumpy, isNDArray, type NDArray } from './array-calls.ts';
import type { Fn } from './naming.ts';
import { isComplex, shapeOf, sizeOf } from './ndarray.ts';
import { leavesOf, withLeaves } from './tree.ts';

interface Part {
  readonly shape: readonly number[];
  readonly size: number;
  /** Whether it is an array, not a number. */
  readonly isArray: boolean;
  readonly isComplex: boolean;
}

/** Return `[vector, unflatten]`: all numbers of a structure in order, and the function that makes such a structure of a vector. */
export function flatten(tree: unknown): [vector: unknown, unflatten: Fn] {
  const leaves = leavesOf(tree, 'the value');
  const parts: Part[] = [];
  const pieces: unknown[] = [];
  let size = 0;
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i]!;
    const shape = isNDArray(leaf) ? shapeOf(leaf) : [];
    parts[i] = {
      shape,
      size: sizeOf(shape),
      isArray: isNDArray(leaf),
      isComplex: isNDArray(leaf) && isComplex(leaf),
    };
    pieces[i] = callNumpy('np.ravel', [leaf]);
    size += parts[i]!.size;
  }
  const vector = pieces.length === 0 ? callNumpy('np.zeros', [0]) : callNumpy('np.concatenate', [pieces]);
  return [vector, (given) => withLeaves(tree, split(given, parts, size))];
}

function split(given: unknown, parts: readonly Part[], size: number): unknown[] {
  const vector = callNumpy('np.ravel', [given]) as NDArray;
  const length = sizeOf(shapeOf(vector));
  if (length !== size) throw new TypeError(`unflatten expects ${size} numbers, got ${length}`);
  const isReal = !isComplex(vector);
  const leaves: unknown[] = [];
  let from = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    const slice = part.isArray
      ? callNumpy('np.reshape', [callInternal('index', vector, `${from}:${from + part.size}`), part.shape])
      : callInternal('row', vector, from);
    leaves[i] = isReal || part.isComplex ? slice : callNumpy('np.real', [slice]);
    from += part.size;
  }
  return leaves;
}
