/**
 * Kernels on real arrays that lie at fixed places, in the arena of the WebAssembly module's memory: what can be known of a call is
 * known before, so that it costs little more than its arithmetic. Each function here returns what computes one array, as the kernel of
 * the same name elsewhere does, to the last bit. Places are counted in doubles. An array of one element has it twice, as vectors take it.
 */

import { isComputedByModule } from './elementwise.ts';
import { forEachBlock, type Window, walkOf } from './layout-blocks.ts';
import { addDots } from './matmul.ts';
import { addRunsTo, type Split } from './reduce.ts';
import { actionOf } from './stretches.ts';
import { wasmKernels } from './wasm-kernels.ts';
import { BLOCK } from './wasm-lines.ts';

/** Computes one array. */
export type Action = () => void;

/** An array at a place. */
export interface Placed {
  readonly at: number;
  readonly size: number;
}

/** Doubles that an array takes: vectors are written whole. */
export const roomFor = (size: number): number => BLOCK * Math.ceil(size / BLOCK);

/** Doubles that a product of m rows and n columns takes: rows are written in blocks. */
export const roomForProduct = (m: number, n: number): number => roomFor(roomFor(m) * n + BLOCK);

/** Let the one element of an array be there twice. */
export function twice({ at }: Placed): Action {
  const { scratch } = wasmKernels();
  return () => {
    scratch[at + 1] = scratch[at]!;
  };
}

/** Row `name`, whose function of numbers is `kernel`, of operands that have as many elements as the result, or one. */
export function elementwise(
  name: string,
  kernel: (x: number, y: number, z: number) => number,
  operands: readonly Placed[],
  { at, size }: Placed,
): Action {
  const steps = operands.map((operand) => (operand.size === 1 ? 0 : 1));
  const starts = operands.map((operand) => operand.at);
  const action = actionOf(name, kernel, isComputedByModule(name, size), steps, starts, at);
  return () => action(0, size);
}

/** The elements that `window` reads. */
export function view(x: Placed, window: Window, { at, size }: Placed): Action {
  const { scratch } = wasmKernels();
  const positions = positionsOf(window, x.at);
  return () => {
    for (let i = 0; i < size; i++) scratch[at + i] = scratch[positions[i]!]!;
  };
}

/** Zeros with the elements of g where `window` reads them; undefined where some would be added up, in an order of their own. */
export function place(g: Placed, window: Window, { at, size }: Placed): Action | undefined {
  const { scratch } = wasmKernels();
  const positions = positionsOf(window, at);
  if (new Set(positions).size < positions.length) return undefined;
  const first = positions[0]!;
  const isRun = positions.every((position, i) => position === first + i);
  const { at: from, size: count } = g;
  if (isRun)
    return () => {
      scratch.fill(0, at, at + size);
      scratch.copyWithin(first, from, from + count);
    };
  return () => {
    scratch.fill(0, at, at + size);
    for (let i = 0; i < count; i++) scratch[positions[i]!]! += scratch[from + i]!;
  };
}

/** Where a window reads its elements, in order, of an array that begins at `at`. */
function positionsOf(window: Window, at: number): Int32Array {
  const walk = walkOf(window, 1);
  const positions = new Int32Array(window.shape.reduce((product, length) => product * length, 1));
  forEachBlock(walk, (from, to, rows, columns) => {
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        positions[to + row * walk.columns + column] =
          at + from + row * walk.rowStep + column * walk.columnStep;
  });
  return positions;
}

/** The sums of runs. */
export function sum(x: Placed, split: Split, { at }: Placed): Action {
  const { scratch } = wasmKernels();
  return () => addRunsTo(scratch, at, scratch, x.at, split);
}

/** How the matrices of a product lie: the distances of rows and of columns. */
export interface Lying {
  readonly at: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** x (m × k) times y (k × n), the columns of which are neighbours; nothing of it is empty. */
export function product(x: Lying, y: Lying, m: number, k: number, n: number, { at }: Placed): Action {
  const { lines } = wasmKernels();
  const bytes = (places: number): number => 8 * places;
  const whole = n - (n % BLOCK);
  const block = (column: number, columns: number) => (): void =>
    lines(
      bytes(at + column),
      bytes(at + m * n + column),
      bytes(n),
      bytes(columns),
      bytes(x.at),
      bytes(x.rowStep),
      bytes(x.columnStep),
      bytes(y.at + column),
      bytes(y.rowStep),
      bytes(k * y.rowStep),
    );
  const last = block(Math.max(n - BLOCK, 0), BLOCK); // of few columns it writes some of the next row, before that
  if (whole === n) return block(0, n);
  if (n < BLOCK) return last;
  const first = block(0, whole);
  return () => {
    first();
    last();
  };
}

/** The product of a row x (k) and y (k × n). */
export function rowProduct(x: Lying, y: Lying, k: number, n: number, { at }: Placed): Action {
  const { scratch } = wasmKernels();
  const matrix = ({ rowStep, columnStep }: Lying) => ({ data: scratch, rowStep, columnStep });
  const parts = { x: matrix(x), y: matrix(y), m: 1, k, n, out: scratch };
  return () => addDots(parts, x.at, y.at, at);
}
