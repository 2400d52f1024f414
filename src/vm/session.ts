/**
 * One script in one QuickJS VM: loads its modules, calls its functions, records what they do. Only numbers and strings cross the
 * border. Time inside the guest is on the clock; a VM that hit a limit is never entered again.
 */

import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten';
import { AutogradError, internalError, isScriptFault } from '../base/errors.ts';
import type { Graph, NodeId, Trace } from '../graph/graph.ts';
import { asArray } from '../ops/compute.ts';
import { Values } from '../ops/evaluate.ts';
import type { Kernels } from '../ops/kernels.ts';
import type { ArrayOptions, GuestArrays } from './arrays.ts';
import { type Clock, timeLimitError } from './clock.ts';
import { createGuest, type Engine, type Guest } from './guest.ts';
import {
  brokenTraceError,
  locate,
  memoryLimitError,
  parseDescription,
  recursionError,
  scriptError,
} from './guest-error.ts';
import { Liveness } from './liveness.ts';
import type { Address } from './quickjs.ts';
import { TapeDecoder } from './tape.ts';
import type { TraceState } from './trace-state.ts';

/** Modules of the program's own; the guest has their text. */
const BUILT_IN = /^autograd-cli(\/|$)/;

/** A user's module as the VM gets it. */
export interface LoadedModule {
  /** Unique; what stack frames call it. */
  readonly name: string;
  readonly code: string;
}

/** Append the derivatives of `output` by `input`, orders 1 to `order`, to the graph. */
export type Differentiate = (graph: Graph, output: NodeId, input: NodeId, order: number) => readonly NodeId[];

export interface SessionOptions {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly memoryBytes: number;
  readonly seed: number;
  readonly kernels: Kernels;
  readonly differentiate: Differentiate;
  /** Called when the script first uses an array. */
  readonly createArrays: (options: Omit<ArrayOptions, 'derivatives'>) => GuestArrays;
  /** Find a module that `importer` asks for ('' for the entry); throws an AutogradError where there is none. */
  readonly loadModule: (specifier: string, importer: string) => LoadedModule;
  /** Take what the script prints. */
  readonly print: (stream: string, text: string) => void;
}

/** An argument that is an input of the trace beside the number that varies: nothing is differentiated by it. */
export interface FurtherInput {
  /** Among the arguments. */
  readonly index: number;
  readonly value: number;
}

/** What one call of a function did. */
export interface Evaluation {
  readonly trace: Trace;
  /** What its nodes are. */
  readonly values: Values;
  /** Numbers of records, for `stacksAt`. */
  readonly origins: Pick<TapeDecoder, 'recordOf' | 'recordOfDecision'>;
  /** How the outputs make up what the function returned: JSON, as `guest.call` writes it. */
  readonly structure: string;
  /** Whether the function used a traced number of an earlier call. */
  readonly stale: boolean;
}

/** Create the VM for one script. */
export async function createSession(options: SessionOptions): Promise<Session> {
  return new Session(options, await createGuest(options.engine, options.memoryBytes));
}

export class Session {
  private readonly options: SessionOptions;
  private readonly guest: Guest;
  private readonly context: QuickJSContext;
  private readonly exports = new Map<string, QuickJSHandle>();
  private namespace: QuickJSHandle | undefined;
  /** Whether the guest runs, perhaps waiting for the host. */
  private isInside = false;
  /** What ended this VM. */
  private fatal: unknown;
  /** The host's errors that were thrown into the guest, by message: all that QuickJS keeps of some. */
  private readonly raised = new Map<string, AutogradError>();
  private readonly moduleTexts = new Map<string, string>();
  private arrays: GuestArrays | undefined;
  private trace: TraceState;

