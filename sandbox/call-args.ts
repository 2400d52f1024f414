/**
 * One call with arguments of any structure, differentiated by the operators of `autograd-cli`, for the host: JSON in, JSON out.
 * In the answer an object is `{"k":{…}}`, a complex number `{"re":…,"im":…}`, a number that is not finite a text.
 */

import { callInternal, callNumpy, isNDArray, type NDArray } from './array-calls.ts';
import { autograd, kindOf, nameOf } from './autograd.ts';
import { plain, type Scalar } from './elementwise.ts';
import { finish, Structure } from './evaluation.ts';
import { apply, defineProperty, isArray, join, objectIs, ownKeys, parse } from './intrinsics.ts';
import { listOf, shapeOf } from './ndarray.ts';
import { isNumber } from './numbers.ts';
import { restart } from './random.ts';
import { beginTrace, loss } from './tracer.ts';
import { mapTree } from './tree.ts';
import { variablesOf, withVariable } from './variables.ts';

type Fn = (...args: unknown[]) => unknown;

/** What the host asks (`src/commands/args-call.ts`). */
interface Request {
  readonly operator: 'value' | 'grad' | 'jacobian' | 'hessian' | 'hvp' | 'jvp' | 'vjp';
  /** null where a default is to be used. */
  readonly args: readonly unknown[];
  /** For each argument whether lists stay lists; otherwise they become arrays. */
  readonly plain: readonly boolean[];
  /** Indices of the arguments that vary. */
  readonly variables: readonly number[];
  /**
   * For `hvp` and `jvp`: what the Hessian or the Jacobian is multiplied by, one for each that varies; for `vjp` one of the structure
   * of the result.
   */
  readonly vector?: readonly unknown[];
}

const OPERATORS = autograd as unknown as Readonly<Record<string, (f: Fn, argnum: unknown) => Fn>>;

/**
 * Call and differentiate `f`; return `{"value":…,"result":…}`, where several variables make a list (of lists, for `hessian`).
 * For `value` nothing is differentiated.
 */
export function callArgs(f: Fn, requestJson: string): string {
  restart();
  beginTrace(NaN);
  const request = parse(requestJson) as Request;
  const { operator, variables } = request;
  const args = argumentsOf(request);
  if (operator === 'value') return `{"value":${new Answer(nameOf(f)).of(apply(f, undefined, args), '', 0)}}`;
  let value: string | undefined;
  const isReduced = operator === 'grad' || operator === 'hvp';
  const observed: Fn = (...given) => {
    const result = apply(f, undefined, given);
    if (isReduced) checkScalar(f, result);
    value ??= new Answer(nameOf(f)).of(result, '', 0);
    return result;
  };
  defineProperty(observed, 'name', { value: nameOf(f) });
  const derivative = differentiated(observed, args, request);
  const result = new Answer(`${operator} of ${nameOf(f)}`);
  const several = variables.length > 1;
  const text = several ? result.of(derivative, '', 0) : result.of(derivative[0], '', 0);
  return `{"value":${value},"result":${text}}`;
}

/**
 * Call `f` with variables in place of the numbers and arrays that vary, for the host to look at what was recorded. Return the JSON
 * of the result's structure. `stopsJson` are numbers of records whose places are to be noted.
 */
export function traceArgs(f: Fn, requestJson: string, stopsJson: string): string {
  restart();
  beginTrace(NaN, parse(stopsJson) as number[]);
  const request = parse(requestJson) as Request;
  const args = argumentsOf(request);
  return withVariable(() => {
    for (let i = 0; i < request.variables.length; i++) {
      const n = request.variables[i]!;
      args[n] = mapTree(
        args[n],
        () => `argument ${n} of ${nameOf(f)}`,
        (leaf) => variablesOf([leaf])[0],
      );
    }
    const result = apply(f, undefined, args);
    checkScalar(f, result);
    return finish(f, result);
  });
}

function argumentsOf(request: Pick<Request, 'args' | 'plain'>): unknown[] {
  const args: unknown[] = [];
  for (let i = 0; i < request.args.length; i++)
    args[i] = request.args[i] === null ? undefined : argument(request.args[i], request.plain[i]!);
  return args;
}

/** Return the derivative by each variable; for `hessian` by each pair. */
function differentiated(f: Fn, args: readonly unknown[], request: Request): unknown[] {
  const { operator, variables } = request;
  const by = (name: string, g: Fn, argnum: unknown): unknown =>
    apply(OPERATORS[name]!(g, argnum), undefined, args);
  const all = variables.length === 1 ? variables[0] : variables;
  if (operator === 'grad') return listed(by('grad', f, all), variables);
  if (operator === 'vjp') {
    const [pull] = by('makeVjp', f, all) as [Fn];
    return listed(pull(argument(request.vector![0], false)), variables);
  }
  if (operator === 'hvp' || operator === 'jvp') {
    const vectors: unknown[] = [];
    for (let i = 0; i < variables.length; i++)
      vectors[i] = argument(request.vector![i], request.plain[variables[i]!]!);
    const vector = variables.length === 1 ? vectors[0] : vectors;
    if (operator === 'jvp') return [((by('makeJvp', f, all) as Fn)(vector) as unknown[])[1]];
    const [product] = by('makeHvp', f, all) as [Fn, unknown];
    return listed(product(vector), variables);
  }
  const result: unknown[] = [];
  for (let i = 0; i < variables.length; i++) {
    const x = variables[i]!;
    if (operator === 'jacobian' || variables.length === 1) {
      result[i] = by(operator, f, x);
      continue;
    }
    const row: unknown[] = [];
    for (let j = 0; j < variables.length; j++)
      row[j] = by('jacobian', OPERATORS.jacobian!(f, x), variables[j]);
    result[i] = row;
  }
  return result;
}

