/** The rules of rows that compute with elements (`element-builder.ts`): each repeats its kernel's operations in the kernel's order. */

import * as layout from '../array/layout.ts';
import { isRun, type Window, walkOf } from '../array/layout-blocks.ts';
import { type ArrayType, type DType, type NDArray, type Shape, sizeOf, stridesOf } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { doubles, type ElementBuilder, type ElementRule, type Elements, moveBy } from './element-builder.ts';
import { codeOf } from './registry.ts';

type Rule<A> = Exclude<ElementRule<A>, 'moved'>;

const TRUNC = codeOf('trunc');

// ── Structure ──

/** The positions 0, 1 … in an array of that shape. */
function positions(shape: Shape): NDArray {
  return { shape, dtype: 'float64', data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => i) };
}

/** Positions of doubles for those of elements. */
function inDoubles(elements: Float64Array, width: 1 | 2): Float64Array {
  if (width === 1) return elements;
  return Float64Array.from({ length: 2 * elements.length }, (_, i) => 2 * elements[i >> 1]! + (i & 1));
}

/** The whole numbers of an index array that is known. */
function known(b: ElementBuilder, { type, nodes }: Elements): NDArray | undefined {
  const data = new Float64Array(nodes.length);
  for (const [i, node] of nodes.entries()) {
    const value = b.constantValue(node);
    if (value === undefined) return undefined;
    data[i] = value;
  }
  return { ...type, data };
}

export const place: Rule<Window & { readonly target: Shape }> = (b, [x], window) => {
  const { shape, strides, target } = window;
  const step = doubles(x!.type);
  if (x!.nodes.length > 0) {
    const repeated = shape.map((_, axis) => axis).filter((axis) => strides[axis] === 0 && shape[axis] !== 1);
    if (repeated.length > 0) {
      const kept = shape.map((n, axis) => (repeated.includes(axis) ? 1 : n));
      const nodes = sumAlong(b, x!, repeated);
      return place(b, [{ type: { ...x!.type, shape: kept }, nodes }], { ...window, shape: kept }, x!.type);
    }
    if (isRun(walkOf(window, step)))
      return moveBy(b, [x!], ([array]) => layout.place(array!, window, target));
  }
  const to = layout.view(positions(target), window).data;
  return b.added(x!.nodes, inDoubles(to, step), sizeOf(target) * step);
};

export const gather: Rule<unknown> = (b, [x, index]) => {
  const at = known(b, index!);
  return at && moveBy(b, [x!], ([array]) => layout.gather(array!, at));
};

export const scatter: Rule<Shape> = (b, [x, index], target) => {
  const at = known(b, index!);
  const step = doubles(x!.type);
  return at && b.added(x!.nodes, inDoubles(at.data, step), sizeOf(target) * step);
};

export const assemble: Rule<{ readonly shape: Shape; readonly positions: readonly number[] | null }> = (
  b,
  inputs,
  { shape, positions: at },
  type,
) => {
  if (at === null) return moveBy(b, inputs, (arrays) => layout.assemble(arrays, undefined, type));
  const step = doubles(type);
  const nodes: NodeId[] = [];
  const to: number[] = [];
  for (const [k, input] of inputs.entries()) {
    for (const [i, node] of input.nodes.entries()) {
      nodes.push(node);
      to.push(step * at[k]! + i);
    }
  }
  return b.added(nodes, Float64Array.from(to), sizeOf(shape) * step);
};

export const cast: Rule<DType> = (b, [x], dtype) => {
  const { type, nodes } = x!;
  if (dtype === 'bool') return doubles(type) === 2 ? undefined : nodes.map((node) => b.mask(node));
  const real = doubles(type) === 2 && dtype !== 'complex128' ? nodes.filter((_, i) => i % 2 === 0) : nodes;
  if (dtype === 'int64' && type.dtype !== 'bool')
    return real.map((node) => b.add(b.row(TRUNC, [node]), b.constant(0))); // there is no integer −0
  return dtype === 'complex128' ? moveBy(b, [x!], ([array]) => layout.cast(array!, dtype)) : real;
};

// ── Along axes ──

/** How the elements of an array lie around some neighbouring axes, in doubles. */
interface Split {
  readonly outer: number;
  readonly n: number;
  readonly inner: number;
}

function splitAt({ shape, dtype }: ArrayType, first: number, last: number): Split {
  const inner = sizeOf(shape.slice(last + 1)) * doubles({ shape, dtype });
  return { outer: sizeOf(shape.slice(0, first)), n: sizeOf(shape.slice(first, last + 1)), inner };
}

/** Reduce runs of neighbouring axes, the last one first; `reduce` gets the n elements that become one. */
function reduced(
  { type, nodes }: Elements,
  axes: readonly number[],
  reduce: (elements: readonly NodeId[], isFlat: boolean) => NodeId,
): readonly NodeId[] {
  const shape = [...type.shape];
  let current = nodes;
  const all = axes.length === shape.length;
  for (let last = axes.length - 1; last >= 0; last--) {
    const end = axes[last]!;
    while (last > 0 && (all || axes[last - 1] === axes[last]! - 1)) last--;
    const split = splitAt({ ...type, shape }, axes[last]!, end);
    current = reduceRuns(current, split, reduce);
    shape.fill(1, axes[last], end + 1);
  }
  return current;
}

