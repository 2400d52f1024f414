/**
 * The builder with operations on arrays: what derivative rules and NumPy's functions are written in. Like its base it makes nodes
 * (or finds them) and folds what is known; shapes are checked when a node is made.
 */

import {
  type ArrayType,
  type DType,
  type NDArray,
  NUMBER,
  type Shape,
  sameShape,
  sizeOf,
  stridesOf,
  zeros,
} from '../array/ndarray.ts';
import { NONE, type NodeId } from '../graph/graph.ts';
import type { MatmulAttributes } from './array-products.ts';
import { arrayCodeOf, arrayPrimitiveOf } from './array-registry.ts';
import type { ArrayPrimitiveName } from './array-rows.ts';
import type { ViewAttributes } from './array-structure.ts';
import { GraphBuilder } from './build.ts';

/** Operations with more than two operands, or any number. */
const LISTED: ReadonlySet<string> = new Set<ArrayPrimitiveName>([
  'assemble',
  'concatenate',
  'custom',
  'solveSylvester',
]);

export class ArrayBuilder extends GraphBuilder {
  // ── Types ──

  typeOf(x: NodeId): ArrayType {
    return this.graph.typeOf(x);
  }

  shapeOf(x: NodeId): Shape {
    return this.graph.typeOf(x).shape;
  }

  rankOf(x: NodeId): number {
    return this.shapeOf(x).length;
  }

  sizeOf(x: NodeId): number {
    return sizeOf(this.shapeOf(x));
  }

  dtypeOf(x: NodeId): DType {
    return this.graph.typeOf(x).dtype;
  }

  isComplex(x: NodeId): boolean {
    return this.graph.typeOf(x).dtype === 'complex128';
  }

  // ── Sources ──

  /** The node of an array that is known; a number without axes is a constant. */
  literal(value: NDArray): NodeId {
    return this.known(value.shape.length === 0 && value.dtype === 'float64' ? value.data[0]! : value);
  }

  /** Zeros in the shape and dtype of x. */
  zerosLike(x: NodeId): NodeId {
    const { shape, dtype } = this.typeOf(x);
    return this.literal(zeros(shape, dtype));
  }

  // ── One row of the table ──

  /** The node of an operation on arrays, or its value where all operands are known. */
  array(name: ArrayPrimitiveName, inputs: readonly NodeId[], attributes?: unknown): NodeId {
    const { graph } = this;
    const code = arrayCodeOf(name);
    const type = arrayPrimitiveOf(code).type(
      inputs.map((x) => graph.typeOf(x)),
      attributes,
    );
    graph.admit(type);
    if (graph.folds(inputs, type)) return this.folded({ op: code, operands: inputs, attributes }, type);
    if (LISTED.has(name)) return graph.array(code, type, graph.list(inputs), NONE, attributes);
    return graph.array(code, type, inputs[0]!, inputs[1], attributes);
  }

  /** An operation of linear algebra, by the name of its row. */
  linalg(name: ArrayPrimitiveName, inputs: readonly NodeId[], attributes?: unknown): NodeId {
    return this.array(name, inputs, attributes);
  }

  // ── Structure ──

  reshape(x: NodeId, shape: Shape): NodeId {
    return sameShape(this.shapeOf(x), shape) ? x : this.array('reshape', [x], shape);
  }

  view(x: NodeId, attributes: ViewAttributes): NodeId {
    return this.array('view', [x], attributes);
  }

  /** Zeros of shape `target`, to which g is added where `view` reads. */
  place(g: NodeId, { shape, strides, offset }: ViewAttributes, target: Shape): NodeId {
    return this.array('place', [g], { shape, strides, offset, target });
  }

  broadcast(x: NodeId, shape: Shape): NodeId {
    return sameShape(this.shapeOf(x), shape) ? x : this.array('broadcast', [x], shape);
  }

  /** The elements of the flattened x at the positions `index`, which gives the shape. */
  gather(x: NodeId, index: NodeId): NodeId {
    return this.array('gather', [x, index]);
  }

  scatter(g: NodeId, index: NodeId, target: Shape): NodeId {
    return this.array('scatter', [g, index], target);
  }