  constructor(options: SessionOptions, guest: Guest) {
    this.options = options;
    this.guest = guest;
    this.context = guest.vm.context;
    this.trace = this.beginTrace(Number.NaN);
    guest.setSeed(options.seed);
    guest.functions = {
      flush: (records, ids) => this.guarded(() => this.flush(records, ids)),
      kernel: (code, x, y, z) => this.guarded(() => this.kernel(code, x, y, z)),
      differentiate: (output, alias, order) => this.guarded(() => this.differentiate(output, alias, order)),
      upload: (start, end) => this.guarded(() => this.openArrays().upload(start, end)),
      call: (code, ids) => this.guarded(() => this.callArrays(code, ids)),
      fetch: () => this.openArrays().fetch(),
      print: (stream, text) => this.guarded(() => options.print(stream, text)),
    };
    const { runtime } = this.context;
    runtime.setInterruptHandler(() => this.fatal !== undefined || options.clock.expired);
    runtime.setModuleLoader(
      (name) => this.moduleText(name),
      (importer, specifier) => this.resolveModule(specifier, importer),
    );
  }

  /** Run the script's module to its end; return the exports and what kind of value each is. */
  load(specifier: string): readonly (readonly [name: string, kind: string])[] {
    const { name, code } = this.options.loadModule(specifier, '');
    return this.inGuest(() => {
      const result = this.unwrap(this.context.evalCode(code, name, { type: 'module' }));
      this.namespace = this.settle(result);
      const kinds = this.callGuest('kinds', this.namespace);
      return JSON.parse(kinds) as [string, string][];
    });
  }

  /**
   * Call an export with the arguments `argsJson`, of which number `inputIndex` is `x`, traced; `others` are traced, too.
   * Throws E_SCRIPT and E_TRACE with the guest's stack as cause, E_LIMIT.
   */
  evaluate(
    exportName: string,
    argsJson: string,
    inputIndex: number,
    x: number,
    others: readonly FurtherInput[] = [],
  ): Evaluation {
    return this.evaluation(this.call(exportName, argsJson, inputIndex, x, others, []));
  }

  /**
   * Call an export with variables in place of the arguments that vary, as the JSON `request` says (`sandbox/call-args.ts`): the
   * first aliases of the trace. Throws as `evaluate` does.
   */
  evaluateOnVariables(exportName: string, request: string): Evaluation {
    return this.evaluation(this.callOnVariables(exportName, request, []));
  }

  private evaluation(structure: string): Evaluation {
    const { decoder, values } = this.trace;
    const { trace, stale } = decoder;
    return { trace, structure, stale, values, origins: decoder };
  }

  /** Return the numbers that the last call made plain though they depend on a variable (np.value, an index, a text), in order. */
  plainNumbers(): number[] {
    const { decoder, values } = this.trace;
    return decoder.plain.flatMap((node) => [...asArray(values.any(node)).data]);
  }

  /**
   * Return the JSON of what the export `checks` lists (`sandbox/checks.ts`). From then on its functions have the names
   * `checks[0].f`, `checks[0].df` and so on among the exports.
   */
  checks(): string {
    return this.inGuest(() => this.callGuest('checks', this.namespace!));
  }

  /**
   * Return the JSON of the uses of the script's own derivative rules since the last time (`sandbox/checks.ts`). From then on these
   * functions have the names `primitives[0].primitive` and so on among the exports. The first time, rules begin to be watched.
   */
  usedRules(): string {
    return this.inGuest(() => this.callGuest('usedRules'));
  }

  /** Return the JSON of an exported function's name and place, as `checks` has it. */
  described(exportName: string): string {
    return this.inGuest(() => this.callGuest('described', this.exported(exportName)));
  }

  /** Call an export once, differentiated as the JSON `request` says; return the JSON of value and derivative (`sandbox/call-args.ts`). */
  differentiateCall(exportName: string, request: string): string {
    this.beginTrace(Number.NaN);
    return this.inGuest(() =>
      this.context
        .newString(request)
        .consume((handle) => this.callGuest('callArgs', this.exported(exportName), handle)),
    );
  }

  /**
   * Return the guest's stack where the last call of `evaluate` made `node`, by calling again with the same arguments;
   * undefined if it was not made by the script.
   */
  stackAt(
    node: NodeId,
    exportName: string,
    argsJson: string,
    inputIndex: number,
    x: number,
    others: readonly FurtherInput[] = [],
  ): string | undefined {
    const record = this.trace.decoder.recordOf(node);
    if (record === undefined) return undefined;
    const call = (noted: readonly number[]) => this.call(exportName, argsJson, inputIndex, x, others, noted);
    return this.stacksAt([record], call).get(record);
  }

