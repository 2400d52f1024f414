/** Polynomials as vectors of coefficients, highest power first. */

import { arrayError, showShape } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import type { Np } from './np.ts';
import * as p from './parameters.ts';
import { dot } from './products.ts';
import { range } from './shape.ts';

/** The coefficients as a vector, a number as one of one. */
function vector(np: Np, name: string, x: NodeId): NodeId {
  if (np.rankOf(x) > 1) throw arrayError(`${name} takes vectors, not shape ${showShape(np.shapeOf(x))}`);
  return np.reshape(x, [np.sizeOf(x)]);
}

/** The value of a polynomial by Horner's scheme. */
function valueAt(np: Np, coefficients: NodeId, x: NodeId): NodeId {
  let result = np.mul(x, np.constant(0));
  for (let i = 0; i < np.sizeOf(coefficients); i++)
    result = np.add(np.mul(result, x), np.item(coefficients, i));
  return result;
}

/** Two polynomials of as many coefficients: zeros before those of the shorter one. */
function aligned(np: Np, x: NodeId, y: NodeId): [NodeId, NodeId] {
  const length = Math.max(np.sizeOf(x), np.sizeOf(y));
  const padded = (z: NodeId): NodeId => {
    const missing = length - np.sizeOf(z);
    return missing === 0 ? z : np.concatenate([np.cast(np.filled([missing], 0), np.dtypeOf(z)), z], 0);
  };
  return [padded(x), padded(y)];
}

/** The sum of shifted multiples of y. */
function product(np: Np, x: NodeId, y: NodeId): NodeId {
  const [n, m] = [np.sizeOf(x), np.sizeOf(y)];
  const shape = [n, m];
  const all = np.mul(np.reshape(x, [n, 1]), np.reshape(y, [1, m]));
  const index = Float64Array.from(range(n * m), (k) => Math.floor(k / m) + (k % m));
  return np.scatter(all, np.literal({ shape, dtype: 'int64', data: index }), [n + m - 1]);
}

/** The derivative of order m. */
function derivative(np: Np, coefficients: NodeId, m: number): NodeId {
  const degree = np.sizeOf(coefficients) - 1;
  if (m === 0) return coefficients;
  if (degree < 1) return np.slice(coefficients, 0, 0, 0);
  const powers = np.literal({
    shape: [degree],
    dtype: 'int64',
    data: Float64Array.from(range(degree), (i) => degree - i),
  });
  return derivative(np, np.mul(np.slice(coefficients, 0, 0, degree), powers), m - 1);
}

/** The integral of order m, with the constants k. */
function integral(np: Np, coefficients: NodeId, m: number, k: readonly NodeId[]): NodeId {
  if (m === 0) return coefficients;
  const length = np.sizeOf(coefficients);
  const powers = np.literal({
    shape: [length],
    dtype: 'int64',
    data: Float64Array.from(range(length), (i) => length - i),
  });
  const [constant = np.constant(0), ...others] = k;
  const next = np.concatenate([np.div(coefficients, powers), np.reshape(constant, [1])], 0);
  return integral(np, next, m - 1, others);
}

/** The coefficients that are nearest y at x in the sense of least squares; columns are scaled, as in NumPy. */
function fitted(np: Np, x: NodeId, y: NodeId, degree: number, w: NodeId | null): NodeId {
  const n = np.sizeOf(x);
  const powers: NodeId[] = [np.filled([n], 1)];
  for (let i = 0; i < degree; i++) powers.unshift(np.mul(powers[0]!, x));
  const columns = np.concatenate(
    powers.map((power) => np.expand(power, [1])),
    1,
  );
  const weighted = w === null ? columns : np.mul(columns, np.expand(w, [1]));
  const sides = w === null ? y : np.mul(y, np.rankOf(y) === 1 ? w : np.expand(w, [1]));
  const scale = np.steady(np.apply('sqrt', np.sum(np.mul(weighted, weighted), [0])));
  const inverse = np.linalg('pinv', [np.div(weighted, scale)], n * Number.EPSILON);
  const solution = dot(np, inverse, sides, 'np.polyfit');
  return np.div(solution, np.rankOf(solution) === 1 ? scale : np.expand(scale, [1]));
}

