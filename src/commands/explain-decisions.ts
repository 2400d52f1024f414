/** Decisions grouped by the place in the script that took them. */

import type { DecisionGroup } from '../base/explanation.ts';
import type { Decision } from '../graph/graph.ts';
import type { Values } from '../ops/evaluate.ts';

/** Frames of the program's own modules and of the engine. */
const INNER_FRAME = /\((?:native|autograd-cli[^)]*)\)$|^ {4}at (?:native|autograd-cli\S*)$/;

/** Most numbers that are kept of a pin's. */
const MOST_PINNED = 8;

type Draft = {
  -readonly [K in keyof DecisionGroup<string>]: DecisionGroup<string>[K] extends readonly (infer E)[]
    ? E[]
    : DecisionGroup<string>[K];
};

/** Return the groups in the order of their first decisions, and which group each decision is in. `stacks` are those of the decisions. */
export function groupDecisions(
  decisions: readonly Decision[],
  stacks: readonly (string | undefined)[],
  values: Values,
): { readonly groups: readonly DecisionGroup<string>[]; readonly groupOf: readonly number[] } {
  const groups: Draft[] = [];
  const numbers = new Map<string, number>();
  const groupOf = decisions.map(({ test, x, y, holds }, i) => {
    const kind = test === 'same' && holds ? 'pin' : test;
    const key = `${kind} ${frameOf(stacks[i] ?? '')}`;
    let number = numbers.get(key);
    if (number === undefined) {
      number = groups.length;
      numbers.set(key, number);
      groups.push({ test: kind, runs: [], x: 0, y: 0, pinned: [], site: stacks[i] });
    }
    const group = groups[number]!;
    group.x = numberOf(values, x);
    group.y = numberOf(values, y);
    const last = group.runs.at(-1);
    if (last?.holds === holds) group.runs[group.runs.length - 1] = { holds, count: last.count + 1 };
    else group.runs.push({ holds, count: 1 });
    if (kind === 'pin' && group.pinned.length < MOST_PINNED && !group.pinned.includes(group.x))
      group.pinned.push(group.x);
    return number;
  });
  return { groups, groupOf };
}

/** The innermost frame that is the script's. */
function frameOf(stack: string): string {
  return stack.split('\n').find((line) => line !== '' && !INNER_FRAME.test(line)) ?? '';
}

/** The value of a number; of a boolean 1 or 0. */
function numberOf(values: Values, node: Decision['x']): number {
  const value = values.any(node);
  return typeof value === 'number' ? value : value.data[0]!;
}
