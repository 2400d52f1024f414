/**
 * `np.random`: generators of the host, which gives NumPy's own numbers. The functions of `np.random` itself share one generator, which
 * begins at the seed anew with each evaluation, as `Math.random` does.
 */

import { callInternal, isNDArray, makeOnHost } from './array-calls.ts';
import { host } from './host.ts';
import { isArray } from './intrinsics.ts';
import { namespace } from './namespace.ts';
import { evaluations } from './random.ts';

/** Names of methods; a constant of the build. */
declare const RANDOM_NAMES: Readonly<Record<Kind, readonly string[]>>;

type Kind = 'legacy' | 'generator';
type Fn = (...args: unknown[]) => unknown;

/** A generator of the host: its number there, and what keeps it alive. */
class Source {
  readonly entry: unknown;
  readonly reference: unknown;

  constructor(kind: Kind, seed: unknown) {
    [this.entry, this.reference] = makeOnHost('generator', kind, seed);
  }
}

let shared: Source | undefined;
let sharedSince = -1;

/** The generator of the functions of `np.random`. */
function sharedSource(): Source {
  if (shared === undefined || sharedSince !== evaluations) {
    shared = new Source('legacy', host.seed);
    sharedSince = evaluations;
  }
  return shared;
}

const drawn = (source: Source, name: string, args: readonly unknown[]): unknown =>
  callInternal('draw', source.entry, name, args);

/** Reorder an array or a list in place. */
function shuffle(source: Source, x: unknown): void {
  if (isNDArray(x)) {
    callInternal('assign', x, drawn(source, 'shuffle', [x]), '...');
    return;
  }
  if (!isArray(x)) throw new TypeError('np.random.shuffle takes an array or a list');
  const before: unknown[] = [];
  for (let i = 0; i < x.length; i++) before[i] = i;
  const order = drawn(source, 'shuffle', [before]) as ArrayLike<number>;
  for (let i = 0; i < x.length; i++) before[i] = x[i];
  for (let i = 0; i < x.length; i++) x[i] = before[order[i]!];
}

/** The methods of a kind of generator; `find` says of which one. */
function methods(kind: Kind, find: () => Source): Record<string, Fn> {
  const result: Record<string, Fn> = { __proto__: null as never };
  const names = RANDOM_NAMES[kind];
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    result[name] = name === 'shuffle' ? (x) => shuffle(find(), x) : (...args) => drawn(find(), name, args);
  }
  return result;
}

/** A generator of its own, called with `new` or without. */
function generator(label: string, kind: Kind): Fn {
  // No arrow function: `new` wants a constructor.
  return function make(seed?: unknown): object {
    let source = new Source(kind, seed);
    const members = methods(kind, () => source);
    if (kind === 'legacy') {
      members.seed = (again?: unknown) => {
        source = new Source(kind, again);
      };
    }
    return namespace(label, members);
  };
}

export const npRandom = namespace('np.random', {
  ...methods('legacy', sharedSource),
  seed(seed?: unknown): void {
    shared = new Source('legacy', seed);
    sharedSince = evaluations;
  },
  RandomState: generator('RandomState', 'legacy'),
  default_rng: generator('Generator', 'generator'),
});