function reduceRuns(
  nodes: readonly NodeId[],
  { outer, n, inner }: Split,
  reduce: (elements: readonly NodeId[], isFlat: boolean) => NodeId,
): NodeId[] {
  const out: NodeId[] = [];
  for (let block = 0; block < outer; block++) {
    for (let i = 0; i < inner; i++) {
      const run = Array.from({ length: n }, (_, k) => nodes[(block * n + k) * inner + i]!);
      out.push(reduce(run, inner === 1));
    }
  }
  return out;
}

/** The sums along axes, in the order of `reduce.sum` for runs of at most 128 (`MOST_ELEMENTS`). */
function sumAlong(b: ElementBuilder, x: Elements, axes: readonly number[]): readonly NodeId[] {
  return reduced(x, axes, (run, isFlat) =>
    total(
      b,
      run.map((node) => b.number(node)),
      isFlat,
    ),
  );
}

/** 0 + x₀ + x₁ … ; of neighbours four sums at once. */
function total(b: ElementBuilder, xs: readonly NodeId[], isFlat: boolean): NodeId {
  const fours = isFlat ? xs.length - (xs.length % 4) : 0;
  const add = (sum: NodeId, x: NodeId): NodeId => b.add(sum, x);
  // Only one of the sums has to begin with 0, for it to become 0 where all else is −0.
  const lanes = [0, 1, 2, 3].map((lane) => xs.slice(0, fours).filter((_, i) => i % 4 === lane));
  const sums = lanes.map((lane, k) => lane.reduce(add, b.constant(k === 0 ? 0 : -0)));
  const first = fours === 0 ? b.constant(0) : b.add(b.add(sums[0]!, sums[1]!), b.add(sums[2]!, sums[3]!));
  return xs.slice(fours).reduce(add, first);
}

export const sum: Rule<readonly number[]> = (b, [x], axes) => sumAlong(b, x!, axes);

interface CumsumAttributes {
  readonly axis: number;
  readonly reverse: boolean;
}

export const cumsum: Rule<CumsumAttributes> = (b, [x], { axis, reverse }) => {
  const { n, inner } = splitAt(x!.type, axis, axis);
  const out = x!.nodes.map((node) => b.number(node));
  for (let k = 1; k < n; k++) {
    const row = reverse ? n - 1 - k : k;
    const step = reverse ? inner : -inner;
    for (let block = 0; block < out.length; block += n * inner) {
      for (let i = 0; i < inner; i++) {
        const at = block + row * inner + i;
        out[at] = b.add(out[at]!, out[at + step]!);
      }
    }
  }
  return out;
};

/** Take `next` in place of `best`, unless that is at least as good or NaN. */
function better(b: ElementBuilder, sign: 1 | -1, best: NodeId, next: NodeId, x: NodeId, y: NodeId): NodeId {
  const stays = sign === 1 ? b.le(next, best) : b.le(best, next);
  return b.where(stays, x, b.where(b.eq(best, best), y, x));
}

/** The first of the greatest (least) elements along axes, NaN if there is one. */
export function extreme(sign: 1 | -1): Rule<readonly number[]> {
  return (b, [x], axes) => {
    if (doubles(x!.type) === 2 || axes.some((axis) => x!.type.shape[axis] === 0)) return undefined;
    return reduced(x!, axes, (run) =>
      run.map((node) => b.number(node)).reduce((best, next) => better(b, sign, best, next, best, next)),
    );
  };
}

/** The position of that element along an axis. */
export function argExtreme(sign: 1 | -1): Rule<number> {
  return (b, [x], axis) => {
    if (doubles(x!.type) === 2 || x!.type.shape[axis] === 0) return undefined;
    return reduceRuns(x!.nodes, splitAt(x!.type, axis, axis), (run) => {
      let best = b.number(run[0]!);
      let at = b.constant(0);
      for (let k = 1; k < run.length; k++) {
        const next = b.number(run[k]!);
        at = better(b, sign, best, next, at, b.constant(k));
        best = better(b, sign, best, next, best, next);
      }
      return at;
    });
  };
}

// ── Products ──

interface Transposes {
  readonly transposeX: boolean;
  readonly transposeY: boolean;
}

export const matmul: Rule<Transposes> = (b, [x, y], { transposeX, transposeY }, type) => {
  if (type.dtype === 'bool' || type.dtype === 'complex128') return undefined;
  const [rows, columns] = [matrices(b, x!, transposeX), matrices(b, y!, !transposeY)];
  const k = rows.type.shape.at(-1)!;
  const [m, n] = type.shape.slice(-2) as [number, number];
  const out: NodeId[] = [];
  for (let matrix = 0; matrix < sizeOf(type.shape.slice(0, -2)); matrix++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let dot = b.constant(0);
        for (let t = 0; t < k; t++) {
          const [left, right] = [
            rows.nodes[(matrix * m + i) * k + t]!,
            columns.nodes[(matrix * n + j) * k + t]!,
          ];
          dot = b.add(dot, b.mul(b.number(left), b.number(right)));
        }
        out.push(dot);
      }
    }
  }
  return out;
};

/** Matrices, each transposed if asked for. */
function matrices(b: ElementBuilder, x: Elements, transposed: boolean): Elements {
  if (!transposed) return x;
  const { shape, dtype } = x.type;
  const [rows, columns] = shape.slice(-2) as [number, number];
  const turned = [...shape.slice(0, -2), columns, rows];
  const strides = stridesOf(shape);
  strides.push(...strides.splice(-2).reverse());
  const nodes = moveBy(b, [x], ([array]) => layout.view(array!, { shape: turned, strides, offset: 0 }));
  return { type: { shape: turned, dtype }, nodes };
}
