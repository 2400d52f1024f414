/**
 * Operations on arrays as loops over flat, row-major arrays: a row for each operation that has a simple one. An array is known
 * here by how its elements are read; one that is only another view of its operand is never stored.
 */

import { type DType, type Shape, sizeOf, stridesOf } from '../array/ndarray.ts';
import { FIRST_ARRAY, type Graph, type NodeId } from '../graph/graph.ts';
import { arrayNameOf } from '../ops/array-registry.ts';
import { NAMES, primitiveOf } from '../ops/registry.ts';
import { applied, atom, type Code, infix, LEVEL, within } from './code.ts';
import type { Language } from './language.ts';
import type { Names } from './names.ts';
import { arrayText } from './result.ts';

/** The elements of an array, by their position. */
export interface Elements {
  readonly shape: Shape;
  /** Whether they are conditions. */
  readonly isMask: boolean;
  /** Of the variable that holds them all, in order. */
  readonly name?: string;
  at(position: string): Code;
}

/** What a row is written with. */
export interface LoopContext {
  readonly language: Language;
  readonly names: Names;
  readonly graph: Graph;
  /** The operands, of numbers with one element. */
  readonly operands: readonly Elements[];
  readonly dtypes: readonly DType[];
  readonly attributes: unknown;
  readonly shape: Shape;
  /** Name of the result. */
  readonly name: string;
  /** `larger(x, y)` and the like. */
  readonly apply: (primitive: string, ...operands: Code[]) => Code;
}

/** Statements, or elements that need none. */
export type Written = { readonly lines: readonly string[] } | { readonly elements: Elements };

type Row = (context: LoopContext) => Written;

const lines = (...parts: (string | readonly string[])[]): Written => ({ lines: parts.flat() });

