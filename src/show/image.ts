/** A matrix as shaded blocks: in the terminal, and as SVG. The first row is on top; greater is lighter. */

import type { ColorLevel } from './palette.ts';
import { escaped, type SvgOptions, svgDocument } from './svg.ts';

export interface Image {
  readonly title: string;
  readonly rows: number;
  readonly columns: number;
  /** Row by row. */
  readonly values: Float64Array;
  /** What is darkest and what is lightest. */
  readonly lo: number;
  readonly hi: number;
}

export interface ImageOptions {
  /** Characters of a line. */
  readonly width: number;
  readonly ascii: boolean;
  readonly colorLevel: ColorLevel;
}

const BLOCKS = ' ░▒▓█';
const LETTERS = ' .:-=+*#%@';
/** The 24 greys of terminals with 256 colours. */
const FIRST_GREY = 232;
const GREYS = 24;
const LEVELS = 256;
/** Small images are enlarged up to so many columns. */
const SEEN = 32;

/** Return an image for a terminal: where it has greys two rows a line, elsewhere a row a line of characters, twice as wide. */
export function imageText(image: Image, { width, ascii, colorLevel }: ImageOptions): string {
  const hasGreys = colorLevel >= 2 && !ascii;
  const fitting = hasGreys ? enlarged(image, Math.min(width, SEEN)) : image;
  const small = reduced(fitting, Math.max(1, hasGreys ? width : Math.floor(width / 2)));
  const shades = ascii ? LETTERS : BLOCKS;
  const lines = hasGreys ? greyLines(small) : characterLines(small, shades);
  const caption = `${short(image.lo)} ${ascii ? LETTERS.slice(1) : BLOCKS.slice(1)} ${short(image.hi)}`;
  return `${[...(image.title === '' ? [] : [image.title]), ...lines, caption].join('\n')}\n`;
}

/** Return an image as SVG, as large as it fits. */
export function imageSvg(image: Image, options: SvgOptions): string {
  const above = 36;
  const side = Math.min((options.width - 40) / image.columns, (options.height - above - 20) / image.rows);
  const left = (options.width - side * image.columns) / 2;
  const rects: string[] = [];
  for (let row = 0; row < image.rows; row++) {
    for (let from = 0, to = 1; from < image.columns; from = to, to = from + 1) {
      const level = levelOf(image, row, from, LEVELS);
      while (to < image.columns && levelOf(image, row, to, LEVELS) === level) to++;
      const [x, y, width] = [left + from * side, above + row * side, (to - from) * side].map(tenth);
      rects.push(
        `<rect x="${x}" y="${y}" width="${width}" height="${tenth(side)}" fill="rgb(${level},${level},${level})"/>`,
      );
    }
  }
  const title = `<text class="title" x="${options.width / 2}" y="20" text-anchor="middle">${escaped(image.title)}</text>`;
  return svgDocument(`${title}\n<g shape-rendering="crispEdges">\n${rects.join('\n')}\n</g>`, options);
}

/** Return an image with each pixel as several, as many as `most` columns hold. */
function enlarged(image: Image, most: number): Image {
  const times = Math.max(1, Math.floor(most / image.columns));
  const [rows, columns] = [image.rows * times, image.columns * times];
  const values = Float64Array.from({ length: rows * columns }, (_, i) => {
    const row = Math.floor(i / columns / times);
    return image.values[row * image.columns + Math.floor((i % columns) / times)]!;
  });
  return { ...image, rows, columns, values };
}

/** Return an image of at most so many columns: means of squares. */
function reduced(image: Image, most: number): Image {
  if (image.columns <= most) return image;
  const part = image.columns / most;
  const rows = Math.max(1, Math.round(image.rows / part));
  const values = new Float64Array(rows * most);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < most; c++) {
      let [sum, count] = [0, 0];
      for (let i = Math.floor((r * image.rows) / rows); i < ((r + 1) * image.rows) / rows; i++)
        for (let j = Math.floor(c * part); j < (c + 1) * part; j++, count++)
          sum += image.values[i * image.columns + j]!;
      values[r * most + c] = sum / count;
    }
  }
  return { ...image, rows, columns: most, values };
}

/** The shade of a pixel, 0 to `count` − 1; what is not finite is dark. */
function levelOf({ columns, values, lo, hi }: Image, row: number, column: number, count: number): number {
  const part = hi > lo ? (values[row * columns + column]! - lo) / (hi - lo) : 0.5;
  return Math.max(0, Math.min(count - 1, Math.floor(part * count))) || 0;
}

function characterLines(image: Image, shades: string): string[] {
  return Array.from({ length: image.rows }, (_, row) =>
    Array.from({ length: image.columns }, (_, column) =>
      shades[levelOf(image, row, column, shades.length)]!.repeat(2),
    )
      .join('')
      .trimEnd(),
  );
}

/** The upper half of a block in the colour of one row, on the colour of the next. */
function greyLines(image: Image): string[] {
  const grey = (row: number, column: number) => FIRST_GREY + levelOf(image, row, column, GREYS);
  return Array.from({ length: Math.ceil(image.rows / 2) }, (_, line) => {
    const cells = Array.from({ length: image.columns }, (_, column) => {
      const below = 2 * line + 1 < image.rows ? `\x1b[48;5;${grey(2 * line + 1, column)}m` : '';
      return `\x1b[38;5;${grey(2 * line, column)}m${below}▀`;
    });
    return `${cells.join('')}\x1b[0m`;
  });
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
