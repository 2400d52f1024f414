/**
 * The Mersenne Twister, generator of NumPy's RandomState. Source: M. Matsumoto and T. Nishimura, "Mersenne Twister: a
 * 623-dimensionally equidistributed uniform pseudo-random number generator", 1998, and their seeding of 2002.
 */

import type { BitGenerator } from './source.ts';

const LENGTH = 624;
const MIDDLE = 397;

export class Mt19937 implements BitGenerator {
  private readonly state = new Int32Array(LENGTH);
  private position = LENGTH;
  high = 0;
  low = 0;

  /** A generator that begins at `seed`: an unsigned integer of 32 bits, or several of them. */
  constructor(seed: number | readonly number[]) {
    if (typeof seed === 'number') this.seedByWord(seed);
    else this.seedByWords(seed);
  }

  /** Return a generator that goes on as this one does. */
  copy(): Mt19937 {
    const copy = new Mt19937(0);
    copy.state.set(this.state);
    copy.position = this.position;
    return copy;
  }

  word(): number {
    if (this.position === LENGTH) this.refill();
    let y = this.state[this.position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  wide(): void {
    this.high = this.word();
    this.low = this.word();
  }

  uniform(): number {
    const high = this.word() >>> 5;
    return (high * 2 ** 26 + (this.word() >>> 6)) * 2 ** -53;
  }

  /** Knuth's linear congruential generator (TAOCP vol. 2, 3rd ed., p. 106) over the previous word. */
  private seedByWord(seed: number): void {
    const { state } = this;
    state[0] = seed;
    for (let i = 1; i < LENGTH; i++) state[i] = Math.imul(1812433253, scrambled(state[i - 1]!)) + i;
  }

  private seedByWords(words: readonly number[]): void {
    const { state } = this;
    this.seedByWord(19650218);
    let i = 1;
    let j = 0;
    const advance = () => {
      if (++i < LENGTH) return;
      state[0] = state[LENGTH - 1]!;
      i = 1;
    };
    for (let k = Math.max(LENGTH, words.length); k > 0; k--) {
      state[i] = (state[i]! ^ Math.imul(scrambled(state[i - 1]!), 1664525)) + words[j]! + j;
      if (++j === words.length) j = 0;
      advance();
    }
    for (let k = LENGTH - 1; k > 0; k--) {
      state[i] = (state[i]! ^ Math.imul(scrambled(state[i - 1]!), 1566083941)) - i;
      advance();
    }
    state[0] = 0x80000000;
  }

  private refill(): void {
    const { state } = this;
    for (let i = 0; i < LENGTH; i++) {
      const y = (state[i]! & 0x80000000) | (state[i + 1 === LENGTH ? 0 : i + 1]! & 0x7fffffff);
      const shifted = state[i < LENGTH - MIDDLE ? i + MIDDLE : i + MIDDLE - LENGTH]!;
      state[i] = shifted ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.position = 0;
  }
}

function scrambled(word: number): number {
  return word ^ (word >>> 30);
}
