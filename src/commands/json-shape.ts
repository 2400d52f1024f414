/**
 * The structure of JSON arguments: numbers in lists and objects, a complex number being `{"re":…,"im":…}`. Knows nothing of
 * functions.
 */

import { showShape } from '../array/ndarray.ts';

type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isComplex(value: unknown): value is { readonly re: number; readonly im: number } {
  return (
    isJsonObject(value) &&
    Object.keys(value).length === 2 &&
    typeof value.re === 'number' &&
    typeof value.im === 'number'
  );
}

/** Return how many numbers there are in `value`; a complex one is one. */
export function numbersIn(value: unknown): number {
  if (typeof value === 'number' || isComplex(value)) return 1;
  if (Array.isArray(value)) return value.reduce<number>((count, item) => count + numbersIn(item), 0);
  return isJsonObject(value) ? numbersIn(Object.values(value)) : 0;
}

/** Return how many numbers each array in `value` has: lists of one shape are one array. */
export function arraySizes(value: unknown): number[] {
  if (shapeOf(value) !== undefined) return [numbersIn(value)];
  if (Array.isArray(value)) return value.flatMap(arraySizes);
  return isJsonObject(value) ? Object.values(value).flatMap(arraySizes) : [];
}

/** Whether `value` has a number wherever `model` has one, and is built alike. */
export function isBuiltLike(value: unknown, model: unknown): boolean {
  if (typeof model === 'number') return typeof value === 'number';
  if (isComplex(model)) return typeof value === 'number' || isComplex(value);
  if (Array.isArray(model)) {
    return (
      Array.isArray(value) &&
      value.length === model.length &&
      model.every((item, i) => isBuiltLike(value[i], item))
    );
  }
  if (!isJsonObject(model)) return true; // a text or a truth does not vary
  const keys = Object.keys(model);
  return (
    isJsonObject(value) &&
    !isComplex(value) &&
    Object.keys(value).length === keys.length &&
    keys.every((key) => Object.hasOwn(value, key) && isBuiltLike(value[key], model[key]))
  );
}

/** Say what `value` is: `a number`, `an array of shape (2, 3)`, `an object with w and b`. */
export function describeJson(value: unknown): string {
  if (value === null) return 'null';
  if (isComplex(value)) return 'a complex number';
  if (Array.isArray(value)) {
    const shape = shapeOf(value);
    return shape === undefined ? `a list of ${value.length} items` : `an array of shape ${showShape(shape)}`;
  }
  if (isJsonObject(value)) {
    const keys = Object.keys(value);
    return keys.length === 0 ? 'an empty object' : `an object with ${keys.join(', ')}`;
  }
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

/** Return the shape of nested lists of numbers, or undefined where they are no array. */
export function shapeOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value)) return typeof value === 'number' || isComplex(value) ? [] : undefined;
  if (value.length === 0) return [0];
  const inner = shapeOf(value[0]);
  if (inner === undefined) return undefined;
  const isEven = value.every((item) => shapeOf(item)?.join() === inner.join());
  return isEven ? [value.length, ...inner] : undefined;
}
