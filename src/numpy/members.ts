/**
 * What arrays have besides NumPy's functions: the tables of their methods and attributes, and the constants of `np`. The sandbox, the
 * library for Node programs and the typings read them; what a member does is written where arrays are.
 */

/** Methods that are functions of `np` with the array as first argument, or rows of their own (`method.reshape`). */
export const METHODS = [
  'all', 'any', 'argmax', 'argmin', 'argpartition', 'argsort', 'astype', 'clip', 'compress', 'conj', 'conjugate', 'copy', 'cumprod', 'cumsum',
  'diagonal', 'dot', 'flatten', 'max', 'mean', 'min', 'nonzero', 'partition', 'prod', 'ptp', 'ravel', 'repeat', 'reshape', 'round', 'searchsorted',
  'sort', 'squeeze', 'std', 'sum', 'swapaxes', 'take', 'trace', 'transpose', 'var',
] as const; // biome-ignore format: a list of words

/** Methods of lists; they see the rows, or the elements of an array of one axis. */
export const LIST_METHODS = [
  'entries', 'every', 'filter', 'find', 'findIndex', 'findLast', 'findLastIndex', 'flatMap', 'forEach', 'includes', 'indexOf', 'join', 'keys',
  'lastIndexOf', 'reduce', 'reduceRight', 'some', 'values',
] as const; // biome-ignore format: a list of words

/** What NumPy's arrays have and these do not. */
export const MISSING_MEMBERS = [
  'argwhere', 'base', 'byteswap', 'choose', 'ctypes', 'data', 'dump', 'dumps', 'flags', 'flat', 'getfield', 'itemset', 'itemsize', 'nbytes',
  'newbyteorder', 'put', 'resize', 'setfield', 'setflags', 'strides', 'tobytes', 'tofile', 'tostring', 'view',
] as const; // biome-ignore format: a list of words

/** A member as the typings write it. */
export interface Member {
  readonly doc: string;
  readonly type: string;
}

/** Methods that are no function of `np` or take their arguments in another way. */
export const OWN_METHODS = {
  at: {
    doc: 'The elements that items between brackets choose: integers, slices such as "1:3", masks, integer arrays, "..." and null (a new axis).',
    type: '(...items: IndexItem[]) => number',
  },
  item: { doc: 'The only element as a number, or the one at an index.', type: '(...index: number[]) => number' },
  tolist: { doc: 'The elements as lists in lists.', type: '() => any' },
  toJSON: { doc: 'The same, for JSON.stringify.', type: '() => any' },
  fill: { doc: 'Make all elements this number, in place.', type: '(value: number) => void' },
  map: {
    doc: 'What a function makes of each row, or of each element of an array of one axis: an array, if all are numbers or arrays.',
    type: '(f: (row: number, index: number, rows: number[]) => unknown, self?: unknown) => number',
  },
  slice: { doc: 'The rows from one index to before another, as x["from:to"].', type: '(from?: number, to?: number) => number' },
} as const satisfies Readonly<Record<string, Member>>; // biome-ignore format: a member a line

export const ATTRIBUTES = {
  shape: { doc: 'The lengths of the axes.', type: 'number[]' },
  ndim: { doc: 'The number of axes.', type: 'number' },
  size: { doc: 'The number of elements.', type: 'number' },
  length: { doc: 'The length of the first axis.', type: 'number' },
  dtype: { doc: 'The kind of elements.', type: 'DType' },
  T: { doc: 'The axes in the opposite order.', type: 'number' },
  real: { doc: 'The real parts.', type: 'number' },
  imag: { doc: 'The imaginary parts.', type: 'number' },
} as const satisfies Readonly<Record<string, Member>>;

/** The constants of `np`, with their types. */
export const CONSTANTS = {
  pi: { doc: 'π', value: Math.PI },
  e: { doc: 'The base of natural logarithms.', value: Math.E },
  inf: { doc: '∞', value: Number.POSITIVE_INFINITY },
  nan: { doc: 'Not a number.', value: Number.NaN },
  euler_gamma: { doc: "Euler's constant γ.", value: 0.5772156649015329 },
  newaxis: { doc: 'A new axis of length 1, among the items of `x.at(…)`.', value: null },
  float64: { doc: 'The dtype of real numbers.', value: 'float64' },
  complex128: { doc: 'The dtype of complex numbers.', value: 'complex128' },
  int64: { doc: 'The dtype of integers, which are exact doubles.', value: 'int64' },
  bool_: { doc: 'The dtype of truths.', value: 'bool' },
} as const satisfies Readonly<Record<string, { doc: string; value: number | string | null }>>;
