/** Complex scalars as pairs of doubles, for the few places of the linear algebra that compute with single ones. */

import { divide } from '../complex-arithmetic.ts';
import { modulus } from './elements.ts';

export type Complex = readonly [re: number, im: number];

/** x·y. */
export function times([a, b]: Complex, [c, d]: Complex): Complex {
  return [a * c - b * d, a * d + b * c];
}

/** x/y. */
export function over([a, b]: Complex, [c, d]: Complex): Complex {
  divide(a, b, c, d, pair, 0);
  return [pair[0]!, pair[1]!];
}

const pair = new Float64Array(2);

/** The square root with real part ≥ 0; of a negative number the one with imaginary part ≥ 0, or that of the sign of a zero. */
export function squareRoot([a, b]: Complex): Complex {
  if (a === 0 && b === 0) return [0, b];
  const root = Math.sqrt(0.5 * (modulus(a, b) + Math.abs(a)));
  const other = Math.abs(b) / (2 * root);
  const below = b < 0 || Object.is(b, -0);
  return a >= 0 ? [root, below ? -other : other] : [other, below ? -root : root];
}
