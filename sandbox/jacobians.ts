/** Jacobians and Hessians: all first derivatives of all outputs, in arrays of the output's shape and then the argument's. */

import { callInternal, callNumpy, isNDArray } from './array-calls.ts';
import { operator, picked } from './gradients.ts';
import { apply, isArray } from './intrinsics.ts';
import { type Argnum, checkArgnum, checkFunction, type Fn, nameOf } from './naming.ts';
import { shapeOf } from './ndarray.ts';
import { type Leaf, leavesOf, mapNumbers, shapeOfList, withLeaves } from './tree.ts';
import { type Call, callOnVariables, chosen, endTrace, warnIndependent } from './variables.ts';

/** A regular list of numbers as an array; anything else as it is. */
export const asArray = (tree: unknown): unknown =>
  isArray(tree) && shapeOfList(tree) !== undefined ? callNumpy('np.array', [tree]) : tree;

/** The derivatives of one output of `rank` axes, in the structure of an argument; lists of numbers become axes. */
function joined(input: unknown, blocks: unknown, rank: number): unknown {
  if (!isArray(input)) return blocks;
  const isAxis = shapeOfList(input) !== undefined;
  const parts: unknown[] = [];
  for (let i = 0; i < input.length; i++) parts[i] = joined(input[i], (blocks as unknown[])[i], rank);
  return isAxis ? callNumpy('np.stack', [parts, rank]) : parts;
}

const zeros = (output: readonly number[], variable: readonly number[]): unknown => {
  const shape = [...output, ...variable];
  return shape.length === 0 ? 0 : callNumpy('np.zeros', [shape]);
};

const shapeOfLeaf = (leaf: Leaf): number[] => (isNDArray(leaf) ? shapeOf(leaf) : []);

/** The derivatives of one output, for each of the arguments. */
function derivativesOfOutput(call: Call, output: Leaf, list: readonly unknown[]): unknown[] {
  const shape = shapeOfLeaf(output);
  const blocks: unknown[] = [];
  for (let i = 0; i < list.length; i++) blocks[i] = list[i] ?? zeros(shape, shapeOfLeaf(call.variables[i]!));
  const trees = withLeaves(call.inputs, blocks) as unknown[];
  for (let i = 0; i < trees.length; i++) trees[i] = joined(call.inputs[i], trees[i], shape.length);
  return trees;
}

function jacobianAt(caller: string, f: Fn, args: readonly unknown[], argnum: Argnum): unknown {
  const argnums = chosen(caller, f, args, argnum);
  const call = callOnVariables(f, args, argnums);
  const output = asArray(call.output);
  const outputs = leavesOf(output, `the result of ${nameOf(f)}`);
  const lists = callInternal('jacobian', outputs, call.variables) as unknown[][];
  const byOutput: unknown[][] = [];
  let moves = false;
  for (let i = 0; i < outputs.length; i++) {
    for (let k = 0; k < lists[i]!.length; k++) moves ||= lists[i]![k] !== null;
    byOutput[i] = derivativesOfOutput(call, outputs[i]!, lists[i]!);
  }
  if (!moves) warnIndependent(caller, f);
  endTrace();
  const byArgument: unknown[] = [];
  for (let n = 0; n < argnums.length; n++) {
    let next = 0;
    byArgument[n] = mapNumbers(output, () => byOutput[next++]![n]);
  }
  return picked(argnum, byArgument);
}

/** The Jacobian: of shape output + argument, by reverse or by forward mode, whichever takes fewer sweeps. */
export const jacobian = operator('jacobian', jacobianAt);

/** The Hessian of a function that returns one number: the Jacobian of the Jacobian. */
export const hessian = operator('hessian', (caller, f, args, argnum) => {
  const first: Fn = (...inner) => jacobianAt(caller, f, inner, argnum);
  return jacobianAt(caller, first, args, argnum);
});

/** Make `(...args, tensor) → ∂/∂args Σ tensor · f(args)`, summed over all axes of the tensor. */
function productOf(caller: string): Fn {
  return (f: unknown, argnum: unknown = 0) => {
    checkFunction(caller, f);
    checkArgnum(caller, argnum);
    return (...given: unknown[]) => {
      const args: unknown[] = [];
      for (let i = 0; i < given.length - 1; i++) args[i] = given[i];
      const tensor = asArray(given[given.length - 1]);
      const axes = isNDArray(tensor) ? shapeOf(tensor).length : 0;
      const contracted: Fn = (...inner) =>
        callNumpy('np.tensordot', [tensor, asArray(apply(f, undefined, inner)), axes]);
      return jacobianAt(caller, contracted, args, argnum);
    };
  };
}

export const tensorJacobianProduct = productOf('tensorJacobianProduct');
export const vectorJacobianProduct = productOf('vectorJacobianProduct');