  /** Zeros with the numbers `values` added at positions of the flattened result (0, 1, 2 … if none are given). */
  assemble(values: readonly NodeId[], shape: Shape, positions?: readonly number[]): NodeId {
    return values.length === 0
      ? this.literal(zeros(shape))
      : this.array('assemble', values, { shape, positions: positions ?? null });
  }

  /** One element, by its position in the flattened x. */
  item(x: NodeId, position: number): NodeId {
    return this.graph.isNumber(x) ? x : this.array('item', [x], position);
  }

  concatenate(parts: readonly NodeId[], axis: number): NodeId {
    return parts.length === 1 ? parts[0]! : this.array('concatenate', parts, axis);
  }

  /** `length` elements along an axis, from `start` on. */
  slice(x: NodeId, axis: number, start: number, length: number): NodeId {
    const shape = this.shapeOf(x);
    if (start === 0 && length === shape[axis]) return x;
    const strides = stridesOf(shape);
    return this.view(x, {
      shape: shape.map((n, k) => (k === axis ? length : n)),
      strides,
      offset: start * strides[axis]!,
    });
  }

  /** The axes in another order: axis k of the result is axis `order[k]` of x. */
  permute(x: NodeId, order: readonly number[]): NodeId {
    if (order.every((axis, k) => axis === k)) return x;
    const shape = this.shapeOf(x);
    const strides = stridesOf(shape);
    return this.view(x, {
      shape: order.map((axis) => shape[axis]!),
      strides: order.map((axis) => strides[axis]!),
      offset: 0,
    });
  }

  /** The transpose of each matrix. */
  swap(x: NodeId): NodeId {
    const rank = this.rankOf(x);
    const order = Array.from({ length: rank }, (_, axis) => axis);
    order.push(...order.splice(rank - 2, 2).reverse());
    return this.permute(x, order);
  }

  /** x with axes of length 1 put in, where they are in the result. */
  expand(x: NodeId, axes: readonly number[]): NodeId {
    const shape: number[] = [];
    const rest = [...this.shapeOf(x)];
    const rank = rest.length + axes.length;
    for (let axis = 0; axis < rank; axis++) shape.push(axes.includes(axis) ? 1 : rest.shift()!);
    return this.reshape(x, shape);
  }

  /** A reduction along `axes` of an array of shape `shape`, repeated along them again. */
  spread(x: NodeId, axes: readonly number[], shape: Shape): NodeId {
    return this.broadcast(this.expand(x, axes), shape);
  }

  cast(x: NodeId, dtype: DType): NodeId {
    return this.dtypeOf(x) === dtype ? x : this.array('cast', [x], dtype);
  }

  // ── Complex numbers ──

  real(x: NodeId): NodeId {
    return this.isComplex(x) ? this.array('real', [x]) : x;
  }

  imag(x: NodeId): NodeId {
    return this.isComplex(x) ? this.array('imag', [x]) : this.zerosLike(x);
  }

  conj(x: NodeId): NodeId {
    return this.isComplex(x) ? this.array('conj', [x]) : x;
  }

  /** Complex numbers of two parts, which are broadcast. */
  complex(re: NodeId, im: NodeId): NodeId {
    const { shape } = this.typeOf(this.add(re, im));
    return this.array('complex', [this.broadcast(re, shape), this.broadcast(im, shape)]);
  }

  // ── Sums and products ──

  /** The sum along axes, rising, from 0. */
  sum(x: NodeId, axes: readonly number[]): NodeId {
    return axes.length === 0 ? x : this.array('sum', [x], axes);
  }

  sumAll(x: NodeId): NodeId {
    return this.sum(
      x,
      this.shapeOf(x).map((_, axis) => axis),
    );
  }

  cumsum(x: NodeId, axis: number, reverse = false): NodeId {
    return this.array('cumsum', [x], { axis, reverse });
  }

  matmul(x: NodeId, y: NodeId, attributes: MatmulAttributes): NodeId {
    return this.array('matmul', [x, y], attributes);
  }

  /** x y of (stacks of) matrices. */
  product(x: NodeId, y: NodeId): NodeId {
    return this.matmul(x, y, { transposeX: false, transposeY: false });
  }

  /** The discrete Fourier transform along the last axis, not normalised. */
  fft(x: NodeId, inverse: boolean): NodeId {
    return this.array('fft', [x], { inverse });
  }

