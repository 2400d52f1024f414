import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  numberText,
  parseDuration,
  parseFinite,
  parseOrders,
  parseRange,
  parseSize,
  parseWhole,
  readNumber,
  stepCount,
} from '../../src/base/numbers.ts';

describe('numbers', () => {
  test.each([
    ['0', 0],
    ['-0', -0],
    ['+3', 3],
    ['-1.5', -1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e-3', 0.001],
    ['1E+3', 1000],
    ['pi', Math.PI],
    ['-pi', -Math.PI],
    ['-2pi', -6.283185307179586],
    ['0.5pi', 1.5707963267948966],
    ['3pi/2', 4.71238898038469],
    ['pi/4', 0.7853981633974483],
    ['1e1pi/1e1', Math.PI],
    ['nan', Number.NaN],
    ['inf', Infinity],
    ['-inf', -Infinity],
  ])('%s is read', (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  test.each([
    '',
    ' ',
    '1 ',
    'e',
    '.',
    '-',
    '--1',
    '1e',
    '1,5',
    '0x10',
    '1_000',
    '1/2',
    'pi/',
    'pi/pi',
    '2*pi',
    'pi2',
    'NaN',
    'Infinity',
    '١',
  ])('"%s" is no number', (text) => expect(readNumber(text)).toBeUndefined());

  test('every double reads back from its text, bit for bit', () => {
    fc.assert(
      fc.property(fc.double(), (x) => {
        expect(readNumber(numberText(x))).toBe(x);
      }),
    );
  });

  test('numbers are printed with the shortest digits, and a text where they are not finite', () => {
    expect([0.1, -0, 5e-324, 1e21, Number.NaN, -Infinity].map(numberText)).toEqual([
      '0.1',
      '-0',
      '5e-324',
      '1e+21',
      'nan',
      '-inf',
    ]);
  });

  test('a multiple of pi is what JavaScript computes for k·π/d', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (k, d) => {
        expect(readNumber(`${k}pi/${d}`)).toBe((k * Math.PI) / d);
        expect(readNumber(`-${k}pi/${d}`)).toBe(-((k * Math.PI) / d));
      }),
    );
  });

  test.each(['nan', 'inf', '-inf', '1e999', 'pi/0'])(
    '%s is refused where a number must be finite',
    (text) => {
      expect(() => parseFinite(text, '--x')).toThrow(`--x: expected a finite number, found "${text}"`);
    },
  );
});

describe('ranges', () => {
  test.each([
    ['-10:10', { lo: -10, hi: 10 }],
    ['0:1/5', { lo: 0, hi: 1, count: 5 }],
    ['0:1/1e6', { lo: 0, hi: 1, count: 1_000_000 }],
    ['0:1:0.25', { lo: 0, hi: 1, step: 0.25 }],
    ['-pi:pi', { lo: -Math.PI, hi: Math.PI }],
    ['0:2pi/4', { lo: 0, hi: Math.PI / 2 }],
    ['0:2pi/4/9', { lo: 0, hi: Math.PI / 2, count: 9 }],
    ['pi/4:1', { lo: Math.PI / 4, hi: 1 }],
    ['0:pi:pi/8', { lo: 0, hi: Math.PI, step: Math.PI / 8 }],
    ['1e-3:1e3', { lo: 0.001, hi: 1000 }],
  ])('%s is read', (text, range) => {
    expect(parseRange(text, '--range')).toEqual(range);
  });

  test.each([
    ['', '--range: expected lo:hi, lo:hi/count or lo:hi:step, found ""'],
    ['5', '--range: expected lo:hi, lo:hi/count or lo:hi:step, found "5"'],
    ['0:', '--range: expected lo:hi, lo:hi/count or lo:hi:step, found "0:"'],
    ['0:1:2:3', '--range: expected lo:hi, lo:hi/count or lo:hi:step, found "0:1:2:3"'],
    ['a:1', '--range: lo: expected a number such as -1.5, 1e-3, pi or 3pi/2, found "a"'],
    ['0:b', '--range: hi: expected a number such as -1.5, 1e-3, pi or 3pi/2, found "b"'],
    ['nan:1', '--range: lo: expected a finite number, found "nan"'],
    ['0:inf', '--range: hi: expected a finite number, found "inf"'],
    ['1:1', '--range: the range 1:1 is empty'],
    ['5:-5', '--range: lo must be below hi, found 5:-5'],
    ['-1e308:1e308', '--range: the range -1e308:1e308 is too wide, at most 1e+292'],
    ['0:1:0', '--range: step: expected a number above 0, found "0"'],
    ['0:1:-0.1', '--range: step: expected a number above 0, found "-0.1"'],
    ['0:1:nan', '--range: step: expected a finite number, found "nan"'],
    ['0:1:5e-324', '--range: the step 5e-324 is too small, it vanishes beside the ends of the range'],
    ['0:1/1', '--range: expected a whole number of 2 or more, found "1"'],
    ['0:1/2.5', '--range: expected a whole number of 2 or more, found "2.5"'],
    ['0:1/', '--range: expected a whole number of 2 or more, found ""'],
    ['0:1/5:0.1', '--range: a range has a step or a count, not both, found 0:1/5:0.1'],
  ])('"%s" is refused', (text, message) => {
    expect(() => parseRange(text, '--range')).toThrow(expect.objectContaining({ message, code: 'E_USAGE' }));
  });

  test.each([
    [0, 1, 0.25, 5],
    [0, 1, 0.1, 11],
    [0, 0.3, 0.1, 4], // 0.3 / 0.1 is 2.9999999999999996
    [0, 1, 0.3, 4],
    [0, 1, 2, 1],
    [-1, 1, 2 / 3, 4],
    [0, 1 - 1e-8, 0.5, 2], // 2e-8 of a step short: hi is not reached
    [0, 1 - 1e-10, 0.5, 3],
  ])('%d:%d:%d has %4$d points', (lo, hi, step, count) => {
    expect(stepCount(lo, hi, step)).toBe(count);
  });
});

