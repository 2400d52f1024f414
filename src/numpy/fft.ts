/** `np.fft`: discrete Fourier transforms along axes, which are cut or filled with zeros first, and shifts of frequencies. */

import { arrayError, normalizeAxis, type Shape, sameShape, stridesOf } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction } from './define.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';

const NORMS = ['backward', 'ortho', 'forward'] as const;

/** Which direction is divided by the number of elements; `ortho`: each by its root. */
type Norm = (typeof NORMS)[number];

/** A transform along one axis; `n` is the length on the side of the signal. */
type Transform = (np: Np, x: NodeId, n: number, axis: number, norm: Norm) => NodeId;

const range = (start: number, end: number): number[] =>
  Array.from({ length: end - start }, (_, i) => start + i);

/** x cut at its ends, or filled with zeros there, to `shape`. */
function fitted(np: Np, x: NodeId, shape: Shape): NodeId {
  const kept = shape.map((n, axis) => Math.min(n, np.shapeOf(x)[axis]!));
  const cut = kept.reduce<NodeId>((part, n, axis) => np.slice(part, axis, 0, n), x);
  if (sameShape(kept, shape)) return cut;
  return np.place(cut, { shape: kept, strides: stridesOf(shape), offset: 0 }, shape);
}

const withLength = (np: Np, x: NodeId, axis: number, n: number): NodeId =>
  fitted(
    np,
    x,
    np.shapeOf(x).map((length, k) => (k === axis ? n : length)),
  );

/** The unscaled transform of an axis. */
function transformed(np: Np, x: NodeId, axis: number, inverse: boolean): NodeId {
  const last = np.rankOf(x) - 1;
  if (axis === last) return np.fft(x, inverse);
  const there = [...range(0, axis), ...range(axis + 1, last + 1), axis];
  const back = [...range(0, axis), last, ...range(axis, last)];
  return np.permute(np.fft(np.permute(x, there), inverse), back);
}

/** x times what `norm` says of a transform of n numbers. */
function scaled(np: Np, x: NodeId, n: number, norm: Norm, inverse: boolean): NodeId {
  if (norm === 'ortho') return np.mul(x, np.constant(1 / Math.sqrt(n)));
  return inverse === (norm === 'backward') ? np.mul(x, np.constant(1 / n)) : x;
}

function checkLength(n: number): void {
  if (n < 1) throw arrayError(`np.fft: a transform is of one number or more, not of ${n}`);
}

const complexTransform =
  (inverse: boolean): Transform =>
  (np, x, n, axis, norm) => {
    checkLength(n);
    return scaled(np, transformed(np, withLength(np, x, axis, n), axis, inverse), n, norm, inverse);
  };

const fft = complexTransform(false);
const ifft = complexTransform(true);

/** The frequencies of a real signal up to the middle; the others are their conjugates. */
const rfft: Transform = (np, x, n, axis, norm) =>
  np.slice(fft(np, np.real(x), n, axis, norm), axis, 0, Math.floor(n / 2) + 1);

/**
 * The real signal of n numbers with the given frequencies up to the middle: Re Σ w_k x_k exp(2πi jk/n), where w counts
 * the conjugates that are not given: 1 for k = 0 and k = n/2, else 2.
 */
const irfft: Transform = (np, x, n, axis, norm) => {
  checkLength(n);
  const half = withLength(np, x, axis, Math.floor(n / 2) + 1);
  const weights = range(0, Math.floor(n / 2) + 1).map((k) => (k === 0 || 2 * k === n ? 1 : 2));
  const shape = np.shapeOf(half).map((length, k) => (k === axis ? length : 1));
  const w = np.literal({ shape, dtype: 'float64', data: Float64Array.from(weights) });
  return np.real(ifft(np, np.mul(half, w), n, axis, norm));
};

const OPPOSITE = { backward: 'forward', ortho: 'ortho', forward: 'backward' } as const;

const hfft: Transform = (np, x, n, axis, norm) => irfft(np, np.conj(x), n, axis, OPPOSITE[norm]);
const ihfft: Transform = (np, x, n, axis, norm) => np.conj(rfft(np, x, n, axis, OPPOSITE[norm]));

/** Transform axes one after the other, the last one first; `last` is how that one is transformed. */
interface Several {
  readonly last: Transform;
  readonly others: Transform;
  /** The last axis is the first half of frequencies: it is transformed at the end, to 2 (n − 1) numbers. */
  readonly half: boolean;
}

type Lengths = readonly number[] | null;

function several(
  np: Np,
  a: NodeId,
  s: Lengths,
  axes: Lengths,
  norm: Norm,
  { last, others, half }: Several,
): NodeId {
  const shape = np.shapeOf(a);
  const chosen = (axes ?? range(s === null ? 0 : shape.length - s.length, shape.length)).map((axis) =>
    normalizeAxis(axis, shape.length),
  );
  const final = chosen.at(-1);
  const lengths = s ?? chosen.map((axis) => shape[axis]!);
  if (lengths.length !== chosen.length || final === undefined)
    throw arrayError(`np.fft: s has ${lengths.length} lengths for ${chosen.length} axes`);
  const length = half && s === null ? 2 * (shape[final]! - 1) : lengths.at(-1)!;
  const rest = (x: NodeId): NodeId =>
    chosen.slice(0, -1).reduceRight<NodeId>((part, axis, i) => others(np, part, lengths[i]!, axis, norm), x);
  return half ? last(np, rest(a), length, final, norm) : rest(last(np, a, length, final, norm));
}