function listed(derivative: unknown, variables: readonly number[]): unknown[] {
  return variables.length === 1 ? [derivative] : (derivative as unknown[]);
}

/** Only a number has a gradient. Throws with what to use instead. */
function checkScalar(f: Fn, result: unknown): void {
  if (isNumber(result)) return;
  const instead = 'or reduce it to a number, for example with np.sum';
  if (isNDArray(result)) {
    const shape = shapeOf(result);
    if (callInternal('dtype', result) === 'complex128')
      throw loss(`${nameOf(f)} returned a complex array`, 'make it real, for example with np.abs');
    let size = 1;
    for (let i = 0; i < shape.length; i++) size *= shape[i]!;
    if (size !== 1)
      throw loss(
        `${nameOf(f)} returned an array of shape (${join(shape, ', ')}${shape.length === 1 ? ',' : ''}): use jacobian`,
        instead,
      );
  } else if (typeof result === 'object' && result !== null) {
    throw loss(`${nameOf(f)} returned ${kindOf(result)}: use jacobian`, instead);
  }
}

// ── Arguments ──

/** Return what JSON means: lists of one shape are arrays unless they are to stay lists, `{ re, im }` is a complex number. */
function argument(value: unknown, keepsLists: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isComplex(value)) return callNumpy('np.complex', [value.re, value.im]);
  if (isArray(value)) {
    if (!keepsLists && isRectangular(value, shapeOfList(value), 0)) return arrayOf(value);
    const list: unknown[] = [];
    for (let i = 0; i < value.length; i++) list[i] = argument(value[i], keepsLists);
    return list;
  }
  const object: Record<string, unknown> = {};
  const keys = ownKeys(value) as string[];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    defineProperty(object, key, {
      value: argument(value[key as never], keepsLists),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return object;
}

function isComplex(value: object): value is { readonly re: number; readonly im: number } {
  const keys = ownKeys(value);
  const { re, im } = value as { readonly re: unknown; readonly im: unknown };
  return keys.length === 2 && typeof re === 'number' && typeof im === 'number';
}

function shapeOfList(list: readonly unknown[]): number[] {
  const shape: number[] = [];
  for (let inner: unknown = list; isArray(inner); inner = inner[0]) shape[shape.length] = inner.length;
  return shape;
}

/** Whether lists nest like the axes of an array, and hold numbers, booleans and complex numbers only. */
function isRectangular(value: unknown, shape: readonly number[], depth: number): boolean {
  if (depth === shape.length)
    return (
      typeof value === 'number' ||
      typeof value === 'boolean' ||
      (typeof value === 'object' && value !== null && !isArray(value) && isComplex(value))
    );
  if (!isArray(value) || value.length !== shape[depth]) return false;
  for (let i = 0; i < value.length; i++) if (!isRectangular(value[i], shape, depth + 1)) return false;
  return true;
}

function arrayOf(list: readonly unknown[]): unknown {
  if (!holdsComplex(list)) return callNumpy('np.array', [list]);
  return callNumpy('np.complex', [
    callNumpy('np.array', [part(list, 're')]),
    callNumpy('np.array', [part(list, 'im')]),
  ]);
}

function holdsComplex(value: unknown): boolean {
  if (!isArray(value)) return typeof value === 'object';
  for (let i = 0; i < value.length; i++) if (holdsComplex(value[i])) return true;
  return false;
}

function part(value: unknown, name: 're' | 'im'): unknown {
  if (!isArray(value)) {
    if (typeof value === 'object') return (value as { readonly re: number; readonly im: number })[name];
    return name === 're' ? value : 0;
  }
  const list: unknown[] = [];
  for (let i = 0; i < value.length; i++) list[i] = part(value[i], name);
  return list;
}

// ── The answer ──

/** Writes a result with its numbers. */
class Answer extends Structure {
  protected override leaf(x: Scalar): string {
    return numberText(x);
  }

  protected override array(x: NDArray): string {
    const value = callInternal('value', x);
    if (callInternal('dtype', x) !== 'complex128') return nested(lists(value));
    return nested(lists(callNumpy('np.real', [value])), lists(callNumpy('np.imag', [value])));
  }

  protected override empty(): string {
    return '[]';
  }
}

/** Return the elements of an array as lists in lists; a number is one already. */
function lists(x: unknown): unknown {
  return isNDArray(x) ? listOf(x) : x;
}

/** Write lists of numbers; with a second one of the same structure, of complex numbers. */
function nested(re: unknown, im?: unknown): string {
  if (!isArray(re))
    return im === undefined
      ? numberText(re as Scalar)
      : `{"re":${numberText(re as Scalar)},"im":${numberText(im as Scalar)}}`;
  const parts: string[] = [];
  for (let i = 0; i < re.length; i++)
    parts[i] = nested(re[i], im === undefined ? undefined : (im as unknown[])[i]);
  return `[${join(parts, ',')}]`;
}

function numberText(x: Scalar | boolean): string {
  const value = typeof x === 'boolean' ? +x : plain(x);
  if (objectIs(value, -0)) return '-0';
  return value - value === 0 ? `${value}` : `"${value}"`;
}
