/** Where the numbers and decisions of a path come from in the script: their variables and lines, for the reader of the source. */

import { isPassedThrough } from '../codegen/loops.ts';
import type { Origin, Origins } from '../codegen/merge.ts';
import { ALIAS, CONST, INPUT, LITERAL, type NodeId, type Trace } from '../graph/graph.ts';
import type { Evaluation } from '../vm/session.ts';
import type { ScriptSite } from './job.ts';

/** Most numbers and most decisions of a path that are looked up: nobody reads on that far. */
const MOST = 2000;

type Records = Evaluation['origins'];

/** Return the origins of a trace, whose first `size` nodes the script made. `stacksOf` calls the function again and returns the stacks at the records that are chosen. */
export function originsOf(
  { graph, decisions }: Pick<Trace, 'graph' | 'decisions'>,
  size: number,
  stacksOf: (choose: (records: Records) => Iterable<number>) => ReadonlyMap<number, string>,
  sitesOf: (stacks: readonly string[]) => readonly ScriptSite[],
): Origins {
  const made = new Map<NodeId, number>();
  const decided: number[] = [];
  const stacks = stacksOf((records) => {
    for (let id = 0 as NodeId; id < Math.min(size, MOST); id++) {
      const record = isComputed(graph.ops[id]!) ? records.recordOf(id) : undefined;
      if (record !== undefined) made.set(id, record);
    }
    for (let i = 0; i < Math.min(decisions.length, MOST); i++) decided.push(records.recordOfDecision(i));
    return [...made.values(), ...decided];
  });
  const numbers = [...stacks.keys()];
  const sites = sitesOf([...stacks.values()]);
  const siteAt = new Map(numbers.map((record, i) => [record, sites[i]!]));
  // An operation on arrays makes several nodes; its result is the last of them.
  const last = new Map<number, NodeId>([...made].map(([id, record]) => [record, id]));
  const origins = new Map<NodeId, Origin>();
  for (const [record, id] of last) {
    const { name, place } = siteAt.get(record) ?? {};
    if (name === undefined || place === undefined) continue;
    let computed = id;
    while (isPassedThrough(graph.ops[computed]!)) computed = graph.x[computed]! as NodeId;
    if (!origins.has(computed)) origins.set(computed, { name, place });
  }
  return { numbers: origins, decisions: decided.map((record) => siteAt.get(record)?.place) };
}

function isComputed(op: number): boolean {
  return op !== CONST && op !== INPUT && op !== ALIAS && op !== LITERAL;
}