/** x turned round an axis: element i comes to i + by. */
function rolled(np: Np, x: NodeId, axis: number, by: number): NodeId {
  const n = np.shapeOf(x)[axis]!;
  if (by === 0) return x;
  return np.concatenate([np.slice(x, axis, n - by, by), np.slice(x, axis, 0, n - by)], axis);
}

const shift = (name: string, doc: string, by: (n: number) => number): NumpyFunction =>
  define(name, doc, { x: p.array, axes: p.or(p.axes, null) }, (np, { x, axes }) => {
    const rank = np.rankOf(x);
    const chosen = [axes ?? range(0, rank)].flat().map((axis) => normalizeAxis(axis, rank));
    return chosen.reduce<NodeId>((part, axis) => rolled(np, part, axis, by(np.shapeOf(x)[axis]!)), x);
  });

const frequencies = (name: string, doc: string, indices: (n: number) => number[]): NumpyFunction =>
  define(name, doc, { n: p.integer, d: p.or(p.array, null) }, (np, { n, d }) => {
    const data = Float64Array.from(indices(n));
    const spacing = np.mul(np.constant(n), d ?? np.constant(1));
    return np.mul(
      np.literal({ shape: [data.length], dtype: 'float64', data }),
      np.div(np.constant(1), spacing),
    );
  });

const norm = p.or(p.oneOf(...NORMS), 'backward' as const);
const nullable = { n: p.or(p.axis, null), s: p.or(p.axes, null) };

/** A function of one axis; `length` is the signal's where none is given. */
const one = (
  name: string,
  doc: string,
  transform: Transform,
  length = (n: number): number => n,
): NumpyFunction =>
  define(
    `np.fft.${name}`,
    doc,
    { a: p.array, n: nullable.n, axis: p.or(p.integer, -1), norm },
    (np, { a, n, axis, norm }) => {
      const k = normalizeAxis(axis, np.rankOf(a));
      return transform(np, a, n ?? length(np.shapeOf(a)[k]!), k, norm);
    },
  );

const listOf = (lengths: number | readonly number[] | null): Lengths =>
  typeof lengths === 'number' ? [lengths] : lengths;

/** A function of several axes: the given ones, else `axes`, else as many of the last ones as there are lengths, else all. */
const many = (name: string, doc: string, transforms: Several, axes: Lengths): NumpyFunction =>
  define(`np.fft.${name}`, doc, { a: p.array, s: nullable.s, axes: p.or(p.axes, axes), norm }, (np, given) =>
    several(np, given.a, listOf(given.s), listOf(given.axes), given.norm, transforms),
  );

const plane = [-2, -1] as const;
const FORWARD: Several = { last: fft, others: fft, half: false };
const INVERSE: Several = { last: ifft, others: ifft, half: false };
const REAL: Several = { last: rfft, others: fft, half: false };
const REAL_INVERSE: Several = { last: irfft, others: ifft, half: true };
const twice = (n: number): number => 2 * (n - 1);

export const fourier: readonly NumpyFunction[] = [
  one('fft', 'The discrete Fourier transform of an axis.', fft),
  one('ifft', 'The inverse of fft.', ifft),
  one('rfft', 'The frequencies from 0 to the middle of a real signal.', rfft),
  one('irfft', 'The real signal of n numbers with given frequencies up to the middle.', irfft, twice),
  one(
    'hfft',
    'The real spectrum of a signal of which one half is given, the other its conjugate.',
    hfft,
    twice,
  ),
  one('ihfft', 'The inverse of hfft.', ihfft),
  many('fft2', 'The transform of two axes.', FORWARD, plane),
  many('ifft2', 'The inverse of fft2.', INVERSE, plane),
  many('fftn', 'The transform of several axes.', FORWARD, null),
  many('ifftn', 'The inverse of fftn.', INVERSE, null),
  many('rfft2', 'rfft of the last of two axes, then fft of the other.', REAL, plane),
  many('irfft2', 'The inverse of rfft2.', REAL_INVERSE, plane),
  many('rfftn', 'rfft of the last axis, then fft of the others.', REAL, null),
  many('irfftn', 'The inverse of rfftn.', REAL_INVERSE, null),
  shift('np.fft.fftshift', 'The frequency 0 moved to the middle.', (n) => Math.floor(n / 2)),
  shift('np.fft.ifftshift', 'The inverse of fftshift.', (n) => n - Math.floor(n / 2)),
  frequencies('np.fft.fftfreq', 'The frequencies that fft gives for n numbers at distance d.', (n) =>
    range(0, n).map((k) => (k < (n + 1) >> 1 ? k : k - n)),
  ),
  frequencies('np.fft.rfftfreq', 'The frequencies that rfft gives for n numbers at distance d.', (n) =>
    range(0, Math.floor(n / 2) + 1),
  ),
  define(
    'np.fft.truncate_pad',
    'An array cut at its ends, or filled with zeros there, to a shape.',
    { x: p.array, shape: p.shape },
    (np, { x, shape }) => fitted(np, x, shape),
  ),
];
