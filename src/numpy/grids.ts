/** Index arrays and windows: what is made for indexing and for weighing, and constant. */

import { arrayError, type NDArray, sizeOf } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import { not } from './elementwise.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { flattened, range } from './shape.ts';

const whole = (np: Np, shape: readonly number[], data: readonly number[]): NodeId =>
  np.literal({ shape, dtype: 'int64', data: Float64Array.from(data) });

/** The rows and columns of the elements of an n × m matrix for which `isIn` holds. */
function places(np: Np, n: number, m: number, isIn: (i: number, j: number) => boolean): NodeId[] {
  const found = range(n * m).filter((k) => isIn(Math.floor(k / m), k % m));
  return [
    whole(
      np,
      [found.length],
      found.map((k) => Math.floor(k / m)),
    ),
    whole(
      np,
      [found.length],
      found.map((k) => k % m),
    ),
  ];
}

/** A function that gives the places of a triangle. */
function triangle(name: string, doc: string, isIn: (distance: number, k: number) => boolean): NumpyFunction {
  return returning(
    'number[]',
    define(name, doc, { n: p.integer, k: p.or(p.integer, 0), m: p.or(p.integer, null) }, (np, { n, k, m }) =>
      places(np, n, m ?? n, (i, j) => isIn(j - i, k)),
    ),
  );
}

/** A window of M points, of the position from −1 to 1. */
function window(name: string, doc: string, f: (x: number) => number): NumpyFunction {
  return define(name, doc, { M: p.number }, (np, { M }) => {
    const length = Math.max(0, Math.ceil(M));
    const at = (i: number): number => (M === 1 ? 1 : f((2 * i - (M - 1)) / (M - 1)));
    return np.literal({ shape: [length], dtype: 'float64', data: Float64Array.from(range(length), at) });
  });
}

/** Which of the edges of bins x lies behind: as many as are below it, or not above it. */
function digitize(np: Np, x: NodeId, bins: NodeId, right: boolean): NodeId {
  const edges = [...np.pinned(bins).data];
  const rises = edges.every((edge, i) => i === 0 || edges[i - 1]! <= edge);
  const falls = edges.every((edge, i) => i === 0 || edges[i - 1]! >= edge);
  if (!rises && !falls) throw arrayError('np.digitize: the bins must rise or fall');
  if (rises) return np.array('searchsorted', [bins, x], right ? 'left' : 'right');
  const n = edges.length;
  const rising = np.view(bins, { shape: [n], strides: [-1], offset: n - 1 });
  return np.sub(np.constant(n), np.array('searchsorted', [rising, x], right ? 'right' : 'left'));
}

/** Which elements are among those of a list. */
function isIn(np: Np, x: NodeId, list: NodeId, invert: boolean): NodeId {
  const values = flattened(np, list);
  const n = np.sizeOf(values);
  const found =
    n === 0
      ? np.cast(np.filled(np.shapeOf(x), 0), 'bool')
      : np.array('amax', [np.eq(np.expand(x, [np.rankOf(x)]), values)], [np.rankOf(x)]);
  return np.cast(invert ? not(np, found) : found, 'bool');
}

/** The coordinates of every place of a shape, one array for each axis. */
function indices(np: Np, shape: readonly number[], sparse: boolean): NodeId[] {
  return shape.map((length, axis) => {
    const line = whole(
      np,
      shape.map((_, k) => (k === axis ? length : 1)),
      range(length),
    );
    return sparse ? line : np.broadcast(line, shape);
  });
}

/** The places in a flattened array of a shape as one array for each axis. */
function unravel(np: Np, index: NDArray, shape: readonly number[]): NodeId[] {
  const size = sizeOf(shape);
  const beyond = index.data.find((place) => !(Number.isInteger(place) && place >= 0 && place < size));
  if (beyond !== undefined) throw arrayError(`index ${beyond} is out of bounds for array with size ${size}`);
  let inner = size;
  return shape.map((length) => {
    inner /= length;
    const step = inner;
    return whole(
      np,
      index.shape,
      [...index.data].map((place) => Math.floor(place / step) % length),
    );
  });
}

export const grids: readonly NumpyFunction[] = [
  triangle(
    'np.tril_indices',
    'The places of the lower triangle of a matrix.',
    (distance, k) => distance <= k,
  ),
  triangle(
    'np.triu_indices',
    'The places of the upper triangle of a matrix.',
    (distance, k) => distance >= k,
  ),
  returning(
    'number[]',
    define(
      'np.diag_indices',
      'The places of the main diagonal of an array.',
      { n: p.integer, ndim: p.or(p.integer, 2) },
      (np, { n, ndim }) => range(ndim).map(() => whole(np, [n], range(n))),
    ),
  ),
  define(
    'np.indices',
    'The coordinates of every place of a shape.',
    { dimensions: p.shape, dtype: p.or(p.dtype, 'int64') },
    (np, { dimensions, dtype }) =>
      np.cast(
        np.concatenate(
          indices(np, dimensions, false).map((grid) => np.expand(grid, [0])),
          0,
        ),
        dtype,
      ),
  ),
  returning(
    'number[]',
    define(
      'np.unravel_index',
      'Places in a flattened array as one array for each axis.',
      { indices: p.array, shape: p.shape },
      (np, given) => unravel(np, np.pinned(given.indices), given.shape),
    ),
  ),
  define(
    'np.digitize',
    'In which bin each element is.',
    { x: p.array, bins: p.array, right: p.or(p.flag, false) },
    (np, { x, bins, right }) => digitize(np, x, bins, right),
  ),
  returning(
    'Mask',
    define(
      'np.isin np.in1d',
      'Which elements are among those of a list.',
      {
        element: p.array,
        test_elements: p.array,
        assume_unique: p.or(p.flag, false),
        invert: p.or(p.flag, false),
      },
      (np, { element, test_elements, invert }) => isIn(np, element, test_elements, invert),
    ),
  ),
  window('np.hanning', 'The Hann window.', (x) => 0.5 + 0.5 * Math.cos(Math.PI * x)),
  window('np.hamming', 'The Hamming window.', (x) => 0.54 + 0.46 * Math.cos(Math.PI * x)),
  window(
    'np.blackman',
    'The Blackman window.',
    (x) => 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x),
  ),
  window('np.bartlett', 'The Bartlett window.', (x) => 1 - Math.abs(x)),
];
