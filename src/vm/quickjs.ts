/**
 * QuickJS as this program needs it: instantiated from our own binary, in memory that has a hard end, from nothing or from an
 * image of a VM made before. The few places that reach below the interface of quickjs-emscripten are here.
 */

import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  type JSContextPointer,
  type JSRuntimePointer,
  type JSValuePointer,
  Lifetime,
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten';

const PAGE = 65536;

/** The binary declares that it begins with 16 MiB and never has more than 2 GiB. */
const MIN_PAGES = 256;
const MAX_PAGES = 32768;

/** Deep enough for 11,900 frames; needs a thread with `STACK_MB` (start.ts), or V8's stack ends first. */
const STACK_BYTES = 2 * 1024 * 1024;

/** A value in QuickJS's memory, by its address; UNDEFINED is no address. */
export type Address = JSValuePointer;
export const UNDEFINED = 0 as Address;

/** The arguments of a call, to be read before the call returns. */
export interface Arguments {
  number(i: number): number;
  text(i: number): string;
}

/** A function of the host in the guest; the engine frees what it returns. */
export type HostFunction = (args: Arguments) => Address;

/** A context of QuickJS's, and the memory it lives in. */
export class Vm {
  readonly context: QuickJSContext;
  private readonly memory: CappedMemory;
  private readonly functions = new Map<number, HostFunction>();
  /** What the guest refers to, by number: from 1 on, where those of functions are below 0. */
  private readonly referred: unknown[] = [undefined];
  private readonly unused: number[] = [];
  private released: (value: unknown) => void = () => {};

  constructor(context: QuickJSContext, memory: CappedMemory) {
    this.context = context;
    this.memory = memory;
    this.callDirectly();
  }

  /**
   * Call the functions of the host without what quickjs-emscripten wraps around them: scopes, handles and lifetimes take 7 µs a
   * call, more than most of the functions. References that are dropped come here as directly.
   */
  private callDirectly(): void {
    const { context, functions } = this;
    const { ffi, ctx, memory, module } = contextInside(context);
    const { hostRefs } = context.runtime;
    let [count, addresses] = [0, 0];
    const at = (i: number): Address => ffi.QTS_ArgvGetJSValueConstPointer(addresses, i);
    const args: Arguments = {
      number: (i) => (i < count ? ffi.QTS_GetFloat64(ctx.value, at(i)) : Number.NaN),
      text: (i) => (i < count ? memory.consumeJSCharPointer(ffi.QTS_GetString(ctx.value, at(i))) : ''),
    };
    module.callbacks.callFunction = (_asyncify, _context, _this, argc, argv, id) => {
      [count, addresses] = [argc, argv];
      try {
        return functions.get(id)!(args);
      } catch (error) {
        return context.throw(error as Error);
      }
    };
    module.callbacks.freeHostRef = (_asyncify, _runtime, id) => {
      if (id > 0) this.release(id);
      else hostRefs.delete(id as never);
    };
  }

  /** Forget what has that number: the guest refers to it no more. */
  release(id: number): void {
    const value = this.referred[id];
    this.referred[id] = undefined;
    this.unused.push(id);
    this.released(value);
  }

  /** Give `body` a number, under which the guest knows it: numbers are given in turn. */
  addFunction(body: HostFunction): number {
    const id = this.context.runtime.hostRefs.put(body);
    this.functions.set(id, body);
    return id;
  }

  /** Make the function with that number a value of the guest. */
  newFunction(id: number): QuickJSHandle {
    const { ffi, ctx, memory } = contextInside(this.context);
    return memory.heapValueHandle(ffi.QTS_NewFunction(ctx.value, '', 0, false, id));
  }

  newNumber(value: number): Address {
    const { ffi, ctx } = contextInside(this.context);
    return ffi.QTS_NewFloat64(ctx.value, value);
  }

  /** Give `value` a number, under which it is found until the guest drops its reference. */
  hold(value: object): number {
    const id = this.unused.pop() ?? this.referred.length;
    this.referred[id] = value;
    return id;
  }

  /** Return what has that number; undefined if nothing has. */
  held(id: number): unknown {
    return this.referred[id];
  }

  /** Make a reference to what has that number. */
  newReference(id: number): Address {
    const { ffi, ctx } = contextInside(this.context);
    return ffi.QTS_NewHostRef(ctx.value, id);
  }

  /** Have `released` called with each value whose reference the guest has dropped. */
  onRelease(released: (value: unknown) => void): void {
    this.released = released;
  }

  /** Whether an allocation has ever been refused. */
  get exhausted(): boolean {
    return this.memory.exhausted;
  }

  /** All memory. */
  get bytes(): Uint8Array {
    return new Uint8Array(this.memory.wasm.buffer);
  }

  /** Where QuickJS's runtime and context are, for an image. */
  get addresses(): readonly [runtime: number, context: number] {
    const { rt, ctx } = contextInside(this.context);
    return [rt.value, ctx.value];
  }

  /** Make an ArrayBuffer of doubles in the guest; return it with its address. */
  newDoubles(length: number): [QuickJSHandle, address: number] {
    const { module, ffi, ctx, memory } = contextInside(this.context); // `newArrayBuffer` keeps the address to itself
    const bytes = length * Float64Array.BYTES_PER_ELEMENT;
    const address = module._malloc(bytes);
    return [memory.heapValueHandle(ffi.QTS_NewArrayBuffer(ctx.value, address, bytes)), address];
  }

