/**
 * `checkGrads`: derivatives compared with differences of the function's values, forward and reverse, and again for the derivatives
 * themselves up to the order asked for. Directions are fixed sequences, so that a check gives the same answer every time.
 *
 * The difference is that of four points, (8(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h, whose error is of order h⁴ (Abramowitz &
 * Stegun 25.3.6).
 */

import { callNumpy, isNDArray } from './array-calls.ts';
import {
  apply,
  defineProperty,
  getOwnPropertyDescriptor,
  isArray,
  isObject,
  objectIs,
} from './intrinsics.ts';
import { checkFunction, type Fn, nameOf } from './naming.ts';
import { isComplex, listOf, shapeOf, sizeOf } from './ndarray.ts';
import { value as plainValue } from './numpy.ts';
import { makeVjp, pushForward } from './products.ts';
import { type Leaf, leavesBeside, leavesOf, mapNumbers, withLeaves } from './tree.ts';

const STEP = 1e-3;
const TOLERANCE = 1e-6;
/** The conjugate of the golden section: its multiples are spread evenly over the unit interval. */
const GOLDEN = 0.6180339887498949;

/** A function of the arguments that vary, and where it is checked. */
interface Check {
  readonly f: Fn;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly order: number;
}

const number = (name: string, ...args: unknown[]): unknown => callNumpy(`np.${name}`, args);

/** Return numbers between −1 and 1 in the structure of `tree`. */
function direction(tree: unknown, seed: number): unknown {
  let n = seed;
  const next = (): number => {
    n += GOLDEN;
    return 2 * (n % 1) - 1;
  };
  const like = (leaf: Leaf): unknown => {
    if (!isNDArray(leaf)) return next();
    const shape = shapeOf(leaf);
    const list: number[] = [];
    const size = sizeOf(shape);
    for (let i = 0; i < size; i++) list[i] = next();
    const real = number('reshape', number('array', list), shape);
    if (!isComplex(leaf)) return real;
    for (let i = 0; i < size; i++) list[i] = next();
    return number('complex', real, number('reshape', number('array', list), shape));
  };
  return mapNumbers(tree, like);
}

/** x + h·v */
function moved(x: unknown, v: unknown, h: number): unknown {
  const along = leavesBeside(x, v, 'the direction');
  let i = 0;
  return mapNumbers(x, (leaf) => number('add', leaf, number('multiply', h, along[i++])));
}

/** The derivative of f along v by differences, leaf by leaf. */
function difference({ f, args }: Check, v: unknown): unknown[] {
  const at = (h: number): Leaf[] =>
    leavesOf(apply(f, undefined, moved(args, v, h) as unknown[]), 'the result');
  const [a, b, c, d] = [at(STEP), at(-STEP), at(2 * STEP), at(-2 * STEP)];
  const result: unknown[] = [];
  for (let i = 0; i < a.length; i++) {
    const near = number('multiply', 8, number('subtract', a[i], b[i]));
    const far = number('subtract', c[i], d[i]);
    result[i] = number('divide', number('subtract', near, far), 12 * STEP);
  }
  return result;
}

/** Re Σ x·y over all leaves. */
function paired(x: readonly unknown[], y: readonly unknown[]): number {
  let total: unknown = 0;
  for (let i = 0; i < x.length; i++) {
    const product = number('real', number('sum', number('multiply', x[i], y[i])));
    total = number('add', total, product);
  }
  return plainValue(total) as number;
}

const isClose = (a: number, b: number): boolean => {
  const error = a < b ? b - a : a - b;
  const scale = (a < 0 ? -a : a) + (b < 0 ? -b : b);
  return error <= TOLERANCE || error <= TOLERANCE * scale || (objectIs(a, NaN) && objectIs(b, NaN));
};

/** Return the elements of a real or complex leaf; of a complex one the real parts, then the imaginary ones. */
function elements(leaf: unknown): number[] {
  if (!isNDArray(leaf)) return [leaf as number];
  const flat = number('ravel', leaf) as typeof leaf;
  if (!isComplex(leaf)) return listOf(flat) as number[];
  const re = listOf(number('real', flat) as typeof leaf) as number[];
  return [...re, ...(listOf(number('imag', flat) as typeof leaf) as number[])];
}

/** Throw for the pair of leaves that differ most, if any differ. */
function compare(
  { name }: Check,
  mode: string,
  found: readonly unknown[],
  expected: readonly unknown[],
): void {
  let worst = 0;
  let message: string | undefined;
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [elements(found[i]), elements(expected[i])];
    for (let k = 0; k < e.length; k++) {
      const error = a[k]! < e[k]! ? e[k]! - a[k]! : a[k]! - e[k]!;
      if (isClose(a[k]!, e[k]!) || error < worst) continue;
      worst = error;
      const place = expected.length > 1 ? ` of part ${i}` : '';
      message = `checkGrads: ${mode} mode of ${name} is wrong: element ${k}${place} is ${a[k]}, differences say ${e[k]}`;
    }
  }
  if (message !== undefined) throw new Error(message);
}

