/**
 * Gradients of pure functions without calling them. A call is described by all that its result can depend on
 * (`call-description.ts`). Where that is the same as in a call that the host has recorded, but for the elements of arrays and the
 * numbers to differentiate with respect to, the host repeats that call (`src/vm/direct-runs.ts`); where it cannot, the function is
 * called.
 */

import { beginRecall, callInternal, recall } from './array-calls.ts';
import { ARRAY, ARRAYS, type Description, describeCall, FIRST_VARYING } from './call-description.ts';
import { NativeMap, uncurry } from './intrinsics.ts';
import type { Argnum, Fn } from './naming.ts';
import { type Mark, markOf } from './pure.ts';
import { isCall } from './same-call.ts';
import { withLeaves } from './tree.ts';

/** Calls of the same function that are remembered. */
const MOST_CALLS = 8;
/** When calls that could not be repeated are so many more than others, the next ones are not looked at. */
const PATIENCE = 16;
/** So many calls with the same description are tried: they differ in what the function decides. */
const MOST_TRIES = 2;
/** At most 2 to this power of them. */
const LONGEST_PAUSE = 10;

/** A call that the host can repeat. */
interface Repeatable {
  readonly parts: readonly unknown[];
  readonly number: number;
}

/** The calls of the functions that were made of one text. */
export interface Calls {
  /** The one repeated last comes first. */
  repeatable: readonly Repeatable[];
  misses: number;
  /** Calls that are not to be looked at. */
  pause: number;
}

/** A call that is to be remembered. */
export interface Candidate {
  readonly calls: Calls;
  readonly description: Description;
}

const callsBySite = new NativeMap<string, Calls>();
const get = uncurry(Map.prototype.get) as (map: Map<unknown, unknown>, key: unknown) => unknown;
const set = uncurry(Map.prototype.set) as (map: Map<unknown, unknown>, key: unknown, value: unknown) => void;

function callsOf({ site }: Mark): Calls {
  let calls = get(callsBySite, site) as Calls | undefined;
  if (calls === undefined) {
    calls = { repeatable: [], misses: 0, pause: 0 };
    set(callsBySite, site, calls);
  }
  return calls;
}

/**
 * Return the gradient of f with respect to the arguments number `argnum`, as `grad` does; undefined if f has to be called. The value,
 * where it is wanted, is `recalledValue` then.
 */
export function repeated(f: Fn, args: readonly unknown[], argnum: Argnum, wantsValue: boolean): unknown {
  const mark = markOf(f);
  if (mark === undefined) return undefined;
  mark.calls ??= callsOf(mark);
  const { calls } = mark;
  if (calls.pause > 0) return undefined;
  const { repeatable } = calls;
  let tries = 0;
  for (let i = 0; i < repeatable.length && tries < MOST_TRIES; i++) {
    const call = repeatable[i]!;
    const begun = beginRecall();
    if (!isCall(call.parts, f, mark, args, argnum)) continue;
    const cotangents = recall(call.number, wantsValue, begun);
    if (typeof cotangents === 'object' && cotangents !== null) {
      if (calls.misses > 0) calls.misses--;
      if (i > 0) calls.repeatable = beginningWith(call, calls.repeatable);
      return gradientOf(call, args, argnum, cotangents);
    }
    if (cotangents === null) calls.repeatable = without(call, calls.repeatable);
    tries++; // it decides otherwise this time
  }
  return undefined;
}

/** Return cotangents in the structure of what varies. */
function gradientOf(
  { parts }: Repeatable,
  args: readonly unknown[],
  argnum: Argnum,
  cotangents: readonly unknown[],
): unknown {
  if (typeof argnum === 'number') {
    const form = parts[FIRST_VARYING];
    if (form === ARRAYS) return cotangents;
    return form === ARRAY ? cotangents[0] : withLeaves(args[argnum], cotangents);
  }
  const chosen: unknown[] = [];
  for (let i = 0; i < argnum.length; i++) chosen[i] = args[argnum[i]!];
  return withLeaves(chosen, cotangents);
}

/** Describe a call that could not be repeated; undefined where that is not possible, or not worth its time. */
export function described(f: Fn, args: readonly unknown[], argnum: Argnum): Candidate | undefined {
  const mark = markOf(f);
  if (mark === undefined) return undefined;
  mark.calls ??= callsOf(mark);
  const { calls } = mark;
  if (calls.pause > 0) {
    calls.pause--;
    return undefined;
  }
  miss(calls);
  const description = describeCall(f, mark, args, argnum);
  return description === undefined ? undefined : { calls, description };
}

/** Nothing was gained. */
function miss(calls: Calls): void {
  calls.misses++;
  const excess = calls.misses - PATIENCE;
  if (excess >= 0) calls.pause = 2 ** (excess < LONGEST_PAUSE ? excess : LONGEST_PAUSE);
}

function without(call: Repeatable, list: readonly Repeatable[]): Repeatable[] {
  const rest: Repeatable[] = [];
  for (let i = 0; i < list.length; i++) if (list[i] !== call) rest[rest.length] = list[i]!;
  return rest;
}

/** Return the list with `call` at its beginning. */
function beginningWith(call: Repeatable, list: readonly Repeatable[]): Repeatable[] {
  const result = [call];
  for (let i = 0; i < list.length && result.length < MOST_CALLS; i++)
    if (list[i] !== call) result[result.length] = list[i]!;
  return result;
}

/** A call that has just been differentiated, before its trace ends: ask the host whether it can repeat it. */
export function remember({ calls, description }: Candidate): void {
  const number = callInternal('remember', ...description.leaves);
  if (number === null) return;
  const call = { parts: description.parts, number: number as number };
  calls.repeatable = beginningWith(call, calls.repeatable);
}
