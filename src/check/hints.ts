/**
 * How a wrong derivative is wrong: by a factor, a sign, a term, an index. Guesses for a reader: each is a rule that holds at every
 * point compared, and no verdict rests on one.
 */

import { type Comparison, groupedBy, type Pair } from './comparison.ts';
import { displacement } from './displacement.ts';
import { factorText, isClose, powerText, shown } from './factors.ts';
import type { Probe } from './probe.ts';

/** A pair, and the coordinate by which its derivative is, where there is just one. */
interface Sample extends Pair {
  readonly x: number | undefined;
}

/** The index of a pair that is of another mode, not of the derivative itself. */
const OF_MODE = -1;

type Rule = (samples: readonly Sample[]) => string | undefined;

/** Return one clause that says what all differing pairs have in common; undefined where nothing was recognised. */
export function hintFor(comparison: Comparison, probe: Probe, order: number): string | undefined {
  const wrong = comparison.pairs.filter(({ outcome }) => outcome === 'differ');
  if (wrong.every(({ index }) => index === OF_MODE))
    return `${[...new Set(wrong.map(({ component }) => component))].join(' and ')} differs, other methods agree: a rule of the script’s own?`;
  const telling = samplesOf(comparison).filter(
    ({ expected, actual, bound }) => Math.max(Math.abs(expected), Math.abs(actual)) > bound,
  );
  if (telling.length === 0) return undefined;
  for (const rule of RULES) {
    const text = rule(telling);
    if (text !== undefined) return text;
  }
  return displacement(telling, probe, order) ?? wrongComponents(telling);
}

/** The coordinate is known of a number, and of the gradient of a number. */
function samplesOf(comparison: Comparison): Sample[] {
  const counts = new Map<unknown, number>();
  const pairs = comparison.pairs.filter(({ index }) => index !== OF_MODE);
  for (const { args, index } of pairs) counts.set(args, Math.max(counts.get(args) ?? 0, index + 1));
  return pairs.map((pair) => {
    const coordinates = comparison.coordinatesAt(pair.args);
    const isGradient = coordinates.length === counts.get(pair.args);
    return {
      ...pair,
      x: isGradient ? coordinates[pair.index] : coordinates.length === 1 ? coordinates[0] : undefined,
    };
  });
}

// ── Numbers that were spoiled ──

const isZero: Rule = (samples) =>
  samples.length > 1 && samples.every(({ actual }) => actual === 0)
    ? 'it is 0 everywhere: a forgotten return value?'
    : undefined;

const isWhole: Rule = (samples) => {
  const isRounded = samples.every(
    ({ actual, expected }) => Number.isInteger(actual) && Math.abs(actual - expected) <= 1,
  );
  const isMeant = samples.filter(({ expected }) => Number.isInteger(expected)).length * 2 > samples.length;
  const areWholePoints = samples.every(({ x }) => x !== undefined && Number.isInteger(x));
  return samples.length > 2 && isRounded && !isMeant && !areWholePoints
    ? 'every value of it is a whole number: rounding, |0 or a whole-number division?'
    : undefined;
};

/** What single precision makes of numbers, with some operations on them. */
const SINGLE = 2 ** -20;

const isSingle: Rule = (samples) => {
  const scale = Math.max(...samples.map(({ expected }) => Math.abs(expected)));
  const isNear = samples.every(({ expected, actual }) => Math.abs(expected - actual) <= SINGLE * scale);
  const areFloats = samples.every(({ actual }) => Math.fround(actual) === actual);
  return samples.length > 1 && isNear && areFloats
    ? 'every value of it is a number of single precision: a Float32Array or Math.fround?'
    : undefined;
};

// ── Factors ──

const ratioOf = ({ expected, actual }: Sample): number => actual / expected;

const isConstantRatio: Rule = (samples) => {
  const usable = samples.filter(({ expected }) => expected !== 0);
  const [first] = usable;
  if (usable.length < 2 || first === undefined || usable.length < samples.length) return undefined;
  const ratio = ratioOf(first);
  return usable.every((sample) => isClose(ratioOf(sample), ratio)) ? factorText(ratio) : undefined;
};

