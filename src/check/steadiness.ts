/** Whether a function answers the same question twice alike: what reads a counter of its own has no derivative to compare. */

import { isScriptFault } from '../base/errors.ts';
import type { Args, Probe } from './probe.ts';

/** What came out the same at the start of a comparison and at its end. */
export interface Steady {
  readonly values: boolean;
  readonly derivatives: boolean;
}

/** Ask for value and derivative now; return what tells later whether they still are the same. */
export function watch(probe: Probe, args: Args | undefined, order: number): () => Steady {
  if (args === undefined) return () => ({ values: true, derivatives: true });
  const before = reading(probe, args, order);
  return () => {
    const after = reading(probe, args, order);
    return {
      values: isSame(before.values, after.values),
      derivatives: isSame(before.derivatives, after.derivatives),
    };
  };
}

function reading(probe: Probe, args: Args, order: number) {
  probe.forget();
  return {
    values: numbers(() => probe.values(args).numbers),
    derivatives: numbers(() => probe.exact(args, order).numbers),
  };
}

function numbers(ask: () => readonly number[]): readonly number[] {
  try {
    return ask();
  } catch (error) {
    if (!isScriptFault(error)) throw error;
    return [];
  }
}

function isSame(before: readonly number[], after: readonly number[]): boolean {
  return before.length === after.length && before.every((number, i) => Object.is(number, after[i]));
}
