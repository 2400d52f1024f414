/**
 * `grad --explain` in the worker, a bundle of its own: calls the function once, looks at what it recorded, and calls it again to
 * find the places of what is to be shown.
 */

import { AutogradError, isScriptFault, type Place } from '../base/errors.ts';
import type { Explanation, ResultValue } from '../base/explanation.ts';
import { jsonText } from '../base/json.ts';
import { numberText } from '../base/numbers.ts';
import { type Change, nearestChange } from '../derive/distance.ts';
import type { RuleCause } from '../derive/rules.ts';
import type { GuestCause } from '../vm/guest-error.ts';
import type { Evaluation, Session } from '../vm/session.ts';
import { matchArguments } from './args-match.ts';
import { ExplainedCall } from './explain-arguments.ts';
import { groupDecisions } from './explain-decisions.ts';
import { ExplainedNumber, type Note } from './explain-numbers.ts';
import type { ExplainJob } from './job.ts';
import { isComplex, isJsonObject, shapeOf } from './json-shape.ts';
import { openSession, type ScriptHost } from './script-session.ts';
import { chooseFunction, selectFunction } from './select.ts';

/** Decisions that are looked at: a longer list tells a reader nothing more. */
const MOST_DECISIONS = 4000;

/** A function at the point of a job. */
interface Subject {
  readonly exportName: string;
  readonly place: Place | undefined;
  /** `x = 0` */
  readonly point: string;
  readonly evaluate: () => Evaluation;
  /** Stacks of records of the last evaluation, by calling again. */
  readonly stacks: (records: Iterable<number>) => ReadonlyMap<number, string>;
  readonly explain: (evaluation: Evaluation) => Findings;
}

interface Findings {
  readonly results: readonly (readonly [name: string, value: ResultValue])[];
  readonly findings: readonly Note[];
  readonly change: Change | undefined;
}

/** Explain the point of a job; its places are stacks of the guest. Throws what the script throws, E_RULE, E_USAGE. */
export async function explainPoint(job: ExplainJob, host: ScriptHost): Promise<Explanation<string>> {
  let isSilent = false;
  const session = await openSession(job, host, (stream, text) => {
    if (!isSilent) host.print(stream, text);
  });
  const kinds = new Map(session.load(job.entry.name));
  const subject = (job.point.kind === 'number' ? ofNumber : ofArguments)(job, host, session, kinds);
  let evaluation: Evaluation | undefined;
  try {
    evaluation = subject.evaluate();
    isSilent = true;
    const explanation = explained(job, subject, evaluation);
    session.dispose();
    return explanation;
  } catch (error) {
    isSilent = true;
    throw placed(error, subject, evaluation);
  }
}

function explained(job: ExplainJob, subject: Subject, evaluation: Evaluation): Explanation<string> {
  const { trace, origins, values } = evaluation;
  const { results, findings, change } = subject.explain(evaluation);
  const decisions = trace.decisions.slice(0, MOST_DECISIONS);
  const records = decisions.map((_, i) => origins.recordOfDecision(i));
  const stacks = subject.stacks([...records, ...findings.flatMap(({ site }) => site ?? [])]);
  const stackAt = (record: number | undefined) => (record === undefined ? undefined : stacks.get(record));
  const { groups, groupOf } = groupDecisions(decisions, records.map(stackAt), values);
  return {
    script: job.script,
    exportName: subject.exportName,
    point: subject.point,
    results,
    findings: findings.map((finding) => ({ ...finding, site: stackAt(finding.site) })),
    decisions: groups,
    uncounted: trace.decisions.length - decisions.length,
    nearest: change && { ...change, decision: groupOf[change.decision]! },
  };
}

function ofNumber(
  job: ExplainJob,
  { kernels }: ScriptHost,
  session: Session,
  kinds: ReadonlyMap<string, string>,
): Subject {
  const x = (job.point as Extract<ExplainJob['point'], { kind: 'number' }>).value;
  const selected = selectFunction(job.declared, kinds, { ...job, wrt: job.wrt[0], bound: [] });
  const { exportName, place, argsJson, variableIndex, variable } = selected;
  return {
    exportName,
    place,
    point: `${variable} = ${numberText(x)}`,
    evaluate: () => session.evaluate(exportName, argsJson, variableIndex, x),
    stacks: (records) => session.evaluationStacks(records, exportName, argsJson, variableIndex, x),
    explain: (evaluation) => {
      const { trace } = evaluation;
      const number = new ExplainedNumber(evaluation, kernels, job.orders, variable);
      const { results, findings, series } = number;
      const decisions = trace.decisions.slice(0, MOST_DECISIONS);
      const change = job.orders.to > 0 ? nearestChange(series, trace, decisions, x, kernels) : undefined;
      return { results, findings, change };
    },
  };
}

function ofArguments(
  job: ExplainJob,
  { kernels }: ScriptHost,
  session: Session,
  kinds: ReadonlyMap<string, string>,
): Subject {
  const given = (job.point as Extract<ExplainJob['point'], { kind: 'arguments' }>).args;
  const { name, declaration } = chooseFunction(job.declared, kinds, job);
  const { args, plain, variables, names } = matchArguments({ name, declaration }, { ...job, args: given });
  const request = jsonText({ args, plain, variables });
  const leaves = variables.flatMap((i, k) => leafNames(args[i], names[k]!, plain[i]!));
  return {
    exportName: name,
    place: declaration?.place,
    point: variables.map((i, k) => `${names[k]} = ${shortened(jsonText(args[i]))}`).join(', '),
    evaluate: () => session.evaluateOnVariables(name, request),
    stacks: (records) => session.variableStacks(records, name, request),
    explain: (evaluation) => {
      const { results, findings } = new ExplainedCall(evaluation, kernels, leaves);
      return { results, findings, change: undefined };
    },
  };
}

/** Names of the numbers and arrays that an argument consists of, in the order of the guest. */
function leafNames(value: unknown, name: string, isPlain: boolean): string[] {
  if (typeof value === 'number' || isComplex(value)) return [name];
  if (Array.isArray(value) && (isPlain || shapeOf(value) === undefined))
    return value.flatMap((item, i) => leafNames(item, `${name}[${i}]`, isPlain));
  if (!isJsonObject(value)) return [name];
  return Object.entries(value).flatMap(([key, member]) => leafNames(member, `${name}.${key}`, isPlain));
}

const LONGEST_POINT = 60;

function shortened(text: string): string {
  return text.length <= LONGEST_POINT ? text : `${text.slice(0, LONGEST_POINT)}…`;
}

/** An error of the script with the place where it arose: for a derivative that does not exist, that of the operation. */
function placed(error: unknown, subject: Subject, evaluation: Evaluation | undefined): unknown {
  if (!isScriptFault(error)) return error;
  const { code, message, hint } = error;
  const at = subject.place;
  const text = `${message} (at ${subject.point})`;
  if (code !== 'E_RULE' || evaluation === undefined)
    return new AutogradError(code, text, { hint, at, cause: error.cause });
  const record = evaluation.origins.recordOf((error.cause as RuleCause).node);
  const guestStack = record === undefined ? undefined : subject.stacks([record]).get(record);
  const cause = guestStack === undefined ? undefined : ({ guestStack } satisfies GuestCause);
  return new AutogradError(code, text, { hint, at, cause });
}
