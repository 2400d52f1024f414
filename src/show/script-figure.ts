/**
 * What a script draws (`autograd-cli/plot`): its curves as the figure that the drawings of functions are, too, and matrices as images. The
 * data are the script's and may be anything; only numbers and texts are taken from them.
 */

import { printable } from '../base/text.ts';
import type { Figure } from './figure.ts';
import type { Image } from './image.ts';
import { robustLimits, widened } from './limits.ts';
import { splitRuns } from './segments.ts';

/** What a script says, one call of its functions each. */
export type Message = Readonly<Record<string, unknown>>;

/** A figure that more may be added to. */
export class Canvas {
  private readonly curves: { readonly x: Float64Array; readonly y: Float64Array; label: string }[] = [];
  private readonly texts: Record<'title' | 'xlabel' | 'ylabel', string> = {
    title: '',
    xlabel: '',
    ylabel: '',
  };
  private image: Image | undefined;

  /** Whether there is nothing to draw. */
  get isEmpty(): boolean {
    return this.curves.length === 0 && this.image === undefined;
  }

  add(message: Message): void {
    for (const name of ['title', 'xlabel', 'ylabel'] as const) {
      if (message[name] !== undefined) this.texts[name] = textOf(message[name]);
    }
    if (message.kind === 'curves') {
      for (const { x, y, label } of listOf(message.curves))
        this.curves.push({ x: numbersOf(x), y: numbersOf(y), label: textOf(label) });
    }
    if (message.kind === 'legend') {
      for (const [i, label] of listOf(message.labels).entries()) {
        const curve = this.curves[i];
        if (curve !== undefined) curve.label = textOf(label);
      }
    }
    if (message.kind === 'image') this.image = imageOf(message);
  }

  /** The image, where the last thing drawn was one; else the curves. */
  get drawn(): Figure | Image {
    if (this.image !== undefined) return { ...this.image, title: this.texts.title };
    const { title, xlabel, ylabel } = this.texts;
    const limits = robustLimits(this.curves.map(({ y }) => y));
    const all = this.curves.flatMap(({ x }) => [...x].filter(Number.isFinite));
    return {
      title,
      variable: xlabel,
      ordinate: ylabel,
      curves: this.curves.map(({ x, y, label }, i) => ({
        order: i,
        component: 0,
        label: label === '' && this.curves.length > 1 ? `curve ${i + 1}` : label,
        x,
        y,
        runs: splitRuns(
          y.map((value, k) => (Number.isFinite(x[k]) ? value : Number.NaN)),
          [],
        ),
      })),
      xLimits: widened({ lo: least(all), hi: -least(all.map((value) => -value)) }),
      yLimits: limits.extent,
      clipped: limits.clipped,
      branchChanges: [],
      notes: [],
    };
  }
}

function imageOf({ rows, columns, values, lo, hi }: Message): Image {
  const numbers = numbersOf(values);
  const finite = [...numbers].filter(Number.isFinite);
  return {
    title: '',
    rows: Number(rows),
    columns: Number(columns),
    values: numbers,
    lo: typeof lo === 'number' ? lo : least(finite),
    hi: typeof hi === 'number' ? hi : -least(finite.map((value) => -value)),
  };
}

/** The least number; 0 of none. */
function least(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => Math.min(a, b));
}

const numbersOf = (value: unknown): Float64Array =>
  Float64Array.from(listOf(value), (x) => (typeof x === 'number' ? x : Number.NaN));

// biome-ignore lint/suspicious/noExplicitAny: parts of a script's data
const listOf = (value: unknown): any[] => (Array.isArray(value) ? value : []);

const textOf = (value: unknown): string => (typeof value === 'string' ? printable(value) : '');
