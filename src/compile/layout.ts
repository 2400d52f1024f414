/**
 * Where compiled code keeps the numbers of a program: how it is cut into chunks, and which values live in memory because a
 * later chunk needs them.
 */

import { PRIMITIVES } from '../ops/registry.ts';
import { inputOffset } from './memory.ts';
import { firstStep, type Program } from './schedule.ts';

/** Items a chunk: a function, as compilers have limits. Fewer cost calls and slots; more gain nothing (bench/compile.ts). */
const CHUNK = 2000;

/**
 * Pairs of points in a strip, where there are several chunks. Each chunk runs over a strip before the next one begins: code
 * beyond a million nodes fits no cache and would be fetched again for every pair.
 */
export const STRIP = 32;

/** Bytes of a pair of doubles. */
export const PAIR = 16;

const ARITY = Uint8Array.from(PRIMITIVES, (row) => row?.arity ?? 0);

export interface Layout {
  /** Steps and decisions in the order of execution: i for step i, ~k for decision k. */
  readonly items: Int32Array;
  /** Chunk c holds the items from `starts[c]` to `starts[c + 1]`. */
  readonly starts: readonly number[];
  /** For each value the byte offset of its slot; 0 where it has none. */
  readonly slots: Int32Array;
  /** For each value how often it is an operand. */
  readonly uses: Int32Array;
  /** For each value its columns: the first one is `columns[value]`, the others follow by `more[column]`; -1 ends. */
  readonly columns: Int32Array;
  readonly more: Int32Array;
  /** Bytes of memory that the code needs. */
  readonly bytes: number;
}

/** Call `visit` with each value that item `item` of a program takes as operand, in order. */
export function eachOperand(program: Program, item: number, visit: (value: number) => void): void {
  if (item < 0) {
    visit(program.left[~item]!);
    visit(program.right[~item]!);
    return;
  }
  const arity = ARITY[program.ops[item]!]!;
  visit(program.x[item]!);
  if (arity > 1) visit(program.y[item]!);
  if (arity > 2) visit(program.z[item]!);
}

export function layOut(program: Program): Layout {
  const items = interleave(program);
  const starts = [0];
  while (starts.at(-1)! + CHUNK < items.length) starts.push(starts.at(-1)! + CHUNK);
  starts.push(items.length);

  const values = firstStep(program) + program.ops.length;
  const uses = new Int32Array(values);
  const lastUse = new Int32Array(values).fill(-1);
  for (let at = 0; at < items.length; at++) {
    eachOperand(program, items[at]!, (value) => {
      uses[value]!++;
      lastUse[value] = at;
    });
  }
  const columns = new Int32Array(values).fill(-1);
  const more = new Int32Array(program.columns.length);
  for (const [j, value] of program.columns.entries()) {
    more[j] = columns[value]!;
    columns[value] = j;
  }
  return { items, starts, uses, columns, more, ...allocateSlots(program, items, lastUse) };
}

/** Return the order of execution: each decision as soon as its operands are there. */
function interleave({ ops, after }: Program): Int32Array {
  const items = new Int32Array(ops.length + after.length);
  let at = 0;
  let k = 0;
  for (let i = 0; i <= ops.length; i++) {
    while (k < after.length && after[k] === i) items[at++] = ~k++;
    if (i < ops.length) items[at++] = i;
  }
  return items;
}

/** Give a slot to each value that a later chunk uses, from its computation to its last use. */
function allocateSlots(
  program: Program,
  items: Int32Array,
  lastUse: Int32Array,
): { slots: Int32Array; bytes: number } {
  const slots = new Int32Array(lastUse.length);
  const first = firstStep(program);
  const free: number[] = [];
  let end = inputOffset(program.inputs, program.columns.length);
  const release = (value: number, at: number): void => {
    if (slots[value] === 0 || lastUse[value] !== at) return;
    free.push(slots[value]!);
    lastUse[value] = -1; // an operand may occur twice
  };
  for (let at = 0; at < items.length; at++) {
    const item = items[at]!;
    eachOperand(program, item, (value) => release(value, at));
    if (item < 0 || Math.floor(lastUse[first + item]! / CHUNK) <= Math.floor(at / CHUNK)) continue;
    let slot = free.pop();
    if (slot === undefined) {
      slot = end;
      end += PAIR * STRIP;
    }
    slots[first + item] = slot;
  }
  return { slots, bytes: end };
}
