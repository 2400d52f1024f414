/**
 * The loops of elementwise functions, one for each row and kind of operands, written as text and compiled when they are first
 * used: so arithmetic is in the loop itself, every call site meets one kernel only, and each loop is written once. The text
 * is made of nothing but this file.
 */

import type { ComplexBinary, ComplexUnary } from './complex.ts';

/** A rectangle of elements: where it begins and how far it is to the next element and row, in doubles, by operand. */
export interface Plane {
  rows: number;
  cols: number;
  /** In the result, which has no gaps. */
  at: number;
  readonly starts: number[];
  readonly rowSteps: number[];
  readonly colSteps: number[];
}

/** What a loop calls for each element, unless the row is arithmetic. */
export type ElementFunction = ((...values: number[]) => number) | ComplexUnary | ComplexBinary | undefined;

/** Computes one plane of `out`. Operands that the row does not have are not read. */
export type Loop = (
  out: Float64Array,
  x: Float64Array,
  y: Float64Array,
  z: Float64Array,
  plane: Plane,
  f: ElementFunction,
) => void;

/** The value of a row, as text made of the texts of its operands. */
const REAL: Readonly<Record<string, (x: string, y: string, z: string) => string>> = {
  add: (x, y) => `${x} + ${y}`,
  sub: (x, y) => `${x} - ${y}`,
  mul: (x, y) => `${x} * ${y}`,
  div: (x, y) => `${x} / ${y}`,
  neg: (x) => `-${x}`,
  where: (mask, x, y) => `${mask} !== 0 ? ${x} : ${y}`,
  lt: (x, y) => `${x} < ${y} ? 1 : 0`,
  le: (x, y) => `${x} <= ${y} ? 1 : 0`,
  eq: (x, y) => `${x} === ${y} ? 1 : 0`,
  and: (x, y) => `${x} !== 0 && ${y} !== 0 ? 1 : 0`,
};

type Parts = readonly [re: string, im: string];

/** The same for complex operands: real part and imaginary part. */
const COMPLEX: Readonly<Record<string, (x: Parts, y: Parts, z: Parts) => readonly string[]>> = {
  add: (x, y) => [`${x[0]} + ${y[0]}`, `${x[1]} + ${y[1]}`],
  sub: (x, y) => [`${x[0]} - ${y[0]}`, `${x[1]} - ${y[1]}`],
  mul: (x, y) => [`${x[0]} * ${y[0]} - ${x[1]} * ${y[1]}`, `${x[0]} * ${y[1]} + ${x[1]} * ${y[0]}`],
  neg: (x) => [`-${x[0]}`, `-${x[1]}`],
  where: (mask, x, y) => {
    const holds = `${mask[0]} !== 0 || ${mask[1]} !== 0`;
    return [`${holds} ? ${x[0]} : ${y[0]}`, `${holds} ? ${x[1]} : ${y[1]}`];
  },
  eq: (x, y) => [`${x[0]} === ${y[0]} && ${x[1]} === ${y[1]} ? 1 : 0`],
};

/** Whether a row of real numbers is written out in its loop: it costs little more than reading its operands. */
export function isArithmetic(name: string): boolean {
  return name in REAL;
}

/** Whether complex operands of a row are computed without a function of `complex.ts`. */
export function isComplexArithmetic(name: string): boolean {
  return name in COMPLEX;
}

/** By the name of the row, then by the widths. */
const loops = new Map<string, (Loop | undefined)[]>();

/**
 * Return the loop of row `name` with `arity` operands. `widths` are bits: 1, 2, 4 for a complex operand x, y, z, 8 for a complex
 * result. It computes with complex numbers where any is set.
 */
export function loopOf(name: string, arity: number, widths: number): Loop {
  const known = loops.get(name)?.[widths];
  if (known !== undefined) return known;
  const loop = compile(name, arity, widths);
  const ofRow = loops.get(name) ?? new Array<undefined>(16).fill(undefined);
  ofRow[widths] = loop;
  loops.set(name, ofRow);
  return loop;
}

const OPERANDS = ['x', 'y', 'z'];
const INDICES = ['i', 'j', 'k'];

function compile(name: string, arity: number, widths: number): Loop {
  const element = widths === 0 ? realElement(name, arity) : complexElement(name, arity, widths);
  const unrolled = widths === 0 && name in REAL ? unrolledLoops(arity, element) : '';
  const step = widths & 8 ? 2 : 1;
  const each = (text: (index: string, operand: number) => string, separator: string): string =>
    INDICES.slice(0, arity).map(text).join(separator);
  return new Function(
    'out, x, y, z, plane, f',
    `const { rows, cols, starts, rowSteps, colSteps } = plane;
    ${each((i, n) => `const ${i}Step = colSteps[${n}];`, ' ')}
    let o = plane.at;
    for (let row = 0; row < rows; row++) {
      const end = o + cols * ${step};
      ${each((i, n) => `let ${i} = starts[${n}] + row * rowSteps[${n}];`, ' ')}
      ${unrolled}
      for (; o < end; o += ${step}, ${each((i) => `${i} += ${i}Step`, ', ')}) { ${element('o', INDICES)} }
    }`,
  ) as Loop;
}

/** Makes the statement for the element at index `o` of the result and the given indices of the operands. */
type Element = (o: string, indices: readonly string[]) => string;

function realElement(name: string, arity: number): Element {
  return (o, indices) => {
    const values = OPERANDS.slice(0, arity).map((operand, n) => `${operand}[${indices[n]}]`);
    const value = REAL[name]?.(values[0]!, values[1]!, values[2]!) ?? `f(${values.join(', ')})`;
    return `out[${o}] = ${value};`;
  };
}

/** A real operand counts as complex, its imaginary part being 0, as in NumPy. */
function complexElement(name: string, arity: number, widths: number): Element {
  return (o, indices) => {
    const parts = OPERANDS.slice(0, arity).map((operand, n): Parts => {
      const re = `${operand}[${indices[n]}]`;
      return widths & (1 << n) ? [re, `${operand}[${indices[n]} + 1]`] : [re, '0'];
    });
    const values = COMPLEX[name]?.(parts[0]!, parts[1]!, parts[2]!);
    if (values === undefined) return `f(${parts.flat().join(', ')}, out, ${o});`;
    const imaginary = widths & 8 ? ` out[${o} + 1] = ${values[1]};` : '';
    return `out[${o}] = ${values[0]};${imaginary}`;
  };
}

/** Steps of the operands, 1 or 0 (the same number again), for which arithmetic is done four elements at a time. */
const UNROLLED = [
  [[1]],
  [
    [1, 1],
    [1, 0],
    [0, 1],
  ],
  [
    [1, 1, 1],
    [1, 1, 0],
    [1, 0, 1],
  ],
];

/** Loops over as many fours as there are; at 1e6 elements they take half to two thirds of the time. */
function unrolledLoops(arity: number, element: Element): string {
  const four = [0, 1, 2, 3];
  return UNROLLED[arity - 1]!.map((steps) => {
    const test = steps.map((step, n) => `${INDICES[n]}Step === ${step}`).join(' && ');
    const advance = steps.map((step, n) => `${INDICES[n]} += ${4 * step}`).join(', ');
    const statements = four.map((k) =>
      element(
        `o + ${k}`,
        steps.map((step, n) => `${INDICES[n]} + ${k * step}`),
      ),
    );
    return `if (${test}) for (const last = end - 3; o < last; o += 4, ${advance}) { ${statements.join(' ')} }`;
  }).join('\n      else ');
}
