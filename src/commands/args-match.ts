/**
 * One set of arguments matched to a function's parameters: positions from `--args`, the rest from `--param`, and which of them
 * vary. Says by name what is missing or too much.
 */

import { usageError } from '../base/errors.ts';
import type { ExportInfo, ParameterInfo } from '../script/exports.ts';
import { describeJson, isBuiltLike, isJsonObject, numbersIn } from './json-shape.ts';
import { type ChosenFunction, exportTitle, noParameter, noValue, variableIn } from './select.ts';

/** What the command line says. */
export interface GivenArguments {
  readonly args: readonly unknown[];
  readonly params: ReadonlyMap<string, unknown>;
  readonly wrt: readonly string[];
}

/** A call. */
export interface MatchedCall {
  /** JSON values; null where a default is to be used. */
  readonly args: readonly unknown[];
  /** For each argument whether its lists are the script's plain arrays; otherwise they are arrays of `np`. */
  readonly plain: readonly boolean[];
  /** Indices of the arguments that vary. */
  readonly variables: readonly number[];
  /** Their names; the index where a parameter has none. */
  readonly names: readonly string[];
}

/** Return the call. Throws E_USAGE. */
export function matchArguments(f: ChosenFunction, given: GivenArguments): MatchedCall {
  const name = exportTitle(f.name);
  const params: ExportInfo['params'] = f.declaration?.params;
  const names = params?.map((each) => each.name) ?? given.args.map((_, i) => String(i));
  const hasRest = params?.at(-1)?.rest === true;
  checkCount(name, params, given.args, hasRest);
  checkParams(name, names, given);
  const args = [...given.args];
  for (const [i, param] of (params ?? []).entries()) {
    if (i < given.args.length) continue;
    const value = given.params.get(param.name);
    if (value === undefined && !canBeLeftOut(param)) throw noValue(param.name, name);
    if (!param.rest) args[i] = value ?? null;
  }
  const wanted = given.wrt.length === 0 ? ['0'] : given.wrt;
  const variables = wanted.map((wrt) => variableIn(name, names, hasRest, wrt));
  for (const [i, variable] of variables.entries()) {
    const title = names[variable] ?? variable;
    if (variables.indexOf(variable) < i) throw usageError(`--wrt names ${title} twice`);
    if (args[variable] == null) throw usageError(`${title} varies, so it needs a value in --args or --param`);
    if (numbersIn(args[variable]) === 0)
      throw usageError(`${title} varies, so numbers are expected, found ${describeJson(args[variable])}`);
  }
  return {
    args,
    plain: args.map((_, i) => (params?.[i] ?? (hasRest ? params?.at(-1) : undefined))?.plainArray === true),
    variables,
    names: variables.map((i) => names[i] || String(i)),
  };
}

function canBeLeftOut({ hasDefault, optional, rest }: ParameterInfo): boolean {
  return hasDefault || optional || rest;
}

function checkCount(
  name: string,
  params: readonly ParameterInfo[] | undefined,
  args: readonly unknown[],
  hasRest: boolean,
): void {
  if (params === undefined || hasRest || args.length <= params.length) return;
  const isOneArray = params.length === 1 && args.every((each) => typeof each === 'number');
  throw usageError(
    `${name} takes ${counted(params.length)}, found ${args.length} in --args`,
    isOneArray
      ? `one array is ${JSON.stringify([args.slice(0, 4)]).replace(/]]$/, args.length > 4 ? ',…]]' : ']]')}: the outer brackets are those of the call`
      : `its parameters are ${params.map((each) => each.name).join(', ')}`,
  );
}

function counted(count: number): string {
  return count === 1 ? '1 argument' : `${count} arguments`;
}

function checkParams(name: string, names: readonly string[], { args, params }: GivenArguments): void {
  for (const param of params.keys()) {
    const index = names.indexOf(param);
    if (index === -1) throw noParameter(`--param ${param}`, name, param, names);
    if (index < args.length) {
      throw usageError(
        `--param ${param}: --args already gives ${param} as argument ${index + 1} of ${name}`,
        'give it once: --args holds the first parameters, --param those that follow',
      );
    }
  }
}

/** Return what the Hessian is multiplied by, for each variable. Throws E_USAGE unless it is built like the variables. */
export function matchVector({ args, variables, names }: MatchedCall, vector: unknown): unknown[] {
  const parts = variables.length === 1 ? [vector] : partsOf(vector, names);
  for (const [i, part] of parts.entries()) {
    const model = args[variables[i]!];
    if (isBuiltLike(part, model)) continue;
    const [found, expected] = [describeJson(part), describeJson(model)];
    throw usageError(
      found === expected
        ? `--vector is built otherwise than ${names[i]}`
        : `--vector is ${found}, but ${names[i]} is ${expected}`,
      'the vector has the structure of the argument that varies',
    );
  }
  return parts;
}

/** Of several variables the vector is an object by their names, or a list in their order. */
function partsOf(vector: unknown, names: readonly string[]): unknown[] {
  if (Array.isArray(vector) && vector.length === names.length) return vector;
  if (isJsonObject(vector) && names.every((name) => Object.hasOwn(vector, name)))
    return names.map((name) => vector[name]);
  throw usageError(
    `--vector: expected an object with ${names.join(', ')}, found ${describeJson(vector)}`,
    `--vector '{${names.map((name) => `"${name}":…`).join(',')}}'`,
  );
}
