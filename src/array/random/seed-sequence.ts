/**
 * NumPy's SeedSequence: hashes a seed of any length into as many well mixed words as a generator wants. Source: M. E. O'Neill, "Developing a
 * seed_seq alternative", 2015, and NumPy's documentation of `SeedSequence`.
 */

const POOL = 4;

/** Return `count` words of 32 bits made from `seed`: a non-negative integer, or several of them. */
export function seedWords(seed: number | readonly number[], count: number): Uint32Array {
  const entropy = typeof seed === 'number' ? wordsOf(seed) : seed.flatMap(wordsOf);
  const pool = mixedPool(entropy);
  const hash = hasher(0x8b51f9dd, 0x58f38ded);
  return Uint32Array.from({ length: count }, (_, i) => hash(pool[i % POOL]!));
}

/** Return the words of an integer below 2⁵³, lowest first. */
function wordsOf(value: number): number[] {
  return value < 2 ** 32 ? [value] : [value % 2 ** 32, Math.floor(value / 2 ** 32)];
}

function mixedPool(entropy: readonly number[]): Uint32Array {
  const hash = hasher(0x43b0d7e5, 0x931e8875);
  const pool = Uint32Array.from({ length: POOL }, (_, i) => hash(entropy[i] ?? 0));
  for (let from = 0; from < POOL; from++)
    for (let to = 0; to < POOL; to++) if (from !== to) pool[to] = mix(pool[to]!, hash(pool[from]!));
  for (const word of entropy.slice(POOL))
    for (let to = 0; to < POOL; to++) pool[to] = mix(pool[to]!, hash(word));
  return pool;
}

/** Return a hash function whose constant changes with every call. */
function hasher(constant: number, factor: number): (word: number) => number {
  return (word) => {
    const before = constant;
    constant = Math.imul(constant, factor);
    return folded(Math.imul(word ^ before, constant));
  };
}

function mix(x: number, y: number): number {
  return folded(Math.imul(x, 0xca01f9dd) - Math.imul(y, 0x4973f715));
}

function folded(word: number): number {
  return word ^ (word >>> 16);
}
