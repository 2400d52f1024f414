/**
 * The text of arrays: what NumPy's `print(x)` and `repr(x)` give, with brackets, indentation, lines of at most 75 characters and
 * the middle of large arrays left out. How elements are written is in `print-elements.ts`.
 */

import { type NDArray, type Shape, showShape, sizeOf, width } from './ndarray.ts';
import { alignedTexts, elementText } from './print-elements.ts';

/** Characters in a line. */
const LINE = 75;
/** More elements than these are summarised: of a long axis the first and the last few are shown. */
const THRESHOLD = 1000;
const EDGE = 3;

/** Return the text that NumPy prints. */
export function formatArray(x: NDArray): string {
  if (x.shape.length === 0) return elementText(x.data, x.dtype);
  return bracketed(x, { separator: '', indent: 1, lineWidth: LINE });
}

/** Return the text of an expression for x, as NumPy's `repr` does: `array([1., 2.])`. The dtype is told where elements do not show it. */
export function reprArray(x: NDArray): string {
  const size = sizeOf(x.shape);
  const opening = 'array(';
  const style: Style = { separator: ',', indent: opening.length + 1, lineWidth: LINE - 1 };
  const text = opening + bracketed(x, style);
  const extras: string[] = [];
  if ((size === 0 && x.shape.length > 1) || size > THRESHOLD) extras.push(`shape=${showShape(x.shape)}`);
  if (size === 0) extras.push(`dtype=${x.dtype}`);
  if (extras.length === 0) return `${text})`;
  const rest = `${extras.join(', ')})`;
  const lastLine = text.length - text.lastIndexOf('\n'); // with the comma that follows
  const fits = lastLine + 1 + rest.length <= LINE;
  return `${text},${fits ? ' ' : `\n${' '.repeat(opening.length)}`}${rest}`;
}

interface Style {
  /** What follows an element besides a blank. */
  readonly separator: '' | ',';
  /** Blanks before the elements of the outermost axis, where they begin a line. */
  readonly indent: number;
  readonly lineWidth: number;
}

/** Write the elements and the brackets around them. */
function bracketed(x: NDArray, { separator, indent, lineWidth }: Style): string {
  if (x.data.length === 0) return '[]';
  const shown = shownIndices(x.shape);
  const texts = alignedTexts(elementsAt(x, shown), x.dtype)[Symbol.iterator]();
  const rank = x.shape.length;
  const nested = (axis: number): string => {
    if (axis === rank) return texts.next().value!;
    const items = shown[axis]!.map(() => nested(axis + 1));
    if (items.length < x.shape[axis]!) items.splice(EDGE, 0, '...');
    const margin = ' '.repeat(indent + axis);
    if (axis === rank - 1) return `[${wrap(items, separator, margin, lineWidth - axis - 1)}]`;
    return `[${items.join(separator + '\n'.repeat(rank - axis - 1) + margin)}]`;
  };
  return nested(0).trimStart(); // ' True' on its own
}

/** Join words to lines that are no longer than `lineWidth`; all but the first begin with `margin`. */
function wrap(words: readonly string[], separator: string, margin: string, lineWidth: number): string {
  const lines: string[] = [];
  let line = margin;
  words.forEach((word, k) => {
    if (line.length > margin.length && line.length + word.length > lineWidth) {
      lines.push(line.trimEnd());
      line = margin;
    }
    line += k < words.length - 1 ? `${word}${separator} ` : word;
  });
  return [...lines, line].join('\n').slice(margin.length);
}

/** The indices along each axis of the elements that are shown. */
function shownIndices(shape: Shape): number[][] {
  const isLarge = sizeOf(shape) > THRESHOLD;
  return shape.map((length) => {
    const all = length <= 2 * EDGE || !isLarge;
    return Array.from({ length: all ? length : 2 * EDGE }, (_, k) =>
      all || k < EDGE ? k : length - 2 * EDGE + k,
    );
  });
}

/** The doubles of the elements at all combinations of indices, in order. */
function elementsAt({ shape, dtype, data }: NDArray, indices: readonly (readonly number[])[]): Float64Array {
  const step = width(dtype);
  let positions = [0];
  indices.forEach((along, axis) => {
    positions = positions.flatMap((position) => along.map((index) => position * shape[axis]! + index));
  });
  return Float64Array.from(
    positions.flatMap((position) => [...data.subarray(step * position, step * (position + 1))]),
  );
}
