/**
 * Traced numbers and the tape they are recorded on (`src/graph/wire.ts`). A traced number holds its id and its plain value,
 * its primal, in private fields: a script can neither see nor forge them. The four commonest operators are here because only the
 * class's own body may read the fields: through `record` they cost half as much again.
 */

import type * as Wire from '../src/graph/wire.ts';
import { host } from './host.ts';
import { freeze, getOwnPropertyDescriptor, setPrototypeOf, stringify, text, uncurry } from './intrinsics.ts';

declare const OP: Readonly<Record<'add' | 'sub' | 'mul' | 'div' | 'neg', number>>;

// The numbers of wire.ts; their types hold them to it.
const STRIDE: typeof Wire.STRIDE = 4;
const X: typeof Wire.CONSTANT.x = 256;
const Y: typeof Wire.CONSTANT.y = 512;
const Z: typeof Wire.CONSTANT.z = 1024;
const FIRST_DECISION: typeof Wire.FIRST_DECISION = 192;
const OUTPUT: typeof Wire.OUTPUT = 255;
const STALE: typeof Wire.STALE = 254;
const TESTS: typeof Wire.TESTS = ['lt', 'le', 'eq', 'same', 'truth'];

/** The code of each test, when it holds; the next code is that of its opposite. */
const DECISION = {
  lt: FIRST_DECISION + 2 * TESTS.indexOf('lt'),
  le: FIRST_DECISION + 2 * TESTS.indexOf('le'),
  eq: FIRST_DECISION + 2 * TESTS.indexOf('eq'),
  same: FIRST_DECISION + 2 * TESTS.indexOf('same'),
  truth: FIRST_DECISION + 2 * TESTS.indexOf('truth'),
} satisfies Record<Wire.Test, number>;

const tape = new Float64Array(host.tape);
const { call: callFunction } = host;
/** Where the tape is full, or the record whose place in the script is to be noted. */
let end = tape.length;
/** Numbers of the records whose places are to be noted, rising; the stacks at those that have come. */
let stops: readonly number[] = [];
let stacks: string[] = [];
/** Records until the next of them. */
let remaining = Infinity;
/** Where the next record goes. */
let at = 0;
/** The id of the next traced number; ids are never used again. Before the first trace there is no input, but its id is kept free. */
let next = 1;
/** The id of the input of this trace: an older number is stale. No two traces have the same. */
export let base = 0;
/** What was read ahead at another count is forgotten. */
export let readings = 0;
/** The primal of the next traced number: a field initialiser reads it, as a constructor with parameters is slower. */
let value = 0;
/** The plain values of the operands that `Traced.load` looked at last. */
export let left = 0;
export let right = 0;
/** Whether the record being written has an operand of an earlier trace. */
let isStale = false;
/** Texts made from numbers of this trace. */
let texts = new Set<string>();

const NativeSet = Set;
const addText = uncurry(Set.prototype.add) as (set: Set<string>, text: string) => void;
const hasText = uncurry(Set.prototype.has) as (set: Set<string>, text: string) => boolean;
const getHint = uncurry(WeakMap.prototype.get) as (
  map: WeakMap<Error, string>,
  error: unknown,
) => string | undefined;
const setHint = uncurry(WeakMap.prototype.set) as (
  map: WeakMap<Error, string>,
  error: Error,
  hint: string,
) => void;
const hints = new WeakMap<Error, string>();

/** What an operator does with other operands than numbers and traced numbers of this trace. */
type Binary = (x: unknown, y: unknown) => unknown;
type Unary = (x: unknown) => unknown;

/** Set by `operators.ts`. */
export const fallback = {} as Record<'add' | 'sub' | 'mul' | 'div', Binary> & {
  neg: Unary;
  test: (x: object) => boolean;
};

export class Traced {
  readonly #id = next++;
  readonly #primal = value;

  static has(x: unknown): x is Traced {
    return typeof x === 'object' && x !== null && #id in x;
  }

