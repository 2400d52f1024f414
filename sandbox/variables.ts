/**
 * Calls of functions on fresh variables, and the end of them. Every operator replaces the numbers and arrays it differentiates with
 * respect to by variables of its own, runs the function, has the host append derivatives to the recorded graph, and closes the
 * variables: what depends on nothing else is plain from then on. When no variable is left open, the graph is dropped.
 */

import { callInternal, callNumpy, isNDArray } from './array-calls.ts';
import { plain } from './elementwise.ts';
import { host } from './host.ts';
import { apply } from './intrinsics.ts';
import { type Argnum, type Fn, nameOf } from './naming.ts';
import { forgetText } from './ndarray.ts';
import { isNumber } from './numbers.ts';
import { base, beginTrace, forgetReadings, isTraced, record } from './tracer.ts';
import { type Leaf, mapNumbers, mapTree } from './tree.ts';

declare const OP: Readonly<Record<'alias', number>>;

/** Variables that something under way differentiates with respect to: the input of the sweep, calls of operators. */
let openVariables = 0;
/** The trace that was kept beyond its operator, for pull-backs that may still be asked for. */
let kept = -1;

/** Return what `body` returns; meanwhile numbers may depend on one more variable. */
export function withVariable<T>(body: () => T): T {
  openVariables++;
  try {
    return body();
  } finally {
    openVariables--;
  }
}

/** Forget what was recorded, unless something is still differentiated. Numbers that are still traced count as constants. */
export function endTrace(): void {
  if (openVariables === 0) dropTrace();
}

/** Let the graph be there until the next operator begins. */
export function keepTrace(): void {
  kept = base;
}

/** Begin an operator: what an earlier one kept is forgotten, and what the function could see of earlier calls. */
export function beginOperator(): void {
  if (!beginOutermost()) return;
  forgetReadings();
  forgetText();
}

/** Forget what an earlier operator kept; return whether none is under way. */
export function beginOutermost(): boolean {
  if (openVariables > 0) return false;
  if (kept === base) dropTrace();
  return true;
}

export const isOutermost = (): boolean => openVariables === 0;

function dropTrace(): void {
  callInternal('endTrace');
  beginTrace(NaN);
}

/** Return other names of numbers and arrays, to differentiate with respect to. */
export function variablesOf(leaves: readonly Leaf[]): Leaf[] {
  const arrays: Leaf[] = [];
  for (let i = 0; i < leaves.length; i++) if (isNDArray(leaves[i])) arrays[arrays.length] = leaves[i]!;
  const ofArrays = arrays.length === 0 ? [] : (callInternal('variables', ...arrays) as Leaf[]);
  const variables: Leaf[] = [];
  let next = 0;
  for (let i = 0; i < leaves.length; i++) {
    const leaf = leaves[i]!;
    variables[i] = isNDArray(leaf) ? ofArrays[next++]! : record(OP.alias, plain(leaf), leaf);
  }
  return variables;
}

/** What a function returned for variables in place of some of its arguments. */
export interface Call {
  readonly output: unknown;
  readonly variables: readonly Leaf[];
  /** The chosen arguments, made of variables. */
  readonly inputs: readonly unknown[];
}

/** Return the numbers of the arguments as a list. Throws for those that were not given. */
export function chosen(
  caller: string,
  f: object,
  args: readonly unknown[],
  argnum: Argnum,
): readonly number[] {
  const argnums = typeof argnum === 'number' ? [argnum] : argnum;
  for (let i = 0; i < argnums.length; i++) {
    if (argnums[i]! < args.length) continue;
    const given = args.length === 1 ? '1 argument' : `${args.length} arguments`;
    throw new TypeError(
      `${caller} differentiates with respect to argument ${argnums[i]}, but ${nameOf(f)} was given ${given}`,
    );
  }
  return argnums;
}

/** Call f with variables in place of the arguments number `argnums`. */
export function callOnVariables(f: Fn, args: readonly unknown[], argnums: readonly number[]): Call {
  const inner: unknown[] = [];
  for (let i = 0; i < args.length; i++) inner[i] = args[i];
  const leaves: Leaf[] = [];
  const collect = (leaf: Leaf): Leaf => {
    leaves[leaves.length] = leaf;
    return leaf;
  };
  beginOperator();
  openVariables++;
  try {
    for (let i = 0; i < argnums.length; i++)
      inner[argnums[i]!] = mapTree(
        args[argnums[i]!],
        () => `argument ${argnums[i]} of ${nameOf(f)}`,
        collect,
      );
    const variables = variablesOf(leaves);
    const inputs: unknown[] = [];
    let next = 0;
    for (let i = 0; i < argnums.length; i++) {
      inputs[i] = mapNumbers(inner[argnums[i]!], () => variables[next++]);
      inner[argnums[i]!] = inputs[i];
    }
    const output = apply(f, undefined, inner);
    openVariables--;
    return { output, variables, inputs };
  } catch (error) {
    openVariables--;
    endTrace();
    throw error;
  }
}

/** Return a structure, plain where no open variable is reached; anything but numbers and arrays as it is. */
export function settled(tree: unknown): unknown {
  if (openVariables === 0 && isNumber(tree)) return plain(tree);
  const known = (leaf: Leaf): Leaf => (openVariables === 0 && isTraced(leaf) ? plain(leaf) : leaf);
  const copy = mapNumbers(tree, known);
  const leaves: Leaf[] = [];
  mapNumbers(copy, (leaf) => {
    if (typeof leaf !== 'number') leaves[leaves.length] = leaf;
    return leaf;
  });
  if (leaves.length === 0) return copy;
  const list = callInternal('settle', ...leaves) as unknown[];
  let next = 0;
  return mapNumbers(copy, (leaf) => (typeof leaf === 'number' ? leaf : list[next++]));
}

/** Return derivatives with zeros where there are none; `likeness` are leaves of the same types. */
export function filled(derivatives: readonly unknown[], likeness: readonly Leaf[]): unknown[] {
  const result: unknown[] = [];
  for (let i = 0; i < derivatives.length; i++)
    result[i] = derivatives[i] === null ? zerosLike(likeness[i]!) : derivatives[i];
  return result;
}

export const zerosLike = (leaf: Leaf): unknown => (isNDArray(leaf) ? callNumpy('np.zeros_like', [leaf]) : 0);

/** Whether anything depended on anything. */
export function anyMoves(derivatives: readonly unknown[]): boolean {
  for (let i = 0; i < derivatives.length; i++) if (derivatives[i] !== null) return true;
  return derivatives.length === 0;
}

/** Return the cotangents of the variables for those of the outputs, and close the variables. */
export function pullBack(
  caller: string,
  f: object,
  { variables }: Call,
  outputs: readonly Leaf[],
  cotangents: readonly unknown[],
): unknown[] {
  const list = callInternal('vjp', outputs, cotangents, variables, true) as unknown[];
  if (!anyMoves(list)) warnIndependent(caller, f);
  return filled(list, variables);
}

/** Whether the warning below has been printed. */
let isWarned = false;

export function warnIndependent(caller: string, f: object): void {
  if (isWarned) return;
  isWarned = true;
  host.print(
    'warning',
    `${caller}: the result of ${nameOf(f)} does not depend on its argument; the derivative is 0`,
  );
}
