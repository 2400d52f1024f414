/** `np`, `special`, `stats` and `scipy` for ordinary Node programs: the functions of the tables, untraced. */

import type { NumpyFunction } from '../numpy/define.ts';
import { NUMPY_FUNCTIONS } from '../numpy/index.ts';
import { CONSTANTS } from '../numpy/members.ts';
import { call } from './ndarray.ts';
import { random } from './random.ts';
import { unavailable } from './unavailable.ts';

/** Functions, constants, and namespaces of them. */
export interface Namespace {
  readonly [name: string]: unknown;
}

/** The functions whose names begin with `prefix`, and `own` members. */
function namespace(prefix: string, own: Namespace = {}): Namespace {
  const members: Record<string, unknown> = { ...own };
  for (const row of NUMPY_FUNCTIONS) {
    for (const full of row.names.filter((name) => name.startsWith(prefix))) {
      const [name, ...rest] = full.slice(prefix.length).split('.') as [string, ...string[]];
      members[name] ??= rest.length > 0 ? namespace(`${prefix}${name}.`) : functionOf(row, full, name);
    }
  }
  return Object.freeze(members);
}

/** What the parameters of functions of each element are called. */
const OPERANDS: ReadonlySet<string> = new Set(['x', 'y', 'z', 'x1', 'x2']);

/** The function `full` of a table. Functions of each element ignore further arguments, as `map` gives them. */
function functionOf({ parameters }: NumpyFunction, full: string, name: string): unknown {
  const entries = Object.entries(parameters);
  const isElementwise = entries.every(([key, { type }]) => OPERANDS.has(key) && type === 'ArrayLike');
  const most = isElementwise ? entries.length : Number.POSITIVE_INFINITY;
  return Object.defineProperty((...args: unknown[]) => call(full, args.slice(0, most)), 'name', {
    value: name,
  });
}

/** Values in place of the functions among them. */
function piecewise(x: unknown, conditions: unknown, choices: unknown): unknown {
  const chosen = (choice: unknown): unknown => (typeof choice === 'function' ? choice(x) : choice);
  return call('np.piecewise', [x, conditions, Array.isArray(choices) ? choices.map(chosen) : choices]);
}

const constants = Object.fromEntries(Object.entries(CONSTANTS).map(([name, { value }]) => [name, value]));

export const np = namespace('np.', { ...constants, random: Object.freeze(random), piecewise });
export const special = namespace('special.');
export const stats = namespace('stats.');
export const scipy = namespace('scipy.', {
  special,
  stats,
  integrate: { odeint: unavailable('scipy.integrate.odeint') },
});
