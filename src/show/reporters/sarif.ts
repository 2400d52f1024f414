/**
 * A report as SARIF 2.1.0 (OASIS), for code scanning: a result a derivative that is wrong or undecided, a doubt, or a script that could
 * not be checked. What passes is not a result, because readers would list it as a problem.
 */

import { join } from 'node:path';
import { version } from '../../../package.json';
import type { Place } from '../../base/errors.ts';
import { printable } from '../../base/text.ts';
import type { CheckFailure, CheckReport, CheckResult } from '../../check/result.ts';
import { detailsOf, failureDetails, RULES, type RuleId, titleOf } from './details.ts';
import type { ReporterOptions } from './index.ts';

/** Return the report as a line of JSON. */
export function sarif({ results, failures, warnings }: CheckReport, { folder }: ReporterOptions): string {
  const run = {
    tool: { driver: { name: 'autograd-cli', version, rules: Object.entries(RULES).map(ruleOf) } },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: failures.length === 0,
        toolExecutionNotifications: warnings.map((text) => ({ level: 'warning', message: messageOf(text) })),
      },
    ],
    results: [
      ...results.flatMap((result) => findingsOf(result, folder)),
      ...failures.map((failure) => failureOf(failure, folder)),
    ],
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log)}\n`;
}

function ruleOf([id, text]: readonly [id: string, text: string]) {
  return { id, shortDescription: { text } };
}

type Level = 'error' | 'warning' | 'note';

function findingsOf(result: CheckResult, folder: string) {
  const { script, verdict, place, warnings } = result;
  const title = titleOf(result);
  const of = (ruleId: RuleId, level: Level, text: string) =>
    finding(ruleId, level, text, script, place, folder, title);
  const details = `${title}: ${detailsOf(result)}`;
  return [
    ...(verdict === 'fail' ? [of('grad/mismatch', 'error', details)] : []),
    ...(verdict === 'inconclusive' ? [of('grad/inconclusive', 'note', details)] : []),
    ...warnings.map((text) => of('grad/warning', 'warning', text)),
  ];
}

function failureOf(failure: CheckFailure, folder: string) {
  const { script, place, message } = failure;
  return finding('grad/error', 'error', failureDetails(failure), script, place, folder, printable(message));
}

/** `subject` tells one result of a script from another, whatever line it moves to. */
function finding(
  ruleId: RuleId,
  level: Level,
  text: string,
  script: string,
  place: Place | undefined,
  folder: string,
  subject: string,
) {
  const region = place && { startLine: place.line, startColumn: place.column };
  const artifactLocation = { uri: uriOf(place?.file ?? script, folder) };
  return {
    ruleId,
    level,
    message: messageOf(text),
    locations: [{ physicalLocation: { artifactLocation, ...(region && { region }) } }],
    partialFingerprints: { 'subject/v1': `${printable(script)} ${subject}` },
  };
}

/** Braces are placeholders and `[…](…)` links, unless written otherwise. */
function messageOf(text: string) {
  return { text: printable(text, 'lines').replace(/[{}]/g, '$&$&').replaceAll('](', '] (') };
}

/** A relative reference as the repository has it; a file elsewhere by its URI. */
function uriOf(file: string, folder: string): string {
  const path = printable(file.startsWith('/') ? file : join(folder, file));
  const uri = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${uri}` : uri;
}
