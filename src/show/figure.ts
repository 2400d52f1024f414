/**
 * What a drawing shows, whatever it is drawn with: the points of every curve in the order of x, where curves break, the
 * range of y, and the notes below. Rows must be held until the last one is known.
 */

import type { Block, Formatter, Head, Tail } from '../base/result.ts';
import { printable } from '../base/text.ts';
import { type Extent, robustLimits, widened } from './limits.ts';
import { figureNotes } from './notes.ts';
import { type Break, findBreaks, type Run, splitRuns } from './segments.ts';

/** One series: a column with its slopes, where the next order was computed too. */
export interface Curve {
  readonly order: number;
  readonly component: number;
  /** '' where there is nothing to tell it from. */
  readonly label: string;
  /** Rising, but in the figures of programs. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Runs of points to connect. */
  readonly runs: readonly Run[];
}

export interface Figure {
  readonly title: string;
  readonly variable: string;
  /** What the axis of y shows. */
  readonly ordinate: string;
  readonly curves: readonly Curve[];
  /** What the axes cover before they are rounded to ticks. */
  readonly xLimits: Extent;
  readonly yLimits: Extent;
  /** True if some values lie outside yLimits. */
  readonly clipped: boolean;
  readonly branchChanges: readonly number[];
  readonly notes: readonly string[];
}

/** Return a formatter that says nothing until the last row, and then what `draw` makes of the figure (undefined: no point). */
export function drawing(draw: (figure: Figure | undefined) => string): Formatter {
  let head: Head;
  const blocks: Block[] = [];
  return {
    begin(value) {
      head = value;
      return '';
    },
    rows(block) {
      // Blocks may be views of a buffer that is used again.
      blocks.push({ rows: block.rows, columns: block.columns.map((column) => column.slice(0, block.rows)) });
      return '';
    },
    end: (tail) => draw(makeFigure(head, joinByX(head, blocks), tail)),
  };
}

/** Join the blocks; rows come out in the order of x, those without a finite x are left out. */
function joinByX(head: Head, blocks: readonly Block[]): Float64Array[] {
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
  const columns = head.names.map((_, j) => {
    const joined = new Float64Array(rows);
    let at = 0;
    for (const block of blocks) {
      joined.set(block.columns[j]!, at);
      at += block.rows;
    }
    return joined;
  });
  const x = columns[0]!;
  if (x.every((value, i) => Number.isFinite(value) && (i === 0 || value >= x[i - 1]!))) return columns;
  const order = Array.from(x.keys())
    .filter((i) => Number.isFinite(x[i]))
    .sort((a, b) => x[a]! - x[b]!);
  return columns.map((column) => Float64Array.from(order, (i) => column[i]!));
}

function makeFigure(head: Head, columns: readonly Float64Array[], tail: Tail): Figure | undefined {
  const x = columns[0]!;
  if (x.length === 0) return undefined;
  const changes = tail.branchChanges.map((change) => change.x);
  const limits = robustLimits(columns.slice(1));
  const visible = (limits.extent.hi - limits.extent.lo) / 100;
  const breaks = breaksOfSeries(head, columns, changes, visible);
  const curves = head.series.map(({ order, component, label }, j): Curve => {
    const y = columns[j + 1]!;
    return { order, component, label: printable(label), x, y, runs: splitRuns(y, breaks[j]!) };
  });
  return {
    title: printable(`${head.script}: ${head.exportName}(${head.variable})`),
    variable: printable(head.variable),
    ordinate: ordinateOf(head),
    curves,
    xLimits: widened({ lo: x[0]!, hi: x.at(-1)! }),
    yLimits: limits.extent,
    clipped: limits.clipped,
    branchChanges: changes,
    notes: figureNotes({ x, curves, breaks, changes }),
  };
}

function ordinateOf({ series, exportName }: Head): string {
  if (series.length === 1) return printable(series[0]!.label);
  return series.some(({ order }) => order > 0) ? 'value and derivatives' : printable(exportName);
}

/** Find the breaks of every series; where an order has a pole, the higher ones have. */
function breaksOfSeries(
  head: Head,
  columns: readonly Float64Array[],
  changes: readonly number[],
  visible: number,
): readonly (readonly Break[])[] {
  const found: (readonly Break[])[] = [];
  for (const [j, { order, component }] of head.series.entries()) {
    const indexOf = (wanted: number) =>
      head.series.findIndex((other) => other.component === component && other.order === wanted);
    const above = indexOf(order + 1);
    const poles = found[indexOf(order - 1)]?.filter(({ kind }) => kind === 'pole');
    const slope = above === -1 ? undefined : columns[above + 1];
    found.push(findBreaks({ x: columns[0]!, y: columns[j + 1]!, slope, poles, changes, visible }));
  }
  return found;
}
