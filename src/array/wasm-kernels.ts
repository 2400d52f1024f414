/**
 * The WebAssembly module of this folder: loops over f64x2 vectors, written at first use (docs/decisions/0008). It works in a memory of its
 * own, of fixed size, into which callers copy a block at a time; arrays stay ordinary ones.
 */

import { Encoder, EXTERNAL, SECTION, TYPE } from '../base/wasm-encoder.ts';
import {
  ARITHMETIC,
  ELEMENTWISE_PARAMETERS,
  type ElementKernel,
  type Elementwise,
  writeElementwise,
} from './wasm-elementwise.ts';
import { LINES_PARAMETERS, type Lines, writeLines } from './wasm-lines.ts';
import { MATH } from './wasm-math.ts';
import {
  PACK_PARAMETER_COUNT,
  type Pack,
  TILES_PARAMETERS,
  type Tiles,
  writePack,
  writeTiles,
} from './wasm-tiles.ts';

/** Doubles in the memory that callers share; none of them keeps anything in it. */
export const SCRATCH_DOUBLES = 1 << 19;

/** Doubles behind them, for arrays of computations that are done again and again; whoever writes there says so (`placed.ts`). */
export const ARENA_DOUBLES = 1 << 17;

const PAGE_BYTES = 1 << 16;

export interface WasmKernels {
  /** The memory, from its beginning to the end of the arena; addresses are 8 times an index. */
  readonly scratch: Float64Array;
  readonly pack: Pack;
  readonly tiles: Tiles;
  readonly lines: Lines;
  /** Functions of `wasm-math.ts` and `wasm-elementwise.ts` by name. */
  readonly elementwise: Readonly<Record<string, ElementKernel>>;
}

/** Makes a module of its bytes. */
export type ModuleCompiler = (bytes: Uint8Array) => WebAssembly.Module;

let compile: ModuleCompiler = (bytes) => new WebAssembly.Module(bytes);
let kernels: WasmKernels | undefined;

/** Compile the module with `compiler` from now on: for a process whose flags keep V8 from optimising WebAssembly. */
export function compileKernelsWith(compiler: ModuleCompiler): void {
  compile = compiler;
  kernels = undefined;
}

/** Return the kernels, compiled when they are first asked for. */
export function wasmKernels(): WasmKernels {
  kernels ??= instantiate(compile(encode()));
  return kernels;
}

/** Whether they were asked for: compiling them takes as long as a thousand small operations. */
export function areKernelsMade(): boolean {
  return kernels !== undefined;
}

function instantiate(module: WebAssembly.Module): WasmKernels {
  const pages = (8 * (SCRATCH_DOUBLES + ARENA_DOUBLES)) / PAGE_BYTES;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(module, { '': { memory } });
  return {
    scratch: new Float64Array(memory.buffer),
    pack: exports.pack as WasmKernels['pack'],
    tiles: exports.tiles as WasmKernels['tiles'],
    lines: exports.lines as WasmKernels['lines'],
    elementwise: exports as WasmKernels['elementwise'],
  };
}

/** A function of the module: name, number of parameters (addresses), body. */
type ModuleFunction = readonly [string, number, (out: Encoder) => void];

const elementwiseFunctions = (
  table: Readonly<Record<string, Elementwise>>,
  vectors: 1 | 2,
): ModuleFunction[] =>
  Object.entries(table).map(([name, compute]) => [
    name,
    ELEMENTWISE_PARAMETERS,
    (out) => writeElementwise(out, compute, vectors),
  ]);

const FUNCTIONS: readonly ModuleFunction[] = [
  ['pack', PACK_PARAMETER_COUNT, writePack],
  ['tiles', TILES_PARAMETERS, writeTiles],
  ['lines', LINES_PARAMETERS, writeLines],
  ...elementwiseFunctions(ARITHMETIC, 2), // a quarter faster; longer functions are not
  ...elementwiseFunctions(MATH, 1),
];

function encode(): Uint8Array {
  const out = new Encoder();
  for (const byte of [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) out.byte(byte);
  out.section(SECTION.type, () => {
    each(out, ([, parameters]) => {
      out.byte(TYPE.function);
      out.unsigned(parameters);
      for (let i = 0; i < parameters; i++) out.byte(TYPE.i32);
      out.unsigned(0);
    });
  });
  out.section(SECTION.import, () => {
    out.unsigned(1);
    out.name('');
    out.name('memory');
    out.byte(EXTERNAL.memory);
    out.byte(0); // no maximum asked for
    out.unsigned(1);
  });
  out.section(SECTION.function, () => each(out, (_, i) => out.unsigned(i)));
  out.section(SECTION.export, () => {
    each(out, ([name], i) => {
      out.name(name);
      out.byte(EXTERNAL.function);
      out.unsigned(i);
    });
  });
  out.section(SECTION.code, () => each(out, ([, , write]) => out.sized(() => write(out))));
  return out.result();
}

/** Write an entry for each function, after their number. */
function each(out: Encoder, write: (entry: (typeof FUNCTIONS)[number], index: number) => void): void {
  out.unsigned(FUNCTIONS.length);
  FUNCTIONS.forEach(write);
}
