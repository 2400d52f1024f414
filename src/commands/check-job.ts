/**
 * `check` in the worker: what there is to check in one script, each at its points, posted one by one. What a script does wrong in
 * one check is a failure of that check; the others go on.
 */

import { AutogradError, isScriptFault, usageError } from '../base/errors.ts';
import { jsonText } from '../base/json.ts';
import { checkHandWritten, checkMethods, type Findings } from '../check/engine.ts';
import { besideChange, drawnPoints } from '../check/points.ts';
import { type Args, holdsComplex, numbersOf, type Probe } from '../check/probe.ts';
import { reasonFor, warningsFor } from '../check/reason.ts';
import type { Json } from '../check/result.ts';
import { findBranchChange } from '../compile/branch.ts';
import type { PathEngine } from '../compile/paths.ts';
import { toPlainError } from '../vm/channel.ts';
import { ArrayProbe, Caller, type FunctionRef, NumberProbe } from './check-probes.ts';
import type { CheckFinding, CheckJob, CheckMessage } from './check-request.ts';
import { RuleProbe, type UsedRule, UsedRules } from './check-rules.ts';
import { type Subject, subjectsOf } from './check-subjects.ts';
import { leavesBy, namedVariables, variablesOf } from './check-variables.ts';
import { isJsonObject } from './json-shape.ts';
import { openSession, type ScriptHost } from './script-session.ts';
import { noValue } from './select.ts';

/** Changes of path in the range whose neighbourhoods are looked at. */
const MOST_CHANGES = 16;

/** Run all checks of a script that belong to the shard. Throws where the script cannot be run at all. */
export async function runCheckJob(
  job: CheckJob,
  host: ScriptHost,
  post: (message: CheckMessage) => void,
): Promise<void> {
  const start = performance.now();
  let isLoading = true;
  const session = await openSession(job, host, (stream, text) => {
    if (isLoading) host.print(stream, text);
  });
  const kinds = new Map(session.load(job.entry.name));
  isLoading = false;
  const all = subjectsOf(job, kinds, session);
  const { index, of } = job.shard;
  const subjects = all.filter((_, i) => (job.ordinal + i) % of === index - 1);
  const caller = new Caller(session, host.kernels, job.memoryBytes);
  const warnings: string[] = [];
  if (job.against !== undefined && kinds.get('checks') === 'object')
    warnings.push(`${job.script}: --against ${job.against} was not used: the export checks goes first`);
  const refused: { readonly subject: Subject; readonly error: AutogradError }[] = [];
  const rules = new UsedRules(session);
  let results = 0;
  for (const subject of subjects) {
    try {
      for (const result of checked(subject, job, caller)) {
        results++;
        post({ kind: 'result', result });
      }
    } catch (error) {
      if (!(error instanceof AutogradError) || error.code === 'E_LIMIT' || error.code === 'E_INTERNAL')
        throw error;
      if (subject.isFound) refused.push({ subject, error });
      else post({ kind: 'failure', error: toPlainError(error) });
    }
    rules.take(subject);
  }
  for (const rule of rules.all()) post({ kind: 'result', result: checkedRule(rule, caller) });
  for (const { subject, error } of refused) {
    if (results === 0) post({ kind: 'failure', error: toPlainError(error) });
    else warnings.push(`${job.script}: ${subject.name} was not checked: ${error.message}`);
  }
  if (all.length === 0) warnings.push(`${job.script}: nothing was checked: ${nothingIn(kinds)}`);
  session.dispose();
  post({ kind: 'end', warnings, stats: [['worker ms', Math.round(performance.now() - start)]] });
}

function nothingIn(kinds: ReadonlyMap<string, string>): string {
  const functions = [...kinds].filter(([, kind]) => kind === 'function').map(([name]) => name);
  if (kinds.get('checks') === 'object') return 'its export checks is empty';
  if (functions.length === 0) return 'it exports no function';
  return `none of its functions (${functions.join(', ')}) takes one number; list them with their points in an export checks, or give a call with --args`;
}

/** Check a subject: a hand-written derivative once, a function by itself at each order. */
function* checked(subject: Subject, job: CheckJob, caller: Caller): Generator<CheckFinding> {
  const { f, df, order } = subject;
  const said = namedVariables(f, job.wrt);
  const variable = said.indices[0]!;
  if (subject.at === undefined && f.params?.[variable]?.plainArray === true) {
    yield finding(subject, order, 0, { comparison: undefined, reason: WHERE });
    return;
  }
  const at =
    subject.at?.map((point) => argumentsOf(point, f, variable, job)) ?? drawn(subject, variable, job, caller);
  const isChosen = df === undefined || job.wrt.length > 0;
  const by = isChosen ? said : variablesOf(f, df, at, order, caller);
  const isOfNumbers = by.indices.length === 1 && at.every((args) => isNumeric(args, by.indices[0]!));
  const numbers = isOfNumbers ? new NumberProbe(caller, f, by.indices[0]!, order) : undefined;
  const probe: Probe = numbers ?? new ArrayProbe(caller, f, by, job.seed);
  if (df === undefined) {
    for (let k = 1; k <= order; k++) {
      const start = performance.now();
      const findings = checkMethods(probe, at, k, subject);
      yield finding(subject, k, (performance.now() - start) / 1000, told(findings, subject, probe, k));
    }
    return;
  }
  const start = performance.now();
  const hand = (args: Args) => leavesBy(by, caller.value(df, args), order);
  const findings = checkHandWritten(probe, hand, at, order, subject);
  yield finding(subject, order, (performance.now() - start) / 1000, told(findings, subject, probe, order));
}

