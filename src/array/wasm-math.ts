/**
 * exp, log, sin, cos, tanh and its derivative, of two doubles at a time, to 1.5 units in the last place; the derivative to 4 (3.4 is
 * the worst of 12,000 from −350 to 350). Sources: FreeBSD's msun (e_log.c, k_sin.c, k_cos.c) for the polynomials of log, sin and cos
 * and Cephes (tanh.c) for that of tanh; reductions after Muller, Elementary Functions (2016), chapter 11.
 */

import type { ElementWriter, Elementwise } from './wasm-elementwise.ts';
import {
  abs,
  add,
  addBits,
  and,
  bitselect,
  type Code,
  constant,
  div,
  eq,
  gt,
  lt,
  mul,
  nearest,
  or,
  pmax,
  pmin,
  shiftLeft,
  shiftRight,
  sub,
  subBits,
  xor,
} from './wasm-function.ts';

/** Beyond this magnitude what sin and cos give is meaningless. */
export const LARGEST_ANGLE = 1e6;

/** The functions, by name. */
export const MATH: Readonly<Record<string, Elementwise>> = {
  exp: (f, x) => exp(f, x),
  log,
  sin: (f, x) => sinCos(f, x, 'sin'),
  cos: (f, x) => sinCos(f, x, 'cos'),
  tanh,
  sech2,
};

/** c₀ + x (c₁ + x (c₂ + …)) */
function polynomial(x: Code, coefficients: readonly number[]): Code {
  const [first, ...rest] = coefficients;
  return rest.length === 0 ? constant(first!) : add(constant(first!), mul(x, polynomial(x, rest)));
}

/** Added to a whole number below 2⁵¹ in magnitude, it brings that number into the lowest bits. */
const TO_BITS = 1.5 * 2 ** 52;

/** 2ⁿ for whole n from −1022 to 1023. */
function powerOf2(n: Code): Code {
  return shiftLeft(add(n, constant(TO_BITS + 1023)), 52);
}

/** ln 2 in two parts; the first has 32 bits, so that a whole number times it is exact. */
const LN2 = [0.6931471803691238, 1.9082149292705877e-10] as const;

/** 1/2! … 1/13! */
const EXP_TERMS = Array.from({ length: 12 }, (_, i) => {
  let factorial = 1;
  for (let k = 2; k <= i + 2; k++) factorial *= k;
  return 1 / factorial;
});

/** Two chains of half the length: the processor works on both at once. */
const EVEN_EXP_TERMS = EXP_TERMS.filter((_, i) => i % 2 === 0);
const ODD_EXP_TERMS = EXP_TERMS.filter((_, i) => i % 2 === 1);

/** 2ⁿ eʳ with r = x − n ln 2 at most half of ln 2. The power is multiplied in by halves: 2ⁿ alone may be out of range. */
function exp(f: ElementWriter, x: Code): Code {
  const inRange = f.keep(pmin(pmax(x, constant(-746)), constant(710)));
  const n = f.keep(nearest(mul(inRange, constant(Math.LOG2E))));
  const from = f.keep(sub(inRange, mul(n, constant(LN2[0])))); // exact
  const step = f.keep(mul(n, constant(LN2[1])));
  const r = f.keep(sub(from, step));
  const first = f.keep(add(constant(1), r));
  const lost = add(sub(sub(from, r), step), add(sub(constant(1), first), r)); // by rounding r and 1 + r
  const square = f.keep(mul(r, r));
  const even = f.keep(polynomial(square, EVEN_EXP_TERMS));
  const odd = polynomial(square, ODD_EXP_TERMS);
  const series = add(first, add(lost, mul(square, add(even, mul(r, odd)))));
  const half = f.keep(nearest(mul(n, constant(0.5))));
  return mul(mul(series, powerOf2(half)), powerOf2(sub(n, half)));
}

const LOG_TERMS = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
];

/** k ln 2 + log(1 + u) with x = 2ᵏ (1 + u) and 1 + u within √2 of 1. */
function log(f: ElementWriter, x: Code): Code {
  const isTiny = f.keep(lt(x, constant(2 ** -1022)));
  const scaled = f.keep(bitselect(mul(x, constant(2 ** 54)), x, isTiny));
  const exponent = f.keep(shiftRight(subBits(scaled, constant(Math.SQRT1_2)), 52));
  const u = f.keep(sub(subBits(scaled, shiftLeft(exponent, 52)), constant(1)));
  const whole = sub(addBits(exponent, constant(TO_BITS)), constant(TO_BITS));
  const k = f.keep(sub(whole, and(isTiny, constant(54))));
  const s = f.keep(div(u, add(constant(2), u)));
  const z = f.keep(mul(s, s));
  const halfSquare = f.keep(mul(mul(u, u), constant(0.5)));
  const tail = mul(s, add(halfSquare, mul(z, polynomial(z, LOG_TERMS))));
  const low = sub(halfSquare, add(tail, mul(k, constant(LN2[1]))));
  const finite = sub(mul(k, constant(LN2[0])), sub(low, u));
  const isOrdinary = and(gt(x, constant(0)), lt(x, constant(Infinity)));
  const below = bitselect(constant(NaN), x, lt(x, constant(0))); // ∞ and NaN are their own logarithms
  const special = bitselect(constant(-Infinity), below, eq(x, constant(0)));
  return bitselect(finite, special, isOrdinary);
}

