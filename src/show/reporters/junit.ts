/**
 * A report as JUnit XML: a suite a script, a test case a derivative. Valid for the schema of Ant's JUnit task as well as for that of
 * Jenkins, which is why a test case has no `file` and warnings are the suite's output. GitLab shows the body only, so all is there.
 */

import { printable } from '../../base/text.ts';
import type { CheckFailure, CheckReport, CheckResult } from '../../check/result.ts';
import { byScript, detailsOf, failureDetails, type ScriptReport, titleOf } from './details.ts';
import type { ReporterOptions } from './index.ts';

/** The suite of what belongs to no script. */
const WHOLE_RUN = 'autograd-cli check';

/** Return the report as an XML document. */
export function junit(report: CheckReport, { started }: ReporterOptions): string {
  const suites = byScript(report).map((part) => ({ ...part, warnings: warningsOf(part) }));
  const run = { script: WHOLE_RUN, results: [], failures: [], warnings: report.warnings };
  const all = report.warnings.length > 0 ? [...suites, run] : suites;
  const lines = all.flatMap((suite, id) => suiteLines(suite, id, started));
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...lines, '</testsuites>', ''].join('\n');
}

interface Suite extends ScriptReport {
  readonly warnings: readonly string[];
}

function warningsOf({ results }: ScriptReport): string[] {
  return results.flatMap((result) => result.warnings.map((warning) => `${titleOf(result)}: ${warning}`));
}

function suiteLines({ script, results, failures, warnings }: Suite, id: number, started: Date): string[] {
  const count = (verdict: string): number => results.filter((result) => result.verdict === verdict).length;
  const attributes = attributesText({
    name: script,
    package: '',
    id,
    hostname: 'localhost',
    timestamp: started.toISOString().slice(0, 19),
    tests: results.length + failures.length,
    failures: count('fail'),
    errors: failures.length,
    skipped: count('inconclusive'),
    time: results.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
  });
  return [
    `  <testsuite${attributes}>`,
    '    <properties/>',
    ...results.flatMap((result) => resultLines(result)),
    ...failures.flatMap((failure) => failureLines(failure)),
    `    <system-out>${content(warnings.map((warning) => `warning: ${warning}`).join('\n'))}</system-out>`,
    '    <system-err/>',
    '  </testsuite>',
  ];
}

function resultLines(result: CheckResult): string[] {
  const { script, verdict, reason, seconds } = result;
  const testcase = `    <testcase${attributesText({ name: titleOf(result), classname: script, time: seconds.toFixed(3) })}`;
  if (verdict === 'pass') return [`${testcase}/>`];
  const [tag, type] = verdict === 'fail' ? ['failure', 'grad/mismatch'] : ['skipped', 'grad/inconclusive'];
  const attributes = attributesText(verdict === 'fail' ? { message: reason, type } : { message: reason });
  return [
    `${testcase}>`,
    `      <${tag}${attributes}>${content(detailsOf(result))}</${tag}>`,
    '    </testcase>',
  ];
}

function failureLines(failure: CheckFailure): string[] {
  const { script, message } = failure;
  const attributes = attributesText({ message, type: 'grad/error' });
  return [
    `    <testcase${attributesText({ name: script, classname: script, time: '0.000' })}>`,
    `      <error${attributes}>${content(failureDetails(failure))}</error>`,
    '    </testcase>',
  ];
}

function attributesText(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${xml(printable(String(value)))}"`)
    .join('');
}

/** The text of an element; its lines stay lines. */
const content = (text: string): string => xml(printable(text, 'lines'));

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text that is printable may still hold two characters that XML 1.0 has no way to write. */
const xml = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ENTITIES[c]!).replace(/[\ufffe\uffff]/g, '\ufffd');