  static primal(x: Traced): number {
    return x.#primal;
  }

  /** Return the id within this trace; negative if the number is stale. */
  static id(x: Traced): number {
    return x.#id - base;
  }

  /** Are these numbers, at least one of them traced? If so, set `left` and `right` to their plain values. */
  static load(x: unknown, y: unknown): boolean {
    if (typeof x === 'number') {
      if (typeof y !== 'object' || y === null || !(#id in y)) return false;
      left = x;
      right = y.#primal;
      return true;
    }
    if (typeof x !== 'object' || x === null || !(#id in x)) return false;
    left = x.#primal;
    if (typeof y === 'number') right = y;
    else if (typeof y === 'object' && y !== null && #id in y) right = y.#primal;
    else return false;
    return true;
  }

  /** Write one operand of the record at `at`; return the flag to add to its code. */
  static write(x: Traced | number, where: number, flag: number): number {
    if (typeof x === 'number') {
      tape[where] = x;
      return flag;
    }
    const id = x.#id - base;
    if (id >= 0) {
      tape[where] = id;
      return 0;
    }
    isStale = true;
    tape[where] = x.#primal;
    return flag;
  }

  /** The truth of any value; of a traced number a decision. */
  static test(x: unknown): boolean {
    if (typeof x !== 'object' || x === null) return !!x;
    if (!(#id in x)) return fallback.test(x);
    return decide('truth', x.#primal < 0 || x.#primal > 0, x, x);
  }

  static neg(x: unknown): unknown {
    if (typeof x === 'number') return -x;
    if (typeof x !== 'object' || x === null || !(#id in x)) return fallback.neg(x);
    if (at === end) makeRoom();
    tape[at] = OP.neg + Traced.write(x, at + 1, X);
    at += STRIDE;
    value = -x.#primal;
    if (isStale) noteStale();
    return new Traced();
  }

  // The four differ in their operator only.
  static add(x: unknown, y: unknown): unknown {
    if (typeof x === 'number') {
      if (typeof y === 'number') return x + y;
      if (typeof y === 'object' && y !== null && #id in y && y.#id >= base)
        return put(OP.add + X, x, y.#id - base, x + y.#primal);
    } else if (typeof x === 'object' && x !== null && #id in x && x.#id >= base) {
      if (typeof y === 'number') return put(OP.add + Y, x.#id - base, y, x.#primal + y);
      if (typeof y === 'object' && y !== null && #id in y && y.#id >= base)
        return put(OP.add, x.#id - base, y.#id - base, x.#primal + y.#primal);
    }
    return fallback.add(x, y);
  }

  static sub(x: unknown, y: unknown): unknown {
    if (typeof x === 'number') {
      if (typeof y === 'number') return x - y;
      if (typeof y === 'object' && y !== null && #id in y && y.#id >= base)
        return put(OP.sub + X, x, y.#id - base, x - y.#primal);
    } else if (typeof x === 'object' && x !== null && #id in x && x.#id >= base) {
      if (typeof y === 'number') return put(OP.sub + Y, x.#id - base, y, x.#primal - y);
      if (typeof y === 'object' && y !== null && #id in y && y.#id >= base)
        return put(OP.sub, x.#id - base, y.#id - base, x.#primal - y.#primal);
    }
    return fallback.sub(x, y);
  }

  static mul(x: unknown, y: unknown): unknown {
    if (typeof x === 'number') {
      if (typeof y === 'number') return x * y;
      if (typeof y === 'object' && y !== null && #id in y && y.#id >= base)
        return put(OP.mul + X, x, y.#id - base, x * y.#primal);
    } else if (typeof x === 'object' && x !== null && #id in x && x.#id >= base) {
      if (typeof y === 'number') return put(OP.mul + Y, x.#id - base, y, x.#primal * y);
      if (typeof y === 'object' && y !== null && #id in y && y.#id >= base)
        return put(OP.mul, x.#id - base, y.#id - base, x.#primal * y.#primal);
    }
    return fallback.mul(x, y);
  }

  static div(x: unknown, y: unknown): unknown {
    if (typeof x === 'number') {
      if (typeof y === 'number') return x / y;
      if (typeof y === 'object' && y !== null && #id in y && y.#id >= base)
        return put(OP.div + X, x, y.#id - base, x / y.#primal);
    } else if (typeof x === 'object' && x !== null && #id in x && x.#id >= base) {
      if (typeof y === 'number') return put(OP.div + Y, x.#id - base, y, x.#primal / y);
      if (typeof y === 'object' && y !== null && #id in y && y.#id >= base)
        return put(OP.div, x.#id - base, y.#id - base, x.#primal / y.#primal);
    }
    return fallback.div(x, y);
  }

  /** What the engine calls where it wants a primitive. Text pins the value; anything else would lose the derivative. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === 'string') return textOf(this, text(pin(this)));
    throw loss(
      'a number that depends on the input was turned into a plain number by a built-in function, and so lost its derivative',
      'use Math.*, np.* or plain operators, or drop the derivative with np.value(x)',
    );
  }

  toJSON(): never {
    throw loss(
      'JSON.stringify would turn a number that depends on the input into text',
      'copy arrays and objects with [...a] and { ...o }; write np.value(x) for what is only printed',
    );
  }
}

// To a script it is a number: it has what numbers have, and shows nothing of this class.
setPrototypeOf(Traced.prototype, Number.prototype);
delete (Traced.prototype as { constructor?: unknown }).constructor;
freeze(Traced.prototype);

export const { has: isTraced, primal, id: idOf } = Traced;

/** Return the next traced number, which the host has made. */
export function newTraced(x: number): Traced {
  value = x;
  return new Traced();
}

/** Call a function of arrays, which counts as a record. */
export function callHost(code: number): unknown {
  if (at === end) makeRoom();
  if (at > 0) flush(); // by itself: where the call throws, the host has read the records all the same
  const reference = callFunction(code, next - base);
  if (remaining !== Infinity) stopAfter(remaining - 1);
  return reference;
}

/** Hand the records written so far to the host. */
export function flush(): void {
  const records = at / STRIDE;
  if (records > 0) host.flush(records, next - base);
  at = 0; // only now: where the stack ends before the call, the records stay
  stopAfter(remaining - records);
}

/** The tape is full, or the next record is one whose place is to be noted. */
function makeRoom(): void {
  flush();
  if (remaining !== 0) return;
  const done = stacks.length;
  stacks[done] = (getOwnPropertyDescriptor(new Error(), 'stack')?.value as string | undefined) ?? '';
  stopAfter(done + 1 < stops.length ? stops[done + 1]! - stops[done]! : Infinity);
}

/** Return the guest's stacks where the records that `beginTrace` was told of were written, as JSON. */
export const stacksJson = (): string => stringify(stacks);

/** Let `body` record while the host is at work on something: what was written before, the host has read. */
export function reenter<T>(body: () => T): T {
  const written = at;
  at = 0;
  stopAfter(remaining - written / STRIDE);
  try {
    return body();
  } finally {
    at = written;
    stopAfter(remaining + written / STRIDE);
  }
}

/** Let the tape seem full after so many records. */
function stopAfter(records: number): void {
  remaining = records;
  end = records * STRIDE < tape.length ? records * STRIDE : tape.length;
}

/**
 * Begin a trace; return its input, which gets id 0. What was recorded outside of a trace is dropped. The stack is noted where the
 * records of these numbers (from 0, rising) are written, to find their places in the script.
 */
export function beginTrace(x: number, noted: readonly number[] = []): Traced {
  stops = noted;
  stacks = [];
  stopAfter(noted.length > 0 ? noted[0]! : Infinity);
  at = 0;
  base = next;
  readings++;
  texts = new NativeSet();
  value = x;
  return new Traced();
}

/** Forget what was read ahead of arrays. */
export function forgetReadings(): void {
  readings++;
}

/** Say that the record just written used a number of an earlier trace; that number counts as a constant. */
function noteStale(): void {
  isStale = false;
  if (at === end) makeRoom();
  tape[at] = STALE;
  at += STRIDE;
}

/** Record a primitive of two operands of this trace, each its id or, as the flags in `code` say, a constant. */
function put(code: number, x: number, y: number, result: number): Traced {
  if (at === end) makeRoom();
  tape[at] = code;
  tape[at + 1] = x;
  tape[at + 2] = y;
  at += STRIDE;
  value = result;
  return new Traced();
}

/** Record the primitive `op` of up to three operands; return its result, whose plain value is `result`. */
export function record(
  op: number,
  result: number,
  x: Traced | number,
  y?: Traced | number,
  z?: Traced | number,
): Traced {
  if (at === end) makeRoom();
  let code = op + Traced.write(x, at + 1, X);
  if (y !== undefined) code += Traced.write(y, at + 2, Y);
  if (z !== undefined) code += Traced.write(z, at + 3, Z);
  tape[at] = code;
  at += STRIDE;
  if (isStale) noteStale();
  value = result;
  return new Traced();
}

/** Record that the test came out as `holds`; return that. */
export function decide(test: Wire.Test, holds: boolean, x: Traced | number, y: Traced | number): boolean {
  if (at === end) makeRoom();
  const code = holds ? DECISION[test] : DECISION[test] + 1;
  tape[at] = code + Traced.write(x, at + 1, X) + Traced.write(y, at + 2, Y);
  at += STRIDE;
  if (isStale) noteStale();
  return holds;
}

/** Record that the number has the value it has, which makes it a plain one; return that. */
export function pin(x: Traced): number {
  const plain = primal(x);
  decide('same', true, x, plain);
  return plain;
}

/** Return `x` as it is, but a traced number pinned. */
export function pinned(x: Traced | number): number;
export function pinned(x: unknown): unknown;
export function pinned(x: unknown): unknown {
  return isTraced(x) ? pin(x) : x;
}

/** Record a number that the function returned. */
export function output(x: Traced | number): void {
  if (at === end) makeRoom();
  tape[at] = OUTPUT + Traced.write(x, at + 1, X);
  at += STRIDE;
  if (isStale) noteStale();
}

/** Return the derivatives of orders 1 … `order` of `y` with respect to the alias `x`; one that depends on nothing traced is a plain number. */
export function differentiate(y: Traced, x: Traced, order: number): (Traced | number)[] {
  if (at === end) makeRoom();
  flush();
  host.differentiate(Traced.id(y), Traced.id(x), order);
  stopAfter(remaining - 1); // it counts as a record
  const derivatives: (Traced | number)[] = [];
  for (let i = 0; i < order; i++) {
    value = tape[2 * i + 1]!;
    const derivative = new Traced();
    derivatives[i] = tape[2 * i] === 1 ? derivative : value;
  }
  return derivatives;
}

/** Note that `written` was made from `x`; return it. */
export function textOf(x: Traced, written: string): string {
  if (Traced.id(x) >= 0) addText(texts, written);
  return written;
}

/** Throw if the text was made from a traced number: read back as a number, it would have lost its derivative. */
export function checkText(read: string): void {
  if (!hasText(texts, read)) return;
  throw loss(
    `the text "${read}" was made from a number that depends on the input; read back, it has no derivative`,
    'keep the number, not its text, or drop the derivative with np.value(x)',
  );
}

/** Return the error for a derivative that would be lost: what happened, and what to write instead. */
export function loss(what: string, hint: string): Error {
  const error = new Error(what);
  setHint(hints, error, hint);
  return error;
}

/** Return what to write instead, if `thrown` is an error of `loss`. */
export function hintOf(thrown: unknown): string | undefined {
  return Traced.has(thrown) ? undefined : getHint(hints, thrown);
}
