/**
 * The export `checks` of a script, for the host: a list of functions with their hand-written derivatives and where to compare
 * them, as JSON. The functions themselves stay here; the host asks for them one by one. Nothing of the script runs.
 */

import { callNumpy, isNDArray } from './array-calls.ts';
import {
  apply,
  cut,
  getOwnPropertyDescriptor,
  isArray,
  isNativeTypedArray,
  join,
  objectIs,
  ownKeys,
  stringify,
} from './intrinsics.ts';
import { type Fn, kindOf, nameOf } from './naming.ts';
import { isComplex, listOf } from './ndarray.ts';
import { takeUses } from './primitives.ts';

const MAX_DEPTH = 16;

/** So much of a function's text shows its parameters. */
const MAX_HEAD = 200;
const textOf = Function.prototype.toString;

let entries: readonly unknown[] = [];

/** Where QuickJS found the text of a function. */
const getters = ['fileName', 'lineNumber', 'columnNumber'].map(
  (name) => getOwnPropertyDescriptor(Function.prototype, name)!.get!,
);

/** Return the JSON of what the export lists: an object an entry; a function is `{ name, place?, text, export? }`. */
export function checks(exports: object): string {
  const list: unknown = exports['checks' as never];
  if (!isArray(list)) throw new TypeError(`checks is ${kindOf(list)}; an array is expected`);
  entries = list;
  const parts: string[] = [];
  for (let i = 0; i < list.length; i++) parts[i] = entryText(list[i], `checks[${i}]`, exports);
  return `[${join(parts, ',')}]`;
}

/** Return a function of an entry; under the key `primitive` one of those whose rules were used. */
export function checkFunction(i: number, key: string): unknown {
  return key === 'primitive' ? primitives[i] : member(entries[i] as object, key, 'checks');
}

const primitives: Fn[] = [];

/**
 * Return the JSON of the uses of the script's own derivative rules since the last time: `{ primitive, kind, f, args, varies }`, without
 * those whose arguments are no plain data. Such a primitive has the name `primitives[0].primitive` among the exports.
 */
export function usedRules(): string {
  const uses = takeUses();
  const parts: string[] = [];
  for (let i = 0; i < uses.length; i++) {
    const { own, f, kind, args, varies } = uses[i]!;
    const text = quietly(() => dataText(args, nameOf(f), 0));
    if (text === undefined) continue;
    const at = indexOf(primitives, own);
    const primitive = at === -1 ? primitives.length : at;
    primitives[primitive] = own;
    parts[parts.length] =
      `{"primitive":${primitive},"kind":"${kind}","f":${functionText(f, undefined)},"args":${text},"varies":${stringify(varies)}}`;
  }
  return `[${join(parts, ',')}]`;
}

function indexOf(list: readonly unknown[], wanted: unknown): number {
  for (let i = 0; i < list.length; i++) if (list[i] === wanted) return i;
  return -1;
}

function quietly(text: () => string): string | undefined {
  try {
    return text();
  } catch {
    return undefined;
  }
}

/** Return the JSON of a function of the script's: what `checks` says of one. */
export function described(f: unknown): string {
  return functionText(f as Fn, undefined);
}

function entryText(entry: unknown, what: string, exports: object): string {
  if (typeof entry !== 'object' || entry === null || isArray(entry) || isNDArray(entry))
    throw new TypeError(`${what} is ${kindOf(entry)}; an object { f, df, … } is expected`);
  const keys = ownKeys(entry);
  const parts: string[] = [];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (typeof key === 'symbol') continue;
    const value = member(entry, key, what);
    if (value === undefined && key !== 'f') continue;
    const isFunction = key === 'f' || key === 'df';
    if (isFunction && typeof value !== 'function')
      throw new TypeError(`${what}.${key} is ${kindOf(value)}; a function is expected`);
    // Functions of other names are for the host to refuse.
    const text = isFunction
      ? functionText(value as Fn, exports)
      : typeof value === 'function'
        ? 'null'
        : dataText(value, `${what}.${key}`, 0);
    parts[parts.length] = `${stringify(key)}:${text}`;
  }
  return `{${join(parts, ',')}}`;
}

function functionText(f: Fn, exports: object | undefined): string {
  const place: unknown[] = [];
  for (let i = 0; i < getters.length; i++) place[i] = apply(getters[i]!, f, []);
  const own = getOwnPropertyDescriptor(f, 'name')?.value === '' ? '' : nameOf(f);
  const parts = [`"name":${stringify(own === 'the function' ? '' : own)}`];
  if (typeof place[0] === 'string') parts[1] = `"place":${stringify(place)}`;
  parts[parts.length] = `"text":${stringify(cut(apply(textOf, f, []), 0, MAX_HEAD))}`;
  const name = exports === undefined ? undefined : exportOf(f, exports);
  if (name !== undefined) parts[parts.length] = `"export":${stringify(name)}`;
  return `{${join(parts, ',')}}`;
}

function exportOf(f: Fn, exports: object): string | undefined {
  const keys = ownKeys(exports);
  for (let i = 0; i < keys.length; i++)
    if (typeof keys[i] === 'string' && exports[keys[i] as never] === f) return keys[i] as string;
  return undefined;
}

function member(owner: object, key: string, what: string): unknown {
  const descriptor = getOwnPropertyDescriptor(owner, key);
  if (descriptor === undefined || 'value' in descriptor) return descriptor?.value;
  throw new TypeError(`${what}.${key} is a getter; write its value`);
}

/** Return the JSON of plain data: an array is its list, a complex number `{ re, im }`. */
function dataText(value: unknown, what: string, depth: number): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return stringify(value);
  if (typeof value === 'number') {
    if (value - value !== 0) throw new TypeError(`${what} is ${value}; a finite number is expected`);
    return objectIs(value, -0) ? '-0' : `${value}`;
  }
  if (isNDArray(value)) {
    if (isComplex(value)) throw new TypeError(`${what} is complex; write it as { re, im }`);
    const list: unknown = listOf(value);
    return dataText(isArray(list) ? list : callNumpy('np.item', [value]), what, depth);
  }
  if (typeof value !== 'object' || value === undefined || depth === MAX_DEPTH)
    throw new TypeError(`${what} is ${kindOf(value)}; numbers, lists and objects of them are expected`);
  const parts: string[] = [];
  if (isArray(value) || isNativeTypedArray(value)) {
    for (let i = 0; i < value.length; i++) parts[i] = dataText(value[i], `${what}[${i}]`, depth + 1);
    return `[${join(parts, ',')}]`;
  }
  const keys = ownKeys(value);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (typeof key === 'symbol') continue;
    const text = dataText(member(value, key, what), `${what}.${key}`, depth + 1);
    parts[parts.length] = `${stringify(key)}:${text}`;
  }
  return `{${join(parts, ',')}}`;
}
