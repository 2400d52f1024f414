/**
 * Values as text, for `console`: like Node's, of bounded length and depth. Runs nothing of the script: getters are named, not
 * called, and a Proxy is looked at like any object.
 */

import { isNDArray } from './array-calls.ts';
import {
  apply, cut, functionText, getOwnPropertyDescriptor, getPrototypeOf, isArray, join, NativeMap, NativeMath, objectIs, ownKeys, push, replaceAll,
  startsWith, text, uncurry,
} from './intrinsics.ts'; // biome-ignore format: one import
import { arrayText } from './ndarray.ts';
import { isTraced, primal } from './tracer.ts';
import { isFloat64Array } from './typed-arrays.ts';

const MAX_DEPTH = 2;
const MAX_ITEMS = 100;
const MAX_TEXT = 10_000;
const LINE = 72;

const forEachInMap = uncurry(NativeMap.prototype.forEach) as (
  map: object,
  f: (value: unknown, key: unknown) => void,
) => void;
const forEachInSet = uncurry(Set.prototype.forEach) as (set: object, f: (value: unknown) => void) => void;
const sizeOf = (prototype: object) =>
  uncurry(getOwnPropertyDescriptor(prototype, 'size')!.get as (this: unknown) => number) as (
    value: unknown,
  ) => number;
const mapSize = sizeOf(Map.prototype);
const setSize = sizeOf(Set.prototype);
const symbolText = uncurry(Symbol.prototype.toString);
const isMatch = uncurry(RegExp.prototype.test);
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** Return `value` as Node's console shows it. */
export function inspect(value: unknown): string {
  const shown = show(value, 0, []);
  return shown.length <= MAX_TEXT
    ? shown
    : `${cut(shown, 0, MAX_TEXT)}… ${shown.length - MAX_TEXT} more characters`;
}

function show(value: unknown, depth: number, above: unknown[]): string {
  if (isTraced(value)) return numberText(primal(value));
  switch (typeof value) {
    case 'number':
      return numberText(value);
    case 'string':
      return quoted(value.length <= MAX_TEXT ? value : `${cut(value, 0, MAX_TEXT)}…`);
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return symbolText(value);
    case 'function':
      return functionLabel(value);
    case 'object':
      return value === null ? 'null' : showObject(value, depth, above);
    default:
      return `${value as undefined}`;
  }
}

const numberText = (x: number): string => (objectIs(x, -0) ? '-0' : `${x}`);

function quoted(s: string): string {
  const escaped = replaceAll(replaceAll(s, '\\', '\\\\'), '\n', '\\n');
  return `'${replaceAll(escaped, "'", "\\'")}'`;
}

function functionLabel(f: object): string {
  const name: unknown = getOwnPropertyDescriptor(f, 'name')?.value;
  const isClass = startsWith(functionText(f as () => void), 'class');
  return `[${isClass ? 'class' : 'Function'}${typeof name === 'string' && name !== '' ? `${isClass ? ' ' : ': '}${cut(name, 0, 80)}` : ' (anonymous)'}]`;
}

function showObject(value: object, depth: number, above: unknown[]): string {
  if (isNDArray(value)) return arrayText(value, above.length > 0);
  for (let i = 0; i < above.length; i++) if (above[i] === value) return '[Circular]';
  const label = labelOf(value);
  if (isError(value)) return errorText(value);
  if (depth > MAX_DEPTH) return isArray(value) ? '[Array]' : `[${label === '' ? 'Object' : label}]`;
  push(above, value);
  const result = isArray(value)
    ? showArray(value, isFloat64Array(value) ? 'Float64Array' : label, depth, above)
    : showMembers(value, label, depth, above);
  above.length--;
  return result;
}

/** The name of the class of an object; '' for plain objects and arrays. */
function labelOf(value: object): string {
  const prototype = getPrototypeOf(value) as object | null;
  if (prototype === null) return 'Object: null prototype';
  const made: unknown = getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof made !== 'function') return '';
  const name: unknown = getOwnPropertyDescriptor(made, 'name')?.value;
  return typeof name !== 'string' || name === 'Object' || name === 'Array' ? '' : cut(name, 0, 80);
}

const errorOnly = Error as { isError?: (value: unknown) => boolean };
const isError = errorOnly.isError ?? ((value: unknown): boolean => value instanceof Error);

