/**
 * Elementwise rows on arrays: the dtype of a result by NumPy's promotion, and the result itself, broadcast without copying.
 * Of the rows it knows their names only; what they compute is given to it, except arithmetic (`elementwise-loops.ts`).
 */

import { COMPLEX1, COMPLEX2, type ComplexFunctions } from './complex.ts';
import { type ElementFunction, isComplexArithmetic, loopOf, type Plane } from './elementwise-loops.ts';
import {
  type ArrayType,
  arrayError,
  type DType,
  empty,
  type NDArray,
  promote,
  type Shape,
  sameShape,
} from './ndarray.ts';
import { computeVectors } from './stretches.ts';
import { ARITHMETIC } from './wasm-elementwise.ts';
import { areKernelsMade } from './wasm-kernels.ts';
import { MATH } from './wasm-math.ts';

/** An operand; a plain number is a real one. */
export type Operand = NDArray | number;

/** From how many elements on a function is computed two at a time. */
const VECTORS = 256;

/** Between how many elements copying operands and result costs less than vectors gain: more do not stay in the cache. */
const LEAST_COPIED = 512;
const MOST_COPIED = 1 << 16;

/** Rows that say whether something holds. */
export const MASKS: ReadonlySet<string> = new Set(['lt', 'le', 'eq', 'and']);

/**
 * The least dtype of the result of rows that do not turn whole numbers into others. Where a function gives only 0 and 1 for bools, the
 * result is bool; the sum of two is whether one of them holds.
 */
const LEAST = new Map<string, DType>([
  ...['add', 'mul', 'max', 'min', 'clip', 'abs', 'sign', 'floor', 'ceil', 'trunc', 'round', 'where'].map(
    (name): [string, DType] => [name, 'bool'],
  ),
  ...['sub', 'neg', 'pow', 'fmod', 'toInt32', 'toUint32'].map((name): [string, DType] => [name, 'int64']),
]);

const COMPLEX = new Set<string>([...COMPLEX1, ...COMPLEX2]);

/** Return the dtype of row `name` of operands of these dtypes. Throws E_SCRIPT for complex operands of a row of real numbers. */
export function resultDtype(name: string, dtypes: readonly DType[]): DType {
  if (dtypes.includes('complex128') && !COMPLEX.has(name) && !isComplexArithmetic(name))
    throw arrayError(`np.${name} takes no complex numbers`);
  if (MASKS.has(name)) return 'bool';
  const values = name === 'where' ? dtypes.slice(1) : dtypes;
  if ((name === 'sub' || name === 'neg') && values.every((dtype) => dtype === 'bool'))
    throw arrayError(
      name === 'sub' ? 'truths cannot be subtracted' : 'a truth has no negative',
      name === 'sub' ? 'write a ^ b, or np.logical_xor(a, b)' : 'write ~mask, or np.logical_not(mask)',
    );
  return values.reduce(promote, LEAST.get(name) ?? 'float64');
}

/**
 * Compute row `name` of one to three operands, whose shapes broadcast to `type.shape`, as an array of `type` (`resultDtype`). `kernel` is
 * the row's function of real numbers; `complex` has those of complex ones. Throws E_SCRIPT for a whole number to a negative power.
 */
export function elementwise(
  name: string,
  kernel: (x: number, y: number, z: number) => number,
  complex: ComplexFunctions,
  operands: readonly Operand[],
  type: ArrayType,
): NDArray {
  const result = empty(type.shape, type.dtype);
  const out = result.data;
  if (out.length === 0) return result;
  if (name === 'add' && type.dtype === 'bool') return elementwise('max', Math.max, complex, operands, type);
  if (name === 'pow') {
    if (type.dtype === 'int64') refuseNegativePower(operands[1]!);
    if (operands[1] === 2) return elementwise('mul', kernel, complex, [operands[0]!, operands[0]!], type); // as NumPy does
  }
  const arity = operands.length;
  const widths = complexBits(operands) | (type.dtype === 'complex128' ? 8 : 0);
  const flat = isFlat(operands, type.shape);
  if (flat && widths === 0 && isForVectors(name, out.length)) {
    computeVectors(name, operands.map(flatElements), out);
    return result;
  }
  const loop = loopOf(name, arity, widths);
  const f = (widths === 0 ? kernel : complex[name as keyof ComplexFunctions]) as ElementFunction;
  const x = dataOf(operands, 0);
  const y = arity > 1 ? dataOf(operands, 1) : x;
  const z = arity > 2 ? dataOf(operands, 2) : x;
  if (flat) {
    plane.cols = type.dtype === 'complex128' ? out.length / 2 : out.length;
    loop(out, x, y, z, plane, f);
    return name === 'fmod' ? wholeRemainders(result) : result;
  }
  const groups = collapse(operands, type.shape);
  const step = plane.rows * plane.cols * (type.dtype === 'complex128' ? 2 : 1);
  for (; plane.at < out.length; plane.at += step) {
    loop(out, x, y, z, plane, f);
    advance(arity, groups);
  }
  return name === 'fmod' ? wholeRemainders(result) : result;
}

