/**
 * What the guest answers for one call (`sandbox/call-args.ts`): the value and a derivative, numbers in lists and objects; and
 * what is made of them: names, symmetry, text. Computes no derivative.
 */

import type { NDArray } from '../array/ndarray.ts';
import { formatArray } from '../array/print.ts';
import { internalError, usageError } from '../base/errors.ts';
import { jsonText } from '../base/json.ts';
import { npyArray } from '../show/npy.ts';
import { arraySizes, isComplex, isJsonObject, numbersIn } from './json-shape.ts';
import type { CallFormat, Operator } from './request.ts';

/** Numbers, not finite ones too, complex ones as `{ re, im }`, in lists and objects. */
export type Tree = number | readonly Tree[] | { readonly [key: string]: Tree };

/** The value and the derivative of one call. */
export interface CallResult {
  readonly operator: Operator;
  readonly value: Tree;
  readonly derivative: Tree;
}

/** Read the guest's answer. `variables` are the names of the arguments that vary and `at` their values (JSON). */
export function readAnswer(
  answer: string,
  operator: Operator,
  variables: readonly string[],
  at: readonly unknown[],
): CallResult {
  const { value, result } = JSON.parse(answer) as { value: unknown; result: unknown };
  const plain = treeOf(result);
  const balanced = operator === 'hessian' ? symmetrized(plain, at) : plain;
  const derivative = operator === 'hessian' || operator === 'jacobian' ? unsigned(balanced) : plain;
  const depth = variables.length === 1 ? 0 : operator === 'hessian' ? 2 : 1;
  return { operator, value: treeOf(value), derivative: named(derivative, variables, depth) };
}

/** Return the numbers of an answer in their structure. */
export function treeOf(answer: unknown): Tree {
  if (typeof answer === 'number') return answer;
  if (typeof answer === 'string') return Number(answer);
  if (Array.isArray(answer)) return answer.map(treeOf);
  if (!isJsonObject(answer)) throw internalError(`the guest answered ${JSON.stringify(answer)}`);
  const members = isJsonObject(answer.k) ? answer.k : answer;
  return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, treeOf(member)]));
}

/** Turn the lists of the outer `depth` levels, as long as there are names, into objects with these. */
export function named(tree: Tree, names: readonly string[], depth: number): Tree {
  if (depth === 0 || !Array.isArray(tree) || tree.length !== names.length) return tree;
  return Object.fromEntries(names.map((name, i) => [name, named(tree[i], names, depth - 1)]));
}

/**
 * Return a matrix without negative zeros: an element is one mostly because a column of the identity went through a product with a
 * negative number, which says nothing of the function.
 */
function unsigned(matrix: Tree): Tree {
  const numbers = numbersOf(matrix).map((x) => (x === 0 ? 0 : x));
  return withNumbers(matrix, numbers[Symbol.iterator]());
}

/** How far second derivatives by i and j and by j and i may be apart for that to be rounding, relative to the largest. */
const ROUNDING = 1e-10;

/**
 * Return second derivatives of one number by `at` with both orders of differentiation made equal, where they differ by rounding
 * only: by their mean. Derivatives that differ by more do so in truth, at a kink, and stay.
 */
function symmetrized(hessian: Tree, at: readonly unknown[]): Tree {
  const numbers = numbersOf(hessian);
  const n = numbersIn(at);
  if (numbers.length !== n ** 2 || numbersIn(hessian) !== numbers.length) return hessian; // of several numbers, or complex
  const matrix = new Float64Array(n ** 2);
  const cells = cellsOf(at, n);
  for (const [k, cell] of cells.entries()) matrix[cell] = numbers[k]!;
  const largest = matrix.reduce((most, x) => Math.max(most, Math.abs(x)), 0); // NaN: nothing is changed
  const means = cells.map((cell) => {
    const x = matrix[cell]!;
    const mirrored = matrix[(cell % n) * n + Math.floor(cell / n)]!;
    return Math.abs(x - mirrored) <= ROUNDING * largest ? (x + mirrored) / 2 : x;
  });
  return withNumbers(hessian, means[Symbol.iterator]());
}

/** For each number of a Hessian, as it stands there, its place i · n + j in the matrix: arrays by arrays make blocks. */
function cellsOf(at: readonly unknown[], n: number): number[] {
  let next = 0;
  const variables = at.map((argument) =>
    arraySizes(argument).map((size) => Array.from({ length: size }, () => next++)),
  );
  return variables.flatMap((rows) =>
    variables.flatMap((columns) =>
      rows.flatMap((is) => columns.flatMap((js) => is.flatMap((i) => js.map((j) => i * n + j)))),
    ),
  );
}

