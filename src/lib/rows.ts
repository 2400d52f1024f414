/**
 * The functions of the table of primitives as plain functions, for ordinary Node programs that import a script of this tool.
 * Nothing is traced here; the values are those of V8's `Math`, which may differ in the last bit from the sandbox's.
 */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { makeKernels, type SpecialFunctions } from '../ops/kernels.ts';
import { type Kernel, LIBM1, LIBM2, type Libm } from '../ops/primitive.ts';
import { PRIMITIVES } from '../ops/registry.ts';

const here = new URL('.', import.meta.url);
const DIST = here.pathname.endsWith('/src/lib/') ? new URL('../../dist/', here) : new URL('../', here);

const libm = Object.fromEntries(
  [...LIBM1, ...LIBM2].map((name) => [name, name === 'fmod' ? (x: number, y: number) => x % y : Math[name]]),
) as unknown as Libm;

const kernels = makeKernels(
  libm,
  () => createRequire(import.meta.url)(fileURLToPath(new URL('special.cjs', DIST))) as SpecialFunctions,
);

type PlainFunction = (...numbers: number[]) => number;

/** Return a kernel as a function that ignores further arguments, as `map` gives them (Math.max would not). */
function plain(kernel: Kernel, arity: number): PlainFunction {
  if (arity === 1) return (x) => (kernel as PlainFunction)(x!);
  return arity === 2 ? (x, y) => (kernel as PlainFunction)(x!, y!) : (x, y, z) => kernel(x!, y!, z!);
}

/** Return the functions whose names begin with `prefix` (`np.`), by the rest of their names. */
export function family(prefix: string): Record<string, PlainFunction> {
  const functions: Record<string, PlainFunction> = {};
  for (const [code, row] of PRIMITIVES.entries()) {
    for (const name of row?.names ?? []) {
      if (name.startsWith(prefix)) functions[name.slice(prefix.length)] = plain(kernels[code]!, row!.arity);
    }
  }
  return functions;
}

/** A number, or plain arrays of numbers, however nested. */
export type Numbers = number | ArrayLike<Numbers>;

/** Return all numbers of a nested array. */
export function flat(values: Numbers): number[] {
  return typeof values === 'number' ? [values] : Array.from(values).flatMap(flat);
}
