/** A report as one JSON object: `schema`, `results`, `failures`, `warnings`, `seconds`. Members may be added, never changed. */

import type { Place } from '../../base/errors.ts';
import { jsonText } from '../../base/json.ts';
import type { CheckFailure, CheckReport, CheckResult, Worst } from '../../check/result.ts';

/** Return the report as a line of JSON. */
export function json({ results, failures, warnings, seconds }: CheckReport): string {
  const report = {
    schema: 1,
    results: results.map(resultOf),
    failures: failures.map(failureOf),
    warnings,
    seconds,
  };
  return `${escaped(jsonText(report))}\n`;
}

/** JSON leaves controls of 8 bits and marks of direction as they are, and terminals obey them. */
const escaped = (json: string): string =>
  json.replace(/[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (c) => {
    const code = c.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });

function resultOf(result: CheckResult) {
  const { script, name, order, verdict, points, worst, reason, place, command, warnings, seconds } = result;
  return {
    script,
    name,
    order,
    verdict,
    points,
    worst: worst === undefined ? null : worstOf(worst),
    reason,
    ...placeOf(place),
    command,
    warnings,
    seconds,
  };
}

function worstOf({ x, component, expected, actual, error, relative, bound }: Worst) {
  return { x, component, expected, actual, error, relative, bound };
}

function failureOf({ script, message, hint, place, status }: CheckFailure) {
  return { script, message, hint: hint ?? null, ...placeOf(place), status };
}

function placeOf(place: Place | undefined) {
  return { file: place?.file ?? null, line: place?.line ?? null, column: place?.column ?? null };
}
