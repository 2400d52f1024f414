/**
 * NumPy's indexing. Whole numbers, slices and new axes choose a regular window of the array: one `view`. Integer arrays and masks choose
 * by position: one `gather`, whose index is the window's positions plus, for each array, its elements times the stride of its axis.
 * Reference: NumPy, "Indexing on ndarrays", where the axes of the arrays go included.
 */

import {
  arrayError,
  broadcastShapes,
  type NDArray,
  type Shape,
  sizeOf,
  stridesOf,
} from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import type { ViewAttributes } from '../ops/array-structure.ts';
import { define, type NumpyFunction } from './define.ts';
import {
  checkMask,
  FULL,
  type Item,
  nonzeroOf,
  parseItems,
  positionOn,
  type Slice,
  sliceOf,
} from './index-items.ts';
import type { Argument, Np } from './np.ts';
import * as p from './parameters.ts';

/** What an index selects: a window of the array or, where the index has arrays, the elements at the positions `index`. */
interface Selection {
  /** With arrays: as if each of them were 0, in the shape of the result. */
  readonly window: ViewAttributes;
  readonly index: NodeId | undefined;
}

/** Return the elements of x that the items select. Throws E_SCRIPT for an index that does not fit. */
export function indexed(np: Np, x: NodeId, items: readonly Item[]): NodeId {
  if (items.length === 0) return x;
  const { window, index } = select(np, np.shapeOf(x), items);
  if (index !== undefined) return np.gather(x, index);
  return window.shape.length === 0 ? np.item(x, window.offset) : np.view(x, window);
}

/** Return x with the elements that the items select replaced by `value`, which is broadcast; the last of several wins. */
export function assigned(np: Np, x: NodeId, items: readonly Item[], value: NodeId): NodeId {
  const shape = np.shapeOf(x);
  const { window, index } = select(
    np,
    shape,
    items.map((item) => known(np, item)),
  );
  const replaced = index === undefined ? positionsOf(window) : np.pinned(index);
  const source = positionsOf({ shape, strides: stridesOf(shape), offset: 0 });
  const count = source.data.length;
  for (const [i, position] of replaced.data.entries()) source.data[position] = count + i;
  const values = np.broadcast(withoutExtraAxes(np, value, window.shape.length), window.shape);
  const both = [np.reshape(x, [count]), np.reshape(values, [replaced.data.length])];
  return np.gather(np.concatenate(both, 0), np.literal(source));
}

/** An item whose elements steer what is computed. */
function known(np: Np, item: Item): Item {
  return item.kind === 'array' ? { kind: 'array', index: np.literal(np.pinned(item.index)) } : item;
}

/** Drop leading axes of length 1 that what is assigned to does not have. */
function withoutExtraAxes(np: Np, value: NodeId, rank: number): NodeId {
  let shape = np.shapeOf(value);
  while (shape.length > rank && shape[0] === 1) shape = shape.slice(1);
  return np.reshape(value, shape);
}

/** The positions in the flattened array that a window reads. */
export function positionsOf({ shape, strides, offset }: ViewAttributes): NDArray {
  const data = new Float64Array(sizeOf(shape)).fill(offset);
  let inner = data.length;
  for (const [axis, length] of shape.entries()) {
    inner /= length;
    for (let i = 0; i < data.length; i++) data[i]! += (Math.floor(i / inner) % length) * strides[axis]!;
  }
  return { shape, dtype: 'int64', data };
}

/** Walk through the items and the axes they consume. */
function select(np: Np, shape: Shape, items: readonly Item[]): Selection {
  const missing = missingAxes(items, shape);
  const walk = new Walk(np, shape);
  for (const item of items) walk.take(item, missing);
  if (!items.some(({ kind }) => kind === 'ellipsis')) walk.skip(missing);
  return walk.selection();
}

/** Number of axes that no item speaks of: those of the ellipsis, or the last ones. */
function missingAxes(items: readonly Item[], shape: Shape): number {
  if (items.filter(({ kind }) => kind === 'ellipsis').length > 1)
    throw arrayError('an index can only have a single ellipsis ("...")');
  const count = items.reduce((sum, item) => sum + axesOf(item), 0);
  if (count > shape.length)
    throw arrayError(
      `too many indices for array: array is ${shape.length}-dimensional, but ${count} were indexed`,
    );
  return shape.length - count;
}

/** Number of axes of the array that an item consumes. */
function axesOf(item: Item): number {
  if (item.kind === 'mask') return item.mask.shape.length;
  return item.kind === 'newaxis' || item.kind === 'ellipsis' ? 0 : 1;
}

/** An integer array of an index: the elements of `node`, counted from 0, times `stride`. */
interface Term {
  readonly node: NodeId;
  readonly stride: number;
}

/** One pass over an index. */
class Walk {
  private axis = 0;
  private offset = 0;
  /** The axes of the result but for those of arrays. */
  private readonly lengths: number[] = [];
  private readonly steps: number[] = [];
  private readonly terms: Term[] = [];
  /** What the arrays are broadcast to; undefined as long as there is none. */
  private block: Shape | undefined;
  /** How many groups of neighbouring arrays and whole numbers there are, and the number of axes before the first. */
  private groups = 0;
  private before = 0;
  private isInGroup = false;
  private readonly np: Np;
  private readonly shape: Shape;
  private readonly strides: readonly number[];

  constructor(np: Np, shape: Shape) {
    this.np = np;
    this.shape = shape;
    this.strides = stridesOf(shape);
  }

