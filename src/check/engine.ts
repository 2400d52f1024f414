/**
 * The two comparisons of a check. A hand-written derivative against the exact one; and the exact one against methods that share
 * no code with it: other modes, differences of values with their error bar, the complex step. Where they differ, the neighbourhood
 * is looked at before anything is called wrong: at a kink or a jump every value between the one-sided ones is right, and where
 * rounding decides nothing can be told.
 */

import { isScriptFault } from '../base/errors.ts';
import { Comparison, type Outcome, type Pair, type Tolerance } from './comparison.ts';
import { difference } from './differences.ts';
import { describeLeaves, type Leaves, matched, transposed } from './leaves.ts';
import { type Args, coordinatesOf, holdsComplex, moved, type Probe, withCoordinates } from './probe.ts';
import { remainderRate } from './remainder.ts';
import { type Steady, watch } from './steadiness.ts';

/** The sides of a point, so near that a smooth derivative does not change, in units of max(1, |x|). */
const SIDES = [1, 1.7, 2.6, 3.9].map((k) => k * 1e-12);

/** Rounding that is seen in a few samples is some times larger elsewhere. */
const NOISE_CAUTION = 8;

/** Where a difference is doubted, the exact derivative is looked at so far to both sides. */
const DOUBTS = [1e-7, 1e-5];

/** How far modes may be apart for that to be rounding, relative to the largest derivative up to the order. */
const MODE_TOLERANCE = 1e-9;

/** Components that are compared with differences one by one; of a longer argument so many are taken, evenly. */
const MOST_COORDINATES = 300;

/** Points at which the rate of the Taylor remainder is looked at. */
const RATE_POINTS = 5;

const COMPLEX_STEP = 1e-20;

/** What is known beside the pairs. */
export interface Findings {
  readonly comparison: Comparison;
  /** What the two sides are built like, where that is the mismatch. */
  readonly mismatch?: string;
  /** The typical rate of the Taylor remainder, and which rate a right derivative has. */
  readonly rate?: number | undefined;
  /** The methods that were compared, by name. */
  readonly methods: readonly string[];
  readonly probe: Probe;
  /** What the function answered alike before and after. */
  readonly steady: Steady;
}

/** Compare a hand-written derivative of `probe`, of that order, with the exact one. */
export function checkHandWritten(
  probe: Probe,
  hand: (args: Args) => Leaves,
  points: readonly Args[],
  order: number,
  tolerance: Tolerance,
): Findings {
  const comparison = new Comparison(tolerance, probe.variables);
  const rates: number[] = [];
  const isSteady = watch(probe, points[0], order);
  for (const args of points) {
    const both = attempt(comparison, args, () => [probe.exact(args, order), hand(args)] as const);
    if (both === undefined) continue;
    const [exact, actual] = both;
    const numbers = matched(actual, exact);
    if (numbers === undefined)
      return { comparison, mismatch: mismatchOf(actual, exact), methods: [], probe, steady: isSteady() };
    compareHand({ probe, hand, order, comparison }, args, exact, numbers);
    const isTelling = exact.numbers.length === 1 && exact.numbers[0] !== 0 && isSure(comparison, args);
    if (rates.length < RATE_POINTS && isTelling) {
      const rate = rateAt(probe, args, order, numbers[0]!);
      if (rate !== undefined) rates.push(rate);
    }
  }
  const steady = isSteady();
  if (!steady.derivatives) comparison.doubt();
  if (comparison.points === 0 && comparison.undefinedByHand.length > 0)
    return { comparison, mismatch: NOWHERE_FINITE, methods: [], probe, steady };
  return { comparison, rate: steady.values ? median(rates) : undefined, methods: [], probe, steady };
}

/** Whether the last number compared is of that point, and smooth there. */
function isSure({ pairs }: Comparison, args: Args): boolean {
  const last = pairs.at(-1);
  return last?.args === args && last.outcome !== 'unsure';
}

const NOWHERE_FINITE = 'it is finite at no point, the exact derivative is';

interface HandCheck {
  readonly probe: Probe;
  readonly hand: (args: Args) => Leaves;
  readonly order: number;
  readonly comparison: Comparison;
}