/** Rows by name of the operation. */
const ROWS: Readonly<Record<string, Row>> = {
  reshape: sameElements,
  steady: sameElements,
  cast({ operands: [x], dtypes: [from], attributes, language, shape, apply }) {
    if (attributes === 'bool') {
      const { number, condition } = language;
      const nonZero = (code: Code): Code =>
        applied({ kind: 'prefix', operator: '!' }, [condition('eq', code, number(0), 0)]);
      return { elements: { shape, isMask: true, at: (i) => (x!.isMask ? x!.at(i) : nonZero(x!.at(i))) } };
    }
    const isCut = from === 'float64' && attributes === 'int64';
    const read = (i: string): Code => (isCut ? apply('trunc', x!.at(i)) : asNumber(language, x!, i));
    return {
      elements: { shape, isMask: false, ...(!isCut && !x!.isMask && x!.name && { name: x!.name }), at: read },
    };
  },
  view({ operands: [x], attributes, ...context }) {
    const { shape, strides, offset } = attributes as Window;
    if (isRun(shape, strides))
      return { elements: { shape, isMask: x!.isMask, at: (i) => x!.at(plus(i, offset)) } };
    return lines(
      declared(context),
      nest(context, shape, (axes) => [
        `${element(context.name, affine(axes, stridesOf(shape)))} = ${asNumber(context.language, x!, affine(axes, strides, offset)).text};`,
      ]),
    );
  },
  place({ operands: [g], attributes, ...context }) {
    const { shape, strides, offset } = attributes as Window;
    return lines(
      zeros(context),
      nest(context, shape, (axes) => [
        `${element(context.name, affine(axes, strides, offset))} += ${g!.at(affine(axes, stridesOf(shape))).text};`,
      ]),
    );
  },
  broadcast({ operands: [x], shape, language, ...context }) {
    if (sizeOf(x!.shape) === 1)
      return { elements: { shape, isMask: false, at: () => asNumber(language, x!, '0') } };
    const full = { ...context, language, shape };
    return lines(
      declared(full),
      nest(full, shape, (axes) => [
        `${element(full.name, affine(axes, stridesOf(shape)))} = ${asNumber(language, x!, affine(axes, stretched(x!.shape, shape))).text};`,
      ]),
    );
  },
  gather({ operands: [x, index], shape, ...context }) {
    const full = { ...context, shape };
    return lines(
      declared(full),
      nest(full, [sizeOf(shape)], ([i]) => [
        `${element(full.name, i!)} = ${asNumber(full.language, x!, whole(full, index!, i!)).text};`,
      ]),
    );
  },
  scatter({ operands: [g, index], ...context }) {
    return lines(
      zeros(context),
      nest(context, [sizeOf(g!.shape)], ([i]) => [
        `${element(context.name, whole(context, index!, i!))} += ${g!.at(i!).text};`,
      ]),
    );
  },
  assemble({ operands, attributes, ...context }) {
    const { positions } = attributes as { readonly positions: readonly number[] | null };
    const size = sizeOf(context.shape);
    const numbers = operands.map((x) => asNumber(context.language, x, '0').text);
    if (positions === null && numbers.length === size && size > 0 && size <= MOST_ON_STACK)
      return lines(arrayText(context.language.family, context.name, numbers));
    return lines(
      positions !== null || operands.length < size ? zeros(context) : declared(context),
      numbers.map((text, k) => {
        const operator = positions === null ? '=' : '+=';
        return `${element(context.name, String(positions?.[k] ?? k))} ${operator} ${text};`;
      }),
    );
  },
  item: ({ operands: [x], attributes }) => ({
    elements: { shape: [], isMask: x!.isMask, at: () => x!.at(String(attributes)) },
  }),
  concatenate({ operands, attributes, ...context }) {
    const axis = attributes as number;
    const row = sizeOf(context.shape.slice(axis));
    let start = 0;
    const parts = operands.flatMap((x) => {
      const length = sizeOf(x.shape.slice(axis));
      const from = start;
      start += length;
      return nest(context, [sizeOf(x.shape.slice(0, axis)), length], (axes) => [
        `${element(context.name, affine(axes, [row, 1], from))} = ${asNumber(context.language, x, affine(axes, [length, 1])).text};`,
      ]);
    });
    return lines(declared(context), parts);
  },
  sum: (context) => reduced(context, 0, (total, x) => `${total} += ${x.text};`),
  amax: (context) =>
    reduced(context, -Infinity, (total, x) => `${total} = ${context.apply('max', atom(total), x).text};`),
  amin: (context) =>
    reduced(context, Infinity, (total, x) => `${total} = ${context.apply('min', atom(total), x).text};`),
  cumsum({ operands: [x], attributes, ...context }) {
    const { axis, reverse } = attributes as { readonly axis: number; readonly reverse: boolean };
    const { shape, name } = context;
    const inner = sizeOf(shape.slice(axis + 1));
    const length = shape[axis]!;
    const steps = [length * inner, inner, 1];
    const first = reverse ? (length - 1) * inner : 0;
    const back = reverse ? inner : -inner;
    return lines(
      declared(context),
      nest(context, [sizeOf(shape)], ([i]) => [
        `${element(name, i!)} = ${asNumber(context.language, x!, i!).text};`,
      ]),
      nest(context, [sizeOf(shape.slice(0, axis)), length - 1, inner], (axes) => {
        const at = affine(axes, [steps[0]!, -back, steps[2]!], first - back);
        return [`${element(name, at)} += ${element(name, plus(at, back))};`];
      }),
    );
  },
  matmul({ operands: [x, y], attributes, ...context }) {
    const { transposeX, transposeY } = attributes as {
      readonly transposeX: boolean;
      readonly transposeY: boolean;
    };
    const { shape, name } = context;
    const [m, n] = shape.slice(-2) as [number, number];
    const k = x!.shape.at(transposeX ? -2 : -1)!;
    const stack = sizeOf(shape.slice(0, -2));
    return lines(
      zeros(context),
      nest(context, [stack, m, n, k], ([b, i, j, l]) => {
        const left = affine([b!, i!, l!], transposeX ? [m * k, 1, m] : [m * k, k, 1]);
        const right = affine([b!, l!, j!], transposeY ? [k * n, 1, k] : [k * n, n, 1]);
        const factors = [asNumber(context.language, x!, left), asNumber(context.language, y!, right)];
        const product = applied(infix('*', LEVEL.product), factors);
        return [`${element(name, affine([b!, i!, j!], [m * n, n, 1]))} += ${product.text};`];
      }),
    );
  },
};