  take(item: Item, missing: number): void {
    this.regroup(item.kind === 'integer' || item.kind === 'array' || item.kind === 'mask');
    if (item.kind === 'newaxis') this.axisOfResult(1, 0);
    else if (item.kind === 'ellipsis') this.skip(missing);
    else if (item.kind === 'slice') this.slice(item);
    else if (item.kind === 'integer') this.integer(item.value);
    else if (item.kind === 'array') this.array(item.index);
    else this.mask(item.mask);
  }

  /** Keep the next axes whole. */
  skip(count: number): void {
    for (let k = 0; k < count; k++) this.slice(FULL);
  }

  selection(): Selection {
    const { lengths, steps, offset, block } = this;
    if (block === undefined) return { window: { shape: lengths, strides: steps, offset }, index: undefined };
    const at = this.groups === 1 ? this.before : 0;
    const window = {
      shape: [...lengths.slice(0, at), ...block, ...lengths.slice(at)],
      strides: [...steps.slice(0, at), ...block.map(() => 0), ...steps.slice(at)],
      offset,
    };
    return { window, index: this.positions(window, lengths.length - at) };
  }

  /** The positions that are read: the window's, moved by the arrays, after whose axes `after` more follow. */
  private positions(window: ViewAttributes, after: number): NodeId {
    const { np } = this;
    const moves = this.terms.map(({ node, stride }) => {
      const shape = [...np.shapeOf(node), ...new Array<number>(after).fill(1)];
      return np.mul(np.reshape(node, shape), np.constant(stride));
    });
    const isStill = window.offset === 0 && window.strides.every((step) => step === 0);
    if (isStill && moves.length > 0)
      return np.broadcast(
        moves.reduce((sum, move) => np.add(sum, move)),
        window.shape,
      );
    return moves.reduce((sum, move) => np.add(sum, move), np.literal(positionsOf(window)));
  }

  /** NumPy puts the axes of the arrays first where something stands between them. */
  private regroup(isGrouped: boolean): void {
    if (isGrouped && !this.isInGroup) {
      if (this.groups === 0) this.before = this.lengths.length;
      this.groups++;
    }
    this.isInGroup = isGrouped;
  }

  private axisOfResult(length: number, step: number): void {
    this.lengths.push(length);
    this.steps.push(step);
  }

  private slice(item: Slice): void {
    const { first, count } = sliceOf(item, this.shape[this.axis]!);
    const stride = this.strides[this.axis]!;
    this.axisOfResult(count, item.step * stride);
    this.offset += first * stride;
    this.axis++;
  }

  private integer(value: number): void {
    const { axis } = this;
    this.offset += positionOn(value, this.shape[axis]!, axis) * this.strides[axis]!;
    this.axis++;
  }

  private array(index: NodeId): void {
    const { np, axis } = this;
    this.term(fromStart(np, index, this.shape[axis]!, axis));
  }

  private mask(mask: NDArray): void {
    checkMask(mask, this.shape, this.axis);
    this.stretch([mask.data.reduce((count, isTrue) => count + isTrue, 0)]);
    for (const positions of nonzeroOf(mask)) this.term(this.np.literal(positions));
  }

  /** Let an array choose on the next axis. */
  private term(node: NodeId): void {
    this.stretch(this.np.shapeOf(node));
    this.terms.push({ node, stride: this.strides[this.axis]! });
    this.axis++;
  }

  private stretch(shape: Shape): void {
    this.block = broadcastShapes(this.block ?? [], shape);
  }
}

/**
 * Return an array of whole numbers with the negative ones counted from the start of an axis. Those that are known are checked here;
 * a computed one that is out of bounds becomes a position that no array has, so `gather` refuses it.
 */
export function fromStart(np: Np, index: NodeId, length: number, axis: number): NodeId {
  const known = np.graph.literalValue(index);
  if (known !== undefined) {
    const data = known.data.map((value) => positionOn(value, length, axis));
    return known.data.some((value) => value < 0) ? np.literal({ ...known, data }) : index;
  }
  const n = np.constant(length);
  const nought = np.constant(0);
  const counted = np.where(np.lt(index, nought), np.add(index, n), index);
  const isThere = np.and(np.le(nought, counted), np.lt(counted, n));
  return np.where(isThere, counted, np.constant(Number.MAX_SAFE_INTEGER));
}

/** Return the elements of x at known places along an axis, counted from 0. */
export function takenAlong(np: Np, x: NodeId, axis: number, places: readonly number[]): NodeId {
  const index = np.literal({ shape: [places.length], dtype: 'int64', data: Float64Array.from(places) });
  return indexed(np, x, [...new Array<Item>(axis).fill(FULL), { kind: 'array', index }]);
}

/** Return for each element of `index`, places along an axis counted from 0, that element of x; the other axes of the two agree. */
export function gatheredAlong(np: Np, x: NodeId, index: NodeId, axis: number): NodeId {
  const shape = np.shapeOf(index);
  const strides = stridesOf(np.shapeOf(x));
  const moves = np.mul(index, np.constant(strides[axis]!));
  if (shape.length === 1) return np.gather(x, moves);
  const rows = positionsOf({ shape, strides: strides.with(axis, 0), offset: 0 });
  return np.gather(x, np.add(np.literal(rows), moves));
}

const items: p.Parameter<readonly Argument[]> = {
  type: 'IndexItem[]',
  rest: true,
  parse: (_, argument) => argument as readonly Argument[],
};

export const indexing: readonly NumpyFunction[] = [
  define(
    'index',
    'The elements that the items between the brackets select.',
    { x: p.array, items },
    (np, { x, items }) => indexed(np, x, parseItems(np, items)),
  ),
  define(
    'assign',
    'The array with the elements that the items select replaced by a value.',
    { x: p.array, value: p.array, items },
    (np, { x, value, items }) => assigned(np, x, parseItems(np, items), value),
  ),
];