function indices(args: readonly unknown[]): number[] {
  const argnums: number[] = [];
  for (let i = 0; i < args.length; i++) argnums[i] = i;
  return argnums;
}

function checkForward(check: Check): void {
  const { f, name, args, order } = check;
  const v = direction(args, 0.1);
  const argnums = indices(args);
  const along: Fn = (...inner) => {
    const tangents = inner[inner.length - 1] as readonly unknown[];
    const at: unknown[] = [];
    for (let i = 0; i < args.length; i++) at[i] = inner[i];
    return pushForward('checkGrads', f, at, argnums, tangents)[1];
  };
  compare(check, 'forward', leavesOf(along(...args, v), 'the tangent'), difference(check, v));
  if (order > 1) checkForward({ f: along, name: `the jvp of ${name}`, args: [...args, v], order: order - 1 });
}

function checkReverse(check: Check): void {
  const { f, name, args, order } = check;
  const argnums = indices(args);
  const cotangents: Fn = (...inner) => {
    const at: unknown[] = [];
    for (let i = 0; i < args.length; i++) at[i] = inner[i];
    const [vjp] = apply(makeVjp(f, argnums) as Fn, undefined, at) as [Fn];
    return vjp(inner[inner.length - 1]);
  };
  const g = direction(apply(f, undefined, args as unknown[]), 0.2);
  const v = direction(args, 0.3);
  const pulled = leavesOf(cotangents(...args, g), 'the cotangent');
  const expected = paired(leavesOf(g, 'the cotangent'), difference(check, v));
  if (!isClose(paired(pulled, leavesOf(v, 'the direction')), expected)) {
    compare(check, 'reverse', pulled, differencesByElement(check, g));
    compare(check, 'reverse', [paired(pulled, leavesOf(v, 'the direction'))], [expected]);
  }
  if (order > 1)
    checkReverse({ f: cotangents, name: `the vjp of ${name}`, args: [...args, g], order: order - 1 });
}

/** The cotangents by differences, every element by itself. */
function differencesByElement(check: Check, g: unknown): unknown[] {
  const { args } = check;
  const leaves = leavesOf(args, 'the argument');
  const weights = leavesOf(g, 'the cotangent');
  const zero = (leaf: Leaf): unknown => number('multiply', 0, leaf);
  const result: unknown[] = [];
  for (let i = 0; i < leaves.length; i++) {
    const shape = isNDArray(leaves[i]) ? shapeOf(leaves[i] as never) : [];
    const slope = (k: number, unit: unknown): number => {
      const along: unknown[] = [];
      for (let j = 0; j < leaves.length; j++) along[j] = zero(leaves[j]!);
      const list: number[] = [];
      for (let j = 0; j < sizeOf(shape); j++) list[j] = j === k ? 1 : 0;
      along[i] = isNDArray(leaves[i])
        ? number('multiply', unit, number('reshape', number('array', list), shape))
        : 1;
      return paired(weights, difference(check, withLeaves(args, along)));
    };
    const re: number[] = [];
    const im: number[] = [];
    const isWide = isNDArray(leaves[i]) && isComplex(leaves[i] as never);
    for (let k = 0; k < sizeOf(shape); k++) {
      re[k] = slope(k, 1);
      if (isWide) im[k] = -slope(k, number('complex', 0, 1));
    }
    const part = (list: number[]): unknown =>
      shape.length === 0 ? list[0] : number('reshape', number('array', list), shape);
    result[i] = isWide ? number('complex', part(re), part(im)) : part(re);
  }
  return result;
}

function option(options: unknown, name: string): unknown {
  return isObject(options) ? getOwnPropertyDescriptor(options, name)?.value : undefined;
}

/** `checkGrads(f, { modes: ["fwd", "rev"], order: 2 })(...args)`: throws where derivatives and differences disagree. */
export const checkGrads: Fn = (f: unknown, options: unknown) => {
  checkFunction('checkGrads', f);
  const modes = option(options, 'modes') ?? ['fwd', 'rev'];
  const order = (option(options, 'order') ?? 2) as number;
  const list = isArray(modes) ? modes : [modes];
  for (let i = 0; i < list.length; i++)
    if (list[i] !== 'fwd' && list[i] !== 'rev') throw new TypeError('checkGrads: modes are "fwd" and "rev"');
  const checked: Fn = (...args) => {
    const check: Check = { f, name: nameOf(f), args: mapNumbers(args, (leaf) => leaf) as unknown[], order };
    for (let i = 0; i < list.length; i++) (list[i] === 'fwd' ? checkForward : checkReverse)(check);
  };
  return defineProperty(checked, 'name', { value: `checkGrads(${nameOf(f)})` });
};
