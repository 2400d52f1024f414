/**
 * The derivatives of a function as source, in the worker: a bundle of its own, loaded when it is asked for. The function is
 * traced as in a sweep; what each path did becomes text.
 */

import { readFileSync } from 'node:fs';
import { NUMBER } from '../array/ndarray.ts';
import { AutogradError } from '../base/errors.ts';
import type { SpecialSource } from '../codegen/javascript.ts';
import type { LanguageName } from '../codegen/language.ts';
import type { Path } from '../codegen/merge.ts';
import type { Structure } from '../codegen/result.ts';
import { type SourceRequest, sourceOf } from '../codegen/source.ts';
import type { Inputs } from '../compile/memory.ts';
import { PathEngine } from '../compile/paths.ts';
import { fingerprint } from '../compile/same-trace.ts';
import type { Derivation, NodeId } from '../graph/graph.ts';
import { DIST } from '../vm/assets.ts';
import { warningOfConstant } from './constant-warning.ts';
import { traceCall } from './emit-call.ts';
import { originsOf } from './emit-origins.ts';
import { refuseUnwritable } from './emit-refusal.ts';
import type { EmitJob, EmitMessage, ScriptSite } from './job.ts';
import { rangeBlocks } from './range.ts';
import { ScriptFunction } from './script-function.ts';
import type { ScriptHost } from './script-session.ts';
import { exportTitle } from './select.ts';

/** What a parameter is traced with that nothing gives a value to. */
const FREE_VALUE = 1;

/** What the main thread knows. */
export interface EmitHost {
  /** Blocks of a file's points; null at their end. */
  points(variable: string): Inputs | null;
  sites(stacks: readonly string[]): readonly ScriptSite[];
}

/** Trace the function at the job's points and return its source. */
export async function runEmitJob(
  job: EmitJob,
  host: ScriptHost,
  ask: EmitHost,
): Promise<Extract<EmitMessage, { kind: 'source' }>> {
  const start = performance.now();
  const { request, exportName, paths, warnings, dispose } =
    job.call === undefined ? await ofNumbers(job, host, ask) : await ofCall(job, host, ask);
  const text = sourceOf({
    ...request,
    language: job.language,
    name: functionName(job, exportName),
    isDefault: exportName === 'default',
    specialSource,
  });
  dispose();
  const stats = [
    ['traces', paths],
    ['worker ms', Math.round(performance.now() - start)],
  ] as const;
  return { kind: 'source', text, warnings, stats };
}

/** What is known of a function before it is written. */
interface Known {
  readonly request: Omit<SourceRequest, 'language' | 'name' | 'isDefault' | 'specialSource'>;
  readonly exportName: string;
  readonly paths: number;
  readonly warnings: readonly string[];
  readonly dispose: () => void;
}

async function ofCall(job: EmitJob, host: ScriptHost, ask: EmitHost): Promise<Known> {
  const { session, exportName, variable, ...request } = await traceCall(job, host, ask);
  const notes = notesOf(job, exportName, variable, 1);
  return {
    request: { ...request, notes },
    exportName,
    paths: 1,
    warnings: [],
    dispose: () => session.dispose(),
  };
}

async function ofNumbers(job: EmitJob, host: ScriptHost, ask: EmitHost): Promise<Known> {
  const script = await ScriptFunction.open(job, host);
  script.inspect = (derivation) => refuseDerivation(derivation, job.language);
  const paths = tracePaths(job, script, host, ask);
  const { selected } = script;
  const inputs = [
    { name: selected.variable, index: selected.variableIndex },
    ...selected.bound.map((name, k) => ({ name, index: selected.boundIndices[k]! })),
  ];
  const parameters = inputs.toSorted((a, b) => a.index - b.index);
  return {
    request: {
      parameters: parameters.map(({ name }) => ({ name, structure: 'n' })),
      inputs: inputs.map((input) => ({ type: NUMBER, parameter: parameters.indexOf(input), path: '' })),
      paths: paths,
      results: ordersOf(job.orders).map((label) => ({
        label,
        structure: script.structureOfResult as Structure,
      })),
      labels: script.series.map(({ label }) => label),
      notes: notesOf(job, selected.exportName, selected.variable, paths.length),
    },
    exportName: selected.exportName,
    paths: paths.length,
    warnings: script.moves || job.orders.to === 0 ? [] : [warningOfConstant(selected)],
    dispose: () => script.dispose(),
  };
}

