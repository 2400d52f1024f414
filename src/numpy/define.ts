/**
 * The shape of a row of the tables of NumPy's functions. The name, the parameters in NumPy's order and one sentence say what is
 * called and documented; the body is written in nodes, so every mode of differentiation follows.
 */

import { arrayError } from '../array/ndarray.ts';
import { type Argument, type Keywords, type Np, Ref, type Result } from './np.ts';
import type { Parameter } from './parameters.ts';

export interface NumpyFunction {
  /** What scripts call it: `np.sum`, `np.linalg.det`. */
  readonly names: readonly string[];
  readonly doc: string;
  readonly parameters: Readonly<Record<string, Parameter<unknown>>>;
  /** What it returns, in the typings; an array is a `number` there. */
  readonly returns: string;
  /** The names of its results beside their numbers, where it returns a list of them. */
  readonly results?: readonly string[];
  /** Call it with what the script gave: positional arguments, then maybe one plain object of keywords. */
  readonly call: (np: Np, given: readonly Argument[]) => Result;
  /** The row of the table of primitives that it is, by its opcode: the value of plain operands needs no graph. */
  readonly opcode?: number;
}

type Parsed<P> = { readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never };

/** Make a row. Several names in one text are divided by blanks; messages begin with the first. */
export function define<const P extends Readonly<Record<string, Parameter<unknown>>>>(
  names: string,
  doc: string,
  parameters: P,
  body: (np: Np, parsed: Parsed<P>) => Result,
): NumpyFunction {
  const list = names.split(' ');
  const entries = Object.entries(parameters).map(([parameter, kind]): Entry => {
    return { parameter, kind, where: `${list[0]}: ${parameter}` };
  });
  const call = (np: Np, given: readonly Argument[]): Result =>
    body(np, parse(np, list[0]!, parameters, entries, given) as Parsed<P>);
  return { names: list, doc, parameters, returns: 'number', call };
}

/** The row of a function that returns something else than a number or an array. */
export function returning(returns: string, row: NumpyFunction): NumpyFunction {
  return { ...row, returns };
}

/** The row of a function whose results have names as well, as NumPy's named tuples; `alone`: it may return a single array, too. */
export function named(results: readonly string[], row: NumpyFunction, alone = false): NumpyFunction {
  const list = results.map((name) => `${name}: number`);
  const returns = `[${list.join(', ')}] & { ${list.map((each) => `readonly ${each}`).join('; ')} }`;
  return { ...row, results, returns: alone ? `number & ${returns}` : returns };
}

/** A parameter with its name, and the beginning of messages about it. */
interface Entry {
  readonly parameter: string;
  readonly kind: Parameter<unknown>;
  readonly where: string;
}

function parse(
  np: Np,
  name: string,
  parameters: NumpyFunction['parameters'],
  entries: readonly Entry[],
  given: readonly Argument[],
): Record<string, unknown> {
  const last = given.at(-1);
  const keywords = isKeywords(last) && !takesObject(entries, given.length) ? last : NO_KEYWORDS;
  const positional = keywords === last ? given.slice(0, -1) : given;
  if (keywords !== NO_KEYWORDS) checkKeywords(name, parameters, keywords);
  const parsed: Record<string, unknown> = {};
  let at = 0;
  for (const { parameter, kind, where } of entries) {
    if (kind.rest === true) {
      parsed[parameter] = kind.parse(np, positional.slice(at), where);
      at = positional.length;
      continue;
    }
    const isPositional = at < positional.length;
    const argument = isPositional
      ? positional[at++]
      : keywords === NO_KEYWORDS
        ? undefined
        : keywords[parameter];
    if (isPositional && argument !== undefined && Object.hasOwn(keywords, parameter))
      throw arrayError(`${name} got ${parameter} twice`);
    if (argument !== undefined) parsed[parameter] = kind.parse(np, argument, where);
    else if (kind.missing !== undefined) parsed[parameter] = kind.missing.value;
    else throw arrayError(`${name} needs the argument ${parameter}`, `write ${signature(name, parameters)}`);
  }
  if (at < positional.length)
    throw arrayError(
      `${name} takes at most ${entries.length} arguments`,
      `write ${signature(name, parameters)}`,
    );
  return parsed;
}

const NO_KEYWORDS: Keywords = {};

function isKeywords(argument: Argument): argument is Keywords {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    !Array.isArray(argument) &&
    !(argument instanceof Ref)
  );
}

/** Whether argument number `count` is one that an object may be given for. */
function takesObject(entries: readonly Entry[], count: number): boolean {
  return entries[count - 1]?.kind.type === 'unknown';
}

function checkKeywords(name: string, parameters: NumpyFunction['parameters'], keywords: Keywords): void {
  for (const keyword of Object.keys(keywords)) {
    if (!Object.hasOwn(parameters, keyword))
      throw arrayError(`${name} has no parameter ${keyword}`, `write ${signature(name, parameters)}`);
  }
}

/** A call as the documentation writes it: `np.sum(a, { axis = null, keepdims = false })`. */
export function signature(name: string, parameters: NumpyFunction['parameters']): string {
  const entries = Object.entries(parameters);
  const needed = entries.filter(([, { missing }]) => missing === undefined);
  const optional = entries.filter(([, { missing }]) => missing !== undefined);
  const parts = needed.map(([parameter, { rest }]) => (rest === true ? `...${parameter}` : parameter));
  if (optional.length > 0)
    parts.push(`{ ${optional.map(([parameter, { standard }]) => `${parameter} = ${standard}`).join(', ')} }`);
  return `${name}(${parts.join(', ')})`;
}
