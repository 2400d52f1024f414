/**
 * What only a script that uses arrays needs: a bundle of its own, which the worker loads when the first array is made
 * (docs/decisions/0001-start-up.md).
 */

import { expandAlong, vjpOf } from '../derive/arrays.ts';
import { FACTORIALS } from '../derive/derivatives.ts';
import { linearize } from '../derive/jacobian.ts';
import { NONE } from '../graph/graph.ts';
import { type ArrayOptions, type Derivatives, GuestArrays } from '../vm/arrays.ts';

/** Make the host's side of a script's arrays. */
export function createArrays(options: Omit<ArrayOptions, 'derivatives'>): GuestArrays {
  return new GuestArrays({ ...options, derivatives: DERIVATIVES });
}

/** Derivatives of functions of arrays, for the operators of `autograd-cli`. */
const DERIVATIVES: Derivatives = {
  vjp: vjpOf,
  linearize,
  jvp: (b, outputs, tangents, order) =>
    expandAlong(b, tangents, outputs, order).map((coefficients) =>
      coefficients.slice(1).map((c, i) => (c === NONE ? NONE : b.mul(b.constant(FACTORIALS[i + 1]!), c))),
    ),
};
