/**
 * `autograd-cli`: derivatives of ordinary functions. A number being differentiated has the type `number`, so scripts
 * type-check unchanged. Functions of arrays come with arrays: calling one of those throws until then.
 */

import * as autograd from './index.js';

export default autograd;

/** A function of numbers whose argument number `argnum` is differentiated. */
type Differentiable<A extends unknown[]> = (...args: A) => number;

/** The derivative of `f` with respect to argument number `argnum` (default 0); nests freely: `grad(grad(f))`. */
export function grad<A extends unknown[]>(f: Differentiable<A>, argnum?: number): (...args: A) => number;

/** The value and the derivative at once: `[f(x), f′(x)]`. */
export function valueAndGrad<A extends unknown[]>(
  f: Differentiable<A>,
  argnum?: number,
): (...args: A) => [value: number, derivative: number];

/** The derivative of each element of the result with respect to its own element of the argument; of a number, `grad`. */
export function elementwiseGrad<A extends unknown[]>(
  f: Differentiable<A>,
  argnum?: number,
): (...args: A) => number;

/** `[f(x), f′(x), … f⁽ⁿ⁾(x)]`: all derivatives at once, at a cost of n² (nested `grad` costs 2ⁿ). */
export function derivatives(f: (x: number) => number, x: number, n?: number): number[];

/** The Taylor coefficients f⁽ᵏ⁾(x) / k!, k = 0 … n. */
export function taylor(f: (x: number) => number, x: number, n?: number): number[];

/** Comes with arrays; throws. */
type Later = (...args: unknown[]) => never;

export const holomorphicGrad: Later;
export const gradAndAux: Later;
export const multigradDict: Later;
export const gradNamed: Later;
export const jacobian: Later;
export const hessian: Later;
export const hessianVectorProduct: Later;
export const hessianTensorProduct: Later;
export const tensorJacobianProduct: Later;
export const vectorJacobianProduct: Later;
export const makeVjp: Later;
export const makeJvp: Later;
export const jvp: Later;
export const makeHvp: Later;
export const makeGgnvp: Later;
export const checkpoint: Later;
export const checkGrads: Later;
export const primitive: Later;
export const defvjp: Later;
export const defjvp: Later;
export const flatten: Later;
