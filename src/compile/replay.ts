/**
 * Runs the program of a path for many points, interpreted or compiled, whichever is cheaper: fills the rows of the points that
 * follow the path and tells which points leave it, and where.
 */

import type { Kernels } from '../ops/kernels.ts';
import { Interpreter } from './interpret.ts';
import { BLOCK, type Inputs, PointMemory } from './memory.ts';
import { isPin, type Program } from './schedule.ts';
import { type Code, compile } from './wasm.ts';

/**
 * Nanoseconds, for the choice between interpreting and compiling: interpreting a path may cost as much as compiling it,
 * not more. Orders of magnitude are enough (bench/compile.ts).
 */
const COST = { interpretStep: 10, interpretPoint: 100, compileStep: 400, compilePath: 300_000 } as const;

/** Steps in compiled form, at most, where there are several paths: a step is some 30 bytes of machine code. */
const MOST_COMPILED_STEPS = 1e7;

/** A program and how it has been run. */
export class Runner {
  readonly program: Program;
  /** Points it was run for, those that left included. */
  points = 0;
  code: Code | undefined;

  constructor(program: Program) {
    this.program = program;
  }
}

/** Where results go: columns, and the number of each point's path. */
export interface Rows {
  readonly columns: Float64Array<ArrayBuffer>[];
  readonly path: Int32Array;
}

/** Points that left a path at one decision; `numbers` are those at the failed pin, if it is one. */
export interface Departure {
  readonly decision: number;
  readonly points: number[];
  readonly numbers: number[];
}

export class Replay {
  replayed = 0;
  interpreted = 0;
  compiledPaths = 0;
  compileMs = 0;
  readonly interpreter: Interpreter;
  private readonly kernels: Kernels;
  private readonly memory = new PointMemory();
  /** For each input the numbers of a block whose points do not lie together. */
  private readonly gathered: Float64Array[] = [];
  private compiledSteps = 0;
  /** By decision, empty between two runs. (A map with a key for each point took a third of the time.) */
  private readonly groups: (Departure | undefined)[] = [];
  private departures: Departure[] = [];

  constructor(kernels: Kernels) {
    this.kernels = kernels;
    this.interpreter = new Interpreter(kernels);
  }

  /** Run path `id` for the points of `inputs` with the numbers `points` (rising). Return those that leave it. */
  run(runner: Runner, id: number, inputs: Inputs, points: Int32Array, rows: Rows): Departure[] {
    const code = this.codeFor(runner, points.length, inputs, points[0]!);
    runner.points += points.length;
    while (this.groups.length < runner.program.tests.length) this.groups.push(undefined);
    if (code === undefined) this.interpret(runner.program, id, inputs, points, rows);
    else {
      for (let start = 0; start < points.length; start += BLOCK) {
        this.block(runner.program, code, id, inputs, points.subarray(start, start + BLOCK), rows);
      }
    }
    const { departures } = this;
    for (const { decision } of departures) this.groups[decision] = undefined;
    this.departures = [];
    return departures;
  }

  /** Compiled code of a path if it is worth having for so many more points; number `i` is one of them. */
  private codeFor(runner: Runner, more: number, inputs: Inputs, i: number): Code | undefined {
    if (runner.code !== undefined) return runner.code;
    if (runner.program.arrays !== undefined) return undefined;
    const steps = runner.program.ops.length;
    const interpreting = (runner.points + more) * (COST.interpretPoint + steps * COST.interpretStep);
    if (interpreting < COST.compilePath + steps * COST.compileStep) return undefined;
    if (this.compiledSteps > 0 && this.compiledSteps + steps > MOST_COMPILED_STEPS) return undefined;
    this.compiledSteps += steps;
    this.compiledPaths++;
    const start = performance.now();
    runner.code = compile(runner.program, this.kernels, this.memory);
    const point = inputs.map((numbers) => numbers.subarray(i, i + 1));
    this.memory.load(point, runner.program.columns.length);
    runner.code.run(1); // V8 does its part in the first run
    this.compileMs += performance.now() - start;
    return runner.code;
  }

  private interpret(program: Program, id: number, inputs: Inputs, points: Int32Array, rows: Rows): void {
    const { interpreter } = this;
    const decisions = program.tests.length;
    for (const i of points) {
      const passed = interpreter.run(program, inputs, i);
      if (passed < decisions) {
        this.depart(i, passed, interpreter.pinned);
        continue;
      }
      rows.path[i] = id;
      this.interpreted++;
      for (const [j, column] of rows.columns.entries()) column[i] = interpreter.column(j);
    }
  }

  /** Run compiled code for at most BLOCK points. */
  private block(
    program: Program,
    code: Code,
    id: number,
    inputs: Inputs,
    points: Int32Array,
    rows: Rows,
  ): void {
    const { memory } = this;
    const count = points.length;
    const first = points[0]!;
    const adjacent = points[count - 1]! - first === count - 1;
    const block = adjacent
      ? inputs.map((numbers) => numbers.subarray(first, first + count))
      : this.gather(inputs, points);
    memory.load(block, program.columns.length);
    code.run(count);
    if (this.sortOut(program, id, points, rows) === 0) return;
    // Rows of points that left are copied, too: their own path writes them again.
    for (const [j, column] of rows.columns.entries()) {
      const values = memory.column(j, count);
      if (adjacent) column.set(values, first);
      else for (let i = 0; i < count; i++) column[points[i]!] = values[i]!;
    }
  }

  private gather(inputs: Inputs, points: Int32Array): Inputs {
    return inputs.map((numbers, k) => {
      this.gathered[k] ??= new Float64Array(BLOCK);
      const gathered = this.gathered[k];
      for (let i = 0; i < points.length; i++) gathered[i] = numbers[points[i]!]!;
      return gathered.subarray(0, points.length);
    });
  }

  /** Note which points of the block follow the path, and return how many. */
  private sortOut(program: Program, id: number, points: Int32Array, rows: Rows): number {
    const { memory } = this;
    const decisions = program.tests.length;
    const count = points.length;
    let left = 0;
    for (let i = 0; i < count; i++) rows.path[points[i]!] = id;
    for (let i = 0; i < count && decisions > 0; i++) {
      const passed = memory.passed(i);
      if (passed === decisions) continue;
      this.depart(points[i]!, passed, isPin(program, passed) ? memory.pinned(i) : Number.NaN);
      left++;
    }
    this.replayed += count - left;
    return count - left;
  }

  private depart(point: number, decision: number, number: number): void {
    let group = this.groups[decision];
    if (group === undefined) {
      group = { decision, points: [], numbers: [] };
      this.groups[decision] = group;
      this.departures.push(group);
    }
    group.points.push(point);
    group.numbers.push(number);
  }
}
