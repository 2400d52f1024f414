/**
 * A program as WebAssembly: straight-line f64x2 code, two points at a time, made of opcodes and constants of the graph alone.
 * This file holds the module around the chunks: imports, exports, and the loop over strips.
 */

import { Encoder, EXTERNAL, SECTION, TYPE } from '../base/wasm-encoder.ts';
import { I } from '../base/wasm-instructions.ts';
import type { Kernel } from '../ops/primitive.ts';
import { NAMES, primitiveOf } from '../ops/registry.ts';
import { ChunkWriter } from './chunk.ts';
import { RECIPES, type Recipe } from './instructions.ts';
import { type Layout, layOut, PAIR, STRIP } from './layout.ts';
import type { PointMemory } from './memory.ts';
import type { Program } from './schedule.ts';

/** Compiled code of one program. */
export interface Code {
  /** Compute the first `count` points of the block in the memory it was compiled for. */
  run(count: number): void;
}

/**
 * Compile a program into code that works in `memory` and calls `kernels` (by opcode; exported WebAssembly functions are
 * called without a detour) where there is no recipe. V8 compiles each function when it is first called.
 */
export function compile(
  program: Program,
  kernels: readonly Kernel[],
  memory: PointMemory,
  recipes: Readonly<Record<string, Recipe>> = RECIPES,
): Code {
  const layout = layOut(program);
  const called = [...new Set(program.ops)].filter((op) => recipes[NAMES[op]!] === undefined);
  memory.reserve(layout.bytes);
  const module = new WebAssembly.Module(encode(program, layout, called, recipes));
  const imports: Record<string, WebAssembly.ImportValue> = { memory: memory.memory };
  for (const op of called) imports[NAMES[op]!] = kernels[op]!;
  const { exports } = new WebAssembly.Instance(module, { '': imports });
  const run = exports.run as (bytes: number) => void;
  return { run: (count) => run(PAIR * Math.ceil(count / 2)) };
}

/** Types of functions: a chunk, `run`, and imports by their arity. */
const CHUNK_TYPE = 0;
const RUN_TYPE = 1;
const IMPORT_TYPE = [-1, 2, 3, 4] as const;

function encode(
  program: Program,
  layout: Layout,
  called: readonly number[],
  recipes: Readonly<Record<string, Recipe>>,
): Uint8Array<ArrayBuffer> {
  const out = new Encoder();
  const chunks = layout.starts.length - 1;
  for (const byte of [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]) out.byte(byte);
  out.section(SECTION.type, () => writeTypes(out));
  out.section(SECTION.import, () => writeImports(out, called));
  out.section(SECTION.function, () => {
    out.unsigned(chunks + 1);
    for (let c = 0; c < chunks; c++) out.unsigned(CHUNK_TYPE);
    out.unsigned(RUN_TYPE);
  });
  out.section(SECTION.export, () => {
    out.unsigned(1);
    out.name('run');
    out.byte(EXTERNAL.function);
    out.unsigned(called.length + chunks);
  });
  out.section(SECTION.code, () => {
    out.unsigned(chunks + 1);
    const calls = new Map(called.map((op, i) => [op, i]));
    const writer = new ChunkWriter({ program, layout, recipes, calls, out });
    for (let c = 0; c < chunks; c++) out.sized(() => writer.write(c));
    out.sized(() => writeRun(out, called.length, chunks));
  });
  return out.result();
}

function writeTypes(out: Encoder): void {
  const type = (parameters: readonly number[], results: readonly number[]): void => {
    out.byte(TYPE.function);
    for (const list of [parameters, results]) {
      out.unsigned(list.length);
      for (const item of list) out.byte(item);
    }
  };
  const { i32, f64 } = TYPE;
  out.unsigned(5);
  type([i32, i32], []);
  type([i32], []);
  type([f64], [f64]);
  type([f64, f64], [f64]);
  type([f64, f64, f64], [f64]);
}

function writeImports(out: Encoder, called: readonly number[]): void {
  out.unsigned(called.length + 1);
  for (const op of called) {
    out.name('');
    out.name(NAMES[op]!);
    out.byte(EXTERNAL.function);
    out.unsigned(IMPORT_TYPE[primitiveOf(op).arity]);
  }
  out.name('');
  out.name('memory');
  out.byte(EXTERNAL.memory);
  out.byte(0); // no maximum asked for
  out.unsigned(1);
}

/** The body of `run(end)`: each strip of [0, end) through all chunks; all points are one strip where there is one chunk. */
function writeRun(out: Encoder, firstChunk: number, chunks: number): void {
  const [end, at, next] = [0, 1, 2];
  const indexed = (instruction: number, index: number): void => {
    out.byte(instruction);
    out.unsigned(index);
  };
  out.unsigned(1);
  out.unsigned(2);
  out.byte(TYPE.i32);
  out.byte(I.loop);
  out.byte(TYPE.none);
  // next = min(at + strip, end)
  indexed(I.local_get, at);
  out.byte(I.i32_const);
  out.signed(chunks === 1 ? 0x7fff0000 : PAIR * STRIP);
  out.byte(I.i32_add);
  indexed(I.local_tee, next);
  indexed(I.local_get, end);
  indexed(I.local_get, next);
  indexed(I.local_get, end);
  out.byte(I.i32_lt_u);
  out.byte(I.select);
  indexed(I.local_set, next);
  for (let c = 0; c < chunks; c++) {
    indexed(I.local_get, at);
    indexed(I.local_get, next);
    indexed(I.call, firstChunk + c);
  }
  indexed(I.local_get, next);
  indexed(I.local_tee, at);
  indexed(I.local_get, end);
  out.byte(I.i32_lt_u);
  indexed(I.br_if, 0);
  out.byte(I.end);
  out.byte(I.end);
}
