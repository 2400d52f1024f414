/**
 * The body of one function of the compiled form: the items of a chunk, for all pairs of a strip. Parameters: the byte
 * offset of the first pair in a row of the block, and the offset behind the last.
 *
 * Each pair of points carries three numbers a lane: `alive` (all bits set as long as its decisions come out as recorded),
 * `passed` (how many did) and `pinned` (the number at the pin that did not).
 */

import type { Encoder } from '../base/wasm-encoder.ts';
import { TYPE } from '../base/wasm-encoder.ts';
import { I, V } from '../base/wasm-instructions.ts';
import { NAMES, primitiveOf } from '../ops/registry.ts';
import { FIRST_INSTRUCTION, type Recipe } from './instructions.ts';
import { eachOperand, type Layout, PAIR } from './layout.ts';
import { columnOffset, inputOffset, OFFSET } from './memory.ts';
import { firstStep, isConstant, isPin, type Program } from './schedule.ts';

/** Instructions that give the same bits with their operands exchanged. */
const COMMUTATIVE: ReadonlySet<number> = new Set([V.add, V.mul]);

/** Values left on the stack of the machine at once, at most. */
const STACK = 8;

/** Locals: the two parameters, the offset of the pair in a slot; then vectors. */
const AT = 0;
const END = 1;
const IN_SLOT = 2;
const FIRST_VECTOR = 3;

/** What all chunks of a program share. */
export interface Context {
  readonly program: Program;
  readonly layout: Layout;
  readonly recipes: Readonly<Record<string, Recipe>>;
  /** The index of the imported function for each opcode without a recipe. */
  readonly calls: ReadonlyMap<number, number>;
  readonly out: Encoder;
}

/** Writes the chunks of one program, one after the other. */
export class ChunkWriter {
  private readonly program: Program;
  private readonly layout: Layout;
  private readonly out: Encoder;
  private readonly calls: ReadonlyMap<number, number>;
  private readonly recipes: readonly (Recipe | undefined)[];
  private readonly firstStep: number;

  /** By value, valid within a chunk: its local (0: none), its last use, whether it stays on the stack until its use. */
  private readonly local: Int32Array;
  private readonly lastUse: Int32Array;
  private readonly stacked: Uint8Array;

  private readonly free: number[] = [];
  private locals = 0;
  private alive = 0;
  private passed = 0;
  private pinned = 0;
  private readonly hasPins: boolean;

  constructor({ program, layout, recipes, calls, out }: Context) {
    this.program = program;
    this.layout = layout;
    this.out = out;
    this.calls = calls;
    this.recipes = NAMES.map((name) => recipes[name]);
    this.firstStep = firstStep(program);
    const values = this.firstStep + program.ops.length;
    this.local = new Int32Array(values);
    this.lastUse = new Int32Array(values);
    this.stacked = new Uint8Array(values);
    this.hasPins = program.tests.some((_, k) => isPin(program, k));
  }

  /** Write the body of chunk c: locals and code. */
  write(c: number): void {
    const { out, layout } = this;
    const from = layout.starts[c]!;
    const to = layout.starts[c + 1]!;
    this.plan(from, to);
    this.free.length = 0;
    this.locals = FIRST_VECTOR;

    out.unsigned(2);
    out.unsigned(1);
    out.byte(TYPE.i32);
    const count = out.reserve();
    out.byte(TYPE.v128);
    this.structured(I.loop, () => {
      this.structured(I.block, () => this.body(c, from, to));
      this.advance(AT);
      this.advance(IN_SLOT);
      this.get(AT);
      this.get(END);
      out.byte(I.i32_lt_u);
      this.indexed(I.br_if, 0);
    });
    out.byte(I.end);
    out.fill(count, this.locals - FIRST_VECTOR);
  }

