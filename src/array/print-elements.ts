/**
 * The text of an array's elements as NumPy prints them: all of one width, numbers aligned at the point, in scientific notation if
 * one of them asks for it. Knows nothing of brackets and lines. The rules are those of NumPy's `set_printoptions`, by default.
 */

import type { DType } from './ndarray.ts';

/** Most digits behind the point. */
const PRECISION = 8;

/** Return a text for each element of `data`, all aligned with one another. */
export function alignedTexts(data: Float64Array, dtype: DType): string[] {
  switch (dtype) {
    case 'bool':
      return Array.from(data, (value) => (value === 0 ? 'False' : ' True'));
    case 'int64':
      return toTheRight(Array.from(data, (value) => signed(value, String)));
    case 'float64':
      return alignedNumbers(data, '');
    case 'complex128': {
      const re = alignedNumbers(
        data.filter((_, k) => k % 2 === 0),
        '',
      );
      const im = alignedNumbers(
        data.filter((_, k) => k % 2 === 1),
        '+',
      );
      return re.map((text, k) => text + im[k]!.replace(/ *$/, 'j$&'));
    }
  }
}

/** Return the shortest text of a single element: what NumPy writes for an array without axes. */
export function elementText(data: Float64Array, dtype: DType): string {
  const value = data[0]!;
  switch (dtype) {
    case 'bool':
      return value === 0 ? 'False' : 'True';
    case 'int64':
      return signed(value, String);
    case 'float64':
      return signed(value, (size) => shortest(size).replace(/^\d+$/, '$&.0'));
    case 'complex128': {
      const im = data[1]!;
      if (Object.is(value, 0)) return `${signed(im, shortest)}j`;
      return `(${signed(value, shortest)}${signed(im, shortest, '+')}j)`;
    }
  }
}

/** Write a number with its sign, `plus` for positive ones and NaN; `ofSize` writes finite sizes. */
function signed(value: number, ofSize: (size: number) => string, plus: '' | '+' = ''): string {
  if (Number.isNaN(value)) return `${plus}nan`;
  const sign = value < 0 || Object.is(value, -0) ? '-' : plus;
  return sign + (Number.isFinite(value) ? ofSize(Math.abs(value)) : 'inf');
}

/** The shortest text that reads back to `size`, with an exponent where Python has one. */
function shortest(size: number): string {
  const needsExponent = size >= 1e16 || (size < 1e-4 && size !== 0);
  return needsExponent ? padExponent(size.toExponential(), 2) : String(size);
}

function padExponent(text: string, digits: number): string {
  return text.replace(/\d+$/, (exponent) => exponent.padStart(digits, '0'));
}

function toTheRight(texts: readonly string[]): string[] {
  const width = greatest(texts, (text) => text.length);
  return texts.map((text) => text.padStart(width));
}

function greatest(texts: readonly string[], measure: (text: string) => number): number {
  return texts.reduce((most, text) => Math.max(most, measure(text)), 0);
}

/** Write real numbers below each other, point below point. */
function alignedNumbers(data: Float64Array, plus: '' | '+'): string[] {
  const write = needsExponents(data) ? withExponents : withoutExponents;
  return toTheRight(write(data, plus));
}

/** Whether sizes are too great, too small or too different for plain decimals. */
function needsExponents(data: Float64Array): boolean {
  let least = Infinity;
  let most = 0;
  for (const value of data) {
    if (value === 0 || !Number.isFinite(value)) continue;
    least = Math.min(least, Math.abs(value));
    most = Math.max(most, Math.abs(value));
  }
  return most >= 1e8 || least < 1e-4 || most / least > 1000;
}

function withoutExponents(data: Float64Array, plus: '' | '+'): string[] {
  const texts = Array.from(data, (value) => signed(value, fixed, plus));
  const digits = greatest(texts, fractionLength);
  return texts.map((text) => (text.includes('.') ? text + ' '.repeat(digits - fractionLength(text)) : text));
}

function withExponents(data: Float64Array, plus: '' | '+'): string[] {
  const texts = Array.from(data, (value) => signed(value, exponential, plus));
  const digits = greatest(texts, fractionLength);
  const exponentDigits = greatest(texts, (text) => text.length - text.search(/\d*$/));
  return texts.map((text) =>
    padExponent(text.replace('e', `${'0'.repeat(digits - fractionLength(text))}e`), exponentDigits),
  );
}

/** Digits between the point and the end or the exponent. */
function fractionLength(text: string): number {
  return /\.(\d*)/.exec(text)?.[1]?.length ?? 0;
}

/** The digits of `size` that are needed, at most PRECISION behind the point, which is always there: `2.5`, `1.`. */
function fixed(size: number): string {
  return rounded(size, (digits) => size.toFixed(digits)).replace(/0+$/, '');
}

/** The same with an exponent: `2.5e-07`, `1.e+10`. */
function exponential(size: number): string {
  return padExponent(rounded(size, (digits) => size.toExponential(digits)).replace(/0+e/, 'e'), 2);
}

/** Exactly half-way between two decimals, behind an even digit. */
const HALF = new RegExp(`^(\\d+\\.\\d{${PRECISION - 1}}[02468])50*(e.*)?$`);

/** Round to PRECISION digits, halves to the even digit, where JavaScript rounds them up. `write` rounds to any number of digits. */
function rounded(size: number, write: (digits: number) => string): string {
  const longer = write(PRECISION + 1);
  const half = /5(e|$)/.test(longer) && Number(longer) === size ? HALF.exec(write(100)) : null;
  return half === null ? write(PRECISION) : half[1]! + (half[2] ?? '');
}
