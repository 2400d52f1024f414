/** `autograd-cli/plot`: curves and images out of a script, on the terminal, and in the file that `-o` names. */

import type { ArrayLike } from './arrays.js';
import * as plotting from './plot.js';

export default plotting;

interface PlotOptions {
  /** The curve's name, or those of several. */
  label?: string | readonly string[];
  title?: string;
  xlabel?: string;
  ylabel?: string;
}

interface ImageOptions {
  title?: string;
  /** What is darkest; the least element without it. */
  vmin?: number;
  /** What is lightest; the greatest element without it. */
  vmax?: number;
}

/** Add curves to the figure: `plot(y)`, `plot(x, y)`, `plot(x, y, x, y2, …)`, options at the end. A matrix is a curve a column. */
export function plot(y: ArrayLike, ...args: (ArrayLike | PlotOptions)[]): void;

/** Draw a matrix as shaded blocks, the first row on top. */
export function image(array: ArrayLike, options?: ImageOptions): void;

/** Name the figure. */
export function title(text: string): void;

/** Name the axis of x. */
export function xlabel(text: string): void;

/** Name the axis of y. */
export function ylabel(text: string): void;

/** Name the curves drawn so far, in order. */
export function legend(labels?: readonly string[]): void;

/** Draw the figure; what follows begins a new one. What is not shown is drawn at the end. */
export function show(): void;

/** Write the figure to the file of `-o`; a script cannot choose files, so the name says only what you would call it. */
export function savefig(name?: string): void;
