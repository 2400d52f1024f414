/**
 * Functions of a script's own with derivatives of its own. Called with something that is differentiated, such a function runs on
 * plain values, and its result is recorded as one node. When that node's derivative is wanted, the host calls `rule`, which runs
 * the script's rule with what was recorded, so that the rule's operations are recorded, too, and can be differentiated again.
 */

import { callInternal, callNumpy, isNDArray, received } from './array-calls.ts';
import { apply, defineProperty, getOwnPropertyDescriptor, isArray, isObject, uncurry } from './intrinsics.ts';
import { asArray } from './jacobians.ts';
import { checkFunction, type Fn, kindOf, nameOf } from './naming.ts';
import { add, isNumber } from './numbers.ts';
import { value } from './numpy.ts';
import { derivedFrom } from './parameters.ts';
import { makeJvp, makeVjp } from './products.ts';
import { base, reenter } from './tracer.ts';
import { isLeaf, type Leaf, leavesBeside, mapNumbers, withLeaves } from './tree.ts';
import { withVariable } from './variables.ts';

/** The cotangents of the arguments for g, or the tangent of the result for the arguments' tangents (null where one does not move). */
interface Rules {
  readonly name: string;
  /** The function whose rules the script gives, and what it does itself. */
  own?: Fn;
  f?: Fn;
  pull?: (g: unknown, answer: unknown, args: readonly unknown[], isWanted: readonly boolean[]) => unknown[];
  push?: (tangents: readonly unknown[], answer: unknown, args: readonly unknown[]) => unknown;
}

/** Which of a primitive's rules: for cotangents or for tangents. */
export type RuleKind = 'defvjp' | 'defjvp';

/** One time that a rule was used, for `check`: the plain arguments, and which of them vary. */
export interface Use {
  readonly own: Fn;
  readonly f: Fn;
  readonly kind: RuleKind;
  readonly args: unknown;
  readonly varies: readonly boolean[];
}

/** So many uses of one rule are kept between two takes. */
const MOST_USES = 6;

let uses: Use[] | undefined;

/** Return the uses of rules since the last time; from the first time on they are kept. */
export function takeUses(): readonly Use[] {
  const taken = uses ?? [];
  uses = [];
  return taken;
}

function noteUse({ rules, args }: Application, kind: RuleKind, varies: readonly boolean[]): void {
  if (uses === undefined || rules.own === undefined) return;
  let count = 0;
  for (let i = 0; i < uses.length; i++) if (uses[i]!.own === rules.own && uses[i]!.kind === kind) count++;
  if (count < MOST_USES)
    uses[uses.length] = { own: rules.own, f: rules.f!, kind, args: mapNumbers(args, value), varies };
}

/** One call that was recorded. */
interface Application {
  readonly rules: Rules;
  readonly args: readonly unknown[];
  answer: unknown;
}

/** Those of the trace under way, and which that is. */
let applications: Application[] = [];
let trace = -1;

/** By function that `primitive` made: its rules. */
const table = new WeakMap<Fn, Rules>();
const rulesOf = uncurry(WeakMap.prototype.get) as (map: WeakMap<Fn, Rules>, f: Fn) => Rules | undefined;
const setRules = uncurry(WeakMap.prototype.set) as (map: WeakMap<Fn, Rules>, f: Fn, rules: Rules) => void;

/** Return `f` as one operation, whose derivatives are as `rules` say. */
function asPrimitive(f: Fn, rules: Rules): Fn {
  const own: Fn = (...args) => applied(f, rules, args);
  setRules(table, own, rules);
  derivedFrom(own, f);
  defineProperty(own, 'length', { value: f.length });
  return defineProperty(own, 'name', { value: nameOf(f) });
}

/** Make a function an operation of its own: what it does inside is not seen. */
export const primitive: Fn = (f: unknown) => {
  checkFunction('primitive', f);
  const rules: Rules = { name: nameOf(f) };
  rules.f = f;
  rules.own = asPrimitive(f, rules);
  return rules.own;
};

function numbersOf(tree: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  mapNumbers(tree, (leaf) => {
    leaves[leaves.length] = leaf;
    return leaf;
  });
  return leaves;
}

