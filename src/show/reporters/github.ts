/**
 * A report as workflow commands of GitHub Actions, which show what is wrong beside the line of source in the pull request: an error a
 * derivative that is wrong or a script that could not be checked, a warning for each doubt. What passes is not mentioned.
 */

import { join } from 'node:path';
import type { Place } from '../../base/errors.ts';
import { printable } from '../../base/text.ts';
import type { CheckFailure, CheckReport, CheckResult } from '../../check/result.ts';
import { detailsOf, failureDetails, type RuleId, titleOf } from './details.ts';
import type { ReporterOptions } from './index.ts';

/** Return the commands, a line each. */
export function github({ results, failures, warnings }: CheckReport, { folder }: ReporterOptions): string {
  const commands = [
    ...results.flatMap((result) => resultCommands(result, folder)),
    ...failures.map((failure) => failureCommand(failure, folder)),
    ...warnings.map((text) => command('warning', 'grad/warning', {}, text)),
  ];
  return commands.map((line) => `${line}\n`).join('');
}

function resultCommands(result: CheckResult, folder: string): string[] {
  const { script, verdict, place, warnings } = result;
  const at = propertiesOf(script, place, folder);
  const details = `${titleOf(result)}: ${detailsOf(result)}`;
  const found =
    verdict === 'pass'
      ? []
      : verdict === 'fail'
        ? [command('error', 'grad/mismatch', at, details)]
        : [command('warning', 'grad/inconclusive', at, details)];
  return [...found, ...warnings.map((text) => command('warning', 'grad/warning', at, text))];
}

function failureCommand(failure: CheckFailure, folder: string): string {
  const { script, place } = failure;
  return command('error', 'grad/error', propertiesOf(script, place, folder), failureDetails(failure));
}

type Properties = Readonly<Record<string, string | number>>;

function propertiesOf(script: string, place: Place | undefined, folder: string): Properties {
  const { file, line, column } = place ?? { file: script, line: 1, column: 1 };
  return { file: file.startsWith('/') ? file : join(folder, file), line, col: column };
}

function command(name: 'error' | 'warning', title: RuleId, at: Properties, text: string): string {
  const properties = Object.entries({ ...at, title }).map(
    ([key, value]) => `${key}=${propertyText(String(value))}`,
  );
  return `::${name} ${properties.join(',')}::${dataText(text)}`;
}

/** As GitHub's toolkit does: a message ends with its line, a property at a comma or a colon. */
const dataText = (text: string): string =>
  printable(text, 'lines').replaceAll('%', '%25').replaceAll('\n', '%0A');

const propertyText = (text: string): string => dataText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
