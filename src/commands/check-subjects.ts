/**
 * What there is to check in a script: the entries of its export `checks`; else the function and the derivative that the command
 * line names; else pairs by their names, and every other function of one number.
 */

import { AutogradError, usageError } from '../base/errors.ts';
import { MAX_ORDER, parseRange } from '../base/numbers.ts';
import { closest } from '../base/text.ts';
import type { Json } from '../check/result.ts';
import type { ParameterInfo } from '../script/exports.ts';
import type { Session } from '../vm/session.ts';
import type { FunctionRef } from './check-probes.ts';
import type { CheckJob } from './check-request.ts';
import { chooseFunction, exportTitle } from './select.ts';

/** One function, with or without a hand-written derivative of it. */
export interface Subject {
  readonly name: string;
  readonly f: FunctionRef;
  readonly df: FunctionRef | undefined;
  readonly order: number;
  /** JSON: each the first argument, or `{ args: […] }`. Undefined: drawn from the range. */
  readonly at: readonly Json[] | undefined;
  readonly range: { readonly lo: number; readonly hi: number };
  readonly samples: number;
  readonly rtol: number;
  readonly atol: number;
  /** Whether nobody asked for it: it may turn out to be no function of numbers. */
  readonly isFound: boolean;
  /** The options that choose it. */
  readonly again: readonly string[];
}

/** What the guest says of a function (`sandbox/checks.ts`). */
export interface Described {
  readonly name: string;
  readonly place?: readonly [file: string, line: number, column: number];
  /** How its text begins. */
  readonly text: string;
  readonly export?: string;
}

type Kinds = ReadonlyMap<string, string>;

/** Return what is to be checked. Throws E_USAGE where the command line names what is not there, E_SCRIPT for entries that are wrong. */
export function subjectsOf(job: CheckJob, kinds: Kinds, session: Session): Subject[] {
  if (kinds.get('checks') === 'object') return listed(job, session);
  if (job.against !== undefined) return [named(job, kinds)];
  return found(job, kinds, session);
}

function defaults({ order, range, samples, rtol, atol, points }: CheckJob) {
  return { order: order ?? 1, range, samples, rtol, atol, at: points };
}

function exported(job: CheckJob, name: string): FunctionRef {
  const declaration = job.declared.find((each) => each.name === name);
  return {
    exportName: name,
    title: exportTitle(name),
    params: declaration?.params,
    place: declaration?.place,
    frame: undefined,
  };
}

// ── --against ──

function named(job: CheckJob, kinds: Kinds): Subject {
  const derivative = chooseFunction(job.declared, kinds, { exportName: job.against, fileStem: undefined });
  const others = new Map([...kinds].filter(([name]) => name !== derivative.name));
  const { name } = chooseFunction(job.declared, others, job);
  return {
    ...defaults(job),
    name: derivative.name,
    f: exported(job, name),
    df: exported(job, derivative.name),
    isFound: false,
    again: ['--export', name, '--against', derivative.name],
  };
}

// ── The export `checks` ──

const MEMBERS = ['f', 'df', 'order', 'range', 'at', 'samples', 'rtol', 'atol', 'name'];

function listed(job: CheckJob, session: Session): Subject[] {
  const place = job.declared.find(({ name }) => name === 'checks')?.place;
  const entries = JSON.parse(session.checks()) as Record<string, unknown>[];
  const all = entries.map((entry, i) => {
    try {
      return listedEntry(job, entry, i);
    } catch (error) {
      if (!(error instanceof AutogradError)) throw error;
      throw new AutogradError('E_SCRIPT', error.message, { hint: error.hint, at: place });
    }
  });
  const isOnly = (name: string): boolean => all.filter((each) => each.name === name).length === 1;
  const told = all.map((subject, i) => ({
    ...subject,
    again: ['--export', isOnly(subject.name) ? subject.name : entryTitle(i)],
  }));
  if (job.exportName === undefined) return told;
  const chosen = told.filter(({ name }, i) => name === job.exportName || entryTitle(i) === job.exportName);
  if (chosen.length > 0) return chosen;
  throw usageError(
    `no entry of checks has the name ${job.exportName}`,
    `its entries are ${all.map(({ name }) => name).join(', ')}`,
  );
}

/** What tells an entry from another one of its name. */
const entryTitle = (i: number): string => `checks[${i}]`;

