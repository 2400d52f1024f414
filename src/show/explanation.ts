/** What `grad --explain` found out, as text for a reader and as JSON. */

import { excerptOf } from '../base/excerpt.ts';
import type { DecisionGroup, Explanation, Finding, ResultValue, Site } from '../base/explanation.ts';
import { jsonText } from '../base/json.ts';
import { numberText } from '../base/numbers.ts';
import { printable } from '../base/text.ts';
import { roundedText } from './digits.ts';

/** Runs of a decision that are shown one by one. */
const MOST_RUNS = 6;

/** Return an explanation for a reader; results are rounded to `digits` where that is given. */
export function explanationText(explanation: Explanation, digits: number | undefined): string {
  const { exportName, point, results, findings } = explanation;
  const title = exportName === 'default' ? 'the default export' : exportName;
  const blocks = [
    `${printable(title)} at ${printable(point)}`,
    resultLines(results, digits),
    ...findings.map(findingText),
    decisionsText(explanation),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Return the same as one line of JSON. */
export function explanationJson(explanation: Explanation): string {
  const { script, exportName, point, results, findings, decisions, uncounted, nearest } = explanation;
  return `${jsonText({
    schema: 1,
    script,
    export: exportName,
    point,
    results: Object.fromEntries(results),
    findings: findings.map(({ site, ...finding }) => ({ ...finding, ...placeOf(site) })),
    decisions: decisions.map(({ site, test, runs, x, y, pinned }) => ({
      test,
      ...(test === 'pin' ? { pinned } : test === 'truth' ? { x } : { x, y }),
      runs,
      ...placeOf(site),
    })),
    uncounted,
    nearest: nearest ?? null,
  })}\n`;
}

function placeOf(site: Site | undefined): object {
  if (site === undefined) return {};
  const { file, line, column, source } = site;
  return { file, line, column, source };
}

function resultLines(results: Explanation['results'], digits: number | undefined): string {
  const width = Math.max(...results.map(([name]) => name.length));
  return results
    .map(([name, value]) => `  ${printable(name).padEnd(width)} = ${valueText(value, digits)}`)
    .join('\n');
}

function valueText(value: ResultValue, digits: number | undefined): string {
  if (typeof value === 'number') return digits === undefined ? numberText(value) : roundedText(value, digits);
  if (Array.isArray(value)) return `[${value.map((item) => valueText(item, digits)).join(', ')}]`;
  const members = Object.entries(value).map(([key, member]) => `${key}: ${valueText(member, digits)}`);
  return `{ ${members.join(', ')} }`;
}

function findingText({ of, kind, what, remedy, site }: Finding): string {
  const title = `why ${printable(of)} is ${kind === 'zero' ? 'zero' : 'not finite'}:`;
  const lines = [`${title} ${printable(what)}`, ...siteLines(site)];
  if (remedy !== undefined) lines.push(`  remedy: ${remedy}`);
  return lines.join('\n');
}

function decisionsText({ decisions, uncounted, nearest }: Explanation): string {
  if (decisions.length === 0) return 'decisions: none depends on the input here';
  const numbered = decisions.map((group, i) => {
    const [first, ...rest] = [...siteLines(group.site), `  ${outcome(group)}`];
    return [`${`${i + 1}.`.padEnd(3)}${(first ?? '').slice(1)}`, ...rest].join('\n');
  });
  const lines = ['decisions, in order:', ...numbered];
  if (uncounted > 0) lines.push(`and ${uncounted} later decisions`);
  if (nearest !== undefined) {
    lines.push(
      `the nearest change of a decision on this path: number ${nearest.decision + 1}, at ${numberText(nearest.x)} (${roundedText(nearest.distance, 3)} away)`,
    );
  }
  return lines.join('\n');
}

/** How the decisions at one place came out. */
function outcome({ test, runs, x, y, pinned }: DecisionGroup): string {
  if (test === 'pin') {
    const numbers = pinned.map(numberText).join(', ');
    return `taken as the plain number ${numbers}: an index, a key, a text or np.value; no derivative goes through it`;
  }
  const asked =
    test === 'truth'
      ? `${numberText(x)} (true unless 0 or NaN)`
      : `${numberText(x)} ${SYMBOLS[test]} ${numberText(y)}`;
  const [only] = runs;
  if (runs.length === 1 && only!.count === 1) return `${asked}: ${only!.holds}`;
  const shown = runs.slice(0, MOST_RUNS).map(({ holds, count }) => `${holds} ${times(count)}`);
  const more = runs.length - shown.length;
  return `${shown.join(', then ')}${more > 0 ? `, and ${more} more changes` : ''}; the last one: ${asked}`;
}

const SYMBOLS = { lt: '<', le: '<=', eq: '===', same: 'is the same as' } as const;

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

/** The place, the line of source, and a caret below its column. */
function siteLines(site: Site | undefined): string[] {
  if (site === undefined) return [];
  const { file, line, column, source } = site;
  const place = `  ${printable(file)}:${line}:${column}`;
  if (source === undefined) return [place];
  const { text, indent } = excerptOf(source, column);
  const gutter = `    ${line} | `;
  return [place, gutter + text, `${' '.repeat(gutter.length + indent)}^`];
}
