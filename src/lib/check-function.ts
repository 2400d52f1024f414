/**
 * `expect(df).toBeGradientOf(f)`: plain functions, which nothing here can differentiate. So f is only called, and df is held against
 * differences of its values (`check/differences.ts`), as far as their own error bar reaches.
 */

import { Comparison, type Outcome } from '../check/comparison.ts';
import { difference } from '../check/differences.ts';
import { describeLeaves, type Leaves, leavesOf, matched, type Numbers } from '../check/leaves.ts';
import { drawnPoints } from '../check/points.ts';
import { moved, numbersOf } from '../check/probe.ts';
import type { Json } from '../check/result.ts';
import { worstPlace, worstRows } from '../show/reporters/details.ts';

type Point = Numbers;
type NumericFunction = (x: never) => unknown;

/** Where and how closely to compare; what `check` does by default. */
export interface FunctionOptions {
  readonly range?: readonly [lo: number, hi: number] | undefined;
  readonly at?: readonly Point[] | undefined;
  readonly samples?: number | undefined;
  readonly rtol?: number | undefined;
  readonly atol?: number | undefined;
  readonly seed?: number | undefined;
}
export const FUNCTION_OPTIONS = ['range', 'at', 'samples', 'rtol', 'atol', 'seed'] as const;

const HOW = 'by differences of its values; toHaveRightGradients compares a script with exact derivatives';

/** The first argument varies. */
const ONE = { variables: [0] };

/**
 * Compare `df` with the derivative of `f`: a number, a gradient of the structure of the argument, or a Jacobian. Throws where they cannot be
 * compared, and where nothing can be told, so that neither a test nor its opposite passes.
 */
export function checkFunction(
  df: NumericFunction,
  f: NumericFunction,
  options: FunctionOptions,
): { readonly pass: boolean; readonly message: () => string } {
  const names = [df.name || 'the function', f.name || 'f'] as const;
  const { rtol = 1e-6, atol = 1e-9 } = options;
  const comparison = new Comparison({ rtol, atol }, ONE.variables);
  for (const point of pointsOf(options)) compareAt(df, f, point, comparison, names);
  const { verdict, worst, points, differing } = comparison;
  const where = worst === undefined ? [] : ['', `worst at ${worstPlace(worst)}`, ...rowsOf(worst)];
  const lines = (text: string): string => [text, `(${HOW})`, ...where].join('\n');
  const [title, of] = names;
  if (verdict === 'inconclusive')
    throw new Error(
      lines(
        `whether ${title} is the gradient of ${of} cannot be told: their values are not finite, at kinks, or too rough for rtol ${rtol} and atol ${atol}`,
      ),
    );
  return {
    pass: verdict === 'pass',
    message: () =>
      lines(
        verdict === 'pass'
          ? `${title} is the gradient of ${of}: they agree at ${points} points`
          : `${title} is not the gradient of ${of}: they differ at ${differing} of ${points} points`,
      ),
  };
}

function rowsOf(worst: Parameters<typeof worstRows>[0]): string[] {
  return worstRows(worst).map(([name, text]) => `  ${name.padEnd(9)} ${text}`);
}

function pointsOf({ range = [-5, 5], at, samples = 21, seed = 0 }: FunctionOptions): readonly Point[] {
  if (at !== undefined) {
    if (Array.isArray(at) && at.length > 0) return at;
    throw new TypeError('at: expected a list of points, each an argument of the function');
  }
  const [lo, hi] = range;
  if (!(lo < hi)) throw new TypeError('range: expected [lo, hi] with lo < hi');
  return drawnPoints({ lo, hi }, samples, seed);
}

function compareAt(
  df: NumericFunction,
  f: NumericFunction,
  point: Point,
  comparison: Comparison,
  [title, of]: readonly [string, string],
): void {
  const args = [point as Json];
  const coordinates = numbersOf(args[0]!);
  const valuesAt = (at: readonly Json[]): Leaves => numbersIn((f as (x: unknown) => unknown)(at[0]), of);
  const value = valuesAt(moved(ONE, args, 0, 0));
  const hand = numbersIn((df as (x: unknown) => unknown)(moved(ONE, args, 0, 0)[0]), title);
  const structure = gradientStructure(value, leavesOf(point));
  const actual = matched(hand, structure);
  if (actual === undefined)
    throw new TypeError(
      `${title} returns ${describeLeaves(hand)}, the gradient of ${of} is ${describeLeaves(structure)}`,
    );
  const count = value.numbers.length;
  for (const [i, x] of coordinates.entries()) {
    const along = (step: number): readonly number[] => valuesAt(moved(ONE, args, i, step)).numbers;
    const found = Array.from({ length: count }, (_, k) => actual[k * coordinates.length + i]!);
    const bounds = found.map((number) => comparison.boundOf(number));
    const { values, bars } = difference(along, x, count, bounds);
    for (const [k, number] of found.entries()) {
      const [expected, bar] = [values[k]!, bars[k]!];
      if (!Number.isFinite(bar)) continue;
      const bound = comparison.boundOf(expected) + bar;
      const index = k * coordinates.length + i;
      const component = structure.paths[index]!;
      const outcome = outcomeOf(Math.abs(expected - number), bound, bar, () =>
        isBetweenSides(along, k, x, value.numbers[k]!, number, bound),
      );
      comparison.pairs.push({ args, component, index, expected, actual: number, bound, outcome });
    }
  }
}

/** A difference that is itself not good enough neither proves nor refutes. */
function outcomeOf(error: number, bound: number, bar: number, isKink: () => boolean): Outcome {
  if (bar > bound / 2) return 'unsure';
  if (error <= bound) return 'agree';
  return isKink() ? 'unsure' : 'differ';
}

/** Steps at which the slope to each side is looked at, in units of max(1, |x|). */
const SIDES = [1e-5, 1e-6];

/** Whether `slope` lies between those to the left and to the right: at a kink each of these is right. */
function isBetweenSides(
  along: (step: number) => readonly number[],
  k: number,
  x: number,
  value: number,
  slope: number,
  bound: number,
): boolean {
  return SIDES.every((relative) => {
    const step = relative * Math.max(1, Math.abs(x));
    const [right, left] = [step, -step].map((h) => (along(h)[k]! - value) / (x + h - x));
    return Math.min(left!, right!) - bound <= slope && slope <= Math.max(left!, right!) + bound;
  });
}

/** The paths of a derivative: those of the value, then those of the argument. */
function gradientStructure(value: Leaves, argument: Leaves): Leaves {
  const paths = value.paths.flatMap((out) => argument.paths.map((path) => `${out}${path}`));
  return { paths, numbers: paths.map(() => 0) };
}

function numbersIn(value: unknown, name: string): Leaves {
  const tree = ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
  if (!isNumeric(tree))
    throw new TypeError(`${name} returns ${String(value)}, which is no number and no list of them`);
  return leavesOf(tree);
}

function isNumeric(tree: unknown): tree is Numbers {
  if (typeof tree === 'number') return true;
  return typeof tree === 'object' && tree !== null && Object.values(tree).every(isNumeric);
}