/** The coefficients of the polynomial with these zeros and 1 before the highest power. */
function fromZeros(np: Np, zeros: NodeId): NodeId {
  return range(np.sizeOf(zeros)).reduce<NodeId>(
    (result, i) =>
      product(np, result, np.concatenate([np.filled([1], 1), np.reshape(np.neg(np.item(zeros, i)), [1])], 0)),
    np.filled([1], 1),
  );
}

/** The zeros, by the eigenvalues of the companion matrix; those at 0 come last. */
function zerosOf(np: Np, coefficients: NodeId): NodeId {
  const known = [...np.pinned(np.cast(np.eq(coefficients, np.constant(0)), 'int64')).data];
  const first = known.indexOf(0);
  if (first === -1) return np.filled([0], 0);
  const last = known.lastIndexOf(0);
  const degree = last - first;
  const zeros = np.filled([known.length - 1 - last], 0);
  if (degree === 0) return zeros;
  const top = np.neg(np.div(np.slice(coefficients, 0, first + 1, degree), np.item(coefficients, first)));
  const below = np.eq(
    np.literal({
      shape: [degree - 1, degree],
      dtype: 'int64',
      data: Float64Array.from(range((degree - 1) * degree), (k) => (k % degree) - Math.floor(k / degree)),
    }),
    np.constant(0),
  );
  const companion = np.concatenate([np.expand(top, [0]), np.cast(below, 'float64')], 0);
  const values = np.linalg('eigvals', [companion]);
  const isReal = !np.isComplex(coefficients) && np.pinned(np.imag(values)).data.every((y) => y === 0);
  return np.concatenate([isReal ? np.real(values) : values, zeros], 0);
}

const pair = { a1: p.array, a2: p.array };

/** A function of two polynomials. */
function binary(name: string, doc: string, f: (np: Np, x: NodeId, y: NodeId) => NodeId): NumpyFunction {
  return define(name, doc, pair, (np, { a1, a2 }) => f(np, vector(np, name, a1), vector(np, name, a2)));
}

export const polynomials: readonly NumpyFunction[] = [
  define(
    'np.polyval',
    'The value of a polynomial, highest power first.',
    { p: p.array, x: p.array },
    (np, given) => valueAt(np, given.p, given.x),
  ),
  binary('np.polyadd', 'The sum of two polynomials.', (np, x, y) => np.add(...aligned(np, x, y))),
  binary('np.polysub', 'The difference of two polynomials.', (np, x, y) => np.sub(...aligned(np, x, y))),
  binary('np.polymul', 'The product of two polynomials.', product),
  define(
    'np.polyder',
    'The derivative of order m of a polynomial.',
    { p: p.array, m: p.or(p.integer, 1) },
    (np, given) => {
      if (given.m < 0) throw arrayError('np.polyder: the order of a derivative is not negative');
      return derivative(np, vector(np, 'np.polyder', given.p), given.m);
    },
  ),
  define(
    'np.polyint',
    'The integral of order m of a polynomial, with constants k.',
    { p: p.array, m: p.or(p.integer, 1), k: p.or(p.array, null) },
    (np, given) => {
      if (given.m < 0) throw arrayError('np.polyint: the order of an integral is not negative');
      const constants =
        given.k === null
          ? []
          : range(given.m).map((i) => np.item(given.k!, np.sizeOf(given.k!) === 1 ? 0 : i));
      return integral(np, vector(np, 'np.polyint', given.p), given.m, constants);
    },
  ),
  define(
    'np.polyfit',
    'The polynomial of a degree nearest the points (x, y) in the sense of least squares.',
    {
      x: p.array,
      y: p.array,
      deg: p.integer,
      rcond: p.unused,
      full: p.unused,
      w: p.or(p.array, null),
    },
    (np, { x, y, deg, w }) => {
      if (deg < 0) throw arrayError('np.polyfit: the degree is not negative');
      return fitted(np, np.cast(x, 'float64'), np.cast(y, 'float64'), deg, w);
    },
  ),
  define(
    'np.poly',
    'The coefficients of the polynomial with given zeros.',
    { seq_of_zeros: p.array },
    (np, given) => fromZeros(np, vector(np, 'np.poly', given.seq_of_zeros)),
  ),
  returning(
    'number',
    define('np.roots', 'The zeros of a polynomial.', { p: p.array }, (np, given) =>
      zerosOf(np, vector(np, 'np.roots', given.p)),
    ),
  ),
];
