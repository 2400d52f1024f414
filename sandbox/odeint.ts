/**
 * `scipy.integrate.odeint`: ordinary differential equations by the Runge–Kutta method DOP853 with steps chosen by its error estimate. The
 * steps are recorded like any arithmetic of the script, so derivatives of every order and mode follow, with respect to the first
 * value, the times, and whatever the equation depends on. Only the error estimates become plain numbers (pins): they choose the
 * steps, which are fixed parts of the intervals between the times, so that the result moves with these.
 */

import { callNumpy, isNDArray, type NDArray } from './array-calls.ts';
import { kindOf, nameOf } from './autograd.ts';
import { ERROR_3, ERROR_5, POINTS, TIMES, WEIGHTS } from './dop853.ts';
import { plain, type Scalar } from './elementwise.ts';
import { apply, freeze, getOwnPropertyNames, isArray, NativeMath } from './intrinsics.ts';
import { rowsOf, shapeOf } from './ndarray.ts';
import { add, isNumber, mul, sub } from './numbers.ts';
import { isTraced, pinned } from './tracer.ts';

type Fn = (...args: unknown[]) => unknown;

/** The right-hand side: dy/dt at a point and a time, as a vector. */
type Slope = (y: unknown, t: Scalar) => unknown;

/** SciPy's tolerance. */
const STANDARD_TOLERANCE = 1.49012e-8;

/** The part of the tolerance that one step may err: errors of steps add up. */
const CAUTION = 0.1;

/** No tolerance below this has an effect but more steps. */
const LEAST_TOLERANCE = 1e-13;

/** Attempted steps from one time to the next. */
const MOST_STEPS = 10_000;

/** What the function takes; `false` steers SciPy's method, not the result, and has no effect on this one. */
const PARAMETERS: Readonly<Record<string, boolean>> = freeze({
  __proto__: null as never,
  args: true, rtol: true, atol: true, tfirst: true,
  Dfun: false, col_deriv: false, ml: false, mu: false, tcrit: false, h0: false, hmax: false, hmin: false, ixpr: false, mxstep: false, mxhnil: false,
  mxordn: false, mxords: false, printmessg: false,
}); // biome-ignore format: a list of words

interface Options {
  readonly args?: unknown;
  readonly rtol?: unknown;
  readonly atol?: unknown;
  readonly tfirst?: unknown;
}

const np =
  (name: string): Fn =>
  (...args) =>
    callNumpy(`np.${name}`, args);
const [array, stack, dot, plus, times, over, maximum, abs] = [
  np('array'), np('stack'), np('dot'), np('add'), np('multiply'), np('divide'), np('maximum'), np('abs'),
] as const; // biome-ignore format: a list of words

/** Return the solution of dy/dt = func(y, t, ...args) with y = y0 at t[0], a row a time. */
export function odeint(func: unknown, y0: unknown, t: unknown, ...rest: unknown[]): unknown {
  if (typeof func !== 'function')
    throw new TypeError(`scipy.integrate.odeint expects a function, got ${kindOf(func)}`);
  const options = optionsOf(rest);
  const start = vectorOf(y0);
  if (start === undefined) throw new TypeError('scipy.integrate.odeint: y0 is a number or has one axis');
  const count = shapeOf(start)[0]!;
  const slope = slopeOf(func as Fn, options, count);
  const moments = vectorOf(t);
  if (moments === undefined) throw new TypeError('scipy.integrate.odeint: t is a list of times');
  const integrator = new Integrator(slope, count, toleranceOf(options.rtol), toleranceOf(options.atol));
  const rows: unknown[] = [start];
  const at = rowsOf(moments) as Scalar[];
  for (let i = 1; i < at.length; i++) rows[i] = integrator.across(at[i - 1]!, at[i]!, rows[i - 1]);
  return stack(rows);
}

// ── Arguments ──

/** The keywords, and `args` where it is positional. */
function optionsOf(rest: readonly unknown[]): Options {
  const last = rest[rest.length - 1];
  const hasKeywords =
    typeof last === 'object' && last !== null && !isArray(last) && !isNDArray(last) && !isTraced(last);
  const positional = hasKeywords ? rest.length - 1 : rest.length;
  if (positional > 1)
    throw new TypeError('scipy.integrate.odeint takes func, y0, t, args; write the rest as { rtol: 1e-9 }');
  const keywords = (hasKeywords ? last : {}) as Options;
  const names = getOwnPropertyNames(keywords);
  for (let i = 0; i < names.length; i++) {
    if (PARAMETERS[names[i]!] === undefined)
      throw new TypeError(`scipy.integrate.odeint has no parameter ${names[i]} here`);
  }
  return positional === 1 ? { ...keywords, args: rest[0] } : keywords;
}

function toleranceOf(given: unknown): unknown {
  return maximum(times(given ?? STANDARD_TOLERANCE, CAUTION), LEAST_TOLERANCE);
}

/** A number or a list as a vector of real numbers; undefined for anything else. */
function vectorOf(value: unknown): NDArray | undefined {
  const vector = array(isNumber(value) ? [value] : value, { dtype: 'float64' });
  return isNDArray(vector) && shapeOf(vector).length === 1 ? vector : undefined;
}