  /** Everything that is done for one pair; leaving the block goes on with the next pair. */
  private body(c: number, from: number, to: number): void {
    const { items, starts } = this.layout;
    const decisions = this.program.tests.length;
    let left = 0;
    for (let at = from; at < to; at++) if (items[at]! < 0) left++;
    this.beginDecisions(c, left > 0);
    if (c === starts.length - 2) this.storeSources();
    for (let at = from; at < to; at++) {
      const item = items[at]!;
      if (item >= 0) this.step(item, at);
      else {
        this.decision(~item, at);
        if (--left === 0) this.endDecisions(~item === decisions - 1 && at + 1 < to);
      }
    }
  }

  /** Find the last use of each value in the chunk, and the values that can wait on the stack for their only use. */
  private plan(from: number, to: number): void {
    const { program, layout, lastUse, stacked } = this;
    const waiting: number[] = [];
    const giveUp = (value: number): void => {
      const depth = waiting.lastIndexOf(value);
      if (depth < 0) return;
      waiting.splice(depth, 1);
      stacked[value] = 0;
    };
    for (let at = from; at < to; at++) {
      const item = layout.items[at]!;
      eachOperand(program, item, (value) => {
        lastUse[value] = at;
      });
      waiting.length -= item < 0 ? 0 : this.takenFromStack(item, waiting);
      eachOperand(program, item, (value) => {
        if (waiting.length > 0 && waiting.includes(value)) giveUp(value);
      });
      if (item < 0) continue;
      const value = this.firstStep + item;
      if (layout.uses[value] !== 1 || layout.slots[value] !== 0 || layout.columns[value]! >= 0) continue;
      stacked[value] = 1;
      waiting.push(value);
      if (waiting.length > STACK) giveUp(waiting[0]!);
    }
    for (const value of waiting) stacked[value] = 0;
  }

  /** Return how many values at the top of the stack are the first operands of a step. */
  private takenFromStack(step: number, stack: readonly number[]): number {
    const recipe = this.recipes[this.program.ops[step]!];
    if (recipe === undefined) return 0;
    const top = stack.at(-1);
    const first = this.operand(step, recipe[0]!);
    if (recipe[1]! >= FIRST_INSTRUCTION) return top === first ? 1 : 0;
    const second = this.operand(step, recipe[1]!);
    if (top === second && stack.at(-2) === first) return 2;
    if (top === first) return 1;
    return top === second && COMMUTATIVE.has(recipe[2]!) && !stack.includes(first) ? 1 : 0;
  }

  /** The value that is operand 0, 1 or 2 of a step. */
  private operand(step: number, index: number): number {
    const { x, y, z } = this.program;
    return (index === 0 ? x : index === 1 ? y : z)[step]!;
  }

  private step(step: number, at: number): void {
    const { program, layout, lastUse, stacked } = this;
    const op = program.ops[step]!;
    const recipe = this.recipes[op];
    if (recipe === undefined) this.call(step, op);
    else this.follow(step, recipe, at);
    eachOperand(program, step, (value) => this.release(value, at));
    const value = this.firstStep + step;
    if (stacked[value] === 1) return;
    const local = this.allocate();
    this.indexed(I.local_set, local);
    if (layout.slots[value] !== 0) {
      this.get(IN_SLOT);
      this.get(local);
      this.access(V.store, layout.slots[value]!);
    }
    this.storeColumns(value, () => this.get(local));
    if (lastUse[value]! > at) this.local[value] = local;
    else this.free.push(local);
  }

  private follow(step: number, recipe: Recipe, at: number): void {
    const second = recipe[1]! < FIRST_INSTRUCTION ? this.operand(step, recipe[1]!) : undefined;
    const exchanged =
      second !== undefined &&
      this.stacked[second] === 1 &&
      this.stacked[this.operand(step, recipe[0]!)] === 0;
    for (let i = 0; i < recipe.length; i++) {
      const part = recipe[i]!;
      if (part >= FIRST_INSTRUCTION) this.vector(part);
      else this.push(this.operand(step, exchanged && i < 2 ? recipe[1 - i]! : part), at);
    }
  }

