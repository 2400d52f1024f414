/**
 * What random numbers are made from: generators of bits, and on top of them sources of standard numbers that distributions
 * draw from. Everything but the elementary functions is exact arithmetic, so the numbers are those of NumPy; the elementary functions
 * are given, so that one libm defines every value.
 */

/** The functions of a libm that distributions use. `sqrt` and `floor` need none: IEEE 754 defines them to the bit. */
export type RandomMath = Readonly<
  Record<'exp' | 'log' | 'log1p' | 'cos' | 'acos', (x: number) => number> & {
    pow(x: number, y: number): number;
  }
>;

/** A generator of random bits. */
export interface BitGenerator {
  /** Return 32 random bits as an unsigned integer. */
  word(): number;
  /** Draw 64 random bits into `high` and `low`. */
  wide(): void;
  readonly high: number;
  readonly low: number;
  /** Return a multiple of 2⁻⁵³ in [0, 1). */
  uniform(): number;
}

/**
 * What distributions draw from. RandomState and Generator differ in how they make normal, exponential and integer numbers;
 * all else is the same.
 */
export interface Source {
  readonly math: RandomMath;
  readonly bits: BitGenerator;
  /** Return a number in [0, 1), uniformly distributed. */
  uniform(): number;
  /** Return a number of the standard normal distribution. */
  normal(): number;
  /** Return a number of the standard exponential distribution. */
  exponential(): number;
  /** Return an integer in [0, max], uniformly distributed; max < 2⁵³. */
  integer(max: number): number;
}

/** Return the least 2ᵏ − 1 that is not below an unsigned integer of 32 bits. */
export function bitMask(max: number): number {
  return max === 0 ? 0 : 0xffffffff >>> Math.clz32(max);
}

/** Return an integer in [0, max]: words under a mask until one is not above; max < 2⁵³. */
export function maskedInteger(bits: BitGenerator, max: number): number {
  if (max === 0) return 0;
  const highMax = Math.floor(max / 2 ** 32);
  if (highMax === 0) {
    const mask = bitMask(max);
    for (;;) {
      const value = (bits.word() & mask) >>> 0;
      if (value <= max) return value;
    }
  }
  const highMask = bitMask(highMax);
  for (;;) {
    bits.wide();
    const value = (bits.high & highMask) * 2 ** 32 + bits.low;
    if (value <= max) return value;
  }
}
