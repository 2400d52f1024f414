/** Which functions are pure: of the script's by their text, as its rewritten code says (`src/script/purity.ts`), and built-in ones. */

import { getOwnPropertyNames, NativeMap, uncurry } from './intrinsics.ts';
import type { Fn } from './naming.ts';

export interface Mark {
  /** Where the text of the function is: the same for all that were made of it. */
  readonly site: string;
  /** The values of the outside names that it reads. Throws where one has none yet. */
  readonly outside: () => readonly unknown[];
  /** So many arguments it looks at. */
  readonly parameters: number;
}

const marks = new WeakMap<Fn, Mark>();
const enter = uncurry(WeakMap.prototype.set) as (map: WeakMap<Fn, Mark>, f: Fn, mark: Mark) => void;
const lookUp = uncurry(WeakMap.prototype.get) as (map: WeakMap<Fn, Mark>, f: Fn) => Mark | undefined;

/** Whether what is built in may do something else than it did. */
let isMeddledWith = false;

/** Say that f is pure; return f. */
export function $ag_pure(f: Fn, site: string, outside: () => readonly unknown[], parameters = Infinity): Fn {
  enter(marks, f, { site, outside, parameters });
  return f;
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

let namespaces: readonly object[] = [];
let builtIns: Map<unknown, true> | undefined;

/** Name the objects whose functions are pure. They are looked at when somebody asks. */
export function installPure(objects: readonly object[]): void {
  namespaces = objects;
}

/** Whether a value is built in and pure: one of these objects, or a function of theirs. */
export function isPureBuiltIn(value: object): boolean {
  if (builtIns === undefined) {
    builtIns = new NativeMap();
    for (let i = 0; i < namespaces.length; i++) enterMembers(namespaces[i]!, builtIns);
  }
  return has(builtIns, value);
}

function enterMembers(namespace: object, into: Map<unknown, true>): void {
  put(into, namespace, true);
  const names = getOwnPropertyNames(namespace);
  for (let i = 0; i < names.length; i++) {
    let isPure = true;
    for (let j = 0; j < IMPURE.length; j++) isPure &&= names[i] !== IMPURE[j];
    if (!isPure) continue;
    const member: unknown = namespace[names[i] as never];
    if (typeof member === 'function') put(into, member, true);
    else if (typeof member === 'object' && member !== null) enterMembers(member, into);
  }
}
