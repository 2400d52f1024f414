/** Pieces of text of an expression with the strength of their outermost operator, so that parentheses stand only where they must. */

/** A piece of an expression. */
export interface Code {
  readonly text: string;
  readonly level: number;
}

/** Strength of operators, the same in JavaScript and C (which has no `**`). */
export const LEVEL = {
  atom: 20,
  power: 16,
  prefix: 15,
  product: 13,
  sum: 12,
  shift: 11,
  order: 10,
  equality: 9,
  bits: 7,
  both: 5,
  choice: 3,
} as const;

/** How an operation is written in a language. */
export type Form =
  | { readonly kind: 'infix'; readonly operator: string; readonly level: number }
  | { readonly kind: 'prefix'; readonly operator: string }
  | { readonly kind: 'choice' }
  /** The square of the first operand: `x * x` where that computes nothing twice, else the call. */
  | { readonly kind: 'square'; readonly name: string }
  /** A function of the language's own library; `before` are arguments ahead of the operands. */
  | { readonly kind: 'call'; readonly name: string; readonly before?: readonly number[] }
  /** A function that goes with the source (`helper`: by name). */
  | { readonly kind: 'helper'; readonly name: string; readonly before?: readonly number[] };

export const infix = (operator: string, level: number): Form => ({ kind: 'infix', operator, level });
export const prefix = (operator: string): Form => ({ kind: 'prefix', operator });
export const call = (name: string): Form => ({ kind: 'call', name });
export const helper = (name: string): Form => ({ kind: 'helper', name });
export const choice: Form = { kind: 'choice' };

export function atom(text: string): Code {
  return { text, level: LEVEL.atom };
}

/** The text of `code` as an operand that must be at least as strong as `level`. */
export function within({ text, level }: Code, least: number): string {
  return level >= least ? text : `(${text})`;
}

/** `!(code)` */
export function negated(code: Code): Code {
  return { text: `!${within(code, LEVEL.prefix)}`, level: LEVEL.prefix };
}

/** Write an operation. Sums and products are not associative in doubles: the right operand keeps its parentheses. */
export function applied(form: Form, operands: readonly Code[]): Code {
  const [x, y, z] = operands as readonly [Code, Code, Code];
  switch (form.kind) {
    case 'infix':
      return infixed(form.operator, form.level, x, y);
    case 'prefix':
      return { text: `${form.operator}${within(x, LEVEL.power + 1)}`, level: LEVEL.prefix };
    case 'square':
      if (/^\w+$/.test(x.text)) return infixed('*', LEVEL.product, x, x);
      return atom(`${form.name}(${x.text}, ${y.text})`);
    case 'choice':
      return {
        text: `${within(x, LEVEL.choice + 1)} ? ${within(y, LEVEL.choice + 1)} : ${within(z, LEVEL.choice)}`,
        level: LEVEL.choice,
      };
    default: {
      const given = [...(form.before ?? []).map(String), ...operands.map(({ text }) => text)];
      return atom(`${form.name}(${given.join(', ')})`);
    }
  }
}

/** A number as it is written. */
const NUMBER = /^-?[\d.]+(e[+-]?\d+)?$/;

function infixed(operator: string, level: number, x: Code, y: Code): Code {
  // TypeScript refuses to compare numbers that it knows to differ.
  const isKnown =
    operator.endsWith('==') && operator.length === 3 && NUMBER.test(x.text) && NUMBER.test(y.text);
  if (isKnown) return atom(String((Number(x.text) === Number(y.text)) === (operator === '===')));
  // `**` binds to the right, and refuses a sign before its left operand.
  const [left, right] = level === LEVEL.power ? [level + 1, LEVEL.prefix] : [level, level + 1];
  return { text: `${within(x, left)} ${operator} ${within(y, right)}`, level };
}
