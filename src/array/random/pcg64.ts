/**
 * PCG64, generator of NumPy's default_rng: a linear congruential generator of 128 bits whose output is its halves, combined and
 * rotated (XSL-RR). Source: M. E. O'Neill, "PCG: a family of simple fast space-efficient statistically good algorithms for random
 * number generation", 2014.
 */

import { seedWords } from './seed-sequence.ts';
import type { BitGenerator } from './source.ts';

/**
 * 128 bits in pieces of 16, lowest first. The multiplier has pieces of 32: a sum of four products of 48 bits is exact in doubles. Three
 * times as fast as BigInt.
 */
type Limbs = Float64Array;
const LIMBS = 8;
const MULTIPLIER = Float64Array.of(0x9fccf645, 0x4385df64, 0x1fc65da4, 0x2360ed05);

export class Pcg64 implements BitGenerator {
  private state: Limbs = new Float64Array(LIMBS);
  private next: Limbs = new Float64Array(LIMBS);
  private readonly increment: Limbs;
  /** The upper half of 64 bits, whose lower half was the last word. */
  private spareWord: number | undefined;
  high = 0;
  low = 0;

  /** A generator that begins at `seed`: a non-negative integer, or several of them. */
  constructor(seed: number | readonly number[]) {
    const words = seedWords(seed, 8);
    const start = limbsOf(words.subarray(0, 4));
    this.increment = limbsOf(words.subarray(4));
    shiftInOne(this.increment);
    this.step();
    for (let k = 0, carry = 0; k < LIMBS; k++) {
      const sum = this.state[k]! + start[k]! + carry;
      carry = sum >>> 16;
      this.state[k] = sum & 0xffff;
    }
    this.step();
  }

  word(): number {
    if (this.spareWord !== undefined) {
      const word = this.spareWord;
      this.spareWord = undefined;
      return word;
    }
    this.wide();
    this.spareWord = this.high;
    return this.low;
  }

  wide(): void {
    this.step();
    const { state } = this;
    const high = limbPair(state, 6) ^ limbPair(state, 2);
    const low = limbPair(state, 4) ^ limbPair(state, 0);
    this.rotate(high, low, state[7]! >>> 10);
  }

  uniform(): number {
    this.wide();
    return (this.high * 2 ** 21 + (this.low >>> 11)) * 2 ** -53;
  }

  /** state ← state · multiplier + increment, modulo 2¹²⁸. */
  private step(): void {
    const { state, next, increment } = this;
    for (let k = 0, carry = 0; k < LIMBS; k++) {
      let sum = increment[k]! + carry;
      for (let i = k, j = 0; i >= 0; i -= 2, j++) sum += state[i]! * MULTIPLIER[j]!;
      carry = Math.floor(sum / 2 ** 16);
      next[k] = sum - carry * 2 ** 16;
    }
    this.state = next;
    this.next = state;
  }

  /** Set `high` and `low` to the given 64 bits, rotated to the right. */
  private rotate(high: number, low: number, by: number): void {
    const upper = by & 32 ? low : high;
    const lower = by & 32 ? high : low;
    const right = by & 31;
    // A shift by 32 is one by 0 in JavaScript, hence two shifts to the left.
    this.high = ((upper >>> right) | ((lower << 1) << (31 - right))) >>> 0;
    this.low = ((lower >>> right) | ((upper << 1) << (31 - right))) >>> 0;
  }
}

function limbPair(limbs: Limbs, at: number): number {
  return (limbs[at + 1]! << 16) | limbs[at]!;
}

/** Return 128 bits as limbs, given as two numbers of 64 bits, the upper first, each with its lower word first. */
function limbsOf(words: Uint32Array): Limbs {
  const lowestFirst = [words[2]!, words[3]!, words[0]!, words[1]!];
  return Float64Array.from(lowestFirst.flatMap((word) => [word & 0xffff, word >>> 16]));
}

/** limbs ← 2 · limbs + 1, modulo 2¹²⁸. */
function shiftInOne(limbs: Limbs): void {
  let carry = 1;
  for (let k = 0; k < LIMBS; k++) {
    const doubled = limbs[k]! * 2 + carry;
    carry = doubled >>> 16;
    limbs[k] = doubled & 0xffff;
  }
}
