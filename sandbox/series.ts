/**
 * Derivatives of all orders at once, along one direction: of functions of a number by the number, of functions that work element by
 * element by all elements at once.
 */

import { callInternal, callNumpy, isNDArray } from './array-calls.ts';
import { plain, type Scalar } from './elementwise.ts';
import { apply } from './intrinsics.ts';
import { checkFunction, checkOrder, type Fn, kindOf, nameOf } from './naming.ts';
import { div, isNumber } from './numbers.ts';
import { differentiate, isTraced, record, type Traced } from './tracer.ts';
import { type Leaf, leavesOf, mapNumbers, withLeaves } from './tree.ts';
import {
  anyMoves, beginOperator, callOnVariables, endTrace, filled, isOutermost, settled, warnIndependent, withVariable,
} from './variables.ts'; // biome-ignore format: one import

declare const OP: Readonly<Record<'alias', number>>;

/**
 * Return `[f, f′, … f⁽ⁿ⁾]` at the number that is argument `argnum`; an array of one element that f returns counts as its number.
 * `check` refuses other results.
 */
export function derivativesOfNumber(
  caller: string,
  f: Fn,
  args: readonly unknown[],
  argnum: number,
  order: number,
  check: (output: unknown) => Leaf,
): Scalar[] {
  const x = args[argnum] as Scalar;
  const inner: unknown[] = [];
  for (let i = 0; i < args.length; i++) inner[i] = args[i];
  beginOperator();
  try {
    const variable = record(OP.alias, plain(x), x);
    inner[argnum] = variable;
    const checked = check(withVariable(() => apply(f, undefined, inner)));
    const output = isNDArray(checked) ? (callInternal('item', checked) as Scalar) : checked;
    return numberAlong(caller, f, output, variable, order);
  } finally {
    endTrace();
  }
}

/** Return a number's derivatives along a variable; where no other is open, all of them are plain. */
function numberAlong(caller: string, f: Fn, output: Scalar, variable: Traced, order: number): Scalar[] {
  if (!isTraced(output)) return independent(caller, f, output, order);
  const result = derivativesOf(output, variable, order);
  if (isOutermost()) result[0] = plain(output);
  return result;
}

function derivativesOf(output: Traced, variable: Traced, order: number): Scalar[] {
  const result: Scalar[] = [output];
  if (order === 0) return result;
  const derivatives = differentiate(output, variable, order);
  for (let i = 0; i < order; i++) result[i + 1] = derivatives[i]!;
  return result;
}

function independent(caller: string, f: Fn, output: number, order: number): Scalar[] {
  warnIndependent(caller, f);
  const result: Scalar[] = [output];
  for (let i = 1; i <= order; i++) result[i] = 0;
  return result;
}

/** Return the derivatives of orders 0 … n of f at x, which moves along ones: each in the structure of what f returns. */
function allOrders(caller: string, f: unknown, x: unknown, order: unknown): unknown[] {
  checkFunction(caller, f);
  checkOrder(caller, order);
  if (!isNumber(x) && !isNDArray(x)) {
    throw new TypeError(
      `${caller} differentiates with respect to a number, or an array element by element; argument 0 of ${nameOf(f)} is ${kindOf(x)}`,
    );
  }
  const call = callOnVariables(f, [x], [0]);
  const { output, variables } = call;
  if (isNumber(x) && isNumber(output)) {
    const ofNumber = numberAlong(caller, f, output, variables[0] as Traced, order);
    endTrace();
    return ofNumber;
  }
  const outputs = leavesOf(output, `the result of ${nameOf(f)}`);
  const byOutput = callInternal('jvp', outputs, variables, [1], order, true) as unknown[][];
  const result: unknown[] = [settled(output)];
  for (let k = 1; k <= order; k++) {
    const ofOrder: unknown[] = [];
    for (let i = 0; i < outputs.length; i++) ofOrder[i] = byOutput[i]![k - 1];
    if (k === 1 && !anyMoves(ofOrder)) warnIndependent(caller, f);
    result[k] = withLeaves(output, filled(ofOrder, outputs));
  }
  endTrace();
  return result;
}

/** Return [f(x), f′(x) … f⁽ⁿ⁾(x)]; of an array the derivatives of each element, for a function that works element by element. */
export const derivatives = (f: unknown, x: unknown, order: unknown = 1): unknown[] =>
  allOrders('derivatives', f, x, order);

/** Return the Taylor coefficients of f at x: f⁽ᵏ⁾(x) / k!, k = 0 … n. */
export function taylor(f: unknown, x: unknown, order: unknown = 1): unknown[] {
  const coefficients = allOrders('taylor', f, x, order);
  let factorial = 1;
  for (let k = 2; k < coefficients.length; k++) {
    factorial *= k;
    const divisor = factorial;
    coefficients[k] = mapNumbers(coefficients[k], (c) =>
      isNDArray(c) ? callNumpy('np.divide', [c, divisor]) : div(c, divisor),
    );
  }
  return coefficients;
}
