/**
 * Writes one function of WebAssembly. Values are written as expressions (`add(x, mul(y, z))`), which become instructions where
 * they are used; what is used twice is kept in a local (`keep`). Nothing is checked: a wrong type is V8's error.
 */

import { type Encoder, TYPE } from '../base/wasm-encoder.ts';
import { I, V } from '../base/wasm-instructions.ts';

/** Writes instructions that leave a value on the stack. */
export type Code = (out: Encoder) => void;

/** A local of the function. As code, its value. */
export type Local = Code & { readonly index: number };

/** The number of an instruction (`V`) as a function of what it takes from the stack. */
const vector =
  (instruction: number) =>
  (...operands: readonly Code[]): Code =>
  (out) => {
    for (const operand of operands) operand(out);
    out.byte(I.vector);
    out.unsigned(instruction);
  };

const plain =
  (instruction: number) =>
  (...operands: readonly Code[]): Code =>
  (out) => {
    for (const operand of operands) operand(out);
    out.byte(instruction);
  };

/** Vectors of two doubles; comparisons set all bits of a lane or none. */
export const add = vector(V.add);
export const sub = vector(V.sub);
export const mul = vector(V.mul);
export const div = vector(V.div);
export const min = vector(V.min);
export const max = vector(V.max);
/** y where y < x (x < y), elsewhere x: one instruction, where min and max are seven. */
export const pmin = vector(V.pmin);
export const pmax = vector(V.pmax);
export const abs = vector(V.abs);
export const sqrt = vector(V.sqrt);
export const nearest = vector(V.nearest);
export const neg = vector(V.neg);
export const eq = vector(V.eq);
export const ne = vector(V.ne);
export const lt = vector(V.lt);
export const le = vector(V.le);
export const gt = vector(V.gt);
/** The bits of the first where those of the third are set, elsewhere those of the second. */
export const bitselect = vector(V.bitselect);
export const and = vector(V.and);
export const or = vector(V.or);
export const xor = vector(V.xor);

/** The bits of a vector as two integers of 64 bits. */
export const addBits = vector(V.i64_add);
export const subBits = vector(V.i64_sub);

export function shiftLeft(x: Code, by: number): Code {
  return vector(V.i64_shl)(x, integer(by));
}

/** Shift right, the highest bit moving in. */
export function shiftRight(x: Code, by: number): Code {
  return vector(V.i64_shr_s)(x, integer(by));
}

/** A double, twice. */
export function constant(value: number): Code {
  return (out) => {
    out.byte(I.vector);
    out.unsigned(V.const);
    out.double(value);
    out.double(value);
  };
}

/** Integers of 32 bits: addresses. */
export const plus = plain(I.i32_add);
export const isBelow = plain(I.i32_lt_u);

export function integer(value: number): Code {
  return (out) => {
    out.byte(I.i32_const);
    out.signed(value);
  };
}

/** The two doubles at `address` + `offset` bytes. */
export function load(address: Code, offset: number): Code {
  return access(V.load, 4, address, offset);
}

/** The double at `address` + `offset` bytes, twice. */
export function loadSplat(address: Code, offset: number): Code {
  return access(V.load64_splat, 3, address, offset);
}

/** The double at `first`, and that at `second`. */
export function loadBoth(first: Code, second: Code): Code {
  return (out) => {
    second(out);
    access(V.load64_lane, 3, loadSplat(first, 0), 0)(out);
    out.byte(1); // the lane
  };
}

function access(instruction: number, alignment: number, address: Code, offset: number): Code {
  return (out) => {
    address(out);
    out.byte(I.vector);
    out.unsigned(instruction);
    out.unsigned(alignment);
    out.unsigned(offset);
  };
}

/** Integers a function can keep. */
const INTEGERS = 8;

/** The body of a function whose parameters are integers and that returns nothing. */
export class FunctionWriter<Parameter extends string> {
  readonly parameters: Readonly<Record<Parameter, Local>>;
  private readonly out: Encoder;
  private readonly vectorCount: number;
  private integer: number;
  private readonly firstVector: number;
  private vector: number;

  constructor(out: Encoder, parameters: readonly Parameter[]) {
    this.out = out;
    this.parameters = Object.fromEntries(parameters.map((name, i) => [name, local(i)])) as Record<
      Parameter,
      Local
    >;
    this.integer = parameters.length;
    this.firstVector = this.vector = parameters.length + INTEGERS;
    out.unsigned(2);
    out.unsigned(INTEGERS);
    out.byte(TYPE.i32);
    this.vectorCount = out.reserve();
    out.byte(TYPE.v128);
  }

  /** Keep a vector in a local of its own. */
  keep(value: Code): Local {
    const target = local(this.vector++);
    this.set(target, value);
    return target;
  }

  /** Keep an integer in a local of its own. */
  keepInteger(value: Code): Local {
    const target = local(this.integer++);
    this.set(target, value);
    return target;
  }

  set(target: Local, value: Code): void {
    value(this.out);
    this.out.byte(I.local_set);
    this.out.unsigned(target.index);
  }

  store(address: Code, offset: number, value: Code): void {
    address(this.out);
    access(V.store, 4, value, offset)(this.out);
  }

  /** Do `body`, and again as long as `condition` holds after it. */
  loop(body: () => void, condition: Code): void {
    this.out.byte(I.loop);
    this.out.byte(TYPE.none);
    body();
    condition(this.out);
    this.out.byte(I.br_if);
    this.out.unsigned(0);
    this.out.byte(I.end);
  }

  end(): void {
    this.out.byte(I.end);
    this.out.fill(this.vectorCount, this.vector - this.firstVector);
  }
}

function local(index: number): Local {
  const get: Code = (out) => {
    out.byte(I.local_get);
    out.unsigned(index);
  };
  return Object.assign(get, { index });
}
