/** What scripts draw: curves with abscissas of their own, images, and data that are none. */

import { expect, test } from 'vitest';
import { figureText } from '../../src/show/ascii-plot.ts';
import type { Figure } from '../../src/show/figure.ts';
import { type Image, imageSvg, imageText } from '../../src/show/image.ts';
import { loadPalette } from '../../src/show/palette.ts';
import { Canvas, type Message } from '../../src/show/script-figure.ts';
import { figureSvg } from '../../src/show/svg.ts';

function drawn(...messages: Message[]): Figure | Image {
  const canvas = new Canvas();
  for (const message of messages) canvas.add(message);
  return canvas.drawn;
}

async function text(...messages: Message[]): Promise<string> {
  const palette = await loadPalette(0);
  const options = { width: 40, height: 7, ascii: true, color: false, palette };
  return figureText(drawn(...messages) as Figure, options);
}

const LINE = { x: [0, 1, 2], y: [0, 1, 2] };

test('curves have their own x, a glyph each and a legend', async () => {
  const curves = [
    { ...LINE, label: 'up' },
    { x: [2, 3, 4], y: [2, 1, 0] },
  ];
  const lines = (await text({ kind: 'curves', curves, title: 'a roof' })).split('\n');
  expect(lines[0]!.trim()).toBe('a roof');
  expect(lines.at(-2)!.trim()).toBe('000 up   111 curve 2');
  const bottom = lines.filter((line) => line.includes('|') || line.includes('+'))[6]!;
  expect(bottom.indexOf('0', 4)).toBeLessThan(bottom.lastIndexOf('1'));
});

test('one curve without a name has no legend, and titles may come later', async () => {
  const picture = await text({ kind: 'curves', curves: [LINE] }, { kind: 'texts', title: 'later' });
  expect(picture).toContain('later');
  expect(picture).not.toContain('curve 1');
});

test('a curve that turns back is drawn from point to point', async () => {
  const turns = Array.from({ length: 50 }, (_, i) => (2 * Math.PI * i) / 49);
  const picture = await text({
    kind: 'curves',
    curves: [{ x: turns.map(Math.cos), y: turns.map(Math.sin) }],
  });
  for (const line of picture.split('\n').slice(1, 6)) expect(line.split('*').length).toBeGreaterThan(2);
});

test('data that are no numbers are gaps, and texts cannot move the cursor', async () => {
  const curves = [{ x: [0, 1, 'two', 3], y: [0, null, 2, { valueOf: 3 }], label: '\x1b[2J' }, 'nothing'];
  const picture = await text({ kind: 'curves', curves, title: 7 }, { kind: 'legend', labels: 'abc' });
  expect(picture).toContain('\\x1b[2J');
  expect(picture).not.toContain('\x1b');
});

const CHECKERS = { kind: 'image', rows: 2, columns: 2, values: [0, 1, 1, 0], title: 'checkers' };

test('an image is drawn in blocks, in letters, in greys', () => {
  const image = drawn(CHECKERS) as Image;
  const options = { width: 80, ascii: false, colorLevel: 0 } as const;
  expect(imageText(image, options)).toBe('checkers\n  ██\n██\n0 ░▒▓█ 1\n');
  expect(imageText(image, { ...options, ascii: true })).toBe('checkers\n  @@\n@@\n0 .:-=+*#%@ 1\n');
  const greys = imageText(image, { ...options, width: 2, colorLevel: 2 });
  expect(greys).toContain('\x1b[38;5;232m\x1b[48;5;255m▀\x1b[38;5;255m\x1b[48;5;232m▀\x1b[0m');
});

test('limits given by hand hold, and wide images are reduced', () => {
  const wide = { kind: 'image', rows: 1, columns: 400, values: new Array(400).fill(1), lo: 0, hi: 2 };
  const [line] = imageText(drawn(wide) as Image, { width: 20, ascii: false, colorLevel: 0 }).split('\n');
  expect(line).toBe('▒'.repeat(20));
});

test('both are drawn as SVG', () => {
  const size = { width: 400, height: 300 };
  const svg = imageSvg(drawn(CHECKERS) as Image, size);
  expect(svg.match(/<rect [^>]*fill="rgb\(255,255,255\)"/g)).toHaveLength(2);
  expect(svg).toContain('>checkers</text>');
  expect(figureSvg(drawn({ kind: 'curves', curves: [LINE] }) as Figure, size)).toContain('class="curve"');
});
