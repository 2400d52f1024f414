/** JavaScript and TypeScript, which differ in annotations only. */

import type { Code } from './code.ts';
import { atom, LEVEL } from './code.ts';
import { JS_HELPERS } from './helpers.ts';
import type { Language } from './language.ts';

/** The text of a special function by name: an expression that makes it. */
export type SpecialSource = (name: string) => string | undefined;

/** Numbers that have a name in JavaScript. */
const NAMED = new Map(
  (['PI', 'E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'SQRT2', 'SQRT1_2'] as const).map((name) => [
    Math[name],
    `Math.${name}`,
  ]),
);

/** Return the language; `isTyped` makes it TypeScript. */
export function javascript(isTyped: boolean, specialSource: SpecialSource): Language {
  const number = isTyped ? ': number' : '';
  return {
    family: 'js',
    title: isTyped ? 'TypeScript' : 'JavaScript',
    index: 'let',
    number: numberCode,
    condition(test, x, y, constant) {
      const compared = (operator: string, level: number): Code => infixed(x, operator, y, level);
      switch (test) {
        case 'lt':
          return compared('<', LEVEL.order);
        case 'le':
          return compared('<=', LEVEL.order);
        case 'eq':
          return compared('===', LEVEL.equality);
        case 'truth':
          return x;
        case 'same':
          if (Number.isNaN(constant)) return atom(`Number.isNaN(${x.text})`);
          if (constant !== undefined && constant !== 0) return compared('===', LEVEL.equality);
          return atom(`Object.is(${x.text}, ${y.text})`);
      }
    },
    declare: (name, code) => `const ${name} = ${code.text};`,
    leave: 'throw untraced();',
    helper(name) {
      const known = JS_HELPERS[name];
      if (known !== undefined) return known;
      const text = specialSource(name);
      return text === undefined ? undefined : { parameters: ['...x'], body: text };
    },
    define(name, { parameters, body }) {
      if (parameters[0] === '...x') return bundled(name, body, isTyped);
      const list = parameters.map((parameter) => `${parameter}${number}`).join(', ');
      return `function ${name}(${list})${number} {\n${indented(body)}\n}`;
    },
  };
}

/** A special function is one line of JavaScript without types. */
function bundled(name: string, body: string, isTyped: boolean): string {
  const type = isTyped ? ': (...x: number[]) => number' : '';
  return `${isTyped ? '// @ts-ignore: a bundle without types\n' : ''}const ${name}${type} = ${body};`;
}

export function indented(body: string): string {
  return body.replace(/^(?=.)/gm, '  ');
}

export function infixed(x: Code, operator: string, y: Code, level: number): Code {
  const side = (code: Code): string => (code.level > level ? code.text : `(${code.text})`);
  return { text: `${side(x)} ${operator} ${side(y)}`, level };
}

function numberCode(value: number): Code {
  if (Number.isNaN(value)) return atom('NaN');
  const name = NAMED.get(Math.abs(value)) ?? (Math.abs(value) === Infinity ? 'Infinity' : undefined);
  const text = name ?? String(Math.abs(value));
  return value < 0 || Object.is(value, -0) ? { text: `-${text}`, level: LEVEL.prefix } : atom(text);
}
