/**
 * `Math.random`: repeatable numbers from the seed. They begin anew before each evaluation, so that a function of a number is
 * a function. The generator is sfc32 (C. Doty-Humphrey, PractRand), two steps a number for all 53 bits.
 */

import { host } from './host.ts';

let a = 0;
let b = 0;
let c = 0;
let counter = 0;
/** How often the sequence has begun. */
export let evaluations = 0;
let begun = false; // not at load: the build makes an image of this prelude before there is a seed

function next(): number {
  const t = (a + b + counter) | 0;
  counter = (counter + 1) | 0;
  a = b ^ (b >>> 9);
  b = (c + (c << 3)) | 0;
  c = ((c << 21) | (c >>> 11)) + t;
  c |= 0;
  return t >>> 0;
}

/** Begin the sequence of the seed again. */
export function restart(): void {
  begun = true;
  evaluations++;
  a = host.seed | 0;
  b = (host.seed / 2 ** 32) | 0;
  c = 0x9e3779b9 | 0;
  counter = 1;
  for (let i = 0; i < 12; i++) next();
}

/** Return a number of [0, 1), a multiple of 2⁻⁵³. */
export function random(): number {
  if (!begun) restart();
  return ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}
