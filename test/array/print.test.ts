import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type DType, type NDArray, type Shape, sizeOf } from '../../src/array/ndarray.ts';
import { formatArray, reprArray } from '../../src/array/print.ts';
import { arrayOf } from './arrays.ts';

/** Random arrays with the texts of NumPy 2.4 for them. */
interface Case {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Numbers, or the text of what JSON has no number for. `regular` arrays are made by a rule, see below. */
  readonly data: 'regular' | readonly (number | string)[];
  readonly str: string;
  readonly repr: string;
}

const CASES = JSON.parse(readFileSync(new URL('print.json', import.meta.url), 'utf8')) as readonly Case[];
const SPECIAL: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Infinity,
  '-inf': -Infinity,
  '-0': -0,
};

function arrayOfCase({ shape, dtype, data }: Case): NDArray {
  if (data === 'regular') return { shape, dtype, data: regular(sizeOf(shape), dtype) };
  return {
    shape,
    dtype,
    data: Float64Array.from(data, (value) => (typeof value === 'string' ? SPECIAL[value]! : value)),
  };
}

/** Whole numbers from −500 to 508 in no apparent order; quarters of them; those with the same from the end as imaginary parts. */
function regular(size: number, dtype: DType): Float64Array {
  const whole = Float64Array.from({ length: size }, (_, k) => ((k * 7919) % 1009) - 500);
  if (dtype === 'int64') return whole;
  if (dtype === 'bool') return whole.map((_, k) => +(k % 3 === 0));
  const quarters = whole.map((value) => value / 4);
  if (dtype === 'float64') return quarters;
  return Float64Array.from([...quarters].flatMap((value, k) => [value, quarters[size - 1 - k]!]));
}

describe('the text of arrays is that of NumPy', () => {
  test.each(CASES.map((each, k) => [k, each.dtype, each.shape, each] as const))(
    'case %i: %s %j',
    (_, __, ___, each) => {
      const x = arrayOfCase(each);
      expect(formatArray(x)).toBe(each.str);
      expect(reprArray(x)).toBe(each.repr);
    },
  );

  test.each([
    ['[1.  2.5 3. ]', arrayOf([1, 2.5, 3])],
    ['[-0.  0.]', arrayOf([-0, 0])],
    ['[1.00000000e-10 1.00000000e+00 1.23456789e+05]', arrayOf([1e-10, 1, 123456.789])],
    ['[1.e-100 1.e+000]', arrayOf([1e-100, 1])],
    ['[0.00195312 0.00585938]', arrayOf([2 ** -9, 3 * 2 ** -9])],
    [
      '[[[1]\n  [2]]\n\n [[3]\n  [4]]]',
      arrayOf(
        [
          [[1], [2]],
          [[3], [4]],
        ],
        'int64',
      ),
    ],
    ['[ True False]', arrayOf([1, 0], 'bool')],
    ['[1.e+08]', arrayOf([1e8])],
    ['[99999999.  1000000.]', arrayOf([99999999, 1e6])],
    ['3.0', arrayOf(3)],
    ['1e-05', arrayOf(0.00001)],
    ['[   0.    1.    2. ...  998.  999. 1000.]', arrayOf(Array.from({ length: 1001 }, (_, k) => k))],
  ])('%s', (text, x) => {
    expect(formatArray(x)).toBe(text);
  });

  test('repr leaves room for its last bracket', () => {
    const ones = Array<string>(22).fill('1').join(', ');
    expect(reprArray(arrayOf(Array(23).fill(1), 'int64'))).toBe(`array([${ones},\n       1])`);
  });

  test('up to 1000 elements are shown, in lines of at most 75 characters', () => {
    const lines = formatArray(arrayOf(Array.from({ length: 1000 }, (_, k) => k))).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(75);
    expect(lines.join(' ').match(/\d+/g)?.map(Number)).toEqual(Array.from({ length: 1000 }, (_, k) => k));
  });
});