  /** Return a function that views the doubles at an address; a view does not outlive the next growth of the memory. */
  viewer(address: number, length: number): () => Float64Array {
    const { wasm } = this.memory;
    let view = new Float64Array(wasm.buffer, address, length);
    return () => {
      if (view.length === 0) view = new Float64Array(wasm.buffer, address, length);
      return view;
    };
  }

  /** Return a handle for a value that an image holds. */
  handleAt(address: number): QuickJSHandle {
    return contextInside(this.context).memory.heapValueHandle(address as JSValuePointer);
  }

  /** Run what waits for promises until nothing does; return what was thrown, if anything was. */
  runJobs(): QuickJSHandle | undefined {
    // `executePendingJobs` reads the context's address from a view that is dead if memory grew meanwhile, and then makes a
    // second context.
    const { module, ffi, rt, memory } = contextInside(this.context);
    const address = module._malloc(4);
    const result = memory.heapValueHandle(ffi.QTS_ExecutePendingJob(rt.value, -1, address));
    module._free(address);
    if (this.context.typeof(result) !== 'number') return result;
    result.dispose();
    return undefined;
  }
}

/** Create a VM whose memory ends at `memoryBytes`. */
export async function createVm(wasmModule: WebAssembly.Module, memoryBytes: number): Promise<Vm> {
  const memory = new CappedMemory(memoryBytes);
  const quickjs = await instantiate(wasmModule, memory);
  const context = quickjs.newContext();
  context.runtime.setMaxStackSize(STACK_BYTES);
  return new Vm(context, memory);
}

/** Create a VM that goes on where another was: `fill` writes its memory, at most 16 MiB. */
export async function resumeVm(
  wasmModule: WebAssembly.Module,
  memoryBytes: number,
  [runtimeAddress, contextAddress]: readonly [runtime: number, context: number],
  fill: (memory: Uint8Array) => void,
): Promise<Vm> {
  const memory = new CappedMemory(memoryBytes);
  const quickjs = await instantiate(wasmModule, memory);
  fill(new Uint8Array(memory.wasm.buffer));
  const { module, callbacks, ffi } = quickjs as unknown as ModuleInside;
  const free = (address: JSRuntimePointer) => {
    ffi.QTS_FreeRuntime(address);
    callbacks.deleteRuntime(address);
  };
  const rt = new Lifetime(runtimeAddress as JSRuntimePointer, undefined, free);
  const runtime = new QuickJSRuntime({ module, callbacks, ffi, rt } as never);
  const options = { contextPointer: contextAddress as JSContextPointer, ownedLifetimes: [runtime] };
  return new Vm(runtime.newContext(options), memory);
}

function instantiate(wasmModule: WebAssembly.Module, memory: CappedMemory): Promise<QuickJSWASMModule> {
  return newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule, wasmMemory: memory.wasm }));
}

/** A memory that remembers having been asked for more than it has. */
class CappedMemory {
  readonly wasm: WebAssembly.Memory;
  exhausted = false;

  constructor(bytes: number) {
    const maximum = Math.min(MAX_PAGES, Math.max(MIN_PAGES, Math.floor(bytes / PAGE)));
    const wasm = new WebAssembly.Memory({ initial: MIN_PAGES, maximum });
    // malloc asks for a fifth more than it needs, then for less and less, down to what it needs: only a refusal of all
    // four is the end, but any refusal says that the end is near.
    const grow = wasm.grow.bind(wasm);
    wasm.grow = (pages) => {
      try {
        return grow(pages);
      } catch (error) {
        this.exhausted = true;
        throw error;
      }
    };
    this.wasm = wasm;
  }
}

/** What a context of quickjs-emscripten keeps to itself. */
interface ContextInside {
  readonly module: {
    _malloc(bytes: number): number;
    _free(address: number): void;
    /** What the binary calls. */
    readonly callbacks: {
      callFunction(
        asyncify: unknown,
        context: number,
        self: number,
        argc: number,
        argv: number,
        id: number,
      ): Address;
      freeHostRef(asyncify: unknown, runtime: number, id: number): void;
    };
  };
  readonly ffi: {
    QTS_ArgvGetJSValueConstPointer(argv: number, i: number): Address;
    QTS_GetFloat64(context: JSContextPointer, value: Address): number;
    QTS_GetString(context: JSContextPointer, value: Address): number;
    QTS_NewFloat64(context: JSContextPointer, value: number): Address;
    QTS_NewFunction(
      context: JSContextPointer,
      name: string,
      length: number,
      isConstructor: boolean,
      id: number,
    ): Address;
    QTS_NewHostRef(context: JSContextPointer, id: number): Address;
    QTS_NewArrayBuffer(context: JSContextPointer, address: number, bytes: number): JSValuePointer;
    QTS_ExecutePendingJob(runtime: JSRuntimePointer, maxJobs: number, contextOut: number): JSValuePointer;
  };
  readonly rt: { readonly value: JSRuntimePointer };
  readonly ctx: { readonly value: JSContextPointer };
  readonly memory: {
    heapValueHandle(pointer: JSValuePointer): QuickJSHandle;
    consumeJSCharPointer(address: number): string;
  };
}

function contextInside(context: QuickJSContext): ContextInside {
  return context as unknown as ContextInside;
}

/** What a module of quickjs-emscripten keeps to itself. */
interface ModuleInside {
  readonly module: unknown;
  readonly callbacks: { deleteRuntime(runtime: JSRuntimePointer): void };
  readonly ffi: { QTS_FreeRuntime(runtime: JSRuntimePointer): void };
}
