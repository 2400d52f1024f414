/**
 * The plot for terminals. asciichart is the pen: it draws each run of connected points, already scaled to rows, one value
 * a column border. Axes, ticks, labels, legend, gaps and clipping are ours, because asciichart throws on NaN, shortens
 * labels and has no x axis.
 */

import { plot } from 'asciichart';
import { usageError } from '../base/errors.ts';
import type { Formatter } from '../base/result.ts';
import { type Curve, drawing, type Figure } from './figure.ts';
import type { Palette } from './palette.ts';
import { columnValues } from './plot-columns.ts';
import { type Axis, axis, niceAxis } from './ticks.ts';

export interface PlotOptions {
  /** Characters in all, labels included. */
  readonly width: number;
  /** Rows of the drawing proper. */
  readonly height: number;
  readonly ascii: boolean;
  readonly color: boolean;
  readonly palette: Palette;
}

export const LEAST_WIDTH = 20;
export const LEAST_HEIGHT = 3;

type Symbols = [string, string, string, string, string, string, string, string, string, string];
/** asciichart's own, and for terminals without box drawing. */
const LINES: Symbols = ['─', '┤', '╶', '╴', '─', '╰', '╭', '╮', '╯', '│'];
const ASCII_LINES: Symbols = ['-', '+', '-', '-', '-', '`', '.', '.', "'", '|'];
const GLYPHS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Characters of the axes. */
const BOX = { side: '│', tickY: '┤', corner: '└', bottom: '─', tickX: '┬', zero: '·' };
const ASCII_BOX = { side: '|', tickY: '+', corner: '+', bottom: '-', tickX: '+', zero: '.' };

/** Return a formatter for the terminal plot. Throws E_USAGE if there is no room. */
export function asciiPlot(options: PlotOptions): Formatter {
  if (options.width < LEAST_WIDTH) {
    throw usageError(
      `a plot needs ${LEAST_WIDTH} columns or more, found ${options.width}`,
      'widen the terminal or give --width, or choose another --format',
    );
  }
  if (options.height < LEAST_HEIGHT) {
    throw usageError(
      `a plot needs ${LEAST_HEIGHT} rows or more, found ${options.height}`,
      'give a larger --height',
    );
  }
  return drawing((figure) => (figure === undefined ? 'no points to draw\n' : figureText(figure, options)));
}

/** Return the drawing of a figure. */
export function figureText(figure: Figure, options: PlotOptions): string {
  const text = draw(figure, options);
  return options.ascii ? asciiText(text) : text;
}

/** One character of the drawing and the order whose colour it has; undefined for the zero line. */
interface Cell {
  readonly character: string;
  readonly order: number | undefined;
}
type Grid = (Cell | undefined)[][];

function draw(figure: Figure, options: PlotOptions): string {
  const { height, palette } = options;
  const y = niceAxis(figure.yLimits, Math.max(2, Math.round(height / 4)));
  const labels = rowLabels(y, height);
  const margin = Math.max(...labels.map((label) => label.length)) + 1;
  const columns = options.width - margin - 1;
  if (columns < LEAST_WIDTH / 2) {
    throw usageError(
      `the plot's labels leave ${columns} columns of ${options.width} for the curves`,
      'give a larger --width',
    );
  }
  const x = axis(figure.xLimits, Math.max(2, Math.round(columns / 12)));
  const grid: Grid = Array.from({ length: height }, () => new Array(columns).fill(undefined));
  const box = options.ascii ? ASCII_BOX : BOX;

  drawZero(grid, y, box.zero);
  // The lowest order is drawn last, on top.
  for (const [j, curve] of [...figure.curves.entries()].reverse()) {
    const pen = { x, y, symbols: symbolsOf(figure, j, options) };
    if (isRising(curve.x)) drawCurve(grid, curve, pen);
    else drawPath(grid, curve, pen);
  }

  const rows = grid.map((row, r) => {
    const label = labels[r]!;
    const side = label === '' ? box.side : box.tickY;
    return `${label.padStart(margin - 1)} ${palette.faint(side)}${rowText(row, palette)}`.trimEnd();
  });
  return `${[
    ...(figure.title === '' ? [] : [center(figure.title, options.width)]),
    ...rows,
    ...bottomLines(x, margin, columns, box, palette),
    ...legend(figure, margin, options),
    ...noteLines(figure, y),
  ].join('\n')}\n`;
}

