/** Which export of a script is differentiated, with respect to which parameter, and what its other parameters are. */

import { AutogradError, type Place, usageError } from '../base/errors.ts';
import { closest } from '../base/text.ts';
import type { ExportInfo, ParameterInfo } from '../script/exports.ts';
import type { FunctionJob } from './job.ts';

/** What the command line says about it. */
export type Choice = Pick<
  FunctionJob,
  'exportName' | 'fileStem' | 'wrt' | 'params' | 'bound' | 'keepsParameters'
>;

/** A function ready to be called. */
export interface Selected {
  readonly exportName: string;
  /** Name of the parameter that varies. */
  readonly variable: string;
  /** Its index among the arguments. */
  readonly variableIndex: number;
  /** The other parameters that have another value at each point, and their indices. */
  readonly bound: readonly string[];
  readonly boundIndices: readonly number[];
  /** Where the function is declared. */
  readonly place: Place | undefined;
  /** The arguments as JSON text; null where an input goes and where a default is to be used. */
  readonly argsJson: string;
}

/** The export to differentiate. */
export interface ChosenFunction {
  readonly name: string;
  readonly declaration: ExportInfo | undefined;
}

/**
 * Choose the export: the one named; else the default export; else one named like the file; else the only function.
 * `kinds` says what each export of the running script is. Throws E_USAGE that lists the candidates, E_SCRIPT for a function
 * without parameters.
 */
export function chooseFunction(
  declared: readonly ExportInfo[],
  kinds: ReadonlyMap<string, string>,
  choice: Pick<Choice, 'exportName' | 'fileStem'>,
): ChosenFunction {
  const order = declared.map(({ name }) => name);
  const inOrder = [...kinds].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)); // the VM sorts by name
  const name = chooseExport(new Map(inOrder), choice);
  const declaration = declared.find((e) => e.name === name);
  if (declaration?.params?.length === 0) {
    throw new AutogradError(
      'E_SCRIPT',
      `${exportTitle(name)} takes no argument, so there is nothing to differentiate it by`,
      {
        at: declaration.place,
        hint: `give it a parameter: function ${name === 'default' ? 'f' : name}(x: number)`,
      },
    );
  }
  return { name, declaration };
}

/** Choose the export, the parameter that varies, and the values of the others. Throws E_USAGE, E_SCRIPT. */
export function selectFunction(
  declared: readonly ExportInfo[],
  kinds: ReadonlyMap<string, string>,
  choice: Choice,
): Selected {
  const { name, declaration } = chooseFunction(declared, kinds, choice);
  return {
    exportName: name,
    place: declaration?.place,
    ...chooseArguments(exportTitle(name), declaration?.params, choice),
  };
}

/** How messages name an export. */
export function exportTitle(name: string): string {
  return name === 'default' ? 'the default export' : name;
}

function chooseExport(
  kinds: ReadonlyMap<string, string>,
  choice: Pick<Choice, 'exportName' | 'fileStem'>,
): string {
  const functions = [...kinds].filter(([, kind]) => kind === 'function').map(([name]) => name);
  const list = functions.join(', ');
  const { exportName, fileStem } = choice;
  if (exportName !== undefined) {
    if (functions.includes(exportName)) return exportName;
    const kind = kinds.get(exportName);
    if (kind !== undefined)
      throw usageError(`the export ${exportName} is a ${kind}, not a function`, candidates(list));
    const near = closest(exportName, functions);
    const hint = near === undefined ? candidates(list) : `did you mean ${near}? ${candidates(list)}`;
    throw usageError(`the script exports no function ${exportName}`, hint);
  }
  if (functions.includes('default')) return 'default';
  const namesake = functions.find((name) => fileStem !== undefined && sameName(name, fileStem));
  if (namesake !== undefined) return namesake;
  if (functions.length === 1) return functions[0]!;
  if (functions.length > 1) {
    throw usageError(
      `the script exports several functions: ${list}`,
      `choose one with --export ${functions[0]}`,
    );
  }
  const others = [...kinds].map(([name, kind]) => `${name} (a ${kind})`).join(', ');
  throw usageError(
    others === '' ? 'the script exports nothing' : `the script exports no function, only ${others}`,
    'write `export` before the function to differentiate',
  );
}

