/**
 * The figure as SVG: axes, grid, ticks, labels, legend, curves coloured by order (colour-blind safe) and dashed by
 * component, changes of path as dashed verticals. Text from scripts is escaped; coordinates have one decimal.
 */

import { usageError } from '../base/errors.ts';
import type { Formatter } from '../base/result.ts';
import { drawing, type Figure } from './figure.ts';
import { curvePath } from './svg-path.ts';
import { type Axis, axis, paddedAxis } from './ticks.ts';

/** In pixels. */
export interface SvgOptions {
  readonly width: number;
  readonly height: number;
}

const LEAST_WIDTH = 160;
const LEAST_HEIGHT = 120;
/** Okabe and Ito's colours, the pale yellow left out. */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'];
const DASHES = ['', '7 3', '2 3', '9 3 2 3', '4 2 1 2 1 2'];
/** About the width of a digit at the font size used, in pixels. */
const DIGIT = 7;
const LINE = 17;
/** More markers than this are no longer told apart. */
const MOST_MARKERS = 200;

const STYLE = `text{font:12px system-ui,"Helvetica Neue",Arial,sans-serif;fill:#222}
.title{font-size:14px;font-weight:600}.note{font-size:10px;fill:#666}
.grid{stroke:#e6e6e6}.zero{stroke:#aaa}.frame{fill:none;stroke:#444}
.change{stroke:#888;stroke-dasharray:3 4}.curve{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}`;

/** Return a formatter for one SVG figure. Throws E_USAGE if there is no room. */
export function svg(options: SvgOptions): Formatter {
  const { width, height } = options;
  if (width < LEAST_WIDTH || height < LEAST_HEIGHT) {
    throw usageError(
      `an SVG figure needs ${LEAST_WIDTH} × ${LEAST_HEIGHT} pixels or more, found ${width} × ${height}`,
      'give a larger --width and --height',
    );
  }
  return drawing((figure) => {
    const body =
      figure === undefined
        ? text(width / 2, height / 2, 'no points to draw', 'middle')
        : draw(figure, options);
    return svgDocument(body, options);
  });
}

/** Return the text of a figure. */
export function figureSvg(figure: Figure, options: SvgOptions): string {
  return svgDocument(draw(figure, options), options);
}

