/**
 * The table for people: columns aligned at the decimal point, coloured by order. Widths come from the first block, so any
 * number of rows streams in constant memory; a later number that is wider pushes its own row only.
 */

import { cellsOf } from '../base/csv.ts';
import type { Block, Formatter, Head } from '../base/result.ts';
import { printable } from '../base/text.ts';
import { roundedText } from './digits.ts';
import type { Palette } from './palette.ts';

export interface TableOptions {
  readonly digits: number | undefined;
  readonly header: boolean;
  readonly ascii: boolean;
  /** Without colour the header is ruled, with it underlined. */
  readonly color: boolean;
  readonly palette: Palette;
}

/** Unless the user says how many digits: as many of these as fit the width, whatever the terminal's own width. */
const MOST_DIGITS = 8;
const LEAST_DIGITS = 4;
const FIT_WIDTH = 80;
const GAP = '  ';
/** Rows that decide the widths. */
const SAMPLE = 1000;

/** Characters before and from the decimal point on, and both together at least as wide as the name. */
interface Layout {
  readonly digits: number;
  readonly columns: readonly { readonly before: number; readonly after: number }[];
}

/** Return a formatter for the table. */
export function table(options: TableOptions): Formatter {
  let names: readonly string[] = [];
  let orders: readonly number[] = [];
  let keptNames: readonly string[] = [];
  let keptWidths: readonly number[] = [];
  let layout: Layout | undefined;

  const cell = (value: number, j: number, { digits, columns }: Layout): string => {
    const text = roundedText(value, digits);
    const point = pointOf(text);
    const { before, after } = columns[j]!;
    const padded = ' '.repeat(Math.max(0, before - point)) + text;
    const tail = ' '.repeat(Math.max(0, before + after - padded.length));
    // What is not finite stands out.
    const { palette } = options;
    return (Number.isFinite(value) ? inColor(padded, orders[j]!, palette) : palette.alert(padded)) + tail;
  };
  const headerText = ({ columns }: Layout): string => {
    const kept = padded(keptNames);
    const computed = columns.map(({ before, after }, j) => names[j]!.padStart(before + after));
    if (options.color) {
      const { header } = options.palette;
      const colored = computed.map((text, j) => inColor(text, orders[j]!, options.palette));
      return `${[...kept, ...colored].map(header).join(GAP)}\n`;
    }
    const cells = [...kept, ...computed];
    const line = options.ascii ? '-' : '─';
    return `${cells.join(GAP)}\n${cells.map((text) => line.repeat(text.length)).join(GAP)}\n`;
  };
  const padded = (cells: readonly string[]): string[] => cells.map((cell, j) => cell.padEnd(keptWidths[j]!));
  const open = (block: Block): string => {
    const sample = [
      keptNames,
      ...Array.from({ length: Math.min(block.rows, SAMPLE) }, (_, i) => keptCells(block, i)),
    ];
    keptWidths = keptNames.map((_, j) => Math.max(...sample.map((cells) => cells[j]!.length)));
    layout = layOut(names, block, options.digits);
    return options.header ? headerText(layout) : '';
  };

  return {
    begin(head: Head) {
      names = head.names.map((name) => printable(name));
      keptNames = (head.kept ?? []).map((name) => printable(name));
      orders = head.series.map(({ order }) => order);
      if (names.length > orders.length) orders = [-1, ...orders]; // x
      return '';
    },
    rows(block: Block) {
      let text = layout === undefined ? open(block) : '';
      for (let i = 0; i < block.rows; i++) {
        const cells = names.map((_, j) => cell(block.columns[j]![i]!, j, layout!));
        text += `${[...padded(keptCells(block, i)), ...cells].join(GAP).trimEnd()}\n`;
      }
      return text;
    },
    end: () => (layout === undefined ? open({ rows: 0, columns: [] }) : ''),
  };
}

/** What row i keeps of the input. */
function keptCells({ kept }: Block, i: number): string[] {
  return kept === undefined ? [] : cellsOf(kept.lines[i]!, kept.delimiter).map((cell) => printable(cell));
}

/** The argument (order -1) stays uncoloured. */
function inColor(text: string, order: number, palette: Palette): string {
  return order === -1 ? text : palette.order(order, text);
}

/** Choose the digits and the widths from the first rows. */
function layOut(names: readonly string[], block: Block, wanted: number | undefined): Layout {
  let digits = wanted ?? MOST_DIGITS;
  let layout = measure(names, block, digits);
  while (wanted === undefined && digits > LEAST_DIGITS && widthOf(layout) > FIT_WIDTH) {
    digits -= 1;
    layout = measure(names, block, digits);
  }
  return layout;
}

function measure(names: readonly string[], block: Block, digits: number): Layout {
  const rows = Math.min(block.rows, SAMPLE);
  const columns = names.map((name, j) => {
    let before = 1;
    let after = 0;
    for (let i = 0; i < rows; i++) {
      const text = roundedText(block.columns[j]![i]!, digits);
      const point = pointOf(text);
      before = Math.max(before, point);
      after = Math.max(after, text.length - point);
    }
    return { before: Math.max(before, name.length - after), after };
  });
  return { digits, columns };
}

function widthOf({ columns }: Layout): number {
  return columns.reduce((sum, { before, after }) => sum + before + after, GAP.length * (columns.length - 1));
}

/** Where the decimal point is or would be. */
function pointOf(text: string): number {
  const point = text.search(/[.e]/);
  return point === -1 ? text.length : point;
}
