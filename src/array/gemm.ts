/**
 * Real products of matrices, large ones: block by block copied into the scratch memory of the WebAssembly kernels, packed and
 * multiplied there, copied out. Transposed operands cost nothing more, because packing follows any steps. Source: as `wasm-tiles.ts`.
 */

import { wasmKernels } from './wasm-kernels.ts';
import { TILE } from './wasm-tiles.ts';

/** How a matrix lies in memory: from its element (i, j) to (i + 1, j) and to (i, j + 1); one of the two is 1. */
export interface Matrix {
  readonly data: Float64Array;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** x (m × k) times y (k × n). */
export interface Product {
  readonly x: Matrix;
  readonly y: Matrix;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** Zeros; the rows of a result lie without gaps. */
  readonly out: Float64Array;
}

/** Of a block: a panel of y (8 kB) stays in the first cache, the block of x (512 kB) in the second. */
const ROWS = 256;
const COLUMNS = 512;
const DEPTH = 256;

/**
 * Where the blocks are in the scratch memory, in doubles. What is copied in or out lies half a page behind a page, as `stretches.ts`
 * has it. Behind RAW there is room for lines that a panel lacks.
 */
const HALF_PAGE = 256;
const X = 0;
const Y = X + ROWS * DEPTH;
const OUT = Y + DEPTH * COLUMNS + HALF_PAGE;
const RAW = OUT + ROWS * COLUMNS;

/** Multiply the matrices that begin at the given indices. */
export function gemm(product: Product, xAt: number, yAt: number, outAt: number): void {
  const { m, n } = product;
  for (let column = 0; column < n; column += COLUMNS) {
    for (let row = 0; row < m; row += ROWS) {
      multiplyBlock(product, {
        rows: Math.min(ROWS, m - row),
        columns: Math.min(COLUMNS, n - column),
        xAt: xAt + row * product.x.rowStep,
        yAt: yAt + column * product.y.columnStep,
        outAt: outAt + row * n + column,
      });
    }
  }
}

interface Block {
  readonly rows: number;
  readonly columns: number;
  readonly xAt: number;
  readonly yAt: number;
  readonly outAt: number;
}

function multiplyBlock({ x, y, k, n, out }: Product, { rows, columns, xAt, yAt, outAt }: Block): void {
  const { scratch, tiles } = wasmKernels();
  const width = roundUp(columns);
  scratch.fill(0, OUT, OUT + roundUp(rows) * width);
  for (let from = 0; from < k; from += DEPTH) {
    const depth = Math.min(DEPTH, k - from);
    pack(
      { data: x.data, at: xAt + from * x.columnStep, line: x.rowStep, step: x.columnStep, lines: rows },
      depth,
      X,
    );
    pack(
      { data: y.data, at: yAt + from * y.rowStep, line: y.columnStep, step: y.rowStep, lines: columns },
      depth,
      Y,
    );
    const [xEnd, yEnd] = [X + roundUp(rows) * depth, Y + width * depth];
    tiles(8 * X, 8 * xEnd, 8 * Y, 8 * yEnd, 8 * TILE * depth, 8 * OUT, 8 * width);
  }
  copyOut(scratch, width, rows, columns, out, outAt, n);
}

function roundUp(lines: number): number {
  return TILE * Math.ceil(lines / TILE);
}

/** Rows of x or columns of y. */
interface Lines {
  readonly data: Float64Array;
  readonly at: number;
  /** From a line to the next, and from an element of it to the next. */
  readonly line: number;
  readonly step: number;
  readonly lines: number;
}

/** Write lines in panels at `toAt`: the first elements of TILE lines, their second ones … What stands for missing lines does not matter. */
function pack({ data, at, line, step, lines }: Lines, depth: number, toAt: number): void {
  const { scratch, pack: packPanels } = wasmKernels();
  const end = toAt + roundUp(lines) * depth;
  if (step === 1) {
    copyRuns(data, at, depth, lines, line, scratch);
    packPanels(8 * RAW, 8 * depth, 8, 8 * toAt, 8 * end, 8 * TILE * depth);
  } else {
    copyRuns(data, at, lines, depth, step, scratch);
    packPanels(8 * RAW, 8, 8 * lines, 8 * toAt, 8 * end, 8 * TILE * depth);
  }
}

/** Copy `count` runs of `length`, `pitch` apart, to the scratch memory, where they lie without gaps. */
function copyRuns(
  data: Float64Array,
  at: number,
  length: number,
  count: number,
  pitch: number,
  scratch: Float64Array,
): void {
  if (length === pitch) scratch.set(data.subarray(at, at + length * count), RAW);
  else
    for (let i = 0; i < count; i++, at += pitch)
      scratch.set(data.subarray(at, at + length), RAW + i * length);
}

/** Copy `rows` lines of `columns`, `width` apart in the scratch memory, into lines `n` apart. */
function copyOut(
  scratch: Float64Array,
  width: number,
  rows: number,
  columns: number,
  out: Float64Array,
  outAt: number,
  n: number,
): void {
  if (width === n) {
    out.set(scratch.subarray(OUT, OUT + rows * n), outAt);
    return;
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) out[outAt + i * n + j] = scratch[OUT + i * width + j]!;
  }
}
