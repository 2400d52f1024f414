/** Which functions are pure: of the script's by their text, as its rewritten code says (`src/script/purity.ts`), and built-in ones. */

import type { Calls } from './direct.ts';
import { freeze, getOwnPropertyNames, NativeMap, ownKeys, uncurry } from './intrinsics.ts';
import type { Fn } from './naming.ts';

/** What is known of a pure function. */
export interface Mark {
  /** Where the text of the function is: the same for all that were made of it. */
  readonly site: string;
  /** The values of the outside names that it reads. Throws where one has none yet. */
  readonly outside: () => readonly unknown[];
  /** So many arguments it looks at. */
  readonly parameters: number;
  /** What `direct.ts` knows of the site. */
  calls: Calls | undefined;
}

const marks = new WeakMap<Fn, Mark>();
const enter = uncurry(WeakMap.prototype.set) as (map: WeakMap<Fn, Mark>, f: Fn, mark: Mark) => void;
const lookUp = uncurry(WeakMap.prototype.get) as (map: WeakMap<Fn, Mark>, f: Fn) => Mark | undefined;

/** Whether what is built in may do something else than it did. */
let isMeddledWith = false;

/** Say that f is pure; return f. A function that is an object of its own beside that is not. */
export function $ag_pure(f: Fn, site: string, outside: () => readonly unknown[], parameters = Infinity): Fn {
  if (isPlainFunction(f)) enter(marks, f, { site, outside, parameters, calls: undefined });
  return f;
}

/** Whether a function has no members but those that all have. */
export function isPlainFunction(f: Fn): boolean {
  const keys = ownKeys(f);
  if (keys[0] !== 'length' || keys[1] !== 'name') return false;
  return keys.length === 2 || (keys.length === 3 && keys[2] === 'prototype');
}

/** Say that the module may change what is built in: no function is pure from now on. */
export function $ag_meddles(): void {
  isMeddledWith = true;
}

/** Return what is known of a pure function; undefined of any other. */
export const markOf = (f: Fn): Mark | undefined => (isMeddledWith ? undefined : lookUp(marks, f));

// ── What is built in ──

/** Members that have effects, or draw. */
const IMPURE = ['random', 'primitive', 'defvjp', 'defjvp', 'checkGrads'];

const has = uncurry(Map.prototype.has) as (map: Map<unknown, true>, key: unknown) => boolean;
const put = uncurry(Map.prototype.set) as (map: Map<unknown, true>, key: unknown, value: true) => void;

const builtIns = new NativeMap<unknown, true>();

/** Whether a value is built in and pure: a namespace, or a function of one. */
export const isPureBuiltIn = (value: object): boolean => has(builtIns, value);

/** Let the functions of these objects be known as pure, and be constant. The namespaces themselves are. */
export function installPure(namespaces: readonly object[]): void {
  enterFunctions(Math);
  for (let i = 0; i < namespaces.length; i++) {
    put(builtIns, namespaces[i], true);
    enterFunctions(namespaces[i]!);
  }
}

function enterFunctions(owner: object): void {
  const names = getOwnPropertyNames(owner);
  for (let i = 0; i < names.length; i++) {
    let isPure = true;
    for (let j = 0; j < IMPURE.length; j++) isPure &&= names[i] !== IMPURE[j];
    if (!isPure) continue;
    const member: unknown = owner[names[i] as never];
    if (typeof member === 'function') put(builtIns, freeze(member), true);
    else if (typeof member === 'object' && member !== null) installPure([member]);
  }
}
