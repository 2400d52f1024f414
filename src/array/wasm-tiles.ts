/**
 * The inner loops of a product of matrices: tiles of 4×4 sums in registers, and the packing of lines in panels that they take.
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
  loadBoth,
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

/** All parameters are in bytes. */
export type Pack = (
  from: number,
  line: number,
  step: number,
  to: number,
  toEnd: number,
  panel: number,
) => void;
const PACK_PARAMETERS = ['from', 'line', 'step', 'to', 'toEnd', 'panel'] as const;
export const PACK_PARAMETER_COUNT = PACK_PARAMETERS.length;

/**
 * Write the function that fills the panels from `to` to `toEnd`, each of `panel` bytes: the first elements of TILE lines, their second
 * ones … The first line is at `from`; `line` leads from a line to the next, `step` from an element of it to the next. The last panel
 * is filled from behind the last line where TILE does not divide their number.
 */
export function writePack(code: Encoder): void {
  const f = new FunctionWriter(code, PACK_PARAMETERS);
  const { from, line, step, to, toEnd, panel } = f.parameters;
  const lines = [0, 1, 2, 3].map(() => f.keepInteger(from));
  const next = f.keepInteger(to);
  const eachPanel = (): void => {
    lines.forEach((at, i) => {
      f.set(at, i === 0 ? from : plus(lines[i - 1]!, line));
    });
    f.set(from, plus(lines[3]!, line));
    f.set(next, plus(to, panel));
    f.loop(eachElement, isBelow(to, next));
  };
  const eachElement = (): void => {
    PAIRS.forEach((offset, i) => {
      f.store(to, offset, loadBoth(lines[2 * i]!, lines[2 * i + 1]!));
    });
    for (const at of lines) f.set(at, plus(at, step));
    f.set(to, plus(to, integer(STEP)));
  };
  f.loop(eachPanel, isBelow(to, toEnd));
  f.end();
}
