/**
 * Kernels that move elements and compute nothing but the sums of those that meet: strided views, gathering, joining, other
 * dtypes, the parts of complex numbers. Two of them are the transposes of others: `place` of `view`, `scatter` of `gather`.
 */

import { forEachBlock, isRun, type Window, walkOf } from './layout-blocks.ts';
import {
  type ArrayType,
  arrayError,
  type DType,
  type NDArray,
  type Shape,
  sameShape,
  sizeOf,
  stridesOf,
  width,
  zeros,
} from './ndarray.ts';
import { sum } from './reduce.ts';

/** Return the elements that `window` reads. All elements in order share the data. */
export function view(x: NDArray, window: Window): NDArray {
  const { shape } = window;
  const { dtype, data } = x;
  const length = sizeOf(shape) * width(dtype);
  if (length === 0) return zeros(shape, dtype);
  const walk = walkOf(window, width(dtype));
  const { start, rowStep, columns: pitch, columnStep } = walk;
  if (isRun(walk))
    return { shape, dtype, data: length === data.length ? data : data.slice(start, start + length) };
  const out = zeros(shape, dtype);
  forEachBlock(walk, (from, to, rows, columns) => {
    for (let row = 0; row < rows; row++, from += rowStep, to += pitch)
      copyRun(data, from, columnStep, out.data, to, columns);
  });
  return out;
}

/** From this length on, native copying is faster than a loop. */
const LONG = 32;

/** Copy n doubles that lie `step` apart to neighbouring places. */
function copyRun(
  source: Float64Array,
  from: number,
  step: number,
  target: Float64Array,
  to: number,
  n: number,
) {
  if (n >= LONG && step === 1) target.set(source.subarray(from, from + n), to);
  else if (n >= LONG && step === 0) target.fill(source[from]!, to, to + n);
  else for (const end = to + n; to < end; to++, from += step) target[to] = source[from]!;
}

/** Return zeros of shape `target`, to which the elements of g are added where `window` reads them: the transpose of `view`. */
export function place(g: NDArray, window: Window, target: Shape): NDArray {
  const { dtype } = g;
  if (g.data.length === 0) return zeros(target, dtype);
  const repeated = axesRead(window);
  if (repeated.length > 0) {
    const g1 = sum(g, repeated, true);
    return place(g1, { ...window, shape: g1.shape }, target);
  }
  const walk = walkOf(window, width(dtype));
  const { start, rowStep, columns: pitch, columnStep } = walk;
  const out = zeros(target, dtype);
  const { data } = out;
  if (isRun(walk)) {
    data.set(g.data, start);
    return out;
  }
  forEachBlock(walk, (first, to, rows, columns) => {
    for (let row = 0; row < rows; row++, first += rowStep, to += pitch)
      for (let k = 0, at = first; k < columns; k++, at += columnStep) data[at]! += g.data[to + k]!;
  });
  return out;
}

/** The axes along which a window reads the same elements again and again. `sum` adds them more exactly than one by one. */
function axesRead({ shape, strides }: Window): number[] {
  const axes: number[] = [];
  for (let axis = 0; axis < shape.length; axis++)
    if (strides[axis] === 0 && shape[axis] !== 1) axes.push(axis);
  return axes;
}

/** Stretch x to `shape`, which its own must fit. */
export function broadcast(x: NDArray, shape: Shape): NDArray {
  if (sameShape(x.shape, shape)) return x;
  const missing = shape.length - x.shape.length;
  const own = stridesOf(x.shape);
  const strides = shape.map((_, axis) =>
    axis < missing || x.shape[axis - missing] === 1 ? 0 : own[axis - missing]!,
  );
  return view(x, { shape, strides, offset: 0 });
}

/** Return the same elements in another shape of as many; the data is shared. */
export function reshape(x: NDArray, shape: Shape): NDArray {
  return { shape, dtype: x.dtype, data: x.data };
}

/** Return the elements of the flattened x that `index` names, in its shape. Throws E_SCRIPT where there is none. */
export function gather(x: NDArray, index: NDArray): NDArray {
  const out = zeros(index.shape, x.dtype);
  const positions = index.data;
  const size = sizeOf(x.shape);
  if (x.dtype === 'complex128') {
    for (let k = 0; k < positions.length; k++) {
      const at = 2 * checked(positions[k]!, size);
      out.data[2 * k] = x.data[at]!;
      out.data[2 * k + 1] = x.data[at + 1]!;
    }
  } else for (let k = 0; k < positions.length; k++) out.data[k] = x.data[checked(positions[k]!, size)]!;
  return out;
}

