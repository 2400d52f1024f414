/** How messages of the operators name what a script gave them: functions, values, places within nested structures. */

import { isNDArray } from './array-calls.ts';
import { cut, getOwnPropertyDescriptor, isArray } from './intrinsics.ts';
import { shapeText } from './ndarray.ts';
import { markOf } from './pure.ts';
import { isTraced } from './tracer.ts';

export type Fn = (...args: unknown[]) => unknown;

/** Return the name of a function for messages; nothing of the script runs. */
export function nameOf(f: object): string {
  // That of a pure function has no getter.
  const name: unknown =
    markOf(f as Fn) === undefined ? getOwnPropertyDescriptor(f, 'name')?.value : (f as Fn).name;
  return typeof name === 'string' && name !== '' && name !== 'default'
    ? name.length > 80
      ? cut(name, 0, 80)
      : name
    : 'the function';
}

/** Name what was found where a number was expected. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (isNDArray(value)) return `an array of shape ${shapeText(value)}`;
  if (isArray(value)) return 'an array';
  if (value === undefined) return 'undefined';
  if (isTraced(value)) return 'a number';
  const type = typeof value;
  return type === 'object' ? 'an object' : `a ${type}`;
}

export function checkFunction(caller: string, f: unknown): asserts f is Fn {
  if (typeof f !== 'function') throw new TypeError(`${caller} expects a function, got ${kindOf(f)}`);
}

/** The numbers of the arguments to differentiate with respect to. */
export type Argnum = number | readonly number[];

const isIndex = (n: unknown): n is number => typeof n === 'number' && n >= 0 && n % 1 === 0;

export function checkArgnum(caller: string, argnum: unknown): asserts argnum is Argnum {
  if (isIndex(argnum)) return;
  let isList = isArray(argnum) && argnum.length > 0;
  if (isList) for (let i = 0; i < (argnum as []).length; i++) isList &&= isIndex((argnum as [])[i]);
  if (isList) return;
  throw new TypeError(
    `${caller} expects the index of an argument, a whole number from 0, or a list of them, got ${kindOf(argnum)}`,
  );
}

export function checkOrder(caller: string, order: unknown): asserts order is number {
  if (!(typeof order === 'number' && order >= 0 && order <= 100 && order % 1 === 0)) {
    throw new RangeError(
      `${caller} expects a whole number from 0 to 100 as order, got ${typeof order === 'number' ? order : kindOf(order)}`,
    );
  }
}
