/** The SVG figure: well-formed whatever the script is called, small, broken where curves break. */

import { expect, test } from 'vitest';
import { createFormatter } from '../../src/show/formats.ts';
import { formatText, type Sample, sampled } from './result.ts';

/** Path data of the curves, lowest order last. */
async function curvePaths(sample: Sample): Promise<string[]> {
  const text = await formatText('svg', sample);
  return [...text.matchAll(/<path class="curve"[^>]* d="([^"h]*)"\/>/g)].map((match) => match[1]!);
}

test('hostile names are escaped and the tags balance', async () => {
  const label = '"><script>&\u{ffff}\x00\x1b';
  const sample = {
    ...sampled(0, 1, 10, Math.sin),
    head: { script: label, exportName: ']]>', variable: '<x>', series: [{ order: 0, component: 0, label }] },
  };
  const text = await formatText('svg', sample);
  expect(text).not.toMatch(/<script|[\x00-\x08\x0b-\x1f\u{ffff}]/u);
  expect(text).toContain('&quot;&gt;&lt;script&gt;&amp;\u{fffd}\\x00\\x1b');
  const stack: string[] = [];
  for (const [, close, name, empty] of text.matchAll(/<(\/?)([a-zA-Z]+)[^<>]*?(\/?)>/g)) {
    if (close) expect(stack.pop()).toBe(name);
    else if (!empty) stack.push(name!);
  }
  expect(stack).toEqual([]);
});

test('a pole, a jump and a gap each begin a new stroke', async () => {
  const strokes = async (sample: Sample) =>
    (await curvePaths(sample)).map((path) => path.split('M').length - 1);
  expect(await strokes(sampled(-5, 5, 800, Math.sin))).toEqual([1]);
  expect(await strokes(sampled(-5, 5, 800, Math.tan, (x) => 1 + Math.tan(x) ** 2))).toEqual([5, 5]);
  expect(await strokes(sampled(-2.5, 2.5, 800, Math.floor))).toEqual([6]);
  expect(await strokes(sampled(-1, 1, 801, (x) => (Math.abs(x) < 0.1 ? Number.NaN : x)))).toEqual([2]);
});

test('a million points need no more than two a pixel, and the spike is among them', async () => {
  const [path] = await curvePaths(sampled(0, 1, 100_000, (x) => (x === 12345 / 99_999 ? 1 : 0)));
  const points = path!.split('L');
  expect(points.length).toBeLessThan(2 * 800);
  expect(new Set(points.map((point) => point.split(' ')[1])).size).toBe(2);
});

test('orders differ in colour, components in dashes', async () => {
  const series = [
    { order: 0, component: 0, label: 'f[0]' },
    { order: 0, component: 1, label: 'f[1]' },
    { order: 1, component: 0, label: 'f′[0]' },
  ];
  const sample = { ...sampled(0, 1, 10, Math.sin, Math.cos, Math.exp), head: { series } };
  const text = await formatText('svg', sample);
  const strokes = [...text.matchAll(/class="curve" stroke="(#\w+)"(?: stroke-dasharray="([^"]*)")?/g)];
  expect(strokes.slice(0, 3).map(([, color, dash]) => [color, dash])).toEqual([
    ['#0072b2', undefined],
    ['#0072b2', '7 3'],
    ['#d55e00', undefined],
  ]);
});

test('branch changes are dashed verticals, and size is what was asked', async () => {
  const sample = { ...sampled(0, 1, 10, Math.sin), changes: [{ x: 0.5 }] };
  const text = await formatText('svg', sample, { width: 400, height: 300 });
  expect(text).toMatch(/<path class="change" d="M[\d.]+ [\d.]+V[\d.]+"\/>/);
  expect(text).toContain('width="400" height="300" viewBox="0 0 400 300"');
});

test('no point is said, one point is a dot, and too small a figure is a usage error', async () => {
  expect(await formatText('svg', { x: [], columns: [[]] })).toContain('no points to draw');
  const one = await formatText('svg', { x: [1], columns: [[2]] });
  expect(one).toMatch(/d="M[\d.]+ [\d.]+h0"/);
  expect(one).not.toContain('NaN');
  const small = createFormatter('svg', { header: true, colorLevel: 0, ascii: false, width: 10 });
  await expect(small).rejects.toMatchObject({ code: 'E_USAGE' });
});