function compareHand(check: HandCheck, args: Args, exact: Leaves, actual: readonly number[]): void {
  const { comparison } = check;
  let sides: Sides | undefined;
  for (const [k, expected] of exact.numbers.entries()) {
    const found = actual[k]!;
    if (!Number.isFinite(expected) || !Number.isFinite(found)) {
      noteOnce(Number.isFinite(expected) ? comparison.undefinedByHand : comparison.nonFinite, args);
      continue;
    }
    let bound = comparison.boundOf(expected);
    let outcome: Outcome = 'agree';
    let kink: Pair['sides'];
    if (Math.abs(expected - found) > bound) {
      sides ??= sidesOf(check, args);
      const { low, high, noise } = sides.of(k, expected);
      if (high - low > bound) {
        noteOnce(comparison.kinks, args);
        kink = [low, high];
      }
      bound += NOISE_CAUTION * noise;
      outcome = found >= low - bound && found <= high + bound ? 'unsure' : 'differ';
      if (outcome === 'differ' && comparison.differing === 0 && check.probe.drops(args))
        noteOnce(comparison.dropped, args);
    }
    comparison.pairs.push({
      args,
      component: exact.paths[k]!,
      index: k,
      expected,
      actual: found,
      bound,
      outcome,
      sides: kink,
    });
  }
}

/** The derivative at the sides of a point: between which values it may lie, and how much rounding makes of it. */
class Sides {
  private readonly exact: readonly (readonly (readonly number[])[])[];
  private readonly hand: readonly (readonly (readonly number[])[])[];

  constructor(exact: Sides['exact'], hand: Sides['hand']) {
    this.exact = exact;
    this.hand = hand;
  }

  of(k: number, expected: number): { low: number; high: number; noise: number } {
    const at = (side: readonly (readonly number[])[]): number[] =>
      side.map((numbers) => numbers[k]!).filter(Number.isFinite);
    const near = this.exact.flatMap(at);
    const noise = [...this.exact, ...this.hand].map((side) => spread(at(side)));
    return {
      low: Math.min(expected, ...near),
      high: Math.max(expected, ...near),
      noise: Math.max(0, ...noise),
    };
  }
}

function spread(numbers: readonly number[]): number {
  return numbers.length < 2 ? 0 : Math.max(...numbers) - Math.min(...numbers);
}

function sidesOf({ probe, hand, order }: HandCheck, args: Args): Sides {
  const coordinates = coordinatesOf(probe, args);
  const of = (f: (at: Args) => readonly number[]): number[][][] =>
    directionsOf(coordinates.length).map((direction) =>
      SIDES.slice(0, coordinates.length === 1 ? SIDES.length : 2).flatMap((step) => {
        const at = coordinates.map((x, i) => x + direction[i]! * step * Math.max(1, Math.abs(x)));
        const numbers = quietly(() => f(withCoordinates(probe, args, at)));
        return numbers === undefined ? [] : [[...numbers]];
      }),
    );
  return new Sides(
    of((at) => probe.exact(at, order).numbers),
    of((at) => hand(at).numbers),
  );
}

/** Both ways along a line; of several coordinates along a few diagonals, so that each of them is moved both ways. */
function directionsOf(dimension: number): number[][] {
  const lines = dimension === 1 ? 1 : DIAGONALS;
  return Array.from({ length: lines }, (_, line) =>
    Array.from({ length: dimension }, (_, i) => ((i >> line) % 2 === 0 ? 1 : -1)),
  ).flatMap((line) => [line, line.map((sign) => -sign)]);
}

const DIAGONALS = 3;

function mismatchOf(actual: Leaves, exact: Leaves): string {
  const isTransposed = transposed(actual)?.paths.join() === exact.paths.join();
  const text = `it returns ${describeLeaves(actual)}, the exact derivative is ${describeLeaves(exact)}`;
  return isTransposed ? `${text}: transposed?` : text;
}

/** Compare the exact derivative of an order with what shares no code with it. */
export function checkMethods(
  probe: Probe,
  points: readonly Args[],
  order: number,
  tolerance: Tolerance,
): Findings {
  const comparison = new Comparison(tolerance, probe.variables);
  const methods = new Set<string>();
  const rates: number[] = [];
  const isSteady = watch(probe, points[0], order);
  for (const args of points) {
    const exact = attempt(comparison, args, () => probe.exact(args, order));
    if (exact === undefined) continue;
    if (!exact.numbers.every(Number.isFinite)) {
      noteOnce(comparison.nonFinite, args);
      continue;
    }
    const check = { probe, order, comparison, methods };
    compareModes(check, args);
    if (!probe.variables.some((variable) => holdsComplex(args[variable]!)))
      compareDifferences(check, args, exact);
    const isDropped = comparison.dropped.at(-1) === args;
    if (rates.length < RATE_POINTS && exact.numbers.length === 1 && exact.numbers[0] !== 0 && !isDropped) {
      const rate = rateAt(probe, args, order, exact.numbers[0]!);
      if (rate !== undefined) rates.push(rate);
    }
  }
  const steady = isSteady();
  if (!steady.values || !steady.derivatives) comparison.doubt();
  return {
    comparison,
    rate: steady.values ? median(rates) : undefined,
    methods: [...methods],
    probe,
    steady,
  };
}

