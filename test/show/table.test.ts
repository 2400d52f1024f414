/** The table for people and the Markdown table. */

import { expect, test } from 'vitest';
import { roundedText } from '../../src/show/digits.ts';
import { formatText, sampled } from './result.ts';

const sine = sampled(-2, 2, 3, Math.sin, Math.cos);

test('columns are aligned at the decimal point under their names', async () => {
  expect(await formatText('table', sine)).toBe(
    [
      ' x            f           d1',
      '──  ───────────  ───────────',
      '-2  -0.90929743  -0.41614684',
      ' 0   0            1',
      ' 2   0.90929743  -0.41614684',
      '',
    ].join('\n'),
  );
});

test('--digits rounds, --no-header leaves the rows, --ascii rules with dashes', async () => {
  const options = { digits: 3, header: false };
  expect(await formatText('table', sine, options)).toBe(
    '-2  -0.909  -0.416\n 0   0       1\n 2   0.909  -0.416\n',
  );
  expect((await formatText('table', sine, { ascii: true })).split('\n')[1]).toBe(
    '--  -----------  -----------',
  );
});

test('with colour the header is underlined, orders have colours and what is not finite is red', async () => {
  const text = await formatText('table', { x: [1], columns: [[2], [Number.NaN]] }, { colorLevel: 1 });
  expect(text).toBe(
    '\x1b[4mx\x1b[24m  \x1b[4m\x1b[36mf\x1b[39m\x1b[24m  \x1b[4m\x1b[33m d1\x1b[39m\x1b[24m\n' +
      '1  \x1b[36m2\x1b[39m  \x1b[31mnan\x1b[39m\n',
  );
});

test('eight columns fit 80 characters', async () => {
  const wave = (order: number) => (x: number) => 100 ** (order / 6) * Math.sin(x + order);
  const sample = sampled(-5, 5, 21, ...[0, 1, 2, 3, 4, 5, 6].map(wave));
  const lines = (await formatText('table', sample)).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('later rows keep the widths of the first block; a wider number pushes its own row only', async () => {
  const sample = { x: [1, 2, 3], columns: [[1.5, 123456.75, 2.5]] };
  expect(await formatText('table', sample, { header: false }, 1)).toBe('1  1.5\n2  123456.75\n3  2.5\n');
});

test('names from scripts cannot move the cursor', async () => {
  const head = { names: ['x', 'f.\x1b[2J|'] };
  const sample = { x: [1], columns: [[1]], head };
  expect(await formatText('table', sample)).toContain('f.\\x1b[2J|');
  expect(await formatText('markdown', sample)).toBe('| x | f.\\\\x1b[2J\\| |\n| ---: | ---: |\n| 1 | 1 |\n');
});

test('rounded numbers have no trailing zeros and no -0', () => {
  expect(
    [0.1 + 0.2, -0, 1e-20, 123456789, 100, 1.5e300, Number.NaN].map((value) => roundedText(value, 6)),
  ).toEqual(['0.3', '0', '1e-20', '1.23457e+8', '100', '1.5e+300', 'nan']);
});
