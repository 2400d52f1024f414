/**
 * `np.random`: the arguments of a random method as its row wants them. The numbers are NumPy's own (`array/random`); they depend on
 * nothing that varies, so arguments are pinned.
 */

import { svd } from '../array/linalg/svd.ts';
import { arrayError, type NDArray } from '../array/ndarray.ts';
import { GENERATOR_METHODS, Generator } from '../array/random/default-rng.ts';
import type { Parameter, RandomMethod } from '../array/random/method.ts';
import { RANDOM_METHODS, RandomState } from '../array/random/random-state.ts';
import type { RandomMath } from '../array/random/source.ts';
import { type Argument, type Keywords, type Np, Ref, type Result } from './np.ts';
import * as p from './parameters.ts';

export type RandomSource = RandomState | Generator;

/** The names of the methods of `np.random.RandomState`, which are functions of `np.random` too, and of `default_rng`. */
export const RANDOM_NAMES = {
  legacy: Object.keys(RANDOM_METHODS),
  generator: Object.keys(GENERATOR_METHODS),
} as const;

/** Return a generator that begins at `seed`. */
export function newGenerator(np: Np, kind: keyof typeof RANDOM_NAMES, seed: Argument): RandomSource {
  const begin = seed === undefined || seed === null ? 0 : p.integers.parse(np, seed, 'np.random: seed');
  const math = mathOf(np);
  return kind === 'legacy'
    ? new RandomState({ math, svd: (matrix) => svd(matrix) }, begin)
    : new Generator(math, begin);
}

function mathOf(np: Np): RandomMath {
  const kernel = (name: string) => np.kernelOf(name) as never;
  return {
    exp: kernel('exp'),
    log: kernel('log'),
    log1p: kernel('log1p'),
    cos: kernel('cos'),
    acos: kernel('acos'),
    pow: kernel('pow'),
  };
}

/** Call a method of a generator with what the script gave: positional arguments, then maybe one plain object of keywords. */
export function draw(np: Np, source: RandomSource, name: string, given: readonly Argument[]): Result {
  const table: Readonly<Record<string, RandomMethod<never>>> =
    source instanceof RandomState ? RANDOM_METHODS : GENERATOR_METHODS;
  const method = table[name]!;
  const drawn = method.call(source as never, ...valuesOf(np, name, method.parameters, given));
  return typeof drawn === 'number' ? np.constant(drawn) : np.literal(drawn);
}

function valuesOf(
  np: Np,
  name: string,
  parameters: readonly Parameter[],
  given: readonly Argument[],
): unknown[] {
  const last = given.at(-1);
  const keywords: Keywords = isKeywords(last) ? last : {};
  const positional = keywords === last ? given.slice(0, -1) : given;
  for (const keyword of Object.keys(keywords)) {
    if (!parameters.some((parameter) => parameter.name === keyword))
      throw arrayError(`np.random.${name} has no parameter ${keyword}`);
  }
  if (parameters[0]?.kind === 'lengths')
    return positional.map((length) => p.integer.parse(np, length, `np.random.${name}`));
  if (positional.length > parameters.length)
    throw arrayError(`np.random.${name} takes at most ${parameters.length} arguments`);
  return parameters.map((parameter, i) => {
    const argument = positional[i] ?? keywords[parameter.name];
    const isAbsent = argument === undefined || (argument === null && parameter.default === null);
    return isAbsent ? undefined : argumentOf(np, argument, parameter, `np.random.${name}: ${parameter.name}`);
  });
}

function isKeywords(argument: Argument): argument is Keywords {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    !Array.isArray(argument) &&
    !(argument instanceof Ref)
  );
}

function argumentOf(np: Np, argument: Argument, { kind }: Parameter, where: string): unknown {
  switch (kind) {
    case 'real':
    case 'integer':
    case 'array':
      return numberOrArray(np.pinned(p.array.parse(np, argument, where)));
    case 'size':
      return p.integers.parse(np, argument, where);
    case 'axis':
      return p.integer.parse(np, argument, where);
    case 'boolean':
      return p.flag.parse(np, argument, where);
    case 'integer dtype':
      return p.text.parse(np, argument, where);
    case 'lengths':
      return undefined;
  }
}

/** A 0-d array as its number. */
function numberOrArray(value: NDArray): number | NDArray {
  return value.shape.length === 0 ? value.data[0]! : value;
}
