/**
 * `grad`, `derivatives` … for functions of a number. A call makes a fresh variable in place of the argument, runs the
 * function, and has the host append the derivatives to the recorded graph: as they are recorded like anything else, calls
 * nest to any depth, and each differentiates with respect to its own variable only.
 */

import { callInternal, callNumpy, isNDArray, type NDArray } from './array-calls.ts';
import { plain, type Scalar } from './elementwise.ts';
import { host } from './host.ts';
import { apply, cut, defineProperty, getOwnPropertyDescriptor, isArray } from './intrinsics.ts';
import { namespace } from './namespace.ts';
import { div, isNumber } from './numbers.ts';
import { beginTrace, differentiate, isTraced, record, type Traced } from './tracer.ts';

declare const OP: Readonly<Record<'alias', number>>;

type Fn = (...args: unknown[]) => unknown;

/** Variables that something under way differentiates with respect to: the input of the sweep, calls of this file's functions. */
let openVariables = 0;

/** Return what `body` returns; meanwhile numbers may depend on one more variable. */
export function withVariable<T>(body: () => T): T {
  openVariables++;
  try {
    return body();
  } finally {
    openVariables--;
  }
}

/** Return the name of a function for messages; nothing of the script runs. */
export function nameOf(f: object): string {
  const name: unknown = getOwnPropertyDescriptor(f, 'name')?.value;
  return typeof name === 'string' && name !== '' && name !== 'default' ? cut(name, 0, 80) : 'the function';
}

/** Name what was found where a number was expected. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (isArray(value) || isNDArray(value)) return 'an array';
  if (value === undefined || isTraced(value)) return typeof value;
  const type = typeof value;
  return type === 'object' ? 'an object' : `a ${type}`;
}

function checkFunction(caller: string, f: unknown): asserts f is Fn {
  if (typeof f !== 'function') throw new TypeError(`${caller} expects a function, got ${kindOf(f)}`);
}

function checkArgnum(caller: string, argnum: unknown): asserts argnum is number {
  if (isArray(argnum))
    throw new TypeError(`${caller} with several arguments is not available yet: it comes with arrays`);
  if (!(typeof argnum === 'number' && argnum >= 0 && argnum % 1 === 0)) {
    throw new TypeError(
      `${caller} expects the index of an argument, a whole number from 0, got ${kindOf(argnum)}`,
    );
  }
}

function checkOrder(caller: string, order: unknown): asserts order is number {
  if (!(typeof order === 'number' && order >= 0 && order <= 100 && order % 1 === 0)) {
    throw new RangeError(
      `${caller} expects a whole number from 0 to 100 as order, got ${typeof order === 'number' ? order : kindOf(order)}`,
    );
  }
}

/** Return `[f, f′, … f⁽ⁿ⁾]` at `args`, with respect to argument number `argnum`. */
function derivativesAt(
  caller: string,
  f: Fn,
  args: readonly unknown[],
  argnum: number,
  order: number,
): Scalar[] {
  const x = args[argnum];
  if (isNDArray(x) && order === 1) return gradientAt(caller, f, args, argnum, x);
  if (!isNumber(x)) {
    throw new TypeError(
      `${caller} differentiates with respect to a number, but argument ${argnum} of ${nameOf(f)} is ${kindOf(x)}`,
    );
  }
  const variable = record(OP.alias, plain(x), x);
  const inner: unknown[] = [];
  for (let i = 0; i < args.length; i++) inner[i] = i === argnum ? variable : args[i];
  const output = withVariable(() => apply(f, undefined, inner));
  if (!isNumber(output)) {
    throw new TypeError(
      `${caller} only applies to functions of one number that return a number; ${nameOf(f)} returned ${kindOf(output)}`,
    );
  }
  return isTraced(output) ? derivativesOf(output, variable, order) : independent(caller, f, output, order);
}

