/**
 * Describes a call by all that its result can depend on: the arguments, the outside names that the function reads, those of the
 * functions among these, and so on. `same-call.ts` compares such a description with a later call.
 */

import { isNDArray, type NDArray } from './array-calls.ts';
import {
  getOwnPropertyDescriptor, getPrototypeOf, isArray, objectPrototype, ownKeys,
} from './intrinsics.ts'; // biome-ignore format: one import
import type { Argnum, Fn } from './naming.ts';
import { isPlainFunction, isPureBuiltIn, type Mark, markOf } from './pure.ts';

/** What stands in a description for an array, for a number that varies; and before what belongs to a list, an object, a function. */
export const ARRAY = {};
export const NUMBER = {};
export const LIST = {};
/** A list of nothing but arrays: its length follows. */
export const ARRAYS = {};
export const OBJECT = {};
export const FUNCTION = {};
/** The list, object or function of that number, from 0 on: the first is the function that is called. */
export const AGAIN = {};

/** A description that is longer takes too long to compare. */
const LONGEST = 1024;
/** Lists, objects and functions in it. */
const MOST_PARTS = 48;

/** A call, described. */
export interface Description {
  /**
   * All that has to be the same: the number of arguments that count; that of arguments to differentiate with respect to, 0 for one
   * that is no list; for each of these its number and what it is; the other arguments; the function.
   */
  readonly parts: readonly unknown[];
  /** What may differ. */
  readonly leaves: readonly (number | NDArray)[];
}

/** Where in a description the first argument that varies is. */
export const FIRST_VARYING = 3;

// The description under way.
let parts: unknown[] = [];
let count = 0;
let leaves: (number | NDArray)[] = [];
/** Lists, objects and functions in it so far. */
let met: object[] = [];
let isVarying = false;

/** Describe the call of f with `args`, to be differentiated with respect to the arguments number `argnum`; undefined where that is not possible. */
export function describeCall(
  f: Fn,
  mark: Mark,
  args: readonly unknown[],
  argnum: Argnum,
): Description | undefined {
  const given = countedOf(mark, args);
  parts = [given, typeof argnum === 'number' ? 0 : argnum.length];
  count = 2;
  leaves = [];
  met = [f];
  const mine = parts;
  const argnums = typeof argnum === 'number' ? [argnum] : argnum;
  const isDescribed =
    describeArguments(args, argnums, given) &&
    describeFunction(f, mark) &&
    leaves.length <= LONGEST &&
    parts === mine; // else looking has run code, which described a call itself
  const description = isDescribed ? { parts, leaves } : undefined;
  leaves = []; // arrays must not stay for the sake of the next call
  met = [];
  return description;
}

/** So many of the arguments the function looks at. */
export const countedOf = ({ parameters }: Mark, { length }: readonly unknown[]): number =>
  length < parameters ? length : parameters;

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

export function holds(list: readonly number[], x: number): boolean {
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

const listPrototype = Array.prototype;

/** Whether a list has nothing but its elements, one in each place where it is not undefined. */
export const isPlainList = (list: readonly unknown[]): boolean =>
  getPrototypeOf(list) === listPrototype && ownKeys(list).length === list.length + 1;

function describeList(list: readonly unknown[]): boolean {
  const known = begin(list);
  if (known !== undefined) return known;
  const { length } = list;
  if (length > LONGEST || !isPlainList(list)) return false;
  let arrays = 0;
  while (arrays < length && isNDArray(list[arrays])) arrays++;
  parts[count++] = arrays === length ? ARRAYS : LIST;
  parts[count++] = length;
  for (let i = 0; i < length; i++) {
    const item = list[i];
    if (arrays === length) leaves[leaves.length] = item as NDArray;
    else if (item === undefined || !describe(item)) return false; // it may be a hole, and the list have something else
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