test.each([
  ['0', { from: 0, to: 0 }],
  ['3', { from: 0, to: 3 }],
  ['2..5', { from: 2, to: 5 }],
  ['100', { from: 0, to: 100 }],
  ['7..7', { from: 7, to: 7 }],
])('the orders %s are read', (text, orders) => {
  expect(parseOrders(text, '-n')).toEqual(orders);
});

test.each([
  ['-1', '-n: expected a whole number from 0 to 100, found "-1"'],
  ['1.5', '-n: expected a whole number from 0 to 100, found "1.5"'],
  ['101', '-n: expected a whole number from 0 to 100, found "101"'],
  ['0..101', '-n: expected a whole number from 0 to 100, found "101"'],
  ['', '-n: expected a whole number from 0 to 100, found ""'],
  ['pi', '-n: expected a whole number from 0 to 100, found "pi"'],
  ['1..', '-n: expected a whole number from 0 to 100, found ""'],
  ['5..2', '-n: the orders must rise, found 5..2'],
])('the orders "%s" are refused', (text, message) => {
  expect(() => parseOrders(text, '-n')).toThrow(message);
});

test.each([
  ['500ms', 500],
  ['10s', 10_000],
  ['10', 10_000],
  ['1.5s', 1500],
  ['2m', 120_000],
  ['1h', 3_600_000],
])('the time %s is read', (text, ms) => {
  expect(parseDuration(text, '--timeout')).toBe(ms);
});

test.each(['', '0', '-1s', '5d', '25h', '1.2.3s', '.s', 'inf', '1e3s'])(
  'the time "%s" is refused',
  (text) => {
    expect(() => parseDuration(text, '--timeout')).toThrow(
      `--timeout: expected a time such as 500ms, 10s or 2m, at most 24h, found "${text}"`,
    );
  },
);

test.each([
  ['256M', 2 ** 28],
  ['1G', 2 ** 30],
  ['2g', 2 ** 31],
  ['64MiB', 2 ** 26],
  ['1.5G', 1.5 * 2 ** 30],
  ['33554432', 2 ** 25],
])('the size %s is read', (text, bytes) => {
  expect(parseSize(text, '--memory', 2 ** 24, 2 ** 31)).toBe(bytes);
});

test.each(['', '1K', '3G', '-1M', 'lots', '1T'])('the size "%s" is refused', (text) => {
  expect(() => parseSize(text, '--memory', 2 ** 24, 2 ** 31)).toThrow(
    `--memory: expected a size such as 256M or 1G, from 16M to 2G, found "${text}"`,
  );
});

test('a count may have an exponent, and nothing else that a whole number lacks', () => {
  expect(parseWhole('1e6', '--samples', 2, Number.MAX_SAFE_INTEGER)).toBe(1_000_000);
  for (const text of ['1e-1', 'pi', 'nan', '1e400', '9007199254740993e1', '1']) {
    expect(() => parseWhole(text, '--samples', 2, Number.MAX_SAFE_INTEGER)).toThrow(
      'whole number of 2 or more',
    );
  }
});