  /** Return the guest's stacks where the last call of `evaluate` wrote records of these numbers, by calling again with the same arguments. */
  evaluationStacks(
    records: Iterable<number>,
    exportName: string,
    argsJson: string,
    inputIndex: number,
    x: number,
    others: readonly FurtherInput[] = [],
  ): ReadonlyMap<number, string> {
    return this.stacksAt(records, (noted) => this.call(exportName, argsJson, inputIndex, x, others, noted));
  }

  /** The same of the last call of `evaluateOnVariables`. */
  variableStacks(
    records: Iterable<number>,
    exportName: string,
    request: string,
  ): ReadonlyMap<number, string> {
    return this.stacksAt(records, (noted) => this.callOnVariables(exportName, request, noted));
  }

  /** Let `call` note the stack at records; a call that fails this time has noted those before. */
  private stacksAt(
    records: Iterable<number>,
    call: (noted: readonly number[]) => void,
  ): ReadonlyMap<number, string> {
    const noted = [...new Set(records)].sort((a, b) => a - b);
    try {
      call(noted);
    } catch (error) {
      if (!isScriptFault(error)) throw error;
    }
    const stacks = JSON.parse(this.inGuest(() => this.callGuest('stacksJson'))) as readonly string[];
    return new Map(stacks.map((stack, i) => [noted[i]!, stack]));
  }

  private callOnVariables(exportName: string, request: string, noted: readonly number[]): string {
    this.beginTrace(Number.NaN);
    const { context } = this;
    return this.inGuest(() =>
      context
        .newString(request)
        .consume((sent) =>
          context
            .newString(JSON.stringify(noted))
            .consume((records) => this.callGuest('traceArgs', this.exported(exportName), sent, records)),
        ),
    );
  }

  private call(
    exportName: string,
    argsJson: string,
    inputIndex: number,
    x: number,
    others: readonly FurtherInput[],
    noted: readonly number[],
  ): string {
    this.beginTrace(x, ...others.map(({ value }) => value));
    const flat = others.flatMap(({ index, value }) => [index, value]);
    return this.inGuest(() => {
      const { context } = this;
      const handles = [
        context.newString(argsJson),
        context.newNumber(inputIndex),
        context.newNumber(x),
        context.newString(JSON.stringify(noted)),
        ...flat.map((value) => context.newNumber(value)),
      ];
      try {
        return this.callGuest('call', this.exported(exportName), ...handles);
      } finally {
        for (const handle of handles) handle.dispose();
      }
    });
  }

  /** Free the VM; not to be called after a limit was hit, where QuickJS may be in no state to free anything. */
  dispose(): void {
    if (this.fatal !== undefined) return;
    for (const handle of this.exports.values()) handle.dispose();
    this.namespace?.dispose();
    this.guest.dispose();
  }

  // ── Entering the guest ──

  /** Run `body` on the clock; whatever it throws becomes the error for the user. */
  private inGuest<T>(body: () => T): T {
    if (this.fatal !== undefined) throw this.fatal;
    if (this.isInside) return body();
    const { clock, timeoutMs } = this.options;
    clock.enter();
    this.isInside = true;
    let result: T;
    try {
      result = body();
    } catch (error) {
      throw this.fatal ?? this.explain(error);
    } finally {
      this.isInside = false;
      clock.leave();
    }
    if (clock.expired) this.end(timeLimitError(timeoutMs));
    if (this.fatal !== undefined) throw this.fatal;
    return result;
  }

  /** Remember that the VM has come to an end. */
  private end(error: unknown): unknown {
    this.fatal ??= error;
    return this.fatal;
  }

  /** Return the error for something that was thrown on the way into, in or out of the guest. */
  private explain(error: unknown): unknown {
    if (error instanceof AutogradError) return error;
    // Neither is the guest's: the engine ran out of our stack, or into a trap.
    if (error instanceof RangeError) return this.end(recursionError());
    if (this.guest.vm.exhausted) return this.end(memoryLimitError(this.options.memoryBytes));
    return this.end(
      Object.assign(internalError('the JavaScript engine of the sandbox failed'), { cause: error }),
    );
  }

