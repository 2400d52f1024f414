/**
 * A VM with the prelude in it: made from the prelude's text, or from an image of such a VM. Reading 49 kB of text costs
 * QuickJS several times what a copy of its memory costs, so the build makes an image and only the build and tests read the text.
 */

import type { QuickJSHandle } from 'quickjs-emscripten';
import { STRIDE } from '../graph/wire.ts';
import { createVm, resumeVm, type Vm } from './quickjs.ts';

/** Records the tape holds. */
const TAPE_RECORDS = 8192;
const TAPE_LENGTH = TAPE_RECORDS * STRIDE;

/** What the guest may call. */
export interface HostFunctions {
  flush(records: number, ids: number): void;
  kernel(code: number, x: number, y: number, z: number): number;
  differentiate(output: number, alias: number, order: number): void;
  print(stream: string, text: string): void;
}

/** Stands in until a session takes the guest over. */
const NO_FUNCTIONS: HostFunctions = { flush() {}, kernel: () => Number.NaN, differentiate() {}, print() {} };

export class Guest {
  readonly vm: Vm;
  /** The prelude's completion value: `call`, `kinds`, `module`, `describe`. */
  readonly api: QuickJSHandle;
  /** The prelude's `host`. */
  readonly host: QuickJSHandle;
  readonly tapeAddress: number;
  readonly tape: () => Float64Array;
  /** What the guest's calls reach. */
  functions = NO_FUNCTIONS;

  constructor(vm: Vm, api: QuickJSHandle, host: QuickJSHandle, tapeAddress: number) {
    this.vm = vm;
    this.api = api;
    this.host = host;
    this.tapeAddress = tapeAddress;
    this.tape = vm.viewer(tapeAddress, TAPE_LENGTH);
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
  /** Of runtime, context, api, host object, and tape. */
  readonly addresses: readonly [number, number, number, number, number];
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
  const { vm, api, host, tapeAddress } = await bootGuest(wasmModule, prelude, 0);
  const memory = vm.bytes;
  const pages = Array.from({ length: memory.length / IMAGE_PAGE }, (_, page) => page).filter((page) =>
    memory.subarray(page * IMAGE_PAGE, (page + 1) * IMAGE_PAGE).some((byte) => byte !== 0),
  );
  const bytes = new Uint8Array(pages.length * IMAGE_PAGE);
  for (const [i, page] of pages.entries()) {
    bytes.set(memory.subarray(page * IMAGE_PAGE, (page + 1) * IMAGE_PAGE), i * IMAGE_PAGE);
  }
  const addresses = [...vm.addresses, api.value, host.value, tapeAddress] as const;
  return { addresses, pages: Uint32Array.from(pages), bytes };
}

/** Return an image as one file: its addresses, the number of pages, their numbers, the pages. */
export function encodeImage({ addresses, pages, bytes }: GuestImage): Uint8Array {
  const head = Uint32Array.of(...addresses, pages.length, ...pages);
  return Buffer.concat([new Uint8Array(head.buffer), bytes]);
}

export function decodeImage(file: Uint8Array): GuestImage {
  const head = new Uint32Array(
    file.buffer.slice(file.byteOffset, file.byteOffset + 4 * (6 + file.length / IMAGE_PAGE)),
  );
  const count = head[5]!;
  return {
    addresses: Array.from(head.subarray(0, 5)) as unknown as GuestImage['addresses'],
    pages: head.subarray(6, 6 + count),
    bytes: file.subarray(4 * (6 + count)),
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
    context.newFunction('', body).consume((handle) => context.setProp(host, name, handle));
  }
  const [tape, tapeAddress] = vm.newDoubles(TAPE_LENGTH);
  tape.consume((handle) => context.setProp(host, 'tape', handle));
  // Not by `context.global`: an image would hold that handle for ever.
  const install = context.unwrapResult(context.evalCode('(host) => { globalThis.host = host }'));
  install.consume((f) => context.unwrapResult(context.callFunction(f, context.undefined, host)).dispose());
  const api = context.unwrapResult(context.evalCode(prelude, 'autograd-cli', { type: 'global' }));
  const guest = new Guest(vm, api, host, tapeAddress);
  return guest;
}

async function resumeGuest(
  wasmModule: WebAssembly.Module,
  { addresses, pages, bytes }: GuestImage,
  memoryBytes: number,
): Promise<Guest> {
  const [runtime, context, api, host, tapeAddress] = addresses;
  const vm = await resumeVm(wasmModule, memoryBytes, [runtime, context], (memory) => {
    for (const [i, page] of pages.entries()) {
      memory.set(bytes.subarray(i * IMAGE_PAGE, (i + 1) * IMAGE_PAGE), page * IMAGE_PAGE);
    }
  });
  const guest = new Guest(vm, vm.handleAt(api), vm.handleAt(host), tapeAddress);
  // The image knows the host's functions by numbers, which are given in turn.
  for (const [, body] of hostFunctions(vm, () => guest.functions)) vm.context.runtime.hostRefs.put(body);
  return guest;
}

type HostFunction = (...args: QuickJSHandle[]) => QuickJSHandle;

/** The functions in the guest's calling convention, always in the same order. */
function hostFunctions({ context }: Vm, current: () => HostFunctions): [name: string, body: HostFunction][] {
  const number = (handle?: QuickJSHandle) => (handle === undefined ? Number.NaN : context.getNumber(handle));
  const text = (handle?: QuickJSHandle) => (handle === undefined ? '' : context.getString(handle));
  const procedure =
    (body: (...args: QuickJSHandle[]) => void): HostFunction =>
    (...args) => {
      body(...args);
      return context.undefined;
    };
  return [
    ['flush', procedure((records, ids) => current().flush(number(records), number(ids)))],
    [
      'kernel',
      (code, x, y, z) => context.newNumber(current().kernel(number(code), number(x), number(y), number(z))),
    ],
    [
      'differentiate',
      procedure((output, alias, order) =>
        current().differentiate(number(output), number(alias), number(order)),
      ),
    ],
    ['print', procedure((stream, line) => current().print(text(stream), text(line)))],
  ];
}
