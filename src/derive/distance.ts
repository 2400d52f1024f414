/** How far the point of a trace is from one where the script would decide otherwise. */

import { CONST, type Decision, type NodeId, type Trace } from '../graph/graph.ts';
import { Values } from '../ops/evaluate.ts';
import type { Kernels } from '../ops/kernels.ts';
import type { PointSeries } from './blame.ts';

const MOST_STEPS = 20;
/** Newton's method has arrived when a step is this small against x. */
const ARRIVED = 1e-13;

/** Where a decision changes, how far away that is, and which: an index. */
export interface Change {
  readonly x: number;
  readonly distance: number;
  readonly decision: number;
}

/**
 * Return the change nearest to x of those comparisons whose sides meet, by Newton's method along the path of the trace; undefined
 * where none is found. Between x and there other paths may lie that the trace knows nothing of.
 */
export function nearestChange(
  series: PointSeries,
  trace: Trace,
  decisions: readonly Decision[],
  x: number,
  kernels: Kernels,
): Change | undefined {
  const compared = decisions.flatMap((decision, i) => (isComparison(trace, decision) ? [i] : []));
  const operands = compared.flatMap((i) => [decisions[i]!.x, decisions[i]!.y]);
  if (operands.length === 0 || !series.includes(operands)) return undefined;
  const gap = (i: number, values: Values): { readonly value: number; readonly slope: number } => {
    const { x: left, y: right, test } = decisions[i]!;
    const slope = (node: NodeId): number => {
      const c = series.slopeOf(node);
      return c === undefined ? 0 : values.of(c);
    };
    if (test === 'truth') return { value: values.of(left), slope: slope(left) };
    return { value: values.of(left) - values.of(right), slope: slope(left) - slope(right) };
  };
  const here = new Values(trace.graph, kernels, [x]);
  const step = (i: number, at: number, values: Values): number => {
    const { value, slope } = gap(i, values);
    return slope === 0 ? Number.NaN : at - value / slope;
  };
  const guesses = compared
    .map((i) => ({ i, distance: Math.abs(step(i, x, here) - x) }))
    .filter(({ distance }) => distance < Number.POSITIVE_INFINITY);
  if (guesses.length === 0) return undefined;
  const { i } = guesses.reduce((nearest, guess) => (guess.distance < nearest.distance ? guess : nearest));
  let at = x;
  for (let k = 0; k < MOST_STEPS; k++) {
    const next = step(i, at, new Values(trace.graph, kernels, [at]));
    if (Number.isNaN(next)) return undefined;
    if (Math.abs(next - at) <= ARRIVED * Math.max(Math.abs(at), Number.MIN_VALUE))
      return { x: next, distance: Math.abs(next - x), decision: i };
    at = next;
  }
  return undefined;
}

/** Whether two numbers were compared, or one with 0, so that there is a place where the answer turns. */
function isComparison({ graph }: Trace, { test, x, y }: Decision): boolean {
  if (!graph.isNumber(x) || !graph.isNumber(y)) return false;
  if (graph.ops[x] === CONST && graph.ops[y] === CONST) return false;
  return test === 'lt' || test === 'le' || test === 'truth';
}
