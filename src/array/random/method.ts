/**
 * The shape of a row of the tables of random methods: all that guest bindings, typings and documents need to know of one. Rows of
 * distributions are made from their parameters and a function that draws one number.
 */

import { arrayError } from '../ndarray.ts';
import { type Drawn, fill, type Real, type Size } from './fill.ts';
import type { Source } from './source.ts';

/** What a parameter takes. A `real` or an `integer` may be an array, an `array` also a number; `lengths` are all further arguments. */
export type ParameterKind =
  | 'real'
  | 'integer'
  | 'size'
  | 'lengths'
  | 'array'
  | 'axis'
  | 'boolean'
  | 'integer dtype';

export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  /** The value of an absent argument; `null` is NumPy's None. A parameter without it must be given. */
  readonly default?: number | boolean | 'int64' | null;
}

export const SIZE: Parameter = { name: 'size', kind: 'size', default: null };
export const LENGTHS: Parameter = { name: 'lengths', kind: 'lengths' };
/** What both generators' `choice` begins with. */
export const SUBSET: readonly Parameter[] = [
  { name: 'a', kind: 'array' },
  SIZE,
  { name: 'replace', kind: 'boolean', default: true },
  { name: 'p', kind: 'array', default: null },
];

/** A method of a generator `S`. Arguments of `call` are in the order of `parameters`; an absent one is undefined. */
export interface RandomMethod<S> {
  /** One line, without a full stop. */
  readonly doc: string;
  readonly parameters: readonly Parameter[];
  call(state: S, ...values: readonly unknown[]): Drawn;
}

/** The values a parameter may have. Not a number is in none. */
export interface Domain {
  readonly holds: (value: number) => boolean;
  /** Completes "scale must be …". */
  readonly text: string;
}

export const NON_NEGATIVE: Domain = { holds: (x) => x >= 0, text: 'at least 0' };
export const POSITIVE: Domain = { holds: (x) => x > 0, text: 'above 0' };
export const ABOVE_ONE: Domain = { holds: (x) => x > 1, text: 'above 1' };
export const PROBABILITY: Domain = { holds: (x) => x >= 0 && x <= 1, text: 'from 0 to 1' };
export const POSITIVE_PROBABILITY: Domain = { holds: (x) => x > 0 && x <= 1, text: 'above 0 and at most 1' };
export const BELOW_ONE: Domain = { holds: (x) => x >= 0 && x < 1, text: 'at least 0 and below 1' };
export const COUNT: Domain = {
  holds: (x) => x >= 0 && Number.isInteger(x),
  text: 'a non-negative integer',
};
export const FINITE: Domain = { holds: Number.isFinite, text: 'finite' };
export const INTEGER: Domain = { holds: Number.isSafeInteger, text: 'an integer' };
const ANY: Domain = { holds: () => true, text: '' };

/** A parameter of a distribution: its name, where its values lie, what it is if absent. */
export interface RealParameter {
  readonly name: string;
  readonly domain?: Domain;
  readonly default?: number;
}

/** Return the row of a distribution: `draw` makes one number; the method broadcasts parameters and fills `size`. */
export function distribution<S extends Source>(
  doc: string,
  dtype: 'float64' | 'int64',
  parameters: readonly RealParameter[],
  draw: (source: S, a: number, b: number, c: number) => number,
) {
  return {
    doc,
    parameters: [
      ...parameters.map(({ name, domain, default: value }): Parameter => {
        const kind = domain === COUNT ? 'integer' : 'real';
        return value === undefined ? { name, kind } : { name, kind, default: value };
      }),
      SIZE,
    ],
    call(state: S, ...values: readonly (Real | Size)[]): Drawn {
      const given = parameters.map((parameter, i) => realArgument(parameter, values[i] as Real | undefined));
      const size = values[parameters.length] as Size;
      return fill(size, dtype, given, (a, b, c) => draw(state, a, b, c));
    },
  };
}

function realArgument(parameter: RealParameter, given: Real | undefined): Real {
  const value = given ?? parameter.default;
  if (value === undefined) throw arrayError(`an argument is missing: ${parameter.name}`);
  checkDomain(parameter.name, value, parameter.domain ?? ANY);
  return value;
}

/** Throw E_SCRIPT unless all elements are real and in the domain. */
export function checkDomain(name: string, value: Real, domain: Domain): void {
  if (typeof value === 'number') {
    checkElement(name, value, domain);
    return;
  }
  if (value.dtype === 'complex128') throw arrayError(`${name} must be real, not complex`);
  for (const element of value.data) checkElement(name, element, domain);
}

function checkElement(name: string, element: number, domain: Domain): void {
  if (!domain.holds(element)) throw arrayError(`${name} must be ${domain.text}, not ${element}`);
}
