/**
 * Namespaces out of the host's table of functions: a name with dots is a member of a namespace within. What scalars the guest computes
 * itself stays here; a call with an array or a list among its arguments is the host's.
 */

import { callNumpy, functionOfArrays, hasArrays, holdsArray, namesAfter } from './array-calls.ts';
import { apply, cut, defineProperty, getOwnPropertyNames, indexOf, isArray } from './intrinsics.ts';
import { namespace } from './namespace.ts';

type Fn = (...args: unknown[]) => unknown;

/** Names of the results of functions; a constant of the build. */
declare const MEMBERS: { readonly results: Readonly<Record<string, readonly string[]>> };

/** Return the function `name` of arrays. */
function ofArrays(name: string): Fn {
  const names = MEMBERS.results[name];
  return names === undefined ? functionOfArrays(name) : (...args) => withNames(callNumpy(name, args), names);
}

/** Give the results in a list their names as well. */
function withNames(results: unknown, names: readonly string[]): unknown {
  if (isArray(results))
    for (let i = 0; i < names.length; i++) defineProperty(results, names[i]!, { value: results[i] });
  return results;
}

/** Return `scalar`, for arguments without arrays; for others the function `name` of arrays, where there is one. */
function either(name: string, scalar: Fn): Fn {
  if (!hasArrays(name)) return scalar;
  return (...args) => (holdsArray(args) ? callNumpy(name, args) : apply(scalar, undefined, args));
}

/**
 * Return the members of the namespace `label`: those of the host's table, and `own` for numbers. Those that are `complete` look
 * for arrays themselves.
 */
export function membersOf(
  label: string,
  own: Readonly<Record<string, unknown>> = {},
  complete: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const members: Record<string, unknown> = { __proto__: null as never, ...complete };
  const names = getOwnPropertyNames(own);
  for (let i = 0; i < names.length; i++) {
    const member = own[names[i]!];
    members[names[i]!] = typeof member === 'function' ? either(`${label}.${names[i]}`, member as Fn) : member;
  }
  const others = namesAfter(`${label}.`);
  for (let i = 0; i < others.length; i++) {
    const dot = indexOf(others[i]!, '.');
    const name = dot === -1 ? others[i]! : cut(others[i]!, 0, dot);
    if (members[name] !== undefined) continue;
    const full = `${label}.${name}`;
    members[name] = dot === -1 ? ofArrays(full) : namespace(full, membersOf(full));
  }
  return members;
}