/** Check a rule by itself, so that the report can name it. */
function checkedRule(rule: UsedRule, caller: Caller): CheckFinding {
  const { name, f, points, subject } = rule;
  const start = performance.now();
  const findings = checkMethods(new RuleProbe(caller, rule), points, 1, subject);
  const checked = { name, f: f.title, order: 1, isHandWritten: false, rule: name };
  const seconds = (performance.now() - start) / 1000;
  const { comparison } = findings;
  const warnings = warningsFor(findings, name);
  const shown = { comparison, reason: reasonFor(findings, checked), warnings };
  return { ...finding({ ...subject, name, f, df: undefined }, 1, seconds, shown), again: subject.again };
}

const WHERE =
  'nothing was compared: it takes an array, and only you know of which length: give points with at in an export checks, or one call with --args';

interface Told {
  readonly comparison: Findings['comparison'] | undefined;
  readonly reason: string;
  readonly isMismatch?: boolean;
  readonly warnings?: readonly string[];
}

function told(findings: Findings, subject: Subject, probe: Probe, order: number): Told {
  const { comparison, mismatch } = findings;
  const { thrown } = comparison;
  // Where it never worked, the script is at fault.
  if (
    thrown.length > 0 &&
    comparison.points === 0 &&
    comparison.nonFinite.length === 0 &&
    mismatch === undefined
  )
    throw thrown[0]!.error;
  return {
    comparison,
    isMismatch: mismatch !== undefined,
    reason: reasonFor(findings, {
      name: subject.name,
      f: probe.title,
      order,
      isHandWritten: subject.df !== undefined,
    }),
    warnings: [...warningsFor(findings, subject.name), ...staleness(probe, subject.name)],
  };
}

function staleness(probe: Probe, name: string): string[] {
  return probe instanceof NumberProbe && probe.isStale
    ? [`${name} uses numbers it kept from an earlier call: derivatives take them for constants`]
    : [];
}

function finding(
  subject: Subject,
  order: number,
  seconds: number,
  { comparison, reason, isMismatch, warnings }: Told,
): CheckFinding {
  const { place, frame } = subject.df ?? subject.f;
  const worst = comparison?.worst;
  return {
    script: '',
    name: subject.name,
    order,
    verdict: isMismatch ? 'fail' : (comparison?.verdict ?? 'inconclusive'),
    points: comparison?.points ?? 0,
    worst,
    reason,
    place,
    frame,
    again: [...subject.again, ...(order === 1 ? [] : ['--order', String(order)]), ...pointOptions(worst?.x)],
    warnings: warnings ?? [],
    seconds,
  };
}

/** The options that check at one point only. */
function pointOptions(x: Json | undefined): string[] {
  if (x === undefined) return [];
  if (typeof x === 'number') return [`--at=${jsonText(x)}`];
  return ['--args', jsonText(isJsonObject(x) && Array.isArray(x.args) ? x.args : [x])];
}

function drawn({ range, samples, f }: Subject, variable: number, job: CheckJob, caller: Caller): Args[] {
  const xs = drawnPoints(range, samples, job.seed);
  const engine = new NumberProbe(caller, f, variable, 0).paths(argumentsOf(0, f, variable, job));
  return [...xs, ...besideChanges(xs, range, engine)].map((x) => argumentsOf(x, f, variable, job));
}

/** Points on both sides of each place in the range where the function takes another path. */
function besideChanges(xs: readonly number[], range: Subject['range'], engine: PathEngine): number[] {
  const beside: number[] = [];
  const rising = [...xs].sort((a, b) => a - b);
  let changes = 0;
  for (const [i, x] of rising.entries()) {
    if (i === 0 || changes >= MOST_CHANGES) continue;
    try {
      const before = rising[i - 1]!;
      if (before === x || engine.pathOf(before) === engine.pathOf(x)) continue;
      changes++;
      beside.push(...besideChange(findBranchChange(engine, before, x), range));
    } catch (error) {
      if (!isScriptFault(error)) throw error; // it throws at one of them: the comparison will say so
    }
  }
  return beside;
}

function isNumeric(args: Args, variable: number): boolean {
  return (
    typeof args[variable] === 'number' &&
    args.every((argument) => typeof argument !== 'object' || argument === null)
  );
}

/** Return the arguments of a point: the one that varies, or `{ args: […] }`; the others as -p gives them. Throws E_USAGE for one without a value. */
function argumentsOf(point: Json, f: FunctionRef, variable: number, job: CheckJob): Args {
  const isCall = isJsonObject(point) && Array.isArray(point.args) && Object.keys(point).length === 1;
  const given: (Json | undefined)[] = isCall ? [...(point.args as readonly Json[])] : [];
  if (!isCall) given[variable] = point;
  const varying = given[variable] ?? null;
  if (numbersOf(varying).length === 0 && !holdsComplex(varying))
    throw usageError(
      `a point of ${f.title} holds no number: ${JSON.stringify(point)}`,
      'a point is the first argument, or { args: […] }',
    );
  for (const [i, { name, hasDefault, optional, rest }] of (f.params ?? []).entries()) {
    if (given[i] !== undefined) continue;
    given[i] = job.params.get(name) as Json | undefined;
    if (given[i] === undefined && !hasDefault && !optional && !rest) throw noValue(name, f.title);
  }
  const args = Array.from(given, (argument) => argument ?? null);
  while (args.at(-1) === null) args.pop();
  return args;
}
