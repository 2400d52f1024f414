/**
 * Makes the functions that scripts call from the table of primitives: a row with a name is a function of that name, on
 * plain numbers and traced ones alike; arrays are the host's. Which functions exist is decided in `src/ops/`, nowhere here.
 */

import { callNumpy, callOfArray, callOfArrays, codeOf, isArrayLike, isNDArray } from './array-calls.ts';
import { host } from './host.ts';
import { cut, defineProperty, isArray, NativeMath } from './intrinsics.ts';
import { isTraced, primal, record, type Traced } from './tracer.ts';

/** A row of `src/ops/registry.ts`, as far as the guest needs it; a constant of the build. */
interface Row {
  readonly name: string;
  readonly code: number;
  readonly arity: number;
  /** `Math.sin`, `np.sin` … */
  readonly names: readonly string[];
  readonly from: 'libm' | 'ieee' | 'host' | 'special';
}
declare const PRIMITIVES: readonly Row[];

/** What the script calls a number. */
export type Scalar = number | Traced;

export type Elementwise = (x: unknown, y?: unknown, z?: unknown) => Scalar;

/** Turns an argument of the function `name` into a number, or throws. */
type Coerce = (name: string, value: unknown) => Scalar;

/** Return the plain function of a row; the host has those that QuickJS's `Math` lacks. */
function kernelOf({ name, code, arity, from }: Row): (x: number, y: number, z: number) => number {
  const native = from === 'libm' || from === 'ieee' ? NativeMath[name] : undefined;
  if (native === undefined) return (x, y, z) => host.kernel(code, x, y, z);
  return arity === 1 ? native : (x, y) => native(x, y); // Math.max takes any number of arguments
}

/** Return the plain value of a scalar. */
export function plain(x: Scalar): number {
  return typeof x === 'number' ? x : primal(x);
}

/**
 * Whether an argument beyond the operands is NumPy's: a flag, or an object of keywords. Indices and arrays are what `map` and
 * `reduce` of lists pass, and are left unread as functions of JavaScript do.
 */
export function isOption(x: unknown): boolean {
  return (
    typeof x === 'boolean' ||
    (typeof x === 'object' && x !== null && !isTraced(x) && !isArray(x) && !isNDArray(x))
  );
}

/** Return the function of a row, called `name`. */
function elementwise(row: Row, name: string, coerce: Coerce): Elementwise {
  const { code } = row;
  const value = kernelOf(row);
  const ofArrays = codeOf(name);
  const takesArrays = ofArrays !== undefined;
  const one = (x: unknown, more?: unknown): Scalar => {
    if (takesArrays && more !== undefined && isOption(more)) return callNumpy(name, [x, more]) as Scalar;
    if (typeof x === 'number') return value(x, 0, 0);
    const result = callOfArray(ofArrays, x);
    if (result !== undefined) return result as Scalar;
    const a = coerce(name, x);
    return isTraced(a) ? record(code, value(primal(a), 0, 0), a) : value(a, 0, 0);
  };
  const two = (x: unknown, y: unknown, more?: unknown): Scalar => {
    if (takesArrays && more !== undefined && isOption(more)) return callNumpy(name, [x, y, more]) as Scalar;
    const result = callOfArrays(ofArrays, x, y);
    if (result !== undefined) return result as Scalar;
    const a = coerce(name, x);
    const b = coerce(name, y);
    if (!isTraced(a) && !isTraced(b)) return value(a, b, 0);
    return record(code, value(plain(a), plain(b), 0), a, b);
  };
  const three = (x: unknown, y: unknown, z: unknown): Scalar => {
    if (takesArrays && (isArrayLike(x) || isArrayLike(y) || isArrayLike(z)))
      return callNumpy(name, [x, y, z]) as Scalar;
    const a = coerce(name, x);
    const b = coerce(name, y);
    const c = coerce(name, z);
    if (!isTraced(a) && !isTraced(b) && !isTraced(c)) return value(a, b, c);
    return record(code, value(plain(a), plain(b), plain(c)), a, b, c);
  };
  return row.arity === 1 ? one : row.arity === 2 ? two : three;
}

/** Return the functions whose names begin with `prefix` (`np.`), by the rest of their names. */
export function family(prefix: string, coerce: Coerce): Record<string, Elementwise> {
  const functions: Record<string, Elementwise> = { __proto__: null as never };
  for (let i = 0; i < PRIMITIVES.length; i++) {
    const row = PRIMITIVES[i]!;
    for (let j = 0; j < row.names.length; j++) {
      const name = row.names[j]!;
      if (cut(name, 0, prefix.length) !== prefix) continue;
      const made = elementwise(row, name, coerce);
      functions[cut(name, prefix.length)] = defineProperty(made, 'name', { value: cut(name, prefix.length) });
    }
  }
  return functions;
}