function errorText(error: object): string {
  const part = (key: string): string => {
    for (
      let holder: object | null = error;
      holder !== null;
      holder = getPrototypeOf(holder) as object | null
    ) {
      const found: unknown = getOwnPropertyDescriptor(holder, key)?.value;
      if (typeof found === 'string') return cut(found, 0, 1000);
    }
    return '';
  };
  const message = part('message');
  return `${part('name')}${message === '' ? '' : `: ${message}`}`;
}

function showArray(array: ArrayLike<unknown>, label: string, depth: number, above: unknown[]): string {
  const items: string[] = [];
  const shown = NativeMath.min!(array.length, MAX_ITEMS);
  for (let i = 0; i < shown; i++) push(items, show(array[i], depth + 1, above));
  if (array.length > shown) push(items, more(array.length - shown));
  return `${label === '' ? '' : `${label}(${array.length}) `}${block(items, '[', ']', array.length > 6, depth)}`;
}

function showMembers(value: object, label: string, depth: number, above: unknown[]): string {
  const items: string[] = [];
  const collection = collectionItems(value, items, depth, above);
  const keys = ownKeys(value);
  for (let i = 0; i < keys.length && items.length < MAX_ITEMS; i++) {
    const descriptor = getOwnPropertyDescriptor(value, keys[i]!);
    if (descriptor?.enumerable !== true) continue;
    const member = 'value' in descriptor ? show(descriptor.value, depth + 1, above) : accessor(descriptor);
    push(items, `${keyText(keys[i]!)}: ${member}`);
  }
  if (keys.length > MAX_ITEMS) push(items, more(keys.length - MAX_ITEMS));
  const prefix = label === 'Object: null prototype' ? `[${label}]` : label;
  const size = collection === undefined ? '' : `(${collection})`;
  return `${prefix === '' ? '' : `${prefix}${size} `}${block(items, '{', '}', false, depth)}`;
}

/** Push the entries of a Map or Set; return its size, undefined for anything else. */
function collectionItems(
  value: object,
  items: string[],
  depth: number,
  above: unknown[],
): number | undefined {
  const add = (item: () => string): void => {
    if (items.length < MAX_ITEMS) push(items, item());
  };
  try {
    forEachInMap(value, (v, k) => add(() => `${show(k, depth + 1, above)} => ${show(v, depth + 1, above)}`));
    return mapSize(value);
  } catch {
    // no Map
  }
  try {
    forEachInSet(value, (v) => add(() => show(v, depth + 1, above)));
    return setSize(value);
  } catch {
    return undefined;
  }
}

const more = (count: number): string => `... ${count} more item${count === 1 ? '' : 's'}`;

const accessor = ({ get, set }: PropertyDescriptor): string =>
  `[${get === undefined ? 'Setter' : set === undefined ? 'Getter' : 'Getter/Setter'}]`;

function keyText(key: string | symbol): string {
  if (typeof key === 'symbol') return `[${symbolText(key)}]`;
  return isMatch(IDENTIFIER, key) ? key : quoted(key);
}

/** Join items in brackets: on one line, or on several where they do not fit (`filled`: as many in a line as fit). */
function block(items: string[], open: string, close: string, filled: boolean, depth: number): string {
  if (items.length === 0) return `${open}${close}`;
  const line = join(items, ', ');
  if (line.length + 2 * depth <= LINE) return `${open} ${line} ${close}`;
  const indent = cut('                ', 0, 2 * depth + 2);
  const separator = filled ? '' : `,\n${indent}`;
  return `${open}\n${indent}${filled ? fill(items, indent) : join(items, separator)}\n${cut(indent, 2)}${close}`;
}

function fill(items: string[], indent: string): string {
  let result = '';
  let width = 0;
  for (let i = 0; i < items.length; i++) {
    const item = i < items.length - 1 ? `${items[i]}, ` : items[i]!;
    if (width > 0 && width + item.length > LINE) {
      result = `${cut(result, 0, -1)}\n${indent}`;
      width = 0;
    }
    result += item;
    width += item.length;
  }
  return result;
}

/** Apply `f` without arguments, or return undefined where it throws. */
export function attempt<T>(f: () => T): T | undefined {
  try {
    return apply(f as never, undefined, []) as T;
  } catch {
    return undefined;
  }
}

/** Return any value as text; '' where it cannot be had. */
export const safeText = (value: unknown): string => attempt(() => text(value)) ?? '';
