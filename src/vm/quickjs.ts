/**
 * QuickJS as this program needs it: instantiated from our own binary, in memory that has a hard end and never moves. The few
 * places that reach below the interface of quickjs-emscripten are here.
 */

import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  type JSContextPointer,
  type JSValuePointer,
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
} from 'quickjs-emscripten-core';

const PAGE = 65536;

/** The least memory the binary runs in; it declares at most 2 GiB. */
const MIN_PAGES = 256;
const MAX_PAGES = 32768;

/** Deep enough for 11,900 frames; needs a thread with `STACK_MB` (channel.ts), or V8's stack ends first. */
const STACK_BYTES = 2 * 1024 * 1024;

export interface Vm {
  readonly context: QuickJSContext;
  readonly memory: GuestMemory;
}

/** The linear memory of one VM. */
export interface GuestMemory {
  readonly buffer: ArrayBuffer;
  /** Whether an allocation has ever been refused. */
  readonly exhausted: boolean;
}

/**
 * Create a VM whose memory ends at `memoryBytes`. All of it is there from the beginning (the system hands out pages
 * when they are touched): memory that grows would detach every view of it, quickjs-emscripten's own included.
 */
export async function createVm(wasmModule: WebAssembly.Module, memoryBytes: number): Promise<Vm> {
  const pages = Math.min(MAX_PAGES, Math.max(MIN_PAGES, Math.ceil(memoryBytes / PAGE)));
  const wasmMemory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const memory = { buffer: wasmMemory.buffer, exhausted: false };
  wasmMemory.grow = () => {
    memory.exhausted = true; // malloc asks for more than there is
    throw new RangeError('the memory of the VM does not grow');
  };
  const quickjs = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule, wasmMemory }));
  const context = quickjs.newContext();
  context.runtime.setMaxStackSize(STACK_BYTES);
  return { context, memory };
}

/** Return a new ArrayBuffer of the guest and a view of it, valid as long as the guest's own. */
export function sharedBuffer({ context, memory }: Vm, length: number): [QuickJSHandle, Float64Array] {
  // `newArrayBuffer` copies and keeps the address to itself.
  const inside = context as unknown as {
    module: { _malloc(bytes: number): number };
    ffi: { QTS_NewArrayBuffer(context: JSContextPointer, pointer: number, bytes: number): JSValuePointer };
    ctx: { value: JSContextPointer };
    memory: { heapValueHandle(pointer: JSValuePointer): QuickJSHandle };
  };
  const bytes = length * Float64Array.BYTES_PER_ELEMENT;
  const pointer = inside.module._malloc(bytes);
  const view = new Float64Array(memory.buffer, pointer, length).fill(0);
  const value = inside.ffi.QTS_NewArrayBuffer(inside.ctx.value, pointer, bytes);
  return [inside.memory.heapValueHandle(value), view];
}
