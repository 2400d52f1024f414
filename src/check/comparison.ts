/** What a comparison of two derivatives adds up to: which numbers agree, which is the worst, and the verdict. */

import { type Args, coordinatesOf, pointOf } from './probe.ts';
import type { Json, Verdict, Worst } from './result.ts';

/** |expected − actual| ≤ atol + rtol·|expected|, as NumPy's allclose. */
export interface Tolerance {
  readonly rtol: number;
  readonly atol: number;
}

/** `unsure`: they differ, but where no method is to be trusted so far. */
export type Outcome = 'agree' | 'differ' | 'unsure';

/** Two numbers that should be equal. */
export interface Pair {
  readonly args: Args;
  readonly component: string;
  /** The number's place in the derivative; -1 where it is of another method. */
  readonly index: number;
  readonly expected: number;
  readonly actual: number;
  readonly bound: number;
  readonly outcome: Outcome;
  /** At a kink or a jump: between which values every one is right. */
  readonly sides?: readonly [low: number, high: number] | undefined;
}

export class Comparison {
  readonly pairs: Pair[] = [];
  /** Indices of the arguments that vary. */
  readonly variables: readonly number[];
  readonly tolerance: Tolerance;
  /** Points at which a derivative was not finite, and at which the script threw. */
  readonly nonFinite: Args[] = [];
  readonly thrown: { readonly args: Args; readonly error: unknown }[] = [];
  /** Points at which the hand-written derivative alone was not finite. */
  readonly undefinedByHand: Args[] = [];
  /** Points that differ where the script itself drops a derivative. */
  readonly dropped: Args[] = [];
  /** Points at which a side of a kink or a jump was accepted. */
  readonly kinks: Args[] = [];

  constructor(tolerance: Tolerance, variables: readonly number[]) {
    this.tolerance = tolerance;
    this.variables = variables;
  }

  /** The numbers that vary, at a point. */
  coordinatesAt(args: Args): readonly number[] {
    return coordinatesOf(this, args);
  }

  /** Trust no difference: the function does not give the same answer twice. */
  doubt(): void {
    for (const [i, pair] of this.pairs.entries())
      if (pair.outcome === 'differ') this.pairs[i] = { ...pair, outcome: 'unsure' };
  }

  boundOf(expected: number): number {
    return this.tolerance.atol + this.tolerance.rtol * Math.abs(expected);
  }

  /** How many points were compared, and at how many the sides differ. */
  get points(): number {
    return new Set(this.pairs.map(({ args }) => args)).size;
  }

  get differing(): number {
    return new Set(this.pairs.filter(({ outcome }) => outcome === 'differ').map(({ args }) => args)).size;
  }

  /** One number that differs refutes; as many that agree as are unsure prove. */
  get verdict(): Verdict {
    const count = (outcome: Outcome): number => this.pairs.filter((pair) => pair.outcome === outcome).length;
    if (count('differ') > 0) return 'fail';
    return count('agree') > 0 && count('agree') >= count('unsure') ? 'pass' : 'inconclusive';
  }

  /** Whether all there was to compare is zero, as far as the tolerance can tell. */
  get isVacuous(): boolean {
    const { atol } = this.tolerance;
    return (
      this.pairs.length > 0 &&
      this.pairs.every(({ expected, actual }) => Math.abs(expected) <= atol && Math.abs(actual) <= atol)
    );
  }

  get worst(): Worst | undefined {
    const pair = this.worstPair;
    if (pair === undefined) return undefined;
    const { args, component, expected, actual, bound } = pair;
    const error = Math.abs(expected - actual);
    const x: Json = pointOf(args);
    return { x, component, expected, actual, error, relative: error / Math.abs(expected), bound };
  }

  /** The pair farthest apart by its bound, among those of the outcome that decides. */
  get worstPair(): Pair | undefined {
    const order: readonly Outcome[] =
      this.verdict === 'inconclusive' ? ['unsure', 'agree'] : ['differ', 'agree', 'unsure'];
    const outcome = order.find((each) => this.pairs.some((pair) => pair.outcome === each));
    let worst: Pair | undefined;
    for (const pair of this.pairs)
      if (pair.outcome === outcome && (worst === undefined || excess(pair) > excess(worst))) worst = pair;
    return worst;
  }
}

/** Return what has the same key, in order. */
export function groupedBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function excess({ expected, actual, bound }: Pair): number {
  const error = Math.abs(expected - actual);
  return error === 0 ? 0 : error / bound;
}
