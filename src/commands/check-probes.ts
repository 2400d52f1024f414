/**
 * The functions of a script as the checks see them (`check/probe.ts`): called in the script's VM. A function of one number has
 * derivatives of any order, by the trace of its call; a function of arrays has a Jacobian and a Hessian, by the operators of
 * `autograd-cli` in the guest.
 */

import { AutogradError, internalError, isScriptFault, type Place } from '../base/errors.ts';
import { jsonText } from '../base/json.ts';
import { type Leaves, leavesOf } from '../check/leaves.ts';
import { uniform } from '../check/points.ts';
import { type Args, coordinatesOf, type OtherMethod, type Probe, withCoordinates } from '../check/probe.ts';
import { PathEngine } from '../compile/paths.ts';
import { type DerivativeMode, derive } from '../derive/derivatives.ts';
import { Values } from '../ops/evaluate.ts';
import type { Kernels } from '../ops/kernels.ts';
import type { ParameterInfo } from '../script/exports.ts';
import type { Session } from '../vm/session.ts';
import { type Tree, treeOf } from './args-result.ts';
import { type Columns, columnsOf } from './check-layout.ts';
import { leavesBy, type Variables } from './check-variables.ts';
import { leafPaths } from './structure.ts';

/** A function of the script. */
export interface FunctionRef {
  /** An export, or `checks[0].f`. */
  readonly exportName: string;
  readonly title: string;
  readonly params: readonly ParameterInfo[] | undefined;
  /** Names of the parameters, as far as they are known. */
  readonly names?: readonly string[] | undefined;
  readonly place: Place | undefined;
  /** The frame of QuickJS's stack that would name it, where its place is not known. */
  readonly frame: string | undefined;
}

/** Calls the functions of one script. */
export class Caller {
  private readonly session: Session;
  readonly kernels: Kernels;
  readonly memoryBytes: number;
  /** Functions without declared parameters that took plain lists only. */
  private readonly takesLists = new Set<string>();

  constructor(session: Session, kernels: Kernels, memoryBytes: number) {
    this.session = session;
    this.kernels = kernels;
    this.memoryBytes = memoryBytes;
  }

  /** What a function returns. */
  value(f: FunctionRef, args: Args): Tree {
    return this.located(f, () => treeOf(this.ask(f, args, { operator: 'value' }).value));
  }

  /** A derivative of a function of arrays by some of its arguments. */
  derivative(
    f: FunctionRef,
    args: Args,
    operator: 'jacobian' | 'hessian',
    variables: readonly number[],
  ): Tree {
    return this.located(f, () => treeOf(this.ask(f, args, { operator, variables }).result));
  }

  /** The Jacobian times a vector for each of the variables, in forward mode. */
  along(f: FunctionRef, args: Args, variables: readonly number[], vector: readonly unknown[]): Leaves {
    return this.located(f, () =>
      leavesOf(treeOf(this.ask(f, args, { operator: 'jvp', variables, vector }).result)),
    );
  }

  /** A vector of the structure of the result times the Jacobian, in reverse mode. */
  against(f: FunctionRef, args: Args, variables: readonly number[], vector: unknown): Leaves {
    return this.located(f, () =>
      leavesOf(treeOf(this.ask(f, args, { operator: 'vjp', variables, vector: [vector] }).result)),
    );
  }

  /** Trace a call with the argument of that index as a variable. */
  trace(f: FunctionRef, args: Args, variable: number) {
    const x = args[variable];
    if (typeof x !== 'number') throw internalError('a number was to be traced');
    const others = args.map((argument, i) => (i === variable ? null : argument));
    return this.located(f, () => this.session.evaluate(f.exportName, jsonText(others), variable, x));
  }

  /** The numbers that a call made plain though they vary. */
  plainNumbers(f: FunctionRef, args: Args, variables: readonly number[]): readonly number[] {
    const [variable] = variables;
    if (variables.length === 1 && typeof args[variable!] === 'number') this.trace(f, args, variable!);
    else this.onVariables(f, args, variables);
    return this.session.plainNumbers();
  }

  private onVariables(f: FunctionRef, args: Args, variables: readonly number[]): void {
    this.called(f, args, (plain) => {
      try {
        this.session.evaluateOnVariables(f.exportName, jsonText({ variables, args, plain }));
      } catch (error) {
        // It ran to its end, as before, but returns several numbers.
        if (!isScriptFault(error)) throw error;
      }
    });
  }