  /** Call an imported function, lane by lane. */
  private call(step: number, op: number): void {
    const { arity } = primitiveOf(op);
    for (let index = 0; index < arity; index++) this.hold(this.operand(step, index));
    for (const lane of [0, 1]) {
      for (let index = 0; index < arity; index++) this.pushLane(this.operand(step, index), lane);
      this.indexed(I.call, this.calls.get(op)!);
      if (lane === 0) this.vector(V.splat);
      else this.lane(V.replace_lane, lane);
    }
  }

  /** Put the state of the pair into locals if the chunk makes decisions; leave a pair that has no lane alive. */
  private beginDecisions(c: number, makesDecisions: boolean): void {
    if (this.program.tests.length === 0) return;
    this.alive = this.allocate();
    this.passed = this.allocate();
    this.pinned = this.allocate();
    if (c === 0) {
      this.bits(-1);
      this.indexed(I.local_set, this.alive);
      this.bits(0);
      this.indexed(I.local_set, this.passed);
      if (!makesDecisions) this.storeState();
      return;
    }
    this.load(OFFSET.alive, this.alive);
    this.leaveIfDead();
    if (!makesDecisions) return;
    this.load(OFFSET.passed, this.passed);
    if (this.hasPins) this.load(OFFSET.pinned, this.pinned);
  }

  /** After the chunk's last decision: keep the state, and `leave` if nothing but derivatives follow that nobody wants. */
  private endDecisions(leave: boolean): void {
    this.storeState();
    if (leave) this.leaveIfDead();
  }

  /** alive &= (the decision came out as recorded); passed += alive; pinned = x in lanes that fail now. */
  private decision(k: number, at: number): void {
    const { tests, left, right } = this.program;
    const [x, y] = [left[k]!, right[k]!];
    this.hold(x);
    this.hold(y);
    const holds = this.allocate();
    this.answer(tests[k]! >> 1, x, y, at);
    if ((tests[k]! & 1) === 1) this.vector(V.not);
    this.indexed(I.local_set, holds);
    if (isPin(this.program, k)) {
      this.push(x, at);
      this.get(this.pinned);
      this.get(this.alive);
      this.get(holds);
      this.vector(V.andnot);
      this.vector(V.bitselect);
      this.indexed(I.local_set, this.pinned);
    }
    this.get(this.passed);
    this.get(this.alive);
    this.get(holds);
    this.vector(V.and);
    this.indexed(I.local_tee, this.alive);
    this.vector(V.i64_sub); // a lane alive is −1
    this.indexed(I.local_set, this.passed);
    this.free.push(holds);
    eachOperand(this.program, ~k, (value) => this.release(value, at));
  }

  /** Push the mask of `TESTS[test]`. */
  private answer(test: number, x: number, y: number, at: number): void {
    const compare = (instruction: number, a: number, b: number): void => {
      this.push(a, at);
      this.push(b, at);
      this.vector(instruction);
    };
    switch (test) {
      case 0:
        compare(V.lt, x, y);
        break;
      case 1:
        compare(V.le, x, y);
        break;
      case 2:
        compare(V.eq, x, y);
        break;
      case 3:
        compare(V.i64_eq, x, y);
        compare(V.ne, x, x);
        compare(V.ne, y, y);
        this.vector(V.and);
        this.vector(V.or);
        break;
      default:
        this.push(x, at);
        this.vector(V.abs);
        this.bits(0);
        this.vector(V.gt);
    }
  }

  private leaveIfDead(): void {
    this.get(this.alive);
    this.vector(V.any_true);
    this.out.byte(I.i32_eqz);
    this.indexed(I.br_if, 0);
  }

  private storeState(): void {
    this.store(OFFSET.alive, this.alive);
    this.store(OFFSET.passed, this.passed);
    if (this.hasPins) this.store(OFFSET.pinned, this.pinned);
  }

