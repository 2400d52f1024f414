/**
 * One evaluation of a script's function, for the host: arguments in, outputs on the tape, the structure of the result as JSON. All
 * that the function returns is hostile: it is read once, without calling getters, and only numbers leave.
 */

import { callInternal, isNDArray, type NDArray } from './array-calls.ts';
import { kindOf, nameOf, withVariable } from './autograd.ts';
import {
  apply, cut, getOwnPropertyDescriptor, getPrototypeOf, isArray, objectPrototype, ownKeys, parse, repeat, stringify,
} from './intrinsics.ts'; // biome-ignore format: one import
import { shapeOf } from './ndarray.ts';
import { isNumber } from './numbers.ts';
import { restart } from './random.ts';
import { beginTrace, flush, loss, newTraced, output } from './tracer.ts';

const MAX_DEPTH = 16;
const MAX_LEAVES = 10_000;

/**
 * Call `f` with the JSON array of its arguments, of which number `inputIndex` is the traced number `x` (-1: none). An
 * argument `null` is left out, so that its default applies. `others` are index and value of each further input, traced as
 * well. Return the structure of the result. `stopsJson` are numbers of records whose places are to be noted.
 */
export function call(
  f: (...args: unknown[]) => unknown,
  argsJson: string,
  inputIndex: number,
  x: number,
  stopsJson: string,
  ...others: number[]
): string {
  restart();
  const input = beginTrace(x, parse(stopsJson) as number[]);
  const args = parse(argsJson) as unknown[];
  for (let i = 0; i < args.length; i++) if (args[i] === null) args[i] = undefined;
  if (inputIndex < 0) return finish(f, apply(f, undefined, args));
  for (let i = args.length; i < inputIndex; i++) args[i] = undefined;
  args[inputIndex] = input;
  for (let i = 0; i < others.length; i += 2) args[others[i]!] = newTraced(others[i + 1]!);
  return withVariable(() => finish(f, apply(f, undefined, args)));
}

/** Record what `f` returned; return its structure. */
export function finish(f: object, result: unknown): string {
  const structure = new Structure(nameOf(f)).of(result, '', 0);
  flush();
  return structure;
}

/** Writes the numbers of a result as outputs and their arrangement as JSON. */
export class Structure {
  private readonly name: string;
  private leaves = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** Return the JSON of `value`, which is found at `path` of the result. */
  of(value: unknown, path: string, depth: number): string {
    if (isNumber(value)) return this.leaf(value);
    if (isNDArray(value)) return this.array(value, path);
    if (typeof value !== 'object' || value === null) throw this.refusal(path, ...describeWrong(value));
    if (depth === MAX_DEPTH)
      throw loss(`${this.name} returned arrays or objects nested more than ${MAX_DEPTH} deep`, STRUCTURES);
    if (isArray(value)) return this.list(value, path, depth);
    const prototype = getPrototypeOf(value) as unknown;
    if (prototype === objectPrototype || prototype === null) return this.members(value, path, depth);
    throw this.refusal(path, ...describeWrong(value));
  }

  protected leaf(value: Parameters<typeof output>[0]): string {
    this.count(1);
    output(value);
    return '"n"';
  }

  private count(leaves: number): void {
    this.leaves += leaves;
    if (this.leaves > MAX_LEAVES)
      throw loss(`${this.name} returned more than ${MAX_LEAVES} numbers`, STRUCTURES);
  }

  /** An array is the list of its rows; a complex number has a real and an imaginary part. */
  protected array(value: NDArray, path: string): string {
    const shape = shapeOf(value);
    const isComplex = callInternal('dtype', value) === 'complex128';
    let size = isComplex ? 2 : 1;
    for (let i = 0; i < shape.length; i++) size *= shape[i]!;
    if (size === 0) return this.empty(path);
    this.count(size);
    callInternal('output', value);
    let text = isComplex ? '{"k":{"re":"n","im":"n"}}' : '"n"';
    for (let i = shape.length - 1; i >= 0; i--) text = `[${repeat(`${text},`, shape[i]! - 1)}${text}]`;
    return text;
  }

  protected empty(path: string): string {
    throw this.refusal(path, 'an empty array', STRUCTURES);
  }

  private list(value: readonly unknown[], path: string, depth: number): string {
    const { length } = value;
    if (!(length > 0)) return this.empty(path);
    let text = '';
    for (let i = 0; i < length; i++) {
      text += `${i === 0 ? '' : ','}${this.of(this.property(value, `${i}`, `${path}[${i}]`), `${path}[${i}]`, depth + 1)}`;
    }
    return `[${text}]`;
  }

  private members(value: object, path: string, depth: number): string {
    const keys = ownKeys(value);
    let text = '';
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      if (typeof key === 'symbol') continue;
      const inner = `${path}.${cut(key, 0, 80)}`;
      text += `${text === '' ? '' : ','}${stringify(key)}:${this.of(this.property(value, key, inner), inner, depth + 1)}`;
    }
    if (text === '') throw this.refusal(path, 'an object without members', STRUCTURES);
    return `{"k":{${text}}}`;
  }

  private property(owner: object, key: string, path: string): unknown {
    const descriptor = getOwnPropertyDescriptor(owner, key);
    if (descriptor === undefined || 'value' in descriptor) return descriptor?.value;
    throw this.refusal('', `an object with a getter (${path})`, 'return { ...object }, which reads it');
  }

  /** Return the error for a part of the result, found at `path`, that is no number. */
  private refusal(path: string, what: string, remedy: string): Error {
    const where = path === '' ? '' : `at ${path} `;
    return loss(`${this.name} returned ${where}${what}; a number is expected`, remedy);
  }
}

const STRUCTURES = 'return a number, an array or a plain object of numbers';

/** Say what a value is that is no number, and what may be meant. */
function describeWrong(value: unknown): [what: string, remedy: string] {
  if (value === undefined) return ['undefined', 'is a `return` missing?'];
  if (typeof value === 'string')
    return [`the text ${stringify(cut(value, 0, 40))}`, 'return the number itself, not its text'];
  if (typeof value === 'boolean') return [`${value}`, 'write condition ? 1 : 0'];
  if (typeof value === 'function') return ['a function', 'is it to be called?'];
  if (value instanceof Promise)
    return ['a promise', 'write a plain function: asynchronous ones cannot be differentiated'];
  return [typeof value !== 'object' || value === null ? kindOf(value) : classOf(value), STRUCTURES];
}

function classOf(value: object): string {
  const prototype = getPrototypeOf(value) as object;
  const made: unknown = getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof made === 'function'
    ? `an instance of ${nameOf(made)}`
    : 'an object with a prototype of its own';
}
