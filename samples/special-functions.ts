// Special functions: the field of a round aperture (Airy's pattern), the error function, the gamma function.
//
//   autograd-cli grad -n 2 samples/special-functions.ts -e airy --range 0.5:8.5:2
//   autograd-cli grad -n 4 samples/special-functions.ts -e bell --at 0,0.5,1
//   autograd-cli plot samples/special-functions.ts -e factorial --range 0.1:4 --width 72 --height 16

import { special } from 'autograd-cli/scipy';

/** Intensity of light behind a round hole, at the angle x (in units of wavelength over diameter). */
export function airy(x: number): number {
  return ((2 * special.j1(x)) / x) ** 2;
}

/** The integral of the bell curve. */
export const bell = (x: number): number => special.erf(x / Math.SQRT2);

/** x! between the integers. */
export const factorial = (x: number): number => special.gamma(x + 1);

/** What `autograd-cli check samples/special-functions.ts` proves: the derivatives that tables have. */
export const checks = [
  { f: bell, df: (x: number) => Math.sqrt(2 / Math.PI) * Math.exp(-(x ** 2) / 2), range: [-4, 4], name: 'the bell curve' },
  { f: factorial, df: (x: number) => factorial(x) * special.digamma(x + 1), range: [-0.5, 4], name: 'x! ψ(x + 1)' },
  { f: airy, df: (x: number) => (-8 * special.j1(x) * special.jn(2, x)) / x ** 2, range: [0.5, 8.5], name: 'slope of the pattern' },
];
