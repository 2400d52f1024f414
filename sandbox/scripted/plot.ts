/**
 * `autograd-cli/plot`: curves and images out of a script, in the manner of matplotlib.pyplot. What is drawn is data for the host, which
 * knows the terminal and the file of `-o`; a script can neither see nor choose them.
 */

import { draw } from './tell.ts';

interface Keywords {
  readonly label?: unknown;
  readonly title?: unknown;
  readonly xlabel?: unknown;
  readonly ylabel?: unknown;
  readonly vmin?: unknown;
  readonly vmax?: unknown;
}

/** Numbers of a curve, or of an image: more would not be seen. */
const MOST_NUMBERS = 2 ** 20;

/** Add curves to the figure: `plot(y)`, `plot(x, y)`, `plot(x, y, x, y2, …)`; names, title and labels in an object at the end. */
export function plot(...given: unknown[]): void {
  const { args, keywords } = split(given, ['label', 'title', 'xlabel', 'ylabel'], 'plot');
  if (args.length === 0) throw new TypeError('plot expects numbers to draw: plot(x, y), plot(x, y, x, y2)');
  if (args.length > 1 && args.length % 2 === 1)
    throw new TypeError(`plot expects pairs of x and y, got ${args.length} arrays: plot(x, y, x, y2)`);
  const curves = args.length === 1 ? curvesOf(undefined, args[0]) : [];
  for (let i = 0; i + 1 < args.length; i += 2) curves.push(...curvesOf(args[i], args[i + 1]));
  const { label, ...texts } = keywords;
  const labels = Array.isArray(label) ? label : [label];
  draw({
    kind: 'curves',
    curves: curves.map((curve, i) => ({ ...curve, label: textOf(labels[i]) })),
    ...textsOf(texts),
  });
}

/** Draw a matrix as shaded blocks, the first row on top: dark is small on a dark terminal. */
export function image(...given: unknown[]): void {
  const { args, keywords } = split(given, ['title', 'vmin', 'vmax'], 'image');
  const { vmin, vmax, ...texts } = keywords;
  const pixels = np.value(np.array(args[0] as number));
  if (args.length !== 1 || pixels.ndim !== 2)
    throw new TypeError(`image expects a matrix, got an array of shape (${np.shape(pixels).join(', ')})`);
  limit(pixels.size, 'image');
  const [rows, columns] = pixels.shape;
  draw({
    kind: 'image', rows, columns, values: np.ravel(pixels).tolist(), lo: boundOf(vmin), hi: boundOf(vmax), ...textsOf(texts),
  }); // biome-ignore format: a list of words
}

/** Name the figure. */
export function title(text: unknown): void {
  draw({ kind: 'texts', title: textOf(text) });
}

/** Name the axis of x. */
export function xlabel(text: unknown): void {
  draw({ kind: 'texts', xlabel: textOf(text) });
}

/** Name the axis of y. */
export function ylabel(text: unknown): void {
  draw({ kind: 'texts', ylabel: textOf(text) });
}

/** Name the curves drawn so far, in order. */
export function legend(labels?: readonly unknown[]): void {
  if (labels !== undefined) draw({ kind: 'legend', labels: labels.map(textOf) });
}

/** Draw the figure; what follows begins a new one. What is not shown is drawn at the end of the script. */
export function show(): void {
  draw({ kind: 'show' });
}

/** Write the figure to the file that `-o` names; the name given here is not used, as a script cannot choose paths. */
export function savefig(name?: unknown): void {
  draw({ kind: 'savefig', name: textOf(name) });
}

/** The arguments and the keywords in the object after them. */
function split(
  given: readonly unknown[],
  names: readonly string[],
  caller: string,
): { args: readonly unknown[]; keywords: Keywords } {
  const last = given.at(-1);
  const isKeywords =
    typeof last === 'object' && last !== null && Object.getPrototypeOf(last) === Object.prototype;
  const keywords = isKeywords ? (last as Keywords) : {};
  const unknown = Object.keys(keywords).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`${caller} has no parameter ${unknown}; it takes ${names.join(', ')}`);
  const args = isKeywords ? given.slice(0, -1) : given;
  if (args.some((value) => typeof value === 'string'))
    throw new TypeError(`${caller} takes no format texts; colours are chosen for you`);
  return { args, keywords };
}

/** The curves of y over x: one, or one for each column of a matrix. */
function curvesOf(x: unknown, y: unknown): { x: readonly number[]; y: readonly number[] }[] {
  const ys = np.value(np.array(y as number));
  const across = x === undefined ? np.arange(ys.shape[0] ?? 1) : np.value(np.ravel(x as number));
  if (ys.ndim > 2 || across.size !== (ys.shape[0] ?? 1))
    throw new TypeError(
      `plot expects as many x as y, got ${across.size} and an array of shape (${np.shape(ys).join(', ')})`,
    );
  limit(ys.size, 'plot');
  const columns = ys.ndim === 2 ? [...ys.T] : [np.ravel(ys)];
  return columns.map((column) => ({ x: across.tolist(), y: column.tolist() }));
}

function limit(size: number, caller: string): void {
  if (size > MOST_NUMBERS)
    throw new RangeError(
      `${caller} draws ${MOST_NUMBERS} numbers or fewer, got ${size}: draw every tenth, say`,
    );
}

function textOf(text: unknown): string | undefined {
  return text === undefined || text === null ? undefined : String(text).slice(0, 200);
}

function textsOf(texts: Readonly<Record<string, unknown>>): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, textOf(text)]));
}

function boundOf(bound: unknown): number | undefined {
  return bound === undefined || bound === null ? undefined : Number(np.value(bound as number));
}

export default { plot, image, title, xlabel, ylabel, legend, show, savefig };