/** Return the value and the gradient with respect to an array. */
function gradientAt(caller: string, f: Fn, args: readonly unknown[], argnum: number, x: NDArray): Scalar[] {
  const variable = callInternal('variable', x);
  const inner: unknown[] = [];
  for (let i = 0; i < args.length; i++) inner[i] = i === argnum ? variable : args[i];
  const output = withVariable(() => apply(f, undefined, inner));
  if (!isNumber(output)) {
    throw new TypeError(
      `${caller} only applies to functions that return a number; ${nameOf(f)} returned ${kindOf(output)}`,
    );
  }
  const [gradient] = callInternal('vjp', [output], [1], [variable], true) as [Scalar | null];
  const result = [output, gradient ?? callNumpy('np.zeros_like', [x])];
  if (openVariables > 0) return result as Scalar[];
  result[0] = plain(output);
  endTrace();
  return result as Scalar[];
}

/** Forget what was recorded: nothing is differentiated any more. Numbers that are still traced count as constants. */
function endTrace(): void {
  callInternal('endTrace');
  beginTrace(NaN);
}

function derivativesOf(output: Traced, variable: Traced, order: number): Scalar[] {
  const result: Scalar[] = [output];
  if (order > 0) {
    const derivatives = differentiate(output, variable, order);
    for (let i = 0; i < order; i++) result[i + 1] = derivatives[i]!;
  }
  if (openVariables === 0) {
    for (let i = 0; i <= order; i++) result[i] = plain(result[i]!);
    endTrace();
  }
  return result;
}

/** Whether the warning below has been printed. */
let warned = false;

function independent(caller: string, f: Fn, output: number, order: number): Scalar[] {
  if (!warned) {
    warned = true;
    host.print(
      'err',
      `warning: ${caller}: the result of ${nameOf(f)} does not depend on its argument; the derivative is 0\n`,
    );
  }
  const result: Scalar[] = [output];
  for (let i = 1; i <= order; i++) result[i] = 0;
  return result;
}

/** Make functions like `grad`: of a function and an argument number, returning a function. */
function operator(caller: string, pick: (derivatives: Scalar[]) => unknown): Fn {
  return (f: unknown, argnum: unknown = 0) => {
    checkFunction(caller, f);
    checkArgnum(caller, argnum);
    const derivative: Fn = (...args) => pick(derivativesAt(caller, f, args, argnum, 1));
    defineProperty(derivative, 'length', { value: argnum + 1 });
    return defineProperty(derivative, 'name', { value: `${caller}(${nameOf(f)})` });
  };
}

/** Return the array of f(x), f′(x) … f⁽ⁿ⁾(x). */
function derivatives(f: unknown, x: unknown, order: unknown = 1): Scalar[] {
  checkFunction('derivatives', f);
  checkOrder('derivatives', order);
  return derivativesAt('derivatives', f, [x], 0, order);
}

/** Return the Taylor coefficients of f at x: f⁽ᵏ⁾(x) / k!, k = 0 … n. */
function taylor(f: unknown, x: unknown, order: unknown = 1): Scalar[] {
  checkFunction('taylor', f);
  checkOrder('taylor', order);
  const coefficients = derivativesAt('taylor', f, [x], 0, order);
  let factorial = 1;
  for (let k = 2; k <= order; k++) {
    factorial *= k;
    coefficients[k] = div(coefficients[k]!, factorial);
  }
  return coefficients;
}

/** Names that differentiate functions of arrays; importing them works, calling them says what is missing. */
const LATER = [
  'holomorphicGrad', 'gradAndAux', 'multigradDict', 'gradNamed', 'jacobian', 'hessian', 'hessianVectorProduct', 'hessianTensorProduct',
  'tensorJacobianProduct', 'vectorJacobianProduct', 'makeVjp', 'makeJvp', 'jvp', 'makeHvp', 'makeGgnvp', 'checkpoint', 'checkGrads',
  'primitive', 'defvjp', 'defjvp', 'flatten',
] as const; // biome-ignore format: a list of words

const later: Record<string, Fn> = {};
for (const name of LATER) {
  later[name] = () => {
    throw new TypeError(`${name} is not available yet: it comes with arrays`);
  };
}

export const autograd = namespace('autograd-cli', {
  grad: operator('grad', (d) => d[1]),
  valueAndGrad: operator('valueAndGrad', (d) => [d[0], d[1]]),
  elementwiseGrad: operator('elementwiseGrad', (d) => d[1]),
  derivatives,
  taylor,
  ...later,
});
