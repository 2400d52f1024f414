/**
 * Calls of functions of arrays on the host: arguments and results as tokens (`src/graph/call-wire.ts`) in memory that both see.
 * Lists of plain numbers, however long, are sent ahead; everything else of a call has to fit into that memory.
 */

import type * as Wire from '../src/graph/call-wire.ts';
import { host } from './host.ts';
import {
  charCode,
  cut,
  getOwnPropertyNames,
  isArray,
  isNativeTypedArray,
  startsWith,
  stringOf,
} from './intrinsics.ts';
import { callHost, idOf, isTraced, newTraced, primal, readings } from './tracer.ts';

/** NumPy's functions by name: the numbers of their calls; a constant of the build. */
declare const NUMPY: Readonly<Record<string, number>>;

// The numbers of call-wire.ts; their types hold them to it.
const UNDEFINED: typeof Wire.KIND.undefined = 0;
const NULL: typeof Wire.KIND.null = 1;
const BOOLEAN: typeof Wire.KIND.boolean = 2;
const NUMBER: typeof Wire.KIND.number = 3;
const TRACED: typeof Wire.KIND.traced = 4;
const ARRAY: typeof Wire.KIND.array = 5;
const TEXT: typeof Wire.KIND.text = 6;
const LIST: typeof Wire.KIND.list = 7;
const KEYWORDS: typeof Wire.KIND.keywords = 8;
const UPLOADED: typeof Wire.KIND.uploaded = 9;
const TOGETHER: typeof Wire.KIND.together = 10;
const INTERNAL: typeof Wire.INTERNAL = [
  'shape', 'dtype', 'row', 'elements', 'rows', 'index', 'assign', 'flat', 'item', 'truth', 'text', 'value', 'output', 'variables', 'vjp', 'jvp', 'endTrace',
  'generator', 'draw', 'settle', 'keep', 'pull', 'jacobian', 'custom', 'answer', 'remember', 'recall',
]; // biome-ignore format: a list of words

const INTERNAL_CODES = { __proto__: null } as unknown as Record<Wire.Internal, number>;
for (let code = 0; code < INTERNAL.length; code++) INTERNAL_CODES[INTERNAL[code]!] = code;

/** Lists of so many numbers are sent ahead. */
const LONG = 256;

const MAX_DEPTH = 32;

const memory = new Float64Array(host.memory);
const end = memory.length;

/** Where the next token goes, or comes from. */
let at = 0;
/** Counts the calls: reading an argument may run code of the script, which must not call in between. */
let calls = 0;
/** What the array about to be made refers to. */
let reference: Held | undefined;
let entry = 0;

/**
 * An array of the host: the number of its entry there, and what keeps that entry alive. What scripts can do with it is set by
 * `ndarray.ts`.
 */
export class NDArray {
  readonly #entry = entry;
  /** The reference, in time with what has been asked for: each field takes its time when an array is made. */
  #held = reference;

  static has(x: unknown): x is NDArray {
    return typeof x === 'object' && x !== null && #entry in x;
  }

  /** The lengths of the axes, asked for once. Not to be changed. */
  static shape(x: NDArray): readonly number[] {
    const held = x.#held;
    if (held?.shape !== undefined) return held.shape;
    const shape = callInternal('shape', x) as number[];
    x.#held = { reference: held, shape, ahead: undefined };
    return shape;
  }