/** Whether the module computes row `name` of so many elements: its functions give other last digits than those of numbers. */
export function isComputedByModule(name: string, length: number): boolean {
  return name in MATH ? length >= VECTORS : name in ARITHMETIC;
}

/** Whether the module is faster than a loop. Arithmetic, which both compute alike, is no reason to make the module. */
function isForVectors(name: string, length: number): boolean {
  if (!isComputedByModule(name, length)) return false;
  return name in MATH || (length >= LEAST_COPIED && length <= MOST_COPIED && areKernelsMade());
}

/** The elements of a flat operand, or the one that it has. */
function flatElements(operand: Operand, n: number): number | Float64Array {
  if (typeof operand === 'number') return operand;
  return plane.colSteps[n] === 0 ? operand.data[0]! : operand.data;
}

/** Whole numbers have no NaN: modulo 0 they are 0, as NumPy has it. */
function wholeRemainders(result: NDArray): NDArray {
  const { data, dtype } = result;
  if (dtype === 'int64') for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) data[i] = 0;
  return result;
}

function refuseNegativePower(exponents: Operand): void {
  const negative = typeof exponents === 'number' ? exponents < 0 : exponents.data.some((n) => n < 0);
  if (negative)
    throw arrayError(
      'whole numbers to negative whole powers are not allowed',
      'make the base an array of float64',
    );
}

/** The bits 1, 2, 4 for operands that are complex. */
function complexBits(operands: readonly Operand[]): number {
  let bits = 0;
  for (let n = 0; n < operands.length; n++) if (widthOf(operands[n]!) === 2) bits |= 1 << n;
  return bits;
}

function widthOf(operand: Operand): 1 | 2 {
  return typeof operand !== 'number' && operand.dtype === 'complex128' ? 2 : 1;
}

const numbers = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];

/** The elements of operand n; a number becomes the one element of an array of its own. */
function dataOf(operands: readonly Operand[], n: number): Float64Array {
  const operand = operands[n]!;
  if (typeof operand !== 'number') return operand.data;
  numbers[n]![0] = operand;
  return numbers[n]!;
}

// What follows is memory of one call, kept so that small arrays cost no more than their result. No kernel computes with arrays.

const plane: Plane = { rows: 1, cols: 1, at: 0, starts: [0, 0, 0], rowSteps: [0, 0, 0], colSteps: [0, 0, 0] };

/** Axes that all operands step through alike are one group, innermost first: its length, and steps by operand, in doubles. */
const lengths: number[] = [];
const steps: number[][] = [[], [], []];
/** Doubles of each operand below the axis that is looked at. */
const spans = [0, 0, 0];
/** The element of each group that the plane is at. */
const counters: number[] = [];

/** Whether every operand is one number or has the result's shape; makes `plane` one row, but for its length. */
function isFlat(operands: readonly Operand[], shape: Shape): boolean {
  let flat = true;
  plane.rows = 1;
  plane.at = 0;
  for (let n = 0; n < operands.length; n++) {
    const operand = operands[n]!;
    plane.starts[n] = 0;
    if (typeof operand === 'number' || operand.data.length === widthOf(operand)) plane.colSteps[n] = 0;
    else if (sameShape(operand.shape, shape)) plane.colSteps[n] = widthOf(operand);
    else flat = false;
  }
  return flat;
}

/** Find the groups of axes, make `plane` the first rectangle of the two innermost, and return how many groups there are. */
function collapse(operands: readonly Operand[], shape: Shape): number {
  let groups = 0;
  for (let n = 0; n < operands.length; n++) spans[n] = widthOf(operands[n]!);
  for (let axis = 1; axis <= shape.length; axis++) {
    const length = shape[shape.length - axis]!;
    if (length === 1) continue;
    let joins = groups > 0;
    for (let n = 0; n < operands.length; n++) {
      const own = lengthOf(operands[n]!, axis);
      const step = own === 1 ? 0 : spans[n]!;
      spans[n]! *= own;
      joins &&= step === steps[n]![groups - 1]! * lengths[groups - 1]!;
      steps[n]![groups] = step;
    }
    if (joins) lengths[groups - 1]! *= length;
    else {
      lengths[groups] = length;
      counters[groups++] = 0;
    }
  }
  plane.cols = lengths[0]!;
  plane.rows = groups > 1 ? lengths[1]! : 1;
  for (let n = 0; n < operands.length; n++) {
    plane.colSteps[n] = steps[n]![0]!;
    plane.rowSteps[n] = groups > 1 ? steps[n]![1]! : 0;
  }
  return groups;
}

/** The length of the axis so far from the end; axes that are missing have length 1. */
function lengthOf(operand: Operand, axis: number): number {
  return typeof operand === 'number' || axis > operand.shape.length
    ? 1
    : operand.shape[operand.shape.length - axis]!;
}

/** Move the beginnings of `plane` to the next rectangle. */
function advance(arity: number, groups: number): void {
  for (let group = 2; group < groups; group++) {
    counters[group]! += 1;
    const wraps = counters[group] === lengths[group];
    const moves = wraps ? 1 - lengths[group]! : 1;
    for (let n = 0; n < arity; n++) plane.starts[n]! += steps[n]![group]! * moves;
    if (!wraps) return;
    counters[group] = 0;
  }
}
