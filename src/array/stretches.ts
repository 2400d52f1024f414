/**
 * Elementwise operations on arrays of one length, a stretch of elements at a time, in the memory of the WebAssembly module: what
 * they need of one another stays in the cache. Only arrays from outside are copied in, only results that are kept copied out.
 */

import { loopOf, type Plane } from './elementwise-loops.ts';
import { ROUNDED_TO, VECTOR_BYTES } from './wasm-elementwise.ts';
import { SCRATCH_DOUBLES, wasmKernels } from './wasm-kernels.ts';
import { LARGEST_ANGLE } from './wasm-math.ts';

/** An operation. Its operands are numbers, arrays, and results of steps before it; not all are numbers. */
export interface Step {
  readonly name: string;
  /** The row's function of numbers. */
  readonly kernel: (x: number, y: number, z: number) => number;
  readonly operands: readonly (number | Float64Array | Step)[];
  /** Where the result is kept, if it is. */
  readonly out: Float64Array | undefined;
}

/** What is in the module's memory, a stretch at a time. */
type Source = Float64Array | Step;

/** Elements that are computed at once, at most: a dozen stretches are in the second cache. */
const STRETCH = 1 << 11;

/** Doubles that a number takes. */
const VECTOR = VECTOR_BYTES / 8;

/**
 * Stretches begin half a page behind a page, as large arrays begin 16 bytes behind one: copying to where is a little behind where it
 * is copied from, of any page, takes AMD's processors thirteen times as long.
 */
const PAGE = 512;
const HALF_PAGE = 256;

/** Does its part for `length` elements from number `from` on. */
export type Action = (from: number, length: number) => void;

/** Compute all elements, `size` of each step. */
export function computeSteps(steps: readonly Step[], size: number): void {
  const { slots, count } = assignSlots(steps);
  const numbers = steps.flatMap(({ operands }) => operands.filter((operand) => typeof operand === 'number'));
  const first = PAGE * Math.ceil((VECTOR * numbers.length) / PAGE) + HALF_PAGE;
  const stretch = Math.min(STRETCH, ROUNDED_TO * Math.floor((SCRATCH_DOUBLES - first) / count / ROUNDED_TO));
  const actions = actionsOf(steps, (source) => first + stretch * slots.get(source)!);
  const { scratch } = wasmKernels();
  for (const [n, number] of numbers.entries()) scratch.fill(number, VECTOR * n, VECTOR * (n + 1));
  for (let from = 0; from < size; from += stretch) {
    const length = Math.min(stretch, size - from);
    for (const action of actions) action(from, length);
  }
}

/**
 * Give everything that is in memory a slot from its first use to its last. That of a result is none of its operands', which sin and
 * cos read again.
 */
function assignSlots(steps: readonly Step[]): { slots: ReadonlyMap<Source, number>; count: number } {
  const lastUse = new Map<Source, Step>();
  for (const step of steps) for (const source of sourcesOf(step)) lastUse.set(source, step);
  const slots = new Map<Source, number>();
  const free: number[] = [];
  let count = 0;
  for (const step of steps) {
    const sources = sourcesOf(step);
    for (const source of sources) if (!slots.has(source)) slots.set(source, free.pop() ?? count++);
    for (const source of sources) if (lastUse.get(source) === step) free.push(slots.get(source)!);
  }
  return { slots, count };
}

/** A step's operands that are no numbers, and itself. */
function sourcesOf(step: Step): ReadonlySet<Source> {
  return new Set([...step.operands.filter((operand) => typeof operand !== 'number'), step]);
}

