/**
 * Functions of complex numbers against NumPy 2.4 at the special points and against mpmath elsewhere (`complex-values.json`), and
 * against the identities that define them.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  COMPLEX1,
  type ComplexBinary,
  type ComplexUnary,
  complexFunctions,
} from '../../src/array/complex.ts';

const complex = complexFunctions(Math);

/** A number as JSON holds it: 'inf', '-inf', 'nan' and '-0' are texts. */
type Text = number | string;
type Pair = [re: number, im: number];

const values = JSON.parse(readFileSync(new URL('complex-values.json', import.meta.url), 'utf8')) as {
  special: { re: Text[]; im: Text[]; values: Record<string, Text[]> };
  exact: { points: Pair[]; values: Record<string, ([Text, Text] | null)[]> };
  pow: [Text[], [Text, Text]][];
  div: [Text[], [Text, Text]][];
  divSpecial: [Text[], [Text, Text]][];
  order: [Text[], number, number, [Text, Text], [Text, Text]][];
  sincDerivative: [Text[], [Text, Text]][];
};

const number = (text: Text): number => Number(String(text).replace('inf', 'Infinity'));

function unary(name: string, re: number, im: number): Pair {
  const out = new Float64Array(2);
  (complex[name as keyof typeof complex] as ComplexUnary)(re, im, out, 0);
  return [out[0]!, out[1]!];
}

function binary(name: string, operands: readonly Text[]): Pair {
  const [xr, xi, yr, yi] = operands.map(number) as [number, number, number, number];
  const out = new Float64Array(2);
  (complex[name as keyof typeof complex] as ComplexBinary)(xr, xi, yr, yi, out, 0);
  return [out[0]!, out[1]!];
}

/** Whether a number is the expected one, to `tolerance` relative, zeros with their sign. */
function agrees(actual: number, expected: number, tolerance: number): boolean {
  if (!Number.isFinite(expected) || expected === 0) return Object.is(actual, expected);
  const spacing = 2 ** -1074;
  return Math.abs(actual - expected) <= tolerance * Math.abs(expected) + spacing;
}

function expectPair(actual: Pair, expected: readonly Text[], tolerance: number, where: string): void {
  for (const part of [0, 1] as const)
    expect(
      agrees(actual[part], number(expected[part]!), tolerance),
      `${where}: ${actual}, not ${expected}`,
    ).toBe(true);
}

describe('at infinities, NaN, signed zeros and on the cuts', () => {
  const { re, im, values: expected } = values.special;

  /** Without its sign where C99 leaves that open. */
  const loose = (x: number, isOpen: boolean): number => (isOpen ? Math.abs(x) : x);

  it.each(Object.keys(expected))('%s is what NumPy says, above and below the real axis', (name) => {
    for (const [i, x] of re.map(number).entries()) {
      for (const [j, y] of im.map(number).entries()) {
        if (name === 'expm1' && x === Infinity && y !== 1) continue; // NumPy has inf·0 there
        const at = 2 * (i * im.length + j);
        const wanted = [number(expected[name]![at]!), number(expected[name]![at + 1]!)] as Pair;
        for (const side of [1, -1]) {
          const actual = unary(name, x, side * y);
          const where = `${name}(${x} + ${side * y}i): ${actual}, not ${wanted}`;
          for (const part of [0, 1] as const) {
            const isOpen = !Number.isFinite(y) || Number.isNaN(wanted[1 - part]);
            const target = part === 1 ? side * wanted[1] : wanted[0];
            expect(agrees(loose(actual[part], isOpen), loose(target, isOpen), 4e-16), where).toBe(true);
          }
        }
      }
    }
  });
});

describe('at ordinary and hard points', () => {
  const { points, values: expected } = values.exact;

  it.each(Object.keys(expected))('%s has all its digits in both parts', (name) => {
    for (const [i, [re, im]] of points.entries()) {
      const wanted = expected[name]![i];
      if (!wanted) continue; // a sine of an angle far beyond the digits
      const actual = unary(name, re, im).map((part, k) => (wanted[k] === 0 ? Math.abs(part) : part)) as Pair;
      expectPair(actual, wanted, 2e-15, `${name}(${re} + ${im}i)`);
    }
  });

  it('has a reference for every function of one number but sech2 and sinc', () => {
    const known = [...Object.keys(expected), 'sech2', 'sinc'];
    expect([...COMPLEX1].sort()).toEqual(known.sort());
  });

  it('sincDerivative and sinc agree with the integral ½∫(iπs)ⁿ·exp(iπzs) over −1 … 1', () => {
    for (const [[n, re, im], wanted] of values.sincDerivative) {
      const actual = binary('sincDerivative', [n!, 0, re!, im!]);
      const size = Math.hypot(...wanted.map(number));
      const scale = Math.max(size, Math.PI ** number(n!) / 100); // the derivative's amplitude: it has zeros
      for (const part of [0, 1] as const)
        expect(Math.abs(actual[part] - number(wanted[part]!)), `${n}, ${re} + ${im}i`).toBeLessThan(
          2e-14 * scale,
        );
      if (n === 0) expect(unary('sinc', number(re!), number(im!))).toEqual(actual);
    }
  });

  it('sech2 is 1/cosh², and vanishes without NaN where cosh overflows', () => {
    for (const [re, im] of [
      [0.3, 0.4],
      [-2, 3],
      [21.9, 1],
      [22.1, 1],
      [-25, -2],
    ] as Pair[]) {
      const [a, b] = unary('cosh', re, im);
      const [c, d] = binary('div', [1, 0, a, b]);
      expectPair(unary('sech2', re, im), [c * c - d * d, 2 * c * d], 1e-14, `sech2(${re} + ${im}i)`);
    }
    expect(unary('sech2', 800, 1).map(Math.abs)).toEqual([0, 0]);
  });
});

