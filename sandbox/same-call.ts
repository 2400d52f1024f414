/**
 * Compares a call with the description of an earlier one (`call-description.ts`), while the numbers and arrays that may differ are
 * written for the host. Most calls of a loop are like the one before: nothing is made here, and a difference ends it at once.
 */

import { isNDArray, NDArray, sendNumber } from './array-calls.ts';
import {
  AGAIN, ARRAY, ARRAYS, countedOf, FUNCTION, holds, isPlainList, LIST, NUMBER, OBJECT,
} from './call-description.ts'; // biome-ignore format: one import
import { getOwnPropertyDescriptor, getPrototypeOf, isArray, objectIs, ownKeys } from './intrinsics.ts';
import type { Argnum, Fn } from './naming.ts';
import { isPlainFunction, type Mark, markOf } from './pure.ts';

const NONE: never[] = [];

// The comparison under way.
let parts: readonly unknown[] = NONE;
/** The next of them. */
let at = 0;
/** Lists, objects and functions so far. */
let met: unknown[] = NONE;

/** Whether the call of f with `args` is the one described, after `beginRecall`; if it is, its leaves have been written. */
export function isCall(
  described: readonly unknown[],
  f: Fn,
  mark: Mark,
  args: readonly unknown[],
  argnum: Argnum,
): boolean {
  if (described[0] !== countedOf(mark, args)) return false;
  parts = described;
  at = 2;
  met = [f];
  const isSame =
    areSameArguments(args, argnum, described[0] as number) &&
    parts[at++] === FUNCTION &&
    isSameFunction(f, mark);
  met = NONE; // what it holds must not stay for the sake of the next call
  return isSame;
}

function areSameArguments(args: readonly unknown[], argnum: Argnum, given: number): boolean {
  if (typeof argnum === 'number') {
    if (parts[1] !== 0 || parts[at++] !== argnum || !isSame(args[argnum])) return false;
    for (let i = 0; i < given; i++) if (i !== argnum && !isSame(args[i])) return false;
    return true;
  }
  if (parts[1] !== argnum.length) return false;
  for (let i = 0; i < argnum.length; i++)
    if (parts[at++] !== argnum[i] || !isSame(args[argnum[i]!])) return false;
  for (let i = 0; i < given; i++) if (!holds(argnum, i) && !isSame(args[i])) return false;
  return true;
}

/** Whether a value is what comes next. */
function isSame(value: unknown): boolean {
  const part = parts[at++];
  if (part === ARRAY) return NDArray.send(value);
  if (part === FUNCTION) {
    const mark = typeof value === 'function' && isNew(value) ? markOf(value as Fn) : undefined;
    return mark !== undefined && isSameFunction(value as Fn, mark);
  }
  if (part === ARRAYS || part === LIST) return isArray(value) && isSameList(value, part === ARRAYS);
  if (part === NUMBER) {
    if (typeof value !== 'number') return false;
    sendNumber(value);
    return true;
  }
  if (part === OBJECT) return isSameObject(value);
  return part === AGAIN ? met[parts[at++] as number] === value : objectIs(part, value);
}

/** Whether a list, an object or a function has not been met; from now on it has. */
function isNew(value: unknown): boolean {
  for (let i = 0; i < met.length; i++) if (met[i] === value) return false;
  met[met.length] = value;
  return true;
}

function isSameFunction(f: Fn, { site, outside }: Mark): boolean {
  if (parts[at++] !== site || !isPlainFunction(f)) return false;
  let values: readonly unknown[];
  try {
    values = outside();
  } catch {
    return false; // a name has no value yet
  }
  const { length } = values;
  for (let i = 0; i < length; i++) if (!isSame(values[i])) return false;
  return true;
}

function isSameList(list: readonly unknown[], isOfArrays: boolean): boolean {
  const { length } = list;
  if (parts[at++] !== length || !isNew(list) || !isPlainList(list)) return false;
  if (isOfArrays) return NDArray.sendAll(list, length);
  for (let i = 0; i < length; i++) if (!isSame(list[i])) return false;
  return true;
}

function isSameObject(object: unknown): boolean {
  if (typeof object !== 'object' || object === null || isNDArray(object) || !isNew(object)) return false;
  if (getPrototypeOf(object) !== parts[at++]) return false;
  const keys = ownKeys(object);
  if (parts[at++] !== keys.length) return false;
  for (let i = 0; i < keys.length; i++) {
    const descriptor = getOwnPropertyDescriptor(object, keys[i]!)!;
    if (parts[at++] !== keys[i] || !('value' in descriptor) || descriptor.enumerable !== true) return false;
    if (!isSame(descriptor.value)) return false;
  }
  return true;
}