/** Return zeros of shape `target`, to which the elements of g are added where `index` says: the transpose of `gather`. */
export function scatter(g: NDArray, index: NDArray, target: Shape): NDArray {
  const out = zeros(target, g.dtype);
  const positions = index.data;
  const size = sizeOf(target);
  if (g.dtype === 'complex128') {
    for (let k = 0; k < positions.length; k++) {
      const at = 2 * checked(positions[k]!, size);
      out.data[at]! += g.data[2 * k]!;
      out.data[at + 1]! += g.data[2 * k + 1]!;
    }
  } else for (let k = 0; k < positions.length; k++) out.data[checked(positions[k]!, size)]! += g.data[k]!;
  return out;
}

function checked(position: number, size: number): number {
  if (position >>> 0 !== position || position >= size)
    throw arrayError(`index ${position} is out of bounds for an array of ${size} elements`);
  return position;
}

/**
 * Return zeros of a type, to which each value, a number or a 0-d array, is added at its position in the flattened array. Without
 * positions they are the elements themselves, from the first on.
 */
export function assemble(
  values: readonly (number | NDArray)[],
  positions: readonly number[] | undefined,
  type: ArrayType,
): NDArray {
  const out = zeros(type.shape, type.dtype);
  const { data } = out;
  const step = width(type.dtype);
  for (let k = 0; k < values.length; k++) {
    const value = values[k]!;
    const at = step * (positions?.[k] ?? k);
    if (typeof value === 'number') data[at] = positions ? data[at]! + value : value;
    else
      for (let i = 0; i < value.data.length; i++)
        data[at + i] = positions ? data[at + i]! + value.data[i]! : value.data[i]!;
  }
  return out;
}

/** Join arrays along `axis` to one of a type that they fit; elements are cast. */
export function concatenate(parts: readonly NDArray[], axis: number, type: ArrayType): NDArray {
  const out = zeros(type.shape, type.dtype);
  const inner = sizeOf(type.shape.slice(axis + 1)) * width(type.dtype);
  const pitch = inner * type.shape[axis]!;
  let to = 0;
  for (const part of parts) {
    const { data } = cast(part, type.dtype);
    const run = inner * part.shape[axis]!;
    for (let from = 0, at = to; from < data.length; from += run, at += pitch)
      copyRun(data, from, 1, out.data, at, run);
    to += run;
  }
  return out;
}

/**
 * Return the elements as another dtype. Complex numbers lose their imaginary part, integers what is behind the point; what is
 * not 0 is true, NaN too.
 */
export function cast(x: NDArray, dtype: DType): NDArray {
  if (x.dtype === dtype) return x;
  if (dtype === 'complex128') return complexOf(x, undefined);
  if (dtype === 'bool') return truthOf(x);
  const re = realPart(x);
  if (x.dtype === 'bool' || dtype === 'float64') return { ...re, dtype };
  return { shape: x.shape, dtype, data: re.data.map((value) => Math.trunc(value) + 0) }; // + 0: there is no integer −0
}

function truthOf({ shape, dtype, data }: NDArray): NDArray {
  const out = zeros(shape, 'bool');
  const step = width(dtype);
  for (let k = 0, at = 0; k < out.data.length; k++, at += step)
    if (data[at] !== 0 || data[at + step - 1] !== 0) out.data[k] = 1;
  return out;
}

/** Return the real parts; a real array as it is. */
export function realPart(x: NDArray): NDArray {
  return x.dtype === 'complex128' ? part(x, 0) : x;
}

/** Return the imaginary parts; zeros of a real array. */
export function imagPart(x: NDArray): NDArray {
  return x.dtype === 'complex128' ? part(x, 1) : zeros(x.shape, x.dtype);
}

function part({ shape, data }: NDArray, offset: 0 | 1): NDArray {
  const out = zeros(shape);
  for (let k = 0; k < out.data.length; k++) out.data[k] = data[2 * k + offset]!;
  return out;
}

/** Return the complex conjugates; a real array as it is. */
export function conjugate(x: NDArray): NDArray {
  if (x.dtype !== 'complex128') return x;
  const data = x.data.slice();
  for (let at = 1; at < data.length; at += 2) data[at] = -data[at]!;
  return { shape: x.shape, dtype: x.dtype, data };
}

/** Return complex numbers of two real arrays of one shape; without imaginary parts these are 0. */
export function complexOf(re: NDArray, im?: NDArray): NDArray {
  const out = zeros(re.shape, 'complex128');
  for (let k = 0; k < re.data.length; k++) out.data[2 * k] = re.data[k]!;
  if (im !== undefined) for (let k = 0; k < im.data.length; k++) out.data[2 * k + 1] = im.data[k]!;
  return out;
}