interface MethodCheck {
  readonly probe: Probe;
  readonly order: number;
  readonly comparison: Comparison;
  readonly methods: Set<string>;
}

/** Modes differ by rounding only; where rounding is large, it is so in each of them. */
function compareModes({ probe, order, comparison, methods }: MethodCheck, args: Args): void {
  for (const { name, found, exact } of probe.others(args, order)) {
    methods.add(name);
    const scale = Math.max(...exact.map(Math.abs));
    for (const [k, actual] of exact.entries()) {
      const expected = found[k]!;
      if (!Number.isFinite(expected) || Math.abs(expected - actual) <= MODE_TOLERANCE * scale) continue;
      const bound = Math.max(MODE_TOLERANCE * scale, comparison.boundOf(expected));
      const outcome: Outcome =
        Math.abs(expected - actual) <= bound || isKink(probe, args, order) ? 'unsure' : 'differ';
      comparison.pairs.push({
        args,
        component: `(${name} mode)`,
        index: -1,
        expected,
        actual,
        bound,
        outcome,
      });
    }
  }
}

/** Whether the exact derivative is another one right beside the point. */
function isKink(probe: Probe, args: Args, order: number): boolean {
  const check = {
    probe,
    hand: (at: Args) => probe.exact(at, order),
    order,
    comparison: new Comparison(ANY, probe.variables),
  };
  const sides = sidesOf(check, args);
  const exact = probe.exact(args, order).numbers;
  return exact.some((expected, k) => {
    const { low, high, noise } = sides.of(k, expected);
    return high - low + noise > MODE_TOLERANCE * Math.abs(expected);
  });
}

const ANY: Tolerance = { rtol: 0, atol: 0 };

function compareDifferences(check: MethodCheck, args: Args, exact: Leaves): void {
  const { probe, order } = check;
  const coordinates = coordinatesOf(probe, args);
  for (const i of evenly(coordinates.length, MOST_COORDINATES)) {
    const components = probe.column(args, order, i);
    if (components !== undefined) compareAlong(check, args, exact, i, components);
  }
}

function compareAlong(
  check: MethodCheck,
  args: Args,
  exact: Leaves,
  i: number,
  components: readonly number[],
): void {
  const { probe, order, comparison, methods } = check;
  const x = coordinatesOf(probe, args)[i]!;
  const bounds = components.map((k) => comparison.boundOf(exact.numbers[k]!));
  const lower = (step: number): readonly number[] | undefined =>
    quietly(
      () =>
        (order === 1
          ? probe.values(moved(probe, args, i, step))
          : probe.exact(moved(probe, args, i, step), order - 1)
        ).numbers,
    );
  const differenced = (skip = 0) => difference(lower, x, components.length, bounds, skip);
  const { values, bars } = differenced();
  const byComplex = order === 1 ? complexStep(probe, args, i) : undefined;
  let second: ReturnType<typeof differenced> | undefined;
  for (const [out, k] of components.entries()) {
    const actual = exact.numbers[k]!;
    const [expected, bar, bound] = [values[out]!, bars[out]!, bounds[out]!];
    const component = exact.paths[k]!;
    const isConfirmed = Math.abs((byComplex?.[out] ?? Number.NaN) - actual) <= bound;
    if (isConfirmed) methods.add('complex step');
    if (!Number.isFinite(bar)) {
      if (isConfirmed)
        comparison.pairs.push({
          args,
          component,
          index: k,
          expected: byComplex![out]!,
          actual,
          bound,
          outcome: 'agree',
        });
      else noteOnce(comparison.nonFinite, args);
      continue;
    }
    methods.add('differences');
    const error = Math.abs(expected - actual);
    let outcome: Outcome = isConfirmed || (bar <= bound && error <= bound + bar) ? 'agree' : 'unsure';
    if (!isConfirmed && bar <= bound && error > bound + bar) {
      second ??= differenced(1);
      const isRepeated =
        second.bars[out]! <= bound && Math.abs(second.values[out]! - actual) > bound + second.bars[out]!;
      const isSmooth = !isDoubtful(probe, args, order, i, k, error);
      if (!isSmooth) noteOnce(comparison.kinks, args);
      const isSeenNearby = hasSlope(lower, out, x, expected, error);
      const isWrong = isRepeated && isSmooth && isSeenNearby;
      const isDropped = isWrong && probe.drops(args);
      if (isDropped) noteOnce(comparison.dropped, args);
      outcome = isWrong && !isDropped ? 'differ' : 'unsure';
    }
    const reference = outcome === 'agree' && isConfirmed && error > bound + bar ? byComplex![out]! : expected;
    comparison.pairs.push({
      args,
      component,
      index: k,
      expected: reference,
      actual,
      bound: bound + bar,
      outcome,
    });
  }
}