/** The script's function as one of value and time only. */
function slopeOf(func: Fn, { args, tfirst }: Options, count: number): Slope {
  const more = isArray(args) ? args : args === undefined || args === null ? [] : [args];
  return (y, t) => {
    const given: unknown[] = tfirst ? [t, y] : [y, t];
    for (let i = 0; i < more.length; i++) given[i + 2] = more[i];
    const result = apply(func, undefined, given);
    const vector = vectorOf(result);
    if (vector !== undefined && shapeOf(vector)[0] === count) return vector;
    throw new TypeError(
      `scipy.integrate.odeint: y0 has ${count} element${count === 1 ? '' : 's'}, so ${nameOf(func)} must return as many`,
    );
  };
}

// ── Steps ──

class Integrator {
  private readonly slope: Slope;
  private readonly count: number;
  private readonly rtol: unknown;
  private readonly atol: unknown;
  /** The size of the next step; 0 before the first. */
  private size = 0;

  constructor(slope: Slope, count: number, rtol: unknown, atol: unknown) {
    this.slope = slope;
    this.count = count;
    this.rtol = rtol;
    this.atol = atol;
  }

  /** Return the value at time `to` of the solution that is y at time `from`. */
  across(from: Scalar, to: Scalar, y: unknown): unknown {
    const interval = sub(to, from);
    const length = NativeMath.abs!(pinned(interval));
    const moment = (part: number): Scalar => add(from, mul(interval, part));
    let first = this.slope(y, from);
    if (this.size === 0) this.size = this.firstSize(y, first);
    let attempts = 0;
    for (let done = 0; done < 1; ) {
      const rest = 1 - done;
      const part = partOf(this.size / length, rest);
      if (++attempts > MOST_STEPS || !(done + part > done)) throw stuck(plain(moment(done)));
      const stages = [first];
      const step = mul(interval, part);
      for (let i = 0; i < POINTS.length; i++) {
        const point = moved(y, step, POINTS[i]!, stages);
        stages[i + 1] = this.slope(point, moment(done + part * TIMES[i + 1]!));
      }
      const next = moved(y, step, WEIGHTS, stages);
      const error = length * part * this.errorOf(stages, this.scaleOf(y, next));
      const size = length * part * growthFor(error);
      if (!(error <= 1)) {
        this.size = size;
        continue;
      }
      // a step cut short by the end of the interval says little of the next
      if (part < rest || size > this.size) this.size = size;
      done = part === rest ? 1 : done + part;
      y = next;
      if (done < 1) first = this.slope(y, moment(done));
    }
    return y;
  }

  /** Hairer, Nørsett & Wanner, II.4: a step of which Euler's method would move y by a hundredth. */
  private firstSize(y: unknown, slope: unknown): number {
    const scale = this.scaleOf(y, y);
    const [size, speed] = [squaredNorm(y, scale), squaredNorm(slope, scale)];
    return size >= 1e-10 && speed >= 1e-10 ? 0.01 * NativeMath.sqrt!(size / speed) : 1e-6;
  }

  /** What each element may err. */
  private scaleOf(y: unknown, next: unknown): unknown {
    return plus(this.atol, times(this.rtol, maximum(abs(y), abs(next))));
  }

  /** The error of a step in parts of `scale`, for each unit of its size. */
  private errorOf(stages: readonly unknown[], scale: unknown): number {
    const fifth = squaredNorm(dot(ERROR_5, stages), scale);
    const third = squaredNorm(dot(ERROR_3, stages), scale);
    return fifth === 0 ? 0 : fifth / NativeMath.sqrt!((fifth + 0.01 * third) * this.count);
  }
}

/** The next step as a part of the interval: what is wanted, or so that no short step is left at the end. */
function partOf(wanted: number, rest: number): number {
  if (wanted >= rest) return rest;
  return wanted > rest / 2 ? rest / 2 : wanted;
}

/** By what the size of a step of order 8 should change. */
function growthFor(error: number): number {
  const factor = 0.9 * NativeMath.pow!(error, -1 / 8);
  return factor > 10 ? 10 : factor > 0.2 ? factor : 0.2;
}

/** y + step · Σ coefficient · stage, in one call of the host. */
function moved(
  y: unknown,
  step: Scalar,
  coefficients: readonly number[],
  stages: readonly unknown[],
): unknown {
  const factors: Scalar[] = [1];
  const terms: unknown[] = [y];
  for (let i = 0; i < coefficients.length; i++) {
    if (coefficients[i] === 0) continue;
    factors[factors.length] = mul(step, coefficients[i]!);
    terms[terms.length] = stages[i];
  }
  return dot(factors, terms);
}

/** Σ (x / scale)², a plain number. */
function squaredNorm(x: unknown, scale: unknown): number {
  const parts = over(x, scale);
  return pinned(dot(parts, parts) as Scalar);
}

function stuck(t: number): Error {
  return new RangeError(
    `scipy.integrate.odeint: no step is small enough at t = ${t}: the solution ends there, or the equation is too stiff for this method`,
  );
}
