/**
 * `autograd-cli`: derivatives of ordinary functions. A number or array being differentiated has the type `number`, so scripts
 * type-check unchanged. Arguments may be numbers, arrays, lists, plain objects and nestings of them; a gradient is made like the
 * argument it belongs to.
 */

import * as autograd from './index.js';

export default autograd;

/** Which arguments are differentiated: the index of one, or a list of them, which makes a list of derivatives. */
type Argnum = number | readonly number[];

/** What belongs to an argument of type `X`: an array (which is a number here) where that takes anything like an array. */
type Made<X> = 0 extends 1 & X ? X : [boolean] extends [X] ? number : X;

/** What belongs to the arguments `N` of `A`, made like them. */
type Like<A extends unknown[], N extends Argnum> = N extends readonly number[]
  ? { -readonly [K in keyof N]: Made<A[N[K] & number]> }
  : Made<A[N & number]>;

/** A Jacobian by an argument of type `X`: lists of numbers are axes of it, other containers stay what they are. */
type Blocks<X> = X extends number | readonly number[] | Float64Array
  ? number
  : X extends readonly unknown[] | Record<string, unknown>
    ? { -readonly [K in keyof X]: Blocks<X[K]> }
    : number;

type JacobianOf<A extends unknown[], N extends Argnum> = N extends readonly number[]
  ? { -readonly [K in keyof N]: Blocks<A[N[K] & number]> }
  : Blocks<A[N & number]>;

/** A list of the items `A`, and one more. */
type And<A extends unknown[], T> = [...A, T];

/** The gradient of a function that returns one number, with respect to argument number `argnum` (default 0); nests freely: `grad(grad(f))`. */
export function grad<A extends unknown[], const N extends Argnum = 0>(
  f: (...args: A) => number,
  argnum?: N,
): (...args: A) => Like<A, N>;

/** The value and the gradient at once: `[f(x), f′(x)]`. */
export function valueAndGrad<A extends unknown[], const N extends Argnum = 0>(
  f: (...args: A) => number,
  argnum?: N,
): (...args: A) => [value: number, gradient: Like<A, N>];

/** The derivative of each element of the result with respect to its own element of the argument; of a number, `grad`. */
export function elementwiseGrad<A extends unknown[], const N extends Argnum = 0>(
  f: (...args: A) => unknown,
  argnum?: N,
): (...args: A) => Like<A, N>;

/** The complex derivative of a holomorphic function: the gradient of its real part. */
export function holomorphicGrad<A extends unknown[], const N extends Argnum = 0>(
  f: (...args: A) => number,
  argnum?: N,
): (...args: A) => Like<A, N>;

/** The gradient of the first of two results; the second is handed through: `[gradient, aux]`. */
export function gradAndAux<A extends unknown[], T, const N extends Argnum = 0>(
  f: (...args: A) => [value: number, aux: T],
  argnum?: N,
): (...args: A) => [gradient: Like<A, N>, aux: T];

/** The gradients with respect to all arguments, by the names of the parameters. */
export function multigradDict<A extends unknown[]>(
  f: (...args: A) => number,
): (...args: A) => Record<string, A[number]>;

/** The gradient with respect to the parameter of that name. */
export function gradNamed<A extends unknown[]>(
  f: (...args: A) => number,
  name: string,
): (...args: A) => A[number];

/** All derivatives of all outputs: an array of the output's shape and then the argument's. */
export function jacobian<A extends unknown[], const N extends Argnum = 0>(
  f: (...args: A) => unknown,
  argnum?: N,
): (...args: A) => JacobianOf<A, N>;

/** The second derivatives of a function that returns one number. */
export function hessian<A extends unknown[], const N extends Argnum = 0>(
  f: (...args: A) => number,
  argnum?: N,
): (...args: A) => JacobianOf<A, N>;

/** The Hessian times v, which is the last argument of the result, without the Hessian. */
export function hessianVectorProduct<A extends unknown[], const N extends Argnum = 0>(
  f: (...args: A) => number,
  argnum?: N,
): (...argsAndVector: And<A, Like<A, N>>) => Like<A, N>;

/** The same of any number of axes. */
export const hessianTensorProduct: typeof hessianVectorProduct;

