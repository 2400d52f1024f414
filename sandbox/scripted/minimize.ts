/**
 * `minimize` of `autograd-cli/optimizers`: the least value of a smooth function, asked for and answered as SciPy's. Gradients and products
 * with the Hessian are exact. BFGS is algorithm 6.1, Newton-CG algorithm 7.1 of Nocedal & Wright, Numerical Optimization, 2nd ed.
 */

import { type LinePoint, lineSearch } from './line-search.ts';
import { countOf, functionOf, settingsOf } from './settings.ts';
import { progress } from './tell.ts';

/** All parameters as one vector, whatever they were given as. */
type Vector = number;
type Matrix = number;

/** A point with value and gradient, on the line from another. */
interface Point extends LinePoint {
  readonly x: Vector;
  readonly g: Vector;
}

/** The function to minimize, of vectors. */
interface Problem {
  readonly size: number;
  at(x: Vector): readonly [value: number, gradient: Vector];
  /** Make p ↦ Hessian at x · p. */
  curvature(x: Vector): (p: Vector) => Vector;
  /** Told of every new point. */
  tell(point: Point, iteration: number): void;
}

interface Limits {
  readonly tolerance: number;
  readonly maxiter: number;
}

interface Ending {
  readonly point: Point;
  readonly nit: number;
  readonly status: 0 | 1 | 2;
}

interface Method {
  /** What `tol` stands for. */
  readonly tolerance: 'gtol' | 'xtol';
  readonly run: (problem: Problem, start: Point, limits: Limits) => Ending;
}

const METHODS: Readonly<Record<string, Method>> = {
  BFGS: { tolerance: 'gtol', run: bfgs },
  'Newton-CG': { tolerance: 'xtol', run: newtonCg },
};
const STANDARD_TOLERANCE = 1e-5;

const MESSAGES = [
  'Optimization terminated successfully.',
  'Maximum number of iterations has been exceeded.',
  'Desired error not necessarily achieved due to precision loss.',
] as const;

/** SciPy's parameters after x0, in its order. */
const PARAMETERS: Readonly<Record<string, unknown>> = {
  args: [], method: 'BFGS', jac: undefined, hess: undefined, hessp: undefined, bounds: undefined, constraints: undefined, tol: undefined,
  callback: undefined, options: {},
}; // biome-ignore format: in the order of the arguments

/** Minimize a function of numbers and arrays; `x` and `jac` of the result are made like x0. */
export function minimize(fun: unknown, x0: unknown, ...given: unknown[]): object {
  // biome-ignore lint/suspicious/noExplicitAny: what a script gives
  const { args, method, jac, hess, hessp, bounds, constraints, tol, callback, options } = settingsOf<any>(
    'minimize',
    PARAMETERS,
    given,
  );
  if (bounds ?? constraints ?? hess)
    throw new TypeError(
      'minimize takes no bounds, constraints or hess; give hessp, or let it find the Hessian itself',
    );
  const chosen = METHODS[method];
  if (chosen === undefined)
    throw new TypeError(`minimize: method is ${Object.keys(METHODS).join(' or ')}, got ${String(method)}`);
  const calls = { nfev: 0, nhev: 0 };
  const [start, unflatten] = flatten(x0);
  const evaluate = evaluation(fun, jac, args);
  const at = (x: Vector): readonly [value: number, gradient: Vector] => {
    calls.nfev++;
    const [value, gradient] = evaluate(unflatten(x));
    return [value, flatten(gradient)[0]];
  };
  const multiply = hessp === undefined ? undefined : functionOf('minimize', 'hessp', hessp);
  const tell = callback === undefined ? () => {} : functionOf('minimize', 'callback', callback);
  const problem: Problem = {
    size: start.size,
    at,
    curvature(x) {
      const product = multiply
        ? (p: Vector) => flatten(multiply(unflatten(x), unflatten(p), ...args))[0] as Vector
        : (p: Vector) => makeJvp((y: Vector) => at(y)[1])(x)(p)[1];
      return (p) => {
        calls.nhev++;
        return product(p);
      };
    },
    tell(point, iteration) {
      progress(iteration, undefined, `f = ${Number(np.value(point.value)).toPrecision(6)}`);
      tell(unflatten(point.x));
    },
  };
  const { tolerance, maxiter, disp } = limitsOf(chosen, tol, options, problem.size);
  const [value, g] = at(start);
  const { point, nit, status } = chosen.run(
    problem,
    { t: 0, x: start, value, g, slope: 0 },
    { tolerance, maxiter },
  );
  const message = MESSAGES[status];
  if (disp)
    console.log(`${message}\n  value: ${point.value}\n  iterations: ${nit}\n  evaluations: ${calls.nfev}`);
  return {
    x: unflatten(point.x), fun: point.value, jac: unflatten(point.g), nit, ...calls, success: status === 0, status, message,
  }; // biome-ignore format: a list of words
}

