/**
 * Runs a program for one point, with the kernels that define the values. It is what compiled code is held against, and
 * cheaper than compiling for few points.
 */

import type { AutogradError } from '../base/errors.ts';
import type { Kernels } from '../ops/kernels.ts';
import { codeOf } from '../ops/registry.ts';
import type { Inputs } from './memory.ts';
import { firstStep, isPin, type Program } from './schedule.ts';

const ADD = codeOf('add');
const SUB = codeOf('sub');
const MUL = codeOf('mul');
const DIV = codeOf('div');
const NEG = codeOf('neg');

/** Runs one program after the other; the numbers of the last point stay until the next. */
export class Interpreter {
  /** The number at the pin that failed; NaN where the last point did not fail at a pin. */
  pinned = Number.NaN;
  /** Why the last point could not be computed, where operations on arrays threw. */
  fault: AutogradError | undefined;
  private values = new Float64Array(256);
  private program: Program | undefined;
  private readonly kernels: Kernels;

  constructor(kernels: Kernels) {
    this.kernels = kernels;
  }

  /** Return how many of the program's decisions come out at point `i` as recorded before one does not: all of them on its path. */
  run(program: Program, inputs: Inputs, i: number): number {
    if (program !== this.program) this.load(program);
    const { values } = this;
    this.fault = undefined;
    if (program.arrays !== undefined) return this.evaluate(program, inputs, i);
    const { tests, left, right, after } = program;
    for (let k = 0; k < inputs.length; k++) values[k] = inputs[k]![i]!;
    this.pinned = Number.NaN;
    let done = 0;
    for (let k = 0; k < tests.length; k++) {
      this.steps(program, done, after[k]!);
      done = after[k]!;
      if (!agrees(tests[k]!, values[left[k]!]!, values[right[k]!]!)) {
        if (isPin(program, k)) this.pinned = values[left[k]!]!;
        return k;
      }
    }
    this.steps(program, done, program.ops.length);
    return tests.length;
  }

  /** Column j at the last point; meaningful if it made all decisions as recorded. */
  column(j: number): number {
    return this.values[this.program!.columns[j]!]!;
  }

  private evaluate(program: Program, inputs: Inputs, i: number): number {
    const point = inputs.map((numbers) => numbers[i]!);
    const { kernels, values } = this;
    const { passed, left, fault } = program.arrays!.evaluate(program, kernels, point, values, agrees);
    this.pinned = isPin(program, passed) ? left : Number.NaN;
    this.fault = fault;
    return passed;
  }

  private load(program: Program): void {
    const size = Math.max(firstStep(program) + program.ops.length, program.columns.length);
    if (size > this.values.length) this.values = new Float64Array(2 * size);
    this.values.set(program.constants, program.inputs);
    this.program = program;
  }

  private steps(program: Program, from: number, to: number): void {
    const { values, kernels } = this;
    const { ops, x, y, z } = program;
    const first = firstStep(program);
    for (let i = from; i < to; i++) {
      const op = ops[i]!;
      const a = values[x[i]!]!;
      const b = values[y[i]!]!;
      // Arithmetic is most of every derivative; a call for each would cost five times as much.
      if (op === MUL) values[first + i] = a * b;
      else if (op === ADD) values[first + i] = a + b;
      else if (op === SUB) values[first + i] = a - b;
      else if (op === DIV) values[first + i] = a / b;
      else if (op === NEG) values[first + i] = -a;
      else values[first + i] = kernels[op]!(a, b, values[z[i]!]!);
    }
  }
}

/** Whether a decision (`Program.tests`) comes out as recorded. */
function agrees(test: number, x: number, y: number): boolean {
  return answer(test >> 1, x, y) === ((test & 1) === 0);
}

/** The answer to `TESTS[test]`. */
function answer(test: number, x: number, y: number): boolean {
  switch (test) {
    case 0:
      return x < y;
    case 1:
      return x <= y;
    case 2:
      return x === y;
    case 3:
      return Object.is(x, y);
    default:
      return x !== 0 && !Number.isNaN(x);
  }
}
