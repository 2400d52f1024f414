/**
 * Arrays in ordinary Node programs, and calls of functions with them. A call is made of nodes in a graph that is forgotten at once: all
 * of them are known, so they are computed as they are made. What an array has is what it has in the sandbox (`numpy/members.ts`),
 * but for operators, which are functions here: `np.add(x, y)`.
 */

import {
  arrayError,
  type DType,
  type Shape,
  sizeOf,
  type NDArray as Value,
  width,
} from '../array/ndarray.ts';
import { formatArray, reprArray } from '../array/print.ts';
import { ScratchGraph } from '../graph/scratch.ts';
import { NUMPY_FUNCTIONS } from '../numpy/index.ts';
import { LIST_METHODS, METHODS, MISSING_MEMBERS } from '../numpy/members.ts';
import { type Argument, Np, Plain, Ref, type Result } from '../numpy/np.ts';
import { asArray } from '../ops/compute.ts';
import { kernels } from './kernels.ts';

const graph = new ScratchGraph();
const np = new Np(graph, kernels, {
  value: () => {
    throw new TypeError('a value is not known');
  },
  pin() {},
  warn: (text) => process.emitWarning(text),
});

const functions = new Map(NUMPY_FUNCTIONS.flatMap((row) => row.names.map((name) => [name, row] as const)));

/** An array. Made by functions of `np` only. */
export class NDArray {
  #value: Value;

  constructor(value: Value) {
    this.#value = value;
  }

  static value(x: NDArray): Value {
    return x.#value;
  }

