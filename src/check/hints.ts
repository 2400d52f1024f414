/** How a wrong derivative is wrong: by a factor, a sign, a component. Guesses for a reader; no verdict rests on them. */

import type { Pair } from './comparison.ts';

/** How exactly a rule must hold at every point. */
const CLOSE = 1e-6;

const isClose = (a: number, b: number): boolean =>
  Math.abs(a - b) <= CLOSE * Math.max(Math.abs(a), Math.abs(b));

/** Return one clause that says what all differing pairs have in common; undefined where nothing was recognised. */
export function hintFor(pairs: readonly Pair[]): string | undefined {
  const telling = pairs.filter(
    ({ expected, actual, bound }) => Math.max(Math.abs(expected), Math.abs(actual)) > bound,
  );
  const all = ruleOf(telling);
  if (all !== undefined) return all;
  return factorByPoint(telling) ?? wrongComponents(telling) ?? transposition(telling);
}

/** Each number is where its mirror image belongs. */
function transposition(pairs: readonly Pair[]): string | undefined {
  const at = new Map(pairs.map((pair) => [`${JSON.stringify(pair.args)}${pair.component}`, pair]));
  const isMirrored = pairs.every(({ args, component, actual }) => {
    const mirrored = component.replace(/^\[(\d+)\]\[(\d+)\]$/, '[$2][$1]');
    const other = at.get(`${JSON.stringify(args)}${mirrored}`);
    return component !== '' && other !== undefined && isClose(actual, other.expected);
  });
  return isMirrored ? 'it is the transpose of the exact one' : undefined;
}

/** What the wrong components have in common, where others are right or wrong in another way. */
function wrongComponents(pairs: readonly Pair[]): string | undefined {
  const byComponent = groupedBy(pairs, ({ component }) => component);
  const isWrong = (group: readonly Pair[]): boolean => group.some(({ outcome }) => outcome === 'differ');
  const wrong = [...byComponent].filter(([, group]) => isWrong(group));
  const all = wrong.length === byComponent.size;
  const negated = wrong.filter(([, group]) =>
    group.every(({ expected, actual }) => isClose(actual, -expected)),
  );
  if (negated.length > 0 && (negated.length < wrong.length || !all))
    return `${listed(negated, byComponent.size)} the wrong sign${negated.length < wrong.length ? ', and others differ, too' : ''}`;
  if (all) return undefined;
  const rule = ruleOf(wrong.flatMap(([, group]) => group));
  return `${listed(wrong, byComponent.size)} another value${rule === undefined ? '' : `: ${rule}`}`;
}

function listed(components: readonly (readonly [component: string, unknown])[], of: number): string {
  if (components.length > 3) return `${components.length} of ${of} components have`;
  return `only ${components.map(([component]) => component).join(', ')} ${components.length === 1 ? 'has' : 'have'}`;
}

/** What holds for every pair. */
function ruleOf(pairs: readonly Pair[]): string | undefined {
  const usable = pairs.filter(({ expected }) => expected !== 0);
  if (usable.length < 2) return zeroRule(pairs);
  const ratios = usable.map(({ expected, actual }) => actual / expected);
  const [first] = ratios as [number];
  const isFactor = pairs.every(({ expected, actual, bound }) => expected !== 0 || Math.abs(actual) <= bound);
  if (first === 0 && ratios.every((ratio) => ratio === 0)) return zeroRule(pairs);
  if (isFactor && ratios.every((ratio) => isClose(ratio, first))) return constantRatio(first);
  const xs = usable.map(({ args }) => args[0]);
  for (const [name, factor] of FACTORS) {
    if (xs.every((x, i) => typeof x === 'number' && isClose(ratios[i]!, factor(x))))
      return `the ratio actual/expected is ${name}: a chain-rule factor too many or missing?`;
  }
  return powerRule(usable);
}

/** actual − expected is c·xᵖ with a whole p: a term of a polynomial or a series. */
function powerRule(pairs: readonly Pair[]): string | undefined {
  const off = pairs
    .map(({ args: [x], expected, actual }) => ({
      x: Number(x),
      by: actual - expected,
      size: Math.abs(expected),
    }))
    .filter(({ x, by, size }) => Number.isFinite(x) && x !== 0 && Math.abs(by) > DIGITS * size);
  const [least, most] = [...off]
    .sort((a, b) => Math.abs(a.x) - Math.abs(b.x))
    .filter((_, i, { length }) => i === 0 || i === length - 1);
  if (off.length < 3 || least === undefined || most === undefined) return undefined;
  const power = Math.round(Math.log(Math.abs(most.by / least.by)) / Math.log(Math.abs(most.x / least.x)));
  const factor = most.by / most.x ** power;
  const holds = off.every(({ x, by }) => Math.abs(by - factor * x ** power) <= 1e-4 * Math.abs(by));
  if (!holds || !Number.isFinite(factor) || power < 0) return undefined;
  const term = power === 0 ? shown(factor) : `${shown(factor)}·x${power === 1 ? '' : `^${power}`}`;
  return `actual − expected is ${term} everywhere: a term too many or missing?`;
}

/** Smaller differences have lost their digits. */
const DIGITS = 1e-8;

function zeroRule(pairs: readonly Pair[]): string | undefined {
  if (pairs.length > 1 && pairs.every(({ actual }) => actual === 0))
    return 'it is 0 everywhere: a forgotten return value?';
  return undefined;
}

function constantRatio(ratio: number): string {
  if (isClose(ratio, -1)) return 'the ratio actual/expected is -1 everywhere: a wrong sign?';
  return `the ratio actual/expected is ${shown(ratio)} everywhere: a factor too many or missing?`;
}

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

/** One factor for all components of a point, another one at the next. */
function factorByPoint(pairs: readonly Pair[]): string | undefined {
  const factors: number[] = [];
  for (const [, group] of groupedBy(pairs, ({ args }) => args)) {
    const ratios = group
      .filter(({ expected }) => expected !== 0)
      .map(({ expected, actual }) => actual / expected);
    if (ratios.length < 2 || !ratios.every((ratio) => isClose(ratio, ratios[0]!))) return undefined;
    factors.push(ratios[0]!);
  }
  if (factors.length === 0) return undefined;
  const [low, high] = [Math.min(...factors), Math.max(...factors)];
  const range = isClose(low, high) ? shown(low) : `from ${shown(low)} to ${shown(high)}`;
  return `at each point all components are off by one factor, ${range}: a chain-rule factor too many or missing?`;
}

function groupedBy<K>(pairs: readonly Pair[], keyOf: (pair: Pair) => K): Map<K, Pair[]> {
  const groups = new Map<K, Pair[]>();
  for (const pair of pairs) {
    const group = groups.get(keyOf(pair));
    if (group === undefined) groups.set(keyOf(pair), [pair]);
    else group.push(pair);
  }
  return groups;
}

const shown = (x: number): string => String(Number(x.toPrecision(6)));
