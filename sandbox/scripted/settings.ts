/**
 * Arguments of the functions here: in order, or by name in one plain object at the end, as everywhere in `np`. Nothing else is known of
 * them.
 */

/** Return the settings that `given` stands for; what is not given is as in `standard`, whose keys are the parameters in order. */
export function settingsOf<T extends object>(caller: string, standard: T, given: readonly unknown[]): T {
  const names = Object.keys(standard);
  const last = given.at(-1);
  const named = isKeywords(last) ? last : {};
  const positional = isKeywords(last) ? given.slice(0, -1) : given;
  if (positional.length > names.length)
    throw new TypeError(`${caller}: too many arguments; after x0 it takes ${names.join(', ')}`);
  const unknown = Object.keys(named).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`${caller} has no parameter ${unknown}; it takes ${names.join(', ')}`);
  const entries = names.map((name, i) => [name, named[name] ?? positional[i]]);
  const present = entries.filter(([, value]) => value !== undefined && value !== null);
  return { ...standard, ...Object.fromEntries(present) };
}

function isKeywords(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Return `value`, which must be a function. */
export function functionOf(caller: string, what: string, value: unknown): (...args: unknown[]) => unknown {
  if (typeof value === 'function') return value as (...args: unknown[]) => unknown;
  throw new TypeError(
    `${caller} expects a function as ${what}, got ${value === null ? 'null' : typeof value}`,
  );
}

/** Return `value`, which must be a number of iterations. */
export function countOf(caller: string, name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0) return value;
  throw new TypeError(`${caller}: ${name} must be a whole number of 0 or more, got ${value}`);
}
