/**
 * Rules of linear algebra on small real matrices (`element-builder.ts`). Pivots are chosen by masks, as the kernels choose them; where
 * a kernel would throw or take another way (a pivot is 0) the rule says so by `require`.
 */

import { sizeOf } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import type { ElementBuilder, ElementRule, Elements } from './element-builder.ts';

type Rule<A> = Exclude<ElementRule<A>, 'moved'>;

/** Rows of nodes, changed in place. */
type Matrix = NodeId[][];

/** Return what `compute` makes of each real matrix of a stack; undefined for complex ones. */
function eachMatrix(
  b: ElementBuilder,
  { type }: { readonly type: Elements['type'] },
  inputs: readonly Elements[],
  compute: (...matrices: Matrix[]) => readonly NodeId[],
): readonly NodeId[] | undefined {
  const batch = type.shape.slice(0, -2);
  const fits = ({ type: other }: Elements): boolean =>
    other.dtype !== 'complex128' &&
    other.shape.length === type.shape.length &&
    batch.every((n, axis) => n === other.shape[axis]);
  if (!inputs.every(fits)) return undefined;
  return Array.from({ length: sizeOf(batch) }, (_, place) =>
    compute(...inputs.map((input) => matrixAt(b, input, place))),
  ).flat();
}

function matrixAt(b: ElementBuilder, { type, nodes }: Elements, place: number): Matrix {
  const [rows, columns] = type.shape.slice(-2) as [number, number];
  const at = (i: number, j: number): NodeId => b.number(nodes[(place * rows + i) * columns + j]!);
  return Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (__, j) => at(i, j)));
}

function identity(b: ElementBuilder, n: number): Matrix {
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (__, j) => b.constant(i === j ? 1 : 0)),
  );
}

/** An exchange of row k with the one whose mask holds, if any does. */
interface Exchange {
  readonly k: number;
  /** By row: whether it is larger than those from k on before it. */
  readonly grows: readonly NodeId[];
  /** By row: whether it is the one. */
  readonly chosen: readonly NodeId[];
  readonly none: NodeId;
}

/** The row from k on with the largest element in column k. */
function findPivot(b: ElementBuilder, a: Matrix, k: number): Exchange {
  const not = (mask: NodeId): NodeId => b.eq(mask, b.constant(0));
  const grows: NodeId[] = [];
  let largest = b.apply('abs', a[k]![k]!);
  for (let i = k + 1; i < a.length; i++) {
    const size = b.apply('abs', a[i]![k]!);
    grows[i] = b.lt(largest, size);
    largest = b.where(grows[i]!, size, largest);
  }
  const chosen: NodeId[] = [];
  let none = b.constant(1);
  for (let i = a.length - 1; i > k; i--) {
    chosen[i] = b.and(grows[i]!, none);
    none = b.and(none, not(grows[i]!));
  }
  return { k, grows, chosen, none };
}

function exchange(b: ElementBuilder, a: Matrix, { k, grows, chosen }: Exchange): void {
  const old = a[k]!;
  let pivot = old;
  for (let i = k + 1; i < a.length; i++) {
    const row = a[i]!;
    pivot = pivot.map((x, j) => b.where(grows[i]!, row[j]!, x));
    a[i] = row.map((x, j) => b.where(chosen[i]!, old[j]!, x));
  }
  a[k] = pivot;
}

/** Overwrite `a` with its factors. All pivots but the last must not be 0. */
function factorLU(b: ElementBuilder, a: Matrix): { exchanges: Exchange[]; sign: NodeId } {
  const exchanges: Exchange[] = [];
  let sign = b.constant(1);
  for (let k = 0; k < a.length; k++) {
    const found = findPivot(b, a, k);
    exchange(b, a, found);
    exchanges.push(found);
    sign = b.where(found.none, sign, b.neg(sign));
    if (k < a.length - 1) b.require(nonzero(b, a[k]![k]!));
    for (let i = k + 1; i < a.length; i++) {
      const factor = b.div(a[i]![k]!, a[k]![k]!);
      a[i] = a[i]!.map((x, j) => (j < k ? x : j === k ? factor : b.sub(x, b.mul(factor, a[k]![j]!))));
    }
  }
  return { exchanges, sign };
}

function nonzero(b: ElementBuilder, x: NodeId): NodeId {
  return b.eq(b.eq(x, b.constant(0)), b.constant(0));
}

interface Triangle {
  readonly lower: boolean;
  readonly trans: 'N' | 'T' | 'C';
  readonly unitDiagonal: boolean;
}

