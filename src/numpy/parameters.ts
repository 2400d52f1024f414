/**
 * The kinds of parameters that NumPy's functions have: each knows how to read an argument of the script, what to say of one that
 * does not fit, and what it is called in the typings.
 */

import { arrayError, DTYPES, type DType, type NDArray, promote, type Shape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { type Argument, type Np, Ref } from './np.ts';

/** One parameter; `missing` is its default, absent where the argument must be given. */
export interface Parameter<T> {
  /** In the typings: `number | number[]` … */
  readonly type: string;
  /** Return the argument as the function wants it. `where` begins the message: `np.sum: axis`. */
  readonly parse: (np: Np, argument: Argument, where: string) => T;
  /** As it is written in the documentation. */
  readonly standard?: string;
  readonly missing?: { readonly value: T };
  /** Takes all arguments that are left. */
  readonly rest?: boolean;
}

/** The parameter with a default, which may be given, too: often it is null. */
export function or<T, const D>(parameter: Parameter<T>, value: D): Parameter<T | D> {
  return {
    ...parameter,
    missing: { value },
    standard: JSON.stringify(value),
    parse: (np, argument, where) =>
      Object.is(argument, value) ? value : parameter.parse(np, argument, where),
  };
}

function wrong(where: string, expected: string, argument: Argument): never {
  throw arrayError(`${where} expects ${expected}, got ${kindOf(argument)}`);
}

/** Name what an argument is. */
export function kindOf(argument: Argument): string {
  if (argument === null) return 'null';
  if (argument === undefined) return 'nothing';
  if (argument instanceof Ref) return 'an array or a traced number';
  if (Array.isArray(argument)) return 'a list';
  if (typeof argument === 'object') return 'an object';
  if (typeof argument === 'string') return `the text ${JSON.stringify(argument.slice(0, 40))}`;
  return `${argument}`;
}

/** Anything NumPy would make an array of: numbers, booleans, arrays, lists of them. */
export const array: Parameter<NodeId> = {
  type: 'ArrayLike',
  parse: (np, argument, where) => arrayOf(np, argument, where),
};

/** Return the node of anything that NumPy would make an array of. */
export function arrayOf(np: Np, argument: Argument, where: string): NodeId {
  if (argument instanceof Ref) return argument.node;
  if (typeof argument === 'number') return np.constant(argument);
  if (typeof argument === 'boolean')
    return np.literal({ shape: [], dtype: 'bool', data: Float64Array.of(argument ? 1 : 0) });
  if (!Array.isArray(argument)) return wrong(where, 'numbers or an array', argument);
  return arrayOfList(np, argument, where);
}

function arrayOfList(np: Np, list: readonly Argument[], where: string): NodeId {
  const known = knownList(list);
  if (known !== undefined) return np.literal(known);
  return stackNodes(
    np,
    list.map((element) => arrayOf(np, element, where)),
    where,
  );
}

/** The array of a list that holds plain numbers only, in one go; undefined for any other. */
function knownList(list: readonly Argument[]): NDArray | undefined {
  const shape: number[] = [];
  for (let inner: Argument = list; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  const data: number[] = [];
  let dtype: DType = 'bool';
  const read = (element: Argument, depth: number): boolean => {
    if (depth < shape.length)
      return (
        Array.isArray(element) &&
        element.length === shape[depth] &&
        element.every((inner: Argument) => read(inner, depth + 1))
      );
    if (typeof element === 'number') dtype = 'float64';
    else if (typeof element !== 'boolean') return false;
    data.push(Number(element));
    return true;
  };
  if (!read(list, 0)) return undefined;
  return { shape, dtype: data.length === 0 ? 'float64' : dtype, data: Float64Array.from(data) };
}

/** Arrays of one shape as the elements of a new first axis. Throws where they differ. */
export function stackNodes(np: Np, parts: readonly NodeId[], where: string): NodeId {
  const [first] = parts;
  const shape = np.shapeOf(first!);
  for (const part of parts) {
    const other = np.shapeOf(part);
    if (other.length !== shape.length || other.some((n, axis) => n !== shape[axis]))
      throw arrayError(`${where}: the elements of a list have different shapes, so they make no array`);
  }
  const numbers = shape.length === 0 && parts.every((part) => np.dtypeOf(part) !== 'bool');
  if (numbers) return np.assemble(parts, [parts.length]);
  return np.concatenate(
    parts.map((part) => np.expand(part, [0])),
    0,
  );
}

/** A list of arrays, or one array, whose rows they are. */
export const arrays: Parameter<readonly NodeId[]> = {
  type: 'number | ArrayLike[]',
  parse: (np, argument, where) => arraysOf(np, argument, where),
};

export function arraysOf(np: Np, argument: Argument, where: string): readonly NodeId[] {
  if (Array.isArray(argument)) return argument.map((element) => arrayOf(np, element, where));
  if (!(argument instanceof Ref)) return wrong(where, 'a list of arrays', argument);
  const [count, ...shape] = np.shapeOf(argument.node);
  if (count === undefined) return wrong(where, 'a list of arrays', argument);
  return Array.from({ length: count }, (_, i) => np.reshape(np.slice(argument.node, 0, i, 1), shape));
}

/** All arguments that are left, as arrays. */
export const restOfArrays: Parameter<readonly NodeId[]> = {
  type: 'ArrayLike[]',
  rest: true,
  parse: (np, argument, where) => arraysOf(np, argument, where),
};

/** A plain number; a traced one is pinned. */
export const number: Parameter<number> = {
  type: 'number',
  parse: (np, argument, where) => plainNumber(np, argument) ?? wrong(where, 'a number', argument),
};

function plainNumber(np: Np, argument: Argument): number | undefined {
  if (typeof argument === 'number') return argument;
  if (typeof argument === 'boolean') return Number(argument);
  if (!(argument instanceof Ref) || np.sizeOf(argument.node) !== 1 || np.isComplex(argument.node))
    return undefined;
  return np.pinned(argument.node).data[0];
}

export const integer: Parameter<number> = {
  type: 'number',
  parse(np, argument, where) {
    const value = plainNumber(np, argument);
    return Number.isInteger(value) ? value! : wrong(where, 'a whole number', argument);
  },
};

/** Whole numbers: one, or a list or array of them. */
export const integers: Parameter<number | readonly number[]> = {
  type: 'number | number[]',
  parse(np, argument, where) {
    const value = plainNumber(np, argument);
    return Number.isInteger(value) ? value! : listOfIntegers(np, argument, where);
  },
};

function listOfIntegers(np: Np, argument: Argument, where: string): readonly number[] {
  if (Array.isArray(argument)) return argument.map((element) => integer.parse(np, element, where));
  if (!(argument instanceof Ref) || np.rankOf(argument.node) !== 1)
    return wrong(where, 'a whole number or a list of them', argument);
  return [...np.pinned(argument.node).data].map((value) => integer.parse(np, value, where));
}

/** An axis, or null. */
export const axis: Parameter<number | null> = {
  type: 'number | null',
  parse: (np, argument, where) => (argument === null ? null : integer.parse(np, argument, where)),
};

/** Axes: one, a list, or null for all. */
export const axes: Parameter<number | readonly number[] | null> = {
  type: 'number | number[] | null',
  parse: (np, argument, where) => (argument === null ? null : integers.parse(np, argument, where)),
};

/** Whole numbers as a list: one number is a list of it. */
export const integerList: Parameter<readonly number[]> = {
  type: 'number | number[]',
  parse(np, argument, where) {
    const value = integers.parse(np, argument, where);
    return typeof value === 'number' ? [value] : value;
  },
};

/** The lengths of axes: one number or a list. */
export const shape: Parameter<Shape> = {
  type: 'number | number[]',
  parse(np, argument, where) {
    const lengths = integerList.parse(np, argument, where);
    return lengths.some((length) => length < 0) ? wrong(where, 'lengths of axes, from 0', argument) : lengths;
  },
};

export const flag: Parameter<boolean> = {
  type: 'boolean',
  parse(np, argument, where) {
    const value = typeof argument === 'boolean' ? argument : plainNumber(np, argument);
    return value === undefined ? wrong(where, 'true or false', argument) : Boolean(value);
  },
};

export const text: Parameter<string> = {
  type: 'string',
  parse: (_, argument, where) => (typeof argument === 'string' ? argument : wrong(where, 'a text', argument)),
};

/** One of the given texts. */
export function oneOf<T extends string>(...choices: readonly T[]): Parameter<T> {
  const listed = choices.map((choice) => JSON.stringify(choice)).join(' | ');
  return {
    type: listed,
    parse: (_, argument, where) =>
      choices.find((choice) => choice === argument) ?? wrong(where, listed, argument),
  };
}

const ALIASES: Readonly<Record<string, DType>> = {
  float: 'float64',
  complex: 'complex128',
  int: 'int64',
  boolean: 'bool',
  float32: 'float64',
  int32: 'int64',
};

export const dtype: Parameter<DType> = {
  type: 'DType',
  parse: (_, argument, where) =>
    DTYPES.find((name) => name === argument) ??
    ALIASES[argument as string] ??
    wrong(where, DTYPES.join(', '), argument),
};

/** A parameter that NumPy has and only its default is taken for. */
export const unused: Parameter<null> = {
  type: 'null',
  missing: { value: null },
  standard: 'null',
  parse(_, argument, where) {
    if (argument === undefined || argument === null) return null;
    throw arrayError(`${where} is not supported`);
  },
};

/** Any argument, unread. */
export const anything: Parameter<Argument> = { type: 'unknown', parse: (_, argument) => argument };

/** The wider of the dtypes of arrays. */
export function commonDtype(np: Np, nodes: readonly NodeId[]): DType {
  return nodes.map((x) => np.dtypeOf(x)).reduce(promote, 'bool');
}
