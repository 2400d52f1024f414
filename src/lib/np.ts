/** `np` for ordinary Node programs: the functions of `sandbox/numpy.ts`, untraced. `test/sandbox/lib.test.ts` holds them equal. */

import { family, flat, type Numbers } from './rows.ts';

const rows = family('np.');
const {
  fmod,
  rint,
  maximum,
  minimum,
  clip: limit,
} = rows as Required<typeof rows> as Record<
  'fmod' | 'rint' | 'maximum' | 'minimum' | 'clip',
  (...numbers: number[]) => number
>;

const isNegative = (x: number): boolean => x < 0 || Object.is(x, -0);
const radians = (x: number): number => x * (Math.PI / 180);
const degrees = (x: number): number => x * (180 / Math.PI);
const itself = (x: number): number => x;

/** x modulo y with the sign of y. */
function mod(x: number, y: number): number {
  const remainder = fmod(x, y);
  if (remainder === 0) return y < 0 ? -0 : 0;
  return y < 0 === remainder < 0 ? remainder : remainder + y;
}

const floorDivide = (x: number, y: number): number =>
  y === 0 ? Math.floor(x / y) : rint((x - mod(x, y)) / y);

function round(x: number, option: number | { decimals?: number } = 0): number {
  const decimals = typeof option === 'number' ? option : (option.decimals ?? 0);
  if (decimals === 0) return rint(x);
  const scale = 10 ** Math.abs(decimals);
  return decimals > 0 ? rint(x * scale) / scale : rint(x / scale) * scale;
}

interface Bounds {
  a_min?: number | null;
  a_max?: number | null;
}

function clip(x: number, low: number | null | Bounds, high?: number | null): number {
  const bounds = typeof low === 'object' && low !== null ? low : { a_min: low, a_max: high ?? null };
  return limit(x, bounds.a_min ?? -Infinity, bounds.a_max ?? Infinity);
}

function nanToNum(
  x: number,
  { nan = 0, posinf = Number.MAX_VALUE, neginf = -Number.MAX_VALUE } = {},
): number {
  return Number.isNaN(x) ? nan : x === Infinity ? posinf : x === -Infinity ? neginf : x;
}

interface Tolerances {
  rtol?: number;
  atol?: number;
}

function isclose(x: number, y: number, relative: number | Tolerances = 1e-5, absolute = 1e-8): boolean {
  const { rtol = 1e-5, atol = absolute } = typeof relative === 'number' ? { rtol: relative } : relative;
  return Number.isFinite(x) && Number.isFinite(y) ? Math.abs(x - y) <= atol + rtol * Math.abs(y) : x === y;
}

function select(
  conditions: boolean[],
  choices: number[],
  otherwise: number | { default?: number } = 0,
): number {
  const standard = typeof otherwise === 'number' ? otherwise : (otherwise.default ?? 0);
  return choices[conditions.indexOf(true)] ?? standard;
}

/** Return the function that folds the numbers of an array. */
function reduction(f: (x: number, y: number) => number, empty?: number): (values: Numbers) => number {
  return (values) => {
    const numbers = flat(values);
    if (numbers.length === 0 && empty === undefined)
      throw new TypeError('the maximum or minimum of an empty array');
    return numbers.length === 0 ? empty! : numbers.reduce((x, y) => f(x, y));
  };
}

const sum = reduction((x, y) => x + y, 0);
const largest = reduction(maximum);
const smallest = reduction(minimum);

export const np = {
  ...rows,
  pi: Math.PI,
  e: Math.E,
  inf: Infinity,
  nan: NaN,
  euler_gamma: 0.5772156649015329,
  value: itself,
  square: (x: number) => x * x,
  reciprocal: (x: number) => 1 / x,
  negative: (x: number) => -x,
  positive: itself,
  deg2rad: radians,
  radians,
  rad2deg: degrees,
  degrees,
  exp2: (x: number) => 2 ** x,
  add: (x: number, y: number) => x + y,
  subtract: (x: number, y: number) => x - y,
  multiply: (x: number, y: number) => x * y,
  divide: (x: number, y: number) => x / y,
  true_divide: (x: number, y: number) => x / y,
  mod,
  remainder: mod,
  floor_divide: floorDivide,
  divmod: (x: number, y: number) => [floorDivide(x, y), mod(x, y)],
  modf: (x: number) => [x - Math.trunc(x), Math.trunc(x)],
  ldexp: (x: number, n: number) => x * 2 ** n,
  fmax: (x: number, y: number) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.max(x, y)),
  fmin: (x: number, y: number) => (Number.isNaN(x) ? y : Number.isNaN(y) ? x : Math.min(x, y)),
  clip,
  heaviside: (x: number, atZero: number) => (Number.isNaN(x) ? NaN : x < 0 ? 0 : x === 0 ? atZero : 1),
  copysign: (x: number, y: number) => (isNegative(y) ? -Math.abs(x) : Math.abs(x)),
  round,
  around: round,
  round_: round,
  nan_to_num: nanToNum,
  isnan: (x: number) => Number.isNaN(x),
  isfinite: (x: number) => Number.isFinite(x),
  isinf: (x: number) => Math.abs(x) === Infinity,
  isposinf: (x: number) => x === Infinity,
  isneginf: (x: number) => x === -Infinity,
  signbit: isNegative,
  isreal: () => true,
  iscomplex: () => false,
  iscomplexobj: () => false,
  isscalar: (x: unknown) => ['number', 'string', 'boolean'].includes(typeof x),
  isclose,
  greater: (x: number, y: number) => x > y,
  greater_equal: (x: number, y: number) => x >= y,
  less: (x: number, y: number) => x < y,
  less_equal: (x: number, y: number) => x <= y,
  equal: (x: number, y: number) => x === y,
  not_equal: (x: number, y: number) => x !== y,
  logical_not: (x: number) => !x,
  logical_and: (x: number, y: number) => Boolean(x && y),
  logical_or: (x: number, y: number) => Boolean(x || y),
  logical_xor: (x: number, y: number) => Boolean(x) !== Boolean(y),
  where: (condition: unknown, x: number, y: number) => (condition ? x : y),
  select,
  sum,
  prod: reduction((x, y) => x * y, 1),
  mean: (values: Numbers) => sum(values) / flat(values).length,
  max: largest,
  amax: largest,
  min: smallest,
  amin: smallest,
  dot: (x: Numbers, y: Numbers) => {
    const others = flat(y);
    return sum(flat(x).map((value, i) => value * others[i]!));
  },
  real: itself,
  imag: () => 0,
  conj: itself,
  conjugate: itself,
  angle: (x: number) => (Number.isNaN(x) ? NaN : isNegative(x) ? Math.PI : 0),
  ndim: () => 0,
  shape: () => [],
  size: () => 1,
} as Readonly<Record<string, unknown>>;