describe('powers', () => {
  it('are those of NumPy', () => {
    for (const [operands, wanted] of values.pow) {
      const actual = binary('pow', operands);
      if (wanted.includes('inf')) expect(actual).toEqual(wanted.map(number));
      else expectPair(actual, wanted, 2e-14, `pow(${operands})`);
    }
  });

  it('of Gaussian integers to whole exponents are exact', () => {
    expect(binary('pow', [3, -2, 13, 0])).toEqual([3627003, -17021162]);
    expect(binary('pow', [0, 1, 98, 0])).toEqual([-1, 0]);
  });

  it('have the slope y·x^(y − 1), and none for the exponent 0', () => {
    expect(binary('powSlope', [1, 2, 3, 0])).toEqual([-9, 12]);
    expect(binary('powSlope', [0, 0, 1, 0])).toEqual([1, 0]);
    expect(binary('powSlope', [0, 0, 0, 0])).toEqual([0, 0]);
  });
});

describe('quotients', () => {
  it('have their digits whatever the size of the operands', () => {
    for (const [operands, wanted] of values.div) {
      expectPair(binary('div', operands), wanted, 1e-15, `div(${operands})`);
    }
  });

  it('by zero, by infinities and of NaN are those of NumPy', () => {
    for (const [operands, wanted] of values.divSpecial) {
      expect(binary('div', operands), `div(${operands})`).toEqual(wanted.map(number));
    }
  });
});

describe('order', () => {
  it('is by the real part first, as in NumPy, and NaN wins in max and min', () => {
    for (const [operands, lt, le, max, min] of values.order) {
      expect(binary('lt', operands)[0], `lt(${operands})`).toBe(lt);
      expect(binary('le', operands)[0], `le(${operands})`).toBe(le);
      expect(binary('max', operands), `max(${operands})`).toEqual(max.map(number));
      expect(binary('min', operands), `min(${operands})`).toEqual(min.map(number));
    }
  });

  it('and: a number is true unless both its parts are 0', () => {
    expect(
      [
        [0, 1],
        [1, 0],
        [0, 0],
      ].map((z) => binary('and', [...z, 0, 2])[0]),
    ).toEqual([1, 1, 0]);
  });
});

describe('identities', () => {
  const points: Pair[] = [
    [0.3, 0.4],
    [-0.7, 1.9],
    [2.5, -3.1],
    [-4.2, -0.6],
    [1e-3, 2e-4],
    [0.1, 12],
  ];
  const close = (actual: Pair, expected: Pair): void => {
    const scale = Math.hypot(...expected);
    expect(Math.hypot(actual[0] - expected[0], actual[1] - expected[1])).toBeLessThan(
      1e-13 * Math.max(scale, 1),
    );
  };
  const square = ([re, im]: Pair): Pair => [re * re - im * im, 2 * re * im];

  it.each([
    ['exp', 'log'],
    ['sin', 'asin'],
    ['cos', 'acos'],
    ['tan', 'atan'],
    ['sinh', 'asinh'],
    ['cosh', 'acosh'],
    ['tanh', 'atanh'],
    ['expm1', 'log1p'],
  ])('%s undoes %s', (f, inverse) => {
    for (const z of points) close(unary(f, ...unary(inverse, ...z)), z);
  });

  it('√z squared is z', () => {
    for (const z of points) close(square(unary('sqrt', ...z)), z);
  });

  it('sin² + cos² = 1 and cosh² − sinh² = 1', () => {
    for (const z of points.slice(0, 5)) {
      const [s, c] = [square(unary('sin', ...z)), square(unary('cos', ...z))];
      expect(Math.hypot(s[0] + c[0] - 1, s[1] + c[1])).toBeLessThan(1e-13 * (1 + Math.hypot(...s)));
      const [h, k] = [square(unary('sinh', ...z)), square(unary('cosh', ...z))];
      expect(Math.hypot(k[0] - h[0] - 1, k[1] - h[1])).toBeLessThan(1e-13 * (1 + Math.hypot(...h)));
    }
  });
});