/** A derivation that cannot be written is refused at the operation in the script. */
function refuseDerivation(derivation: Derivation, language: LanguageName): void {
  if (derivation.bound === true)
    throw new AutogradError(
      'E_SCRIPT',
      'the elements of an array steer the script here, so one path does not stand for others',
      {
        hint: 'decide by numbers in place of elements of an array',
      },
    );
  refuseUnwritable(derivation, language, (id) => ({ node: derivation.owner[id]! as NodeId }));
}

/** The paths of all paths that the points take. */
function tracePaths(job: EmitJob, script: ScriptFunction, { kernels }: ScriptHost, ask: EmitHost): Path[] {
  const paths = new Map<number, Path>();
  const engine = new PathEngine(
    (x, isCheck, others) => {
      const traced = script.trace(x, isCheck, others);
      const { derivation } = traced;
      const key = fingerprint(derivation);
      if (!isCheck && !paths.has(key)) {
        const origins = originsOf(
          derivation,
          tracedSize(derivation),
          (choose) => script.stacks(choose),
          ask.sites,
        );
        paths.set(key, { ...derivation, origins });
      }
      return traced;
    },
    { kernels, compile: true },
  );
  const free = script.selected.bound.length - job.bound.length;
  for (const block of pointBlocks(job, () => ask.points(script.selected.variable))) {
    const ones = Array.from({ length: free }, () => new Float64Array(block[0]!.length).fill(FREE_VALUE));
    engine.run(block[0]!, [...block.slice(1), ...ones]);
  }
  if (!engine.stateful) engine.verify();
  if (engine.stateful) throw hasState(script);
  return [...paths.values()];
}

/** The number of nodes that were there before the derivatives. */
function tracedSize({ owner }: Derivation): number {
  const derived = owner.findIndex((node, id) => node !== id);
  return derived === -1 ? owner.length : derived;
}

function* pointBlocks({ points }: EmitJob, ask: () => Inputs | null): Generator<Inputs> {
  if (points.kind === 'range') for (const block of rangeBlocks(points, points.shard)) yield [block];
  else if (points.kind === 'list') yield [points.values];
  else for (let block = ask(); block !== null; block = ask()) yield block;
}

function hasState({ selected }: ScriptFunction): AutogradError {
  const name = exportTitle(selected.exportName);
  return new AutogradError(
    'E_SCRIPT',
    `${name} reads what it itself changes (a counter, a cache, a generator made outside): no source can stand for it`,
    { at: selected.place, hint: 'make all it needs a parameter, or a variable of its own' },
  );
}

function ordersOf({ from, to }: EmitJob['orders']): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => (from + i === 0 ? 'f' : `d${from + i}`));
}

/** The export's name; of the default export that of the file. */
function functionName({ fileStem }: EmitJob, exportName: string): string {
  if (exportName !== 'default') return exportName;
  return (fileStem ?? 'f').replace(
    /[-_.\s]+(.)?/g,
    (_, next: string | undefined) => next?.toUpperCase() ?? '',
  );
}

function notesOf(job: EmitJob, exportName: string, variable: string, paths: number): string[] {
  const { from, to } = job.orders;
  const what =
    to === 0
      ? 'The value'
      : from === to
        ? `The derivative of order ${to}`
        : from === 0
          ? to === 1
            ? 'The value and first derivative'
            : `The value and derivatives to order ${to}`
          : `Derivatives of orders ${from} to ${to}`;
  const title = exportTitle(exportName);
  const fixed = [...job.params].map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return [
    `${what} of ${title} in ${job.script === '-' ? 'a script' : job.script} by ${variable}, made by autograd-cli.`,
    ...(fixed.length > 0 ? [`Fixed: ${fixed.join(', ')}.`] : []),
    paths === 1 ? `Traced ${job.pointsText}.` : `Traced ${job.pointsText}, where it takes ${paths} paths.`,
  ];
}

let bundles: Readonly<Record<string, string>> | undefined;

/** The special functions as JavaScript, made at build time. */
const specialSource: SpecialSource = (name) => {
  bundles ??= JSON.parse(readFileSync(new URL('special-source.json', DIST), 'utf8')) as Record<
    string,
    string
  >;
  return bundles[name];
};
