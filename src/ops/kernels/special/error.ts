/** The error functions and their inverses: stdlib's, by name. Relative errors 1e-15; erfc 6e-14 where it is below 1e-100. */

export { default as erf } from '@stdlib/math-base-special-erf';
export { default as erfc } from '@stdlib/math-base-special-erfc';
export { default as erfcinv } from '@stdlib/math-base-special-erfcinv';
export { default as erfinv } from '@stdlib/math-base-special-erfinv';
