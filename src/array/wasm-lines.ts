/** A product of small matrices that are read where they lie: blocks of four rows and four columns, without packing. */

import type { Encoder } from '../base/wasm-encoder.ts';
import {
  add,
  constant,
  FunctionWriter,
  integer,
  isBelow,
  type Local,
  load,
  loadSplat,
  mul,
  plus,
} from './wasm-function.ts';

/** Rows and columns of a block. */
export const BLOCK = 4;

/**
 * Writes the rows from `out` up to `outEnd`, `row` bytes apart, of a product: `columns` bytes of each, rounded up to a multiple of 32,
 * the rows to a multiple of four. Row i of the first matrix begins at x + i·xLine, its elements are `xStep` bytes apart; the rows of the
 * second, of which there are `depth` bytes, begin at y and are `yRow` bytes apart. Rows are read and written as far as is rounded up to.
 */
export type Lines = (
  out: number,
  outEnd: number,
  row: number,
  columns: number,
  x: number,
  xLine: number,
  xStep: number,
  y: number,
  yRow: number,
  depth: number,
) => void;
const PARAMETERS = ['out', 'outEnd', 'row', 'columns', 'x', 'xLine', 'xStep', 'y', 'yRow', 'depth'] as const;
export const LINES_PARAMETERS = PARAMETERS.length;

/** Where the two vectors of four columns lie. */
const PAIRS = [0, 16];

/** Terms are added one by one to 0, in the order of the inner axis, as `matmul.ts` adds them. */
export function writeLines(code: Encoder): void {
  const f = new FunctionWriter(code, PARAMETERS);
  const { out, outEnd, row, columns, x, xLine, xStep, y, yRow, depth } = f.parameters;
  const lines = [0, 1, 2, 3].map(() => f.keepInteger(x));
  const at = f.keepInteger(out);
  const column = f.keepInteger(y);
  const atY = f.keepInteger(y);
  const to = f.keepInteger(out);
  const eachBlockOfRows = (): void => {
    f.set(at, out);
    f.set(column, y);
    f.loop(eachBlock, isBelow(at, plus(out, columns)));
    for (let i = 0; i < BLOCK; i++) {
      f.set(x, plus(x, xLine));
      f.set(out, plus(out, row));
    }
  };
  const eachBlock = (): void => {
    lines.forEach((line, i) => {
      f.set(line, i === 0 ? x : plus(lines[i - 1]!, xLine));
    });
    const sums = lines.map(() => PAIRS.map(() => f.keep(constant(0))));
    f.set(atY, column);
    f.loop(() => eachTerm(sums), isBelow(atY, plus(column, depth)));
    f.set(to, at);
    for (const ofLine of sums) {
      PAIRS.forEach((offset, j) => {
        f.store(to, offset, ofLine[j]!);
      });
      f.set(to, plus(to, row));
    }
    f.set(at, plus(at, integer(8 * BLOCK)));
    f.set(column, plus(column, integer(8 * BLOCK)));
  };
  const eachTerm = (sums: readonly (readonly Local[])[]): void => {
    const ys = PAIRS.map((offset) => f.keep(load(atY, offset)));
    lines.forEach((line, i) => {
      const factor = f.keep(loadSplat(line, 0));
      sums[i]!.forEach((sum, j) => {
        f.set(sum, add(sum, mul(factor, ys[j]!)));
      });
      f.set(line, plus(line, xStep));
    });
    f.set(atY, plus(atY, yRow));
  };
  f.loop(eachBlockOfRows, isBelow(out, outEnd));
  f.end();
}
