/**
 * The built-ins this prelude uses, captured before any script runs: a script that replaces `Array.prototype.push` or
 * `JSON.parse` does not change what the prelude does. Prelude code calls these, indexes arrays with counters (the iteration
 * protocol can be replaced, too), and calls no method of a built-in object.
 */

const { bind, call } = Function.prototype;

/** Return `method` as a function of its receiver and its arguments, without a look-up at the time of the call. */
export const uncurry = bind.bind(call as never) as unknown as <T, A extends unknown[], R>(
  method: (this: T, ...args: A) => R,
) => (self: T, ...args: A) => R;

export const { apply, construct, ownKeys } = Reflect;
export const {
  create,
  defineProperty,
  freeze,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getPrototypeOf,
} = Object;
export const { preventExtensions, setPrototypeOf } = Object;
export const objectIs = Object.is;
export const objectPrototype = Object.prototype;
export const { isArray } = Array;
export const { parse, stringify } = JSON;
export const NativeMap = Map;
export const NativeProxy = Proxy;

/** `Math` as QuickJS made it; `math.ts` changes the script's. */
export const NativeMath: Readonly<Record<string, (...args: number[]) => number>> = freeze({
  ...(Object.fromEntries(getOwnPropertyNames(Math).map((name) => [name, Math[name as 'sin']])) as object),
});

/** The text of any value but a symbol's or a hostile object's. */
export const text: (value: unknown) => string = String;

export const push = uncurry(Array.prototype.push) as <T>(self: T[], ...items: T[]) => number;
export const join = uncurry(Array.prototype.join);
export const cut = uncurry(String.prototype.slice);
export const startsWith = uncurry(String.prototype.startsWith);
export const padEnd = uncurry(String.prototype.padEnd);
export const split = uncurry(String.prototype.split as (by: string) => string[]);
export const repeat = uncurry(String.prototype.repeat);
export const replaceAll = uncurry(String.prototype.replaceAll as (pattern: string, by: string) => string);
export const trim = uncurry(String.prototype.trim);
export const indexOf = uncurry(String.prototype.indexOf as (search: string) => number);
export const charCode = uncurry(String.prototype.charCodeAt);
export const stringOf = String.fromCharCode;
export const functionText = uncurry(Function.prototype.toString);

const typedArrayName = getOwnPropertyDescriptor(
  getPrototypeOf(Int8Array.prototype) as object,
  Symbol.toStringTag,
)!.get!;

/** Whether `value` is one of the engine's own typed arrays. */
export function isNativeTypedArray(value: unknown): value is ArrayLike<number> {
  const name: unknown = apply(typedArrayName, value, []);
  return name !== undefined && name !== 'BigInt64Array' && name !== 'BigUint64Array';
}

/** Whether `value` is an object or a function. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/**
 * Replace methods of `owner` by those of `methods`, in the natives' places: not enumerable, with the natives' `length`.
 */
export function override(owner: object, methods: object): void {
  const names = getOwnPropertyNames(methods);
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    const value = methods[name as never] as object;
    const native = owner[name as never] as ((...args: unknown[]) => unknown) | undefined;
    if (native !== undefined) defineProperty(value, 'length', { value: native.length, configurable: true });
    defineProperty(value, 'name', { value: name, configurable: true });
    defineProperty(owner, name, { value, writable: true, enumerable: false, configurable: true });
  }
}

/** Make every property that `owner` has now constant; new ones may still be added. */
export function lock(owner: object): void {
  const keys = ownKeys(owner);
  for (let i = 0; i < keys.length; i++) {
    const descriptor = getOwnPropertyDescriptor(owner, keys[i]!)!;
    if (descriptor.configurable !== true && descriptor.writable !== true) continue;
    defineProperty(owner, keys[i]!, {
      configurable: false,
      ...('value' in descriptor ? { writable: false } : undefined),
    });
  }
}

/**
 * Put `replacement` in the place of the global constructor `native`: with its name, its statics and its prototype, so that
 * `instanceof`, `extends` and `x.constructor` go on as before.
 */
export function replaceConstructor(native: Constructor, replacement: object): void {
  const keys = ownKeys(native);
  for (let i = 0; i < keys.length; i++)
    defineProperty(replacement, keys[i]!, getOwnPropertyDescriptor(native, keys[i]!)!);
  const place = { value: replacement, writable: true, enumerable: false, configurable: true };
  defineProperty(native.prototype, 'constructor', place);
  defineProperty(globalThis, native.name, place);
}

interface Constructor {
  readonly name: string;
  readonly prototype: object;
}