interface Window {
  readonly shape: Shape;
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Return why a node cannot be written, as the subject of a sentence; undefined if it can. */
export function unwritable(graph: Graph, id: NodeId): string | undefined {
  const op = graph.ops[id]!;
  if (graph.typeOf(id).dtype === 'complex128') return 'complex numbers';
  if (op < FIRST_ARRAY) return undefined;
  const name = arrayNameOf(op);
  return name in ROWS ? undefined : name;
}

/** Write an operation on arrays. */
export function written(op: number, context: LoopContext): Written {
  return ROWS[arrayNameOf(op)]!(context);
}

/** Write an elementwise function of operands that broadcast to `shape`. `compute` writes it for one element. */
export function elementwise(
  context: LoopContext,
  compute: (operands: readonly Code[]) => Code,
  isMask: boolean,
  inPlace: boolean,
): Written {
  const { operands, shape, language, name } = context;
  const size = sizeOf(shape);
  const isFlat = operands.every((x) => sizeOf(x.shape) === size || sizeOf(x.shape) === 1);
  const read = (i: string): Code => compute(operands.map((x) => x.at(sizeOf(x.shape) === 1 ? '0' : i)));
  if (isFlat && !inPlace) return { elements: { shape, isMask, at: read } };
  const store = (position: string, code: Code): string[] => [
    `${element(name, position)} = ${isMask ? oneOrZero(language, code).text : code.text};`,
  ];
  if (isFlat)
    return lines(
      declared(context),
      nest(context, [size], ([i]) => store(i!, read(i!))),
    );
  return lines(
    declared(context),
    nest(context, shape, (axes) =>
      store(
        affine(axes, stridesOf(shape)),
        compute(operands.map((x) => x.at(affine(axes, stretched(x.shape, shape))))),
      ),
    ),
  );
}

/** The elements of a stored array. */
export function stored(name: string, shape: Shape): Elements {
  return { shape, isMask: false, name, at: (position) => atom(element(name, position)) };
}

/** A number, or a condition, as its only element. */
export function numberElements(code: Code): Elements {
  return { shape: [], isMask: false, at: () => code };
}

/** Element `i` as a number. */
export function asNumber(language: Language, x: Elements, i: string): Code {
  return x.isMask ? oneOrZero(language, x.at(i)) : x.at(i);
}

function oneOrZero(language: Language, mask: Code): Code {
  return applied({ kind: 'choice' }, [mask, language.number(1), language.number(0)]);
}

function sameElements({ operands: [x], shape }: LoopContext): Written {
  return { elements: { ...x!, shape } };
}

/** The sum, or an extreme, along axes; a number where none is left. */
function reduced(
  { operands: [x], attributes, ...context }: LoopContext,
  start: number,
  add: (total: string, x: Code) => string,
): Written {
  const axes = attributes as readonly number[];
  const { language, name } = context;
  const initial = language.number(start).text;
  const from = x!.shape;
  const keptStrides = stridesOf(from.filter((_, axis) => !axes.includes(axis)));
  let kept = 0;
  const strides = from.map((_, axis) => (axes.includes(axis) ? 0 : keptStrides[kept++]!));
  const read = (position: string): Code => asNumber(language, x!, position);
  if (keptStrides.length === 0)
    return lines(
      `${language.family === 'c' ? 'double' : 'let'} ${name} = ${initial};`,
      nest(context, [sizeOf(from)], ([i]) => [add(name, read(i!))]),
    );
  return lines(
    start === 0
      ? zeros(context)
      : [
          ...declared(context),
          ...nest(context, [sizeOf(context.shape)], ([i]) => [`${element(name, i!)} = ${initial};`]),
        ],
    nest(context, from, (each) => [
      add(element(name, affine(each, strides)), read(affine(each, stridesOf(from)))),
    ]),
  );
}

// ── Text ──

type Target = Pick<LoopContext, 'language' | 'names' | 'name' | 'shape'>;

/** Longest line of a loop. */
const LINE = 88;

/** Most elements of an array on the stack of C. */
export const MOST_ON_STACK = 1000;

/** The statement that makes an array whose elements are set after. */
function declared({ language, name, shape }: Target): string[] {
  const size = Math.max(1, sizeOf(shape));
  if (language.family === 'js') return [`const ${name} = new Float64Array(${size});`];
  return [`${size > MOST_ON_STACK ? 'static ' : ''}double ${name}[${size}];`];
}

/** The statements that make an array of zeros. */
function zeros(target: Target): string[] {
  const { language, names, name, shape } = target;
  const [declaration] = declared(target) as [string];
  if (language.family === 'js') return [declaration];
  if (!declaration.startsWith('static')) return [declaration.replace(/;$/, ' = {0};')];
  // What is static keeps the numbers of the call before.
  const i = names.inner().claim('i');
  return [declaration, ...loop(language, i, sizeOf(shape), [`${name}[${i}] = 0.0;`])];
}

/** Loops over the axes of `shape`, outermost first; an axis of length 1 has none. */
function nest(
  { language, names }: Pick<LoopContext, 'language' | 'names'>,
  shape: Shape,
  body: (axes: readonly string[]) => readonly string[],
): string[] {
  if (shape.includes(0)) return [];
  const block = names.inner();
  const letters = ['i', 'j', 'k', 'l', 'm', 'n'];
  let loops = 0;
  const axes = shape.map((length) => (length === 1 ? '0' : block.claim(letters[loops++] ?? 'i')));
  return axes.reduceRight<readonly string[]>((inner, axis, k) => {
    if (axis === '0') return inner;
    return loop(language, axis, shape[k]!, inner);
  }, body(axes)) as string[];
}

/** A loop over `length` positions; on one line where it is short. */
export function loop(language: Language, index: string, length: number, body: readonly string[]): string[] {
  const head = `for (${language.index} ${index} = 0; ${index} < ${length}; ${index}++)`;
  const line = `${head} ${body[0]}`;
  if (body.length === 1 && line.length <= LINE && !body[0]!.startsWith('for ')) return [line];
  return [`${head} {`, ...body.map((each) => `  ${each}`), '}'];
}

/** `3 * i + j + 2` */
function affine(axes: readonly string[], strides: readonly number[], offset = 0): string {
  const terms: string[] = [];
  for (const [k, axis] of axes.entries()) {
    const stride = strides[k]!;
    if (stride === 0 || axis === '0') continue;
    const factor = Math.abs(stride) === 1 ? axis : `${Math.abs(stride)} * ${axis}`;
    terms.push(
      terms.length === 0 ? (stride < 0 ? `-${factor}` : factor) : `${stride < 0 ? '-' : '+'} ${factor}`,
    );
  }
  return plus(terms.join(' '), offset);
}

function plus(position: string, offset: number): string {
  if (/^-?\d*$/.test(position)) return String(Number(position) + offset);
  if (offset === 0) return position;
  // A sum that begins with a negative term reads better from its constant on.
  if (position.startsWith('-')) return `${offset} - ${position.slice(1)}`;
  return `${position} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`;
}

function element(name: string, position: string): string {
  return `${name}[${position}]`;
}

/** An element of an array of whole numbers as a position. */
function whole({ language }: Pick<LoopContext, 'language'>, index: Elements, i: string): string {
  const { text } = index.at(i);
  return language.family === 'c' ? `(int)${within(index.at(i), LEVEL.prefix)}` : text;
}

/** Steps in an array of shape `from` for the axes of `to`, to which it is broadcast. */
function stretched(from: Shape, to: Shape): number[] {
  const strides = stridesOf(from);
  const extra = to.length - from.length;
  return to.map((_, axis) => (axis < extra || from[axis - extra] === 1 ? 0 : strides[axis - extra]!));
}

/** Whether a view reads neighbouring elements in order. */
function isRun(shape: Shape, strides: readonly number[]): boolean {
  const row = stridesOf(shape);
  return shape.every((length, axis) => length === 1 || strides[axis] === row[axis]);
}

const PASSED_THROUGH = ['reshape', 'steady', 'cast', 'item'];

/** Whether the result of an operation is a way of reading its operand. */
export function isPassedThrough(op: number): boolean {
  return op >= FIRST_ARRAY && PASSED_THROUGH.includes(arrayNameOf(op));
}

/** Whether an operation reads each element of its operands once at most. */
export function readsOnce(op: number): boolean {
  return !['matmul', 'broadcast', 'gather', 'view'].includes(arrayNameOf(op));
}

/** Whether an elementwise primitive takes its operand number `i` as a condition. */
export function takesMask(op: number, i: number): boolean {
  const name = NAMES[op]!;
  return name === 'and' || (name === 'where' && i === 0);
}

/** Whether a primitive makes conditions. */
export function makesMask(op: number): boolean {
  return primitiveOf(op).derivative.kind === 'mask';
}
