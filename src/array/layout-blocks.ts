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
  /** The axes, innermost first: columns, rows, and those that lead from plane to plane. */
  readonly rank: number;
  readonly lengths: readonly number[];
  readonly steps: readonly number[];
}

/** Where a block begins in the window's source and in its row-major elements, whose rows are `walk.columns` apart. */
type Visit = (from: number, to: number, rows: number, columns: number) => void;

/** Return how to go through a window that has elements, each of `width` doubles. */
export function walkOf({ shape, strides, offset }: Window, width: 1 | 2): Walk {
  const lengths = new Array<number>(shape.length + 2); // filled below: growing them would cost more than all the rest
  const steps = new Array<number>(shape.length + 2);
  lengths[0] = width;
  steps[0] = 1;
  let last = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const step = strides[axis]! * width;
    if (step === lengths[last]! * steps[last]!) lengths[last]! *= length;
    else {
      if (last > 0 || lengths[0] > 1) last++;
      lengths[last] = length;
      steps[last] = step;
    }
  }
  if (last === 0) {
    lengths[1] = 1;
    steps[1] = 0;
  }
  return {
    start: offset * width,
    rows: lengths[1]!,
    rowStep: steps[1]!,
    columns: lengths[0],
    columnStep: steps[0],
    rank: Math.max(last + 1, 2),
    lengths,
    steps,
  };
}

/** Whether a walk is one run of neighbouring doubles. */
export function isRun(walk: Walk): boolean {
  return walk.rows === 1 && walk.columnStep === 1;
}

/** Call `visit` for each block of a walk. */
export function forEachBlock(walk: Walk, visit: Visit): void {
  const { rank, lengths, steps, rows, columns } = walk;
  const visitPlane = runsAcross(walk) ? tiled(walk, visit) : visit;
  if (rank === 2) return visitPlane(walk.start, 0, rows, columns);
  const index = new Array<number>(rank).fill(0);
  let from = walk.start;
  let to = 0;
  let axis: number;
  do {
    visitPlane(from, to, rows, columns);
    to += rows * columns;
    for (axis = 2; axis < rank; axis++) {
      from += steps[axis]!;
      if (++index[axis]! < lengths[axis]!) break;
      index[axis] = 0;
      from -= steps[axis]! * lengths[axis]!;
    }
  } while (axis < rank);
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