/** The label of every row; '' between ticks. */
function rowLabels(y: Axis, height: number): string[] {
  const labels = new Array<string>(height).fill('');
  for (const { value, label } of y.ticks)
    labels[height - 1 - Math.round(scaled(value, y, height - 1))] = label;
  return labels;
}

function drawZero(grid: Grid, y: Axis, character: string): void {
  if (!(y.lo < 0 && y.hi > 0)) return;
  const row = grid[grid.length - 1 - Math.round(scaled(0, y, grid.length - 1))]!;
  for (let c = 1; c < row.length; c += 2) row[c] = { character, order: undefined };
}

interface Pen {
  readonly x: Axis;
  readonly y: Axis;
  readonly symbols: Symbols;
}

function isRising(x: Float64Array): boolean {
  return x.every((value, i) => i === 0 || value >= x[i - 1]!);
}

/** A curve that turns back: lines from point to point, a mark in every cell. */
function drawPath(grid: Grid, curve: Curve, { x, y, symbols }: Pen): void {
  const top = grid.length - 1;
  const width = grid[0]!.length;
  const mark = symbols === LINES ? '•' : symbols === ASCII_LINES ? '*' : symbols[0];
  const place = (i: number) => [scaled(curve.x[i]!, x, width - 1), scaled(curve.y[i]!, y, top)] as const;
  for (const { from, to } of curve.runs) {
    for (let i = from; i < to; i++) {
      const [c0, r0] = place(Math.max(from, i - 1));
      const [c1, r1] = place(i);
      const steps = Math.max(
        1,
        Math.min(2 * (width + top), Math.ceil(Math.max(Math.abs(c1 - c0), Math.abs(r1 - r0)))),
      );
      for (let k = 0; k <= steps; k++) {
        const column = Math.round(c0 + ((c1 - c0) * k) / steps);
        const row = grid[top - Math.round(r0 + ((r1 - r0) * k) / steps)];
        if (row !== undefined && column >= 0 && column < width)
          row[column] = { character: mark, order: curve.order };
      }
    }
  }
}

function drawCurve(grid: Grid, curve: Curve, { x, y, symbols }: Pen): void {
  const top = grid.length - 1;
  const width = grid[0]!.length;
  // One row above and one below the grid catch what is clipped, so that curves leave through the edge.
  const toRow = (value: number) => Math.min(grid.length, Math.max(-1, scaled(value, y, top)));
  for (const run of curve.runs) {
    const columns = columnValues(curve.x, curve.y, run, { lo: x.lo, hi: x.hi, count: width });
    const lines = plot(columns.borders.map(toRow), {
      min: -1,
      max: grid.length,
      height: grid.length + 1,
      offset: 2,
      format: () => ' ',
      symbols,
    }).split('\n');
    const set = (row: number, column: number, character: string) => {
      if (row >= 0 && row <= top) grid[top - row]![column] = { character, order: curve.order };
    };
    columns.extremes.forEach(({ lo, hi }, c) => {
      const column = columns.first + c;
      const line = (row: number) => lines[grid.length - row]![c + 2]!;
      for (let row = 0; row <= top; row++) if (line(row) !== ' ') set(row, column, line(row));
      // A spike between the column's borders.
      const ends = [columns.borders[c]!, columns.borders[c + 1]!].map((value) => Math.round(toRow(value)));
      for (let row = Math.round(toRow(lo)); row < Math.min(...ends); row++) set(row, column, symbols[9]);
      for (let row = Math.round(toRow(hi)); row > Math.max(...ends); row--) set(row, column, symbols[9]);
    });
  }
}

