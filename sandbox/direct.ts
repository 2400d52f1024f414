/**
 * Gradients of pure functions without calling them. A call is described by all that its result can depend on: the arguments, the
 * outside names that the function reads, those of the functions among these, and so on. Where that is the same as in a call that the
 * host has recorded, but for the elements of arrays and the numbers to differentiate with respect to, the host repeats that call
 * (`src/vm/direct-runs.ts`); where it cannot, the function is called.
 */

import { callInternal, isNDArray, NDArray } from './array-calls.ts';
import {
  getOwnPropertyDescriptor, getPrototypeOf, isArray, NativeMap, objectIs, objectPrototype, ownKeys, uncurry,
} from './intrinsics.ts'; // biome-ignore format: one import
import type { Fn } from './naming.ts';
import { isPlainFunction, isPureBuiltIn, type Mark, markOf } from './pure.ts';

/** What stands in a description for an array, for a number that varies; and before what belongs to a list, an object, a function. */
const ARRAY = {};
const NUMBER = {};
const LIST = {};
const OBJECT = {};
const FUNCTION = {};
const AGAIN = {};

/** A description that is longer takes too long to compare. */
const LONGEST = 1024;
/** Lists, objects and functions in it. */
const MOST_PARTS = 48;
/** Calls of the same function that are remembered. */
const MOST_CALLS = 8;
/** When calls that could not be repeated are so many more than others, the next ones are not looked at. */
const PATIENCE = 16;
/** So many calls with the same description are tried: they differ in what the function decides. */
const MOST_TRIES = 2;
/** At most 2 to this power of them. */
const LONGEST_PAUSE = 10;

/** A call, described. */
export interface Description {
  readonly calls: Calls;
  /** All that has to be the same. */
  readonly parts: readonly unknown[];
  /** What may differ. */
  readonly leaves: readonly (number | NDArray)[];
}

/** A call that the host can repeat. */
interface Repeatable {
  readonly parts: readonly unknown[];
  readonly number: number;
}

/** The calls of the functions that were made of one text. */
interface Calls {
  repeatable: readonly Repeatable[];
  misses: number;
  /** Calls that are not to be looked at. */
  pause: number;
}

const callsBySite = new NativeMap<string, Calls>();
const get = uncurry(Map.prototype.get) as (map: Map<unknown, unknown>, key: unknown) => unknown;
const set = uncurry(Map.prototype.set) as (map: Map<unknown, unknown>, key: unknown, value: unknown) => void;

const NONE: never[] = [];

// The description under way.
let parts: unknown[] = [];
let count = 0;
let leaves: (number | NDArray)[] = [];
/** Lists, objects and functions in it so far. */
let met: object[] = [];
let isVarying = false;

/** Describe the call of f with `args`, to be differentiated with respect to the arguments number `argnums`; undefined where that is not possible. */
export function described(
  f: Fn,
  args: readonly unknown[],
  argnums: readonly number[],
): Description | undefined {
  const mark = markOf(f);
  if (mark === undefined) return undefined;
  const calls = callsOf(mark.site);
  if (calls.pause > 0) {
    calls.pause--;
    return undefined;
  }
  const given = args.length < mark.parameters ? args.length : mark.parameters;
  parts = [given];
  count = 1;
  leaves = [];
  met = [f];
  const description =
    describeArguments(args, argnums, given) && describeFunction(f, mark)
      ? { calls, parts, leaves }
      : undefined;
  if (description === undefined) miss(calls);
  leaves = NONE; // arrays must not stay for the sake of the next call
  met = NONE;
  return description;
}

function callsOf(site: string): Calls {
  let calls = get(callsBySite, site) as Calls | undefined;
  if (calls === undefined) {
    calls = { repeatable: [], misses: 0, pause: 0 };
    set(callsBySite, site, calls);
  }
  return calls;
}

/** The arguments that vary come first, in the order of `argnums`, as the variables of the call do; then the others of the first `given`. */
function describeArguments(args: readonly unknown[], argnums: readonly number[], given: number): boolean {
  isVarying = true;
  for (let i = 0; i < argnums.length; i++) {
    parts[count++] = argnums[i];
    if (!describe(args[argnums[i]!])) return false;
  }
  isVarying = false;
  for (let i = 0; i < given; i++) if (!holds(argnums, i) && !describe(args[i])) return false;
  return true;
}

function holds(list: readonly number[], x: number): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] === x) return true;
  return false;
}

/** Describe a value; return whether that is possible. */
function describe(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
      if (isVarying) leaves[leaves.length] = value;
      parts[count++] = isVarying ? NUMBER : value;
      return true;
    case 'string':
    case 'boolean':
    case 'undefined':
      parts[count++] = value;
      return true;
    case 'object':
      if (isNDArray(value)) {
        parts[count++] = ARRAY;
        leaves[leaves.length] = value;
        return true;
      }
      if (isArray(value)) return describeList(value);
      return value === null || isPureBuiltIn(value) ? same(value) : describeObject(value);
    case 'function': {
      const mark = isVarying ? undefined : markOf(value as Fn);
      if (mark === undefined) return isPureBuiltIn(value) && same(value);
      return begin(value) ?? describeFunction(value as Fn, mark);
    }
    default:
      return false;
  }
}

