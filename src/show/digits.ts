/** Numbers rounded for people: significant digits, no trailing zeros. Machine formats never come here. */

import { numberText } from '../base/numbers.ts';

/** Return `value` with at most `digits` significant digits; -0 reads 0, and there are nan, inf and -inf. */
export function roundedText(value: number, digits: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return numberText(value);
  const text = value.toPrecision(digits);
  const exponent = text.indexOf('e');
  if (exponent === -1) return withoutTrailingZeros(text);
  return withoutTrailingZeros(text.slice(0, exponent)) + text.slice(exponent);
}

function withoutTrailingZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