/** What is often forgotten: the ratio as a function of x. */
const FACTORS: readonly (readonly [name: string, factor: (x: number) => number])[] = [
  ['x', (x) => x],
  ['1/x', (x) => 1 / x],
  ['-x', (x) => -x],
  ['-1/x', (x) => -1 / x],
  ['2x', (x) => 2 * x],
  ['1/(2x)', (x) => 1 / (2 * x)],
  ['x²', (x) => x ** 2],
  ['1/x²', (x) => 1 / x ** 2],
];

const isRatioOfX: Rule = (samples) => {
  const usable = samples.filter(({ expected }) => expected !== 0);
  if (usable.length < 2) return undefined;
  const found = FACTORS.find(([, factor]) =>
    usable.every((sample) => sample.x !== undefined && isClose(ratioOf(sample), factor(sample.x))),
  );
  const each = usable.some(({ component }) => component !== '') ? ', x the component’s own number' : '';
  return found && `the ratio actual/expected is ${found[0]}${each}: a chain-rule factor too many or missing?`;
};

/** One factor for all components of a point, another one at the next. */
const isFactorByPoint: Rule = (samples) => {
  const factors: number[] = [];
  for (const [, group] of byPoint(samples)) {
    const ratios = group.filter(({ expected }) => expected !== 0).map(ratioOf);
    if (ratios.length < 2 || !ratios.every((ratio) => isClose(ratio, ratios[0]!))) return undefined;
    factors.push(ratios[0]!);
  }
  return `at each point all components are off by one factor, ${rangeText(factors)}: a chain-rule factor too many or missing?`;
};

/** A sum over samples whose factors x[i][j] were forgotten does not know its component. */
const isSameForAll: Rule = (samples) => {
  const groups = [...byPoint(samples).values()];
  const isOne = groups.every(
    (group) =>
      group.length > 1 &&
      group.every(({ actual }) => isClose(actual, group[0]!.actual)) &&
      !group.every(({ expected }) => isClose(expected, group[0]!.expected)),
  );
  return isOne
    ? 'all components of a point are the same number, and should not be: a factor of its own for each is missing, as x[i][j] in a sum?'
    : undefined;
};

// ── Terms ──

const offBy = ({ actual, expected }: Sample): number => actual - expected;

/** Smaller differences have lost their digits. */
const DIGITS = 1e-8;

/** actual − expected is c·xᵖ with a whole p: a term of a polynomial, a series, a penalty. */
const isPower: Rule = (samples) => {
  const off = samples.flatMap((sample) =>
    sample.x !== undefined && sample.x !== 0 && Math.abs(offBy(sample)) > DIGITS * Math.abs(sample.expected)
      ? [{ x: sample.x, by: offBy(sample) }]
      : [],
  );
  const rising = [...off].sort((a, b) => Math.abs(a.x) - Math.abs(b.x));
  const [least, most] = [rising[0], rising.at(-1)];
  if (off.length < 3 || least === undefined || most === undefined) return undefined;
  const power = Math.round(Math.log(Math.abs(most.by / least.by)) / Math.log(Math.abs(most.x / least.x)));
  const factor = most.by / most.x ** power;
  const holds = off.every(({ x, by }) => Math.abs(by - factor * x ** power) <= 1e-4 * Math.abs(by));
  if (!holds || !Number.isFinite(factor) || power < 0) return undefined;
  const each = samples.some(({ component }) => component !== '') ? ', x the component’s own number' : '';
  return `actual − expected is ${powerText(factor, power)} everywhere${each}: a term too many or missing?`;
};

/** What a projection gets wrong lies along the argument. */
const isAlongArgument: Rule = (samples) => {
  const factors: number[] = [];
  for (const [, group] of byPoint(samples)) {
    const [first] = group;
    if (group.length < 2 || first?.x === undefined || first.x === 0) return undefined;
    const factor = offBy(first) / first.x;
    const holds = group.every(
      ({ x, actual, expected }) =>
        Math.abs(actual - expected - factor * x!) <= 1e-6 * Math.max(Math.abs(actual), Math.abs(expected)),
    );
    if (!holds) return undefined;
    factors.push(factor);
  }
  return `at each point actual − expected is a multiple of the argument, ${rangeText(factors)}: a term along it with a wrong sign, too many or missing?`;
};

