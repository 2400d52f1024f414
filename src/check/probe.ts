/** A function as a check sees it: called with JSON arguments, some of which vary. And how arguments are moved. */

import type { Leaves } from './leaves.ts';
import type { Json } from './result.ts';

/** The arguments of a call; null where a default is to be used. */
export type Args = readonly Json[];

/** Methods throw what the script throws. */
export interface Probe {
  /** How messages name the function. */
  readonly title: string;
  /** Indices of the arguments that vary. */
  readonly variables: readonly number[];
  /** What the function returns; nothing is differentiated. */
  values(args: Args): Leaves;
  /** The derivative of this order by the arguments that vary; 0 is the value. */
  exact(args: Args, order: number): Leaves;
  /** The same by methods that share no code with `exact`, by name, each with what `exact` says of the same; none where there are none. */
  others(args: Args, order: number): readonly OtherMethod[];
  /**
   * Where in the derivative of this order the derivatives by coordinate `i` are, one for each number of the order below;
   * undefined where nobody can tell.
   */
  column(args: Args, order: number, i: number): readonly number[] | undefined;
  /** Whether a number that varies beside the point is made plain, as by np.value: the script drops its derivative on purpose. */
  drops(args: Args): boolean;
  /** Derivatives computed anew, whatever is remembered. */
  forget(): void;
}

export interface OtherMethod {
  readonly name: string;
  readonly found: readonly number[];
  readonly exact: readonly number[];
}

type Variables = Pick<Probe, 'variables'>;

/** Return the numbers that vary. */
export function coordinatesOf({ variables }: Variables, args: Args): number[] {
  return variables.flatMap((variable) => numbersOf(args[variable] ?? null));
}

/** Return the numbers of an argument. A complex number has none: derivatives by one are a convention. */
export function numbersOf(argument: Json): number[] {
  if (typeof argument === 'number') return [argument];
  if (typeof argument !== 'object' || argument === null || isComplex(argument)) return [];
  return Object.values(argument).flatMap(numbersOf);
}

/** Whether there is a complex number in `argument`. */
export function holdsComplex(argument: Json): boolean {
  if (typeof argument !== 'object' || argument === null) return false;
  return isComplex(argument) || Object.values(argument).some(holdsComplex);
}

/** Return the arguments with other coordinates. */
export function withCoordinates({ variables }: Variables, args: Args, coordinates: readonly Json[]): Args {
  const next = coordinates[Symbol.iterator]();
  const replaced = (part: Json): Json => {
    if (typeof part === 'number') return next.next().value as Json;
    if (typeof part !== 'object' || part === null || isComplex(part)) return part;
    if (Array.isArray(part)) return part.map(replaced);
    return Object.fromEntries(Object.entries(part).map(([key, member]) => [key, replaced(member)]));
  };
  const all = [...args];
  for (const variable of variables) all[variable] = replaced(args[variable]!);
  return all;
}

/** Return the arguments with coordinate `i` moved by `step`. */
export function moved(probe: Variables, args: Args, i: number, step: number): Args {
  const coordinates = coordinatesOf(probe, args);
  coordinates[i]! += step;
  return withCoordinates(probe, args, coordinates);
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
