/** Comparisons, logic, and questions asked of arrays. All of it is constant where it does not step. */

import { arrayError, broadcastShapes, type DType, promote } from '../array/ndarray.ts';
import type { NodeId } from '../graph/graph.ts';
import { numberType } from '../ops/compute.ts';
import { define, type NumpyFunction, returning } from './define.ts';
import { floating, magnitude, not, signbit, truth } from './elementwise.ts';
import { type Argument, type Np, Plain, Ref } from './np.ts';
import * as p from './parameters.ts';
import { axesOf, chosenOf, kept, whichCount } from './reductions.ts';

/** A mask as booleans, also of numbers. */
const bool = (np: Np, mask: NodeId): NodeId => np.cast(mask, 'bool');

const two = (names: string, doc: string, f: (np: Np, x: NodeId, y: NodeId) => NodeId): NumpyFunction =>
  returning(
    'Mask',
    define(names, doc, { x1: p.array, x2: p.array }, (np, { x1, x2 }) => bool(np, f(np, x1, x2))),
  );

const one = (names: string, doc: string, f: (np: Np, x: NodeId) => NodeId): NumpyFunction =>
  returning(
    'Mask',
    define(names, doc, { x: p.array }, (np, { x }) => bool(np, f(np, x))),
  );

/** As `two`; a mask that a constant decides still has the shape of both. */
const logical = (names: string, doc: string, f: (np: Np, x: NodeId, y: NodeId) => NodeId): NumpyFunction =>
  two(names, doc, (np, x, y) => {
    const shape = broadcastShapes(np.shapeOf(x), np.shapeOf(y));
    return np.broadcast(f(np, truth(np, x), truth(np, y)), shape);
  });

const infinite = (np: Np, x: NodeId): NodeId =>
  np.eq(magnitude(np, x), np.constant(Number.POSITIVE_INFINITY));
const isNan = (np: Np, x: NodeId): NodeId => not(np, np.eq(x, x));

/** How many elements along `axes` are not 0. */
function countTrue(np: Np, x: NodeId, axes: readonly number[]): NodeId {
  return np.sum(np.cast(truth(np, x), 'int64'), axes);
}

/** Whether |x − y| ≤ atol + rtol·|y|; infinities are close to themselves. */
function close(np: Np, x: NodeId, y: NodeId, rtol: number, atol: number, equalNan: boolean): NodeId {
  const bound = np.add(np.constant(atol), np.mul(np.constant(rtol), magnitude(np, y)));
  const near = np.le(magnitude(np, np.sub(floating(np, x), floating(np, y))), bound);
  const finite = np.and(isBounded(np, x), isBounded(np, y));
  const same = np.or(np.and(finite, near), np.eq(x, y));
  return equalNan ? np.or(same, np.and(isNan(np, x), isNan(np, y))) : same;
}

const isBounded = (np: Np, x: NodeId): NodeId =>
  np.lt(magnitude(np, x), np.constant(Number.POSITIVE_INFINITY));

/** Whether a mask holds everywhere. */
function everywhere(np: Np, mask: NodeId): NodeId {
  const axes = axesOf(np, mask, null);
  return bool(np, np.eq(countTrue(np, mask, axes), np.constant(np.sizeOf(mask))));
}

const tolerance = { rtol: p.or(p.number, 1e-5), atol: p.or(p.number, 1e-8), equal_nan: p.or(p.flag, false) };

const reduction = {
  a: p.array,
  axis: p.or(p.axes, null),
  out: p.unused,
  keepdims: p.or(p.flag, false),
  where: whichCount,
};

/** The elements of a mask that `where` does not leave out. */
function counting(np: Np, mask: NodeId, where: NodeId | null): NodeId {
  const chosen = chosenOf(np, mask, where);
  return chosen === null ? mask : np.and(mask, chosen);
}

/** Whether scripts see it as a number. */
const isNumber = (np: Np, x: NodeId): boolean => np.rankOf(x) === 0 && !np.isComplex(x);

const sameShape = (np: Np, x: NodeId, y: NodeId): boolean => `${np.shapeOf(x)}` === `${np.shapeOf(y)}`;

const typesOf: p.Parameter<readonly DType[]> = {
  type: 'ArrayLike | DType',
  rest: true,
  parse(np, given, where) {
    const list = given as readonly Argument[];
    if (list.length === 0) throw arrayError('np.result_type needs an array, a number or a dtype');
    return list.map((each) => {
      if (typeof each === 'string') return p.dtype.parse(np, each, where);
      return typeof each === 'number' ? numberType(each).dtype : np.typeOf(p.arrayOf(np, each, where)).dtype;
    });
  },
};