/** Return the file with `body` on white. */
export function svgDocument(body: string, { width, height }: SvgOptions): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<style>${STYLE}</style>
<rect width="100%" height="100%" fill="#fff"/>
${body}
</svg>
`;
}

/** Where things are, in pixels, and how numbers become pixels. */
interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: Axis;
  readonly y: Axis;
  toX(value: number): number;
  toY(value: number): number;
}

function draw(figure: Figure, options: SvgOptions): string {
  const legend = layOutLegend(figure, options.width);
  const notes = noteLines(figure);
  const frame = layOut(figure, options, { above: 36 + legend.lines * LINE, below: 42 + notes.length * 13 });
  return [
    `<title>${escaped(figure.title)}</title>`,
    text(options.width / 2, 20, figure.title, 'middle', 'title'),
    legend.svg,
    gridLines(frame),
    markers(figure, frame),
    curves(figure, frame),
    `<rect class="frame" ${box(frame)}/>`,
    tickLabels(frame),
    text((frame.left + frame.right) / 2, frame.bottom + 34, figure.variable, 'middle'),
    yTitle(figure, frame),
    ...notes.map((note, i) =>
      text(frame.left, options.height - 6 - 13 * (notes.length - 1 - i), note, 'start', 'note'),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function layOut(
  figure: Figure,
  options: SvgOptions,
  room: { readonly above: number; readonly below: number },
): Frame {
  const top = room.above;
  const bottom = Math.max(top + 20, options.height - room.below);
  const y = paddedAxis(figure.yLimits, Math.max(2, Math.round((bottom - top) / 60)));
  const left = 34 + DIGIT * Math.max(...y.ticks.map(({ label }) => label.length));
  const right = options.width - 20;
  const x = axis(figure.xLimits, Math.max(2, Math.round((right - left) / 80)));
  return {
    left,
    right,
    top,
    bottom,
    x,
    y,
    toX: (value) => left + ((value - x.lo) / (x.hi - x.lo)) * (right - left),
    toY: (value) => bottom - ((value - y.lo) / (y.hi - y.lo)) * (bottom - top),
  };
}

function gridLines({ left, right, top, bottom, x, y, toX, toY }: Frame): string {
  const line = (value: number, path: string) =>
    `<path class="${value === 0 ? 'zero' : 'grid'}" d="${path}"/>`;
  return [
    ...x.ticks.map(({ value }) => line(value, `M${pixels(toX(value))} ${top}V${bottom}`)),
    ...y.ticks.map(({ value }) => line(value, `M${left} ${pixels(toY(value))}H${right}`)),
  ].join('\n');
}

function markers({ branchChanges }: Figure, { top, bottom, x, toX }: Frame): string {
  const seen = branchChanges.filter((change) => change >= x.lo && change <= x.hi).slice(0, MOST_MARKERS);
  if (seen.length === 0) return '';
  return `<path class="change" d="${seen.map((change) => `M${pixels(toX(change))} ${top}V${bottom}`).join('')}"/>`;
}

/** The lowest order comes last, on top. */
function curves(figure: Figure, frame: Frame): string {
  const paths = figure.curves.map((curve) => {
    const path = curve.runs.map((run) => curvePath(curve.x, curve.y, run, frame)).join('');
    return `<path class="curve" ${stroke(curve)} d="${path}"/>`;
  });
  const clip = `<clipPath id="frame"><rect ${box(frame)}/></clipPath>`;
  return `${clip}\n<g clip-path="url(#frame)">\n${paths.reverse().join('\n')}\n</g>`;
}

function tickLabels({ left, bottom, x, y, toX, toY }: Frame): string {
  return [
    ...x.ticks.map(({ value, label }) => text(toX(value), bottom + 17, label, 'middle')),
    ...y.ticks.map(({ value, label }) => text(left - 7, toY(value) + 4, label, 'end')),
  ].join('\n');
}

function yTitle({ ordinate }: Figure, { top, bottom }: Frame): string {
  return `<text transform="translate(16 ${pixels((top + bottom) / 2)}) rotate(-90)" text-anchor="middle">${escaped(ordinate)}</text>`;
}

/** The legend between title and frame, wrapped. */
function layOutLegend(figure: Figure, width: number): { readonly svg: string; readonly lines: number } {
  const sample = 24;
  let x = 20;
  let lines = 1;
  const named = figure.curves.filter(({ label }) => label !== '');
  const entries = named.map((curve) => {
    const entryWidth = sample + 6 + DIGIT * curve.label.length + 16;
    if (x > 20 && x + entryWidth > width) {
      x = 20;
      lines += 1;
    }
    const y = 22 + lines * LINE;
    const entry = `<path class="curve" ${stroke(curve)} d="M${x} ${y - 4}h${sample}"/>${text(x + sample + 6, y, curve.label, 'start')}`;
    x += entryWidth;
    return entry;
  });
  return { svg: entries.join('\n'), lines };
}

function noteLines({ notes, clipped, yLimits }: Figure): string[] {
  const range = `clipped to about ${Number(yLimits.lo.toPrecision(3))} … ${Number(yLimits.hi.toPrecision(3))}`;
  return clipped ? [...notes, range] : [...notes];
}

function stroke({ order, component }: { readonly order: number; readonly component: number }): string {
  const dash = DASHES[component % DASHES.length]!;
  return `stroke="${COLORS[order % COLORS.length]!}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}`;
}

function box({ left, right, top, bottom }: Frame): string {
  return `x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"`;
}

function text(
  x: number,
  y: number,
  content: string,
  anchor: 'start' | 'middle' | 'end',
  name?: string,
): string {
  const style = name === undefined ? '' : ` class="${name}"`;
  return `<text${style} x="${pixels(x)}" y="${pixels(y)}" text-anchor="${anchor}">${escaped(content)}</text>`;
}

function pixels(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Escape text for XML; of what XML cannot hold at all, `printable` has left two characters. */
export function escaped(content: string): string {
  return content
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\ufffe\uffff]/g, '\ufffd');
}