  /** Store the columns that are constants or inputs themselves. */
  private storeSources(): void {
    for (let value = 0; value < this.firstStep; value++)
      this.storeColumns(value, () => this.pushSource(value));
  }

  private storeColumns(value: number, push: () => void): void {
    const { columns, more } = this.layout;
    for (let j = columns[value]!; j >= 0; j = more[j]!) {
      this.get(AT);
      push();
      this.access(V.store, columnOffset(j));
    }
  }

  /** Push a value: nothing to do where it waits on the stack. */
  private push(value: number, at: number): void {
    if (this.stacked[value] === 1) return;
    if (!this.isConstant(value) && this.lastUse[value] !== at) this.hold(value);
    if (this.local[value] !== 0) this.get(this.local[value]!);
    else this.pushSource(value);
  }

  /** Push a value from where it is when the chunk begins. */
  private pushSource(value: number): void {
    if (this.isConstant(value)) {
      this.pushLane(value, 0);
      this.vector(V.splat);
      return;
    }
    const { program, layout } = this;
    const isInput = value < program.inputs;
    this.get(isInput ? AT : IN_SLOT);
    this.access(V.load, isInput ? inputOffset(value, program.columns.length) : layout.slots[value]!);
  }

  /** Make sure that a value is in a local, if it is not constant. */
  private hold(value: number): void {
    if (this.isConstant(value) || this.local[value] !== 0) return;
    this.pushSource(value);
    this.local[value] = this.allocate();
    this.indexed(I.local_set, this.local[value]!);
  }

  /** Push one lane of a value that is constant or in a local. */
  private pushLane(value: number, lane: number): void {
    if (this.isConstant(value)) {
      this.out.byte(I.f64_const);
      this.out.double(this.program.constants[value - this.program.inputs]!);
      return;
    }
    this.get(this.local[value]!);
    this.lane(V.extract_lane, lane);
  }

  /** Free the local of a value after its last use. */
  private release(value: number, at: number): void {
    if (this.local[value] === 0 || this.lastUse[value] !== at) return;
    this.free.push(this.local[value]!);
    this.local[value] = 0;
  }

  private isConstant(value: number): boolean {
    return isConstant(this.program, value);
  }

  /** The vector local that was freed last (its register is the likeliest to be at hand), or a new one. */
  private allocate(): number {
    return this.free.pop() ?? this.locals++;
  }

  private get(local: number): void {
    this.indexed(I.local_get, local);
  }

  /** Push a vector of equal bits: all of them set (-1) or none (0). */
  private bits(value: 0 | -1): void {
    this.vector(V.const);
    for (let i = 0; i < PAIR; i++) this.out.byte(value & 0xff);
  }

  private load(offset: number, local: number): void {
    this.get(AT);
    this.access(V.load, offset);
    this.indexed(I.local_set, local);
  }

  private store(offset: number, local: number): void {
    this.get(AT);
    this.get(local);
    this.access(V.store, offset);
  }

  private access(instruction: number, offset: number): void {
    this.vector(instruction);
    this.out.unsigned(4); // aligned to 2⁴ bytes
    this.out.unsigned(offset);
  }

  private lane(instruction: number, lane: number): void {
    this.vector(instruction);
    this.out.byte(lane);
  }

  private vector(instruction: number): void {
    this.out.byte(I.vector);
    this.out.unsigned(instruction);
  }

  private indexed(instruction: number, index: number): void {
    this.out.byte(instruction);
    this.out.unsigned(index);
  }

  /** Add a pair to an offset. */
  private advance(local: number): void {
    this.get(local);
    this.out.byte(I.i32_const);
    this.out.signed(PAIR);
    this.out.byte(I.i32_add);
    this.indexed(I.local_set, local);
  }

  private structured(instruction: number, content: () => void): void {
    this.out.byte(instruction);
    this.out.byte(TYPE.none);
    content();
    this.out.byte(I.end);
  }
}
