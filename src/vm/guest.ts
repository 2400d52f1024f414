/**
 * A VM with the prelude in it: made from the prelude's text, or from an image of such a VM. Reading 49 kB of text costs
 * QuickJS several times what a copy of its memory costs, so the build makes an image and only the build and tests read the text.
 */

import type { QuickJSHandle } from 'quickjs-emscripten';
import { CALL_LENGTH } from '../graph/call-wire.ts';
import { STRIDE } from '../graph/wire.ts';
import {
  type Address,
  type Arguments,
  createVm,
  type HostFunction,
  resumeVm,
  UNDEFINED,
  type Vm,
} from './quickjs.ts';

/** Records the tape holds. */
const TAPE_RECORDS = 8192;
const TAPE_LENGTH = TAPE_RECORDS * STRIDE;

/** What the guest may call. */
export interface HostFunctions {
  flush(records: number, ids: number): void;
  kernel(code: number, x: number, y: number, z: number): number;
  differentiate(output: number, alias: number, order: number): void;
  /** Take the numbers from `start` to `end` of the memory of calls. */
  upload(start: number, end: number): void;
  /** Call a function of arrays; return the reference to the first array among the results. */
  call(code: number, ids: number): Address;
  /** Return the reference to the next array among the results. */
  fetch(): Address;
  print(stream: string, text: string): void;
}

/** Stands in until a session takes the guest over. */
const NO_FUNCTIONS: HostFunctions = {
  flush() {},
  kernel: () => Number.NaN,
  differentiate() {},
  upload() {},
  call: () => UNDEFINED,
  fetch: () => UNDEFINED,
  print() {},
};

export class Guest {
  readonly vm: Vm;
  /** The prelude's completion value: `call`, `kinds`, `module`, `describe`. */
  readonly api: QuickJSHandle;
  /** The prelude's `host`. */
  readonly host: QuickJSHandle;
  readonly tapeAddress: number;
  readonly tape: () => Float64Array;
  readonly callAddress: number;
  /** Arguments and results of calls (`graph/call-wire.ts`). */
  readonly callMemory: () => Float64Array;
  /** What the guest's calls reach. */
  functions = NO_FUNCTIONS;

  constructor(vm: Vm, api: QuickJSHandle, host: QuickJSHandle, tapeAddress: number, callAddress: number) {
    this.vm = vm;
    this.api = api;
    this.host = host;
    this.tapeAddress = tapeAddress;
    this.tape = vm.viewer(tapeAddress, TAPE_LENGTH);
    this.callAddress = callAddress;
    this.callMemory = vm.viewer(callAddress, CALL_LENGTH);
  }

  setSeed(seed: number): void {
    const { context } = this.vm;
    context.newNumber(seed).consume((handle) => context.setProp(this.host, 'seed', handle));
  }

  dispose(): void {
    this.api.dispose();
    this.host.dispose();
    this.vm.context.dispose();
  }
}

/** The memory of a guest, without its empty pages. */
export interface GuestImage {
  /** Of runtime, context, api, host object, tape, and the memory of calls. */
  readonly addresses: readonly [number, number, number, number, number, number];
  readonly pages: Uint32Array;
  readonly bytes: Uint8Array;
}

/** QuickJS, and the prelude as text or image. */
export interface Engine {
  readonly wasmModule: WebAssembly.Module;
  readonly prelude: string | GuestImage;
}

const IMAGE_PAGE = 4096;

/** Make a guest whose memory ends at `memoryBytes`. */
export function createGuest({ wasmModule, prelude }: Engine, memoryBytes: number): Promise<Guest> {
  return typeof prelude === 'string'
    ? bootGuest(wasmModule, prelude, memoryBytes)
    : resumeGuest(wasmModule, prelude, memoryBytes);
}

/** Return the image of a new guest. */
export async function makeImage(wasmModule: WebAssembly.Module, prelude: string): Promise<GuestImage> {
  const { vm, api, host, tapeAddress, callAddress } = await bootGuest(wasmModule, prelude, 0);
  const memory = vm.bytes;
  const pages = Array.from({ length: memory.length / IMAGE_PAGE }, (_, page) => page).filter((page) =>
    memory.subarray(page * IMAGE_PAGE, (page + 1) * IMAGE_PAGE).some((byte) => byte !== 0),
  );
  const bytes = new Uint8Array(pages.length * IMAGE_PAGE);
  for (const [i, page] of pages.entries()) {
    bytes.set(memory.subarray(page * IMAGE_PAGE, (page + 1) * IMAGE_PAGE), i * IMAGE_PAGE);
  }
  const addresses = [...vm.addresses, api.value, host.value, tapeAddress, callAddress] as const;
  return { addresses, pages: Uint32Array.from(pages), bytes };
}