  get shape(): Shape {
    return [...this.#value.shape];
  }

  get ndim(): number {
    return this.#value.shape.length;
  }

  get size(): number {
    return sizeOf(this.#value.shape);
  }

  get length(): number | undefined {
    return this.#value.shape[0];
  }

  get dtype(): DType {
    return this.#value.dtype;
  }

  get T(): unknown {
    return call('np.transpose', [this]);
  }

  get real(): unknown {
    return call('np.real', [this]);
  }

  get imag(): unknown {
    return call('np.imag', [this]);
  }

  at(...items: unknown[]): unknown {
    return call('index', [this, ...items]);
  }

  item(...items: unknown[]): unknown {
    if (items.length > 0)
      return (items.length === 1 ? (call('np.ravel', [this]) as NDArray) : this).at(...items);
    if (this.size !== 1) throw arrayError(`an array of ${this.size} elements is no number`);
    return elementOf(this.#value, 0);
  }

  /** Complex elements are objects of `re` and `im`. */
  tolist(): unknown {
    const { shape, dtype, data } = this.#value;
    let at = 0;
    const next = (): unknown => {
      if (dtype === 'complex128') return { re: data[at++], im: data[at++] };
      return dtype === 'bool' ? data[at++] !== 0 : data[at++];
    };
    const nest = (axis: number): unknown =>
      axis === shape.length ? next() : Array.from({ length: shape[axis]! }, () => nest(axis + 1));
    return nest(0);
  }

  toJSON(): unknown {
    return this.tolist();
  }

  fill(value: unknown): void {
    this.assign(value, '...');
  }

  map(f: (row: unknown, index: number, rows: unknown[]) => unknown, self?: unknown): unknown {
    const list = rowsOf(this).map(f, self);
    const isNumeric = list.every((x) => typeof x === 'number' || x instanceof NDArray);
    return isNumeric ? call('np.array', [list]) : list;
  }

  slice(from: number | '' = '', to: number | '' = ''): unknown {
    return this.at(`${from}:${to}`);
  }

  /** this[items] = value, in place. */
  assign(value: unknown, ...items: unknown[]): void {
    this.#value = compute((b) => {
      const result = functions.get('assign')!.call(b, [this, value, ...items].map(argumentOf)) as number;
      return b.cast(result as never, this.#value.dtype);
    }, knownOf);
  }

  toString(): string {
    return formatArray(this.#value);
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return reprArray(this.#value);
  }

  valueOf(): unknown {
    return this.size === 1 ? this.item() : this;
  }

  /** As a key or in a text it is its text; in arithmetic its only element. */
  [Symbol.toPrimitive](hint: string): unknown {
    if (hint === 'string') {
      lastText = this.toString();
      lastArray = this;
      return lastText;
    }
    if (this.size === 1) return this.item();
    throw new TypeError(
      'operators take arrays only in scripts that autograd-cli runs; in other programs write np.add(x, y)',
    );
  }

  [Symbol.iterator](): Iterator<unknown> {
    return rowsOf(this)[Symbol.iterator]();
  }
}

// ── Elements ──

/** A row, or an element of an array of one axis. */
function elementOf({ dtype, data }: Value, i: number): unknown {
  if (dtype === 'complex128') return new NDArray({ shape: [], dtype, data: data.slice(2 * i, 2 * i + 2) });
  return dtype === 'bool' ? data[i] !== 0 : data[i];
}

function rowsOf(x: NDArray): unknown[] {
  const value = NDArray.value(x);
  const [count, ...shape] = value.shape;
  if (count === undefined) throw new TypeError('an array without axes cannot be iterated; write x.item()');
  if (shape.length === 0) return Array.from({ length: count }, (_, i) => elementOf(value, i));
  const length = sizeOf(shape) * width(value.dtype);
  return Array.from({ length: count }, (_, i) => {
    const data = value.data.slice(i * length, (i + 1) * length);
    return new NDArray({ shape, dtype: value.dtype, data });
  });
}

// ── Calls ──

/** Call one of NumPy's functions by its name. */
export function call(name: string, args: readonly unknown[]): unknown {
  const row = functions.get(name)!;
  const result = compute((b) => row.call(b, args.map(argumentOf)), returned);
  if (Array.isArray(result))
    for (const [i, member] of row.results?.entries() ?? [])
      Object.defineProperty(result, member, { value: result[i] });
  return result;
}

/** Return what `read` makes of the nodes that `body` writes. */
export function compute<R extends Result, T>(body: (b: Np) => R, read: (result: R) => T): T {
  try {
    return read(body(np));
  } finally {
    graph.clear();
  }
}

/** Return an argument as NumPy's functions take it. */
export function argumentOf(value: unknown): Argument {
  if (value instanceof NDArray) return new Ref(np.literal(NDArray.value(value)));
  if (Array.isArray(value)) return value.map(argumentOf);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
    throw new TypeError(`np takes numbers, arrays, lists and keywords, no ${typeof value}`);
  if (typeof value !== 'object' || value === null) return value as Argument;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, argumentOf(member)]));
}

function knownOf(node: Result): Value {
  return asArray(np.constantOf(node as never)!);
}

/** Return a result as a program gets it: numbers, truths and arrays. */
export function returned(result: Result): unknown {
  if (result instanceof Plain) return result.value;
  if (typeof result !== 'number') return result.map(returned);
  const value = knownOf(result);
  return value.shape.length === 0 ? elementOf(value, 0) : new NDArray(value);
}

// ── Members that are functions of `np` or methods of lists, and indices ──

for (const name of METHODS) {
  const full = functions.has(`method.${name}`) ? `method.${name}` : `np.${name}`;
  method(name, (x, args) => call(full, [x, ...args]));
}
for (const name of LIST_METHODS) {
  const native = Array.prototype[name] as (...args: unknown[]) => unknown;
  method(name, (x, args) => native.apply(rowsOf(x), args));
}

function method(name: string, f: (x: NDArray, args: unknown[]) => unknown): void {
  const { value } = {
    value(this: NDArray, ...args: unknown[]): unknown {
      return f(this, args);
    },
  };
  Object.defineProperty(value, 'name', { value: name });
  Object.defineProperty(NDArray.prototype, name, { value });
}

/** The last array that was turned into text, which may be a key. */
let lastText: string | undefined;
let lastArray: NDArray | undefined;

const MISSING: ReadonlySet<string> = new Set(MISSING_MEMBERS);

/** Return what a key chooses by: an array, a whole number or a text; undefined if it is no index. */
function itemOfKey(key: string | symbol): unknown {
  if (typeof key === 'symbol') return undefined;
  if (key === lastText) return lastArray;
  if (!/^[-+\d.: ]|^newaxis|^None/.test(key)) return undefined;
  return /^[-+]?\d+$/.test(key) ? Number(key) : key;
}

/** Only what is no member gets here. */
const indices: ProxyHandler<object> = {
  get(_, key, x) {
    const item = itemOfKey(key);
    if (item !== undefined && x instanceof NDArray) return x.at(item);
    if (MISSING.has(key as string))
      throw new TypeError(`arrays have no ${String(key)} here, other than NumPy's`);
    return undefined;
  },
  set(_, key, value, x) {
    const item = itemOfKey(key);
    if (item === undefined)
      throw new TypeError(`an array has no element or property ${String(key)} to assign to`);
    (x as NDArray).assign(value, item);
    return true;
  },
};
Object.setPrototypeOf(NDArray.prototype, new Proxy(Object.create(null), indices));
