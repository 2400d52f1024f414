/** A report as TAP version 14 (testanything.org): a test point a derivative, what is known of it as a YAML block below. */

import type { Place } from '../../base/errors.ts';
import { jsonText } from '../../base/json.ts';
import { printable } from '../../base/text.ts';
import type { CheckFailure, CheckReport, CheckResult, Json } from '../../check/result.ts';
import { byScript, placeText, type RuleId, titleOf, worstRows } from './details.ts';

/** Return the report as lines. */
export function tap(report: CheckReport): string {
  const points = byScript(report).flatMap(({ results, failures }) => [
    ...results.map(resultPoint),
    ...failures.map(failurePoint),
  ]);
  const plan = points.length === 0 ? '1..0 # SKIP nothing was checked' : `1..${points.length}`;
  return [
    'TAP version 14',
    plan,
    ...points.flatMap(({ isOk, description, directive, diagnostics, warnings }, i) => [
      `${isOk ? 'ok' : 'not ok'} ${i + 1} - ${escaped(description)}${directive}`,
      ...yamlBlock(diagnostics),
      ...warnings.map(commentOf),
    ]),
    ...report.warnings.map(commentOf),
    '',
  ].join('\n');
}

interface TestPoint {
  readonly isOk: boolean;
  readonly description: string;
  readonly directive: string;
  readonly diagnostics: Readonly<Record<string, Json | undefined>>;
  readonly warnings: readonly string[];
}

/** What is inconclusive is not counted as a failure, nor as a success: it is skipped. */
function resultPoint(result: CheckResult): TestPoint {
  const { script, verdict, reason, points, worst, place, command, warnings, seconds } = result;
  const rule: RuleId | undefined = verdict === 'fail' ? 'grad/mismatch' : undefined;
  return {
    isOk: verdict !== 'fail',
    description: `${script}: ${titleOf(result)}`,
    directive: verdict === 'inconclusive' ? ' # SKIP inconclusive' : '',
    diagnostics: {
      duration_ms: Math.round(seconds * 1e6) / 1e3,
      message: reason,
      rule,
      points,
      ...(worst === undefined || verdict === 'pass' ? {} : { x: worst.x, component: worst.component }),
      ...(worst === undefined || verdict === 'pass' ? {} : Object.fromEntries(worstRows(worst))),
      at: atOf(place),
      again: verdict === 'pass' ? undefined : command,
    },
    warnings,
  };
}

function failurePoint({ script, message, hint, place }: CheckFailure): TestPoint {
  const rule: RuleId = 'grad/error';
  return {
    isOk: false,
    description: script,
    directive: '',
    diagnostics: { message, rule, hint, at: atOf(place) },
    warnings: [],
  };
}

const atOf = (place: Place | undefined): string | undefined => place && placeText(place);

/** JSON is YAML, so each value is written as such. */
function yamlBlock(members: Readonly<Record<string, Json | undefined>>): string[] {
  const lines = Object.entries(members).flatMap(([key, value]) =>
    value === undefined ? [] : [`  ${key}: ${jsonText(allPrintable(value))}`],
  );
  return ['  ---', ...lines, '  ...'];
}

function allPrintable(value: Json): Json {
  if (typeof value === 'string') return printable(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(allPrintable);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [printable(key), allPrintable(member)]),
  );
}

const commentOf = (warning: string): string => `# warning: ${printable(warning)}`;

/** `#` begins a directive. */
const escaped = (text: string): string => printable(text).replace(/[\\#]/g, '\\$&');
