/**
 * Elementwise functions of the module: the loop that each of them is, two doubles at a time, and those that are one instruction or
 * two: arithmetic, masks, choices. Their results are those of `elementwise-loops.ts`, bit for bit. Others are in `wasm-math.ts`.
 */

import type { Encoder } from '../base/wasm-encoder.ts';
import {
  abs,
  add,
  and,
  bitselect,
  type Code,
  constant,
  div,
  eq,
  FunctionWriter,
  integer,
  isBelow,
  le,
  load,
  lt,
  max,
  min,
  mul,
  ne,
  neg,
  plus,
  sqrt,
  sub,
} from './wasm-function.ts';

/** What a step is for an operand whose elements lie side by side; 0 for two doubles that are taken again and again. */
export const VECTOR_BYTES = 16;

export const ROUNDED_TO = 4;

/**
 * Computes the elements from address `out` up to `end`, their count rounded up to a multiple of ROUNDED_TO at most. Operands begin at x, y, z and are `…Step` bytes
 * apart; those that a function does not have do not matter. `out` may be where an operand is.
 */
export type ElementKernel = (
  out: number,
  end: number,
  x: number,
  xStep: number,
  y: number,
  yStep: number,
  z: number,
  zStep: number,
) => void;
const PARAMETERS = ['out', 'end', 'x', 'xStep', 'y', 'yStep', 'z', 'zStep'] as const;
export const ELEMENTWISE_PARAMETERS = PARAMETERS.length;

export type ElementWriter = FunctionWriter<(typeof PARAMETERS)[number]>;

/** Writes what is computed of one vector of each operand. */
export type Elementwise = (f: ElementWriter, x: Code, y: Code, z: Code) => Code;

/** 1 where all bits are set, 0 where none is. */
const truth = (mask: Code): Code => and(mask, constant(1));
const zero = constant(0);

/** Rows that JavaScript defines as the instructions do. */
export const ARITHMETIC: Readonly<Record<string, Elementwise>> = {
  add: (_, x, y) => add(x, y),
  sub: (_, x, y) => sub(x, y),
  mul: (_, x, y) => mul(x, y),
  div: (_, x, y) => div(x, y),
  neg: (_, x) => neg(x),
  abs: (_, x) => abs(x),
  sqrt: (_, x) => sqrt(x),
  max: (_, x, y) => max(x, y),
  min: (_, x, y) => min(x, y),
  where: (_, mask, x, y) => bitselect(y, x, eq(mask, zero)),
  lt: (_, x, y) => truth(lt(x, y)),
  le: (_, x, y) => truth(le(x, y)),
  eq: (_, x, y) => truth(eq(x, y)),
  and: (_, x, y) => truth(and(ne(x, zero), ne(y, zero))),
};

/** Write the function that computes `compute` of each element; `vectors`, one or two, in each round of the loop. */
export function writeElementwise(code: Encoder, compute: Elementwise, vectors: 1 | 2): void {
  const f = new FunctionWriter(code, PARAMETERS);
  const { out, end, x, xStep, y, yStep, z, zStep } = f.parameters;
  const [vectorX, vectorY, vectorZ] = [x, y, z].map((at) => load(at, 0));
  f.loop(
    () => {
      for (let k = 0; k < vectors; k++) {
        f.store(out, 0, compute(f, f.keep(vectorX!), vectorY!, vectorZ!));
        f.set(out, plus(out, integer(VECTOR_BYTES)));
        f.set(x, plus(x, xStep));
        f.set(y, plus(y, yStep));
        f.set(z, plus(z, zStep));
      }
    },
    isBelow(out, end),
  );
  f.end();
}
