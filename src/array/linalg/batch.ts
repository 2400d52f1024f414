/**
 * Stacks of matrices: an array of shape (…, n, m) is a matrix for each index of its leading axes, and leading axes of several arrays
 * broadcast. Here lies all that the linear algebra knows of shapes; its algorithms see one matrix as a flat `Float64Array`.
 */

import { arrayError, type DType, type NDArray, type Shape, showShape, sizeOf, width } from '../ndarray.ts';

/** The floating-point dtype in which a function of `arrays` computes. */
export function fieldOf(...arrays: readonly NDArray[]): 'float64' | 'complex128' {
  return arrays.some(({ dtype }) => dtype === 'complex128') ? 'complex128' : 'float64';
}

/** The lengths of all but the last `core` axes. Throws E_SCRIPT if there are fewer axes. */
export function leading({ shape }: NDArray, core = 2): Shape {
  if (shape.length < core) {
    throw arrayError(
      `the array must have at least ${core === 1 ? 'one dimension' : 'two dimensions'}: ${showShape(shape)}`,
    );
  }
  return shape.slice(0, shape.length - core);
}

/** Rows and columns of each matrix. Throws E_SCRIPT if there are no two axes. */
export function matrixSize({ shape }: NDArray): [rows: number, columns: number] {
  if (shape.length < 2) throw arrayError(`the array must have at least two dimensions: ${showShape(shape)}`);
  return [shape[shape.length - 2]!, shape[shape.length - 1]!];
}

/** Rows of each matrix, as many as columns. Throws E_SCRIPT. */
export function squareSize(a: NDArray): number {
  const [rows, columns] = matrixSize(a);
  if (rows !== columns) throw arrayError(`the last two axes must be square: ${showShape(a.shape)}`);
  return rows;
}

/**
 * Return what gives the matrix (the last `core` axes) of `a` at a place of `batch`, a shape to which the leading axes of `a` broadcast.
 * Each call makes a copy of its own, which the caller may overwrite.
 */
export function matrices(a: NDArray, batch: Shape, core = 2): (place: number) => Float64Array {
  const lead = leading(a, core);
  const size = sizeOf(a.shape.slice(lead.length)) * width(a.dtype);
  if (sizeOf(lead) === sizeOf(batch)) return (place) => a.data.slice(place * size, (place + 1) * size);
  return (place) => {
    const start = broadcastPlace(place, lead, batch) * size;
    return a.data.slice(start, start + size);
  };
}

/** Call `visit` with a copy of each matrix of `a` and its place in the stack. */
export function forEachMatrix(a: NDArray, visit: (matrix: Float64Array, place: number) => void): void {
  const lead = leading(a);
  const matrix = matrices(a, lead);
  const count = sizeOf(lead);
  for (let place = 0; place < count; place++) visit(matrix(place), place);
}

/** Return `a` in `dtype`, which must hold its values. */
export function withField(a: NDArray, dtype: DType): NDArray {
  if (width(a.dtype) === width(dtype)) return a;
  return { shape: a.shape, dtype, data: toComplex(a.data) };
}

/** Return the complex numbers with these real parts. */
export function toComplex(real: Float64Array): Float64Array {
  const result = new Float64Array(2 * real.length);
  for (let i = 0; i < real.length; i++) result[2 * i] = real[i]!;
  return result;
}

/** Throw E_SCRIPT with `message` unless all elements are finite: iterations would not end on them. */
export function requireFinite(a: NDArray, message: string): void {
  for (const value of a.data) if (!Number.isFinite(value)) throw arrayError(message);
}

/** The index into an array of shape `from` that repeats to `to`, for the index `place` of the latter. */
function broadcastPlace(place: number, from: Shape, to: Shape): number {
  let result = 0;
  let step = 1;
  for (let axis = to.length - 1; axis >= to.length - from.length; axis--) {
    const length = from[axis - to.length + from.length]!;
    if (length !== 1) result += step * (place % to[axis]!);
    place = Math.floor(place / to[axis]!);
    step *= length;
  }
  return result;
}
