/**
 * The one WebAssembly memory in which all compiled paths work, a block of points at a time. (One memory a path would run
 * out of address space: V8 reserves gigabytes for each.) Nothing in it outlives the run of a block.
 */

/** Points in a block. */
export const BLOCK = 1024;

const ROW = 8 * BLOCK;
const PAGE = 65536;

/** Byte offsets of the rows of BLOCK doubles; columns follow one another, and slots follow the columns. */
export const OFFSET = { x: 0, alive: ROW, passed: 2 * ROW, pinned: 3 * ROW, columns: 4 * ROW } as const;

/** Byte offset of column j, and of the end of j columns. */
export function columnOffset(j: number): number {
  return OFFSET.columns + j * ROW;
}

/** For each input of a trace its numbers at the points; the first input is the number that varies. */
export type Inputs = readonly Float64Array[];

/** Byte offset of input k of a program with so many columns: further inputs have rows behind the columns. */
export function inputOffset(k: number, columns: number): number {
  return k === 0 ? OFFSET.x : columnOffset(columns + k - 1);
}

export class PointMemory {
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  private view = new Float64Array(this.memory.buffer);
  private words = new Int32Array(this.memory.buffer);

  /** Make sure of so many bytes. Views taken before are lost. */
  reserve(bytes: number): void {
    const missing = Math.ceil((bytes - this.memory.buffer.byteLength) / PAGE);
    if (missing <= 0) return;
    this.memory.grow(missing);
    this.view = new Float64Array(this.memory.buffer);
    this.words = new Int32Array(this.memory.buffer);
  }

  /** The points of the block, for a program of so many columns; compiled code takes pairs, so an odd one is followed by itself. */
  load(inputs: Inputs, columns: number): void {
    for (const [k, numbers] of inputs.entries()) {
      const start = inputOffset(k, columns) >> 3;
      const { length } = numbers;
      this.view.set(numbers, start);
      if (length % 2 === 1) this.view[start + length] = numbers[length - 1]!;
    }
  }

  /** How many decisions point i of the block made as recorded. */
  passed(i: number): number {
    return this.words[(OFFSET.passed >> 2) + 2 * i]!;
  }

  /** The number at the pin that point i failed, if it was at one. */
  pinned(i: number): number {
    return this.view[(OFFSET.pinned >> 3) + i]!;
  }

  /** The first `count` numbers of column j: a view, valid until the next run. */
  column(j: number, count: number): Float64Array {
    const start = columnOffset(j) >> 3;
    return this.view.subarray(start, start + count);
  }
}