function numbersOf(tree: Tree): number[] {
  return typeof tree === 'number' ? [tree] : Object.values(tree).flatMap(numbersOf);
}

function withNumbers(tree: Tree, numbers: Iterator<number>): Tree {
  if (typeof tree === 'number') return numbers.next().value as number;
  if (Array.isArray(tree)) return tree.map((item) => withNumbers(item, numbers));
  return Object.fromEntries(Object.entries(tree).map(([key, member]) => [key, withNumbers(member, numbers)]));
}

/** Return the warning for numbers that are not finite, or undefined. */
export function nonFiniteWarning({ operator, value, derivative }: CallResult): string | undefined {
  const numbers = [...numbersOf(value), ...numbersOf(derivative)];
  const count = numbers.filter((x) => !Number.isFinite(x)).length;
  if (count === 0) return undefined;
  const verb = count === 1 ? 'is' : 'are';
  return `${count} of ${numbers.length} numbers ${verb} not finite (nan or inf) in the value and the ${operator}`;
}

/** Return a result in a format, complete. Throws E_USAGE where the format cannot hold it. */
export function showResult(
  result: CallResult,
  format: CallFormat,
  digits: number | undefined,
): string | Uint8Array {
  const { operator, value, derivative } = result;
  switch (format) {
    case 'json':
      return `${jsonText({ schema: 1, value, [operator]: derivative })}\n`;
    case 'table':
      return tableOf([...arraysIn(value, 'value'), ...arraysIn(derivative, operator)], digits);
    case 'npy': {
      const array = arrayOf(derivative);
      if (array === undefined) {
        throw usageError(
          `npy holds one array, but the ${operator} has a structure of its own`,
          'use --format json',
        );
      }
      return npyArray(array.shape, array.data, array.dtype === 'complex128' ? '<c16' : '<f8');
    }
  }
}

interface NamedArray {
  /** `grad.W`, `grad[0]`. */
  readonly path: string;
  readonly array: NDArray;
}

/** Return the arrays that a result consists of, the largest there are. */
function arraysIn(tree: Tree, path: string): NamedArray[] {
  const array = arrayOf(tree);
  if (array !== undefined) return [{ path, array }];
  if (Array.isArray(tree)) return tree.flatMap((item, i) => arraysIn(item, `${path}[${i}]`));
  return Object.entries(tree).flatMap(([key, member]) => arraysIn(member, `${path}.${key}`));
}

/** Return nested lists of numbers as an array, or undefined where they are none. */
function arrayOf(tree: Tree): NDArray | undefined {
  const shape: number[] = [];
  for (let inner = tree; Array.isArray(inner); inner = inner[0]) {
    shape.push(inner.length);
    if (inner.length === 0) break;
  }
  const elements: Tree[] = [];
  if (!collect(tree, shape, 0, elements)) return undefined;
  if (elements.every((x) => typeof x === 'number'))
    return { shape, dtype: 'float64', data: Float64Array.from(elements) };
  const parts = elements.flatMap((z) => (isComplex(z) ? [z.re, z.im] : [z as number, 0]));
  return { shape, dtype: 'complex128', data: Float64Array.from(parts) };
}

/** Append the elements of nested lists of the given shape; false where they are of another. */
function collect(tree: Tree, shape: readonly number[], depth: number, into: Tree[]): boolean {
  if (depth === shape.length) {
    into.push(tree);
    return typeof tree === 'number' || isComplex(tree);
  }
  return (
    Array.isArray(tree) &&
    tree.length === shape[depth] &&
    tree.every((item) => collect(item, shape, depth + 1, into))
  );
}

/** Return `name = array` for each, the arrays below one another as NumPy prints them. */
function tableOf(arrays: readonly NamedArray[], digits: number | undefined): string {
  const width = Math.max(...arrays.map(({ path }) => path.length));
  const margin = ' '.repeat(width + ' = '.length);
  return arrays
    .map(({ path, array }) => {
      const [first, ...rest] = formatArray(rounded(array, digits)).split('\n');
      const lines = [`${path.padEnd(width)} = ${first}`, ...rest.map((line) => line && margin + line)];
      return `${lines.join('\n')}\n`;
    })
    .join('');
}

/** Round to `digits`, if given, and drop the signs of zeros, which only disturb a reader. */
function rounded(array: NDArray, digits: number | undefined): NDArray {
  const shown = (x: number): number => (digits === undefined ? x : Number(x.toPrecision(digits)));
  return { ...array, data: array.data.map((x) => (x === 0 ? 0 : shown(x))) };
}