  /** Return the value of a result, or throw the error for what the guest threw. */
  private unwrap(result: ReturnType<QuickJSContext['callFunction']>): QuickJSHandle {
    if (result.error === undefined) return result.value;
    throw result.error.consume((thrown) => this.guestError(thrown));
  }

  /** Call a method of the guest object that returns a string. */
  private callGuest(method: string, ...args: QuickJSHandle[]): string {
    const { api } = this.guest;
    const result = this.context.getProp(api, method).consume((f) => this.context.callFunction(f, api, args));
    return this.unwrap(result).consume(this.context.getString);
  }

  private guestError(thrown: QuickJSHandle): unknown {
    if (this.fatal !== undefined) return this.fatal;
    const { clock, timeoutMs, memoryBytes } = this.options;
    if (clock.expired) return this.end(timeLimitError(timeoutMs));
    // Out of memory, QuickJS throws null when there is no room for an error.
    const { exhausted } = this.guest.vm;
    if (exhausted && this.context.eq(thrown, this.context.null))
      return this.end(memoryLimitError(memoryBytes));
    const description = this.describe(thrown);
    if (exhausted && description.message === 'out of memory') return this.end(memoryLimitError(memoryBytes));
    const raised = this.raised.get(description.message);
    return raised === undefined ? scriptError(description) : locate(raised, description);
  }

  private describe(thrown: QuickJSHandle): ReturnType<typeof parseDescription> {
    const { context } = this;
    const { api } = this.guest;
    const result = context.getProp(api, 'describe').consume((f) => context.callFunction(f, api, thrown));
    if (result.error === undefined) return parseDescription(result.value.consume(context.getString));
    result.error.dispose();
    if (this.options.clock.expired) throw this.end(timeLimitError(this.options.timeoutMs));
    return { name: '', message: 'the script threw a value that cannot be shown', stack: '', loss: undefined };
  }

  // ── Loading ──

  /** Return the namespace of a module that may still be waiting at its top level. */
  private settle(result: QuickJSHandle): QuickJSHandle {
    const { context } = this;
    const thrown = this.guest.vm.runJobs();
    if (thrown !== undefined) throw thrown.consume((value) => this.guestError(value));
    const state = context.getPromiseState(result);
    if (state.type === 'fulfilled' && state.notAPromise) return result;
    result.dispose();
    if (state.type === 'fulfilled') return state.value;
    if (state.type === 'rejected') throw state.error.consume((thrown) => this.guestError(thrown));
    if (this.options.clock.expired) throw this.end(timeLimitError(this.options.timeoutMs));
    throw new AutogradError(
      'E_SCRIPT',
      'the script waits at its top level for a promise that is never settled',
    );
  }

  private exported(name: string): QuickJSHandle {
    let handle = this.exports.get(name);
    if (handle === undefined) {
      if (this.namespace === undefined)
        throw internalError('a function was called before the script was loaded');
      handle = this.checked(name) ?? this.context.getProp(this.namespace, name);
      this.exports.set(name, handle);
    }
    return handle;
  }

  /** The function of `checks`, or the primitive, with that name. */
  private checked(name: string): QuickJSHandle | undefined {
    const [, index, key] = /^(?:checks|primitives)\[(\d+)\]\.(f|df|primitive)$/.exec(name) ?? [];
    if (index === undefined) return undefined;
    const { context } = this;
    const { api } = this.guest;
    const [entry, member] = [context.newNumber(Number(index)), context.newString(key!)];
    const result = context
      .getProp(api, 'checkFunction')
      .consume((f) => context.callFunction(f, api, entry, member));
    entry.dispose();
    member.dispose();
    return this.unwrap(result);
  }

  /**
   * Return the name of the module. A module that cannot be had gets a name of its own, for which the loader then throws:
   * QuickJS forgets an error made here.
   */
  private resolveModule(specifier: string, importer: string): string {
    if (BUILT_IN.test(specifier)) return specifier;
    const { clock, loadModule } = this.options;
    clock.leave(); // reading and rewriting files is not the script's time
    try {
      const { name, code } = loadModule(specifier, importer);
      this.moduleTexts.set(name, code);
      return name;
    } catch (error) {
      return `${MISSING}${this.raise(error).message}`;
    } finally {
      clock.enter();
    }
  }