function applied(f: Fn, rules: Rules, args: readonly unknown[]): unknown {
  const leaves = numbersOf(args);
  let isPlain = true;
  for (let i = 0; i < leaves.length; i++) isPlain &&= typeof leaves[i] === 'number';
  if (isPlain) return apply(f, undefined, args as unknown[]);
  const result = asArray(apply(f, undefined, mapNumbers(args, value) as unknown[]));
  if (!isLeaf(result))
    throw new TypeError(`a primitive returns a number or an array; ${rules.name} returned ${kindOf(result)}`);
  if (trace !== base) {
    trace = base;
    applications = [];
  }
  const application: Application = { rules, args, answer: result };
  const number = applications.length;
  applications[number] = application;
  application.answer = callInternal('custom', number, rules.name, result, ...leaves);
  return application.answer;
}

/**
 * For the host: apply the rule whose number it has left in the memory, with the cotangent or the tangents, and which leaves of the
 * arguments may move. The answer goes to the host by `answer`; an empty one says that there is no such rule.
 */
export function rule(): string {
  reenter(() =>
    withVariable(() => {
      const [number, isForward, [along, moves]] = received() as [number, boolean, [unknown[], boolean[]]];
      const application = applications[number]!;
      const result = isForward ? push(application, along) : pull(application, along[0], moves);
      callInternal('answer', ...result);
    }),
  );
  return '';
}

const NO_RULE: readonly unknown[] = [];

/** The cotangents of all leaves of the arguments. */
function pull(application: Application, g: unknown, moves: readonly boolean[]): readonly unknown[] {
  const { rules, args, answer } = application;
  const { pull: by, name } = rules;
  if (by === undefined) return NO_RULE;
  const isWanted: boolean[] = [];
  let next = 0;
  for (let i = 0; i < args.length; i++) {
    isWanted[i] = false;
    for (let left = numbersOf(args[i]).length; left > 0; left--) isWanted[i] = moves[next++]! || isWanted[i]!;
  }
  noteUse(application, 'defvjp', isWanted);
  const cotangents = by(g, answer, args, isWanted);
  const list: unknown[] = [];
  for (let i = 0; i < args.length; i++) {
    const given = cotangents[i] ?? null;
    const found =
      given === null
        ? numbersOf(args[i])
        : leavesBeside(args[i], given, `the vjp of ${name} for argument ${i}`);
    for (let k = 0; k < found.length; k++) list[list.length] = given === null ? null : found[k];
  }
  return list;
}

function push(application: Application, along: readonly unknown[]): readonly unknown[] {
  const { rules, args, answer } = application;
  const { push: by } = rules;
  if (by === undefined) return NO_RULE;
  let next = 0;
  const tangents: unknown[] = [];
  const varies: boolean[] = [];
  for (let i = 0; i < args.length; i++) {
    const leaves = numbersOf(args[i]);
    let moves = false;
    const own: unknown[] = [];
    for (let k = 0; k < leaves.length; k++) {
      const tangent = along[next++];
      moves ||= tangent !== null;
      own[k] = tangent ?? zerosLike(leaves[k]!);
    }
    tangents[i] = moves ? withLeaves(args[i], own) : null;
    varies[i] = moves;
  }
  noteUse(application, 'defjvp', varies);
  return [by(tangents, answer, args)];
}

const zerosLike = (leaf: Leaf): unknown => (isNDArray(leaf) ? callNumpy('np.zeros_like', [leaf]) : 0);

/** Return the rules of a primitive, the functions given for it, and the arguments they are for. */
function definition(
  caller: string,
  f: unknown,
  given: readonly unknown[],
): { rules: Rules; makers: readonly unknown[]; argnums: readonly number[] } {
  checkFunction(caller, f);
  const rules = rulesOf(table, f);
  if (rules === undefined)
    throw new TypeError(
      `${caller} is for functions that primitive made; write const f = primitive(${nameOf(f)})`,
    );
  const last = given[given.length - 1];
  const keywords = isObject(last) && typeof last !== 'function' && !isArray(last) ? last : undefined;
  const listed: unknown = keywords && getOwnPropertyDescriptor(keywords, 'argnums')?.value;
  const makers: unknown[] = [];
  const argnums: number[] = [];
  for (let i = 0; i < given.length - (keywords === undefined ? 0 : 1); i++) {
    if (given[i] !== null && given[i] !== 'same') checkFunction(caller, given[i]);
    makers[i] = given[i];
    argnums[i] = isArray(listed) ? (listed[i] as number) : i;
  }
  return { rules, makers, argnums };
}

