// The poster's sine wave with its first and second derivative.
//
//   autograd-cli grad -n 2 samples/sinusoid.ts --range 0:2pi --samples 9
//   autograd-cli plot -n 2 samples/sinusoid.ts --range -2pi:2pi --width 72 --height 16

import np from 'autograd-cli/numpy';

export const sinusoid = (x: number): number => np.sin(x);
