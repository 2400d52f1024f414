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
import { treeOf } from './args-result.ts';
import { leafPaths } from './structure.ts';

/** A function of the script. */
export interface FunctionRef {
  /** An export, or `checks[0].f`. */
  readonly exportName: string;
  readonly title: string;
  readonly params: readonly ParameterInfo[] | undefined;
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
  values(f: FunctionRef, args: Args): Leaves {
    return this.located(f, () => leavesOf(treeOf(this.ask(f, args, { operator: 'value' }).value)));
  }

  /** A derivative of a function of arrays by its first argument. */
  derivative(f: FunctionRef, args: Args, operator: 'grad' | 'jacobian' | 'hessian'): Leaves {
    return this.located(f, () => leavesOf(treeOf(this.ask(f, args, { operator }).result)));
  }

  /** The Jacobian times a vector of the structure of the first argument, in forward mode. */
  along(f: FunctionRef, args: Args, vector: unknown): Leaves {
    return this.located(f, () =>
      leavesOf(treeOf(this.ask(f, args, { operator: 'jvp', vector: [vector] }).result)),
    );
  }

  /** Trace a call at the number x. */
  trace(f: FunctionRef, [x, ...others]: Args) {
    if (typeof x !== 'number') throw internalError('a number was to be traced');
    return this.located(f, () => this.session.evaluate(f.exportName, jsonText([null, ...others]), 0, x));
  }

  private ask(f: FunctionRef, args: Args, request: object): { value: unknown; result: unknown } {
    const withLists = (keepsLists: boolean): { value: unknown; result: unknown } => {
      const plain = args.map(
        (_, i) => keepsLists || f.params?.[Math.min(i, f.params.length - 1)]?.plainArray === true,
      );
      const answer = this.session.differentiateCall(
        f.exportName,
        jsonText({ ...request, args, plain, variables: [0] }),
      );
      return JSON.parse(answer);
    };
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

/** Of the points near a place; each is asked for several times. */
const MOST_REMEMBERED = 512;

/** Nested derivatives triple in size with every order. */
const MOST_NESTED = 4;

/** A function whose first argument is a number. */
export class NumberProbe implements Probe {
  readonly title: string;
  private readonly caller: Caller;
  private readonly f: FunctionRef;
  private readonly order: number;
  /** By arguments: the derivatives of all orders from 0 on. */
  private readonly known = new Map<string, readonly Leaves[]>();

  /** Derivatives are computed up to `order`. */
  constructor(caller: Caller, f: FunctionRef, order: number) {
    this.title = f.title;
    this.caller = caller;
    this.f = f;
    this.order = order;
  }

  values(args: Args): Leaves {
    return this.caller.values(this.f, args);
  }

  exact(args: Args, order: number): Leaves {
    const key = jsonText(args);
    let all = this.known.get(key);
    if (all === undefined) {
      const { trace, structure } = this.caller.trace(this.f, args);
      all = byOrder(this.derived(trace, args, this.order, 'taylor'), leafPaths(structure));
      if (this.known.size >= MOST_REMEMBERED) this.known.clear();
      this.known.set(key, all);
    }
    return all[order]!;
  }

  others(args: Args, order: number): readonly OtherMethod[] {
    if (order > MOST_NESTED) return [];
    const { trace } = this.caller.trace(this.f, args);
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

  /** An engine that knows the paths of the function along its first argument. */
  paths([, ...others]: Args): PathEngine {
    const { kernels } = this.caller;
    const trace = (x: number) => {
      const { trace: taken, stale } = this.caller.trace(this.f, [x, ...others]);
      return { derivation: derive(taken, kernels, { from: 0, to: 0 }, 'taylor'), stale };
    };
    return new PathEngine(trace, { kernels, compile: true });
  }

  private derived(
    trace: Parameters<typeof derive>[0],
    [x]: Args,
    order: number,
    mode: DerivativeMode,
  ): number[] {
    const { kernels, memoryBytes } = this.caller;
    const { graph, columns } = derive(trace, kernels, { from: 0, to: order }, mode, memoryBytes);
    const values = new Values(graph, kernels, [x as number]);
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
  private readonly random: () => number;

  constructor(caller: Caller, f: FunctionRef, seed: number) {
    this.title = f.title;
    this.caller = caller;
    this.f = f;
    this.random = uniform(seed);
  }

  values(args: Args): Leaves {
    return this.caller.values(this.f, args);
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
    return this.caller.derivative(this.f, args, order === 1 ? 'jacobian' : 'hessian');
  }

  /** The Jacobian is made in reverse mode; along a direction it must be what forward mode says. */
  others(args: Args, order: number): readonly OtherMethod[] {
    const coordinates = coordinatesOf(args[0]!);
    if (order !== 1 || coordinates.length === 0) return [];
    const direction = coordinates.map(() => 2 * this.random() - 1);
    const [vector] = withCoordinates(args, direction);
    const { numbers } = this.exact(args, 1);
    const count = numbers.length / coordinates.length;
    if (!Number.isInteger(count)) return [];
    const exact = Array.from({ length: count }, (_, out) =>
      direction.reduce((sum, v, i) => sum + v * numbers[out * coordinates.length + i]!, 0),
    );
    try {
      const { numbers: found } = this.caller.along(this.f, args, vector);
      return found.length === count ? [{ name: 'forward', found, exact }] : [];
    } catch (error) {
      if (!isScriptFault(error)) throw error;
      return [];
    }
  }
}
