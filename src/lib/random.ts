/** `np.random` in ordinary Node programs: NumPy's own numbers. Its functions share one generator, which begins at seed 0, as in scripts. */

import { draw, newGenerator, RANDOM_NAMES, type RandomSource } from '../numpy/random.ts';
import { argumentOf, compute, NDArray, returned } from './ndarray.ts';

type Kind = keyof typeof RANDOM_NAMES;
type Fn = (...args: unknown[]) => unknown;

function newSource(kind: Kind, seed: unknown): RandomSource {
  let source: RandomSource | undefined;
  compute(
    (np) => {
      source = newGenerator(np, kind, argumentOf(seed));
      return [];
    },
    () => {},
  );
  return source!;
}

const drawn = (source: RandomSource, name: string, args: readonly unknown[]): unknown =>
  compute((np) => draw(np, source, name, args.map(argumentOf)), returned);

/** Reorder an array or a list in place. */
function shuffle(source: RandomSource, x: unknown): void {
  if (x instanceof NDArray) {
    x.assign(drawn(source, 'shuffle', [x]), '...');
    return;
  }
  if (!Array.isArray(x)) throw new TypeError('np.random.shuffle takes an array or a list');
  const before = [...x];
  const order = drawn(source, 'shuffle', [[...x.keys()]]) as Iterable<number>;
  let i = 0;
  for (const from of order) x[i++] = before[from];
}

/** The methods of a kind of generator; `find` says of which one. */
function methods(kind: Kind, find: () => RandomSource): Record<string, Fn> {
  const members = RANDOM_NAMES[kind].map((name): [string, Fn] => [
    name,
    name === 'shuffle' ? (x) => shuffle(find(), x) : (...args) => drawn(find(), name, args),
  ]);
  return Object.fromEntries(members);
}

/** Makes generators of a kind; to be called with `new` or without. */
function generator(kind: Kind): Fn {
  return function make(seed?: unknown): object {
    let source = newSource(kind, seed);
    const members = methods(kind, () => source);
    if (kind === 'generator') return members;
    const begin = (again?: unknown): void => {
      source = newSource(kind, again);
    };
    return { ...members, seed: begin };
  };
}

let shared: RandomSource | undefined;

function sharedSource(): RandomSource {
  shared ??= newSource('legacy', 0);
  return shared;
}

export const random = {
  ...methods('legacy', sharedSource),
  seed(seed?: unknown): void {
    shared = newSource('legacy', seed);
  },
  RandomState: generator('legacy'),
  default_rng: generator('generator'),
};