/** Steps at which plain differences must show a derivative that refutes another one. */
const NEARBY = [1e-5, 1e-6];

/** Whether short steps show the slope, too: the values of a function that rounds its result agree by chance at long ones. */
function hasSlope(
  lower: (step: number) => readonly number[] | undefined,
  out: number,
  x: number,
  slope: number,
  error: number,
): boolean {
  return NEARBY.every((relative) => {
    const step = relative * Math.max(1, Math.abs(x));
    const [up, down] = [lower(step)?.[out], lower(-step)?.[out]];
    if (up === undefined || down === undefined) return false;
    return Math.abs((up - down) / (x + step - (x - step)) - slope) <= error / 2;
  });
}

/** Whether the exact derivative changes about as much beside the point as it is off there: then differences say nothing. */
function isDoubtful(probe: Probe, args: Args, order: number, i: number, k: number, error: number): boolean {
  const scale = Math.max(1, Math.abs(coordinatesOf(probe, args)[i]!));
  const here = probe.exact(args, order).numbers[k]!;
  return DOUBTS.some((step) =>
    [1, -1].some((sign) => {
      const beside = quietly(
        () => probe.exact(moved(probe, args, i, sign * step * scale), order).numbers[k]!,
      );
      return beside === undefined || !(Math.abs(beside - here) <= error / 2);
    }),
  );
}

/** Im f(x + ih)/h: exact to the last digits for a function that computes with complex numbers as such; undefined for others. */
function complexStep(probe: Probe, args: Args, i: number): readonly number[] | undefined {
  const coordinates = coordinatesOf(probe, args);
  const step = COMPLEX_STEP * Math.max(1, Math.abs(coordinates[i]!));
  const at = withCoordinates(
    probe,
    args,
    coordinates.map((x, k) => (k === i ? { re: x, im: step } : x)),
  );
  const result = quietly(() => probe.values(at));
  if (result === undefined || result.paths.length % 2 !== 0) return undefined;
  const imaginary = result.paths.flatMap((path, k) =>
    path.endsWith('.im') ? [result.numbers[k]! / step] : [],
  );
  return imaginary.length === result.paths.length / 2 ? imaginary : undefined;
}

/** The rate of the Taylor remainder along the only coordinate, with `last` as the derivative of that order. */
function rateAt(probe: Probe, args: Args, order: number, last: number): number | undefined {
  if (coordinatesOf(probe, args).length !== 1) return undefined;
  let factorial = 1;
  const coefficients: number[] = [];
  for (let k = 0; k <= order; k++) {
    if (k > 0) factorial *= k;
    const derivative = k === order ? last : quietly(() => probe.exact(args, k).numbers[0]!);
    if (derivative === undefined || !Number.isFinite(derivative)) return undefined;
    coefficients.push(derivative / factorial);
  }
  return remainderRate(
    (step) => quietly(() => probe.values(moved(probe, args, 0, step)).numbers[0]),
    coefficients,
  );
}

/** So many of the numbers below `count`, spread evenly. */
function evenly(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.floor((i * count) / most));
}

function median(numbers: readonly number[]): number | undefined {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
}

function noteOnce(list: Args[], args: Args): void {
  if (list.at(-1) !== args) list.push(args);
}

/** Run `body`; where the script throws there is nothing to compare. */
function attempt<T>(comparison: Comparison, args: Args, body: () => T): T | undefined {
  try {
    return body();
  } catch (error) {
    if (!isScriptFault(error)) throw error;
    comparison.thrown.push({ args, error });
    return undefined;
  }
}

function quietly<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch (error) {
    if (!isScriptFault(error)) throw error;
    return undefined;
  }
}