  private moduleText(name: string): string {
    if (name.startsWith(MISSING)) throw new Error(name.slice(MISSING.length));
    if (BUILT_IN.test(name))
      return this.context.newString(name).consume((handle) => this.callGuest('module', handle));
    const text = this.moduleTexts.get(name);
    if (text === undefined) throw internalError(`the module ${name} was never resolved`);
    this.moduleTexts.delete(name);
    return text;
  }

  // ── What the guest may call ──

  /** Run what the guest called; whatever it throws becomes an error of the guest. */
  private guarded<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      throw this.raise(error);
    }
  }

  /**
   * Return what to throw into the guest for an error of the host. Only what is the script's fault may be caught there; after
   * anything else the interrupt handler ends the script at once.
   */
  private raise(error: unknown): Error {
    if (!isScriptFault(error)) {
      this.end(error instanceof RangeError ? this.hostLimit(error) : error);
      return new Error('the host failed');
    }
    this.raised.set(error.message, error);
    return new Error(error.message);
  }

  /** The host's stack ended within a call of the guest, or its memory. */
  private hostLimit({ message }: RangeError): AutogradError {
    return message.includes('stack') ? recursionError() : memoryLimitError(this.options.memoryBytes);
  }

  private flush(records: number, ids: number): void {
    const tape = this.guest.tape();
    if (this.arrays?.takeRecords(tape, records) === true) return;
    const { decoder } = this.trace;
    const firstId = decoder.ids;
    decoder.decode(tape, records);
    this.arrays?.recordsRead(tape, records, firstId);
    if (decoder.ids === ids) return;
    throw this.end(this.guest.vm.exhausted ? memoryLimitError(this.options.memoryBytes) : brokenTraceError());
  }

  private kernel(code: number, x: number, y: number, z: number): number {
    const kernel = this.options.kernels[code];
    if (kernel === undefined) throw internalError(`the guest asked for the primitive ${code}`);
    return kernel(x, y, z);
  }

  /** Append derivatives as the guest's next numbers; leave `[live, value]` of each on the tape. */
  private differentiate(output: number, alias: number, order: number): void {
    this.arrays?.recordNoMore();
    const { decoder, liveness, values } = this.trace;
    const tape = this.guest.tape();
    if (!(order >= 1 && 2 * order <= tape.length)) throw internalError(`the guest asked for order ${order}`);
    const input = decoder.node(alias);
    decoder.beginCall();
    const derivatives = this.options.differentiate(decoder.graph, decoder.node(output), input, order);
    liveness.close(input);
    for (const [i, node] of derivatives.entries()) {
      decoder.register(node);
      tape[2 * i] = liveness.outlives(node, input) ? 1 : 0;
      tape[2 * i + 1] = values.of(node);
    }
    decoder.endCall();
  }

  /** Call a function of arrays; what was recorded before it has been read. */
  private callArrays(code: number, ids: number): Address {
    this.flush(0, ids);
    return this.openArrays().call(code);
  }

  private openArrays(): GuestArrays {
    if (this.arrays === undefined) {
      const { options, guest } = this;
      this.arrays = options.createArrays({
        ...options,
        vm: guest.vm,
        memory: guest.callMemory,
        warn: (text) => options.print('warning', text),
        endTrace: () => this.endTrace(),
        applyRule: () => void this.inGuest(() => this.callGuest('rule')),
      });
      this.arrays.begin(this.trace);
    }
    return this.arrays;
  }

  /** Begin a trace without an input; one in which nothing was recorded goes on. */
  private endTrace(): void {
    if (this.trace.decoder.renew()) this.arrays!.begin(this.trace);
    else this.beginTrace(Number.NaN);
  }

  private beginTrace(...inputs: readonly number[]): TraceState {
    const decoder = new TapeDecoder(this.options.memoryBytes, inputs.length);
    const { graph } = decoder;
    graph.limitTo(this.options.memoryBytes);
    const values = new Values(graph, this.options.kernels, inputs);
    this.trace = { decoder, liveness: new Liveness(graph), values };
    this.arrays?.begin(this.trace);
    return this.trace;
  }
}

/** Begins the names of modules that cannot be had. */
const MISSING = '\u0001missing:';
