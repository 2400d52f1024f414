/** A function as a check sees it: called with JSON arguments, its first argument varying. And how an argument is moved. */

import type { Leaves } from './leaves.ts';
import type { Json } from './result.ts';

/** The arguments of a call; null where a default is to be used. */
export type Args = readonly Json[];

/** Methods throw what the script throws. */
export interface Probe {
  /** How messages name the function. */
  readonly title: string;
  /** What the function returns; nothing is differentiated. */
  values(args: Args): Leaves;
  /** The derivative of this order by the first argument; 0 is the value. */
  exact(args: Args, order: number): Leaves;
  /** The same by methods that share no code with `exact`, by name, each with what `exact` says of the same; none where there are none. */
  others(args: Args, order: number): readonly OtherMethod[];
}

export interface OtherMethod {
  readonly name: string;
  readonly found: readonly number[];
  readonly exact: readonly number[];
}

/** Return the numbers of an argument that vary. A complex number has none: derivatives by one are a convention. */
export function coordinatesOf(argument: Json): number[] {
  if (typeof argument === 'number') return [argument];
  if (typeof argument !== 'object' || argument === null || isComplex(argument)) return [];
  return Object.values(argument).flatMap(coordinatesOf);
}

/** Whether there is a complex number in `argument`. */
export function holdsComplex(argument: Json): boolean {
  if (typeof argument !== 'object' || argument === null) return false;
  return isComplex(argument) || Object.values(argument).some(holdsComplex);
}

/** Return the arguments with other coordinates in the first. */
export function withCoordinates([first, ...others]: Args, coordinates: readonly Json[]): Args {
  const next = coordinates[Symbol.iterator]();
  const replaced = (part: Json): Json => {
    if (typeof part === 'number') return next.next().value as Json;
    if (typeof part !== 'object' || part === null || isComplex(part)) return part;
    if (Array.isArray(part)) return part.map(replaced);
    return Object.fromEntries(Object.entries(part).map(([key, member]) => [key, replaced(member)]));
  };
  return [replaced(first!), ...others];
}

/** Return the arguments with coordinate `i` moved by `step`. */
export function moved(args: Args, i: number, step: number): Args {
  const coordinates = coordinatesOf(args[0]!);
  coordinates[i]! += step;
  return withCoordinates(args, coordinates);
}

/** A point as it is written in `checks`: the first argument, or `{ args: […] }` of several. */
export function pointOf(args: Args): Json {
  const given = args.findLastIndex((argument) => argument !== null) + 1;
  return given <= 1 ? args[0]! : { args: args.slice(0, given) };
}

function isComplex(value: object): boolean {
  const keys = Object.keys(value);
  return !Array.isArray(value) && keys.length === 2 && keys.includes('re') && keys.includes('im');
}
