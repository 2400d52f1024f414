// A script of several files: the swing of a damped pendulum after a push, its data in JSON, its methods in another module.
//
//   autograd-cli grad -n 2 samples/pendulum/pendulum.ts --range 0:2/5
//   autograd-cli plot samples/pendulum/pendulum.ts --range 0:12 --width 72 --height 16

import { integrate } from './integrate';
import parameters from './parameters.json';

const { gravity, length, damping } = parameters;

/** The angle one second after a push with angular velocity `push`. */
export function pendulum(push: number): number {
  const [angle] = integrate(
    ([theta, omega]) => [omega, -(gravity / length) * Math.sin(theta) - damping * omega],
    [0, push],
    { from: 0, to: 1, steps: 50 },
  );
  return angle;
}
