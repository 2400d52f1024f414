/**
 * QuickJS as this program needs it: instantiated from our own binary, in memory that has a hard end. The few places that
 * reach below the interface of quickjs-emscripten are here.
 */

import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  type JSContextPointer,
  type JSRuntimePointer,
  type JSValuePointer,
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
} from 'quickjs-emscripten-core';

const PAGE = 65536;

/** The binary declares that it begins with 16 MiB and never has more than 2 GiB. */
const MIN_PAGES = 256;
const MAX_PAGES = 32768;

/** Deep enough for 11,900 frames; needs a thread with `STACK_MB` (start.ts), or V8's stack ends first. */
const STACK_BYTES = 2 * 1024 * 1024;

/** A context of QuickJS's, and the memory it lives in. */
export class Vm {
  readonly context: QuickJSContext;
  private readonly memory: CappedMemory;

  constructor(context: QuickJSContext, memory: CappedMemory) {
    this.context = context;
    this.memory = memory;
  }

  /** Whether an allocation has ever been refused. */
  get exhausted(): boolean {
    return this.memory.exhausted;
  }

  /** Make an ArrayBuffer of the guest; return it with a function that views it from here. */
  shareBuffer(length: number): [QuickJSHandle, () => Float64Array] {
    const { module, ffi, ctx, memory } = inside(this.context); // `newArrayBuffer` copies, and keeps the address to itself
    const bytes = length * Float64Array.BYTES_PER_ELEMENT;
    const address = module._malloc(bytes);
    const { wasm } = this.memory;
    let view = new Float64Array(wasm.buffer, address, length);
    const current = (): Float64Array => {
      if (view.buffer !== wasm.buffer) view = new Float64Array(wasm.buffer, address, length); // memory has grown
      return view;
    };
    return [memory.heapValueHandle(ffi.QTS_NewArrayBuffer(ctx.value, address, bytes)), current];
  }

  /** Run what waits for promises until nothing does; return what was thrown, if anything was. */
  runJobs(): QuickJSHandle | undefined {
    // `executePendingJobs` reads the context's address from a view that is dead if memory grew meanwhile, and then makes a
    // second context.
    const { module, ffi, rt, memory } = inside(this.context);
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
  const options = { wasmModule, wasmMemory: memory.wasm };
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, options));
  const context = quickjs.newContext();
  context.runtime.setMaxStackSize(STACK_BYTES);
  return new Vm(context, memory);
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

/** What the classes of quickjs-emscripten keep to themselves. */
interface Inside {
  readonly module: { _malloc(bytes: number): number; _free(address: number): void };
  readonly ffi: {
    QTS_NewArrayBuffer(context: JSContextPointer, address: number, bytes: number): JSValuePointer;
    QTS_ExecutePendingJob(runtime: JSRuntimePointer, maxJobs: number, contextOut: number): JSValuePointer;
  };
  readonly rt: { readonly value: JSRuntimePointer };
  readonly ctx: { readonly value: JSContextPointer };
  readonly memory: { heapValueHandle(pointer: JSValuePointer): QuickJSHandle };
}

function inside(context: QuickJSContext): Inside {
  return context as unknown as Inside;
}