/** What is done for a stretch, in order. `beginning` tells where a source is, in doubles; numbers are at the front, in order. */
function actionsOf(steps: readonly Step[], beginning: (source: Source) => number): readonly Action[] {
  const { scratch } = wasmKernels();
  const actions: Action[] = [];
  const copied = new Set<Float64Array>();
  let numbers = 0;
  for (const step of steps) {
    const starts = step.operands.map((operand) =>
      typeof operand === 'number' ? VECTOR * numbers++ : beginning(operand),
    );
    step.operands.forEach((operand, n) => {
      if (!(operand instanceof Float64Array) || copied.has(operand)) return;
      copied.add(operand);
      const at = starts[n]!;
      actions.push((from, length) => scratch.set(operand.subarray(from, from + length), at));
    });
    const at = beginning(step);
    const steps = step.operands.map((operand) => (typeof operand === 'number' ? 0 : 1));
    actions.push(actionOf(step.name, step.kernel, true, steps, starts, at));
    const { out } = step;
    if (out !== undefined) actions.push((from, length) => out.set(scratch.subarray(at, at + length), from));
  }
  return actions;
}

/**
 * The action that computes the row `name` at `at` of operands at `starts`, which have elements side by side (step 1) or one number
 * (step 0), as a vector where the module has the row and `isForVectors`. Its first argument does not matter.
 */
export function actionOf(
  name: string,
  kernel: Step['kernel'],
  isForVectors: boolean,
  steps: readonly (0 | 1)[],
  starts: readonly number[],
  at: number,
): Action {
  const { scratch, elementwise } = wasmKernels();
  const vectors = isForVectors ? elementwise[name] : undefined;
  if (vectors === undefined) {
    const loop = loopOf(name, steps.length, 0);
    const plane: Plane = {
      rows: 1,
      cols: 0,
      at,
      starts: [...starts],
      rowSteps: [0, 0, 0],
      colSteps: [...steps],
    };
    return (_, length) => {
      plane.cols = length;
      loop(scratch, scratch, scratch, scratch, plane, kernel);
    };
  }
  const [x = 0, y = 0, z = 0] = starts.map((start) => 8 * start);
  const [xStep = 0, yStep = 0, zStep = 0] = steps.map((step) => VECTOR_BYTES * step);
  const angles = LARGE_ANGLES[name];
  return (_, length) => {
    vectors(8 * at, 8 * (at + length), x, xStep, y, yStep, z, zStep);
    if (angles !== undefined) correctLargeAngles(angles, starts[0]!, at, length);
  };
}

/** What is computed by another function where the angle is large. */
const LARGE_ANGLES: Readonly<Record<string, (x: number) => number>> = { sin: Math.sin, cos: Math.cos };

function correctLargeAngles(f: (x: number) => number, x: number, out: number, length: number): void {
  const { scratch } = wasmKernels();
  for (let i = 0; i < length; i++)
    if (Math.abs(scratch[x + i]!) > LARGEST_ANGLE) scratch[out + i] = f(scratch[x + i]!);
}

/** Compute the operation `name` of this module, whose operands are numbers or as long as `out`. */
export function computeVectors(
  name: string,
  operands: readonly (number | Float64Array)[],
  out: Float64Array,
): void {
  const { scratch, elementwise } = wasmKernels();
  const vectors = elementwise[name]!;
  const angles = LARGE_ANGLES[name];
  for (let n = 0; n < operands.length; n++) {
    const operand = operands[n]!;
    if (typeof operand === 'number') scratch.fill(operand, beginningOf(n), beginningOf(n) + VECTOR);
    vectorSteps[n] = typeof operand === 'number' ? 0 : VECTOR_BYTES;
  }
  const at = beginningOf(operands.length);
  for (let from = 0; from < out.length; from += STRETCH) {
    const length = Math.min(STRETCH, out.length - from);
    for (let n = 0; n < operands.length; n++) {
      const operand = operands[n]!;
      if (typeof operand !== 'number') scratch.set(operand.subarray(from, from + length), beginningOf(n));
    }
    vectors(8 * at, 8 * (at + length), X, vectorSteps[0]!, Y, vectorSteps[1]!, Z, vectorSteps[2]!);
    if (angles !== undefined) correctLargeAngles(angles, beginningOf(0), at, length);
    out.set(scratch.subarray(at, at + length), from);
  }
}

/** Where the stretch of operand n is when nothing else is there, in doubles. */
const beginningOf = (n: number): number => HALF_PAGE + n * STRETCH;
const [X, Y, Z] = [8 * beginningOf(0), 8 * beginningOf(1), 8 * beginningOf(2)];
const vectorSteps = [0, 0, 0];