/** The position of `value` on `axis` from 0 to `length`. */
function scaled(value: number, { lo, hi }: Axis, length: number): number {
  return ((value - lo) / (hi - lo)) * length;
}

function rowText(row: readonly (Cell | undefined)[], palette: Palette): string {
  let text = '';
  for (let from = 0; from < row.length; ) {
    const order = row[from]?.order;
    let to = from;
    let run = '';
    while (to < row.length && row[to]?.order === order) run += row[to++]?.character ?? ' ';
    const blank = order === undefined;
    text += blank ? (run.trim() === '' ? run : palette.faint(run)) : palette.order(order, run);
    from = to;
  }
  return text;
}

function bottomLines(x: Axis, margin: number, columns: number, box: typeof BOX, palette: Palette): string[] {
  const line = new Array<string>(columns).fill(box.bottom);
  let numbers = '';
  for (const { value, label } of x.ticks) {
    const column = Math.min(columns - 1, Math.floor(scaled(value, x, columns)));
    line[column] = box.tickX;
    const from = Math.min(
      margin + 1 + column - Math.floor(label.length / 2),
      margin + 1 + columns - label.length,
    );
    if (from > numbers.length || numbers === '') numbers = numbers.padEnd(from) + label;
  }
  return [`${' '.repeat(margin)}${palette.faint(box.corner + line.join(''))}`, numbers];
}

/** Curves are told apart by colour, by the digit of their order without it, and by letters if there are components. */
function glyphOf(figure: Figure, j: number, color: boolean): string | undefined {
  const { order } = figure.curves[j]!;
  const components = new Set(figure.curves.map(({ component }) => component)).size;
  if (components > 1) return GLYPHS[10 + (j % 26)];
  return color || figure.curves.length === 1 ? undefined : GLYPHS[order % GLYPHS.length];
}

function symbolsOf(figure: Figure, j: number, { color, ascii }: PlotOptions): Symbols {
  const glyph = glyphOf(figure, j, color);
  if (glyph !== undefined) return new Array(10).fill(glyph) as Symbols;
  return ascii ? ASCII_LINES : LINES;
}

/** A sample and the name of every curve, wrapped. */
function legend(figure: Figure, margin: number, options: PlotOptions): string[] {
  const entries = figure.curves.flatMap(({ order, label }, j) => {
    if (label === '') return [];
    const glyph = glyphOf(figure, j, options.color) ?? (options.ascii ? '-' : '─');
    const text = `${glyph.repeat(3)} ${label}`;
    return [{ length: text.length, text: options.palette.order(order, text) }];
  });
  const lines: string[] = [];
  let line = '';
  let length = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    if (length + 3 + entry.length > options.width) {
      if (line !== '') lines.push(line);
      line = ' '.repeat(margin + 1) + entry.text;
      length = margin + 1 + entry.length;
    } else {
      line += `   ${entry.text}`;
      length += 3 + entry.length;
    }
  }
  return entries.length === 0 ? [] : [...lines, line];
}

function noteLines({ notes, clipped }: Figure, y: Axis): string[] {
  const range = `clipped to ${y.ticks[0]!.label} … ${y.ticks.at(-1)!.label}`;
  return clipped ? [...notes, range] : [...notes];
}

function center(text: string, width: number): string {
  const line = text.length > width ? `${text.slice(0, width - 1)}…` : text;
  return ' '.repeat(Math.floor((width - line.length) / 2)) + line;
}

/** Write in ASCII the few other characters that labels and notes hold, and a question mark for those of the script. */
function asciiText(text: string): string {
  return text
    .replaceAll('′', "'")
    .replaceAll('″', "''")
    .replaceAll('≈', '~')
    .replaceAll('…', '...')
    .replace(/[^\x00-\x7f]/gu, '?');
}
