/**
 * By which arguments a check differentiates: those that --wrt names; else the first; or several, if the hand-written derivative is
 * built like the derivative by several: a list of those by each, or an object by the parameters' names.
 */

import { isScriptFault } from '../base/errors.ts';
import { type Leaves, leavesOf, matched } from '../check/leaves.ts';
import { type Args, numbersOf } from '../check/probe.ts';
import { named, type Tree } from './args-result.ts';
import type { Caller, FunctionRef } from './check-probes.ts';
import { isJsonObject } from './json-shape.ts';
import { variableIn } from './select.ts';

/** Arguments that vary: their indices, and what they are called. */
export interface Variables {
  readonly indices: readonly number[];
  readonly names: readonly string[];
}

/** Return the arguments that --wrt names, or the first. Throws E_USAGE. */
export function namedVariables(f: FunctionRef, wrt: readonly string[]): Variables {
  const names = namesOf(f) ?? [];
  const hasRest = f.params === undefined || f.params.at(-1)?.rest === true;
  const indices = wrt.length === 0 ? [0] : wrt.map((each) => variableIn(f.title, names, hasRest, each));
  return { indices, names: indices.map((i) => names[i] || String(i)) };
}

/** Return the arguments by which `df` is the derivative of f, as far as its structure at the first point tells; else the first. */
export function variablesOf(
  f: FunctionRef,
  df: FunctionRef,
  points: readonly Args[],
  order: number,
  caller: Caller,
): Variables {
  const first = namedVariables(f, []);
  if (order > 2) return first;
  for (const args of points) {
    const holders = args.flatMap((argument, i) => (numbersOf(argument).length > 0 ? [i] : []));
    if (holders.length < 2) continue;
    try {
      const hand = caller.value(df, args);
      const operator = order === 1 ? 'jacobian' : 'hessian';
      const exact = caller.derivative(f, args, operator, first.indices);
      return matched(leavesOf(hand), leavesOf(exact)) === undefined ? several(hand, f, holders) : first;
    } catch (error) {
      if (!isScriptFault(error)) throw error; // the comparison will say so
    }
  }
  return first;
}

function namesOf({ params, names }: FunctionRef): readonly string[] | undefined {
  return params?.map(({ name }) => name) ?? names;
}

function several(hand: Tree, f: FunctionRef, holders: readonly number[]): Variables {
  const names = namesOf(f);
  if (Array.isArray(hand) && hand.length > 1 && hand.length <= holders.length) {
    const indices = holders.slice(0, hand.length);
    return { indices, names: indices.map((i) => names?.[i] || String(i)) };
  }
  const keys = isJsonObject(hand) ? Object.keys(hand) : [];
  // Where parameters have no plain names, the order of the members is that of the arguments.
  const indices = keys.map((key, k) => (names === undefined ? holders[k] : names.indexOf(key)));
  if (keys.length === 0 || indices.some((i) => i === undefined || !holders.includes(i)))
    return namedVariables(f, []);
  return { indices: indices as number[], names: keys };
}

/** Return the numbers of a derivative; that by several arguments is a list of those by each, or an object by their names. */
export function leavesBy({ names }: Variables, derivative: Tree, order: number): Leaves {
  return leavesOf(names.length === 1 ? derivative : named(derivative, names, order));
}