function candidates(list: string): string {
  return list === '' ? 'the script exports no function' : `the script exports: ${list}`;
}

/** `continuedFraction` is named like continued-fraction.ts. */
function sameName(name: string, stem: string): boolean {
  const plain = (text: string): string => text.replace(/[-_.\s]/g, '').toLowerCase();
  return name === stem || plain(name) === plain(stem);
}

function chooseArguments(
  name: string,
  params: readonly ParameterInfo[] | undefined,
  choice: Choice,
): Omit<Selected, 'exportName' | 'place'> {
  const names = params?.map((p) => p.name) ?? ['x'];
  const variableIndex = variableIn(name, names, params?.at(-1)?.rest === true, choice.wrt);
  const variable = names[variableIndex] ?? names.at(-1)!;
  checkNames(name, names, variable, choice);

  const bound = [...choice.bound];
  const args: unknown[] = [];
  let given = 0; // arguments that must be passed
  for (let i = 0; i < Math.max(names.length, variableIndex + 1); i++) {
    const param = params?.[i];
    const isInput = i === variableIndex || choice.bound.includes(names[i]!);
    const value = isInput ? null : choice.params.get(names[i]!);
    args.push(value ?? null);
    if (isInput || value !== undefined) {
      given = i + 1;
    } else if (param !== undefined && !param.hasDefault && !param.optional && !param.rest) {
      if (choice.keepsParameters !== true || param.plainArray || param.name === '')
        throw noValue(param.name, name);
      bound.push(param.name);
      given = i + 1;
    }
  }
  const boundIndices = bound.map((parameter) => names.indexOf(parameter));
  return { variable, variableIndex, bound, boundIndices, argsJson: JSON.stringify(args.slice(0, given)) };
}

/** Return the index of the parameter that `--wrt` names. Throws E_USAGE. */
export function variableIn(
  name: string,
  names: readonly string[],
  rest: boolean,
  wrt: string | undefined,
): number {
  if (wrt === undefined) return 0;
  const index = /^\d+$/.test(wrt) ? Number(wrt) : names.indexOf(wrt);
  if (index >= 0 && (index < names.length || rest)) return index;
  throw noParameter(`--wrt ${wrt}`, name, wrt, names);
}

/** Return the error for an option that names a parameter which the function `name` does not have. */
export function noParameter(
  option: string,
  name: string,
  wanted: string,
  names: readonly string[],
): AutogradError {
  const near = wanted.length > 1 ? closest(wanted, names) : undefined; // x is no misspelt y
  return usageError(
    `${option}: ${name} has no such parameter`,
    near === undefined ? `its parameters are ${names.join(', ')}` : `did you mean ${near}?`,
  );
}

/** Return the error for a parameter that nothing gives a value to. */
export function noValue(parameter: string, name: string): AutogradError {
  return usageError(
    `parameter ${parameter} of ${name} has no value`,
    `give it one with --param ${parameter}=1`,
  );
}

function checkNames(name: string, names: readonly string[], variable: string, choice: Choice): void {
  for (const bound of choice.bound) {
    if (bound === variable) {
      throw usageError(
        `--bind ${bound}: ${bound} is the parameter that varies`,
        'choose its column with --col, or another parameter with --wrt',
      );
    }
    if (!names.includes(bound)) throw noParameter(`--bind ${bound}`, name, bound, names);
  }
  for (const given of choice.params.keys()) {
    if (given === variable) {
      throw usageError(
        `--param ${given}: ${given} is the parameter that varies`,
        'choose another one to vary with --wrt',
      );
    }
    if (!names.includes(given)) throw noParameter(`--param ${given}`, name, given, names);
  }
}
