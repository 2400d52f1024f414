/** Products of derivatives with vectors: vjp and jvp, and what is made of them without ever holding a matrix. */

import { callInternal, callNumpy } from './array-calls.ts';
import { derived, grad, picked } from './gradients.ts';
import { apply, isArray } from './intrinsics.ts';
import { type Argnum, checkArgnum, checkFunction, type Fn, kindOf, nameOf } from './naming.ts';
import { base } from './tracer.ts';
import { leavesBeside, leavesOf, mapNumbers, withLeaves } from './tree.ts';
import {
  anyMoves, callOnVariables, chosen, endTrace, filled, isOutermost, keepTrace, settled, warnIndependent,
} from './variables.ts'; // biome-ignore format: one import

/** So often a pull-back appends to one graph outside of others. */
const MAX_PULLS = 64;

/** Return `[vjp, f(...args)]`; the graph is kept for vjp, which runs f again when that is gone. */
function pullBackOf(
  caller: string,
  f: Fn,
  args: readonly unknown[],
  argnum: Argnum,
): [vjp: Fn, value: unknown] {
  const argnums = chosen(caller, f, args, argnum);
  const call = callOnVariables(f, args, argnums);
  const outputs = leavesOf(call.output, `the result of ${nameOf(f)}`);
  const number = callInternal('keep', outputs, call.variables);
  const value = settled(call.output);
  const inputs = settled(call.inputs) as unknown[]; // their structure, and leaves for the zeros
  const trace = base;
  let pulls = 0;
  if (isOutermost()) keepTrace();
  const vjp: Fn = (g) => {
    if (base !== trace || (isOutermost() && ++pulls > MAX_PULLS))
      return pullBackOf(caller, f, args, argnum)[0](g);
    const cotangents = leavesBeside(value, g, 'the cotangent');
    const list = callInternal('pull', number, cotangents) as unknown[];
    if (!anyMoves(list)) warnIndependent(caller, f);
    const variables = leavesOf(inputs, 'the argument');
    return picked(argnum, withLeaves(inputs, filled(list, variables)) as unknown[]);
  };
  return [vjp, value];
}

/** `makeVjp(f, argnum)(...args)` → `[vjp, value]`. */
export const makeVjp: Fn = (f: unknown, argnum: unknown = 0) => {
  checkFunction('makeVjp', f);
  checkArgnum('makeVjp', argnum);
  return derived('makeVjp', f, argnum, (...args) => pullBackOf('makeVjp', f, args, argnum));
};

/** Return `[value, tangent]` of f at `args`, the arguments `argnums` moving along `tangents`. */
export function pushForward(
  caller: string,
  f: Fn,
  args: readonly unknown[],
  argnums: readonly number[],
  tangents: readonly unknown[],
): [value: unknown, tangent: unknown] {
  const directions: unknown[] = [];
  for (let i = 0; i < argnums.length; i++) {
    const along = leavesBeside(args[argnums[i]!], tangents[i], `the tangent of argument ${argnums[i]}`);
    for (let k = 0; k < along.length; k++) directions[directions.length] = along[k];
  }
  const { output, variables } = callOnVariables(f, args, argnums);
  const outputs = leavesOf(output, `the result of ${nameOf(f)}`);
  const lists = callInternal('jvp', outputs, variables, directions, 1, true) as unknown[][];
  const list: unknown[] = [];
  for (let i = 0; i < lists.length; i++) list[i] = lists[i]![0];
  if (!anyMoves(list)) warnIndependent(caller, f);
  const result: [unknown, unknown] = [settled(output), withLeaves(output, filled(list, outputs))];
  endTrace();
  return result;
}

/** `makeJvp(f, argnum)(...args)(v)` → `[value, tangent]`; with several argnums v is a list. */
export const makeJvp: Fn = (f: unknown, argnum: unknown = 0) => {
  checkFunction('makeJvp', f);
  checkArgnum('makeJvp', argnum);
  return derived('makeJvp', f, argnum, (...args) => {
    const argnums = chosen('makeJvp', f, args, argnum);
    return (v: unknown) =>
      pushForward('makeJvp', f, args, argnums, typeof argnum === 'number' ? [v] : listOf(v));
  });
};

function listOf(tangents: unknown): readonly unknown[] {
  if (isArray(tangents)) return tangents;
  throw new TypeError(`a list of tangents is expected, one for each argument, got ${kindOf(tangents)}`);
}

/** `jvp(f, args, tangents)` → `[value, tangent]`, all arguments moving. */
export const jvp: Fn = (f: unknown, args: unknown, tangents: unknown) => {
  checkFunction('jvp', f);
  if (!isArray(args) || !isArray(tangents) || args.length !== tangents.length)
    throw new TypeError(
      'jvp expects a list of the arguments and a list of as many tangents: jvp(f, [x], [v])',
    );
  const argnums: number[] = [];
  for (let i = 0; i < args.length; i++) argnums[i] = i;
  return pushForward('jvp', f, args, argnums, tangents);
};

/** Make `(...args, v) → Hessian · v`: the gradient pushed along v. */
function hessianProduct(caller: string): Fn {
  return (f: unknown, argnum: unknown = 0) => {
    checkFunction(caller, f);
    checkArgnum(caller, argnum);
    const gradient = grad(f, argnum) as Fn;
    return (...given: unknown[]) => {
      const args: unknown[] = [];
      for (let i = 0; i < given.length - 1; i++) args[i] = given[i];
      const v = given[given.length - 1];
      const argnums = chosen(caller, f, args, argnum);
      return pushForward(caller, gradient, args, argnums, typeof argnum === 'number' ? [v] : listOf(v))[1];
    };
  };
}

export const hessianVectorProduct = hessianProduct('hessianVectorProduct');
export const hessianTensorProduct = hessianProduct('hessianTensorProduct');

/** `makeHvp(f, argnum)(...args)` → `[hvp, gradient]`. */
export const makeHvp: Fn = (f: unknown, argnum: unknown = 0) => {
  checkFunction('makeHvp', f);
  checkArgnum('makeHvp', argnum);
  return derived('makeHvp', f, argnum, (...args) =>
    pullBackOf('makeHvp', grad(f, argnum) as Fn, args, argnum),
  );
};

/** ½ Σ y² */
const halfSquare: Fn = (y) => {
  let total: unknown = 0;
  mapNumbers(y, (leaf) => {
    total = callNumpy('np.add', [total, callNumpy('np.sum', [callNumpy('np.square', [leaf])])]);
    return leaf;
  });
  return callNumpy('np.multiply', [0.5, total]);
};

/**
 * `makeGgnvp(f, g, argnum)(...args)(v)` → Jᵀ H J v, J the Jacobian of f and H the Hessian of g at f(…): the Gauss–Newton product.
 */
export const makeGgnvp: Fn = (f: unknown, g: unknown = halfSquare, argnum: unknown = 0) => {
  checkFunction('makeGgnvp', f);
  checkFunction('makeGgnvp', g);
  if (typeof argnum !== 'number')
    throw new TypeError(`makeGgnvp expects the index of one argument, got ${kindOf(argnum)}`);
  checkArgnum('makeGgnvp', argnum);
  return derived('makeGgnvp', f, argnum, (...args) => {
    const curvature = hessianVectorProduct(g) as Fn;
    return (v: unknown) => {
      const [value, along] = pushForward('makeGgnvp', f, args, chosen('makeGgnvp', f, args, argnum), [v]);
      const bent = apply(curvature, undefined, [value, along]);
      return pullBackOf('makeGgnvp', f, args, argnum)[0](bent);
    };
  });
};
