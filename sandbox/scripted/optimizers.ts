/**
 * `autograd-cli/optimizers`: stochastic optimizers over any nesting of numbers and arrays, with the parameters of HIPS autograd, and
 * `minimize`. Ordinary script code: the build rewrites it as it would a user's.
 */

import { minimize } from './minimize.ts';
import { countOf, functionOf, settingsOf } from './settings.ts';
import { progress } from './tell.ts';

export { minimize };

/** All parameters as one vector, whatever they were given as. */
type Vector = number;
type Step = (x: Vector, g: Vector, i: number) => Vector;

interface Common {
  readonly callback: unknown;
  readonly num_iters: number;
}

/** Follow `step` from x0, the gradient asked for at each point; return the last point, made like x0. */
function follow(caller: string, grad: unknown, x0: unknown, settings: Common, step: Step): unknown {
  const gradient = functionOf(caller, 'the gradient', grad);
  const callback =
    settings.callback === undefined ? undefined : functionOf(caller, 'callback', settings.callback);
  const count = countOf(caller, 'num_iters', settings.num_iters);
  let [x, unflatten] = flatten(x0);
  for (let i = 0; i < count; i++) {
    const point = unflatten(x);
    const slope = gradient(point, i);
    const [g] = flatten(slope);
    if (g.size !== x.size)
      throw new TypeError(`${caller}: the gradient has ${g.size} numbers, x0 has ${x.size}`);
    if (callback) callback(point, i, slope);
    x = step(x, g, i);
    progress(i + 1, count);
  }
  return unflatten(x);
}

/** Stochastic gradient descent with momentum. */
export function sgd(grad: unknown, x0: unknown, ...given: unknown[]): unknown {
  const standard = { callback: undefined, num_iters: 200, step_size: 0.1, mass: 0.9 };
  const settings = settingsOf('sgd', standard, given);
  const { step_size, mass } = settings;
  let velocity: Vector = 0;
  return follow('sgd', grad, x0, settings, (x, g) => {
    velocity = mass * velocity - (1 - mass) * g;
    return x + step_size * velocity;
  });
}

/** RMSProp: steps in parts of the root of the mean square of past gradients. */
export function rmsprop(grad: unknown, x0: unknown, ...given: unknown[]): unknown {
  const standard = { callback: undefined, num_iters: 100, step_size: 0.1, gamma: 0.9, eps: 1e-8 };
  const settings = settingsOf('rmsprop', standard, given);
  const { step_size, gamma, eps } = settings;
  let meanSquare: Vector = 1;
  return follow('rmsprop', grad, x0, settings, (x, g) => {
    meanSquare = meanSquare * gamma + g ** 2 * (1 - gamma);
    return x - (step_size * g) / (np.sqrt(meanSquare) + eps);
  });
}

/** Adam (Kingma & Ba 2015, algorithm 1). */
export function adam(grad: unknown, x0: unknown, ...given: unknown[]): unknown {
  const standard = {
    callback: undefined, num_iters: 100, step_size: 0.001, b1: 0.9, b2: 0.999, eps: 1e-8,
  }; // biome-ignore format: in the order of the arguments
  const settings = settingsOf('adam', standard, given);
  const { step_size, b1, b2, eps } = settings;
  let m: Vector = 0;
  let v: Vector = 0;
  return follow('adam', grad, x0, settings, (x, g, i) => {
    m = (1 - b1) * g + b1 * m;
    v = (1 - b2) * g ** 2 + b2 * v;
    const mhat = m / (1 - b1 ** (i + 1));
    const vhat = v / (1 - b2 ** (i + 1));
    return x - (step_size * mhat) / (np.sqrt(vhat) + eps);
  });
}

export default { sgd, rmsprop, adam, minimize };