/** Overwrite x with the solution of op(a)·X = x. */
function substitute(b: ElementBuilder, a: Matrix, x: Matrix, { lower, trans, unitDiagonal }: Triangle): void {
  const n = a.length;
  const forward = lower === (trans === 'N');
  const subtract = (to: number, factor: NodeId, from: number): void => {
    x[to] = x[to]!.map((y, c) => b.sub(y, b.mul(factor, x[from]![c]!)));
  };
  for (let step = 0; step < n; step++) {
    const i = forward ? step : n - 1 - step;
    const [from, to] = lower ? [0, i] : [i + 1, n];
    if (trans === 'N') for (let j = from; j < to; j++) subtract(i, a[i]![j]!, j);
    if (!unitDiagonal) x[i] = x[i]!.map((y) => b.div(y, a[i]![i]!));
    if (trans !== 'N') for (let j = from; j < to; j++) subtract(j, a[i]![j]!, i);
  }
}

const LOWER: Triangle = { lower: true, trans: 'N', unitDiagonal: true };
const UPPER: Triangle = { lower: false, trans: 'N', unitDiagonal: false };

function solveInPlace(b: ElementBuilder, a: Matrix, x: Matrix): readonly NodeId[] {
  const n = a.length;
  if (n === 0) return [];
  for (const found of factorLU(b, a).exchanges) exchange(b, x, found);
  b.require(nonzero(b, a[n - 1]![n - 1]!));
  substitute(b, a, x, LOWER);
  substitute(b, a, x, UPPER);
  return x.flat();
}

export const solve: Rule<unknown> = (b, [a, rhs]) =>
  eachMatrix(b, a!, [a!, rhs!], (matrix, x) => solveInPlace(b, matrix!, x!));

export const inv: Rule<unknown> = (b, [a]) =>
  eachMatrix(b, a!, [a!], (matrix) => solveInPlace(b, matrix!, identity(b, matrix!.length)));

export const solveTriangular: Rule<Triangle> = (b, [a, rhs], triangle) =>
  eachMatrix(b, a!, [a!, rhs!], (matrix, x) => {
    if (!triangle.unitDiagonal) for (const [i, row] of matrix!.entries()) b.require(nonzero(b, row[i]!));
    substitute(b, matrix!, x!, triangle);
    return x!.flat();
  });

/** Beyond these the kernel multiplies logarithms of pivots. */
const RANGE = [1e-290, 1e300] as const;

export const det: Rule<unknown> = (b, [a]) =>
  eachMatrix(b, a!, [a!], (matrix) => {
    let product = factorLU(b, matrix!).sign;
    for (const [k, row] of matrix!.entries()) {
      product = b.mul(product, row[k]!);
      const size = b.apply('abs', product);
      b.require(b.and(b.lt(b.constant(RANGE[0]), size), b.lt(size, b.constant(RANGE[1]))));
    }
    return [product];
  });

export const adjugate: Rule<unknown> = (b, [a]) =>
  eachMatrix(b, a!, [a!], (matrix) => {
    const n = matrix!.length;
    const { exchanges, sign } = factorLU(b, matrix!);
    const upper = adjugateOfUpper(b, matrix!);
    const x = upper.map((row, i) => row.map((_, j) => upper[j]![i]!));
    substitute(b, matrix!, x, { lower: true, trans: 'T', unitDiagonal: true });
    const columns = x.map((row) => row.map((y) => b.mul(sign, y)));
    for (const found of exchanges.reverse()) exchange(b, columns, found);
    return Array.from({ length: n * n }, (_, at) => columns[at % n]![Math.floor(at / n)]!);
  });

/** The adjugate of the upper triangle, bordering it column by column. */
function adjugateOfUpper(b: ElementBuilder, u: Matrix): Matrix {
  const nought = b.constant(0);
  const adj: Matrix = u.map((row) => row.map(() => nought));
  // The determinant of what is done, its imaginary part a 0 whose sign decides on that of another.
  let re = b.constant(1);
  let im = nought;
  for (const [k, row] of u.entries()) {
    const x = row[k]!;
    for (let i = 0; i < k; i++) {
      let column = nought;
      for (let j = i; j < k; j++) column = b.sub(column, b.mul(u[j]![k]!, adj[i]![j]!));
      for (let j = i; j < k; j++) adj[i]![j] = b.mul(adj[i]![j]!, x);
      adj[i]![k] = column;
    }
    adj[k]![k] = re;
    [re, im] = [b.sub(b.mul(re, x), b.mul(im, nought)), b.add(b.mul(re, nought), b.mul(im, x))];
  }
  return adj;
}

export const cholesky: Rule<unknown> = (b, [a]) =>
  eachMatrix(b, a!, [a!], (matrix) => {
    const nought = b.constant(0);
    for (const [i, row] of matrix!.entries()) {
      const inner = (other: readonly NodeId[], n: number): NodeId => {
        let dot = nought;
        for (let k = 0; k < n; k++) dot = b.add(dot, b.mul(row[k]!, other[k]!));
        return dot;
      };
      for (let j = 0; j < i; j++) row[j] = b.div(b.sub(row[j]!, inner(matrix![j]!, j)), matrix![j]![j]!);
      const square = b.sub(row[i]!, inner(row, i));
      b.require(b.lt(nought, square));
      row[i] = b.apply('sqrt', square);
      row.fill(nought, i + 1);
    }
    return matrix!.flat();
  });
