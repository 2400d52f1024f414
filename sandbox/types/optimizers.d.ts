/**
 * `autograd-cli/optimizers`: optimizers over any nesting of numbers and arrays, with the parameters of HIPS autograd, and `minimize` with
 * those of SciPy. Parameters after x0 are in order, or by name in an object at the end.
 */

import * as optimizers from './optimizers.js';

export default optimizers;

/** The gradient at x; `i` counts the iterations, so that it may be that of a minibatch. */
type Gradient<X> = (x: X, i: number) => X;

/** Called at each iteration with the point, its number and the gradient there. */
type Callback<X> = (x: X, i: number, g: X) => void;

interface Common<X> {
  callback?: Callback<X> | null;
  num_iters?: number;
  step_size?: number;
}

interface SgdOptions<X> extends Common<X> {
  mass?: number;
}

interface RmspropOptions<X> extends Common<X> {
  gamma?: number;
  eps?: number;
}

interface AdamOptions<X> extends Common<X> {
  b1?: number;
  b2?: number;
  eps?: number;
}

/** Stochastic gradient descent with momentum: 200 iterations of size 0.1. */
export function sgd<X>(
  grad: Gradient<X>,
  x0: X,
  callback?: Callback<X> | SgdOptions<X> | null,
  num_iters?: number | SgdOptions<X>,
  step_size?: number | SgdOptions<X>,
  mass?: number,
): X;

/** Steps in parts of the root of the mean square of past gradients: 100 iterations of size 0.1. */
export function rmsprop<X>(
  grad: Gradient<X>,
  x0: X,
  callback?: Callback<X> | RmspropOptions<X> | null,
  num_iters?: number | RmspropOptions<X>,
  step_size?: number | RmspropOptions<X>,
  gamma?: number,
  eps?: number,
): X;

/** Adam: 100 iterations of size 0.001. */
export function adam<X>(
  grad: Gradient<X>,
  x0: X,
  callback?: Callback<X> | AdamOptions<X> | null,
  num_iters?: number | AdamOptions<X>,
  step_size?: number | AdamOptions<X>,
  b1?: number,
  b2?: number,
  eps?: number,
): X;

interface MinimizeOptions<X> {
  /** Further arguments of the function. */
  args?: readonly unknown[];
  /** BFGS without it; Newton-CG needs no matrix, so it is for many variables. */
  method?: 'BFGS' | 'Newton-CG';
  /** The gradient, or true where the function returns [value, gradient]. The exact gradient without it. */
  jac?: ((x: X, ...args: never[]) => X) | boolean;
  /** The Hessian at x times p. The exact product without it. */
  hessp?: (x: X, p: X, ...args: never[]) => X;
  /** How near is near enough: `gtol` of BFGS, `xtol` of Newton-CG. 1e-5 without it. */
  tol?: number;
  /** Called with each new point. */
  callback?: (x: X) => unknown;
  options?: {
    /** 200 for each variable without it. */
    maxiter?: number;
    /** The largest element of the gradient at the end (BFGS). */
    gtol?: number;
    /** The mean change of a variable in the last step (Newton-CG). */
    xtol?: number;
    /** Print how it ended. */
    disp?: boolean;
  };
}

interface OptimizeResult<X> {
  /** The point. */
  x: X;
  /** The value there. */
  fun: number;
  /** The gradient there. */
  jac: X;
  /** Iterations. */
  nit: number;
  /** Evaluations of value and gradient. */
  nfev: number;
  /** Products with the Hessian. */
  nhev: number;
  success: boolean;
  /** 0: done; 1: too many iterations; 2: no lower point was found. */
  status: 0 | 1 | 2;
  message: string;
}

/** The least value of a smooth function near x0; its gradient, and products with its Hessian, are exact. */
export function minimize<X>(
  fun: (x: X, ...args: never[]) => number | [value: number, gradient: X],
  x0: X,
  options?: MinimizeOptions<X>,
): OptimizeResult<X>;
