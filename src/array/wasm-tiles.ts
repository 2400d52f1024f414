/**
 * The inner loops of a product of matrices: tiles of 4×4 sums in registers, from panels that `gemm.ts` packs.
 * Source: Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication (2008).
 */

import type { Encoder } from '../base/wasm-encoder.ts';
import {
  add,
  FunctionWriter,
  integer,
  isBelow,
  type Local,
  load,
  loadSplat,
  mul,
  plus,
} from './wasm-function.ts';

/** Rows and columns of a tile. V8 runs out of registers if it is larger, or if the loop is unrolled (docs/decisions/0008). */
export const TILE = 4;

/** Bytes that a panel has for each step of the inner axis, and that a tile takes of a row. */
const STEP = 8 * TILE;

/** Where its two vectors lie. */
const PAIRS = [0, 16];

/** All parameters are in bytes; `…End` is behind the last panel. */
export type Tiles = (
  x: number,
  xEnd: number,
  y: number,
  yEnd: number,
  panel: number,
  out: number,
  row: number,
) => void;
const PARAMETERS = ['x', 'xEnd', 'y', 'yEnd', 'panel', 'out', 'row'] as const;
export const TILES_PARAMETERS = PARAMETERS.length;

/**
 * Write the function that adds to the matrix at `out` (its lines `row` bytes apart) the product of the panels of rows from `x` on
 * and the panels of columns from `y` on, each of `panel` bytes. Terms are added one by one, in the order of the inner axis.
 */
export function writeTiles(code: Encoder): void {
  const f = new FunctionWriter(code, PARAMETERS);
  const { x, xEnd, y, yEnd, panel, out, row } = f.parameters;
  const yNext = f.keepInteger(y);
  const atY = f.keepInteger(y);
  const atX = f.keepInteger(x);
  const lines = [0, 1, 2, 3].map(() => f.keepInteger(out));
  const eachPanelOfY = (): void => {
    f.set(yNext, plus(y, panel));
    f.set(atX, x);
    f.set(lines[0]!, out);
    f.loop(eachPanelOfX, isBelow(atX, xEnd));
    f.set(out, plus(out, integer(STEP)));
    f.set(y, yNext);
  };
  const eachPanelOfX = (): void => {
    for (let i = 1; i < TILE; i++) f.set(lines[i]!, plus(lines[i - 1]!, row));
    const sums = lines.map((line) => PAIRS.map((offset) => f.keep(load(line, offset))));
    f.set(atY, y);
    f.loop(() => eachTerm(sums), isBelow(atY, yNext));
    lines.forEach((line, i) => {
      PAIRS.forEach((offset, j) => {
        f.store(line, offset, sums[i]![j]!);
      });
    });
    f.set(lines[0]!, plus(lines[3]!, row));
  };
  const eachTerm = (sums: readonly (readonly Local[])[]): void => {
    const ys = PAIRS.map((offset) => f.keep(load(atY, offset)));
    for (let i = 0; i < TILE; i++) {
      const factor = f.keep(loadSplat(atX, 8 * i));
      sums[i]!.forEach((sum, j) => {
        f.set(sum, add(sum, mul(factor, ys[j]!)));
      });
    }
    f.set(atX, plus(atX, integer(STEP)));
    f.set(atY, plus(atY, integer(STEP)));
  };
  f.loop(eachPanelOfY, isBelow(y, yEnd));
  f.end();
}
