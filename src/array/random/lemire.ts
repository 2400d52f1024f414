/**
 * Uniformly distributed integers as the high part of a product, as NumPy's Generator draws them. Source: D. Lemire, "Fast random
 * integer generation in an interval", 2019.
 */

import type { BitGenerator } from './source.ts';

/** Return an integer in [0, max]; max < 2⁵³. */
export function lemireInteger(bits: BitGenerator, max: number): number {
  if (max === 0) return 0;
  if (max === 2 ** 32 - 1) return bits.word();
  return max < 2 ** 32 ? ofWord(bits, max + 1) : ofWide(bits, BigInt(max) + 1n);
}

/** Words whose product has a low part below 2³² mod count are rejected, so that each result has equally many. */
function ofWord(bits: BitGenerator, count: number): number {
  const threshold = 2 ** 32 % count;
  for (;;) {
    const word = bits.word();
    const low = Math.imul(word, count) >>> 0;
    if (low >= threshold) return productHigh(word, count);
  }
}

/** Return ⌊x·y / 2³²⌋ for unsigned words; in halves, since doubles hold only 53 bits of the product. */
function productHigh(x: number, y: number): number {
  const lower = (x & 0xffff) * y;
  return Math.floor(((x >>> 16) * y + Math.floor(lower / 2 ** 16)) / 2 ** 16);
}

function ofWide(bits: BitGenerator, count: bigint): number {
  const threshold = 2n ** 64n % count;
  for (;;) {
    bits.wide();
    const product = ((BigInt(bits.high) << 32n) | BigInt(bits.low)) * count;
    if (BigInt.asUintN(64, product) >= threshold) return Number(product >> 64n);
  }
}
