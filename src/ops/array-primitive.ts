/**
 * The shape of a row of the tables of operations on arrays: its type, its value, and one description of its derivative, from
 * which reverse mode, forward mode and Taylor series of any order follow. Elementwise functions are not here: a row of
 * `primitive.ts` serves numbers and arrays alike.
 */

import type { ArrayType, NDArray } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import type { ArrayBuilder } from './array-builder.ts';
import type { ElementRule } from './element-builder.ts';
import type { none, zero } from './primitive.ts';
import type { Sample } from './samples.ts';

/** A node of the operation, for its rule. */
export interface Application<A> {
  readonly inputs: readonly NodeId[];
  readonly out: NodeId;
  readonly attributes: A;
}

/**
 * The output is linear in the inputs before number `parameters` (all, if that is not given) jointly; the others never move.
 * `transpose` returns the cotangent of input number `index` for the cotangent g of the output, in the pairing Re Σ g·dz, in the
 * input's shape or one that broadcasts to it.
 */
export interface Linear<A> {
  readonly kind: 'linear';
  readonly parameters?: number;
  readonly transpose: (b: ArrayBuilder, g: NodeId, index: number, of: Application<A>) => NodeId;
}

/** The output is linear in each of the two inputs; `transpose` as above. */
export interface Bilinear<A> {
  readonly kind: 'bilinear';
  readonly transpose: (b: ArrayBuilder, g: NodeId, index: number, of: Application<A>) => NodeId;
}

/**
 * Any other smooth operation: its derivative along `tangents` (NONE: the input does not move), as nodes that are linear in them.
 * Reverse mode transposes these nodes; a Taylor series expands them.
 */
export interface Jvp<A> {
  readonly kind: 'jvp';
  readonly jvp: (b: ArrayBuilder, tangents: readonly NodeId[], of: Application<A>) => NodeId;
  /**
   * The cotangent of the last input where the output is linear in that (the right-hand side of a system). Such a rule needs it, as
   * the nodes of `jvp` hold the operation itself again.
   */
  readonly transposeLast?: (b: ArrayBuilder, g: NodeId, of: Application<A>) => NodeId;
  /** The cotangents of all inputs, NONE for one that does not move, where they need not be found by transposing; undefined: they do. */
  readonly vjp?: (b: ArrayBuilder, g: NodeId, of: Application<A>) => readonly NodeId[] | undefined;
}

export type ArrayDerivative<A> = Linear<A> | Bilinear<A> | Jvp<A> | typeof zero | ReturnType<typeof none>;

/** One operation on arrays. `A` are its attributes: plain data that JSON can write. */
export interface ArrayPrimitive<A = unknown> {
  readonly doc: string;
  /** The type of the output. Throws E_SCRIPT for inputs that do not fit. */
  readonly type: (inputs: readonly ArrayType[], attributes: A) => ArrayType;
  /** The value; `type` is what the function above returned. */
  readonly kernel: (inputs: readonly NDArray[], attributes: A, type: ArrayType) => NDArray;
  /** The kernel never throws for inputs of these types, and its result is a new array or in the memory of an input. */
  readonly isTotal?: true;
  /** The elements of the value as nodes over those of the inputs, for replay without arrays; the kernel's very operations. */
  readonly elements?: ElementRule<A>;
  readonly derivative: ArrayDerivative<A>;
  /** Calls that the generic tests make; empty only for what scripts define. */
  readonly samples: readonly Sample<A>[];
  /** The output consists of unit vectors, columns or rows, whose phases are arbitrary where they are complex. */
  readonly phases?: 'columns' | 'rows';
  /** Where the value or the derivative is written down. */
  readonly source: string;
}