/** The derivative of `np.tensordot(tensor, f(…), tensor.ndim)`; the tensor is the last argument of the result. */
export function tensorJacobianProduct<A extends unknown[], const N extends Argnum = 0>(
  f: (...args: A) => unknown,
  argnum?: N,
): (...argsAndTensor: And<A, number | readonly unknown[]>) => JacobianOf<A, N>;

export const vectorJacobianProduct: typeof tensorJacobianProduct;

/** `makeVjp(f)(x)` → `[vjp, f(x)]`: vjp(g) is the gradient of Σ g·f, and may be called again and again. */
export function makeVjp<A extends unknown[], R, const N extends Argnum = 0>(
  f: (...args: A) => R,
  argnum?: N,
): (...args: A) => [vjp: (g: R) => Like<A, N>, value: R];

/** `makeJvp(f)(x)(v)` → `[f(x), the derivative of f along v]`. */
export function makeJvp<A extends unknown[], R, const N extends Argnum = 0>(
  f: (...args: A) => R,
  argnum?: N,
): (...args: A) => (v: Like<A, N>) => [value: R, tangent: R];

/** `jvp(f, [x, y], [u, v])` → `[f(x, y), its derivative along u and v]`. */
export function jvp<A extends unknown[], R>(
  f: (...args: A) => R,
  args: readonly [...A],
  tangents: readonly [...A],
): [value: R, tangent: R];

/** `makeHvp(f)(x)` → `[hvp, f′(x)]`: hvp(v) is the Hessian times v. */
export function makeHvp<A extends unknown[], const N extends Argnum = 0>(
  f: (...args: A) => number,
  argnum?: N,
): (...args: A) => [hvp: (v: Like<A, N>) => Like<A, N>, gradient: Like<A, N>];

/** `makeGgnvp(f, g)(x)(v)` → Jᵀ H J v, J the Jacobian of f, H the Hessian of g (½ Σ y² if not given) at f(x). */
export function makeGgnvp<A extends unknown[], R, const N extends number = 0>(
  f: (...args: A) => R,
  g?: (y: R) => number,
  argnum?: N,
): (...args: A) => (v: A[N]) => A[N];

/**
 * `[f(x), f′(x), … f⁽ⁿ⁾(x)]`: all derivatives at once, at a cost of n² (nested `grad` costs 2ⁿ). Of an array x: those of each
 * element, for a function that works element by element.
 */
export function derivatives<R>(f: (x: number) => R, x: number, n?: number): R[];

/** The Taylor coefficients f⁽ᵏ⁾(x) / k!, k = 0 … n. */
export function taylor<R>(f: (x: number) => R, x: number, n?: number): R[];

/** f as one operation whose derivative runs it again: what happens inside takes memory only while it is differentiated. */
export function checkpoint<F extends (...args: never[]) => unknown>(f: F): F;

/** Compare derivatives with differences, in the modes and up to the order given; throws where they disagree. */
export function checkGrads<A extends unknown[]>(
  f: (...args: A) => unknown,
  options?: { readonly modes?: readonly ('fwd' | 'rev')[]; readonly order?: number },
): (...args: A) => void;

/** f as one operation, whose derivatives `defvjp` and `defjvp` give. */
export function primitive<F extends (...args: never[]) => unknown>(f: F): F;

/** For which arguments the rules are, if not for the first, the second … */
interface Argnums {
  readonly argnums: readonly number[];
}

/** Give a primitive its derivatives: `(answer, ...args) => g => …` for each argument, the cotangent of it; null is zero. */
export function defvjp<A extends unknown[], R>(
  f: (...args: A) => R,
  ...makers: readonly (((answer: R, ...args: A) => (g: R) => unknown) | null | Argnums)[]
): void;

/** Give a primitive its derivatives: `(g, answer, ...args) => …` for each argument, the tangent of the result; `"same"`: f is linear in it. */
export function defjvp<A extends unknown[], R>(
  f: (...args: A) => R,
  ...rules: readonly (((g: A[number], answer: R, ...args: A) => R) | 'same' | null | Argnums)[]
): void;

/** All numbers of a structure as a vector, and the function that makes such a structure of a vector. */
export function flatten<T>(value: T): [vector: number, unflatten: (vector: number | readonly number[]) => T];