/** Return an image as one file: its addresses, the number of pages, their numbers, the pages. */
export function encodeImage({ addresses, pages, bytes }: GuestImage): Uint8Array {
  const head = Uint32Array.of(...addresses, pages.length, ...pages);
  return Buffer.concat([new Uint8Array(head.buffer), bytes]);
}

export function decodeImage(file: Uint8Array): GuestImage {
  const head = new Uint32Array(
    file.buffer.slice(file.byteOffset, file.byteOffset + 4 * (7 + Math.floor(file.length / IMAGE_PAGE))),
  );
  const count = head[6]!;
  return {
    addresses: Array.from(head.subarray(0, 6)) as unknown as GuestImage['addresses'],
    pages: head.subarray(7, 7 + count),
    bytes: file.subarray(4 * (7 + count)),
  };
}

async function bootGuest(
  wasmModule: WebAssembly.Module,
  prelude: string,
  memoryBytes: number,
): Promise<Guest> {
  const vm = await createVm(wasmModule, memoryBytes);
  const { context } = vm;
  const host = context.newObject();
  for (const [name, body] of hostFunctions(vm, () => guest.functions)) {
    vm.newFunction(vm.addFunction(body)).consume((handle) => context.setProp(host, name, handle));
  }
  const [tape, tapeAddress] = vm.newDoubles(TAPE_LENGTH);
  tape.consume((handle) => context.setProp(host, 'tape', handle));
  const [memory, callAddress] = vm.newDoubles(CALL_LENGTH);
  memory.consume((handle) => context.setProp(host, 'memory', handle));
  // Not by `context.global`: an image would hold that handle for ever.
  const install = context.unwrapResult(context.evalCode('(host) => { globalThis.host = host }'));
  install.consume((f) => context.unwrapResult(context.callFunction(f, context.undefined, host)).dispose());
  const api = context.unwrapResult(context.evalCode(prelude, 'autograd-cli', { type: 'global' }));
  const guest = new Guest(vm, api, host, tapeAddress, callAddress);
  return guest;
}

async function resumeGuest(
  wasmModule: WebAssembly.Module,
  { addresses, pages, bytes }: GuestImage,
  memoryBytes: number,
): Promise<Guest> {
  const [runtime, context, api, host, tapeAddress, callAddress] = addresses;
  const vm = await resumeVm(wasmModule, memoryBytes, [runtime, context], (memory) => {
    for (const [i, page] of pages.entries()) {
      memory.set(bytes.subarray(i * IMAGE_PAGE, (i + 1) * IMAGE_PAGE), page * IMAGE_PAGE);
    }
  });
  const guest = new Guest(vm, vm.handleAt(api), vm.handleAt(host), tapeAddress, callAddress);
  // The image knows the host's functions by numbers, which are given in turn.
  for (const [, body] of hostFunctions(vm, () => guest.functions)) vm.addFunction(body);
  return guest;
}

/** The functions in the guest's calling convention, always in the same order. */
function hostFunctions(vm: Vm, current: () => HostFunctions): [name: string, body: HostFunction][] {
  const procedure =
    (body: (args: Arguments) => void): HostFunction =>
    (args) => {
      body(args);
      return UNDEFINED;
    };
  return [
    ['flush', procedure((a) => current().flush(a.number(0), a.number(1)))],
    ['kernel', (a) => vm.newNumber(current().kernel(a.number(0), a.number(1), a.number(2), a.number(3)))],
    ['differentiate', procedure((a) => current().differentiate(a.number(0), a.number(1), a.number(2)))],
    ['upload', procedure((a) => current().upload(a.number(0), a.number(1)))],
    ['call', (a) => current().call(a.number(0), a.number(1))],
    ['fetch', () => current().fetch()],
    ['print', procedure((a) => current().print(a.text(0), a.text(1)))],
  ];
}