function listedEntry(job: CheckJob, entry: Record<string, unknown>, i: number): Omit<Subject, 'again'> {
  const what = entryTitle(i);
  const wrong = (text: string, hint?: string) => usageError(`${what}${text}`, hint);
  for (const key of Object.keys(entry)) {
    if (MEMBERS.includes(key)) continue;
    const near = closest(key, MEMBERS);
    throw wrong(
      ` has an unknown member ${key}`,
      near === undefined ? `its members are ${MEMBERS.join(', ')}` : `did you mean ${near}?`,
    );
  }
  if (entry.f === undefined) throw wrong('.f is missing: the function whose derivative is checked');
  const number = (key: string, least: number, most: number, isWhole: boolean): number | undefined => {
    const value = entry[key];
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= least && value <= most && (!isWhole || Number.isInteger(value)))
      return value;
    const expected = isWhole ? `a whole number from ${least} to ${most}` : 'a number of at least 0';
    throw wrong(`.${key}: expected ${expected}, found ${JSON.stringify(value)}`);
  };
  const at = entry.at as Json | undefined;
  if (at !== undefined && !Array.isArray(at))
    throw wrong('.at: expected a list of points', 'one point is at: [x]');
  if (entry.name !== undefined && typeof entry.name !== 'string') throw wrong('.name: expected a text');
  const order = number('order', 1, MAX_ORDER, true);
  const samples = number('samples', 1, 1e6, true);
  const rtol = number('rtol', 0, Number.MAX_VALUE, false);
  const atol = number('atol', 0, Number.MAX_VALUE, false);
  const f = entryFunction(job, entry.f as Described, `${what}.f`);
  const df = entry.df === undefined ? undefined : entryFunction(job, entry.df as Described, `${what}.df`);
  const name = (entry.name as string | undefined) ?? df?.title ?? f.title;
  const otherwise = defaults(job);
  return {
    name,
    f,
    df,
    order: order ?? otherwise.order,
    at: otherwise.at ?? (at as readonly Json[] | undefined),
    range: entry.range === undefined ? otherwise.range : rangeOf(entry.range, wrong),
    samples: samples ?? otherwise.samples,
    rtol: rtol ?? otherwise.rtol,
    atol: atol ?? otherwise.atol,
    isFound: false,
  };
}

function rangeOf(
  range: unknown,
  wrong: (text: string, hint?: string) => AutogradError,
): { lo: number; hi: number } {
  if (typeof range === 'string') return parseRange(range, 'checks: range');
  if (Array.isArray(range) && range.length === 2) {
    const [lo, hi] = range as [unknown, unknown];
    if (typeof lo === 'number' && typeof hi === 'number' && lo < hi) return { lo, hi };
  }
  throw wrong(`.range: expected [lo, hi] with lo < hi, found ${JSON.stringify(range)}`);
}

function entryFunction(job: CheckJob, described: Described, exportName: string): FunctionRef {
  const declared = described.export === undefined ? undefined : exported(job, described.export);
  return { ...referTo(described, exportName), params: declared?.params, place: declared?.place };
}

/** Return a function that the guest described, by its name among the exports. */
export function referTo(described: Described, exportName: string): FunctionRef {
  const title = described.name || described.export || exportName;
  const frame = described.place && `    at f (${described.place.join(':')})`;
  const names = parameterNames(described.text);
  return { exportName, title, params: undefined, names, place: undefined, frame };
}

/** Return the names of parameters from the text of a function, where they are plain names. */
function parameterNames(text: string): readonly string[] | undefined {
  const [, several, single] = /^(?:function\b[^(]*)?(?:\(([\w$\s,]*)\)|([\w$]+)\s*=>)/.exec(text) ?? [];
  return (several ?? single)?.split(',').map((name) => name.trim());
}

// ── By name ──

/** The names that a derivative of `f` may have. */
function derivativeNames(f: string): string[] {
  const capital = f.slice(0, 1).toUpperCase() + f.slice(1);
  return [`d${f}`, `d${capital}`, `${f}_grad`, `${f}Grad`, `grad${capital}`, `${f}_prime`];
}

function found(job: CheckJob, kinds: Kinds, session: Session): Subject[] {
  const functions = inOrder(job, kinds);
  const pairs = pairsAmong(functions, session);
  const derivatives = new Set(pairs.values());
  const isChosen = (name: string): boolean => job.exportName === undefined || job.exportName === name;
  if (job.exportName !== undefined) chooseFunction(job.declared, kinds, job); // says what is wrong with the name
  const subjects: Subject[] = [];
  for (const name of functions) {
    const df = pairs.get(name);
    const f = exported(job, name);
    const common = { ...defaults(job), f };
    if (df !== undefined && (isChosen(name) || isChosen(df)))
      subjects.push({
        ...common,
        name: df,
        df: exported(job, df),
        isFound: false,
        again: ['--export', name],
      });
    else if (df === undefined && isChosen(name) && !derivatives.has(name) && isOfNumber(f.params, job))
      subjects.push({
        ...common,
        name: name === 'default' ? nameOf(name, session) : name,
        df: undefined,
        isFound: job.exportName === undefined,
        again: ['--export', name],
      });
  }
  return subjects;
}

function inOrder({ declared }: CheckJob, kinds: Kinds): string[] {
  const order = declared.map(({ name }) => name);
  const functions = [...kinds].filter(([, kind]) => kind === 'function').map(([name]) => name);
  return functions.sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

/** By function: its derivative. */
function pairsAmong(functions: readonly string[], session: Session): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const name of functions) {
    const own = name === 'default' ? nameOf(name, session) : name;
    const df = derivativeNames(own).find((each) => each !== name && functions.includes(each));
    if (df !== undefined) pairs.set(name, df);
  }
  return pairs;
}

function nameOf(exportName: string, session: Session): string {
  return (JSON.parse(session.described(exportName)) as Described).name || exportName;
}

/** Whether a function can be called with one number, as far as its declaration tells. */
function isOfNumber(
  params: readonly ParameterInfo[] | undefined,
  { params: given, points }: CheckJob,
): boolean {
  if (params === undefined || points !== undefined) return true;
  const [first, ...others] = params;
  if (first === undefined || first.plainArray || first.rest) return false;
  return others.every(
    ({ name, hasDefault, optional, rest }) => hasDefault || optional || rest || given.has(name),
  );
}