function makerFor(argnums: readonly number[], makers: readonly unknown[], n: number): unknown {
  for (let i = 0; i < argnums.length; i++) if (argnums[i] === n) return makers[i];
  return undefined;
}

const undefinedRule = (kind: string, { name }: Rules, n: number): TypeError =>
  new TypeError(`${kind} of ${name} for argument ${n} is not defined; null says that it is zero`);

/** `defvjp(f, (answer, ...args) => g => …, …)`: for each argument the cotangent for that of the result; null is zero. */
export const defvjp: Fn = (f: unknown, ...given) => {
  const { rules, makers, argnums } = definition('defvjp', f, given);
  rules.pull = (g, answer, args, isWanted) => {
    const cotangents: unknown[] = [];
    for (let n = 0; n < args.length; n++) {
      const maker = makerFor(argnums, makers, n);
      if (maker === undefined && isWanted[n]) throw undefinedRule('the vjp', rules, n);
      cotangents[n] =
        maker === undefined || maker === null || !isWanted[n]
          ? null
          : apply(apply(maker as Fn, undefined, [answer, ...args]) as Fn, undefined, [g]);
    }
    return cotangents;
  };
};

/** `defjvp(f, (g, answer, ...args) => …, …)`: for each argument the tangent of the result for its own; `"same"`: f of it. */
export const defjvp: Fn = (f: unknown, ...given) => {
  const { rules, makers, argnums } = definition('defjvp', f, given);
  rules.push = (tangents, answer, args) => {
    let total: unknown = null;
    for (let n = 0; n < args.length; n++) {
      if (tangents[n] === null) continue;
      const maker = makerFor(argnums, makers, n);
      if (maker === undefined) throw undefinedRule('the jvp', rules, n);
      if (maker === null) continue;
      total = sum(
        total,
        maker === 'same'
          ? sameAlong(f as Fn, tangents[n], args, n)
          : apply(maker as Fn, undefined, [tangents[n], answer, ...args]),
      );
    }
    return total;
  };
};

function sameAlong(f: Fn, tangent: unknown, args: readonly unknown[], n: number): unknown {
  const moved: unknown[] = [];
  for (let i = 0; i < args.length; i++) moved[i] = i === n ? tangent : args[i];
  return apply(f, undefined, moved);
}

function sum(x: unknown, y: unknown): unknown {
  if (x === null) return y;
  return isNumber(x) && isNumber(y) ? add(x, y) : callNumpy('np.add', [x, y]);
}

/** Return f as one operation, whose derivatives run f again: a long computation is recorded only while it is differentiated. */
export const checkpoint: Fn = (f: unknown) => {
  checkFunction('checkpoint', f);
  return asPrimitive(f, {
    name: nameOf(f),
    pull(g, _, args, isWanted) {
      const argnums: number[] = [];
      for (let i = 0; i < args.length; i++) if (isWanted[i]) argnums[argnums.length] = i;
      const again: Fn = (...inner) => asArray(apply(f, undefined, inner));
      const [vjp] = apply(makeVjp(again, argnums) as Fn, undefined, args as unknown[]) as [Fn];
      const found = vjp(g) as unknown[];
      const cotangents: unknown[] = [];
      for (let i = 0; i < args.length; i++) cotangents[i] = null;
      for (let i = 0; i < argnums.length; i++) cotangents[argnums[i]!] = found[i];
      return cotangents;
    },
    push(tangents, _, args) {
      const argnums: number[] = [];
      const moving: unknown[] = [];
      for (let i = 0; i < args.length; i++) {
        if (tangents[i] === null) continue;
        argnums[argnums.length] = i;
        moving[moving.length] = tangents[i];
      }
      const again: Fn = (...inner) => asArray(apply(f, undefined, inner));
      const along = apply(makeJvp(again, argnums) as Fn, undefined, args as unknown[]) as Fn;
      return (along(moving) as unknown[])[1];
    },
  });
};
