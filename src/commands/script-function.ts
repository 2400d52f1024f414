/** One function of a script, running in its VM, as something that can be traced and differentiated at any point. */

import { AutogradError, isScriptFault } from '../base/errors.ts';
import type { Traced } from '../compile/paths.ts';
import { type DerivativeMode, derive } from '../derive/derivatives.ts';
import type { RuleCause } from '../derive/rules.ts';
import type { Derivation } from '../graph/graph.ts';
import type { Evaluation, FurtherInput, Session } from '../vm/session.ts';
import type { FunctionJob } from './job.ts';
import { openSession, type ScriptHost } from './script-session.ts';
import { exportTitle, type Selected, selectFunction } from './select.ts';
import { leafPaths, type Series, seriesOf } from './structure.ts';

/** What a script prints, unless nobody should hear it. */
class GatedConsole {
  silent = false;
  private readonly output: ScriptHost['print'];

  constructor(output: ScriptHost['print']) {
    this.output = output;
  }

  readonly print: ScriptHost['print'] = (stream, text) => {
    if (!this.silent) this.output(stream, text);
  };
}

/** What a check derives. */
const VALUE_ONLY = { from: 0, to: 0 };

export class ScriptFunction {
  readonly selected: Selected;
  private readonly job: FunctionJob;
  private readonly console: GatedConsole;
  private readonly host: ScriptHost;
  private readonly session: Session;
  /** Of the first call; all others must return the same. */
  private structure: string | undefined;
  /** Whether any output has moved with the variable so far. */
  moves = false;
  /** Looks at every derivation; may throw E_RULE with the node that is refused as cause. */
  inspect: (derivation: Derivation) => void = () => {};
  /** Of the last call. */
  private last:
    | {
        readonly origins: Evaluation['origins'];
        readonly x: number;
        readonly further: readonly FurtherInput[];
      }
    | undefined;
  /** Milliseconds spent. */
  readonly spent = { trace: 0, derive: 0 };

  private constructor(
    job: FunctionJob,
    host: ScriptHost,
    console: GatedConsole,
    session: Session,
    selected: Selected,
  ) {
    this.job = job;
    this.console = console;
    this.host = host;
    this.session = session;
    this.selected = selected;
  }

  /** Start a VM, run the script's modules, choose the function. */
  static async open(job: FunctionJob, host: ScriptHost): Promise<ScriptFunction> {
    const console = new GatedConsole(host.print);
    const session = await openSession(job, host, console.print);
    const kinds = new Map(session.load(job.entry.name));
    return new ScriptFunction(job, host, console, session, selectFunction(job.declared, kinds, job));
  }

  /** How the numbers make up the result: parsed JSON, as `structure.ts` reads it. */
  get structureOfResult(): unknown {
    return JSON.parse(this.structure!);
  }

  /** The columns after `x`; known once the function has been traced. */
  get series(): Series[] {
    return seriesOf(leafPaths(this.structure!), this.job.orders);
  }

  /**
   * Call the function at x, with the numbers `others` for the bound parameters, and differentiate what it did. A check prints
   * nothing and takes no derivatives.
   */
  trace(x: number, isCheck: boolean, others: readonly number[] = []): Traced {
    this.console.silent = isCheck;
    const { exportName, argsJson, variableIndex, boundIndices } = this.selected;
    const start = performance.now();
    const point = this.pointText(x, others);
    const further = others.map((value, k) => ({ index: boundIndices[k]!, value }));
    const { trace, structure, stale, origins } = this.atPoint(point, () =>
      this.session.evaluate(exportName, argsJson, variableIndex, x, further),
    );
    this.last = { origins, x, further };
    this.checkStructure(structure, point);
    const traced = performance.now();
    const { memoryBytes, mode } = this.job;
    const orders = isCheck ? VALUE_ONLY : this.job.orders;
    const derivation = this.atPoint(point, () => {
      try {
        const derived = derive(trace, this.host.kernels, orders, modeOf(mode), memoryBytes);
        this.inspect(derived);
        return derived;
      } catch (error) {
        throw this.whereMade(error, x, further);
      }
    });
    this.moves ||= derivation.moves;
    this.spent.trace += traced - start;
    this.spent.derive += performance.now() - traced;
    return { derivation, stale };
  }

  /** Return where the last call wrote the records that `choose` picks, by calling again: the guest's stacks by record. */
  stacks(choose: (origins: Evaluation['origins']) => Iterable<number>): ReadonlyMap<number, string> {
    const { exportName, argsJson, variableIndex } = this.selected;
    const { origins, x, further } = this.last!;
    this.console.silent = true;
    return this.session.evaluationStacks(choose(origins), exportName, argsJson, variableIndex, x, further);
  }

  dispose(): void {
    this.session.dispose();
  }

  /** A derivative that does not exist is an error at the operation in the script: the function is called again to find it. */
  private whereMade(error: unknown, x: number, further: readonly FurtherInput[]): unknown {
    if (!(error instanceof AutogradError) || error.code !== 'E_RULE') return error;
    const { exportName, argsJson, variableIndex } = this.selected;
    this.console.silent = true;
    const { node } = error.cause as RuleCause;
    const guestStack = this.session.stackAt(node, exportName, argsJson, variableIndex, x, further);
    if (guestStack === undefined) return error;
    return new AutogradError(error.code, error.message, { hint: error.hint, cause: { guestStack } });
  }

  /** Run `call`; an error of the script says at which point it happened, and where the function is if nothing nearer is known. */
  private atPoint<T>(point: string, call: () => T): T {
    try {
      return call();
    } catch (error) {
      if (!isScriptFault(error)) throw error;
      const { code, message, hint, cause } = error;
      throw new AutogradError(code, `${message} (at ${point})`, { hint, at: this.selected.place, cause });
    }
  }

  /** `x = 1, a = 2` */
  private pointText(x: number, others: readonly number[]): string {
    const bound = others.map((value, k) => `, ${this.selected.bound[k]} = ${value}`);
    return `x = ${x}${bound.join('')}`;
  }

  private checkStructure(structure: string, point: string): void {
    this.structure ??= structure;
    if (structure === this.structure) return;
    const [before, now] = [this.structure, structure].map((s) => leafPaths(s).length);
    const difference = before === now ? 'another structure' : `${now} numbers, ${before} at the first point`;
    throw new AutogradError(
      'E_SCRIPT',
      `at ${point} ${exportTitle(this.selected.exportName)} returns ${difference}`,
      {
        at: this.selected.place,
        hint: 'return the same structure at every point, so that the columns stay the same',
      },
    );
  }
}

function modeOf(mode: FunctionJob['mode']): DerivativeMode {
  return mode === 'auto' ? 'taylor' : mode;
}