function same(value: unknown): boolean {
  parts[count++] = value;
  return true;
}

/** Begin to describe a list, an object or a function; return whether it is done with, undefined if its parts are to follow. */
function begin(value: object): boolean | undefined {
  for (let i = 0; i < met.length; i++) {
    if (met[i] !== value) continue;
    parts[count++] = AGAIN;
    parts[count++] = i;
    return !isVarying; // whose numbers would be variables twice
  }
  if (met.length === MOST_PARTS || count > LONGEST) return false;
  met[met.length] = value;
  return undefined;
}

/** What a function reads outside does not vary, wherever the function is. */
function describeFunction(f: Fn, { site, outside }: Mark): boolean {
  if (!isPlainFunction(f)) return false;
  let values: readonly unknown[];
  try {
    values = outside();
  } catch {
    return false; // a name has no value yet
  }
  parts[count++] = FUNCTION;
  parts[count++] = site;
  for (let i = 0; i < values.length; i++) if (!describe(values[i])) return false;
  return true;
}

/** A list without holes, and with nothing but its elements. */
function describeList(list: readonly unknown[]): boolean {
  const known = begin(list);
  if (known !== undefined) return known;
  const { length } = list;
  if (getPrototypeOf(list) !== listPrototype || length > LONGEST || ownKeys(list).length !== length + 1)
    return false;
  parts[count++] = LIST;
  parts[count++] = length;
  for (let i = 0; i < length; i++) {
    const item = list[i];
    if (isNDArray(item)) {
      parts[count++] = ARRAY; // without a call for each
      leaves[leaves.length] = item;
    } else if (item === undefined || !describe(item)) return false; // it may be a hole, and the list have something else
  }
  return true;
}

function describeObject(object: object): boolean {
  const known = begin(object);
  if (known !== undefined) return known;
  const prototype: unknown = getPrototypeOf(object);
  if (prototype !== objectPrototype && prototype !== null) return false;
  const keys = ownKeys(object);
  if (keys.length > LONGEST) return false;
  parts[count++] = OBJECT;
  parts[count++] = prototype;
  parts[count++] = keys.length;
  for (let i = 0; i < keys.length; i++) {
    const descriptor = getOwnPropertyDescriptor(object, keys[i]!)!;
    if (typeof keys[i] === 'symbol' || !('value' in descriptor) || descriptor.enumerable !== true)
      return false;
    parts[count++] = keys[i];
    if (!describe(descriptor.value)) return false;
  }
  return true;
}

const listPrototype = Array.prototype;

/** Return the value (where it is wanted, else null) and the cotangents of the variables of a call; undefined if it has to be made. */
export function repeated(
  { calls, parts, leaves }: Description,
  wantsValue: boolean,
): readonly [value: unknown, cotangents: readonly unknown[]] | undefined {
  const { repeatable } = calls;
  let tries = 0;
  for (let i = 0; i < repeatable.length && tries < MOST_TRIES; i++) {
    const call = repeatable[i]!;
    if (!isSame(call.parts, parts)) continue;
    const result = NDArray.recall(call.number, wantsValue, leaves);
    if (typeof result === 'object' && result !== null) {
      if (calls.misses > 0) calls.misses--;
      return result as [unknown, unknown[]];
    }
    if (result === null) forget(calls, call);
    else miss(calls); // it decides otherwise this time
    tries++;
  }
  if (tries === 0) miss(calls);
  return undefined;
}

/** Nothing was gained. */
function miss(calls: Calls): void {
  calls.misses++;
  const excess = calls.misses - PATIENCE;
  if (excess >= 0) calls.pause = 2 ** (excess < LONGEST_PAUSE ? excess : LONGEST_PAUSE);
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    const y = b[i];
    if ((x !== y || x === 0) && !objectIs(x, y)) return false;
  }
  return true;
}

function forget(calls: Calls, call: Repeatable): void {
  const rest: Repeatable[] = [];
  for (let i = 0; i < calls.repeatable.length; i++)
    if (calls.repeatable[i] !== call) rest[rest.length] = calls.repeatable[i]!;
  calls.repeatable = rest;
}

/** A call that has just been differentiated, before its trace ends: ask the host whether it can repeat it. */
export function remember({ calls, parts, leaves }: Description): void {
  const number = callInternal('remember', ...leaves);
  if (number === null) return;
  const repeatable: Repeatable[] = [{ parts, number: number as number }];
  for (let i = 0; i < calls.repeatable.length && repeatable.length < MOST_CALLS; i++)
    repeatable[repeatable.length] = calls.repeatable[i]!;
  calls.repeatable = repeatable;
}
