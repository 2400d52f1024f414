/**
 * Reads the arguments of a call of the guest and writes its results, as tokens (`graph/call-wire.ts`). The guest keeps the memory of
 * calls to itself, so a bad token is our fault; and yet everything is checked.
 */

import { arrayError, type NDArray, type Shape, sizeOf } from '../array/ndarray.ts';
import { internalError } from '../base/errors.ts';
import { KIND } from '../graph/call-wire.ts';
import type { Argument, Keywords } from '../numpy/np.ts';

/** What the tokens of numbers and arrays mean. */
export interface Operands {
  /** A traced number, by its guest id. */
  traced(id: number): Argument;
  /** An array, by the number of its entry. */
  array(id: number): Argument;
  /** So many of the numbers that were sent before, as an array. */
  uploaded(shape: Shape): Argument;
}

/** Read the list of arguments at the beginning of `memory`. */
export function readArguments(memory: Float64Array, operands: Operands): readonly Argument[] {
  const list = new Reader(memory, operands).read();
  if (!Array.isArray(list)) throw forged('a call without a list of arguments');
  return list;
}

class Reader {
  private readonly memory: Float64Array;
  private readonly operands: Operands;
  private at = 0;

  constructor(memory: Float64Array, operands: Operands) {
    this.memory = memory;
    this.operands = operands;
  }

  read(): Argument {
    const kind = this.next();
    switch (kind) {
      case KIND.undefined:
        return undefined;
      case KIND.null:
        return null;
      case KIND.boolean:
        return this.next() !== 0;
      case KIND.number:
        return this.next();
      case KIND.traced:
        return this.operands.traced(this.next());
      case KIND.array:
        return this.operands.array(this.next());
      case KIND.text:
        return this.text();
      case KIND.list:
        return this.list();
      case KIND.keywords:
        return this.keywords();
      case KIND.uploaded:
        return this.operands.uploaded(Array.from({ length: this.length() }, () => this.length(2 ** 53)));
      default:
        throw forged(`the token ${kind}`);
    }
  }

  private list(): Argument[] {
    const list: Argument[] = [];
    for (let left = this.length(); left > 0; left--) list.push(this.read());
    return list;
  }

  private keywords(): Keywords {
    const keywords: Record<string, Argument> = Object.create(null) as Record<string, Argument>;
    for (let left = this.length(); left > 0; left--) {
      const name = this.read();
      if (typeof name !== 'string') throw forged('a keyword without a name');
      keywords[name] = this.read();
    }
    return keywords;
  }

  private text(): string {
    const length = this.length();
    const codes = this.memory.subarray(this.at, this.at + length);
    this.at += length;
    let text = '';
    for (const code of codes) text += String.fromCharCode(code);
    return text;
  }

  private length(limit = this.memory.length): number {
    const length = this.next();
    if (!(Number.isInteger(length) && length >= 0 && length <= limit)) throw forged(`the length ${length}`);
    return length;
  }

  private next(): number {
    if (this.at >= this.memory.length) throw forged('a call that does not end');
    return this.memory[this.at++]!;
  }
}

/** Call `see` with each token of a number or array among the arguments, until it returns true; return whether it did. */
export function anyOperand(memory: Float64Array, see: (kind: number, id: number) => boolean): boolean {
  let at = 0;
  for (let left = 1; left > 0 && at < memory.length; left--) {
    const kind = memory[at]!;
    const operand = memory[at + 1]!;
    at += kind === KIND.undefined || kind === KIND.null ? 1 : 2;
    if (kind === KIND.traced || kind === KIND.array) {
      if (see(kind, operand)) return true;
    } else if (kind === KIND.list) left += operand;
    else if (kind === KIND.keywords) left += 2 * operand;
    else if (kind === KIND.text || kind === KIND.uploaded) at += operand;
  }
  return false;
}

/** Writes results. */
export class ResultWriter {
  private readonly memory: Float64Array;
  private at = 0;

  constructor(memory: Float64Array) {
    this.memory = memory;
  }

  null(): void {
    this.put(KIND.null);
  }

  boolean(value: boolean): void {
    this.put(KIND.boolean, value ? 1 : 0);
  }

  number(value: number): void {
    this.put(KIND.number, value);
  }

  traced(value: number): void {
    this.put(KIND.traced, value);
  }

  array(id: number): void {
    this.put(KIND.array, id);
  }

  /** The beginning of a list; its elements follow. */
  list(length: number): void {
    this.put(KIND.list, length);
  }

  /** The beginning of a list whose arrays share a reference. */
  together(length: number): void {
    this.put(KIND.together, length);
  }

  /** A text, cut where it does not fit. */
  text(value: string): void {
    const length = Math.min(value.length, this.memory.length - this.at - 2);
    this.put(KIND.text, length);
    for (let i = 0; i < length; i++) this.memory[this.at++] = value.charCodeAt(i);
  }

  private put(kind: number, operand?: number): void {
    if (this.at + 2 > this.memory.length)
      throw arrayError('the result has too many parts', 'ask for fewer at once');
    this.memory[this.at++] = kind;
    if (operand !== undefined) this.memory[this.at++] = operand;
  }
}

/** Numbers that the guest sends ahead of a call, in pieces. */
export class Uploads {
  private readonly pieces: Float64Array[] = [];
  /** Bytes that wait for their call. */
  bytes = 0;

  add(numbers: Float64Array): void {
    this.pieces.push(numbers.slice());
    this.bytes += numbers.byteLength;
  }

  /** Take the numbers of an array. */
  take(shape: Shape): NDArray {
    const data = new Float64Array(sizeOf(shape));
    let at = 0;
    while (at < data.length) {
      const piece = this.pieces.shift();
      if (piece === undefined || at + piece.length > data.length)
        throw forged('other numbers than were sent');
      data.set(piece, at);
      at += piece.length;
    }
    this.bytes -= data.byteLength;
    return { shape, dtype: 'float64', data };
  }

  /** Forget what no call has taken. */
  clear(): void {
    if (this.bytes === 0) return;
    this.pieces.length = 0;
    this.bytes = 0;
  }
}

function forged(what: string): Error {
  return internalError(`the guest sent ${what}`);
}
