/**
 * Rules that a script gives for its own operations (`defvjp`, `defjvp`), checked by themselves: where they were used while the
 * script's functions were checked, and as functions that `check/engine.ts` can compare.
 */

import { type Leaves, leavesOf } from '../check/leaves.ts';
import { type Args, coordinatesOf, numbersOf, type Probe, withCoordinates } from '../check/probe.ts';
import type { Json } from '../check/result.ts';
import type { Session } from '../vm/session.ts';
import type { Caller, FunctionRef } from './check-probes.ts';
import { type Described, referTo, type Subject } from './check-subjects.ts';

type RuleKind = 'defvjp' | 'defjvp';

/** A rule, and where it was used. */
export interface UsedRule {
  readonly name: string;
  readonly f: FunctionRef;
  readonly kind: RuleKind;
  /** All vary by the same arguments. */
  readonly points: readonly Args[];
  readonly variables: readonly number[];
  /** By which it was used first. */
  readonly subject: Subject;
}

/** What the guest says of a use (`sandbox/checks.ts`). */
interface Use {
  readonly primitive: number;
  readonly kind: RuleKind;
  readonly f: Described;
  readonly args: Args;
  readonly varies: readonly boolean[];
}

/** Points at which a rule is checked, and how many numbers may vary there. */
const [MOST_POINTS, MOST_NUMBERS] = [8, 300];

/** Collects the uses of rules, subject by subject. */
export class UsedRules {
  private readonly session: Session;
  private readonly rules = new Map<string, UsedRule & { readonly points: Args[] }>();

  constructor(session: Session) {
    this.session = session;
    session.usedRules();
  }

  /** Note what was used since the last time. */
  take(subject: Subject): void {
    for (const use of JSON.parse(this.session.usedRules()) as Use[]) {
      const variables = use.varies.flatMap((varies, i) =>
        varies && numbersOf(use.args[i]!).length > 0 ? [i] : [],
      );
      const count = coordinatesOf({ variables }, use.args).length;
      if (count === 0 || count > MOST_NUMBERS) continue;
      const { points } = this.ruleOf(use, variables, subject);
      const isNew = !points.some((args) => JSON.stringify(args) === JSON.stringify(use.args));
      if (isNew && points.length < MOST_POINTS) points.push(use.args);
    }
  }

  all(): readonly UsedRule[] {
    return [...this.rules.values()];
  }

  private ruleOf({ primitive, kind, f }: Use, variables: readonly number[], subject: Subject) {
    const key = `${kind} ${primitive} ${variables.join()}`;
    let rule = this.rules.get(key);
    if (rule === undefined) {
      const exportName = `primitives[${primitive}].primitive`;
      const ref = { ...referTo(f, exportName), title: f.name || 'a primitive' };
      rule = { name: `${kind} of ${ref.title}`, f: ref, kind, points: [], variables, subject };
      this.rules.set(key, rule);
    }
    return rule;
  }
}

/** A primitive by what one of its rules says. */
export class RuleProbe implements Probe {
  readonly title: string;
  readonly variables: readonly number[];
  private readonly caller: Caller;
  private readonly f: FunctionRef;
  private readonly kind: RuleKind;

  constructor(caller: Caller, { f, kind, variables }: UsedRule) {
    this.title = f.title;
    this.variables = variables;
    this.caller = caller;
    this.f = f;
    this.kind = kind;
  }

  values(args: Args): Leaves {
    return leavesOf(this.caller.value(this.f, args));
  }

  /** The numbers of the result by the first coordinate, then by the next. */
  exact(args: Args, order: number): Leaves {
    const values = this.values(args);
    if (order === 0) return values;
    const coordinates = this.variables.flatMap((variable) =>
      leavesOf(args[variable] as never).paths.map((path) =>
        this.variables.length === 1 ? path : `[${variable}]${path}`,
      ),
    );
    const paths = coordinates.flatMap((coordinate) => values.paths.map((path) => `${path}${coordinate}`));
    const numbers = this.kind === 'defjvp' ? this.pushed(args) : this.pulled(args);
    return { paths, numbers };
  }

  private pushed(args: Args): number[] {
    const zeros = coordinatesOf(this, args).map(() => 0);
    return zeros.flatMap((_, i) => {
      const unit = withCoordinates(this, args, zeros.with(i, 1));
      const along = this.variables.map((variable) => unit[variable]);
      return [...this.caller.along(this.f, args, this.variables, along).numbers];
    });
  }

  private pulled(args: Args): number[] {
    const result = this.caller.value(this.f, args) as Json;
    const one = { variables: [0] };
    const zeros = coordinatesOf(one, [result]).map(() => 0);
    const rows = zeros.map((_, out) => {
      const [unit] = withCoordinates(one, [result], zeros.with(out, 1));
      return this.caller.against(this.f, args, this.variables, unit).numbers;
    });
    return coordinatesOf(this, args).flatMap((_, i) => rows.map((row) => row[i]!));
  }

  others(): readonly [] {
    return [];
  }

  column(args: Args, _order: number, i: number): readonly number[] {
    const count = this.values(args).numbers.length;
    return Array.from({ length: count }, (_, out) => i * count + out);
  }

  /** What a rule drops is not its derivative. */
  drops(): boolean {
    return false;
  }

  forget(): void {}
}