  private ask(f: FunctionRef, args: Args, request: object): { value: unknown; result: unknown } {
    return this.called(f, args, (plain) =>
      JSON.parse(
        this.session.differentiateCall(f.exportName, jsonText({ variables: [], ...request, args, plain })),
      ),
    );
  }

  /** Make a call, told which of the arguments are to be plain lists. */
  private called<T>(f: FunctionRef, args: Args, call: (plain: readonly boolean[]) => T): T {
    const withLists = (keepsLists: boolean): T =>
      call(
        args.map((_, i) => keepsLists || f.params?.[Math.min(i, f.params.length - 1)]?.plainArray === true),
      );
    if (f.params !== undefined) return withLists(false);
    if (this.takesLists.has(f.exportName)) return withLists(true);
    try {
      return withLists(false);
    } catch (error) {
      if (!isScriptFault(error) || !args.some(Array.isArray)) throw error;
      const answer = withLists(true);
      this.takesLists.add(f.exportName);
      return answer;
    }
  }

  /** An error of the script says where the function is if nothing nearer is known. */
  private located<T>(f: FunctionRef, body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (!isScriptFault(error) || error.at !== undefined) throw error;
      const { code, message, hint, cause } = error;
      throw new AutogradError(code, message, { hint, at: f.place, cause });
    }
  }
}

/** How far beside a point plain numbers are looked at, in units of max(1, |x|). */
const BESIDE = 1e-7;

/** What changes more so near jumps, as an index does: it has no derivative to drop. */
const JUMP = 1e-3;

/** Whether a call makes numbers plain that change with the point. */
function dropsNear(caller: Caller, f: FunctionRef, probe: Pick<Probe, 'variables'>, args: Args): boolean {
  const plain = (step: number): readonly number[] => {
    // No two coordinates move alike, or their difference would stay what it is.
    const coordinates = coordinatesOf(probe, args).map(
      (x, i) => x + (step * Math.max(1, Math.abs(x))) / (1 + i),
    );
    return caller.plainNumbers(f, withCoordinates(probe, args, coordinates), probe.variables);
  };
  try {
    const [here, up, down] = [plain(0), plain(BESIDE), plain(-BESIDE)];
    return [up, down].some((beside) =>
      here.some((number, i) => {
        const change = Math.abs(number - (beside[i] ?? number));
        return change > 0 && change <= JUMP * Math.max(1, Math.abs(number));
      }),
    );
  } catch (error) {
    if (!isScriptFault(error)) throw error;
    return false;
  }
}

/** Of the points near a place; each is asked for several times. */
const MOST_REMEMBERED = 512;

/** Nested derivatives triple in size with every order. */
const MOST_NESTED = 4;

/** A function by one number. */
export class NumberProbe implements Probe {
  readonly title: string;
  readonly variables: readonly number[];
  /** Whether the function used numbers of an earlier call. */
  isStale = false;
  private readonly variable: number;
  private readonly caller: Caller;
  private readonly f: FunctionRef;
  private readonly order: number;
  /** By arguments: the derivatives of all orders from 0 on. */
  private readonly known = new Map<string, readonly Leaves[]>();

  /** Derivatives are computed up to `order`. */
  constructor(caller: Caller, f: FunctionRef, variable: number, order: number) {
    this.title = f.title;
    this.variable = variable;
    this.variables = [variable];
    this.caller = caller;
    this.f = f;
    this.order = order;
  }

  values(args: Args): Leaves {
    return leavesOf(this.caller.value(this.f, args));
  }

  exact(args: Args, order: number): Leaves {
    const key = jsonText(args);
    let all = this.known.get(key);
    if (all === undefined) {
      const { trace, structure, stale } = this.caller.trace(this.f, args, this.variable);
      this.isStale ||= stale;
      all = byOrder(this.derived(trace, args, this.order, 'taylor'), leafPaths(structure));
      if (this.known.size >= MOST_REMEMBERED) this.known.clear();
      this.known.set(key, all);
    }
    return all[order]!;
  }

  others(args: Args, order: number): readonly OtherMethod[] {
    if (order > MOST_NESTED) return [];
    const { trace, stale } = this.caller.trace(this.f, args, this.variable);
    this.isStale ||= stale;
    const { outputs } = trace;
    const exact = this.derived(trace, args, order, 'taylor').slice(outputs.length);
    return (['reverse', 'forward'] as const).flatMap((name) => {
      try {
        return [{ name, found: this.derived(trace, args, order, name).slice(outputs.length), exact }];
      } catch (error) {
        // An operation of the script's own has the rule of one mode only.
        if (!isScriptFault(error)) throw error;
        return [];
      }
    });
  }