  /** Write an array as an argument; return whether x is one. */
  static write(x: unknown): boolean {
    if (typeof x !== 'object' || x === null || !(#entry in x)) return false;
    room(2);
    memory[at] = ARRAY;
    memory[at + 1] = x.#entry;
    at += 2;
    return true;
  }

  /** Write an array for `recall`; return whether x is one. There is room: a call that is described has few arrays. */
  static send(x: unknown): boolean {
    if (typeof x !== 'object' || x === null || !(#entry in x)) return false;
    memory[at] = ARRAY;
    memory[at + 1] = x.#entry;
    at += 2;
    return true;
  }

  /** The same of all in a list. */
  static sendAll(list: readonly unknown[], length: number): boolean {
    let place = at;
    for (let i = 0; i < length; i++, place += 2) {
      const x = list[i];
      if (typeof x !== 'object' || x === null || !(#entry in x)) return false;
      memory[place] = ARRAY;
      memory[place + 1] = x.#entry;
    }
    at = place;
    return true;
  }

  /** Call the function number `code` of one array; return undefined where x is none. */
  static call1(code: number, x: unknown): unknown {
    if (typeof x !== 'object' || x === null || !(#entry in x)) return undefined;
    memory[1] = 1;
    memory[2] = ARRAY;
    memory[3] = x.#entry;
    return resultOfOperands(code);
  }

  /** The same of two operands, each an array or a plain number; return undefined where they are something else, or both numbers. */
  static call2(code: number, x: unknown, y: unknown): unknown {
    if (typeof x === 'object') {
      if (x === null || !(#entry in x)) return undefined;
      if (typeof y === 'number') {
        memory[4] = NUMBER;
        memory[5] = y;
      } else {
        if (typeof y !== 'object' || y === null || !(#entry in y)) return undefined;
        memory[4] = ARRAY;
        memory[5] = y.#entry;
      }
      memory[2] = ARRAY;
      memory[3] = x.#entry;
    } else {
      if (typeof x !== 'number' || typeof y !== 'object' || y === null || !(#entry in y)) return undefined;
      memory[2] = NUMBER;
      memory[3] = x;
      memory[4] = ARRAY;
      memory[5] = y.#entry;
    }
    memory[1] = 2;
    return resultOfOperands(code);
  }

  /** The same of an array and a text that `written` returned. */
  static callWritten(code: number, x: unknown, text: readonly number[]): unknown {
    if (typeof x !== 'object' || x === null || !(#entry in x)) return undefined;
    memory[1] = 2;
    memory[2] = ARRAY;
    memory[3] = x.#entry;
    for (let i = 0; i < text.length; i++) memory[4 + i] = text[i]!;
    return resultOfOperands(code);
  }

  /** x[i] where that was read ahead (`elements.ts`); undefined where it was not, or x is no array. */
  static known(x: unknown, i: number): unknown {
    if (typeof x !== 'object' || x === null || !(#entry in x)) return undefined;
    const ahead = x.#held?.ahead;
    if (ahead === undefined || ahead.readings !== readings) return undefined;
    const place = i - ahead.start;
    return place >= 0 && place < ahead.elements.length ? ahead.elements[place] : undefined;
  }

  static ahead(x: NDArray): ReadAhead | undefined {
    return x.#held?.ahead;
  }

  /** To be called when the shape has been asked for, or to forget. */
  static setAhead(x: NDArray, ahead: ReadAhead | undefined): void {
    if (x.#held?.shape !== undefined) x.#held.ahead = ahead;
  }
}

/** What keeps an entry of the host alive, which has no members; or an object that holds it with what is known of the array. */
interface Held {
  readonly reference?: unknown;
  readonly shape?: readonly number[];
  ahead?: ReadAhead | undefined;
}

/** Elements of a vector from `start` on, as they were read ahead between two counts of `readings`. */
export interface ReadAhead {
  readonly readings: number;
  readonly start: number;
  readonly elements: readonly unknown[];
}

export const isNDArray = NDArray.has;

/** Whether NumPy takes `value` for an array: an array or a list. */
export function isArrayLike(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    (NDArray.has(value) || isArray(value) || isNativeTypedArray(value))
  );
}

/** Whether an array or a list is among the arguments, keywords included. */
export function holdsArray(args: readonly unknown[]): boolean {
  for (let i = 0; i < args.length; i++) {
    const argument = args[i];
    if (typeof argument !== 'object' || argument === null || isTraced(argument)) continue;
    if (isArrayLike(argument)) return true;
    const names = getOwnPropertyNames(argument);
    for (let j = 0; j < names.length; j++) if (isArrayLike(argument[names[j] as never])) return true;
  }
  return false;
}

/** The number of NumPy's function of that name; undefined where it takes no arrays. */
export const codeOf = (name: string): number | undefined => NUMPY[name];

/** Whether NumPy's function of that name takes arrays. */
export const hasArrays = (name: string): boolean => NUMPY[name] !== undefined;

/** The functions of arrays whose names begin with `prefix`, by the rest of their names. */
export function namesAfter(prefix: string): string[] {
  const all = getOwnPropertyNames(NUMPY);
  const names: string[] = [];
  for (let i = 0; i < all.length; i++) {
    if (startsWith(all[i]!, prefix)) names[names.length] = cut(all[i]!, prefix.length);
  }
  return names;
}

/** Call one of NumPy's functions by its name. */
export function callNumpy(name: string, args: readonly unknown[]): unknown {
  return callUsual(NUMPY[name]!, args);
}

/** Return one of NumPy's functions as it is. */
export function functionOfArrays(name: string): (...args: readonly unknown[]) => unknown {
  const code = NUMPY[name]!;
  return (...args) => callUsual(code, args);
}

/** Call a function of NumPy's, of one or two arrays by the shortest way. */
function callUsual(code: number, args: readonly unknown[]): unknown {
  const { length } = args;
  const usual = // a result is never undefined
    length === 1
      ? NDArray.call1(code, args[0])
      : length === 2
        ? NDArray.call2(code, args[0], args[1])
        : undefined;
  return usual === undefined ? call(code, args) : usual;
}

/** Return a short text as it is sent. */
export function written(text: string): number[] {
  const tokens: number[] = [TEXT, text.length];
  for (let i = 0; i < text.length; i++) tokens[2 + i] = charCode(text, i);
  return tokens;
}

/** Return what a text that was written chooses of x; undefined where x is no array. */
export const chosenBy = (x: unknown, text: readonly number[]): unknown =>
  NDArray.callWritten(INTERNAL_CODES.index, x, text);

/** Return x[i], a number or an array. */
export const rowOf = (x: NDArray, i: number): unknown => NDArray.call2(INTERNAL_CODES.row, x, i);

/** Call the function number `code` of an array or a list; return undefined where x is neither, or there is no such function. */
export function callOfArray(code: number | undefined, x: unknown): unknown {
  if (code === undefined) return undefined;
  const usual = NDArray.call1(code, x);
  return usual === undefined && isArrayLike(x) ? call(code, [x]) : usual;
}

/** The same of two operands, at least one of them an array or a list. */
export function callOfArrays(code: number | undefined, x: unknown, y: unknown): unknown {
  if (code === undefined) return undefined;
  const usual = NDArray.call2(code, x, y);
  return usual === undefined && (isArrayLike(x) || isArrayLike(y)) ? call(code, [x, y]) : usual;
}

/** Call the function with the operands that have been written; return its result. */
function resultOfOperands(code: number): unknown {
  calls++;
  memory[0] = LIST;
  reference = callHost(code) as Held | undefined;
  const kind = memory[0];
  if (kind === NUMBER) return memory[1];
  at = 0;
  if (kind !== ARRAY) return read();
  entry = memory[1]!;
  const array = new NDArray();
  reference = undefined;
  return array;
}

/** Call one of the host's own. */
export function callInternal(name: Wire.Internal, ...args: readonly unknown[]): unknown {
  const code = INTERNAL_CODES[name];
  const usual = args.length === 1 ? NDArray.call1(code, args[0]) : undefined;
  return usual === undefined ? call(code, args) : usual; // null is a result
}

/** Call one of the host's own that makes something to refer to; return its number with the reference. */
export function makeOnHost(
  name: Wire.Internal,
  ...args: readonly unknown[]
): [entry: unknown, reference: unknown] {
  const made = callInternal(name, ...args);
  const held: unknown = reference;
  reference = undefined;
  return [made, held];
}

const RECALL = INTERNAL_CODES.recall;
/** Where in the memory begins what it sends. */
const SENT = 6;

/** Begin to write numbers and arrays for `recall`; return what it is to be given. */
export function beginRecall(): number {
  at = SENT;
  return ++calls;
}

/** Write a number for `recall`. */
export function sendNumber(x: number): void {
  memory[at] = NUMBER;
  memory[at + 1] = x;
  at += 2;
}

/** The value that the last `recall` brought, if that was wanted. */
export let recalledValue: unknown;

/**
 * Call the host's `recall` (`call-wire.ts`) with what has been written since `begun`. Return the cotangents, or what else the host
 * answers; false where reading the arguments has run code that called the host.
 */
export function recall(number: number, wantsValue: boolean, begun: number): unknown[] | null | false {
  if (begun !== calls) return false;
  memory[0] = LIST;
  memory[1] = 2 + (at - SENT) / 2;
  memory[2] = NUMBER;
  memory[3] = number;
  memory[4] = BOOLEAN;
  memory[5] = wantsValue ? 1 : 0;
  reference = callHost(RECALL) as Held | undefined;
  if (memory[0] !== LIST) return memory[0] === NULL ? null : false;
  at = 2;
  if (wantsValue) recalledValue = read();
  else at++; // null
  return read() as unknown[];
}

/** Return what the host has left in the memory for a function of the guest that it calls. */
export function received(): unknown {
  reference = undefined;
  at = 0;
  return read();
}

function call(code: number, args: readonly unknown[]): unknown {
  const mine = ++calls;
  at = 0;
  writeList(args, 0);
  if (mine !== calls) throw new TypeError('np was called while the arguments of another call were read');
  return result(code);
}

/** Call the function with the arguments in the memory; return its result. */
function result(code: number): unknown {
  reference = callHost(code) as Held | undefined;
  at = 0;
  return read();
}

// ── Arguments ──

function write(value: unknown, depth: number): void {
  if (NDArray.write(value)) return;
  if (typeof value === 'number') put(NUMBER, value);
  else if (isTraced(value)) writeTraced(value);
  else if (typeof value === 'boolean') put(BOOLEAN, value ? 1 : 0);
  else if (typeof value === 'string') writeText(value);
  else if (value === undefined) put(UNDEFINED);
  else if (value === null) put(NULL);
  else if (isArray(value) || isNativeTypedArray(value)) writeArray(value as ArrayLike<unknown>, depth);
  else if (typeof value === 'object') writeKeywords(value, depth);
  else throw new TypeError(`np takes numbers, arrays, lists and keywords, no ${typeof value}`);
}

function writeTraced(x: Parameters<typeof primal>[0]): void {
  const id = idOf(x);
  if (id >= 0) put(TRACED, id);
  else put(NUMBER, primal(x));
}

function writeText(text: string): void {
  put(TEXT, text.length);
  room(text.length);
  for (let i = 0; i < text.length; i++) memory[at++] = charCode(text, i);
}

function writeList(list: ArrayLike<unknown>, depth: number): void {
  if (depth > MAX_DEPTH) throw new TypeError(`a list nested more than ${MAX_DEPTH} deep is no array`);
  const { length } = list;
  put(LIST, length);
  for (let i = 0; i < length; i++) write(list[i], depth + 1);
}

function writeKeywords(object: object, depth: number): void {
  const names = getOwnPropertyNames(object);
  put(KEYWORDS, names.length);
  for (let i = 0; i < names.length; i++) {
    writeText(names[i]!);
    write(object[names[i] as never], depth + 1);
  }
}

function put(kind: number, operand?: number): void {
  room(2);
  memory[at++] = kind;
  if (operand !== undefined) memory[at++] = operand;
}

function room(count: number): void {
  if (at + count > end)
    throw new RangeError(
      'the lists in this call are too long: put plain numbers into one array with np.array(list), traced ones together in parts with np.concatenate',
    );
}

// ── Lists of plain numbers ──

function writeArray(list: ArrayLike<unknown>, depth: number): void {
  const shape: number[] = [];
  let size = 1;
  for (
    let inner: unknown = list;
    isArray(inner) || isNativeTypedArray(inner);
    inner = (inner as unknown[])[0]
  ) {
    const { length } = inner as ArrayLike<unknown>;
    shape[shape.length] = length;
    size *= length;
    if (shape.length > MAX_DEPTH) break;
  }
  if (size < LONG || !isPlain(list, shape, 0)) {
    writeList(list, depth);
    return;
  }
  put(UPLOADED, shape.length);
  room(shape.length + 1);
  for (let i = 0; i < shape.length; i++) memory[at++] = shape[i]!;
  const first = at;
  host.upload(first, upload(list, shape, 0, first, first));
}

/** Whether a list has this shape and holds nothing but plain numbers. */
function isPlain(list: unknown, shape: readonly number[], depth: number): boolean {
  if (depth === shape.length) return typeof list === 'number';
  if (!(isArray(list) || isNativeTypedArray(list))) return false;
  const items = list as ArrayLike<unknown>;
  if (items.length !== shape[depth]) return false;
  for (let i = 0; i < items.length; i++) if (!isPlain(items[i], shape, depth + 1)) return false;
  return true;
}

/** Write the numbers of a list between `first` and the end of the memory, sending them whenever that is full; return where the next goes. */
function upload(
  list: ArrayLike<unknown>,
  shape: readonly number[],
  depth: number,
  first: number,
  next: number,
): number {
  let to = next;
  for (let i = 0; i < list.length; i++) {
    if (depth < shape.length - 1) to = upload(list[i] as ArrayLike<unknown>, shape, depth + 1, first, to);
    else {
      if (to === end) {
        host.upload(first, end);
        to = first;
      }
      memory[to++] = list[i] as number;
    }
  }
  return to;
}

// ── Results ──

/** Read the next token. The reference to the first array came with the call. */
function read(): unknown {
  const kind = memory[at++];
  switch (kind) {
    case NUMBER:
      return memory[at++];
    case TRACED:
      return newTraced(memory[at++]!);
    case ARRAY:
      return readArray();
    case BOOLEAN:
      return memory[at++] !== 0;
    case TEXT:
      return readText();
    case LIST:
      return readList();
    case TOGETHER:
      return readTogether();
    default:
      return null;
  }
}

function readArray(): NDArray {
  entry = memory[at++]!;
  if (reference === undefined) reference = host.fetch() as Held | undefined;
  const array = new NDArray();
  reference = undefined;
  return array;
}

function readText(): string {
  const length = memory[at++]!;
  let text = '';
  for (let i = 0; i < length; i++) text += stringOf(memory[at++]!);
  return text;
}

function readList(): unknown[] {
  const length = memory[at++]!;
  const list: unknown[] = [];
  for (let i = 0; i < length; i++) list[i] = read();
  return list;
}

/** Read a list of numbers and arrays that share a reference. */
function readTogether(): unknown[] {
  const length = memory[at++]!;
  const list: unknown[] = [];
  let place = at;
  for (let i = 0; i < length; i++, place += 2) {
    entry = memory[place + 1]!;
    if (memory[place] !== ARRAY) list[i] = entry;
    else {
      if (reference === undefined) reference = host.fetch() as Held | undefined;
      list[i] = new NDArray();
    }
  }
  at = place;
  reference = undefined;
  return list;
}