/** Return the function that gives value and gradient: with the exact gradient, or with that of `jac`. */
function evaluation(fun: unknown, jac: unknown, args: readonly unknown[]): (x: unknown) => [number, unknown] {
  const f = functionOf('minimize', 'what to minimize', fun) as (...all: unknown[]) => number;
  const gradient = typeof jac === 'function' ? functionOf('minimize', 'jac', jac) : undefined;
  if (gradient) return (x) => [f(x, ...args), gradient(x, ...args)];
  if (jac === true) return (x) => f(x, ...args) as unknown as [number, unknown];
  return (x) => valueAndGrad(f)(x, ...args);
}

function limitsOf(
  method: Method,
  tol: number | undefined,
  options: Record<string, unknown>,
  size: number,
): Limits & { readonly disp: unknown } {
  const standard = { maxiter: 200 * size, disp: false, [method.tolerance]: tol ?? STANDARD_TOLERANCE };
  const settings = settingsOf('minimize: options', standard, [options]);
  const maxiter = countOf('minimize: options', 'maxiter', settings.maxiter as number);
  return { maxiter, disp: settings.disp, tolerance: settings[method.tolerance] as number };
}

/** Go from `from` along p to a lower point; undefined where none is found. */
function along(problem: Problem, from: Point, p: Vector, first: number): Point | undefined {
  const at = (t: number): Point => {
    const x = from.x + t * p;
    const [value, g] = problem.at(x);
    return { t, x, value, g, slope: np.dot(g, p) };
  };
  return lineSearch(at, { ...from, t: 0, slope: np.dot(from.g, p) }, first);
}

function bfgs(problem: Problem, start: Point, { tolerance, maxiter }: Limits): Ending {
  let point = start;
  let inverse: Matrix = np.eye(problem.size);
  for (let k = 0; ; k++) {
    if (np.max(np.abs(point.g)) <= tolerance) return { point, nit: k, status: 0 };
    if (k === maxiter) return { point, nit: k, status: 1 };
    const first = k === 0 ? Math.min(1, 1 / np.linalg.norm(point.g)) : 1;
    const next = along(problem, point, -np.dot(inverse, point.g), first);
    if (next === undefined) return { point, nit: k, status: 2 };
    inverse = updated(k === 0, inverse, next.x - point.x, next.g - point.g);
    point = next;
    problem.tell(point, k + 1);
  }
}

/** The inverse Hessian after a step s that changed the gradient by y. */
function updated(isFirst: boolean, inverse: Matrix, s: Vector, y: Vector): Matrix {
  const curvature = np.dot(s, y);
  if (!(curvature > 0)) return inverse;
  // 6.20: from the first step its size is known
  const scaled = isFirst ? (curvature / np.dot(y, y)) * inverse : inverse;
  const moved = np.dot(scaled, y);
  const outer = np.outer(moved, s);
  const weight = (1 + np.dot(y, moved) / curvature) / curvature;
  return scaled + weight * np.outer(s, s) - (outer + outer.T) / curvature;
}

function newtonCg(problem: Problem, start: Point, { tolerance, maxiter }: Limits): Ending {
  let point = start;
  for (let k = 0; ; k++) {
    if (np.max(np.abs(point.g)) === 0) return { point, nit: k, status: 0 };
    if (k === maxiter) return { point, nit: k, status: 1 };
    const next = along(problem, point, newtonStep(problem, point), 1);
    if (next === undefined) return { point, nit: k, status: 2 };
    const moved = np.mean(np.abs(next.x - point.x));
    point = next;
    problem.tell(point, k + 1);
    if (moved <= tolerance) return { point, nit: k + 1, status: 0 };
  }
}

/** −Hessian⁻¹ · g by conjugate gradients, as exact as the gradient is small; cut short where the Hessian is not positive. */
function newtonStep(problem: Problem, { x, g }: Point): Vector {
  const size = np.linalg.norm(g);
  const enough = Math.min(0.1, Math.sqrt(size)) * size;
  const multiply = problem.curvature(x);
  let step: Vector = np.zeros(problem.size);
  let rest = g;
  let p = -g;
  let square = np.dot(rest, rest);
  for (let j = 0; j < 20 * problem.size && Math.sqrt(square) > enough; j++) {
    const product = multiply(p);
    const curvature = np.dot(p, product);
    if (curvature <= 0) return j === 0 ? -g : step;
    const length = square / curvature;
    step += length * p;
    rest += length * product;
    const before = square;
    square = np.dot(rest, rest);
    p = (square / before) * p - rest;
  }
  return step;
}