  /** The sum of those that are not NONE; NONE if none is. */
  total(terms: readonly NodeId[]): NodeId {
    return terms.reduce(
      (sum, term) => (sum === NONE ? term : term === NONE ? sum : this.add(sum, term)),
      NONE,
    );
  }

  // ── Matrices ──

  solve(a: NodeId, rhs: NodeId): NodeId {
    return this.array('solve', [a, rhs]);
  }

  /** The conjugate transpose of each matrix. */
  adjoint(x: NodeId): NodeId {
    return this.conj(this.swap(x));
  }

  /** The diagonals of (stacks of) matrices. */
  diagonal(x: NodeId): NodeId {
    const shape = this.shapeOf(x);
    const strides = stridesOf(shape);
    const [rows, columns] = shape.slice(-2) as [number, number];
    return this.view(x, {
      shape: [...shape.slice(0, -2), Math.min(rows, columns)],
      strides: [...strides.slice(0, -2), columns + 1],
      offset: 0,
    });
  }

  /** Square matrices with the last axis of x as diagonals. */
  diagonalMatrix(x: NodeId): NodeId {
    const shape = this.shapeOf(x);
    const n = shape.at(-1)!;
    const target = [...shape, n];
    const strides = stridesOf(target);
    return this.place(x, { shape, strides: [...strides.slice(0, -2), n + 1], offset: 0 }, target);
  }

  /** The lower (or upper) triangle, 0 elsewhere; `skip` diagonals of it from the main one on are left out. */
  triangle(x: NodeId, lower: boolean, skip: number): NodeId {
    const [rows, columns] = this.shapeOf(x).slice(-2) as [number, number];
    const data = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        if (lower ? i - j >= skip : j - i >= skip) data[i * columns + j] = 1;
      }
    }
    const mask = this.literal({ shape: [rows, columns], dtype: 'bool', data });
    return this.where(mask, x, this.constant(0));
  }

  /** The Hermitian matrix of which x holds the lower (or upper) triangle. */
  hermitian(x: NodeId, lower: boolean): NodeId {
    const strict = this.triangle(x, lower, 1);
    const diagonal = this.diagonalMatrix(this.real(this.diagonal(x)));
    return this.add(this.add(strict, this.adjoint(strict)), diagonal);
  }

  /** Matrices with zeros added below and on the right. */
  padMatrix(x: NodeId, rows: number, columns: number): NodeId {
    const shape = this.shapeOf(x);
    const target = [...shape.slice(0, -2), rows, columns];
    return sameShape(shape, target)
      ? x
      : this.place(x, { shape, strides: stridesOf(target), offset: 0 }, target);
  }

  /** Vectors with zeros added at the end. */
  padLast(x: NodeId, length: number): NodeId {
    const shape = this.shapeOf(x);
    const target = [...shape.slice(0, -1), length];
    return sameShape(shape, target)
      ? x
      : this.place(x, { shape, strides: stridesOf(target), offset: 0 }, target);
  }

  // ── Cotangents ──

  /** The cotangent g of something that `type` was broadcast or promoted to, as a cotangent of `type`. */
  fit(g: NodeId, type: ArrayType): NodeId {
    return this.stretch(this.reduced(g, type), type.shape);
  }

  /** The same in a shape that broadcasts to that of `type`: an axis along which g is the same may have length 1 or be missing. */
  reduced(g: NodeId, type: ArrayType): NodeId {
    if (this.graph.isNumber(g) && type === NUMBER) return g;
    const fitted = type.dtype === 'complex128' ? g : this.real(g);
    const shape = this.shapeOf(fitted);
    const extra = shape.length - type.shape.length;
    const axes = shape
      .map((_, axis) => axis)
      .filter((axis) => axis < extra || (type.shape[axis - extra] === 1 && shape[axis] !== 1));
    if (axes.length === 0) return fitted;
    const lengths = shape.map((n, axis) => (axes.includes(axis) ? 1 : n));
    return this.reshape(this.sum(fitted, axes), lengths.slice(Math.max(extra, 0)));
  }

  /** x in a shape that it broadcasts to; x itself where it has it. */
  stretch(x: NodeId, shape: Shape): NodeId {
    return sameShape(this.shapeOf(x), shape) ? x : this.broadcast(x, shape);
  }
}
