/** Gradients of functions that return one number, and of functions taken element by element. */

import { callNumpy, isNDArray, type NDArray, recalledValue } from './array-calls.ts';
import { type Candidate, described, remember, repeated } from './direct.ts';
import { apply, defineProperty, isArray } from './intrinsics.ts';
import { type Argnum, checkArgnum, checkFunction, type Fn, kindOf, nameOf } from './naming.ts';
import { isComplex, shapeOf, sizeOf } from './ndarray.ts';
import { isNumber } from './numbers.ts';
import { derivedFrom, parametersOf } from './parameters.ts';
import { derivativesOfNumber } from './series.ts';
import { type Leaf, leavesOf, withLeaves } from './tree.ts';
import {
  beginOutermost, type Call, callOnVariables, chosen, endTrace, isOutermost, pullBack, settled,
} from './variables.ts'; // biome-ignore format: one import

/** What a member of a function becomes: one object, as they are made in every step of a loop. */
const member: { value: unknown } = { __proto__: null, value: undefined } as never;

/** Return `derivative` dressed as a function made from f. */
export function derived(caller: string, f: Fn, argnum: Argnum, derivative: Fn): Fn {
  derivedFrom(derivative, f);
  member.value = typeof argnum === 'number' ? argnum + 1 : argnum.length;
  defineProperty(derivative, 'length', member);
  member.value = `${caller}(${nameOf(f)})`;
  return defineProperty(derivative, 'name', member);
}

type Derivative = (caller: string, f: Fn, args: readonly unknown[], argnum: Argnum) => unknown;

/** Make an operator: of a function and argument numbers, returning a function. */
export function operator(caller: string, derivative: Derivative): Fn {
  return (f: unknown, argnum: unknown = 0) => {
    checkFunction(caller, f);
    if (argnum !== 0) checkArgnum(caller, argnum);
    return derived(caller, f, argnum as Argnum, (...args) => derivative(caller, f, args, argnum));
  };
}

/** Return what `list` holds for one argument, or for each of several. */
export const picked = (argnum: Argnum, list: readonly unknown[]): unknown =>
  typeof argnum === 'number' ? list[0] : list;

/** Return the output of a function that must be one real number. */
function checkNumber(caller: string, f: Fn, output: unknown): Leaf {
  if (isNumber(output)) return output;
  const returned = isNDArray(output) ? refusedArray(output) : kindOf(output);
  if (returned === undefined) return output as NDArray;
  const isOther = isNDArray(output) && isComplex(output);
  throw new TypeError(
    `${caller} only applies to real functions that return one number; ${nameOf(f)} returned ${returned}. Try ${
      isOther ? 'holomorphicGrad, or np.real of the result' : 'jacobian, elementwiseGrad or holomorphicGrad'
    }`,
  );
}

/** Say what is wrong with an array as one real number; undefined if nothing is. */
function refusedArray(x: NDArray): string | undefined {
  if (sizeOf(shapeOf(x)) !== 1) return kindOf(x);
  return isComplex(x) ? 'a complex number' : undefined;
}

/** Return `[output, gradients]`: one for each of `argnums`. */
function gradientOf(
  caller: string,
  f: Fn,
  args: readonly unknown[],
  argnums: readonly number[],
  select: (output: unknown) => { outputs: readonly Leaf[]; cotangents: readonly unknown[] },
  candidate?: Candidate,
): [output: unknown, gradients: unknown[]] {
  const call: Call = callOnVariables(f, args, argnums);
  const { outputs, cotangents } = select(call.output);
  const gradients = withLeaves(call.inputs, pullBack(caller, f, call, outputs, cotangents)) as unknown[];
  const output = settled(call.output);
  if (candidate !== undefined) remember(candidate);
  endTrace();
  return [output, gradients];
}

/** Return value and gradient of a function of numbers or arrays that returns one number. */
function valueAndGradient(
  caller: string,
  f: Fn,
  args: readonly unknown[],
  argnum: Argnum,
): [value: unknown, gradient: unknown] {
  const argnums = chosen(caller, f, args, argnum);
  if (typeof argnum === 'number' && isNumber(args[argnum])) {
    const ofNumber = derivativesOfNumber(caller, f, args, argnum, 1, (output) =>
      checkNumber(caller, f, output),
    );
    return [ofNumber[0], ofNumber[1]];
  }
  const candidate = isOutermost() ? described(f, args, argnum) : undefined;
  const select = (output: unknown) => ({ outputs: [checkNumber(caller, f, output)], cotangents: [1] });
  const [value, gradients] = gradientOf(caller, f, args, argnums, select, candidate);
  return [value, picked(argnum, gradients)];
}

