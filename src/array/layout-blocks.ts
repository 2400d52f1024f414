/**
 * The order in which the elements of a strided window are visited: axes that lie behind one another in memory are one, the innermost
 * two go in a plane, and planes that run across memory go in tiles which fit the cache. Knows positions only, no elements.
 */

import type { Shape } from './ndarray.ts';

/**
 * What a view reads: its element i, j, … is element `offset + i·strides[0] + j·strides[1] + …` of a row-major array. Strides may be
 * negative or 0, and positions may coincide.
 */
export interface Window {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** A window as planes of rows and columns, counted in doubles. */
export interface Walk {
  readonly start: number;
  readonly rows: number;
  readonly rowStep: number;
  readonly columns: number;
  readonly columnStep: number;
  /** The axes outside of the plane, innermost first. */
  readonly lengths: readonly number[];
  readonly steps: readonly number[];
}

/** Where a block begins in the window's source and in its row-major elements, whose rows are `walk.columns` apart. */
type Visit = (from: number, to: number, rows: number, columns: number) => void;

/** Return how to go through a window that has elements, each of `width` doubles. */
export function walkOf({ shape, strides, offset }: Window, width: 1 | 2): Walk {
  const lengths = width === 2 ? [2] : [];
  const steps = width === 2 ? [1] : [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const step = strides[axis]! * width;
    const last = lengths.length - 1;
    if (last >= 0 && step === lengths[last]! * steps[last]!) lengths[last]! *= length;
    else {
      lengths.push(length);
      steps.push(step);
    }
  }
  const [columns = 1, rows = 1] = lengths;
  const [columnStep = 1, rowStep = 0] = steps;
  const start = offset * width;
  return { start, rows, rowStep, columns, columnStep, lengths: lengths.slice(2), steps: steps.slice(2) };
}

/** Whether a walk is one run of neighbouring doubles. */
export function isRun(walk: Walk): boolean {
  return walk.rows === 1 && walk.columnStep === 1;
}

/** Call `visit` for each block of a walk. */
export function forEachBlock(walk: Walk, visit: Visit): void {
  const { lengths, steps, rows, columns } = walk;
  const visitPlane = runsAcross(walk) ? tiled(walk, visit) : visit;
  const index = lengths.map(() => 0);
  const planes = lengths.reduce((product, length) => product * length, 1);
  let from = walk.start;
  for (let plane = 0; plane < planes; plane++) {
    visitPlane(from, plane * rows * columns, rows, columns);
    for (let axis = 0; axis < index.length; axis++) {
      from += steps[axis]!;
      if (++index[axis]! < lengths[axis]!) break;
      index[axis] = 0;
      from -= steps[axis]! * lengths[axis]!;
    }
  }
}

/** Rows and columns of a tile: the lines of memory it touches on either side stay in the first cache. */
const TILE = 16;

/** Whether going along rows leaps through the source, as in a transposition, and by more than one tile. */
function runsAcross({ rows, rowStep, columns, columnStep }: Walk): boolean {
  return Math.abs(rowStep) < Math.abs(columnStep) && rows > TILE && columns > TILE;
}

function tiled({ columns: pitch, rowStep, columnStep }: Walk, visit: Visit): Visit {
  return (from, to, rows, columns) => {
    for (let row = 0; row < rows; row += TILE) {
      for (let column = 0; column < columns; column += TILE) {
        const height = Math.min(TILE, rows - row);
        const start = from + row * rowStep + column * columnStep;
        visit(start, to + row * pitch + column, height, Math.min(TILE, columns - column));
      }
    }
  };
}