// ── Indices ──

const MATRIX = /^(.*)\[(\d+)\]\[(\d+)\]$/;

/** Each number is where its mirror image belongs. */
const isTransposed: Rule = (samples) => {
  const at = new Map(samples.map((sample) => [keyOf(sample, sample.component), sample]));
  const isMirrored = samples.every((sample) => {
    const mirrored = at.get(keyOf(sample, sample.component.replace(MATRIX, '$1[$3][$2]')));
    return (
      MATRIX.test(sample.component) && mirrored !== undefined && isClose(sample.actual, mirrored.expected)
    );
  });
  return isMirrored ? 'it is the transpose of the exact one' : undefined;
};

const keyOf = ({ args }: Sample, component: string): string => `${JSON.stringify(args)} ${component}`;

/** Each number is where its neighbour belongs. */
const isShifted: Rule = (samples) => {
  for (const shift of [1, -1]) {
    const groups = [...byPoint(samples).values()];
    const holds = groups.every((group) => {
      const inner = group.filter((_, k) => k + shift >= 0 && k + shift < group.length);
      return (
        inner.length > 1 &&
        inner.every(({ actual }) => actual !== 0) &&
        group.every((sample, k) => {
          const neighbour = group[k + shift];
          return neighbour === undefined || isClose(sample.actual, neighbour.expected);
        })
      );
    });
    if (holds)
      return `each component has the value of the ${shift === 1 ? 'next' : 'one before'}: an index off by one?`;
  }
  return undefined;
};

/** What the wrong components have in common, where others are right or wrong in another way. */
const wrongComponents: Rule = (samples) => {
  const byComponent = groupedBy(samples, ({ component }) => component);
  const wrong = [...byComponent].filter(([, group]) => group.some(({ outcome }) => outcome === 'differ'));
  const all = wrong.length === byComponent.size;
  const negated = wrong.filter(([, group]) =>
    group.every(({ expected, actual }) => isClose(actual, -expected)),
  );
  if (negated.length > 0 && (negated.length < wrong.length || !all))
    return `${listed(negated, byComponent)} the wrong sign${negated.length < wrong.length ? ', and others differ, too' : ''}`;
  if (all) return undefined;
  const inner = wrong.flatMap(([, group]) => group);
  const text = RULES.map((rule) => rule(inner)).find((each) => each !== undefined);
  return `${listed(wrong, byComponent)} another value${text === undefined ? '' : `: ${text}`}`;
};

type Group = readonly [component: string, samples: readonly Sample[]];

function listed(components: readonly Group[], of: ReadonlyMap<string, unknown>): string {
  const isDiagonal = (component: string): boolean => /\[(\d+)\]\[\1\]$/.test(component);
  const off = [...of.keys()].filter((component) => !isDiagonal(component)).length;
  if (
    components.length > 1 &&
    off < of.size &&
    off === components.length &&
    components.every(([name]) => !isDiagonal(name))
  )
    return 'all components off the diagonal have';
  if (components.length > 3) return `${components.length} of ${of.size} components have`;
  return `only ${components.map(([component]) => component).join(', ')} ${components.length === 1 ? 'has' : 'have'}`;
}

const RULES: readonly Rule[] = [
  isZero, isWhole, isSingle, isConstantRatio, isRatioOfX, isSameForAll, isTransposed, isShifted, isPower, isFactorByPoint, isAlongArgument,
]; // biome-ignore format: one list

const byPoint = (samples: readonly Sample[]): Map<unknown, Sample[]> =>
  groupedBy(samples, ({ args }) => args);

function rangeText(factors: readonly number[]): string {
  const [low, high] = [Math.min(...factors), Math.max(...factors)];
  return isClose(low, high) ? shown(low) : `from ${shown(low)} to ${shown(high)} times`;
}