const SIN_TERMS = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6,
  -2.5050760253406863e-8, 1.58969099521155e-10,
];
const COS_TERMS = [
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7,
  2.087572321298175e-9, -1.1359647557788195e-11,
];

/** π/2 in four parts of 33 bits, the last of 53: a whole number below 2²⁰ times one of the first three is exact. */
const HALF_PI = [
  1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32,
] as const;

/** x − n π/2 as the sum of two doubles, n being the nearest whole number. */
function reduceAngle(f: ElementWriter, x: Code, n: Code): { high: Code; low: Code } {
  const first = f.keep(sub(x, mul(n, constant(HALF_PI[0])))); // exact
  const second = subtract(f, first, f.keep(mul(n, constant(HALF_PI[1]))));
  const third = subtract(f, second.difference, f.keep(mul(n, constant(HALF_PI[2]))));
  const rest = f.keep(sub(add(second.error, third.error), mul(n, constant(HALF_PI[3]))));
  const high = f.keep(add(third.difference, rest));
  return { high, low: f.keep(add(sub(third.difference, high), rest)) };
}

/** a − b and what rounding it lost (Knuth, The Art of Computer Programming 2, 4.2.2, theorem B). */
function subtract(f: ElementWriter, a: Code, b: Code): { difference: Code; error: Code } {
  const difference = f.keep(sub(a, b));
  const minusB = f.keep(sub(difference, a));
  return { difference, error: f.keep(sub(sub(a, sub(difference, minusB)), add(b, minusB))) };
}

function sinCos(f: ElementWriter, x: Code, name: 'sin' | 'cos'): Code {
  const n = f.keep(nearest(mul(x, constant(2 / Math.PI))));
  const { high, low } = reduceAngle(f, x, n);
  const z = f.keep(mul(high, high));
  // sin(high + low) and cos(high + low)
  const cube = f.keep(mul(z, high));
  const [third, ...others] = SIN_TERMS;
  const correction = sub(mul(z, sub(mul(constant(0.5), low), mul(cube, polynomial(z, others)))), low);
  const sine = sub(high, sub(correction, mul(cube, constant(third!))));
  const half = f.keep(mul(z, constant(0.5)));
  const nearOne = f.keep(sub(constant(1), half));
  const fourth = sub(mul(mul(z, z), polynomial(z, COS_TERMS)), mul(high, low));
  const cosine = add(nearOne, add(sub(sub(constant(1), nearOne), half), fourth));
  // Which of them, and its sign, by the quarter that x is in.
  const quarter = f.keep(add(n, constant(name === 'sin' ? TO_BITS : TO_BITS + 1)));
  const isOdd = shiftRight(shiftLeft(quarter, 63), 63);
  const sign = and(shiftLeft(quarter, 62), constant(-0));
  const value = xor(bitselect(cosine, sine, isOdd), sign);
  if (name === 'cos') return value;
  return bitselect(x, value, lt(abs(x), constant(2 ** -27))); // the sign of −0
}

const TANH_P = [-1614.6876844170845, -99.28772310019185, -0.9643991794250523];
const TANH_Q = [4844.063053251255, 2235.4883906010045, 112.81167849163293, 1];

/** x + x³ P(x²)/Q(x²) below 0.625, where the other form, 1 − 2/(exp 2x + 1), loses digits. */
function tanh(f: ElementWriter, x: Code): Code {
  const magnitude = f.keep(abs(x));
  const z = f.keep(mul(x, x));
  const small = add(x, mul(mul(x, z), div(polynomial(z, TANH_P), polynomial(z, TANH_Q))));
  const power = exp(f, f.keep(mul(magnitude, constant(2))));
  const large = sub(constant(1), div(constant(2), add(power, constant(1))));
  const value = bitselect(small, large, lt(magnitude, constant(0.625)));
  return or(value, and(x, constant(-0)));
}

/** 4t/(1 + t)² with t = exp(−2|x|), which is in range where cosh² is not. */
function sech2(f: ElementWriter, x: Code): Code {
  const power = f.keep(exp(f, f.keep(mul(abs(x), constant(-2)))));
  const root = f.keep(add(power, constant(1)));
  return div(mul(power, constant(4)), mul(root, root));
}
