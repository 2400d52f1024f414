/** One sentence for humans on what a comparison found, and what should be known beside it. */

import type { Comparison } from './comparison.ts';
import type { Findings } from './engine.ts';
import { shown } from './factors.ts';
import { hintFor } from './hints.ts';
import { type Args, pointOf } from './probe.ts';

/** What was checked. */
export interface Checked {
  readonly name: string;
  readonly f: string;
  readonly order: number;
  readonly isHandWritten: boolean;
  /** The rule of a primitive, if that is checked. */
  readonly rule?: string;
}

/** Return what is compared with what, and why the verdict is what it is. */
export function reasonFor(findings: Findings, checked: Checked): string {
  const { comparison, mismatch } = findings;
  const sides = sidesOf(findings, checked);
  if (mismatch !== undefined) return `${sides}: ${mismatch}`;
  if (comparison.points === 0) return `${sides}: no point could be compared`;
  const found = verdictText(comparison);
  const hint = comparison.verdict === 'fail' ? hintFor(comparison, findings.probe, checked.order) : undefined;
  const rate = rateText(findings, checked.order);
  return `${sides}: ${[found, hint, rate].filter((part) => part !== undefined).join('; ')}`;
}

function sidesOf({ methods }: Findings, { f, order, isHandWritten, rule }: Checked): string {
  if (rule !== undefined) return `${rule}, where it is used, against differences of what ${f} returns`;
  const derivative = order === 1 ? 'derivative' : `derivative of order ${order}`;
  if (isHandWritten) return `hand-written against the exact ${derivative} of ${f}`;
  const names = methods.map((name) => (name === 'reverse' || name === 'forward' ? `${name} mode` : name));
  return names.length === 0 ? `exact ${derivative}` : `exact ${derivative} against ${names.join(', ')}`;
}

function verdictText(comparison: Comparison): string {
  const { points, differing, verdict, worstPair } = comparison;
  const all = points === 1 ? '1 point' : `${points} points`;
  if (verdict === 'fail')
    return differing === points
      ? `they differ at ${points === 1 ? 'the only point' : `all ${points} points`}`
      : `they differ at ${differing} of ${all}${kinkText(worstPair?.sides)}`;
  if (verdict === 'pass') return `they agree at ${all}`;
  if (comparison.dropped.length > 0)
    return `at ${all} nothing can be told: the script itself drops a derivative there, as np.value does; other methods see it`;
  return comparison.kinks.length > 0
    ? `at ${all} nothing can be told: kinks, jumps, or values too rough to compare`
    : `at ${all} nothing can be told: the reference's own error bar is wider than the tolerance`;
}

function kinkText(sides: readonly [low: number, high: number] | undefined): string {
  return sides === undefined
    ? ''
    : `, a kink or jump, where anything from ${shown(sides[0])} to ${shown(sides[1])} is right`;
}

/** The observed rate is the one thing that needed no step and no tolerance. */
function rateText({ rate }: Findings, order: number): string | undefined {
  if (rate === undefined) return undefined;
  return `the Taylor remainder falls with rate ${rate.toFixed(2)} (${order + 1} if right)`;
}

/** Return what makes the result worth less than it looks. */
export function warningsFor({ comparison, mismatch, steady }: Findings, name: string): string[] {
  const warnings: string[] = [];
  if (!steady.values || !steady.derivatives)
    warnings.push(
      `${name} reads what it itself changes (a counter, a cache, a generator made outside): the same call gave ` +
        `${steady.derivatives ? 'another value' : 'another derivative'} later, so no difference counts as wrong`,
    );
  if (comparison.dropped.length > 0)
    warnings.push(
      `${name} makes a number plain that varies (np.value, an index, a text), at ${counted(comparison.dropped)}: ` +
        'the exact derivative takes it for a constant',
    );
  const { nonFinite, undefinedByHand, thrown, points } = comparison;
  if (points === 0 && mismatch === undefined) warnings.push(`nothing was checked of ${name}`);
  if (comparison.isVacuous)
    warnings.push(`every derivative of ${name} is zero, or below --atol: the comparison proves nothing`);
  if (nonFinite.length > 0)
    warnings.push(
      `${name} is not finite at ${counted(nonFinite)}, which ${nonFinite.length === 1 ? 'was' : 'were'} not compared`,
    );
  if (undefinedByHand.length > 0 && mismatch === undefined)
    warnings.push(
      `${name} is not finite at ${counted(undefinedByHand)}, where the exact derivative is: not compared`,
    );
  if (thrown.length > 0) {
    const { error } = thrown[0]!;
    warnings.push(
      `${name} throws at ${counted(thrown.map(({ args }) => args))}: ${(error as Error).message}`,
    );
  }
  return warnings;
}

function counted(points: readonly Args[]): string {
  const first = JSON.stringify(pointOf(points[0]!));
  return points.length === 1 ? `the point ${first}` : `${points.length} points, ${first} among them`;
}
