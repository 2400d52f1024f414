/**
 * Real products of matrices, large ones: block by block packed into the scratch memory of the WebAssembly kernels, multiplied there,
 * copied out. Transposed operands cost nothing more, because packing follows any steps. Source: as `wasm-tiles.ts`.
 */

import { wasmKernels } from './wasm-kernels.ts';
import { TILE } from './wasm-tiles.ts';

/** How a matrix lies in memory: from its element (i, j) to (i + 1, j) and to (i, j + 1). */
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

/** Where the blocks are in the scratch memory, in doubles. */
const X = 0;
const Y = X + ROWS * DEPTH;
const OUT = Y + DEPTH * COLUMNS;

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
      scratch,
      X,
    );
    pack(
      { data: y.data, at: yAt + from * y.rowStep, line: y.columnStep, step: y.rowStep, lines: columns },
      depth,
      scratch,
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

/** Write lines in panels: the first elements of TILE lines, their second ones … Zeros stand for lines that are not there. */
function pack({ data, at, line, step, lines }: Lines, depth: number, to: Float64Array, toAt: number): void {
  const whole = lines - (lines % TILE);
  for (let first = 0; first < whole; first += TILE) {
    let a = at + first * line;
    for (let t = 0; t < depth; t++, a += step, toAt += TILE) {
      to[toAt] = data[a]!;
      to[toAt + 1] = data[a + line]!;
      to[toAt + 2] = data[a + 2 * line]!;
      to[toAt + 3] = data[a + 3 * line]!;
    }
  }
  if (whole === lines) return;
  for (let t = 0; t < depth; t++, toAt += TILE) {
    for (let i = 0; i < TILE; i++) {
      to[toAt + i] = whole + i < lines ? data[at + (whole + i) * line + t * step]! : 0;
    }
  }
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