/** Return the gradient without calling f, undefined where that cannot be done: see `repeated`. */
function known(
  caller: string,
  f: Fn,
  args: readonly unknown[],
  argnum: Argnum,
  wantsValue: boolean,
): unknown {
  if (typeof argnum !== 'number') chosen(caller, f, args, argnum);
  else if (typeof args[argnum] !== 'object') return undefined;
  return beginOutermost() ? repeated(f, args, argnum, wantsValue) : undefined;
}

/** Return the gradient of a function of numbers or arrays that returns one number. */
function gradient(caller: string, f: Fn, args: readonly unknown[], argnum: Argnum): unknown {
  const repetition = known(caller, f, args, argnum, false);
  return repetition === undefined ? valueAndGradient(caller, f, args, argnum)[1] : repetition;
}

export const grad = operator('grad', gradient);
export const valueAndGrad = operator('valueAndGrad', (caller, f, args, argnum) => {
  const repetition = known(caller, f, args, argnum, true);
  return repetition === undefined ? valueAndGradient(caller, f, args, argnum) : [recalledValue, repetition];
});

/** The sum of the outputs' derivatives, which are each element's own where f works element by element. */
export const elementwiseGrad = operator('elementwiseGrad', (caller, f, args, argnum) => {
  const argnums = chosen(caller, f, args, argnum);
  const [, gradients] = gradientOf(caller, f, args, argnums, (output) => {
    const outputs = leavesOf(output, `the result of ${nameOf(f)}`);
    const cotangents: number[] = [];
    for (let i = 0; i < outputs.length; i++) {
      const leaf = outputs[i]!;
      if (isNDArray(leaf) && isComplex(leaf))
        throw new TypeError(
          `${caller} only applies to functions with real results; ${nameOf(f)} returned complex numbers`,
        );
      cotangents[i] = 1;
    }
    return { outputs, cotangents };
  });
  return picked(argnum, gradients);
});

/** The complex derivative of a function that has one: the gradient of its real part. */
export const holomorphicGrad = operator('holomorphicGrad', (caller, f, args, argnum) => {
  const real: Fn = (...inner) => callNumpy('np.real', [apply(f, undefined, inner)]);
  derivedFrom(real, f);
  defineProperty(real, 'name', { value: nameOf(f) });
  return gradient(caller, real, args, argnum);
});

/** `[gradient, aux]` of a function that returns `[value, aux]`. */
export const gradAndAux = operator('gradAndAux', (caller, f, args, argnum) => {
  const [output, gradients] = gradientOf(caller, f, args, chosen(caller, f, args, argnum), (result) => {
    if (!(isArray(result) && result.length === 2))
      throw new TypeError(`${caller} expects ${nameOf(f)} to return [value, aux], got ${kindOf(result)}`);
    return { outputs: [checkNumber(caller, f, result[0])], cotangents: [1] };
  });
  return [picked(argnum, gradients), (output as unknown[])[1]];
});

/** The names of the parameters of f. Throws where they cannot be known. */
function namesOf(caller: string, f: Fn): string[] {
  const names = parametersOf(f);
  if (names === undefined || names.length === 0)
    throw new TypeError(`${caller}: the parameters of ${nameOf(f)} have no names`);
  return names;
}

/** The gradients with respect to all arguments at once, by the names of the parameters. */
export const multigradDict: Fn = (f: unknown) => {
  const caller = 'multigradDict';
  checkFunction(caller, f);
  const names = namesOf(caller, f);
  return derived(caller, f, [], (...args) => {
    const argnums: number[] = [];
    for (let i = 0; i < args.length; i++) {
      if ((names[i] ?? '') === '')
        throw new TypeError(`${caller}: parameter ${i} of ${nameOf(f)} has no name`);
      argnums[i] = i;
    }
    const gradients = gradient(caller, f, args, argnums) as unknown[];
    const byName: Record<string, unknown> = {};
    for (let i = 0; i < gradients.length; i++) byName[names[i]!] = gradients[i];
    return byName;
  });
};

/** The gradient with respect to the parameter of that name. */
export const gradNamed: Fn = (f: unknown, name: unknown) => {
  checkFunction('gradNamed', f);
  const names = namesOf('gradNamed', f);
  let argnum = 0;
  while (argnum < names.length && names[argnum] !== name) argnum++;
  if (argnum === names.length) {
    let list = '';
    for (let i = 0; i < names.length; i++) list += `${i === 0 ? '' : ', '}${names[i]}`;
    throw new TypeError(
      `gradNamed: ${nameOf(f)} has no parameter ${typeof name === 'string' ? name : kindOf(name)}; it has ${list}`,
    );
  }
  return derived('gradNamed', f, argnum, (...args) => gradient('gradNamed', f, args, argnum));
};