export const logic: readonly NumpyFunction[] = [
  two('np.greater', 'x1 > x2.', (np, x, y) => np.lt(y, x)),
  two('np.greater_equal', 'x1 ≥ x2.', (np, x, y) => np.le(y, x)),
  two('np.less', 'x1 < x2.', (np, x, y) => np.lt(x, y)),
  two('np.less_equal', 'x1 ≤ x2.', (np, x, y) => np.le(x, y)),
  two('np.equal', 'x1 = x2.', (np, x, y) => np.eq(x, y)),
  two('np.not_equal', 'x1 ≠ x2.', (np, x, y) => not(np, np.eq(x, y))),
  logical('np.logical_and', 'Both are not 0.', (np, x, y) => np.and(x, y)),
  logical('np.logical_or', 'One is not 0.', (np, x, y) => np.or(x, y)),
  logical('np.logical_xor', 'Exactly one is not 0.', (np, x, y) => not(np, np.eq(x, y))),
  one('np.logical_not', 'Is it 0?', (np, x) => not(np, truth(np, x))),
  one('np.isnan', 'Is it NaN?', isNan),
  one('np.isfinite', 'Is it neither NaN nor infinite?', isBounded),
  one('np.isinf', 'Is it infinite?', infinite),
  one('np.isposinf', 'Is it ∞?', (np, x) => np.eq(x, np.constant(Number.POSITIVE_INFINITY))),
  one('np.isneginf', 'Is it −∞?', (np, x) => np.eq(x, np.constant(Number.NEGATIVE_INFINITY))),
  one('np.signbit', 'Is the sign bit set? That of −0 is.', signbit),
  returning(
    'boolean',
    define(
      'np.isscalar',
      'Is it a single number, text or truth, and no array or list?',
      { element: p.anything },
      (np, { element }) =>
        new Plain(element instanceof Ref ? isNumber(np, element.node) : typeof element !== 'object'),
    ),
  ),
  define(
    'np.value',
    'The plain number or array: nothing after it is differentiated.',
    { x: p.array },
    (np, { x }) => np.literal(np.pinned(x)),
  ),
  one('np.isreal', 'Is the imaginary part 0?', (np, x) => np.eq(np.imag(x), np.constant(0))),
  one('np.iscomplex', 'Is the imaginary part other than 0?', (np, x) => truth(np, np.imag(x))),
  returning(
    'boolean',
    define(
      'np.iscomplexobj',
      'Is the dtype complex?',
      { x: p.array },
      (np, { x }) => new Plain(np.isComplex(x)),
    ),
  ),
  returning(
    'boolean',
    define('np.isrealobj', 'Is the dtype real?', { x: p.array }, (np, { x }) => new Plain(!np.isComplex(x))),
  ),
  returning(
    'DType',
    define(
      'np.result_type',
      'The dtype that an operation on these arrays, numbers and dtypes has.',
      { arrays_and_dtypes: typesOf },
      (_, { arrays_and_dtypes: types }) => new Plain(types.reduce(promote)),
    ),
  ),
  returning(
    'Mask',
    define('np.all', 'Is every element true?', reduction, (np, { a, axis, keepdims, where }) => {
      const axes = axesOf(np, a, axis);
      const zeros = np.sum(np.cast(counting(np, not(np, truth(np, a)), where), 'int64'), axes);
      return kept(np, bool(np, np.eq(zeros, np.constant(0))), axes, keepdims);
    }),
  ),
  returning(
    'Mask',
    define('np.any', 'Is one element true?', reduction, (np, { a, axis, keepdims, where }) => {
      const axes = axesOf(np, a, axis);
      return kept(np, bool(np, countTrue(np, counting(np, truth(np, a), where), axes)), axes, keepdims);
    }),
  ),
  define(
    'np.count_nonzero',
    'How many elements are not 0?',
    { a: p.array, axis: p.or(p.axes, null), keepdims: p.or(p.flag, false) },
    (np, { a, axis, keepdims }) => {
      const axes = axesOf(np, a, axis);
      return kept(np, countTrue(np, a, axes), axes, keepdims);
    },
  ),
  returning(
    'Mask',
    define(
      'np.isclose',
      'Is |a − b| ≤ atol + rtol·|b|?',
      { a: p.array, b: p.array, ...tolerance },
      (np, { a, b, rtol, atol, equal_nan }) => bool(np, close(np, a, b, rtol, atol, equal_nan)),
    ),
  ),
  returning(
    'boolean',
    define(
      'np.allclose',
      'Are all elements close?',
      { a: p.array, b: p.array, ...tolerance },
      (np, { a, b, rtol, atol, equal_nan }) =>
        everywhere(np, bool(np, close(np, a, b, rtol, atol, equal_nan))),
    ),
  ),
  returning(
    'boolean',
    define(
      'np.array_equal',
      'The same shape and elements?',
      { a1: p.array, a2: p.array, equal_nan: p.or(p.flag, false) },
      (np, { a1, a2, equal_nan }) => {
        if (!sameShape(np, a1, a2)) return new Plain(false);
        const same = np.eq(a1, a2);
        return everywhere(np, equal_nan ? np.or(same, np.and(isNan(np, a1), isNan(np, a2))) : same);
      },
    ),
  ),
  returning(
    'boolean',
    define(
      'np.array_equiv',
      'The same elements once broadcast?',
      { a1: p.array, a2: p.array },
      (np, { a1, a2 }) => {
        const shapes = [a1, a2].map((a) => np.shapeOf(a)) as [readonly number[], readonly number[]];
        return canBroadcast(...shapes) ? everywhere(np, bool(np, np.eq(a1, a2))) : new Plain(false);
      },
    ),
  ),
];

/** Whether one of the shapes is the other's once stretched. */
function canBroadcast(x: readonly number[], y: readonly number[]): boolean {
  const rank = Math.max(x.length, y.length);
  for (let k = 1; k <= rank; k++) {
    const a = x[x.length - k] ?? 1;
    const b = y[y.length - k] ?? 1;
    if (a !== b && a !== 1 && b !== 1) return false;
  }
  return true;
}