  column(args: Args, order: number): readonly number[] {
    return this.exact(args, order).numbers.map((_, i) => i);
  }

  drops(args: Args): boolean {
    return dropsNear(this.caller, this.f, this, args);
  }

  forget(): void {
    this.known.clear();
  }

  /** An engine that knows the paths of the function along its variable. */
  paths(args: Args): PathEngine {
    const { kernels } = this.caller;
    const trace = (x: number) => {
      const at = args.with(this.variable, x);
      const { trace: taken, stale } = this.caller.trace(this.f, at, this.variable);
      return { derivation: derive(taken, kernels, { from: 0, to: 0 }, 'taylor'), stale };
    };
    return new PathEngine(trace, { kernels, compile: true });
  }

  private derived(
    trace: Parameters<typeof derive>[0],
    args: Args,
    order: number,
    mode: DerivativeMode,
  ): number[] {
    const { kernels, memoryBytes } = this.caller;
    const { graph, columns } = derive(trace, kernels, { from: 0, to: order }, mode, memoryBytes);
    const values = new Values(graph, kernels, [args[this.variable] as number]);
    return columns.map((column) => values.of(column));
  }
}

/** Columns of the orders 0, 1 … one after the other. */
function byOrder(columns: readonly number[], paths: readonly string[]): Leaves[] {
  return Array.from({ length: columns.length / paths.length }, (_, order) => ({
    paths,
    numbers: columns.slice(order * paths.length, (order + 1) * paths.length),
  }));
}

/** A function of arrays, lists and objects. */
export class ArrayProbe implements Probe {
  readonly title: string;
  private readonly caller: Caller;
  private readonly f: FunctionRef;
  readonly variables: readonly number[];
  private readonly by: Variables;
  private readonly random: () => number;
  private layout: { readonly key: string; readonly columns: Columns } | undefined;

  constructor(caller: Caller, f: FunctionRef, by: Variables, seed: number) {
    this.title = f.title;
    this.variables = by.indices;
    this.by = by;
    this.caller = caller;
    this.f = f;
    this.random = uniform(seed);
  }

  values(args: Args): Leaves {
    return leavesOf(this.caller.value(this.f, args));
  }

  exact(args: Args, order: number): Leaves {
    if (order === 0) return this.values(args);
    if (order > 2)
      throw new AutogradError(
        'E_SCRIPT',
        `${this.title} takes an array: its derivatives are checked to order 2`,
        {
          at: this.f.place,
        },
      );
    const derivative = this.caller.derivative(
      this.f,
      args,
      order === 1 ? 'jacobian' : 'hessian',
      this.variables,
    );
    return leavesBy(this.by, derivative, order);
  }

  column(args: Args, order: number, i: number): readonly number[] | undefined {
    const key = jsonText([order, args]);
    if (this.layout?.key !== key) {
      const values = this.variables.map((variable) => args[variable]);
      const columns = columnsOf(values, this.caller.value(this.f, args), order === 1 ? 1 : 2);
      const isKnown = columns.flat().length === this.exact(args, order).numbers.length;
      this.layout = { key, columns: isKnown ? columns : [] };
    }
    return this.layout.columns[i];
  }

  drops(args: Args): boolean {
    return dropsNear(this.caller, this.f, this, args);
  }

  forget(): void {
    this.layout = undefined;
  }

  /** The Jacobian is made in reverse mode; along a direction it must be what forward mode says. */
  others(args: Args, order: number): readonly OtherMethod[] {
    if (order !== 1) return [];
    const direction = coordinatesOf(this, args).map(() => 2 * this.random() - 1);
    const vector = withCoordinates(this, args, direction);
    const { numbers } = this.exact(args, 1);
    const exact: number[] = [];
    for (const [i, v] of direction.entries()) {
      for (const [out, place] of this.column(args, 1, i)?.entries() ?? [])
        exact[out] = (exact[out] ?? 0) + v * numbers[place]!;
    }
    try {
      const along = this.variables.map((variable) => vector[variable]);
      const { numbers: found } = this.caller.along(this.f, args, this.variables, along);
      return found.length === exact.length ? [{ name: 'forward', found, exact }] : [];
    } catch (error) {
      if (!isScriptFault(error)) throw error;
      return [];
    }
  }
}
