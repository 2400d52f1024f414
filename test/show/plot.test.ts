/** The terminal plot against reviewed drawings in golden/ (`vitest -u` draws them anew: look at the difference), and its edges. */

import { expect, test } from 'vitest';
import { createFormatter, type FormatOptions } from '../../src/show/formats.ts';
import { formatText, type Sample, sampled } from './result.ts';

const secant2 = (x: number) => 1 + Math.tan(x) ** 2;
const drawings: Record<string, { sample: Sample; options: Partial<FormatOptions> }> = {
  'sine-orders': {
    sample: sampled(-10, 10, 400, Math.sin, Math.cos, (x) => -Math.sin(x)),
    options: { width: 60, height: 12 },
  },
  'sine-lines': { sample: sampled(-10, 10, 400, Math.sin), options: { width: 60, height: 12 } },
  'sine-ascii': { sample: sampled(-10, 10, 400, Math.sin), options: { width: 60, height: 8, ascii: true } },
  'tan-poles': { sample: sampled(-5, 5, 400, Math.tan, secant2), options: { width: 70, height: 14 } },
  'floor-jumps': { sample: sampled(-2.6, 2.7, 300, Math.floor), options: { width: 60, height: 10 } },
  'abs-branch': {
    sample: { ...sampled(-1, 1, 200, Math.abs, Math.sign), changes: [{ x: 1e-12 }] },
    options: { width: 60, height: 9 },
  },
  'sqrt-gap': { sample: sampled(-1, 3, 200, Math.sqrt), options: { width: 60, height: 8 } },
  constant: { sample: sampled(0, 1, 50, () => 3), options: { width: 60, height: 7 } },
};

test.each(Object.entries(drawings))('%s looks as reviewed', async (name, { sample, options }) => {
  await expect(await formatText('plot', sample, options)).toMatchFileSnapshot(`golden/${name}.txt`);
});

test('a spike between two columns does not vanish', async () => {
  const spike = sampled(0, 1, 5000, (x) => Math.exp(-(((x - 0.3) / 1e-3) ** 2)));
  const rows = (await formatText('plot', spike, { width: 60, height: 10 })).split('\n').slice(1, 11);
  for (const row of rows) expect(row.slice(5)).toMatch(/[│─╭╮╰╯]/);
});

test('no line is wider than asked, and the drawing has the height asked', async () => {
  for (const width of [20, 33, 80, 120]) {
    const sample = sampled(-1e-7, 1e-7, 300, (x) => 1e12 * x, Math.exp);
    const lines = (await formatText('plot', sample, { width, height: 9 })).trimEnd().split('\n');
    for (const line of lines.slice(0, 12)) expect(line.length).toBeLessThanOrEqual(width);
    expect(lines.filter((line) => /[┤│]/.test(line))).toHaveLength(9);
  }
});

test('the terminal decides the width unless the user does', async () => {
  const sample = sampled(0, 1, 100, Math.sin);
  const widest = async (options: Partial<FormatOptions>) =>
    Math.max(...(await formatText('plot', sample, options)).split('\n').map((line) => line.length));
  expect(await widest({ terminalWidth: 100 })).toBe(100);
  expect(await widest({ terminalWidth: 100, width: 50 })).toBe(50);
  expect(await widest({})).toBe(80);
});

test('one point, no point and values that are never finite are drawn or said', async () => {
  expect(await formatText('plot', { x: [2], columns: [[3]] }, { height: 5 })).toContain('─');
  expect(await formatText('plot', { x: [], columns: [[]] })).toBe('no points to draw\n');
  const nan = { x: [1, 2], columns: [[Number.NaN, Number.NaN]] };
  expect(await formatText('plot', nan)).toContain('1 gap (not a number)');
});

test('points in any order are drawn from left to right', async () => {
  const sorted = sampled(-3, 3, 61, Math.sin);
  const reversed = { x: sorted.x.toReversed(), columns: [sorted.columns[0]!.toReversed()] };
  expect(await formatText('plot', reversed)).toBe(await formatText('plot', sorted));
});

test('less than 20 columns is a usage error before anything is computed', async () => {
  const narrow = createFormatter('plot', { header: true, colorLevel: 0, ascii: false, width: 19 });
  await expect(narrow).rejects.toMatchObject({
    code: 'E_USAGE',
    message: 'a plot needs 20 columns or more, found 19',
  });
});

test('without colour every curve has a character of its own, with colour a colour', async () => {
  const sample = sampled(-3, 3, 100, Math.sin, Math.cos);
  expect(await formatText('plot', sample)).toContain('000 f   111 f′');
  const colored = await formatText('plot', sample, { colorLevel: 1 });
  expect(colored).toContain('\x1b[36m─── f\x1b[39m   \x1b[33m─── f′\x1b[39m');
});

test('--ascii holds nothing but ASCII', async () => {
  const sample = { ...sampled(-3, 3, 100, Math.tan, secant2), head: { script: 'naïve.ts' } };
  expect(await formatText('plot', sample, { ascii: true })).toMatch(/^[\x20-\x7e\n]*$/);
});

test('branch changes are listed up to eight and counted', async () => {
  const changes = Array.from({ length: 10 }, (_, i) => ({ x: 1.23451234 + i }));
  const text = await formatText('plot', { ...sampled(0, 12, 100, Math.sin), changes });
  expect(text).toContain(
    'branch changes at x ≈ 1.23451, 2.23451, 3.23451, 4.23451, 5.23451, 6.23451, 7.23451, 8.23451 … (10 in all)',
  );
});

test('the largest doubles are drawn', async () => {
  const huge = sampled(0, 1, 50, (x) => (x < 0.5 ? -1 : 1) * Number.MAX_VALUE);
  expect(await formatText('plot', huge)).not.toContain('NaN');
});
